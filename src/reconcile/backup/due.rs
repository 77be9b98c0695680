//! What a policy wants done by now: a run, a restore drill.

use jiff::Timestamp;

use crate::backup::Frequency;
use crate::registry::{BackupRecords, BackupRun, CopyState};

use super::Policy;

/// After a failed run the next attempt waits this long, in seconds.
const AFTER_FAILURE: i64 = 15 * 60;

/// Whether a run is due: the last scheduled time has passed, and no complete backup was begun since. After a run that
/// failed it is tried again every quarter of an hour.
pub(super) fn run_is_due(policy: &Policy, records: &BackupRecords, now: Timestamp) -> bool {
    let Some(scheduled) = policy.schedule.last_before_or_at(now) else {
        return false;
    };
    // Where the clock was set back, a run "of tomorrow" says nothing about today.
    let runs = || {
        let own = |run: &&BackupRun| run.policy == policy.name && run.started <= now;
        records.runs.iter().filter(own)
    };
    if runs().any(|run| run.good && run.started >= scheduled) {
        return false;
    }
    let failed = runs().filter(|run| !run.good).map(|run| run.started).max();
    failed.is_none_or(|failed| now.duration_since(failed).as_secs() >= AFTER_FAILURE)
}

/// The backup that a restore drill is due for: the newest complete one, when the last good drill of the policy is older
/// than it may be.
pub(super) fn drill_is_due<'a>(
    policy: &Policy,
    records: &'a BackupRecords,
    now: Timestamp,
) -> Option<&'a BackupRun> {
    let often = policy.spec.verify.restore?;
    let stored = |run: &&BackupRun| {
        run.policy == policy.name
            && run.good
            && records
                .copies
                .iter()
                .any(|copy| copy.id == run.id && copy.state == CopyState::Stored)
    };
    let newest = records.runs.iter().rfind(stored)?;
    let of_policy = |id: &str| {
        records
            .runs
            .iter()
            .any(|run| run.id == id && run.policy == policy.name)
    };
    let drills = || {
        records
            .checks
            .iter()
            .filter(|check| check.restored && of_policy(&check.id))
    };
    // A drill that failed is not repeated every minute.
    let tried = drills().map(|check| check.at).max();
    if tried.is_some_and(|tried| (0..AFTER_FAILURE * 4).contains(&now.duration_since(tried).as_secs())) {
        return None;
    }
    let proved = drills().filter(|check| check.good).map(|check| check.at).max();
    let due = match (often, proved) {
        (Frequency::EveryRun, _) => !drills().any(|check| check.good && check.id == newest.id),
        (_, None) => true,
        (often, Some(proved)) => {
            let age = now.duration_since(proved).as_secs();
            often
                .seconds()
                .is_some_and(|longest| u64::try_from(age).is_ok_and(|age| age >= longest))
        }
    };
    due.then_some(newest)
}
