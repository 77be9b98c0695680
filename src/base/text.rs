//! Words for people: quoting, lists, numbers, nearest names; and the normal form of names.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A name in backticks. Control and direction characters are escaped, so that a name from a file or a database cannot
/// steer the terminal or reorder the line.
#[must_use]
pub fn tick(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 2);
    out.push('`');
    for c in name.chars() {
        if is_unsafe_to_show(c) {
            let _ = write!(out, "\\u{{{:x}}}", c as u32);
        } else {
            out.push(c);
        }
    }
    out.push('`');
    out
}

/// Whether a character is invisible, moves the cursor or changes the direction of the text.
#[must_use]
pub fn is_unsafe_to_show(c: char) -> bool {
    c.is_control() || is_invisible(c)
}

fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A list of names in backticks: "`a`, `b` and `c`", or "`a`, `b` and 3 more" beyond `limit`.
#[must_use]
pub fn list<S: AsRef<str>>(names: impl IntoIterator<Item = S>, limit: usize) -> String {
    join(names.into_iter().map(|n| tick(n.as_ref())), limit, "and")
}

/// Like [`list`] with "or".
#[must_use]
pub fn list_or<S: AsRef<str>>(names: impl IntoIterator<Item = S>, limit: usize) -> String {
    join(names.into_iter().map(|n| tick(n.as_ref())), limit, "or")
}

/// Joins ready words: "a, b and c", or "a, b and 3 more" when there are more than `limit`.
#[must_use]
pub fn join(words: impl IntoIterator<Item = String>, limit: usize, last: &str) -> String {
    let mut words: Vec<String> = words.into_iter().collect();
    let limit = limit.max(1);
    if words.len() > limit {
        let more = words.len() - limit;
        words.truncate(limit);
        return format!("{} {last} {more} more", words.join(", "));
    }
    match words.pop() {
        None => String::new(),
        Some(only) if words.is_empty() => only,
        Some(end) => format!("{} {last} {end}", words.join(", ")),
    }
}

/// A number with its noun: "1 user", "12,000 users", "2 entries", "3 boxes". English nouns only.
#[must_use]
pub fn plural(number: usize, noun: &str) -> String {
    if number == 1 {
        return format!("1 {noun}");
    }
    let ending = ["s", "x", "ch", "sh"].iter().any(|e| noun.ends_with(e));
    let before = noun
        .strip_suffix('y')
        .filter(|n| !n.ends_with(['a', 'e', 'i', 'o', 'u']));
    let number = grouped(number);
    if noun == "person" {
        return format!("{number} people");
    }
    match before {
        Some(stem) => format!("{number} {stem}ies"),
        None if ending => format!("{number} {noun}es"),
        None => format!("{number} {noun}s"),
    }
}

/// A number with a comma before every third digit.
#[must_use]
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A size for people: "512 B", "1.5 MiB".
#[must_use]
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["KiB", "MiB", "GiB", "TiB", "PiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    #[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
    let mut value = bytes as f64 / 1024.0;
    let mut unit = 0;
    while value >= 1023.95 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS[unit])
}

/// A length of time as files write it: "30d", "24h", "90m", "45s". Two days and more are days where that is exact.
#[must_use]
pub fn period(seconds: u64) -> String {
    match seconds {
        _ if seconds >= 2 * 86_400 && seconds.is_multiple_of(86_400) => format!("{}d", seconds / 86_400),
        _ if seconds >= 3_600 && seconds.is_multiple_of(3_600) => format!("{}h", seconds / 3_600),
        _ if seconds >= 60 && seconds.is_multiple_of(60) => format!("{}m", seconds / 60),
        _ => format!("{seconds}s"),
    }
}

/// A time span for people: "40 ms", "1.5 s", "3 min 20 s", "2 h 5 min", "3 d".
#[must_use]
pub fn duration(time: std::time::Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0 => format!("{} ms", time.as_millis()),
        1..=59 => format!("{:.1} s", time.as_secs_f64()),
        60..=3599 => with_rest(seconds / 60, "min", seconds % 60, "s"),
        3600..=86_399 => with_rest(seconds / 3600, "h", seconds % 3600 / 60, "min"),
        _ => with_rest(seconds / 86_400, "d", seconds % 86_400 / 3600, "h"),
    }
}

fn with_rest(whole: u64, unit: &str, rest: u64, small: &str) -> String {
    if rest == 0 {
        format!("{whole} {unit}")
    } else {
        format!("{whole} {unit} {rest} {small}")
    }
}

