//! `backup status`: whether the policies keep what they promise.

use jiff::Timestamp;

use crate::backup::due::{Health, Known, health, newest};
use crate::reconcile::Failure;
use crate::reconcile::target::Target;
use crate::registry::{BackupCheck, BackupRecords, BackupRun};

use super::sets::{BackupSet, sets};
use super::{BackupContext, Policy, policy};

/// How a policy stands.
#[derive(Debug, Clone)]
pub struct PolicyHealth {
    /// The policy.
    pub policy: Policy,
    /// How it stands.
    pub health: Health,
    /// The newest good backup.
    pub last: Option<BackupSet>,
    /// When a restore drill last went well, and how long it took, in seconds.
    pub drill: Option<(Timestamp, u64)>,
    /// Why the newest run failed, if it did.
    pub failed: Option<String>,
}

/// How every policy in force stands.
///
/// # Errors
/// When the target cannot be read, or has no policy.
pub async fn backup_status(at: &BackupContext) -> Result<Vec<PolicyHealth>, Failure> {
    let mut target = Target::read_only(&at.context, "backup").await?;
    let registry = target
        .registry(&at.context)
        .await?
        .ok_or_else(Failure::no_registry)?;
    let records = registry.backups(&mut target.session).await?;
    let policies = policy::in_force(&at.context, &mut target, &registry).await?;
    let stands = |policy: Policy| stands(policy, &records, at.context.now);
    Ok(policies.into_iter().map(stands).collect())
}

fn stands(policy: Policy, records: &BackupRecords, now: Timestamp) -> PolicyHealth {
    let own: Vec<&BackupRun> = records
        .runs
        .iter()
        .filter(|run| run.policy == policy.name)
        .collect();
    let all = sets(records.clone());
    let (good, future): (Vec<&BackupSet>, Vec<&BackupSet>) = all
        .iter()
        .filter(|set| set.run.policy == policy.name && set.usable())
        .partition(|set| set.run.taken.is_some_and(|at| at <= now));
    let last = good.last().copied();
    let checks = || {
        let of_policy = |id: &str| own.iter().any(|run| run.id == id);
        records
            .checks
            .iter()
            .filter(move |check| check.good && of_policy(&check.id))
    };
    let newest_of = |wanted: fn(&BackupCheck) -> bool| {
        last.is_some_and(|last| checks().any(|check| check.id == last.run.id && wanted(check)))
    };
    let drill = checks().rfind(|check| check.restored && check.at <= now);
    let known = Known {
        // Where there were runs and none is good, nothing is to be waited for.
        since: own.first().filter(|_| last.is_some()).map(|run| run.started),
        last_good: last.and_then(|set| set.run.taken),
        future: future.iter().filter_map(|set| set.run.taken).max(),
        last_checksum: newest(checks().map(|check| check.at), now),
        last_restore: drill.map(|check| check.at),
        restore_took: drill.map(|check| check.seconds),
        newest_checked: newest_of(|_| true),
        newest_restored: newest_of(|check| check.restored),
    };
    let health = health(&policy.spec, &policy.schedule, &known, now);
    let failed = own.iter().rfind(|run| run.started <= now).filter(|run| !run.good);
    PolicyHealth {
        health,
        last: last.cloned(),
        drill: drill.map(|check| (check.at, check.seconds)),
        failed: failed.map(|run| run.message.clone().unwrap_or_default()),
        policy,
    }
}
