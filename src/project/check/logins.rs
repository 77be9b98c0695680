//! Logins: two entries for one account, and earlier logins that somebody else has now.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::base::diagnostic::{Diagnostic, Diagnostics};
use crate::base::text::tick;
use crate::model::{Fold, LoginForm};
use crate::project::codes;
use crate::project::desired::User;
use crate::project::lower::LowerContext;
use crate::project::view::{Item, View, login};

/// Reports entries that mean the same account, and `was` that takes an account away from somebody.
pub(super) fn check(view: &View<'_>, context: &LowerContext<'_>, diagnostics: &mut Diagnostics) {
    let fold = context
        .semantics
        .map_or(Fold::Exact, |semantics| semantics.keys.user);
    let mut owners: HashMap<String, Item<'_, User>> = HashMap::with_capacity(view.users.len());
    for item in view.users.values() {
        let name = login(*item);
        match owners.entry(fold.fold(name)) {
            Entry::Vacant(free) => drop(free.insert(*item)),
            Entry::Occupied(first) => diagnostics.push(twice(*first.get(), *item)),
        }
    }
    let form = context
        .semantics
        .map_or(LoginForm::Any, |semantics| semantics.accounts.login);
    for item in view.users.values() {
        formed(*item, form, diagnostics);
    }
    let mut earlier: HashMap<String, Item<'_, User>> = HashMap::new();
    for item in view.users.values() {
        for was in &item.value.was {
            let folded = fold.fold(was);
            let other = owners.get(&folded).filter(|other| other.key != item.key);
            if let Some(other) = other {
                diagnostics.push(
                    Diagnostic::new(
                        &codes::WAS_TAKEN,
                        format!("{} is the login of another user", tick(was)),
                    )
                    .at(was.span)
                    .also(place(*other), "has it now")
                    .help("remove it from `was`, or rename the other entry first"),
                );
            } else if let Some(other) = earlier
                .insert(folded, *item)
                .filter(|other| other.key != item.key)
            {
                diagnostics.push(
                    Diagnostic::new(
                        &codes::WAS_TAKEN,
                        format!("two entries were called {}", tick(was)),
                    )
                    .at(was.span)
                    .also(other.key.span, "the other one")
                    .help("keep it in the `was` of the person whose account it is"),
                );
            }
        }
    }
}

/// Reports logins that the ERP cannot hold, and an address that is another than the login where they are one.
fn formed(item: Item<'_, User>, form: LoginForm, diagnostics: &mut Diagnostics) {
    let name = login(item);
    if !form.fits(name) {
        let message = format!("{} is no e-mail address in lower case", tick(name));
        diagnostics.push(
            Diagnostic::new(&codes::LOGIN_FORM, message)
                .at(place(item))
                .help("write the address of the account as the key of the entry or as `login`"),
        );
        return;
    }
    let other = item.value.email.as_ref().filter(|email| email.value != name);
    if let (LoginForm::Email, Some(email)) = (form, other) {
        let message = format!("the address of {} is its login", tick(name));
        diagnostics.push(
            Diagnostic::new(&codes::LOGIN_FORM, message)
                .at(email.span)
                .also(place(item), "the login")
                .help(format!("write {}, or leave `email` out", tick(name))),
        );
    }
}

fn twice(first: Item<'_, User>, second: Item<'_, User>) -> Diagnostic {
    let (name, other) = (login(second), login(first));
    let spelled = if other == name {
        String::new()
    } else {
        format!(" (as {})", tick(other))
    };
    Diagnostic::new(
        &codes::LOGIN_TWICE,
        format!("two entries have the login {}{spelled}", tick(name)),
    )
    .label(place(second), "the second one")
    .also(place(first), "the first one")
    .help("merge the two entries, or give one of them its right `login`")
}

fn place(item: Item<'_, User>) -> crate::base::source::Span {
    item.value
        .login
        .as_ref()
        .map_or(item.key.span, |login| login.span)
}
