//! Typed values from the tree. Errors carry the place; no value from the file is in a message.

use std::cell::RefCell;
use std::fmt;

use serde::de::value::U32Deserializer;
use serde::de::{self, Deserialize, DeserializeSeed, Expected, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use super::super::diagnostic::{Diagnostic, Diagnostics};
use super::super::source::Span;
use super::super::text::{did_you_mean, list_or, tick};
use super::{Id, Kind, Tree, codes};

/// The name by which [`super::Located`] asks for its place.
pub(super) const LOCATED: &str = "$located";
/// The name by which [`super::Entries`] asks that the error of one entry does not stop the others.
pub(super) const CAUGHT: &str = "$caught";

/// Reads a node as a `T`. Every problem is said in `diagnostics`, which gives `None`; entries of
/// [`super::Entries`] are read independently of each other.
///
/// Check the tree against the schema first: it finds all problems, this reader only the first of each entry.
pub fn read<'t, T: Deserialize<'t>>(tree: &'t Tree, id: Id, diagnostics: &mut Diagnostics) -> Option<T> {
    let caught = RefCell::new(Vec::new());
    let result = T::deserialize(De {
        tree,
        id,
        key: false,
        caught: &caught,
        refused: &[],
    });
    let mut errors = caught.into_inner();
    let value = match result {
        Ok(value) => Some(value),
        Err(error) => {
            errors.push(error);
            None
        }
    };
    let complete = errors.is_empty();
    diagnostics.extend(
        errors
            .into_iter()
            .filter(|e| !e.said)
            .map(|e| e.diagnostic(tree, id)),
    );
    value.filter(|_| complete)
}

/// Like [`read`], but gives what could be read of the [`super::Entries`] even if some of them were wrong.
///
/// Values and items whose place is among `refused`, which is sorted, are read as if they were not there: somebody has
/// said already what is wrong with them, and what stands beside them is worth reading.
pub fn read_partly<'t, T: Deserialize<'t>>(
    tree: &'t Tree,
    id: Id,
    refused: &[Span],
    diagnostics: &mut Diagnostics,
) -> Option<T> {
    let caught = RefCell::new(Vec::new());
    let result = T::deserialize(De {
        tree,
        id,
        key: false,
        caught: &caught,
        refused,
    });
    diagnostics.extend(caught.into_inner().into_iter().map(|e| e.diagnostic(tree, id)));
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            diagnostics.extend((!error.said).then(|| error.diagnostic(tree, id)));
            None
        }
    }
}

/// Why a node cannot be read as the type that is wanted.
#[derive(Debug)]
struct ReadError {
    node: Option<Id>,
    code: &'static super::super::code::CodeInfo,
    message: String,
    help: Option<String>,
    /// Already put among the caught ones.
    said: bool,
}

impl ReadError {
    fn new(code: &'static super::super::code::CodeInfo, message: String) -> Self {
        Self {
            node: None,
            code,
            message,
            help: None,
            said: false,
        }
    }

    fn at(mut self, id: Id) -> Self {
        self.node.get_or_insert(id);
        self
    }

    fn diagnostic(self, tree: &Tree, fallback: Id) -> Diagnostic {
        let span = tree.span(self.node.unwrap_or(fallback));
        Diagnostic::new(self.code, self.message)
            .at(span)
            .maybe_help(self.help)
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ReadError {}

impl de::Error for ReadError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(&codes::BAD_VALUE, message.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(
            &codes::WRONG_TYPE,
            format!("expected {expected}, found {}", word(found)),
        )
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(&codes::BAD_VALUE, format!("expected {expected}"))
    }

    fn unknown_variant(found: &str, expected: &'static [&'static str]) -> Self {
        let mut error = Self::new(
            &codes::BAD_VALUE,
            format!("expected {}", list_or(expected.iter().copied(), 8)),
        );
        error.help = did_you_mean(found, expected.iter().copied());
        error
    }

    fn unknown_field(found: &str, expected: &'static [&'static str]) -> Self {
        let mut error = Self::new(&codes::UNKNOWN_KEY, format!("unknown key {}", tick(found)));
        error.help = did_you_mean(found, expected.iter().copied()).or_else(|| {
            Some(format!(
                "known keys are {}",
                list_or(expected.iter().copied(), 12)
            ))
        });
        error
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(&codes::MISSING_KEY, format!("missing key {}", tick(field)))
    }
}

