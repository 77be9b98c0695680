//! Texts in CSV that a spreadsheet would take for formulas: written with an apostrophe in front, which reading takes away
//! again. Workbooks need none of it: their cells say that they are texts.

use std::borrow::Cow;

/// Whether a spreadsheet may take a text for a formula that does something. A sign before a number or a word does not:
/// `-10℃` and `+5V` stay as they are, for the ERP that imports them.
fn is_formula(text: &str) -> bool {
    match text.chars().next() {
        Some('+' | '-' | '＋' | '－') => text.contains(['(', '!', '|']),
        first => first.is_some_and(begins_formula),
    }
}

/// Characters that may begin a formula, full-width ones included: spreadsheets in Chinese and Japanese take those too.
fn begins_formula(c: char) -> bool {
    matches!(
        c,
        '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'
    )
}

/// A text as it is written: no spreadsheet takes it for a formula, and [`unguarded`] gives the text again.
pub(super) fn guarded(text: &str) -> Cow<'_, str> {
    // What looks like a guarded text already would lose its own apostrophe.
    if is_formula(text) || unguarded(text) != text {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

/// A text without the apostrophe that keeps spreadsheets from taking it for a formula. More is understood than
/// [`guarded`] writes: other programs guard every sign.
pub(super) fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(begins_formula) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn signs_before_numbers_and_words_stay() {
        for text in ["-10℃", "+5V", "-", "--", "'tis", "a=b", ""] {
            assert_eq!(guarded(text), text);
        }
        for text in [
            "=1+1",
            "@SUM(A1)",
            "+cmd|' /C calc'!A0",
            "-SUM(A1)",
            "\t=1",
            "＝1+1",
        ] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        assert_eq!(unguarded("'-5"), "-5");
        // A text may itself begin as guarded ones do.
        assert_eq!(guarded("'=1"), "''=1");
        assert_eq!(guarded("'-5"), "''-5");
    }

    proptest! {
        #[test]
        fn what_was_guarded_is_the_same_text_again(text in "['=+@\t\r(|!a-]{0,6}|.*") {
            let written = guarded(&text);
            prop_assert!(!is_formula(&written));
            prop_assert_eq!(unguarded(&written), text.as_str());
        }
    }
}
