//! `settle`: tells running servers of the ERP what was committed, where that can only follow the commit: by a signal in the
//! database, and by making the cache that they share forget.
//!
//! The debt is written in the transaction of the change, so that a crash between the two is healed by the next run.

use std::time::Duration;

use crate::cache;
use crate::model::Invalidation;
use crate::registry::Registry;

use super::apply::lock_name;
use super::target::Target;
use super::{Context, Failure};

/// A request that began before the commit may fill the servers' caches from the old state after they were told: the second
/// time comes this much later.
const AGAIN: Duration = Duration::from_secs(1);

/// Remembers what running servers must be told of an entry, in the transaction that writes it.
///
/// # Errors
/// When the registry is of an earlier version, or the database refuses.
pub(super) async fn owe(
    target: &mut Target,
    registry: &Registry,
    entry: u64,
    invalidations: &[Invalidation],
) -> Result<(), Failure> {
    if !target.adapter.signals() && invalidations.is_empty() {
        return Ok(());
    }
    if !registry.can_owe(&mut target.session).await? {
        return Err(Failure::NotReady {
            what: "trueup's registry in this database has no tables for what running servers are owed: an earlier version set \
                   it up"
                .to_owned(),
            help: "run `trueup setup` again, or give `trueup setup --sql` to your database administrator; nothing else \
                   changes"
                .to_owned(),
        });
    }
    Ok(registry.owe(&mut target.session, entry, invalidations).await?)
}

/// Tells running servers all that is owed, and gives the entries that are settled. The caller holds trueup's own lock and has
/// no transaction open.
///
/// # Errors
/// When the database refuses, or the cache cannot be told; the debt stays.
pub(super) async fn pay(
    context: &Context,
    target: &mut Target,
    registry: &Registry,
) -> Result<Vec<u64>, Failure> {
    if !target.adapter.signals() && !target.adapter.invalidates() {
        return Ok(Vec::new());
    }
    let Target { session, adapter, .. } = target;
    session.begin_write(None).await?;
    let owed = registry.owed(session).await?;
    if owed.is_empty() {
        session.rollback().await?;
        return Ok(owed);
    }
    let invalidations = registry.invalidations(session).await?;
    adapter.signal(session).await?;
    session.commit().await?;
    forget(context, target, &invalidations).await?;
    tokio::time::sleep(AGAIN).await;
    forget(context, target, &invalidations).await?;
    let Target { session, adapter, .. } = target;
    session.begin_write(None).await?;
    adapter.signal(session).await?;
    registry.settled(session, &owed).await?;
    session.commit().await?;
    Ok(owed)
}

/// Makes the cache that running servers share forget.
async fn forget(context: &Context, target: &Target, what: &[Invalidation]) -> Result<(), Failure> {
    if what.is_empty() {
        return Ok(());
    }
    let by_hand = target.adapter.by_hand();
    let Some(url) = context.cache.clone() else {
        return Err(Failure::NotReady {
            what: format!("the target `{}` has no `redis` in trueup.yaml", context.target),
            help: format!(
                "add `redis: ${{NAME}}`, the URL of the cache of {}, and run `trueup settle`; {}",
                target.adapter.title,
                or_by_hand(by_hand)
            ),
        });
    };
    let what = what.to_vec();
    let done = tokio::task::spawn_blocking(move || cache::invalidate(&url, &what)).await;
    match done {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(Failure::NotReady {
            what: super::failure::chain(&error),
            help: format!(
                "check `redis` of the target, and run `trueup settle`; {}",
                or_by_hand(by_hand)
            ),
        }),
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    }
}

/// What to do where the cache is out of reach.
fn or_by_hand(by_hand: Option<&str>) -> String {
    let how = by_hand.map_or_else(
        || "clear the cache in the ERP".to_owned(),
        |command| format!("run `{command}` where the ERP runs"),
    );
    format!("where the cache is out of reach, {how} and then `trueup settle --told`")
}

/// The same after a change that is committed: why running servers are still owed something, if they are.
pub(super) async fn pay_now(context: &Context, target: &mut Target) -> Option<String> {
    let paid = async {
        match target.registry(context).await? {
            Some(registry) => pay(context, target, &registry).await,
            None => Ok(Vec::new()),
        }
    };
    match paid.await {
        Ok(_) => None,
        Err(failure) => {
            // What failed is told; a connection that cannot roll back is closed, which rolls back.
            drop(target.session.rollback().await);
            Some(match &failure {
                Failure::NotReady { what, help } => format!("{what}; {help}"),
                other => super::failure::chain(other),
            })
        }
    }
}

/// Tells running servers what they are owed, and gives the entries that it was of. With `told` nothing is sent: somebody told
/// them in another way, and the debt is forgotten.
///
/// # Errors
/// When the target cannot be reached, the database refuses or the cache cannot be told; what is owed stays owed.
pub async fn settle(context: &Context, told: bool) -> Result<Vec<u64>, Failure> {
    let mut target = Target::read_write(context, "settle").await?;
    target
        .session
        .lock(&lock_name(context), Duration::from_secs(30))
        .await?;
    let registry = target.registry(context).await?.ok_or_else(Failure::no_registry)?;
    let settled = if told {
        strike(&mut target, &registry).await
    } else {
        pay(context, &mut target, &registry).await
    };
    if settled.is_err() {
        drop(target.session.rollback().await);
    }
    drop(target.session.unlock(&lock_name(context)).await);
    target.session.close().await;
    settled
}

/// Forgets all debts.
async fn strike(target: &mut Target, registry: &Registry) -> Result<Vec<u64>, Failure> {
    let session = &mut target.session;
    session.begin_write(None).await?;
    let owed = registry.owed(session).await?;
    registry.settled(session, &owed).await?;
    session.commit().await?;
    Ok(owed)
}