/// The kind of what was found, never the value: it may be a secret that should not stand there.
fn word(found: Unexpected<'_>) -> &'static str {
    match found {
        Unexpected::Bool(_) => "true or false",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "a number",
        Unexpected::Float(_) => "a number with a fraction",
        Unexpected::Str(_) | Unexpected::Char(_) | Unexpected::Bytes(_) => "text",
        Unexpected::Unit | Unexpected::Option => "nothing",
        Unexpected::Seq => "a list",
        Unexpected::Map => "a map",
        _ => "something else",
    }
}

/// Reads one node.
#[derive(Clone, Copy)]
struct De<'t, 'c> {
    tree: &'t Tree,
    id: Id,
    /// A key, which is text whatever it looks like.
    key: bool,
    caught: &'c RefCell<Vec<ReadError>>,
    refused: &'c [Span],
}

impl<'t> De<'t, '_> {
    fn to(self, id: Id) -> Self {
        Self {
            id,
            key: false,
            ..self
        }
    }

    fn is_refused(self, id: Id) -> bool {
        !self.refused.is_empty() && self.refused.binary_search(&self.tree.span(id)).is_ok()
    }

    fn any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if let Some(text) = self.tree.as_str(self.id) {
            return visitor.visit_borrowed_str(text);
        }
        match self.tree.kind(self.id) {
            Kind::Null | Kind::Text => visitor.visit_unit(),
            Kind::Bool(b) => visitor.visit_bool(b),
            Kind::Int(i) => match u64::try_from(i) {
                Ok(u) => visitor.visit_u64(u),
                Err(_) => visitor.visit_i64(i),
            },
            Kind::Float(f) => visitor.visit_f64(f),
            Kind::Seq => visitor.visit_seq(Items { de: self, at: 0 }),
            Kind::Map => visitor.visit_map(Pairs {
                de: self,
                at: 0,
                known: None,
            }),
        }
    }
}

impl<'t> de::Deserializer<'t> for De<'t, '_> {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.any(visitor).map_err(|e| e.at(self.id))
    }

    fn deserialize_option<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if self.tree.is_null(self.id) && !self.key {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
        .map_err(|e: ReadError| e.at(self.id))
    }

    fn deserialize_newtype_struct<V: Visitor<'t>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        if name == CAUGHT {
            return visitor.visit_newtype_struct(Catch(self));
        }
        visitor.visit_newtype_struct(self).map_err(|e| e.at(self.id))
    }

    fn deserialize_tuple_struct<V: Visitor<'t>>(
        self,
        name: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        if name == LOCATED {
            return visitor
                .visit_seq(Place { de: self, step: 0 })
                .map_err(|e| e.at(self.id));
        }
        self.deserialize_any(visitor)
    }

    /// A key that the struct does not have costs itself only, not what else the entry says. No struct that is read from a
    /// tree passes unknown keys over.
    fn deserialize_struct<V: Visitor<'t>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        if !self.tree.is_map(self.id) {
            return self.deserialize_any(visitor);
        }
        visitor
            .visit_map(Pairs {
                de: self,
                at: 0,
                known: Some(fields),
            })
            .map_err(|e| e.at(self.id))
    }

    fn deserialize_enum<V: Visitor<'t>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        let result = if let Some(text) = self.tree.as_str(self.id) {
            visitor.visit_enum(de::value::BorrowedStrDeserializer::new(text))
        } else if self.tree.entries(self.id).len() == 1 {
            visitor.visit_enum(de::value::MapAccessDeserializer::new(Pairs {
                de: self,
                at: 0,
                known: None,
            }))
        } else {
            let expected = "text, or a map with one key";
            Err(de::Error::custom(format!(
                "expected {expected}, found {}",
                self.tree.kind(self.id).word()
            )))
        };
        result.map_err(|e| e.at(self.id))
    }

    fn deserialize_ignored_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        <W: Visitor<'t>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple map identifier
    }
}

/// Elements of a list.
struct Items<'t, 'c> {
    de: De<'t, 'c>,
    at: usize,
}

