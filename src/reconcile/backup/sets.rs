//! `backup list` and `backup pin`: what backups there are, and which of them are kept whatever the policy says.

use std::collections::BTreeMap;

use crate::backup::{MANIFEST_FILE, Manifest, policy_folder};
use crate::base::hash::sha256;
use crate::model::Interner;
use crate::reconcile::target::Target;
use crate::reconcile::{Failure, journal};
use crate::registry::{BackupCheck, BackupCopy, BackupPin, BackupRecords, BackupRun, CopyState, Entry, Kind};
use crate::storage::{self, Place};

use super::{BackupContext, policy};
use crate::reconcile::failure::chain;

/// A backup, or an attempt at one.
#[derive(Debug, Clone)]
pub struct BackupSet {
    /// Its run.
    pub run: BackupRun,
    /// Where it is.
    pub copies: Vec<SetCopy>,
    /// The pin that keeps it.
    pub pin: Option<BackupPin>,
    /// What was proved of it, the newest last.
    pub checks: Vec<BackupCheck>,
}

/// A copy of a backup.
pub type SetCopy = BackupCopy;

impl BackupSet {
    /// Whether a copy of it is stored and no later proof says that it is bad.
    #[must_use]
    pub fn usable(&self) -> bool {
        self.copies.iter().any(|copy| {
            let last = self.checks.iter().rfind(|check| check.place == copy.place);
            copy.state == CopyState::Stored && last.is_none_or(|check| check.good)
        })
    }
}

/// Puts together what the registry remembers, the oldest first.
#[must_use]
pub(super) fn sets(records: BackupRecords) -> Vec<BackupSet> {
    let BackupRecords {
        runs,
        copies,
        checks,
        pins,
    } = records;
    let set = |run: BackupRun| BackupSet {
        copies: copies.iter().filter(|copy| copy.id == run.id).cloned().collect(),
        pin: pins.iter().find(|pin| pin.id == run.id).cloned(),
        checks: checks
            .iter()
            .filter(|check| check.id == run.id)
            .cloned()
            .collect(),
        run,
    };
    runs.into_iter().map(set).collect()
}

/// The backups that the registry knows, the oldest first.
///
/// # Errors
/// When it cannot be read.
pub async fn backup_list(at: &BackupContext) -> Result<Vec<BackupSet>, Failure> {
    let mut target = Target::read_only(&at.context, "backup").await?;
    let registry = target
        .registry(&at.context)
        .await?
        .ok_or_else(Failure::no_registry)?;
    Ok(sets(registry.backups(&mut target.session).await?))
}

/// Makes the registry's record anew from the manifests at the destinations of the policies in force, and says what
/// could not be read there. What is remembered of failed and deleted backups stays.
///
/// # Errors
/// When the target or a destination cannot be reached.
pub async fn backup_rebuild(at: &BackupContext) -> Result<(Vec<BackupSet>, Vec<String>), Failure> {
    let context = &at.context;
    let mut target = Target::read_write(context, "backup").await?;
    let registry = target.registry(context).await?.ok_or_else(Failure::no_registry)?;
    let mut found: BTreeMap<String, (Manifest, String, Vec<String>)> = BTreeMap::new();
    let mut remarks = Vec::new();
    for policy in policy::in_force(context, &mut target, &registry).await? {
        let folder = policy_folder(&context.target, &policy.name);
        for destination in &policy.spec.to {
            let place = storage::open(destination, &at.access)?;
            let folder = folder.clone();
            let read = tokio::task::spawn_blocking(move || manifests(&*place, &folder));
            let read = read.await.map_err(|_| Failure::NotReady {
                what: "the thread that reads the destination stopped".to_owned(),
                help: "try again".to_owned(),
            })??;
            for manifest in read {
                match manifest {
                    Ok((manifest, digest)) => {
                        let entry =
                            found
                                .entry(manifest.id.clone())
                                .or_insert((manifest, digest, Vec::new()));
                        entry.2.push(destination.url.clone());
                    }
                    Err(wrong) => remarks.push(wrong),
                }
            }
        }
    }
    let known = registry.backups(&mut target.session).await?;
    target.session.begin_write(None).await?;
    for (manifest, digest, places) in found.values() {
        let all = known.copies.iter().filter(|copy| copy.id == manifest.id);
        // A copy that was thought to be there and is not has been taken away by somebody else.
        let gone = all.filter(|copy| copy.state == CopyState::Stored && !places.contains(&copy.place));
        let gone = gone.map(|copy| BackupCopy {
            state: CopyState::Failed,
            message: Some("it is not there any more".to_owned()),
            ..copy.clone()
        });
        let there = places.iter().map(|place| BackupCopy {
            id: manifest.id.clone(),
            place: place.clone(),
            state: CopyState::Stored,
            message: None,
        });
        let copies: Vec<BackupCopy> = gone.chain(there).collect();
        let before = known.runs.iter().find(|run| run.id == manifest.id);
        let run = before.cloned().unwrap_or_else(|| run_of(manifest, digest));
        registry.keep_backup(&mut target.session, &run, &copies).await?;
    }
    let lost = known
        .copies
        .iter()
        .filter(|copy| copy.state == CopyState::Stored && !found.contains_key(&copy.id));
    for copy in lost {
        let copy = BackupCopy {
            state: CopyState::Failed,
            message: Some("it is not there any more".to_owned()),
            ..copy.clone()
        };
        registry.keep_copy(&mut target.session, &copy).await?;
    }
    target.session.commit().await?;
    Ok((sets(registry.backups(&mut target.session).await?), remarks))
}

