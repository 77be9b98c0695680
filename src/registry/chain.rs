//! Verifying a journal: numbering, the chain of hashes, the changes and the receipts outside.
//!
//! Pure: works on what was read, so that an exported journal can be verified as well as a live one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::code::CodeInfo;

use super::codes;
use super::entry::{Entry, Head};
use super::receipts::Receipt;
use super::standing::Course;

/// What is wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DefectKind {
    /// Its fields or its changes are not those that were hashed.
    Changed,
    /// It is not there, though later ones are.
    Removed,
    /// It stands in another's place.
    Reordered,
    /// The journal ends before it.
    Truncated,
    /// No receipt was found for it.
    ReceiptMissing,
    /// Its receipt names another hash.
    ReceiptDiffers,
    /// Its epoch was never begun in this journal.
    UnknownEpoch,
}

impl DefectKind {
    /// The name in outputs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Removed => "removed",
            Self::Reordered => "reordered",
            Self::Truncated => "truncated",
            Self::ReceiptMissing => "receipt-missing",
            Self::ReceiptDiffers => "receipt-differs",
            Self::UnknownEpoch => "unknown-epoch",
        }
    }

    /// The code that `explain` knows.
    #[must_use]
    pub fn code(self) -> &'static CodeInfo {
        match self {
            Self::Changed => &codes::ENTRY_CHANGED,
            Self::Removed => &codes::ENTRY_REMOVED,
            Self::Reordered => &codes::ENTRY_REORDERED,
            Self::Truncated => &codes::JOURNAL_TRUNCATED,
            Self::ReceiptMissing => &codes::RECEIPT_MISSING,
            Self::ReceiptDiffers => &codes::RECEIPT_DIFFERS,
            Self::UnknownEpoch => &codes::UNKNOWN_EPOCH,
        }
    }
}

/// One thing that is wrong with a journal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Defect {
    /// The entry.
    pub number: u64,
    /// What is wrong.
    pub kind: DefectKind,
    /// How it was found.
    pub detail: String,
    /// `detail` before its values were put in, at `{0}`, `{1}`: what other languages are looked up by.
    #[serde(skip)]
    pub template: &'static str,
    /// The values in `detail`.
    #[serde(skip)]
    pub values: Vec<String>,
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "entry #{} {}: {}", self.number, self.kind.name(), self.detail)
    }
}

/// What the stored changes of an entry turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// The entry has no changes stored.
    Absent,
    /// Their digest, computed from what is stored.
    Digest(String),
    /// They cannot be read, and why.
    Damaged(String),
    /// They were not looked at.
    Unread,
}

/// An entry as it was found, with what its changes turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The entry.
    pub entry: Entry,
    /// Its changes.
    pub content: Content,
}

/// What a journal is verified against.
#[derive(Debug, Clone, Copy, Default)]
pub struct Evidence<'a> {
    /// The end that the registry remembers; number 0 when it remembers none. Left out where it is not known, as for an
    /// exported journal.
    pub head: Option<&'a Head>,
    /// The registry's present epoch.
    pub epoch: Option<&'a str>,
    /// The receipts, where they were looked at.
    pub receipts: Option<&'a [Receipt]>,
}

/// Verifies a journal, given in the order in which it is stored. Defects come sorted by entry.
#[must_use]
pub fn verify(journal: &[Found], evidence: &Evidence<'_>) -> Vec<Defect> {
    let mut check = Check {
        journal,
        by_hash: journal
            .iter()
            .map(|f| (f.entry.hash.as_str(), &f.entry))
            .collect(),
        defects: BTreeSet::new(),
    };
    check.numbering();
    for found in journal {
        check.content(found);
    }
    check.links();
    check.epochs(evidence.epoch);
    check.end(evidence);
    if let Some(receipts) = evidence.receipts {
        check.receipts(receipts);
    }
    check.defects.into_iter().collect()
}

struct Check<'a> {
    journal: &'a [Found],
    by_hash: BTreeMap<&'a str, &'a Entry>,
    defects: BTreeSet<Defect>,
}

