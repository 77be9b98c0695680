//! Finding every path to what is allowed, and what stands in the way of what is not.

use crate::model::Within;

use super::actions::ActionSet;
use super::answer::{Basis, Denial, Need, Path, Paths};
use super::graph::{Access, Held};
use super::resources::Row;
use super::why::Way;

/// One person who is asked about.
pub(super) struct Asked<'a> {
    pub(super) access: &'a Access<'a>,
    pub(super) held: Held,
    pub(super) ways: Vec<Way>,
    /// Whether the account itself may do everything.
    pub(super) unrestricted: bool,
}

impl Asked<'_> {
    pub(super) fn can(&self, resource: u32, action: ActionSet) -> bool {
        self.access.on(resource, &self.held).contains(action)
    }

    /// Every path to something that is allowed.
    pub(super) fn paths(&self, resource: u32, action: ActionSet) -> Paths {
        let access = self.access;
        let rules = access.rules(&self.held, resource, action);
        let mut found = Paths {
            rules,
            ..Paths::default()
        };
        if self.unrestricted {
            found.paths.push(Path {
                holding: None,
                basis: Basis::Account,
            });
        }
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
            // What everybody may comes after what this person was given, at equal length of the way; before both comes what the
            // account itself is.
            (path.basis != Basis::Account, steps.max(1), path.holding.is_none())
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
    pub(super) fn denial(&self, resource: u32, action: ActionSet) -> Denial {
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
