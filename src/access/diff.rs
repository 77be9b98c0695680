//! What people gain and lose between two states, folded: people with equal roles are decided once, and people who
//! gain and lose the same stand together.

use std::collections::{HashMap, HashSet};

use crate::model::{Change, Rel, Sym, Verb};

use super::actions::ActionSet;
use super::graph::{Access, Held};

/// What one person gains and loses.
///
/// The lists name resources that a permission speaks of, before or after. A sub-resource without permissions of its own
/// follows the resource that it belongs to and is not listed; a plain resource without any is open to every active
/// account or to none, and only counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Delta {
    /// Whether the account becomes one that can do anything at all (true: new or active again) or stops being one.
    pub account: Option<bool>,
    /// Whether the person becomes an administrator (true) or stops being one.
    pub administrator: Option<bool>,
    /// Resources, and the actions gained on them.
    pub gained: Vec<(Sym, ActionSet)>,
    /// Resources, and the actions lost on them.
    pub lost: Vec<(Sym, ActionSet)>,
    /// How many resources become reachable because nothing forbids them.
    pub gained_open: usize,
    /// How many resources that nothing forbids become unreachable.
    pub lost_open: usize,
}

/// People who gain and lose the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The people, in order.
    pub people: Vec<Sym>,
    /// What each of them gains and loses.
    pub delta: Delta,
}

/// What people gain and lose between two states.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccessDiff {
    /// Largest group first; people who gain and lose nothing are in none.
    pub groups: Vec<Group>,
    /// How many of the people asked about gain and lose nothing.
    pub unaffected: usize,
    of: HashMap<Sym, usize>,
}

impl Delta {
    /// Whether nothing is gained or lost.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Number of actions gained on listed resources.
    #[must_use]
    pub fn gained_actions(&self) -> usize {
        self.gained.iter().map(|(_, actions)| actions.len()).sum()
    }

    /// Number of actions lost on listed resources.
    #[must_use]
    pub fn lost_actions(&self) -> usize {
        self.lost.iter().map(|(_, actions)| actions.len()).sum()
    }
}

impl AccessDiff {
    /// What a person gains and loses; none when nothing, or when he was not asked about.
    #[must_use]
    pub fn of(&self, user: Sym) -> Option<&Delta> {
        self.of.get(&user).map(|&group| &self.groups[group].delta)
    }

    /// How many people gain or lose something.
    #[must_use]
    pub fn people(&self) -> usize {
        self.of.len()
    }
}

/// The people whose access changes could touch: those whose grants or account change, and the holders, before or
/// after, of every role that changes. Renames are to be carried out in `before`.
#[must_use]
pub fn touched(before: &Access<'_>, after: &Access<'_>, changes: &[Change]) -> Vec<Sym> {
    let mut people: HashSet<Sym> = HashSet::new();
    let mut roles: HashSet<Sym> = HashSet::new();
    for change in changes.iter().filter(|change| change.verb != Verb::Rename) {
        match change.rel {
            Rel::User | Rel::Grant => {
                people.insert(change.key()[0]);
            }
            Rel::Role | Rel::RoleInclude | Rel::Permission => {
                roles.insert(change.key()[0]);
            }
            _ => {}
        }
    }
    for access in [before, after] {
        let numbers = roles.iter().filter_map(|&role| access.roles.find(role));
        let affected = access.roles.includers(numbers);
        let affects = |role: Sym| {
            access
                .roles
                .find(role)
                .is_some_and(|role| affected.contains(role))
        };
        if access
            .roles
            .everyone()
            .is_some_and(|everyone| affected.contains(everyone))
        {
            people.extend(access.users());
        } else if !roles.is_empty() {
            let grants = access.state.table(Rel::Grant).rows();
            people.extend(grants.filter(|row| affects(row[1])).map(|row| row[0]));
        }
    }
    let mut people: Vec<Sym> = people.into_iter().collect();
    people.sort_by_key(|&user| after.ranks.of(user));
    people
}

/// Compares what these people can do in two states of one interner.
#[must_use]
pub fn compare(before: &Access<'_>, after: &Access<'_>, people: &[Sym]) -> AccessDiff {
    let comparison = Comparison::new(before, after);
    let mut decided: HashMap<(Option<Key>, Option<Key>), usize> = HashMap::new();
    let mut deltas: Vec<Delta> = Vec::new();
    let mut members: Vec<Vec<Sym>> = Vec::new();
    let mut folded: HashMap<Delta, usize> = HashMap::new();
    for &user in people {
        let (old, new) = (before.held(user), after.held(user));
        let keys = (
            old.as_ref().map(|held| key(before, held)),
            new.as_ref().map(|held| key(after, held)),
        );
        let group = if let Some(&group) = decided.get(&keys) {
            group
        } else {
            let same = keys.0 == keys.1;
            let delta = comparison.delta(old.as_ref(), new.as_ref(), same);
            let group = *folded.entry(delta).or_insert_with_key(|delta| {
                deltas.push(delta.clone());
                members.push(Vec::new());
                deltas.len() - 1
            });
            decided.insert(keys, group);
            group
        };
        members[group].push(user);
    }
    fold(deltas, members, after)
}

/// Roles by name, whether they make an administrator, and whether everything is allowed: people with equal keys can do the
/// same.
type Key = (Vec<Sym>, bool, bool);

