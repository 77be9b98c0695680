//! The files of desired state: any of these sections, in any split over any number of files.

mod backup;
mod calendar;
mod declared;
mod grant;
mod item;
mod role;
mod rule;
mod setting;
mod user;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::base::tree::{Entries, Located};

pub use backup::{Backup, BackupContent, BackupPlace, Checks, Keep, Objectives};
pub use calendar::{Day, Period};
pub use declared::Declared;
pub use grant::Grant;
pub use item::{AppliesTo, ItemCode, Meaning, Patterns, Segment, Unfit};
pub use role::{Allowed, Position, Role};
pub use rule::RuleUse;
pub use setting::{Sequence, Value};
pub use user::{Service, User, UserState, UserType, Without};

/// Desired state. Every section may be left out, and may be spread over any number of files; an omitted section is not
/// managed. The same key twice is an error, in one file or in two.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "trueup desired state")]
pub struct Sections {
    /// People and service accounts, each under a key of its own: the login, unless `login` says otherwise.
    #[schemars(extend("propertyNames" = key_schema()))]
    pub users: Entries<User>,
    /// Positions: what a job needs. Each expands to roles.
    #[schemars(extend("propertyNames" = key_schema()))]
    pub positions: Entries<Position>,
    /// Roles of our own; and, under the key of a shipped role or `"*"` for everyone, permission rows to add or change.
    #[schemars(extend("propertyNames" = key_schema()))]
    pub roles: Entries<Role>,
    /// Exceptions and temporary access. Permanent access belongs in positions.
    pub grants: Vec<Grant>,
    /// Settings of the ERP in groups, such as `password: {min_length: 12}`. The names are the adapter's.
    #[schemars(example = serde_json::json!({"password": {"min_length": 12, "max_age_days": 90}}))]
    pub settings: Entries<Entries<Located<Value>>>,
    /// Number sequences that issue codes. The next number is never set back.
    pub sequences: Entries<Sequence>,
    /// Backup policies; `absent` for one that shall no longer be in force.
    pub backups: Entries<Declared<Backup>>,
    /// Rules for the codes of items; `absent` for one that shall no longer be in force.
    pub item_codes: Entries<Declared<ItemCode>>,
}

/// What a key looks like: some text, without blanks at its ends, which nobody would see.
fn key_schema() -> serde_json::Value {
    serde_json::json!({
        "pattern": r"^\S(.*\S)?$",
        "x-pattern-help": "a name without blanks at its ends",
    })
}
