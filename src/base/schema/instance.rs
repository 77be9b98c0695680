//! The tree as the validator wants to see it: handles into the arena, no copy.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::atomic::{AtomicU32, Ordering};

use jsonschema::JsonType;
use jsonschema::json::{Array, Json, JsonNumber, Node, NodeIdentity, Object};
use serde_json::{Map, Number, Value};

use super::super::tree::{Id, Kind, Tree};

static NULL: Value = Value::Null;

/// What one check shares between its handles.
pub(super) struct Look {
    /// Errors never get the value they are about: copies would be large, and values may be secret.
    lean: bool,
    /// How many more problems are looked for. The validator collects all errors before it returns any, so this is what
    /// bounds its memory.
    left: AtomicU32,
}

impl Look {
    pub(super) fn lean(limit: u32) -> Self {
        Self {
            lean: true,
            left: AtomicU32::new(limit),
        }
    }

    #[cfg(test)]
    pub(super) fn whole() -> Self {
        Self {
            lean: false,
            left: AtomicU32::new(u32::MAX),
        }
    }

    pub(super) fn is_exhausted(&self) -> bool {
        self.left.load(Ordering::Relaxed) == 0
    }

    /// Errors ask for their value; nobody else does.
    fn count(&self) {
        let _ = self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
    }
}

/// The representation.
#[derive(Debug)]
pub(super) struct TreeJson;

/// One node, or a key that is checked as if it were one.
#[derive(Clone, Copy)]
pub(super) enum Handle<'a> {
    Node { tree: &'a Tree, id: Id, look: &'a Look },
    Key(&'a str),
}

impl<'a> Handle<'a> {
    pub(super) fn new(tree: &'a Tree, id: Id, look: &'a Look) -> Self {
        Self::Node { tree, id, look }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Node { tree, id, .. } => tree.kind(*id),
            Self::Key(_) => Kind::Text,
        }
    }

    fn text(&self) -> Option<&'a str> {
        match *self {
            Self::Node { tree, id, .. } => tree.as_str(id),
            Self::Key(text) => Some(text),
        }
    }

    fn build(&self) -> Value {
        match self {
            Self::Node { tree, id, .. } => build(tree, *id),
            Self::Key(text) => Value::from(*text),
        }
    }
}

fn build(tree: &Tree, id: Id) -> Value {
    match tree.kind(id) {
        Kind::Null => Value::Null,
        Kind::Bool(b) => Value::Bool(b),
        Kind::Int(i) => Value::from(i),
        Kind::Float(f) => Number::from_f64(f).map_or(Value::Null, Value::Number),
        Kind::Text => Value::from(tree.key(id)),
        Kind::Seq => Value::Array(tree.items(id).iter().map(|i| build(tree, *i)).collect()),
        Kind::Map => {
            let pairs = tree
                .entries(id)
                .map(|(k, v)| (tree.key(k).to_owned(), build(tree, v)));
            Value::Object(pairs.collect::<Map<_, _>>())
        }
    }
}

impl Json for TreeJson {
    type Node<'a> = Handle<'a>;
    type PreparedKey = Box<str>;
    // A lookup is a linear search, so one pass over the members replaces several of them.
    const KEYS_PER_LOOKUP: usize = 4;
    type StringBuffer = ();

    fn prepare_key(key: &str) -> Box<str> {
        key.into()
    }

    fn with_string_node<T>((): &mut (), string: &str, f: impl FnOnce(Handle<'_>) -> T) -> T {
        f(Handle::Key(string))
    }
}

impl<'a> Node<'a, TreeJson> for Handle<'a> {
    type Object = Members<'a>;
    type Array = Elements<'a>;
    type Number = Num;

