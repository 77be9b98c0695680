//! SQLite: a file, read through a private copy where readers would stop writers, written in one immediate transaction.

mod snapshot;

use std::path::{Path, PathBuf};

use futures_util::TryStreamExt as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, Row as _, SqlSafeStr as _};
use sqlx::{Column as _, TypeInfo as _, ValueRef as _};

use self::snapshot::Snapshot;
use super::{Access, ConnectOptions, DatabaseIdentity, DbError, Failure};

/// How many rows may wait between SQLite's thread and ours.
const ROW_BUFFER: usize = 1024;
/// How many values one statement binds; SQLite allows 32,766.
const MAX_VALUES: usize = 8_000;

/// Copies the database in one file into a new one, as it is at one moment.
pub(super) async fn copy(from: &Path, to: &Path, options: &ConnectOptions) -> Result<(), DbError> {
    let operation = "copy the database";
    let mut connection = Connection::open(from, options).await?;
    let done = snapshot::copy_into(&mut connection.inner, to).await;
    connection.close().await;
    done.map_err(|error| DbError::new(operation, &error))
}

/// A connection to a file.
pub(super) struct Connection {
    file: PathBuf,
    inner: SqliteConnection,
    /// What is read inside a read-only transaction, when that is a copy.
    snapshot: Option<Snapshot>,
}

impl Connection {
    pub(super) async fn open(file: &Path, options: &ConnectOptions) -> Result<Self, DbError> {
        let operation = format!("open the SQLite database {}", file.display());
        let connect = SqliteConnectOptions::new()
            .filename(file)
            .read_only(options.access == Access::Read)
            .create_if_missing(false)
            .busy_timeout(options.lock_timeout)
            .row_buffer_size(ROW_BUFFER)
            .pragma("temp_store", "memory")
            .disable_statement_logging();
        let mut inner = connect
            .connect()
            .await
            .map_err(|error| explain_open(DbError::new(&operation, &error), file))?;
        // Nothing is read when a file is opened; this finds out now whether it is a database.
        let checked = sqlx::raw_sql("SELECT count(*) FROM sqlite_schema")
            .execute(&mut inner)
            .await;
        checked.map_err(|error| explain_open(DbError::new(&operation, &error), file))?;
        if options.access == Access::Read {
            let guarded = sqlx::raw_sql("PRAGMA query_only = ON").execute(&mut inner).await;
            guarded.map_err(|error| DbError::new(&operation, &error))?;
        }
        Ok(Self {
            file: file.to_owned(),
            inner,
            snapshot: None,
        })
    }

    /// What is spoken to now: the copy inside a read-only transaction, else the file.
    fn current(&mut self) -> &mut SqliteConnection {
        match &mut self.snapshot {
            Some(snapshot) => &mut snapshot.connection,
            None => &mut self.inner,
        }
    }

    async fn run(&mut self, operation: &str, sql: &str) -> Result<(), DbError> {
        let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(self.current()).await;
        done.map(|_| ()).map_err(|error| DbError::new(operation, &error))
    }

    pub(super) async fn begin_read(&mut self) -> Result<(), DbError> {
        let operation = "begin the read-only transaction";
        let mode = "SELECT journal_mode FROM pragma_journal_mode";
        let mode: String = sqlx::query_scalar(mode)
            .fetch_one(&mut self.inner)
            .await
            .map_err(|error| DbError::new(operation, &error))?;
        if mode == "wal" {
            // Beginning takes no snapshot, the first read does; so read something, to see one state from here on.
            return self
                .run(
                    operation,
                    "PRAGMA query_only = ON; BEGIN; SELECT count(*) FROM sqlite_schema",
                )
                .await;
        }
        let snapshot = Snapshot::take(&mut self.inner).await;
        self.snapshot =
            Some(snapshot.map_err(|error| DbError::new("copy the database for reading", &error))?);
        Ok(())
    }

