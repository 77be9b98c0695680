//! `trueup lock`: what the ERP knows, as a file.

use crate::cli::args::{Format, Shape};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::reconcile;
use crate::report::lock;

/// Arguments of `trueup lock`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    output: Shape,
}

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let context = session.context()?;
        let locked = session.run(reconcile::lock(&context))?;
        let path = context.project.root.as_path();
        match self.output.format {
            Format::Json => session.out.json(&lock::json(&locked, &context.target), None)?,
            Format::Text => session
                .out
                .document(&lock::document(&locked, path, session.out.lang), None)?,
        }
        Ok(Exit::Done)
    }
}
