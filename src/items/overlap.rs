//! Whether two rules can yield the same code.
//!
//! Each rule is an automaton over characters. Their product is walked; when its end cannot be reached there is no such
//! code. Check characters and dates are taken as any of their characters there, which can only make the product larger,
//! so a code that is found is read by both rules before it is believed.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::{Part, Rule, Values, date};

/// What two rules have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Overlap {
    /// No code can be of both.
    None,
    /// This code is of both.
    Code(String),
    /// Nothing was found, and nothing was proved: the rules differ in no more than check characters or dates, or they
    /// are too large.
    Unknown,
}

/// How many places of the product are walked.
const MOST_PLACES: usize = 500_000;
/// How many codes are tried.
const MOST_CODES: usize = 50_000;

/// Whether two rules can yield the same code, with one as an example.
#[must_use]
pub fn overlap(a: &Rule, b: &Rule) -> Overlap {
    let mut product = Product {
        rules: [a, b],
        places: Vec::new(),
        known: HashMap::new(),
    };
    let starts: Vec<usize> = pairs(&spots(a, 0, &[]), &spots(b, 0, &[]))
        .into_iter()
        .map(|pair| product.place(pair))
        .collect();
    if !product.explore() {
        return Overlap::Unknown;
    }
    let alive = product.alive();
    let mut left = MOST_CODES;
    let mut code = String::new();
    for start in starts.into_iter().filter(|start| alive.contains(start)) {
        if product.search(start, &alive, &mut code, &mut left) {
            return Overlap::Code(code);
        }
    }
    if left == MOST_CODES {
        Overlap::None
    } else {
        Overlap::Unknown
    }
}

