//! The change tables: temporary tables with everything that an apply writes, before any script runs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::open::attempt;
use super::{Adapter, AdapterError};
use crate::base::secret::Secret;
use crate::db::{Session, dialect};
use crate::model::{Change, Column, ColumnKind, Engine, Interner, Rel, Sym, Verb};

/// From this number of rows on, PostgreSQL is told what a change table holds before scripts join it.
const ANALYZE: usize = 1_000;

/// What an apply says about itself: the row of `change_context`.
#[derive(Debug, Clone)]
pub struct ChangeContext {
    /// The time of the apply.
    pub now_utc: jiff::Timestamp,
    /// Who applies, as people write it.
    pub actor: String,
    /// The login of that person in the ERP, where known.
    pub actor_id: Option<String>,
    /// The commit that the desired state comes from.
    pub commit_id: Option<String>,
    /// The plan's digest.
    pub digest: String,
    /// Identifies this apply; unique names in the ERP are made from it.
    pub apply_id: String,
}

/// Gives the secret of a change: the hash of a new password.
pub type Secrets<'s> = dyn Fn(&Change) -> Option<&'s Secret> + Send + Sync + 's;

/// What the change tables hold.
#[derive(Debug, Clone)]
pub struct Prepared {
    counts: BTreeMap<(Rel, Verb), usize>,
    /// The ERP's own clock at the time of the apply, as it spells it.
    pub now_erp: String,
}

impl Prepared {
    /// The number of changes of one kind.
    #[must_use]
    pub fn count(&self, rel: Rel, verb: Verb) -> usize {
        self.counts.get(&(rel, verb)).copied().unwrap_or(0)
    }
}

impl Adapter {
    /// The ERP's own clock: what its scripts write into its audit columns.
    ///
    /// # Errors
    /// When the database refuses now.sql.
    pub async fn now(&self, session: &mut Session, now_utc: jiff::Timestamp) -> Result<String, AdapterError> {
        let utc = spell_time(now_utc);
        let Some(script) = self.files.get("now.sql") else {
            return Ok(utc);
        };
        let rows = attempt(session, &script.file, &script.sql, &["now_erp"]).await?;
        Ok(rows.into_iter().flatten().next().flatten().unwrap_or(utc))
    }

    /// Makes all change tables, for every relation and verb, and fills them. The transaction must have begun.
    ///
    /// Each table numbers its rows in the order of `changes`.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn prepare_changes(
        &self,
        session: &mut Session,
        changes: &[Change],
        symbols: &Interner,
        context: &ChangeContext,
        secrets: &Secrets<'_>,
    ) -> Result<Prepared, AdapterError> {
        let now_erp = self.now(session, context.now_utc).await?;
        let ddl = tables(self.engine);
        let made = session.script(&ddl).await;
        made.map_err(|error| error.during("make the change tables"))?;
        fill_context(session, context, &now_erp).await?;
        let mut grouped: BTreeMap<(Rel, Verb), Vec<&Change>> = BTreeMap::new();
        for change in changes {
            grouped.entry((change.rel, change.verb)).or_default().push(change);
        }
        let mut counts = BTreeMap::new();
        for ((rel, verb), changes) in grouped {
            fill(session, rel, verb, &changes, symbols, secrets).await?;
            counts.insert((rel, verb), changes.len());
        }
        Ok(Prepared { counts, now_erp })
    }
}

/// The verbs for which a relation has a change table.
fn verbs(rel: Rel) -> impl Iterator<Item = Verb> {
    Verb::ALL
        .into_iter()
        .filter(move |&verb| verb != Verb::Rename || rel.is_entity())
}

pub(super) fn table_name(rel: Rel, verb: Verb) -> String {
    format!("change_{}_{}", rel.name(), verb.name())
}

/// The columns of a change table after `n`: name and type.
fn columns(rel: Rel, verb: Verb) -> Vec<(String, ColumnKind)> {
    let spec = rel.spec();
    let plain = |c: &Column| (c.name.to_owned(), c.kind);
    let old = |c: &Column| (format!("old_{}", c.name), c.kind);
    if verb == Verb::Rename {
        return spec
            .keys
            .iter()
            .map(plain)
            .chain(spec.keys.iter().map(old))
            .collect();
    }
    let mut columns: Vec<_> = spec.columns().map(plain).collect();
    columns.extend(spec.values.iter().map(old));
    if verb != Verb::Delete {
        columns.extend(
            spec.secrets
                .iter()
                .map(|&name| (name.to_owned(), ColumnKind::Text)),
        );
    }
    columns
}

