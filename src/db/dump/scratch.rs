//! A database that is made for a restore drill, and dropped after it.

use std::time::Duration;

use tempfile::TempDir;

use super::super::url::Kind;
use crate::db::{Access, ConnectOptions, DbError, DbUrl, Failure, Session};

/// A new, empty database. [`Scratch::drop_it`] drops it; what is left after a crash begins with `trueup_drill_`.
pub struct Scratch {
    /// Where it is.
    pub url: DbUrl,
    /// The server that it is on, and its name there; on SQLite the folder that holds it.
    place: Place,
}

enum Place {
    Server(DbUrl, String),
    Folder(TempDir),
}

impl Scratch {
    /// Makes a database on the server of `server`, with its account, which must be allowed to; `word` makes its name
    /// unique. On SQLite it is a file in a folder of its own.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn make(server: &DbUrl, word: &str) -> Result<Self, DbError> {
        let operation = "make a scratch database";
        match server.kind() {
            Kind::Postgres(options) => {
                let name = format!("trueup_drill_{word}");
                let mut session = connect(server).await?;
                // template0 has nothing that the backup could collide with.
                let sql = format!("CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'");
                let made = session.script(&sql).await;
                session.close().await;
                made.map_err(|error| {
                    let denied = error.is_permission_denied();
                    let error = error.during(operation);
                    if denied {
                        error.with_help(
                            "give the account of `restore_url` the right to: ALTER ROLE … CREATEDB; or name another server",
                        )
                    } else {
                        error
                    }
                })?;
                let url = DbUrl::of_postgres(options.as_ref().clone().database(&name));
                Ok(Self {
                    url,
                    place: Place::Server(server.clone(), name),
                })
            }
            Kind::Mariadb(options) => {
                let name = format!("trueup_drill_{word}");
                let mut session = connect(server).await?;
                let made = session
                    .script(&format!("CREATE DATABASE \"{name}\" CHARACTER SET utf8mb4"))
                    .await;
                session.close().await;
                made.map_err(|error| {
                    let denied = error.is_permission_denied();
                    let error = error.during(operation);
                    if denied {
                        error.with_help(
                            "give the account of `restore_url` the right to: GRANT ALL ON `trueup\\_drill\\_%`.* TO …; or name another server",
                        )
                    } else {
                        error
                    }
                })?;
                let url = DbUrl::of_mariadb(options.as_ref().clone().database(&name));
                Ok(Self {
                    url,
                    place: Place::Server(server.clone(), name),
                })
            }
            Kind::Sqlite(_) => {
                let folder = tempfile::Builder::new().prefix("trueup-drill-").tempdir();
                let folder =
                    folder.map_err(|e| DbError::bare(operation, Failure::Database, e.to_string()))?;
                Ok(Self {
                    url: DbUrl::of_file(folder.path().join("restored.db")),
                    place: Place::Folder(folder),
                })
            }
        }
    }

    /// Drops it. Every session in it must have ended.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn drop_it(self) -> Result<(), DbError> {
        match self.place {
            Place::Server(server, name) => {
                let mut session = connect(&server).await?;
                let sql = format!("DROP DATABASE IF EXISTS \"{name}\"");
                // The server notices a moment late that a session has ended.
                let mut dropped = session.script(&sql).await;
                for _ in 0..20 {
                    match &dropped {
                        Err(error) if error.code() == Some("55006") => {
                            tokio::time::sleep(Duration::from_millis(250)).await;
                            dropped = session.script(&sql).await;
                        }
                        _ => break,
                    }
                }
                session.close().await;
                dropped.map_err(|error| error.during(format!("drop the scratch database {name}")))
            }
            Place::Folder(folder) => folder.close().map_err(|error| {
                DbError::bare(
                    "remove the scratch database",
                    Failure::Database,
                    error.to_string(),
                )
            }),
        }
    }
}

async fn connect(server: &DbUrl) -> Result<Session, DbError> {
    Session::connect(server, ConnectOptions::new("trueup drill", Access::Write)).await
}
