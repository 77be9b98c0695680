//! Tampering: whatever single thing is done to a journal, verifying it finds it and names the entry.

use proptest::prelude::*;

use crate::base::hash::sha256;

use super::chain::{Content, Defect, DefectKind, Evidence, Found, verify};
use super::entry::tests::draft;
use super::entry::{Entry, Kind};
use super::receipts::{DatabaseStamp, Receipt};

const LENGTH: usize = 9;

/// A sound journal: an epoch of six entries, then a recovery and two more.
fn journal() -> Vec<Found> {
    let mut list: Vec<Found> = Vec::new();
    for at in 0..LENGTH {
        let kind = match at {
            0 => Kind::Setup,
            6 => Kind::Recover,
            _ => Kind::Apply,
        };
        let epoch = if at < 6 { "epoch-1" } else { "epoch-2" };
        let head = list.last().map(|found| found.entry.head());
        let mut entry = Entry::seal(
            &draft(kind, i64::try_from(at).unwrap()),
            epoch,
            "prod",
            head.as_ref(),
        );
        let content = if kind == Kind::Apply {
            let digest = sha256(format!("changes {at}").as_bytes());
            entry.changes_digest = Some(digest.clone());
            entry.hash = entry.computed_hash();
            Content::Digest(digest)
        } else {
            Content::Absent
        };
        list.push(Found { entry, content });
    }
    list
}

fn receipts(journal: &[Found]) -> Vec<Receipt> {
    journal
        .iter()
        .filter(|found| found.entry.kind().unwrap().leaves_receipt())
        .map(|found| Receipt::of(&found.entry, DatabaseStamp::default()))
        .collect()
}

fn kinds(defects: &[Defect]) -> Vec<(u64, DefectKind)> {
    defects
        .iter()
        .map(|defect| (defect.number, defect.kind))
        .collect()
}

/// Verifies a tampered journal against everything that the sound one left behind.
fn judge(tampered: &[Found]) -> Vec<Defect> {
    let sound = journal();
    let head = sound.last().unwrap().entry.head();
    let left = receipts(&sound);
    verify(
        tampered,
        &Evidence {
            head: Some(&head),
            epoch: Some("epoch-2"),
            receipts: Some(&left),
        },
    )
}

/// The same with nothing but the journal itself.
fn judge_alone(tampered: &[Found]) -> Vec<Defect> {
    verify(tampered, &Evidence::default())
}

/// Edits one field of an entry.
fn edit(entry: &mut Entry, field: usize, text: &str) {
    match field {
        0 => entry.epoch = text.to_owned(),
        1 => entry.target = text.to_owned(),
        2 => entry.at = text.to_owned(),
        3 => entry.kind = text.to_owned(),
        4 => entry.actor = text.to_owned(),
        5 => entry.role = Some(text.to_owned()),
        6 => entry.commit = Some(text.to_owned()),
        7 => entry.plan_digest = Some(text.to_owned()),
        8 => entry.summary = text.to_owned(),
        9 => entry.changes_digest = Some(text.to_owned()),
        10 => entry.previous = Some(text.to_owned()),
        11 => entry.hash = text.to_owned(),
        12 => entry.role = None,
        _ => entry.commit = None,
    }
}

#[test]
fn a_sound_journal_has_no_defects() {
    assert_eq!(judge(&journal()), []);
    assert_eq!(judge_alone(&journal()), []);
    assert_eq!(verify(&[], &Evidence::default()), []);
}

#[test]
fn each_kind_of_tampering_is_called_by_its_name() {
    let mut changed = journal();
    changed[3].entry.actor = "somebody else".to_owned();
    assert_eq!(kinds(&judge(&changed)), [(4, DefectKind::Changed)]);

    let mut content = journal();
    content[3].content = Content::Digest("00".to_owned());
    assert_eq!(kinds(&judge(&content)), [(4, DefectKind::Changed)]);

    let mut removed = journal();
    removed.remove(3);
    assert_eq!(kinds(&judge(&removed)), [(4, DefectKind::Removed)]);

    let mut exchanged = journal();
    (exchanged[3].entry.number, exchanged[4].entry.number) = (5, 4);
    exchanged.swap(3, 4);
    let found = judge_alone(&exchanged);
    assert!(kinds(&found).contains(&(4, DefectKind::Reordered)), "{found:?}");
    assert!(kinds(&found).contains(&(5, DefectKind::Reordered)), "{found:?}");

    let cut = &journal()[..7];
    assert_eq!(
        kinds(&judge(cut)),
        [
            (8, DefectKind::Truncated),
            (8, DefectKind::Truncated),
            (9, DefectKind::Truncated)
        ]
    );

    let mut rewritten = journal();
    rewritten[8].entry.actor = "somebody else".to_owned();
    rewritten[8].entry.hash = rewritten[8].entry.computed_hash();
    assert_eq!(
        kinds(&judge(&rewritten)),
        [(9, DefectKind::Changed), (9, DefectKind::ReceiptDiffers)]
    );

    let mut inner = journal();
    inner[4].entry.actor = "somebody else".to_owned();
    inner[4].entry.hash = inner[4].entry.computed_hash();
    assert_eq!(kinds(&judge_alone(&inner)), [(5, DefectKind::Changed)]);
}

