//! adapter.yaml: what an adapter declares about its ERP.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::VersionRange;
use crate::model::{
    AccessSemantics, AccountLimits, AttributeSpec, Engine, ItemLimits, KeyFolding, PasswordScheme,
    PortalSpec, ResourceKind, RoleLimits, Semantics, SettingSpec,
};

/// An adapter: how a folder of SQL maps one ERP onto the relations.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "trueup adapter")]
pub struct Manifest {
    /// The name by which a target chooses the adapter; lower-case.
    #[schemars(regex(pattern = r"^[a-z][a-z0-9_-]*$"), extend("x-pattern-help" = "lower-case letters, digits, `-` and `_`"))]
    pub name: String,
    /// The name of the ERP as people write it.
    pub title: String,
    /// The database engines on which the ERP runs and the SQL has been tried.
    pub engines: Vec<Engine>,
    /// The versions that the SQL is for. Anything else is refused.
    pub versions: VersionRange,
    /// The versions on which the adapter was tested, for each engine.
    #[serde(default)]
    pub tested: BTreeMap<Engine, Vec<String>>,
    /// Versions inside the range that are not supported, and why.
    #[serde(default)]
    pub refused: BTreeMap<String, String>,
    /// Every action a permission can give, in the order in which they are shown and stored.
    pub actions: Vec<String>,
    /// The actions of a plain resource; all of `actions` when left out.
    #[serde(default)]
    pub plain_actions: Option<Vec<String>>,
    /// The spelling of sub-resources; the first whose separator occurs in a resource's name applies.
    #[serde(default)]
    pub resources: Vec<ResourceKind>,
    /// How permissions turn into access.
    #[serde(default)]
    pub access: AccessSemantics,
    /// Which keys count as the same.
    #[serde(default)]
    pub keys: KeyFolding,
    /// The attributes of a user.
    #[serde(default)]
    pub attributes: BTreeMap<String, AttributeSpec>,
    /// The settings.
    #[serde(default)]
    pub settings: BTreeMap<String, SettingSpec>,
    /// Accounts of outsiders, such as customers; without it they are only read.
    #[serde(default)]
    pub portal: Option<PortalSpec>,
    /// How the ERP hashes passwords; without it accounts are made without a password.
    #[serde(default)]
    pub passwords: Option<PasswordScheme>,
    /// Actions that a permission cannot give without others.
    #[serde(default)]
    pub action_needs: BTreeMap<String, Vec<String>>,
    /// What an account has to be.
    #[serde(default)]
    pub accounts: AccountLimits,
    /// Limits on roles of our own that validation can point at early.
    #[serde(default)]
    pub own_roles: RoleLimits,
    /// What the ERP's items can hold.
    #[serde(default)]
    pub items: ItemLimits,
    /// How soon a running server acts on what was written.
    #[serde(default)]
    pub follows: Option<Follows>,
    /// Whether everything that the SQL does is undone by a rollback.
    #[serde(default = "yes")]
    pub transactional: bool,
    /// The ERP's tables that the SQL touches; the grants for reader and applier are made from this.
    #[serde(default)]
    pub tables: Tables,
    /// Folders of files that replace the ones above for an engine, a version range or an installed part; in order, the
    /// later wins, file by file.
    #[serde(default)]
    pub overlays: Vec<Overlay>,
    /// Titles of the scripts in `refuse/`: what this ERP cannot hold.
    #[serde(default)]
    pub refuse: BTreeMap<String, RefuseSpec>,
    /// What the scripts in `checks/` look for.
    #[serde(default)]
    pub checks: BTreeMap<String, CheckSpec>,
    /// What its users should know.
    #[serde(default)]
    pub notes: Vec<String>,
}

fn yes() -> bool {
    true
}

/// How soon a running server acts on what was written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Follows {
    /// The longest delay, in seconds.
    pub longest_seconds: u32,
    /// What it depends on.
    #[serde(default)]
    pub note: Option<String>,
    /// The command that clears the caches of running servers by hand, where trueup cannot reach them.
    #[serde(default)]
    pub by_hand: Option<String>,
}

