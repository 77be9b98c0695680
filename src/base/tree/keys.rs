//! What happens to the keys of a map when it is complete: merges, duplicates, twins.

use std::collections::{HashMap, HashSet};

use super::super::diagnostic::{Diagnostic, Diagnostics};
use super::super::text::{skeleton, tick};
use super::{Id, Slot, Tree, codes};

/// Below this number of keys comparing each with each is faster than hashing.
const FEW: usize = 16;

/// Settles the pairs at `scratch[from..]`: takes out those whose key is no text, merges `<<`, reports duplicates (the
/// first one stays) and twins.
pub(super) fn settle(
    tree: &mut Tree,
    map: Id,
    scratch: &mut Vec<Id>,
    from: usize,
    diagnostics: &mut Diagnostics,
) {
    let pairs = &scratch[from..];
    let keys = || pairs.iter().step_by(2);
    let odd = keys().any(|key| !matches!(tree.nodes[key.index()].slot, Slot::Text(_)));
    if odd {
        repair_keys(tree, scratch, from, diagnostics);
    }
    let pairs = &scratch[from..];
    if has_duplicates(tree, pairs) {
        drop_duplicates(tree, scratch, from, diagnostics);
    }
    if let Some(at) = scratch[from..]
        .iter()
        .step_by(2)
        .position(|key| is_merge(tree, *key))
    {
        let at = from + 2 * at;
        tree.merges.push((map, scratch[at], scratch[at + 1]));
        merge(tree, scratch, from, at, diagnostics);
    }
    let pairs = &scratch[from..];
    if pairs.len() > 2 && pairs.iter().step_by(2).any(|key| !tree.key(*key).is_ascii()) {
        report_twins(tree, pairs, diagnostics);
    }
}

/// An alias to text as a key becomes that text; other keys that are no text were reported and are taken out.
fn repair_keys(tree: &mut Tree, scratch: &mut Vec<Id>, from: usize, diagnostics: &mut Diagnostics) {
    let pairs: Vec<Id> = scratch.drain(from..).collect();
    for pair in pairs.chunks_exact(2) {
        let text = tree.slot(pair[0]);
        if matches!(text, Slot::Text(_)) {
            tree.nodes[pair[0].index()].slot = text;
            scratch.extend(pair);
        } else if tree.is_alias(pair[0]) {
            let message = "an alias as a key that does not stand for text";
            diagnostics.push(Diagnostic::new(&codes::COMPLEX_KEY, message).at(tree.span(pair[0])));
        }
    }
}

fn has_duplicates(tree: &Tree, pairs: &[Id]) -> bool {
    let count = pairs.len() / 2;
    if count <= FEW {
        return (1..count).any(|i| {
            let key = tree.key(pairs[2 * i]);
            (0..i).any(|j| tree.key(pairs[2 * j]) == key)
        });
    }
    let mut seen = HashSet::with_capacity(count);
    !pairs.iter().step_by(2).all(|key| seen.insert(tree.key(*key)))
}

fn drop_duplicates(tree: &Tree, scratch: &mut Vec<Id>, from: usize, diagnostics: &mut Diagnostics) {
    let pairs: Vec<Id> = scratch.drain(from..).collect();
    let mut seen: HashMap<&str, Id> = HashMap::with_capacity(pairs.len() / 2);
    for pair in pairs.chunks_exact(2) {
        let name = tree.key(pair[0]);
        if let Some(first) = seen.get(name) {
            diagnostics.push(
                Diagnostic::new(
                    &codes::DUPLICATE_KEY,
                    format!("key {} twice in one map", tick(name)),
                )
                .label(tree.span(pair[0]), "the second one")
                .also(tree.span(*first), "the first one")
                .help("keep one of the two"),
            );
        } else {
            seen.insert(name, pair[0]);
            scratch.extend(pair);
        }
    }
}

fn is_merge(tree: &Tree, key: Id) -> bool {
    tree.key(key) == "<<" && tree.is_plain(key)
}

/// Puts the entries of what `<<` names behind the map's own. Own keys win, then the earlier of several sources.
fn merge(tree: &mut Tree, scratch: &mut Vec<Id>, from: usize, at: usize, diagnostics: &mut Diagnostics) {
    let value = scratch[at + 1];
    scratch.drain(at..at + 2);
    let sources = if tree.is_seq(value) {
        tree.items(value).to_vec()
    } else {
        vec![value]
    };
    for source in sources {
        if tree.is_map(source) {
            let added = not_among(tree, source, &scratch[from..]);
            scratch.extend(added);
        } else {
            diagnostics.push(
                Diagnostic::new(
                    &codes::MERGE,
                    "`<<` takes a map, an alias of one, or a list of those",
                )
                .at(tree.span(source))
                .help("write `<<: *name`; for a key that is really called `<<`, quote it"),
            );
        }
    }
}

/// The entries of a map whose keys are not among those of `pairs`.
fn not_among(tree: &Tree, source: Id, pairs: &[Id]) -> Vec<Id> {
    let own = || pairs.iter().step_by(2).map(|key| tree.key(*key));
    let few = pairs.len() <= 2 * FEW;
    let set: HashSet<&str> = if few { HashSet::new() } else { own().collect() };
    let known = |name: &str| {
        if few {
            own().any(|key| key == name)
        } else {
            set.contains(name)
        }
    };
    tree.entries(source)
        .filter(|(key, _)| !known(tree.key(*key)))
        .flat_map(|(key, value)| [key, value])
        .collect()
}

fn report_twins(tree: &Tree, pairs: &[Id], diagnostics: &mut Diagnostics) {
    let mut seen: HashMap<String, Id> = HashMap::with_capacity(pairs.len() / 2);
    for key in pairs.iter().step_by(2) {
        let name = tree.key(*key);
        let looks = skeleton(name);
        let Some(first) = seen.get(&looks) else {
            seen.insert(looks, *key);
            continue;
        };
        let other = tree.key(*first);
        // Pure ASCII pairs are told apart by any good font, and real logins differ in them.
        if !(name.is_ascii() && other.is_ascii()) {
            diagnostics.push(
                Diagnostic::new(
                    &codes::TWIN_KEYS,
                    format!("keys {} and {} look the same", tick(other), tick(name)),
                )
                .label(tree.span(*key), spelled(name))
                .also(tree.span(*first), spelled(other))
                .help("keep one of the two, or rename one so that people can tell them apart"),
            );
        }
    }
}

/// Names the characters that are not ASCII, which is where look-alikes hide.
fn spelled(name: &str) -> String {
    let odd: Vec<String> = name
        .chars()
        .filter(|c| !c.is_ascii())
        .take(4)
        .map(|c| format!("U+{:04X}", c as u32))
        .collect();
    if odd.is_empty() {
        "all ASCII".into()
    } else {
        format!("has {}", odd.join(" "))
    }
}
