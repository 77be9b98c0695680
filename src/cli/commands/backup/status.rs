//! `trueup backup status`.

use std::path::PathBuf;

use crate::cli::args::{Format, Output};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::output;
use crate::cli::session::Session;
use crate::reconcile::backup::backup_status;
use crate::report::backup as report;

#[derive(Debug, clap::Args)]
pub(super) struct Status {
    /// Also write metrics for Prometheus to this file, such as one that its node exporter collects
    #[arg(long, value_name = "FILE")]
    prometheus: Option<PathBuf>,
    #[command(flatten)]
    output: Output,
}

impl Status {
    pub(super) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let context = super::context(session)?;
        let all = session.run(backup_status(&context))?;
        let (out, lang) = (self.output.out.as_deref(), session.out.lang);
        let (project, target) = (&context.context.project, &context.context.target);
        if let Some(file) = &self.prometheus {
            output::write_file(file, report::prometheus(&all, target).as_bytes())?;
        }
        match self.output.format {
            Format::Json => session
                .out
                .json(&report::health_json(&all, target, project), out)?,
            Format::Text => session.out.document(&report::health(&all, project, lang), out)?,
        }
        let good = all.iter().all(|one| one.health.is_good());
        Ok(if good { Exit::Done } else { Exit::Policy })
    }
}
