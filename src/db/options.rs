//! What a session is opened with, and what it says about the database it reached.

use std::time::Duration;

/// What a session may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Nothing but reading: the engine itself refuses writes.
    Read,
    /// Reading and writing.
    Write,
}

/// How to connect.
#[derive(Debug, Clone)]
pub struct ConnectOptions {
    /// The name that the database's administrators see, such as `trueup plan`.
    pub application_name: String,
    /// What the session may do.
    pub access: Access,
    /// How long to wait for the server to answer.
    pub connect_timeout: Duration,
    /// How long a statement waits for a lock that somebody else holds.
    pub lock_timeout: Duration,
    /// How long one statement may run; no limit when left out. SQLite has no such limit.
    pub statement_timeout: Option<Duration>,
}

impl ConnectOptions {
    /// Options with the usual waits: 10 s for the server, 10 s for locks, no limit on statements.
    #[must_use]
    pub fn new(application_name: impl Into<String>, access: Access) -> Self {
        Self {
            application_name: application_name.into(),
            access,
            connect_timeout: Duration::from_secs(10),
            lock_timeout: Duration::from_secs(10),
            statement_timeout: None,
        }
    }
}

/// Which database a session reached. A plan for one is not applied to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseIdentity {
    /// What stays the same while the database is the same and differs for a copy of it, as far as the engine can tell:
    /// on PostgreSQL the cluster's system identifier (where it may be read) and the number of the database; on SQLite
    /// the canonical path of the file; on MariaDB the server's host name and port, and the database.
    pub system: String,
    /// The name of the database; on SQLite the name of the file.
    pub database: String,
    /// The server's version as it gives it.
    pub server_version: String,
    /// The database user that the session acts as; empty on SQLite, which has none.
    pub role: String,
}
