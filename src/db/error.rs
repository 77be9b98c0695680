//! Why an operation on a database failed: what we did, and what the database said.

use std::fmt;

/// What kind of failure it was, as far as callers decide by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The database refused a statement or data.
    Database,
    /// The connection could not be made, or was lost.
    Connection,
    /// The connection was lost while the commit was under way, and asking again did not settle it: the transaction is
    /// either committed or not, and nobody here knows.
    OutcomeUnknown,
    /// The session was asked for something that it is not there for.
    Misuse,
}

/// Why an operation on a database failed.
///
/// Never holds a password, and no row values of statements that carry secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DbError(Box<Parts>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Parts {
    operation: String,
    failure: Failure,
    code: Option<String>,
    /// MariaDB's own number, which says more than its SQLSTATE.
    number: Option<u16>,
    message: String,
    detail: Option<String>,
    help: Option<String>,
    position: Option<usize>,
}

impl fmt::Display for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot {}: {}", self.0.operation, self.0.message)?;
        if let Some(detail) = &self.0.detail {
            write!(f, " ({})", detail.trim_end_matches('.'))?;
        }
        if let Some(help) = &self.0.help {
            write!(f, "; {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for DbError {}

impl DbError {
    /// Takes what matters out of the driver's error.
    pub(super) fn new(operation: impl Into<String>, error: &sqlx::Error) -> Self {
        let mut this = Self::bare(operation, Failure::Database, error.to_string());
        let parts = &mut *this.0;
        match error {
            sqlx::Error::Database(database) => {
                database.message().clone_into(&mut parts.message);
                parts.code = database.code().map(Into::into);
                if let Some(pg) = database.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
                    parts.detail = pg.detail().filter(|d| may_show(d)).map(str::to_owned);
                    parts.help = pg.hint().map(str::to_owned);
                    parts.position = match pg.position() {
                        Some(sqlx::postgres::PgErrorPosition::Original(at)) => Some(at),
                        _ => None,
                    };
                }
                if let Some(mariadb) = database.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
                    this.0.number = Some(mariadb.number());
                    this.0.help = explained(mariadb.number()).map(str::to_owned);
                }
                if this.class("08") || this.class("57P") || this.number_is(&[1053, 1927]) {
                    this.0.failure = Failure::Connection;
                }
            }
            sqlx::Error::Io(io) => {
                parts.message = io.to_string();
                parts.failure = Failure::Connection;
            }
            sqlx::Error::Tls(tls) => {
                parts.message = format!("the encrypted connection failed: {tls}");
                parts.failure = Failure::Connection;
            }
            sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => parts.failure = Failure::Connection,
            _ => {}
        }
        this
    }

    pub(super) fn bare(operation: impl Into<String>, failure: Failure, message: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            operation: operation.into(),
            failure,
            code: None,
            number: None,
            message: message.into(),
            detail: None,
            help: None,
            position: None,
        }))
    }

    pub(super) fn misuse(operation: impl Into<String>, message: &str) -> Self {
        Self::bare(operation, Failure::Misuse, message)
    }

    pub(super) fn with_failure(mut self, failure: Failure) -> Self {
        self.0.failure = failure;
        self
    }

    pub(super) fn with_code(mut self, code: &str) -> Self {
        self.0.code = Some(code.to_owned());
        self
    }

    pub(super) fn with_number(mut self, number: u16) -> Self {
        self.0.number = Some(number);
        self
    }

    pub(super) fn with_detail(mut self, detail: Option<String>) -> Self {
        self.0.detail = detail;
        self
    }

    pub(super) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// Counts positions from a later place in the statement that was sent.
    pub(super) fn shifted(mut self, by: usize) -> Self {
        self.0.position = self.0.position.and_then(|at| at.checked_sub(by));
        self
    }

    /// The same error, with a better phrase for what we did.
    #[must_use]
    pub fn during(mut self, operation: impl Into<String>) -> Self {
        self.0.operation = operation.into();
        self
    }

    /// What we did, as a phrase that follows "cannot": `begin the transaction`.
    #[must_use]
    pub fn operation(&self) -> &str {
        &self.0.operation
    }

    /// What the database, or the operating system, said.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What the database added to its message.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// The engine's code: an SQLSTATE on PostgreSQL and MariaDB, an extended result code on SQLite.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The number of MariaDB's error.
    pub(super) fn number(&self) -> Option<u16> {
        self.0.number
    }

    /// What kind of failure it was.
    #[must_use]
    pub fn failure(&self) -> Failure {
        self.0.failure
    }

    /// The line of the SQL text, from 1, that the database complains about, where it says so.
    #[must_use]
    pub fn line_in(&self, sql: &str) -> Option<usize> {
        let position = self.0.position?;
        Some(
            sql.chars()
                .take(position.saturating_sub(1))
                .filter(|&c| c == '\n')
                .count()
                + 1,
        )
    }

    /// Whether the database user lacks a privilege.
    #[must_use]
    pub fn is_permission_denied(&self) -> bool {
        self.code_is(&["42501"])
            || self.primary_is(&[3, 23])
            || self.number_is(&[1044, 1045, 1142, 1143, 1227, 1370, 1410, 1419, 1698])
    }

    /// Whether a write was refused because the session, the transaction or the file is read-only.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.code_is(&["25006"]) || self.primary_is(&[8]) || self.number_is(&[1290, 1792, 1836])
    }

    /// Whether somebody else's transaction got in the way and trying again can help.
    #[must_use]
    pub fn is_serialization_failure(&self) -> bool {
        // 517 is SQLITE_BUSY_SNAPSHOT: the read snapshot is older than a commit.
        // 1213 is MariaDB's deadlock, 1020 a row that changed since the snapshot.
        self.code_is(&["40001", "40P01", "517"]) || self.number_is(&[1020, 1213])
    }

    /// Whether a lock that somebody else holds was not released in time.
    #[must_use]
    pub fn is_lock_timeout(&self) -> bool {
        self.code_is(&["55P03"])
            || self.number_is(&[1205])
            || (self.primary_is(&[5, 6]) && !self.is_serialization_failure())
    }

    /// Whether the statement ran longer than it may, or was cancelled by an administrator.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.code_is(&["57014"]) || self.number_is(&[1317, 1969])
    }

    /// Whether a table, column, function or schema does not exist.
    #[must_use]
    pub fn is_undefined_object(&self) -> bool {
        self.code_is(&["42P01", "42703", "42883", "42704", "3F000"])
            || self.number_is(&[1049, 1051, 1054, 1146, 1305])
            || (self.primary_is(&[1])
                && (self.0.message.starts_with("no such ") || self.0.message.contains("has no column")))
    }

    /// Whether a row that must be unique, referenced or present is not.
    #[must_use]
    pub fn is_constraint_violation(&self) -> bool {
        self.class("23") || self.primary_is(&[19]) || self.number_is(&[4025])
    }

    /// Whether the connection could not be made, or was lost.
    #[must_use]
    pub fn is_connection(&self) -> bool {
        matches!(self.0.failure, Failure::Connection | Failure::OutcomeUnknown)
    }

    /// Whether nobody knows if the transaction was committed.
    #[must_use]
    pub fn outcome_unknown(&self) -> bool {
        self.0.failure == Failure::OutcomeUnknown
    }

    fn code_is(&self, codes: &[&str]) -> bool {
        self.0.code.as_deref().is_some_and(|code| codes.contains(&code))
    }

    fn number_is(&self, numbers: &[u16]) -> bool {
        self.0.number.is_some_and(|number| numbers.contains(&number))
    }

    fn class(&self, class: &str) -> bool {
        self.0
            .code
            .as_deref()
            .is_some_and(|code| code.len() == 5 && code.starts_with(class))
    }

    /// Whether SQLite's primary result code, the low byte of the extended one, is one of these.
    fn primary_is(&self, codes: &[u32]) -> bool {
        let code = self.0.code.as_deref().filter(|code| code.len() < 5);
        code.and_then(|code| code.parse::<u32>().ok())
            .is_some_and(|code| codes.contains(&(code & 0xff)))
    }
}

