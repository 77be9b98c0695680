//! `trueup items check`: every item against its rule.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::base::sheet;
use crate::base::text::tick;
use crate::cli::args::Encoding;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::output::write_file;
use crate::cli::session::Session;
use crate::reconcile::{self, Checked, ItemsOptions, RulesFrom};
use crate::report::{items, items_lists, items_sarif};

/// Arguments of `trueup items check`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Use the rules of the files instead of those in force
    #[arg(long)]
    files: bool,
    /// Look at inactive items too
    #[arg(long)]
    inactive: bool,
    /// Tell only of items made on this day or later
    #[arg(long, value_name = "DATE")]
    new_since: Option<jiff::civil::Date>,
    /// Write codes in place of those with flaws to a file, .csv or .xlsx; nothing is renamed
    #[arg(long, value_name = "FILE")]
    proposal: Option<PathBuf>,
    /// How the result is written
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: List,
    /// The encoding of CSV
    #[arg(long, value_enum, value_name = "ENCODING", default_value_t)]
    encoding: Encoding,
    /// Write the result to a file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// How a list of flaws is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum List {
    /// For people: a summary, and the first flaws
    #[default]
    Text,
    /// For programs
    Json,
    /// For a spreadsheet: every flaw
    Csv,
    /// An Excel workbook: summary, violations, duplicates, running numbers
    Xlsx,
    /// For code hosts and editors: SARIF 2.1.0
    Sarif,
}

/// A file for a spreadsheet, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Csv,
    Xlsx,
}

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        // A name that is none is told before a million items are read.
        let proposal = match self.proposal.as_deref() {
            Some(path) => Some((path, kind(path)?)),
            None => None,
        };
        let context = session.context()?;
        let options = ItemsOptions {
            rules: if self.files {
                RulesFrom::Files
            } else {
                RulesFrom::Applied
            },
            inactive: self.inactive,
            new_since: self.new_since,
            propose: proposal.is_some(),
            places: self.format == List::Sarif,
        };
        let checked = session.run(reconcile::items_check(&context, options))?;
        let (out, lang) = (self.out.as_deref(), session.out.lang);
        match self.format {
            List::Text => session.out.document(&items::document(&checked, lang), out)?,
            List::Json => session.out.json(&items::json(&checked, &context.target), out)?,
            List::Csv => {
                let bytes = sheet::csv(items_lists::flaws(&checked, lang), self.encoding.into(), b',');
                session.out.bytes(&bytes.map_err(Failure::sheet)?, out)?;
            }
            List::Xlsx => {
                let bytes = sheet::xlsx(items_lists::workbook(&checked, lang), session.now);
                session.binary(&bytes.map_err(Failure::sheet)?, out)?;
            }
            List::Sarif => {
                let log = items_sarif::log(&checked, &context.target, lang);
                let value = serde_json::to_value(log).map_err(|error| Failure::Stopped {
                    what: format!("the findings cannot be written: {error}"),
                    help: None,
                })?;
                session.out.json(&value, out)?;
            }
        }
        if let Some((path, kind)) = proposal {
            self.propose(session, &checked, path, kind)?;
        }
        Ok(if checked.violates() {
            Exit::Policy
        } else {
            Exit::Done
        })
    }

    fn propose(&self, session: &Session, checked: &Checked, path: &Path, kind: Kind) -> Result<(), Failure> {
        let list = items_lists::proposals(checked, session.out.lang);
        let bytes = match kind {
            Kind::Csv => sheet::csv(list, self.encoding.into(), b','),
            Kind::Xlsx => sheet::xlsx([list], session.now),
        };
        write_file(path, &bytes.map_err(Failure::sheet)?)?;
        let all = checked.proposals.len();
        let codes = checked
            .proposals
            .iter()
            .filter(|proposed| proposed.code.is_ok())
            .count();
        session.out.remark(&format!(
            "proposed codes for {codes} of {all} items in {}; nothing was renamed",
            tick(&path.display().to_string())
        ));
        Ok(())
    }
}

fn kind(path: &Path) -> Result<Kind, Failure> {
    let extension = path.extension().and_then(|extension| extension.to_str());
    match extension.map(str::to_ascii_lowercase).as_deref() {
        Some("csv") => Ok(Kind::Csv),
        Some("xlsx") => Ok(Kind::Xlsx),
        _ => Err(Failure::Usage(format!(
            "the name of {} ends neither in .csv nor in .xlsx",
            tick(&path.display().to_string())
        ))),
    }
}
