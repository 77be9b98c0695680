//! What the registry remembers of backups: runs, where their files are, proofs, and pins.
//!
//! The manifests at the destinations are the truth of what can be restored; these rows are what can be asked without
//! going there, and they can be made again from the manifests.

use crate::db::{DbError, Session, dialect};
use crate::model::Engine;

use super::ddl::Own;
use super::{Registry, RegistryError};

/// A run of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupRun {
    /// The backup's name.
    pub id: String,
    /// The policy.
    pub policy: String,
    /// Digest of the policy as it was carried out.
    pub policy_digest: String,
    /// When it began, UTC.
    pub started: jiff::Timestamp,
    /// The moment whose state was saved, UTC; none when it did not get that far.
    pub taken: Option<jiff::Timestamp>,
    /// When it ended, UTC.
    pub ended: jiff::Timestamp,
    /// Whether the backup is complete at every destination.
    pub good: bool,
    /// The size of all its files, in bytes.
    pub bytes: u64,
    /// SHA-256 of its manifest; none when there is none.
    pub manifest: Option<String>,
    /// What went wrong.
    pub message: Option<String>,
}

/// A copy of a backup at one destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupCopy {
    /// The backup.
    pub id: String,
    /// The destination, as the policy names it.
    pub place: String,
    /// What became of it.
    pub state: CopyState,
    /// What went wrong.
    pub message: Option<String>,
}

/// What became of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyState {
    /// It is complete.
    Stored,
    /// It could not be stored; nothing there can be taken for a backup.
    Failed,
    /// It was deleted, because the policy no longer keeps it.
    Pruned,
}

/// A proof, or a failed attempt at one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupCheck {
    /// The backup.
    pub id: String,
    /// The destination that it was read from.
    pub place: String,
    /// Whether it was restored, rather than only read.
    pub restored: bool,
    /// When, UTC.
    pub at: jiff::Timestamp,
    /// Whether everything was as it should be.
    pub good: bool,
    /// How long it took, in seconds.
    pub seconds: u64,
    /// What was found.
    pub message: String,
}

/// A backup that is kept whatever the policy says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupPin {
    /// The backup.
    pub id: String,
    /// Since when, UTC.
    pub at: jiff::Timestamp,
    /// Who pinned it.
    pub actor: String,
    /// Why.
    pub reason: String,
}

/// Everything that the registry remembers of backups.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BackupRecords {
    /// Runs, the oldest first.
    pub runs: Vec<BackupRun>,
    /// Copies.
    pub copies: Vec<BackupCopy>,
    /// Proofs, the oldest first.
    pub checks: Vec<BackupCheck>,
    /// Pins.
    pub pins: Vec<BackupPin>,
}

impl BackupRecords {
    /// The newest backup of a policy that is complete at some place; one from the future, which is there when a clock was wrong,
    /// only where there is no other.
    #[must_use]
    pub fn newest(&self, policy: &str, now: jiff::Timestamp) -> Option<&BackupRun> {
        let stored = |run: &&BackupRun| {
            let mut copies = self.copies.iter().filter(|copy| copy.id == run.id);
            run.policy == policy && copies.any(|copy| copy.state == CopyState::Stored)
        };
        let all = || self.runs.iter().filter(stored);
        let past = all().filter(|run| run.taken.is_some_and(|taken| taken <= now));
        past.max_by_key(|run| run.taken).or_else(|| all().next_back())
    }
}

impl CopyState {
    /// As it is stored.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Stored => "stored",
            Self::Failed => "failed",
            Self::Pruned => "pruned",
        }
    }

    fn by_name(name: &str) -> Option<Self> {
        [Self::Stored, Self::Failed, Self::Pruned]
            .into_iter()
            .find(|state| state.name() == name)
    }
}

