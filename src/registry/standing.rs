//! How a journal stands to the receipts outside the database: in step, rewound, gone on from there, or another's.

use std::collections::BTreeSet;

use super::entry::{Entry, Kind, LostEntry};
use super::receipts::Receipt;

/// How a journal stands to the receipts that were left outside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Every receipt has its entry, or a recovery accounts for it.
    InStep,
    /// Receipts tell of entries after the journal's last one, or of a later epoch: the database was restored or
    /// rewound, or the journal cut off.
    Rewound {
        /// The journal's last entry.
        journal: u64,
        /// The newest receipt's entry.
        receipt: u64,
    },
    /// An entry is not the one that its receipt was written for: the database went on from a restored state.
    Diverged {
        /// The first such entry.
        entry: u64,
    },
    /// The receipts belong to a journal that this database never held.
    Foreign {
        /// The epoch that they name.
        epoch: String,
    },
}

/// One entry's place in a journal: all that comparing with receipts needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The entry's number.
    pub number: u64,
    /// Its epoch.
    pub epoch: String,
    /// Its hash.
    pub hash: String,
}

/// The places of all entries in order, and the entries whose loss recoveries account for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Course {
    /// The entries that are there.
    pub places: Vec<Place>,
    /// The hashes of those that are known to be lost.
    pub lost: BTreeSet<String>,
}

impl Course {
    /// The course of a journal that was read whole.
    pub fn of<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Self {
        let mut course = Self::default();
        for entry in entries {
            course.places.push(Place {
                number: entry.number,
                epoch: entry.epoch.clone(),
                hash: entry.hash.clone(),
            });
            course.account(entry);
        }
        course
    }

    /// Takes note of what an entry accounts for.
    pub(super) fn account(&mut self, entry: &Entry) {
        if entry.kind() == Some(Kind::Recover) {
            let lost = entry.summary().unwrap_or_default().lost;
            self.lost.extend(lost.into_iter().map(|lost| lost.hash));
        }
    }

    fn holds(&self, receipt: &Receipt) -> Option<&Place> {
        let own = |place: &&Place| place.number == receipt.entry && place.epoch == receipt.epoch;
        self.places.iter().find(own)
    }

    fn begins(&self, epoch: &str) -> bool {
        self.places.iter().any(|place| place.epoch == epoch)
    }
}

/// The receipts that tell of entries which are neither in the journal nor accounted for, by number.
#[must_use]
pub fn missing<'r>(receipts: &'r [Receipt], course: &Course) -> Vec<&'r Receipt> {
    // A hash covers number and epoch.
    let there: BTreeSet<&str> = course.places.iter().map(|place| place.hash.as_str()).collect();
    let gone =
        |receipt: &&Receipt| !there.contains(receipt.hash.as_str()) && !course.lost.contains(&receipt.hash);
    receipts.iter().filter(gone).collect()
}

/// Compares receipts with the journal. A receipt without its entry is history only where a recovery accounts for it.
#[must_use]
pub fn standing(receipts: &[Receipt], course: &Course) -> Standing {
    let missing = missing(receipts, course);
    let foreign = |receipt: &&&Receipt| !course.begins(&receipt.epoch) && !follows(receipt, receipts, course);
    if let Some(receipt) = missing.iter().find(foreign) {
        return Standing::Foreign {
            epoch: receipt.epoch.clone(),
        };
    }
    let diverged = missing.iter().filter(|receipt| course.holds(receipt).is_some());
    if let Some(entry) = diverged.map(|receipt| receipt.entry).min() {
        return Standing::Diverged { entry };
    }
    let last = course.places.last().map_or(0, |place| place.number);
    match missing.iter().map(|receipt| receipt.entry).max() {
        None => Standing::InStep,
        Some(receipt) => Standing::Rewound {
            journal: last,
            receipt,
        },
    }
}

/// The lost entries, as a recovery accounts for them.
#[must_use]
pub fn lost(missing: &[&Receipt]) -> Vec<LostEntry> {
    let lost = |receipt: &&Receipt| LostEntry {
        number: receipt.entry,
        epoch: receipt.epoch.clone(),
        hash: receipt.hash.clone(),
    };
    missing.iter().map(lost).collect()
}

