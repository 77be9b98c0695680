//! References to people and departments, and the guard's patterns.

use crate::base::code::CodeInfo;
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::source::Span;
use crate::base::text::{did_you_mean, tick};
use crate::project::codes;
use crate::project::pattern;
use crate::project::view::{View, login};

/// Reports departments, heads, owners and approvers that nobody declares, and protection that protects nobody.
pub(super) fn check(view: &View<'_>, diagnostics: &mut Diagnostics) {
    departments(view, diagnostics);
    members(view, diagnostics);
    guard(view, diagnostics);
    for item in view.users.values() {
        if let Some(owner) = item
            .value
            .service
            .as_ref()
            .and_then(|service| service.owner.as_ref())
        {
            person(
                view,
                owner,
                owner.span,
                "the owner",
                &codes::UNKNOWN_PERSON,
                diagnostics,
            );
        }
    }
    for item in view.backups.values() {
        if let Some(owner) = item.value.as_ref().and_then(|backup| backup.owner.as_ref()) {
            person(
                view,
                owner,
                owner.span,
                "the owner",
                &codes::UNKNOWN_PERSON,
                diagnostics,
            );
        }
    }
    for grant in &view.grants {
        if view.user(&grant.user).is_none() && !view.may_exist("users", &grant.user) {
            let help = did_you_mean(&grant.user, view.users.keys().copied());
            // Accounts that no file declares may have grants with an end too; a near name is probably a slip.
            let severity = if help.is_some() {
                Severity::Warning
            } else {
                Severity::Note
            };
            let message = format!("no file declares the user {}", tick(&grant.user));
            diagnostics.push(
                Diagnostic::new(&codes::UNDECLARED_USER, message)
                    .severity(severity)
                    .at(grant.user.span)
                    .help("declare the user, unless the account is meant to stay outside the files")
                    .maybe_help(help),
            );
        }
    }
}

fn departments(view: &View<'_>, diagnostics: &mut Diagnostics) {
    let project = view.project;
    for (key, department) in &project.file.departments {
        let pointer = format!("/departments/{}", escape(key));
        for (field, name) in [("head", &department.head), ("deputy", &department.deputy)] {
            if let Some(name) = name {
                let span = project.place_of_value(&format!("{pointer}/{field}"));
                let what = format!("the {field} of department {}", tick(key));
                person(view, name, span, &what, &codes::UNKNOWN_PERSON, diagnostics);
            }
        }
        if let Some(parent) = &department.parent
            && !project.file.departments.contains_key(parent)
        {
            let known = project.file.departments.keys().map(String::as_str);
            diagnostics.push(
                Diagnostic::new(
                    &codes::UNKNOWN_DEPARTMENT,
                    format!("unknown department {}", tick(parent)),
                )
                .at(project.place_of_value(&format!("{pointer}/parent")))
                .maybe_help(did_you_mean(parent, known)),
            );
        }
    }
}

fn members(view: &View<'_>, diagnostics: &mut Diagnostics) {
    let departments = &view.project.file.departments;
    for item in view.users.values() {
        let Some(department) = &item.value.department else {
            continue;
        };
        if !departments.contains_key(&department.value) {
            let known = departments.keys().map(String::as_str);
            diagnostics.push(
                Diagnostic::new(
                    &codes::UNKNOWN_DEPARTMENT,
                    format!("unknown department {}", tick(department)),
                )
                .at(department.span)
                .help("declare it under `departments:` in the project file")
                .maybe_help(did_you_mean(department, known)),
            );
        }
    }
}

fn guard(view: &View<'_>, diagnostics: &mut Diagnostics) {
    let project = view.project;
    let Some(guard) = &project.file.guard else { return };
    for (name, approver) in guard.approvers.iter().flatten() {
        if let Some(user) = &approver.user {
            let span = project.place_of_value(&format!("/guard/approvers/{}/user", escape(name)));
            let what = format!("the approver {}", tick(name));
            person(view, user, span, &what, &codes::UNKNOWN_PERSON, diagnostics);
        }
    }
    if let Some(approvers) = &guard.approvers {
        for grant in &view.grants {
            if let Some(by) = grant
                .approved_by
                .as_ref()
                .filter(|by| !approvers.contains_key(&by.value))
            {
                let known = approvers.keys().map(String::as_str);
                diagnostics.push(
                    Diagnostic::new(&codes::UNKNOWN_APPROVER, format!("unknown approver {}", tick(by)))
                        .at(by.span)
                        .help("declare it under `guard.approvers` in the project file")
                        .maybe_help(did_you_mean(by, known)),
                );
            }
        }
    }
    let protected = guard
        .protect
        .iter()
        .flat_map(|protect| protect.users.iter().enumerate());
    let protected = protected.map(|(at, user)| (format!("/guard/protect/users/{at}"), user));
    let emergency = guard.break_glass.iter().flatten().enumerate();
    let emergency = emergency.map(|(at, user)| (format!("/guard/break_glass/{at}"), user));
    for (pointer, wanted) in protected.chain(emergency) {
        let found = view
            .users
            .values()
            .any(|item| pattern::matches(wanted, login(*item)));
        if !found && !view.may_exist("users", wanted) {
            // A plain login may well be an account of the ERP that no file declares.
            let pattern = pattern::is_pattern(wanted);
            let help = did_you_mean(wanted, view.users.keys().copied());
            diagnostics.push(
                Diagnostic::new(
                    &codes::PROTECTS_NOBODY,
                    format!("{} protects no declared user", tick(wanted)),
                )
                .severity(if pattern {
                    Severity::Warning
                } else {
                    Severity::Note
                })
                .at(project.place_of_value(&pointer))
                .help("check the spelling, unless the account exists in the ERP only")
                .maybe_help(help),
            );
        }
    }
}

fn person(
    view: &View<'_>,
    name: &str,
    span: Span,
    what: &str,
    code: &'static CodeInfo,
    diagnostics: &mut Diagnostics,
) {
    if view.user(name).is_some() || view.may_exist("users", name) {
        return;
    }
    let help = did_you_mean(name, view.users.keys().copied());
    diagnostics.push(
        Diagnostic::new(code, format!("{what} is {}, whom no file declares", tick(name)))
            .at(span)
            .help("declare the person under `users:`, or name somebody else")
            .maybe_help(help),
    );
}

/// A key as a step of a JSON pointer.
fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
