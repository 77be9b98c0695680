//! What a policy wants done by now: a run, a restore drill.

use jiff::Timestamp;

use crate::backup::due::{is_due, newest};
use crate::registry::{BackupRecords, BackupRun};

use super::Policy;

/// After a failed run the next attempt waits this long, in seconds.
const AFTER_FAILURE: i64 = 15 * 60;

/// Whether a run is due: by its schedule, and not right after one that failed.
pub(super) fn run_is_due(policy: &Policy, records: &BackupRecords, now: Timestamp) -> bool {
    let own = || records.runs.iter().filter(|run| run.policy == policy.name);
    let made = own().filter(|run| run.good).filter_map(|run| run.taken);
    if !is_due(&policy.schedule, newest(made, now), now) {
        return false;
    }
    let failed = own().filter(|run| !run.good).map(|run| run.started);
    newest(failed, now).is_none_or(|failed| now.duration_since(failed).as_secs() >= AFTER_FAILURE)
}

/// The backup that a proof is due for: the newest complete one, when the last good proof of the policy is older than it
/// may be. With `restored` the proof is a restore drill, else reading every byte.
pub(super) fn proof_is_due<'a>(
    policy: &Policy,
    records: &'a BackupRecords,
    now: Timestamp,
    restored: bool,
) -> Option<&'a BackupRun> {
    let often = if restored {
        policy.spec.verify.restore?
    } else {
        policy.spec.verify.checksum?
    };
    let latest = records.newest(&policy.name, now)?;
    let own = |id: &str| {
        let mut runs = records.runs.iter().filter(|run| run.policy == policy.name);
        runs.any(|run| run.id == id)
    };
    let proofs = || {
        let all = records.checks.iter();
        all.filter(|check| (check.restored || !restored) && own(&check.id))
    };
    // One that failed is not tried again every minute.
    let failed = proofs().filter(|check| !check.good).map(|check| check.at);
    if newest(failed, now).is_some_and(|at| now.duration_since(at).as_secs() < 4 * AFTER_FAILURE) {
        return None;
    }
    let good = || proofs().filter(|check| check.good);
    let due = match (often.seconds(), newest(good().map(|check| check.at), now)) {
        (None, _) => !good().any(|check| check.id == latest.id),
        (_, None) => true,
        (Some(longest), Some(last)) => now.duration_since(last).unsigned_abs().as_secs() >= longest,
    };
    due.then_some(latest)
}
