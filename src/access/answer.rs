//! Answers with reasons: every path by which somebody can do something, or what stands in the way.

use crate::model::{Interner, Rel, Sym, Within};

use super::actions::ActionSet;
use super::graph::{Access, Held};
use super::resources::Row;

/// Why a grant exists and until when, as the registry keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// First day.
    pub from: Sym,
    /// Last day.
    pub until: Sym,
    /// Why.
    pub reason: Sym,
    /// The ticket.
    pub ticket: Sym,
    /// Who approved, as claimed.
    pub approved_by: Sym,
}

/// How somebody holds a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// The role that the ERP's grant names.
    pub granted: Sym,
    /// The grant's term, where it has one.
    pub term: Option<Term>,
    /// The roles that follow by inclusion, one from the other; the last is the one that counts.
    pub includes: Vec<Sym>,
}

/// What a path ends at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// A permission row.
    Row(PermissionRow),
    /// The role makes an administrator, for whom permissions do not count.
    Administrator {
        /// The role.
        role: Sym,
    },
    /// No permission row speaks to this person, and the ERP allows what nobody forbids.
    Open,
    /// No permission row speaks of the resource, so an action on the resource that it belongs to decides; the paths of
    /// that action are among the needs.
    Follows {
        /// The resource that it belongs to.
        resource: Sym,
        /// The action that decides.
        action: ActionSet,
    },
}

/// A permission row that counts for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PermissionRow {
    /// The role that it names; `*` is everyone.
    pub role: Sym,
    /// The resource that it names: the one asked about or a parent of it.
    pub resource: Sym,
    /// What it gives.
    pub actions: ActionSet,
}

/// One way by which somebody can do something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// How the role at its end is held; none where no role is needed.
    pub holding: Option<Holding>,
    /// What it ends at.
    pub basis: Basis,
}

/// Something else that is needed at the same time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The resource, one that the other belongs to.
    pub resource: Sym,
    /// The action on it.
    pub action: ActionSet,
    /// By which paths it is there.
    pub paths: Paths,
}

/// A row-level rule that limits an answer to some rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The role that it names; `*` is everyone.
    pub role: Sym,
    /// The resource that it names: the one asked about or a parent of it.
    pub resource: Sym,
    /// Its name.
    pub name: Sym,
    /// The condition, in the ERP's own language.
    pub filter: Sym,
}

/// Why somebody can do something.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paths {
    /// The paths, shortest first; any one of them is enough. For each grant and each permission row there is the
    /// shortest way between them.
    pub paths: Vec<Path>,
    /// What is needed besides.
    pub needs: Vec<Need>,
    /// The row-level rules that apply: only the rows that they let through.
    pub rules: Vec<Rule>,
}

/// Why somebody cannot do something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Denial {
    /// There is no such user.
    NoSuchUser,
    /// The account is inactive.
    Inactive,
    /// Neither the ERP nor a permission names the resource.
    NoSuchResource,
    /// The adapter does not know the action.
    NoSuchAction,
    /// The action does not exist on this resource; these do.
    DoesNotExist(ActionSet),
    /// No permission row speaks to this person.
    NoRow,
    /// These permission rows speak to this person, and none gives the action.
    Rows(Vec<PermissionRow>),
    /// Permission rows name others, which closes it to this person.
    OnlyOthers(Vec<PermissionRow>),
    /// It needs an action on the resource that it belongs to, which is denied.
    Needs {
        /// The resource that it belongs to.
        resource: Sym,
        /// The action on it.
        action: ActionSet,
        /// Why that is denied.
        because: Box<Self>,
    },
}

/// Whether somebody can do something, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// He can.
    Yes(Paths),
    /// He cannot.
    No(Denial),
}

/// A role that counts for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRole {
    /// The role.
    pub role: Sym,
    /// Whether it makes an administrator.
    pub administrator: bool,
    /// How it is held, shortest first.
    pub holdings: Vec<Holding>,
}

/// What a person holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserAccess {
    /// Whether the account is active. The roles of an inactive account count for nothing.
    pub active: bool,
    /// The roles that its grants make count.
    pub roles: Vec<HeldRole>,
    /// Granted roles that count for nothing themselves, because they are inactive.
    pub inactive: Vec<Sym>,
}

/// A role that counts, by number, and the shortest way to it from one grant.
struct Way {
    role: u32,
    holding: Holding,
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
    fn rules(&self, held: &Held, resource: u32, action: ActionSet) -> Vec<Rule> {
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

    fn row(&self, row: &Row) -> PermissionRow {
        PermissionRow {
            role: self.roles.name(row.role),
            resource: self.resources.name(row.on),
            actions: row.actions,
        }
    }
}

/// One person who is asked about.
struct Asked<'a> {
    access: &'a Access<'a>,
    held: Held,
    ways: Vec<Way>,
}

