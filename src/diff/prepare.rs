//! Brings live, desired and last applied state into one spelling and one order.

use crate::model::{Cause, Change, Default, Desired, Interner, Ranks, Rel, Row, Semantics, State, Sym};

use super::{Base, Words, close, fold};

/// Relation, key, earlier key, and the origin of the wish that one become the other.
pub type Clash = (Rel, Sym, Sym, u32);

/// Three states that can be compared row by row.
pub struct Prepared {
    /// What the ERP holds, with renames already carried out.
    pub live: State,
    /// What the ERP holds as it was read, where renames make that differ from `live`.
    pub unrenamed: Option<State>,
    /// What the files say, in the live spelling.
    pub desired: Desired,
    /// What was last applied, with renames already carried out.
    pub base: Option<Base>,
    /// The renames themselves.
    pub renames: Vec<Change>,
    /// Renames that cannot be: the key and an earlier key both exist.
    pub clashes: Vec<Clash>,
    /// Keys of the ERP that its own folding calls equal, so that no desired key can tell them apart.
    pub twins: Vec<(Rel, Sym, Sym)>,
    /// Attributes that new accounts get although no file names them: login and attribute. Nobody manages them later.
    pub defaults: Vec<(Sym, Sym)>,
    /// The order of all symbols.
    pub ranks: Ranks,
    /// Symbols that rows are made of.
    pub words: Words,
}

impl Prepared {
    /// What the ERP holds as it was read.
    #[must_use]
    pub fn as_read(&self) -> &State {
        self.unrenamed.as_ref().unwrap_or(&self.live)
    }
}

/// Folds keys, carries out renames, fills what new rows leave open, and sorts.
pub fn prepare(
    mut live: State,
    mut desired: Desired,
    mut base: Option<Base>,
    semantics: &Semantics,
    symbols: &mut Interner,
) -> Prepared {
    let words = Words::new(symbols);
    for rel in Rel::ALL {
        for column in rel.spec().columns() {
            if let Default::Text(text) = column.default {
                symbols.intern(text);
            }
        }
    }
    let twins = fold::take_live_spelling(&live, &mut desired, semantics, symbols);
    if semantics.access.stored_includes {
        store_includes(&mut desired, &words);
    }
    let ranks = symbols.ranks();
    sort_all(&mut live, &mut desired, &mut base, &ranks);
    leave_padding(&live, &mut desired, &ranks);
    services_are_internal(&live, &mut desired, &words, &ranks);
    let (renames, clashes) = find_renames(&live, &desired, &ranks);
    let mut unrenamed = (!renames.is_empty()).then(|| live.clone());
    for rename in &renames {
        let (new, old) = (
            rename.key()[0],
            rename.old_key().expect("a rename has an old key"),
        );
        rename_entity(&mut live, rename.rel, old, new);
        if let Some(base) = &mut base {
            rename_entity(&mut base.state, rename.rel, old, new);
            for owned in &mut base.owned {
                let lists_of = owned.0.spec().keys[0].references;
                if lists_of == Some(rename.rel) && owned.1 == old {
                    owned.1 = new;
                }
            }
        }
    }
    if !renames.is_empty() {
        sort_all(&mut live, &mut desired, &mut base, &ranks);
    }
    let known = symbols.len();
    let defaults = fill_attributes(&live, &mut desired, semantics, symbols, &ranks);
    let ranks = if symbols.len() == known {
        ranks
    } else {
        // Filling has interned the adapter's default values.
        symbols.ranks()
    };
    if !defaults.is_empty() {
        sort_all(&mut live, &mut desired, &mut base, &ranks);
        if let Some(unrenamed) = &mut unrenamed {
            unrenamed.sort(&ranks);
        }
    }
    close::close_stored_includes(&live, &mut desired, &words, &ranks);
    Prepared {
        live,
        unrenamed,
        desired,
        base,
        renames,
        clashes,
        twins,
        defaults,
        ranks,
        words,
    }
}

/// Files do not say how the ERP keeps an inclusion; the adapter does.
fn store_includes(desired: &mut Desired, words: &Words) {
    let stored = Rel::RoleInclude
        .spec()
        .position("stored")
        .expect("inclusions have `stored`");
    desired.state.edit(Rel::RoleInclude, |row| {
        if let Some(cell) = row.get_mut(stored).filter(|cell| **cell == Sym::OPEN) {
            *cell = words.yes;
        }
    });
}

/// Where the ERP keeps no more of a sequence than its next number, what a rule for codes says of the digits is not written.
fn leave_padding(live: &State, desired: &mut Desired, ranks: &Ranks) {
    let padding = Rel::Sequence
        .spec()
        .position("padding")
        .expect("sequences have `padding`");
    let kept = live.table(Rel::Sequence);
    let wanted = desired.state.table(Rel::Sequence);
    let by_rule: Vec<Sym> = (0..wanted.len())
        .filter(|&at| desired.origins[wanted.tag(at) as usize].via.is_some())
        .map(|at| wanted.row(at)[0])
        .filter(|&key| {
            kept.find(&[key], ranks)
                .is_some_and(|at| kept.row(at)[padding] == Sym::NULL)
        })
        .collect();
    if by_rule.is_empty() {
        return;
    }
    desired.state.edit(Rel::Sequence, |row| {
        if by_rule.contains(&row[0]) {
            row[padding] = Sym::OPEN;
        }
    });
}

