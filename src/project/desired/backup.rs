//! Backup policies, as people write them.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::backup::schedule::zone;
use crate::backup::{self, Content, Destination, Frequency, PolicySpec, Retention, Schedule};
use crate::base::tree::Located;

use super::Period;

/// A backup policy: what is saved, when, where to, how long it is kept and how it is proved.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Backup {
    /// The name people use.
    #[serde(default)]
    #[schemars(example = &"每日备份")]
    pub title: Option<String>,
    /// What is saved.
    pub what: Located<BackupContent>,
    /// When, as five cron fields, or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`.
    #[schemars(length(min = 1), example = &"0 2 * * *", example = &"@daily")]
    pub schedule: Located<String>,
    /// The time zone of the schedule and of the days, weeks, months and years that are kept; the project's when left out.
    #[serde(default)]
    #[schemars(length(min = 1), example = &"Asia/Shanghai")]
    pub timezone: Option<Located<String>>,
    /// Where to: folders, here (`file:///…`) or on another computer (`sftp://…`), or object stores (`s3://…`). Every backup goes to all of them.
    #[schemars(length(min = 1), example = ["file:///backup/erp", "sftp://backup@nas.acme.example/volume1/erp", "s3://erp-backup/prod"])]
    pub to: Vec<Located<BackupPlace>>,
    /// The age recipients that can decrypt it; without one it is not encrypted.
    #[serde(default)]
    #[schemars(example = ["age1…"])]
    pub encrypt_to: Vec<Located<String>>,
    /// How hard it is compressed: a level of zstd. 3 when left out.
    #[serde(default)]
    #[schemars(range(min = 1, max = 19), example = 3)]
    pub compression: Option<i32>,
    /// Which backups are kept; all when left out.
    #[serde(default)]
    pub keep: Option<Located<Keep>>,
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
    /// Folders and files beside it, such as attachments; absolute.
    #[schemars(example = ["/var/lib/erp/attachments"])]
    pub paths: Vec<Located<String>>,
}

/// A place for backups: its URL, or the URL with what else there is to say about it.
#[derive(Debug, Clone)]
pub struct BackupPlace {
    /// `file:///folder`, `sftp://user@host:port/folder` or `s3://bucket/prefix`.
    pub url: String,
    /// The server of an object store.
    pub endpoint: Option<Located<String>>,
    /// The region of an object store.
    pub region: Option<Located<String>>,
    /// For how long the place itself keeps anybody from deleting.
    pub immutable: Option<Located<Period>>,
}

/// The same, where it is written as a map.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PlaceFields {
    /// `file:///folder`, `sftp://user@host:port/folder` or `s3://bucket/prefix`.
    #[schemars(length(min = 1), example = &"s3://erp-backup/prod")]
    url: String,
    /// The server of an object store, when it is not the one of the region.
    #[serde(default)]
    #[schemars(example = &"https://minio.acme.example")]
    endpoint: Option<Located<String>>,
    /// The region of an object store.
    #[serde(default)]
    #[schemars(example = &"cn-north-1")]
    region: Option<Located<String>>,
    /// For how long the place itself keeps anybody from deleting what was stored, such as by an object lock.
    #[serde(default)]
    #[schemars(example = &"30d")]
    immutable: Option<Located<Period>>,
}

/// Which backups are kept. A backup that one of the rules keeps is kept; `at_least` and `min_age` hold in any case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1))]
pub struct Keep {
    /// The newest ones.
    #[schemars(range(min = 1), example = 10)]
    pub last: Option<u32>,
    /// The newest of each of so many days that have one.
    #[schemars(range(min = 1), example = 14)]
    pub daily: Option<u32>,
    /// The newest of each of so many weeks (from Monday) that have one.
    #[schemars(range(min = 1), example = 8)]
    pub weekly: Option<u32>,
    /// The newest of each of so many months that have one.
    #[schemars(range(min = 1), example = 12)]
    pub monthly: Option<u32>,
    /// The newest of each of so many years that have one.
    #[schemars(range(min = 1), example = 7)]
    pub yearly: Option<u32>,
    /// Never fewer than these, the newest.
    #[schemars(range(min = 1), example = 3)]
    pub at_least: Option<u32>,
    /// None that is younger is deleted.
    #[schemars(example = &"30d")]
    pub min_age: Option<Located<Period>>,
}

