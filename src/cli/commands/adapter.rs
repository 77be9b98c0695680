//! `trueup adapter`: which adapters there are.

use std::path::Path;

use clap::Subcommand;

use crate::adapter::{self, Folder};
use crate::base::diagnostic::Diagnostics;
use crate::base::source::SourceMap;
use crate::cli::args::{Format, Output};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::report::adapters;

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
        }
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
                let json = adapters::json(&folders);
                session.out.result(&format!("{json:#}\n"), out)?;
            }
            Format::Text => session
                .out
                .document(&adapters::list(&folders, session.out.lang), out)?,
        }
        Ok(Exit::Done)
    }
}

/// Adapters that are folders of the project, if there is one.
fn own(session: &Session) -> Vec<(std::path::PathBuf, String)> {
    let Ok(Some(project)) = session.load().map(|loaded| loaded.project) else {
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
            diagnostics,
            sources: Box::new(sources),
        }),
    }
}
