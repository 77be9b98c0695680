//! A limit on how many things one plan may touch: a number, or a share with a floor.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A limit: `50`, `"10%"`, or `"10%, at least 10"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Hundredths of all there are.
    percent: Option<u32>,
    /// The number; with a share the least that is allowed.
    number: usize,
}

impl Limit {
    /// How many may be touched when there are `total`. A share is rounded down.
    #[must_use]
    pub fn allows(self, total: usize) -> usize {
        self.percent.map_or(self.number, |percent| {
            (total.saturating_mul(percent as usize) / 100).max(self.number)
        })
    }
}

impl FromStr for Limit {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const HELP: &str = "expected a number, a share such as \"10%\", or \"10%, at least 10\"";
        let (share, least) = match text.split_once(',') {
            Some((share, rest)) => (share, Some(rest.trim().strip_prefix("at least").ok_or(HELP)?)),
            None => (text, None),
        };
        let number = |text: &str| text.trim().parse::<u32>().map_err(|_| HELP);
        let least = least.map(number).transpose()?;
        match share.trim().strip_suffix('%') {
            Some(percent) => {
                let percent = number(percent)?;
                if percent > 100 {
                    return Err("a share is at most 100%");
                }
                Ok(Self {
                    percent: Some(percent),
                    number: least.unwrap_or(0) as usize,
                })
            }
            None if least.is_none() => Ok(Self {
                percent: None,
                number: number(share)? as usize,
            }),
            None => Err(HELP),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.percent, self.number) {
            (None, number) => write!(f, "{number}"),
            (Some(percent), 0) => write!(f, "{percent}%"),
            (Some(percent), least) => write!(f, "{percent}%, at least {least}"),
        }
    }
}

impl Serialize for Limit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.percent {
            None => serializer.serialize_u64(self.number as u64),
            Some(_) => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LimitVisitor;
        impl Visitor<'_> for LimitVisitor {
            type Value = Limit;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, or a share such as \"10%, at least 10\"")
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Limit, E> {
                let number = usize::try_from(number).map_err(|_| E::custom("the number is too large"))?;
                Ok(Limit {
                    percent: None,
                    number,
                })
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Limit, E> {
                let number = u64::try_from(number).map_err(|_| E::custom("a limit is not negative"))?;
                self.visit_u64(number)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Limit, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_any(LimitVisitor)
    }
}

impl JsonSchema for Limit {
    fn schema_name() -> Cow<'static, str> {
        "Limit".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A number, or a share of all there are with a number that is always allowed.",
            "type": ["integer", "string"],
            "minimum": 0,
            "pattern": r"^\s*\d+\s*%\s*(,\s*at least\s+\d+\s*)?$",
            "x-pattern-help": "a number, or a share such as \"10%\" or \"10%, at least 10\"",
            "examples": [50, "10%", "10%, at least 10"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_have_a_floor() {
        let limit: Limit = "10%, at least 10".parse().unwrap();
        assert_eq!((limit.allows(50), limit.allows(1009)), (10, 100));
        assert_eq!(limit.to_string(), "10%, at least 10");
        assert_eq!("5%".parse::<Limit>().unwrap().allows(19), 0);
        assert_eq!(serde_json::from_str::<Limit>("50").unwrap().allows(3), 50);
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "%", "101%", "ten", "5, at least 3", "5%, at most 3", "-1"] {
            assert!(text.parse::<Limit>().is_err(), "{text}");
        }
    }
}