impl Asked<'_> {
    fn can(&self, resource: u32, action: ActionSet) -> bool {
        self.access.on(resource, &self.held).contains(action)
    }

    /// Every path to something that is allowed.
    fn paths(&self, resource: u32, action: ActionSet) -> Paths {
        let access = self.access;
        let rules = access.rules(&self.held, resource, action);
        let mut found = Paths {
            rules,
            ..Paths::default()
        };
        if access.semantics.access.administrators.bypass {
            for way in self
                .ways
                .iter()
                .filter(|way| access.roles.is_administrator(way.role))
            {
                let role = access.roles.name(way.role);
                found.paths.push(Path {
                    holding: Some(way.holding.clone()),
                    basis: Basis::Administrator { role },
                });
            }
        }
        // An administrator may also be allowed by the permissions themselves; only then do those paths hold.
        if access
            .resources
            .allowed(resource, &self.held.roles)
            .contains(action)
        {
            self.ordinary(resource, action, &mut found);
        }
        found.paths.sort_by_key(|path| {
            let steps = path
                .holding
                .as_ref()
                .map_or(0, |holding| holding.includes.len() + 1);
            // What everybody may comes after what this person was given, at equal length of the way.
            (steps.max(1), path.holding.is_none())
        });
        found
    }

    /// The paths that permissions give.
    fn ordinary(&self, resource: u32, action: ActionSet, found: &mut Paths) {
        let access = self.access;
        let mut spoken_to = false;
        for row in access.resources.rows(resource) {
            if !self.held.roles.contains(row.role) {
                continue;
            }
            spoken_to = true;
            if !row.actions.contains(action) {
                continue;
            }
            let basis = Basis::Row(access.row(row));
            if Some(row.role) == access.roles.everyone() {
                found.paths.push(Path { holding: None, basis });
            }
            for way in self.ways.iter().filter(|way| way.role == row.role) {
                found.paths.push(Path {
                    holding: Some(way.holding.clone()),
                    basis,
                });
            }
        }
        let Some(belongs) = access.resources.belongs(resource) else {
            if !spoken_to {
                found.paths.push(open());
            }
            return;
        };
        let owner = access.resources.name(belongs.to);
        let mut need = |action: ActionSet| {
            found.needs.push(Need {
                resource: owner,
                action,
                paths: self.paths(belongs.to, action),
            });
        };
        match belongs.within {
            Within::Restrict => need(action),
            Within::Apart => {}
            Within::Replace => {
                if let Some(action) = belongs.needs {
                    need(action);
                }
                if let Some(action) = belongs.otherwise.filter(|_| !spoken_to) {
                    need(action);
                    let resource = owner;
                    found.paths.push(Path {
                        holding: None,
                        basis: Basis::Follows { resource, action },
                    });
                    return;
                }
            }
        }
        if !spoken_to {
            found.paths.push(open());
        }
    }

    /// What stands in the way of something that is not allowed.
    fn denial(&self, resource: u32, action: ActionSet) -> Denial {
        let access = self.access;
        let exists = access.resources.exists(resource);
        if !exists.contains(action) {
            return Denial::DoesNotExist(exists);
        }
        let rows = access.resources.rows(resource);
        let (mine, others): (Vec<&Row>, Vec<&Row>) =
            rows.iter().partition(|row| self.held.roles.contains(row.role));
        let shown = |rows: &[&Row]| rows.iter().map(|row| access.row(row)).collect();
        let belongs = access.resources.belongs(resource);
        if let Some(belongs) = belongs {
            let needs = match belongs.within {
                Within::Restrict => Some(action),
                Within::Replace => belongs.needs,
                Within::Apart => None,
            };
            // What decides in place of missing rows.
            let instead = match belongs.within {
                Within::Replace if rows.is_empty() => belongs.otherwise,
                _ => None,
            };
            for action in needs.into_iter().chain(instead) {
                if !self.can(belongs.to, action) {
                    return Denial::Needs {
                        resource: access.resources.name(belongs.to),
                        action,
                        because: Box::new(self.denial(belongs.to, action)),
                    };
                }
            }
            if belongs.within == Within::Replace && mine.is_empty() && !others.is_empty() {
                return Denial::OnlyOthers(shown(&others));
            }
        }
        if mine.is_empty() {
            Denial::NoRow
        } else {
            Denial::Rows(shown(&mine))
        }
    }
}

fn open() -> Path {
    Path {
        holding: None,
        basis: Basis::Open,
    }
}

impl Path {
    /// The roles on the way, from the granted one to the one that counts.
    pub fn roles(&self) -> impl Iterator<Item = Sym> + '_ {
        let holding = self.holding.iter();
        holding.flat_map(|holding| std::iter::once(holding.granted).chain(holding.includes.iter().copied()))
    }
}

impl Term {
    /// The texts that the term has, by the names of their columns.
    pub fn texts<'a>(
        &self,
        symbols: &'a Interner,
    ) -> impl Iterator<Item = (&'static str, &'a str)> + use<'a> {
        let columns = [
            ("from", self.from),
            ("until", self.until),
            ("reason", self.reason),
            ("ticket", self.ticket),
            ("approved_by", self.approved_by),
        ];
        columns
            .into_iter()
            .filter_map(move |(name, cell)| Some((name, symbols.get(cell)?)))
    }
}
