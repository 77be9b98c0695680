//! What a code means by its rule, or where it breaks it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Case, Part, Rule, SegmentSpec, Values, date};

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
    /// What it means, for a part with values.
    pub meaning: Option<String>,
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

/// What has been read of a code so far.
#[derive(Clone)]
struct Reading<'c> {
    code: &'c str,
    pieces: Vec<Piece>,
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

    fn with(&self, segment: usize, length: usize, meaning: Option<String>) -> Self {
        let mut longer = self.clone();
        let start = self.end();
        longer.pieces.push(Piece {
            segment,
            range: start..start + length,
            meaning,
        });
        longer
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
        let mut furthest: Option<Misfit> = None;
        let empty = Reading {
            code,
            pieces: Vec::new(),
        };
        match self.read(0, &empty, &mut furthest) {
            Some(pieces) => Ok(self.decoded(code, pieces)),
            None => Err(furthest.expect("what does not fit fails somewhere")),
        }
    }

    /// Case and alphabet of the whole code.
    fn characters(&self, code: &str) -> Option<Misfit> {
        let wrong = |c: char| match self.spec.case {
            Case::Upper if c.is_lowercase() => Some(Wrong::Case(Case::Upper)),
            Case::Lower if c.is_uppercase() => Some(Wrong::Case(Case::Lower)),
            _ => {
                let outside = self
                    .spec
                    .alphabet
                    .as_ref()
                    .is_some_and(|alphabet| !alphabet.contains(c));
                outside.then_some(Wrong::Alphabet(c))
            }
        };
        let (at, what) = code.char_indices().find_map(|(at, c)| Some((at, wrong(c)?)))?;
        Some(Misfit {
            segment: None,
            at,
            what,
        })
    }

    fn read(
        &self,
        segment: usize,
        so_far: &Reading<'_>,
        furthest: &mut Option<Misfit>,
    ) -> Option<Vec<Piece>> {
        let Some(spec) = self.spec.segments.get(segment) else {
            if so_far.rest().is_empty() {
                return Some(so_far.pieces.clone());
            }
            fail(furthest, None, so_far.end(), Wrong::TooLong);
            return None;
        };
        for (length, meaning) in self.fitting(segment, spec, so_far, furthest) {
            let found = self.read(segment + 1, &so_far.with(segment, length, meaning), furthest);
            if found.is_some() {
                return found;
            }
        }
        if spec.optional {
            return self.read(segment + 1, so_far, furthest);
        }
        None
    }

    /// The ways in which the rest of a code may begin with a part: how many bytes, and what they mean. The longest first.
    fn fitting(
        &self,
        segment: usize,
        spec: &SegmentSpec,
        so_far: &Reading<'_>,
        furthest: &mut Option<Misfit>,
    ) -> Vec<(usize, Option<String>)> {
        let rest = so_far.rest();
        let begins = |text: &str| rest.starts_with(text);
        let first = |characters: usize| -> Option<&str> {
            let end = rest
                .char_indices()
                .nth(characters)
                .map_or(rest.len(), |(at, _)| at);
            (rest.chars().take(characters).count() == characters).then(|| &rest[..end])
        };
        let (found, wrong) = match &spec.part {
            Part::Literal(text) => {
                let found = begins(text).then_some((text.len(), None));
                (found.into_iter().collect(), Wrong::Literal(text.clone()))
            }
            Part::Values(values) => {
                let here = self.values_here(values, so_far);
                let mut found: Vec<_> = here
                    .into_iter()
                    .flatten()
                    .filter(|(text, _)| begins(text))
                    .map(|(text, meaning)| (text.len(), Some(meaning.clone())))
                    .collect();
                found.sort_by_key(|&(length, _)| std::cmp::Reverse(length));
                let texts = here.into_iter().flatten().map(|(text, _)| text.clone()).collect();
                (found, Wrong::Values(texts))
            }
            Part::Serial(serial) => {
                let text = first(serial.width as usize).filter(|text| serial.read(text).is_some());
                let found = text.map(|text| (text.len(), None));
                (found.into_iter().collect(), Wrong::Serial(serial.width))
            }
            Part::Date(pattern) => {
                let text = first(date::width(pattern)).filter(|text| date::fits(pattern, text));
                let found = text.map(|text| (text.len(), None));
                (found.into_iter().collect(), Wrong::Date(pattern.clone()))
            }
            Part::Check(check) => {
                let over: String = if check.of.is_empty() {
                    so_far.code[..so_far.end()].to_owned()
                } else {
                    let named = check.of.iter().filter_map(|name| self.segment(name));
                    named.filter_map(|part| so_far.text(part)).collect()
                };
                let computed = check.kind.compute(&over).unwrap_or_default();
                let found = begins(&computed).then_some((computed.len(), None));
                (found.into_iter().collect::<Vec<_>>(), Wrong::Check(computed))
            }
        };
        if found.is_empty() && !spec.optional {
            let what = if rest.is_empty() { Wrong::TooShort } else { wrong };
            fail(furthest, Some(segment), so_far.end(), what);
        }
        found
    }

    /// The texts that may stand in a part, given what stands before it.
    fn values_here<'r>(
        &self,
        values: &'r Values,
        so_far: &Reading<'_>,
    ) -> Option<&'r BTreeMap<String, String>> {
        let parent = match &values.within {
            None => "",
            Some(name) => so_far.text(self.segment(name)?)?,
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
            let per = serial.per.iter().filter_map(|name| self.segment(name));
            counter = per.map(text).collect::<Vec<_>>().join("/");
        }
        Decoded {
            number,
            counter,
            pieces,
        }
    }
}

fn fail(furthest: &mut Option<Misfit>, segment: Option<usize>, at: usize, what: Wrong) {
    if furthest.as_ref().is_none_or(|other| at > other.at) {
        *furthest = Some(Misfit { segment, at, what });
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
        assert_eq!(decoded.pieces[2].meaning.as_deref(), Some("钢材"));
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
