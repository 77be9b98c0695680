//! `trueup fmt`: the usual form of the files. Only blanks, quotes and line ends move; comments and order stay.

use std::sync::Arc;

use crate::base::edit;
use crate::base::source::SourceMap;
use crate::base::text::{plural, tick};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::output::write_file;
use crate::cli::session::Session;
use crate::project::load::{PROJECT_FILE, Part};
use crate::project::{Loaded, Project};

/// Arguments of `trueup fmt`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Change nothing; show what would change, and end with exit code 1 if anything would
    #[arg(long)]
    check: bool,
}

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let root = session.root()?;
        let Loaded {
            project,
            parts,
            sources,
            diagnostics,
        } = Project::load(&root);
        if project.is_none() {
            return Err(Failure::Files {
                diagnostics: Box::new(diagnostics),
                sources: Box::new(sources),
            });
        }
        let mut changed = 0;
        for (name, text) in texts(&parts, &sources) {
            let Some(formatted) = edit::format(&text) else {
                continue;
            };
            changed += 1;
            if self.check {
                let diff = edit::unified_diff(&name, &text, &formatted);
                session.out.result(&diff, None)?;
            } else {
                write_file(&root.join(&name), formatted.as_bytes())?;
                session.out.remark(&format!("formatted {}", tick(&name)));
            }
        }
        if self.check && changed > 0 {
            return Err(Failure::Stopped {
                what: format!("{} not in the usual form", plural(changed, "file")),
                help: Some("run `trueup fmt`".to_owned()),
            });
        }
        Ok(Exit::Done)
    }
}

/// The files of a project and their texts.
fn texts(parts: &[Part], sources: &SourceMap) -> Vec<(String, Arc<str>)> {
    let parts = parts.iter().filter_map(|part| part.file);
    let main = sources
        .iter()
        .find(|(_, source)| source.name() == PROJECT_FILE)
        .map(|(id, _)| id);
    main.into_iter()
        .chain(parts)
        .map(|file| sources.get(file))
        .map(|source| (source.name().to_owned(), source.text().clone()))
        .collect()
}
