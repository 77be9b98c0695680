//! `backup restore`: brings a backup back. It needs the destinations and an empty database, and nothing of the ERP: its
//! database may be gone.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use crate::backup::{Destination, Manifest, policy_folder};
use crate::db::DbUrl;
use crate::reconcile::Failure;
use crate::reconcile::target::folder;
use crate::storage::{self, Place};

use super::drill::{fill_and_compare, identities, unpack};
use super::sets::manifests;
use super::verify::{read_back, stopped};
use super::{BackupContext, Difference, Policy, Watch};
use crate::reconcile::failure::chain;

/// What is restored, and into what.
#[derive(Debug, Clone)]
pub struct RestoreOptions {
    /// The backup: its name, or a policy for the newest one of it.
    pub what: String,
    /// Only from this destination.
    pub place: Option<String>,
    /// An empty database for the database part.
    pub into: Option<DbUrl>,
    /// A folder that the saved paths are unpacked below.
    pub paths_into: Option<PathBuf>,
}

/// A backup that was brought back.
#[derive(Debug, Clone)]
pub struct Restored {
    /// The backup.
    pub manifest: Manifest,
    /// Where it was read from.
    pub place: String,
    /// What is not as it was when it was saved.
    pub differences: Vec<Difference>,
    /// How long it took, in seconds.
    pub seconds: u64,
}

/// Brings a backup back from the first destination where it is whole. The policies are those of the files: what is in
/// force stands in the database that is to be restored.
///
/// # Errors
/// When there is no such backup, no copy of it is whole, the database is not empty, or no identity opens it.
pub async fn backup_restore(
    at: &BackupContext,
    policies: Vec<Policy>,
    options: &RestoreOptions,
    watch: &Arc<dyn Watch>,
) -> Result<Restored, Failure> {
    let (mut seen, mut broken) = (0, Vec::new());
    let mut found: Vec<(Manifest, Destination)> = Vec::new();
    for policy in &policies {
        for destination in &policy.spec.to {
            if options
                .place
                .as_ref()
                .is_some_and(|place| *place != destination.url)
            {
                continue;
            }
            let all = read_manifests(at, destination, policy_folder(&at.context.target, &policy.name)).await;
            match all {
                Ok(all) => {
                    seen += all.len();
                    let wanted = all
                        .into_iter()
                        .filter(|manifest| manifest.id == options.what || manifest.policy == options.what);
                    found.extend(wanted.map(|manifest| (manifest, destination.clone())));
                }
                Err(error) => broken.push(chain(&error)),
            }
        }
    }
    // One from the future is there when a clock was wrong: only where there is no other.
    let newest = found.iter().map(|(manifest, _)| {
        (
            manifest.taken <= at.context.now,
            manifest.taken,
            manifest.id.clone(),
        )
    });
    let newest = newest.max().map(|(_, _, id)| id);
    let Some(newest) = newest else {
        let there = if broken.is_empty() {
            format!("{seen} others are at the destinations that the files name")
        } else {
            broken.join("; ")
        };
        return Err(Failure::NotReady {
            what: format!(
                "there is no backup `{}`, and none of a policy of that name: {there}",
                options.what
            ),
            help: "the destinations are those of `backups` in the files; check the name, and what is mounted"
                .to_owned(),
        });
    };
    for (manifest, destination) in found.into_iter().filter(|(manifest, _)| manifest.id == newest) {
        let place: Arc<dyn Place> = storage::open(&destination, &at.access)?.into();
        let wrong = whole(&place, &manifest, watch).await?;
        if wrong.is_empty() {
            return bring_back(at, manifest, destination, place, options, watch).await;
        }
        broken.extend(wrong);
    }
    Err(Failure::NotReady {
        what: format!("no copy of the backup `{newest}` is whole: {}", broken.join("; ")),
        help: "name an older one".to_owned(),
    })
}

async fn read_manifests(
    at: &BackupContext,
    destination: &Destination,
    folder: String,
) -> Result<Vec<Manifest>, Failure> {
    let place = storage::open(destination, &at.access)?;
    let read = tokio::task::spawn_blocking(move || manifests(&*place, &folder));
    let read = read.await.map_err(|_| stopped())??;
    Ok(read
        .into_iter()
        .filter_map(|manifest| Some(manifest.ok()?.0))
        .collect())
}

/// Reads every byte before anything is made of it.
async fn whole(
    place: &Arc<dyn Place>,
    manifest: &Manifest,
    watch: &Arc<dyn Watch>,
) -> Result<Vec<String>, Failure> {
    let (place, manifest, watch) = (Arc::clone(place), manifest.clone(), Arc::clone(watch));
    let read = tokio::task::spawn_blocking(move || {
        watch.step(&format!("reading {}", place.shown()), Some(manifest.bytes()));
        read_back(&*place, &manifest, &*watch)
    });
    read.await.map_err(|_| stopped())
}

async fn bring_back(
    at: &BackupContext,
    manifest: Manifest,
    destination: Destination,
    place: Arc<dyn Place>,
    options: &RestoreOptions,
    watch: &Arc<dyn Watch>,
) -> Result<Restored, Failure> {
    let began = Instant::now();
    let keys = identities(at.identities.as_deref(), &place, &manifest).await?;
    let mut differences = Vec::new();
    let keys = Arc::new(keys);
    if let Some(folder) = &options.paths_into {
        let (place, manifest, keys) = (Arc::clone(&place), manifest.clone(), Arc::clone(&keys));
        let (folder, watch) = (folder.clone(), Arc::clone(watch));
        let unpacked = tokio::task::spawn_blocking(move || {
            watch.step(&format!("unpacking below {}", folder.display()), None);
            unpack(&*place, &manifest, &keys, Some(&folder), &*watch)
        });
        let wrong = unpacked.await.map_err(|_| stopped())?;
        differences.extend(wrong.into_iter().map(Difference::Unrestorable));
    }
    if let Some(into) = &options.into {
        let adapter = folder(at.context.adapter_name(), at.context.root())?;
        let compared = fill_and_compare(into, &adapter, &manifest, &place, keys, watch).await;
        differences.extend(compared.map_err(|what| {
            Failure::NotReady {
                what: format!("the backup {} could not be restored: {what}", manifest.id),
                help: "what the database holds now is not to be used; make a new, empty one and try again"
                    .to_owned(),
            }
        })?);
    }
    Ok(Restored {
        manifest,
        place: destination.url,
        differences,
        seconds: began.elapsed().as_secs() + 1,
    })
}
