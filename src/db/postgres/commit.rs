//! Committing on PostgreSQL, and finding out what became of a commit that was not confirmed.

use std::time::Duration;

use super::{Connection, DbError};
use crate::db::Failure;

impl Connection {
    pub(in crate::db) async fn commit(&mut self) -> Result<(), DbError> {
        let operation = "commit";
        // Also notices a transaction that failed earlier, whose COMMIT would silently roll back.
        let transaction = self.query("SELECT txid_current_if_assigned()", &[]).await;
        let transaction = transaction.map_err(|e| e.during(operation))?;
        let transaction = transaction.into_iter().flatten().next().flatten();
        match self.run(operation, "COMMIT".to_owned()).await {
            Err(error) if error.is_connection() => match transaction {
                // Nothing was written, so there is nothing to be unsure about.
                None => Ok(()),
                Some(transaction) => self.settle(error, &transaction).await,
            },
            other => other,
        }
    }

    /// Asks on a new connection what became of a transaction whose commit was not confirmed.
    async fn settle(&mut self, lost: DbError, transaction: &str) -> Result<(), DbError> {
        self.locks.clear();
        let mut status = None;
        for _ in 0..5 {
            if self.inner.is_none() && self.reconnect().await.is_err() {
                tokio::time::sleep(Duration::from_secs(1)).await;
                continue;
            }
            let rows = self
                .query("SELECT txid_status($1::text::bigint)", &[Some(transaction)])
                .await;
            status = rows.ok().into_iter().flatten().flatten().next().flatten();
            if status.as_deref().is_some_and(|status| status != "in progress") {
                break;
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        match status.as_deref() {
            Some("committed") => Ok(()),
            Some("aborted") => {
                Err(lost.with_detail(Some("the server rolled the transaction back".to_owned())))
            }
            _ => {
                let detail =
                    format!("the server could not be asked what became of transaction {transaction}");
                Err(lost
                    .with_failure(Failure::OutcomeUnknown)
                    .with_detail(Some(detail)))
            }
        }
    }
}
