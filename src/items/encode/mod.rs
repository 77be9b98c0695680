//! Putting a code together: the inverse of taking one apart.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization as _;

use super::{Part, Rule, Serial, Values, date};
use crate::base::text::{did_you_mean, join, list, tick};

/// How many texts an error lists.
const LISTED: usize = 40;

/// The texts of a code's parts, all but the running number and the check characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stem {
    /// By number of the part; none where it is left out or still to come.
    texts: Vec<Option<String>>,
    /// The texts for which the running number is counted, joined by `/`; empty when it is counted once.
    pub counter: String,
}

/// What is wrong with what was chosen for a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChoiceError {
    /// The rule has no such part.
    NoPart {
        /// The name that was given.
        name: String,
        /// The parts that may be chosen.
        parts: Vec<String>,
    },
    /// The part cannot be chosen: it is computed.
    Computed {
        /// The part.
        part: String,
    },
    /// Nothing was chosen, and several texts are possible.
    Missing {
        /// The part.
        part: String,
        /// Texts and their meanings.
        choices: Vec<(String, String)>,
    },
    /// What was chosen may not stand there.
    Wrong {
        /// The part.
        part: String,
        /// What was chosen.
        given: String,
        /// Texts and their meanings.
        choices: Vec<(String, String)>,
    },
    /// What was chosen is no date of the pattern.
    Date {
        /// The part.
        part: String,
        /// What was chosen.
        given: String,
        /// The pattern.
        pattern: String,
    },
}

/// Why a code cannot be put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EncodeError {
    /// The number has more characters than the rule has room for.
    TooLarge(u64),
    /// The code would be read in another way than it is meant, or not at all.
    Misread(String),
}

impl fmt::Display for ChoiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPart { name, .. } => write!(f, "the rule has no part {}", tick(name)),
            Self::Computed { part } => write!(f, "the part {} is computed, not chosen", tick(part)),
            Self::Missing { part, choices } if choices.is_empty() => {
                write!(f, "nothing may stand in the part {} here", tick(part))
            }
            Self::Missing { part, .. } => write!(f, "a value for the part {} is missing", tick(part)),
            Self::Wrong { part, given, .. } => {
                write!(f, "{} is no value of the part {}", tick(given), tick(part))
            }
            Self::Date { part, given, pattern } => {
                write!(
                    f,
                    "{} is no date {} for the part {}",
                    tick(given),
                    tick(pattern),
                    tick(part)
                )
            }
        }
    }
}

impl ChoiceError {
    /// What to do.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::NoPart { name, parts } => did_you_mean(name, parts.iter().map(String::as_str))
                .unwrap_or_else(|| match parts.len() {
                    0 => "leave it out: no part of this rule is chosen".to_owned(),
                    _ => format!("the parts are {}", list(parts, LISTED)),
                }),
            Self::Computed { .. } => "leave it out".to_owned(),
            Self::Missing { choices, .. } => match choices.len() {
                0 => "choose another value for the part that it depends on".to_owned(),
                _ => format!("the values are {}", titled(choices)),
            },
            Self::Wrong { given, choices, .. } => {
                let texts = choices
                    .iter()
                    .flat_map(|(text, title)| [text.as_str(), title.as_str()]);
                match (choices.len(), did_you_mean(given, texts)) {
                    (0, _) => {
                        "leave it out, or choose another value for the part that it depends on".to_owned()
                    }
                    (_, Some(near)) => format!("{near} The values are {}", titled(choices)),
                    (_, None) => format!("the values are {}", titled(choices)),
                }
            }
            Self::Date { pattern, .. } => format!("leave it out for today, or write it as {}", tick(pattern)),
        }
    }
}

/// Texts with their meanings: "`ST` 钢材, `AL` 铝材".
fn titled(choices: &[(String, String)]) -> String {
    let words = choices.iter().map(|(text, title)| match title.as_str() {
        "" => tick(text),
        title => format!("{} {title}", tick(text)),
    });
    join(words, LISTED, "and")
}

