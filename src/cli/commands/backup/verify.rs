//! `trueup backup verify`.

use std::path::PathBuf;

use crate::cli::args::{Format, Output};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::reconcile::backup::{Proof, VerifyOptions, backup_verify};
use crate::report::backup as report;

#[derive(Debug, clap::Args)]
pub(super) struct Verify {
    /// The backup; or a policy, for its newest one
    #[arg(value_name = "BACKUP")]
    what: String,
    /// Restore it into a scratch database, and compare what is in there with what was in the ERP
    #[arg(long)]
    restore: bool,
    /// Only at this destination, as the policy writes it
    #[arg(long, value_name = "URL")]
    place: Option<String>,
    /// The file with the age identity that decrypts it
    #[arg(long, value_name = "FILE", requires = "restore")]
    identity: Option<PathBuf>,
    #[command(flatten)]
    output: Output,
}

impl Verify {
    pub(super) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let mut context = super::context(session)?;
        if let Some(file) = &self.identity {
            context.identities = Some(file.clone());
        }
        let options = VerifyOptions {
            what: self.what.clone(),
            place: self.place.clone(),
            restore: self.restore,
        };
        let watch = super::watch::watch(session);
        let proofs = session.run(backup_verify(&context, &options, &watch))?;
        drop(watch);
        let (out, lang) = (self.output.out.as_deref(), session.out.lang);
        match self.output.format {
            Format::Json => session
                .out
                .json(&report::proofs_json(&proofs, &context.context.target), out)?,
            Format::Text => session.out.document(&report::proofs(&proofs, lang), out)?,
        }
        Ok(if !proofs.iter().all(Proof::good) {
            Exit::Error
        } else if proofs.iter().any(Proof::late) {
            Exit::Policy
        } else {
            Exit::Done
        })
    }
}
