//! `trueup backup list`.

use crate::cli::args::{Format, Output};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::reconcile::backup::{backup_list, backup_rebuild};
use crate::report::backup as report;

#[derive(Debug, clap::Args)]
pub(super) struct List {
    /// Only those of this policy
    #[arg(value_name = "POLICY")]
    policy: Option<String>,
    /// Look at the destinations, and make the record anew from the manifests there
    #[arg(long)]
    rebuild: bool,
    #[command(flatten)]
    output: Output,
}

impl List {
    pub(super) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let context = super::context(session)?;
        let (mut sets, remarks) = if self.rebuild {
            session.run(backup_rebuild(&context))?
        } else {
            (session.run(backup_list(&context))?, Vec::new())
        };
        for remark in &remarks {
            session.out.remark(remark);
        }
        if let Some(policy) = &self.policy {
            sets.retain(|set| set.run.policy == *policy);
        }
        let (out, lang) = (self.output.out.as_deref(), session.out.lang);
        match self.output.format {
            Format::Json => session
                .out
                .json(&report::sets_json(&sets, &context.context.target), out)?,
            Format::Text => {
                let document = report::sets(&sets, &context.context.project, lang);
                session.out.document(&document, out)?;
            }
        }
        Ok(if remarks.is_empty() {
            Exit::Done
        } else {
            Exit::Error
        })
    }
}
