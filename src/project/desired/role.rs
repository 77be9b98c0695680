//! Positions and roles.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::base::tree::{Entries, Located};

use super::RuleUse;

/// A position: the roles that a job needs.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Position {
    /// The name people use.
    #[schemars(example = &"采购员")]
    pub title: Option<String>,
    /// The roles that come with it.
    #[schemars(example = ["purchase.group_purchase_user", "stock-reader"])]
    pub roles: Vec<Located<String>>,
}

/// A role of our own, or permission rows of a shipped one.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Role {
    /// The name shown in the ERP.
    #[schemars(length(min = 1), example = &"Stock, read only")]
    pub title: Option<Located<String>>,
    /// Earlier keys: a role found under one of them is renamed in place.
    pub was: Vec<Located<String>>,
    /// Binds a role that was made in the ERP's user interface, by its name there.
    #[serde(rename = "match")]
    #[schemars(length(min = 1), example = &"Name in the ERP")]
    pub bind: Option<Located<String>>,
    /// Roles whose holders' access comes along with this one.
    pub includes: Option<Vec<Located<String>>>,
    /// `false` makes the role inactive.
    pub active: Option<bool>,
    /// `false` lets the role go: nothing about it is touched any more.
    pub managed: Option<Located<bool>>,
    /// What holders may do, by resource. The grammar of resources is the adapter's. For a role of our own the list is
    /// complete; of a shipped role, and of `"*"` for everyone, only the rows named here are ours.
    #[schemars(example = serde_json::json!({"stock.move": ["read"], "product.product": ["read"]}))]
    pub permissions: Option<Entries<Located<Allowed>>>,
    /// Which row-level rules hold for the role, by resource and the rule's name in the ERP. For a role of our own the list
    /// is complete; of a shipped role, and of `"*"` for everyone, only the rules named here are ours.
    #[schemars(example = serde_json::json!({"sale.order": {"Personal Orders": "present"}}))]
    pub rules: Option<Entries<Entries<Located<RuleUse>>>>,
}

/// What a role may do with a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// These actions; none closes the resource where access is open by default.
    Actions(Vec<Located<String>>),
    /// The ERP shall hold no row for this role and resource.
    Absent,
}

impl<'de> Deserialize<'de> for Allowed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AllowedVisitor;
        impl<'de> Visitor<'de> for AllowedVisitor {
            type Value = Allowed;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of actions such as [read], or `absent`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Allowed, E> {
                if text == "absent" {
                    return Ok(Allowed::Absent);
                }
                Err(E::invalid_value(de::Unexpected::Str(text), &self))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Allowed, A::Error> {
                let mut actions = Vec::with_capacity(list.size_hint().unwrap_or(0));
                while let Some(action) = list.next_element()? {
                    actions.push(action);
                }
                Ok(Allowed::Actions(actions))
            }
        }
        deserializer.deserialize_any(AllowedVisitor)
    }
}

impl JsonSchema for Allowed {
    fn schema_name() -> Cow<'static, str> {
        "Allowed".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // Not `anyOf`: its errors would not say which alternative was meant.
        json_schema!({
            "description": "Actions; an empty list for a row that allows nothing; `absent` when the ERP shall hold no row.",
            "type": ["array", "string"],
            "items": {"type": "string"},
            "pattern": "^absent$",
            "x-pattern-help": "a list of actions such as [read], or `absent`",
            "examples": [["read"], ["read", "write"], [], "absent"],
        })
    }
}
