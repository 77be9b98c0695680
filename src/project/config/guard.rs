//! The guard: what every plan is held to. Its parts are stored in the registry as canonical JSON, one row each, so the
//! same types read them back.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Limit;
use crate::model::{Interner, Rel, State};
use crate::project::pattern;

/// Protection, limits and approvals. A part that is left out stays as it was last applied; an empty part (`{}`) lifts it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Guard {
    /// Who is never deactivated and never loses a role. Gaining is allowed.
    pub protect: Option<Protect>,
    /// How much one plan may touch; beyond it, `plan --accept-mass-change` names the number.
    pub limits: Option<Limits>,
    /// How many signatures a plan needs, by what it does.
    pub approvals: Option<Approvals>,
    /// Who can sign, each under a short name.
    pub approvers: Option<BTreeMap<String, Approver>>,
    /// Accounts for emergencies, by login or pattern: they stay active and keep what they hold.
    #[schemars(example = ["emergency"])]
    pub break_glass: Option<Vec<String>>,
}

/// Who is protected.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Protect {
    /// Logins, or patterns with `*` and `?`.
    #[schemars(example = ["admin", "svc-*"])]
    pub users: Vec<String>,
    /// The least number of active administrators that a plan may leave.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = 2)]
    pub min_admins: Option<u32>,
}

/// How much one plan may touch.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// People whose account, roles or companies change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people: Option<Limit>,
    /// Accounts that are deactivated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deactivate: Option<Limit>,
}

/// How many signatures a plan needs, by what it does. The largest that applies counts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Approvals {
    /// The plan only takes access away.
    #[schemars(example = 0)]
    pub narrowing: u32,
    /// Somebody gains access.
    #[schemars(example = 1)]
    pub widening: u32,
    /// Somebody gains the access of an administrator.
    #[schemars(example = 2)]
    pub privileged: u32,
    /// The guard itself changes.
    #[schemars(example = 2)]
    pub guard: u32,
}

/// Somebody who can sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approver {
    /// The user, by the key in `users`. Nobody approves changes to their own access.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"wang.fang")]
    pub user: Option<String>,
    /// The name under which their SSH key stands in the list of allowed signers.
    #[schemars(length(min = 1), example = &"wang@acme.example")]
    pub principal: String,
}

impl Guard {
    /// The parts that are given, by the name of their row, as canonical JSON: no blanks, keys in a fixed order.
    #[must_use]
    pub fn rows(&self) -> Vec<(&'static str, String)> {
        let mut rows = Vec::new();
        let mut row = |name, spec: Option<serde_json::Result<String>>| {
            if let Some(spec) = spec {
                rows.push((name, spec.expect("plain data always has a JSON form")));
            }
        };
        row("approvals", self.approvals.as_ref().map(serde_json::to_string));
        row("approvers", self.approvers.as_ref().map(serde_json::to_string));
        row(
            "break_glass",
            self.break_glass.as_ref().map(serde_json::to_string),
        );
        row("limits", self.limits.as_ref().map(serde_json::to_string));
        row("protect", self.protect.as_ref().map(serde_json::to_string));
        rows
    }

    /// The guard that a state holds.
    ///
    /// # Errors
    /// The name of the first row that this version cannot read.
    pub fn from_state(state: &State, symbols: &Interner) -> Result<Self, String> {
        let mut guard = Self::default();
        for row in state.table(Rel::Guard).rows() {
            let (name, spec) = (symbols.text(row[0]), symbols.text(row[1]));
            guard.set(name, spec).map_err(|_| name.to_owned())?;
        }
        Ok(guard)
    }

    fn set(&mut self, name: &str, spec: &str) -> serde_json::Result<()> {
        match name {
            "approvals" => self.approvals = Some(serde_json::from_str(spec)?),
            "approvers" => self.approvers = Some(serde_json::from_str(spec)?),
            "break_glass" => self.break_glass = Some(serde_json::from_str(spec)?),
            "limits" => self.limits = Some(serde_json::from_str(spec)?),
            "protect" => self.protect = Some(serde_json::from_str(spec)?),
            _ => return Err(serde::de::Error::custom("unknown part of the guard")),
        }
        Ok(())
    }

    /// Whether a login is protected, by name, by pattern or as an account for emergencies.
    #[must_use]
    pub fn protects(&self, login: &str) -> bool {
        let users = self.protect.iter().flat_map(|p| &p.users);
        users
            .chain(self.break_glass.iter().flatten())
            .any(|p| pattern::matches(p, login))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_reads_back() {
        let guard: Guard = serde_json::from_str(
            r#"{"protect": {"users": ["admin", "svc-*"], "min_admins": 2},
                "limits": {"people": 50, "deactivate": "10%, at least 10"},
                "approvers": {"cfo": {"user": "wang.fang", "principal": "wang@acme.example"}}}"#,
        )
        .unwrap();
        let mut symbols = Interner::new();
        let mut state = State::new();
        for (name, spec) in guard.rows() {
            let row = [symbols.intern(name), symbols.intern(&spec)];
            state.table_mut(Rel::Guard).push(&row);
        }
        assert_eq!(Guard::from_state(&state, &symbols).unwrap(), guard);
        assert!(guard.protects("svc-wms") && guard.protects("admin") && !guard.protects("zhang.wei"));
    }

    #[test]
    fn a_later_version_is_noticed() {
        let mut symbols = Interner::new();
        let mut state = State::new();
        let row = [symbols.intern("quorum"), symbols.intern("{}")];
        state.table_mut(Rel::Guard).push(&row);
        assert_eq!(Guard::from_state(&state, &symbols).unwrap_err(), "quorum");
    }
}
