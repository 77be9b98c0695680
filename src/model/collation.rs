//! Which texts MariaDB's `utf8mb4_unicode_ci` calls equal, as a text that they share.
//!
//! The rules were compared with a server's weights of every character of the basic plane: they hold for Latin, Greek, Cyrillic,
//! kana, Han and Hangul. Where a rare script differs, two keys that the server calls equal are told apart here, and the
//! server refuses the second.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// What every character outside the basic plane is to this collation: the same.
const OUTSIDE: char = '\u{FFFD}';

/// Cyrillic letters with a mark that does not count; all others with one are letters of their own, as й is not и.
const CYRILLIC: &str = "ЀЁЍѐёѝӁӂӢӣӮӯ";

/// The text that stands for all that the collation calls equal.
pub(super) fn unicode_ci(key: &str) -> String {
    let mut folded = String::with_capacity(key.len());
    for c in key.chars() {
        push(&mut folded, c);
    }
    // Blanks of every width are spaces by now; tabs and line breaks count.
    folded.truncate(folded.trim_end_matches(' ').len());
    folded
}

fn push(folded: &mut String, c: char) {
    if c > '\u{FFFF}' {
        folded.push(OUTSIDE);
        return;
    }
    if ignored(c) {
        return;
    }
    // The capital ẞ is younger than the collation.
    let whole = matches!(c, 'ẞ' | '\u{AC00}'..='\u{D7A3}')
        || (matches!(c, '\u{400}'..='\u{52F}') && !CYRILLIC.contains(c))
        // An accent that stands alone counts.
        || (c.nfkd().count() > 1 && c.nfkd().next() == Some(' '));
    if whole {
        folded.extend(c.to_lowercase());
        return;
    }
    for c in c.nfkd().flat_map(char::to_lowercase).nfkd() {
        if is_combining_mark(c) || ignored(c) {
            continue;
        }
        match c {
            'ß' => folded.push_str("ss"),
            'œ' => folded.push_str("oe"),
            'ς' => folded.push('σ'),
            _ => folded.push(kana(c)),
        }
    }
}

/// Characters without any weight: controls, and those that show nothing.
fn ignored(c: char) -> bool {
    matches!(c,
        '\0'..='\u{8}' | '\u{E}'..='\u{1F}' | '\u{7F}'..='\u{84}' | '\u{86}'..='\u{9F}' | '\u{180E}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2063}' | '\u{206A}'..='\u{206F}'
        | '\u{FEFF}' | '\u{FF9E}' | '\u{FF9F}' | '\u{FFF9}'..='\u{FFFB}')
}

/// Hiragana as katakana, and small kana as large ones.
fn kana(c: char) -> char {
    let c = match c {
        'ぁ'..='ゖ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        _ => c,
    };
    match c {
        'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ' | 'ッ' | 'ャ' | 'ュ' | 'ョ' | 'ヮ' => {
            char::from_u32(u32::from(c) + 1).unwrap_or(c)
        }
        'ヵ' => 'カ',
        'ヶ' => 'ケ',
        _ => c,
    }
}
