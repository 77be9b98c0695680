//! Codes in place of those that break their rule. They are proposed only: who renames is the ERP.
//!
//! What can be kept is kept: values that stand in the old code, its date, and its running number where the new code is free.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization as _;

use super::{Case, Digits, Part, Rule, Serial, date, spoken};

/// What is known of an item that needs a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts<'a> {
    /// The code that it has.
    pub old: Option<&'a str>,
    /// The paths of its categories.
    pub categories: &'a [String],
    /// When it was made.
    pub made: Option<Date>,
}

/// A code for an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The code.
    pub code: String,
    /// The texts of the old code that it keeps.
    pub kept: Vec<String>,
}

/// Why there is no proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoProposal {
    /// A person must choose what stands in this part of the rule, by number: one of these texts.
    Choose(usize, Vec<String>),
    /// The date of this part, by number, is not known.
    Date(usize),
    /// No number is left for what it is counted per.
    Full(String),
    /// The only code that would fit belongs to another item.
    Taken(String),
    /// The parts do not fit together.
    Misread(String),
}

/// Whether a code belongs to another item than the one with the second code, however either is written.
type Taken<'r> = dyn Fn(&str, Option<&str>) -> bool + 'r;

/// Proposes one code after the other, each of them free.
pub struct Proposer<'r> {
    rules: &'r [Rule],
    taken: Box<Taken<'r>>,
    /// What was proposed, in spoken form.
    proposed: HashSet<String>,
    /// The highest number in use or proposed, by rule and what it is counted per.
    highest: HashMap<(usize, String), u64>,
}

impl<'r> Proposer<'r> {
    /// A proposer for these rules. `taken` says whether a code belongs to another item than the one whose code is the second;
    /// `highest` are the highest numbers in use.
    pub fn new(
        rules: &'r [Rule],
        taken: impl Fn(&str, Option<&str>) -> bool + 'r,
        highest: HashMap<(usize, String), u64>,
    ) -> Self {
        Self {
            rules,
            taken: Box::new(taken),
            proposed: HashSet::new(),
            highest,
        }
    }

    /// A code by the rule of this number.
    ///
    /// # Errors
    /// Why there is none.
    pub fn propose(&mut self, rule: usize, facts: Facts<'_>) -> Result<Proposal, NoProposal> {
        let spec = &self.rules[rule];
        let parts = fit(spec, facts)?;
        let mut code = None;
        let mut number_kept = None;
        if let Some((_, serial)) = spec.serial() {
            // The old number first.
            let old = parts.number.filter(|&number| {
                number >= serial.start && number < serial.space() && !serial.is_reserved(number)
            });
            if let Some(number) = old {
                let candidate = put(spec, &parts.texts, Some(number));
                if self.free(&candidate, facts.old) {
                    number_kept = parts.number_text.clone();
                    code = Some(candidate);
                }
            }
            if code.is_none() {
                code = Some(self.numbered(rule, serial, &parts, facts.old)?);
            }
        }
        let code = match code {
            Some(code) => code,
            None => {
                let candidate = put(spec, &parts.texts, None);
                if !self.free(&candidate, facts.old) {
                    return Err(NoProposal::Taken(candidate));
                }
                candidate
            }
        };
        if spec.decode(&code).is_err() {
            return Err(NoProposal::Misread(code));
        }
        self.proposed.insert(spoken(&code));
        let mut kept = parts.kept;
        kept.extend(number_kept);
        Ok(Proposal { code, kept })
    }

    fn free(&self, code: &str, old: Option<&str>) -> bool {
        !self.proposed.contains(&spoken(code)) && !(self.taken)(code, old)
    }

    /// The code with the next number that is free.
    fn numbered(
        &mut self,
        rule: usize,
        serial: &Serial,
        parts: &Fitted,
        old: Option<&str>,
    ) -> Result<String, NoProposal> {
        let spec = &self.rules[rule];
        let counter = counter(spec, serial, &parts.texts);
        let full = || NoProposal::Full(counter.clone());
        let key = (rule, counter.clone());
        let mut number = match self.highest.get(&key) {
            None => serial.start,
            Some(highest) => highest.checked_add(1).ok_or_else(full)?.max(serial.start),
        };
        loop {
            while let Some((_, last)) = serial
                .reserved
                .iter()
                .find(|(first, last)| (*first..=*last).contains(&number))
            {
                number = last.checked_add(1).ok_or_else(full)?;
            }
            if number >= serial.space() {
                return Err(full());
            }
            let candidate = put(spec, &parts.texts, Some(number));
            if self.free(&candidate, old) {
                self.highest.insert(key, number);
                return Ok(candidate);
            }
            number += 1;
        }
    }
}

