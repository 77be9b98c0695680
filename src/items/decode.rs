//! What a code means by its rule, or where it breaks it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use super::{Case, Part, Rule, Values, date};

/// A code taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decoded {
    /// Its parts, from left to right; those left out are missing.
    pub pieces: Vec<Piece>,
    /// Its running number.
    pub number: Option<u64>,
    /// The texts for which the running number is counted, joined by `/`; empty when it is counted once.
    pub counter: String,
}

/// A part of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Which part of the rule, by number.
    pub segment: usize,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
}

/// Where a code breaks its rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// Which part of the rule, by number; none when it is the code as a whole.
    pub segment: Option<usize>,
    /// Where, in bytes; what stands there, if anything, is wrong.
    pub at: usize,
    /// What is wrong.
    pub what: Wrong,
}

/// What is wrong with a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// The code ends before this part.
    TooShort,
    /// Something stands behind the last part.
    TooLong,
    /// Another text should stand there.
    Literal(String),
    /// One of these texts should stand there.
    Values(Vec<String>),
    /// A running number of so many characters should stand there.
    Serial(u32),
    /// A date of this pattern should stand there.
    Date(String),
    /// These check characters should stand there.
    Check(String),
    /// A letter of the wrong case.
    Case(Case),
    /// A character outside of the alphabet.
    Alphabet(char),
}

/// A code that is being read.
struct Reading<'c> {
    code: &'c str,
    pieces: Vec<Piece>,
    /// The misfit that was found furthest behind.
    furthest: Option<Misfit>,
}

impl<'c> Reading<'c> {
    fn end(&self) -> usize {
        self.pieces.last().map_or(0, |piece| piece.range.end)
    }

    fn rest(&self) -> &'c str {
        &self.code[self.end()..]
    }

    fn text(&self, segment: usize) -> Option<&'c str> {
        let piece = self.pieces.iter().find(|piece| piece.segment == segment)?;
        Some(&self.code[piece.range.clone()])
    }

    /// The next so many characters, if there are as many.
    fn next(&self, characters: usize) -> Option<&'c str> {
        let rest = self.rest();
        match rest.char_indices().nth(characters) {
            Some((end, _)) => Some(&rest[..end]),
            None => (rest.chars().count() == characters).then_some(rest),
        }
    }

    fn fail(&mut self, segment: Option<usize>, what: impl FnOnce() -> Wrong) {
        let at = self.end();
        if self.furthest.as_ref().is_none_or(|other| at > other.at) {
            let what = if segment.is_some() && at == self.code.len() {
                Wrong::TooShort
            } else {
                what()
            };
            self.furthest = Some(Misfit { segment, at, what });
        }
    }
}

impl Rule {
    /// Takes a code apart.
    ///
    /// # Errors
    /// Where it breaks the rule: of several ways to read it, the one that gets furthest.
    pub fn decode(&self, code: &str) -> Result<Decoded, Misfit> {
        if let Some(misfit) = self.characters(code) {
            return Err(misfit);
        }
        let mut reading = Reading {
            code,
            pieces: Vec::with_capacity(self.spec.segments.len()),
            furthest: None,
        };
        if self.read(0, &mut reading) {
            Ok(self.decoded(code, reading.pieces))
        } else {
            Err(reading.furthest.expect("what does not fit fails somewhere"))
        }
    }

