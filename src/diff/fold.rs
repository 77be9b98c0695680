//! Desired keys take the live spelling where the ERP calls both the same.

use std::collections::HashMap;

use crate::model::{Desired, Fold, Interner, Rel, Semantics, State, Sym};

/// Respells desired logins and roles; returns live keys that fold to the same text.
pub(super) fn take_live_spelling(
    live: &State,
    desired: &mut Desired,
    semantics: &Semantics,
    symbols: &mut Interner,
) -> Vec<(Rel, Sym, Sym)> {
    let mut twins = Vec::new();
    for (rel, fold) in [(Rel::User, semantics.keys.user), (Rel::Role, semantics.keys.role)] {
        if fold == Fold::Exact {
            continue;
        }
        let mut spelling: HashMap<String, Sym> = HashMap::new();
        for row in live.table(rel).rows() {
            if let Some(first) = spelling.insert(fold.fold(symbols.text(row[0])), row[0]) {
                twins.push((rel, first, row[0]));
            }
        }
        let mut respelled: HashMap<Sym, Sym> = HashMap::new();
        let mut respell = |cell: Sym| {
            if cell == Sym::NULL || cell == Sym::OPEN {
                return cell;
            }
            *respelled.entry(cell).or_insert_with(|| {
                spelling
                    .get(&fold.fold(symbols.text(cell)))
                    .copied()
                    .unwrap_or(cell)
            })
        };
        for other in Rel::ALL {
            let columns: Vec<usize> = other
                .spec()
                .columns()
                .enumerate()
                .filter(|(at, column)| column.references == Some(rel) || (other == rel && *at == 0))
                .map(|(at, _)| at)
                .collect();
            desired.state.table_mut(other).edit(|row| {
                for &at in &columns {
                    row[at] = respell(row[at]);
                }
            });
        }
        for owned in &mut desired.owned {
            if owned.rel.spec().keys[0].references == Some(rel) {
                owned.key = respell(owned.key);
            }
        }
        for (other, key, _) in &mut desired.absent {
            for (at, column) in other.spec().keys.iter().enumerate() {
                if column.references == Some(rel) {
                    key[at] = respell(key[at]);
                }
            }
        }
        for wish in desired.renames.iter_mut().filter(|wish| wish.rel == rel) {
            wish.key = respell(wish.key);
            wish.was.iter_mut().for_each(|old| *old = respell(*old));
        }
        for (_, key) in desired.released.iter_mut().filter(|(of, _)| *of == rel) {
            *key = respell(*key);
        }
    }
    twins
}