/// The tables, for the setup script.
pub(super) fn tables(engine: Engine) -> [String; 4] {
    let name = |own: Own| own.sql(engine);
    let (key, text, end) = (
        dialect::key(engine, 1),
        dialect::text(engine),
        dialect::table_end(engine),
    );
    let (half, quarter) = (dialect::key(engine, 2), dialect::key(engine, 4));
    [
        format!(
            "CREATE TABLE IF NOT EXISTS {} (
  id {key} PRIMARY KEY NOT NULL,
  policy {text} NOT NULL,
  policy_digest {text} NOT NULL,
  started {text} NOT NULL,
  taken {text},
  ended {text} NOT NULL,
  good {text} NOT NULL CHECK (good IN ('yes', 'no')),
  bytes bigint NOT NULL,
  manifest {text},
  message {text}
){end}",
            name(Own::BackupRun)
        ),
        format!(
            "CREATE TABLE IF NOT EXISTS {} (
  id {half} NOT NULL,
  place {half} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('stored', 'failed', 'pruned')),
  message {text},
  PRIMARY KEY (id, place)
){end}",
            name(Own::BackupCopy)
        ),
        format!(
            "CREATE TABLE IF NOT EXISTS {} (
  id {quarter} NOT NULL,
  place {quarter} NOT NULL,
  restored {quarter} NOT NULL CHECK (restored IN ('yes', 'no')),
  at {quarter} NOT NULL,
  good {text} NOT NULL CHECK (good IN ('yes', 'no')),
  seconds bigint NOT NULL,
  message {text} NOT NULL,
  PRIMARY KEY (id, place, restored, at)
){end}",
            name(Own::BackupCheck)
        ),
        format!(
            "CREATE TABLE IF NOT EXISTS {} (
  id {key} PRIMARY KEY NOT NULL,
  at {text} NOT NULL,
  actor {text} NOT NULL,
  reason {text} NOT NULL
){end}",
            name(Own::BackupPin)
        ),
    ]
}

