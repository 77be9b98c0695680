//! `trueup items`: the codes of items.

use clap::{Subcommand, ValueEnum};

use crate::cli::args::{Format, Output};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::reconcile::{self, ItemsOptions, RulesFrom};
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
    Check(Check),
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
struct Check {
    /// Use the rules of the files instead of those in force
    #[arg(long)]
    files: bool,
    /// Look at inactive items too
    #[arg(long)]
    inactive: bool,
    /// Tell only of items made on this day or later
    #[arg(long, value_name = "DATE")]
    new_since: Option<jiff::civil::Date>,
    /// How the result is written
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: List,
    /// Write the result to a file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    out: Option<std::path::PathBuf>,
}

/// How a list of flaws is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum List {
    /// For people: a summary, and the first flaws
    #[default]
    Text,
    /// For programs
    Json,
    /// For a spreadsheet: every flaw, UTF-8 with a byte order mark
    Csv,
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

impl Check {
    fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let context = session.context()?;
        let options = ItemsOptions {
            rules: rules(self.files),
            inactive: self.inactive,
            new_since: self.new_since,
        };
        let checked = session.run(reconcile::items_check(&context, options))?;
        let (out, lang) = (self.out.as_deref(), session.out.lang);
        match self.format {
            List::Json => session.out.json(&items::json(&checked, &context.target), out)?,
            List::Csv => session
                .out
                .result(&format!("\u{feff}{}", items::csv(&checked, lang)), out)?,
            List::Text => session.out.document(&items::document(&checked, lang), out)?,
        }
        Ok(if checked.violates() {
            Exit::Policy
        } else {
            Exit::Done
        })
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