/// What was found for the parts of a code.
struct Fitted {
    /// By number of the part; none where it is left out, counted or computed.
    texts: Vec<Option<String>>,
    /// The running number of the old code.
    number: Option<u64>,
    number_text: Option<String>,
    kept: Vec<String>,
}

/// Reads what it can from the old code, and the rest from the item.
fn fit(rule: &Rule, facts: Facts<'_>) -> Result<Fitted, NoProposal> {
    let old = tidy(rule, facts.old.unwrap_or_default());
    let mut rest = old.as_str();
    let mut fitted = Fitted {
        texts: Vec::with_capacity(rule.spec.segments.len()),
        number: None,
        number_text: None,
        kept: Vec::new(),
    };
    for (at, segment) in rule.spec.segments.iter().enumerate() {
        let behind = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let text = match &segment.part {
            Part::Literal(text) => {
                let found = [rest, behind]
                    .into_iter()
                    .find_map(|rest| rest.strip_prefix(text.as_str()));
                // Other letters stand in its place.
                let instead = if text.contains(char::is_alphabetic) && !segment.optional {
                    without_letters(behind)
                } else {
                    rest
                };
                rest = found.unwrap_or(instead);
                (found.is_some() || !segment.optional).then(|| text.clone())
            }
            Part::Values(values) => {
                let parent = match values.within.as_ref().and_then(|name| rule.segment(name)) {
                    None => Some(""),
                    Some(parent) => fitted.texts[parent].as_deref(),
                };
                let here = parent.and_then(|parent| values.by_parent.get(parent));
                let texts: Vec<&String> = here.into_iter().flatten().map(|(text, _)| text).collect();
                let begins = [rest, behind].into_iter().find_map(|rest| {
                    let fits = texts.iter().filter(|text| rest.starts_with(text.as_str()));
                    Some((rest, *fits.max_by_key(|text| text.len())?))
                });
                let named = || {
                    let mut named = here.into_iter().flatten().filter(|(_, title)| {
                        let names = facts.categories.iter().flat_map(|path| path.split('/'));
                        names.into_iter().any(|name| name.trim() == title.trim())
                    });
                    named.next().filter(|_| named.next().is_none())
                };
                if let Some((from, text)) = begins {
                    rest = &from[text.len()..];
                    fitted.kept.push(text.clone());
                    Some(text.clone())
                } else if segment.optional {
                    None
                } else if let Some((text, _)) = named() {
                    rest = without_letters(behind);
                    Some(text.clone())
                } else if let [only] = texts.as_slice() {
                    rest = without_letters(behind);
                    Some((*only).clone())
                } else {
                    return Err(NoProposal::Choose(at, texts.into_iter().cloned().collect()));
                }
            }
            Part::Date(pattern) => {
                let width = date::width(pattern);
                let there = behind.get(..width).filter(|text| date::fits(pattern, text));
                if let Some(text) = there {
                    rest = &behind[width..];
                    fitted.kept.push(text.to_owned());
                    Some(text.to_owned())
                } else if segment.optional {
                    None
                } else {
                    let made = facts.made.ok_or(NoProposal::Date(at))?;
                    Some(date::write(pattern, made))
                }
            }
            Part::Serial(serial) => {
                let check = rule.spec.segments.get(at + 1).map(|next| &next.part);
                let more = match check {
                    Some(Part::Check(check)) => check.kind.length(),
                    _ => 0,
                };
                let (number, text, after) = old_number(serial, more, behind);
                if number.is_some() {
                    rest = after;
                }
                (fitted.number, fitted.number_text) = (number, text);
                None
            }
            Part::Check(_) => None,
        };
        fitted.texts.push(text);
    }
    Ok(fitted)
}

/// A text without the letters that it begins with, which stand in the place of others.
fn without_letters(text: &str) -> &str {
    text.trim_start_matches(char::is_alphabetic)
}

/// The old code in the rule's case, without full-width forms and blanks.
fn tidy(rule: &Rule, code: &str) -> String {
    let forms = code.nfkc().filter(|c| !c.is_whitespace());
    let plain = forms.map(|c| {
        if c.is_ascii() {
            c.to_string()
        } else {
            crate::base::text::skeleton(&c.to_string())
        }
    });
    let plain: String = plain.collect();
    match rule.spec.case {
        Case::Upper => plain.to_uppercase(),
        Case::Lower => plain.to_lowercase(),
        Case::Exact => plain,
    }
}

