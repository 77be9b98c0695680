//! What a plain scalar is. Quoted or tagged scalars are text and never get here.

/// The meaning of a plain scalar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Plain {
    /// Empty, `~` or `null`.
    Null,
    /// `true` or `false`, in lower case only.
    Bool(bool),
    /// A JSON number without fraction or exponent that fits 64 bits.
    Int(i64),
    /// Any other JSON number.
    Float(f64),
    /// A JSON number that no computer number can hold, such as `1e999`.
    OutOfRange,
    /// Everything else: `007`, `no`, `1:30`, `2026-01-01`, `.5`, `0x1F`, `1_000`, `True`.
    Text,
}

/// What a plain scalar means.
#[must_use]
pub fn plain(text: &str) -> Plain {
    match text.as_bytes().first() {
        None => Plain::Null,
        Some(b'~') if text.len() == 1 => Plain::Null,
        Some(b'n') if text == "null" => Plain::Null,
        Some(b't') if text == "true" => Plain::Bool(true),
        Some(b'f') if text == "false" => Plain::Bool(false),
        Some(b'0'..=b'9' | b'-') => number(text),
        _ => Plain::Text,
    }
}

fn number(text: &str) -> Plain {
    let Some(whole) = json_number(text) else {
        return Plain::Text;
    };
    if whole && let Ok(int) = text.parse() {
        return Plain::Int(int);
    }
    match text.parse::<f64>() {
        Ok(float) if float.is_finite() => Plain::Float(float),
        _ => Plain::OutOfRange,
    }
}

/// `Some(whole)` if the text is a number in JSON's grammar.
fn json_number(text: &str) -> Option<bool> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (digits, rest) = digits(unsigned);
    if digits.is_empty() || (digits.len() > 1 && digits.starts_with('0')) {
        return None;
    }
    let mut rest = rest;
    if let Some(fraction) = rest.strip_prefix('.') {
        let (digits, after) = self::digits(fraction);
        if digits.is_empty() {
            return None;
        }
        rest = after;
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let (digits, after) = self::digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
        if digits.is_empty() {
            return None;
        }
        rest = after;
    }
    rest.is_empty().then_some(digits.len() == unsigned.len())
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(
        text.bytes()
            .position(|b| !b.is_ascii_digit())
            .unwrap_or(text.len()),
    )
}

/// Whether some YAML reader (1.1 or 1.2) takes this plain scalar for something that is not text. Generous: quoting a
/// scalar too many does no harm.
#[must_use]
pub fn is_ambiguous(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(first) = bytes.first() else { return true };
    match first {
        b'~' | b'=' => text.len() == 1,
        b'<' => text == "<<",
        b'0'..=b'9' | b'+' | b'-' | b'.' => looks_numeric(text),
        b'a'..=b'z' | b'A'..=b'Z' => text.len() <= 5 && WORDS.iter().any(|w| w.eq_ignore_ascii_case(text)),
        _ => false,
    }
}

const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

/// Numbers with signs, underscores, other bases, base 60, dates and times: they consist of digits and these marks.
fn looks_numeric(text: &str) -> bool {
    let unsigned = text.trim_start_matches(['+', '-']);
    if unsigned.is_empty() {
        return false;
    }
    if [".inf", ".nan"].iter().any(|w| w.eq_ignore_ascii_case(unsigned)) {
        return true;
    }
    let lower = unsigned.to_ascii_lowercase();
    let based = |prefix: &str, digits: &str| {
        lower
            .strip_prefix(prefix)
            .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c == '_' || digits.contains(c)))
    };
    if based("0x", "0123456789abcdef") || based("0o", "01234567") || based("0b", "01") {
        return true;
    }
    if is_date(unsigned) {
        return true;
    }
    let marks = |c: char| c.is_ascii_digit() || matches!(c, '_' | '.' | ':' | 'e' | '+' | '-');
    let dots = lower.matches('.').count() <= 1;
    // A hyphen inside is a phone number or a code, unless it follows an exponent.
    let signs = lower
        .char_indices()
        .all(|(i, c)| !matches!(c, '+' | '-') || lower[..i].ends_with('e'));
    let begins = lower.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    begins && dots && signs && lower.chars().all(marks) && lower.chars().any(|c| c.is_ascii_digit())
}

/// `2026-01-01`, `2026-1-1`, alone or followed by a time.
fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let (Some(year), Some(month), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let (day, after) = digits(rest);
    let number =
        |part: &str, max: usize| (1..=max).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let time = after.is_empty() || after.starts_with(['T', 't', ' ', '\t']);
    year.len() == 4 && number(year, 4) && number(month, 2) && number(day, 2) && time
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_seven_scalars() {
        let text = [
            "007",
            "0123",
            "no",
            "yes",
            "on",
            "y",
            ".5",
            "1_000",
            "0x1F",
            "+1",
            "1:30",
            "2026-01-01",
            "True",
            "NULL",
            "Null",
            "1.",
            "0o17",
            ".inf",
            "-.inf",
            ".nan",
            "-",
            "--1",
            "1e",
            "1e+",
            "-01",
            "0b1",
            "=",
        ];
        for scalar in text {
            assert_eq!(plain(scalar), Plain::Text, "{scalar}");
        }
    }

    #[test]
    fn numbers_are_json_numbers() {
        assert_eq!(plain("0"), Plain::Int(0));
        assert_eq!(plain("-12"), Plain::Int(-12));
        assert_eq!(plain("1e3"), Plain::Float(1000.0));
        assert_eq!(plain("1.0"), Plain::Float(1.0));
        assert_eq!(
            plain("12345678901234567890123"),
            Plain::Float(12_345_678_901_234_567_890_123.0)
        );
        assert_eq!(plain("1e999"), Plain::OutOfRange);
        assert_eq!(plain("~"), Plain::Null);
        assert_eq!(plain(""), Plain::Null);
        assert_eq!(plain("null"), Plain::Null);
        assert_eq!(plain("true"), Plain::Bool(true));
        assert_eq!(plain("false"), Plain::Bool(false));
    }

    #[test]
    fn what_other_readers_misread() {
        for risky in [
            "no",
            "Yes",
            "ON",
            "y",
            "N",
            "True",
            "NULL",
            "~",
            "",
            "=",
            "<<",
            "007",
            "0123",
            "1_000",
            "0x1F",
            "+1",
            "1:30",
            "190:20:30",
            "2026-01-01",
            "2026-1-1 10:00:00",
            "2026-01-01T10:00:00Z",
            ".5",
            "1.",
            "1e3",
            "1.0",
            ".inf",
            "-.INF",
            ".NaN",
            "0o17",
            "0b11",
            "12345",
            "-0",
            "1.5e+3",
            "12e03",
        ] {
            assert!(is_ambiguous(risky), "{risky}");
        }
        for fine in [
            "zhang.wei",
            "10.0.0.1",
            "v1.2",
            "1-2",
            "RM-ST-00001",
            "0755-1234",
            "A1",
            "noon",
            "off-site",
            "-",
            "+",
            "180d",
            "24h",
            "0 2 * * *",
            "10%, at least 10",
            "*",
            "原材料",
            "/var/lib",
            "2026Q3",
            "..",
            "e1",
        ] {
            assert!(!is_ambiguous(fine), "{fine}");
        }
    }
}
