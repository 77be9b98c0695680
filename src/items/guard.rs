//! Rules in the form in which a database can hold codes against them: every way to put a code together, spelled out by
//! position. A code fits the rule exactly when it fits one of these forms; an ERP's database needs no reading back and forth.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::base::text::list;

use super::{CheckDigit, Digits, Enforce, Part, Rule, Scope, Values, date};

/// More forms than this are left to `items check`: a trigger that tries them all would slow the ERP down.
const MOST_FORMS: usize = 256;
/// The longest code that a trigger takes apart.
const MOST_CHARACTERS: u32 = 150;

/// A rule as the database's guard knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardSpec {
    /// Whether codes that break the rule are refused; otherwise it is only known as one that a code may fit.
    pub refuses: bool,
    /// Which items it is for.
    pub scope: GuardScope,
    /// What people are told: the rule by its title, and how its codes are put together.
    pub wants: String,
    /// Every way to put a code together.
    pub forms: Vec<Form>,
}

/// Which items a rule is for: those that fit one pattern of every list that is not empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardScope {
    /// Paths of categories, name by name; `*` is one name and `**` any path or none.
    pub category: Vec<Vec<String>>,
    /// Types of items.
    pub kind: Vec<String>,
    /// Companies.
    pub company: Vec<String>,
}

/// One way to put a code together: so many characters, each part at its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// How many characters.
    pub length: u32,
    /// What stands where.
    pub parts: Vec<Place>,
    /// Its check characters.
    pub checks: Vec<Checked>,
}

/// What stands at a place. Places are first character, from one, and number of characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Place {
    /// One of these texts; of several places, joined by [`Place::JOINT`].
    Texts {
        /// Where.
        at: Vec<(u32, u32)>,
        /// The texts.
        texts: Vec<String>,
    },
    /// Nothing but these characters.
    Chars {
        /// Where.
        at: (u32, u32),
        /// The characters.
        chars: String,
    },
    /// A number in this range. Another place says that there are digits.
    Range {
        /// Where.
        at: (u32, u32),
        /// The smallest.
        first: u32,
        /// The largest.
        last: u32,
    },
}

/// A check character of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// How it is computed.
    pub kind: CheckDigit,
    /// The characters that count, from one, in the order in which they count.
    pub over: Vec<u32>,
    /// Its first character.
    pub at: u32,
}

impl Place {
    /// Joins the texts of two places; no code has this character.
    pub const JOINT: char = '\u{1f}';
}

/// Why a rule has no form that a database could check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooManyForms;

/// What kind of character stands at a place, as check characters see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    /// A digit.
    Digit,
    /// A letter from A to Z, or maybe a digit.
    Letter,
    /// Passed over: a separator.
    Mark,
    /// A letter that no check character can be computed over.
    Foreign,
}

fn class(c: char) -> Class {
    match c.to_digit(36) {
        Some(value) if value < 10 => Class::Digit,
        Some(_) => Class::Letter,
        None if c.is_alphabetic() => Class::Foreign,
        None => Class::Mark,
    }
}

/// What a part was given in a form under way.
#[derive(Debug, Clone)]
struct Taken {
    start: u32,
    classes: Vec<Class>,
    /// The texts that may stand there, where they are listed.
    texts: BTreeSet<String>,
}

struct Compiler<'r> {
    rule: &'r Rule,
    /// Without a check character the kinds of characters make no difference.
    checked: bool,
    taken: Vec<Option<Taken>>,
    end: u32,
    parts: Vec<Place>,
    checks: Vec<Checked>,
    forms: Vec<Form>,
    /// How many ways were tried, different or not.
    ways: usize,
}

