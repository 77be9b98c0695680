//! Rules for the codes of items.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::base::tree::{Entries, Located};

/// A rule for item codes: which items it is for, and how their codes are put together.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemCode {
    /// The name people use.
    #[serde(default)]
    #[schemars(example = &"原材料")]
    pub title: Option<String>,
    /// Which items it is for; all when left out.
    #[serde(default)]
    pub applies_to: Option<AppliesTo>,
    /// The parts of a code, from left to right.
    #[schemars(length(min = 1))]
    pub segments: Vec<Located<Segment>>,
    /// Among which items a code may occur once only.
    #[serde(default)]
    pub unique: Option<Unique>,
    /// What happens to a code that breaks the rule.
    #[serde(default)]
    pub enforce: Enforce,
}

/// Which items a rule is for.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AppliesTo {
    /// Items of these categories: patterns in which `*` stands for one name and `**` for any path below.
    #[schemars(example = &"原材料/**")]
    pub category: Option<Patterns>,
}

/// One pattern or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patterns(pub Vec<String>);

/// A part of a code. It has exactly one of `values`, `literal`, `serial` and `check`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Segment {
    /// The name of the part, by which `per` refers to it.
    #[schemars(example = &"大类")]
    pub name: Option<String>,
    /// The texts that may stand here, with what each means.
    #[schemars(example = serde_json::json!({"RM": "原材料"}))]
    pub values: Option<Entries<String>>,
    /// A text that always stands here.
    #[schemars(length(min = 1), example = &"-")]
    pub literal: Option<String>,
    /// A running number of so many digits.
    #[schemars(range(min = 1, max = 18), example = 5)]
    pub serial: Option<u32>,
    /// The parts for whose every combination the running number starts anew.
    #[schemars(example = ["大类", "中类"])]
    pub per: Vec<String>,
    /// A check character over everything before it.
    #[schemars(example = &"iso7064-mod37-36")]
    pub check: Option<CheckDigit>,
}

/// How a check character is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum CheckDigit {
    /// ISO 7064, Mod 37,36: letters and digits, one check character.
    #[serde(rename = "iso7064-mod37-36")]
    Iso7064Mod37,
    /// ISO 7064, Mod 11,10: digits, one check digit.
    #[serde(rename = "iso7064-mod11-10")]
    Iso7064Mod11,
    /// Luhn: digits, one check digit.
    #[serde(rename = "luhn")]
    Luhn,
    /// The check digit of EAN and GTIN.
    #[serde(rename = "gs1")]
    Gs1,
}

/// Among which items a code may occur once only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Unique {
    /// All items of the database.
    Global,
    /// The items of one company.
    Company,
}

/// What happens to a code that breaks the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Enforce {
    /// It is reported.
    #[default]
    Report,
    /// The database refuses it, where the engine can.
    Reject,
}

impl<'de> Deserialize<'de> for Patterns {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PatternsVisitor;
        impl<'de> Visitor<'de> for PatternsVisitor {
            type Value = Patterns;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a pattern or a list of patterns")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Patterns, E> {
                Ok(Patterns(vec![text.to_owned()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Patterns, A::Error> {
                let mut patterns = Vec::new();
                while let Some(pattern) = list.next_element()? {
                    patterns.push(pattern);
                }
                Ok(Patterns(patterns))
            }
        }
        deserializer.deserialize_any(PatternsVisitor)
    }
}

impl JsonSchema for Patterns {
    fn schema_name() -> Cow<'static, str> {
        "Patterns".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "One pattern or several.",
            "type": ["string", "array"],
            "items": {"type": "string"},
            "examples": ["原材料/**", ["原材料/**", "辅料/**"]],
        })
    }
}
