//! The graph of roles: which one includes which, and what an inactive one passes on.

use std::collections::{HashMap, VecDeque};

use crate::model::{InactiveRoles, Interner, Rel, Semantics, State, Sym};

/// The role that everyone holds.
const EVERYONE: &str = "*";

/// Every role that a permission, an inclusion or the ERP itself names, by a small number.
pub(super) struct Roles {
    numbers: HashMap<Sym, u32>,
    names: Vec<Sym>,
    /// Whether its permissions count: it is active, or the ERP does not ask.
    active: Vec<bool>,
    administrator: Vec<bool>,
    includes: Vec<Vec<u32>>,
    /// Whether an inactive role passes on what it includes.
    pass: bool,
    everyone: Option<u32>,
}

impl Roles {
    pub(super) fn new(state: &State, symbols: &Interner, semantics: &Semantics) -> Self {
        let mut roles = Self {
            numbers: HashMap::new(),
            names: Vec::new(),
            active: Vec::new(),
            administrator: Vec::new(),
            includes: Vec::new(),
            pass: semantics.access.inactive_roles == InactiveRoles::Pass,
            everyone: None,
        };
        let inactive = symbols.find("false");
        let counts = semantics.access.inactive_roles == InactiveRoles::Count;
        let active = Rel::Role.spec().position("active").expect("roles have `active`");
        for row in state.table(Rel::Role).rows() {
            let role = roles.number(row[0]);
            roles.active[role as usize] = Some(row[active]) != inactive || counts;
        }
        let (stored, yes) = (
            Rel::RoleInclude
                .spec()
                .position("stored")
                .expect("inclusions have `stored`"),
            symbols.find("true"),
        );
        for row in state.table(Rel::RoleInclude).rows() {
            let (role, included) = (roles.number(row[0]), roles.number(row[1]));
            // Where the ERP stores a grant for what is included, only that grant counts: it may be missing.
            if Some(row[stored]) != yes {
                roles.includes[role as usize].push(included);
            }
        }
        for row in state.table(Rel::Permission).rows() {
            roles.number(row[0]);
        }
        for name in &semantics.access.administrators.roles {
            if let Some(role) = symbols.find(name) {
                let role = roles.number(role);
                roles.administrator[role as usize] = true;
            }
        }
        roles.everyone = symbols.find(EVERYONE).and_then(|role| roles.find(role));
        roles
    }

    fn number(&mut self, role: Sym) -> u32 {
        let next = u32::try_from(self.names.len()).expect("fewer than 2^32 roles");
        *self.numbers.entry(role).or_insert_with(|| {
            self.names.push(role);
            self.active.push(true);
            self.administrator.push(false);
            self.includes.push(Vec::new());
            next
        })
    }

    pub(super) fn find(&self, role: Sym) -> Option<u32> {
        self.numbers.get(&role).copied()
    }

    pub(super) fn name(&self, role: u32) -> Sym {
        self.names[role as usize]
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn everyone(&self) -> Option<u32> {
        self.everyone
    }

    pub(super) fn is_active(&self, role: u32) -> bool {
        self.active[role as usize]
    }

    pub(super) fn is_administrator(&self, role: u32) -> bool {
        self.administrator[role as usize]
    }

    /// What is included by a role that somebody holds or that was reached, as far as it passes anything on.
    fn next(&self, role: u32) -> &[u32] {
        if self.is_active(role) || self.pass {
            &self.includes[role as usize]
        } else {
            &[]
        }
    }

    /// Adds to `bits` every role that counts for whoever holds `role`. `seen` keeps cycles from hanging.
    pub(super) fn close(&self, role: u32, seen: &mut Bits, bits: &mut Bits) {
        let mut open = vec![role];
        while let Some(role) = open.pop() {
            if !seen.insert(role) {
                continue;
            }
            if self.is_active(role) {
                bits.insert(role);
            }
            open.extend(self.next(role));
        }
    }

    /// The shortest ways from a granted role to each role that it makes count: the roles after the granted one, in
    /// order.
    pub(super) fn ways(&self, granted: u32) -> Vec<(u32, Vec<u32>)> {
        let mut from: HashMap<u32, u32> = HashMap::from([(granted, granted)]);
        let mut queue = VecDeque::from([granted]);
        let mut ways = Vec::new();
        while let Some(role) = queue.pop_front() {
            if self.is_active(role) {
                let mut way = Vec::new();
                let mut at = role;
                while at != granted {
                    way.push(at);
                    at = from[&at];
                }
                way.reverse();
                ways.push((role, way));
            }
            for &included in self.next(role) {
                from.entry(included).or_insert_with(|| {
                    queue.push_back(included);
                    role
                });
            }
        }
        ways
    }

    /// Every role whose holders are affected when one of `roles` changes: those, and all that include them.
    pub(super) fn includers(&self, roles: impl Iterator<Item = u32>) -> Bits {
        let mut backwards = vec![Vec::new(); self.len()];
        for (role, includes) in (0..).zip(&self.includes) {
            for &included in includes {
                backwards[included as usize].push(role);
            }
        }
        let mut affected = Bits::new(self.len());
        let mut open: Vec<u32> = roles.collect();
        while let Some(role) = open.pop() {
            if affected.insert(role) {
                open.extend(&backwards[role as usize]);
            }
        }
        affected
    }
}

/// A set of small numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub(super) fn new(size: usize) -> Self {
        Self(vec![0; size.div_ceil(64)])
    }

    /// Adds a number; whether it was not there before.
    pub(super) fn insert(&mut self, at: u32) -> bool {
        let (word, bit) = (at as usize / 64, 1 << (at % 64));
        let fresh = self.0[word] & bit == 0;
        self.0[word] |= bit;
        fresh
    }

    pub(super) fn contains(&self, at: u32) -> bool {
        self.0[at as usize / 64] & (1 << (at % 64)) != 0
    }

    /// The numbers, ascending.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..).zip(&self.0).flat_map(|(word, &bits)| {
            let mut rest = bits;
            std::iter::from_fn(move || {
                let bit = rest.trailing_zeros();
                rest &= rest.checked_sub(1)?;
                Some(word * 64 + bit)
            })
        })
    }
}