impl Rule {
    /// The rule as a database's guard knows it.
    ///
    /// # Errors
    /// When its codes can be put together in too many ways.
    pub fn guard(&self) -> Result<GuardSpec, TooManyForms> {
        let checked = |segment: &super::SegmentSpec| matches!(segment.part, Part::Check(_));
        let mut compiler = Compiler {
            rule: self,
            checked: self.spec.segments.iter().any(checked),
            taken: vec![None; self.spec.segments.len()],
            end: 0,
            parts: Vec::new(),
            checks: Vec::new(),
            forms: Vec::new(),
            ways: 0,
        };
        compiler.from(0)?;
        Ok(GuardSpec {
            refuses: self.spec.enforce == Enforce::Reject,
            scope: GuardScope::of(&self.spec.applies_to),
            wants: self.wants(),
            forms: compiler.forms,
        })
    }

    /// The rule in words, for a message of the database.
    fn wants(&self) -> String {
        let part = |segment: &super::SegmentSpec| {
            let name = segment.name.as_deref();
            let text = match &segment.part {
                Part::Literal(text) => format!("\"{text}\""),
                Part::Values(values) => {
                    let texts: BTreeSet<&String> =
                        values.by_parent.values().flat_map(BTreeMap::keys).collect();
                    format!("{} ({})", name.unwrap_or("value"), list(texts, 8))
                }
                Part::Serial(serial) => {
                    let what = match serial.digits {
                        Digits::Decimal => "digits",
                        Digits::Unambiguous => "digits or capitals without I, L, O, U",
                    };
                    format!("{} ({} {what})", name.unwrap_or("number"), serial.width)
                }
                Part::Date(pattern) => format!("date ({pattern})"),
                Part::Check(check) if check.kind.length() > 1 => "two check characters".to_owned(),
                Part::Check(_) => "check character".to_owned(),
            };
            if segment.optional {
                format!("[{text}]")
            } else {
                text
            }
        };
        let parts: Vec<String> = self.spec.segments.iter().map(part).collect();
        let title = self.spec.title.as_ref().map(|title| format!(" ({title})"));
        let parts = parts.join(" ");
        format!(
            "{}{}, which asks for {parts}",
            self.name,
            title.unwrap_or_default()
        )
    }
}

impl GuardScope {
    fn of(scope: &Scope) -> Self {
        let names = |path: &String| path.split('/').map(|name| name.trim().to_owned()).collect();
        Self {
            category: scope.category.iter().map(names).collect(),
            kind: scope.kind.clone(),
            company: scope.company.clone(),
        }
    }
}

