//! Grants with a reason or an end, as the registry keeps them.

use std::collections::BTreeMap;

use crate::base::edit::scalar;
use crate::model::{Rel, Sym};

use super::{Pull, can_be_key, yaml};

/// The terms in force, by login and role.
pub(super) struct Terms<'a>(BTreeMap<(&'a str, &'a str), &'a [Sym]>);

impl Terms<'_> {
    /// Whether a grant has a term.
    pub(super) fn has(&self, login: &str, role: &str) -> bool {
        self.0.contains_key(&(login, role))
    }

    /// Whether a person has any.
    pub(super) fn concern(&self, login: &str) -> bool {
        self.0
            .range((login, "")..)
            .next()
            .is_some_and(|((other, _), _)| *other == login)
    }
}

impl<'a> Pull<'a> {
    pub(super) fn terms(&self) -> Terms<'a> {
        let rows = self.live.table(Rel::GrantTerm).rows();
        Terms(
            rows.map(|row| ((self.text(row[0]), self.text(row[1])), row))
                .collect(),
        )
    }

    /// Writes the grants.
    pub(super) fn write_grants(&mut self, terms: &Terms<'a>) {
        let mut body = String::from("grants:\n");
        let mut any = false;
        for ((login, role), row) in &terms.0 {
            if !can_be_key(login) {
                continue;
            }
            let mut fields = vec![
                format!("user: {}", scalar(login)),
                format!("role: {}", scalar(role)),
            ];
            for (name, cell) in ["from", "until", "reason", "ticket", "approved_by"]
                .into_iter()
                .zip(&row[2..])
            {
                if let Some(text) = self.symbols.get(*cell) {
                    // Days are text for us whether quoted or not; plain reads better.
                    let value = if matches!(name, "from" | "until") {
                        text.into()
                    } else {
                        scalar(text)
                    };
                    fields.push(format!("{name}: {value}"));
                }
            }
            yaml::line(&mut body, 2, &format!("- {{{}}}", fields.join(", ")));
            any = true;
        }
        if any {
            self.file("grants.yaml", "Exceptions and temporary access.", &body);
        }
    }
}