    pub(super) async fn begin_write(&mut self, lock_sql: Option<&str>) -> Result<(), DbError> {
        self.run("begin the transaction", "BEGIN IMMEDIATE").await?;
        match lock_sql {
            Some(sql) => self.run("lock the tables", sql).await,
            None => Ok(()),
        }
    }

    pub(super) async fn commit(&mut self) -> Result<(), DbError> {
        self.run("commit", "COMMIT").await
    }

    pub(super) async fn rollback(&mut self, access: Access) -> Result<(), DbError> {
        if self.snapshot.take().is_some() {
            return Ok(());
        }
        match self.run("roll back", "ROLLBACK").await {
            // Some errors end the transaction by themselves.
            Err(error) if error.message().contains("no transaction is active") => {}
            other => other?,
        }
        if access == Access::Write {
            self.run("roll back", "PRAGMA query_only = OFF").await?;
        }
        Ok(())
    }

    pub(super) async fn script(&mut self, sql: &str) -> Result<(), DbError> {
        self.run("run a script", sql).await
    }

    pub(super) async fn execute(&mut self, sql: &str, parameters: &[Option<&str>]) -> Result<u64, DbError> {
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for &parameter in parameters {
            query = query.bind(parameter.map(str::to_owned));
        }
        let done = query.execute(self.current()).await;
        done.map(|done| done.rows_affected())
            .map_err(|error| DbError::new("run a statement", &error))
    }

    pub(super) async fn query(
        &mut self,
        sql: &str,
        parameters: &[Option<&str>],
    ) -> Result<Vec<Vec<Option<String>>>, DbError> {
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for &parameter in parameters {
            query = query.bind(parameter.map(str::to_owned));
        }
        let rows = query.fetch_all(self.current()).await;
        let rows = rows.map_err(|error| DbError::new("run a query", &error))?;
        let mut buffers = Vec::new();
        let mut table = Vec::with_capacity(rows.len());
        for row in &rows {
            let cells = cells(row, &mut buffers).map_err(|error| DbError::new("run a query", &error))?;
            table.push(cells.into_iter().map(|cell| cell.map(str::to_owned)).collect());
        }
        Ok(table)
    }

    pub(super) async fn columns(&mut self, sql: &str) -> Result<Vec<String>, DbError> {
        let sql = AssertSqlSafe(sql).into_sql_str();
        let statement = self.current().prepare(sql).await;
        let statement = statement.map_err(|error| DbError::new("prepare a query", &error))?;
        Ok(sqlx::Statement::columns(&statement)
            .iter()
            .map(|c| c.name().to_owned())
            .collect())
    }

    pub(super) async fn read(
        &mut self,
        sql: &str,
        row: &mut (impl FnMut(&[Option<&str>]) + Send),
    ) -> Result<(), DbError> {
        let failed = |error| DbError::new("read rows", &error);
        let mut rows = sqlx::raw_sql(AssertSqlSafe(sql)).fetch(self.current());
        let mut buffers = Vec::new();
        while let Some(next) = rows.try_next().await.map_err(failed)? {
            row(&cells(&next, &mut buffers).map_err(failed)?);
        }
        Ok(())
    }

