//! `backup run`: saves the database and the folders of a policy to every destination, and remembers it.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use crate::backup::{
    AdapterStamp, DatabaseStamp, Frequency, Holds, MANIFEST_FILE, MANIFEST_FORMAT, Manifest, Part,
    set_folder, set_id,
};
use crate::base::hash::sha256;
use crate::db::{DatabaseIdentity, Moment};
use crate::model::Engine;
use crate::reconcile::failure::chain;
use crate::reconcile::target::{Target, folder};
use crate::reconcile::{Context, Failure};
use crate::registry::{BackupCheck, BackupCopy, BackupRun, CopyState};
use crate::storage;

use super::save::{Lane, Making, copy, save};
use super::stamps::{self, Stamps};
use super::verify::{Proof, VerifyOptions};
use super::{BackupContext, Policy, Watch, due, lock, policy, verify};

/// What became of one policy.
#[derive(Debug, Clone)]
pub struct Ran {
    /// The policy.
    pub policy: Policy,
    /// What happened.
    pub outcome: Saved,
    /// The proof that was due, at each destination; or why it could not be had.
    pub proofs: Option<Result<Vec<Proof>, String>>,
}

/// What became of a run.
#[derive(Debug, Clone)]
pub enum Saved {
    /// A backup was made. It is complete where no message stands.
    Made {
        /// What it consists of.
        manifest: Box<Manifest>,
        /// Each destination, and why the backup is not there if it is not.
        copies: Vec<(String, Option<String>)>,
    },
    /// No backup was made.
    Failed {
        /// The name it would have had.
        id: String,
        /// Why.
        message: String,
    },
    /// Another run of the same policy is under way.
    Busy,
    /// Its time has not come.
    NotDue,
}

impl Ran {
    /// Whether everything that was wanted was done, and is good.
    #[must_use]
    pub fn good(&self) -> bool {
        let proved = match &self.proofs {
            Some(Ok(proofs)) => proofs.iter().all(Proof::good),
            Some(Err(_)) => false,
            None => true,
        };
        proved
            && match &self.outcome {
                Saved::Made { copies, .. } => copies.iter().all(|(_, failed)| failed.is_none()),
                Saved::Failed { .. } => false,
                Saved::Busy | Saved::NotDue => true,
            }
    }
}

/// Runs a policy now.
///
/// # Errors
/// When there is no such policy in force, or the target or its registry cannot be reached. A backup that could not be
/// made is a result, and remembered.
pub async fn backup_run(at: &BackupContext, name: &str, watch: &Arc<dyn Watch>) -> Result<Ran, Failure> {
    let mut target = Target::read_write(&at.context, "backup").await?;
    let registry = target
        .registry(&at.context)
        .await?
        .ok_or_else(Failure::no_registry)?;
    let all = policy::in_force(&at.context, &mut target, &registry).await?;
    let policy = policy::named(all, name)?;
    run(at, &mut target, policy, watch).await
}

/// Runs every policy whose time has come, and has what is due to be proved. Meant to be called every minute.
///
/// # Errors
/// As for [`backup_run`].
pub async fn backup_due(at: &BackupContext, watch: &Arc<dyn Watch>) -> Result<Vec<Ran>, Failure> {
    let mut target = Target::read_write(&at.context, "backup").await?;
    let registry = target
        .registry(&at.context)
        .await?
        .ok_or_else(Failure::no_registry)?;
    let mut ran = Vec::new();
    for policy in policy::in_force(&at.context, &mut target, &registry).await? {
        let records = registry.backups(&mut target.session).await?;
        let mut done = if due::run_is_due(&policy, &records, at.context.now) {
            run(at, &mut target, policy, watch).await?
        } else {
            Ran {
                policy,
                outcome: Saved::NotDue,
                proofs: None,
            }
        };
        let records = registry.backups(&mut target.session).await?;
        let proof = |restored| due::proof_is_due(&done.policy, &records, at.context.now, restored);
        let (drill, read) = (proof(true), proof(false));
        if let Some(backup) = drill.or(read)
            && !matches!(done.outcome, Saved::Busy)
        {
            let options = VerifyOptions {
                what: backup.id.clone(),
                place: None,
                restore: drill.is_some(),
            };
            let proofs = verify::backup_verify(at, &options, watch).await;
            done.proofs = Some(proofs.map_err(|error| chain(&error)));
        }
        ran.push(done);
    }
    Ok(ran)
}

