//! The footprint: the rows that a plan touches or was judged on. If they move, the plan is stale; other rows may move.

use std::collections::{BTreeSet, HashSet};

use crate::model::{Change, Interner, Ranks, Rel, State, Sym, Verb};

/// What a plan depends on.
#[derive(Debug, Clone, Default)]
pub struct Footprint {
    /// People whose rows it touches, before any rename.
    pub users: BTreeSet<Sym>,
    /// Roles that it changes or that those people hold before or after, and the roles that make administrators.
    pub roles: BTreeSet<Sym>,
    /// Resources whose permissions it changes.
    pub resources: BTreeSet<Sym>,
    /// Other rows that it changes: relation and first key.
    pub others: BTreeSet<(Rel, Sym)>,
    /// Roles whose holders count: those that make administrators.
    pub holders_of: BTreeSet<Sym>,
    /// Those rows of the live state.
    pub rows: State,
}

impl Footprint {
    /// What the changes depend on. `before` is the live state as read, before renames; `after` the end state.
    #[must_use]
    pub fn of(
        changes: &[Change],
        before: &State,
        after: &State,
        administrators: &[Sym],
        ranks: &Ranks,
    ) -> Self {
        let mut print = Self {
            holders_of: administrators.iter().copied().collect(),
            ..Self::default()
        };
        for change in changes {
            print.touch(change);
        }
        for state in [before, after] {
            let grants = state.table(Rel::Grant);
            for &login in &print.users {
                print
                    .roles
                    .extend(grants.range(&[login], ranks).map(|at| grants.row(at)[1]));
            }
            print.close_roles(state, ranks);
        }
        print.rows = print.extract(before, ranks);
        print
    }

    fn touch(&mut self, change: &Change) {
        let spec = change.rel.spec();
        let mut entity = |rel: Rel, key: Sym| match rel {
            Rel::User => self.users.insert(key),
            Rel::Role => self.roles.insert(key),
            Rel::Resource => self.resources.insert(key),
            _ => false,
        };
        entity(change.rel, change.key()[0]);
        if let Some(old) = change.old_key() {
            entity(change.rel, old);
        }
        if change.verb != Verb::Rename {
            for (column, &cell) in spec.keys.iter().zip(change.key()) {
                if let Some(target) = column.references {
                    entity(target, cell);
                }
            }
        }
        if spec.keys[0].references.is_none() && !change.rel.is_entity() {
            self.others.insert((change.rel, change.key()[0]));
        }
    }

    fn close_roles(&mut self, state: &State, ranks: &Ranks) {
        let includes = state.table(Rel::RoleInclude);
        let mut todo: Vec<Sym> = self.roles.iter().copied().collect();
        while let Some(role) = todo.pop() {
            for at in includes.range(&[role], ranks) {
                let included = includes.row(at)[1];
                if self.roles.insert(included) {
                    todo.push(included);
                }
            }
        }
    }

    /// The rows of a state that the plan depends on.
    #[must_use]
    pub fn extract(&self, state: &State, ranks: &Ranks) -> State {
        let mut rows = State::new();
        for rel in Rel::ALL {
            // The ERP's version and modules decide how everything else is stored.
            let all = rel == Rel::Erp || rel == Rel::Guard;
            let spec = rel.spec();
            if !all && !Rel::reconciled().any(|reconciled| reconciled == rel) {
                continue;
            }
            let table = state.table(rel);
            let first = spec.keys[0].references.or(rel.is_entity().then_some(rel));
            let mut wanted: HashSet<usize> = HashSet::new();
            if all {
                wanted.extend(0..table.len());
            }
            match first {
                Some(Rel::User) => add(&mut wanted, table, &self.users, ranks),
                Some(Rel::Role) => add(&mut wanted, table, &self.roles, ranks),
                _ => {
                    for &(other, key) in &self.others {
                        if other == rel {
                            wanted.extend(table.range(&[key], ranks));
                        }
                    }
                }
            }
            let by_resource = spec.keys.iter().position(|c| c.references == Some(Rel::Resource));
            let by_role = (rel == Rel::Grant).then_some(1);
            if by_resource.is_some() || by_role.is_some() {
                wanted.extend((0..table.len()).filter(|&at| {
                    let row = table.row(at);
                    by_resource.is_some_and(|column| self.resources.contains(&row[column]))
                        || by_role.is_some_and(|column| self.holders_of.contains(&row[column]))
                }));
            }
            let mut wanted: Vec<usize> = wanted.into_iter().collect();
            wanted.sort_unstable();
            for at in wanted {
                rows.table_mut(rel).push(table.row(at));
            }
        }
        rows
    }

    /// The names in it, for a file: people, roles, resources, others as `relation/key`, holders of.
    #[must_use]
    pub fn names(&self, symbols: &Interner) -> [Vec<String>; 5] {
        let texts = |set: &BTreeSet<Sym>| {
            let mut names: Vec<String> = set.iter().map(|&sym| symbols.text(sym).to_owned()).collect();
            names.sort_unstable();
            names
        };
        let mut others: Vec<String> = self
            .others
            .iter()
            .map(|(rel, key)| format!("{}/{}", rel.name(), symbols.text(*key)))
            .collect();
        others.sort_unstable();
        [
            texts(&self.users),
            texts(&self.roles),
            texts(&self.resources),
            others,
            texts(&self.holders_of),
        ]
    }
}

fn add(wanted: &mut HashSet<usize>, table: &crate::model::Table, keys: &BTreeSet<Sym>, ranks: &Ranks) {
    for &key in keys {
        wanted.extend(table.range(&[key], ranks));
    }
}
