//! A session: one connection to one database, with at most one transaction.

use std::time::Duration;

use super::url::Kind;
use super::{Access, ConnectOptions, DatabaseIdentity, DbError, DbUrl, mariadb, postgres, sqlite};
use crate::model::Engine;

/// A connection to one database.
///
/// Statements run in the transaction that is open, or each on its own. Whoever drops a session with an open
/// transaction has rolled it back.
pub struct Session {
    driver: Driver,
    access: Access,
    state: Transaction,
}

/// One arm per engine; every engine has a file of its own with the same methods.
enum Driver {
    Postgres(Box<postgres::Connection>),
    Sqlite(Box<sqlite::Connection>),
    Mariadb(Box<mariadb::Connection>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Transaction {
    None,
    Read,
    Write,
}

/// Calls the same method of whichever driver it is.
macro_rules! each {
    ($self:ident.$method:ident($($argument:expr),*)) => {
        match &mut $self.driver {
            Driver::Postgres(connection) => connection.$method($($argument),*).await,
            Driver::Sqlite(connection) => connection.$method($($argument),*).await,
            Driver::Mariadb(connection) => connection.$method($($argument),*).await,
        }
    };
}

impl Session {
    /// Connects.
    ///
    /// # Errors
    /// When the database cannot be reached or refuses us; the message says where and as whom, and what to do.
    pub async fn connect(url: &DbUrl, options: ConnectOptions) -> Result<Self, DbError> {
        let access = options.access;
        let driver = match url.kind() {
            Kind::Postgres(server) => {
                let shown = url.display_redacted();
                Driver::Postgres(Box::new(
                    postgres::Connection::open(server, shown, options).await?,
                ))
            }
            Kind::Sqlite(file) => Driver::Sqlite(Box::new(sqlite::Connection::open(file, &options).await?)),
            Kind::Mariadb(server) => {
                let shown = url.display_redacted();
                Driver::Mariadb(Box::new(mariadb::Connection::open(server, shown, options).await?))
            }
        };
        Ok(Self {
            driver,
            access,
            state: Transaction::None,
        })
    }

    /// The engine.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.driver {
            Driver::Postgres(_) => Engine::Postgres,
            Driver::Sqlite(_) => Engine::Sqlite,
            Driver::Mariadb(_) => Engine::Mariadb,
        }
    }

    /// What the session may do.
    #[must_use]
    pub fn access(&self) -> Access {
        self.access
    }

    /// Whether a transaction is open.
    #[must_use]
    pub fn in_transaction(&self) -> bool {
        self.state != Transaction::None
    }