async fn run(
    at: &BackupContext,
    target: &mut Target,
    policy: Policy,
    watch: &Arc<dyn Watch>,
) -> Result<Ran, Failure> {
    let context = &at.context;
    let system = target.identity.system.clone();
    let Some(held) = lock::take(&mut target.session, &system, &context.target, &policy.name).await? else {
        return Ok(Ran {
            policy,
            outcome: Saved::Busy,
            proofs: None,
        });
    };
    let began = Instant::now();
    let mut random = [0; 2];
    getrandom::fill(&mut random).map_err(|error| Failure::File {
        operation: "get random bytes".to_owned(),
        source: io::Error::other(error.to_string()),
    })?;
    let id = set_id(context.now, random);
    let made = make(at, target, &policy, &id, watch).await;
    let ended = context.now + began.elapsed();
    let (run, copies, outcome) = match made {
        Ok((mut manifest, mut lanes)) => {
            manifest.ended = ended;
            let text = manifest.to_json();
            let path = format!(
                "{}/{MANIFEST_FILE}",
                set_folder(&context.target, &policy.name, &id)
            );
            store_manifest(&mut lanes, &path, &text).await;
            if policy.spec.verify.checksum == Some(Frequency::EveryRun) {
                verify_new(&mut lanes, &manifest, watch).await;
            }
            let failed: Vec<String> = lanes.iter().filter_map(|lane| lane.failed.clone()).collect();
            let run = BackupRun {
                good: failed.is_empty(),
                bytes: manifest.bytes(),
                manifest: Some(sha256(text.as_bytes())),
                message: (!failed.is_empty()).then(|| failed.join("; ")),
                taken: Some(manifest.taken),
                ..begun(context, &policy, &id, ended)
            };
            let copies: Vec<_> = lanes.into_iter().map(|lane| (lane.url, lane.failed)).collect();
            let manifest = Box::new(manifest);
            (run, kept(&id, &copies), Saved::Made { manifest, copies })
        }
        Err(message) => {
            let run = BackupRun {
                message: Some(message.clone()),
                ..begun(context, &policy, &id, ended)
            };
            (
                run,
                Vec::new(),
                Saved::Failed {
                    id: id.clone(),
                    message,
                },
            )
        }
    };
    remember(at, target, &policy, &run, &copies).await?;
    held.release(&mut target.session).await;
    Ok(Ran {
        policy,
        outcome,
        proofs: None,
    })
}

fn begun(context: &Context, policy: &Policy, id: &str, ended: jiff::Timestamp) -> BackupRun {
    BackupRun {
        id: id.to_owned(),
        policy: policy.name.clone(),
        policy_digest: policy.spec.digest(),
        started: context.now,
        taken: None,
        ended,
        good: false,
        bytes: 0,
        manifest: None,
        message: None,
    }
}

fn kept(id: &str, copies: &[(String, Option<String>)]) -> Vec<BackupCopy> {
    let copy = |(place, failed): &(String, Option<String>)| BackupCopy {
        id: id.to_owned(),
        place: place.clone(),
        state: if failed.is_none() {
            CopyState::Stored
        } else {
            CopyState::Failed
        },
        message: failed.clone(),
    };
    copies.iter().map(copy).collect()
}

