//! Backup policies.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::base::tree::Located;

use super::Period;

/// A backup policy: what is saved, when, where to, how long it is kept and how it is proved.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Backup {
    /// What is saved.
    pub what: BackupContent,
    /// When, as five cron fields in the time zone of the project.
    #[schemars(length(min = 1), example = &"0 2 * * *")]
    pub schedule: Located<String>,
    /// Where to: folders (`file:///…`) or object stores (`s3://…`).
    #[schemars(length(min = 1), example = ["file:///backup/erp", "s3://erp-backup/prod"])]
    pub to: Vec<Located<String>>,
    /// The age recipients that can decrypt it; without one it is not encrypted.
    #[serde(default)]
    #[schemars(example = ["age1…"])]
    pub encrypt_to: Vec<Located<String>>,
    /// How many of each age are kept; all when left out.
    #[serde(default)]
    pub keep: Option<Keep>,
    /// How it is proved that a backup can be used.
    #[serde(default)]
    pub verify: Option<Checks>,
    /// What was promised.
    #[serde(default)]
    pub objectives: Option<Objectives>,
    /// The user who answers for it, by the key in `users`.
    #[serde(default)]
    #[schemars(example = &"zhao.lei")]
    pub owner: Option<Located<String>>,
}

/// What a backup saves.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct BackupContent {
    /// The database of the target.
    pub database: bool,
    /// Folders beside it, such as attachments.
    #[schemars(example = ["/var/lib/erp/attachments"])]
    pub paths: Vec<String>,
}

/// How many backups of each age are kept.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Keep {
    /// The newest of each of so many days.
    #[schemars(example = 14)]
    pub daily: Option<u32>,
    /// The newest of each of so many weeks.
    #[schemars(example = 8)]
    pub weekly: Option<u32>,
    /// The newest of each of so many months.
    #[schemars(example = 12)]
    pub monthly: Option<u32>,
    /// The newest of each of so many years.
    #[schemars(example = 7)]
    pub yearly: Option<u32>,
}

/// How it is proved that a backup can be used.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Checks {
    /// When the stored bytes are compared with their checksum.
    #[schemars(example = &"every-run")]
    pub checksum: Option<Frequency>,
    /// When a backup is restored into a scratch database.
    #[schemars(example = &"monthly")]
    pub restore: Option<Frequency>,
}

/// How often something is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Objectives {
    /// How much work may be lost at most.
    #[schemars(example = &"24h")]
    pub rpo: Option<Period>,
    /// How long a restore may take at most.
    #[schemars(example = &"4h")]
    pub rto: Option<Period>,
}
