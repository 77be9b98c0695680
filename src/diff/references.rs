//! Rows that name what does not exist: said before anything is written, with the line that named it.

use std::collections::BTreeMap;

use crate::base::code::CodeInfo;
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::text;
use crate::model::{Cause, Change, Desired, Interner, Ranks, Rel, State, Sym, Verb};

/// The codes of this area.
pub static CODES: &[&CodeInfo] = &[&UNKNOWN_REFERENCE];

static UNKNOWN_REFERENCE: CodeInfo = CodeInfo {
    id: "plan/unknown-reference",
    severity: Severity::Error,
    title: "a row names something that the ERP does not have",
    explanation: "\
A grant, permission, company or include in the files names a user, role, company or resource that neither the live ERP
nor the files provide, so the row could not be stored.

Check the spelling against `trueup lock`, which lists what the ERP has. A role of your own must be declared under
`roles:`; a company or a resource (model, document type) must exist in the ERP, which may need a module installed.",
};

/// Reports references of inserted and updated rows that point at nothing in the state after the changes.
#[must_use]
pub fn dangling(
    after: &State,
    changes: &[Change],
    desired: &Desired,
    everyone: Sym,
    symbols: &Interner,
    ranks: &Ranks,
) -> Vec<Diagnostic> {
    // One report per missing name and place, however many rows it took.
    let mut missing: BTreeMap<(Rel, Sym, Option<u32>), usize> = BTreeMap::new();
    for change in changes
        .iter()
        .filter(|c| matches!(c.verb, Verb::Insert | Verb::Update))
    {
        let row = change.key().iter().chain(change.new_values());
        for (column, &cell) in change.rel.spec().columns().zip(row) {
            let Some(target) = column.references else { continue };
            let known = cell == Sym::NULL
                || (target == Rel::Role && cell == everyone)
                || after.table(target).find(&[cell], ranks).is_some()
                // An adapter may not list its resources; then only the ERP can tell.
                || (target != Rel::User && target != Rel::Role && after.table(target).is_empty());
            if !known {
                *missing.entry((target, cell, origin(change.cause))).or_default() += 1;
            }
        }
    }
    missing
        .into_iter()
        .map(|((target, name, origin), rows)| {
            let known = after.table(target).rows().map(|row| symbols.text(row[0]));
            let wanted = symbols.text(name);
            let mut diagnostic = Diagnostic::new(
                &UNKNOWN_REFERENCE,
                format!("the ERP has no {} `{wanted}`{}", noun(target), more(rows)),
            );
            if let Some(origin) = origin {
                let origin = &desired.origins[origin as usize];
                diagnostic = diagnostic.label(origin.span, "named here");
            }
            diagnostic.maybe_help(text::did_you_mean(wanted, known))
        })
        .collect()
}

fn origin(cause: Cause) -> Option<u32> {
    match cause {
        Cause::Files(origin) | Cause::Consequence(origin) | Cause::Conflict(origin) => Some(origin),
        Cause::Drift(origin) => origin,
        Cause::Gone | Cause::Undeclared => None,
    }
}

fn noun(rel: Rel) -> &'static str {
    match rel {
        Rel::User => "user",
        Rel::Role => "role",
        Rel::Company => "company",
        _ => "resource",
    }
}

fn more(rows: usize) -> String {
    if rows > 1 {
        format!(" ({rows} rows name it)")
    } else {
        String::new()
    }
}
