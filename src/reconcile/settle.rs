//! `settle`: tells running servers of the ERP what was committed, where the signal can only follow the commit.
//!
//! The debt is written in the transaction of the change, so that a crash between the two is healed by the next run.

use std::time::Duration;

use crate::registry::Registry;

use super::apply::lock_name;
use super::target::Target;
use super::{Context, Failure};

/// A request that began before the commit may fill the server's caches from the old state after the first signal: the
/// second one comes this much later.
const AGAIN: Duration = Duration::from_secs(1);

/// Remembers that running servers must be told of an entry, in the transaction that writes it.
///
/// # Errors
/// When the registry is of an earlier version, or the database refuses.
pub(super) async fn owe(target: &mut Target, registry: &Registry, entry: u64) -> Result<(), Failure> {
    if !target.adapter.signals() {
        return Ok(());
    }
    if !registry.can_owe(&mut target.session).await? {
        return Err(Failure::NotReady {
            what: "trueup's registry in this database has no table for signals: an earlier version set it up".to_owned(),
            help: "run `trueup setup` again, or give `trueup setup --sql` to your database administrator; nothing else \
                   changes"
                .to_owned(),
        });
    }
    Ok(registry.owe(&mut target.session, entry).await?)
}

/// Sends every signal that is owed, and gives the entries that are settled. The caller holds trueup's own lock and has no
/// transaction open.
///
/// # Errors
/// When the database refuses; the debt stays.
pub(super) async fn pay(target: &mut Target, registry: &Registry) -> Result<Vec<u64>, Failure> {
    if !target.adapter.signals() {
        return Ok(Vec::new());
    }
    let Target { session, adapter, .. } = target;
    session.begin_write(None).await?;
    let owed = registry.owed(session).await?;
    if owed.is_empty() {
        session.rollback().await?;
        return Ok(owed);
    }
    adapter.signal(session).await?;
    session.commit().await?;
    tokio::time::sleep(AGAIN).await;
    session.begin_write(None).await?;
    adapter.signal(session).await?;
    registry.settled(session, &owed).await?;
    session.commit().await?;
    Ok(owed)
}

/// The same after a change that is committed: why a signal is still owed, if it is.
pub(super) async fn pay_now(context: &Context, target: &mut Target) -> Option<String> {
    let paid = async {
        match target.registry(context).await? {
            Some(registry) => pay(target, &registry).await,
            None => Ok(Vec::new()),
        }
    };
    match paid.await {
        Ok(_) => None,
        Err(failure) => {
            // What failed is told; a connection that cannot roll back is closed, which rolls back.
            drop(target.session.rollback().await);
            Some(super::failure::chain(&failure))
        }
    }
}

/// Sends the signals that are owed, and gives the entries that they were for.
///
/// # Errors
/// When the target cannot be reached, or the database refuses; what is owed stays owed.
pub async fn settle(context: &Context) -> Result<Vec<u64>, Failure> {
    let mut target = Target::read_write(context, "settle").await?;
    target
        .session
        .lock(&lock_name(context), Duration::from_secs(30))
        .await?;
    let registry = target.registry(context).await?.ok_or_else(Failure::no_registry)?;
    let settled = pay(&mut target, &registry).await;
    if settled.is_err() {
        drop(target.session.rollback().await);
    }
    drop(target.session.unlock(&lock_name(context)).await);
    target.session.close().await;
    settled
}
