//! Plain SQL against either engine, for what a test arranges and looks at behind the program's back.

use sqlx::{AssertSqlSafe, ColumnIndex, Connection, Decode, Row, Type};

/// A result: rows of cells as text, `None` where NULL.
pub(crate) type Rows = Vec<Vec<Option<String>>>;

/// Runs statements separated by `;` and returns the rows of the last that has any.
pub(crate) fn rows(url: &str, sql: &str) -> Rows {
    let result = if url.starts_with("sqlite:") {
        blocking(|| async {
            let mut connection = sqlx::SqliteConnection::connect(url).await?;
            let rows = sqlx::raw_sql(AssertSqlSafe(sql))
                .fetch_all(&mut connection)
                .await?;
            connection.close().await?;
            Ok(texts(&rows))
        })
    } else {
        blocking(|| async {
            let mut connection = sqlx::PgConnection::connect(url).await?;
            let rows = sqlx::raw_sql(AssertSqlSafe(sql))
                .fetch_all(&mut connection)
                .await?;
            connection.close().await?;
            Ok(texts(&rows))
        })
    };
    result.unwrap_or_else(|error| panic!("{sql}\n{error}"))
}

/// What PostgreSQL says when it refuses statements: SQLSTATE and message; nothing when it takes them.
pub(super) fn refusal(url: &str, sql: &str) -> Option<(String, String)> {
    let result = blocking(|| async {
        let mut connection = sqlx::PgConnection::connect(url).await?;
        let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await;
        connection.close().await?;
        done.map(|_| Rows::new())
    });
    let error = result.err()?;
    let said = error
        .as_database_error()
        .unwrap_or_else(|| panic!("{sql}\n{error}"));
    Some((
        said.code().unwrap_or_default().into_owned(),
        said.message().to_owned(),
    ))
}

/// Every cell as the text that the engine gives for it.
fn texts<R>(rows: &[R]) -> Rows
where
    R: Row,
    for<'r> String: Decode<'r, R::Database> + Type<R::Database>,
    usize: ColumnIndex<R>,
{
    let cell = |row: &R, column| {
        row.try_get_unchecked(column)
            .unwrap_or_else(|error| panic!("{error}"))
    };
    rows.iter()
        .map(|row| (0..row.len()).map(|column| cell(row, column)).collect())
        .collect()
}

/// Runs on a thread of its own, so that a test inside a runtime may call it too.
fn blocking<F, W>(work: W) -> Result<Rows, sqlx::Error>
where
    F: Future<Output = Result<Rows, sqlx::Error>>,
    W: FnOnce() -> F + Send,
{
    let run = || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(work())
    };
    std::thread::scope(|scope| scope.spawn(run).join().unwrap())
}
