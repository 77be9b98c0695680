//! Tables that people keep in spreadsheets: CSV and Excel workbooks, read and written.
//!
//! Everything is text, and nothing is guessed about what a cell means. A number cell of a workbook stays marked as one,
//! because a code that was typed into it has lost its leading zeros.

mod formula;
mod read;
mod write;

use std::borrow::Cow;
use std::path::PathBuf;

use unicode_normalization::UnicodeNormalization as _;

pub use write::{Sheet, WriteError, csv, xlsx};

/// The most bytes of a file that is read.
pub const MOST_BYTES: u64 = 64 << 20;
/// The most rows of a table that is read.
pub const MOST_ROWS: usize = 100_000;

/// How the text of a CSV file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// UTF-8; written with a byte order mark, so that spreadsheets know.
    #[default]
    Utf8,
    /// GB 18030, which Chinese spreadsheets write where nothing is said.
    Gb18030,
}

/// How a table was written, and how it is written back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// CSV, with this separator.
    Csv(Encoding, u8),
    /// A workbook; the first sheet that is not empty.
    Xlsx,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell<'a> {
    /// What it shows; empty where there is nothing.
    pub text: Cow<'a, str>,
    /// Whether it is a number, to a workbook.
    pub number: bool,
}

/// A table that was read, with headings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// How it was written.
    pub form: Form,
    /// The headings: the first row that is not empty.
    pub head: Vec<String>,
    /// The rows below them; empty ones are left out.
    pub rows: Vec<TableRow>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableRow {
    /// Its number in the file as a spreadsheet shows it: the first row is 1.
    pub number: u64,
    /// Its cells without blanks at their ends, as many as there are headings.
    pub cells: Vec<Cell<'static>>,
}

/// Why a file is no table.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// The file cannot be read.
    #[error("failed to read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// There are more bytes than [`MOST_BYTES`].
    #[error("the file has more than {} MB", MOST_BYTES >> 20)]
    Large,
    /// There are more rows than [`MOST_ROWS`].
    #[error("the table has more than {MOST_ROWS} rows")]
    Long,
    /// It is what Excel wrote before 2007, or encrypted.
    #[error("the file is an Excel workbook of the old kind, or encrypted")]
    Old,
    /// It is text in UTF-16.
    #[error("the file is in UTF-16")]
    Utf16,
    /// It is neither UTF-8 nor GB 18030.
    #[error("the file is neither in UTF-8 nor in GB 18030")]
    Encoding,
    /// It is no text.
    #[error("the file is not a table")]
    Binary,
    /// The text is not CSV.
    #[error("the file is no CSV: {0}")]
    Csv(::csv::Error),
    /// The workbook cannot be read.
    #[error("the workbook cannot be read: {0}")]
    Workbook(calamine::XlsxError),
    /// It has no row.
    #[error("the table is empty")]
    Empty,
    /// The row of this number is wider than the headings.
    #[error("line {0} has more cells than there are headings")]
    Wide(u64),
}

impl SheetError {
    /// What to do about what is in the file.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        Some(match self {
            Self::Read { .. } => return None,
            Self::Large | Self::Long => "send it in parts",
            Self::Old => "save it as .xlsx, without a password",
            Self::Utf16 => "save it as `CSV UTF-8`",
            Self::Encoding => "save it as `CSV UTF-8`, or as .xlsx",
            Self::Binary => "send CSV or .xlsx",
            Self::Csv(_) => "save it again, as CSV or .xlsx",
            Self::Workbook(_) => "save it again as .xlsx",
            Self::Empty => "write headings into the first row",
            Self::Wide(_) => "give every column a heading; put texts with the separator in them into quotes",
        })
    }
}

impl Default for Form {
    fn default() -> Self {
        Self::Csv(Encoding::default(), b',')
    }
}

impl Form {
    /// The ending of files of this form.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv(..) => "csv",
        }
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self {
            text: text.into(),
            number: false,
        }
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self {
            text: text.into(),
            number: false,
        }
    }
}

impl<'a> From<Option<&'a str>> for Cell<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or_else(Self::default, Self::from)
    }
}

impl From<u64> for Cell<'_> {
    fn from(number: u64) -> Self {
        Self {
            text: number.to_string().into(),
            number: true,
        }
    }
}

impl From<usize> for Cell<'_> {
    fn from(number: usize) -> Self {
        Self::from(number as u64)
    }
}

impl Table {
    /// The column under one of these names.
    #[must_use]
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        self.head.iter().position(|heading| is_heading(heading, names))
    }
}

/// Whether a heading is one of these names, which are compared without case, blanks and full-width forms.
#[must_use]
pub fn is_heading(heading: &str, names: &[&str]) -> bool {
    let plain = |name: &str| -> String {
        let lower = name.nfkc().flat_map(char::to_lowercase);
        lower.filter(|c| !c.is_whitespace()).collect()
    };
    let heading = plain(heading);
    names.iter().any(|name| plain(name) == heading)
}

#[cfg(test)]
mod tests;