#[test]
fn receipts_are_missed_and_foreign_ones_named() {
    let sound = journal();
    let mut left = receipts(&sound);
    left.remove(2);
    left[0].epoch = "another".to_owned();
    let evidence = Evidence {
        receipts: Some(&left),
        ..Evidence::default()
    };
    assert_eq!(
        kinds(&verify(&sound, &evidence)),
        [
            (2, DefectKind::ReceiptMissing),
            (2, DefectKind::UnknownEpoch),
            (4, DefectKind::ReceiptMissing)
        ]
    );
}

#[test]
fn an_epoch_must_be_begun() {
    let mut list = journal();
    list[8].entry.epoch = "epoch-3".to_owned();
    list[8].entry.hash = list[8].entry.computed_hash();
    assert_eq!(kinds(&judge_alone(&list)), [(9, DefectKind::UnknownEpoch)]);
    let evidence = Evidence {
        epoch: Some("epoch-9"),
        ..Evidence::default()
    };
    assert_eq!(
        kinds(&verify(&journal(), &evidence)),
        [(9, DefectKind::UnknownEpoch)]
    );
}

#[test]
fn a_copy_does_not_miss_the_receipts_of_its_original() {
    let mut list = journal();
    let head = list.last().unwrap().entry.head();
    list.push(Found {
        entry: Entry::seal(&draft(Kind::Clone, 20), "epoch-3", "test", Some(&head)),
        content: Content::Absent,
    });
    let left = receipts(&list[LENGTH..]);
    let evidence = Evidence {
        receipts: Some(&left),
        epoch: Some("epoch-3"),
        ..Evidence::default()
    };
    assert_eq!(verify(&list, &evidence), []);
}

proptest! {
    #[test]
    fn any_edit_of_any_field_is_found(at in 0..LENGTH, field in 0..14_usize, text in "[a-z0-9]{0,3}") {
        let sound = journal();
        let mut list = journal();
        edit(&mut list[at].entry, field, &text);
        prop_assume!(list != sound);
        let found = judge_alone(&list);
        // An entry whose hash was replaced by another cannot be told from one whose fields were.
        prop_assert!(found.iter().any(|defect| defect.number == list[at].entry.number), "{found:?}");
        prop_assert!(!judge(&list).is_empty());
    }

    #[test]
    fn an_edit_with_the_hash_made_to_fit_is_found(at in 0..LENGTH, field in 0..11_usize, text in "[a-z0-9]{0,3}") {
        let mut list = journal();
        edit(&mut list[at].entry, field, &text);
        list[at].entry.hash = list[at].entry.computed_hash();
        prop_assume!(list != journal());
        let number = list[at].entry.number;
        prop_assert!(judge(&list).iter().any(|defect| defect.number == number));
    }

    #[test]
    fn any_removal_is_found(at in 0..LENGTH) {
        let mut list = journal();
        list.remove(at);
        let found = judge(&list);
        prop_assert!(found.iter().any(|defect| defect.number == at as u64 + 1), "{found:?}");
    }

    #[test]
    fn any_removal_with_renumbering_is_found(at in 0..LENGTH) {
        let mut list = journal();
        list.remove(at);
        for (number, found) in (1..).zip(&mut list) {
            found.entry.number = number;
        }
        prop_assert!(!judge(&list).is_empty());
        prop_assert!(at == LENGTH - 1 || !judge_alone(&list).is_empty());
    }

    #[test]
    fn any_exchange_is_found(a in 0..LENGTH, b in 0..LENGTH, renumber: bool) {
        prop_assume!(a != b);
        let mut list = journal();
        list.swap(a, b);
        if renumber {
            for (number, found) in (1..).zip(&mut list) {
                found.entry.number = number;
            }
        }
        let found = judge_alone(&list);
        prop_assert!(found.iter().any(|defect| defect.kind == DefectKind::Reordered), "{found:?}");
    }

    #[test]
    fn any_truncation_is_found(keep in 0..LENGTH) {
        let list = &journal()[..keep];
        let found = judge(list);
        prop_assert!(found.iter().any(|defect| defect.kind == DefectKind::Truncated), "{found:?}");
        // Without the head that the registry remembers, the receipts still tell.
        let left = receipts(&journal());
        let evidence = Evidence { receipts: Some(&left), ..Evidence::default() };
        prop_assert!(!verify(list, &evidence).is_empty());
    }
}