fn yes(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

/// Takes the cells of a row one by one.
struct Cells {
    table: &'static str,
    cells: std::vec::IntoIter<Option<String>>,
}

impl Cells {
    fn optional(&mut self) -> Option<String> {
        self.cells.next().flatten()
    }

    fn text(&mut self) -> String {
        self.optional().unwrap_or_default()
    }

    fn parsed<T: std::str::FromStr>(&mut self) -> Result<T, RegistryError> {
        let text = self.text();
        let damaged = |_| RegistryError::Damaged(format!("{} holds `{text}`", self.table));
        text.parse().map_err(damaged)
    }

    fn yes(&mut self) -> bool {
        self.text() == "yes"
    }
}

impl Registry {
    /// Everything remembered of backups.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn backups(&self, session: &mut Session) -> Result<BackupRecords, RegistryError> {
        let mut all = BackupRecords::default();
        let columns =
            "id, policy, policy_digest, started, taken, ended, good, '' || bytes, manifest, message";
        for mut cells in self
            .backup_rows(session, Own::BackupRun, columns, "started, id")
            .await?
        {
            all.runs.push(BackupRun {
                id: cells.text(),
                policy: cells.text(),
                policy_digest: cells.text(),
                started: cells.parsed()?,
                taken: cells.optional().and_then(|taken| taken.parse().ok()),
                ended: cells.parsed()?,
                good: cells.yes(),
                bytes: cells.parsed()?,
                manifest: cells.optional(),
                message: cells.optional(),
            });
        }
        for mut cells in self
            .backup_rows(session, Own::BackupCopy, "id, place, state, message", "id, place")
            .await?
        {
            let (id, place, state) = (cells.text(), cells.text(), cells.text());
            let Some(state) = CopyState::by_name(&state) else {
                return Err(RegistryError::Damaged(format!("backup_copy holds `{state}`")));
            };
            let message = cells.optional();
            all.copies.push(BackupCopy {
                id,
                place,
                state,
                message,
            });
        }
        let columns = "id, place, restored, at, good, '' || seconds, message";
        for mut cells in self
            .backup_rows(session, Own::BackupCheck, columns, "at, id")
            .await?
        {
            all.checks.push(BackupCheck {
                id: cells.text(),
                place: cells.text(),
                restored: cells.yes(),
                at: cells.parsed()?,
                good: cells.yes(),
                seconds: cells.parsed()?,
                message: cells.text(),
            });
        }
        for mut cells in self
            .backup_rows(session, Own::BackupPin, "id, at, actor, reason", "id")
            .await?
        {
            all.pins.push(BackupPin {
                id: cells.text(),
                at: cells.parsed()?,
                actor: cells.text(),
                reason: cells.text(),
            });
        }
        Ok(all)
    }

    async fn backup_rows(
        &self,
        session: &mut Session,
        own: Own,
        columns: &str,
        order: &str,
    ) -> Result<Vec<Cells>, RegistryError> {
        let sql = format!("SELECT {columns} FROM {} ORDER BY {order}", own.sql(self.engine));
        let rows = session
            .query(&sql, &[])
            .await
            .map_err(RegistryError::read("read what is known of backups"))?;
        let cells = |row: Vec<Option<String>>| Cells {
            table: own.name(),
            cells: row.into_iter(),
        };
        Ok(rows.into_iter().map(cells).collect())
    }

    /// Remembers a run, in place of what was known under its name.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn keep_backup(
        &self,
        session: &mut Session,
        run: &BackupRun,
        copies: &[BackupCopy],
    ) -> Result<(), RegistryError> {
        let table = Own::BackupRun.sql(self.engine);
        let (started, ended, bytes) = (
            run.started.to_string(),
            run.ended.to_string(),
            run.bytes.to_string(),
        );
        let taken = run.taken.map(|taken| taken.to_string());
        let failed = |error: DbError| RegistryError::write("remember a backup")(error);
        session
            .execute(&format!("DELETE FROM {table} WHERE id = $1"), &[Some(&run.id)])
            .await
            .map_err(failed)?;
        let sql = format!(
            "INSERT INTO {table} (id, policy, policy_digest, started, taken, ended, good, bytes, manifest, message) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, CAST($8 AS decimal(20)), $9, $10)"
        );
        let cells = [
            Some(run.id.as_str()),
            Some(&run.policy),
            Some(&run.policy_digest),
            Some(&started),
            taken.as_deref(),
            Some(&ended),
            Some(yes(run.good)),
            Some(&bytes),
            run.manifest.as_deref(),
            run.message.as_deref(),
        ];
        session.execute(&sql, &cells).await.map_err(failed)?;
        for copy in copies {
            self.keep_copy(session, copy).await?;
        }
        Ok(())
    }

    /// Remembers what became of a copy.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn keep_copy(&self, session: &mut Session, copy: &BackupCopy) -> Result<(), RegistryError> {
        let table = Own::BackupCopy.sql(self.engine);
        let failed = |error: DbError| RegistryError::write("remember a copy of a backup")(error);
        let key = [Some(copy.id.as_str()), Some(copy.place.as_str())];
        session
            .execute(&format!("DELETE FROM {table} WHERE id = $1 AND place = $2"), &key)
            .await
            .map_err(failed)?;
        let sql = format!("INSERT INTO {table} (id, place, state, message) VALUES ($1, $2, $3, $4)");
        let cells = [key[0], key[1], Some(copy.state.name()), copy.message.as_deref()];
        session.execute(&sql, &cells).await.map_err(failed)?;
        Ok(())
    }

    /// Remembers a proof.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn keep_check(&self, session: &mut Session, check: &BackupCheck) -> Result<(), RegistryError> {
        let table = Own::BackupCheck.sql(self.engine);
        let (at, seconds) = (check.at.to_string(), check.seconds.to_string());
        let sql = format!(
            "INSERT INTO {table} (id, place, restored, at, good, seconds, message) \
             VALUES ($1, $2, $3, $4, $5, CAST($6 AS decimal(20)), $7)"
        );
        let cells = [
            Some(check.id.as_str()),
            Some(&check.place),
            Some(yes(check.restored)),
            Some(&at),
            Some(yes(check.good)),
            Some(&seconds),
            Some(&check.message),
        ];
        session
            .execute(&sql, &cells)
            .await
            .map_err(RegistryError::write("remember a proof"))?;
        Ok(())
    }

    /// Pins a backup, or takes its pin away.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn keep_pin(
        &self,
        session: &mut Session,
        id: &str,
        pin: Option<&BackupPin>,
    ) -> Result<(), RegistryError> {
        let table = Own::BackupPin.sql(self.engine);
        let failed = |error: DbError| RegistryError::write("pin a backup")(error);
        session
            .execute(&format!("DELETE FROM {table} WHERE id = $1"), &[Some(id)])
            .await
            .map_err(failed)?;
        let Some(pin) = pin else { return Ok(()) };
        let at = pin.at.to_string();
        let cells = [Some(id), Some(&at), Some(&pin.actor), Some(&pin.reason)];
        let sql = format!("INSERT INTO {table} (id, at, actor, reason) VALUES ($1, $2, $3, $4)");
        session.execute(&sql, &cells).await.map_err(failed)?;
        Ok(())
    }
}
