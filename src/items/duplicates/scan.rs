//! What a name says: numbers with their units, and words.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::Text;
use super::decimal::Decimal;
use super::normalise::plain;
use super::units::{LENGTH, Unit, is_grade, is_han, is_prefix, is_times, prefix, unit};

/// A piece of a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Token {
    /// A number with what belongs to it, in one spelling: `m8×20mm`, `304`, `q235b`.
    Number(String),
    /// Letters.
    Word(String),
    /// Chinese characters that no sign divides.
    Han(String),
}

/// A name and specification taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// The pieces in order, each with how it was written.
    pub(super) tokens: Vec<(Token, String)>,
    /// The numbers, each once: where they differ, things differ.
    pub(super) numbers: BTreeSet<String>,
    /// What words and characters it has, as numbers in order.
    pub(super) features: Vec<u32>,
    /// Letters, digits and signs that tell numbers apart; no blanks and separators.
    pub(super) squeezed: String,
    /// The text in plain spelling.
    pub(super) plain: String,
}

/// Takes a name and specification apart.
#[must_use]
pub fn read(text: Text<'_>) -> Reading {
    let mut whole = plain(text.name).into_owned();
    let specification = plain(text.specification);
    // Many repeat the name in the specification.
    if !specification.is_empty() && whole != specification {
        if !whole.is_empty() {
            whole.push(' ');
        }
        whole.push_str(&specification);
    }
    let mut scanner = Scanner {
        chars: whole.chars().collect(),
        at: 0,
        tokens: Vec::new(),
    };
    scanner.scan();
    let tokens = scanner.tokens;
    let numbers = tokens.iter().filter_map(|(token, _)| match token {
        Token::Number(number) => Some(number.clone()),
        _ => None,
    });
    Reading {
        numbers: numbers.collect(),
        features: features(&tokens),
        squeezed: whole
            .chars()
            .filter(|&c| {
                c.is_alphanumeric() || matches!(c, '.' | '×' | '*' | '%' | '°' | '"' | '#' | '/' | '+')
            })
            .collect(),
        plain: whole,
        tokens,
    }
}

impl Reading {
    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// A number that readings with the same numbers have in common.
    #[must_use]
    pub fn numbers_key(&self) -> u64 {
        hash(&self.numbers)
    }

    /// A number that readings with the same numbers and words have in common, in whatever order.
    #[must_use]
    pub fn exact_key(&self) -> u64 {
        hash(
            &self
                .tokens
                .iter()
                .map(|(token, _)| token)
                .collect::<BTreeSet<_>>(),
        )
    }

    /// What words and characters it has, as numbers.
    #[must_use]
    pub fn features(&self) -> &[u32] {
        &self.features
    }
}

