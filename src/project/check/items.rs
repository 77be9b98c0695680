//! Item-code rules: what a schema cannot say about them.

use std::collections::HashSet;

use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::source::Span;
use crate::base::text::tick;
use crate::base::tree::Located;
use crate::items::{Overlap, Problem, Rule, Unique, overlap};
use crate::project::codes;
use crate::project::desired::{ItemCode, Meaning, Unfit};
use crate::project::view::View;

/// Reports what is wrong with each rule, and rules that can yield the same code.
pub(super) fn check(view: &View<'_>, diagnostics: &mut Diagnostics) {
    let mut rules: Vec<(&Located<String>, Rule)> = Vec::new();
    for item in view.item_codes.values() {
        let Some(code) = item.value.as_ref() else { continue };
        uneven(code, diagnostics);
        let place = |segment: Option<usize>| segment.map_or(item.key.span, |at| code.segments[at].span);
        let problems = match code.spec() {
            Ok(spec) => match Rule::new(item.key, spec) {
                Ok(rule) => {
                    room(&rule, place(rule.serial().map(|(at, _)| at)), diagnostics);
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
