//! What people can do after a plan that they could not before, and the reverse.

use std::collections::BTreeMap;

use crate::access::{self, Access, ActionSet};
use crate::diff::Prepared;
use crate::model::{Change, Interner, Semantics, State, Sym};

use super::AbilityChange;

/// Compares effective access before and after, for everybody whom the changes could touch.
pub(super) fn changes(
    prepared: &Prepared,
    after: &State,
    changes: &[Change],
    semantics: &Semantics,
    symbols: &Interner,
) -> Vec<AbilityChange> {
    if changes.is_empty() {
        return Vec::new();
    }
    let before = Access::new(&prepared.live, symbols, &prepared.ranks, semantics);
    let after = Access::new(after, symbols, &prepared.ranks, semantics);
    let people = access::touched(&before, &after, changes);
    compare_abilities(&before, &after, &people, semantics, symbols)
}

/// What people can do in one state that they cannot in another, by name: those who gain and lose the same together.
#[must_use]
pub fn compare_abilities(
    before: &Access<'_>,
    after: &Access<'_>,
    people: &[Sym],
    semantics: &Semantics,
    symbols: &Interner,
) -> Vec<AbilityChange> {
    let list = |lines: &[(Sym, ActionSet)]| -> BTreeMap<String, Vec<String>> {
        let names = |actions: ActionSet| actions.names(semantics).map(str::to_owned).collect();
        lines
            .iter()
            .map(|&(resource, actions)| (symbols.text(resource).to_owned(), names(actions)))
            .collect()
    };
    access::compare(before, after, people)
        .groups
        .into_iter()
        .map(|group| AbilityChange {
            people: group
                .people
                .iter()
                .map(|&login| symbols.text(login).to_owned())
                .collect(),
            gained: list(&group.delta.gained),
            lost: list(&group.delta.lost),
            administrator: group.delta.administrator,
            account: group.delta.account,
            gained_open: group.delta.gained_open,
            lost_open: group.delta.lost_open,
        })
        .collect()
}