/// Whether the epoch of a receipt, which the journal does not know, began in a lost recovery of this very journal.
fn follows(receipt: &Receipt, receipts: &[Receipt], course: &Course) -> bool {
    let mut epoch = receipt.epoch.as_str();
    // Each step leads to an earlier epoch; there are no more of them than receipts.
    for _ in receipts {
        let begins = |r: &&Receipt| {
            r.epoch == epoch && Kind::by_name(&r.kind).is_some_and(Kind::begins_epoch) && r.previous.is_some()
        };
        let Some(first) = receipts.iter().find(begins) else {
            return false;
        };
        let before = first.previous.as_deref().unwrap_or_default();
        if course.places.iter().any(|place| place.hash == before) || course.lost.contains(before) {
            return true;
        }
        match receipts.iter().find(|r| r.hash == before) {
            Some(r) if course.begins(&r.epoch) => return true,
            Some(r) => epoch = &r.epoch,
            None => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::entry::tests::draft;
    use super::super::receipts::tests::{journal, receipts};
    use super::*;

    /// A recovery of a journal that ends with these entries.
    fn recover(entries: &[Entry], left: &[Receipt], epoch: &str) -> Vec<Entry> {
        let mut draft = draft(Kind::Recover, 50);
        draft.summary.lost = lost(&missing(left, &Course::of(entries)));
        let mut after = entries.to_vec();
        let head = after.last().map(Entry::head);
        after.push(Entry::seal(&draft, epoch, "prod", head.as_ref()));
        after
    }

    #[test]
    fn a_rewound_and_a_diverged_database_are_noticed() {
        let full = journal(&["e1", "e1", "e1", "e1"]);
        let left = receipts(&full);
        assert_eq!(standing(&left, &Course::of(&full)), Standing::InStep);
        assert_eq!(standing(&[], &Course::of(&full)), Standing::InStep);
        let rewound = Standing::Rewound {
            journal: 2,
            receipt: 4,
        };
        assert_eq!(standing(&left, &Course::of(&full[..2])), rewound);

        let mut other = full[..2].to_vec();
        other.push(Entry::seal(
            &draft(Kind::Apply, 99),
            "e1",
            "prod",
            Some(&full[1].head()),
        ));
        assert_eq!(
            standing(&left, &Course::of(&other)),
            Standing::Diverged { entry: 3 }
        );
        let foreign = Standing::Foreign {
            epoch: "e1".to_owned(),
        };
        assert_eq!(standing(&left, &Course::of(&journal(&["e9"]))), foreign);
    }

    #[test]
    fn a_recovery_accounts_for_what_it_knew_and_for_nothing_else() {
        let full = journal(&["e1", "e1", "e1", "e1"]);
        let mut left = receipts(&full);
        let late = left.pop().unwrap();
        let after = recover(&full[..2], &left, "e2");
        left.extend(receipts(&after[2..]));
        assert_eq!(standing(&left, &Course::of(&after)), Standing::InStep);
        // A receipt that turns up later tells of an entry that nobody accounted for.
        left.push(late);
        let rewound = Standing::Rewound {
            journal: 3,
            receipt: 4,
        };
        assert_eq!(standing(&left, &Course::of(&after)), rewound);
        let again = recover(&after, &left, "e3");
        assert_eq!(standing(&left, &Course::of(&again)), Standing::InStep);
    }

    #[test]
    fn a_diverged_journal_can_be_accounted_for() {
        let full = journal(&["e1", "e1", "e1"]);
        let left = receipts(&full);
        let mut other = full[..2].to_vec();
        other.push(Entry::seal(
            &draft(Kind::Apply, 99),
            "e1",
            "prod",
            Some(&full[1].head()),
        ));
        let after = recover(&other, &left, "e2");
        assert_eq!(standing(&left, &Course::of(&after)), Standing::InStep);
    }

    #[test]
    fn a_backup_from_before_a_recovery_is_rewound_and_not_foreign() {
        let full = journal(&["e1", "e1", "e1", "e1"]);
        let mut left = receipts(&full);
        let first = recover(&full[..3], &left, "e2");
        left.extend(receipts(&first[3..]));
        let second = recover(&first, &left, "e3");
        left.extend(receipts(&second[4..]));
        let rewound = Standing::Rewound {
            journal: 2,
            receipt: 5,
        };
        assert_eq!(standing(&left, &Course::of(&full[..2])), rewound);
        let again = recover(&full[..2], &left, "e4");
        assert_eq!(standing(&left, &Course::of(&again)), Standing::InStep);
    }
}
