//! `backup verify`: reads every byte of a backup again; with a restore drill also puts it into a scratch database and
//! compares what is in there with what was in the ERP.

use std::io;
use std::sync::Arc;

use crate::backup::{MANIFEST_FILE, Manifest, Part, set_folder};
use crate::base::hash::sha256;
use crate::model::Interner;
use crate::reconcile::target::Target;
use crate::reconcile::{Failure, journal};
use crate::registry::{BackupCheck, BackupRecords, BackupRun, CopyState, Kind, Registry};
use crate::storage::{self, Place};

use super::drill::drill;
use super::{BackupContext, Policy, Watch, policy};
use crate::reconcile::failure::chain;

/// What is verified, and how.
#[derive(Debug, Clone, Default)]
pub struct VerifyOptions {
    /// The backup: its name, or a policy for the newest one of it.
    pub what: String,
    /// Only at this destination.
    pub place: Option<String>,
    /// Restore it too.
    pub restore: bool,
}

/// What was proved of a backup at one destination.
#[derive(Debug, Clone)]
pub struct Proof {
    /// The destination.
    pub place: String,
    /// What it consists of; none where not even that could be read.
    pub manifest: Option<Manifest>,
    /// Whether it was restored.
    pub restored: bool,
    /// What is wrong with it; nothing when it is good.
    pub differences: Vec<Difference>,
    /// How long the restore took, in seconds.
    pub seconds: Option<u64>,
    /// How long it may take, in seconds.
    pub objective: Option<u64>,
    /// The journal's entry that says so.
    pub entry: Option<u64>,
}

/// What is wrong with a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// It cannot be read, or is not what its manifest says.
    Damaged(String),
    /// It cannot be restored.
    Unrestorable(String),
    /// A table has another number of rows than when it was saved: its name, the rows then, the rows now.
    Rows(String, u64, u64),
    /// A relation that the adapter reads is not what it was: its name, the rows then, the rows now.
    State(String, u64, u64),
    /// The journal in it is not the one that the ERP's database had then.
    Journal(String),
}

impl Proof {
    /// Whether the backup can be used.
    #[must_use]
    pub fn good(&self) -> bool {
        self.differences.is_empty()
    }

    /// Whether the restore took longer than promised.
    #[must_use]
    pub fn late(&self) -> bool {
        matches!((self.seconds, self.objective), (Some(took), Some(may)) if took > may)
    }
}

/// A backup that was found, and the policy that it belongs to.
struct Found {
    policy: Policy,
    run: BackupRun,
}

/// Verifies a backup at every destination that has it; a restore drill uses the first one that is sound.
///
/// # Errors
/// When there is no such backup, or the target cannot be reached. What is wrong with a backup is part of the result.
pub async fn backup_verify(
    at: &BackupContext,
    options: &VerifyOptions,
    watch: &Arc<dyn Watch>,
) -> Result<Vec<Proof>, Failure> {
    let mut target = Target::read_write(&at.context, "backup").await?;
    let registry = target
        .registry(&at.context)
        .await?
        .ok_or_else(Failure::no_registry)?;
    let all = policy::in_force(&at.context, &mut target, &registry).await?;
    let records = registry.backups(&mut target.session).await?;
    let found = find(all, &records, &options.what, at.context.now)?;
    let mut proofs = Vec::new();
    let mut restored = false;
    for destination in &found.policy.spec.to {
        if options
            .place
            .as_ref()
            .is_some_and(|place| *place != destination.url)
        {
            continue;
        }
        let stored = records.copies.iter().any(|copy| {
            copy.id == found.run.id && copy.place == destination.url && copy.state == CopyState::Stored
        });
        if !stored {
            continue;
        }
        let place: Arc<dyn Place> = storage::open(destination, &at.access)?.into();
        let mut proof = read(at, &found, &destination.url, &place, watch).await?;
        if options.restore && !restored && proof.good() {
            restored = true;
            drill(at, &mut target, &registry, &place, &mut proof, watch).await?;
        }
        record(at, &mut target, &registry, &found, &mut proof).await?;
        proofs.push(proof);
    }
    if proofs.is_empty() {
        return Err(Failure::NotReady {
            what: format!(
                "the backup {} is at no destination that was asked for",
                found.run.id
            ),
            help: "`trueup backup list` shows where each backup is".to_owned(),
        });
    }
    Ok(proofs)
}

fn find(
    all: Vec<Policy>,
    records: &BackupRecords,
    what: &str,
    now: jiff::Timestamp,
) -> Result<Found, Failure> {
    let named = records.runs.iter().find(|run| run.id == what);
    let Some(run) = named.or_else(|| records.newest(what, now)) else {
        return Err(Failure::NotReady {
            what: format!("there is no backup `{what}`, and none of a policy of that name"),
            help: "`trueup backup list` shows what there is; `trueup backup list --rebuild` looks at the destinations"
                .to_owned(),
        });
    };
    let policy = policy::named(all, &run.policy)?;
    let run = run.clone();
    Ok(Found { policy, run })
}

