//! `backup prune`: deletes what the policies no longer keep, at each destination by what lies there.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::backup::retention::{Decision, SetFacts, decide};
use crate::backup::{MANIFEST_FILE, Manifest, policy_folder, set_folder, set_time};
use crate::model::Interner;
use crate::reconcile::target::Target;
use crate::reconcile::{Failure, journal};
use crate::registry::{BackupCopy, BackupRecords, CopyState, Entry, Kind, Registry};
use crate::storage::{self, Place, Stored};

use super::verify::stopped;
use super::{BackupContext, Policy, lock, policy};
use crate::reconcile::failure::chain;

/// What is kept of a policy at one destination, and what is not.
#[derive(Debug, Clone)]
pub struct Pruning {
    /// The policy.
    pub policy: String,
    /// The destination.
    pub place: String,
    /// Every backup that lies there, and what becomes of it, the oldest first.
    pub sets: Vec<Fate>,
    /// Folders there that are no backups of trueup's; they are left alone.
    pub foreign: Vec<String>,
    /// Why nothing is decided: the destination cannot be read, or a run is under way.
    pub failed: Option<String>,
}

/// What becomes of a backup at one destination.
#[derive(Debug, Clone)]
pub struct Fate {
    /// Kept or not, and why.
    pub decision: Decision,
    /// What is wrong with it.
    pub broken: Option<String>,
    /// The size of its files, in bytes.
    pub bytes: u64,
    /// Its files.
    files: Vec<String>,
    /// Whether it was deleted; or why it could not be.
    pub deleted: Option<Result<(), String>>,
}

impl Pruning {
    /// Whether everything that was to be done was done.
    #[must_use]
    pub fn good(&self) -> bool {
        self.failed.is_none() && !self.sets.iter().any(|set| matches!(set.deleted, Some(Err(_))))
    }
}

/// Decides which backups the policies keep, and, if it is to be carried out, deletes the others. What is deleted goes
/// into the journal.
///
/// # Errors
/// When the target cannot be reached or there is no such policy. A destination that fails is part of the result.
pub async fn backup_prune(
    at: &BackupContext,
    name: Option<&str>,
    carry_out: bool,
) -> Result<(Vec<Pruning>, Option<Entry>), Failure> {
    let context = &at.context;
    let mut target = Target::read_write(context, "backup").await?;
    let registry = target.registry(context).await?.ok_or_else(Failure::no_registry)?;
    let mut all = policy::in_force(context, &mut target, &registry).await?;
    if let Some(name) = name {
        all = vec![policy::named(all, name)?];
    }
    let mut done = Vec::new();
    for policy in &all {
        let system = target.identity.system.clone();
        let held = lock::take(&mut target.session, &system, &context.target, &policy.name).await?;
        let records = registry.backups(&mut target.session).await?;
        for at_place in 0..policy.spec.to.len() {
            let mut pruning = match &held {
                Some(_) => decide_at(at, policy, at_place, &records).await?,
                None => nothing(policy, at_place, "a run of the policy is under way".to_owned()),
            };
            if carry_out && pruning.failed.is_none() {
                pruning = delete(at, policy, at_place, pruning).await?;
            }
            done.push(pruning);
        }
        if let Some(held) = held {
            held.release(&mut target.session).await;
        }
    }
    let entry = record(at, &mut target, &registry, &done).await?;
    Ok((done, entry))
}

fn nothing(policy: &Policy, at_place: usize, failed: String) -> Pruning {
    Pruning {
        policy: policy.name.clone(),
        place: policy.spec.to[at_place].url.clone(),
        sets: Vec::new(),
        foreign: Vec::new(),
        failed: Some(failed),
    }
}

/// What lies at a destination below the policy's folder.
struct Lying {
    manifest: Result<Manifest, String>,
    files: Vec<Stored>,
}

async fn decide_at(
    at: &BackupContext,
    policy: &Policy,
    at_place: usize,
    records: &BackupRecords,
) -> Result<Pruning, Failure> {
    let (context, destination) = (&at.context, &policy.spec.to[at_place]);
    let place: Arc<dyn Place> = storage::open(destination, &at.access)?.into();
    let (target, name) = (context.target.clone(), policy.name.clone());
    let looked = tokio::task::spawn_blocking(move || look(&*place, &target, &name));
    let (mut found, foreign) = match looked.await.map_err(|_| stopped())? {
        Ok(found) => found,
        Err(error) => return Ok(nothing(policy, at_place, chain(&error))),
    };
    let mut facts: Vec<SetFacts> = Vec::new();
    for (id, (began, lying)) in &found {
        let checks = || {
            let here = records.checks.iter();
            here.filter(|check| check.id == *id && check.place == destination.url)
        };
        let sound = checks().next_back().is_none_or(|check| check.good);
        let manifest = lying.manifest.as_ref().ok();
        let immutable_until = manifest
            .zip(destination.immutable)
            .and_then(|(manifest, seconds)| {
                let length = jiff::SignedDuration::from_secs(i64::try_from(seconds).ok()?);
                manifest.ended.checked_add(length).ok()
            });
        facts.push(SetFacts {
            id: id.clone(),
            at: manifest.map_or(*began, |manifest| manifest.taken),
            good: manifest.is_some() && sound,
            pinned: records.pins.iter().any(|pin| pin.id == *id),
            immutable_until,
            proven: checks().any(|check| check.restored && check.good),
        });
    }
    let decisions = decide(
        &facts,
        policy.spec.keep.as_ref(),
        policy.schedule.zone(),
        context.now,
    );
    let mut sets = Vec::new();
    for (decision, facts) in decisions.into_iter().zip(&facts) {
        let Some((_, lying)) = found.remove(&decision.id) else {
            continue;
        };
        let broken = match &lying.manifest {
            Err(wrong) => Some(wrong.clone()),
            Ok(_) if !facts.good => Some("its last proof failed".to_owned()),
            Ok(_) => None,
        };
        sets.push(Fate {
            decision,
            broken,
            bytes: lying.files.iter().map(|file| file.bytes).sum(),
            files: lying.files.into_iter().map(|file| file.path).collect(),
            deleted: None,
        });
    }
    sets.sort_by(|a, b| a.decision.id.cmp(&b.decision.id));
    Ok(Pruning {
        policy: policy.name.clone(),
        place: destination.url.clone(),
        sets,
        foreign,
        failed: None,
    })
}