impl Check<'_> {
    fn add(&mut self, number: u64, kind: DefectKind, template: &'static str, values: &[&dyn fmt::Display]) {
        let values: Vec<String> = values.iter().map(ToString::to_string).collect();
        let mut detail = template.to_owned();
        for (at, value) in values.iter().enumerate() {
            detail = detail.replace(&format!("{{{at}}}"), value);
        }
        self.defects.insert(Defect {
            number,
            kind,
            detail,
            template,
            values,
        });
    }

    /// Numbers count from 1 without a gap, in the order of storage.
    fn numbering(&mut self) {
        let present: BTreeSet<u64> = self.journal.iter().map(|f| f.entry.number).collect();
        let mut expected = 1;
        for &number in &present {
            // A damaged number may be huge; the gap before it is named by its ends.
            if number > expected {
                self.gap(expected, number - 1);
            }
            expected = number.saturating_add(1);
        }
        for pair in self.journal.windows(2) {
            let (before, after) = (pair[0].entry.number, pair[1].entry.number);
            if after == before {
                self.add(after, DefectKind::Changed, "two entries have this number", &[]);
            } else if after < before {
                self.add(
                    after,
                    DefectKind::Reordered,
                    "it is stored after #{0}",
                    &[&before],
                );
            }
        }
    }

    fn gap(&mut self, first: u64, last: u64) {
        if last - first >= 1000 {
            let template = "entries #{0} to #{1} are not in the journal";
            self.add(first, DefectKind::Removed, template, &[&first, &last]);
            return;
        }
        for number in first..=last {
            self.add(number, DefectKind::Removed, "it is not in the journal", &[]);
        }
    }

    /// An entry's own fields and changes.
    fn content(&mut self, found: &Found) {
        let entry = &found.entry;
        if entry.computed_hash() != entry.hash {
            match self.true_place(entry) {
                Some(place) => self.add(
                    entry.number,
                    DefectKind::Reordered,
                    "it was written as entry #{0}",
                    &[&place],
                ),
                None => self.add(
                    entry.number,
                    DefectKind::Changed,
                    "its fields do not give the hash that is stored with it",
                    &[],
                ),
            }
        }
        let number = entry.number;
        match (&entry.changes_digest, &found.content) {
            (_, Content::Unread) | (None, Content::Absent) => {}
            (Some(wanted), Content::Digest(digest)) if wanted == digest => {}
            (Some(_), Content::Digest(_)) => self.add(
                number,
                DefectKind::Changed,
                "its changes are not those that were hashed",
                &[],
            ),
            (Some(_), Content::Absent) => {
                self.add(number, DefectKind::Changed, "its changes are gone", &[]);
            }
            (_, Content::Damaged(why)) => self.add(
                number,
                DefectKind::Changed,
                "its changes cannot be read: {0}",
                &[why],
            ),
            (None, Content::Digest(_)) => self.add(
                number,
                DefectKind::Changed,
                "it was written without changes and has some now",
                &[],
            ),
        }
    }

    /// The number with which an entry's fields give its hash, if another entry's number does.
    fn true_place(&self, entry: &Entry) -> Option<u64> {
        let before = match &entry.previous {
            None => 0,
            Some(hash) => self.by_hash.get(hash.as_str()).map_or(0, |before| before.number),
        };
        // After an exchange the entry before may itself carry a wrong number, so its neighbours are tried too.
        let candidates = [
            before.saturating_add(1),
            entry.number.saturating_sub(1),
            entry.number.saturating_add(1),
        ];
        let mut moved = entry.clone();
        candidates.into_iter().find(|&number| {
            moved.number = number;
            number != entry.number && moved.computed_hash() == entry.hash
        })
    }

    /// Each entry names the hash of the one before.
    fn links(&mut self) {
        let Some(first) = self.journal.first().map(|found| &found.entry) else {
            return;
        };
        if first.number == 1 && first.previous.is_some() {
            self.add(1, DefectKind::Changed, "the first entry names one before it", &[]);
        }
        for pair in self.journal.windows(2) {
            let (before, after) = (&pair[0].entry, &pair[1].entry);
            if before.number.checked_add(1) != Some(after.number)
                || after.previous.as_deref() == Some(before.hash.as_str())
            {
                continue;
            }
            if after.computed_hash() == after.hash {
                // What follows is as it was written, so it is the entry before that is not.
                self.add(
                    before.number,
                    DefectKind::Changed,
                    "entry #{0} was chained to another hash",
                    &[&after.number],
                );
            } else if before.computed_hash() == before.hash {
                self.add(
                    after.number,
                    DefectKind::Changed,
                    "it is not chained to entry #{0}",
                    &[&before.number],
                );
            }
        }
    }

    /// Only setup, clone and recover begin an epoch, and the last entry is of the registry's own.
    fn epochs(&mut self, present: Option<&str>) {
        let mut before: Option<&Entry> = None;
        for found in self.journal {
            let entry = &found.entry;
            let same = before.is_some_and(|before| before.epoch == entry.epoch);
            if !same && !entry.kind().is_some_and(super::Kind::begins_epoch) {
                let template = "nothing in the journal begins epoch {0}";
                self.add(entry.number, DefectKind::UnknownEpoch, template, &[&entry.epoch]);
            }
            before = Some(entry);
        }
        if let (Some(last), Some(present)) = (before, present)
            && last.epoch != present
        {
            let template = "the registry is in epoch {0}, the last entry in {1}";
            self.add(
                last.number,
                DefectKind::UnknownEpoch,
                template,
                &[&present, &last.epoch],
            );
        }
    }

    /// The journal ends where the registry remembers.
    fn end(&mut self, evidence: &Evidence<'_>) {
        let last = self
            .journal
            .iter()
            .map(|f| &f.entry)
            .max_by_key(|entry| entry.number);
        let number = last.map_or(0, |last| last.number);
        match (evidence.head, last) {
            (Some(head), _) if head.number > number => self.add(
                number + 1,
                DefectKind::Truncated,
                "the registry remembers entry #{0} as its last",
                &[&head.number],
            ),
            (Some(head), Some(last)) if head.number < number => self.add(
                last.number,
                DefectKind::Changed,
                "the registry remembers entry #{0} as its last",
                &[&head.number],
            ),
            (Some(head), Some(last)) if head.hash != last.hash => self.add(
                last.number,
                DefectKind::Changed,
                "it is not the entry that the registry remembers as its last",
                &[],
            ),
            _ => {}
        }
    }

    /// Every entry that leaves a receipt has one with its hash, and no receipt is without its entry.
    fn receipts(&mut self, receipts: &[Receipt]) {
        let course = Course::of(self.journal.iter().map(|found| &found.entry));
        // What a recovery accounts for is evidence of what was lost, and says nothing against this journal.
        let receipts = receipts.iter().filter(|r| !course.lost.contains(&r.hash));
        let by_place: BTreeMap<(&str, u64), &Receipt> = receipts
            .clone()
            .map(|r| ((r.epoch.as_str(), r.entry), r))
            .collect();
        let last = self
            .journal
            .iter()
            .map(|f| &f.entry)
            .max_by_key(|entry| entry.number);
        // Entries from before a copy got its own name left their receipts with the original.
        let target = last.map(|last| last.target.as_str());
        for found in self.journal {
            let entry = &found.entry;
            match by_place.get(&(entry.epoch.as_str(), entry.number)) {
                Some(receipt) if receipt.hash == entry.hash => {}
                Some(receipt) => self.add(
                    entry.number,
                    DefectKind::ReceiptDiffers,
                    "its receipt of {0} names another hash",
                    &[&minute(&receipt.at)],
                ),
                None if Some(entry.target.as_str()) == target
                    && entry.kind().is_none_or(super::Kind::leaves_receipt) =>
                {
                    self.add(
                        entry.number,
                        DefectKind::ReceiptMissing,
                        "no receipt was found for it",
                        &[],
                    );
                }
                None => {}
            }
        }
        let mut ends: BTreeMap<&str, u64> = BTreeMap::new();
        for entry in self.journal.iter().map(|found| &found.entry) {
            let end = ends.entry(entry.epoch.as_str()).or_default();
            *end = entry.number.max(*end);
        }
        for receipt in receipts {
            if !ends.contains_key(receipt.epoch.as_str()) {
                let template = "a receipt of {0} names epoch {1}";
                let values: [&dyn fmt::Display; 2] = [&minute(&receipt.at), &receipt.epoch];
                self.add(receipt.entry, DefectKind::UnknownEpoch, template, &values);
            } else if !self.by_hash.contains_key(receipt.hash.as_str())
                && ends
                    .get(receipt.epoch.as_str())
                    .is_some_and(|&end| receipt.entry > end)
            {
                let template = "a receipt of {0} was written for it";
                self.add(
                    receipt.entry,
                    DefectKind::Truncated,
                    template,
                    &[&minute(&receipt.at)],
                );
            }
        }
    }
}

/// A time as far as people read it: `2026-11-22 04:18 UTC`.
fn minute(at: &str) -> String {
    match at.get(..16) {
        Some(start) => format!("{} UTC", start.replace('T', " ")),
        None => at.to_owned(),
    }
}
