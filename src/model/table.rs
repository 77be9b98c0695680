//! The rows of one relation, sorted by key.

use std::cmp::Ordering;
use std::ops::Range;

use super::{Ranks, Rel, Sym};

/// One row: keys, then values.
pub type Row<'a> = &'a [Sym];

/// The rows of one relation.
///
/// Rows may be pushed in any order; [`Table::sort`] must follow before anything is looked up.
#[derive(Debug, Clone)]
pub struct Table {
    rel: Rel,
    width: usize,
    keys: usize,
    cells: Vec<Sym>,
    /// One number per row that the owner gives meaning to (the origin of desired rows); empty when unused.
    tags: Vec<u32>,
}

impl Table {
    /// Makes an empty table.
    #[must_use]
    pub fn new(rel: Rel) -> Self {
        let spec = rel.spec();
        Self {
            rel,
            width: spec.width(),
            keys: spec.keys.len(),
            cells: Vec::new(),
            tags: Vec::new(),
        }
    }

    /// The relation.
    #[must_use]
    pub fn rel(&self) -> Rel {
        self.rel
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len() / self.width
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Adds a row: keys, then values.
    ///
    /// # Panics
    /// When the row has not as many cells as the relation has columns.
    pub fn push(&mut self, row: Row<'_>) {
        assert_eq!(
            row.len(),
            self.width,
            "a row of {} has {} cells",
            self.rel.name(),
            self.width
        );
        debug_assert!(self.tags.is_empty(), "a table has tags on all rows or on none");
        self.cells.extend_from_slice(row);
    }

    /// Adds a row with a tag. A table has tags on all its rows or on none.
    ///
    /// # Panics
    /// As [`Table::push`], and when earlier rows have no tag.
    pub fn push_tagged(&mut self, row: Row<'_>, tag: u32) {
        assert_eq!(
            row.len(),
            self.width,
            "a row of {} has {} cells",
            self.rel.name(),
            self.width
        );
        assert_eq!(
            self.tags.len(),
            self.len(),
            "a table has tags on all rows or on none"
        );
        self.cells.extend_from_slice(row);
        self.tags.push(tag);
    }

    /// The row at a position.
    #[must_use]
    pub fn row(&self, position: usize) -> Row<'_> {
        &self.cells[position * self.width..(position + 1) * self.width]
    }

    /// The tag of the row at a position, 0 where rows have none.
    #[must_use]
    pub fn tag(&self, position: usize) -> u32 {
        self.tags.get(position).copied().unwrap_or(0)
    }

