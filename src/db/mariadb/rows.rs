//! Rows of MariaDB: everything as text, as the server spells it, and bulk loads by INSERTs of many rows.

use std::borrow::Cow;

use futures_util::TryStreamExt as _;
use sqlx::mysql::{MySql, MySqlRow};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Executor as _, Row as _, SqlSafeStr as _};
use sqlx::{Column as _, TypeInfo as _, ValueRef as _};

use super::{Connection, DbError, sql};

/// How many values one statement binds; MariaDB allows 65,535.
const MAX_VALUES: usize = 16_000;

impl Connection {
    pub(in crate::db) async fn execute(
        &mut self,
        sql: &str,
        parameters: &[Option<&str>],
    ) -> Result<u64, DbError> {
        let operation = "run a statement";
        self.wrote = true;
        let (text, order) = sql::numbered(sql);
        let inner = self.inner(operation)?;
        // Without parameters as plain text: not every statement can be prepared.
        let done = if parameters.is_empty() {
            sqlx::raw_sql(AssertSqlSafe(text)).execute(inner).await
        } else {
            bound(&text, &order, parameters).execute(inner).await
        };
        match done {
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
        let plain = parameters.is_empty();
        let rows = if plain {
            // Without parameters the server sends every type as text.
            sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(inner).await
        } else {
            let (text, order) = sql::numbered(sql);
            bound(&text, &order, parameters).fetch_all(inner).await
        };
        let rows = rows.map_err(|error| self.failed(operation, &error))?;
        let cells = |row: &MySqlRow| -> Result<Vec<Option<String>>, sqlx::Error> {
            let cell = |at| {
                if plain {
                    Ok(text(row, at)?.map(Cow::into_owned))
                } else {
                    decoded(row, at)
                }
            };
            (0..row.len()).map(cell).collect()
        };
        let rows: Result<Vec<_>, _> = rows.iter().map(cells).collect();
        rows.map_err(|error| DbError::new(operation, &error))
    }

    pub(in crate::db) async fn columns(&mut self, sql: &str) -> Result<Vec<String>, DbError> {
        let operation = "prepare a query";
        let inner = self.inner(operation)?;
        match inner.prepare(AssertSqlSafe(sql).into_sql_str()).await {
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
        let outcome = async {
            let mut rows = sqlx::raw_sql(AssertSqlSafe(sql)).fetch(inner);
            while let Some(next) = rows.try_next().await? {
                let cells: Vec<_> = (0..next.len())
                    .map(|at| text(&next, at))
                    .collect::<Result<_, _>>()?;
                let slices: Vec<_> = cells.iter().map(Option::as_deref).collect();
                row(&slices);
            }
            Ok(())
        };
        let outcome: Result<(), sqlx::Error> = outcome.await;
        outcome.map_err(|error| self.failed(operation, &error))
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
        self.wrote = true;
        let names: Vec<_> = columns.iter().map(|c| quote(c)).collect();
        let insert = format!("INSERT INTO {} ({}) VALUES ", quote(table), names.join(", "));
        let tuple = format!("({})", vec!["?"; columns.len()].join(","));
        let limit = self.packet / 2;
        let mut filled = 0;
        let mut values: Vec<Option<&str>> = Vec::with_capacity(MAX_VALUES);
        let mut rows = rows.peekable();
        while rows.peek().is_some() {
            values.clear();
            let mut size = 0;
            while values.len() + columns.len() <= MAX_VALUES && size < limit {
                let Some(row) = rows.next() else { break };
                let from = values.len();
                values.extend(row);
                size += values[from..]
                    .iter()
                    .map(|value| value.map_or(1, |text| text.len() + 9))
                    .sum::<usize>();
            }
            let number = values.len() / columns.len();
            let sql = format!("{insert}{}", vec![tuple.as_str(); number].join(","));
            let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
            for &value in &values {
                query = query.bind(value.map(str::to_owned));
            }
            let done = query.execute(self.inner(&operation)?).await;
            filled += done
                .map_err(|error| self.failed(&operation, &error))?
                .rows_affected();
        }
        Ok(filled)
    }
}

fn bound<'q>(
    text: &str,
    order: &[usize],
    parameters: &[Option<&str>],
) -> Query<'q, MySql, sqlx::mysql::MySqlArguments> {
    let mut query = sqlx::query(AssertSqlSafe(text.to_owned()));
    for &at in order {
        query = query.bind(parameters.get(at).copied().flatten().map(str::to_owned));
    }
    query
}

/// One cell of a plain query: the server's own text. Bytes that are no text are spelled as PostgreSQL spells them, bits as
/// a number.
fn text(row: &MySqlRow, at: usize) -> Result<Option<Cow<'_, str>>, sqlx::Error> {
    let Some(bytes) = row.try_get_unchecked::<Option<&[u8]>, _>(at)? else {
        return Ok(None);
    };
    if row.column(at).type_info().name() == "BIT" {
        let number = bytes.iter().fold(0_u64, |sum, &byte| sum << 8 | u64::from(byte));
        return Ok(Some(number.to_string().into()));
    }
    Ok(Some(match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(hex(bytes)),
    }))
}

/// One cell of a query with parameters, which the server answers in binary: texts and whole numbers.
fn decoded(row: &MySqlRow, at: usize) -> Result<Option<String>, sqlx::Error> {
    let raw = row.try_get_raw(at)?;
    if raw.is_null() {
        return Ok(None);
    }
    let kind = raw.type_info().name().to_owned();
    if kind == "BOOLEAN" || (kind.contains("INT") && !kind.contains("UNSIGNED")) {
        return Ok(Some(row.try_get_unchecked::<i64, _>(at)?.to_string()));
    }
    if kind.contains("INT") {
        return Ok(Some(row.try_get_unchecked::<u64, _>(at)?.to_string()));
    }
    let texts = ["CHAR", "TEXT", "BINARY", "BLOB", "DECIMAL", "ENUM", "SET", "JSON"];
    if texts.iter().any(|text| kind.contains(text)) {
        return Ok(Some(row.try_get_unchecked::<String, _>(at)?));
    }
    let message = format!("column {} has the type {kind}; cast it to text", at + 1);
    Err(sqlx::Error::Decode(message.into()))
}

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
