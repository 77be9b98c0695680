//! Whether two names say the same, how surely, and why.

use std::collections::BTreeMap;

use super::scan::{Reading, Token};
use super::{Text, contrast, read};

/// How alike two names are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    /// In percent: 94 and more for names that say the same, 71 to 93 for those that one change makes the same, less for those
    /// that have much in common.
    pub score: u8,
    /// Why, the most telling first.
    pub reasons: Vec<Reason>,
}

/// Why two names are taken for the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Name and specification are the same, letter for letter.
    Same,
    /// They differ in case, full width, blanks or separators.
    Spelling,
    /// They say the same when name and specification are read together.
    Together,
    /// A number is written in another way: as the first writes it, and the second.
    Units(String, String),
    /// The same words stand in another order.
    Order,
    /// One says a word twice.
    Repeated,
    /// The same characters stand in another order.
    Characters,
    /// One letter is another one, missing, or changed places: the word of the first, and of the second.
    Letter(String, String),
    /// Several letters are.
    Letters(String, String),
    /// One says more than the other: what.
    More(Vec<String>),
    /// A Chinese character is another one: that of the first, and of the second.
    Character(String, String),
    /// They have so many percent of their words and characters in common.
    Common(u8),
}

/// Compares two names. Nothing when they are those of different things.
#[must_use]
pub fn compare(a: Text<'_>, b: Text<'_>) -> Option<Likeness> {
    if a == b {
        return likeness(100, [Reason::Same]);
    }
    let (left, right) = (read(a), read(b));
    if left.numbers != right.numbers || left.is_empty() || right.is_empty() {
        return None;
    }
    if left.plain == right.plain {
        let apart = |text: Text<'_>| !text.specification.trim().is_empty();
        let reason = if apart(a) == apart(b) {
            Reason::Spelling
        } else {
            Reason::Together
        };
        return likeness(99, [reason]);
    }
    if left.squeezed == right.squeezed {
        return likeness(99, [Reason::Spelling]);
    }
    let tokens =
        |reading: &Reading| -> Vec<Token> { reading.tokens.iter().map(|(token, _)| token.clone()).collect() };
    let (mut first, mut second) = (tokens(&left), tokens(&right));
    let units = units(&left, &right);
    if first == second {
        return likeness(98, units.or(Some(Reason::Spelling)));
    }
    first.sort();
    second.sort();
    if first == second {
        return likeness(97, [Some(Reason::Order), units].into_iter().flatten());
    }
    first.dedup();
    second.dedup();
    if first == second {
        return likeness(96, [Some(Reason::Repeated), units].into_iter().flatten());
    }
    words(&left, &right).map(|mut found| {
        found.reasons.extend(units);
        found
    })
}

fn likeness(score: u8, reasons: impl IntoIterator<Item = Reason>) -> Option<Likeness> {
    Some(Likeness {
        score,
        reasons: reasons.into_iter().collect(),
    })
}

/// The first number that the two write in different ways.
fn units(left: &Reading, right: &Reading) -> Option<Reason> {
    let written = |reading: &Reading| -> BTreeMap<Token, String> {
        let numbers = reading.tokens.iter().rev();
        numbers
            .filter(|(token, _)| matches!(token, Token::Number(_)))
            .cloned()
            .collect()
    };
    let (first, second) = (written(left), written(right));
    let mut other = left.tokens.iter().filter_map(|(token, _)| {
        let (a, b) = (first.get(token)?, second.get(token)?);
        (a != b).then(|| Reason::Units(a.clone(), b.clone()))
    });
    other.next()
}

/// What one of two names has and the other has not.
struct Difference<'r> {
    /// Words in letters.
    words: Vec<&'r str>,
    /// Chinese characters, as often as they are missing.
    han: Vec<char>,
}

fn difference<'r>(of: &'r Reading, from: &Reading) -> Difference<'r> {
    let mut rest: Vec<&str> = words_of(from);
    let mut words = words_of(of);
    words.retain(|word| match rest.iter().position(|other| other == word) {
        Some(at) => {
            rest.swap_remove(at);
            false
        }
        None => true,
    });
    let mut rest: Vec<char> = han_of(from);
    let mut han = han_of(of);
    han.retain(|c| match rest.iter().position(|other| other == c) {
        Some(at) => {
            rest.swap_remove(at);
            false
        }
        None => true,
    });
    Difference { words, han }
}

fn words_of(reading: &Reading) -> Vec<&str> {
    let words = reading.tokens.iter().filter_map(|(token, _)| match token {
        Token::Word(text) => Some(text.as_str()),
        _ => None,
    });
    words.collect()
}

fn han_of(reading: &Reading) -> Vec<char> {
    let texts = reading.tokens.iter().filter_map(|(token, _)| match token {
        Token::Han(text) => Some(text.as_str()),
        _ => None,
    });
    texts.flat_map(str::chars).collect()
}

