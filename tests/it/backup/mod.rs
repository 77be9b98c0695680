//! Backups of databases that the ERP itself made: saved, proved, restored, and judged by the ERP's own code.

mod disaster;
mod faults;
mod keeping;
mod proving;
mod sftp;
mod sftp_place;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Engine, LiveDb, Run, Work, clone, files};

/// A project with a backup policy in force, and a folder for its backups.
struct Site {
    db: LiveDb,
    work: Work,
    place: TempDir,
}

impl Site {
    /// Applies a policy `nightly`; `{place}` in it is the folder.
    fn of(db: LiveDb, policy: &str) -> Self {
        let place = TempDir::new().unwrap();
        let work = Work::new(&db).with("SERVER_URL", &db.superuser_url());
        let project = "project: harbour\ntimezone: Europe/Amsterdam\ntargets:\n  live:\n    adapter: tryton\n    url: ${ERP_URL}\n    \
                       restore_url: ${SERVER_URL}\n";
        work.file("trueup.yaml", project);
        let site = Self { db, work, place };
        site.declare(policy);
        site.work.run(&["setup"]).expect(0);
        site.work.run(&["apply", "--yes"]).expect(0);
        site
    }

    fn new(engine: Engine, policy: &str) -> Option<Self> {
        clone("8.2", engine).map(|db| Self::of(db, policy))
    }

    /// Writes the policy without applying it.
    fn declare(&self, policy: &str) {
        let policy = policy.replace("{place}", &self.url());
        self.work
            .file("backups.yaml", &format!("backups:\n  nightly:\n{policy}"));
    }

    /// The folder as the policy names it.
    fn url(&self) -> String {
        format!("file://{}", self.place.path().display())
    }

    /// Runs `trueup backup`. What it says comes on one line, however wide that is.
    fn run(&self, arguments: &[&str]) -> Run {
        let mut run = self.work.run(&[&["backup"], arguments].concat());
        for text in [&mut run.stdout, &mut run.stderr] {
            *text = flat(text);
        }
        run
    }

    fn json(&self, arguments: &[&str], code: i32) -> Value {
        self.run(&[arguments, &["--format", "json"]].concat())
            .expect(code)
            .json()
    }

    /// Makes a backup and gives its name.
    fn saved(&self) -> String {
        let ran = self.json(&["run", "nightly"], 0);
        ran["policies"][0]["id"].as_str().unwrap().to_owned()
    }

    /// The backups on record.
    fn listed(&self) -> Vec<Value> {
        let listed = self.json(&["list"], 0);
        listed["backups"].as_array().unwrap().clone()
    }

    /// The folder of a backup.
    fn set(&self, id: &str) -> PathBuf {
        self.place.path().join("live/nightly").join(id)
    }

    /// The files in the folder for backups.
    fn files(&self) -> Vec<String> {
        files(self.place.path())
    }
}

/// The plainest policy.
const PLAIN: &str = "    what: {database: true}\n    schedule: \"0 2 * * *\"\n    to: [\"{place}\"]\n";

/// A text without line breaks.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Changes one byte in the middle of a file.
fn flip(file: &Path) {
    let mut bytes = fs::read(file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(file, bytes).unwrap();
}

/// The part that holds the database.
fn database(site: &Site, id: &str) -> PathBuf {
    let set = site.set(id);
    let name = files(&set).into_iter().find(|name| name.starts_with("database."));
    set.join(name.expect("a backup has a database"))
}
