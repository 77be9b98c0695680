//! Backup policies and item-code rules: what a schema cannot say about them.

use std::collections::HashSet;

use crate::base::diagnostic::{Diagnostic, Diagnostics};
use crate::base::text::{list, tick};
use crate::base::tree::Located;
use crate::project::codes;
use crate::project::config::url;
use crate::project::desired::{Backup, ItemCode, Segment};
use crate::project::view::View;

/// Reports segments that are nothing or two things at once, schedules that are none, and targets with passwords.
pub(super) fn check(view: &View<'_>, diagnostics: &mut Diagnostics) {
    for item in view.backups.values() {
        backup(item.value, diagnostics);
    }
    for item in view.item_codes.values() {
        item_code(item.value, diagnostics);
    }
}

fn backup(backup: &Backup, diagnostics: &mut Diagnostics) {
    let fields: Vec<&str> = backup.schedule.split_whitespace().collect();
    let allowed = |c: char| c.is_ascii_alphanumeric() || "*/,-#?".contains(c);
    if fields.len() != 5 || !fields.iter().all(|field| field.chars().all(allowed)) {
        diagnostics.push(
            Diagnostic::new(
                &codes::BAD_SCHEDULE,
                format!("{} is not a schedule", tick(&backup.schedule)),
            )
            .at(backup.schedule.span)
            .help("write minute, hour, day, month and weekday, such as \"0 2 * * *\" for every night at two"),
        );
    }
    for place in &backup.to {
        if url::has_literal_password(place) {
            diagnostics.push(
                Diagnostic::new(&codes::SECRET_IN_FILE, "a password stands in `to`")
                    .at(place.span)
                    .help("remove it: the account comes from the environment; and change this password, it was stored"),
            );
        } else if !["file:///", "s3://"]
            .iter()
            .any(|scheme| place.starts_with(scheme))
        {
            diagnostics.push(
                Diagnostic::new(
                    &codes::BAD_DESTINATION,
                    format!("{} is not a place for backups", tick(place)),
                )
                .at(place.span)
                .help("write file:///folder or s3://bucket/folder"),
            );
        }
    }
    if !backup.what.database && backup.what.paths.is_empty() {
        diagnostics.push(
            Diagnostic::new(&codes::SAVES_NOTHING, "this backup saves nothing")
                .at(backup.schedule.span)
                .help("set `what: {database: true}`, or name `paths`"),
        );
    }
}

fn item_code(rule: &ItemCode, diagnostics: &mut Diagnostics) {
    let mut names: HashSet<&str> = HashSet::new();
    let serials = rule
        .segments
        .iter()
        .filter(|segment| segment.serial.is_some())
        .count();
    for segment in &rule.segments {
        shape(segment, diagnostics);
        for name in &segment.per {
            if !names.contains(name.as_str()) {
                let message = format!("{} is not the name of a part before this one", tick(name));
                let before = list(names.iter().collect::<std::collections::BTreeSet<_>>(), 8);
                let help = if names.is_empty() {
                    "give the parts before it names".to_owned()
                } else {
                    format!("the parts before it are {before}")
                };
                diagnostics.push(
                    Diagnostic::new(&codes::BAD_SEGMENT, message)
                        .at(segment.span)
                        .help(help),
                );
            }
        }
        if let Some(name) = &segment.name
            && !names.insert(name)
        {
            let message = format!("two parts of one code are called {}", tick(name));
            diagnostics.push(
                Diagnostic::new(&codes::BAD_SEGMENT, message)
                    .at(segment.span)
                    .help("give one of them another name"),
            );
        }
    }
    if serials > 1
        && let Some(second) = rule
            .segments
            .iter()
            .filter(|segment| segment.serial.is_some())
            .nth(1)
    {
        diagnostics.push(
            Diagnostic::new(&codes::BAD_SEGMENT, "a second running number in one code")
                .at(second.span)
                .help("keep one part with `serial`"),
        );
    }
}

fn shape(segment: &Located<Segment>, diagnostics: &mut Diagnostics) {
    let parts = [
        segment.values.is_some(),
        segment.literal.is_some(),
        segment.serial.is_some(),
        segment.check.is_some(),
    ];
    let count = parts.iter().filter(|given| **given).count();
    if count != 1 {
        let message = if count == 0 {
            "a part that is nothing"
        } else {
            "a part that is several things at once"
        };
        diagnostics.push(
            Diagnostic::new(&codes::BAD_SEGMENT, message)
                .at(segment.span)
                .help("give it exactly one of `values`, `literal`, `serial` and `check`"),
        );
    } else if segment.serial.is_none() && !segment.per.is_empty() {
        diagnostics.push(
            Diagnostic::new(&codes::BAD_SEGMENT, "`per` without `serial`")
                .at(segment.span)
                .help("remove `per`: only a running number starts anew"),
        );
    }
    if let Some(values) = &segment.values {
        let lengths: HashSet<usize> = values.iter().map(|(key, _)| key.chars().count()).collect();
        if lengths.len() > 1 {
            diagnostics.push(
                Diagnostic::new(&codes::UNEVEN_VALUES, "the values of a part have different lengths")
                    .at(segment.span)
                    .help("codes are easier to read, and cannot be taken for another, when all values have one length"),
            );
        }
    }
}
