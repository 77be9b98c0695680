//! `trueup status`: how a target stands.

use crate::cli::args::{Format, Output};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::reconcile;
use crate::report::status;

/// Arguments of `trueup status`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    output: Output,
    /// End with exit code 2 if changes are pending or the ERP drifted
    #[arg(long)]
    exit_code: bool,
}

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let context = session.context()?;
        let found = session.run(reconcile::status(&context))?;
        let out = self.output.out.as_deref();
        match self.output.format {
            Format::Json => {
                session.out.json(&status::json(&found, &context.target), out)?;
            }
            Format::Text => {
                let url = context.url.display_redacted();
                let document = status::document(&found, &context.target, &url, session.out.lang);
                session.out.document(&document, out)?;
            }
        }
        let pending = found
            .pending
            .is_none_or(|(files, drift, conflicts)| files + drift + conflicts > 0);
        Ok(if self.exit_code && pending {
            Exit::Pending
        } else {
            Exit::Done
        })
    }
}
