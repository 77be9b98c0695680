//! Whether a backup is due, and whether a policy keeps what it promises.
//!
//! Instants from the future are there when a clock was wrong. They count for nothing: a backup that seems to be of next
//! year must not keep the next one from being made.

use jiff::{SignedDuration, Timestamp};

use super::{Frequency, PolicySpec, Schedule};

/// How long after its time a run may begin before it counts as missed, in seconds.
pub const GRACE: u64 = 3_600;

/// The newest of some instants that is not from the future.
#[must_use]
pub fn newest(instants: impl IntoIterator<Item = Timestamp>, now: Timestamp) -> Option<Timestamp> {
    instants.into_iter().filter(|instant| *instant <= now).max()
}

/// The run that is due: the last one of the schedule, unless a backup was made since. `last` is the instant that the newest
/// good backup holds the state of.
#[must_use]
pub fn due(schedule: &Schedule, last: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
    let run = schedule.last_before_or_at(now)?;
    let made = last.filter(|last| *last <= now).is_some_and(|last| last >= run);
    (!made).then_some(run)
}

/// Whether a backup is due.
#[must_use]
pub fn is_due(schedule: &Schedule, last: Option<Timestamp>, now: Timestamp) -> bool {
    due(schedule, last, now).is_some()
}

/// What is known about the backups of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Known {
    /// Since when the policy is in force; where nothing was proved yet, time runs from then.
    pub since: Option<Timestamp>,
    /// The instant that the newest good backup holds the state of.
    pub last_good: Option<Timestamp>,
    /// What the newest backup that seems to be from the future holds the state of.
    pub future: Option<Timestamp>,
    /// When the bytes of a backup were last compared with their checksums, and all were right.
    pub last_checksum: Option<Timestamp>,
    /// When a restore drill last went well.
    pub last_restore: Option<Timestamp>,
    /// How long that restore took, in seconds.
    pub restore_took: Option<u64>,
    /// Whether the newest good backup was read again after it was made.
    pub newest_checked: bool,
    /// Whether the newest good backup was restored.
    pub newest_restored: bool,
}

/// How a policy stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// The age of the newest good backup, in seconds: what would be lost now.
    pub age: Option<u64>,
    /// The next run of the schedule.
    pub next: Option<Timestamp>,
    /// What is wrong, the worst first.
    pub findings: Vec<Finding>,
}

impl Health {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.findings.is_empty()
    }
}

/// What is wrong with the backups of a policy. Lengths of time are in seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// There is no good backup at all.
    Never,
    /// A backup seems to be from the future, so a clock was wrong, or is.
    Future {
        /// When it seems to be from.
        taken: Timestamp,
    },
    /// More would be lost than was promised.
    Rpo {
        /// The age of the newest good backup.
        age: u64,
        /// The promise.
        promised: u64,
    },
    /// A run was missed.
    Missed {
        /// When it should have been.
        run: Timestamp,
    },
    /// The last restore took longer than was promised.
    Rto {
        /// How long it took.
        took: u64,
        /// The promise.
        promised: u64,
    },
    /// No backup was restored for too long.
    RestoreOverdue {
        /// When one was restored last.
        last: Option<Timestamp>,
        /// How often it is promised.
        often: Frequency,
    },
    /// No backup was compared with its checksums for too long.
    ChecksumOverdue {
        /// When one was compared last.
        last: Option<Timestamp>,
        /// How often it is promised.
        often: Frequency,
    },
}

/// How a policy stands at an instant.
#[must_use]
pub fn health(spec: &PolicySpec, schedule: &Schedule, known: &Known, now: Timestamp) -> Health {
    let past = |instant: Option<Timestamp>| instant.filter(|instant| *instant <= now);
    let last_good = past(known.last_good);
    let age = last_good.map(|last| seconds_between(last, now));
    let mut findings = Vec::new();
    if last_good.is_none() {
        // A policy that is new has until its first run.
        let begun = past(known.since).and_then(|since| schedule.next_after(since));
        if begun.is_none_or(|first| seconds_between(first, now) > GRACE) {
            findings.push(Finding::Never);
        }
    }
    if let Some(taken) = known.future {
        findings.push(Finding::Future { taken });
    }
    if let (Some(age), Some(promised)) = (age, spec.objectives.rpo)
        && age > promised
    {
        findings.push(Finding::Rpo { age, promised });
    }
    if let (Some(_), Some(run)) = (last_good, due(schedule, last_good, now))
        && seconds_between(run, now) > GRACE
    {
        findings.push(Finding::Missed { run });
    }
    if let (Some(took), Some(promised)) = (known.restore_took, spec.objectives.rto)
        && took > promised
    {
        findings.push(Finding::Rto { took, promised });
    }
    let overdue = |often: Frequency, last: Option<Timestamp>, newest_is: bool| match often.seconds() {
        None => last_good.is_some() && !newest_is,
        Some(limit) => past(last)
            .or(past(known.since))
            .is_some_and(|since| seconds_between(since, now) > limit),
    };
    if let Some(often) = spec.verify.restore
        && overdue(often, known.last_restore, known.newest_restored)
    {
        let last = past(known.last_restore);
        findings.push(Finding::RestoreOverdue { last, often });
    }
    if let Some(often) = spec.verify.checksum
        && overdue(often, known.last_checksum, known.newest_checked)
    {
        let last = past(known.last_checksum);
        findings.push(Finding::ChecksumOverdue { last, often });
    }
    Health {
        age,
        next: schedule.next_after(now),
        findings,
    }
}

/// Zero where the second is before the first.
fn seconds_between(first: Timestamp, second: Timestamp) -> u64 {
    let between = second.duration_since(first).max(SignedDuration::ZERO);
    between.unsigned_abs().as_secs()
}
