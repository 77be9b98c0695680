//! `trueup backup restore`.

use std::path::PathBuf;

use crate::cli::args::{Format, Output};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::reconcile;
use crate::reconcile::backup::{RestoreOptions, backup_restore};
use crate::report::backup as report;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
The destinations are those of `backups` in the files; neither the database of the ERP nor what was applied to it is needed.
After the ERP works on a restored database, `trueup recover` says so to the journal.")]
#[group(id = "goal", required = true, multiple = true, args = ["into", "paths_into"])]
pub(super) struct Restore {
    /// The backup; or a policy, for its newest one
    #[arg(value_name = "BACKUP")]
    what: String,
    /// The empty database to fill, as a URL; `${NAME}` takes it, or a part of it, from the environment
    #[arg(long, value_name = "URL")]
    into: Option<String>,
    /// The folder below which the saved paths are unpacked; nothing that is there is overwritten
    #[arg(long, value_name = "DIR")]
    paths_into: Option<PathBuf>,
    /// Only from this destination, as the policy writes it
    #[arg(long, value_name = "URL")]
    place: Option<String>,
    /// The file with the age identity that decrypts it
    #[arg(long, value_name = "FILE")]
    identity: Option<PathBuf>,
    #[command(flatten)]
    output: Output,
}

impl Restore {
    pub(super) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let mut context = super::context(session)?;
        if let Some(file) = &self.identity {
            context.identities = Some(file.clone());
        }
        let project = &context.context.project;
        let policies = reconcile::backup_policies_of_files(project, &context.context.target, session.now)
            .map_err(Failure::of_verb)?;
        let here = std::path::Path::new(".");
        let options = RestoreOptions {
            what: self.what.clone(),
            place: self.place.clone(),
            into: self.into.as_ref().map(|url| session.url(url, here)).transpose()?,
            paths_into: self.paths_into.clone(),
        };
        let watch = super::watch::watch(session);
        let restored = session.run(backup_restore(&context, policies, &options, &watch))?;
        drop(watch);
        let (out, lang) = (self.output.out.as_deref(), session.out.lang);
        match self.output.format {
            Format::Json => session.out.json(&report::restored_json(&restored), out)?,
            Format::Text => session.out.document(&report::restored(&restored, lang), out)?,
        }
        let good = restored.differences.is_empty();
        Ok(if good { Exit::Done } else { Exit::Error })
    }
}
