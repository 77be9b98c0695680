//! `trueup items duplicates`: the same thing under two codes.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::base::sheet::{self, SheetError, Table};
use crate::base::text::tick;
use crate::cli::args::Encoding;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::output::write_file;
use crate::cli::session::Session;
use crate::items::duplicates::{LEAST, Marked};
use crate::reconcile::{self, DuplicatesOptions};
use crate::report;

/// The file of marked pairs, below the project.
const MARKED: &str = "not-duplicates.csv";

/// Arguments of `trueup items duplicates`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Look at inactive items too
    #[arg(long)]
    inactive: bool,
    /// Tell pairs that are at least this alike; below 71 also those whose names each say something of their own
    #[arg(long, value_name = "PERCENT", default_value_t = LEAST, value_parser = clap::value_parser!(u8).range(50..=100))]
    at_least: u8,
    /// The pairs that were found to be no duplicates [default: not-duplicates.csv in the project's folder]
    #[arg(long, value_name = "FILE")]
    ignore: Option<PathBuf>,
    /// Add a pair to that file, and do nothing else; an item without a code is # and its identifier
    #[arg(long, num_args = 2, value_names = ["CODE", "CODE"], conflicts_with_all = ["inactive", "exit_code", "out"])]
    mark_false: Option<Vec<String>>,
    /// Why the pair is none
    #[arg(long, value_name = "TEXT", requires = "mark_false")]
    reason: Option<String>,
    /// End with 2 when there are pairs
    #[arg(long)]
    exit_code: bool,
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

/// How a list of pairs is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum List {
    /// For people: the first pairs
    #[default]
    Text,
    /// For programs
    Json,
    /// For a spreadsheet: every pair
    Csv,
    /// An Excel workbook
    Xlsx,
}

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        if let Some([code, other]) = self.mark_false.as_deref() {
            return self.mark(session, code, other);
        }
        let context = session.context()?;
        let options = DuplicatesOptions {
            inactive: self.inactive,
            least: self.at_least,
            marked: self.marked(context.root())?,
        };
        let found = session.run(reconcile::items_duplicates(&context, options))?;
        let (out, lang) = (self.out.as_deref(), session.out.lang);
        match self.format {
            List::Text => session
                .out
                .document(&report::duplicates::document(&found, lang), out)?,
            List::Json => session
                .out
                .json(&report::duplicates::json(&found, &context.target), out)?,
            List::Csv => {
                let bytes = sheet::csv(
                    report::duplicates::sheet(&found, lang),
                    self.encoding.into(),
                    b',',
                );
                session.out.bytes(&bytes.map_err(Failure::sheet)?, out)?;
            }
            List::Xlsx => {
                let sheets = [
                    report::duplicates::summary_sheet(&found, lang),
                    report::duplicates::sheet(&found, lang),
                ];
                let bytes = sheet::xlsx(sheets, session.now).map_err(Failure::sheet)?;
                session.binary(&bytes, out)?;
            }
        }
        Ok(if self.exit_code && !found.pairs.is_empty() {
            Exit::Pending
        } else {
            Exit::Done
        })
    }

    fn file(&self, root: &Path) -> PathBuf {
        self.ignore.clone().unwrap_or_else(|| root.join(MARKED))
    }

    /// The marked pairs; none where there is no file and none was named.
    fn marked(&self, root: &Path) -> Result<Marked, Failure> {
        let path = self.file(root);
        let named = tick(&path.display().to_string());
        let wrong = |what: String| Failure::Stopped {
            what: format!("{named} is no list of pairs: {what}"),
            help: Some("its columns are `code`, `other` and `reason`".to_owned()),
        };
        let table = match Table::read(&path) {
            Ok(table) => table,
            Err(SheetError::Empty) => return Ok(Marked::default()),
            Err(SheetError::Read { source, .. })
                if source.kind() == ErrorKind::NotFound
                    && (self.ignore.is_none() || self.mark_false.is_some()) =>
            {
                return Ok(Marked::default());
            }
            Err(error @ SheetError::Read { .. }) => return Err(Failure::unreadable(error)),
            Err(error) => return Err(wrong(error.to_string())),
        };
        Marked::of(&table).map_err(wrong)
    }

    fn mark(&self, session: &Session, code: &str, other: &str) -> Result<Exit, Failure> {
        let (code, other) = (code.trim(), other.trim());
        if code == other || code.is_empty() || other.is_empty() {
            return Err(Failure::Usage("a pair is two different codes".to_owned()));
        }
        let root = session.root()?;
        let path = self.file(&root);
        let mut marked = self.marked(&root)?;
        let is_new = marked.mark(code, other, self.reason.as_deref());
        let bytes = marked.table().to_bytes();
        write_file(&path, &bytes.map_err(Failure::sheet)?)?;
        let (path, code, other) = (tick(&path.display().to_string()), tick(code), tick(other));
        session.out.remark(&if is_new {
            format!("{code} and {other} are marked as no duplicates in {path}")
        } else {
            format!("{code} and {other} were marked as no duplicates before in {path}")
        });
        Ok(Exit::Done)
    }
}