/// The number that a text begins with, though O may stand for 0 in it: its value, its text, and what follows. Where `behind`
/// characters of a check digit may follow, as many digits more are those.
fn old_number<'t>(serial: &Serial, behind: usize, text: &'t str) -> (Option<u64>, Option<String>, &'t str) {
    let width = serial.width as usize;
    let digit = |c: char| match (serial.digits, c.to_ascii_uppercase()) {
        (_, digit) if serial.digits.alphabet().contains(digit) => Some(digit),
        (_, 'O' | 'Q') => Some('0'),
        (_, 'I' | 'L') => Some('1'),
        (Digits::Decimal, 'Z') => Some('2'),
        (Digits::Decimal, 'S') => Some('5'),
        (Digits::Decimal, 'B') => Some('8'),
        _ => None,
    };
    // Each stands for one character of ASCII, so that places are the same.
    let mut digits: String = text.chars().map_while(digit).collect();
    if digits.len() == width + behind || serial.digits == Digits::Unambiguous {
        digits.truncate(width);
    }
    let (written, after) = text.split_at(digits.len());
    // Letters only are no number, and a word is none that begins with some.
    if !written.contains(|c: char| c.is_ascii_digit()) {
        return (None, None, text);
    }
    let significant = digits.trim_start_matches('0');
    let number = if significant.is_empty() {
        Some(0)
    } else {
        serial.read(significant)
    };
    (number, Some(written.to_owned()), after)
}

/// The texts for which the running number is counted, joined as [`super::Decoded`] has them.
fn counter(rule: &Rule, serial: &Serial, texts: &[Option<String>]) -> String {
    let parts = serial.per.iter().map(|name| {
        let text = rule.segment(name).and_then(|at| texts[at].as_deref());
        text.unwrap_or_default()
    });
    parts.collect::<Vec<_>>().join("/")
}