type Found = (BTreeMap<String, (Timestamp, Lying)>, Vec<String>);

/// Every backup below the policy's folder, and what else lies there.
fn look(place: &dyn Place, target: &str, policy: &str) -> Result<Found, storage::StorageError> {
    let folder = policy_folder(target, policy);
    let mut by_set: BTreeMap<String, Vec<Stored>> = BTreeMap::new();
    for file in place.list(&folder)? {
        let inside = file.path.strip_prefix(&folder).unwrap_or(&file.path);
        let set = inside
            .trim_start_matches('/')
            .split('/')
            .next()
            .unwrap_or_default();
        by_set.entry(set.to_owned()).or_default().push(file);
    }
    let (mut found, mut foreign) = (BTreeMap::new(), Vec::new());
    for (id, files) in by_set {
        let Some(began) = set_time(&id) else {
            foreign.push(id);
            continue;
        };
        let manifest = complete(place, &set_folder(target, policy, &id), &files);
        found.insert(id, (began, Lying { manifest, files }));
    }
    Ok((found, foreign))
}

/// The manifest of a backup whose files are all there in their full size.
fn complete(place: &dyn Place, folder: &str, files: &[Stored]) -> Result<Manifest, String> {
    let path = format!("{folder}/{MANIFEST_FILE}");
    if !files.iter().any(|file| file.path == path) {
        return Err("it was never finished: it has no manifest".to_owned());
    }
    let manifest = super::verify::manifest(place, folder, None)?;
    if !folder.ends_with(&format!("/{}", manifest.id)) {
        return Err(format!("its manifest is that of {}", manifest.id));
    }
    for part in &manifest.parts {
        let path = format!("{folder}/{}", part.file);
        match files.iter().find(|file| file.path == path) {
            None => return Err(format!("{} is missing", part.file)),
            Some(file) if file.bytes != part.bytes => {
                return Err(format!(
                    "{} has {} bytes instead of {}",
                    part.file, file.bytes, part.bytes
                ));
            }
            Some(_) => {}
        }
    }
    Ok(manifest)
}

/// Deletes what is not kept: the manifest first, so that what is half deleted is no backup.
async fn delete(
    at: &BackupContext,
    policy: &Policy,
    at_place: usize,
    mut pruning: Pruning,
) -> Result<Pruning, Failure> {
    let place: Arc<dyn Place> = storage::open(&policy.spec.to[at_place], &at.access)?.into();
    let (folder, now) = (policy_folder(&at.context.target, &policy.name), at.context.now);
    let deleted = tokio::task::spawn_blocking(move || {
        for set in pruning.sets.iter_mut().filter(|set| !set.decision.keep) {
            let (manifests, parts): (Vec<_>, Vec<_>) =
                set.files.iter().partition(|path| path.ends_with(MANIFEST_FILE));
            let mut all = manifests.into_iter().chain(parts);
            let done = all.try_for_each(|path| place.remove(path));
            set.deleted = Some(done.map_err(|error| chain(&error)));
        }
        if let Err(error) = place.sweep(&folder, now) {
            pruning.failed = Some(chain(&error));
        }
        pruning
    });
    deleted.await.map_err(|_| stopped())
}

/// Remembers what was deleted.
async fn record(
    at: &BackupContext,
    target: &mut Target,
    registry: &Registry,
    done: &[Pruning],
) -> Result<Option<Entry>, Failure> {
    let mut notes = Vec::new();
    let mut copies = Vec::new();
    for pruning in done {
        let deleted = pruning
            .sets
            .iter()
            .filter(|set| matches!(set.deleted, Some(Ok(()))));
        let ids: Vec<&str> = deleted.map(|set| set.decision.id.as_str()).collect();
        if ids.is_empty() {
            continue;
        }
        notes.push(format!(
            "{} of {} at {}",
            ids.join(", "),
            pruning.policy,
            pruning.place
        ));
        copies.extend(ids.into_iter().map(|id| BackupCopy {
            id: id.to_owned(),
            place: pruning.place.clone(),
            state: CopyState::Pruned,
            message: None,
        }));
    }
    if notes.is_empty() {
        return Ok(None);
    }
    let context = &at.context;
    let mut draft = journal::draft(Kind::Backup, context, target, &[], &Interner::new(), None);
    draft.summary.note = Some(format!("deleted {}", notes.join("; ")));
    target.session.begin_write(None).await?;
    let written = async {
        for copy in &copies {
            registry.keep_copy(&mut target.session, copy).await?;
        }
        registry.append(&mut target.session, &draft).await
    };
    let entry = match written.await {
        Ok(entry) => entry,
        Err(error) => {
            target.session.rollback().await.ok();
            return Err(error.into());
        }
    };
    target.session.commit().await?;
    drop(journal::receipt(context, target, &entry));
    Ok(Some(entry))
}
