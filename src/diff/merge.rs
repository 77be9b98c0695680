//! Merges sorted tables into changes.

use std::collections::HashSet;

use crate::model::{Cause, Change, Interner, Mode, Rel, Sym, Table, Walk};

use super::classify::{self, Mover};
use super::prepare::new_row;
use super::{Options, Prepared};

/// A difference that is not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// What would make the ERP agree with the files.
    pub change: Change,
    /// What was desired at the last apply: keys, then values; none when the row was not.
    pub base: Option<Vec<Sym>>,
}

/// What differs.
#[derive(Debug, Clone, Default)]
pub struct Difference {
    /// What is to be carried out, in relation order, renames first.
    pub changes: Vec<Change>,
    /// What changed in the ERP since the last apply; held.
    pub drift: Vec<Held>,
    /// Where both sides moved; held.
    pub conflicts: Vec<Held>,
    /// Grants of people whose grants the ERP itself computes, which differ from what the files say; never planned.
    pub delegated: Vec<Change>,
    /// Users and roles that were applied before, are still active in the ERP, and that the files no longer name.
    pub vanished: Vec<(Rel, Sym)>,
    /// Rows that were applied before, are still there, and that the files no longer name one by one. They stay.
    pub let_go: Vec<(Rel, Vec<Sym>)>,
    /// Active users and roles that the files do not declare: number of each.
    pub undeclared: (usize, usize),
}

/// Compares prepared states.
#[must_use]
pub fn compare(prepared: &Prepared, options: &Options<'_>, symbols: &Interner) -> Difference {
    let mut merge = Merge {
        prepared,
        options,
        symbols,
        out: Difference {
            changes: prepared.renames.clone(),
            ..Difference::default()
        },
        delegated: prepared
            .live
            .table(Rel::Delegated)
            .rows()
            .map(|row| row[0])
            .collect(),
        base_owned: prepared
            .base
            .iter()
            .flat_map(|base| base.owned.iter().copied())
            .collect(),
    };
    for rel in Rel::reconciled() {
        merge.wanted_rows(rel);
        merge.surplus_rows(rel);
    }
    merge.absent_rows();
    merge.lapsed_terms();
    merge.let_go();
    merge.undeclared();
    merge.out
}

struct Merge<'a> {
    prepared: &'a Prepared,
    options: &'a Options<'a>,
    symbols: &'a Interner,
    out: Difference,
    delegated: HashSet<Sym>,
    base_owned: HashSet<(Rel, Sym)>,
}

