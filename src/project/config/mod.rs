//! The project file, `trueup.yaml`: targets, guard, departments. It holds nothing secret.

mod guard;
mod limit;
mod manage;
mod roster;
mod target;
pub mod url;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

pub use guard::{Approvals, Approver, Guard, Limits, Protect};
pub use limit::Limit;
pub use manage::{Manage, ManagedRoles, ManagedUsers};
pub use roster::{Roster, RosterColumns};
pub use target::Target;

/// What a project is: its targets, and the rules that hold for all of them.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "trueup project file")]
pub struct ProjectFile {
    /// The name of the project. It appears in plans, journals and reports.
    #[schemars(length(min = 1), example = &"acme")]
    pub project: String,
    /// The time zone of every date and schedule, by its IANA name. `until` and `last_day` mean the whole of that day here.
    /// `UTC` when left out.
    #[serde(default = "utc")]
    #[schemars(length(min = 1), example = &"Asia/Shanghai", example = &"Europe/Berlin")]
    pub timezone: String,
    /// The ERP databases, each under a name of its own.
    #[schemars(extend("minProperties" = 1, "propertyNames" = target_name()))]
    pub targets: BTreeMap<String, Target>,
    /// Who and what is protected, how much one plan may change, and who must approve. Applied like any other state: a
    /// change to it is judged by the rules in force before it.
    #[serde(default)]
    pub guard: Option<Guard>,
    /// Policy packs: `builtin:NAME`, or a file or folder of the project.
    #[serde(default)]
    #[schemars(example = ["builtin:sod", "policies/"])]
    pub policies: Vec<String>,
    /// The list of people that the personnel department keeps.
    #[serde(default)]
    pub roster: Option<Roster>,
    /// The departments, each under a key that users name in `department`.
    #[serde(default)]
    pub departments: BTreeMap<String, Department>,
}

/// A department: who answers for its people in reviews.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Department {
    /// The name people use.
    #[serde(default)]
    #[schemars(example = &"采购部")]
    pub title: Option<String>,
    /// The user who heads it, by the key in `users`.
    #[serde(default)]
    #[schemars(example = &"wang.fang")]
    pub head: Option<String>,
    /// The user who stands in for the head, by the key in `users`.
    #[serde(default)]
    pub deputy: Option<String>,
    /// The department above it, by its key.
    #[serde(default)]
    pub parent: Option<String>,
}

fn utc() -> String {
    "UTC".to_owned()
}

/// Lock files and receipts are named after targets.
fn target_name() -> serde_json::Value {
    serde_json::json!({
        "pattern": r"^[^/\\\s.][^/\\\s]*$",
        "x-pattern-help": "a name without slashes and blanks that does not begin with a dot",
    })
}
