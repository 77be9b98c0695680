//! Resources: which actions exist on each, what it belongs to, and the permission rows that speak of it.

use std::collections::HashMap;

use crate::model::{AccessDefault, Interner, Rel, ResourceKind, Semantics, State, Sym, Within};

use super::actions::ActionSet;
use super::roles::{Bits, Roles};

/// One permission row, as it counts for a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Row {
    /// The role, by number.
    pub(super) role: u32,
    /// The resource that the row names: this one or a parent of it, by number.
    pub(super) on: u32,
    /// What it gives.
    pub(super) actions: ActionSet,
}

/// How a sub-resource hangs on the resource that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Belongs {
    /// The resource that it belongs to, by number.
    pub(super) to: u32,
    /// How it relates to it.
    pub(super) within: Within,
    /// With [`Within::Replace`]: what decides on the owner when no row speaks of it.
    pub(super) otherwise: Option<ActionSet>,
    /// With [`Within::Replace`]: what is needed on the owner in any case.
    pub(super) needs: Option<ActionSet>,
}

/// Every resource that the ERP or a permission names, by a small number.
pub(super) struct Resources {
    numbers: HashMap<Sym, u32>,
    names: Vec<Sym>,
    exists: Vec<ActionSet>,
    belongs: Vec<Option<Belongs>>,
    parents: Vec<Vec<u32>>,
    /// The rows that name the resource itself, then after [`Resources::inherit`] those of its parents too.
    rows: Vec<Vec<Row>>,
    open: bool,
}

impl Resources {
    pub(super) fn new(state: &State, symbols: &Interner, semantics: &Semantics, roles: &Roles) -> Self {
        let mut all = Self {
            numbers: HashMap::new(),
            names: Vec::new(),
            exists: Vec::new(),
            belongs: Vec::new(),
            parents: Vec::new(),
            rows: Vec::new(),
            open: semantics.access.default == AccessDefault::Open,
        };
        let kinds = Kinds::new(semantics);
        let actions = Rel::Resource
            .spec()
            .position("actions")
            .expect("resources have `actions`");
        for row in state.table(Rel::Resource).rows() {
            let resource = all.number(row[0], symbols, &kinds);
            if let Some(list) = symbols.get(row[actions]) {
                all.exists[resource as usize] = ActionSet::parse(list, semantics);
            }
        }
        for row in state.table(Rel::ResourceParent).rows() {
            let resource = all.number(row[0], symbols, &kinds);
            let parent = all.number(row[1], symbols, &kinds);
            all.parents[resource as usize].push(parent);
        }
        let mut lists: HashMap<Sym, ActionSet> = HashMap::new();
        for row in state.table(Rel::Permission).rows() {
            let Some(role) = roles.find(row[0]) else { continue };
            let on = all.number(row[1], symbols, &kinds);
            let given = *lists
                .entry(row[2])
                .or_insert_with(|| ActionSet::parse(symbols.text(row[2]), semantics));
            // Where nothing is open by default, an empty row is the same as no row.
            if all.open || !given.is_empty() {
                all.rows[on as usize].push(Row {
                    role,
                    on,
                    actions: given,
                });
            }
        }
        all.inherit();
        all
    }

    /// The number of a resource. What a sub-resource belongs to gets its number first.
    fn number(&mut self, resource: Sym, symbols: &Interner, kinds: &Kinds<'_>) -> u32 {
        if let Some(&number) = self.numbers.get(&resource) {
            return number;
        }
        let name = symbols.text(resource);
        let kind = kinds.semantics.sub_resource(name);
        let belongs = kind.and_then(|(kind, owner)| {
            // An owner that nothing names cannot be asked; the sub-resource then stands alone.
            let owner = symbols.find(owner)?;
            let to = self.number(owner, symbols, kinds);
            let set = |name: &Option<String>| ActionSet::one(name.as_deref()?, kinds.semantics);
            Some(Belongs {
                to,
                within: kind.within,
                otherwise: set(&kind.otherwise),
                needs: set(&kind.needs),
            })
        });
        let number = u32::try_from(self.names.len()).expect("fewer than 2^32 resources");
        self.numbers.insert(resource, number);
        self.names.push(resource);
        self.exists.push(kinds.actions(kind.map(|(kind, _)| kind)));
        self.belongs.push(belongs);
        self.parents.push(Vec::new());
        self.rows.push(Vec::new());
        number
    }

