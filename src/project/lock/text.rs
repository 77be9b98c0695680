//! The text of a lock file: a header, then one line per row, cells separated by tabs.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::model::{Interner, Rel, State, Sym};

use super::{Lock, LockHeader, kept};

/// Names the format, so that a later one can be told apart.
const FORMAT: &str = "trueup-lock 1";
/// What a reader of the file should know.
const REMARK: &str = "# Written by `trueup lock`: what the ERP knows. Commit it; do not edit it.";

/// Why a lock file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct LockError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: &'static str,
}

impl Lock {
    /// The text of the file. Equal locks have equal texts.
    #[must_use]
    pub fn text(&self, symbols: &Interner) -> String {
        let mut out = format!("{FORMAT}\n{REMARK}\n");
        let header = &self.header;
        for (name, value) in [
            ("adapter", &header.adapter),
            ("digest", &header.digest),
            ("engine", &header.engine),
            ("version", &header.version),
        ] {
            line(&mut out, name, [Some(value.as_str())]);
        }
        for overlay in &header.overlays {
            line(&mut out, "overlay", [Some(overlay.as_str())]);
        }
        for text in rows(&self.state, symbols) {
            out.push_str(&text);
        }
        for (role, number) in &self.holders {
            line(
                &mut out,
                "holders",
                [Some(role.as_str()), Some(&number.to_string())],
            );
        }
        out
    }

    /// A digest of everything that plans are judged by: all but the number of holders and our own roles. Two locks with
    /// one digest know the same.
    #[must_use]
    pub fn digest(&self, symbols: &Interner) -> String {
        let mut state = self.state.clone();
        state
            .table_mut(Rel::Role)
            .retain(|row| symbols.text(row[2]) != "custom");
        let bare = Self {
            header: self.header.clone(),
            state,
            holders: std::collections::BTreeMap::new(),
        };
        let mut digest = String::from("sha256:");
        for byte in Sha256::digest(bare.text(symbols).as_bytes()) {
            let _ = write!(digest, "{byte:02x}");
        }
        digest
    }

    /// Reads a lock file.
    ///
    /// # Errors
    /// When it is not one, or one of a later version.
    pub fn parse(text: &str, symbols: &mut Interner) -> Result<Self, LockError> {
        let mut lock = Self::default();
        let mut lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
        if lines.next().map(|(_, line)| line) != Some(FORMAT) {
            let what = "this is no lock file that this version of trueup can read";
            return Err(LockError { line: 1, what });
        }
        let mut cells: Vec<Option<String>> = Vec::new();
        let mut row: Vec<Sym> = Vec::new();
        for (at, line) in lines.filter(|(_, line)| !line.starts_with('#')) {
            let bad = |what| LockError { line: at, what };
            let mut parts = line.split('\t');
            let name = parts.next().unwrap_or_default();
            cells.clear();
            for part in parts {
                cells.push(unescape(part).map_err(bad)?);
            }
            if let Some(rel) = Rel::by_name(name).filter(|rel| kept().any(|kept| kept == *rel)) {
                if cells.len() != rel.spec().width() {
                    return Err(bad("the row has not as many cells as its relation has columns"));
                }
                row.clear();
                row.extend(cells.iter().map(|cell| symbols.intern_opt(cell.as_deref())));
                lock.state.table_mut(rel).push(&row);
            } else {
                lock.header.set(name, &cells, &mut lock.holders).map_err(bad)?;
            }
        }
        Ok(lock)
    }
}

impl LockHeader {
    fn set(
        &mut self,
        name: &str,
        cells: &[Option<String>],
        holders: &mut std::collections::BTreeMap<String, usize>,
    ) -> Result<(), &'static str> {
        match (name, cells) {
            ("adapter", [Some(text)]) => self.adapter.clone_from(text),
            ("digest", [Some(text)]) => self.digest.clone_from(text),
            ("engine", [Some(text)]) => self.engine.clone_from(text),
            ("version", [Some(text)]) => self.version.clone_from(text),
            ("overlay", [Some(text)]) => self.overlays.push(text.clone()),
            ("holders", [Some(role), Some(number)]) => {
                let number = number.parse().map_err(|_| "the number of holders is no number")?;
                holders.insert(role.clone(), number);
            }
            _ => return Err("a line that this version of trueup does not know"),
        }
        Ok(())
    }
}

/// The rows of a state as lines, sorted within each relation.
pub(super) fn rows(state: &State, symbols: &Interner) -> Vec<String> {
    let mut lines = Vec::with_capacity(state.len());
    for rel in Rel::ALL {
        let from = lines.len();
        for row in state.table(rel).rows() {
            let mut text = String::new();
            line(&mut text, rel.name(), row.iter().map(|&cell| symbols.get(cell)));
            lines.push(text);
        }
        lines[from..].sort();
    }
    lines
}

fn line<'a>(out: &mut String, name: &str, cells: impl IntoIterator<Item = Option<&'a str>>) {
    out.push_str(name);
    for cell in cells {
        out.push('\t');
        let Some(cell) = cell else {
            out.push_str("\\N");
            continue;
        };
        for c in cell.chars() {
            match c {
                '\\' => out.push_str("\\\\"),
                '\t' => out.push_str("\\t"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                c => out.push(c),
            }
        }
    }
    out.push('\n');
}

fn unescape(cell: &str) -> Result<Option<String>, &'static str> {
    if cell == "\\N" {
        return Ok(None);
    }
    let mut out = String::with_capacity(cell.len());
    let mut chars = cell.chars();
    while let Some(c) = chars.next() {
        out.push(if c == '\\' {
            match chars.next() {
                Some('\\') => '\\',
                Some('t') => '\t',
                Some('n') => '\n',
                Some('r') => '\r',
                _ => return Err("a backslash that means nothing"),
            }
        } else {
            c
        });
    }
    Ok(Some(out))
}
