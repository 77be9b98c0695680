//! `trueup items`: the codes of items.

use clap::Subcommand;

use crate::cli::args::{Format, Output};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::reconcile::{self, RulesFrom};
use crate::report::items;

/// Arguments of `trueup items`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Hold every item of the ERP against its rule; exit code 3 if a rule is broken that must not be
    Check(super::items_check::Args),
    /// Say what each part of a code means
    Decode(Decode),
    /// Issue the next codes of a rule in force
    Next(super::issue::Next),
    /// Give unused codes back
    Release(super::issue::Release),
    /// Answer a department's table of new items with codes
    Request(super::request::Request),
    /// Find items that are probably the same thing under two codes
    Duplicates(super::duplicates::Args),
}

#[derive(Debug, clap::Args)]
struct Decode {
    /// The code
    #[arg(value_name = "CODE")]
    code: String,
    /// Use the rules of the files instead of those in force
    #[arg(long)]
    files: bool,
    #[command(flatten)]
    output: Output,
}

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        match &self.command {
            Command::Check(check) => check.run(session),
            Command::Decode(decode) => decode.run(session),
            Command::Next(next) => next.run(session),
            Command::Release(release) => release.run(session),
            Command::Request(request) => request.run(session),
            Command::Duplicates(duplicates) => duplicates.run(session),
        }
    }
}

fn rules(files: bool) -> RulesFrom {
    if files {
        RulesFrom::Files
    } else {
        RulesFrom::Applied
    }
}

impl Decode {
    fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let context = session.context()?;
        let read = session.run(reconcile::items_decode(&context, rules(self.files), &self.code))?;
        let out = self.output.out.as_deref();
        match self.output.format {
            Format::Json => session.out.json(&items::decoded_json(&self.code, &read), out)?,
            Format::Text => {
                let document = items::decoded(&self.code, &read, session.out.lang);
                session.out.document(&document, out)?;
            }
        }
        let fits = read.iter().any(|(_, decoded)| decoded.is_ok());
        Ok(if fits { Exit::Done } else { Exit::Error })
    }
}
