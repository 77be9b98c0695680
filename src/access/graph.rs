//! Access as a whole: roles, resources and the people of one state.

use std::collections::{HashMap, HashSet};

use crate::model::{Interner, Ranks, Rel, Semantics, State, Sym};

use super::actions::ActionSet;
use super::resources::Resources;
use super::roles::{Bits, Roles};

/// Who can do what in one state.
///
/// Making it reads roles, permissions and resources only; people are looked up when they are asked about, so a plan
/// that touches ten people of a hundred thousand costs little. The state's tables must be sorted by the ranks.
pub struct Access<'a> {
    pub(super) state: &'a State,
    pub(super) symbols: &'a Interner,
    pub(super) ranks: &'a Ranks,
    pub(super) semantics: &'a Semantics,
    pub(super) roles: Roles,
    pub(super) resources: Resources,
    inactive: Option<Sym>,
    /// Accounts that may do everything whatever the permissions say.
    unrestricted: HashSet<Sym>,
}

/// The roles that count for somebody, with what they include.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub(super) roles: Bits,
    /// Whether one of them makes an administrator, or the account is one by itself.
    pub administrator: bool,
    /// Whether everything is allowed, whatever the permissions say.
    pub(super) unrestricted: bool,
}

impl<'a> Access<'a> {
    /// Prepares a state for questions.
    #[must_use]
    pub fn new(state: &'a State, symbols: &'a Interner, ranks: &'a Ranks, semantics: &'a Semantics) -> Self {
        let roles = Roles::new(state, symbols, semantics);
        let resources = Resources::new(state, symbols, semantics, &roles);
        Self {
            state,
            symbols,
            ranks,
            semantics,
            roles,
            resources,
            inactive: symbols.find("false"),
            unrestricted: semantics
                .access
                .administrators
                .accounts
                .iter()
                .filter_map(|login| symbols.find(login))
                .collect(),
        }
    }

    /// Whether a user exists and is active. What the files leave open counts as active.
    #[must_use]
    pub fn is_active(&self, user: Sym) -> bool {
        let table = self.state.table(Rel::User);
        table
            .find(&[user], self.ranks)
            .is_some_and(|at| self.is_active_row(table.row(at)))
    }

    pub(super) fn is_active_row(&self, row: &[Sym]) -> bool {
        let active = Rel::User.spec().position("active").expect("users have `active`");
        Some(row[active]) != self.inactive
    }

    /// The active users, in order.
    pub fn users(&self) -> impl Iterator<Item = Sym> + '_ {
        let rows = self.state.table(Rel::User).rows();
        rows.filter(|row| self.is_active_row(row)).map(|row| row[0])
    }

    /// The roles that a user's grants name, whether they count or not.
    pub fn grants(&self, user: Sym) -> impl Iterator<Item = Sym> + '_ {
        let table = self.state.table(Rel::Grant);
        table.range(&[user], self.ranks).map(|at| table.row(at)[1])
    }

    /// The roles that count for an active user; none for anybody else.
    #[must_use]
    pub fn held(&self, user: Sym) -> Option<Held> {
        let mut held = self.is_active(user).then(|| self.held_by(self.grants(user)))?;
        if self.is_unrestricted(user) {
            (held.administrator, held.unrestricted) = (true, true);
        }
        Some(held)
    }

    /// Whether an account may do everything whatever its roles and the permissions say.
    #[must_use]
    pub fn is_unrestricted(&self, user: Sym) -> bool {
        self.unrestricted.contains(&user)
    }

    /// The roles that count for whoever is granted these.
    pub fn held_by(&self, grants: impl Iterator<Item = Sym>) -> Held {
        let mut seen = Bits::new(self.roles.len());
        let mut roles = Bits::new(self.roles.len());
        if let Some(everyone) = self.roles.everyone() {
            roles.insert(everyone);
        }
        for role in grants.filter_map(|role| self.roles.find(role)) {
            self.roles.close(role, &mut seen, &mut roles);
        }
        let administrator = roles.iter().any(|role| self.roles.is_administrator(role));
        Held {
            roles,
            administrator,
            unrestricted: administrator && self.semantics.access.administrators.bypass,
        }
    }

    /// What whoever holds these roles can do on a resource, by number.
    pub(super) fn on(&self, resource: u32, held: &Held) -> ActionSet {
        if held.unrestricted {
            self.resources.exists(resource)
        } else {
            self.resources.allowed(resource, &held.roles)
        }
    }

    /// What whoever holds these roles can do on a resource; nothing on one that neither the ERP nor a permission names.
    #[must_use]
    pub fn allowed(&self, held: &Held, resource: Sym) -> ActionSet {
        let number = self.resources.find(resource);
        number.map_or(ActionSet::NONE, |number| self.on(number, held))
    }

    /// The actions that exist on a resource.
    #[must_use]
    pub fn exists(&self, resource: Sym) -> ActionSet {
        let number = self.resources.find(resource);
        number.map_or(ActionSet::NONE, |number| self.resources.exists(number))
    }

    /// All that whoever holds these roles can do, resource by resource; those without any action are left out.
    pub fn abilities<'s>(&'s self, held: &'s Held) -> impl Iterator<Item = (Sym, ActionSet)> + 's {
        self.resources
            .all()
            .map(|resource| (self.resources.name(resource), self.on(resource, held)))
            .filter(|(_, actions)| !actions.is_empty())
    }

    /// Every active user who can do an action on a resource, in order. People with equal roles are decided once.
    #[must_use]
    pub fn users_who_can(&self, action: &str, resource: Sym) -> Vec<Sym> {
        let (Some(action), Some(resource)) = (
            ActionSet::one(action, self.semantics),
            self.resources.find(resource),
        ) else {
            return Vec::new();
        };
        let mut decided: HashMap<Vec<Sym>, bool> = HashMap::new();
        let mut grants: Vec<Sym> = Vec::new();
        let mut able = Vec::new();
        for user in self.users() {
            if self.is_unrestricted(user) {
                if self.resources.exists(resource).contains(action) {
                    able.push(user);
                }
                continue;
            }
            grants.clear();
            grants.extend(self.grants(user));
            let yes = match decided.get(&grants) {
                Some(&yes) => yes,
                None => {
                    let held = self.held_by(grants.iter().copied());
                    let yes = self.on(resource, &held).contains(action);
                    decided.insert(grants.clone(), yes);
                    yes
                }
            };
            if yes {
                able.push(user);
            }
        }
        able
    }

    /// The adapter's names of a set of actions.
    pub fn names(&self, actions: ActionSet) -> impl Iterator<Item = &'a str> + use<'a> {
        actions.names(self.semantics)
    }
}
