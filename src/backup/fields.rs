//! The five fields of a cron expression, read closely enough to say which of them is wrong and why.

use std::fmt;

/// One of the five fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// 0 to 59.
    Minute,
    /// 0 to 23.
    Hour,
    /// 1 to 31.
    Day,
    /// 1 to 12, or JAN to DEC.
    Month,
    /// 0 to 7, where 0 and 7 are Sunday, or SUN to SAT.
    Weekday,
}

impl Field {
    /// The fields in their order.
    pub const ALL: [Self; 5] = [Self::Minute, Self::Hour, Self::Day, Self::Month, Self::Weekday];

    /// The smallest and the largest number.
    #[must_use]
    pub fn range(self) -> (u8, u8) {
        match self {
            Self::Minute => (0, 59),
            Self::Hour => (0, 23),
            Self::Day => (1, 31),
            Self::Month => (1, 12),
            Self::Weekday => (0, 7),
        }
    }

    /// What may be written, for people.
    #[must_use]
    pub fn allowed(self) -> &'static str {
        match self {
            Self::Minute => "0 to 59",
            Self::Hour => "0 to 23",
            Self::Day => "1 to 31, or L for the last day of the month",
            Self::Month => "1 to 12, or JAN to DEC",
            Self::Weekday => "0 to 7 (0 and 7 are Sunday), or SUN to SAT",
        }
    }

    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Month => &[
                "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
            ],
            Self::Weekday => &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
            Self::Minute | Self::Hour | Self::Day => &[],
        }
    }

    /// A number or a name of this field.
    fn number(self, text: &str) -> Result<u8, String> {
        let (first, last) = self.range();
        let names = self.names();
        if let Some(at) = names.iter().position(|name| name.eq_ignore_ascii_case(text)) {
            return u8::try_from(at).map(|at| at + first).map_err(|e| e.to_string());
        }
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(format!("`{text}` is no number"));
        }
        let number: u8 = text
            .parse()
            .map_err(|_| format!("{text} is not between {first} and {last}"))?;
        if (first..=last).contains(&number) {
            Ok(number)
        } else {
            Err(format!("{number} is not between {first} and {last}"))
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day of the month",
            Self::Month => "month",
            Self::Weekday => "weekday",
        })
    }
}

/// The numbers of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Numbers {
    /// In order, without repetition; Sunday is 0. None where the field holds what numbers cannot say, such as `L`.
    pub(super) numbers: Option<Vec<u8>>,
    /// Whether it is `*`: on its own it restricts nothing.
    pub(super) any: bool,
}

/// Reads one field.
///
/// # Errors
/// What is wrong with it, for people.
pub(super) fn read(field: Field, text: &str) -> Result<Numbers, String> {
    let any = matches!(text, "*" | "?");
    let mut found = Some(Vec::new());
    for part in text.split(',') {
        match (one(field, part)?, &mut found) {
            (Some(numbers), Some(found)) => found.extend(numbers),
            _ => found = None,
        }
    }
    if let Some(found) = &mut found {
        if field == Field::Weekday {
            found.iter_mut().for_each(|day| *day %= 7);
        }
        found.sort_unstable();
        found.dedup();
    }
    Ok(Numbers { numbers: found, any })
}