    /// A child takes the rows of its parents, and of theirs.
    fn inherit(&mut self) {
        let mut inherited = Vec::new();
        for resource in 0..u32::try_from(self.names.len()).expect("fewer than 2^32 resources") {
            if self.parents[resource as usize].is_empty() {
                continue;
            }
            let mut rows = Vec::new();
            for ancestor in self.ancestors(resource) {
                rows.extend(
                    self.rows[ancestor as usize]
                        .iter()
                        .filter(|row| row.on == ancestor),
                );
            }
            inherited.push((resource, rows));
        }
        for (resource, rows) in inherited {
            self.rows[resource as usize] = rows;
        }
    }

    /// The resource itself, its parents, and theirs.
    pub(super) fn ancestors(&self, resource: u32) -> Vec<u32> {
        let mut all = vec![resource];
        let mut at = 0;
        while let Some(&next) = all.get(at) {
            for &parent in &self.parents[next as usize] {
                if !all.contains(&parent) {
                    all.push(parent);
                }
            }
            at += 1;
        }
        all
    }

    pub(super) fn find(&self, resource: Sym) -> Option<u32> {
        self.numbers.get(&resource).copied()
    }

    pub(super) fn name(&self, resource: u32) -> Sym {
        self.names[resource as usize]
    }

    pub(super) fn all(&self) -> impl Iterator<Item = u32> + use<> {
        0..u32::try_from(self.names.len()).expect("fewer than 2^32 resources")
    }

    pub(super) fn exists(&self, resource: u32) -> ActionSet {
        self.exists[resource as usize]
    }

    pub(super) fn belongs(&self, resource: u32) -> Option<Belongs> {
        self.belongs[resource as usize]
    }

    pub(super) fn rows(&self, resource: u32) -> &[Row] {
        &self.rows[resource as usize]
    }

    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    /// What the rows alone give to whoever holds these roles.
    fn by_rows(&self, resource: u32, held: &Bits) -> Option<ActionSet> {
        let mut found = None;
        for row in self.rows(resource).iter().filter(|row| held.contains(row.role)) {
            found = Some(found.unwrap_or(ActionSet::NONE) | row.actions);
        }
        found
    }

    /// What whoever holds these roles can do on a resource.
    pub(super) fn allowed(&self, resource: u32, held: &Bits) -> ActionSet {
        let exists = self.exists(resource);
        let given = self.by_rows(resource, held);
        let default = if self.open { exists } else { ActionSet::NONE };
        let Some(belongs) = self.belongs(resource) else {
            return given.unwrap_or(default) & exists;
        };
        match belongs.within {
            Within::Apart => given.unwrap_or(default) & exists,
            Within::Restrict => {
                let own = given.unwrap_or(default) & exists;
                if own.is_empty() {
                    own
                } else {
                    own & self.allowed(belongs.to, held)
                }
            }
            Within::Replace => {
                let owner = self.allowed(belongs.to, held);
                if !belongs.needs.is_none_or(|needed| owner.contains(needed)) {
                    return ActionSet::NONE;
                }
                // Rows for anybody close it to everybody else.
                let spoken_of = !self.rows(resource).is_empty();
                let own = match (given, belongs.otherwise) {
                    (Some(given), _) => given,
                    (None, _) if spoken_of => ActionSet::NONE,
                    (None, Some(action)) if owner.contains(action) => exists,
                    (None, Some(_)) => ActionSet::NONE,
                    (None, None) => default,
                };
                own & exists
            }
        }
    }
}

/// The actions that exist on each kind of resource.
struct Kinds<'a> {
    semantics: &'a Semantics,
    plain: ActionSet,
    sub: Vec<(&'a str, ActionSet)>,
}

impl<'a> Kinds<'a> {
    fn new(semantics: &'a Semantics) -> Self {
        let set = |names: &[String]| ActionSet::of(names.iter().map(String::as_str), semantics);
        let sub = |kind: &'a ResourceKind| (kind.separator.as_str(), set(&kind.actions));
        Self {
            semantics,
            plain: set(semantics.plain_actions()),
            sub: semantics.resources.iter().map(sub).collect(),
        }
    }

    fn actions(&self, kind: Option<&ResourceKind>) -> ActionSet {
        let Some(kind) = kind else { return self.plain };
        let found = self
            .sub
            .iter()
            .find(|(separator, _)| *separator == kind.separator);
        found.map_or(self.plain, |(_, actions)| *actions)
    }
}
