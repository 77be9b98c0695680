//! The plan: ordered changes bound to one target, judged before anyone carries them out.
//!
//! Building a plan is pure. Nothing is decided when it is applied: what [`Plan`] does not hold does not happen.

mod abilities;
mod build;
mod codes;
mod digest;
mod file;
mod footprint;
mod safety;
mod widens;

pub use abilities::compare_abilities;
pub use build::{Input, build};
pub use codes::CODES;
pub use digest::{checksum, digest};
pub use file::{PlanError, read, schema, write};
pub use footprint::Footprint;
pub use safety::{Accepted, judge};

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Change, Engine, Mode};

/// The version of the plan's file format.
pub const FORMAT: &str = "trueup/plan/1";

/// A plan, with its rows as symbols of one interner.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What it is for and what it was made from.
    pub head: Head,
    /// What will be done, in order; causes index `reasons`.
    pub changes: Vec<Change>,
    /// Differences that are held: changed in the ERP, or on both sides.
    pub held: Vec<Held>,
    /// Where changes come from.
    pub reasons: Vec<Reason>,
    /// What it depends on.
    pub footprint: Footprint,
    /// The state as it will be stored as last applied, encoded.
    pub applied: Vec<u8>,
    /// The lists that the files declare completely: relation and first key.
    pub owned: Vec<(crate::model::Rel, crate::model::Sym)>,
}

/// A difference that the plan leaves alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// What would make the ERP agree with the files.
    pub change: Change,
    /// The values of the last apply, where the row was desired then.
    pub base: Option<Vec<crate::model::Sym>>,
    /// Who changed it in the ERP, where the ERP records it.
    pub changed_by: Option<String>,
    /// When, in UTC.
    pub changed_at: Option<String>,
}

/// What a plan is for and what it was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The file format: `trueup/plan/1`.
    pub format: String,
    /// The version of trueup that made it.
    pub trueup: String,
    /// When it was made, UTC, RFC 3339.
    pub created: String,
    /// When it stops being valid, UTC, RFC 3339.
    pub expires: String,
    /// The project's name.
    pub project: String,
    /// The commit of the project's repository; none outside a repository.
    pub commit: Option<Commit>,
    /// The database that it is for.
    pub target: Target,
    /// How much of the ERP the files own.
    pub mode: Mode,
    /// The journal entry whose desired rows it was compared with; none before the first apply.
    pub base: Option<BaseEntry>,
    /// The dangers that the person who made the plan accepted by name.
    pub accepted: Vec<String>,
    /// What is not planned, and why.
    pub notes: Vec<Note>,
    /// What policy and safety found.
    pub findings: Vec<Finding>,
    /// What people can do afterwards that they could not before, and the reverse.
    pub abilities: Vec<AbilityChange>,
    /// Totals.
    pub totals: Totals,
    /// The longest delay until a running ERP server follows, in seconds; none when it is not known.
    pub follows_seconds: Option<u32>,
    /// Digest over the effects, the target and the scope; the same for an identical plan made later.
    pub digest: String,
}

/// A commit of the project's repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Commit {
    /// Its full id.
    pub id: String,
    /// Whether the work tree held changes that are not in it.
    pub dirty: bool,
}

/// The database that a plan is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Its name in trueup.yaml.
    pub name: String,
    /// The adapter's name.
    pub adapter: String,
    /// Digest of the adapter's files.
    pub adapter_digest: String,
    /// The database engine.
    pub engine: Engine,
    /// The ERP's version.
    pub erp_version: String,
    /// What the ERP calls itself.
    pub erp_identity: String,
    /// What identifies the database server or file.
    pub system: String,
    /// The database's name.
    pub database: String,
}

/// A journal entry that a plan refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BaseEntry {
    /// Its number.
    pub entry: u64,
    /// Its hash.
    pub hash: String,
}

/// Where a change comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The file, relative to the project.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// How the row came from there, when it was not written literally.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
}

/// Something that is not planned, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// A stable code: `trueup explain` knows it.
    pub code: String,
    /// What is not done.
    pub what: String,
    /// The names and numbers in it, in the order of the English text: what other languages are made from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// Where the files ask for it.
    pub place: Option<Reason>,
}

/// Something that policy or safety found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// A stable code: `trueup explain` knows it.
    pub code: String,
    /// Whether it stops the plan from being applied.
    pub refuses: bool,
    /// What was found.
    pub message: String,
    /// The names and numbers in it, in the order of the English text: what other languages are made from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// Who or what it is about: `user zhang.wei`, `resource party.party`.
    pub subject: String,
    /// What accepts it, where it can be accepted: `--accept-open party.party`.
    pub accept: Option<String>,
    /// Where the files ask for it.
    pub place: Option<Reason>,
}

/// What some people can do afterwards that they could not before, and the reverse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AbilityChange {
    /// The people, by login.
    pub people: Vec<String>,
    /// Resource to the actions they gain.
    pub gained: BTreeMap<String, Vec<String>>,
    /// Resource to the actions they lose.
    pub lost: BTreeMap<String, Vec<String>>,
    /// Whether they become an administrator (true) or stop being one (false).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub administrator: Option<bool>,
    /// Whether the account becomes one that can do anything at all (true: new or active again) or stops being one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<bool>,
    /// How many resources become reachable because nothing forbids them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub gained_open: usize,
    /// How many resources that nothing forbids become unreachable.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub lost_open: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// Totals of a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// Rows that change.
    pub rows: usize,
    /// People whose own rows change.
    pub people: usize,
    /// People whose access changes through a role that changes, without a row of their own.
    pub people_by_role: usize,
    /// Accounts that are made.
    pub created: usize,
    /// Accounts that are deactivated.
    pub deactivated: usize,
    /// Accounts that are active again.
    pub reactivated: usize,
    /// Roles given.
    pub grants: usize,
    /// Roles taken away.
    pub revokes: usize,
    /// Active accounts that the files do not declare.
    pub undeclared_users: usize,
    /// Active custom roles that the files do not declare.
    pub undeclared_roles: usize,
}

impl Plan {
    /// Whether applying it would change nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The findings that stop it from being applied.
    pub fn refusals(&self) -> impl Iterator<Item = &Finding> {
        self.head.findings.iter().filter(|finding| finding.refuses)
    }
}