/// Where the reading of a code stands: in which part, and what is still to come of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Spot {
    segment: usize,
    inside: Inside,
    /// Texts of parts on which later ones depend.
    chosen: Vec<(usize, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Inside {
    /// Behind the last part.
    End,
    /// The rest of a text.
    Text(String),
    /// So many characters of an alphabet.
    Any(&'static str, usize),
}

/// Where a reading may stand at the beginning of a part.
fn spots(rule: &Rule, segment: usize, chosen: &[(usize, String)]) -> Vec<Spot> {
    let Some(spec) = rule.spec.segments.get(segment) else {
        return vec![Spot {
            segment,
            inside: Inside::End,
            chosen: Vec::new(),
        }];
    };
    let with = |inside: Inside| Spot {
        segment,
        inside,
        chosen: chosen.to_vec(),
    };
    let mut found = match &spec.part {
        Part::Literal(text) => vec![with(Inside::Text(text.clone()))],
        Part::Values(values) => texts(rule, segment, values, chosen),
        Part::Serial(serial) => vec![with(Inside::Any(serial.digits.alphabet(), serial.width as usize))],
        Part::Date(pattern) => vec![with(Inside::Any("0123456789", date::width(pattern)))],
        Part::Check(check) => vec![with(Inside::Any(check.kind.alphabet(), check.kind.length()))],
    };
    if spec.optional {
        found.extend(spots(rule, segment + 1, chosen));
    }
    found
}

fn texts(rule: &Rule, segment: usize, values: &Values, chosen: &[(usize, String)]) -> Vec<Spot> {
    let parent = match values.within.as_ref().and_then(|name| rule.segment(name)) {
        None => Some(""),
        Some(part) => chosen
            .iter()
            .find(|(of, _)| *of == part)
            .map(|(_, text)| text.as_str()),
    };
    let here = parent.and_then(|parent| values.by_parent.get(parent));
    let name = rule.spec.segments[segment].name.as_ref();
    let asked = name.is_some()
        && rule.spec.segments[segment + 1..]
            .iter()
            .any(|later| matches!(&later.part, Part::Values(later) if later.within.as_ref() == name));
    here.into_iter()
        .flatten()
        .map(|(text, _)| {
            let mut chosen = chosen.to_vec();
            if asked {
                chosen.push((segment, text.clone()));
            }
            Spot {
                segment,
                inside: Inside::Text(text.clone()),
                chosen,
            }
        })
        .collect()
}

/// The characters that may come next, and where the reading stands after each.
fn steps(rule: &Rule, spot: &Spot) -> Vec<(char, Vec<Spot>)> {
    let after = |inside: Inside| match inside {
        Inside::Text(rest) if rest.is_empty() => spots(rule, spot.segment + 1, &spot.chosen),
        Inside::Any(_, 0) => spots(rule, spot.segment + 1, &spot.chosen),
        inside => vec![Spot {
            inside,
            ..spot.clone()
        }],
    };
    match &spot.inside {
        Inside::End => Vec::new(),
        Inside::Text(text) => {
            let mut rest = text.chars();
            let Some(first) = rest.next() else {
                return Vec::new();
            };
            vec![(first, after(Inside::Text(rest.as_str().to_owned())))]
        }
        Inside::Any(alphabet, number) => {
            let next = after(Inside::Any(alphabet, number - 1));
            alphabet.chars().map(|c| (c, next.clone())).collect()
        }
    }
}

/// The places where both readings may stand and can go on together.
fn pairs(a: &[Spot], b: &[Spot]) -> Vec<[Spot; 2]> {
    let mut found = Vec::new();
    for one in a {
        let others = b.iter().filter(|other| may_agree(&one.inside, &other.inside));
        found.extend(others.map(|other| [one.clone(), other.clone()]));
    }
    found
}

/// Whether two readings may go on with the same characters. Long lists of values make most places, and nearly all of
/// them end here.
fn may_agree(a: &Inside, b: &Inside) -> bool {
    match (a, b) {
        (Inside::Text(a), Inside::Text(b)) => a.starts_with(b.as_str()) || b.starts_with(a.as_str()),
        (Inside::Text(text), Inside::Any(alphabet, length))
        | (Inside::Any(alphabet, length), Inside::Text(text)) => {
            text.chars().take(*length).all(|c| alphabet.contains(c))
        }
        (Inside::End, other) | (other, Inside::End) => *other == Inside::End,
        (Inside::Any(..), Inside::Any(..)) => true,
    }
}

/// Where both readings stand, and where each character leads.
struct Place {
    spots: [Spot; 2],
    onward: Vec<(char, usize)>,
}

struct Product<'r> {
    rules: [&'r Rule; 2],
    places: Vec<Place>,
    known: HashMap<[Spot; 2], usize>,
}

impl Product<'_> {
    fn place(&mut self, pair: [Spot; 2]) -> usize {
        match self.known.entry(pair) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(free) => {
                self.places.push(Place {
                    spots: free.key().clone(),
                    onward: Vec::new(),
                });
                *free.insert(self.places.len() - 1)
            }
        }
    }

    /// Looks at every place that can be reached; false when there are too many.
    fn explore(&mut self) -> bool {
        let mut at = 0;
        while at < self.places.len() {
            if self.places.len() > MOST_PLACES {
                return false;
            }
            let [a, b] = self.places[at].spots.clone();
            let ours: HashMap<char, Vec<Spot>> = steps(self.rules[0], &a).into_iter().collect();
            let mut onward = Vec::new();
            for (c, theirs) in steps(self.rules[1], &b) {
                for pair in ours.get(&c).map(|ours| pairs(ours, &theirs)).unwrap_or_default() {
                    onward.push((c, self.place(pair)));
                }
            }
            self.places[at].onward = onward;
            at += 1;
        }
        true
    }

    fn is_end(&self, place: usize) -> bool {
        self.places[place]
            .spots
            .iter()
            .all(|spot| spot.inside == Inside::End)
    }

    /// The places from which both rules can come to their end.
    fn alive(&self) -> HashSet<usize> {
        let mut into: Vec<Vec<usize>> = vec![Vec::new(); self.places.len()];
        for (from, place) in self.places.iter().enumerate() {
            for &(_, to) in &place.onward {
                into[to].push(from);
            }
        }
        let mut alive: HashSet<usize> = HashSet::new();
        let mut open: Vec<usize> = (0..self.places.len())
            .filter(|&place| self.is_end(place))
            .collect();
        while let Some(place) = open.pop() {
            if alive.insert(place) {
                open.extend(&into[place]);
            }
        }
        alive
    }

    /// Tries codes until both rules read one, or `left` have been tried; the code stands in `code` then.
    fn search(&self, place: usize, alive: &HashSet<usize>, code: &mut String, left: &mut usize) -> bool {
        if self.is_end(place) {
            *left -= 1;
            return self.rules.iter().all(|rule| rule.decode(code).is_ok());
        }
        for &(c, to) in &self.places[place].onward {
            if *left == 0 {
                return false;
            }
            if !alive.contains(&to) {
                continue;
            }
            code.push(c);
            if self.search(to, alive, code, left) {
                return true;
            }
            code.pop();
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::tests::raw_material;

    fn rule(segments: serde_json::Value) -> Rule {
        let spec = serde_json::json!({"segments": segments});
        Rule::new("r", serde_json::from_value(spec).unwrap()).unwrap()
    }

    fn serial(width: u32) -> serde_json::Value {
        serde_json::json!({"part": {"serial": {"width": width, "start": 1, "gaps": true}}})
    }

    fn literal(text: &str) -> serde_json::Value {
        serde_json::json!({"part": {"literal": text}})
    }

    #[test]
    fn rules_that_differ_in_a_literal_or_in_length_share_nothing() {
        let [a, b] = ["RM-", "FG-"].map(|text| rule(serde_json::json!([literal(text), serial(5)])));
        assert_eq!(overlap(&a, &b), Overlap::None);
        let longer = rule(serde_json::json!([literal("RM-"), serial(6)]));
        assert_eq!(overlap(&a, &longer), Overlap::None);
        assert_eq!(overlap(&a, &raw_material()), Overlap::None);
    }

    #[test]
    fn what_two_rules_share_is_shown_by_a_code() {
        let material = raw_material();
        let values =
            serde_json::json!({"part": {"values": {"by_parent": {"": {"RM-ST": "x", "RM-PC": "y"}}}}});
        let other = rule(serde_json::json!([values, literal("-"), serial(6)]));
        let Overlap::Code(code) = overlap(&material, &other) else {
            panic!("these overlap where the check character is a digit")
        };
        assert!(code.starts_with("RM-ST-") && material.decode(&code).is_ok() && other.decode(&code).is_ok());
        // PC is a value of FG only, so nothing is left without ST.
        let values = serde_json::json!({"part": {"values": {"by_parent": {"": {"RM-PC": "y"}}}}});
        let other = rule(serde_json::json!([values, literal("-"), serial(6)]));
        assert_eq!(overlap(&material, &other), Overlap::None);
    }

    /// A running number counts with capitals: a small letter is none of its characters, however the rule's case is.
    #[test]
    fn small_letters_are_not_counted_with() {
        let serial = serde_json::json!({"part": {"serial": {"width": 1, "digits": "unambiguous", "start": 1, "gaps": true}}});
        let spec = |segments: serde_json::Value, case: &str| {
            let spec = serde_json::json!({"segments": segments, "case": case});
            Rule::new("r", serde_json::from_value(spec).unwrap())
        };
        let counted = spec(serde_json::json!([serial]), "exact").unwrap();
        let small = spec(serde_json::json!([literal("a")]), "exact").unwrap();
        assert_eq!(overlap(&counted, &small), Overlap::None);
        assert!(counted.decode("a").is_err() && counted.decode("A").is_ok());
        assert!(spec(serde_json::json!([serial]), "lower").is_err());
    }

    #[test]
    fn long_lists_of_values_are_no_obstacle() {
        let values = |start: usize| {
            let texts: serde_json::Map<String, serde_json::Value> = (start..start + 2_000)
                .map(|n| (format!("{n:05}"), "x".into()))
                .collect();
            serde_json::json!({"part": {"values": {"by_parent": {"": texts}}}})
        };
        let [a, b, c] =
            [10_000, 12_000, 11_999].map(|start| rule(serde_json::json!([values(start), serial(4)])));
        assert_eq!(overlap(&a, &b), Overlap::None);
        assert_eq!(overlap(&a, &c), Overlap::Code("119990000".into()));
    }

    #[test]
    fn an_optional_part_counts() {
        let mut dash = literal("-");
        dash["optional"] = true.into();
        let a = rule(serde_json::json!([literal("A"), dash, serial(3)]));
        let b = rule(serde_json::json!([literal("A"), serial(3)]));
        assert_eq!(overlap(&a, &b), Overlap::Code("A000".into()));
    }
}
