//! `trueup adapter`: which adapters there are, what one can do, and whether it obeys the laws.

use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};

use crate::adapter::{self, Folder};
use crate::base::diagnostic::Diagnostics;
use crate::base::source::SourceMap;
use crate::cli::args::{Format, Output};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::progress::Progress;
use crate::cli::session::Session;
use crate::reconcile::conformance::{self, Trial};
use crate::report::{adapters, markdown};

/// Arguments of `trueup adapter`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show the built-in adapters, and those that the project brings
    List(List),
    /// Show what an adapter reads, writes, refuses and checks, by versions of the ERP
    Show(Show),
    /// Try an adapter on a scratch database, which is written to: do its reads and writes obey the laws?
    Check(Check),
}

#[derive(Debug, clap::Args)]
struct List {
    #[command(flatten)]
    output: Output,
}

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        match &self.command {
            Command::List(list) => list.run(session),
            Command::Show(show) => show.run(session),
            Command::Check(check) => check.run(session),
        }
    }
}

#[derive(Debug, clap::Args)]
struct Show {
    /// The adapter: a built-in one, or the path of a folder, with a `/` in it
    #[arg(value_name = "ADAPTER")]
    adapter: String,
    /// How the result is written
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Page,
    /// Write the result to a file
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// How the page of an adapter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Page {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// For documentation
    Markdown,
}

impl Show {
    fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let folder = load(&self.adapter, Path::new("."))?;
        let out = self.out.as_deref();
        let document = || adapters::show(&folder, session.out.lang);
        match self.format {
            Page::Json => session.out.json(&adapters::show_json(&folder), out)?,
            Page::Markdown => session.out.result(&markdown::render(&document()), out)?,
            Page::Text => session.out.document(&document(), out)?,
        }
        Ok(Exit::Done)
    }
}

#[derive(Debug, clap::Args)]
struct Check {
    /// The adapter: a built-in one, or the path of a folder, with a `/` in it
    #[arg(value_name = "ADAPTER")]
    adapter: String,
    /// The scratch database. It keeps some of the changes: take a copy that can be thrown away
    #[arg(long, value_name = "URL")]
    url: String,
    /// Where the random changes start from; the same seed gives the same changes
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
    /// How many sets of changes are tried
    #[arg(long, value_name = "NUMBER", default_value_t = 40)]
    rounds: u32,
    #[command(flatten)]
    output: Output,
}

impl Check {
    fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let url = session.url(&self.url, Path::new("."))?;
        let trial = Trial {
            seed: self.seed,
            rounds: self.rounds,
        };
        let progress = Progress::new(session.out.progress);
        let say = |round: u32| progress.say(format!("set {} of {}", round + 1, trial.rounds));
        let report = session
            .wait(conformance::check(
                &self.adapter,
                Path::new("."),
                &url,
                trial,
                session.now,
                &say,
            ))?
            .map_err(Failure::of_verb)?;
        drop(progress);
        let out = self.output.out.as_deref();
        match self.output.format {
            Format::Json => {
                session.out.json(&adapters::check_json(&report), out)?;
            }
            Format::Text => session
                .out
                .document(&adapters::check(&report, session.out.lang), out)?,
        }
        Ok(if report.violations.is_empty() {
            Exit::Done
        } else {
            Exit::Error
        })
    }
}

impl List {
    fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let mut folders = Vec::new();
        for name in adapter::builtin_names() {
            folders.push(load(name, Path::new("."))?);
        }
        for (root, name) in own(session) {
            folders.push(load(&name, &root)?);
        }
        let out = self.output.out.as_deref();
        match self.output.format {
            Format::Json => {
                session.out.json(&adapters::json(&folders), out)?;
            }
            Format::Text => session
                .out
                .document(&adapters::list(&folders, session.out.lang), out)?,
        }
        Ok(Exit::Done)
    }
}

/// Adapters that are folders of the project, if there is one.
fn own(session: &Session) -> Vec<(PathBuf, String)> {
    let Ok(project) = session.project() else {
        return Vec::new();
    };
    let mut names: Vec<String> = project
        .file
        .targets
        .values()
        .map(|target| target.adapter.clone())
        .filter(|name| name.contains('/'))
        .collect();
    names.sort();
    names.dedup();
    names
        .into_iter()
        .map(|name| (project.root.clone(), name))
        .collect()
}

fn load(name: &str, root: &Path) -> Result<Folder, Failure> {
    let (mut sources, mut diagnostics) = (SourceMap::new(), Diagnostics::new());
    match adapter::find(name, root, None, &mut sources, &mut diagnostics) {
        Some(folder) if !diagnostics.has_errors() => Ok(folder),
        _ => Err(Failure::Files {
            diagnostics: Box::new(diagnostics),
            sources: Box::new(sources),
        }),
    }
}
