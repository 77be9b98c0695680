//! Questions about one person: what he holds, and why he can or cannot do something.

use crate::model::{Rel, Sym};

use super::actions::ActionSet;
use super::answer::{Answer, Denial, HeldRole, Holding, Paths, PermissionRow, Rule, Term, UserAccess};
use super::graph::{Access, Held};
use super::paths::Asked;
use super::resources::Row;

/// A role that counts, by number, and the shortest way to it from one grant.
pub(super) struct Way {
    pub(super) role: u32,
    pub(super) holding: Holding,
}

impl Access<'_> {
    /// Whether a user can do an action on a resource, with every path; none when he cannot.
    #[must_use]
    pub fn can(&self, user: Sym, action: &str, resource: Sym) -> Option<Paths> {
        match self.why(user, action, resource) {
            Answer::Yes(paths) => Some(paths),
            Answer::No(_) => None,
        }
    }

    /// Why a user can or cannot do an action on a resource.
    #[must_use]
    pub fn why(&self, user: Sym, action: &str, resource: Sym) -> Answer {
        if self.state.table(Rel::User).find(&[user], self.ranks).is_none() {
            return Answer::No(Denial::NoSuchUser);
        }
        let Some(held) = self.held(user) else {
            return Answer::No(Denial::Inactive);
        };
        let Some(action) = ActionSet::one(action, self.semantics) else {
            return Answer::No(Denial::NoSuchAction);
        };
        let Some(resource) = self.resources.find(resource) else {
            return Answer::No(Denial::NoSuchResource);
        };
        let asked = Asked {
            access: self,
            held,
            ways: self.ways(user),
            unrestricted: self.is_unrestricted(user),
        };
        if asked.can(resource, action) {
            Answer::Yes(asked.paths(resource, action))
        } else {
            Answer::No(asked.denial(resource, action))
        }
    }

    /// Every active user who can do an action on a resource, with the paths.
    #[must_use]
    pub fn who_can(&self, action: &str, resource: Sym) -> Vec<(Sym, Paths)> {
        let able = self.users_who_can(action, resource);
        able.into_iter()
            .filter_map(|user| Some((user, self.can(user, action, resource)?)))
            .collect()
    }

    /// What a user holds; none when there is no such user.
    #[must_use]
    pub fn user(&self, user: Sym) -> Option<UserAccess> {
        self.state.table(Rel::User).find(&[user], self.ranks)?;
        let mut roles: Vec<HeldRole> = Vec::new();
        for way in self.ways(user) {
            let role = self.roles.name(way.role);
            match roles.iter_mut().find(|held| held.role == role) {
                Some(held) => held.holdings.push(way.holding),
                None => roles.push(HeldRole {
                    role,
                    administrator: self.roles.is_administrator(way.role),
                    holdings: vec![way.holding],
                }),
            }
        }
        roles.sort_by_key(|held| self.ranks.of(held.role));
        let active = |role| {
            self.roles
                .find(role)
                .is_none_or(|role| self.roles.is_active(role))
        };
        // A role that no permission, inclusion or role row names is held all the same.
        for role in self.grants(user).filter(|&role| self.roles.find(role).is_none()) {
            roles.push(HeldRole {
                role,
                administrator: false,
                holdings: vec![Holding {
                    granted: role,
                    term: self.term(user, role),
                    includes: Vec::new(),
                }],
            });
        }
        Some(UserAccess {
            active: self.is_active(user),
            unrestricted: self.is_unrestricted(user),
            roles,
            inactive: self.grants(user).filter(|&role| !active(role)).collect(),
        })
    }

    /// The shortest way from each of a user's grants to each role that it makes count, shortest first.
    fn ways(&self, user: Sym) -> Vec<Way> {
        let mut all = Vec::new();
        for granted in self.grants(user) {
            let Some(number) = self.roles.find(granted) else {
                continue;
            };
            let term = self.term(user, granted);
            for (role, includes) in self.roles.ways(number) {
                let includes = includes.into_iter().map(|role| self.roles.name(role)).collect();
                all.push(Way {
                    role,
                    holding: Holding {
                        granted,
                        term,
                        includes,
                    },
                });
            }
        }
        all.sort_by_key(|way| (way.holding.includes.len(), self.ranks.of(way.holding.granted)));
        all
    }

    fn term(&self, user: Sym, role: Sym) -> Option<Term> {
        let table = self.state.table(Rel::GrantTerm);
        let row = table.row(table.find(&[user, role], self.ranks)?);
        let cell = |name| {
            let at = Rel::GrantTerm
                .spec()
                .position(name)
                .expect("a column of grant_term");
            row[at]
        };
        Some(Term {
            from: cell("from"),
            until: cell("until"),
            reason: cell("reason"),
            ticket: cell("ticket"),
            approved_by: cell("approved_by"),
        })
    }

    /// The row-level rules that apply to a person on a resource for an action.
    pub(super) fn rules(&self, held: &Held, resource: u32, action: ActionSet) -> Vec<Rule> {
        let table = self.state.table(Rel::RecordRule);
        if table.is_empty() {
            return Vec::new();
        }
        let ancestors: Vec<Sym> = self
            .resources
            .ancestors(resource)
            .into_iter()
            .map(|ancestor| self.resources.name(ancestor))
            .collect();
        let everyone = self.symbols.find("*");
        let counts = |role: Sym| {
            Some(role) == everyone
                || self
                    .roles
                    .find(role)
                    .is_some_and(|role| held.roles.contains(role))
        };
        let about = |actions: Sym| {
            let list = self.symbols.get(actions);
            list.is_none_or(|list| ActionSet::parse(list, self.semantics).contains(action))
        };
        table
            .rows()
            .filter(|row| ancestors.contains(&row[1]) && counts(row[0]) && about(row[4]))
            .map(|row| Rule {
                role: row[0],
                resource: row[1],
                name: row[2],
                filter: row[3],
            })
            .collect()
    }

    pub(super) fn row(&self, row: &Row) -> PermissionRow {
        PermissionRow {
            role: self.roles.name(row.role),
            resource: self.resources.name(row.on),
            actions: row.actions,
        }
    }
}
