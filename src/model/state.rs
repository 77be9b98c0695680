//! The state of an ERP: one sorted table per relation.

use super::{Ranks, Rel, Sym, Table};

/// One table per relation.
#[derive(Debug, Clone)]
pub struct State {
    tables: Vec<Table>,
    /// Links that the ERP stores more than once: relation and key. A table holds each of them once.
    repeated: Vec<(Rel, Box<[Sym]>)>,
}

impl Default for State {
    fn default() -> Self {
        Self::new()
    }
}

impl State {
    /// A state without rows.
    #[must_use]
    pub fn new() -> Self {
        Self {
            tables: Rel::ALL.into_iter().map(Table::new).collect(),
            repeated: Vec::new(),
        }
    }

    /// The table of a relation.
    #[must_use]
    pub fn table(&self, rel: Rel) -> &Table {
        &self.tables[rel as usize]
    }

    /// The table of a relation, for filling it.
    pub fn table_mut(&mut self, rel: Rel) -> &mut Table {
        &mut self.tables[rel as usize]
    }

    /// Puts a table in place of the one of its relation.
    pub fn replace(&mut self, table: Table) {
        let rel = table.rel();
        self.tables[rel as usize] = table;
    }

    /// Remembers that the ERP stores a link more than once.
    pub fn repeat(&mut self, rel: Rel, key: &[Sym]) {
        self.repeated.push((rel, key.into()));
    }

    /// The links that the ERP stores more than once.
    #[must_use]
    pub fn repeated(&self) -> &[(Rel, Box<[Sym]>)] {
        &self.repeated
    }

    /// Calls `edit` with each row of a relation for changing it in place; keys may change, so sort again.
    pub fn edit(&mut self, rel: Rel, mut edit: impl FnMut(&mut [Sym])) {
        self.tables[rel as usize].edit(&mut edit);
        let links = self.repeated.iter_mut().filter(|(of, _)| *of == rel);
        links.for_each(|(_, key)| edit(key));
    }

    /// All tables, in the order of [`Rel::ALL`].
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.tables.iter()
    }

    /// Sorts every table by the same ranks.
    pub fn sort(&mut self, ranks: &Ranks) {
        for table in &mut self.tables {
            table.sort(ranks);
        }
    }

    /// Number of rows in all tables.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tables.iter().map(Table::len).sum()
    }

    /// Whether no table has a row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tables.iter().all(Table::is_empty)
    }
}