/// Texts that people write in different ways: full width, small letters, blanks around.
fn folded(text: &str) -> String {
    let plain: String = text.nfkc().flat_map(char::to_lowercase).collect();
    plain.trim().to_owned()
}

/// The one text of several that is meant: as it is, in another form, or by its meaning.
fn meant<'v>(here: &'v BTreeMap<String, String>, given: &str) -> Option<&'v str> {
    if let Some((text, _)) = here.get_key_value(given) {
        return Some(text);
    }
    let wanted = folded(given);
    let one = |found: Vec<&'v str>| (found.len() == 1).then(|| found[0]);
    let by_text = here.keys().filter(|text| folded(text) == wanted);
    let by_title = here.iter().filter(|(_, title)| folded(title) == wanted);
    one(by_text.map(String::as_str).collect())
        .or_else(|| one(by_title.map(|(text, _)| text.as_str()).collect()))
}

/// Words for "yes" where a part may be left out.
fn agrees(given: &str) -> bool {
    matches!(folded(given).as_str(), "yes" | "y" | "true" | "1" | "是" | "有")
}

impl Serial {
    /// The first number after `highest` that may be issued; none when there is no room.
    #[must_use]
    pub fn after(&self, highest: Option<u64>) -> Option<u64> {
        let mut number = highest
            .map_or(Some(0), |highest| highest.checked_add(1))?
            .max(self.start);
        while let Some((_, last)) = self
            .reserved
            .iter()
            .find(|&&(first, last)| (first..=last).contains(&number))
        {
            number = last.checked_add(1)?;
        }
        (number < self.space()).then_some(number)
    }
}

impl Rule {
    /// How people call a part when they choose what stands there: its name, else its number, counted from 1.
    #[must_use]
    pub fn part_called(&self, segment: usize) -> String {
        let name = self.spec.segments[segment].name.clone();
        name.unwrap_or_else(|| (segment + 1).to_string())
    }

    /// The parts that may be chosen: those with values, dates, and what may be left out.
    #[must_use]
    pub fn choosable(&self) -> Vec<usize> {
        let choosable = |&at: &usize| match &self.spec.segments[at].part {
            Part::Values(_) | Part::Date(_) => true,
            Part::Literal(_) => self.spec.segments[at].optional,
            Part::Serial(_) | Part::Check(_) => false,
        };
        (0..self.spec.segments.len()).filter(choosable).collect()
    }

    /// The part that people mean, by its name or its number.
    #[must_use]
    pub fn part_meant(&self, name: &str) -> Option<usize> {
        let wanted = folded(name);
        let parts = 0..self.spec.segments.len();
        let called = |&at: &usize| folded(&self.part_called(at)) == wanted;
        let numbered = || {
            wanted
                .parse::<usize>()
                .ok()?
                .checked_sub(1)
                .filter(|at| parts.contains(at))
        };
        parts.clone().find(called).or_else(numbered)
    }