/// The ERP's tables that the SQL touches.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Tables {
    /// Tables that are read.
    pub reads: Vec<String>,
    /// Columns of read tables that the reader may not see, such as password hashes. Who applies may.
    pub hidden: BTreeMap<String, Vec<String>>,
    /// Tables that are written, and how.
    pub writes: BTreeMap<String, Vec<Privilege>>,
    /// Sequences of the engine that hold the next numbers of the ERP, as regular expressions for whole names.
    pub counters: Vec<String>,
    /// Tables that lock.sql locks against other writers.
    pub locks: Vec<String>,
}

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Privilege {
    /// Rows are added.
    Insert,
    /// Rows are changed.
    Update,
    /// Rows are removed.
    Delete,
}

impl Privilege {
    /// The right's name in SQL, in lower case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

/// Files and declarations that replace the general ones under some conditions.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Overlay {
    /// The name of its folder in `overlay/`.
    pub name: String,
    /// The engines it is for; all when left out.
    #[serde(default)]
    pub engines: Option<Vec<Engine>>,
    /// The versions it is for; all when left out.
    #[serde(default)]
    pub versions: Option<VersionRange>,
    /// A table that must exist, such as that of an optional module.
    #[serde(default)]
    pub requires_table: Option<String>,
    /// A SELECT that must give a row, such as one that looks for an optional module.
    #[serde(default)]
    pub requires_row: Option<String>,
    /// Keys of adapter.yaml that it replaces, whole; of `settings` single ones, where null takes one away.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub set: serde_json::Map<String, serde_json::Value>,
}

impl Overlay {
    /// Whether only the database tells that it applies.
    #[must_use]
    pub fn depends_on_contents(&self) -> bool {
        self.versions.is_some() || self.requires_table.is_some() || self.requires_row.is_some()
    }

    /// Whether engine and version are ones that it is for.
    #[must_use]
    pub fn fits(&self, engine: Engine, version: &str) -> bool {
        self.engines
            .as_ref()
            .is_none_or(|engines| engines.contains(&engine))
            && self
                .versions
                .as_ref()
                .is_none_or(|versions| versions.contains(version))
    }
}

/// A script in `refuse/`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefuseSpec {
    /// What the ERP cannot hold, in a few words.
    pub title: String,
}

/// A script in `checks/`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckSpec {
    /// What is wrong where it finds something, in a few words.
    pub title: String,
    /// How much it matters.
    pub severity: CheckSeverity,
    /// Whether it runs before the writes and before the commit of an apply: a subject only the second finds rolls back.
    #[serde(default)]
    pub invariant: bool,
    /// Controls of audit frameworks that it serves.
    #[serde(default)]
    pub controls: Vec<String>,
    /// What to do about a finding.
    #[serde(default)]
    pub remedy: Option<String>,
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CheckSeverity {
    /// Somebody can do what nobody decided, or the ERP is damaged.
    High,
    /// Something to put right.
    Medium,
    /// Worth knowing.
    Low,
}

impl CheckSeverity {
    /// The word in formats.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

impl Manifest {
    /// The part that pure code needs.
    #[must_use]
    pub fn semantics(&self) -> Semantics {
        Semantics {
            actions: self.actions.clone(),
            plain_actions: self.plain_actions.clone(),
            resources: self.resources.clone(),
            access: self.access.clone(),
            keys: self.keys,
            attributes: self.attributes.clone(),
            settings: self.settings.clone(),
            portal: self.portal.clone(),
            passwords: self.passwords.clone(),
            action_needs: self.action_needs.clone(),
            accounts: self.accounts.clone(),
            own_roles: self.own_roles.clone(),
            items: self.items.clone(),
            guards: false,
            record_rules: false,
            possible_settings: std::collections::BTreeSet::new(),
        }
    }
}

/// The JSON Schema of adapter.yaml.
#[must_use]
pub fn schema() -> serde_json::Value {
    crate::base::schema::of::<Manifest>()
}
