//! Names that look the same but are not: a reviewer would take one for the other.

use std::collections::HashMap;

use crate::base::diagnostic::{Diagnostic, Diagnostics};
use crate::base::text::{skeleton, tick};
use crate::base::tree::Located;
use crate::project::codes;
use crate::project::lower::LowerContext;
use crate::project::view::View;

/// Reports twins among logins, positions and roles, across files. Twins in one map were reported when it was read.
pub(super) fn check(view: &View<'_>, context: &LowerContext<'_>, diagnostics: &mut Diagnostics) {
    let logins = view
        .users
        .values()
        .map(|item| item.value.login.as_ref().unwrap_or(item.key));
    let is_key = |name: &Located<String>| {
        let item = view.users.get(name.value.as_str());
        item.is_some_and(|item| item.key.span == name.span)
    };
    among("users", logins, is_key, &[], diagnostics);
    among(
        "positions",
        view.positions.values().map(|item| item.key),
        |_| true,
        &[],
        diagnostics,
    );
    let known: Vec<&str> = context
        .vocabulary
        .iter()
        .flat_map(|vocabulary| vocabulary.roles.keys())
        .filter(|key| !view.roles.contains_key(key.as_str()))
        .map(String::as_str)
        .collect();
    among(
        "roles",
        view.roles.values().map(|item| item.key),
        |_| true,
        &known,
        diagnostics,
    );
}

fn among<'p>(
    what: &str,
    names: impl Iterator<Item = &'p Located<String>> + Clone,
    is_key: impl Fn(&Located<String>) -> bool + Copy,
    known: &[&str],
    diagnostics: &mut Diagnostics,
) {
    // Two names of ASCII letters only are no twins, so without any other name there is nothing to compare.
    if names.clone().all(|name| name.is_ascii()) && known.iter().all(|name| name.is_ascii()) {
        return;
    }
    let mut seen: HashMap<String, (&str, Option<&Located<String>>)> =
        known.iter().map(|name| (skeleton(name), (*name, None))).collect();
    for name in names {
        let Some((other, place)) = seen.insert(skeleton(name), (&name.value, Some(name))) else {
            continue;
        };
        let both_keys = is_key(name) && place.is_some_and(is_key);
        let same_map = both_keys && place.is_some_and(|place| place.span.file == name.span.file);
        if other == name.value || (other.is_ascii() && name.is_ascii()) || same_map {
            continue;
        }
        let message = format!("{what} {} and {} look the same", tick(other), tick(name));
        let diagnostic = Diagnostic::new(&codes::TWINS, message)
            .label(name.span, spelled(name))
            .help("keep one of the two, or rename one so that people can tell them apart");
        diagnostics.push(match place {
            Some(place) => diagnostic.also(place.span, spelled(place)),
            None => diagnostic,
        });
    }
}

/// Names the characters that are not ASCII, which is where look-alikes hide.
fn spelled(name: &str) -> String {
    let odd: Vec<String> = name
        .chars()
        .filter(|c| !c.is_ascii())
        .take(4)
        .map(|c| format!("U+{:04X}", c as u32))
        .collect();
    if odd.is_empty() {
        "all ASCII".into()
    } else {
        format!("has {}", odd.join(" "))
    }
}
