//! Titles of what a plan speaks of: a login alone tells a manager little.

use std::collections::HashMap;

use crate::model::{Change, Interner, Rel, State, Sym, Verb};

/// Titles by relation and key.
#[derive(Default)]
pub(in crate::report) struct Names<'a> {
    titles: HashMap<(Rel, Sym), &'a str>,
}

impl<'a> Names<'a> {
    /// Titles out of rows, and out of changes, which know better.
    #[must_use]
    pub(in crate::report) fn of(rows: &State, changes: &[Change], symbols: &'a Interner) -> Self {
        let mut names = Self::default();
        for (rel, column) in COLUMNS {
            let at = rel.spec().position(column).expect("the column is the relation's");
            for row in rows.table(rel).rows() {
                names.add(rel, row[0], row[at], symbols);
            }
        }
        for change in changes {
            let Some((_, column)) = COLUMNS.iter().find(|(rel, _)| *rel == change.rel) else {
                continue;
            };
            if change.verb == Verb::Rename {
                let known = change
                    .old_key()
                    .and_then(|old| names.titles.get(&(change.rel, old)).copied());
                if let Some(title) = known {
                    names.titles.insert((change.rel, change.key()[0]), title);
                }
            } else if let Some(title) = change.after(column) {
                names.add(change.rel, change.key()[0], title, symbols);
            }
        }
        names
    }

    fn add(&mut self, rel: Rel, key: Sym, title: Sym, symbols: &'a Interner) {
        if let Some(text) = symbols.get(title).filter(|text| *text != symbols.text(key)) {
            self.titles.insert((rel, key), text);
        }
    }

    /// The title, where it is known and says more than the key.
    #[must_use]
    pub(in crate::report) fn title(&self, rel: Rel, key: Sym) -> Option<&'a str> {
        self.titles.get(&(rel, key)).copied()
    }
}

/// Where titles stand.
const COLUMNS: [(Rel, &str); 4] = [
    (Rel::User, "name"),
    (Rel::Role, "title"),
    (Rel::Company, "title"),
    (Rel::Resource, "title"),
];
