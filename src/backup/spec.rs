//! A backup policy as it is approved and stored: plain data, the same from YAML and from the registry.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A backup policy: what is saved, when, where to, how long it is kept and how it is proved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicySpec {
    /// The name people use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The user who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// What is saved.
    pub what: Content,
    /// When: five cron fields. Both a day of the month and a weekday mean either.
    pub schedule: String,
    /// The time zone of the schedule and of the days, weeks, months and years that are kept: a name of the IANA database.
    pub timezone: String,
    /// Where to; every backup goes to all of them.
    pub to: Vec<Destination>,
    /// The age recipients that can decrypt it; without one it is not encrypted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub encrypt_to: Vec<String>,
    /// How hard it is compressed: a level of zstd, 1 to 19.
    pub compression: i32,
    /// Which backups are kept; all when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep: Option<Retention>,
    /// How it is proved that a backup can be used.
    #[serde(default, skip_serializing_if = "Checks::is_nothing")]
    pub verify: Checks,
    /// What was promised.
    #[serde(default, skip_serializing_if = "Objectives::is_nothing")]
    pub objectives: Objectives,
}

/// What a backup saves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Content {
    /// The database of the target.
    pub database: bool,
    /// Folders and files beside it, absolute.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
}

/// A place for backups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Destination {
    /// `file:///folder`, `sftp://user@host:port/folder` or `s3://bucket/prefix`.
    pub url: String,
    /// The server of an object store, when it is not the one of the region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// The region of an object store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// For how many seconds the place itself keeps anybody from deleting what was stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub immutable: Option<u64>,
}

/// Which backups are kept. A backup that one of the rules keeps is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// The newest ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<u32>,
    /// The newest of each of so many days that have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub daily: Option<u32>,
    /// The newest of each of so many weeks (from Monday) that have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weekly: Option<u32>,
    /// The newest of each of so many months that have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub monthly: Option<u32>,
    /// The newest of each of so many years that have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub yearly: Option<u32>,
    /// Never fewer than these, the newest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u32>,
    /// None that is younger than so many seconds is deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_age: Option<u64>,
}

/// How it is proved that a backup can be used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Checks {
    /// When every stored byte is read again and compared with its checksum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checksum: Option<Frequency>,
    /// When a backup is restored into a scratch database.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restore: Option<Frequency>,
}

/// How often something is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Frequency {
    /// With every backup.
    EveryRun,
    /// Once a day.
    Daily,
    /// Once a week.
    Weekly,
    /// Once a month.
    Monthly,
    /// Once in three months.
    Quarterly,
    /// Once a year.
    Yearly,
}

/// What was promised.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Objectives {
    /// How much work may be lost at most, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rpo: Option<u64>,
    /// How long a restore may take at most, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rto: Option<u64>,
}

impl Frequency {
    /// After how many seconds the last proof is too old; none where every backup needs its own.
    #[must_use]
    pub fn seconds(self) -> Option<u64> {
        const DAY: u64 = 86_400;
        match self {
            Self::EveryRun => None,
            Self::Daily => Some(DAY),
            Self::Weekly => Some(7 * DAY),
            Self::Monthly => Some(31 * DAY),
            Self::Quarterly => Some(92 * DAY),
            Self::Yearly => Some(366 * DAY),
        }
    }
}

impl Checks {
    /// Whether nothing is proved.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl Objectives {
    /// Whether nothing was promised.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl PolicySpec {
    /// As the registry stores it: the same policy gives the same text.
    ///
    /// # Panics
    /// Never: plain data serialises.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("plain data serialises")
    }

    /// What the policy is known by in manifests: a digest of its text.
    #[must_use]
    pub fn digest(&self) -> String {
        crate::base::hash::sha256(self.to_json().as_bytes())
    }
}
