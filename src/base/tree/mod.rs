//! The YAML tree: every node of a file with its place, in one arena. Validated and read in place.
//!
//! An alias is a node of its own that points at what it names, and is never expanded; all accessors follow it.

mod codes;
mod keys;
mod load;
mod located;
pub mod read;
pub mod scalar;
mod syntax;

use std::sync::Arc;

pub use codes::*;
pub use located::{Entries, Located};

use super::source::{FileId, Span};

/// How deep collections may be nested.
const MAX_DEPTH: usize = 64;

/// One node of a [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(u32);

impl Id {
    /// The position in the arena.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0
    }

    fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a node holds. Text is fetched with [`Tree::as_str`], children with [`Tree::entries`] and [`Tree::items`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// `null`, `~` or nothing at all.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A plain whole number, as JSON writes it.
    Int(i64),
    /// A plain number with a fraction or an exponent, or too large for 64 bits.
    Float(f64),
    /// Quoted text, or plain text that is none of the above.
    Text,
    /// A list.
    Seq,
    /// A map.
    Map,
}

impl Kind {
    /// The word for people: `text`, `list`, …
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "true or false",
            Self::Int(_) => "a number",
            Self::Float(_) => "a number with a fraction",
            Self::Text => "text",
            Self::Seq => "a list",
            Self::Map => "a map",
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Slot {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Text),
    Seq(u32, u32),
    Map(u32, u32),
    Alias(Id),
}

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Plain,
    Quoted,
    /// `|` or `>`; its place begins with its first line, not with the sign.
    Block,
}

/// Where the characters of a text are.
#[derive(Clone, Copy, Debug)]
struct Text {
    start: u32,
    end: u32,
    /// A part of `Tree::made` rather than of the source: it had escapes, folds or another normal form.
    made: bool,
    style: Style,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    start: u32,
    end: u32,
    slot: Slot,
}

/// A parsed file.
#[derive(Debug)]
pub struct Tree {
    file: FileId,
    text: Arc<str>,
    made: String,
    nodes: Vec<Node>,
    edges: Vec<Id>,
    roots: Vec<Id>,
    /// What `<<` said: the map, the key and the value.
    merges: Vec<(Id, Id, Id)>,
}

impl Tree {
    /// The file this tree was made from.
    #[must_use]
    pub fn file(&self) -> FileId {
        self.file
    }

