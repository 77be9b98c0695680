//! `trueup backup prune`.

use crate::cli::args::{Format, Output};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::reconcile::backup::{Pruning, backup_prune};
use crate::report::backup as report;

#[derive(Debug, clap::Args)]
pub(super) struct Prune {
    /// Only those of this policy
    #[arg(value_name = "POLICY")]
    policy: Option<String>,
    /// Delete what is shown; without it nothing is deleted
    #[arg(short, long)]
    yes: bool,
    #[command(flatten)]
    output: Output,
}

impl Prune {
    pub(super) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let context = super::context(session)?;
        let (done, entry) = session.run(backup_prune(&context, self.policy.as_deref(), self.yes))?;
        let (out, lang) = (self.output.out.as_deref(), session.out.lang);
        let (project, target) = (&context.context.project, &context.context.target);
        match self.output.format {
            Format::Json => {
                let json = report::pruning_json(&done, target, self.yes, entry.as_ref());
                session.out.json(&json, out)?;
            }
            Format::Text => {
                let document = report::pruning(&done, self.yes, entry.as_ref(), project, lang);
                session.out.document(&document, out)?;
            }
        }
        let good = done.iter().all(Pruning::good);
        Ok(if good { Exit::Done } else { Exit::Error })
    }
}
