//! The list of databases that `tests/erp/databases.py` wrote.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;
use std::sync::OnceLock;

use serde::Deserialize;

/// What holds a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Engine {
    /// A template in the throw-away cluster.
    Postgres,
    /// A file.
    Sqlite,
}

/// One database that tests may clone.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Database {
    /// The ERP, as its adapter is named.
    pub(crate) erp: String,
    /// Its series, as in `8.2`.
    pub(crate) series: String,
    /// What holds it.
    pub(crate) engine: Engine,
    /// The Python that runs this ERP's own code.
    pub(crate) python: PathBuf,
    /// The file, on SQLite.
    pub(crate) file: Option<PathBuf>,
    /// The template database, on PostgreSQL.
    pub(crate) template: Option<String>,
}

/// A login and its password.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Account {
    /// The login or role.
    #[serde(alias = "login")]
    pub(crate) name: String,
    /// Its password.
    pub(crate) password: String,
}

/// Everything that `./test` prepared.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Listing {
    /// The PostgreSQL role that owns the databases.
    pub(crate) owner: Account,
    /// The ERP's first administrator.
    pub(crate) admin: Account,
    /// Everybody else's password, with `{login}` in it.
    password: String,
    /// The databases.
    pub(crate) databases: Vec<Database>,
    /// Superuser's URL of the cluster.
    #[serde(skip)]
    pub(crate) postgres: String,
}

impl Listing {
    /// The series there are, each once.
    pub(crate) fn series(&self) -> BTreeSet<&str> {
        self.databases.iter().map(|of| of.series.as_str()).collect()
    }

    /// The password that a person of the sample organisation has.
    pub(crate) fn password(&self, login: &str) -> String {
        if login == self.admin.name {
            return self.admin.password.clone();
        }
        self.password.replace("{login}", login)
    }
}

/// What `./test` prepared, or nothing under a plain `cargo test`.
pub(crate) fn databases() -> Option<&'static Listing> {
    static LISTING: OnceLock<Option<Listing>> = OnceLock::new();
    LISTING.get_or_init(read).as_ref()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the tests' own settings, not the program's"
)]
fn read() -> Option<Listing> {
    let (Ok(path), Ok(postgres)) = (
        std::env::var("TRUEUP_TEST_DATABASES"),
        std::env::var("TRUEUP_TEST_PG_URL"),
    ) else {
        assert!(
            std::env::var("TRUEUP_TEST_REQUIRED").is_err(),
            "live tests are required: run ./test"
        );
        // Not by the macro: the harness would keep it to itself, since the test passes.
        let reason = b"live tests skipped: no ERP databases here; ./test prepares them
";
        std::io::stderr().write_all(reason).unwrap();
        return None;
    };
    let text = std::fs::read_to_string(&path).expect("the list of databases can be read");
    let listing = serde_json::from_str(&text).expect("the list of databases has its shape");
    Some(Listing { postgres, ..listing })
}
