//! A rule that was found to make sense, and what is wrong with one that does not.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::text::{list, tick};

use super::{Case, Digits, Part, RuleSpec, SegmentSpec, Serial, Values, date};

/// A rule whose parts fit together.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// What was approved.
    pub spec: RuleSpec,
    /// For each part with values, the lengths of its texts in bytes, the longest first.
    pub(super) lengths: Vec<Vec<usize>>,
}

/// What is wrong with a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The part, by number; none for the rule as a whole.
    pub segment: Option<usize>,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub help: String,
}

impl Rule {
    /// Makes sure that the parts of a rule fit together.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn new(name: &str, spec: RuleSpec) -> Result<Self, Vec<Problem>> {
        let mut check = Checker {
            spec: &spec,
            problems: Vec::new(),
        };
        check.whole();
        for at in 0..spec.segments.len() {
            check.segment(at);
        }
        if check.problems.is_empty() {
            Ok(Self {
                name: name.to_owned(),
                lengths: spec.segments.iter().map(lengths).collect(),
                spec,
            })
        } else {
            Err(check.problems)
        }
    }

    /// The part of that name.
    #[must_use]
    pub fn segment(&self, name: &str) -> Option<usize> {
        find(&self.spec, name)
    }

    /// The running number, if there is one, and which part it is.
    #[must_use]
    pub fn serial(&self) -> Option<(usize, &Serial)> {
        let parts = self.spec.segments.iter().enumerate();
        let mut serials = parts.filter_map(|(at, segment)| match &segment.part {
            Part::Serial(serial) => Some((at, serial)),
            _ => None,
        });
        serials.next()
    }
}

/// The part of that name.
fn find(spec: &RuleSpec, name: &str) -> Option<usize> {
    let named = |segment: &SegmentSpec| segment.name.as_deref() == Some(name);
    spec.segments.iter().position(named)
}

/// The most characters that a part takes.
pub(super) fn longest(segment: &SegmentSpec) -> usize {
    match &segment.part {
        Part::Literal(text) => text.chars().count(),
        Part::Values(values) => all_texts(values)
            .map(|text| text.chars().count())
            .max()
            .unwrap_or(0),
        Part::Serial(serial) => serial.width as usize,
        Part::Date(pattern) => date::width(pattern),
        Part::Check(check) => check.kind.length(),
    }
}

fn lengths(segment: &SegmentSpec) -> Vec<usize> {
    let Part::Values(values) = &segment.part else {
        return Vec::new();
    };
    let mut lengths: Vec<usize> = all_texts(values).map(str::len).collect();
    lengths.sort_unstable_by(|a, b| b.cmp(a));
    lengths.dedup();
    lengths
}

fn all_texts(values: &Values) -> impl Iterator<Item = &str> {
    values
        .by_parent
        .values()
        .flat_map(BTreeMap::keys)
        .map(String::as_str)
}

impl Rule {
    /// Every character that a code of the rule may have.
    #[must_use]
    pub fn every_character(&self) -> BTreeSet<char> {
        let mut all = BTreeSet::new();
        for segment in &self.spec.segments {
            match &segment.part {
                Part::Literal(text) => all.extend(text.chars()),
                Part::Values(values) => all.extend(all_texts(values).flat_map(str::chars)),
                Part::Serial(serial) => all.extend(serial.digits.alphabet().chars()),
                Part::Date(_) => all.extend(Digits::Decimal.alphabet().chars()),
                Part::Check(check) => all.extend(check.kind.alphabet().chars()),
            }
        }
        if let Some(alphabet) = &self.spec.alphabet {
            all.retain(|&c| alphabet.contains(c));
        }
        all
    }

    /// The most characters that a code of the rule has.
    #[must_use]
    pub fn longest(&self) -> usize {
        self.spec.segments.iter().map(longest).sum()
    }
}

impl Serial {
    /// How many numbers the width holds.
    #[must_use]
    pub fn space(&self) -> u64 {
        self.digits.base().saturating_pow(self.width)
    }

    /// The number as it is written.
    #[must_use]
    pub fn write(&self, mut number: u64) -> String {
        let alphabet = self.digits.alphabet().as_bytes();
        let mut text = vec![alphabet[0]; self.width as usize];
        for place in text.iter_mut().rev() {
            *place = alphabet[usize::try_from(number % self.digits.base()).expect("a small base")];
            number /= self.digits.base();
        }
        String::from_utf8(text).expect("ASCII")
    }

