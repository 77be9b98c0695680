//! Whom row-level rules hold for.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::base::tree::Located;

/// Whether a row-level rule holds for a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleUse {
    /// The rule of that name, which the ERP has, holds.
    Present,
    /// It does not hold.
    Absent,
    /// A rule of that name holds, with the condition and the actions of another one on the same resource.
    Like(Located<String>),
}

/// The map that a repeat is written as.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Repeat {
    like: Located<String>,
}

impl<'de> Deserialize<'de> for RuleUse {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RuleVisitor;
        impl<'de> Visitor<'de> for RuleVisitor {
            type Value = RuleUse;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`present`, `absent`, or a map with `like`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<RuleUse, E> {
                match text {
                    "present" => Ok(RuleUse::Present),
                    "absent" => Ok(RuleUse::Absent),
                    _ => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
                }
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RuleUse, A::Error> {
                let repeat = Repeat::deserialize(MapAccessDeserializer::new(map))?;
                Ok(RuleUse::Like(repeat.like))
            }
        }
        deserializer.deserialize_any(RuleVisitor)
    }
}

impl JsonSchema for RuleUse {
    fn schema_name() -> Cow<'static, str> {
        "RuleUse".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // Not `anyOf`: its errors would not say which alternative was meant.
        json_schema!({
            "description": "`present` when the rule holds for the role, `absent` when it does not; `{like: NAME}` makes a rule that repeats another one of the resource.",
            "type": ["string", "object"],
            "pattern": "^(present|absent)$",
            "x-pattern-help": "`present`, `absent`, or a map with `like`",
            "properties": {
                "like": {
                    "description": "The rule whose condition and actions it repeats.",
                    "type": "string",
                    "minLength": 1,
                },
            },
            "required": ["like"],
            "additionalProperties": false,
            "examples": ["present", "absent", {"like": "Personal Orders"}],
        })
    }
}
