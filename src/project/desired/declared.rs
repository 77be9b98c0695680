//! An entry that shall be, or shall not.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// An entry of a section: what it says, or `absent` when the target shall not have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Declared<T> {
    /// It shall be so.
    Is(T),
    /// It shall not be.
    Absent,
}

impl<T> Declared<T> {
    /// What it says, unless it is `absent`.
    #[must_use]
    pub fn as_ref(&self) -> Option<&T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Absent => None,
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Declared<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DeclaredVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for DeclaredVisitor<T> {
            type Value = Declared<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an entry, or `absent`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                if text == "absent" {
                    return Ok(Declared::Absent);
                }
                Err(E::invalid_value(de::Unexpected::Str(text), &self))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Declared::Is)
            }
        }
        deserializer.deserialize_any(DeclaredVisitor(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for Declared<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Declared{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = T::json_schema(generator);
        schema.insert("type".into(), serde_json::json!(["object", "string"]));
        schema.insert("pattern".into(), "^absent$".into());
        schema.insert("x-pattern-help".into(), "an entry, or `absent`".into());
        schema
    }
}