/// Puts the run on record. The database may have been away meanwhile, and is asked anew then.
async fn remember(
    at: &BackupContext,
    target: &mut Target,
    policy: &Policy,
    run: &BackupRun,
    copies: &[BackupCopy],
) -> Result<(), Failure> {
    let registry = target
        .registry(&at.context)
        .await?
        .ok_or_else(Failure::no_registry)?;
    target.session.begin_write(None).await?;
    let read_back = policy.spec.verify.checksum == Some(Frequency::EveryRun);
    let kept = async {
        registry.keep_backup(&mut target.session, run, copies).await?;
        let proved = copies
            .iter()
            .filter(|copy| read_back && copy.state == CopyState::Stored);
        for copy in proved {
            let check = BackupCheck {
                id: run.id.clone(),
                place: copy.place.clone(),
                restored: false,
                at: run.ended,
                good: true,
                seconds: 0,
                message: "good".to_owned(),
            };
            registry.keep_check(&mut target.session, &check).await?;
        }
        Ok::<_, Failure>(())
    };
    if let Err(error) = kept.await {
        target.session.rollback().await.ok();
        return Err(error);
    }
    target.session.commit().await?;
    Ok(())
}

/// Makes the files of a backup. The error is a sentence for the record.
async fn make(
    at: &BackupContext,
    target: &Target,
    policy: &Policy,
    id: &str,
    watch: &Arc<dyn Watch>,
) -> Result<(Manifest, Vec<Lane>), String> {
    let (context, spec) = (&at.context, &policy.spec);
    let mut lanes = Vec::new();
    for destination in &spec.to {
        let place = storage::open(destination, &at.access).map_err(|error| chain(&error))?;
        lanes.push(Lane {
            place: place.into(),
            url: destination.url.clone(),
            failed: None,
        });
    }
    let making = Arc::new(Making {
        folder: set_folder(&context.target, &policy.name, id),
        recipients: storage::recipients(&spec.encrypt_to)?,
        level: spec.compression,
        watch: Arc::clone(watch),
    });
    let mut manifest = Manifest {
        format: MANIFEST_FORMAT.to_owned(),
        id: id.to_owned(),
        target: context.target.clone(),
        policy: policy.name.clone(),
        policy_digest: spec.digest(),
        started: context.now,
        taken: context.now,
        ended: context.now,
        trueup: env!("CARGO_PKG_VERSION").to_owned(),
        tool: None,
        database: stamp(target.session.engine(), &target.identity),
        adapter: AdapterStamp::default(),
        journal: None,
        encrypted_to: spec.encrypt_to.clone(),
        parts: Vec::new(),
        tables: std::collections::BTreeMap::new(),
        state: std::collections::BTreeMap::new(),
        remarks: Vec::new(),
    };
    if spec.what.database {
        let (part, stamps, tool);
        (part, stamps, tool, lanes) = database(at, &making, lanes).await?;
        manifest.parts.push(part);
        manifest.tool = tool;
        manifest.adapter = AdapterStamp {
            name: stamps.adapter,
            version: stamps.version,
        };
        (manifest.tables, manifest.state, manifest.journal) = (stamps.tables, stamps.state, stamps.journal);
    }
    for (number, path) in spec.what.paths.iter().enumerate() {
        watch.step(&format!("saving {path}"), None);
        let (making, path) = (Arc::clone(&making), path.clone());
        let saved = tokio::task::spawn_blocking(move || {
            let mut remarks = Vec::new();
            let holds = Holds::Path(path.clone());
            let part = save(
                &making,
                &mut lanes,
                &format!("path-{}.tar", number + 1),
                holds,
                |to| {
                    remarks = storage::archive(Path::new(&path), to)?;
                    Ok(())
                },
            );
            (
                part.map_err(|error| failure(&path, &error, &lanes)),
                remarks,
                lanes,
            )
        });
        let (part, remarks, back) = saved
            .await
            .map_err(|_| "the thread that saves it stopped".to_owned())?;
        lanes = back;
        manifest.parts.push(part?);
        manifest.remarks.extend(remarks);
    }
    Ok((manifest, lanes))
}

fn stamp(engine: Engine, identity: &DatabaseIdentity) -> DatabaseStamp {
    DatabaseStamp {
        engine: engine.name().to_owned(),
        server: identity.server_version.clone(),
        system: identity.system.clone(),
        name: identity.database.clone(),
    }
}

