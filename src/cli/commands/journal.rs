//! `trueup journal`: what was done, and whether that record is whole.

use clap::Subcommand;

use crate::cli::args::{Format, Output};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::reconcile;
use crate::report::journal;

/// Arguments of `trueup journal`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the entries
    List(List),
    /// Show one entry with its changes
    Show(Show),
    /// Verify the chain of hashes, and compare it with the receipts; exit code 1 if anything is wrong
    Verify(Verify),
}

#[derive(Debug, clap::Args)]
struct List {
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, clap::Args)]
struct Show {
    /// The number of the entry
    #[arg(value_name = "NUMBER")]
    number: u64,
    /// Name every row instead of folding what is alike
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, clap::Args)]
struct Verify {
    #[command(flatten)]
    output: Output,
}

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        match &self.command {
            Command::List(list) => list.run(session),
            Command::Show(show) => show.run(session),
            Command::Verify(verify) => verify.run(session),
        }
    }
}

impl List {
    fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let context = session.context()?;
        let entries = session.run(reconcile::journal_list(&context))?;
        let out = self.output.out.as_deref();
        match self.output.format {
            Format::Json => {
                session
                    .out
                    .json(&journal::list_json(&entries, &context.target), out)?;
            }
            Format::Text => session
                .out
                .document(&journal::list(&entries, session.out.lang), out)?,
        }
        Ok(Exit::Done)
    }
}

impl Show {
    fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let context = session.context()?;
        let (entry, changes) = session.run(reconcile::journal_show(&context, self.number))?;
        let out = self.output.out.as_deref();
        match self.output.format {
            Format::Json => {
                session.out.json(&journal::entry_json(&entry, &changes), out)?;
            }
            Format::Text => {
                let document = journal::entry(&entry, &changes, session.out.lang, self.full);
                session.out.document(&document, out)?;
            }
        }
        Ok(Exit::Done)
    }
}

impl Verify {
    fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let context = session.context()?;
        let verified = session.run(reconcile::journal_verify(&context))?;
        let out = self.output.out.as_deref();
        match self.output.format {
            Format::Json => {
                session
                    .out
                    .json(&journal::verified_json(&verified, &context.target), out)?;
            }
            Format::Text => session
                .out
                .document(&journal::verified(&verified, session.out.lang), out)?,
        }
        Ok(if verified.defects.is_empty() {
            Exit::Done
        } else {
            Exit::Error
        })
    }
}
