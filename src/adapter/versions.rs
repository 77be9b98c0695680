//! Versions of ERPs, and ranges of them.

use std::cmp::Ordering;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Which versions are meant: comparisons that must all hold, as in `>=6.0, <=8.2`.
///
/// Only as many parts are compared as the comparison names: 8.2.5 is `<=8.2` and is not `<8.2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionRange {
    comparisons: Vec<(Comparison, Vec<u64>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Less,
    LessOrEqual,
    Equal,
    GreaterOrEqual,
    Greater,
}

impl Comparison {
    const ALL: [(&'static str, Self); 5] = [
        ("<=", Self::LessOrEqual),
        (">=", Self::GreaterOrEqual),
        ("<", Self::Less),
        (">", Self::Greater),
        ("=", Self::Equal),
    ];

    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Less => order == Ordering::Less,
            Self::LessOrEqual => order != Ordering::Greater,
            Self::Equal => order == Ordering::Equal,
            Self::GreaterOrEqual => order != Ordering::Less,
            Self::Greater => order == Ordering::Greater,
        }
    }
}

impl VersionRange {
    /// Reads a range; none when it is not one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut comparisons = Vec::new();
        for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
            let (sign, comparison) = Comparison::ALL
                .into_iter()
                .find(|(sign, _)| word.starts_with(sign))?;
            comparisons.push((comparison, exact(&word[sign.len()..])?));
        }
        (!comparisons.is_empty()).then_some(Self { comparisons })
    }

    /// Whether a version is meant. Text that does not begin with a number never is.
    #[must_use]
    pub fn contains(&self, version: &str) -> bool {
        let Some(version) = parts(version) else {
            return false;
        };
        self.comparisons.iter().all(|(comparison, bound)| {
            let padded = version
                .iter()
                .copied()
                .chain(std::iter::repeat(0))
                .take(bound.len());
            comparison.holds(padded.cmp(bound.iter().copied()))
        })
    }
}

/// The numbers of a bound: digits and points only.
fn exact(text: &str) -> Option<Vec<u64>> {
    text.split('.').map(|part| part.parse().ok()).collect()
}

/// The numbers at the beginning of a version; what follows them (`17.0+e`, `8.2rc1`) does not count.
fn parts(text: &str) -> Option<Vec<u64>> {
    let mut numbers = Vec::new();
    for part in text.trim().split('.') {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits == 0 {
            break;
        }
        numbers.push(part[..digits].parse().ok()?);
        if digits < part.len() {
            break;
        }
    }
    (!numbers.is_empty()).then_some(numbers)
}

impl fmt::Display for VersionRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (comparison, bound)) in self.comparisons.iter().enumerate() {
            let sign = Comparison::ALL
                .iter()
                .find(|(_, c)| c == comparison)
                .map_or("", |(sign, _)| sign);
            let bound: Vec<_> = bound.iter().map(u64::to_string).collect();
            write!(f, "{}{sign}{}", if at == 0 { "" } else { ", " }, bound.join("."))?;
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for VersionRange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom("not a range of versions; write comparisons such as `>=6.0, <8.2`")
        })
    }
}

impl Serialize for VersionRange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for VersionRange {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "VersionRange".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "Versions: comparisons that must all hold, separated by commas or blanks",
            "pattern": r"^\s*(<=|>=|<|>|=)\d+(\.\d+)*([\s,]+(<=|>=|<|>|=)\d+(\.\d+)*)*\s*$",
            "x-pattern-help": "write comparisons such as `>=6.0, <8.2`",
            "examples": [">=6.0, <=8.2", "<7.2"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_speaks_of_as_many_parts_as_it_names() {
        let range = VersionRange::parse(">=6.0, <=8.2").unwrap();
        for inside in ["6.0", "6", "7.4.11", "8.2", "8.2.5", "8.2rc1"] {
            assert!(range.contains(inside), "{inside}");
        }
        for outside in ["5.9.9", "8.3", "8.10", "9", "", "unknown"] {
            assert!(!range.contains(outside), "{outside}");
        }
        assert!(!VersionRange::parse("<8.2").unwrap().contains("8.2.5"));
        assert!(VersionRange::parse("=17.0").unwrap().contains("17.0+e"));
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in ["", "8.2", ">=", ">=8.x", "~8.2", ">= 8.2"] {
            assert_eq!(VersionRange::parse(text), None, "{text}");
        }
        assert_eq!(VersionRange::parse(">=6.0 <8").unwrap().to_string(), ">=6.0, <8");
    }
}