fn run_of(manifest: &Manifest, digest: &str) -> BackupRun {
    BackupRun {
        id: manifest.id.clone(),
        policy: manifest.policy.clone(),
        policy_digest: manifest.policy_digest.clone(),
        started: manifest.started,
        taken: Some(manifest.taken),
        ended: manifest.ended,
        good: true,
        bytes: manifest.bytes(),
        manifest: Some(digest.to_owned()),
        message: None,
    }
}

/// A manifest with its digest, or why it cannot be used.
pub(super) type ReadManifest = Result<(Manifest, String), String>;

/// Every manifest below a folder.
pub(super) fn manifests(place: &dyn Place, folder: &str) -> Result<Vec<ReadManifest>, storage::StorageError> {
    let suffix = format!("/{MANIFEST_FILE}");
    let files = place.list(folder)?;
    let paths = files.into_iter().filter(|file| file.path.ends_with(&suffix));
    let read = |path: String| -> ReadManifest {
        let mut text = String::new();
        let mut file = place.open(&path).map_err(|error| chain(&error))?;
        std::io::Read::read_to_string(&mut file, &mut text)
            .map_err(|error| format!("failed to read {path} at {}: {error}", place.shown()))?;
        let manifest =
            Manifest::from_json(&text).map_err(|wrong| format!("{path} at {}: {wrong}", place.shown()))?;
        if path != format!("{folder}/{}{suffix}", manifest.id) {
            let place = place.shown();
            return Err(format!("{path} at {place} is the manifest of {}", manifest.id));
        }
        Ok((manifest, sha256(text.as_bytes())))
    };
    Ok(paths.map(|file| read(file.path)).collect())
}

/// Pins a backup, so that it is kept whatever the policy says; or, without a reason, takes the pin away.
///
/// # Errors
/// When there is no such backup, or the target cannot be written.
pub async fn backup_pin(at: &BackupContext, id: &str, reason: Option<&str>) -> Result<Entry, Failure> {
    let context = &at.context;
    let mut target = Target::read_write(context, "backup").await?;
    let registry = target.registry(context).await?.ok_or_else(Failure::no_registry)?;
    let records = registry.backups(&mut target.session).await?;
    if !records.runs.iter().any(|run| run.id == id) {
        return Err(Failure::NotReady {
            what: format!("there is no backup `{id}`"),
            help: "`trueup backup list` shows what there is".to_owned(),
        });
    }
    let pin = reason.map(|reason| BackupPin {
        id: id.to_owned(),
        at: context.now,
        actor: context.actor.clone(),
        reason: reason.to_owned(),
    });
    let mut draft = journal::draft(Kind::Backup, context, &target, &[], &Interner::new(), None);
    draft.summary.note = Some(match reason {
        Some(reason) => format!("pinned {id}: {reason}"),
        None => format!("took the pin of {id} away"),
    });
    target.session.begin_write(None).await?;
    let done = async {
        registry.keep_pin(&mut target.session, id, pin.as_ref()).await?;
        registry.append(&mut target.session, &draft).await
    };
    let entry = match done.await {
        Ok(entry) => entry,
        Err(error) => {
            target.session.rollback().await.ok();
            return Err(error.into());
        }
    };
    target.session.commit().await?;
    drop(journal::receipt(context, &target, &entry));
    Ok(entry)
}
