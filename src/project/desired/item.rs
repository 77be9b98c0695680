//! Rules for the codes of items, as people write them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::base::tree::{Entries, Located};
use crate::items::{self, Case, CheckDigit, Digits, Enforce, Part, RuleSpec, Scope, SegmentSpec, Unique};

/// A rule for item codes: which items it is for, and how their codes are put together.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemCode {
    /// The name people use.
    #[serde(default)]
    #[schemars(example = &"原材料")]
    pub title: Option<String>,
    /// The user who answers for it, by the key in `users`.
    #[serde(default)]
    #[schemars(example = &"zhao.lei")]
    pub owner: Option<Located<String>>,
    /// Which items it is for; all when left out.
    #[serde(default)]
    pub applies_to: Option<AppliesTo>,
    /// The parts of a code, from left to right.
    #[schemars(length(min = 1))]
    pub segments: Vec<Located<Segment>>,
    /// Whether letters are capitals.
    #[serde(default)]
    pub case: Case,
    /// The only characters that codes may have; any when left out.
    #[serde(default)]
    #[schemars(example = &"0123456789ABCDEFGHJKMNPQRSTVWXYZ-")]
    pub alphabet: Option<String>,
    /// The most characters that a code may have.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1000), example = 20)]
    pub max_length: Option<u32>,
    /// Among which items a code may occur once only.
    #[serde(default)]
    pub unique: Unique,
    /// What happens to a code that breaks the rule.
    #[serde(default)]
    pub enforce: Enforce,
    /// The ERP's own number sequence that issues codes of this rule; what stands around its number follows from the rule.
    #[serde(default)]
    #[schemars(example = &"Product")]
    pub sequence: Option<Located<String>>,
}

/// Which items a rule is for: those that fit one pattern of every list that is given.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AppliesTo {
    /// Items of these categories: paths in which `*` stands for one name and `**` for any path or none.
    #[schemars(example = &"原材料/**")]
    pub category: Option<Patterns>,
    /// Items of these types, as the ERP names them.
    #[schemars(example = &"goods")]
    pub r#type: Option<Patterns>,
    /// Items of these companies.
    #[schemars(example = &"acme-sh")]
    pub company: Option<Patterns>,
}

/// One pattern or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patterns(pub Vec<String>);

/// A part of a code. It has exactly one of `values`, `literal`, `serial`, `date` and `check`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Segment {
    /// The name of the part, by which others refer to it.
    #[schemars(example = &"大类")]
    pub name: Option<String>,
    /// Whether it may be left out.
    pub optional: bool,
    /// The texts that may stand here, with what each means; with `within` in groups, by the text of that part.
    #[schemars(example = serde_json::json!({"RM": "原材料"}), example = serde_json::json!({"RM": {"ST": "钢材"}}))]
    pub values: Option<Entries<Meaning>>,
    /// The earlier part on whose text it depends which values may stand here.
    #[schemars(example = &"大类")]
    pub within: Option<String>,
    /// A text that always stands here.
    #[schemars(length(min = 1), example = &"-")]
    pub literal: Option<String>,
    /// A running number of so many characters.
    #[schemars(range(min = 1, max = 18), example = 5)]
    pub serial: Option<u32>,
    /// The characters that the running number counts with.
    pub digits: Option<Digits>,
    /// The first running number; 1 when left out.
    #[schemars(example = 1)]
    pub start: Option<u64>,
    /// The parts for whose every combination the running number starts anew.
    #[schemars(example = ["大类", "中类"])]
    pub per: Vec<String>,
    /// Whether numbers may be left out; they may when this is left out.
    pub gaps: Option<bool>,
    /// Numbers that are never issued, as `first-last`.
    #[schemars(example = ["1-99", "90000-99999"])]
    pub reserved: Vec<String>,
    /// Parts of a date: `YYYY`, `YY`, `MM`, `DD`, `WW` (ISO week), `JJJ` (day of the year), `Q` (quarter).
    #[schemars(example = &"YYMM")]
    pub date: Option<String>,
    /// A check character over everything before it, or over the parts that `of` names.
    #[schemars(example = &"iso7064-mod37-36")]
    pub check: Option<CheckDigit>,
    /// The parts that the check character is computed over.
    #[schemars(example = ["流水号"])]
    pub of: Vec<String>,
}

/// What a text means, or the texts of a group with what each means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// Of a text.
    Title(String),
    /// Of a group.
    Group(BTreeMap<String, String>),
}

/// Why a part cannot be used as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub help: String,
}

fn unfit<T>(what: impl Into<String>, help: impl Into<String>) -> Result<T, Unfit> {
    Err(Unfit {
        what: what.into(),
        help: help.into(),
    })
}

