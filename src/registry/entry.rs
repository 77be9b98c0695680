//! Journal entries: what they hold and how they are hashed.
//!
//! An entry is kept as the text that was stored, so that what a later version reads, shows and verifies is what was
//! written. The hash covers every field, the digest of the changes and the hash of the entry before; its input is
//! plain text, so that a script with `sha256sum` can recompute it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::hash::sha256;

use super::changes::PackedChanges;

/// Names the canonical encoding that is hashed.
const ENCODING: &str = "trueup/entry/1\n";

/// What an entry records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The registry was set up; always the first entry.
    Setup,
    /// The database is a copy and got a target name of its own.
    Clone,
    /// The database had been restored or rewound, and work goes on from what it holds.
    Recover,
    /// A plan was applied.
    Apply,
    /// Desired state was stored without a change, as when an ERP is adopted.
    Adopt,
    /// The inverse of an earlier entry was applied.
    Undo,
    /// Signals that were owed to the ERP were sent.
    Settle,
    /// An account got a new one-time password.
    ResetPassword,
    /// A backup was restored for a drill, pinned, or deleted because its policy no longer keeps it.
    Backup,
    /// Item codes were issued.
    Issue,
    /// Item codes that nobody used were given back.
    Release,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Setup,
        Self::Clone,
        Self::Recover,
        Self::Apply,
        Self::Adopt,
        Self::Undo,
        Self::Settle,
        Self::ResetPassword,
        Self::Backup,
        Self::Issue,
        Self::Release,
    ];

    /// The kind's name in the journal and in every format.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Clone => "clone",
            Self::Recover => "recover",
            Self::Apply => "apply",
            Self::Adopt => "adopt",
            Self::Undo => "undo",
            Self::Settle => "settle",
            Self::ResetPassword => "reset-password",
            Self::Backup => "backup",
            Self::Issue => "issue",
            Self::Release => "release",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether such an entry begins a new epoch: a stretch of the journal that one line of databases shares.
    #[must_use]
    pub fn begins_epoch(self) -> bool {
        matches!(self, Self::Setup | Self::Clone | Self::Recover)
    }

    /// Whether a receipt is written for such an entry. Setup scripts run without trueup, so they leave none.
    #[must_use]
    pub fn leaves_receipt(self) -> bool {
        self != Self::Setup
    }
}

/// How many rows of one relation an entry changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Counts {
    /// Entities that got another key.
    #[serde(skip_serializing_if = "is_zero")]
    pub rename: u64,
    /// Rows that came into being.
    #[serde(skip_serializing_if = "is_zero")]
    pub insert: u64,
    /// Rows whose values changed.
    #[serde(skip_serializing_if = "is_zero")]
    pub update: u64,
    /// Rows that went away.
    #[serde(skip_serializing_if = "is_zero")]
    pub delete: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(n: &u64) -> bool {
    *n == 0
}

/// The ERP and the adapter that an entry was written through.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct AdapterStamp {
    /// The adapter's name.
    pub name: String,
    /// The ERP's version as the adapter detected it.
    pub version: String,
    /// Digest of the adapter's files.
    pub digest: String,
}

/// Somebody's approval of the plan that was applied.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct ApprovalStamp {
    /// The approver's name in the guard.
    pub approver: String,
    /// The principal that signed.
    pub principal: String,
    /// Fingerprint of the key that signed.
    pub key: String,
}

/// An entry that a restored database lost, as its receipt tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LostEntry {
    /// Its number.
    pub number: u64,
    /// Its epoch.
    pub epoch: String,
    /// Its hash.
    pub hash: String,
}

/// What an entry did, in short. Fields that a later version adds are kept in the stored text and ignored here.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Summary {
    /// The version of trueup that wrote the entry.
    pub trueup: String,
    /// ERP and adapter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adapter: Option<AdapterStamp>,
    /// The ownership mode of the plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// How many people the changes touch.
    #[serde(skip_serializing_if = "is_zero")]
    pub people: u64,
    /// Changed rows per relation.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub rows: BTreeMap<String, Counts>,
    /// Who approved.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<ApprovalStamp>,
    /// Signals that are owed to the ERP after the commit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub owed: Vec<String>,
    /// The entry that this one undoes, settles or continues from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of_entry: Option<u64>,
    /// The account that an entry of kind `reset-password` is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    /// The target name before a copy got its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clone_of: Option<String>,
    /// The item codes that an entry of kind `issue` or `release` is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// The highest number that was ever issued, of each running number that this entry moved: see
    /// [`Receipt::sequences`](super::Receipt::sequences).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub sequences: BTreeMap<String, String>,
    /// The entries whose loss an entry of kind `recover` accounts for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<LostEntry>,
    /// Anything else worth reading, in one sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// An entry that has no number and no place in the chain yet. It never holds a secret.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What it records.
    pub kind: Kind,
    /// When, UTC.
    pub at: jiff::Timestamp,
    /// The person or pipeline that acts.
    pub actor: String,
    /// The database user, where known.
    pub role: Option<String>,
    /// The commit that the files were taken from.
    pub commit: Option<String>,
    /// Digest of the plan that was applied.
    pub plan_digest: Option<String>,
    /// What it did, in short.
    pub summary: Summary,
    /// Every change, as [`pack_changes`](super::pack_changes) made it.
    pub changes: Option<PackedChanges>,
}

/// The end of a journal: the number and the hash of the last entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Number of the last entry.
    pub number: u64,
    /// Its hash.
    pub hash: String,
}