/// A code from its parts.
fn put(rule: &Rule, texts: &[Option<String>], number: Option<u64>) -> String {
    let mut code = String::new();
    let mut ranges = vec![0..0; texts.len()];
    for (at, segment) in rule.spec.segments.iter().enumerate() {
        let start = code.len();
        match &segment.part {
            Part::Serial(serial) => code.push_str(&serial.write(number.unwrap_or_default())),
            Part::Check(check) => {
                let over = if check.of.is_empty() {
                    code.clone()
                } else {
                    let parts = check.of.iter().filter_map(|name| rule.segment(name));
                    parts.map(|part| &code[ranges[part].clone()]).collect()
                };
                code.push_str(&check.kind.compute(&over).unwrap_or_default());
            }
            Part::Literal(_) | Part::Values(_) | Part::Date(_) => {
                code.push_str(texts[at].as_deref().unwrap_or_default());
            }
        }
        ranges[at] = start..code.len();
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::tests::raw_material;

    fn propose(proposer: &mut Proposer<'_>, old: &str, category: &str) -> Result<Proposal, NoProposal> {
        let categories = [category.to_owned()];
        proposer.propose(
            0,
            Facts {
                old: Some(old),
                categories: &categories,
                made: "2026-03-01".parse().ok(),
            },
        )
    }

    fn stem(proposal: Result<Proposal, NoProposal>) -> (String, Vec<String>) {
        let proposal = proposal.unwrap();
        let rule = raw_material();
        let decoded = rule.decode(&proposal.code).unwrap();
        let check = decoded.pieces.last().unwrap().range.start;
        (proposal.code[..check].to_owned(), proposal.kept)
    }

    #[test]
    fn what_can_be_kept_is_kept() {
        let rules = [raw_material()];
        let highest = HashMap::from([((0, "RM/ST".to_owned()), 500)]);
        let mut proposer = Proposer::new(&rules, |code, _| code.starts_with("RM-ST-00007"), highest);
        for (old, wanted, kept) in [
            ("rm-st-00417", "RM-ST-00417", vec!["RM", "ST", "00417"]),
            ("RMST418", "RM-ST-00418", vec!["RM", "ST", "418"]),
            ("ＲＭ＿ＳＴ　０４１９", "RM-ST-00419", vec!["RM", "ST", "0419"]),
            // The check character is wrong, and no digit of the number.
            ("RM-ST-004210", "RM-ST-00421", vec!["RM", "ST", "00421"]),
            ("RM/ST-OO42O", "RM-ST-00420", vec!["RM", "ST", "OO42O"]),
            // Its number belongs to another item, so that it gets the next one; and so does the one after it.
            ("RM-ST-7", "RM-ST-00501", vec!["RM", "ST"]),
            ("RM-ST-X", "RM-ST-00502", vec!["RM", "ST"]),
            ("RM-ST-00420", "RM-ST-00503", vec!["RM", "ST"]),
            ("RM-AL-X", "RM-AL-00001", vec!["RM", "AL"]),
        ] {
            let (code, was) = stem(propose(&mut proposer, old, "原材料"));
            assert_eq!(
                (code.as_str(), was.iter().map(String::as_str).collect()),
                (wanted, kept),
                "{old}"
            );
        }
    }

    #[test]
    fn categories_choose_where_the_old_code_does_not() {
        let rules = [raw_material()];
        let mut proposer = Proposer::new(&rules, |_, _| false, HashMap::new());
        assert_eq!(
            stem(propose(&mut proposer, "bolt", "原材料/铝材")).0,
            "RM-AL-00001"
        );
        assert_eq!(stem(propose(&mut proposer, "", "成品")).0, "FG-PC-00001");
        // Letters of another rule give way, and the number stays.
        assert_eq!(
            stem(propose(&mut proposer, "XX-YY-00042", "原材料/铝材")),
            ("RM-AL-00042".to_owned(), vec!["00042".to_owned()])
        );
        assert_eq!(
            propose(&mut proposer, "bolt", "原材料/板材"),
            Err(NoProposal::Choose(2, vec!["AL".into(), "ST".into()]))
        );
        assert_eq!(
            propose(&mut proposer, "bolt", "办公用品"),
            Err(NoProposal::Choose(0, vec!["FG".into(), "RM".into()]))
        );
    }

    #[test]
    fn the_end_of_the_numbers_is_said() {
        let rules = [raw_material()];
        let highest = HashMap::from([((0, "RM/ST".to_owned()), 99_998)]);
        let mut proposer = Proposer::new(&rules, |_, _| false, highest);
        assert_eq!(stem(propose(&mut proposer, "RM-ST-X", "")).0, "RM-ST-99999");
        assert_eq!(
            propose(&mut proposer, "RM-ST-X", ""),
            Err(NoProposal::Full("RM/ST".into()))
        );
    }

    #[test]
    fn dates_are_those_of_the_old_code_or_of_the_item() {
        let spec = serde_json::json!({"segments": [
            {"part": {"literal": "D"}}, {"part": {"date": "YYMM"}}, {"name": "n", "part": {"serial": {"width": 3, "start": 1, "gaps": true}}}
        ]});
        let rules = [Rule::new("dated", serde_json::from_value(spec).unwrap()).unwrap()];
        let mut proposer = Proposer::new(&rules, |_, _| false, HashMap::new());
        let code = |proposal: Result<Proposal, NoProposal>| proposal.unwrap().code;
        assert_eq!(code(propose(&mut proposer, "d-2511-7", "")), "D2511007");
        assert_eq!(code(propose(&mut proposer, "x", "")), "D2603001");
        let unknown = proposer.propose(0, Facts::default());
        assert_eq!(unknown, Err(NoProposal::Date(1)));
    }

    #[test]
    fn without_a_number_there_is_one_code() {
        let spec = serde_json::json!({"segments": [
            {"name": "kind", "part": {"values": {"by_parent": {"": {"A": "a", "B": "b"}}}}}, {"part": {"literal": "1"}}
        ]});
        let rules = [Rule::new("short", serde_json::from_value(spec).unwrap()).unwrap()];
        let mut proposer = Proposer::new(
            &rules,
            |code, old| code == "A1" && old != Some("a1"),
            HashMap::new(),
        );
        assert_eq!(
            propose(&mut proposer, "a2", ""),
            Err(NoProposal::Taken("A1".into()))
        );
        assert_eq!(propose(&mut proposer, "a1", "").unwrap().code, "A1");
        assert_eq!(propose(&mut proposer, "b", "").unwrap().code, "B1");
        assert_eq!(
            propose(&mut proposer, "b", ""),
            Err(NoProposal::Taken("B1".into()))
        );
    }
}
