//! The manifest of a backup: what is in it, and what everything in it must look like. It is written last, so a set of
//! files without one is no backup.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Names the format of the file.
pub const MANIFEST_FORMAT: &str = "trueup/backup/1";
/// The name of the file.
pub const MANIFEST_FILE: &str = "manifest.json";

/// What a backup consists of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Manifest {
    /// `trueup/backup/1`.
    pub format: String,
    /// The backup's name: when it began, UTC, and four random characters.
    pub id: String,
    /// The target.
    pub target: String,
    /// The policy.
    pub policy: String,
    /// SHA-256 of the policy as it was in force.
    pub policy_digest: String,
    /// When it began, UTC.
    #[schemars(with = "String")]
    pub started: Timestamp,
    /// The moment whose state the database part shows, UTC; folders are read after it.
    #[schemars(with = "String")]
    pub taken: Timestamp,
    /// When everything had arrived, UTC.
    #[schemars(with = "String")]
    pub ended: Timestamp,
    /// The version of trueup.
    pub trueup: String,
    /// The program that read the database, with its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
    /// The database.
    pub database: DatabaseStamp,
    /// The ERP.
    pub adapter: AdapterStamp,
    /// The end of trueup's journal in the database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journal: Option<JournalStamp>,
    /// The age recipients that can decrypt it; none when it is not encrypted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub encrypted_to: Vec<String>,
    /// The files.
    pub parts: Vec<Part>,
    /// How many rows each table of the database has.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tables: BTreeMap<String, u64>,
    /// What the adapter reads from the database: users, roles, grants and the rest.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub state: BTreeMap<String, StateStamp>,
    /// What was noticed on the way, such as files that went away while they were read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
}

/// Which database was saved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DatabaseStamp {
    /// The engine: `postgres` or `sqlite`.
    pub engine: String,
    /// The server's version.
    pub server: String,
    /// What identifies the database server or file.
    pub system: String,
    /// The database's name.
    pub name: String,
}

/// Which ERP it belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AdapterStamp {
    /// The adapter.
    pub name: String,
    /// The ERP's version.
    pub version: String,
}

/// The end of a journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JournalStamp {
    /// Its epoch.
    pub epoch: String,
    /// The number of the last entry.
    pub number: u64,
    /// The hash of the last entry.
    pub hash: String,
}

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Part {
    /// Its name beside the manifest.
    pub file: String,
    /// What it holds.
    pub holds: Holds,
    /// Its size as stored, in bytes.
    pub bytes: u64,
    /// SHA-256 of what is stored.
    pub sha256: String,
    /// The size of what it holds, before compression, in bytes.
    pub plain_bytes: u64,
}

/// What a file of a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Holds {
    /// The database: an archive of pg_dump in its custom format, or an SQLite file.
    Database,
    /// A folder or file, as a tar archive.
    Path(String),
}

/// The rows of one relation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StateStamp {
    /// How many.
    pub rows: u64,
    /// SHA-256 over the sorted rows.
    pub sha256: String,
}

impl Manifest {
    /// As it is stored.
    ///
    /// # Panics
    /// Never: plain data serialises.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("plain data serialises") + "\n"
    }

    /// Reads a stored manifest.
    ///
    /// # Errors
    /// When it is not one, or of a format that this version does not know.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let manifest: Self =
            serde_json::from_str(text).map_err(|error| format!("it is not a manifest: {error}"))?;
        if manifest.format != MANIFEST_FORMAT {
            return Err(format!(
                "its format `{}` is not one that this version of trueup knows",
                manifest.format
            ));
        }
        Ok(manifest)
    }

    /// The size of all files as stored, in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.parts.iter().map(|part| part.bytes).sum()
    }

    /// The part that holds the database.
    #[must_use]
    pub fn database_part(&self) -> Option<&Part> {
        self.parts.iter().find(|part| part.holds == Holds::Database)
    }
}

/// The JSON Schema of manifests.
#[must_use]
pub fn manifest_schema() -> schemars::Schema {
    schemars::schema_for!(Manifest)
}

/// The folder of a policy's backups, below a destination.
#[must_use]
pub fn policy_folder(target: &str, policy: &str) -> String {
    format!("{}/{}", segment(target), segment(policy))
}

/// The folder of one backup, below a destination.
#[must_use]
pub fn set_folder(target: &str, policy: &str, id: &str) -> String {
    format!("{}/{}", policy_folder(target, policy), segment(id))
}

/// A name as one part of a path: a name may hold anything, and a path must not leave its place.
fn segment(name: &str) -> String {
    let mut text = String::new();
    for (at, c) in name.chars().enumerate() {
        let plain =
            !c.is_ascii() || c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || (c == '.' && at > 0);
        if plain {
            text.push(c);
        } else {
            let _ = write!(text, "%{:02X}", u32::from(c));
        }
    }
    text
}

/// The name of a backup that begins now.
#[must_use]
pub fn set_id(started: Timestamp, random: [u8; 2]) -> String {
    format!(
        "{}-{:02x}{:02x}",
        started.strftime("%Y%m%dT%H%M%SZ"),
        random[0],
        random[1]
    )
}

/// When a backup of that name began; none when it is not the name of a backup.
#[must_use]
pub fn set_time(id: &str) -> Option<Timestamp> {
    let (time, word) = id.split_once('-')?;
    let hex = word.len() == 4 && word.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let civil = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", time).ok()?;
    let began = civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    hex.then(|| began.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_one_part_of_a_path() {
        assert_eq!(set_folder("prod", "nightly", "x"), "prod/nightly/x");
        assert_eq!(policy_folder("../etc", "a/b"), "%2E.%2Fetc/a%2Fb");
        assert_eq!(policy_folder("生产", "每晚"), "生产/每晚");
    }

    #[test]
    fn names_of_backups_sort_by_time() {
        let id = |text: &str| set_id(text.parse().unwrap(), [0xab, 1]);
        assert_eq!(id("2026-11-22T02:00:00Z"), "20261122T020000Z-ab01");
        let began = "2026-11-22T02:00:00Z".parse().unwrap();
        assert_eq!(set_time("20261122T020000Z-ab01"), Some(began));
        for other in [
            "lost+found",
            "20261122T020000Z",
            "20261122T020000Z-AB01",
            "20261322T020000Z-ab01",
        ] {
            assert_eq!(set_time(other), None, "{other}");
        }
        assert!(id("2026-11-22T02:00:00Z") < id("2026-11-22T02:00:01Z"));
    }
}
