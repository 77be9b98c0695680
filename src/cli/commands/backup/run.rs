//! `trueup backup run`.

use crate::base::text::tick;
use crate::cli::args::{Format, Output};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::reconcile::backup::{Ran, Saved, backup_due, backup_run};
use crate::report::backup as report;

#[derive(Debug, clap::Args)]
pub(super) struct Run {
    /// The policy
    #[arg(value_name = "NAME", required_unless_present = "due", conflicts_with = "due")]
    name: Option<String>,
    /// Every policy whose time has come, and the restore drills that are due; may be called every minute
    #[arg(long)]
    due: bool,
    #[command(flatten)]
    output: Output,
}

impl Run {
    pub(super) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let context = super::context(session)?;
        let watch = super::watch::watch(session);
        let ran: Vec<Ran> = match &self.name {
            Some(name) => vec![session.run(backup_run(&context, name, &watch))?],
            None => session.run(backup_due(&context, &watch))?,
        };
        drop(watch);
        for policy in ran.iter().filter(|ran| !matches!(ran.outcome, Saved::NotDue)) {
            if let Some(remark) = &policy.policy.remark {
                session.out.remark(remark);
            }
        }
        if let (
            Some(name),
            [
                Ran {
                    outcome: Saved::Busy, ..
                },
            ],
        ) = (&self.name, ran.as_slice())
        {
            return Err(Failure::Refused {
                what: format!("another run of {} is under way", tick(name)),
                help: Some("wait until it is done".to_owned()),
            });
        }
        let (out, lang) = (self.output.out.as_deref(), session.out.lang);
        match self.output.format {
            Format::Json => session
                .out
                .json(&report::ran_json(&ran, &context.context.target), out)?,
            Format::Text => session.out.document(&report::ran(&ran, lang), out)?,
        }
        let good = ran.iter().all(Ran::good);
        Ok(if good { Exit::Done } else { Exit::Error })
    }
}
