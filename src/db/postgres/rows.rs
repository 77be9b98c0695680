//! Rows of PostgreSQL: small results as text, large ones by COPY out, bulk loads by COPY in.

use futures_util::TryStreamExt as _;
use sqlx::postgres::{PgConnection, PgRow, PgValueFormat};
use sqlx::{AssertSqlSafe, Executor as _, Row as _, SqlSafeStr as _};
use sqlx::{Column as _, TypeInfo as _, ValueRef as _};

use super::{Connection, DbError, copy};
use crate::db::Failure;

/// How much of a bulk load is sent at a time, in bytes.
const CHUNK: usize = 256 << 10;

impl Connection {
    pub(in crate::db) async fn execute(
        &mut self,
        sql: &str,
        parameters: &[Option<&str>],
    ) -> Result<u64, DbError> {
        let operation = "run a statement";
        let inner = self.inner(operation)?;
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for &parameter in parameters {
            query = query.bind(parameter.map(str::to_owned));
        }
        match query.execute(inner).await {
            Ok(done) => Ok(done.rows_affected()),
            Err(error) => Err(self.failed(operation, &error)),
        }
    }

    pub(in crate::db) async fn query(
        &mut self,
        sql: &str,
        parameters: &[Option<&str>],
    ) -> Result<Vec<Vec<Option<String>>>, DbError> {
        let operation = "run a query";
        let inner = self.inner(operation)?;
        let rows = if parameters.is_empty() {
            // Without parameters the server sends every type as text.
            sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(inner).await
        } else {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for &parameter in parameters {
                query = query.bind(parameter.map(str::to_owned));
            }
            query.fetch_all(inner).await
        };
        let rows = rows.map_err(|error| self.failed(operation, &error))?;
        let cells = |row: &PgRow| {
            (0..row.len())
                .map(|at| cell(row, at))
                .collect::<Result<Vec<_>, _>>()
        };
        let rows: Result<Vec<_>, _> = rows.iter().map(cells).collect();
        rows.map_err(|error| DbError::new(operation, &error))
    }

    pub(in crate::db) async fn columns(&mut self, sql: &str) -> Result<Vec<String>, DbError> {
        let operation = "prepare a query";
        let inner = self.inner(operation)?;
        let sql = AssertSqlSafe(sql).into_sql_str();
        match inner.prepare(sql).await {
            Ok(statement) => Ok(sqlx::Statement::columns(&statement)
                .iter()
                .map(|c| c.name().to_owned())
                .collect()),
            Err(error) => Err(self.failed(operation, &error)),
        }
    }

    pub(in crate::db) async fn read(
        &mut self,
        sql: &str,
        row: &mut (impl FnMut(&[Option<&str>]) + Send),
    ) -> Result<(), DbError> {
        let operation = "read rows";
        let inner = self.inner(operation)?;
        let failure = match copy_out(inner, sql, row).await {
            Ok(()) => return Ok(()),
            Err(failure) => failure,
        };
        let (error, broken) = match failure {
            CopyFailure::Refused(error) => (DbError::new(operation, &error), true),
            CopyFailure::Ended(error) => (DbError::new(operation, &error), false),
            CopyFailure::Malformed(what) => (DbError::bare(operation, Failure::Connection, what), true),
        };
        if broken || error.is_connection() {
            self.inner = None;
        }
        Err(error.shifted(COPY.len()))
    }

    pub(in crate::db) async fn fill<'a, R>(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: impl Iterator<Item = R> + Send,
    ) -> Result<u64, DbError>
    where
        R: IntoIterator<Item = Option<&'a str>> + Send,
    {
        let operation = format!("fill {table}");
        let inner = self.inner(&operation)?;
        let columns: Vec<_> = columns.iter().map(|c| quote(c)).collect();
        let into = format!("{} ({})", quote(table), columns.join(", "));
        let mut rows = rows;
        let few: Vec<Vec<Option<&str>>> = rows
            .by_ref()
            .take(FEW)
            .map(|row| row.into_iter().collect())
            .collect();
        let outcome = if few.len() < FEW {
            insert(inner, &into, &few).await
        } else {
            let rows = few.into_iter().chain(rows.map(|row| row.into_iter().collect()));
            copy_in(inner, &format!("COPY {into} FROM STDIN"), rows).await
        };
        outcome.map_err(|error| self.failed(&operation, &error))
    }
}

