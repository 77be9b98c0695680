//! `recover`: going on from a database that was restored or rewound.
//!
//! The receipts outside the database tell what its journal lost. A recovery accounts for each lost entry by number and
//! hash, begins a new epoch, and raises every running number to what was ever issued. What the lost entries changed in
//! the ERP comes back by the next plan: the files still say it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::model::Interner;
use crate::registry::{
    Course, Entry, Kind, Receipt, Registry, SerialKey, Standing, lost, missing, sequence_of, standing,
};

use super::issue::{Recorded, locked_without_receipts, named_serials};
use super::target::Target;
use super::{Context, Failure, journal};

/// What a restored database lost, as the receipts tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// The journal's last entry: its number and when it was written.
    pub last: (u64, String),
    /// The entry with which the journal should end, where the registry remembers another than the last one.
    pub cut_off: Option<u64>,
    /// The receipts of the lost entries, by number.
    pub lost: Vec<Receipt>,
    /// Running numbers of item codes that the database knows too little of: the rule and what is counted per, the
    /// number that it knows, and the number that was issued.
    pub serials: Vec<(SerialKey, Option<u64>, u64)>,
}

impl Loss {
    /// Whether nothing was lost.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.lost.is_empty() && self.serials.is_empty() && self.cut_off.is_none()
    }
}

/// What a recovery did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovered {
    /// What was lost.
    pub loss: Loss,
    /// Codes that had been given back and are not issued again now.
    pub retired: u64,
    /// The journal entry; none when nothing was lost.
    pub recorded: Option<Recorded>,
}

/// What was lost, without changing anything.
///
/// # Errors
/// When the receipts are those of another journal, or something cannot be read.
pub async fn loss(context: &Context, receipts: &Path) -> Result<Loss, Failure> {
    let mut target = Target::read_only(context, "recover").await?;
    let registry = target.registry(context).await?.ok_or_else(Failure::no_registry)?;
    let found = look(context, &mut target, &registry, receipts).await?;
    target.session.close().await;
    Ok(found)
}

/// Accounts for what was lost, in one transaction. Does nothing when nothing was.
///
/// # Errors
/// When the receipts are those of another journal, or the database refuses; nothing is changed then.
pub async fn recover(context: &Context, receipts: &Path, reason: Option<&str>) -> Result<Recovered, Failure> {
    let ((loss, retired), recorded) =
        locked_without_receipts(context, "recover", async |target, registry| {
            let loss = look(context, target, registry, receipts).await?;
            if loss.is_nothing() {
                return Ok(((loss, 0), None));
            }
            let (retired, entry) = account(context, target, registry, &loss, reason).await?;
            Ok(((loss, retired), Some(entry)))
        })
        .await?;
    Ok(Recovered {
        loss,
        retired,
        recorded,
    })
}

async fn look(
    context: &Context,
    target: &mut Target,
    registry: &Registry,
    folder: &Path,
) -> Result<Loss, Failure> {
    let receipts = journal::receipts_in(folder, context)?;
    let course: Course = registry.course(&mut target.session).await?;
    if let Standing::Foreign { .. } = standing(&receipts, &course) {
        return Err(Failure::WrongTarget {
            what: "the receipts belong to a journal that this database never held".to_owned(),
            help: format!(
                "look at the URL of the target, and at the folder: {}",
                folder.display()
            ),
        });
    }
    let last = registry.last(&mut target.session).await?;
    let mut issued: BTreeMap<SerialKey, u64> = BTreeMap::new();
    for (name, number) in receipts.iter().flat_map(|receipt| &receipt.sequences) {
        if let (Some(key), Ok(number)) = (sequence_of(name), number.parse::<u64>()) {
            let highest = issued.entry(key).or_default();
            *highest = number.max(*highest);
        }
    }
    let known = match registry.can_issue(&mut target.session).await? {
        true => registry.serials(&mut target.session).await?,
        false => BTreeMap::new(),
    };
    let behind = issued.into_iter().filter_map(|(key, number)| {
        let known = known.get(&key).copied();
        (known < Some(number)).then_some((key, known, number))
    });
    let serials = behind.collect();
    // Two files may tell of one entry.
    let mut hashes = BTreeSet::new();
    let gone = missing(&receipts, &course);
    Ok(Loss {
        cut_off: registry.cut_off(&mut target.session).await?,
        last: last.map_or((0, String::new()), |entry| (entry.number, entry.at)),
        lost: gone
            .into_iter()
            .filter(|receipt| hashes.insert(receipt.hash.clone()))
            .cloned()
            .collect(),
        serials,
    })
}

async fn account(
    context: &Context,
    target: &mut Target,
    registry: &Registry,
    loss: &Loss,
    reason: Option<&str>,
) -> Result<(u64, Entry), Failure> {
    let serials: BTreeMap<SerialKey, u64> = loss
        .serials
        .iter()
        .map(|(key, _, number)| (key.clone(), *number))
        .collect();
    let mut retired = 0;
    if registry.can_issue(&mut target.session).await? {
        registry.raise_serials(&mut target.session, &serials).await?;
        // A number that was given back may have been issued again by an entry that is lost.
        retired = registry.retire_released(&mut target.session).await?;
    } else if !serials.is_empty() {
        return Err(Failure::NotReady {
            what:
                "item codes were issued since this backup was made, and its registry has no tables for them"
                    .to_owned(),
            help: "run `trueup setup` again, then recover".to_owned(),
        });
    }
    let mut draft = journal::draft(Kind::Recover, context, target, &[], &Interner::new(), None);
    draft.summary.lost = lost(&loss.lost.iter().collect::<Vec<_>>());
    draft.summary.sequences = named_serials(&serials);
    draft.summary.of_entry = Some(loss.last.0);
    draft.summary.note = reason.map(str::to_owned);
    let entry = registry.append(&mut target.session, &draft).await?;
    Ok((retired, entry))
}
