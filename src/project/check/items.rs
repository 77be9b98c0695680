//! Item-code rules: what a schema cannot say about them.

use std::collections::HashSet;

use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::source::Span;
use crate::base::text::tick;
use crate::base::tree::Located;
use crate::items::{Overlap, Problem, Rule, Unique, overlap};
use crate::model::CodeLimits;
use crate::project::codes;
use crate::project::desired::{ItemCode, Meaning, Unfit};
use crate::project::lower::LowerContext;
use crate::project::view::View;

/// Reports what is wrong with each rule, and rules that can yield the same code.
pub(super) fn check(view: &View<'_>, context: &LowerContext<'_>, diagnostics: &mut Diagnostics) {
    let mut rules: Vec<(&Located<String>, Rule)> = Vec::new();
    for item in view.item_codes.values() {
        let Some(code) = item.value.as_ref() else { continue };
        uneven(code, diagnostics);
        let place = |segment: Option<usize>| segment.map_or(item.key.span, |at| code.segments[at].span);
        let problems = match code.spec() {
            Ok(spec) => match Rule::new(item.key, spec) {
                Ok(rule) => {
                    room(&rule, place(rule.serial().map(|(at, _)| at)), diagnostics);
                    sequence(view, item.key, code, &rule, diagnostics);
                    if let Some(semantics) = context.semantics {
                        column(item.key, &rule, &semantics.items.code, diagnostics);
                    }
                    rules.push((item.key, rule));
                    Vec::new()
                }
                Err(problems) => problems,
            },
            Err(unfit) => {
                let problem = |(at, unfit): (usize, Unfit)| Problem {
                    segment: Some(at),
                    what: unfit.what,
                    help: unfit.help,
                };
                unfit.into_iter().map(problem).collect()
            }
        };
        for problem in problems {
            diagnostics.push(
                Diagnostic::new(&codes::BAD_SEGMENT, problem.what)
                    .at(place(problem.segment))
                    .help(problem.help),
            );
        }
    }
    for (at, (first, a)) in rules.iter().enumerate() {
        for (second, b) in &rules[at + 1..] {
            apart(first, a, second, b, diagnostics);
        }
    }
}

/// A sequence writes a text, a number and another text; one rule or one entry says which.
fn sequence(
    view: &View<'_>,
    name: &Located<String>,
    code: &ItemCode,
    rule: &Rule,
    diagnostics: &mut Diagnostics,
) {
    let Some(sequence) = &code.sequence else { return };
    if let Err((part, why)) = rule.affixes() {
        let mut diagnostic = Diagnostic::new(
            &codes::RULE_WITHOUT_SEQUENCE,
            format!("no number sequence can issue codes of {}: {why}", tick(name)),
        )
        .at(sequence.span)
        .help("remove `sequence`; `trueup items next` issues such codes");
        if let Some(part) = part {
            diagnostic = diagnostic.also(code.segments[part].span, "this part");
        }
        diagnostics.push(diagnostic);
    }
    let mut twice = |other: Span, what: &str| {
        diagnostics.push(
            Diagnostic::new(
                &codes::SEQUENCE_TWICE,
                format!("the sequence {} is given two forms", tick(sequence)),
            )
            .label(sequence.span, "by this rule")
            .also(other, what)
            .help("let one place decide: a rule gives prefix, suffix, padding and step 1"),
        );
    };
    if let Some(entry) = view.sequences.get(sequence.value.as_str()) {
        twice(entry.key.span, "and here");
    }
    for other in view.item_codes.values() {
        let Some(theirs) = other.value.as_ref().and_then(|other| other.sequence.as_ref()) else {
            continue;
        };
        if other.key.value < name.value && theirs.value == sequence.value {
            twice(theirs.span, "and by this one");
        }
    }
}

/// What the ERP's column cannot hold.
fn column(name: &Located<String>, rule: &Rule, limits: &CodeLimits, diagnostics: &mut Diagnostics) {
    let longest = rule.longest();
    let mut say = |message: String, help: &str| {
        diagnostics.push(
            Diagnostic::new(&codes::CODE_DOES_NOT_FIT, message)
                .at(name.span)
                .help(help),
        );
    };
    if let Some(most) = limits.max_length.filter(|&most| longest > most as usize) {
        say(
            format!(
                "codes of {} have up to {longest} characters, and the ERP holds {most}",
                tick(name)
            ),
            "make a part shorter",
        );
    }
    if let Some(alphabet) = &limits.alphabet
        && let Some(odd) = rule
            .every_character()
            .into_iter()
            .find(|&c| !alphabet.contains(c))
    {
        say(
            format!(
                "codes of {} may have {}, which the ERP does not hold",
                tick(name),
                tick(&odd.to_string())
            ),
            "use other characters",
        );
    }
}

/// A rule without room for a single code.
fn room(rule: &Rule, place: Span, diagnostics: &mut Diagnostics) {
    if rule.combinations() == 0 || (rule.serial().is_some() && rule.numbers() == 0) {
        diagnostics.push(
            Diagnostic::new(&codes::NO_ROOM, "no code can be issued by this rule")
                .at(place)
                .help("give the running number more characters, start lower, or reserve less"),
        );
    }
}

/// Two rules must not yield the same code, unless they are for different companies and codes are unique in each only.
fn apart(
    first: &Located<String>,
    a: &Rule,
    second: &Located<String>,
    b: &Rule,
    diagnostics: &mut Diagnostics,
) {
    let companies = [a, b].map(|rule| &rule.spec.applies_to.company);
    let by_company = [a, b].iter().all(|rule| rule.spec.unique == Unique::Company);
    let disjoint = companies.iter().all(|companies| !companies.is_empty())
        && !companies[0].iter().any(|company| companies[1].contains(company));
    if by_company && disjoint {
        return;
    }
    let diagnostic = match overlap(a, b) {
        Overlap::None => return,
        Overlap::Code(code) => Diagnostic::new(
            &codes::RULES_OVERLAP,
            format!(
                "{} is a code of both {} and {}",
                tick(&code),
                tick(first),
                tick(second)
            ),
        ),
        Overlap::Unknown => Diagnostic::new(
            &codes::RULES_OVERLAP,
            format!(
                "whether {} and {} can yield the same code was not found out",
                tick(first),
                tick(second)
            ),
        )
        .severity(Severity::Warning),
    };
    diagnostics.push(
        diagnostic
            .label(second.span, "this rule")
            .also(first.span, "and this one")
            .help("let a literal or a value tell them apart, such as a prefix of its own for each"),
    );
}

fn uneven(rule: &ItemCode, diagnostics: &mut Diagnostics) {
    for segment in &rule.segments {
        let texts = segment
            .values
            .iter()
            .flatten()
            .flat_map(|(key, meaning)| match meaning {
                Meaning::Title(_) => vec![key.value.as_str()],
                Meaning::Group(group) => group.keys().map(String::as_str).collect(),
            });
        let lengths: HashSet<usize> = texts.map(|text| text.chars().count()).collect();
        if lengths.len() > 1 {
            diagnostics.push(
                Diagnostic::new(&codes::UNEVEN_VALUES, "the values of a part have different lengths")
                    .at(segment.span)
                    .help("codes are easier to read, and cannot be taken for another, when all values have one length"),
            );
        }
    }
}