/// The candidate most like `name`, if any is near enough to be what was meant.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = name.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let score = likeness(&folded, candidate);
        if candidate != name && score > 0.8 && best.is_none_or(|(top, _)| score > top) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

fn likeness(folded: &str, candidate: &str) -> f64 {
    // Names that an ERP holds twice carry what tells them apart: `Product [Harbour Ltd]`.
    let begin = candidate.get(..folded.len()).filter(|_| folded.len() >= 3);
    if begin.is_some_and(|begin| begin.to_lowercase() == folded) && candidate[folded.len()..].starts_with(' ')
    {
        return 0.97;
    }
    // A very different length cannot be a typo, and this keeps long lists of candidates cheap.
    let (a, b) = (folded.len(), candidate.len());
    if a.abs_diff(b) > a.max(b) / 2 {
        return 0.0;
    }
    let candidate = candidate.to_lowercase();
    let winkler = strsim::jaro_winkler(folded, &candidate);
    // Swapped, missing and added letters near the beginning get little from Jaro-Winkler.
    let letters = folded.chars().count();
    if letters >= 4 && strsim::osa_distance(folded, &candidate) <= 1 {
        return winkler.max(0.9);
    }
    // Words that merely share a beginning (`customer`, `custom`) need more than that.
    winkler
}

/// "did you mean `x`?", if a candidate is near enough.
#[must_use]
pub fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(name, candidates).map(|c| format!("did you mean {}?", tick(c)))
}

/// Unicode normal form C, in which keys are compared and written.
#[must_use]
pub fn nfc(name: &str) -> Cow<'_, str> {
    if name.is_ascii() || is_nfc(name) {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(name.nfc().collect())
    }
}

/// What is left of a name when letters that look alike are made equal and invisible ones are removed. Two names with
/// one skeleton cannot be told apart on screen.
#[must_use]
pub fn skeleton(name: &str) -> String {
    unicode_security::skeleton(name)
        .filter(|c| !is_invisible(*c))
        .collect()
}

/// Whether two different names look the same. Pure ASCII pairs (`l1`, `ll`) are left to the reader's font: real
/// logins and codes differ in them.
#[must_use]
pub fn are_twins(a: &str, b: &str) -> bool {
    a != b && !(a.is_ascii() && b.is_ascii()) && skeleton(a) == skeleton(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists() {
        assert_eq!(list(["a"], 3), "`a`");
        assert_eq!(list(["a", "b", "c"], 3), "`a`, `b` and `c`");
        assert_eq!(list_or(["a", "b"], 3), "`a` or `b`");
        assert_eq!(list(["a", "b", "c", "d"], 2), "`a`, `b` and 2 more");
        assert_eq!(list(Vec::<&str>::new(), 2), "");
    }

    #[test]
    fn numbers() {
        assert_eq!(plural(1, "user"), "1 user");
        assert_eq!(plural(1_234_567, "entry"), "1,234,567 entries");
        assert_eq!(plural(0, "key"), "0 keys");
        assert_eq!(plural(2, "process"), "2 processes");
        assert_eq!(plural(2, "person"), "2 people");
        assert_eq!(size(1_572_864), "1.5 MiB");
        assert_eq!(duration(std::time::Duration::from_secs(200)), "3 min 20 s");
    }

    #[test]
    fn names_cannot_steer_the_terminal() {
        assert_eq!(tick("a\u{1b}[31m\u{202e}b"), "`a\\u{1b}[31m\\u{202e}b`");
        assert_eq!(tick("张伟"), "`张伟`");
    }

    #[test]
    fn near_names() {
        let keys = ["name", "email", "department", "positions", "companies"];
        assert_eq!(nearest("departmnt", keys), Some("department"));
        assert_eq!(nearest("Name", keys), Some("name"));
        assert_eq!(nearest("anme", keys), Some("name"));
        assert_eq!(nearest("position", keys), Some("positions"));
        assert_eq!(nearest("xyz", keys), None);
        let companies = ["Production", "Product [海港机械有限公司]"];
        assert_eq!(nearest("product", companies), Some(companies[1]));
        assert_eq!(nearest("read", ["write", "create"]), None);
    }

    #[test]
    fn twins() {
        assert!(are_twins("p\u{430}ypal", "paypal"));
        assert!(are_twins("zhang\u{200b}.wei", "zhang.wei"));
        assert!(!are_twins("user1", "userl"));
        assert!(!are_twins("张伟", "张炜"));
        assert_eq!(nfc("e\u{301}"), "é");
    }
}