/// Fewer rows than these are inserted by one statement: a COPY costs several round trips, and waits for the network to
/// acknowledge the smallest ones.
const FEW: usize = 100;

/// Inserts rows by one statement; their cells are literals of the columns' own types.
async fn insert(
    inner: &mut PgConnection,
    into: &str,
    rows: &[Vec<Option<&str>>],
) -> Result<u64, sqlx::Error> {
    if rows.is_empty() {
        return Ok(0);
    }
    let cell = |cell: &Option<&str>| {
        cell.map_or("NULL".to_owned(), |text| {
            // A backslash is a character like any other: standard_conforming_strings is on in every session of ours.
            format!("'{}'", text.replace('\'', "''"))
        })
    };
    let rows: Vec<String> = rows
        .iter()
        .map(|row| format!("({})", row.iter().map(cell).collect::<Vec<_>>().join(",")))
        .collect();
    let statement = format!("INSERT INTO {into} VALUES {}", rows.join(","));
    let done = sqlx::raw_sql(AssertSqlSafe(statement)).execute(inner).await?;
    Ok(done.rows_affected())
}

/// What comes before a query that is read.
const COPY: &str = "COPY (";

/// Why a COPY did not come to its end.
enum CopyFailure {
    /// The server did not begin. The driver has then lost count of the server's answers, so the connection cannot be
    /// used again; the server rolls back when it ends.
    Refused(sqlx::Error),
    /// The server stopped.
    Ended(sqlx::Error),
    /// What the server sent is no COPY data.
    Malformed(&'static str),
}

async fn copy_out(
    inner: &mut PgConnection,
    sql: &str,
    row: &mut (impl FnMut(&[Option<&str>]) + Send),
) -> Result<(), CopyFailure> {
    // The line break ends a comment on the last line.
    let statement = format!("{COPY}{sql}\n) TO STDOUT");
    let mut stream = inner
        .copy_out_raw(&statement)
        .await
        .map_err(CopyFailure::Refused)?;
    let mut reader = copy::Reader::default();
    let malformed = |copy::Malformed(what)| CopyFailure::Malformed(what);
    while let Some(data) = stream.try_next().await.map_err(CopyFailure::Ended)? {
        reader.push(&data, row).map_err(malformed)?;
    }
    reader.finish().map_err(malformed)
}

async fn copy_in<'a, R>(
    inner: &mut PgConnection,
    statement: &str,
    rows: impl Iterator<Item = R> + Send,
) -> Result<u64, sqlx::Error>
where
    R: IntoIterator<Item = Option<&'a str>> + Send,
{
    let mut sink = inner.copy_in_raw(statement).await?;
    let mut buffer = Vec::with_capacity(CHUNK + (CHUNK >> 2));
    for row in rows {
        copy::write_row(&mut buffer, row);
        if buffer.len() >= CHUNK {
            sink.send(buffer.as_slice()).await?;
            buffer.clear();
        }
    }
    sink.send(buffer.as_slice()).await?;
    sink.finish().await
}

/// One cell as text. With parameters the server answers in binary, and only common types are understood.
fn cell(row: &PgRow, at: usize) -> Result<Option<String>, sqlx::Error> {
    let raw = row.try_get_raw(at)?;
    if raw.is_null() {
        return Ok(None);
    }
    let kind = raw.type_info().into_owned();
    let text = match (raw.format(), kind.name()) {
        (PgValueFormat::Text, "BOOL") => {
            let text = raw.as_str().map_err(sqlx::Error::Decode)?;
            if text == "t" { "true" } else { "false" }.to_owned()
        }
        (PgValueFormat::Text, _) | (_, "TEXT" | "VARCHAR" | "NAME" | "CHAR" | "\"CHAR\"" | "UNKNOWN") => {
            raw.as_str().map_err(sqlx::Error::Decode)?.to_owned()
        }
        (_, "BOOL") => row.try_get::<bool, _>(at)?.to_string(),
        (_, "INT2") => row.try_get::<i16, _>(at)?.to_string(),
        (_, "INT4") => row.try_get::<i32, _>(at)?.to_string(),
        (_, "INT8") => row.try_get::<i64, _>(at)?.to_string(),
        (_, other) => {
            let message = format!("column {} has the type {other}; cast it to text", at + 1);
            return Err(sqlx::Error::Decode(message.into()));
        }
    };
    Ok(Some(text))
}

fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
