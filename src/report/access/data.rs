//! Effective access for programs.

use serde_json::{Map, Value, json};

use crate::access::{Answer, Basis, Denial, Holding, Path, Paths, PermissionRow};
use crate::model::Sym;

use super::View;

impl View<'_> {
    /// The answer of `why USER ACTION RESOURCE`.
    #[must_use]
    pub fn why_json(&self, user: &str, action: &str, resource: &str) -> Value {
        let answer = self.ask(user, action, resource);
        let mut value = json!({
            "version": 1,
            "user": user,
            "action": action,
            "resource": resource,
            "can": matches!(answer, Answer::Yes(_)),
        });
        let (name, part) = match &answer {
            Answer::Yes(paths) => ("because", self.paths_json(paths)),
            Answer::No(denial) => ("denied", self.denial_json(denial)),
        };
        value[name] = part;
        value
    }

    /// The answer of `who-can ACTION RESOURCE`: everybody.
    #[must_use]
    pub fn who_can_json(&self, action: &str, resource: &str) -> Value {
        let able = self
            .symbols
            .find(resource)
            .map_or_else(Vec::new, |resource| self.access.who_can(action, resource));
        let users: Vec<Value> = able
            .iter()
            .map(|(user, paths)| json!({ "user": self.text(*user), "because": self.paths_json(paths) }))
            .collect();
        json!({ "version": 1, "action": action, "resource": resource, "users": users })
    }

    /// The answer of `why USER`.
    #[must_use]
    pub fn user_json(&self, login: &str) -> Value {
        let Some((user, found)) = self
            .symbols
            .find(login)
            .and_then(|user| Some((user, self.access.user(user)?)))
        else {
            return json!({ "version": 1, "user": login, "exists": false });
        };
        let roles: Vec<Value> = found
            .roles
            .iter()
            .map(|held| {
                let holdings: Vec<Value> = held.holdings.iter().map(|h| self.holding_json(h)).collect();
                json!({ "role": self.text(held.role), "administrator": held.administrator, "held": holdings })
            })
            .collect();
        let mut access = Map::new();
        if let Some(held) = self.access.held(user) {
            for (resource, actions) in self.access.abilities(&held) {
                let names: Vec<&str> = self.access.names(actions).collect();
                access.insert(self.text(resource).to_owned(), json!(names));
            }
        }
        let inactive: Vec<&str> = found.inactive.iter().map(|&role| self.text(role)).collect();
        json!({
            "version": 1,
            "user": login,
            "exists": true,
            "active": found.active,
            "unrestricted": found.unrestricted,
            "roles": roles,
            "inactive_roles": inactive,
            "access": access,
        })
    }

    fn text(&self, key: Sym) -> &str {
        self.symbols.text(key)
    }

    fn paths_json(&self, paths: &Paths) -> Value {
        let list: Vec<Value> = paths.paths.iter().map(|path| self.path_json(path)).collect();
        let needs: Vec<Value> = paths
            .needs
            .iter()
            .map(|need| {
                let actions: Vec<&str> = self.access.names(need.action).collect();
                json!({ "resource": self.text(need.resource), "actions": actions, "because": self.paths_json(&need.paths) })
            })
            .collect();
        let rules: Vec<Value> = paths
            .rules
            .iter()
            .map(|rule| {
                json!({
                    "role": self.text(rule.role),
                    "resource": self.text(rule.resource),
                    "name": self.text(rule.name),
                    "filter": self.symbols.get(rule.filter),
                })
            })
            .collect();
        json!({ "paths": list, "needs": needs, "rules": rules })
    }

    fn path_json(&self, path: &Path) -> Value {
        let basis = match &path.basis {
            Basis::Row(row) => json!({ "permission": self.row_json(row) }),
            Basis::Administrator { role } => json!({ "administrator": self.text(*role) }),
            Basis::Account => json!({ "account": true }),
            Basis::Open => json!({ "open": true }),
            Basis::Follows { resource, action } => {
                let actions: Vec<&str> = self.access.names(*action).collect();
                json!({ "follows": { "resource": self.text(*resource), "actions": actions } })
            }
        };
        json!({
            "held": path.holding.as_ref().map(|holding| self.holding_json(holding)),
            "gives": basis,
        })
    }

    fn holding_json(&self, holding: &Holding) -> Value {
        let includes: Vec<&str> = holding.includes.iter().map(|&role| self.text(role)).collect();
        let term = holding.term.as_ref().map(|term| {
            json!({
                "from": self.symbols.get(term.from),
                "until": self.symbols.get(term.until),
                "reason": self.symbols.get(term.reason),
                "ticket": self.symbols.get(term.ticket),
                "approved_by": self.symbols.get(term.approved_by),
            })
        });
        json!({ "granted": self.text(holding.granted), "includes": includes, "term": term })
    }

    fn row_json(&self, row: &PermissionRow) -> Value {
        let actions: Vec<&str> = self.access.names(row.actions).collect();
        json!({ "role": self.text(row.role), "resource": self.text(row.resource), "actions": actions })
    }

    fn denial_json(&self, denial: &Denial) -> Value {
        let rows =
            |rows: &[PermissionRow]| -> Vec<Value> { rows.iter().map(|row| self.row_json(row)).collect() };
        match denial {
            Denial::NoSuchUser => json!({ "reason": "no-such-user" }),
            Denial::Inactive => json!({ "reason": "inactive" }),
            Denial::NoSuchResource => json!({ "reason": "no-such-resource" }),
            Denial::NoSuchAction => json!({ "reason": "no-such-action" }),
            Denial::DoesNotExist(actions) => {
                let actions: Vec<&str> = self.access.names(*actions).collect();
                json!({ "reason": "action-does-not-exist", "actions": actions })
            }
            Denial::NoRow => json!({ "reason": "no-permission" }),
            Denial::Rows(found) => json!({ "reason": "not-given", "permissions": rows(found) }),
            Denial::OnlyOthers(found) => json!({ "reason": "only-others", "permissions": rows(found) }),
            Denial::Needs {
                resource,
                action,
                because,
            } => {
                let actions: Vec<&str> = self.access.names(*action).collect();
                json!({
                    "reason": "needs",
                    "resource": self.text(*resource),
                    "actions": actions,
                    "because": self.denial_json(because),
                })
            }
        }
    }
}