    /// All rows in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> + Clone {
        self.cells.chunks_exact(self.width)
    }

    /// The key of a row.
    #[must_use]
    pub fn key<'a>(&self, row: Row<'a>) -> Row<'a> {
        &row[..self.keys]
    }

    /// The values of a row.
    #[must_use]
    pub fn values<'a>(&self, row: Row<'a>) -> Row<'a> {
        &row[self.keys..]
    }

    /// Sorts by key, in the order of `ranks`; rows with equal keys keep their order.
    pub fn sort(&mut self, ranks: &Ranks) {
        let rows = self.len();
        if self.is_sorted(ranks) {
            return;
        }
        // Two keys fit one number, which sorts several times faster than slices.
        let order: Vec<u32> = if self.keys <= 2 {
            let mut packed: Vec<(u64, u32)> = (0..rows)
                .map(|at| {
                    let row = self.row(at);
                    let first = u64::from(ranks.of(row[0])) << 32;
                    let second = if self.keys == 2 {
                        u64::from(ranks.of(row[1]))
                    } else {
                        0
                    };
                    (first | second, u32::try_from(at).expect("fewer than 2^32 rows"))
                })
                .collect();
            packed.sort_unstable();
            packed.into_iter().map(|(_, at)| at).collect()
        } else {
            let mut order: Vec<u32> = (0..u32::try_from(rows).expect("fewer than 2^32 rows")).collect();
            order.sort_by(|&a, &b| compare(self.key_at(a as usize), self.key_at(b as usize), ranks));
            order
        };
        let mut cells = Vec::with_capacity(self.cells.len());
        for &at in &order {
            cells.extend_from_slice(self.row(at as usize));
        }
        self.cells = cells;
        if !self.tags.is_empty() {
            self.tags = order.iter().map(|&at| self.tags[at as usize]).collect();
        }
    }

    fn is_sorted(&self, ranks: &Ranks) -> bool {
        (1..self.len()).all(|at| compare(self.key_at(at - 1), self.key_at(at), ranks) != Ordering::Greater)
    }

    fn key_at(&self, position: usize) -> Row<'_> {
        &self.row(position)[..self.keys]
    }

    /// Positions of rows whose key repeats the row before them; the table must be sorted.
    pub fn duplicates(&self) -> impl Iterator<Item = usize> + '_ {
        (1..self.len()).filter(|&at| self.key_at(at - 1) == self.key_at(at))
    }

    /// The rows whose key starts with `prefix`; the table must be sorted by these ranks.
    #[must_use]
    pub fn range(&self, prefix: Row<'_>, ranks: &Ranks) -> Range<usize> {
        let bound = |after: bool| {
            let (mut low, mut high) = (0, self.len());
            while low < high {
                let middle = low.midpoint(high);
                let order = compare(&self.row(middle)[..prefix.len()], prefix, ranks);
                if order == Ordering::Less || (after && order == Ordering::Equal) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            low
        };
        bound(false)..bound(true)
    }

    /// The position of the row with exactly this key; the table must be sorted by these ranks.
    #[must_use]
    pub fn find(&self, key: Row<'_>, ranks: &Ranks) -> Option<usize> {
        let range = self.range(key, ranks);
        (!range.is_empty()).then_some(range.start)
    }

    /// Keeps the rows for which `keep` holds.
    pub fn retain(&mut self, mut keep: impl FnMut(Row<'_>) -> bool) {
        let mut kept = 0;
        for at in 0..self.len() {
            if keep(&self.cells[at * self.width..(at + 1) * self.width]) {
                self.cells
                    .copy_within(at * self.width..(at + 1) * self.width, kept * self.width);
                if !self.tags.is_empty() {
                    self.tags[kept] = self.tags[at];
                }
                kept += 1;
            }
        }
        self.cells.truncate(kept * self.width);
        self.tags.truncate(kept);
    }

    /// Calls `edit` with each row for changing it in place; keys may change, so sort again.
    pub fn edit(&mut self, mut edit: impl FnMut(&mut [Sym])) {
        for row in self.cells.chunks_exact_mut(self.width) {
            edit(row);
        }
    }
}

/// Finds the rows of a sorted table for keys that come in the same order, in one pass over both.
pub(crate) struct Walk<'a> {
    table: &'a Table,
    ranks: &'a Ranks,
    at: usize,
}

impl<'a> Walk<'a> {
    /// Starts before the first row; the table must be sorted by these ranks.
    pub(crate) fn new(table: &'a Table, ranks: &'a Ranks) -> Self {
        Self { table, ranks, at: 0 }
    }

    /// The row with exactly this key, which must not come before the key of the last call.
    pub(crate) fn find(&mut self, key: Row<'_>) -> Option<Row<'a>> {
        while self.at < self.table.len() && compare(self.table.key_at(self.at), key, self.ranks).is_lt() {
            self.at += 1;
        }
        let row = (self.at < self.table.len()).then(|| self.table.row(self.at))?;
        (row[..self.table.keys] == *key).then_some(row)
    }
}

/// Compares two keys by rank.
#[must_use]
pub(crate) fn compare(a: Row<'_>, b: Row<'_>, ranks: &Ranks) -> Ordering {
    a.iter().map(|&s| ranks.of(s)).cmp(b.iter().map(|&s| ranks.of(s)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Interner;

    #[test]
    fn sorts_finds_and_ranges() {
        let mut symbols = Interner::new();
        let mut table = Table::new(Rel::Grant);
        for (login, role) in [("li", "b"), ("an", "b"), ("li", "a"), ("zo", "a")] {
            let row = [symbols.intern(login), symbols.intern(role)];
            table.push(&row);
        }
        let ranks = symbols.ranks();
        table.sort(&ranks);
        let texts: Vec<_> = table
            .rows()
            .map(|r| (symbols.text(r[0]), symbols.text(r[1])))
            .collect();
        assert_eq!(texts, [("an", "b"), ("li", "a"), ("li", "b"), ("zo", "a")]);
        let li = symbols.intern("li");
        assert_eq!(table.range(&[li], &ranks), 1..3);
        assert_eq!(table.find(&[li, symbols.find("b").unwrap()], &ranks), Some(2));
        assert_eq!(table.duplicates().count(), 0);
        table.retain(|row| row[0] != li);
        assert_eq!(table.len(), 2);
    }

    #[test]
    fn tags_follow_their_rows() {
        let mut symbols = Interner::new();
        let mut table = Table::new(Rel::Grant);
        let (a, b) = (symbols.intern("a"), symbols.intern("b"));
        table.push_tagged(&[b, a], 7);
        table.push_tagged(&[a, b], 9);
        table.sort(&symbols.ranks());
        assert_eq!((table.tag(0), table.tag(1)), (9, 7));
    }
}