/// What to do about errors of MariaDB that do not say it themselves.
fn explained(number: u16) -> Option<&'static str> {
    match number {
        1419 => Some(
            "the server keeps a binary log, and only an administrator (SUPER) makes triggers there: let one run the script of \
             `trueup setup --sql`, or set log_bin_trust_function_creators = 1 for the time of the setup",
        ),
        1133 => Some("make the account first; `trueup setup --sql` prints how"),
        1153 => Some("raise max_allowed_packet on the server"),
        _ => None,
    }
}

/// PostgreSQL repeats the whole row that breaks a check, and it may hold a password hash.
fn may_show(detail: &str) -> bool {
    !detail.starts_with("Failing row contains")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_code(code: &str) -> DbError {
        DbError::bare("read x", Failure::Database, "no such table: x").with_code(code)
    }

    #[test]
    fn codes_of_all_engines_are_told_apart() {
        assert!(with_code("42501").is_permission_denied());
        assert!(with_code("40001").is_serialization_failure());
        assert!(with_code("517").is_serialization_failure() && !with_code("517").is_lock_timeout());
        assert!(with_code("5").is_lock_timeout() && with_code("55P03").is_lock_timeout());
        assert!(with_code("1").is_undefined_object() && with_code("42P01").is_undefined_object());
        assert!(with_code("2067").is_constraint_violation() && with_code("23505").is_constraint_violation());
        assert!(with_code("1544").is_read_only() && with_code("25006").is_read_only());
        assert!(!with_code("23505").is_permission_denied());
        let mariadb = |code: &str, number| with_code(code).with_number(number);
        assert!(
            mariadb("HY000", 1205).is_lock_timeout() && !mariadb("HY000", 1205).is_serialization_failure()
        );
        assert!(
            mariadb("40001", 1213).is_serialization_failure()
                && mariadb("HY000", 1020).is_serialization_failure()
        );
        assert!(
            mariadb("42S02", 1146).is_undefined_object() && mariadb("42000", 1142).is_permission_denied()
        );
        assert!(mariadb("23000", 1062).is_constraint_violation() && mariadb("25006", 1792).is_read_only());
    }

    #[test]
    fn both_statements_are_shown_and_the_line_is_found() {
        let mut error = with_code("42P01").with_help("check the name");
        assert_eq!(
            error.to_string(),
            "cannot read x: no such table: x; check the name"
        );
        error.0.position = Some(9);
        assert_eq!(error.line_in("select\n* frm x"), Some(2));
    }

    #[test]
    fn rows_are_not_repeated() {
        assert!(!may_show("Failing row contains (1, $argon2id$...)."));
        assert!(may_show("Key (login)=(li) already exists."));
    }
}
