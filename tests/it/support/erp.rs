//! A clone of an ERP's database for one test, and the ERP's own verdict on it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;
use tempfile::TempDir;

use super::listing::{Database, Engine, Listing, databases};
use super::sql::{self, Rows};

/// A database of the test's own. Dropping it removes it.
pub(crate) struct LiveDb {
    listing: &'static Listing,
    of: &'static Database,
    name: String,
    folder: TempDir,
}

/// A fresh clone of the database of `series` on `engine`; nothing where no databases were prepared.
pub(crate) fn clone(series: &str, engine: Engine) -> Option<LiveDb> {
    let listing = databases()?;
    let of = listing
        .databases
        .iter()
        .find(|of| of.series == series && of.engine == engine)
        .unwrap_or_else(|| panic!("./test made no {series} on {engine:?}"));
    Some(LiveDb::new(listing, of))
}

/// A fresh clone of every database, made as the loop reaches it.
pub(crate) fn every() -> impl Iterator<Item = LiveDb> {
    databases()
        .into_iter()
        .flat_map(|listing| listing.databases.iter().map(move |of| LiveDb::new(listing, of)))
}

impl LiveDb {
    fn new(listing: &'static Listing, of: &'static Database) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let name = format!(
            "test_{}_{}",
            std::process::id(),
            NUMBER.fetch_add(1, Ordering::Relaxed)
        );
        let clone = Self {
            listing,
            of,
            name,
            folder: TempDir::new().unwrap(),
        };
        match (&of.template, &of.file) {
            (Some(template), _) => {
                let (name, owner) = (&clone.name, &listing.owner.name);
                let create = format!("CREATE DATABASE {name} TEMPLATE {template} OWNER {owner}");
                sql::rows(&listing.postgres, &create);
            }
            (None, Some(file)) => {
                std::fs::copy(file, clone.file()).unwrap();
            }
            (None, None) => panic!("the list names neither template nor file of {}", of.series),
        }
        clone
    }

    /// The series of the ERP, as in `8.2`.
    pub(crate) fn series(&self) -> &'static str {
        &self.of.series
    }

    /// What holds it.
    pub(crate) fn engine(&self) -> Engine {
        self.of.engine
    }

    /// For messages: which database this is a clone of.
    pub(crate) fn title(&self) -> String {
        format!("{} {} on {:?}", self.of.erp, self.series(), self.engine())
    }

    /// Its URL, as the role that owns the ERP's tables.
    pub(crate) fn url(&self) -> String {
        self.url_as(&self.listing.owner.name, &self.listing.owner.password)
    }

    /// Its URL as any role; on SQLite there are none.
    pub(crate) fn url_as(&self, role: &str, password: &str) -> String {
        match self.of.engine {
            Engine::Postgres => format!("postgres://{role}:{password}@{}/{}", self.address(), self.name),
            Engine::Sqlite => format!("sqlite:{}", self.file().display()),
        }
    }

    /// Its URL as the cluster's superuser.
    pub(crate) fn superuser_url(&self) -> String {
        match self.of.engine {
            Engine::Postgres => format!("{}/{}", server_of(&self.listing.postgres), self.name),
            Engine::Sqlite => self.url(),
        }
    }

    /// Runs statements as the superuser and returns the rows, cells as text.
    pub(crate) fn sql(&self, statements: &str) -> Rows {
        sql::rows(&self.superuser_url(), statements)
    }

    /// Loses the database: an empty one of the same name and owner is in its place.
    pub(crate) fn lose(&self) {
        match self.of.engine {
            Engine::Postgres => {
                let (name, owner) = (&self.name, &self.listing.owner.name);
                sql::rows(
                    &self.listing.postgres,
                    &format!("DROP DATABASE {name} WITH (FORCE)"),
                );
                let create = format!("CREATE DATABASE {name} TEMPLATE template0 OWNER {owner}");
                sql::rows(&self.listing.postgres, &create);
            }
            Engine::Sqlite => std::fs::remove_file(self.file()).unwrap(),
        }
    }

    /// Keeps a copy of the database as it is now.
    pub(crate) fn backup(&self) -> Backup<'_> {
        let copy = format!("{}_backup", self.name);
        match self.of.engine {
            Engine::Postgres => self.copy(&self.name, &copy),
            Engine::Sqlite => drop(std::fs::copy(self.file(), self.folder().join(&copy)).unwrap()),
        }
        Backup { of: self, copy }
    }

    fn copy(&self, from: &str, to: &str) {
        let owner = &self.listing.owner.name;
        let create = format!("CREATE DATABASE {to} TEMPLATE {from} OWNER {owner}");
        sql::rows(&self.listing.postgres, &create);
    }

    /// The password of a person of the sample organisation.
    pub(crate) fn password(&self, login: &str) -> String {
        self.listing.password(login)
    }

    /// A folder that lives as long as the database.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The name that the ERP knows it by.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Writes a configuration file of the ERP for this database.
    pub(super) fn config(&self, more: &str) -> PathBuf {
        let owner = &self.listing.owner;
        let uri = match self.of.engine {
            Engine::Postgres => format!(
                "postgresql://{}:{}@{}/",
                owner.name,
                owner.password,
                self.address()
            ),
            Engine::Sqlite => "sqlite://".to_owned(),
        };
        let path = self.folder().join(format!("{}.conf", self.name));
        let text = format!(
            "[database]\nuri = {uri}\npath = {}\n{more}",
            self.folder().display()
        );
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The ERP's own Python, ready to run a program of ours or of the ERP.
    pub(super) fn python(&self, program: &Path) -> Command {
        let mut command = Command::new(&self.of.python);
        command
            .arg(program)
            .env("PYTHONPATH", scripts())
            .env("PYTHONDONTWRITEBYTECODE", "1");
        command.stdin(Stdio::null());
        command
    }

    /// A program that the ERP installed beside its Python.
    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.of.python.with_file_name(name)
    }

    fn file(&self) -> PathBuf {
        self.folder().join(format!("{}.sqlite", self.name))
    }

    fn address(&self) -> &str {
        server_of(&self.listing.postgres)
            .rsplit('@')
            .next()
            .expect("rsplit gives at least one part")
    }
}

