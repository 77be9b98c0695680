//! Which rows of a lock matter to what the files ask for.

use std::collections::HashSet;

use crate::model::{Desired, Interner, Ranks, Rel, State, Sym};

use super::LockChange;

/// Whether a change of the vocabulary concerns something that the files use, and is not their own doing: roles that they
/// give, with what those include and permit; resources, rules, companies and sequences that they name. What everyone may do
/// concerns everybody.
///
/// The states must be sorted by `ranks`.
pub fn in_use<'a>(
    desired: &'a Desired,
    live: &'a State,
    ranks: &'a Ranks,
    symbols: &'a Interner,
) -> impl Fn(&LockChange) -> bool + 'a {
    let named = |rel: Rel, column: usize| desired.state.table(rel).rows().map(move |row| row[column]);
    let roles = closed(
        named(Rel::Grant, 1)
            .chain(named(Rel::Role, 0))
            .chain(named(Rel::RoleInclude, 1))
            .chain(named(Rel::Permission, 0))
            .chain(symbols.find("*")),
        live,
        ranks,
    );
    let resources: HashSet<Sym> = named(Rel::Permission, 1).collect();
    let absent_rules = desired.absent.iter().filter(|(rel, ..)| *rel == Rel::RecordRule);
    let rules: HashSet<[Sym; 2]> = desired
        .state
        .table(Rel::RecordRule)
        .rows()
        .map(|row| [row[1], row[2]])
        .chain(absent_rules.map(|(_, key, _)| [key[1], key[2]]))
        .collect();
    let companies: HashSet<Sym> = named(Rel::UserCompany, 1).collect();
    let sequences: HashSet<Sym> = named(Rel::Sequence, 0).collect();
    move |change| {
        let key: Option<Vec<Sym>> = change.key.iter().map(|text| symbols.find(text)).collect();
        let Some(key) = key else {
            // A name that neither the ERP nor the files know any more.
            return false;
        };
        let ours = desired.state.table(change.rel).find(&key, ranks).is_some()
            || desired
                .absent
                .iter()
                .any(|(rel, absent, _)| *rel == change.rel && **absent == *key);
        let used = match change.rel {
            Rel::Role | Rel::RoleInclude | Rel::Permission => &roles,
            Rel::Resource | Rel::ResourceParent => &resources,
            // A rule that is new may be one that the files made.
            Rel::Rule => return change.before.is_some() && rules.contains(&[key[0], key[1]]),
            Rel::Company => &companies,
            Rel::Sequence => &sequences,
            _ => return false,
        };
        !ours && used.contains(&key[0])
    }
}

/// Roles, with all that they include.
fn closed(roles: impl Iterator<Item = Sym>, live: &State, ranks: &Ranks) -> HashSet<Sym> {
    let includes = live.table(Rel::RoleInclude);
    let mut seen: HashSet<Sym> = roles.collect();
    let mut todo: Vec<Sym> = seen.iter().copied().collect();
    while let Some(role) = todo.pop() {
        for at in includes.range(&[role], ranks) {
            let included = includes.row(at)[1];
            if seen.insert(included) {
                todo.push(included);
            }
        }
    }
    seen
}