impl ItemCode {
    /// The rule as it is stored.
    ///
    /// # Errors
    /// The parts that are nothing, or several things at once, by number.
    pub fn spec(&self) -> Result<RuleSpec, Vec<(usize, Unfit)>> {
        let list =
            |patterns: &Option<Patterns>| patterns.clone().map(|patterns| patterns.0).unwrap_or_default();
        let (mut segments, mut wrong) = (Vec::new(), Vec::new());
        for (at, segment) in self.segments.iter().enumerate() {
            match segment.part() {
                Ok(part) => segments.push(SegmentSpec {
                    name: segment.name.clone(),
                    optional: segment.optional,
                    part,
                }),
                Err(unfit) => wrong.push((at, unfit)),
            }
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(RuleSpec {
            title: self.title.clone(),
            owner: self.owner.as_ref().map(|owner| owner.value.clone()),
            applies_to: self
                .applies_to
                .as_ref()
                .map_or_else(Scope::default, |scope| Scope {
                    category: list(&scope.category),
                    kind: list(&scope.r#type),
                    company: list(&scope.company),
                }),
            segments,
            case: self.case,
            alphabet: self.alphabet.clone(),
            max_length: self.max_length,
            unique: self.unique,
            enforce: self.enforce,
            sequence: self.sequence.as_ref().map(|sequence| sequence.value.clone()),
        })
    }
}

impl Segment {
    /// What stands in the part.
    fn part(&self) -> Result<Part, Unfit> {
        let given = [
            ("values", self.values.is_some()),
            ("literal", self.literal.is_some()),
            ("serial", self.serial.is_some()),
            ("date", self.date.is_some()),
            ("check", self.check.is_some()),
        ];
        let mut given = given
            .into_iter()
            .filter(|(_, given)| *given)
            .map(|(name, _)| name);
        let one = "give it exactly one of `values`, `literal`, `serial`, `date` and `check`";
        let Some(kind) = given.next() else {
            return unfit("a part that is nothing", one);
        };
        if given.next().is_some() {
            return unfit("a part that is several things at once", one);
        }
        self.belongs(kind)?;
        Ok(
            match (&self.values, &self.literal, self.serial, &self.date, self.check) {
                (Some(values), ..) => Part::Values(self.values(values)?),
                (_, Some(text), ..) => Part::Literal(text.clone()),
                (.., Some(width), _, _) => Part::Serial(self.serial(width)?),
                (.., Some(pattern), _) => Part::Date(pattern.clone()),
                (.., check) => Part::Check(items::Check {
                    kind: check.expect("one of them is given"),
                    of: self.of.clone(),
                }),
            },
        )
    }

    /// Whether what else is written belongs to such a part.
    fn belongs(&self, kind: &str) -> Result<(), Unfit> {
        let of_serial = [
            ("per", !self.per.is_empty()),
            ("digits", self.digits.is_some()),
            ("start", self.start.is_some()),
            ("gaps", self.gaps.is_some()),
            ("reserved", !self.reserved.is_empty()),
        ];
        let rest = [
            ("within", "values", self.within.is_some()),
            ("of", "check", !self.of.is_empty()),
        ];
        let of_serial = of_serial.into_iter().map(|(name, given)| (name, "serial", given));
        let odd = of_serial
            .chain(rest)
            .find(|&(_, owner, given)| given && owner != kind);
        match odd {
            None => Ok(()),
            Some((name, owner, _)) => unfit(
                format!("`{name}` without `{owner}`"),
                format!("remove `{name}`: it belongs to a part with `{owner}`"),
            ),
        }
    }

    fn values(&self, values: &Entries<Meaning>) -> Result<items::Values, Unfit> {
        let mut by_parent: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for (key, meaning) in values {
            match (meaning, &self.within) {
                (Meaning::Title(title), None) => {
                    let texts = by_parent.entry(String::new()).or_default();
                    texts.insert(key.value.clone(), title.clone());
                }
                (Meaning::Group(group), Some(_)) => {
                    by_parent.insert(key.value.clone(), group.clone());
                }
                (Meaning::Group(_), None) => {
                    return unfit(
                        format!("the values below `{}` depend on nothing", key.value),
                        "name the part whose values these groups are for with `within`",
                    );
                }
                (Meaning::Title(_), Some(within)) => {
                    return unfit(
                        format!("`{}` has no values of its own", key.value),
                        format!(
                            "with `within`, write for each value of `{within}` the texts that may follow"
                        ),
                    );
                }
            }
        }
        Ok(items::Values {
            within: self.within.clone(),
            by_parent,
        })
    }

    fn serial(&self, width: u32) -> Result<items::Serial, Unfit> {
        let range = |text: &String| {
            let (first, last) = text.split_once('-').unwrap_or((text, text));
            match (first.trim().parse(), last.trim().parse()) {
                (Ok(first), Ok(last)) => Ok((first, last)),
                _ => unfit(
                    format!("`{text}` is no range of numbers"),
                    "write first and last number, such as 1-99",
                ),
            }
        };
        Ok(items::Serial {
            width,
            digits: self.digits.unwrap_or_default(),
            start: self.start.unwrap_or(1),
            per: self.per.clone(),
            gaps: self.gaps.unwrap_or(true),
            reserved: self.reserved.iter().map(range).collect::<Result<_, _>>()?,
        })
    }
}

impl<'de> Deserialize<'de> for Meaning {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MeaningVisitor;
        impl<'de> Visitor<'de> for MeaningVisitor {
            type Value = Meaning;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("what the text means, or a map of texts and what they mean")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Meaning, E> {
                Ok(Meaning::Title(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Meaning, A::Error> {
                let mut group = BTreeMap::new();
                while let Some((text, title)) = map.next_entry()? {
                    group.insert(text, title);
                }
                Ok(Meaning::Group(group))
            }
        }
        deserializer.deserialize_any(MeaningVisitor)
    }
}

impl JsonSchema for Meaning {
    fn schema_name() -> Cow<'static, str> {
        "Meaning".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "What a text means; with `within` the texts of a group with what each means.",
            "type": ["string", "object"],
            "additionalProperties": {"type": "string"},
            "examples": ["原材料", {"ST": "钢材", "AL": "铝材"}],
        })
    }
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
