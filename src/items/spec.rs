//! A rule for item codes as it is approved and stored: plain data, the same from YAML and from the registry.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::CheckDigit;

/// A rule for item codes: which items it is for, and how their codes are put together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSpec {
    /// The name people use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The user who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Which items it is for.
    #[serde(default, skip_serializing_if = "Scope::is_everything")]
    pub applies_to: Scope,
    /// The parts of a code, from left to right.
    pub segments: Vec<SegmentSpec>,
    /// Whether letters are capitals.
    #[serde(default)]
    pub case: Case,
    /// The only characters that codes may have; any when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alphabet: Option<String>,
    /// The most characters that a code may have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// Among which items a code may occur once only.
    #[serde(default)]
    pub unique: Unique,
    /// What happens to a code that breaks the rule.
    #[serde(default)]
    pub enforce: Enforce,
    /// The ERP's own number sequence that issues codes of the rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<String>,
}

/// Which items a rule is for: those that fit one pattern of every list that is not empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scope {
    /// Paths of categories, with `*` for one name and `**` for any path.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub category: Vec<String>,
    /// Types of items, as the ERP names them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kind: Vec<String>,
    /// Companies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub company: Vec<String>,
}

/// A part of a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SegmentSpec {
    /// The name of the part, by which others refer to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether it may be left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// What stands there.
    pub part: Part,
}

/// What stands in a part of a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// A text that always stands there.
    Literal(String),
    /// One of several texts, each with its meaning.
    Values(Values),
    /// A running number.
    Serial(Serial),
    /// Parts of a date: `YYYY`, `YY`, `MM`, `DD`, `WW` (ISO week), `JJJ` (day of the year), `Q` (quarter).
    Date(String),
    /// A check character.
    Check(Check),
}

/// Texts and their meanings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Values {
    /// The earlier part on whose text it depends which texts may stand here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// Text to meaning, by the text of that earlier part; by the empty text where there is none.
    pub by_parent: BTreeMap<String, BTreeMap<String, String>>,
}

/// A running number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Serial {
    /// How many characters.
    pub width: u32,
    /// The characters that it counts with.
    #[serde(default)]
    pub digits: Digits,
    /// The first number.
    pub start: u64,
    /// The earlier parts for whose every combination it starts anew.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub per: Vec<String>,
    /// Whether numbers may be left out.
    pub gaps: bool,
    /// Numbers that are never issued: first and last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reserved: Vec<(u64, u64)>,
}

/// A check character, and what it is computed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// How it is computed.
    pub kind: CheckDigit,
    /// The names of the parts; everything before it when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<String>,
}

/// The characters that a running number counts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Digits {
    /// 0 to 9.
    #[default]
    Decimal,
    /// Digits and capitals without I, L, O and U, which are taken for others: 32 characters.
    Unambiguous,
}

/// Whether letters are capitals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Case {
    /// Capitals only.
    #[default]
    Upper,
    /// Small letters only.
    Lower,
    /// As the parts are written.
    Exact,
}

/// Among which items a code may occur once only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Unique {
    /// All items of the database.
    #[default]
    Global,
    /// The items of one company.
    Company,
}

/// What happens to a code that breaks the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Enforce {
    /// It is reported.
    #[default]
    Report,
    /// It is a violation: `items check` ends with 3.
    Deny,
    /// The database refuses it, where the engine can; what is there already is a violation.
    Reject,
}

impl Digits {
    /// The characters, from zero on.
    #[must_use]
    pub fn alphabet(self) -> &'static str {
        match self {
            Self::Decimal => "0123456789",
            Self::Unambiguous => "0123456789ABCDEFGHJKMNPQRSTVWXYZ",
        }
    }

    /// How many there are.
    #[must_use]
    pub fn base(self) -> u64 {
        self.alphabet().len() as u64
    }
}

impl Scope {
    /// Whether nothing is left out.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }
}

impl RuleSpec {
    /// As the registry stores it: the same rule gives the same text.
    ///
    /// # Panics
    /// Never: plain data serialises.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("plain data serialises")
    }
}
