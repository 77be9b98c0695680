//! Stored includes: where the ERP keeps a row for every included role, the desired grants must name them too.
//!
//! The engine diffs, writes and verifies stored rows; what people read in a plan may be shortened to maximal roles,
//! but what is compared never is.

use std::collections::{HashMap, HashSet};

use crate::model::{Desired, Ranks, Rel, State, Sym};

use super::Words;

/// Adds to the desired grants every role that the end state's stored includes give along.
pub(super) fn close_stored_includes(live: &State, desired: &mut Desired, words: &Words, ranks: &Ranks) {
    let edges = end_edges(live, desired, words, ranks);
    if edges.is_empty() {
        return;
    }
    let mut added: Vec<([Sym; 2], u32, String)> = Vec::new();
    let grants = desired.state.table(Rel::Grant);
    let mut present: HashSet<(Sym, Sym)> = grants.rows().map(|row| (row[0], row[1])).collect();
    for at in 0..grants.len() {
        let row = grants.row(at);
        for role in closure(row[1], &edges) {
            if present.insert((row[0], role)) {
                added.push((
                    [row[0], role],
                    grants.tag(at),
                    "included by another role".to_owned(),
                ));
            }
        }
    }
    // A changed include also reaches holders that the files do not declare.
    let declared: HashSet<Sym> = desired
        .owned
        .iter()
        .filter(|owned| owned.rel == Rel::Grant)
        .map(|owned| owned.key)
        .collect();
    let includes = desired.state.table(Rel::RoleInclude);
    let fresh: HashMap<Sym, u32> = (0..includes.len())
        .filter(|&at| {
            live.table(Rel::RoleInclude)
                .find(&includes.row(at)[..2], ranks)
                .is_none()
        })
        .map(|at| (includes.row(at)[0], includes.tag(at)))
        .collect();
    if !fresh.is_empty() {
        let held = live.table(Rel::Grant);
        for row in held.rows().filter(|row| !declared.contains(&row[0])) {
            let reach: Vec<Sym> = std::iter::once(row[1]).chain(closure(row[1], &edges)).collect();
            let Some(&tag) = reach.iter().find_map(|role| fresh.get(role)) else {
                continue;
            };
            for role in closure(row[1], &edges) {
                if held.find(&[row[0], role], ranks).is_none() && present.insert((row[0], role)) {
                    added.push((
                        [row[0], role],
                        tag,
                        "holders of the role get what it includes".to_owned(),
                    ));
                }
            }
        }
    }
    for (row, tag, via) in added {
        let span = desired.origins[tag as usize].span;
        let origin = desired.origin(span, Some(via));
        desired.state.table_mut(Rel::Grant).push_tagged(&row, origin);
    }
    desired.state.table_mut(Rel::Grant).sort(ranks);
}

/// Stored includes of the end state: live ones, less those of lists that the files own, plus the desired ones.
fn end_edges(live: &State, desired: &Desired, words: &Words, ranks: &Ranks) -> HashMap<Sym, Vec<Sym>> {
    let owned: HashSet<Sym> = desired
        .owned
        .iter()
        .filter(|owned| owned.rel == Rel::RoleInclude)
        .map(|owned| owned.key)
        .collect();
    let wanted = desired.state.table(Rel::RoleInclude);
    let mut edges: HashMap<Sym, Vec<Sym>> = HashMap::new();
    for row in live.table(Rel::RoleInclude).rows() {
        let stays = !owned.contains(&row[0]) || wanted.find(&row[..2], ranks).is_some();
        if row[2] == words.yes && stays {
            edges.entry(row[0]).or_default().push(row[1]);
        }
    }
    for row in wanted.rows().filter(|row| row[2] == words.yes) {
        edges.entry(row[0]).or_default().push(row[1]);
    }
    edges
}

fn closure(role: Sym, edges: &HashMap<Sym, Vec<Sym>>) -> Vec<Sym> {
    let mut seen = HashSet::from([role]);
    let mut todo = vec![role];
    let mut found = Vec::new();
    while let Some(next) = todo.pop() {
        for &included in edges.get(&next).into_iter().flatten() {
            if seen.insert(included) {
                found.push(included);
                todo.push(included);
            }
        }
    }
    found
}
