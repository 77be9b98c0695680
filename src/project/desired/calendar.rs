//! Days and periods, as people write them.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer};

/// A day in the time zone of the project, written `2026-12-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub Date);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        const HELP: &str = "write year, month and day, like 2026-12-31";
        let digits = |text: &str, length| {
            (text.len() == length && text.bytes().all(|b| b.is_ascii_digit()))
                .then(|| text.parse::<i16>().ok())
                .flatten()
        };
        let mut parts = text.split('-');
        let parsed = (
            parts.next().and_then(|t| digits(t, 4)),
            parts.next().and_then(|t| digits(t, 2)),
            parts.next().and_then(|t| digits(t, 2)),
        );
        let (Some(year), Some(month), Some(day), None) = (parsed.0, parsed.1, parsed.2, parts.next()) else {
            return Err(format!("`{text}` is not a day: {HELP}"));
        };
        let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else {
            return Err(format!("`{text}` is not a day: {HELP}"));
        };
        Date::new(year, month, day)
            .map(Self)
            .map_err(|_| format!("`{text}` is not in the calendar"))
    }
}

/// A length of time: a whole number and a unit, such as `24h` or `180d`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    text: String,
    seconds: u64,
}

impl Period {
    /// Its length in seconds.
    #[must_use]
    pub fn seconds(&self) -> u64 {
        self.seconds
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let error =
            || format!("`{text}` is not a length of time: write a number and s, m, h, d or w, like 24h");
        let unit = text.chars().next_back().ok_or_else(error)?;
        let seconds = match unit {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            'w' => 604_800,
            _ => return Err(error()),
        };
        let number = &text[..text.len() - 1];
        if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
            return Err(error());
        }
        let number: u32 = number.parse().map_err(|_| error())?;
        Ok(Self {
            text: text.to_owned(),
            seconds: u64::from(number) * seconds,
        })
    }
}

/// Reads a text into anything that can be parsed from it.
struct TextVisitor<T>(std::marker::PhantomData<T>, &'static str);

impl<T: FromStr<Err = String>> Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.1)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor(std::marker::PhantomData, "a day like 2026-12-31"))
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor(std::marker::PhantomData, "a length of time like 24h"))
    }
}

impl JsonSchema for Day {
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A day in the time zone of the project.",
            "type": "string",
            "format": "date",
            "examples": ["2026-12-31"],
        })
    }
}

impl JsonSchema for Period {
    fn schema_name() -> Cow<'static, str> {
        "Period".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A length of time: a whole number, and s, m, h, d or w.",
            "type": "string",
            "pattern": r"^\d+[smhdw]$",
            "x-pattern-help": "a number and s, m, h, d or w, like 24h",
            "examples": ["24h", "180d"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_days() {
        assert_eq!("2026-12-31".parse::<Day>().unwrap().to_string(), "2026-12-31");
        for text in [
            "2026-02-30",
            "2026-13-01",
            "26-12-31",
            "2026-1-1",
            "2026-12-31T00",
            "31.12.2026",
            "",
        ] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }

    #[test]
    fn periods_have_a_unit() {
        assert_eq!("180d".parse::<Period>().unwrap().seconds(), 15_552_000);
        for text in ["", "d", "1.5h", "-1d", "10", "1y", "1日"] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }
}
