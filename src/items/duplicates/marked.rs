//! Pairs that somebody looked at and found to be two things: a list in a file, so that they stay away.

use std::collections::BTreeMap;

use crate::base::sheet::{Form, Table, TableRow};
use crate::base::text::tick;

/// The columns of the file: the names that are written, and others that are understood.
const COLUMNS: [&[&str]; 3] = [
    &["code", "编码"],
    &["other", "另一编码"],
    &["reason", "comment", "原因", "备注"],
];

/// Pairs of codes that are no duplicates, each with why.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marked {
    /// By the two codes, the smaller first. An item without a code is `#` and the ERP's own identifier.
    pub pairs: BTreeMap<(String, String), String>,
    /// How the file is written.
    pub form: Form,
}

impl Marked {
    /// Takes a table in.
    ///
    /// # Errors
    /// What is wrong with it, in a sentence.
    pub fn of(table: &Table) -> Result<Self, String> {
        let mut at = [0; 3];
        for (at, names) in at.iter_mut().zip(COLUMNS) {
            *at = table
                .column(names)
                .ok_or_else(|| format!("there is no column {}", tick(names[0])))?;
        }
        // The file is written again when a pair is added, and nothing else would be kept.
        let other =
            (0..table.head.len()).find(|column| !at.contains(column) && !table.head[*column].is_empty());
        if let Some(other) = other {
            return Err(format!(
                "the column {} is none of its own",
                tick(&table.head[other])
            ));
        }
        let mut marked = Self {
            form: table.form,
            ..Self::default()
        };
        for row in &table.rows {
            let [code, other, reason] = at.map(|at| row.cells[at].text.as_ref());
            if code.is_empty() || other.is_empty() || code == other {
                return Err(format!("row {} does not name two codes", row.number));
            }
            marked.pairs.insert(key(code, other), reason.to_owned());
        }
        Ok(marked)
    }

    /// The table that the file holds.
    #[must_use]
    pub fn table(&self) -> Table {
        let row = |(number, ((code, other), reason)): (u64, (&(String, String), &String))| TableRow {
            number,
            cells: vec![code.clone().into(), other.clone().into(), reason.clone().into()],
        };
        Table {
            form: self.form,
            head: COLUMNS.map(|names| names[0].to_owned()).to_vec(),
            rows: (2..).zip(&self.pairs).map(row).collect(),
        }
    }

    /// Marks a pair; false if it was marked already. A reason replaces the one that is there.
    pub fn mark(&mut self, code: &str, other: &str, reason: Option<&str>) -> bool {
        let before = self.pairs.len();
        let place = self.pairs.entry(key(code, other)).or_default();
        if let Some(reason) = reason {
            reason.clone_into(place);
        }
        self.pairs.len() > before
    }

    /// Whether a pair is marked.
    #[must_use]
    pub fn has(&self, code: &str, other: &str) -> bool {
        !self.pairs.is_empty() && self.pairs.contains_key(&key(code, other))
    }
}

fn key(code: &str, other: &str) -> (String, String) {
    let (code, other) = if code <= other {
        (code, other)
    } else {
        (other, code)
    };
    (code.to_owned(), other.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_have_no_direction_and_reasons_are_replaced() {
        let table = Table::of_bytes("编码,另一编码,原因\nB-2,A-1,两种表面\n".as_bytes()).unwrap();
        let mut marked = Marked::of(&table).unwrap();
        assert!(marked.has("A-1", "B-2") && marked.has("B-2", "A-1") && !marked.has("A-1", "B-3"));
        assert!(!marked.mark("B-2", "A-1", None));
        assert_eq!(marked.pairs[&("A-1".to_owned(), "B-2".to_owned())], "两种表面");
        assert!(!marked.mark("A-1", "B-2", Some("other plating")));
        assert!(marked.mark("#7", "A-1", None));
        assert_eq!(Marked::of(&marked.table()).unwrap(), marked);
        let listed: Vec<_> = marked.pairs.into_iter().collect();
        assert_eq!(
            listed,
            [
                (("#7".into(), "A-1".into()), String::new()),
                (("A-1".into(), "B-2".into()), "other plating".into())
            ]
        );
    }

    #[test]
    fn rows_that_name_no_pair_are_refused() {
        for (text, wrong) in [
            ("code,reason\nA,x\n", "there is no column `other`"),
            (
                "code,other,reason\nA,B,x\nA,,x\n",
                "row 3 does not name two codes",
            ),
            ("code,other,reason\nA,A,x\n", "row 2 does not name two codes"),
        ] {
            let table = Table::of_bytes(text.as_bytes()).unwrap();
            assert_eq!(Marked::of(&table).unwrap_err(), wrong);
        }
    }
}
