//! From the validator's paths to nodes.

use std::collections::HashMap;

use super::super::tree::{Id, Tree};

/// Maps larger than this get an index when something is first looked up in them.
const LARGE: usize = 64;

/// Follows paths from one node. Errors in a map of 100,000 entries would otherwise each search it from its beginning.
pub(super) struct Finder<'t> {
    tree: &'t Tree,
    root: Id,
    indexes: HashMap<Id, HashMap<&'t str, (Id, Id)>>,
}

/// Where a path leads.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// The key of the last step, if that was into a map.
    pub(super) key: Option<Id>,
    pub(super) value: Id,
    /// The first alias on the way that is not the value itself.
    pub(super) alias: Option<Id>,
}

impl<'t> Finder<'t> {
    pub(super) fn new(tree: &'t Tree, root: Id) -> Self {
        Self {
            tree,
            root,
            indexes: HashMap::new(),
        }
    }

    /// As far as the path leads.
    pub(super) fn find(&mut self, pointer: &str) -> Place {
        let mut place = Place {
            key: None,
            value: self.root,
            alias: None,
        };
        for step in pointer.split('/').skip(1) {
            let step = step.replace("~1", "/").replace("~0", "~");
            let alias = place
                .alias
                .or_else(|| self.tree.is_alias(place.value).then_some(place.value));
            let next = if self.tree.is_map(place.value) {
                self.entry(place.value, &step)
                    .map(|(key, value)| (Some(key), value))
            } else {
                let item = step
                    .parse::<usize>()
                    .ok()
                    .and_then(|i| self.tree.items(place.value).get(i));
                item.map(|item| (None, *item))
            };
            let Some((key, value)) = next else { break };
            place = Place { key, value, alias };
        }
        place
    }

    /// Key and value of an entry.
    pub(super) fn entry(&mut self, map: Id, name: &str) -> Option<(Id, Id)> {
        let tree = self.tree;
        if tree.entries(map).len() <= LARGE {
            return tree.entry(map, name);
        }
        let index = self.indexes.entry(tree.target(map)).or_insert_with(|| {
            tree.entries(map)
                .map(|(key, value)| (tree.key(key), (key, value)))
                .collect()
        });
        index.get(name).copied()
    }
}