fn hash(what: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

/// Chinese: characters and their pairs. Letters: pairs; a word of one or two letters itself. Numbers that stand for single
/// Chinese characters are odd, the others even.
fn features(tokens: &[(Token, String)]) -> Vec<u32> {
    let mut out = Vec::new();
    #[expect(clippy::cast_possible_truncation, reason = "half of a hash is a hash")]
    let mut add = |part: &[char]| {
        let single = part.len() == 1 && is_han(part[0]);
        out.push(hash(&part) as u32 & !1 | u32::from(single));
    };
    for (token, _) in tokens {
        match token {
            Token::Number(_) => {}
            Token::Han(text) => {
                let chars: Vec<char> = text.chars().collect();
                chars.chunks(1).chain(chars.windows(2)).for_each(&mut add);
            }
            Token::Word(text) => {
                let chars: Vec<char> = text.chars().collect();
                if chars.len() <= 2 {
                    add(&chars);
                } else {
                    chars.windows(2).for_each(&mut add);
                }
            }
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

impl Hash for Token {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Number(text) | Self::Word(text) | Self::Han(text) => text.hash(state),
        }
    }
}

struct Scanner {
    chars: Vec<char>,
    at: usize,
    tokens: Vec<(Token, String)>,
}

/// One number of a dimension.
struct Factor {
    /// As it is written.
    text: String,
    unit: Option<Unit>,
}

impl Scanner {
    fn peek(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }

    fn is_digit(&self, at: usize) -> bool {
        self.peek(at).is_some_and(|c| c.is_ascii_digit())
    }

    fn is_letter(&self, at: usize) -> bool {
        self.peek(at).is_some_and(|c| c.is_alphabetic() && !is_han(c))
    }

    fn text(&self, from: usize, to: usize) -> String {
        self.chars[from..to].iter().collect()
    }

    /// The first place from `at` on that is no blank.
    fn after_blanks(&self, mut at: usize) -> usize {
        while self.peek(at) == Some(' ') {
            at += 1;
        }
        at
    }

    fn scan(&mut self) {
        while let Some(c) = self.peek(self.at) {
            let from = self.at;
            if c.is_ascii_digit() {
                self.number(from, "");
            } else if c == '.' && self.is_digit(from + 1) {
                // .5 is 0.5, unless it belongs to what stands before it.
                self.number(from, "");
            } else if self.is_letter(from) {
                self.letters(from);
            } else if is_han(c) {
                while self.peek(self.at).is_some_and(is_han) {
                    self.at += 1;
                }
                let text = self.text(from, self.at);
                self.tokens.push((Token::Han(text.clone()), text));
            } else {
                self.at += 1;
            }
        }
    }

    /// A word, or what belongs to the number behind it.
    fn letters(&mut self, from: usize) {
        let mut end = from;
        while self.is_letter(end) {
            end += 1;
        }
        let letters = self.text(from, end);
        if self.is_digit(end) {
            self.at = end;
            self.number(from, &letters);
            return;
        }
        if is_prefix(&letters) {
            // GB/T 5783: what recommends a standard is no other standard.
            let mut next = end;
            if self.peek(next) == Some('/') && self.peek(next + 1) == Some('t') && !self.is_letter(next + 2) {
                next += 2;
            }
            let next = self.after_blanks(next);
            let next = next + usize::from(self.peek(next) == Some('-') && self.is_digit(next + 1));
            if self.is_digit(next) {
                self.at = next;
                self.number(from, &letters);
                return;
            }
        }
        self.at = end;
        self.tokens.push((Token::Word(letters.clone()), letters));
    }

    /// Digits with at most one point and one fraction bar; the place behind them.
    fn digits(&self, from: usize) -> (String, usize) {
        let run = |mut at: usize| {
            while self.is_digit(at) {
                at += 1;
            }
            at
        };
        let mut end = run(from);
        if matches!(self.peek(end), Some('.' | '/')) && self.is_digit(end + 1) {
            end = run(end + 1);
        }
        let mut text = self.text(from, end);
        if text.starts_with('.') {
            text.insert(0, '0');
        }
        (text, end)
    }

    /// A number, at the place that is reached, with the letters before it: dimensions, a quantity, or a grade.
    fn number(&mut self, from: usize, letters: &str) {
        let mut factors: Vec<Factor> = Vec::new();
        loop {
            let (text, end) = self.digits(self.at);
            self.at = end;
            let unit = self.unit(letters, &text);
            if let Some((_, end)) = unit {
                self.at = end;
            }
            factors.push(Factor {
                text,
                unit: unit.map(|(unit, _)| unit),
            });
            let sign = self.after_blanks(self.at);
            let next = self.after_blanks(sign + 1);
            if !self.peek(sign).is_some_and(is_times) || !self.is_digit(next) {
                break;
            }
            self.at = next;
        }
        let suffix = self.suffix(&factors);
        let cold = factors[0].unit.is_some_and(|unit| unit.base.starts_with('°')) && self.is_minus(from);
        let before = if cold {
            "-"
        } else {
            prefix(letters, &factors[0].text)
        };
        let number = spelled(before, matches!(letters, "m" | "φ"), &factors, &suffix);
        let written = self.text(from, self.at);
        self.tokens.push((Token::Number(number), written));
    }

    /// A unit right behind a number, or behind a blank. What has a letter in front is measured in lengths, if at all.
    fn unit(&self, letters: &str, number: &str) -> Option<(Unit, usize)> {
        if is_grade(number) && self.is_letter(self.at) {
            return None;
        }
        let from = self.after_blanks(self.at);
        let (found, length) = unit(self.chars.get(from..)?)?;
        let fits = match letters.chars().count() {
            0 => true,
            1 => found.base == LENGTH.base,
            _ => false,
        };
        fits.then_some((found, from + length))
    }

    /// What is written right behind a number that has no unit: 6204zz, 45#, 60%.
    fn suffix(&mut self, factors: &[Factor]) -> String {
        let mut suffix = String::new();
        if factors.last().is_some_and(|factor| factor.unit.is_some()) {
            return suffix;
        }
        while let Some(c) = self.peek(self.at)
            && (c.is_ascii_alphanumeric()
                || matches!(c, '#' | '%')
                || (c == '.' && self.is_digit(self.at + 1)))
        {
            suffix.push(c);
            self.at += 1;
        }
        suffix
    }

    /// Whether a minus sign, and no hyphen, stands before this place.
    fn is_minus(&self, at: usize) -> bool {
        let before = |back: usize| at.checked_sub(back).and_then(|at| self.peek(at));
        before(1) == Some('-') && before(2).is_none_or(|c| !c.is_alphanumeric() || is_han(c))
    }
}

/// One spelling of a number. Dimensions that name no unit, and diameters, are millimetres.
fn spelled(letters: &str, is_diameter: bool, factors: &[Factor], suffix: &str) -> String {
    let last = factors.iter().rev().find_map(|factor| factor.unit);
    let assumed = suffix.is_empty() && (factors.len() > 1 || is_diameter);
    let default = last.or(assumed.then_some(LENGTH));
    let mut out = letters.to_owned();
    for (at, factor) in factors.iter().enumerate() {
        if at > 0 {
            out.push('×');
        }
        let unit = factor.unit.or(default);
        out.push_str(&value(&factor.text, unit));
        // A unit that all factors share is named once.
        if at + 1 == factors.len() || unit.map(|unit| unit.base) != default.map(|unit| unit.base) {
            out.push_str(unit.map_or("", |unit| unit.base));
        }
    }
    out.push_str(suffix);
    out
}

/// A number in its base unit. Without a unit leading zeros count: 0805 is a size, not 805.
fn value(text: &str, unit: Option<Unit>) -> String {
    let decimal = if text.contains('/') {
        None
    } else {
        Decimal::parse(text)
    };
    match (decimal, unit) {
        (Some(number), Some(unit)) => number.shifted(unit.exponent).to_string(),
        (Some(number), None) if text.contains('.') => number.to_string(),
        (None, Some(unit)) if unit.exponent != 0 => format!("{text}e{}", unit.exponent),
        _ => text.to_owned(),
    }
}