    /// The text this tree was made from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.text
    }

    /// The first document; null for an empty file.
    #[must_use]
    pub fn root(&self) -> Id {
        self.roots[0]
    }

    /// All documents of the file; at least one.
    #[must_use]
    pub fn roots(&self) -> &[Id] {
        &self.roots
    }

    /// How many nodes there are, counting each shared one once.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether the file holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.roots.len() == 1 && self.is_null(self.root())
    }

    /// The node itself, or what it stands for if it is an alias.
    #[must_use]
    pub fn target(&self, id: Id) -> Id {
        match self.nodes[id.index()].slot {
            Slot::Alias(target) => target,
            _ => id,
        }
    }

    /// Whether the node is written as an alias, `*name`.
    #[must_use]
    pub fn is_alias(&self, id: Id) -> bool {
        matches!(self.nodes[id.index()].slot, Slot::Alias(_))
    }

    fn slot(&self, id: Id) -> Slot {
        self.nodes[self.target(id).index()].slot
    }

    /// What the node holds.
    #[must_use]
    pub fn kind(&self, id: Id) -> Kind {
        match self.slot(id) {
            Slot::Null | Slot::Alias(_) => Kind::Null,
            Slot::Bool(b) => Kind::Bool(b),
            Slot::Int(i) => Kind::Int(i),
            Slot::Float(f) => Kind::Float(f),
            Slot::Text(_) => Kind::Text,
            Slot::Seq(..) => Kind::Seq,
            Slot::Map(..) => Kind::Map,
        }
    }

    /// Whether the node is null.
    #[must_use]
    pub fn is_null(&self, id: Id) -> bool {
        matches!(self.slot(id), Slot::Null)
    }

    /// Whether the node is a map.
    #[must_use]
    pub fn is_map(&self, id: Id) -> bool {
        matches!(self.slot(id), Slot::Map(..))
    }

    /// Whether the node is a list.
    #[must_use]
    pub fn is_seq(&self, id: Id) -> bool {
        matches!(self.slot(id), Slot::Seq(..))
    }

    /// The text of a text node.
    #[must_use]
    pub fn as_str(&self, id: Id) -> Option<&str> {
        match self.slot(id) {
            Slot::Text(text) => {
                let from: &str = if text.made { &self.made } else { &self.text };
                Some(&from[text.start as usize..text.end as usize])
            }
            _ => None,
        }
    }

    /// The text of a key node. Keys are always text, in normal form C.
    #[must_use]
    pub fn key(&self, id: Id) -> &str {
        self.as_str(id).unwrap_or_default()
    }

    /// The boolean of a boolean node.
    #[must_use]
    pub fn as_bool(&self, id: Id) -> Option<bool> {
        match self.slot(id) {
            Slot::Bool(b) => Some(b),
            _ => None,
        }
    }

    /// The number of a whole-number node.
    #[must_use]
    pub fn as_int(&self, id: Id) -> Option<i64> {
        match self.slot(id) {
            Slot::Int(i) => Some(i),
            _ => None,
        }
    }

    fn pairs(&self, id: Id) -> &[Id] {
        match self.slot(id) {
            Slot::Map(at, len) => &self.edges[at as usize..][..len as usize],
            _ => &[],
        }
    }

    /// The elements of a list; nothing for other nodes.
    #[must_use]
    pub fn items(&self, id: Id) -> &[Id] {
        match self.slot(id) {
            Slot::Seq(at, len) => &self.edges[at as usize..][..len as usize],
            _ => &[],
        }
    }

    /// Keys and values of a map in file order, merged ones last; nothing for other nodes.
    pub fn entries(&self, id: Id) -> impl ExactSizeIterator<Item = (Id, Id)> + '_ {
        self.pairs(id).chunks_exact(2).map(|pair| (pair[0], pair[1]))
    }

    /// Key and value nodes of one entry. A linear search: for all entries use [`Tree::entries`].
    #[must_use]
    pub fn entry(&self, map: Id, key: &str) -> Option<(Id, Id)> {
        self.entries(map).find(|(k, _)| self.key(*k) == key)
    }

    /// The value of one entry. A linear search.
    #[must_use]
    pub fn get(&self, map: Id, key: &str) -> Option<Id> {
        self.entry(map, key).map(|(_, value)| value)
    }

    /// Where a node stands. For an alias this is the place of its use.
    #[must_use]
    pub fn span(&self, id: Id) -> Span {
        let node = &self.nodes[id.index()];
        Span {
            file: self.file,
            start: node.start,
            end: node.end,
        }
    }

    /// Where the key of an entry stands.
    #[must_use]
    pub fn key_span(&self, map: Id, key: &str) -> Option<Span> {
        self.entry(map, key).map(|(key, _)| self.span(key))
    }

    /// What is written in the file for a node.
    #[must_use]
    pub fn raw(&self, id: Id) -> &str {
        &self.text[self.span(id).range()]
    }

    /// Whether a scalar is written without quotes.
    #[must_use]
    pub fn is_plain(&self, id: Id) -> bool {
        match self.nodes[id.index()].slot {
            Slot::Null | Slot::Bool(_) | Slot::Int(_) | Slot::Float(_) => true,
            Slot::Text(text) => text.style == Style::Plain,
            Slot::Seq(..) | Slot::Map(..) | Slot::Alias(_) => false,
        }
    }

    /// Whether a text is written as a block, `|` or `>`.
    #[must_use]
    pub fn is_block(&self, id: Id) -> bool {
        matches!(self.nodes[id.index()].slot, Slot::Text(text) if text.style == Style::Block)
    }

    /// All nodes written as text, keys and values, in file order.
    pub fn texts(&self) -> impl Iterator<Item = Id> + '_ {
        (0u32..)
            .zip(&self.nodes)
            .filter(|(_, node)| matches!(node.slot, Slot::Text(_)))
            .map(|(i, _)| Id(i))
    }

    /// Every `<<` of the file: the map that it stands in, the key and the value.
    #[must_use]
    pub fn merges(&self) -> &[(Id, Id, Id)] {
        &self.merges
    }

    /// Follows a JSON pointer. Gives the key node of the last step, if that step was into a map, and the value node.
    #[must_use]
    pub fn pointer(&self, from: Id, pointer: &str) -> Option<(Option<Id>, Id)> {
        let mut here = (None, from);
        for step in pointer.split('/').skip(1) {
            let step = step.replace("~1", "/").replace("~0", "~");
            here = match self.slot(here.1) {
                Slot::Map(..) => self.entry(here.1, &step).map(|(key, value)| (Some(key), value))?,
                Slot::Seq(..) => (None, *self.items(here.1).get(step.parse::<usize>().ok()?)?),
                _ => return None,
            };
        }
        Some(here)
    }

    /// Whether two nodes hold the same: kinds, text, order of keys; not places, comments or quotes.
    #[must_use]
    pub fn same(&self, id: Id, other: &Self, there: Id) -> bool {
        let both = self.pairs(id).len() == other.pairs(there).len()
            && self.items(id).len() == other.items(there).len();
        both && self.kind(id) == other.kind(there)
            && self.as_str(id) == other.as_str(there)
            && self.is_alias(id) == other.is_alias(there)
            && (self.is_alias(id)
                || self
                    .children(id)
                    .zip(other.children(there))
                    .all(|(a, b)| self.same(a, other, b)))
    }

    fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        self.pairs(id).iter().chain(self.items(id)).copied()
    }
}

#[cfg(test)]
mod tests;
