//! MariaDB: one connection, one transaction at a time, in a session that speaks the portable SQL of the other engines.

mod lock;
mod rows;
mod sql;

use sqlx::mysql::{MySqlConnectOptions, MySqlConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};

use super::dialect::{MARIADB_COLLATION, MARIADB_MODE};
use super::{Access, ConnectOptions, DatabaseIdentity, DbError, Failure};

/// A connection, which may have been lost.
pub(super) struct Connection {
    /// None once it was lost.
    inner: Option<MySqlConnection>,
    server: MySqlConnectOptions,
    shown: String,
    options: ConnectOptions,
    /// Locks that were taken on this connection, and are gone with it.
    locks: Vec<String>,
    /// How large a statement may be, in bytes.
    packet: usize,
    /// Whether the transaction may have written something.
    wrote: bool,
}

impl Connection {
    pub(super) async fn open(
        server: &MySqlConnectOptions,
        shown: String,
        options: ConnectOptions,
    ) -> Result<Self, DbError> {
        // Everything that the driver would set is set by our own statement.
        let server = server
            .clone()
            .pipes_as_concat(false)
            .no_engine_substitution(false)
            .timezone(None)
            .set_names(false)
            .statement_cache_capacity(32)
            .disable_statement_logging();
        let mut this = Self {
            inner: None,
            server,
            shown,
            options,
            locks: Vec::new(),
            packet: 0,
            wrote: false,
        };
        this.reconnect().await?;
        Ok(this)
    }

    async fn reconnect(&mut self) -> Result<(), DbError> {
        let operation = format!("connect to {}", self.shown);
        let connecting = MySqlConnection::connect_with(&self.server);
        let mut inner = match tokio::time::timeout(self.options.connect_timeout, connecting).await {
            Ok(Ok(inner)) => inner,
            Ok(Err(error)) => return Err(explain_connect(DbError::new(operation, &error), &self.shown)),
            Err(_) => {
                let waited = format!("no answer within {} s", self.options.connect_timeout.as_secs());
                let error = DbError::bare(operation, Failure::Connection, waited);
                return Err(error.with_help("check host, port and firewall"));
            }
        };
        let done = sqlx::raw_sql(AssertSqlSafe(self.settings()))
            .execute(&mut inner)
            .await;
        done.map_err(|error| explain_server(DbError::new(&operation, &error)))?;
        self.inner = Some(inner);
        let rows = self.query("SELECT @@version, @@max_allowed_packet", &[]).await;
        let mut cells = rows
            .map_err(|e| e.during(&operation))?
            .into_iter()
            .flatten()
            .flatten();
        let version = cells.next().unwrap_or_default();
        if !version.contains("MariaDB") {
            self.inner = None;
            let message = format!("the server is {version}, which is not MariaDB");
            return Err(DbError::bare(operation, Failure::Connection, message));
        }
        self.packet = cells.next().and_then(|size| size.parse().ok()).unwrap_or(1 << 20);
        Ok(())
    }

    fn settings(&self) -> String {
        // Zero would mean not to wait at all.
        let lock = self.options.lock_timeout.as_secs_f64().ceil().max(1.0);
        let statement = self.options.statement_timeout.unwrap_or_default().as_secs_f64();
        let mut sql = format!(
            "SET NAMES utf8mb4 COLLATE {MARIADB_COLLATION}; SET SESSION sql_mode = '{MARIADB_MODE}', time_zone = '+00:00', \
             innodb_lock_wait_timeout = {lock}, lock_wait_timeout = {lock}, max_statement_time = {statement}, \
             group_concat_max_len = 4294967295, wait_timeout = 28800, autocommit = 1, innodb_snapshot_isolation = ON; \
             SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ;"
        );
        if self.options.access == Access::Read {
            sql.push_str("SET SESSION TRANSACTION READ ONLY;");
        }
        sql
    }

    fn inner(&mut self, operation: &str) -> Result<&mut MySqlConnection, DbError> {
        self.inner.as_mut().ok_or_else(|| {
            DbError::bare(
                operation,
                Failure::Connection,
                "the connection was lost or closed earlier",
            )
        })
    }

    /// Takes note of an error: a lost connection is not used again.
    fn failed(&mut self, operation: &str, error: &sqlx::Error) -> DbError {
        let error = DbError::new(operation, error);
        if error.is_connection() {
            self.inner = None;
        }
        error
    }

    async fn run(&mut self, operation: &str, sql: &str) -> Result<(), DbError> {
        let inner = self.inner(operation)?;
        match sqlx::raw_sql(AssertSqlSafe(sql)).execute(inner).await {
            Ok(_) => Ok(()),
            Err(error) => Err(self.failed(operation, &error)),
        }
    }

