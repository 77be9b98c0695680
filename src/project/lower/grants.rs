//! Exceptions and temporary access: grants with a reason, and usually with an end.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::base::text::tick;
use crate::model::{Rel, Sym};
use crate::project::check::{Standing, standing};
use crate::project::codes;
use crate::project::desired::Grant;
use crate::project::view::login;

use super::Lowering;

/// Where a grant stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Term {
    Future,
    Current,
    Expired,
}

fn term(grant: &Grant, today: Date) -> Term {
    if grant.until.as_ref().is_some_and(|until| until.value.0 < today) {
        Term::Expired
    } else if grant.from.as_ref().is_some_and(|from| from.value.0 > today) {
        Term::Future
    } else {
        Term::Current
    }
}

/// What is chosen for one person and role when several grants name them.
struct Chosen<'p> {
    grant: &'p Grant,
    term: Term,
    origin: u32,
}

impl<'p> Lowering<'_, 'p> {
    pub(super) fn grants(&mut self) {
        let mut order: Vec<(Sym, Sym)> = Vec::new();
        let mut chosen: HashMap<(Sym, Sym), Chosen<'p>> = HashMap::new();
        for grant in self.view.grants.clone() {
            for (key, candidate) in self.expand(grant) {
                let Some(other) = chosen.get_mut(&key) else {
                    order.push(key);
                    chosen.insert(key, candidate);
                    continue;
                };
                if overlap(other.grant, candidate.grant) && other.origin != candidate.origin {
                    let role = self.symbols.text(key.1);
                    let message = format!(
                        "two grants give {} the role {} at the same time",
                        tick(&grant.user),
                        tick(role)
                    );
                    self.diagnostics.push(
                        Diagnostic::new(&codes::OVERLAP, message)
                            .at(place(candidate.grant))
                            .also(place(other.grant), "the other one")
                            .help("merge the two, or let one end before the other begins"),
                    );
                }
                if better(&candidate, other) {
                    *other = candidate;
                }
            }
        }
        for key in order {
            let Some(choice) = chosen.remove(&key) else {
                continue;
            };
            if choice.term == Term::Current {
                self.push(Rel::Grant, &[key.0, key.1], choice.origin);
            }
            let row = self.term_row(key, choice.grant);
            self.push(Rel::GrantTerm, &row, choice.origin);
        }
    }

    /// The rows that a grant asks for; nothing when it is over, or wrong.
    fn expand(&mut self, grant: &'p Grant) -> Vec<((Sym, Sym), Chosen<'p>)> {
        let roles = self.roles_of(grant);
        let today = self.context.today;
        let term = term(grant, today);
        let user = self.view.user(&grant.user);
        let who = match user {
            Some(item) => login(item),
            None => grant.user.value.as_str(),
        };
        if let Some(item) = user {
            let released = item.value.managed.as_ref().is_some_and(|managed| !managed.value);
            if released || standing(item.value, today) == Standing::Left {
                let why = if released { "is not managed" } else { "has left" };
                self.warn_leaver(grant, why, item.key.span);
                return Vec::new();
            }
            if let (Some(last), Some(from)) = (&item.value.last_day, &grant.from)
                && from.value > last.value
            {
                self.warn_leaver(grant, "leaves before it begins", last.span);
                return Vec::new();
            }
        }
        if term == Term::Expired {
            let until = grant.until.as_ref().map_or(place(grant), |until| until.span);
            let ended = grant.until.as_ref().map(ToString::to_string).unwrap_or_default();
            self.diagnostics.push(
                Diagnostic::new(
                    &codes::EXPIRED_GRANT,
                    format!("the grant for {} ended on {ended}", tick(&grant.user)),
                )
                .at(until)
                .help("remove the entry, or put a later day"),
            );
            return Vec::new();
        }
        let login = self.symbols.intern(who);
        let via = grant
            .position
            .as_ref()
            .map(|name| format!("position {}", name.value));
        let origin = self.origin(place(grant), via);
        let without = user.map(|item| item.value.without.as_slice()).unwrap_or_default();
        let by_position = grant.position.is_some();
        let mut rows = Vec::new();
        for role in roles {
            if by_position && without.iter().any(|without| without.role.value == role) {
                continue;
            }
            let key = (login, self.symbols.intern(role));
            if self.permanent.contains(&key) {
                if !by_position {
                    self.note_redundant(grant);
                }
                continue;
            }
            rows.push((key, Chosen { grant, term, origin }));
        }
        rows
    }

    /// The roles that a grant names, itself or by its position.
    fn roles_of(&mut self, grant: &'p Grant) -> Vec<&'p str> {
        match (&grant.role, &grant.position) {
            (Some(role), None) => {
                if self.names.grantable(role, self.diagnostics) {
                    vec![role.value.as_str()]
                } else {
                    Vec::new()
                }
            }
            (None, Some(position)) => {
                let item = self.names.position(position, self.diagnostics);
                let roles = item.map(|item| item.value.roles.as_slice()).unwrap_or_default();
                roles.iter().map(|role| role.value.as_str()).collect()
            }
            (Some(_), Some(position)) => {
                self.diagnostics.push(
                    Diagnostic::new(&codes::GRANT_OF_WHAT, "a grant names both a role and a position")
                        .at(position.span)
                        .help("keep one of the two, or write two grants"),
                );
                Vec::new()
            }
            (None, None) => {
                self.diagnostics.push(
                    Diagnostic::new(
                        &codes::GRANT_OF_WHAT,
                        "a grant names neither a role nor a position",
                    )
                    .at(grant.user.span)
                    .help("add `role:` or `position:`"),
                );
                Vec::new()
            }
        }
    }

    fn term_row(&mut self, key: (Sym, Sym), grant: &Grant) -> [Sym; 7] {
        let mut text = |text: Option<&str>| self.symbols.intern_opt(text.filter(|text| !text.is_empty()));
        let day = |day: &Option<crate::base::tree::Located<crate::project::desired::Day>>| {
            day.as_ref().map(ToString::to_string)
        };
        [
            key.0,
            key.1,
            text(day(&grant.from).as_deref()),
            text(day(&grant.until).as_deref()),
            text(grant.reason.as_deref()),
            text(grant.ticket.as_deref()),
            text(grant.approved_by.as_ref().map(|by| by.value.as_str())),
        ]
    }

    fn warn_leaver(&mut self, grant: &Grant, why: &str, person: Span) {
        self.diagnostics.push(
            Diagnostic::new(
                &codes::LEAVER_GRANT,
                format!("a grant for {}, who {why}", tick(&grant.user)),
            )
            .at(place(grant))
            .also(person, "declared here")
            .help("remove the grant: it does nothing"),
        );
    }

    fn note_redundant(&mut self, grant: &Grant) {
        let role = grant.role.as_ref().map(|role| tick(role)).unwrap_or_default();
        self.diagnostics.push(
            Diagnostic::new(
                &codes::REDUNDANT_GRANT,
                format!("{} has {role} already, without an end", tick(&grant.user)),
            )
            .at(place(grant))
            .help("remove this grant, or take the role out of the person's positions and roles"),
        );
    }
}

fn place(grant: &Grant) -> Span {
    let what = grant.role.as_ref().or(grant.position.as_ref());
    what.map_or(grant.user.span, |what| what.span)
}

fn overlap(a: &Grant, b: &Grant) -> bool {
    let starts_after_end = |one: &Grant, other: &Grant| match (&one.from, &other.until) {
        (Some(from), Some(until)) => from.value > until.value,
        _ => false,
    };
    !starts_after_end(a, b) && !starts_after_end(b, a)
}

/// A grant in force wins over a future one; then the longer one; among future ones the earlier.
fn better(a: &Chosen<'_>, b: &Chosen<'_>) -> bool {
    let key = |c: &Chosen<'_>| {
        let until = c.grant.until.as_ref().map_or(Date::MAX, |until| until.value.0);
        let from = c.grant.from.as_ref().map_or(Date::MIN, |from| from.value.0);
        (c.term == Term::Current, until, from)
    };
    let ((a_now, a_until, a_from), (b_now, b_until, b_from)) = (key(a), key(b));
    if a_now != b_now {
        return a_now;
    }
    if a_now {
        (a_until, b_from) > (b_until, a_from)
    } else {
        (a_from, b_until) < (b_from, a_until)
    }
}
