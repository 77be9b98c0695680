//! Codes that people take for the same although they differ.

use unicode_normalization::UnicodeNormalization as _;

/// What is left of a code for somebody who reads it aloud or types it from a label: no case, no full-width forms, no
/// blanks and separators, and one of each pair of characters that look alike.
#[must_use]
pub fn spoken(code: &str) -> String {
    if code.is_ascii() {
        return alike(code.chars());
    }
    let plain: String = code.nfkc().flat_map(char::to_uppercase).collect();
    let plain = crate::base::text::skeleton(&plain);
    alike(plain.chars().flat_map(char::to_uppercase))
}

/// A way in which two codes look the same and are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Disguise {
    /// Capitals and small letters.
    Case,
    /// Full-width and other forms of the same characters.
    Width,
    /// Blanks, also invisible ones.
    Blanks,
    /// Separators.
    Separators,
    /// Characters of one alphabet that look alike, such as O and 0.
    LookAlikes,
    /// Letters of another alphabet that look the same.
    Homoglyphs,
}

impl Disguise {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Case,
        Self::Width,
        Self::Blanks,
        Self::Separators,
        Self::LookAlikes,
        Self::Homoglyphs,
    ];
}

/// In which ways two codes differ that are spoken alike: each without which they would not be taken for the same.
#[must_use]
pub fn disguises(a: &str, b: &str) -> Vec<Disguise> {
    let needed = |without: &Disguise| folded(a, *without) != folded(b, *without);
    Disguise::ALL.into_iter().filter(needed).collect()
}

/// What is left of a code when all differences but one kind are taken away.
fn folded(code: &str, without: Disguise) -> String {
    let forms: String = if without == Disguise::Width {
        code.to_owned()
    } else {
        code.nfkc().collect()
    };
    let mut out = String::new();
    for c in forms.chars() {
        if c.is_whitespace() || crate::base::text::is_unsafe_to_show(c) {
            if without == Disguise::Blanks {
                out.push(c);
            }
            continue;
        }
        // What a full-width form looks like is no letter of another alphabet.
        let is_form = !c.nfkc().eq([c]);
        let plain: String = if without == Disguise::Homoglyphs || c.is_ascii() || is_form {
            c.to_string()
        } else {
            crate::base::text::skeleton(&c.to_string())
        };
        let cased: String = if without == Disguise::Case {
            plain
        } else {
            plain.to_uppercase()
        };
        let kept = cased
            .chars()
            .filter(|c| c.is_alphanumeric() || without == Disguise::Separators);
        out.extend(kept.map(|c| match without {
            Disguise::LookAlikes => c,
            _ => look_alike(c),
        }));
    }
    out
}

/// One of each group of capitals and digits that look alike.
fn look_alike(c: char) -> char {
    match c {
        'O' | 'Q' => '0',
        'I' | 'L' => '1',
        'Z' => '2',
        'S' => '5',
        'B' => '8',
        other => other,
    }
}

fn alike(characters: impl Iterator<Item = char>) -> String {
    characters
        .filter(|c| c.is_alphanumeric())
        .map(|c| look_alike(c.to_ascii_uppercase()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Disguise, disguises, spoken};

    #[test]
    fn disguises_are_named() {
        use Disguise::{Blanks, Case, Homoglyphs, LookAlikes, Separators, Width};
        let one = "RM-ST-00417";
        for (other, wanted) in [
            ("rm-st-00417", vec![Case]),
            ("RM ST 00417", vec![Blanks, Separators]),
            ("RM-ST-00417 ", vec![Blanks]),
            ("RM-ST-\u{200b}00417", vec![Blanks]),
            ("RMST.00417", vec![Separators]),
            ("ＲＭ-ST-00417", vec![Width]),
            ("RM-ST-OO417", vec![LookAlikes]),
            ("RM-ST-oo417", vec![Case, LookAlikes]),
            ("RМ-SТ-00417", vec![Homoglyphs]),
            (one, vec![]),
        ] {
            assert_eq!(disguises(one, other), wanted, "{other}");
            assert_eq!(disguises(other, one), wanted, "{other}");
        }
    }

    #[test]
    fn what_is_read_alike_is_alike() {
        let one = spoken("RM-ST-00417");
        for other in [
            "rm-st-00417",
            "RM ST 00417",
            "ＲＭ－ＳＴ－００４１７",
            "RM-ST-OO417",
            "RM_ST.00417 ",
            "RМ-SТ-00417",
        ] {
            assert_eq!(spoken(other), one, "{other}");
        }
        assert_ne!(spoken("RM-ST-00418"), one);
        assert_ne!(spoken("钢-1"), spoken("铝-1"));
    }
}