    pub(super) async fn fill<'a, R>(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: impl Iterator<Item = R> + Send,
    ) -> Result<u64, DbError>
    where
        R: IntoIterator<Item = Option<&'a str>> + Send,
    {
        let names: Vec<_> = columns.iter().map(|c| quote(c)).collect();
        let insert = format!("INSERT INTO {} ({}) VALUES ", quote(table), names.join(", "));
        let tuple = format!("({})", vec!["?"; columns.len()].join(","));
        let per_statement = (MAX_VALUES / columns.len()).max(1);
        let mut filled = 0;
        let mut values: Vec<Option<&str>> = Vec::with_capacity(MAX_VALUES);
        let mut rows = rows.peekable();
        while rows.peek().is_some() {
            values.clear();
            for row in rows.by_ref().take(per_statement) {
                values.extend(row);
            }
            let number = values.len() / columns.len();
            let sql = format!("{insert}{}", vec![tuple.as_str(); number].join(","));
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for &value in &values {
                query = query.bind(value.map(str::to_owned));
            }
            let done = query.execute(self.current()).await;
            filled += done
                .map_err(|error| DbError::new(format!("fill {table}"), &error))?
                .rows_affected();
        }
        Ok(filled)
    }

    pub(super) async fn table_exists(&mut self, table: &str) -> Result<bool, DbError> {
        let sql = "SELECT 1 FROM sqlite_schema WHERE type IN ('table', 'view') AND name = $1 COLLATE NOCASE";
        let rows = self.query(sql, &[Some(table)]).await;
        let rows = rows.map_err(|e| e.during(format!("look for the table {table}")))?;
        Ok(!rows.is_empty())
    }

    pub(super) async fn identity(&mut self) -> Result<DatabaseIdentity, DbError> {
        let operation = "ask for SQLite's version";
        let rows = self
            .query("SELECT sqlite_version()", &[])
            .await
            .map_err(|e| e.during(operation))?;
        let server_version = rows.into_iter().flatten().next().flatten().unwrap_or_default();
        let path = std::fs::canonicalize(&self.file).map_err(|error| {
            DbError::bare("find the database's file", Failure::Connection, error.to_string())
        })?;
        Ok(DatabaseIdentity {
            system: path.display().to_string(),
            database: path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            server_version,
            role: String::new(),
        })
    }

    pub(super) async fn close(self) {
        if let Some(snapshot) = self.snapshot {
            drop(snapshot.connection.close().await);
        }
        drop(self.inner.close().await);
    }
}

/// The cells of a row as text. Numbers are spelled in `buffers`, the rest is borrowed from the row.
fn cells<'r>(row: &'r SqliteRow, buffers: &'r mut Vec<String>) -> Result<Vec<Option<&'r str>>, sqlx::Error> {
    buffers.clear();
    let mut spelled = Vec::new();
    for at in 0..row.len() {
        let raw = row.try_get_raw(at)?;
        if raw.is_null() {
            // Its type would be the column's.
            continue;
        }
        let text = match raw.type_info().name() {
            "INTEGER" | "BOOLEAN" => row.try_get_unchecked::<i64, _>(at)?.to_string(),
            // As SQLite itself spells it: always with a point.
            "REAL" => format!("{:?}", row.try_get_unchecked::<f64, _>(at)?),
            "BLOB" => hex(row.try_get_unchecked::<&[u8], _>(at)?),
            _ => continue,
        };
        spelled.push((at, buffers.len()));
        buffers.push(text);
    }
    let buffers = &*buffers;
    let mut cells = Vec::with_capacity(row.len());
    let mut spelled = spelled.into_iter().peekable();
    for at in 0..row.len() {
        cells.push(match spelled.next_if(|&(cell, _)| cell == at) {
            Some((_, buffer)) => Some(buffers[buffer].as_str()),
            None => row.try_get_unchecked::<Option<&str>, _>(at)?,
        });
    }
    Ok(cells)
}

/// As PostgreSQL spells bytes.
fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::from("\\x");
    for byte in bytes {
        // Writing to a string cannot fail.
        let _: std::fmt::Result = write!(text, "{byte:02x}");
    }
    text
}

fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn explain_open(error: DbError, file: &Path) -> DbError {
    let help = match error.code() {
        Some("14") if !file.exists() => "there is no such file",
        Some("14") => {
            "may this user read the file and write in its folder? SQLite's WAL mode needs the latter even for reading"
        }
        Some("26") => "the file is not an SQLite database, or is encrypted",
        // A hot journal: SQLITE_READONLY_ROLLBACK, SQLITE_READONLY_RECOVERY, SQLITE_READONLY_CANTLOCK.
        Some("776" | "264" | "520") => "a transaction was interrupted; let the ERP open the database once",
        _ => return error,
    };
    error.with_help(help).with_failure(Failure::Connection)
}