    /// A connection that was lost between two transactions is made again, unless a lock went with it.
    async fn revive(&mut self, operation: &str) -> Result<(), DbError> {
        if self.inner.is_some() {
            return Ok(());
        }
        if self.locks.is_empty() {
            return self.reconnect().await;
        }
        let message = "the connection was lost, and trueup's lock with it";
        Err(DbError::bare(operation, Failure::Connection, message))
    }

    pub(super) async fn begin_read(&mut self) -> Result<(), DbError> {
        let operation = "begin the read-only transaction";
        self.revive(operation).await?;
        self.run(operation, "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
            .await
    }

    pub(super) async fn begin_write(&mut self, lock_sql: Option<&str>) -> Result<(), DbError> {
        let operation = "begin the transaction";
        self.revive(operation).await?;
        self.wrote = false;
        // The snapshot is taken by the first plain SELECT, and locking reads come before it.
        self.run(operation, "START TRANSACTION READ WRITE").await?;
        match lock_sql {
            Some(sql) => match self.run("lock the rows", sql::trimmed(sql)).await {
                Err(error) if error.is_lock_timeout() => Err(self.name_blockers(error).await),
                other => other,
            },
            None => Ok(()),
        }
    }

    /// MariaDB cannot be asked what became of a transaction: where its answer is lost, nobody knows.
    pub(super) async fn commit(&mut self) -> Result<(), DbError> {
        match self.run("commit", "COMMIT").await {
            Err(error) if error.is_connection() && !self.wrote => {
                tracing::debug!("nothing was written, so a lost commit does not matter: {error}");
                Ok(())
            }
            Err(error) if error.is_connection() => {
                self.locks.clear();
                let detail =
                    "MariaDB cannot be asked what became of a transaction; the journal tells".to_owned();
                Err(error
                    .with_failure(Failure::OutcomeUnknown)
                    .with_detail(Some(detail)))
            }
            other => other,
        }
    }

    pub(super) async fn rollback(&mut self) -> Result<(), DbError> {
        if self.inner.is_none() {
            // The server rolls back when the connection ends.
            return Ok(());
        }
        match self.run("roll back", "ROLLBACK").await {
            Err(error) if error.is_connection() => Ok(()),
            other => other,
        }
    }

    pub(super) async fn script(&mut self, sql: &str) -> Result<(), DbError> {
        self.wrote = true;
        match sql::trimmed(sql) {
            // A statement without anything in it is an error here.
            "" => Ok(()),
            sql => self.run("run a script", sql).await,
        }
    }

    pub(super) async fn table_exists(&mut self, table: &str) -> Result<bool, DbError> {
        let sql =
            "SELECT 1 FROM information_schema.tables WHERE table_schema = database() AND table_name = $1";
        let rows = self.query(sql, &[Some(table)]).await;
        let rows = rows.map_err(|e| e.during(format!("look for the table {table}")))?;
        Ok(!rows.is_empty())
    }

    pub(super) async fn identity(&mut self) -> Result<DatabaseIdentity, DbError> {
        let operation = "ask the server who it is";
        let sql = "SELECT @@hostname, @@port, database(), current_user(), @@version";
        let rows = self.query(sql, &[]).await.map_err(|e| e.during(operation))?;
        let mut cells = rows.into_iter().flatten().map(Option::unwrap_or_default);
        let mut next = || cells.next().unwrap_or_default();
        let (host, port, database, role, server_version) = (next(), next(), next(), next(), next());
        Ok(DatabaseIdentity {
            system: format!("{host}:{port}/{database}"),
            database,
            server_version,
            role,
        })
    }

    pub(super) async fn close(self) {
        if let Some(inner) = self.inner {
            // A connection that cannot be closed politely ends anyway.
            drop(inner.close().await);
        }
    }
}

fn explain_connect(error: DbError, shown: &str) -> DbError {
    let help = match error.number() {
        Some(1045 | 1698) => {
            "check the user and the password in the URL's variable or its _FILE, and from which hosts the user may come"
        }
        Some(1044) => "this user has no right on the database: check its name and the user's rights",
        Some(1049) => "check the name of the database",
        Some(1040 | 1203 | 1226) => "the server has no connection left for this user; try again later",
        Some(1129 | 1130) => "the server does not let this computer in; check the user's host part",
        Some(1053) => "the server is stopping; try again later",
        Some(_) => return error.with_failure(Failure::Connection),
        None if error.message().contains("encrypted connection") => "check ssl-mode and ssl-ca in the URL",
        None if error.message().contains("plugin") => {
            "give the user a password that is checked with mysql_native_password"
        }
        None if shown.contains("@[") => "is the server running, and is this its socket?",
        None => "is the server running there, and is it reachable from here?",
    };
    error.with_help(help).with_failure(Failure::Connection)
}

/// What an older server does not know.
fn explain_server(error: DbError) -> DbError {
    if error.message().contains("innodb_snapshot_isolation") {
        return error
            .with_help("MariaDB 10.6.18, 10.11.8, 11.4 or later is needed: older ones let a transaction overwrite what it did not see");
    }
    error
}
