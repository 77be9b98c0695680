//! Database URLs. They may hold a password, so neither `Debug` nor `Display` shows what they were made from.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use sqlx::mysql::MySqlConnectOptions;
use sqlx::postgres::PgConnectOptions;

use crate::model::Engine;

/// Where a database is and how to get in.
///
/// Understood are `postgres://user:password@host:port/database?sslmode=verify-full` (also `postgresql://`, and a Unix
/// socket as `postgres://user@%2Frun%2Fpostgresql/database` or `postgres:///database?host=/run/postgresql`) `sqlite:path/to/file.db`, and
/// `mariadb://user:password@host:port/database?ssl-mode=VERIFY_IDENTITY&ssl-ca=/etc/ca.pem` (also `mysql://`, and a Unix socket as
/// `mariadb://user@localhost/database?socket=/run/mysqld/mysqld.sock`).
/// What a PostgreSQL URL leaves out comes from where libpq takes it: `PGHOST`, `PGUSER`, `PGPASSWORD`, `.pgpass`.
#[derive(Clone)]
pub struct DbUrl(Kind);

#[derive(Clone)]
pub(super) enum Kind {
    Postgres(Box<PgConnectOptions>),
    Sqlite(PathBuf),
    Mariadb(Box<MySqlConnectOptions>),
}

/// Why text is not a database URL. No variant carries the text, which may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DbUrlError {
    /// It does not begin with a scheme that trueup knows.
    #[error("a database URL begins with `postgres://`, `mariadb://` or `sqlite:`")]
    Scheme,
    /// It cannot be taken apart.
    #[error("the database URL cannot be read: {0}")]
    Malformed(&'static str),
    /// A parameter after `?` is unknown.
    #[error("the database URL has the parameter `{0}`, which is not understood")]
    Parameter(String),
    /// The database has no file that could be shared with the ERP.
    #[error("an SQLite database in memory cannot be a target; name a file, as in `sqlite:erp.db`")]
    Memory,
}

/// The parameters that are understood; any other is refused, because the driver would log it with its value.
const PARAMETERS: &[&str] = &[
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
];

/// The same for MariaDB.
const MARIADB_PARAMETERS: &[&str] = &[
    "sslmode", "ssl-mode", "sslca", "ssl-ca", "sslcert", "ssl-cert", "sslkey", "ssl-key", "socket",
];

/// The driver's message could repeat parts of the text.
const MALFORMED: DbUrlError = DbUrlError::Malformed(
    "is the port a number, and are special characters in the password percent-encoded?",
);

impl DbUrl {
    /// Takes a URL apart.
    ///
    /// # Errors
    /// When the text is no URL of an engine that trueup knows.
    pub fn parse(text: &str) -> Result<Self, DbUrlError> {
        let text = text.trim();
        if let Some(rest) = text.strip_prefix("sqlite:") {
            return sqlite(rest).map(|path| Self(Kind::Sqlite(path)));
        }
        if let Some(rest) = ["mariadb://", "mysql://"]
            .iter()
            .find_map(|scheme| text.strip_prefix(scheme))
        {
            return mariadb(rest).map(|options| Self(Kind::Mariadb(Box::new(options))));
        }
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            return Err(DbUrlError::Scheme);
        }
        check_parameters(text, PARAMETERS)?;
        let options = PgConnectOptions::from_str(text).map_err(|_| MALFORMED)?;
        Ok(Self(Kind::Postgres(Box::new(options))))
    }

    /// The engine.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.0 {
            Kind::Postgres(_) => Engine::Postgres,
            Kind::Sqlite(_) => Engine::Sqlite,
            Kind::Mariadb(_) => Engine::Mariadb,
        }
    }

    /// The file, when this is an SQLite database.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match &self.0 {
            Kind::Sqlite(path) => Some(path),
            Kind::Postgres(_) | Kind::Mariadb(_) => None,
        }
    }

    /// The same with a relative SQLite path taken from `base`.
    #[must_use]
    pub fn relative_to(self, base: &Path) -> Self {
        match self.0 {
            Kind::Sqlite(path) => Self(Kind::Sqlite(base.join(path))),
            kind @ (Kind::Postgres(_) | Kind::Mariadb(_)) => Self(kind),
        }
    }

    /// The URL without its password and parameters.
    #[must_use]
    pub fn display_redacted(&self) -> String {
        match &self.0 {
            Kind::Sqlite(path) => format!("sqlite:{}", path.display()),
            Kind::Postgres(options) => {
                let database = options.get_database().unwrap_or(options.get_username());
                let place = match options.get_socket() {
                    Some(socket) => format!("[{}]", socket.display()),
                    None => format!("{}:{}", options.get_host(), options.get_port()),
                };
                format!("postgres://{}@{place}/{database}", options.get_username())
            }
            Kind::Mariadb(options) => {
                let place = match options.get_socket() {
                    Some(socket) => format!("[{}]", socket.display()),
                    None => format!("{}:{}", options.get_host(), options.get_port()),
                };
                let database = options.get_database().unwrap_or_default();
                format!("mariadb://{}@{place}/{database}", options.get_username())
            }
        }
    }

    /// The SQLite database in this file.
    #[must_use]
    pub fn of_file(path: PathBuf) -> Self {
        Self(Kind::Sqlite(path))
    }

    pub(super) fn of_postgres(options: PgConnectOptions) -> Self {
        Self(Kind::Postgres(Box::new(options)))
    }

    pub(super) fn of_mariadb(options: MySqlConnectOptions) -> Self {
        Self(Kind::Mariadb(Box::new(options)))
    }

    pub(super) fn kind(&self) -> &Kind {
        &self.0
    }
}

