//! Parts of dates in codes: `YYMM`, `YYWW`, `YYYYMMDD`.

use jiff::civil::Date;

/// A part of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    Year4,
    Year2,
    Month,
    Day,
    Week,
    DayOfYear,
    Quarter,
}

use Token::{Day, DayOfYear, Month, Quarter, Week, Year2, Year4};

/// The longest first, so that `YYYY` is not two times `YY`.
const TOKENS: [(&str, Token); 7] = [
    ("YYYY", Year4),
    ("JJJ", DayOfYear),
    ("YY", Year2),
    ("MM", Month),
    ("DD", Day),
    ("WW", Week),
    ("Q", Quarter),
];

/// The parts of a pattern; none when something else stands in it.
pub(super) fn parse(pattern: &str) -> Option<Vec<Token>> {
    let mut rest = pattern;
    let mut tokens = Vec::new();
    while !rest.is_empty() {
        let (word, token) = TOKENS.iter().find(|(word, _)| rest.starts_with(word))?;
        tokens.push(*token);
        rest = &rest[word.len()..];
    }
    (!tokens.is_empty()).then_some(tokens)
}

impl Token {
    pub(super) fn width(self) -> usize {
        match self {
            Year4 => 4,
            DayOfYear => 3,
            Year2 | Month | Day | Week => 2,
            Quarter => 1,
        }
    }

    /// The smallest and the largest number that may stand there.
    pub(super) fn range(self) -> (u32, u32) {
        match self {
            Year4 => (1900, 2999),
            Year2 => (0, 99),
            Month => (1, 12),
            Day => (1, 31),
            Week => (1, 53),
            DayOfYear => (1, 366),
            Quarter => (1, 4),
        }
    }
}

/// How many characters a pattern takes.
pub(super) fn width(pattern: &str) -> usize {
    parse(pattern).map_or(0, |tokens| tokens.into_iter().map(Token::width).sum())
}

/// Whether a text may be a date of the pattern. Days are not counted by month: no code is refused for a leap year.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    let Some(tokens) = parse(pattern) else {
        return false;
    };
    let mut rest = text;
    for token in tokens {
        let Some((number, after)) = rest.split_at_checked(token.width()) else {
            return false;
        };
        let digits = number.bytes().all(|b| b.is_ascii_digit());
        let (first, last) = token.range();
        if !digits
            || !number
                .parse()
                .is_ok_and(|number: u32| (first..=last).contains(&number))
        {
            return false;
        }
        rest = after;
    }
    rest.is_empty()
}

/// A date as the pattern says. With a week the year is the one that the week belongs to.
pub(super) fn write(pattern: &str, date: Date) -> String {
    let tokens = parse(pattern).unwrap_or_default();
    let week = date.iso_week_date();
    let year = if tokens.contains(&Week) {
        week.year()
    } else {
        date.year()
    };
    let write = |token: Token| {
        let width = token.width();
        match token {
            Year4 => format!("{year:0width$}"),
            Year2 => format!("{:0width$}", year.rem_euclid(100)),
            Month => format!("{:0width$}", date.month()),
            Day => format!("{:0width$}", date.day()),
            Week => format!("{:0width$}", week.week()),
            DayOfYear => format!("{:0width$}", date.day_of_year()),
            Quarter => format!("{:0width$}", (date.month() + 2) / 3),
        }
    };
    tokens.into_iter().map(write).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_their_patterns_say() {
        for (pattern, date, text) in [
            ("YYMM", "2026-11-22", "2611"),
            ("YYYYMMDD", "2026-01-02", "20260102"),
            ("YYQ", "2026-11-22", "264"),
            ("YYJJJ", "2026-02-01", "26032"),
            // The first days of January may belong to the last week of the year before.
            ("YYWW", "2027-01-01", "2653"),
            ("YYYYMM", "2027-01-01", "202701"),
        ] {
            assert_eq!(write(pattern, date.parse().unwrap()), text);
            assert!(fits(pattern, text), "{pattern}");
        }
    }

    #[test]
    fn patterns_know_their_dates() {
        for (pattern, text) in [
            ("YYYYMMDD", "20260102"),
            ("YYWW", "2601"),
            ("YYJJJ", "26002"),
            ("YYQ", "261"),
        ] {
            assert_eq!(width(pattern), text.len());
            assert!(fits(pattern, text), "{pattern}");
        }
        assert!(!fits("YYMM", "2613") && !fits("YYMM", "26 1") && !fits("YYMM", "261"));
        assert!(!fits("YYMM", "26010") && !fits("MM", "一"));
        assert_eq!(parse("YYMMX"), None);
        assert_eq!(parse(""), None);
    }
}