/// One stored entry, field by field as the registry holds it, without the changes themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// Counts from 1 without a gap.
    pub number: u64,
    /// The epoch: a random text that setup, clone and recover replace.
    pub epoch: String,
    /// The target's name at that time.
    pub target: String,
    /// When, UTC, RFC 3339 with microseconds.
    pub at: String,
    /// The name of a [`Kind`].
    pub kind: String,
    /// The person or pipeline that acted.
    pub actor: String,
    /// The database user, where known.
    pub role: Option<String>,
    /// The commit that the files were taken from.
    pub commit: Option<String>,
    /// Digest of the plan that was applied.
    pub plan_digest: Option<String>,
    /// The [`Summary`] as JSON text, exactly as hashed.
    pub summary: String,
    /// SHA-256 of the changes' JSON text, in hexadecimal; none when the entry has no changes.
    pub changes_digest: Option<String>,
    /// Hash of the entry before; none for the first.
    pub previous: Option<String>,
    /// SHA-256 over all fields above, in hexadecimal.
    pub hash: String,
}

impl Entry {
    /// Gives a draft its number and its place in the chain.
    ///
    /// # Panics
    /// Never: a summary has no map keys that JSON could not hold.
    #[must_use]
    pub fn seal(draft: &Draft, epoch: &str, target: &str, head: Option<&Head>) -> Self {
        let mut entry = Self {
            number: head.map_or(1, |head| head.number + 1),
            epoch: epoch.to_owned(),
            target: target.to_owned(),
            at: format!("{:.6}", draft.at),
            kind: draft.kind.name().to_owned(),
            actor: draft.actor.clone(),
            role: draft.role.clone(),
            commit: draft.commit.clone(),
            plan_digest: draft.plan_digest.clone(),
            summary: serde_json::to_string(&draft.summary).expect("a summary is plain JSON"),
            changes_digest: draft.changes.as_ref().map(|changes| changes.digest().to_owned()),
            previous: head.map(|head| head.hash.clone()),
            hash: String::new(),
        };
        entry.hash = entry.computed_hash();
        entry
    }

    /// The text that is hashed: one line per field, `name length:text`, or `name -` where there is none. Lengths are
    /// in bytes, so no text can pass for another field.
    #[must_use]
    pub fn canonical(&self) -> String {
        let number = self.number.to_string();
        let fields = [
            ("number", Some(number.as_str())),
            ("epoch", Some(&self.epoch)),
            ("target", Some(&self.target)),
            ("at", Some(&self.at)),
            ("kind", Some(&self.kind)),
            ("actor", Some(&self.actor)),
            ("role", self.role.as_deref()),
            ("commit", self.commit.as_deref()),
            ("plan_digest", self.plan_digest.as_deref()),
            ("summary", Some(&self.summary)),
            ("changes", self.changes_digest.as_deref()),
            ("previous", self.previous.as_deref()),
        ];
        let mut text = String::from(ENCODING);
        for (name, value) in fields {
            text.push_str(name);
            match value {
                Some(value) => {
                    text.push(' ');
                    text.push_str(&value.len().to_string());
                    text.push(':');
                    text.push_str(value);
                }
                None => text.push_str(" -"),
            }
            text.push('\n');
        }
        text
    }

    /// The hash that the fields have now; differs from [`Entry::hash`] when one was changed.
    #[must_use]
    pub fn computed_hash(&self) -> String {
        sha256(self.canonical().as_bytes())
    }

    /// The end of a journal that ends with this entry.
    #[must_use]
    pub fn head(&self) -> Head {
        Head {
            number: self.number,
            hash: self.hash.clone(),
        }
    }

    /// What it records; none for a kind that this version does not know.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        Kind::by_name(&self.kind)
    }

    /// When; none when the stored text is no time.
    #[must_use]
    pub fn at(&self) -> Option<jiff::Timestamp> {
        self.at.parse().ok()
    }

    /// What it did, in short; none when the stored text is no summary.
    #[must_use]
    pub fn summary(&self) -> Option<Summary> {
        serde_json::from_str(&self.summary).ok()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A draft for tests.
    pub(in crate::registry) fn draft(kind: Kind, second: i64) -> Draft {
        Draft {
            kind,
            at: jiff::Timestamp::new(1_790_000_000 + second, 123_456_000).unwrap(),
            actor: "张伟".to_owned(),
            role: Some("trueup_apply".to_owned()),
            commit: Some("0f1e2d".to_owned()),
            plan_digest: None,
            summary: Summary {
                trueup: "0.1.0".to_owned(),
                people: 3,
                ..Summary::default()
            },
            changes: None,
        }
    }

    #[test]
    fn the_hash_can_be_recomputed_from_plain_text() {
        let first = Entry::seal(&draft(Kind::Setup, 0), "e1", "prod", None);
        let second = Entry::seal(&draft(Kind::Apply, 5), "e1", "prod", Some(&first.head()));
        assert_eq!(second.number, 2);
        assert_eq!(second.previous.as_deref(), Some(first.hash.as_str()));
        insta::assert_snapshot!(first.canonical(), @r#"
        trueup/entry/1
        number 1:1
        epoch 2:e1
        target 4:prod
        at 27:2026-09-21T14:13:20.123456Z
        kind 5:setup
        actor 6:张伟
        role 12:trueup_apply
        commit 6:0f1e2d
        plan_digest -
        summary 29:{"trueup":"0.1.0","people":3}
        changes -
        previous -
        "#);
        assert_eq!(first.hash, sha256(first.canonical().as_bytes()));
        assert_eq!(first.summary().unwrap().people, 3);
        assert_eq!(first.kind(), Some(Kind::Setup));
    }

    #[test]
    fn names_of_kinds_are_what_serde_writes() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
            assert_eq!(Kind::by_name(kind.name()), Some(kind));
        }
    }
}
