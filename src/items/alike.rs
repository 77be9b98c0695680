//! Names that people take for the same although they are written in different ways.

use super::duplicates::plain;

/// What is left of a name when it does not matter how it was typed: what [`plain`] leaves, without blanks (but between
/// numbers), and with one sign for "by" (`M8×20`, `M8*20`, `M8x20`). Equal names are alike; nothing else is compared.
///
/// The search for duplicates begins at the same spelling and goes on to units and words, with a score: it looks for pairs
/// that a person judges. Names that are alike are said to be the same.
#[must_use]
pub fn alike(name: &str) -> String {
    let plain = plain(name);
    let mut out = String::with_capacity(plain.len());
    let mut rest = plain.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            // 10 20 is not 1020.
            ' ' if !(out.ends_with(is_digit) && rest.peek().copied().is_some_and(is_digit)) => {}
            '×' | '*' => out.push('x'),
            other => out.push(other),
        }
    }
    out
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::alike;

    #[test]
    fn what_is_typed_differently_is_alike() {
        let one = alike("内六角螺钉 M8×20");
        for other in [
            "内六角螺钉M8*20",
            "内六角螺钉 m8 X 20",
            "内六角螺钉　Ｍ８×２０",
            "内六角螺钉 M8✕20\u{200b}",
        ] {
            assert_eq!(alike(other), one, "{other}");
        }
        assert_eq!(alike("Rohr ⌀20"), alike("ROHR φ 20"));
        for (a, b) in [
            ("内六角螺钉 M8×20", "内六角螺钉 M8×25"),
            ("Kabel 10 20", "Kabel 1020"),
            ("1½", "11/2"),
        ] {
            assert_ne!(alike(a), alike(b));
        }
    }
}
