//! Roles and positions: cycles of includes, titles that clash, limits of the ERP, positions that nobody uses.

use std::collections::{HashMap, HashSet};

use crate::base::diagnostic::{Diagnostic, Diagnostics};
use crate::base::text::{list, tick};
use crate::base::tree::Located;
use crate::model::Fold;
use crate::project::codes;
use crate::project::lower::LowerContext;
use crate::project::view::View;

use super::Names;

/// Reports what is wrong with roles and positions.
pub(super) fn check(
    view: &View<'_>,
    context: &LowerContext<'_>,
    names: &mut Names<'_, '_>,
    diagnostics: &mut Diagnostics,
) {
    for item in view.positions.values() {
        for role in &item.value.roles {
            names.grantable(role, diagnostics);
        }
        repeated(&item.value.roles, diagnostics);
    }
    for item in view.roles.values() {
        for role in item.value.includes.iter().flatten() {
            names.role(role, diagnostics);
        }
        repeated(item.value.includes.as_deref().unwrap_or_default(), diagnostics);
    }
    spellings(view, context, diagnostics);
    cycles(view, context, diagnostics);
    titles(view, context, diagnostics);
    limits(view, context, diagnostics);
    inactive(view, context, diagnostics);
    named(view, context, diagnostics);
    unused(view, diagnostics);
}

/// Reports names that a list gives twice.
pub(in crate::project) fn repeated(names: &[Located<String>], diagnostics: &mut Diagnostics) {
    if names.len() < 2 {
        return;
    }
    // Below this number comparing each with each is faster than hashing.
    let few = names.len() <= 16;
    let mut seen: HashSet<&str> = HashSet::new();
    for (at, name) in names.iter().enumerate() {
        let again = if few {
            names[..at].iter().any(|other| other.value == name.value)
        } else {
            !seen.insert(&name.value)
        };
        if again {
            let first = names
                .iter()
                .find(|other| other.value == name.value)
                .unwrap_or(name);
            diagnostics.push(
                Diagnostic::new(&codes::REPEATED, format!("{} twice in one list", tick(name)))
                    .at(name.span)
                    .also(first.span, "the first one")
                    .help("remove one of the two"),
            );
        }
    }
}

/// Reports roles that the ERP would take for one.
fn spellings(view: &View<'_>, context: &LowerContext<'_>, diagnostics: &mut Diagnostics) {
    let fold = context
        .semantics
        .map_or(Fold::Exact, |semantics| semantics.keys.role);
    if fold == Fold::Exact {
        return;
    }
    let mut seen: HashMap<String, &Located<String>> = HashMap::new();
    for item in view.roles.values() {
        if let Some(first) = seen.insert(fold.fold(item.key), item.key) {
            let message = format!(
                "the ERP takes {} and {} for the same role",
                tick(first),
                tick(item.key)
            );
            diagnostics.push(
                Diagnostic::new(&codes::ROLE_TWICE, message)
                    .label(item.key.span, "the second one")
                    .also(first.span, "the first one")
                    .help("merge the two entries, or give one of them another key"),
            );
        }
    }
}

/// Reports each cycle of includes once, at the include that closes it.
fn cycles(view: &View<'_>, context: &LowerContext<'_>, diagnostics: &mut Diagnostics) {
    // What the files say about a role's includes replaces what the ERP has.
    let includes = |role: &str| -> Vec<(String, Option<&Located<String>>)> {
        if let Some(list) = view.roles.get(role).and_then(|item| item.value.includes.as_ref()) {
            return list.iter().map(|name| (name.value.clone(), Some(name))).collect();
        }
        let known = context
            .vocabulary
            .and_then(|vocabulary| vocabulary.includes.get(role));
        known
            .into_iter()
            .flatten()
            .map(|name| (name.clone(), None))
            .collect()
    };
    let mut done: HashSet<String> = HashSet::new();
    for &start in view.roles.keys() {
        let mut path: Vec<String> = Vec::new();
        let mut stack = vec![(start.to_owned(), None, 0_usize)];
        while let Some((role, by, depth)) = stack.pop() {
            path.truncate(depth);
            if let Some(at) = path.iter().position(|other| *other == role) {
                report_cycle(&path[at..], by.or_else(|| place(view, &path[at..])), diagnostics);
                continue;
            }
            if !done.insert(role.clone()) {
                continue;
            }
            path.push(role.clone());
            for (included, by) in includes(&role).into_iter().rev() {
                stack.push((included, by, depth + 1));
            }
        }
    }
}

/// An include of the files on a cycle that the ERP's own includes close.
fn place<'v>(view: &'v View<'_>, cycle: &[String]) -> Option<&'v Located<String>> {
    cycle.iter().find_map(|role| {
        let list = view.roles.get(role.as_str())?.value.includes.as_ref()?;
        list.iter().find(|name| cycle.contains(&name.value))
    })
}

