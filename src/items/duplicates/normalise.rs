//! One spelling of what people type in many.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

/// A text without the differences that nobody means: compatibility forms (全角, ㎜, ½) and case are gone, signs that look
/// alike are one sign, and between words is one blank.
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    let is_plain = |b: u8| b.is_ascii_graphic() && !b.is_ascii_uppercase();
    let single = |text: &str| {
        let mut before = b' ';
        let blank_after_blank = text.bytes().any(|b| {
            let twice = b == b' ' && before == b' ';
            before = b;
            twice
        });
        !blank_after_blank && before != b' '
    };
    if text.bytes().all(|b| is_plain(b) || b == b' ') && single(text) {
        return text.into();
    }
    let visible = text.chars().filter(|&c| c.is_whitespace() || !is_invisible(c));
    // A fraction behind a number is one of its own: 1½ is 1 and 1/2, not 11/2.
    let apart = visible.flat_map(|c| {
        let fraction = matches!(c, '¼'..='¾' | '⅐'..='⅞' | '↉');
        fraction.then_some(' ').into_iter().chain(Some(c))
    });
    let lower = apart.nfkc().flat_map(char::to_lowercase);
    let mut out = String::with_capacity(text.len());
    for c in lower.nfkc() {
        let c = sign(c);
        if c.is_whitespace() || c.is_control() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out.into()
}

fn is_invisible(c: char) -> bool {
    !c.is_control() && crate::base::text::is_unsafe_to_show(c)
}

/// One sign for all that are used in its place.
fn sign(c: char) -> char {
    match c {
        '✕' | '✖' | '╳' | '⨯' | '⨉' | '∗' | '⁎' => '×',
        'ø' | '⌀' | '∅' | '⊘' => 'φ',
        '‐'..='―' | '−' | '⁃' => '-',
        '⁄' | '∕' => '/',
        '″' | '”' | '“' | '〃' => '"',
        other => other,
    }
}
