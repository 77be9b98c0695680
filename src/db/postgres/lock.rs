//! trueup's own lock on PostgreSQL: an advisory lock of the session, and who holds it.

use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::{Connection, DbError};
use crate::db::Failure;

/// How often a lock that somebody else holds is tried again.
const LOCK_POLL: Duration = Duration::from_millis(200);

impl Connection {
    /// Takes a lock of our own, which ends with the connection or with [`Self::unlock`].
    pub(in crate::db) async fn lock(&mut self, name: &str, wait: Duration) -> Result<(), DbError> {
        let operation = format!("take the lock {name}");
        self.revive(&operation).await?;
        let key = lock_key(name);
        let number = key.to_string();
        let until = tokio::time::Instant::now() + wait;
        loop {
            let attempt = "SELECT pg_try_advisory_lock($1::text::bigint)";
            let taken = self.query(attempt, &[Some(&number)]).await;
            let taken = taken.map_err(|e| e.during(operation.clone()))?;
            if taken.into_iter().flatten().next().flatten().as_deref() == Some("true") {
                self.locks.push(key);
                return Ok(());
            }
            if tokio::time::Instant::now() >= until {
                let holder = self.lock_holder(key).await;
                let error = DbError::bare(operation, Failure::Database, "another trueup holds it");
                return Err(error
                    .with_code("55P03")
                    .with_detail(holder)
                    .with_help("wait until it is done, or end it"));
            }
            tokio::time::sleep(LOCK_POLL.min(wait)).await;
        }
    }

    /// Says who holds a lock; what other users run is not visible to everybody.
    async fn lock_holder(&mut self, key: i64) -> Option<String> {
        let sql = "SELECT l.pid::text, coalesce(nullif(a.application_name, ''), 'unnamed program'),
                coalesce(a.usename::text, 'unknown user'), to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS')
            FROM pg_locks AS l LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
            WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
                AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND (l.classid::bigint << 32 | l.objid::bigint) = $1::text::bigint";
        let rows = self.query(sql, &[Some(&key.to_string())]).await.ok()?;
        let row: Vec<String> = rows
            .into_iter()
            .next()?
            .into_iter()
            .map(Option::unwrap_or_default)
            .collect();
        let since = if row[3].is_empty() {
            String::new()
        } else {
            format!(" since {} UTC", row[3])
        };
        Some(format!(
            "{} of {}, server process {}, connected{since}",
            row[1], row[2], row[0]
        ))
    }

    /// Adds to a lock timeout who has had a transaction open for that long; one of them holds the lock.
    pub(in crate::db) async fn name_blockers(&mut self, error: DbError) -> DbError {
        let sql =
            "SELECT coalesce(nullif(application_name, ''), 'unnamed program'), usename::text, pid::text,
                to_char(xact_start, 'YYYY-MM-DD HH24:MI:SS')
            FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
            ORDER BY xact_start LIMIT 3";
        if self.rollback().await.is_err() {
            return error;
        }
        let rows = self.query(sql, &[]).await.unwrap_or_default();
        let rows = rows
            .into_iter()
            .map(|row| row.into_iter().map(Option::unwrap_or_default).collect());
        let lines: Vec<_> = rows
            .map(|row: Vec<String>| {
                format!(
                    "{} of {}, server process {}, since {} UTC",
                    row[0], row[1], row[2], row[3]
                )
            })
            .collect();
        if lines.is_empty() {
            return error;
        }
        error.with_detail(Some(format!("open transactions: {}", lines.join("; "))))
    }

    pub(in crate::db) async fn unlock(&mut self, name: &str) -> Result<(), DbError> {
        let key = lock_key(name);
        self.locks.retain(|&held| held != key);
        if self.inner.is_none() {
            return Ok(());
        }
        let key = key.to_string();
        let done = self
            .query("SELECT pg_advisory_unlock($1::text::bigint)", &[Some(&key)])
            .await;
        match done {
            Err(error) if !error.is_connection() => Err(error.during(format!("release the lock {name}"))),
            _ => Ok(()),
        }
    }
}

/// The number that stands for a lock's name; the same in every version of trueup.
fn lock_key(name: &str) -> i64 {
    let digest = Sha256::digest(format!("trueup:{name}").as_bytes());
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&digest[..8]);
    i64::from_be_bytes(bytes)
}