/// An account of a program is one of ours, whatever the ERP calls it.
fn services_are_internal(live: &State, desired: &mut Desired, words: &Words, ranks: &Ranks) {
    let users = live.table(Rel::User);
    desired.state.edit(Rel::User, |row| {
        let at = users.find(&row[..1], ranks);
        if row[4] == words.person && at.is_some_and(|at| users.row(at)[4] == words.service) {
            row[4] = Sym::OPEN;
        }
    });
}

/// Sorts the three states side by side.
fn sort_all(live: &mut State, desired: &mut Desired, base: &mut Option<Base>, ranks: &Ranks) {
    std::thread::scope(|scope| {
        scope.spawn(|| desired.state.sort(ranks));
        if let Some(base) = base {
            scope.spawn(|| base.state.sort(ranks));
        }
        live.sort(ranks);
    });
}

fn find_renames(live: &State, desired: &Desired, ranks: &Ranks) -> (Vec<Change>, Vec<Clash>) {
    let (mut renames, mut clashes) = (Vec::new(), Vec::new());
    for wish in &desired.renames {
        let table = live.table(wish.rel);
        let exists = |key: Sym| table.find(&[key], ranks).is_some();
        let mut earlier = wish
            .was
            .iter()
            .copied()
            .filter(|&old| old != wish.key && exists(old));
        let Some(old) = earlier.next() else { continue };
        if exists(wish.key) {
            clashes.push((wish.rel, wish.key, old, wish.origin));
        } else if let Some(second) = earlier.next() {
            clashes.push((wish.rel, old, second, wish.origin));
        } else {
            renames.push(Change::rename(wish.rel, wish.key, old, Cause::Files(wish.origin)));
        }
    }
    (renames, clashes)
}

/// Gives an entity another key in every row that names it.
pub fn rename_entity(state: &mut State, rel: Rel, old: Sym, new: Sym) {
    for other in Rel::ALL {
        let columns: Vec<usize> = other
            .spec()
            .columns()
            .enumerate()
            .filter(|(at, column)| column.references == Some(rel) || (other == rel && *at == 0))
            .map(|(at, _)| at)
            .collect();
        if columns.is_empty() {
            continue;
        }
        state.edit(other, |row| {
            for &at in &columns {
                if row[at] == old {
                    row[at] = new;
                }
            }
        });
    }
}

/// Gives accounts that will be new the attributes that the adapter wants them to start with.
fn fill_attributes(
    live: &State,
    desired: &mut Desired,
    semantics: &Semantics,
    symbols: &mut Interner,
    ranks: &Ranks,
) -> Vec<(Sym, Sym)> {
    let wanted: Vec<(Sym, Sym)> = semantics
        .attributes
        .iter()
        .filter_map(|(name, spec)| {
            let value = spec.on_create.as_deref()?;
            Some((symbols.intern(name), symbols.intern(value)))
        })
        .collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let users = desired.state.table(Rel::User);
    let mut fresh = Vec::new();
    for at in 0..users.len() {
        let row = users.row(at);
        if live.table(Rel::User).find(&row[..1], ranks).is_none() {
            fresh.push((row[0], users.tag(at)));
        }
    }
    let mut rows = Vec::new();
    let given = desired.state.table(Rel::UserAttribute);
    for (login, tag) in fresh {
        let has = given.range(&[login], ranks);
        for &(attribute, value) in &wanted {
            if !has.clone().any(|at| given.row(at)[1] == attribute) {
                rows.push(([login, attribute, value], tag));
            }
        }
    }
    let defaults = rows.iter().map(|(row, _)| (row[0], row[1])).collect();
    for (row, tag) in rows {
        let span = desired.origins[tag as usize].span;
        let origin = desired.origin(span, Some("default of a new account".to_owned()));
        desired
            .state
            .table_mut(Rel::UserAttribute)
            .push_tagged(&row, origin);
    }
    defaults
}

/// The complete row that a desired row asks for when no live row has its key.
pub(super) fn new_row(rel: Rel, desired: Row<'_>, symbols: &Interner) -> Vec<Sym> {
    rel.spec()
        .columns()
        .zip(desired)
        .map(|(column, &cell)| match (cell, column.default) {
            (Sym::OPEN, Default::Null) => Sym::NULL,
            (Sym::OPEN, Default::Key) => desired[0],
            (Sym::OPEN, Default::Text(text)) => symbols.find(text).expect("prepare interned it"),
            (given, _) => given,
        })
        .collect()
}
