//! A private copy of an SQLite database, so that reading it keeps nobody from writing.
//!
//! In SQLite's rollback-journal mode a reader holds a shared lock, and the ERP cannot commit while it does. The copy
//! holds that lock only while the pages are copied, which takes milliseconds, and everything after reads the copy.
//! SQLite's own backup interface needs `unsafe` calls here; the driver's serialisation makes the same copy of the same
//! pages in one read transaction. What would take too much memory goes to a temporary file with `VACUUM INTO`
//! instead. A plain copy of the file is not an option: closing it would silently drop the locks that other connections
//! of this process hold on it. In WAL mode readers and writers do not wait for each other, and nothing is copied.

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteOwnedBuf};
use sqlx::{ConnectOptions as _, Connection as _};
use tempfile::TempDir;

/// Databases up to this size are copied into memory, in bytes.
const IN_MEMORY: i64 = 128 << 20;

/// A copy, which goes away when it is dropped.
pub(super) struct Snapshot {
    pub(super) connection: SqliteConnection,
    /// Holds the file, when the copy is one.
    _folder: Option<TempDir>,
}

impl Snapshot {
    /// Copies the database that `from` has open.
    pub(super) async fn take(from: &mut SqliteConnection) -> Result<Self, sqlx::Error> {
        let size =
            "SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)";
        let size: i64 = sqlx::query_scalar(size).fetch_one(&mut *from).await?;
        let mut this = if size <= IN_MEMORY {
            Self::in_memory(from, size).await?
        } else {
            Self::in_file(from).await?
        };
        sqlx::raw_sql("PRAGMA query_only = ON")
            .execute(&mut this.connection)
            .await?;
        Ok(this)
    }

    async fn in_memory(from: &mut SqliteConnection, size: i64) -> Result<Self, sqlx::Error> {
        let pages = pages(from, size).await;
        if pages.is_err() {
            // It may have failed before or after the transaction began.
            drop(sqlx::raw_sql("ROLLBACK").execute(&mut *from).await);
        }
        let pages = pages?;
        let memory = SqliteConnectOptions::new().filename(":memory:").in_memory(true);
        let mut connection = memory
            .row_buffer_size(super::ROW_BUFFER)
            .disable_statement_logging()
            .connect()
            .await?;
        if let Some(pages) = pages {
            connection.deserialize(None, pages, true).await?;
        }
        Ok(Self {
            connection,
            _folder: None,
        })
    }

    async fn in_file(from: &mut SqliteConnection) -> Result<Self, sqlx::Error> {
        let folder = tempfile::Builder::new().prefix("trueup-").tempdir()?;
        let file = folder.path().join("snapshot.db");
        copy_into(from, &file).await?;
        let options = SqliteConnectOptions::new()
            .filename(&file)
            .read_only(true)
            .immutable(true);
        let options = options
            .row_buffer_size(super::ROW_BUFFER)
            .disable_statement_logging();
        Ok(Self {
            connection: SqliteConnection::connect_with(&options).await?,
            _folder: Some(folder),
        })
    }
}

/// Copies the database into a new file, as it is at one moment.
pub(super) async fn copy_into(from: &mut SqliteConnection, file: &Path) -> Result<(), sqlx::Error> {
    // To SQLite this is a write, although the database that is read from stays as it is.
    sqlx::raw_sql("PRAGMA query_only = OFF")
        .execute(&mut *from)
        .await?;
    let name = file.to_string_lossy().into_owned();
    let done = sqlx::query("VACUUM INTO ?1").bind(name).execute(&mut *from).await;
    sqlx::raw_sql("PRAGMA query_only = ON")
        .execute(&mut *from)
        .await?;
    done.map(|_| ())
}

/// All pages of the database, as they are at one moment; none when it has no tables yet.
async fn pages(from: &mut SqliteConnection, size: i64) -> Result<Option<SqliteOwnedBuf>, sqlx::Error> {
    // The read transaction comes first, because only it waits for a commit that is under way.
    sqlx::raw_sql("BEGIN; SELECT count(*) FROM sqlite_schema")
        .execute(&mut *from)
        .await?;
    let pages = if size == 0 {
        None
    } else {
        Some(from.serialize(None).await?)
    };
    sqlx::raw_sql("COMMIT").execute(&mut *from).await?;
    Ok(pages)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_in_memory_and_in_a_file_are_alike_and_cannot_be_written() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let options = SqliteConnectOptions::new()
                .filename(folder.path().join("erp.db"))
                .create_if_missing(true);
            let mut erp = options.connect().await.unwrap();
            sqlx::raw_sql("CREATE TABLE t (a text); INSERT INTO t VALUES ('x')")
                .execute(&mut erp)
                .await
                .unwrap();
            // As whoever only reads opens it.
            let reader = SqliteConnectOptions::new()
                .filename(folder.path().join("erp.db"))
                .read_only(true)
                .pragma("query_only", "on");
            let mut reader = reader.connect().await.unwrap();
            let copies = [
                Snapshot::in_memory(&mut reader, 4096).await.unwrap(),
                Snapshot::in_file(&mut reader).await.unwrap(),
            ];
            let written = sqlx::raw_sql("INSERT INTO t VALUES ('y')")
                .execute(&mut reader)
                .await;
            assert!(written.is_err(), "the reader still cannot write");
            sqlx::raw_sql("DROP TABLE t").execute(&mut erp).await.unwrap();
            for mut copy in copies {
                let found: String = sqlx::query_scalar("SELECT a FROM t")
                    .fetch_one(&mut copy.connection)
                    .await
                    .unwrap();
                assert_eq!(found, "x");
                let written = sqlx::raw_sql("INSERT INTO t VALUES ('y')")
                    .execute(&mut copy.connection)
                    .await;
                assert!(written.unwrap_err().to_string().contains("readonly"));
            }
        });
    }
}
