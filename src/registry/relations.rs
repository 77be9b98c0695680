//! The relations that live in the registry: reading them, and carrying change tables into them.
//!
//! All SQL is generated from the relations, so a new one needs nothing here.

use crate::db::dialect;
use crate::model::{Column, ColumnKind, Engine, Rel, Verb};

use super::ddl::{qualified, relations};
use super::text::{ident, idents};

/// The relations that are in the database: a registry that an earlier version set up has no guards.
fn present(guarded: bool) -> impl Iterator<Item = Rel> {
    relations().filter(move |rel| guarded || *rel != Rel::ItemGuard)
}

/// The name of a change table.
fn change_table(rel: Rel, verb: Verb) -> String {
    ident(&format!("change_{}_{}", rel.name(), verb.name()))
}

/// The query that reads a relation, with its columns in order.
pub(super) fn select(engine: Engine, rel: Rel) -> String {
    let spec = rel.spec();
    let columns: Vec<_> = spec.columns().map(|column| spelled(engine, column)).collect();
    format!(
        "SELECT {} FROM {}",
        columns.join(", "),
        qualified(engine, spec.name)
    )
}

/// A column as text that is spelled as the model spells it.
fn spelled(engine: Engine, column: &Column) -> String {
    let name = ident(column.name);
    match (column.kind, engine) {
        (ColumnKind::Bool, Engine::Postgres) => format!("CAST({name} AS text) AS {name}"),
        (ColumnKind::Bool, Engine::Sqlite | Engine::Mariadb) => {
            format!("CASE {name} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END AS {name}")
        }
        (ColumnKind::Int, _) => format!("'' || {name} AS {name}"),
        (ColumnKind::Text | ColumnKind::Actions, _) => name,
    }
}

/// The statements that carry the change tables into the registry's relations, in order.
pub(super) fn writes(engine: Engine, guarded: bool) -> Vec<String> {
    let mut all = Vec::new();
    for rel in present(guarded) {
        all.extend(renames(engine, rel));
    }
    for rel in present(guarded) {
        let spec = rel.spec();
        let table = qualified(engine, spec.name);
        let columns = idents(spec.columns().map(|column| column.name));
        let keys = idents(spec.keys.iter().map(|key| key.name));
        let remove = |verb| {
            format!(
                "DELETE FROM {table} WHERE ({keys}) IN (SELECT {keys} FROM {})",
                change_table(rel, verb)
            )
        };
        let add = |verb| {
            format!(
                "INSERT INTO {table} ({columns}) SELECT {columns} FROM {} ORDER BY n",
                change_table(rel, verb)
            )
        };
        all.push(remove(Verb::Delete));
        // A changed row is taken out and put back complete: joining an UPDATE with another table is spelled
        // differently by every engine, and subqueries per row are slow on all of them.
        all.push(remove(Verb::Update));
        all.push(add(Verb::Update));
        if rel == Rel::ItemGuard {
            // A guard that somebody took out of force is none, but its row may still be there.
            all.push(remove(Verb::Insert));
        }
        all.push(add(Verb::Insert));
    }
    all
}

/// Rows follow the entities that their keys repeat. In two steps, because a new key may be another row's old one.
fn renames(engine: Engine, rel: Rel) -> Vec<String> {
    let spec = rel.spec();
    let table = qualified(engine, spec.name);
    // No key contains a control character, so a marked key is nobody's.
    let mark = dialect::mark(engine);
    let mut all = Vec::new();
    for column in spec.columns() {
        let Some(target) = column.references.filter(|target| target.is_entity()) else {
            continue;
        };
        let changes = change_table(target, Verb::Rename);
        let key = target.spec().keys[0].name;
        let (new, old) = (ident(key), ident(&format!("old_{key}")));
        let name = ident(column.name);
        all.push(format!(
            "UPDATE {table} SET {name} = {mark} || (SELECT c.{new} FROM {changes} c WHERE c.{old} = {table}.{name}) \
             WHERE {name} IN (SELECT {old} FROM {changes})"
        ));
        all.push(format!(
            "UPDATE {table} SET {name} = substr({name}, 2) WHERE substr({name}, 1, 1) = {mark}"
        ));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sql_is_generated_from_the_relation() {
        assert_eq!(
            select(Engine::Sqlite, Rel::GrantTerm),
            "SELECT \"login\", \"role\", \"from\", \"until\", \"reason\", \"ticket\", \"approved_by\" FROM \"trueup_grant_term\""
        );
        let writes = writes(Engine::Postgres, true);
        assert!(writes.iter().any(|sql| {
            sql == "DELETE FROM trueup.\"grant_term\" WHERE (\"login\", \"role\") IN (SELECT \"login\", \"role\" FROM \"change_grant_term_delete\")"
        }));
        assert!(writes[0].contains("change_user_rename"), "{}", writes[0]);
        assert!(!writes.iter().any(|sql| sql.contains("change_guard_rename")));
    }
}
