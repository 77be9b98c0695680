//! Restoring: into a scratch database for a drill, or into one that is to be used; and comparing what is in there with
//! what was saved.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use crate::adapter::Folder;
use crate::backup::{Holds, Manifest, StateStamp};
use crate::base::hash::hex;
use crate::db::{Access, ConnectOptions, DbUrl, Restore, Scratch, Session};
use crate::reconcile::Failure;
use crate::reconcile::failure::chain;
use crate::reconcile::target::{Target, folder};
use crate::registry::Registry;
use crate::storage::{self, Identities, Place};

use super::save::copy;
use super::stamps::{self, Stamps};
use super::verify::{Told, part_path, stopped};
use super::{BackupContext, Difference, Proof, Watch};

/// Restores into a scratch database and compares.
pub(super) async fn drill(
    at: &BackupContext,
    target: &mut Target,
    registry: &Registry,
    place: &Arc<dyn Place>,
    proof: &mut Proof,
    watch: &Arc<dyn Watch>,
) -> Result<(), Failure> {
    let Some(manifest) = proof.manifest.clone() else {
        return Ok(());
    };
    let identities = Arc::new(identities(at.identities.as_deref(), place, &manifest).await?);
    let adapter = folder(at.context.adapter_name(), at.context.root())?;
    let began = Instant::now();
    proof.restored = true;
    if manifest.database_part().is_some() {
        let server = at.restore_url.as_ref().unwrap_or(at.context.write_url());
        let scratch = Scratch::make(server, &word()?).await?;
        let keys = Arc::clone(&identities);
        let compared = fill_and_compare(&scratch.url, &adapter, &manifest, place, keys, watch).await;
        let dropped = scratch.drop_it().await;
        match compared {
            Ok(differences) => proof.differences.extend(differences),
            Err(wrong) => proof.differences.push(Difference::Unrestorable(wrong)),
        }
        dropped?;
        let places = registry.places(&mut target.session).await?;
        if let Some(journal) = &manifest.journal
            && !places.iter().any(|entry| {
                entry.number == journal.number && entry.epoch == journal.epoch && entry.hash == journal.hash
            })
        {
            proof.differences.push(Difference::Journal(format!(
                "it ends with entry #{} of an epoch that the journal of {} does not have",
                journal.number, at.context.target
            )));
        }
    }
    let (place, watch) = (Arc::clone(place), Arc::clone(watch));
    let read = tokio::task::spawn_blocking(move || unpack(&*place, &manifest, &identities, None, &*watch));
    let wrong = read.await.map_err(|_| stopped())?;
    let wrong = wrong.into_iter().map(Difference::Unrestorable);
    proof.differences.extend(wrong);
    // A second that has begun counts: a promise is held against it.
    proof.seconds = Some(began.elapsed().as_secs() + 1);
    Ok(())
}

/// A word that no other scratch database has.
fn word() -> Result<String, Failure> {
    let mut word = [0; 6];
    getrandom::fill(&mut word).map_err(|error| Failure::File {
        operation: "get random bytes".to_owned(),
        source: io::Error::other(error.to_string()),
    })?;
    Ok(hex(&word))
}

/// The identities that open a backup. That they do is tried before anything is made: a wrong key says nothing about the
/// backup.
pub(super) async fn identities(
    file: Option<&Path>,
    place: &Arc<dyn Place>,
    manifest: &Manifest,
) -> Result<Identities, Failure> {
    if manifest.encrypted_to.is_empty() {
        return Ok(Identities::new());
    }
    let Some(file) = file else {
        return Err(Failure::NotReady {
            what: "the backup is encrypted, and no age identity was given".to_owned(),
            help: "name the file with it: --identity FILE, or TRUEUP_AGE_IDENTITY_FILE".to_owned(),
        });
    };
    let found = storage::identities(file).map_err(|source| Failure::File {
        operation: format!("read the age identities in {}", file.display()),
        source,
    })?;
    let (place, shown) = (Arc::clone(place), file.display().to_string());
    let part = manifest.parts.first().map(|part| part_path(manifest, part));
    let tried = tokio::task::spawn_blocking(move || {
        let wrong = match part.map(|path: String| place.open(&path)) {
            // What cannot be read is found out, and said, by whoever reads it.
            None | Some(Err(_)) => false,
            Some(Ok(stored)) => {
                let opened = storage::unsealed(stored, true, &found);
                opened.is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied)
            }
        };
        (found, wrong)
    });
    let (found, wrong) = tried.await.map_err(|_| stopped())?;
    if wrong {
        return Err(Failure::NotReady {
            what: format!("none of the age identities in {shown} opens the backup"),
            help: format!("it was encrypted to {}", manifest.encrypted_to.join(", ")),
        });
    }
    Ok(found)
}

