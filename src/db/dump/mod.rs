//! A whole database as one stream of bytes, and back: what backups are made of.
//!
//! On PostgreSQL the server's own programs write and read the stream (`pg_dump` in its custom format, uncompressed, and
//! `pg_restore`), and on MariaDB too (`mariadb-dump` and `mariadb`); on SQLite it is the file of a copy that was made at one
//! moment.

mod definer;
mod mariadb;
mod postgres;
mod scratch;
mod tool;

use std::fs::File;
use std::io::{self, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout};
use std::thread::JoinHandle;

use tempfile::TempDir;

use super::url::Kind;
use super::{Access, ConnectOptions, DbError, DbUrl, Failure, Session};

pub use scratch::Scratch;

/// A database at one moment: as a session that reads it, and as a stream of bytes. Both show the same state.
pub struct Moment {
    /// Reads the state.
    pub session: Session,
    /// The same state as bytes.
    pub dump: Dump,
    /// Holds the copy that both read, on SQLite; to be kept until both are done.
    pub copy: Option<TempDir>,
}

/// A database as bytes, while they are read.
pub struct Dump {
    /// The program that writes them, with its version; none on SQLite.
    pub tool: Option<String>,
    /// What was read already.
    begun: io::Cursor<Vec<u8>>,
    source: Source,
}

enum Source {
    Program(Program<ChildStdout>),
    File(File),
}

/// A program that was started, its end of the pipe, and what it said.
struct Program<P> {
    name: &'static str,
    child: Child,
    pipe: Option<P>,
    said: Option<JoinHandle<String>>,
}

impl Moment {
    /// Takes hold of the state of this moment. Nobody is kept from writing meanwhile, except on MariaDB for the moment in
    /// which the program begins.
    ///
    /// # Errors
    /// When the database cannot be reached, or the program that reads it is missing or too old.
    pub async fn take(url: &DbUrl, name: &str) -> Result<Self, DbError> {
        let options = |name: &str| ConnectOptions::new(name, Access::Read);
        match url.kind() {
            Kind::Postgres(server) => {
                let mut session = Session::connect(url, options(name)).await?;
                session.begin_read().await?;
                let version = session.identity().await?.server_version;
                let sql = "SELECT pg_export_snapshot()";
                let rows = session.query(sql, &[]).await?;
                let snapshot = rows.into_iter().flatten().next().flatten().unwrap_or_default();
                let dump = postgres::dump(server, &version, &snapshot)?;
                Ok(Self {
                    session,
                    dump,
                    copy: None,
                })
            }
            Kind::Mariadb(server) => mariadb::take(url, server, name).await,
            Kind::Sqlite(file) => {
                let operation = "copy the database for its backup";
                let failed =
                    |error: &io::Error| DbError::bare(operation, Failure::Database, error.to_string());
                let folder = tempfile::Builder::new()
                    .prefix("trueup-")
                    .tempdir()
                    .map_err(|e| failed(&e))?;
                let copy = folder.path().join("backup.db");
                super::sqlite::copy(file, &copy, &options(name)).await?;
                let bytes = File::open(&copy).map_err(|e| failed(&e))?;
                let mut session =
                    Session::connect(&DbUrl::of_file(copy), ConnectOptions::new(name, Access::Read)).await?;
                session.begin_read().await?;
                let source = Source::File(bytes);
                Ok(Self {
                    session,
                    dump: Dump {
                        tool: None,
                        begun: io::Cursor::default(),
                        source,
                    },
                    copy: Some(folder),
                })
            }
        }
    }
}

impl Dump {
    /// Says whether the stream that was read to its end is the whole database.
    ///
    /// # Errors
    /// When the program that wrote it failed; the message is the program's.
    pub fn finish(self) -> Result<(), DbError> {
        match self.source {
            Source::Program(program) => program.finish(),
            Source::File(_) => Ok(()),
        }
    }
}

impl Read for Dump {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let begun = self.begun.read(bytes)?;
        if begun > 0 {
            return Ok(begun);
        }
        match &mut self.source {
            Source::Program(program) => program.pipe.as_mut().map_or(Ok(0), |pipe| pipe.read(bytes)),
            Source::File(file) => file.read(bytes),
        }
    }
}

const RESTORE: &str = "restore into the database";