    /// Puts together what comes before the running number: what was chosen, and what is the only possibility. Parts
    /// that may be left out are, unless they were chosen; dates are those of `date`.
    ///
    /// # Errors
    /// Everything that is wrong with what was chosen.
    pub fn stem(&self, set: &BTreeMap<String, String>, date: Date) -> Result<Stem, Vec<ChoiceError>> {
        let mut given: Vec<Option<&str>> = vec![None; self.spec.segments.len()];
        let mut errors = Vec::new();
        for (name, text) in set {
            let choosable = self.choosable();
            match self.part_meant(name) {
                Some(at) if choosable.contains(&at) => given[at] = Some(text.trim()),
                Some(at) => errors.push(ChoiceError::Computed {
                    part: self.part_called(at),
                }),
                None => errors.push(ChoiceError::NoPart {
                    name: name.clone(),
                    parts: choosable.into_iter().map(|at| self.part_called(at)).collect(),
                }),
            }
        }
        let mut texts: Vec<Option<String>> = Vec::with_capacity(given.len());
        for at in 0..given.len() {
            let text = self.text_of(at, &given, &texts, date).unwrap_or_else(|error| {
                errors.extend(error);
                None
            });
            texts.push(text);
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut counter = String::new();
        if let Some((_, serial)) = self.serial() {
            let parts = serial.per.iter().map(|name| {
                let text = self.segment(name).and_then(|at| texts[at].as_deref());
                text.unwrap_or_default()
            });
            counter = parts.collect::<Vec<_>>().join("/");
        }
        Ok(Stem { texts, counter })
    }

    /// What stands in one part. An error without a text follows from an earlier one.
    fn text_of(
        &self,
        at: usize,
        given: &[Option<&str>],
        texts: &[Option<String>],
        date: Date,
    ) -> Result<Option<String>, Option<ChoiceError>> {
        let segment = &self.spec.segments[at];
        let part = || self.part_called(at);
        match (&segment.part, given[at]) {
            (Part::Serial(_) | Part::Check(_), _) => Ok(None),
            (Part::Literal(_) | Part::Date(_), None) if segment.optional => Ok(None),
            (Part::Literal(text), None) => Ok(Some(text.clone())),
            (Part::Literal(text), Some(word)) if agrees(word) || folded(word) == folded(text) => {
                Ok(Some(text.clone()))
            }
            (Part::Literal(_), Some("")) => Ok(None),
            (Part::Literal(text), Some(word)) => Err(Some(ChoiceError::Wrong {
                part: part(),
                given: word.to_owned(),
                choices: vec![(text.clone(), String::new())],
            })),
            (Part::Date(_), Some("")) if segment.optional => Ok(None),
            (Part::Date(pattern), None | Some("")) => Ok(Some(date::write(pattern, date))),
            (Part::Date(pattern), Some(word)) if agrees(word) => Ok(Some(date::write(pattern, date))),
            (Part::Date(pattern), Some(word)) if date::fits(pattern, word) => Ok(Some(word.to_owned())),
            (Part::Date(pattern), Some(word)) => Err(Some(ChoiceError::Date {
                part: part(),
                given: word.to_owned(),
                pattern: pattern.clone(),
            })),
            (Part::Values(values), _) => self.value_of(at, values, given, texts),
        }
    }

    fn value_of(
        &self,
        at: usize,
        values: &Values,
        given: &[Option<&str>],
        texts: &[Option<String>],
    ) -> Result<Option<String>, Option<ChoiceError>> {
        let optional = self.spec.segments[at].optional;
        let word = given[at].filter(|word| !word.is_empty());
        let parent = match values.within.as_ref().and_then(|name| self.segment(name)) {
            None => Some(""),
            Some(parent) => texts[parent].as_deref(),
        };
        let Some(parent) = parent else {
            let left_out = |parent: usize| self.spec.segments[parent].optional && given[parent].is_none();
            let parent = values.within.as_ref().and_then(|name| self.segment(name));
            return match (word, optional) {
                (None, true) => Ok(None),
                // What it depends on is told already, unless it was left out on purpose.
                _ if !parent.is_some_and(left_out) => Err(None),
                (Some(word), _) => Err(Some(ChoiceError::Wrong {
                    part: self.part_called(at),
                    given: word.to_owned(),
                    choices: Vec::new(),
                })),
                (None, false) => Err(Some(ChoiceError::Missing {
                    part: self.part_called(at),
                    choices: Vec::new(),
                })),
            };
        };
        let none = BTreeMap::new();
        let here = values.by_parent.get(parent).unwrap_or(&none);
        let choices = || {
            here.iter()
                .map(|(text, title)| (text.clone(), title.clone()))
                .collect()
        };
        if let Some(word) = word {
            return match meant(here, word) {
                Some(text) => Ok(Some(text.to_owned())),
                None => Err(Some(ChoiceError::Wrong {
                    part: self.part_called(at),
                    given: word.to_owned(),
                    choices: choices(),
                })),
            };
        }
        // A value further behind may say which one this is; a part that may be left out is only taken for that.
        let asked = self
            .depends(at)
            .any(|later| given[later].is_some_and(|word| !word.is_empty()));
        if optional && !asked {
            return Ok(None);
        }
        let mut possible = here.keys().filter(|text| self.admits(at, text, given));
        match (possible.next(), possible.next()) {
            (Some(only), None) => Ok(Some(only.clone())),
            _ => Err(Some(ChoiceError::Missing {
                part: self.part_called(at),
                choices: choices(),
            })),
        }
    }

    /// The parts whose values depend on the value of this one.
    fn depends(&self, at: usize) -> impl Iterator<Item = usize> {
        let name = self.spec.segments[at].name.as_ref();
        let depends = move |later: &usize| match &self.spec.segments[*later].part {
            Part::Values(values) => name.is_some() && values.within.as_ref() == name,
            _ => false,
        };
        (at + 1..self.spec.segments.len()).filter(depends)
    }

    /// Whether a text leaves a possibility for all parts that depend on it.
    fn admits(&self, at: usize, text: &str, given: &[Option<&str>]) -> bool {
        self.depends(at).all(|later| {
            let Part::Values(values) = &self.spec.segments[later].part else {
                return true;
            };
            let none = BTreeMap::new();
            let here = values.by_parent.get(text).unwrap_or(&none);
            match given[later].filter(|word| !word.is_empty()) {
                Some(word) => meant(here, word).is_some_and(|text| self.admits(later, text, given)),
                None if self.spec.segments[later].optional => true,
                None => here.keys().any(|text| self.admits(later, text, given)),
            }
        })
    }

    /// Puts a code together. `number` is its running number, where the rule has one.
    ///
    /// # Errors
    /// When the number has no room, or the code would not be read as it is meant.
    pub fn encode(&self, stem: &Stem, number: u64) -> Result<String, EncodeError> {
        let mut code = String::new();
        let mut ends: Vec<(usize, usize, usize)> = Vec::with_capacity(self.spec.segments.len());
        for (at, segment) in self.spec.segments.iter().enumerate() {
            let start = code.len();
            let there = match &segment.part {
                Part::Serial(serial) if number >= serial.space() => {
                    return Err(EncodeError::TooLarge(number));
                }
                Part::Serial(serial) => {
                    code.push_str(&serial.write(number));
                    true
                }
                Part::Check(check) => {
                    let over: String = if check.of.is_empty() {
                        code.clone()
                    } else {
                        let named = check.of.iter().filter_map(|name| self.segment(name));
                        let texts = named.filter_map(|part| {
                            let &(_, start, end) = ends.iter().find(|&&(of, ..)| of == part)?;
                            Some(&code[start..end])
                        });
                        texts.collect()
                    };
                    code.push_str(&check.kind.compute(&over).unwrap_or_default());
                    true
                }
                Part::Literal(_) | Part::Values(_) | Part::Date(_) => {
                    let text = stem.texts[at].as_deref();
                    code.push_str(text.unwrap_or_default());
                    text.is_some()
                }
            };
            if there {
                ends.push((at, start, code.len()));
            }
        }
        let as_meant = self.decode(&code).is_ok_and(|decoded| {
            let read = decoded
                .pieces
                .iter()
                .map(|piece| (piece.segment, piece.range.start, piece.range.end));
            read.eq(ends.iter().copied()) && decoded.counter == stem.counter
        });
        if as_meant {
            Ok(code)
        } else {
            Err(EncodeError::Misread(code))
        }
    }
}

#[cfg(test)]
mod tests;
