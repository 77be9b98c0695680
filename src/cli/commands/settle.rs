//! `trueup settle`: tells running servers of the ERP what they are owed.

use crate::cli::args::{Format, Shape};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::reconcile;
use crate::report::settle;

/// Arguments of `trueup settle`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Some ERPs can only be told of a change after its commit. If the program is killed between the two, or the signal \
        fails, the debt is in the database, `trueup status` shows it, and the next apply or this command pays it."
)]
pub(crate) struct Args {
    #[command(flatten)]
    shape: Shape,
    /// Send nothing: the servers were told in another way, such as by clearing their cache by hand
    #[arg(long)]
    told: bool,
}

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let context = session.telling()?;
        let settled = session.run(reconcile::settle(&context, self.told))?;
        match self.shape.format {
            Format::Json => session.out.json(&settle::json(&settled, &context.target), None)?,
            Format::Text => session
                .out
                .document(&settle::document(&settled, session.out.lang), None)?,
        }
        Ok(Exit::Done)
    }
}
