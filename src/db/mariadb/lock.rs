//! trueup's own lock on MariaDB: a named lock of the connection, and who holds it.

use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::{Connection, DbError};
use crate::db::Failure;

/// The error number of a lock that was not to be had in time.
const LOCK_WAIT_TIMEOUT: u16 = 1205;

impl Connection {
    /// Takes a lock of our own, which ends with the connection or with [`Self::unlock`].
    pub(in crate::db) async fn lock(&mut self, name: &str, wait: Duration) -> Result<(), DbError> {
        let operation = format!("take the lock {name}");
        self.revive(&operation).await?;
        let key = self.lock_key(name);
        let sql = format!("SELECT get_lock('{key}', {})", wait.as_secs_f64());
        let taken = self.query(&sql, &[]).await.map_err(|e| e.during(&operation))?;
        if taken.into_iter().flatten().next().flatten().as_deref() == Some("1") {
            self.locks.push(key);
            return Ok(());
        }
        let holder = self.lock_holder(&key).await;
        let error = DbError::bare(operation, Failure::Database, "another trueup holds it");
        Err(error
            .with_number(LOCK_WAIT_TIMEOUT)
            .with_detail(holder)
            .with_help("wait until it is done, or end it"))
    }

    /// Says who holds a lock; the connections of other users are not visible to everybody.
    async fn lock_holder(&mut self, key: &str) -> Option<String> {
        let sql = format!(
            "SELECT l.id, p.user, p.host FROM (SELECT is_used_lock('{key}') AS id) l \
             LEFT JOIN information_schema.processlist p ON p.id = l.id WHERE l.id IS NOT NULL"
        );
        let row = self.query(&sql, &[]).await.ok()?.into_iter().next()?;
        let mut cells = row.into_iter();
        let mut next = || cells.next().flatten();
        let (id, user, host) = (next()?, next(), next());
        let who = match (user, host) {
            (Some(user), Some(host)) => format!("{user} from {host}"),
            _ => "another user".to_owned(),
        };
        Some(format!("{who}, server connection {id}"))
    }

    /// Adds to a lock timeout who has had a transaction open for that long, where this user may see it.
    pub(super) async fn name_blockers(&mut self, error: DbError) -> DbError {
        let sql = "SELECT p.user, p.host, p.id, t.trx_started FROM information_schema.innodb_trx t \
             JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id \
             WHERE p.id <> connection_id() ORDER BY t.trx_started LIMIT 3";
        if self.rollback().await.is_err() {
            return error;
        }
        let rows = self.query(sql, &[]).await.unwrap_or_default();
        let lines: Vec<_> = rows
            .into_iter()
            .map(|row| row.into_iter().map(Option::unwrap_or_default).collect())
            .map(|row: Vec<String>| {
                format!(
                    "{} from {}, server connection {}, since {} UTC",
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
        let key = self.lock_key(name);
        self.locks.retain(|held| *held != key);
        if self.inner.is_none() {
            return Ok(());
        }
        let done = self.query(&format!("SELECT release_lock('{key}')"), &[]).await;
        match done {
            Err(error) if !error.is_connection() => Err(error.during(format!("release the lock {name}"))),
            _ => Ok(()),
        }
    }

    /// What stands for a lock's name. Named locks belong to the server, so the database is in it.
    fn lock_key(&self, name: &str) -> String {
        use std::fmt::Write as _;
        let database = self.server.get_database().unwrap_or_default();
        let digest = Sha256::digest(format!("trueup:{database}:{name}").as_bytes());
        digest[..16].iter().fold("trueup_".to_owned(), |mut key, byte| {
            // Writing to a string cannot fail.
            let _: std::fmt::Result = write!(key, "{byte:02x}");
            key
        })
    }
}