fn sql_type(kind: ColumnKind, engine: Engine) -> &'static str {
    match kind {
        ColumnKind::Bool => dialect::boolean(engine),
        ColumnKind::Int => "integer",
        ColumnKind::Text | ColumnKind::Actions => dialect::text(engine),
    }
}

/// The type of a key column, and what stands behind the columns. On MariaDB every key column has an index of its own:
/// its texts compare otherwise than the ERP's, so that a join can use no index of the ERP's tables.
fn keys(rel: Rel, verb: Verb, engine: Engine) -> (String, String) {
    let kind = dialect::key(engine, 1);
    match engine {
        Engine::Postgres | Engine::Sqlite => (kind, String::new()),
        Engine::Mariadb => {
            let spec = rel.spec();
            let old = (verb == Verb::Rename).then_some("old_").into_iter();
            let names = spec.keys.iter().map(|key| key.name.to_owned());
            let names = names
                .chain(old.flat_map(|old| spec.keys.iter().map(move |key| format!("{old}{}", key.name))));
            (kind, names.map(|name| format!(", INDEX (\"{name}\")")).collect())
        }
    }
}

/// The statements that make all change tables, empty. SQLite and MariaDB keep temporary tables after a commit, so those of
/// an earlier apply go first.
fn tables(engine: Engine) -> String {
    let mut sql = String::new();
    let mut table = |name: &str, columns: &str| {
        // Writing to a string cannot fail.
        let _: std::fmt::Result = writeln!(sql, "{}", dialect::temporary_table(engine, name, columns));
    };
    for rel in Rel::reconciled() {
        for verb in verbs(rel) {
            let (key, indexes) = keys(rel, verb, engine);
            let keyed = if verb == Verb::Rename {
                2
            } else {
                rel.spec().keys.len()
            };
            let columns = columns(rel, verb)
                .into_iter()
                .enumerate()
                .map(|(at, (name, kind))| {
                    let kind = if at < keyed {
                        key.as_str()
                    } else {
                        sql_type(kind, engine)
                    };
                    format!("\"{name}\" {kind}")
                });
            let columns: Vec<_> = std::iter::once("n integer NOT NULL".to_owned())
                .chain(columns)
                .collect();
            table(
                &table_name(rel, verb),
                &format!("{}{indexes}", columns.join(", ")),
            );
        }
    }
    let (time, text) = (dialect::time(engine), dialect::text(engine));
    table(
        "change_context",
        &format!(
            "now_utc {time} NOT NULL, now_erp {time} NOT NULL, actor {text} NOT NULL, actor_id {text}, \
             commit_id {text}, digest {text} NOT NULL, apply_id {text} NOT NULL"
        ),
    );
    sql
}

/// A time in UTC as every engine reads it and SQLite compares it.
fn spell_time(time: jiff::Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M:%S.%6f").to_string()
}

async fn fill_context(
    session: &mut Session,
    context: &ChangeContext,
    now_erp: &str,
) -> Result<(), AdapterError> {
    let now_utc = spell_time(context.now_utc);
    let columns = [
        "now_utc",
        "now_erp",
        "actor",
        "actor_id",
        "commit_id",
        "digest",
        "apply_id",
    ];
    let row = [
        Some(now_utc.as_str()),
        Some(now_erp),
        Some(&context.actor),
        context.actor_id.as_deref(),
        context.commit_id.as_deref(),
        Some(&context.digest),
        Some(&context.apply_id),
    ];
    session
        .fill("change_context", &columns, std::iter::once(row))
        .await?;
    Ok(())
}