/// Reads the manifest and every byte.
async fn read(
    at: &BackupContext,
    found: &Found,
    url: &str,
    place: &Arc<dyn Place>,
    watch: &Arc<dyn Watch>,
) -> Result<Proof, Failure> {
    let folder = set_folder(&at.context.target, &found.policy.name, &found.run.id);
    let (place, watch) = (Arc::clone(place), Arc::clone(watch));
    let known = found.run.manifest.clone();
    let read = tokio::task::spawn_blocking(move || match manifest(&*place, &folder, known.as_deref()) {
        Ok(manifest) => {
            watch.step(&format!("reading {}", place.shown()), Some(manifest.bytes()));
            let wrong = read_back(&*place, &manifest, &*watch);
            (Some(manifest), wrong)
        }
        Err(wrong) => (None, vec![wrong]),
    });
    let (manifest, wrong) = read.await.map_err(|_| stopped())?;
    Ok(Proof {
        place: url.to_owned(),
        manifest,
        restored: false,
        differences: wrong.into_iter().map(Difference::Damaged).collect(),
        seconds: None,
        objective: found.policy.spec.objectives.rto,
        entry: None,
    })
}

pub(super) fn stopped() -> Failure {
    Failure::File {
        operation: "read the backup".to_owned(),
        source: io::Error::other("the thread that reads it stopped"),
    }
}

/// Reads a manifest, which must be the one that was written, where that is known.
pub(super) fn manifest(place: &dyn Place, folder: &str, known: Option<&str>) -> Result<Manifest, String> {
    let mut text = String::new();
    let path = format!("{folder}/{MANIFEST_FILE}");
    let mut file = place.open(&path).map_err(|error| chain(&error))?;
    io::Read::read_to_string(&mut file, &mut text)
        .map_err(|error| format!("failed to read {path}: {error}"))?;
    if known.is_some_and(|known| sha256(text.as_bytes()) != known) {
        return Err(format!("{path} is not the manifest that was written"));
    }
    Manifest::from_json(&text).map_err(|wrong| format!("{path}: {wrong}"))
}

/// Where a file of a backup is, below its destination.
pub(super) fn part_path(manifest: &Manifest, part: &Part) -> String {
    let folder = set_folder(&manifest.target, &manifest.policy, &manifest.id);
    format!("{folder}/{}", part.file)
}

/// Reads every file of a backup and says what is wrong.
pub(super) fn read_back(place: &dyn Place, manifest: &Manifest, watch: &dyn Watch) -> Vec<String> {
    let mut wrong = Vec::new();
    for part in &manifest.parts {
        let path = part_path(manifest, part);
        let file = match place.open(&path) {
            Ok(file) => file,
            Err(error) => {
                wrong.push(chain(&error));
                continue;
            }
        };
        match storage::checksum(Told { file, watch }) {
            Ok((bytes, _)) if bytes != part.bytes => {
                wrong.push(format!("{path} has {bytes} bytes instead of {}", part.bytes));
            }
            Ok((_, sum)) if sum != part.sha256 => {
                wrong.push(format!("{path} is not what was written: its checksum differs"));
            }
            Ok(_) => {}
            Err(error) => wrong.push(format!("failed to read {path}: {error}")),
        }
    }
    wrong
}

/// Tells how much was read.
pub(super) struct Told<'a, R> {
    pub(super) file: R,
    pub(super) watch: &'a dyn Watch,
}

impl<R: io::Read> io::Read for Told<'_, R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(bytes)?;
        self.watch.bytes(read as u64);
        Ok(read)
    }
}

/// Remembers the proof; a restore drill is evidence and goes into the journal.
async fn record(
    at: &BackupContext,
    target: &mut Target,
    registry: &Registry,
    found: &Found,
    proof: &mut Proof,
) -> Result<(), Failure> {
    let context = &at.context;
    let message = if proof.good() {
        "good".to_owned()
    } else {
        let said: Vec<String> = proof.differences.iter().map(Difference::to_string).collect();
        said.join("; ")
    };
    let check = BackupCheck {
        id: found.run.id.clone(),
        place: proof.place.clone(),
        restored: proof.restored,
        at: context.now,
        good: proof.good(),
        seconds: proof.seconds.unwrap_or(0),
        message: message.clone(),
    };
    target.session.begin_write(None).await?;
    let written = async {
        registry.keep_check(&mut target.session, &check).await?;
        if !proof.restored {
            return Ok(None);
        }
        let mut draft = journal::draft(Kind::Backup, context, target, &[], &Interner::new(), None);
        draft.summary.note = Some(format!(
            "restore drill of {} ({}) from {}: {message}; {} s",
            found.run.id, found.policy.name, proof.place, check.seconds
        ));
        Ok::<_, Failure>(Some(registry.append(&mut target.session, &draft).await?))
    };
    let entry = match written.await {
        Ok(entry) => entry,
        Err(error) => {
            target.session.rollback().await.ok();
            return Err(error);
        }
    };
    target.session.commit().await?;
    if let Some(entry) = entry {
        proof.entry = Some(entry.number);
        drop(journal::receipt(context, target, &entry));
    }
    Ok(())
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Damaged(what) => f.write_str(what),
            Self::Unrestorable(what) => write!(f, "it cannot be restored: {what}"),
            Self::Rows(table, then, now) => {
                write!(
                    f,
                    "the table {table} had {then} rows, and has {now} when restored"
                )
            }
            Self::State(relation, then, now) if then == now => {
                write!(f, "the {then} rows of {relation} are not those that were saved")
            }
            Self::State(relation, then, now) => {
                write!(f, "{relation} had {then} rows, and has {now} when restored")
            }
            Self::Journal(what) => write!(f, "the journal in it is not the one that was saved: {what}"),
        }
    }
}