fn key(access: &Access<'_>, held: &Held) -> Key {
    let mut names: Vec<Sym> = held.roles.iter().map(|role| access.roles.name(role)).collect();
    names.sort_unstable();
    (names, held.administrator, held.unrestricted)
}

fn fold(deltas: Vec<Delta>, members: Vec<Vec<Sym>>, after: &Access<'_>) -> AccessDiff {
    let mut diff = AccessDiff::default();
    for (delta, mut people) in deltas.into_iter().zip(members) {
        if delta.is_empty() {
            diff.unaffected += people.len();
            continue;
        }
        people.sort_by_key(|&user| after.ranks.of(user));
        people.dedup();
        diff.groups.push(Group { people, delta });
    }
    diff.groups.sort_by_key(|group| {
        let first = group.people.first().map(|&user| after.ranks.of(user));
        (std::cmp::Reverse(group.people.len()), first)
    });
    for (at, group) in diff.groups.iter().enumerate() {
        diff.of.extend(group.people.iter().map(|&user| (user, at)));
    }
    diff
}

/// A resource that permissions speak of, by its numbers in both states.
struct Listed {
    name: Sym,
    before: Option<u32>,
    after: Option<u32>,
    /// Whether anything that decides on it differs between the states.
    moved: bool,
}

/// Two states side by side.
struct Comparison<'a> {
    before: &'a Access<'a>,
    after: &'a Access<'a>,
    listed: Vec<Listed>,
    open_before: usize,
    open_after: usize,
}

impl<'a> Comparison<'a> {
    fn new(before: &'a Access<'a>, after: &'a Access<'a>) -> Self {
        let spoken =
            |access: &Access<'_>, at: Option<u32>| at.is_some_and(|at| !access.resources.rows(at).is_empty());
        let mut listed = Vec::new();
        let mut add = |name: Sym| {
            let (old, new) = (before.resources.find(name), after.resources.find(name));
            if spoken(before, old) || spoken(after, new) {
                listed.push(Listed {
                    name,
                    before: old,
                    after: new,
                    moved: moved(before, after, old, new),
                });
            }
        };
        for at in after.resources.all() {
            add(after.resources.name(at));
        }
        for name in before.resources.all().map(|at| before.resources.name(at)) {
            if after.resources.find(name).is_none() {
                add(name);
            }
        }
        listed.sort_by_key(|listed: &Listed| after.ranks.of(listed.name));
        let open = |access: &Access<'_>, listed: &[Listed]| {
            let names: HashSet<Sym> = listed.iter().map(|listed| listed.name).collect();
            let plain = |at: &u32| access.resources.belongs(*at).is_none();
            let unspoken = |at: &u32| !names.contains(&access.resources.name(*at));
            access
                .resources
                .all()
                .filter(|at| plain(at) && unspoken(at) && !access.resources.exists(*at).is_empty())
                .count()
        };
        Self {
            before,
            after,
            open_before: if before.resources.is_open() {
                open(before, &listed)
            } else {
                0
            },
            open_after: if after.resources.is_open() {
                open(after, &listed)
            } else {
                0
            },
            listed,
        }
    }

    fn delta(&self, old: Option<&Held>, new: Option<&Held>, same_roles: bool) -> Delta {
        let mut delta = Delta::default();
        if old.is_none() && new.is_none() {
            return delta;
        }
        let flip = |old: bool, new: bool| (old != new).then_some(new);
        delta.account = flip(old.is_some(), new.is_some());
        delta.administrator = flip(
            old.is_some_and(|held| held.administrator),
            new.is_some_and(|held| held.administrator),
        );
        match delta.account {
            Some(true) => delta.gained_open = self.open_after,
            Some(false) => delta.lost_open = self.open_before,
            None => {}
        }
        let on = |access: &Access<'_>, at: Option<u32>, held: Option<&Held>| match (at, held) {
            (Some(at), Some(held)) => access.on(at, held),
            _ => ActionSet::NONE,
        };
        for resource in self
            .listed
            .iter()
            .filter(|resource| resource.moved || !same_roles)
        {
            let (was, is) = (
                on(self.before, resource.before, old),
                on(self.after, resource.after, new),
            );
            for (list, actions) in [
                (&mut delta.gained, is.without(was)),
                (&mut delta.lost, was.without(is)),
            ] {
                if !actions.is_empty() {
                    list.push((resource.name, actions));
                }
            }
        }
        delta
    }
}

/// Whether what decides on a resource differs between two states.
fn moved(before: &Access<'_>, after: &Access<'_>, old: Option<u32>, new: Option<u32>) -> bool {
    let (Some(old), Some(new)) = (old, new) else {
        return true;
    };
    if before.resources.exists(old) != after.resources.exists(new) || rows(before, old) != rows(after, new) {
        return true;
    }
    match (before.resources.belongs(old), after.resources.belongs(new)) {
        (None, None) => false,
        (Some(old), Some(new)) => moved(before, after, Some(old.to), Some(new.to)),
        _ => true,
    }
}

fn rows(access: &Access<'_>, resource: u32) -> Vec<(Sym, ActionSet)> {
    let rows = access.resources.rows(resource).iter();
    let mut rows: Vec<_> = rows
        .map(|row| (access.roles.name(row.role), row.actions))
        .collect();
    rows.sort_unstable();
    rows
}
