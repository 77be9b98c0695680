//! The journal's verbs, and what every entry says of the run that wrote it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::model::{Change, Interner, Rel, Verb};
use crate::plan::Plan;
use crate::registry::{
    AdapterStamp, Counts, Course, DatabaseStamp, Draft, Entry, Kind, Place, Receipt, ReceiptError, Receipts,
    RecordedChange, Registry, Standing, Summary, Verified, pack_changes, standing,
};

use super::target::Target;
use super::{Context, Failure};

/// An entry for something that was done on this target.
pub(super) fn draft(
    kind: Kind,
    context: &Context,
    target: &Target,
    changes: &[Change],
    symbols: &Interner,
    plan: Option<&Plan>,
) -> Draft {
    let mut rows: BTreeMap<String, Counts> = BTreeMap::new();
    let mut people = BTreeSet::new();
    for change in changes {
        let counts = rows.entry(change.rel.name().to_owned()).or_default();
        match change.verb {
            Verb::Rename => counts.rename += 1,
            Verb::Insert => counts.insert += 1,
            Verb::Update => counts.update += 1,
            Verb::Delete => counts.delete += 1,
        }
        if change.rel == Rel::User || change.rel.spec().keys[0].references == Some(Rel::User) {
            people.insert(change.key()[0]);
        }
    }
    let summary = Summary {
        trueup: env!("CARGO_PKG_VERSION").to_owned(),
        adapter: Some(AdapterStamp {
            name: target.adapter.name.clone(),
            version: target.adapter.version.clone(),
            digest: target.adapter.digest.clone(),
        }),
        mode: plan.map(|plan| plan.head.mode.name().to_owned()),
        people: people.len() as u64,
        rows,
        ..Summary::default()
    };
    Draft {
        kind,
        at: context.now,
        actor: context.actor.clone(),
        role: Some(target.identity.role.clone()).filter(|role| !role.is_empty()),
        commit: plan
            .and_then(|plan| plan.head.commit.as_ref())
            .map(|commit| commit.id.clone()),
        plan_digest: plan.map(|plan| plan.head.digest.clone()),
        summary,
        changes: pack_changes(changes, symbols),
    }
}

/// The part of a database's identity that a receipt keeps.
fn database_stamp(target: &Target) -> DatabaseStamp {
    DatabaseStamp {
        system: target.identity.system.clone(),
        database: target.identity.database.clone(),
        erp: Some(target.adapter.identity.clone()).filter(|identity| !identity.is_empty()),
    }
}

/// The receipts of this target.
pub(super) fn own_receipts(context: &Context) -> Result<Vec<Receipt>, Failure> {
    receipts_in(&context.receipts, context)
}

/// The receipts of this target in a folder.
pub(super) fn receipts_in(folder: &Path, context: &Context) -> Result<Vec<Receipt>, Failure> {
    let all = Receipts::read(folder)?.list;
    let own = all.into_iter().filter(|receipt| receipt.target == context.target);
    Ok(own.collect())
}

/// Refuses when the receipts outside the database know more than its journal: it was restored or rewound. Gives what was
/// compared.
pub(super) async fn in_step(
    context: &Context,
    target: &mut Target,
    registry: &Registry,
) -> Result<(Vec<Receipt>, Course), Failure> {
    let receipts = own_receipts(context)?;
    let course = registry.course(&mut target.session).await?;
    let what = match standing(&receipts, &course) {
        Standing::InStep => return Ok((receipts, course)),
        Standing::Rewound { journal, receipt } => {
            format!("the database ends at #{journal}, the receipts at #{receipt}: it was restored or rewound")
        }
        Standing::Diverged { entry } => {
            format!(
                "entry #{entry} is not the one that its receipt was written for: the database was restored, and work went on"
            )
        }
        Standing::Foreign { .. } => {
            let help = format!(
                "look at the URL of the target; the receipts are in {}",
                context.receipts.display()
            );
            return Err(Failure::WrongTarget {
                what: "the receipts belong to a journal that this database never held".to_owned(),
                help,
            });
        }
    };
    let help = "find out what happened to the database; if it was restored on purpose, `trueup recover` goes on from it";
    Err(Failure::WrongTarget {
        what,
        help: help.to_owned(),
    })
}

/// Like [`in_step`]. Entries after the newest receipt have lost theirs, as when a process ended between commit and
/// receipt: they get it now; where there is none at all, the last entry gets one. Gives their numbers.
pub(super) async fn keep_receipts(
    context: &Context,
    target: &mut Target,
    registry: &Registry,
) -> Result<Vec<u64>, Failure> {
    let (receipts, course) = in_step(context, target, registry).await?;
    write_missing(context, target, registry, &receipts, &course.places).await
}

async fn write_missing(
    context: &Context,
    target: &mut Target,
    registry: &Registry,
    receipts: &[Receipt],
    places: &[Place],
) -> Result<Vec<u64>, Failure> {
    let Some(last) = places.last() else {
        return Ok(Vec::new());
    };
    let of_epoch = receipts.iter().filter(|receipt| receipt.epoch == last.epoch);
    let newest = of_epoch.map(|receipt| receipt.entry).max();
    let newest = newest.unwrap_or(last.number.saturating_sub(1));
    let mut written = Vec::new();
    for place in places.iter().filter(|place| place.number > newest) {
        let entry = registry.entry(&mut target.session, place.number).await?;
        // Where this cannot be written, neither can the receipt of what comes now, which is then said.
        if receipt(context, target, &entry).is_ok() {
            written.push(place.number);
        }
    }
    Ok(written)
}

/// Writes the receipt of a committed entry; failing here is told, and undoes nothing.
pub(super) fn receipt(context: &Context, target: &Target, entry: &Entry) -> Result<PathBuf, ReceiptError> {
    Receipt::of(entry, database_stamp(target)).write(&context.receipts)
}

async fn open(context: &Context, verb: &str) -> Result<(Target, Registry), Failure> {
    let mut target = Target::read_only(context, verb).await?;
    let registry = target.registry(context).await?.ok_or_else(Failure::no_registry)?;
    Ok((target, registry))
}

/// All entries, in order.
///
/// # Errors
/// When the registry is not set up or cannot be read.
pub async fn journal_list(context: &Context) -> Result<Vec<Entry>, Failure> {
    let (mut target, registry) = open(context, "journal").await?;
    Ok(registry.entries(&mut target.session).await?)
}

/// One entry with its changes.
///
/// # Errors
/// When there is no such entry or it cannot be read.
pub async fn journal_show(context: &Context, number: u64) -> Result<(Entry, Vec<RecordedChange>), Failure> {
    let (mut target, registry) = open(context, "journal").await?;
    let entry = registry.entry(&mut target.session, number).await?;
    let changes = registry.changes(&mut target.session, &entry).await?;
    Ok((entry, changes))
}

/// Compares the journal with itself and with the receipts.
///
/// # Errors
/// When the journal cannot be read; what is wrong with it is part of the result.
pub async fn journal_verify(context: &Context) -> Result<Verified, Failure> {
    let (mut target, registry) = open(context, "journal").await?;
    let ours = own_receipts(context)?;
    let known = context.receipts.is_dir().then_some(ours.as_slice());
    Ok(registry.verify(&mut target.session, known).await?)
}