/// How it is proved that a backup can be used.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Checks {
    /// When every stored byte is read again and compared with its checksum.
    #[schemars(example = &"every-run")]
    pub checksum: Option<Frequency>,
    /// When a backup is restored into a scratch database.
    #[schemars(example = &"monthly")]
    pub restore: Option<Located<Frequency>>,
}

/// What was promised.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Objectives {
    /// How much work may be lost at most.
    #[schemars(example = &"24h")]
    pub rpo: Option<Located<Period>>,
    /// How long a restore may take at most.
    #[schemars(example = &"4h")]
    pub rto: Option<Period>,
}

impl Backup {
    /// The policy as it is stored; `project_zone` is the time zone of the project. None where a schedule or a time zone
    /// cannot be read, which the checks say.
    #[must_use]
    pub fn spec(&self, project_zone: &str) -> Option<PolicySpec> {
        let timezone = self.timezone.as_ref().map_or(project_zone, |zone| &zone.value);
        let zone = zone(timezone).ok()?;
        let name = zone.iana_name().unwrap_or(timezone).to_owned();
        let schedule = Schedule::parse(&self.schedule, zone).ok()?;
        let seconds = |period: &Option<Located<Period>>| period.as_ref().map(|period| period.seconds());
        let verify = self.verify.as_ref();
        let objectives = self.objectives.as_ref();
        Some(PolicySpec {
            title: self.title.clone(),
            owner: self.owner.as_ref().map(|owner| owner.value.clone()),
            what: Content {
                database: self.what.database,
                paths: values(&self.what.paths),
            },
            schedule: schedule.text(),
            timezone: name,
            to: self.to.iter().map(|place| place.destination()).collect(),
            encrypt_to: values(&self.encrypt_to),
            compression: self.compression.unwrap_or(3),
            keep: self.keep.as_ref().map(|keep| keep.retention()),
            verify: backup::Checks {
                checksum: verify.and_then(|verify| verify.checksum),
                restore: verify.and_then(|verify| verify.restore.as_ref().map(|often| often.value)),
            },
            objectives: backup::Objectives {
                rpo: objectives.and_then(|objectives| seconds(&objectives.rpo)),
                rto: objectives.and_then(|objectives| objectives.rto.as_ref().map(Period::seconds)),
            },
        })
    }
}

fn values(texts: &[Located<String>]) -> Vec<String> {
    texts.iter().map(|text| text.value.clone()).collect()
}

impl Keep {
    /// The same, as it is stored.
    #[must_use]
    pub fn retention(&self) -> Retention {
        Retention {
            last: self.last,
            daily: self.daily,
            weekly: self.weekly,
            monthly: self.monthly,
            yearly: self.yearly,
            at_least: self.at_least,
            min_age: self.min_age.as_ref().map(|age| age.seconds()),
        }
    }
}

impl BackupPlace {
    fn destination(&self) -> Destination {
        let text = |text: &Option<Located<String>>| text.as_ref().map(|text| text.value.clone());
        Destination {
            url: self.url.clone(),
            endpoint: text(&self.endpoint),
            region: text(&self.region),
            immutable: self.immutable.as_ref().map(|period| period.seconds()),
        }
    }
}

impl<'de> Deserialize<'de> for BackupPlace {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PlaceVisitor;
        impl<'de> Visitor<'de> for PlaceVisitor {
            type Value = BackupPlace;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a URL, or a map with `url`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<BackupPlace, E> {
                Ok(BackupPlace {
                    url: text.to_owned(),
                    endpoint: None,
                    region: None,
                    immutable: None,
                })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<BackupPlace, A::Error> {
                let fields = PlaceFields::deserialize(MapAccessDeserializer::new(map))?;
                Ok(BackupPlace {
                    url: fields.url,
                    endpoint: fields.endpoint,
                    region: fields.region,
                    immutable: fields.immutable,
                })
            }
        }
        deserializer.deserialize_any(PlaceVisitor)
    }
}

impl JsonSchema for BackupPlace {
    fn schema_name() -> Cow<'static, str> {
        "BackupPlace".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = PlaceFields::json_schema(generator);
        schema.insert(
            "description".into(),
            "A place for backups: its URL, or a map with the URL and what else there is to say about it."
                .into(),
        );
        schema.insert("type".into(), serde_json::json!(["string", "object"]));
        schema.insert(
            "examples".into(),
            serde_json::json!(["file:///backup/erp", {"url": "s3://erp-backup/prod", "region": "cn-north-1", "immutable": "30d"}]),
        );
        schema
    }
}