impl<'t> de::SeqAccess<'t> for Items<'t, '_> {
    type Error = ReadError;

    fn next_element_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<Option<S::Value>, ReadError> {
        let mut rest = self.de.tree.items(self.de.id)[self.at..].iter();
        let id = rest.find(|&&id| {
            self.at += 1;
            !self.de.is_refused(id)
        });
        let Some(id) = id else {
            return Ok(None);
        };
        seed.deserialize(self.de.to(*id)).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        // Serde asks only for how much room to make.
        Some(self.de.tree.items(self.de.id).len() - self.at)
    }
}

/// Entries of a map.
struct Pairs<'t, 'c> {
    de: De<'t, 'c>,
    at: usize,
    /// The keys of a struct; others are said and passed over.
    known: Option<&'static [&'static str]>,
}

impl<'t> de::MapAccess<'t> for Pairs<'t, '_> {
    type Error = ReadError;

    fn next_key_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<Option<S::Value>, ReadError> {
        let tree = self.de.tree;
        let pairs = tree.pairs(self.de.id);
        while let (Some(known), Some(&id)) = (self.known, pairs.get(self.at)) {
            let key = tree.key(id);
            if !known.contains(&key) {
                let error: ReadError = de::Error::unknown_field(key, known);
                self.de.caught.borrow_mut().push(error.at(id));
            } else if !self.de.is_refused(pairs[self.at + 1]) {
                break;
            }
            self.at += 2;
        }
        let Some(id) = pairs.get(self.at) else {
            return Ok(None);
        };
        seed.deserialize(De {
            id: *id,
            key: true,
            ..self.de
        })
        .map(Some)
        .map_err(|e| e.at(*id))
    }

    fn next_value_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<S::Value, ReadError> {
        let id = self.de.tree.pairs(self.de.id)[self.at + 1];
        self.at += 2;
        seed.deserialize(self.de.to(id))
    }

    fn size_hint(&self) -> Option<usize> {
        Some((self.de.tree.pairs(self.de.id).len() - self.at) / 2)
    }
}

/// Gives file, start, end and the value itself.
struct Place<'t, 'c> {
    de: De<'t, 'c>,
    step: u8,
}

impl<'t> de::SeqAccess<'t> for Place<'t, '_> {
    type Error = ReadError;

    fn next_element_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<Option<S::Value>, ReadError> {
        let span = self.de.tree.span(self.de.id);
        self.step += 1;
        let number: U32Deserializer<ReadError> = match self.step {
            1 => span.file.0,
            2 => span.start,
            3 => span.end,
            4 => return seed.deserialize(self.de).map(Some),
            _ => return Ok(None),
        }
        .into_deserializer();
        seed.deserialize(number).map(Some)
    }
}

/// Reads one node and keeps its error, so that the caller may go on.
struct Catch<'t, 'c>(De<'t, 'c>);

impl Catch<'_, '_> {
    fn keep(&self, mut error: ReadError) -> ReadError {
        if !error.said {
            error = error.at(self.0.id);
            let marker = ReadError {
                said: true,
                ..ReadError::new(error.code, String::new())
            };
            self.0.caught.borrow_mut().push(error);
            return marker;
        }
        error
    }
}

macro_rules! keep_errors {
    ($($method:ident($($arg:ident: $type:ty),*);)*) => {
        $(fn $method<V: Visitor<'t>>(self, $($arg: $type,)* visitor: V) -> Result<V::Value, ReadError> {
            self.0.$method($($arg,)* visitor).map_err(|e| self.keep(e))
        })*
    };
}

impl<'t> de::Deserializer<'t> for Catch<'t, '_> {
    type Error = ReadError;

    keep_errors! {
        deserialize_any();
        deserialize_option();
        deserialize_newtype_struct(name: &'static str);
        deserialize_tuple_struct(name: &'static str, len: usize);
        deserialize_struct(name: &'static str, fields: &'static [&'static str]);
        deserialize_enum(name: &'static str, variants: &'static [&'static str]);
        deserialize_ignored_any();
    }

    forward_to_deserialize_any! {
        <W: Visitor<'t>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple map identifier
    }
}

#[cfg(test)]
mod tests;