    /// The number that is written; none when it is none.
    #[must_use]
    pub fn read(&self, text: &str) -> Option<u64> {
        text.chars().try_fold(0_u64, |number, c| {
            let digit = self.digits.alphabet().find(c)? as u64;
            number.checked_mul(self.digits.base())?.checked_add(digit)
        })
    }

    /// Whether trueup never issues a number.
    #[must_use]
    pub fn is_reserved(&self, number: u64) -> bool {
        self.reserved
            .iter()
            .any(|&(first, last)| (first..=last).contains(&number))
    }
}

struct Checker<'a> {
    spec: &'a RuleSpec,
    problems: Vec<Problem>,
}

impl Checker<'_> {
    fn say(&mut self, segment: impl Into<Option<usize>>, what: impl Into<String>, help: impl Into<String>) {
        self.problems.push(Problem {
            segment: segment.into(),
            what: what.into(),
            help: help.into(),
        });
    }

    fn whole(&mut self) {
        let spec = self.spec;
        if spec.segments.iter().all(|segment| segment.optional) {
            self.say(None, "a code may be empty", "make one part not optional");
        }
        let serials = spec
            .segments
            .iter()
            .enumerate()
            .filter(|(_, segment)| matches!(segment.part, Part::Serial(_)));
        for (at, _) in serials.skip(1) {
            self.say(
                at,
                "a second running number in one code",
                "keep one part with `serial`",
            );
        }
        let longest: usize = spec.segments.iter().map(longest).sum();
        if let Some(most) = spec.max_length.filter(|most| longest > *most as usize) {
            self.say(
                None,
                format!("codes of this rule have up to {longest} characters, and `max_length` is {most}"),
                "make a part shorter, or allow more",
            );
        }
        let mut names = BTreeSet::new();
        for (at, segment) in spec.segments.iter().enumerate() {
            if let Some(name) = &segment.name
                && !names.insert(name)
            {
                let what = format!("two parts of one code are called {}", tick(name));
                self.say(at, what, "give one of them another name");
            }
        }
    }

    fn segment(&mut self, at: usize) {
        let segment = &self.spec.segments[at];
        let capitals = match &segment.part {
            Part::Serial(serial) => serial.digits == Digits::Unambiguous,
            Part::Check(check) => check.kind.alphabet().contains(char::is_alphabetic),
            _ => false,
        };
        if capitals && self.spec.case == Case::Lower {
            self.say(
                at,
                "this part has capitals, and the rule's case is lower",
                "use digits only here, or set `case: exact`",
            );
        }
        match &segment.part {
            Part::Literal(text) => self.text(at, text),
            Part::Values(values) => self.values(at, values),
            Part::Serial(serial) => self.serial(at, serial, segment.optional),
            Part::Date(pattern) => {
                if date::parse(pattern).is_none() {
                    let what = format!("{} is not made of parts of a date", tick(pattern));
                    self.say(at, what, "use YYYY, YY, MM, DD, WW, JJJ and Q, such as `YYMM`");
                }
            }
            Part::Check(check) => self.check(at, check, segment.optional),
        }
    }

    /// A text that the rule's own case and alphabet must allow.
    fn text(&mut self, at: usize, text: &str) {
        if text.is_empty() {
            self.say(
                at,
                "an empty text",
                "write the characters, or make the part `optional`",
            );
        }
        let wrong_case = match self.spec.case {
            Case::Upper => text.chars().any(char::is_lowercase),
            Case::Lower => text.chars().any(char::is_uppercase),
            Case::Exact => false,
        };
        if wrong_case {
            let what = format!("{} is not of the rule's case", tick(text));
            self.say(at, what, "write it so, or set `case: exact`");
        }
        if let Some(alphabet) = &self.spec.alphabet
            && let Some(odd) = text.chars().find(|&c| !alphabet.contains(c))
        {
            let what = format!(
                "{} has {}, which is not in `alphabet`",
                tick(text),
                tick(&odd.to_string())
            );
            self.say(at, what, "change the one or the other");
        }
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            let what = format!("{} has a blank or an invisible character", tick(text));
            self.say(
                at,
                what,
                "ERPs trim blanks, and people lose them; use another separator",
            );
        }
    }

    fn values(&mut self, at: usize, values: &Values) {
        let texts: BTreeSet<String> = all_texts(values).map(str::to_owned).collect();
        if texts.is_empty() {
            self.say(at, "a part without values", "name the texts that may stand here");
        }
        for text in &texts {
            self.text(at, text);
        }
        let Some(parent) = &values.within else { return };
        let Some(known) = self.before(at, parent).and_then(|part| match part {
            Part::Values(values) => Some(all_texts(values).map(str::to_owned).collect::<BTreeSet<_>>()),
            _ => None,
        }) else {
            let what = format!(
                "{} is not the name of a part with values before this one",
                tick(parent)
            );
            self.say(at, what, self.names_before(at));
            return;
        };
        for given in values.by_parent.keys().filter(|given| !known.contains(*given)) {
            let what = format!("{} is no value of {}", tick(given), tick(parent));
            self.say(at, what, format!("its values are {}", list(&known, 12)));
        }
        if self.spec.segments[at].optional {
            return;
        }
        let missing: Vec<&String> = known
            .iter()
            .filter(|text| !values.by_parent.contains_key(*text))
            .collect();
        if !missing.is_empty() {
            let what = format!("nothing may follow {} of {}", list(missing, 6), tick(parent));
            self.say(
                at,
                what,
                "give these values of their own, or make the part `optional`",
            );
        }
    }

    fn serial(&mut self, at: usize, serial: &Serial, optional: bool) {
        if optional {
            self.say(at, "a running number cannot be left out", "remove `optional`");
        }
        let most = match serial.digits {
            Digits::Decimal => 18,
            Digits::Unambiguous => 12,
        };
        if !(1..=most).contains(&serial.width) {
            self.say(
                at,
                format!("a running number has 1 to {most} characters"),
                "change `serial`",
            );
            return;
        }
        let space = serial.space();
        if serial.start >= space {
            let what = format!(
                "the running number starts at {}, beyond its last one",
                serial.start
            );
            self.say(at, what, "start lower, or give it more characters");
        }
        for &(first, last) in &serial.reserved {
            if first > last || last >= space {
                let what = format!("{first} to {last} is no range of the running number");
                self.say(at, what, "the first is not above the last, and both have room");
            }
        }
        for name in &serial.per {
            match self.before(at, name) {
                Some(Part::Values(_) | Part::Date(_)) => {}
                Some(_) => {
                    let what = format!("the running number cannot start anew for each {}", tick(name));
                    self.say(at, what, "name parts with values or dates");
                }
                None => {
                    let what = format!("{} is not the name of a part before this one", tick(name));
                    self.say(at, what, self.names_before(at));
                }
            }
        }
    }

    fn check(&mut self, at: usize, check: &super::Check, optional: bool) {
        if optional {
            self.say(at, "a check character cannot be left out", "remove `optional`");
        }
        let mut covered = Vec::new();
        for name in &check.of {
            match self.spec.segments[..at]
                .iter()
                .position(|s| s.name.as_ref() == Some(name))
            {
                Some(part) => covered.push(part),
                None => {
                    let what = format!("{} is not the name of a part before this one", tick(name));
                    self.say(at, what, self.names_before(at));
                }
            }
        }
        if check.of.is_empty() {
            covered.extend(0..at);
        }
        let counts = |&part: &usize| longest(&self.spec.segments[part]) > 0;
        if !covered.iter().any(counts) {
            self.say(
                at,
                "a check character over nothing",
                "put it behind what it checks",
            );
        }
        if check.kind.takes_letters() {
            return;
        }
        let with_letters = covered
            .into_iter()
            .find(|&part| has_letters(&self.spec.segments[part].part));
        if let Some(part) = with_letters {
            let name = self.spec.segments[part].name.clone();
            let name = name.map_or(format!("part {}", part + 1), |name| tick(&name));
            let what = format!("this check digit is for digits only, and {name} may have letters");
            self.say(
                at,
                what,
                "use `iso7064-mod37-36`, or name the parts with digits: `{check: luhn, of: [number]}`",
            );
        }
    }

    /// What a part before this one holds, by its name.
    fn before(&self, at: usize, name: &str) -> Option<&Part> {
        let found = find(self.spec, name).filter(|&found| found < at)?;
        Some(&self.spec.segments[found].part)
    }

    fn names_before(&self, at: usize) -> String {
        let names: Vec<&String> = self.spec.segments[..at]
            .iter()
            .filter_map(|s| s.name.as_ref())
            .collect();
        if names.is_empty() {
            "give the parts before it names".to_owned()
        } else {
            format!("the parts before it are {}", list(names, 8))
        }
    }
}

fn has_letters(part: &Part) -> bool {
    let letters = |text: &str| text.chars().any(char::is_alphabetic);
    match part {
        Part::Literal(text) => letters(text),
        Part::Values(values) => all_texts(values).any(letters),
        Part::Serial(serial) => serial.digits == Digits::Unambiguous,
        Part::Date(_) => false,
        Part::Check(check) => check.kind.alphabet().contains(char::is_alphabetic),
    }
}