/// What stopped a part: the source, or every place.
fn failure(what: &str, error: &io::Error, lanes: &[Lane]) -> String {
    let places: Vec<&str> = lanes.iter().filter_map(|lane| lane.failed.as_deref()).collect();
    if places.len() == lanes.len() {
        places.join("; ")
    } else {
        format!("failed to save {what}: {error}")
    }
}

/// Saves the database, and reads meanwhile what it holds, both at the same moment.
async fn database(
    at: &BackupContext,
    making: &Arc<Making>,
    mut lanes: Vec<Lane>,
) -> Result<(Part, Stamps, Option<String>, Vec<Lane>), String> {
    let context = &at.context;
    let adapter = folder(context.adapter_name(), context.root()).map_err(|error| chain(&error))?;
    let moment = Moment::take(context.write_url(), "trueup backup").await;
    let moment = moment.map_err(|error| chain(&error))?;
    let Moment {
        mut session,
        dump,
        copy: held,
    } = moment;
    let tool = dump.tool.clone();
    making
        .watch
        .step("saving the database", session.size().await.ok());
    let making = Arc::clone(making);
    let name = match session.engine() {
        Engine::Postgres => "database.dump",
        Engine::Sqlite => "database.sqlite",
        Engine::Mariadb => "database.sql",
    };
    let saving = tokio::task::spawn_blocking(move || {
        let part = save(&making, &mut lanes, name, Holds::Database, |to| {
            let mut dump = dump;
            copy(&mut dump, to)?;
            // A program that was killed leaves a stream that just ends.
            dump.finish().map_err(|error| io::Error::other(error.to_string()))
        });
        (
            part.map_err(|error| failure("the database", &error, &lanes)),
            lanes,
        )
    });
    let stamps = stamps::read(&mut session, &adapter).await;
    let saved = saving
        .await
        .map_err(|_| "the thread that saves it stopped".to_owned())?;
    session.close().await;
    drop(held);
    let (part, lanes) = saved;
    Ok((part?, stamps.map_err(|error| chain(&error))?, tool, lanes))
}

/// Writes the manifest to every place that has everything else: from then on the backup is one there.
async fn store_manifest(lanes: &mut Vec<Lane>, path: &str, text: &str) {
    let (mut taken, path, text) = (std::mem::take(lanes), path.to_owned(), text.to_owned());
    let stored = tokio::task::spawn_blocking(move || {
        for lane in taken.iter_mut().filter(|lane| lane.failed.is_none()) {
            let written = lane
                .place
                .create(&path)
                .map_err(|error| chain(&error))
                .and_then(|mut upload| {
                    let done = upload.write_all(text.as_bytes()).and_then(|()| upload.finish());
                    done.map_err(|error| format!("failed to write the manifest: {error}"))
                });
            lane.failed = written.err();
        }
        taken
    });
    *lanes = stored.await.unwrap_or_else(stopped);
}

/// Reads everything back from every place.
async fn verify_new(lanes: &mut Vec<Lane>, manifest: &Manifest, watch: &Arc<dyn Watch>) {
    let (mut taken, manifest, watch) = (std::mem::take(lanes), manifest.clone(), Arc::clone(watch));
    let read = tokio::task::spawn_blocking(move || {
        for lane in taken.iter_mut().filter(|lane| lane.failed.is_none()) {
            watch.step(
                &format!("reading back from {}", lane.place.shown()),
                Some(manifest.bytes()),
            );
            let wrong = verify::read_back(&*lane.place, &manifest, &*watch);
            lane.failed = (!wrong.is_empty()).then(|| wrong.join("; "));
        }
        taken
    });
    *lanes = read.await.unwrap_or_else(stopped);
}

/// A thread that stopped has a fault in it; nothing it was to look after may be called good.
fn stopped(error: tokio::task::JoinError) -> Vec<Lane> {
    std::panic::resume_unwind(error.into_panic())
}