impl Compiler<'_> {
    /// Completes the form under way from a part on, in every way.
    fn from(&mut self, at: usize) -> Result<(), TooManyForms> {
        let rule = self.rule;
        let Some(segment) = rule.spec.segments.get(at) else {
            return self.complete();
        };
        match &segment.part {
            Part::Literal(text) => self.texts(at, None, [(String::new(), text.clone())].into())?,
            Part::Values(values) => self.values(at, values)?,
            Part::Serial(serial) => {
                let of = match serial.digits {
                    Digits::Decimal => Class::Digit,
                    Digits::Unambiguous => Class::Letter,
                };
                let width = serial.width;
                let place = Place::Chars {
                    at: (self.end + 1, width),
                    chars: serial.digits.alphabet().to_owned(),
                };
                self.take(at, vec![of; width as usize], BTreeSet::new(), vec![place])?;
            }
            Part::Date(pattern) => self.date(at, pattern)?,
            Part::Check(check) => self.check(at, check)?,
        }
        if segment.optional {
            self.from(at + 1)?;
        }
        Ok(())
    }

    fn complete(&mut self) -> Result<(), TooManyForms> {
        if self.end == 0 {
            return Ok(());
        }
        self.ways += 1;
        if self.ways > 16 * MOST_FORMS || self.end > MOST_CHARACTERS {
            return Err(TooManyForms);
        }
        let mut parts = self.parts.clone();
        parts.extend(self.rule.spec.alphabet.as_ref().map(|alphabet| Place::Chars {
            at: (1, self.end),
            chars: alphabet.clone(),
        }));
        let form = Form {
            length: self.end,
            parts,
            checks: self.checks.clone(),
        };
        if !self.forms.contains(&form) {
            self.forms.push(form);
        }
        if self.forms.len() > MOST_FORMS {
            return Err(TooManyForms);
        }
        Ok(())
    }

    /// Puts a part at the end, completes the form, and takes it away again.
    fn take(
        &mut self,
        at: usize,
        classes: Vec<Class>,
        texts: BTreeSet<String>,
        places: Vec<Place>,
    ) -> Result<(), TooManyForms> {
        let (end, parts) = (self.end, self.parts.len());
        let length = u32::try_from(classes.len()).map_err(|_| TooManyForms)?;
        self.taken[at] = Some(Taken {
            start: end + 1,
            classes,
            texts,
        });
        self.end += length;
        self.parts.extend(places);
        let done = self.from(at + 1);
        self.parts.truncate(parts);
        self.end = end;
        self.taken[at] = None;
        done
    }

    fn values(&mut self, at: usize, values: &Values) -> Result<(), TooManyForms> {
        let Some(within) = &values.within else {
            let texts = values.by_parent.get("").into_iter().flat_map(BTreeMap::keys);
            let texts = texts.map(|text| (String::new(), text.clone())).collect();
            return self.texts(at, None, texts);
        };
        let parent = self.rule.segment(within);
        let Some(taken) = parent.and_then(|parent| self.taken[parent].clone()) else {
            // What depends on a part that was left out cannot stand here.
            return Ok(());
        };
        let mut pairs = BTreeSet::new();
        for text in &taken.texts {
            let texts = values.by_parent.get(text).into_iter().flat_map(BTreeMap::keys);
            pairs.extend(texts.map(|own| (text.clone(), own.clone())));
        }
        let length = u32::try_from(taken.classes.len()).map_err(|_| TooManyForms)?;
        self.texts(at, Some((taken.start, length)), pairs)
    }

    /// Takes texts, those of one shape at a time; with the text of another part where they depend on it.
    fn texts(
        &mut self,
        at: usize,
        parent: Option<(u32, u32)>,
        pairs: BTreeSet<(String, String)>,
    ) -> Result<(), TooManyForms> {
        let mut shapes: BTreeMap<Vec<Class>, Vec<(String, String)>> = BTreeMap::new();
        for (above, text) in pairs {
            let shape = match self.checked {
                true => text.chars().map(class).collect(),
                false => vec![Class::Mark; text.chars().count()],
            };
            shapes.entry(shape).or_default().push((above, text));
        }
        for (shape, pairs) in shapes {
            let own = (
                self.end + 1,
                u32::try_from(shape.len()).map_err(|_| TooManyForms)?,
            );
            let joined = |(above, text): &(String, String)| match parent {
                Some(_) => format!("{above}{}{text}", Place::JOINT),
                None => text.clone(),
            };
            let place = Place::Texts {
                at: parent.into_iter().chain([own]).collect(),
                texts: pairs.iter().map(joined).collect(),
            };
            let texts = pairs.into_iter().map(|(_, text)| text).collect();
            self.take(at, shape, texts, vec![place])?;
        }
        Ok(())
    }

    fn date(&mut self, at: usize, pattern: &str) -> Result<(), TooManyForms> {
        let tokens = date::parse(pattern).unwrap_or_default();
        let width: usize = tokens.iter().map(|token| token.width()).sum();
        let length = u32::try_from(width).map_err(|_| TooManyForms)?;
        let mut places = vec![Place::Chars {
            at: (self.end + 1, length),
            chars: Digits::Decimal.alphabet().to_owned(),
        }];
        let mut start = self.end + 1;
        for token in tokens {
            let width = u32::try_from(token.width()).map_err(|_| TooManyForms)?;
            let (first, last) = token.range();
            places.push(Place::Range {
                at: (start, width),
                first,
                last,
            });
            start += width;
        }
        self.take(at, vec![Class::Digit; width], BTreeSet::new(), places)
    }

    fn check(&mut self, at: usize, check: &super::Check) -> Result<(), TooManyForms> {
        let of = |part: usize| self.taken[part].clone();
        let covered: Vec<Taken> = if check.of.is_empty() {
            (0..at).filter_map(of).collect()
        } else {
            let named = check.of.iter().filter_map(|name| self.rule.segment(name));
            named.filter_map(of).collect()
        };
        let mut over = Vec::new();
        let mut foreign = false;
        for taken in covered {
            for (place, class) in (taken.start..).zip(taken.classes) {
                match class {
                    Class::Digit => over.push(place),
                    Class::Letter if check.kind.takes_letters() => over.push(place),
                    Class::Letter | Class::Foreign => foreign = true,
                    Class::Mark => {}
                }
            }
        }
        if foreign || over.is_empty() {
            // Nothing can be computed over it, and then nothing is asked for.
            return self.take(at, Vec::new(), BTreeSet::new(), Vec::new());
        }
        let length = check.kind.length();
        let start = self.end + 1;
        self.checks.push(Checked {
            kind: check.kind,
            over,
            at: start,
        });
        let (marks, others): (String, String) = check
            .kind
            .alphabet()
            .chars()
            .partition(|&c| class(c) == Class::Mark);
        let plain = match others.contains(|c: char| class(c) == Class::Letter) {
            true => Class::Letter,
            false => Class::Digit,
        };
        // Another check character over this one passes over a sign.
        let mut done = Ok(());
        for (chars, class) in [(others, plain), (marks, Class::Mark)] {
            if !chars.is_empty() && done.is_ok() {
                let at_most = u32::try_from(length).map_err(|_| TooManyForms)?;
                let place = Place::Chars {
                    at: (start, at_most),
                    chars,
                };
                done = self.take(at, vec![class; length], BTreeSet::new(), vec![place]);
            }
        }
        self.checks.pop();
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::tests::raw_material;

    #[test]
    fn a_rule_is_spelled_out_by_position() {
        let spec = raw_material().guard().unwrap();
        assert!(!spec.refuses);
        assert_eq!(
            spec.wants,
            "raw-material, which asks for 大类 (`FG` and `RM`) \"-\" 中类 (`AL`, `PC` and `ST`) \"-\" 流水号 (5 digits) check character"
        );
        let [form] = &spec.forms[..] else {
            panic!("{:?}", spec.forms)
        };
        assert_eq!(form.length, 12);
        let pairs = Place::Texts {
            at: vec![(1, 2), (4, 2)],
            texts: ["FG\u{1f}PC", "RM\u{1f}AL", "RM\u{1f}ST"]
                .map(str::to_owned)
                .to_vec(),
        };
        assert!(form.parts.contains(&pairs), "{:?}", form.parts);
        let check = &form.checks[0];
        assert_eq!(
            (check.at, &check.over[..]),
            (12, &[1, 2, 4, 5, 7, 8, 9, 10, 11][..])
        );
        let back: GuardSpec = serde_json::from_str(&serde_json::to_string(&spec).unwrap()).unwrap();
        assert_eq!(back, spec);
    }

    #[test]
    fn what_may_be_left_out_gives_forms_and_too_many_are_refused() {
        let segments = |parts: usize| {
            let optional = serde_json::json!({"optional": true, "part": {"literal": "X"}});
            let mut all = vec![serde_json::json!({"part": {"literal": "A"}})];
            all.extend((0..parts).map(|_| optional.clone()));
            let spec = serde_json::json!({"segments": all, "alphabet": "AX"});
            Rule::new("x", serde_json::from_value(spec).unwrap())
                .unwrap()
                .guard()
        };
        assert_eq!(segments(3).unwrap().forms.len(), 4);
        let values: BTreeMap<String, String> = (1..=300)
            .map(|length| ("Y".repeat(length), String::new()))
            .collect();
        let spec = serde_json::json!({"segments": [{"part": {"values": {"by_parent": {"": values}}}}]});
        let rule = Rule::new("x", serde_json::from_value(spec).unwrap()).unwrap();
        assert_eq!(rule.guard(), Err(TooManyForms));
    }
}