async fn fill(
    session: &mut Session,
    rel: Rel,
    verb: Verb,
    changes: &[&Change],
    symbols: &Interner,
    secrets: &Secrets<'_>,
) -> Result<(), AdapterError> {
    let name = table_name(rel, verb);
    let columns = columns(rel, verb);
    let mut names = vec!["n"];
    names.extend(columns.iter().map(|(name, _)| name.as_str()));
    let numbers: Vec<String> = (1..=changes.len()).map(|n| n.to_string()).collect();
    let engine = session.engine();
    let rows = changes.iter().zip(&numbers).map(|(change, number)| {
        let mut row = Vec::with_capacity(columns.len() + 1);
        row.push(Some(number.as_str()));
        cells(change, symbols, &mut row);
        for (cell, (_, kind)) in row[1..].iter_mut().zip(&columns) {
            if *kind == ColumnKind::Bool {
                *cell = cell.map(|text| dialect::yes_no(engine, text == "true"));
            }
        }
        if row.len() <= columns.len() {
            row.push(secrets(change).map(Secret::expose));
        }
        row
    });
    session.fill(&name, &names, rows).await?;
    if changes.len() >= ANALYZE && session.engine() == Engine::Postgres {
        session.script(&format!("ANALYZE {name}")).await?;
    }
    Ok(())
}

/// The cells of a change in the order of the table's columns, secrets left out.
fn cells<'a>(change: &Change, symbols: &'a Interner, row: &mut Vec<Option<&'a str>>) {
    let text = |&cell: &Sym| symbols.get(cell);
    row.extend(change.key().iter().map(text));
    if let Some(old) = change.old_key() {
        row.push(symbols.get(old));
        return;
    }
    for side in [change.new_values(), change.old()] {
        if side.is_empty() {
            row.extend(change.rel.spec().values.iter().map(|_| None));
        } else {
            row.extend(side.iter().map(text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Cause;

    #[test]
    fn tables_have_the_columns_that_scripts_expect() {
        let sql = tables(Engine::Postgres);
        for line in [
            "CREATE TEMPORARY TABLE change_user_insert (n integer NOT NULL, \"login\" text, \"name\" text, \
             \"email\" text, \"active\" boolean, \"kind\" text, \"old_name\" text, \"old_email\" text, \
             \"old_active\" boolean, \"old_kind\" text, \"password_hash\" text) ON COMMIT DROP;",
            "CREATE TEMPORARY TABLE change_role_rename (n integer NOT NULL, \"role\" text, \"old_role\" text) ON COMMIT DROP;",
            "CREATE TEMPORARY TABLE change_grant_delete (n integer NOT NULL, \"login\" text, \"role\" text) ON COMMIT DROP;",
        ] {
            assert!(sql.contains(line), "{line}\n{sql}");
        }
        assert!(!sql.contains("change_grant_rename") && !sql.contains("change_session_insert"));
        assert!(tables(Engine::Sqlite).contains("\"active\" integer"));
        let rename = "CREATE OR REPLACE TEMPORARY TABLE change_role_rename (n integer NOT NULL, \"role\" varchar(768), \
             \"old_role\" varchar(768), INDEX (\"role\"), INDEX (\"old_role\")) ENGINE=InnoDB";
        assert!(
            tables(Engine::Mariadb).contains(rename),
            "{}",
            tables(Engine::Mariadb)
        );
    }

    #[test]
    fn rows_are_complete() {
        let mut symbols = Interner::new();
        let mut row =
            |cells: &[&str]| -> Vec<Sym> { cells.iter().map(|cell| symbols.intern(cell)).collect() };
        let old = row(&["li", "Li", "a@b", "true", "person"]);
        let new = row(&["li", "Li Na", "a@b", "false", "person"]);
        let change = Change::update(Rel::User, &old, &new, Cause::Files(0));
        let mut out = Vec::new();
        cells(&change, &symbols, &mut out);
        let texts: Vec<_> = out.into_iter().flatten().collect();
        assert_eq!(
            texts,
            [
                "li", "Li Na", "a@b", "false", "person", "Li", "a@b", "true", "person"
            ]
        );
        let mut out = Vec::new();
        cells(
            &Change::delete(Rel::User, &old, Cause::Files(0)),
            &symbols,
            &mut out,
        );
        assert_eq!(out.len(), 9);
        assert_eq!(out[..3], [Some("li"), None, None]);
        assert_eq!(out[5], Some("Li"));
    }
}
