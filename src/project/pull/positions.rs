//! Equal sets of roles become positions.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::base::text::plural;
use crate::project::vocabulary::Vocabulary;

use super::people::Person;
use super::{Pull, yaml};

/// A set of fewer roles is shorter to write out.
const LEAST_ROLES: usize = 2;
/// What one person holds is no position.
const LEAST_HOLDERS: usize = 2;

/// Positions made of equal sets of roles, by the set.
pub(super) struct Positions<'a> {
    by_roles: HashMap<Vec<&'a str>, String>,
    /// Key, title, roles and number of holders, sorted by key.
    list: Vec<(String, String, Vec<&'a str>, usize)>,
}

impl<'a> Positions<'a> {
    /// The position that gives exactly these roles.
    pub(super) fn of(&self, roles: &[&'a str]) -> Option<&str> {
        self.by_roles.get(roles).map(String::as_str)
    }
}

/// Finds the sets of roles that several people share.
pub(super) fn fold<'a>(people: &[Person<'a>], vocabulary: &Vocabulary) -> Positions<'a> {
    let mut sets: BTreeMap<&[&'a str], usize> = BTreeMap::new();
    for person in people {
        if let Some(roles) = person.roles.as_ref().filter(|roles| roles.len() >= LEAST_ROLES) {
            *sets.entry(roles).or_default() += 1;
        }
    }
    let mut used: HashSet<String> = HashSet::new();
    let mut positions = Positions {
        by_roles: HashMap::new(),
        list: Vec::new(),
    };
    for (roles, holders) in sets.into_iter().filter(|(_, holders)| *holders >= LEAST_HOLDERS) {
        let titles: Vec<&str> = roles
            .iter()
            .map(|role| {
                vocabulary
                    .roles
                    .get(*role)
                    .map_or(*role, |facts| facts.title.as_str())
            })
            .collect();
        let base = slug_of(&titles);
        let mut key = base.clone();
        let mut number = 2;
        while !used.insert(key.clone()) {
            key = format!("{base}-{number}");
            number += 1;
        }
        positions.by_roles.insert(roles.to_vec(), key.clone());
        positions
            .list
            .push((key, titles.join(" + "), roles.to_vec(), holders));
    }
    positions.list.sort();
    positions
}

/// A key that says what the position gives: the first two titles, and how many more.
fn slug_of(titles: &[&str]) -> String {
    let mut words: Vec<String> = titles.iter().take(2).map(|title| yaml::slug(title)).collect();
    if titles.len() > 2 {
        words.push(format!("and-{}-more", titles.len() - 2));
    }
    words.join("-")
}

impl<'a> Pull<'a> {
    /// Writes the positions.
    pub(super) fn write_positions(&mut self, positions: &Positions<'a>) {
        if positions.list.is_empty() {
            return;
        }
        let mut body = String::from("positions:\n");
        for (key, title, roles, holders) in &positions.list {
            yaml::line(
                &mut body,
                2,
                &format!(
                    "{}: # {}",
                    crate::base::edit::scalar(key),
                    plural(*holders, "holder")
                ),
            );
            yaml::field(&mut body, 4, "title", title);
            yaml::list(&mut body, 4, "roles", roles);
        }
        self.out.positions = positions.list.len();
        let remark = "Sets of roles that several people share. Rename them after the jobs they stand for.";
        self.file("positions.yaml", remark, &body);
    }
}