/// One part of a list: a number, a range, either with a step; none for what numbers cannot say.
fn one(field: Field, part: &str) -> Result<Option<Vec<u8>>, String> {
    if part.is_empty() {
        return Err("a comma without a number beside it".to_owned());
    }
    if special(field, part)? {
        return Ok(None);
    }
    let (range, step) = match part.split_once('/') {
        Some((range, step)) => (range, Some(step)),
        None => (part, None),
    };
    let (low, high) = field.range();
    let (first, last) = match (range, range.split_once('-')) {
        ("*", _) => (low, if field == Field::Weekday { 6 } else { high }),
        ("?", _) if matches!(field, Field::Day | Field::Weekday) => {
            (low, if field == Field::Weekday { 6 } else { high })
        }
        (_, Some((first, last))) => (field.number(first)?, field.number(last)?),
        (_, None) if step.is_some() => {
            return Err(format!(
                "`{part}` has a step without a range: write `{range}-{high}/…` or `*/…`"
            ));
        }
        (number, None) => {
            let number = field.number(number)?;
            (number, number)
        }
    };
    if last < first {
        return Err(format!("the range {range} goes backwards"));
    }
    let step = match step {
        None => 1,
        Some(step) => {
            let number = step
                .parse::<u8>()
                .ok()
                .filter(|&number| number > 0 && step.bytes().all(|b| b.is_ascii_digit()));
            number
                .filter(|&number| number <= high)
                .ok_or_else(|| format!("the step {step} is not between 1 and {high}"))?
        }
    };
    Ok(Some((first..=last).step_by(usize::from(step)).collect()))
}

/// `L`, `15W` and `LW` for days, `FRI#2` and `5L` for weekdays.
fn special(field: Field, part: &str) -> Result<bool, String> {
    let upper = part.to_ascii_uppercase();
    match field {
        Field::Day if upper == "L" || upper == "LW" => Ok(true),
        Field::Day => match upper.strip_suffix('W') {
            Some(day) => field.number(day).map(|_| true),
            None => Ok(false),
        },
        Field::Weekday if upper.contains('#') => {
            let (day, nth) = upper.split_once('#').unwrap_or_default();
            field.number(day)?;
            if nth == "L" || matches!(nth.parse::<u8>(), Ok(1..=5)) {
                return Ok(true);
            }
            Err(format!(
                "a month has no weekday number {nth}: write #1 to #5, or #L"
            ))
        }
        Field::Weekday if upper.len() > 1 && upper.ends_with('L') => {
            field.number(&upper[..upper.len() - 1]).map(|_| true)
        }
        _ => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(field: Field, text: &str) -> Vec<u8> {
        read(field, text).unwrap().numbers.unwrap()
    }

    #[test]
    fn lists_ranges_and_steps() {
        assert_eq!(numbers(Field::Minute, "*/20"), [0, 20, 40]);
        assert_eq!(numbers(Field::Minute, "59,1-3,2"), [1, 2, 3, 59]);
        assert_eq!(numbers(Field::Hour, "8-18/5"), [8, 13, 18]);
        assert_eq!(numbers(Field::Weekday, "mon-fri"), [1, 2, 3, 4, 5]);
        assert_eq!(numbers(Field::Weekday, "7"), [0]);
        assert_eq!(numbers(Field::Weekday, "*"), [0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(numbers(Field::Month, "DEC,jan"), [1, 12]);
        assert!(read(Field::Day, "L").unwrap().numbers.is_none());
        assert!(read(Field::Weekday, "FRI#L,MON").unwrap().numbers.is_none());
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (field, text, what) in [
            (Field::Minute, "60", "60 is not between 0 and 59"),
            (Field::Hour, "2am", "`2am` is no number"),
            (Field::Day, "0", "0 is not between 1 and 31"),
            (Field::Day, "32W", "32 is not between 1 and 31"),
            (Field::Day, "300", "300 is not between 1 and 31"),
            (Field::Month, "5-2", "the range 5-2 goes backwards"),
            (Field::Minute, "*/0", "the step 0 is not between 1 and 59"),
            (Field::Minute, "1,,2", "a comma without a number beside it"),
            (
                Field::Minute,
                "5/10",
                "`5/10` has a step without a range: write `5-59/…` or `*/…`",
            ),
            (
                Field::Weekday,
                "FRI#6",
                "a month has no weekday number 6: write #1 to #5, or #L",
            ),
            (Field::Weekday, "+1", "`+1` is no number"),
            (Field::Hour, "L", "`L` is no number"),
        ] {
            assert_eq!(read(field, text).unwrap_err(), what);
        }
    }
}