    /// What a part of a code means, where the rule says so.
    #[must_use]
    pub fn meaning<'r>(&'r self, code: &str, decoded: &Decoded, piece: &Piece) -> Option<&'r str> {
        let Part::Values(values) = &self.spec.segments[piece.segment].part else {
            return None;
        };
        let text = |segment: usize| {
            let found = decoded.pieces.iter().find(|piece| piece.segment == segment)?;
            Some(&code[found.range.clone()])
        };
        let here = self.values_here(values, text)?;
        here.get(&code[piece.range.clone()]).map(String::as_str)
    }

    /// Case and alphabet of the whole code.
    fn characters(&self, code: &str) -> Option<Misfit> {
        let wrong = |c: char| match self.spec.case {
            Case::Upper if c.is_lowercase() => Some(Wrong::Case(Case::Upper)),
            Case::Lower if c.is_uppercase() => Some(Wrong::Case(Case::Lower)),
            _ => {
                let outside = |alphabet: &String| !alphabet.contains(c);
                self.spec
                    .alphabet
                    .as_ref()
                    .is_some_and(outside)
                    .then_some(Wrong::Alphabet(c))
            }
        };
        let (at, what) = code.char_indices().find_map(|(at, c)| Some((at, wrong(c)?)))?;
        Some(Misfit {
            segment: None,
            at,
            what,
        })
    }

    /// Reads from a part on; false when the rest does not fit, and then nothing was taken.
    fn read(&self, segment: usize, reading: &mut Reading<'_>) -> bool {
        let Some(spec) = self.spec.segments.get(segment) else {
            let whole = reading.rest().is_empty();
            if !whole {
                reading.fail(None, || Wrong::TooLong);
            }
            return whole;
        };
        let fits = match &spec.part {
            Part::Literal(text) => {
                let length = reading.rest().starts_with(text.as_str()).then_some(text.len());
                self.take(segment, length, reading, || Wrong::Literal(text.clone()))
            }
            Part::Values(values) => self.read_value(segment, values, reading),
            Part::Serial(serial) => {
                let text = reading.next(serial.width as usize);
                let length = text.filter(|text| serial.read(text).is_some()).map(str::len);
                self.take(segment, length, reading, || Wrong::Serial(serial.width))
            }
            Part::Date(pattern) => {
                let text = reading.next(date::width(pattern));
                let length = text.filter(|text| date::fits(pattern, text)).map(str::len);
                self.take(segment, length, reading, || Wrong::Date(pattern.clone()))
            }
            Part::Check(check) => {
                let over: Cow<'_, str> = if check.of.is_empty() {
                    reading.code[..reading.end()].into()
                } else {
                    let named = check.of.iter().filter_map(|name| self.segment(name));
                    named
                        .filter_map(|part| reading.text(part))
                        .collect::<String>()
                        .into()
                };
                let computed = check.kind.compute(&over).unwrap_or_default();
                let length = reading.rest().starts_with(&computed).then_some(computed.len());
                self.take(segment, length, reading, || Wrong::Check(computed))
            }
        };
        fits || (spec.optional && self.read(segment + 1, reading))
    }

    /// Takes so many bytes for a part, and reads on.
    fn take(
        &self,
        segment: usize,
        length: Option<usize>,
        reading: &mut Reading<'_>,
        wrong: impl FnOnce() -> Wrong,
    ) -> bool {
        let Some(length) = length else {
            if !self.spec.segments[segment].optional {
                reading.fail(Some(segment), wrong);
            }
            return false;
        };
        let start = reading.end();
        reading.pieces.push(Piece {
            segment,
            range: start..start + length,
        });
        if self.read(segment + 1, reading) {
            return true;
        }
        reading.pieces.pop();
        false
    }

    /// Tries every value that the rest begins with, the longest first.
    fn read_value(&self, segment: usize, values: &Values, reading: &mut Reading<'_>) -> bool {
        let here = self.values_here(values, |part| reading.text(part));
        let rest = reading.rest();
        let mut found = false;
        for &length in &self.lengths[segment] {
            let text = rest
                .get(..length)
                .filter(|text| here.is_some_and(|here| here.contains_key(*text)));
            if let Some(text) = text {
                found = true;
                if self.take(segment, Some(text.len()), reading, || Wrong::TooLong) {
                    return true;
                }
            }
        }
        if !found && !self.spec.segments[segment].optional {
            let texts = || here.into_iter().flatten().map(|(text, _)| text.clone()).collect();
            reading.fail(Some(segment), || Wrong::Values(texts()));
        }
        false
    }

    /// The texts that may stand in a part, given the text of the part that they depend on.
    fn values_here<'r, 'c>(
        &self,
        values: &'r Values,
        text: impl Fn(usize) -> Option<&'c str>,
    ) -> Option<&'r BTreeMap<String, String>> {
        let parent = match &values.within {
            None => "",
            Some(name) => text(self.segment(name)?)?,
        };
        values.by_parent.get(parent)
    }

    fn decoded(&self, code: &str, pieces: Vec<Piece>) -> Decoded {
        let text = |segment: usize| {
            let piece = pieces.iter().find(|piece| piece.segment == segment);
            piece.map_or("", |piece| &code[piece.range.clone()])
        };
        let (mut number, mut counter) = (None, String::new());
        if let Some((at, serial)) = self.serial() {
            number = serial.read(text(at));
            for name in &serial.per {
                if !counter.is_empty() {
                    counter.push('/');
                }
                counter.push_str(self.segment(name).map_or("", text));
            }
        }
        Decoded {
            number,
            counter,
            pieces,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::tests::raw_material;

    #[test]
    fn a_code_is_taken_apart() {
        let rule = raw_material();
        let check = crate::items::CheckDigit::Iso7064Mod37_36
            .compute("RM-ST-00417")
            .unwrap();
        let code = format!("RM-ST-00417{check}");
        let decoded = rule.decode(&code).unwrap();
        let texts: Vec<_> = decoded
            .pieces
            .iter()
            .map(|piece| &code[piece.range.clone()])
            .collect();
        assert_eq!(texts, ["RM", "-", "ST", "-", "00417", &check]);
        assert_eq!(rule.meaning(&code, &decoded, &decoded.pieces[2]), Some("钢材"));
        assert_eq!(rule.meaning(&code, &decoded, &decoded.pieces[1]), None);
        assert_eq!((decoded.number, decoded.counter.as_str()), (Some(417), "RM/ST"));
    }

    #[test]
    fn a_misfit_names_the_part_and_the_place() {
        let rule = raw_material();
        let wrong = |code: &str| {
            let misfit = rule.decode(code).unwrap_err();
            (misfit.segment, misfit.at, misfit.what)
        };
        assert_eq!(
            wrong("RX-ST-00001A"),
            (Some(0), 0, Wrong::Values(vec!["FG".into(), "RM".into()]))
        );
        assert_eq!(wrong("RM_ST-00001A"), (Some(1), 2, Wrong::Literal("-".into())));
        assert_eq!(
            wrong("RM-PC-00001A"),
            (Some(2), 3, Wrong::Values(vec!["AL".into(), "ST".into()]))
        );
        assert_eq!(wrong("RM-ST-0001"), (Some(4), 6, Wrong::Serial(5)));
        assert_eq!(wrong("RM-ST-"), (Some(4), 6, Wrong::TooShort));
        assert_eq!(wrong("rm-ST-00001A"), (None, 0, Wrong::Case(Case::Upper)));
        let check = crate::items::CheckDigit::Iso7064Mod37_36
            .compute("RM-ST-00001")
            .unwrap();
        assert_eq!(wrong("RM-ST-00001"), (Some(5), 11, Wrong::TooShort));
        assert_eq!(wrong("RM-ST-00001#"), (Some(5), 11, Wrong::Check(check.clone())));
        assert_eq!(wrong(&format!("RM-ST-00001{check}X")), (None, 12, Wrong::TooLong));
        assert_eq!(
            wrong("原料"),
            (Some(0), 0, Wrong::Values(vec!["FG".into(), "RM".into()]))
        );
    }
}
