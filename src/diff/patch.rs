//! Changes carried out on a state in memory: what the database must show afterwards.

use std::cmp::Ordering;
use std::collections::HashSet;

use crate::model::{Change, Interner, Ranks, Rel, State, Sym, Table, Verb, compare_keys};

/// The state after the changes. `live` must have its renames carried out and be sorted by `ranks`.
#[must_use]
pub fn patch<'a>(live: &State, changes: impl IntoIterator<Item = &'a Change>, ranks: &Ranks) -> State {
    let mut by_rel: Vec<Vec<&Change>> = vec![Vec::new(); Rel::ALL.len()];
    for change in changes {
        if change.verb != Verb::Rename {
            by_rel[change.rel as usize].push(change);
        }
    }
    let mut after = State::new();
    for (rel, key) in live.repeated() {
        after.repeat(*rel, key);
    }
    for (rel, mut changes) in Rel::ALL.into_iter().zip(by_rel) {
        if changes.is_empty() {
            after.replace(live.table(rel).clone());
            continue;
        }
        changes.sort_by(|a, b| compare_keys(a.key(), b.key(), ranks));
        after.replace(patch_table(live.table(rel), &changes, ranks));
    }
    after
}

fn patch_table(live: &Table, changes: &[&Change], ranks: &Ranks) -> Table {
    let mut after = Table::new(live.rel());
    let mut next = 0;
    let mut row = Vec::new();
    let mut put = |after: &mut Table, change: &Change| {
        if change.verb != Verb::Delete {
            row.clear();
            row.extend_from_slice(change.key());
            row.extend_from_slice(change.new_values());
            after.push(&row);
        }
    };
    for at in 0..live.len() {
        let key = live.key(live.row(at));
        let mut replaced = false;
        while let Some(change) = changes.get(next) {
            match compare_keys(change.key(), key, ranks) {
                Ordering::Greater => break,
                order => {
                    put(&mut after, change);
                    replaced |= order == Ordering::Equal;
                    next += 1;
                }
            }
        }
        if !replaced {
            after.push(live.row(at));
        }
    }
    for change in &changes[next..] {
        put(&mut after, change);
    }
    after
}

/// A row that is not as expected. Expected and found may be equal: then it is a link that is stored more than once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The relation.
    pub rel: Rel,
    /// The row as it should be; none when it should not exist.
    pub expected: Option<Vec<Sym>>,
    /// The row as it is; none when it does not exist.
    pub found: Option<Vec<Sym>>,
}

impl Mismatch {
    /// In words: which row, what was expected, what was found.
    #[must_use]
    pub fn describe(&self, symbols: &Interner) -> String {
        let row = self
            .expected
            .as_ref()
            .or(self.found.as_ref())
            .expect("a mismatch has a row");
        let keys = self.rel.spec().keys.len();
        let key: Vec<&str> = row[..keys].iter().map(|&cell| symbols.text(cell)).collect();
        let name = format!("{} `{}`", self.rel.name(), key.join("` `"));
        match (&self.expected, &self.found) {
            (Some(_), None) => format!("{name} is not there"),
            (None, _) => format!("{name} is there and should not be"),
            (Some(expected), Some(found)) if expected == found => {
                format!("{name} is stored more than once")
            }
            (Some(expected), Some(found)) => {
                let values = self
                    .rel
                    .spec()
                    .values
                    .iter()
                    .zip(expected[keys..].iter().zip(&found[keys..]));
                let show = |cell: Sym| {
                    symbols
                        .get(cell)
                        .map_or("nothing".to_owned(), |text| format!("`{text}`"))
                };
                let differing: Vec<String> = values
                    .filter(|(_, (a, b))| a != b)
                    .map(|(column, (&a, &b))| {
                        format!("{} is {} instead of {}", column.name, show(b), show(a))
                    })
                    .collect();
                format!("{name}: {}", differing.join(", "))
            }
        }
    }
}

/// Every row in which two sorted states differ, over the relations given, and every link that is stored more than once
/// in the second state only.
#[must_use]
pub fn mismatches(
    expected: &State,
    found: &State,
    relations: impl Iterator<Item = Rel>,
    ranks: &Ranks,
) -> Vec<Mismatch> {
    let mut out = Vec::new();
    let before: HashSet<_> = expected.repeated().iter().collect();
    for rel in relations {
        let again = found
            .repeated()
            .iter()
            .filter(|link| link.0 == rel && !before.contains(link));
        out.extend(again.map(|(_, key)| Mismatch {
            rel,
            expected: Some(key.to_vec()),
            found: Some(key.to_vec()),
        }));
        let (left, right) = (expected.table(rel), found.table(rel));
        let (mut a, mut b) = (0, 0);
        while a < left.len() || b < right.len() {
            let order = match (a < left.len(), b < right.len()) {
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
                _ => compare_keys(left.key(left.row(a)), right.key(right.row(b)), ranks),
            };
            let (has_left, has_right) = (order.is_le(), order.is_ge());
            if !(order == Ordering::Equal && left.row(a) == right.row(b)) {
                out.push(Mismatch {
                    rel,
                    expected: has_left.then(|| left.row(a).to_vec()),
                    found: has_right.then(|| right.row(b).to_vec()),
                });
            }
            a += usize::from(has_left);
            b += usize::from(has_right);
        }
    }
    out
}
