//! Roles: our own, which we declare completely, and rows of shipped ones.

use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::base::text::tick;
use crate::base::tree::Located;
use crate::model::{AccessDefault, Rel, Rename, Sym};
use crate::project::codes;
use crate::project::desired::{Allowed, Role};
use crate::project::view::Item;

use super::Lowering;

/// The role that stands for everyone.
const EVERYONE: &str = "*";

impl<'p> Lowering<'_, 'p> {
    pub(super) fn roles(&mut self) {
        for item in self.view.roles.values().copied().collect::<Vec<_>>() {
            let key = self.symbols.intern(item.key);
            let origin = self.origin(item.key.span, None);
            let ours = self.is_ours(item);
            if ours && item.value.managed.as_ref().is_some_and(|managed| !managed.value) {
                self.desired.released.push((Rel::Role, key));
                continue;
            }
            if ours {
                self.own_role(item, key, origin);
            } else {
                self.refuse_fields(item);
            }
            self.permissions(item.value, key, origin, ours);
            self.rules(item.value, key, origin, ours);
        }
    }

    /// Whether a role is our own. What the ERP knows decides; without that, what only roles of our own can have.
    fn is_ours(&self, item: Item<'_, Role>) -> bool {
        if item.key.value == EVERYONE {
            return false;
        }
        let known = self
            .context
            .vocabulary
            .map(|vocabulary| vocabulary.is_shipped(item.key));
        match known {
            Some(Some(shipped)) => !shipped,
            Some(None) => true,
            None => {
                let role = item.value;
                role.title.is_some()
                    || role.bind.is_some()
                    || role.includes.is_some()
                    || role.active.is_some()
                    || role.managed.is_some()
                    || !role.was.is_empty()
            }
        }
    }

    fn own_role(&mut self, item: Item<'p, Role>, key: Sym, origin: u32) {
        let role = item.value;
        // Where a role has one name, nobody has to write it twice.
        let named = self
            .context
            .semantics
            .and_then(|semantics| semantics.own_roles.title_of(item.key));
        let title = self.given(role.title.as_ref().map(|title| title.value.as_str()).or(named));
        let active = self.given(role.active.map(|active| if active { "true" } else { "false" }));
        self.push(Rel::Role, &[key, title, Sym::OPEN, active], origin);
        let mut was: Vec<Sym> = Vec::new();
        for name in &role.was {
            if self
                .context
                .vocabulary
                .and_then(|vocabulary| vocabulary.is_shipped(name))
                == Some(true)
            {
                let message = format!("{} was shipped with the ERP and cannot be renamed", tick(name));
                self.refuse(message, name.span, "remove it from `was`");
                continue;
            }
            was.push(self.symbols.intern(name));
        }
        if let Some(title) = &role.bind {
            was.push(self.symbols.intern(&format!("name:{}", title.value)));
        }
        if !was.is_empty() {
            self.desired.renames.push(Rename {
                rel: Rel::Role,
                key,
                was,
                origin,
            });
        }
        if let Some(includes) = &role.includes {
            self.own(Rel::RoleInclude, key, origin);
            let mut seen: Vec<Sym> = Vec::new();
            for included in includes {
                let sym = self.symbols.intern(included);
                if !seen.contains(&sym) {
                    seen.push(sym);
                    let origin = self.origin(included.span, None);
                    self.push(Rel::RoleInclude, &[key, sym, Sym::OPEN], origin);
                }
            }
        }
    }

    /// Of a shipped role, and of everyone, only permissions and rules can be declared.
    fn refuse_fields(&mut self, item: Item<'_, Role>) {
        let role = item.value;
        let span = |field: &Option<Located<String>>| field.as_ref().map(|text| text.span);
        let first = |list: &[Located<String>]| list.first().map(|text| text.span);
        let fields = [
            ("title", span(&role.title)),
            ("match", span(&role.bind)),
            ("was", first(&role.was)),
            (
                "includes",
                role.includes
                    .as_ref()
                    .map(|list| first(list).unwrap_or(item.key.span)),
            ),
            ("active", role.active.map(|_| item.key.span)),
            ("managed", role.managed.as_ref().map(|managed| managed.span)),
        ];
        let what = if item.key.value == EVERYONE {
            "stands for everyone"
        } else {
            "was shipped with the ERP"
        };
        for (field, span) in fields {
            if let Some(span) = span {
                let message = format!("{} {what}: {} cannot be declared", tick(item.key), tick(field));
                self.refuse(
                    message,
                    span,
                    "keep `permissions` and `rules` only, or give a role of your own another key",
                );
            }
        }
    }

    fn refuse(&mut self, message: String, span: Span, help: &str) {
        self.diagnostics
            .push(Diagnostic::new(&codes::SHIPPED_ROLE, message).at(span).help(help));
    }

    fn permissions(&mut self, role: &'p Role, key: Sym, origin: u32, ours: bool) {
        let Some(permissions) = &role.permissions else {
            return;
        };
        if ours {
            self.own(Rel::Permission, key, origin);
        }
        // Where nothing is allowed unless a row says so, a row that allows nothing is no row.
        let closed = self
            .context
            .semantics
            .is_some_and(|semantics| semantics.access.default == AccessDefault::Closed);
        for (resource, allowed) in permissions {
            if !self.names.resource(resource, self.diagnostics) {
                continue;
            }
            let sym = self.symbols.intern(resource);
            let origin = self.origin(resource.span, None);
            let actions = match &allowed.value {
                Allowed::Absent => None,
                Allowed::Actions(actions) if actions.is_empty() && closed => None,
                Allowed::Actions(actions) => Some(actions),
            };
            match actions {
                Some(actions) => {
                    let text = self.spell(actions, resource);
                    let actions = self.symbols.intern(&text);
                    self.push(Rel::Permission, &[key, sym, actions], origin);
                }
                None => self
                    .desired
                    .absent
                    .push((Rel::Permission, Box::new([key, sym]), origin)),
            }
        }
    }

    fn spell(&mut self, actions: &[Located<String>], resource: &str) -> String {
        crate::project::check::repeated(actions, self.diagnostics);
        let mut known: Vec<&str> = Vec::with_capacity(actions.len());
        for action in actions {
            if self.names.action(action, resource, self.diagnostics) {
                known.push(&action.value);
            }
        }
        let Some(semantics) = self.context.semantics else {
            return known.join(",");
        };
        for (action, needed) in semantics.lacking(&known) {
            let Some(given) = actions.iter().find(|given| given.value == action) else {
                continue;
            };
            let message = format!("{} on {} needs {}", tick(action), tick(resource), tick(needed));
            self.diagnostics.push(
                Diagnostic::new(&codes::ACTION_NEEDS, message)
                    .at(given.span)
                    .help(format!("add {}, or take {} out", tick(needed), tick(action))),
            );
        }
        semantics.spell_actions(known.into_iter()).unwrap_or_default()
    }
}
