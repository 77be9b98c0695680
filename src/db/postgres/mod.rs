//! PostgreSQL: one connection, one transaction at a time.

mod commit;
mod copy;
mod lock;
mod rows;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};

use super::{Access, ConnectOptions, DatabaseIdentity, DbError, Failure};

/// A connection, which may have been lost.
pub(super) struct Connection {
    /// None once it was lost, or could no longer be trusted.
    inner: Option<PgConnection>,
    server: PgConnectOptions,
    shown: String,
    options: ConnectOptions,
    /// Locks that were taken on this connection, and are gone with it.
    locks: Vec<i64>,
}

impl Connection {
    pub(super) async fn open(
        server: &PgConnectOptions,
        shown: String,
        options: ConnectOptions,
    ) -> Result<Self, DbError> {
        let server = server
            .clone()
            .application_name(&options.application_name)
            .statement_cache_capacity(32)
            .disable_statement_logging();
        let mut this = Self {
            inner: None,
            server,
            shown,
            options,
            locks: Vec::new(),
        };
        this.reconnect().await?;
        Ok(this)
    }

    async fn reconnect(&mut self) -> Result<(), DbError> {
        let operation = format!("connect to {}", self.shown);
        let connecting = PgConnection::connect_with(&self.server);
        let mut inner = match tokio::time::timeout(self.options.connect_timeout, connecting).await {
            Ok(Ok(inner)) => inner,
            Ok(Err(error)) => return Err(explain_connect(DbError::new(operation, &error), &self.shown)),
            Err(_) => {
                let waited = format!("no answer within {} s", self.options.connect_timeout.as_secs());
                let error = DbError::bare(operation, Failure::Connection, waited);
                return Err(error.with_help("check host, port and firewall"));
            }
        };
        let settings = self.settings();
        let done = sqlx::raw_sql(AssertSqlSafe(settings)).execute(&mut inner).await;
        done.map_err(|error| DbError::new(operation, &error))?;
        self.inner = Some(inner);
        Ok(())
    }

    /// Set by statements and not as start-up parameters, which connection poolers refuse.
    ///
    /// The server's own defaults for memory and compilation are made for thousands of small queries; ours are few and
    /// large. With 64 MB a million memberships are joined without temporary files.
    fn settings(&self) -> String {
        let statement = self.options.statement_timeout.unwrap_or_default().as_millis();
        let lock = self.options.lock_timeout.as_millis();
        let mut sql = format!(
            "SET lock_timeout = {lock}; SET statement_timeout = {statement}; SET standard_conforming_strings = on; \
             SET bytea_output = hex; SET client_min_messages = warning; SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; \
             SET work_mem = '64MB'; SET jit = off;"
        );
        if self.options.access == Access::Read {
            sql.push_str("SET default_transaction_read_only = on;");
        }
        sql
    }

    fn inner(&mut self, operation: &str) -> Result<&mut PgConnection, DbError> {
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

    async fn run(&mut self, operation: &str, sql: String) -> Result<(), DbError> {
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
        // The first statement decides which state is seen; that shall be the one of this moment.
        let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1";
        self.run(operation, begin.to_owned()).await
    }

    pub(super) async fn begin_write(&mut self, lock_sql: Option<&str>) -> Result<(), DbError> {
        let operation = "begin the transaction";
        self.revive(operation).await?;
        let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE";
        self.run(operation, begin.to_owned()).await?;
        match lock_sql {
            // No SELECT may come before it: the snapshot would be older than the locks.
            Some(sql) => match self.run("lock the tables", sql.to_owned()).await {
                Err(error) if error.is_lock_timeout() => Err(self.name_blockers(error).await),
                other => other,
            },
            None => Ok(()),
        }
    }

    pub(super) async fn rollback(&mut self) -> Result<(), DbError> {
        if self.inner.is_none() {
            // The server rolls back when the connection ends.
            return Ok(());
        }
        match self.run("roll back", "ROLLBACK".to_owned()).await {
            Err(error) if error.is_connection() => Ok(()),
            other => other,
        }
    }

    pub(super) async fn script(&mut self, sql: &str) -> Result<(), DbError> {
        self.run("run a script", sql.to_owned()).await
    }

    pub(super) async fn table_exists(&mut self, table: &str) -> Result<bool, DbError> {
        let rows = self
            .query("SELECT to_regclass($1::text) IS NOT NULL", &[Some(table)])
            .await;
        let rows = rows.map_err(|e| e.during(format!("look for the table {table}")))?;
        Ok(rows.into_iter().flatten().next().flatten().as_deref() == Some("true"))
    }

    pub(super) async fn identity(&mut self) -> Result<DatabaseIdentity, DbError> {
        let operation = "ask the server who it is";
        let sql = "SELECT current_database(), current_user, current_setting('server_version'),
                (SELECT oid::text FROM pg_database WHERE datname = current_database()),
                has_function_privilege('pg_control_system()', 'EXECUTE')";
        let rows = self.query(sql, &[]).await.map_err(|e| e.during(operation))?;
        let mut cells = rows.into_iter().flatten().map(Option::unwrap_or_default);
        let mut next = || cells.next().unwrap_or_default();
        let (database, role, server_version, number, may_ask) = (next(), next(), next(), next(), next());
        let mut cluster = None;
        if may_ask == "true" {
            let rows = self
                .query("SELECT system_identifier FROM pg_control_system()", &[])
                .await;
            cluster = rows
                .map_err(|e| e.during(operation))?
                .into_iter()
                .flatten()
                .next()
                .flatten();
        }
        let cluster = cluster.unwrap_or_else(|| "unknown".to_owned());
        Ok(DatabaseIdentity {
            system: format!("{cluster}/{number}"),
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
    let help = match error.code() {
        Some("28P01") => "check the password in the URL's variable, its _FILE or .pgpass",
        Some("28000") => "check the user, and the server's pg_hba.conf",
        Some("3D000") => "check the name of the database",
        Some("53300") => "the server has no connection left for this user; try again later",
        Some("57P03") => "the server is starting or stopping; try again later",
        None if error.message().contains("encrypted connection") => {
            "check sslmode and sslrootcert in the URL"
        }
        None if shown.contains("@[") => "is the server running, and is this the folder of its socket?",
        None => "is the server running there, and is it reachable from here?",
        Some(_) => return error,
    };
    error.with_help(help).with_failure(Failure::Connection)
}