/// A copy of a database. Dropping it removes it.
pub(crate) struct Backup<'db> {
    of: &'db LiveDb,
    copy: String,
}

impl Backup<'_> {
    /// Puts the database back to what it was when the copy was made.
    pub(crate) fn restore(&self) {
        match self.of.of.engine {
            Engine::Postgres => {
                let drop = format!("DROP DATABASE {} WITH (FORCE)", self.of.name);
                sql::rows(&self.of.listing.postgres, &drop);
                self.of.copy(&self.copy, &self.of.name);
            }
            Engine::Sqlite => {
                std::fs::copy(self.of.folder().join(&self.copy), self.of.file()).unwrap();
            }
        }
    }
}

impl Drop for Backup<'_> {
    fn drop(&mut self) {
        if self.of.of.engine == Engine::Postgres {
            let drop = format!("DROP DATABASE {} WITH (FORCE)", self.copy);
            sql::rows(&self.of.listing.postgres, &drop);
        }
    }
}

impl Drop for LiveDb {
    fn drop(&mut self) {
        if self.of.engine == Engine::Postgres {
            sql::rows(
                &self.listing.postgres,
                &format!("DROP DATABASE {} WITH (FORCE)", self.name),
            );
        }
    }
}

/// Asks one of `tests/erp/judge` about a database.
pub(crate) fn judge(db: &LiveDb, script: &str, arguments: &[&str]) -> Value {
    let mut command = db.python(&scripts().join("judge").join(script).with_extension("py"));
    command.arg(db.config("")).arg(&db.name).args(arguments);
    answer(command)
}

/// Runs a judge and reads what it says.
pub(super) fn answer(mut command: Command) -> Value {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("a judge says one JSON value")
}

/// Where the programs are that build and judge.
pub(super) fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/erp")
}

/// A URL without its database.
fn server_of(url: &str) -> &str {
    url.rsplit_once('/')
        .expect("the cluster's URL names a database")
        .0
}