    fn as_object(&self) -> Option<Members<'a>> {
        match *self {
            Self::Node { tree, id, look } if tree.is_map(id) => Some(Members { tree, id, look }),
            _ => None,
        }
    }

    fn as_array(&self) -> Option<Elements<'a>> {
        match *self {
            Self::Node { tree, id, look } if tree.is_seq(id) => Some(Elements { tree, id, look }),
            _ => None,
        }
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        self.text().map(Cow::Borrowed)
    }

    fn as_number(&self) -> Option<Num> {
        match self.kind() {
            Kind::Int(i) => Some(Num::Int(i)),
            Kind::Float(f) => Some(Num::Float(f)),
            _ => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        match self.kind() {
            Kind::Bool(b) => Some(b),
            _ => None,
        }
    }

    fn is_null(&self) -> bool {
        self.kind() == Kind::Null
    }

    fn is_number(&self) -> bool {
        matches!(self.kind(), Kind::Int(_) | Kind::Float(_))
    }

    fn json_type(&self) -> JsonType {
        match self.kind() {
            Kind::Null => JsonType::Null,
            Kind::Bool(_) => JsonType::Boolean,
            Kind::Int(_) | Kind::Float(_) => JsonType::Number,
            Kind::Text => JsonType::String,
            Kind::Seq => JsonType::Array,
            Kind::Map => JsonType::Object,
        }
    }

    fn equals_value(&self, expected: &Value) -> bool {
        match (self.kind(), expected) {
            (Kind::Null, Value::Null) => true,
            (Kind::Bool(a), Value::Bool(b)) => a == *b,
            (Kind::Int(a), Value::Number(b)) if b.is_i64() => Some(a) == b.as_i64(),
            (Kind::Text, Value::String(b)) => self.text() == Some(b),
            (Kind::Int(_) | Kind::Float(_), Value::Number(_))
            | (Kind::Seq, Value::Array(_))
            | (Kind::Map, Value::Object(_)) => jsonschema::json::cmp::equal(&self.build(), expected),
            _ => false,
        }
    }

    fn to_value(&self) -> Cow<'a, Value> {
        match self {
            Self::Node { look, .. } if look.lean => {
                look.count();
                Cow::Borrowed(&NULL)
            }
            _ => Cow::Owned(self.build()),
        }
    }

    fn identity(&self) -> Option<NodeIdentity> {
        match self {
            Self::Node { tree, id, .. } => {
                let address = std::ptr::from_ref::<Tree>(tree) as usize;
                Some(NodeIdentity::tagged(address, tree.target(*id).number()))
            }
            Self::Key(_) => None,
        }
    }
}

/// The members of a map.
pub(super) struct Members<'a> {
    tree: &'a Tree,
    id: Id,
    look: &'a Look,
}

impl<'a> Object<'a, TreeJson> for Members<'a> {
    type Node = Handle<'a>;
    type MemberName = &'a str;
    type MembersIter = Box<dyn Iterator<Item = (&'a str, Handle<'a>)> + 'a>;

    fn len(&self) -> usize {
        self.tree.entries(self.id).len()
    }

    fn get(&self, key: &Box<str>) -> Option<Handle<'a>> {
        self.tree
            .get(self.id, key)
            .map(|id| Handle::new(self.tree, id, self.look))
    }

    fn members(&self) -> Self::MembersIter {
        let (tree, look) = (self.tree, self.look);
        let pairs = tree.entries(self.id).take_while(|_| !look.is_exhausted());
        Box::new(pairs.map(|(key, value)| (tree.key(key), Handle::new(tree, value, look))))
    }
}

/// The elements of a list.
pub(super) struct Elements<'a> {
    tree: &'a Tree,
    id: Id,
    look: &'a Look,
}

impl<'a> Array<'a, TreeJson> for Elements<'a> {
    type Node = Handle<'a>;
    type ElementsIter = Box<dyn Iterator<Item = Handle<'a>> + 'a>;

    fn len(&self) -> usize {
        self.tree.items(self.id).len()
    }

    fn elements(&self) -> Self::ElementsIter {
        let (tree, look) = (self.tree, self.look);
        let items = tree.items(self.id).iter().take_while(|_| !look.is_exhausted());
        Box::new(items.map(|id| Handle::new(tree, *id, look)))
    }

    fn is_unique(&self) -> bool {
        first_repeated(self.tree, self.tree.items(self.id)).is_none()
    }
}

/// The first element that is equal to an earlier one, with that earlier one.
pub(super) fn first_repeated(tree: &Tree, items: &[Id]) -> Option<(Id, Id)> {
    let mut texts: HashSet<&str> = HashSet::new();
    let mut others: HashSet<String> = HashSet::new();
    let repeated = items.iter().find(|id| match tree.as_str(**id) {
        Some(text) => !texts.insert(text),
        None => !others.insert(build(tree, **id).to_string()),
    })?;
    let earlier = items
        .iter()
        .find(|id| build(tree, **id) == build(tree, *repeated))?;
    Some((*earlier, *repeated))
}

/// A number.
#[derive(Clone, Copy)]
pub(super) enum Num {
    Int(i64),
    Float(f64),
}

impl JsonNumber for Num {
    fn as_u64(&self) -> Option<u64> {
        self.as_i64().and_then(|i| u64::try_from(i).ok())
    }

    fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Int(i) => Some(*i),
            Self::Float(_) => None,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "the trait asks for the nearest float")]
    fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Int(i) => Some(*i as f64),
            Self::Float(f) => Some(*f),
        }
    }

    fn as_str(&self) -> Cow<'_, str> {
        self.to_number().to_string().into()
    }

    fn to_number(&self) -> Cow<'_, Number> {
        Cow::Owned(match self {
            Self::Int(i) => Number::from(*i),
            Self::Float(f) => Number::from_f64(*f).unwrap_or_else(|| Number::from(0)),
        })
    }

    /// Written as a whole number: `1.0` is none, because the reader would have to convert it.
    fn is_integer(&self) -> bool {
        matches!(self, Self::Int(_))
    }

    fn is_written_as_integer(&self) -> bool {
        self.is_integer()
    }
}