impl fmt::Display for DbUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.display_redacted())
    }
}

impl fmt::Debug for DbUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DbUrl({self})")
    }
}

fn sqlite(rest: &str) -> Result<PathBuf, DbUrlError> {
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let (path, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    if let Some(parameter) = parameters.split('&').find(|p| !p.is_empty()) {
        let name = parameter.split('=').next().unwrap_or_default();
        return Err(DbUrlError::Parameter(name.to_owned()));
    }
    if path == ":memory:" {
        return Err(DbUrlError::Memory);
    }
    let path = percent_encoding::percent_decode_str(path)
        .decode_utf8()
        .map_err(|_| DbUrlError::Malformed("the path is not UTF-8"))?;
    if path.is_empty() {
        return Err(DbUrlError::Malformed("it names no file"));
    }
    Ok(PathBuf::from(path.as_ref()))
}

/// The text after the scheme. The driver would take what is missing from nowhere: it must be there.
fn mariadb(rest: &str) -> Result<MySqlConnectOptions, DbUrlError> {
    check_parameters(rest, MARIADB_PARAMETERS)?;
    let (place, _) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, database) = place.split_once('/').unwrap_or((place, ""));
    if database.is_empty() {
        return Err(DbUrlError::Malformed("it names no database"));
    }
    match authority.rsplit_once('@') {
        None | Some(("", _)) => return Err(DbUrlError::Malformed("it names no user")),
        Some(_) => {}
    }
    MySqlConnectOptions::from_str(&format!("mysql://{rest}")).map_err(|_| MALFORMED)
}

fn check_parameters(text: &str, known: &[&str]) -> Result<(), DbUrlError> {
    if text.contains('#') {
        return Err(DbUrlError::Malformed("write `#` in a password as `%23`"));
    }
    let Some((_, parameters)) = text.split_once('?') else {
        return Ok(());
    };
    if parameters.contains('@') {
        return Err(DbUrlError::Malformed("write `?` in a password as `%3F`"));
    }
    for parameter in parameters.split('&').filter(|p| !p.is_empty()) {
        let name = parameter.split('=').next().unwrap_or_default();
        if !known.contains(&name) {
            return Err(DbUrlError::Parameter(name.to_owned()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        let url = DbUrl::parse("postgres://reader:hun%40ter2@db.example:5433/erp?sslmode=require").unwrap();
        assert_eq!(url.to_string(), "postgres://reader@db.example:5433/erp");
        assert_eq!(format!("{url:?}"), "DbUrl(postgres://reader@db.example:5433/erp)");
        assert_eq!(url.engine(), Engine::Postgres);
    }

    #[test]
    fn sockets_are_understood_both_ways() {
        for text in [
            "postgres://u@%2Frun%2Fpostgresql/erp",
            "postgresql:///erp?host=/run/postgresql&user=u",
        ] {
            let url = DbUrl::parse(text).unwrap();
            assert_eq!(url.to_string(), "postgres://u@[/run/postgresql]/erp");
        }
    }

    #[test]
    fn mariadb_has_two_names_and_shows_one() {
        for scheme in ["mariadb", "mysql"] {
            let url = DbUrl::parse(&format!(
                "{scheme}://u:hun%40ter2@db.example/erp?ssl-mode=REQUIRED"
            ))
            .unwrap();
            assert_eq!(url.to_string(), "mariadb://u@db.example:3306/erp");
            assert_eq!(url.engine(), Engine::Mariadb);
        }
        let url = DbUrl::parse("mariadb://u@localhost/erp?socket=/run/mysqld/mysqld.sock").unwrap();
        assert_eq!(url.to_string(), "mariadb://u@[/run/mysqld/mysqld.sock]/erp");
    }

    #[test]
    fn files_are_understood() {
        for (text, path) in [
            ("sqlite:erp.db", "erp.db"),
            ("sqlite://data/erp.db", "data/erp.db"),
            ("sqlite:///srv/a%20b.db", "/srv/a b.db"),
        ] {
            assert_eq!(DbUrl::parse(text).unwrap().file(), Some(Path::new(path)));
        }
        let url = DbUrl::parse("sqlite:erp.db")
            .unwrap()
            .relative_to(Path::new("/srv"));
        assert_eq!(url.to_string(), "sqlite:/srv/erp.db");
    }

    #[test]
    fn what_is_wrong_is_said_without_the_text() {
        let error = |text: &str| DbUrl::parse(text).unwrap_err().to_string();
        assert_eq!(
            error("oracle://u:secret@h/d"),
            "a database URL begins with `postgres://`, `mariadb://` or `sqlite:`"
        );
        for text in [
            "postgres://u:sec#ret@h/d",
            "postgres://u:sec?ret@h/d",
            "postgres://u:p@h:secret/d",
            "postgres://u:p@h/d?sslmode=secret",
            "mariadb://u:sec#ret@h/d",
            "mysql://u:p@h:secret/d",
            "mysql://u:p@h/d?ssl-mode=secret",
        ] {
            assert!(!error(text).contains("sec"), "{}", error(text));
        }
        assert!(error("postgres://u@h/d?pasword=secret").contains("`pasword`"));
        assert!(error("mariadb://u@h/d?charset=secret").contains("`charset`"));
        assert_eq!(
            error("mariadb://u:p@h"),
            "the database URL cannot be read: it names no database"
        );
        assert_eq!(
            error("mariadb://h/d"),
            "the database URL cannot be read: it names no user"
        );
        assert_eq!(DbUrl::parse("sqlite::memory:").unwrap_err(), DbUrlError::Memory);
    }
}