/// Names whose numbers are the same and whose words are not.
fn words(left: &Reading, right: &Reading) -> Option<Likeness> {
    let (only_left, only_right) = (difference(left, right), difference(right, left));
    let strict = |only: &Difference<'_>| {
        only.words.iter().any(|word| contrast::is_strict(word))
            || only.han.iter().any(|&c| contrast::is_strict_character(c))
    };
    if strict(&only_left) || strict(&only_right) || groups_differ(left, right) {
        return None;
    }
    let common = common(&left.features, &right.features);
    let left_more = !only_left.words.is_empty() || !only_left.han.is_empty();
    let right_more = !only_right.words.is_empty() || !only_right.han.is_empty();
    match (left_more, right_more) {
        // The words are divided in another way, or follow each other in another.
        (false, false) => likeness(94, [Reason::Characters]),
        (true, false) => more(&only_left, common),
        (false, true) => more(&only_right, common),
        (true, true) => changed(&only_left, &only_right, common),
    }
}

/// Whether the two name different materials, colours or kinds.
fn groups_differ(left: &Reading, right: &Reading) -> bool {
    contrast::differ(&terms_of(left), &terms_of(right))
}

fn terms_of(reading: &Reading) -> Vec<&str> {
    let terms = reading.tokens.iter().filter_map(|(token, _)| match token {
        Token::Word(text) | Token::Han(text) => Some(text.as_str()),
        Token::Number(_) => None,
    });
    terms.collect()
}

/// One name says all that the other says, and more. A letter or two more are a grade or a size.
fn more(only: &Difference<'_>, common: u8) -> Option<Likeness> {
    if common < 50 || only.words.iter().any(|word| word.chars().count() <= 2) {
        return None;
    }
    let mut said: Vec<String> = only.words.iter().map(|&word| word.to_owned()).collect();
    if !only.han.is_empty() {
        said.push(only.han.iter().collect());
    }
    likeness((60 + common * 2 / 5).min(93), [Reason::More(said)])
}

/// Each name says something that the other does not: the same words with a slip of the pen, or other words.
fn changed(left: &Difference<'_>, right: &Difference<'_>, common: u8) -> Option<Likeness> {
    if left.han.is_empty() && right.han.is_empty() {
        if let Some(found) = slips(&left.words, &right.words) {
            return Some(found);
        }
        // Short words are grades, sizes and types: A is not B, and PVC is not PPR.
        if left
            .words
            .iter()
            .chain(&right.words)
            .any(|word| word.chars().count() <= 3)
        {
            return None;
        }
    }
    if common < 50 {
        return None;
    }
    // Two characters that differ mostly are two things; who wants to see such pairs asks for lower scores.
    let score = common.min(70);
    if let ([a], [b], true) = (
        left.han.as_slice(),
        right.han.as_slice(),
        left.words.is_empty() && right.words.is_empty(),
    ) {
        return likeness(score, [Reason::Character(a.to_string(), b.to_string())]);
    }
    likeness(score.min(65), [Reason::Common(common)])
}

/// Words that are the same but for a letter; two in long words.
fn slips(left: &[&str], right: &[&str]) -> Option<Likeness> {
    if left.len() != right.len() || left.len() > 3 {
        return None;
    }
    let mut rest: Vec<&str> = right.to_vec();
    rest.sort_unstable();
    let mut left = left.to_vec();
    left.sort_unstable();
    let mut reasons = Vec::new();
    let mut distances = 0;
    for word in left {
        let (at, distance) = rest
            .iter()
            .map(|other| strsim::osa_distance(word, other))
            .enumerate()
            .min_by_key(|&(_, distance)| distance)?;
        let other = rest.swap_remove(at);
        rest.sort_unstable();
        let shorter = word.chars().count().min(other.chars().count());
        let reason = match distance {
            1 if shorter >= 5 => Reason::Letter,
            1 if word.strip_suffix('s') == Some(other) || other.strip_suffix('s') == Some(word) => {
                Reason::Letter
            }
            2 if shorter >= 8 => Reason::Letters,
            _ => return None,
        };
        distances += u8::try_from(distance).unwrap_or(u8::MAX);
        reasons.push(reason(word.to_owned(), other.to_owned()));
    }
    likeness(94_u8.saturating_sub(3 * distances), reasons)
}

/// How many percent of the features of either both have.
fn common(left: &[u32], right: &[u32]) -> u8 {
    let both = left
        .iter()
        .filter(|feature| right.binary_search(feature).is_ok())
        .count();
    let either = left.len() + right.len() - both;
    u8::try_from(100 * both / either.max(1)).unwrap_or(100)
}
