//! Guards: the ERP's database itself refuses codes that break a rule with `enforce: reject`.
//!
//! What is to be guarded is a relation, `item_guard`, with the rules in the form that a database can check. On PostgreSQL
//! triggers that setup made read its table, so an apply only writes rows. SQLite has neither functions nor owners: there
//! every rule has triggers of its own, made and removed in the transaction that writes its row. A row whose triggers are
//! not there is not read: it guards nothing.

mod sqlite;

use std::collections::BTreeMap;

use crate::adapter::Adapter;
use crate::db::Session;
use crate::items::GuardSpec;
use crate::model::{Engine, Interner, Rel, State, Table};
use crate::registry::{Registry, guards_digest};

use super::Failure;
use sqlite::{Templates, prefix};

/// Whether the database of a target can refuse codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// It can.
    Ready,
    /// The adapter has no guards, or the registry is not set up.
    None,
    /// Something that setup makes is missing: what.
    Missing(String),
}

impl Standing {
    /// What is missing.
    pub(super) fn missing(&self) -> Option<String> {
        match self {
            Self::Missing(what) => Some(what.clone()),
            Self::Ready | Self::None => None,
        }
    }
}

/// Looks whether what setup makes for guards is there.
pub(super) async fn standing(
    session: &mut Session,
    adapter: &Adapter,
    registry: Option<&Registry>,
) -> Result<Standing, Failure> {
    let Some(registry) = registry.filter(|_| adapter.guards()) else {
        return Ok(Standing::None);
    };
    if !registry.guarded() {
        return Ok(Standing::Missing("the table of guards".to_owned()));
    }
    let Some(install) = adapter.guard_install() else {
        return Ok(Standing::Ready);
    };
    let missing = adapter.guard_missing(session).await?;
    if !missing.is_empty() {
        return Ok(Standing::Missing(missing.join(", ")));
    }
    if registry.guards() == Some(guards_digest(&install).as_str()) {
        return Ok(Standing::Ready);
    }
    Ok(Standing::Missing("the functions of this version".to_owned()))
}

/// Leaves only the guards that the database acts on in a state that was read.
pub(super) async fn only_live(
    session: &mut Session,
    adapter: &Adapter,
    registry: &Registry,
    symbols: &Interner,
    state: &mut State,
) -> Result<(), Failure> {
    if state.table(Rel::ItemGuard).rows().next().is_none() {
        return Ok(());
    }
    if standing(session, adapter, Some(registry)).await? != Standing::Ready {
        state.replace(Table::new(Rel::ItemGuard));
        return Ok(());
    }
    if session.engine() == Engine::Postgres {
        return Ok(());
    }
    let rows = state.table(Rel::ItemGuard).rows();
    let rules: Vec<(String, GuardSpec)> = rows
        .filter_map(|row| known(symbols.text(row[0]), symbols.get(row[1])?))
        .collect();
    let wanted = wanted(adapter, &rules);
    let there = triggers(session).await?;
    let events = adapter.guard_triggers();
    let mut live = Table::new(Rel::ItemGuard);
    for row in state.table(Rel::ItemGuard).rows() {
        let own = prefix(symbols.text(row[0]));
        let is_own = |name: &str| {
            let event = name.strip_prefix(&own);
            event.is_some_and(|event| events.iter().any(|trigger| trigger.name == event))
        };
        let mut names = wanted.iter().filter(|(name, _)| is_own(name));
        if names.all(|(name, sql)| there.get(name) == Some(sql)) {
            live.push(row);
        }
    }
    state.replace(live);
    Ok(())
}

/// Makes the triggers of the rules that the registry holds now and removes all others, in the caller's transaction.
/// Where triggers read the registry themselves there is nothing to do.
pub(super) async fn follow(
    session: &mut Session,
    adapter: &Adapter,
    registry: &Registry,
) -> Result<(), Failure> {
    if session.engine() == Engine::Postgres || !registry.guarded() || !adapter.guards() {
        return Ok(());
    }
    let (mut symbols, mut state) = (Interner::new(), State::new());
    registry.read(session, &mut symbols, &mut state).await?;
    let rows = state.table(Rel::ItemGuard).rows();
    let rules: Vec<(String, GuardSpec)> = rows
        .filter_map(|row| known(symbols.text(row[0]), symbols.get(row[1])?))
        .collect();
    let wanted = wanted(adapter, &rules);
    let there = triggers(session).await?;
    let mut script = String::new();
    for name in there
        .iter()
        .filter(|(name, sql)| wanted.get(*name) != Some(*sql))
        .map(|(name, _)| name)
    {
        script.extend(["DROP TRIGGER \"", &name.replace('"', "\"\""), "\";\n"]);
    }
    for (_, sql) in wanted.iter().filter(|(name, sql)| there.get(*name) != Some(*sql)) {
        script.push_str(sql);
        script.push_str(";\n");
    }
    if script.is_empty() {
        return Ok(());
    }
    Ok(session
        .script(&script)
        .await
        .map_err(|error| error.during("make the triggers of guards"))?)
}

/// The condition in SQLite's SQL that a code fits one of a rule's forms; `code` is its SQL.
#[must_use]
pub fn sqlite_condition(spec: &GuardSpec, code: &str) -> String {
    sqlite::fits(&spec.forms, code)
}

/// A guard that this version understands.
fn known(rule: &str, spec: &str) -> Option<(String, GuardSpec)> {
    Some((rule.to_owned(), serde_json::from_str(spec).ok()?))
}

fn wanted(adapter: &Adapter, rules: &[(String, GuardSpec)]) -> BTreeMap<String, String> {
    let mut rules = rules.to_vec();
    rules.sort_by(|a, b| a.0.cmp(&b.0));
    let templates = Templates {
        triggers: &adapter.guard_triggers(),
        categories: adapter.guard_categories(),
        words: &adapter.manifest.items.refusal_words,
    };
    sqlite::triggers(&rules, &templates)
}

/// The triggers of guards that are there: name and SQL.
async fn triggers(session: &mut Session) -> Result<BTreeMap<String, String>, Failure> {
    let sql = "SELECT name, sql FROM main.sqlite_master WHERE type = 'trigger' AND substr(name, 1, 13) = 'trueup_guard_'";
    let rows = session.query(sql, &[]).await?;
    let pair = |row: Vec<Option<String>>| {
        let mut cells = row.into_iter();
        Some((cells.next()??, cells.next()??))
    };
    Ok(rows.into_iter().filter_map(pair).collect())
}