/// Restores into an empty database, and says what in there is not as it was saved. The error is why it could not be
/// restored.
pub(super) async fn fill_and_compare(
    into: &DbUrl,
    adapter: &Folder,
    manifest: &Manifest,
    place: &Arc<dyn Place>,
    identities: Arc<Identities>,
    watch: &Arc<dyn Watch>,
) -> Result<Vec<Difference>, String> {
    watch.step("restoring the database", Some(manifest.bytes()));
    let restore = Restore::begin(into, "trueup drill").await;
    let restore = restore.map_err(|error| chain(&error))?;
    let (place, manifest_of, watch) = (Arc::clone(place), manifest.clone(), Arc::clone(watch));
    let filled =
        tokio::task::spawn_blocking(move || fill(&*place, &manifest_of, restore, &identities, &*watch));
    filled
        .await
        .map_err(|_| "the thread that restores stopped".to_owned())??;
    let options = ConnectOptions::new("trueup drill", Access::Read);
    let mut session = Session::connect(into, options)
        .await
        .map_err(|error| chain(&error))?;
    let found = async {
        session.begin_read().await?;
        let found = stamps::read(&mut session, adapter).await?;
        let registry = Registry::open_any(&mut session).await?;
        let defects = match &registry {
            Some(registry) => registry.verify(&mut session, None).await?.defects.len(),
            None => 0,
        };
        Ok::<_, Failure>((found, defects))
    };
    let found = found.await;
    session.close().await;
    let (stamps, defects) = found.map_err(|error| chain(&error))?;
    let mut differences = compare(manifest, &stamps);
    if defects > 0 {
        differences.push(Difference::Journal(format!("it has {defects} defects")));
    }
    Ok(differences)
}

/// Streams the database part into an empty database.
fn fill(
    place: &dyn Place,
    manifest: &Manifest,
    mut restore: Restore,
    identities: &Identities,
    watch: &dyn Watch,
) -> Result<(), String> {
    let part = manifest.database_part().ok_or("it has no database")?;
    let file = place
        .open(&part_path(manifest, part))
        .map_err(|error| chain(&error))?;
    let encrypted = !manifest.encrypted_to.is_empty();
    let plain = storage::unsealed(file, encrypted, identities).map_err(|error| error.to_string())?;
    let copied = copy(Told { file: plain, watch }, &mut restore);
    // What the program says is worth more than that it stopped listening.
    match (copied, restore.finish()) {
        (_, Err(error)) => Err(chain(&error)),
        (Err(error), Ok(())) => Err(error.to_string()),
        (Ok(()), Ok(())) => Ok(()),
    }
}

/// Reads the archives of folders from beginning to end; with a folder to unpack them below, also unpacks them.
pub(super) fn unpack(
    place: &dyn Place,
    manifest: &Manifest,
    identities: &Identities,
    below: Option<&Path>,
    watch: &dyn Watch,
) -> Vec<String> {
    let paths = manifest.parts.iter().filter(|part| part.holds != Holds::Database);
    let mut wrong = Vec::new();
    for part in paths {
        let read = place
            .open(&part_path(manifest, part))
            .map_err(|error| chain(&error))
            .and_then(|file| {
                storage::unsealed(file, !manifest.encrypted_to.is_empty(), identities)
                    .and_then(|plain| storage::read_archive(Told { file: plain, watch }, below))
                    .map_err(|error| format!("{} cannot be unpacked: {}", part.file, chain(&error)))
            });
        wrong.extend(read.err());
    }
    wrong
}

/// What of a restored database is not as it was when it was saved.
fn compare(manifest: &Manifest, found: &Stamps) -> Vec<Difference> {
    let mut differences = Vec::new();
    let tables = manifest.tables.keys().chain(found.tables.keys());
    for table in tables.collect::<BTreeSet<_>>() {
        let count = |tables: &BTreeMap<String, u64>| tables.get(table).copied().unwrap_or(0);
        let (then, now) = (count(&manifest.tables), count(&found.tables));
        if then != now {
            differences.push(Difference::Rows(table.clone(), then, now));
        }
    }
    let relations = manifest.state.keys().chain(found.state.keys());
    for relation in relations.collect::<BTreeSet<_>>() {
        let (then, now) = (manifest.state.get(relation), found.state.get(relation));
        if then != now {
            let rows = |stamp: Option<&StateStamp>| stamp.map_or(0, |stamp| stamp.rows);
            differences.push(Difference::State(relation.clone(), rows(then), rows(now)));
        }
    }
    if manifest.journal != found.journal {
        differences.push(Difference::Journal(
            "it does not end where it ended then".to_owned(),
        ));
    }
    differences
}