    /// Which database this is.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn identity(&mut self) -> Result<DatabaseIdentity, DbError> {
        each!(self.identity())
    }

    /// Whether a table or view of that name (on PostgreSQL as the search path finds it, or with its schema) exists.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn table_exists(&mut self, table: &str) -> Result<bool, DbError> {
        each!(self.table_exists(table))
    }

    /// About how large the database is, in bytes.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn size(&mut self) -> Result<u64, DbError> {
        let sql = match self.engine() {
            Engine::Postgres => "SELECT CAST(pg_database_size(current_database()) AS text)",
            Engine::Sqlite => {
                "SELECT CAST((SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size) AS text)"
            }
            Engine::Mariadb => {
                "SELECT CAST(coalesce(sum(data_length + index_length), 0) AS char) FROM information_schema.tables \
                 WHERE table_schema = database()"
            }
        };
        let rows = self.query(sql, &[]).await?;
        let size = rows.into_iter().flatten().next().flatten();
        Ok(size.and_then(|size| size.parse().ok()).unwrap_or(0))
    }

    /// Begins a transaction that sees one state of the database, takes no lock that stops a writer, and cannot write.
    ///
    /// On SQLite without WAL what is read from here to [`Session::rollback`] is a private copy.
    ///
    /// # Errors
    /// When a transaction is open already, or the database refuses.
    pub async fn begin_read(&mut self) -> Result<(), DbError> {
        self.expect("begin the read-only transaction", Transaction::None)?;
        each!(self.begin_read())?;
        self.state = Transaction::Read;
        Ok(())
    }

    /// Begins a transaction that may write. `lock_sql` is its first statement, before anything is read.
    ///
    /// # Errors
    /// When a transaction is open already, the session is read-only, or a lock is not to be had in time.
    pub async fn begin_write(&mut self, lock_sql: Option<&str>) -> Result<(), DbError> {
        let operation = "begin the transaction";
        self.expect(operation, Transaction::None)?;
        self.writable(operation)?;
        match each!(self.begin_write(lock_sql)) {
            Ok(()) => {
                self.state = Transaction::Write;
                Ok(())
            }
            Err(error) => {
                // The error is what matters, and the transaction may not even have begun.
                drop(self.end().await);
                Err(error)
            }
        }
    }

    /// Commits. After an error the transaction is still open, unless the connection was lost.
    ///
    /// # Errors
    /// When the database refuses, and nothing was written; or when the connection was lost and nobody knows
    /// ([`DbError::outcome_unknown`]). A connection that was lost is made again to ask what became of the transaction.
    pub async fn commit(&mut self) -> Result<(), DbError> {
        self.expect("commit", Transaction::Write)?;
        let outcome = each!(self.commit());
        if outcome.as_ref().err().is_none_or(DbError::is_connection) {
            self.state = Transaction::None;
        }
        outcome
    }

    /// Ends the transaction and undoes what it wrote; does nothing when none is open.
    ///
    /// # Errors
    /// When the database refuses. A lost connection is no error: it has rolled back.
    pub async fn rollback(&mut self) -> Result<(), DbError> {
        if self.state == Transaction::None {
            return Ok(());
        }
        self.end().await
    }

    async fn end(&mut self) -> Result<(), DbError> {
        self.state = Transaction::None;
        match &mut self.driver {
            Driver::Postgres(connection) => connection.rollback().await,
            Driver::Sqlite(connection) => connection.rollback(self.access).await,
            Driver::Mariadb(connection) => connection.rollback().await,
        }
    }

    /// Marks a place in the transaction, which may be read-only, to which [`Session::rollback_to`] can return.
    ///
    /// # Errors
    /// When no transaction is open or the database refuses.
    pub async fn savepoint(&mut self, name: &str) -> Result<(), DbError> {
        self.mark("mark a savepoint", &format!("SAVEPOINT {name}")).await
    }

    /// Undoes what happened since [`Session::savepoint`], an error included, and forgets the mark.
    ///
    /// # Errors
    /// When the mark does not exist, or the connection is lost.
    pub async fn rollback_to(&mut self, name: &str) -> Result<(), DbError> {
        let sql = format!("ROLLBACK TO SAVEPOINT {name}; RELEASE SAVEPOINT {name}");
        self.mark("return to a savepoint", &sql).await
    }

    /// Forgets the mark and keeps what happened since.
    ///
    /// # Errors
    /// When the mark does not exist, or the connection is lost.
    pub async fn release(&mut self, name: &str) -> Result<(), DbError> {
        self.mark("release a savepoint", &format!("RELEASE SAVEPOINT {name}"))
            .await
    }

    async fn mark(&mut self, operation: &str, sql: &str) -> Result<(), DbError> {
        if self.state == Transaction::None {
            return Err(DbError::misuse(operation, "no transaction is open"));
        }
        each!(self.script(sql)).map_err(|error| error.during(operation))
    }

    /// Takes trueup's own lock of that name, before a transaction begins, and holds it until [`Session::unlock`] or
    /// the end of the session. On SQLite there is nothing to take: only one transaction writes at a time.
    ///
    /// # Errors
    /// When somebody else holds it for longer than `wait` ([`DbError::is_lock_timeout`]); the message says who.
    pub async fn lock(&mut self, name: &str, wait: Duration) -> Result<(), DbError> {
        self.expect("take the lock", Transaction::None)?;
        match &mut self.driver {
            Driver::Postgres(connection) => connection.lock(name, wait).await,
            Driver::Mariadb(connection) => connection.lock(name, wait).await,
            Driver::Sqlite(_) => Ok(()),
        }
    }

    /// Releases what [`Session::lock`] took.
    ///
    /// # Errors
    /// When the database does not answer. A lost connection is no error: the lock went with it.
    pub async fn unlock(&mut self, name: &str) -> Result<(), DbError> {
        match &mut self.driver {
            Driver::Postgres(connection) => connection.unlock(name).await,
            Driver::Mariadb(connection) => connection.unlock(name).await,
            Driver::Sqlite(_) => Ok(()),
        }
    }

    /// The names of a query's columns. Runs nothing.
    ///
    /// # Errors
    /// When the database does not accept the query.
    pub async fn columns(&mut self, sql: &str) -> Result<Vec<String>, DbError> {
        each!(self.columns(sql))
    }

    /// Runs a query without parameters and hands out its rows as text, one at a time, in constant memory.
    ///
    /// `sql` is one SELECT (which may begin with WITH) and does not end in a semicolon. Every type is spelled as the
    /// engine does: booleans are `t` and `f` on PostgreSQL and `1` and `0` on SQLite and MariaDB.
    ///
    /// # Errors
    /// When the database refuses. On PostgreSQL the session may then have lost its connection, and the transaction
    /// with it; it is made again when the next transaction begins.
    pub async fn read(
        &mut self,
        sql: &str,
        mut row: impl FnMut(&[Option<&str>]) + Send,
    ) -> Result<(), DbError> {
        each!(self.read(sql, &mut row))
    }

    /// Runs a query and collects its rows as text, for small results.
    ///
    /// Parameters are bound as text to `$1`, `$2` …: the SQL casts them. With parameters on PostgreSQL the columns
    /// must be text, booleans or integers; booleans are `true` and `false` there.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn query(
        &mut self,
        sql: &str,
        parameters: &[Option<&str>],
    ) -> Result<Vec<Vec<Option<String>>>, DbError> {
        each!(self.query(sql, parameters))
    }

    /// Runs one statement and says how many rows it touched. Parameters are bound as text to `$1`, `$2` ….
    ///
    /// # Errors
    /// When the session is read-only or the database refuses.
    pub async fn execute(&mut self, sql: &str, parameters: &[Option<&str>]) -> Result<u64, DbError> {
        self.may_write("run a statement")?;
        each!(self.execute(sql, parameters))
    }

    /// Runs several statements without parameters, separated by semicolons.
    ///
    /// # Errors
    /// When the session is read-only or the database refuses one of them; those after it did not run.
    pub async fn script(&mut self, sql: &str) -> Result<(), DbError> {
        self.may_write("run a script")?;
        each!(self.script(sql))
    }

    /// Loads many rows into a table and says how many. Cells are text in the form that the column's type accepts.
    ///
    /// # Errors
    /// When the session is read-only or the database refuses.
    pub async fn fill<'a, R>(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: impl Iterator<Item = R> + Send,
    ) -> Result<u64, DbError>
    where
        R: IntoIterator<Item = Option<&'a str>> + Send,
    {
        self.may_write("fill a table")?;
        each!(self.fill(table, columns, rows))
    }

    /// Ends the session politely. Dropping it ends it too.
    pub async fn close(self) {
        match self.driver {
            Driver::Postgres(connection) => connection.close().await,
            Driver::Sqlite(connection) => connection.close().await,
            Driver::Mariadb(connection) => connection.close().await,
        }
    }

    fn expect(&self, operation: &str, state: Transaction) -> Result<(), DbError> {
        if self.state == state {
            return Ok(());
        }
        let message = match state {
            Transaction::None => "a transaction is open",
            Transaction::Read => "no read-only transaction is open",
            Transaction::Write => "no transaction that writes is open",
        };
        Err(DbError::misuse(operation, message))
    }

    fn writable(&self, operation: &str) -> Result<(), DbError> {
        if self.access == Access::Write {
            return Ok(());
        }
        Err(DbError::misuse(
            operation,
            "the session was opened for reading only",
        ))
    }

    fn may_write(&self, operation: &str) -> Result<(), DbError> {
        self.writable(operation)?;
        if self.state == Transaction::Read {
            return Err(DbError::misuse(operation, "the transaction is read-only"));
        }
        Ok(())
    }
}
