//! What a plan leaves out, and what is not as it may seem.

use crate::base::text::list;
use crate::model::{Change, Enforced, Home, Rel, Sym, Verb};
use crate::plan::{Reason, codes};

use super::Builder;

impl Builder<'_> {
    pub(super) fn note_delegated(&mut self, delegated: &[Change]) {
        for change in delegated {
            self.unapplied.insert((change.rel, change.key().to_vec()), None);
            let place = self.reason_of(change.cause);
            let what = self.describe(change);
            self.note(&codes::DELEGATED, what, place);
        }
    }

    pub(super) fn note_let_go(&mut self, let_go: &[(Rel, Vec<Sym>)]) {
        // A guard follows its rule, of which this is said.
        for (rel, key) in let_go.iter().filter(|(rel, _)| *rel != Rel::ItemGuard) {
            let key: Vec<&str> = key.iter().map(|&cell| self.symbols.text(cell)).collect();
            let (rel, key) = (rel.name(), key.join("` `"));
            let what = format!("{rel} `{key}` is no longer in the files; it stays in the ERP");
            self.note(&codes::LET_GO, (what, vec![rel.to_owned(), key]), None);
        }
    }

    pub(super) fn note_sections(&mut self) {
        for (section, span) in &self.prepared.desired.not_acted_on {
            let (file, line, column) = (self.input.place)(*span);
            let what = format!("`{section}` is checked but not carried out");
            let place = Reason {
                file,
                line,
                column,
                via: None,
            };
            self.note(&codes::NOT_ACTED_ON, (what, vec![section.clone()]), Some(place));
        }
    }

    /// Rules that the database would refuse codes by, if setup had made what that needs.
    pub(super) fn note_guards(&mut self) {
        let Some(missing) = self.input.guards_missing.clone() else {
            return;
        };
        let rows = self.prepared.desired.state.table(Rel::ItemGuard).rows();
        let rules: Vec<&str> = rows.map(|row| self.symbols.text(row[0])).collect();
        if rules.is_empty() {
            return;
        }
        let what = format!(
            "the database does not refuse codes yet ({missing} missing): {} wait for `trueup setup`",
            list(&rules, 6)
        );
        self.note(&codes::GUARDS_MISSING, (what, vec![missing]), None);
    }

    /// Servers that keep what they know in a cache that trueup was not told of.
    pub(super) fn note_cache(&mut self, changes: &[Change]) {
        let Some(by_hand) = self.input.cache_unnamed.clone() else {
            return;
        };
        if changes.iter().any(|change| change.rel.spec().home == Home::Erp) {
            let what = format!(
                "running servers follow only after `{by_hand}`: the target names no cache in `redis`"
            );
            self.note(&codes::CACHE_UNNAMED, (what, vec![by_hand]), None);
        }
    }

    /// Sequences that an apply moves so that they give no code that exists.
    pub(super) fn note_moving(&mut self) {
        for (sequence, next, least) in &self.input.moving {
            let what = format!(
                "sequence `{sequence}` goes on with {least} instead of {next}: codes up to there exist"
            );
            let values = vec![sequence.clone(), next.to_string(), least.to_string()];
            self.note(&codes::SEQUENCE_MOVES, (what, values), None);
        }
    }

    pub(super) fn note_settings(&mut self, changes: &[Change]) {
        for change in changes
            .iter()
            .filter(|c| c.rel == Rel::Setting && c.verb != Verb::Delete)
        {
            let name = self.symbols.text(change.key()[0]);
            let known = self.input.semantics.setting(name);
            if let Some(who) = known
                .map(|(spec, _)| spec.enforced)
                .filter(|&who| who != Enforced::Server)
            {
                let place = self.reason_of(change.cause);
                let by = if who == Enforced::Client {
                    "only by the ERP's own screens"
                } else {
                    "by nobody"
                };
                let what = format!("setting `{name}` is enforced {by}");
                self.note(
                    &codes::NOT_ENFORCED,
                    (what, vec![name.to_owned(), by.to_owned()]),
                    place,
                );
            }
        }
    }
}
