//! What keeps random changes legal: who needs which role, what bundles bring, and what stands on what.

use std::collections::{BTreeMap, HashSet};

use crate::model::{Cause, Change, Ranks, Rel, Sym, Verb, Within};

use super::random::{Generator, NAMES};

impl Generator<'_> {
    /// The roles that people of ours may be given: not the one that is for accounts of a portal.
    pub(super) fn grantable(&self, roles: &[Sym]) -> Vec<Sym> {
        let portal = self.semantics.portal.as_ref();
        let of_outsiders = portal.and_then(|portal| self.symbols.find(portal.role.as_ref()?));
        let wanted = roles.iter().filter(|role| Some(**role) != of_outsiders);
        wanted.copied().collect()
    }

    /// Whether somebody holds a role, or another role includes it.
    pub(super) fn is_used(&self, role: Sym) -> bool {
        let names = |rel: Rel| self.live.table(rel).rows().any(|row| row[1] == role);
        names(Rel::Grant) || names(Rel::RoleInclude)
    }

    /// A new bundle of roles, and one that nobody has loses a role; gives those that people may be given, with their roles.
    pub(super) fn bundles(&mut self, tag: usize, roles: &[Sym]) -> Vec<Sym> {
        let Some(prefix) = self.semantics.own_roles.bundles.clone() else {
            return Vec::new();
        };
        let (yes, custom) = (self.symbols.intern("true"), self.symbols.intern("custom"));
        let live = self.live.table(Rel::Role);
        let mut bundles: Vec<Sym> = live
            .rows()
            .map(|row| row[0])
            .filter(|&role| self.symbols.text(role).starts_with(&prefix))
            .collect();
        self.bundled = self
            .live
            .table(Rel::Grant)
            .rows()
            .filter(|row| bundles.contains(&row[1]))
            .map(|row| row[0])
            .collect();
        let unused: Vec<Vec<Sym>> = self
            .live
            .table(Rel::RoleInclude)
            .rows()
            .filter(|row| bundles.contains(&row[0]) && !self.is_used(row[0]))
            .map(<[Sym]>::to_vec)
            .collect();
        if self.dice.one_in(2) && !unused.is_empty() {
            let row = unused[self.dice.below(unused.len())].clone();
            self.push(Change::delete(Rel::RoleInclude, &row, Cause::Gone));
            bundles.retain(|bundle| *bundle != row[0]);
        }
        let old: Vec<Sym> = roles
            .iter()
            .copied()
            .filter(|role| !self.touched.contains(&(Rel::Role, vec![*role])) && self.opens(*role))
            .collect();
        if self.dice.one_in(2) && !old.is_empty() {
            let title = self
                .symbols
                .intern(&format!("{} {tag}", NAMES[self.dice.below(NAMES.len())]));
            let key = format!("{prefix}{}", self.symbols.text(title));
            let bundle = self.symbols.intern(&key);
            self.push(Change::insert(
                Rel::Role,
                &[bundle, title, custom, yes],
                Cause::Gone,
            ));
            for _ in 0..1 + self.dice.below(3) {
                let role = old[self.dice.below(old.len())];
                self.push(Change::insert(
                    Rel::RoleInclude,
                    &[bundle, role, yes],
                    Cause::Gone,
                ));
            }
            bundles.push(bundle);
        }
        let whole = |bundle: &Sym| {
            let edges = self.edges();
            edges.iter().any(|edge| edge.0 == *bundle && self.opens(edge.1))
        };
        bundles.retain(whole);
        bundles
    }

    /// Some of the new people get a bundle, and nothing else.
    pub(super) fn bundled_people(&mut self, bundles: &[Sym]) {
        let new: Vec<Sym> = self
            .changes
            .iter()
            .filter(|change| change.rel == Rel::User && change.verb == Verb::Insert)
            .map(|change| change.key()[0])
            .collect();
        for login in new {
            if bundles.is_empty() || !self.dice.one_in(3) {
                continue;
            }
            let bundle = bundles[self.dice.below(bundles.len())];
            self.push(Change::insert(Rel::Grant, &[login, bundle], Cause::Gone));
            self.bundled.insert(login);
        }
    }

    /// The stored inclusions as they will be.
    fn edges(&self) -> HashSet<(Sym, Sym)> {
        let includes = self.live.table(Rel::RoleInclude).rows();
        let mut edges: HashSet<(Sym, Sym)> = includes.map(|row| (row[0], row[1])).collect();
        for change in self
            .changes
            .iter()
            .filter(|change| change.rel == Rel::RoleInclude)
        {
            let edge = (change.key()[0], change.key()[1]);
            match change.verb {
                Verb::Delete => drop(edges.remove(&edge)),
                _ => drop(edges.insert(edge)),
            }
        }
        edges
    }

    /// Whether whoever has this role has the one that every person needs.
    pub(super) fn opens(&self, role: Sym) -> bool {
        match self.semantics.accounts.role.as_deref() {
            None | Some("*") => true,
            Some(needed) => self
                .symbols
                .find(needed)
                .is_some_and(|needed| self.edges().contains(&(role, needed))),
        }
    }

    /// Where every person needs a role, whoever would be left without one gets one.
    pub(super) fn every_person_has_a_role(&mut self, roles: &[Sym]) {
        if self.semantics.accounts.role.is_none() {
            return;
        }
        let good: Vec<Sym> = roles.iter().copied().filter(|role| self.opens(*role)).collect();
        let mut people: Vec<Sym> = self
            .changes
            .iter()
            .filter(|change| matches!(change.rel, Rel::User | Rel::Grant))
            .map(|change| change.key()[0])
            .filter(|login| !self.bundled.contains(login))
            .collect();
        people.sort_unstable();
        people.dedup();
        let ranks = self.symbols.ranks();
        let live = self.live.table(Rel::Grant);
        for login in people {
            let mut held: HashSet<Sym> = live.range(&[login], &ranks).map(|at| live.row(at)[1]).collect();
            for change in self
                .changes
                .iter()
                .filter(|change| change.rel == Rel::Grant && change.key()[0] == login)
            {
                match change.verb {
                    Verb::Delete => drop(held.remove(&change.key()[1])),
                    _ => drop(held.insert(change.key()[1])),
                }
            }
            let named =
                |role: &Sym| self.semantics.accounts.role.as_deref() == Some(self.symbols.text(*role));
            if held.iter().any(|role| !named(role) && self.opens(*role)) || good.is_empty() {
                continue;
            }
            let role = good[self.dice.below(good.len())];
            let taken = (Rel::Grant, vec![login, role]);
            if self.touched.remove(&taken) {
                // It was to be taken away.
                self.changes
                    .retain(|change| change.rel != Rel::Grant || change.key() != [login, role]);
            } else {
                self.push(Change::insert(Rel::Grant, &[login, role], Cause::Gone));
            }
        }
    }

    /// Where a part of a resource only restricts, it says nothing to a role that has nothing on the whole. What a part rests on
    /// is then left as it is.
    pub(super) fn has_the_whole(&mut self, role: Sym, resource: Sym, ranks: &Ranks) -> bool {
        if self.semantics.action_needs.is_empty() {
            return true;
        }
        let name = self.symbols.text(resource).to_owned();
        let Some((kind, whole)) = self.semantics.sub_resource(&name) else {
            return true;
        };
        if kind.within != Within::Restrict {
            return true;
        }
        let Some(whole) = self.symbols.find(whole) else {
            return false;
        };
        let key = vec![role, whole];
        let there = self.live.table(Rel::Permission).find(&key, ranks).is_some()
            && !self.touched.contains(&(Rel::Permission, key.clone()));
        if there {
            self.touched.insert((Rel::Permission, key));
        }
        there
    }

    /// Where the ERP keeps a grant for every included role, a legal set of changes leaves nobody without one: missing
    /// ones are added, and none is taken that another role gives along.
    pub(super) fn close_grants(&mut self) {
        let yes = self.symbols.intern("true");
        let includes = self.live.table(Rel::RoleInclude).rows();
        let mut edges: HashSet<(Sym, Sym)> = includes
            .filter(|row| row[2] == yes)
            .map(|row| (row[0], row[1]))
            .collect();
        let mut held: BTreeMap<Sym, HashSet<Sym>> = BTreeMap::new();
        for change in &self.changes {
            let key = change.key();
            match (change.rel, change.verb) {
                (Rel::RoleInclude, Verb::Insert) => drop(edges.insert((key[0], key[1]))),
                (Rel::RoleInclude, Verb::Delete) => drop(edges.remove(&(key[0], key[1]))),
                (Rel::Grant, _) => drop(held.entry(key[0]).or_default()),
                _ => {}
            }
        }
        let live = self.live.table(Rel::Grant);
        for row in live.rows() {
            if let Some(roles) = held.get_mut(&row[0]) {
                roles.insert(row[1]);
            }
        }
        for change in self.changes.iter().filter(|change| change.rel == Rel::Grant) {
            let roles = held.entry(change.key()[0]).or_default();
            match change.verb {
                Verb::Delete => drop(roles.remove(&change.key()[1])),
                _ => drop(roles.insert(change.key()[1])),
            }
        }
        let ranks = self.symbols.ranks();
        for (login, mut roles) in held {
            loop {
                let mut missing: Vec<Sym> = edges
                    .iter()
                    .filter(|(role, included)| roles.contains(role) && !roles.contains(included))
                    .map(|edge| edge.1)
                    .collect();
                missing.sort_unstable();
                missing.dedup();
                if missing.is_empty() {
                    break;
                }
                roles.extend(&missing);
                for role in missing {
                    let row = [login, role];
                    if live.find(&row, &ranks).is_some() {
                        self.changes
                            .retain(|change| change.rel != Rel::Grant || change.key() != row.as_slice());
                    } else {
                        self.push(Change::insert(Rel::Grant, &row, Cause::Gone));
                    }
                }
            }
        }
    }
}