impl<'a> Merge<'a> {
    fn live(&self, rel: Rel) -> &'a Table {
        self.prepared.live.table(rel)
    }

    fn base_row(&self, rel: Rel, key: &[Sym]) -> Option<&'a [Sym]> {
        let table = self.prepared.base.as_ref()?.state.table(rel);
        table.find(key, &self.prepared.ranks).map(|at| table.row(at))
    }

    /// Puts a candidate where it belongs.
    fn place(&mut self, mover: Mover, mut change: Change, base: Option<Vec<Sym>>) {
        if change.rel == Rel::Grant && self.delegated.contains(&change.key()[0]) {
            self.out.delegated.push(change);
            return;
        }
        let origin = match change.cause {
            Cause::Files(origin) | Cause::Consequence(origin) | Cause::Conflict(origin) => Some(origin),
            Cause::Drift(origin) => origin,
            Cause::Gone | Cause::Undeclared => None,
        };
        match (mover, origin) {
            (Mover::Files, _) => self.out.changes.push(change),
            (Mover::Both, Some(origin)) => {
                change.cause = Cause::Conflict(origin);
                if self.options.overwrite {
                    self.out.changes.push(change);
                } else {
                    self.out.conflicts.push(Held { change, base });
                }
            }
            (Mover::Erp | Mover::Both, _) => {
                change.cause = Cause::Drift(origin);
                if self.options.revert_drift || self.options.mode == Mode::Authoritative {
                    self.out.changes.push(change);
                } else {
                    self.out.drift.push(Held { change, base });
                }
            }
        }
    }

    /// Desired rows that are missing or differ.
    fn wanted_rows(&mut self, rel: Rel) {
        let wanted = self.prepared.desired.state.table(rel);
        let mut live = Walk::new(self.live(rel), &self.prepared.ranks);
        let keys = rel.spec().keys.len();
        for at in 0..wanted.len() {
            let (row, tag) = (wanted.row(at), wanted.tag(at));
            match live.find(&row[..keys]) {
                None => {
                    let base = self.base_row(rel, &row[..keys]);
                    let mover = classify::missing(base, row);
                    let base = base.map(<[Sym]>::to_vec);
                    let change = Change::insert(rel, &new_row(rel, row, self.symbols), Cause::Files(tag));
                    self.place(mover, change, base);
                }
                Some(found) => self.compare_row(rel, row, found, tag),
            }
        }
    }

    /// Splits the differing cells of a row by who moved.
    fn compare_row(&mut self, rel: Rel, wanted: &[Sym], live: &[Sym], tag: u32) {
        let keys = rel.spec().keys.len();
        if wanted[keys..]
            .iter()
            .zip(&live[keys..])
            .all(|(&w, &l)| w == Sym::OPEN || w == l)
        {
            return;
        }
        let base = self.base_row(rel, &wanted[..keys]).map(<[Sym]>::to_vec);
        for mover in [Mover::Files, Mover::Erp, Mover::Both] {
            let mut new = live.to_vec();
            for at in keys..wanted.len() {
                if wanted[at] == Sym::OPEN || wanted[at] == live[at] {
                    continue;
                }
                let before = base.as_ref().map(|base| base[at]);
                if classify::cell(before, wanted[at], live[at]) == mover {
                    new[at] = wanted[at];
                }
            }
            if new != live {
                self.place(
                    mover,
                    Change::update(rel, live, &new, Cause::Files(tag)),
                    base.clone(),
                );
            }
        }
    }

    /// Whether a grant follows from something else in the ERP: nobody gives it, and nobody takes it away.
    fn is_automatic(&self, rel: Rel, row: &[Sym]) -> bool {
        let roles = self.prepared.live.table(Rel::Role);
        rel == Rel::Grant
            && roles
                .find(&row[1..2], &self.prepared.ranks)
                .is_some_and(|at| roles.row(at)[2] == self.prepared.words.automatic)
    }

    /// Live rows of owned lists that are not desired.
    fn surplus_rows(&mut self, rel: Rel) {
        if self.options.mode == Mode::Additive {
            return;
        }
        let ranks = &self.prepared.ranks;
        let wanted = self.prepared.desired.state.table(rel);
        let keys = rel.spec().keys.len();
        let live = self.live(rel);
        let mut owned: Vec<(u32, u32)> = self
            .prepared
            .desired
            .owned
            .iter()
            .filter(|owned| owned.rel == rel)
            .map(|owned| (ranks.of(owned.key), owned.origin))
            .collect();
        owned.sort_unstable();
        owned.dedup_by_key(|(key, _)| *key);
        // Three sorted runs: owned lists, live rows, desired rows.
        let mut list = 0;
        let mut wanted = Walk::new(wanted, ranks);
        let mut surplus: Vec<(usize, u32)> = Vec::new();
        for at in 0..live.len() {
            let row = live.row(at);
            let key = ranks.of(row[0]);
            while list < owned.len() && owned[list].0 < key {
                list += 1;
            }
            if list == owned.len() {
                break;
            }
            if owned[list].0 != key {
                continue;
            }
            if wanted.find(&row[..keys]).is_none() && !self.is_automatic(rel, row) {
                surplus.push((at, owned[list].1));
            }
        }
        for (at, origin) in surplus {
            let row = live.row(at).to_vec();
            let base = self.base_row(rel, &row[..keys]).map(<[Sym]>::to_vec);
            let mover = classify::surplus(self.base_owned.contains(&(rel, row[0])), base.is_some());
            self.place(mover, Change::delete(rel, &row, Cause::Files(origin)), base);
        }
    }

    /// The keys of the rows that are to be changed so far.
    fn planned(&self) -> HashSet<(Rel, Vec<Sym>)> {
        let key = |change: &Change| (change.rel, change.key().to_vec());
        self.out.changes.iter().map(key).collect()
    }

    /// Live rows that the files say must not exist.
    fn absent_rows(&mut self) {
        let additive = self.options.mode == Mode::Additive;
        let prepared = self.prepared;
        if prepared.desired.absent.is_empty() {
            return;
        }
        let planned = self.planned();
        for (rel, key, origin) in &prepared.desired.absent {
            // A guard follows its rule, which every mode updates.
            if additive && *rel != Rel::ItemGuard {
                continue;
            }
            let table = prepared.live.table(*rel);
            let Some(at) = table.find(key, &prepared.ranks) else {
                continue;
            };
            // A complete list that lacks the row takes it away by itself.
            if planned.contains(&(*rel, key.to_vec())) {
                continue;
            }
            let change = Change::delete(*rel, table.row(at), Cause::Files(*origin));
            self.place(Mover::Files, change, None);
        }
    }

    /// Grants under a term that the files no longer give: the term goes, and the grant that it carried with it.
    fn lapsed_terms(&mut self) {
        if self.options.mode == Mode::Additive {
            return;
        }
        let prepared = self.prepared;
        let (terms, ranks) = (prepared.live.table(Rel::GrantTerm), &prepared.ranks);
        let wanted_terms = prepared.desired.state.table(Rel::GrantTerm);
        let wanted = prepared.desired.state.table(Rel::Grant);
        let (grants, users) = (
            prepared.live.table(Rel::Grant),
            prepared.desired.state.table(Rel::User),
        );
        let released: HashSet<(Rel, Sym)> = prepared.desired.released.iter().copied().collect();
        let revoked: HashSet<Vec<Sym>> = self
            .out
            .changes
            .iter()
            .filter(|change| change.rel == Rel::Grant)
            .map(|change| change.key().to_vec())
            .collect();
        for row in terms.rows() {
            if wanted_terms.find(&row[..2], ranks).is_some() {
                continue;
            }
            let origin = users.find(&row[..1], ranks).map(|at| users.tag(at));
            let cause = origin.map_or(Cause::Gone, Cause::Consequence);
            self.out.changes.push(Change::delete(Rel::GrantTerm, row, cause));
            let kept = wanted.find(&row[..2], ranks).is_some() || released.contains(&(Rel::User, row[0]));
            if let (false, Some(at)) = (kept, grants.find(&row[..2], ranks))
                && !revoked.contains(&row[..2])
            {
                self.place(
                    Mover::Files,
                    Change::delete(Rel::Grant, grants.row(at), cause),
                    None,
                );
            }
        }
    }

    /// Rows of lists that the files do not own, named at the last apply and not now: whoever took the line out may
    /// believe that the row goes with it.
    fn let_go(&mut self) {
        let (Some(base), ranks) = (&self.prepared.base, &self.prepared.ranks) else {
            return;
        };
        let owned: HashSet<(Rel, Sym)> = self
            .prepared
            .desired
            .owned
            .iter()
            .map(|owned| (owned.rel, owned.key))
            .collect();
        let gone: HashSet<(Rel, &[Sym])> = self
            .out
            .changes
            .iter()
            .map(|change| (change.rel, change.key()))
            .collect();
        let absent: HashSet<(Rel, &[Sym])> = self
            .prepared
            .desired
            .absent
            .iter()
            .map(|(rel, key, _)| (*rel, &key[..]))
            .collect();
        let roles = self.live(Rel::Role);
        let ours = |key: Sym| {
            let at = roles.find(&[key], ranks);
            at.is_some_and(|at| roles.row(at)[2] == self.prepared.words.custom)
        };
        let declared = |rel: Rel, key: Sym| match rel.spec().keys[0].references {
            // What belongs to a person or role of ours that is gone altogether is said once, of them.
            Some(entity) if entity == Rel::User || (entity == Rel::Role && ours(key)) => self
                .prepared
                .desired
                .state
                .table(entity)
                .find(&[key], ranks)
                .is_some(),
            _ => true,
        };
        let mut let_go = Vec::new();
        // A term that is let go ends its grant, which is a change.
        for rel in Rel::reconciled().filter(|rel| !rel.is_entity() && *rel != Rel::GrantTerm) {
            let (wanted, live) = (
                self.prepared.desired.state.table(rel),
                self.prepared.live.table(rel),
            );
            let keys = rel.spec().keys.len();
            let mut wanted = Walk::new(wanted, ranks);
            for row in base.state.table(rel).rows() {
                let key = &row[..keys];
                if wanted.find(key).is_none()
                    && live.find(key, ranks).is_some()
                    && !owned.contains(&(rel, key[0]))
                    && !gone.contains(&(rel, key))
                    && !absent.contains(&(rel, key))
                    && declared(rel, key[0])
                {
                    let_go.push((rel, key.to_vec()));
                }
            }
        }
        self.out.let_go = let_go;
    }

    /// Users and roles that the files do not declare.
    fn undeclared(&mut self) {
        let prepared = self.prepared;
        let (words, ranks) = (prepared.words, &prepared.ranks);
        let released: HashSet<(Rel, Sym)> = prepared.desired.released.iter().copied().collect();
        for (rel, active, marker, mark) in [
            (Rel::User, 3, 4, words.system),
            (Rel::Role, 3, 2, words.automatic),
        ] {
            let wanted = prepared.desired.state.table(rel);
            for row in prepared.live.table(rel).rows() {
                if row[active] != words.yes || row[marker] == mark || wanted.find(&row[..1], ranks).is_some()
                {
                    continue;
                }
                let was_applied = self.base_row(rel, &row[..1]).is_some();
                let ours = rel == Rel::User || row[2] == words.custom;
                if was_applied
                    && ours
                    && !released.contains(&(rel, row[0]))
                    && self.options.mode != Mode::Authoritative
                {
                    self.out.vanished.push((rel, row[0]));
                } else if !released.contains(&(rel, row[0])) {
                    self.leave_or_deactivate(rel, row, active, ours);
                }
            }
        }
    }

    fn leave_or_deactivate(&mut self, rel: Rel, row: &[Sym], active: usize, ours: bool) {
        let managed = match rel {
            Rel::User => (self.options.manages_user)(self.symbols.text(row[4])),
            _ => (self.options.manages_role)(self.symbols.text(row[2])),
        };
        let counter = if rel == Rel::User {
            &mut self.out.undeclared.0
        } else {
            &mut self.out.undeclared.1
        };
        if self.options.mode != Mode::Authoritative || !ours || !managed {
            *counter += usize::from(ours);
            return;
        }
        let mut new = row.to_vec();
        new[active] = self.prepared.words.no;
        self.out
            .changes
            .push(Change::update(rel, row, &new, Cause::Undeclared));
        if rel == Rel::User {
            let grants = self.prepared.live.table(Rel::Grant);
            for at in grants.range(&row[..1], &self.prepared.ranks) {
                self.place(
                    Mover::Files,
                    Change::delete(Rel::Grant, grants.row(at), Cause::Undeclared),
                    None,
                );
            }
        }
    }
}