/// Makes sure that a database is empty, and says the version of its server.
async fn empty(url: &DbUrl, name: &str) -> Result<String, DbError> {
    let mut session = Session::connect(url, ConnectOptions::new(name, Access::Read)).await?;
    session.begin_read().await?;
    let tables = super::catalog::tables(&mut session).await?;
    if let Some(table) = tables.first() {
        let message = format!("it is not empty: it has the table {table}");
        let error = DbError::bare(RESTORE, Failure::Misuse, message);
        return Err(error.with_help("name a database that was just created"));
    }
    let version = session.identity().await?.server_version;
    session.close().await;
    Ok(version)
}

/// A database that is being filled from the bytes of a [`Dump`].
pub struct Restore(Sink);

enum Sink {
    Program(Program<ChildStdin>),
    /// With the definers taken out on the way.
    Mariadb(Program<ChildStdin>, definer::Filter),
    File(File),
}

impl Restore {
    /// Begins to fill a database, which must be empty.
    ///
    /// # Errors
    /// When the program is missing, or the database holds anything already.
    pub async fn begin(url: &DbUrl, name: &str) -> Result<Self, DbError> {
        match url.kind() {
            Kind::Postgres(server) => {
                let version = empty(url, name).await?;
                Ok(Self(Sink::Program(postgres::restore(server, &version)?)))
            }
            Kind::Mariadb(server) => {
                let version = empty(url, name).await?;
                let program = mariadb::restore(server, &version)?;
                Ok(Self(Sink::Mariadb(program, definer::Filter::default())))
            }
            Kind::Sqlite(file) => {
                let made = File::options().write(true).create_new(true).open(file);
                let made =
                    made.map_err(|error| DbError::bare(RESTORE, Failure::Misuse, error.to_string()))?;
                Ok(Self(Sink::File(made)))
            }
        }
    }

    /// Says whether the database now holds everything that was written.
    ///
    /// # Errors
    /// When the program failed; the message is the program's.
    pub fn finish(self) -> Result<(), DbError> {
        match self.0 {
            Sink::Program(mut program) => {
                program.pipe = None;
                program.finish()
            }
            Sink::Mariadb(mut program, filter) => {
                if let Some(pipe) = &mut program.pipe {
                    // Whoever does not read to the end says why when it ends.
                    pipe.write_all(filter.rest()).ok();
                }
                program.pipe = None;
                program.finish()
            }
            Sink::File(file) => file
                .sync_all()
                .map_err(|error| DbError::bare(RESTORE, Failure::Database, error.to_string())),
        }
    }
}

impl Write for Restore {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.0 {
            Sink::Program(program) => match &mut program.pipe {
                Some(pipe) => pipe.write(bytes),
                None => Err(io::ErrorKind::BrokenPipe.into()),
            },
            Sink::Mariadb(program, filter) => match &mut program.pipe {
                Some(pipe) => {
                    pipe.write_all(&filter.pass(bytes))?;
                    Ok(bytes.len())
                }
                None => Err(io::ErrorKind::BrokenPipe.into()),
            },
            Sink::File(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Sink::Program(program) | Sink::Mariadb(program, _) => {
                program.pipe.as_mut().map_or(Ok(()), Write::flush)
            }
            Sink::File(file) => file.flush(),
        }
    }
}

impl<P> Program<P> {
    fn finish(mut self) -> Result<(), DbError> {
        drop(self.pipe.take());
        let operation = format!("run {}", self.name);
        let ended = self.child.wait();
        let said = self.said.take().and_then(|thread| thread.join().ok());
        let said = said.unwrap_or_default();
        match ended {
            Ok(status) if status.success() => {
                if !said.trim().is_empty() {
                    tracing::warn!(program = self.name, "{}", said.trim());
                }
                Ok(())
            }
            Ok(status) => {
                let message = if said.trim().is_empty() {
                    format!("it ended with {status}")
                } else {
                    format!("it ended with {status}: {}", said.trim())
                };
                Err(DbError::bare(operation, Failure::Database, message))
            }
            Err(error) => Err(DbError::bare(operation, Failure::Database, error.to_string())),
        }
    }
}

impl<P> Drop for Program<P> {
    fn drop(&mut self) {
        drop(self.pipe.take());
        // After `finish` there is nothing to end; otherwise nobody waits for its result any more.
        if matches!(self.child.try_wait(), Ok(None)) {
            self.child.kill().ok();
            self.child.wait().ok();
        }
    }
}
