//! Tables in files: what departments send, CSV and Excel workbooks.
//!
//! Everything is text. A number cell of a workbook stays marked as one, because a code that was typed into it has lost
//! its leading zeros.

mod read;
mod write;

use std::path::PathBuf;

pub use write::to_bytes;

/// The most bytes of a file that is read.
pub const MOST_BYTES: u64 = 64 << 20;
/// The most rows of a table that is read.
pub const MOST_ROWS: usize = 100_000;

/// How a table was written, and how it is written back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// CSV in UTF-8, with this separator; written with a byte order mark, by which spreadsheets know it.
    Utf8(u8),
    /// CSV in GB 18030, with this separator.
    Gb18030(u8),
    /// A workbook; the first sheet that is not empty.
    Xlsx,
}

/// A cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// What it shows, without blanks around it.
    pub text: String,
    /// Whether a workbook holds it as a number.
    pub number: bool,
}

/// A table with headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// How it was written.
    pub form: Form,
    /// The headings.
    pub head: Vec<String>,
    /// The rows below them, as wide as the headings, with the number of their line in the file; empty ones are left out.
    pub rows: Vec<(u64, Vec<Cell>)>,
}

/// Why a table could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The file.
    #[error("failed to read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// What is in it.
    #[error("{what}")]
    Content {
        /// What is wrong.
        what: String,
        /// What to do.
        help: &'static str,
    },
}

impl TableError {
    fn content(what: impl Into<String>, help: &'static str) -> Self {
        Self::Content {
            what: what.into(),
            help,
        }
    }

    /// What to do.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Read { .. } => None,
            Self::Content { help, .. } => Some(help),
        }
    }
}

impl Form {
    /// The ending of files of this form.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Utf8(_) | Self::Gb18030(_) => "csv",
        }
    }
}

impl Table {
    /// The column of a heading, if there is one.
    #[must_use]
    pub fn column(&self, fits: impl Fn(&str) -> bool) -> Option<usize> {
        self.head.iter().position(|heading| fits(heading))
    }
}

#[cfg(test)]
mod tests;
