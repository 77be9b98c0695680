//! `trueup schema`: the JSON Schemas of everything that trueup reads or writes.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use serde_json::Value;

use crate::base::text::{list, tick};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::output::write_file;
use crate::cli::session::Session;

/// Arguments of `trueup schema`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Print this one
    #[arg(value_name = "NAME", value_parser = PossibleValuesParser::new(names()), conflicts_with_all = ["write", "check"])]
    name: Option<String>,
    /// Write all of them into the folder
    #[arg(long)]
    write: bool,
    /// Say which files in the folder are not as they would be written; exit code 1 if there are any
    #[arg(long, conflicts_with = "write")]
    check: bool,
    /// The folder
    #[arg(long, value_name = "DIR", default_value = "schema")]
    dir: PathBuf,
}

/// A schema: its name, and how it is made.
type Made = (&'static str, fn() -> Value);

/// All of them.
const SCHEMAS: [Made; 7] = [
    ("project", crate::project::schema::project),
    ("desired", crate::project::schema::desired),
    ("adapter", crate::adapter::schema),
    ("plan", plan),
    ("journal", journal),
    ("receipt", receipt),
    ("backup", backup),
];

fn plan() -> Value {
    crate::plan::schema().into()
}

fn journal() -> Value {
    crate::registry::journal_schema().into()
}

fn receipt() -> Value {
    crate::registry::receipt_schema().into()
}

fn backup() -> Value {
    crate::backup::manifest_schema().into()
}

fn names() -> Vec<&'static str> {
    SCHEMAS.iter().map(|(name, _)| *name).collect()
}

/// Every schema as a file: its name and text.
pub(crate) fn files() -> impl Iterator<Item = (String, String)> {
    SCHEMAS
        .iter()
        .map(|(name, make)| (format!("{name}.schema.json"), text(&make())))
}

fn text(schema: &Value) -> String {
    format!("{schema:#}\n")
}

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        if let Some(name) = &self.name {
            let wanted = SCHEMAS.iter().find(|(known, _)| known == name);
            let (_, make) = wanted.expect("the parser takes known names only");
            session.out.result(&text(&make()), None)?;
            return Ok(Exit::Done);
        }
        if self.check {
            return self.check();
        }
        if !self.write {
            session.out.result(&(names().join("\n") + "\n"), None)?;
            return Ok(Exit::Done);
        }
        std::fs::create_dir_all(&self.dir).map_err(|source| Failure::File {
            operation: format!("make the folder {}", tick(&self.dir.display().to_string())),
            source,
        })?;
        let mut written = 0;
        for (name, text) in files() {
            let path = self.dir.join(name);
            if std::fs::read_to_string(&path).ok().as_ref() != Some(&text) {
                write_file(&path, text.as_bytes())?;
                written += 1;
            }
        }
        session
            .out
            .remark(&format!("{written} of {} written", SCHEMAS.len()));
        Ok(Exit::Done)
    }

    fn check(&self) -> Result<Exit, Failure> {
        let old: Vec<String> = files()
            .filter(|(name, text)| std::fs::read_to_string(self.dir.join(name)).ok().as_ref() != Some(text))
            .map(|(name, _)| name)
            .collect();
        if old.is_empty() {
            return Ok(Exit::Done);
        }
        Err(Failure::Stopped {
            what: format!("not as they would be written: {}", list(&old, SCHEMAS.len())),
            help: Some("run `trueup schema --write`".to_owned()),
        })
    }
}
