//! A project folder of a test's own, and the program run in it as a user would.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::LiveDb;

/// A project folder for one database.
pub(crate) struct Work {
    folder: TempDir,
    environment: BTreeMap<String, String>,
}

/// What a run of the program gave.
#[derive(Debug)]
pub(crate) struct Run {
    /// The exit code.
    pub(crate) code: i32,
    /// The result.
    pub(crate) stdout: String,
    /// Remarks and progress.
    pub(crate) stderr: String,
}

impl Run {
    /// Fails the test unless the program ended with this code.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "\n--- stdout\n{}\n--- stderr\n{}",
            self.stdout, self.stderr
        );
        self
    }

    /// The result as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}\n{}", self.stdout))
    }
}

impl Work {
    /// A project with one target, `live`, that reads and writes as the role that owns the ERP's tables.
    pub(crate) fn new(db: &LiveDb) -> Self {
        Self::of("tryton", &db.url())
    }

    /// The same for any adapter and any database.
    pub(crate) fn of(adapter: &str, url: &str) -> Self {
        let work = Self::empty();
        work.file(
            "trueup.yaml",
            &format!(
                "project: harbour\ntimezone: Europe/Amsterdam\ntargets:\n  live:\n    adapter: {adapter}\n    url: ${{ERP_URL}}\n"
            ),
        );
        work.with("ERP_URL", url)
    }

    /// A folder for a project.
    pub(crate) fn empty() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
            environment: BTreeMap::new(),
        }
    }

    /// A variable of the program's environment.
    pub(crate) fn variable(&self, name: &str) -> &str {
        &self.environment[name]
    }

    /// Sets a variable of the program's environment.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The project's folder.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file of the project.
    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The program, ready to be started here.
    #[expect(
        clippy::disallowed_methods,
        reason = "the program finds git where the test does"
    )]
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trueup"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env_clear()
            .envs(&self.environment)
            .env("LANG", "C.UTF-8")
            .env("USER", "tester")
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.path())
            .stdin(Stdio::null());
        command
    }

    /// Runs the program here.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments).output().unwrap();
        Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}