fn report_cycle(cycle: &[String], by: Option<&Located<String>>, diagnostics: &mut Diagnostics) {
    // A cycle inside the ERP alone is not of these files.
    let Some(by) = by else { return };
    let mut path: Vec<String> = cycle.iter().map(|role| tick(role)).collect();
    path.extend(path.first().cloned());
    diagnostics.push(
        Diagnostic::new(
            &codes::INCLUDE_CYCLE,
            format!("roles include each other: {}", path.join(" → ")),
        )
        .label(by.span, "closes the circle")
        .help("remove one of these includes"),
    );
}

fn titles(view: &View<'_>, context: &LowerContext<'_>, diagnostics: &mut Diagnostics) {
    let unique = context
        .semantics
        .is_some_and(|semantics| semantics.own_roles.title_unique);
    if !unique {
        return;
    }
    let mut seen: HashMap<&str, (&str, Option<&Located<String>>)> = HashMap::new();
    let mut leaving: HashSet<String> = HashSet::new();
    for item in view.roles.values() {
        leaving.extend(item.value.was.iter().map(|was| was.value.clone()));
        leaving.extend(
            item.value
                .bind
                .iter()
                .map(|title| format!("name:{}", title.value)),
        );
    }
    for (key, facts) in context.vocabulary.iter().flat_map(|vocabulary| &vocabulary.roles) {
        let retitled = view
            .roles
            .get(key.as_str())
            .is_some_and(|item| item.value.title.is_some());
        if !retitled && !leaving.contains(key) {
            seen.insert(&facts.title, (key, None));
        }
    }
    for item in view.roles.values() {
        let Some(title) = &item.value.title else { continue };
        let Some((other, place)) = seen.insert(&title.value, (&item.key.value, Some(title))) else {
            continue;
        };
        let message = format!("role {} already has the title {}", tick(other), tick(title));
        let diagnostic = Diagnostic::new(&codes::TITLE_TAKEN, message)
            .at(title.span)
            .help("choose another title: the ERP keeps titles of roles apart");
        diagnostics.push(match place {
            Some(place) => diagnostic.also(place.span, "has it too"),
            None => diagnostic,
        });
    }
}

fn limits(view: &View<'_>, context: &LowerContext<'_>, diagnostics: &mut Diagnostics) {
    let Some(limit) = context
        .semantics
        .and_then(|semantics| semantics.own_roles.max_includes)
    else {
        return;
    };
    for item in view.roles.values() {
        let Some(includes) = item.value.includes.as_ref().filter(|list| list.len() > limit) else {
            continue;
        };
        let message = format!(
            "role {} includes {}, and the ERP can hold {limit}",
            tick(item.key),
            includes.len()
        );
        let names = list(includes.iter().map(|name| name.value.as_str()), 6);
        diagnostics.push(
            Diagnostic::new(&codes::TOO_MANY_INCLUDES, message)
                .at(includes[limit].span)
                .help(format!("give the holders {names} with a position instead")),
        );
    }
}

fn inactive(view: &View<'_>, context: &LowerContext<'_>, diagnostics: &mut Diagnostics) {
    let never = context
        .semantics
        .is_some_and(|semantics| semantics.own_roles.always_active);
    if !never {
        return;
    }
    for item in view
        .roles
        .values()
        .filter(|item| item.value.active == Some(false))
    {
        let message = format!("role {} cannot be inactive in this ERP", tick(item.key));
        diagnostics.push(
            Diagnostic::new(&codes::ALWAYS_ACTIVE, message)
                .at(item.key.span)
                .help("take the role from its holders, and give it `permissions: {}` and `includes: []`"),
        );
    }
}

/// Reports titles that are not the key where the ERP has one name for both.
fn named(view: &View<'_>, context: &LowerContext<'_>, diagnostics: &mut Diagnostics) {
    let Some(limits) = context.semantics.map(|semantics| &semantics.own_roles) else {
        return;
    };
    for item in view.roles.values() {
        let (Some(title), Some(wanted)) = (&item.value.title, limits.title_of(item.key)) else {
            continue;
        };
        if title.value == wanted {
            continue;
        }
        let message = format!("role {} cannot have the title {}", tick(item.key), tick(title));
        diagnostics.push(
            Diagnostic::new(&codes::TITLE_IS_KEY, message)
                .at(title.span)
                .also(item.key.span, "its key is its name")
                .help(format!(
                    "write `title: {wanted}` or nothing, or give the entry the title as its key"
                )),
        );
    }
}

/// Notes positions that nobody holds.
fn unused(view: &View<'_>, diagnostics: &mut Diagnostics) {
    if view.positions.is_empty() {
        return;
    }
    let mut held: HashSet<&str> = HashSet::new();
    for item in view.users.values() {
        held.extend(
            item.value
                .positions
                .iter()
                .flatten()
                .map(|name| name.value.as_str()),
        );
    }
    held.extend(
        view.grants
            .iter()
            .filter_map(|grant| grant.position.as_ref())
            .map(|name| name.value.as_str()),
    );
    for item in view.positions.values() {
        if !held.contains(item.key.value.as_str()) && !view.may_exist("users", "") {
            diagnostics.push(
                Diagnostic::new(
                    &codes::UNUSED_POSITION,
                    format!("nobody holds the position {}", tick(item.key)),
                )
                .at(item.key.span),
            );
        }
    }
}
