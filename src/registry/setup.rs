//! The setup script: the registry's tables and the least rights that reading and applying need.
//!
//! The script is one transaction that can be run again. It is written for a database administrator to read before
//! running it with the engine's own client; [`install`](super::install) runs the same statements.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::base::hash::PartsHash;
use crate::db::dialect;
use crate::model::Engine;

use super::ddl::{self, Own};
use super::entry::Entry;
use super::mariadb;
use super::text::{ident, literal, literal_opt};

/// The functions that guards call.
const GUARD: &str = include_str!("guard.sql");

/// Which of the ERP's tables trueup touches, as an adapter declares it. Tables that an installation does not have are
/// passed over.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableGrants {
    /// Tables that are read.
    pub reads: Vec<String>,
    /// Columns of read tables that the reader may not see, such as password hashes. Who applies may.
    pub hidden: BTreeMap<String, Vec<String>>,
    /// Tables that are written, with the rights needed: `insert`, `update`, `delete`.
    pub writes: BTreeMap<String, Vec<String>>,
    /// Sequences of the engine that the ERP's next numbers come from, as regular expressions for whole names: the reader
    /// looks at them, who applies moves them forward.
    pub counters: Vec<String>,
    /// Tables that an apply locks against other writers.
    pub locks: Vec<String>,
}

/// What a setup script is made for.
#[derive(Debug, Clone, Copy)]
pub struct Setup<'a> {
    /// The engine.
    pub engine: Engine,
    /// The database user for everything but apply.
    pub reader: Option<&'a str>,
    /// The database user for apply.
    pub applier: Option<&'a str>,
    /// The database user that makes backups.
    pub backup: Option<&'a str>,
    /// The ERP's tables.
    pub tables: &'a TableGrants,
    /// What the adapter adds for its guards, where the engine keeps the rules in a table.
    pub guards: Option<&'a str>,
    /// The first entry of the journal; it names the target and the epoch.
    pub first: &'a Entry,
}

/// The whole script, with its transaction and comments.
#[must_use]
pub fn setup_sql(setup: &Setup<'_>) -> String {
    let mut out = String::new();
    out.push_str(&comment(&format!(
        "trueup: registry of target {} on {}.\n\
         {}; running it again changes nothing. Everything that trueup keeps for itself is made here; no\n\
         table or row of the ERP is changed, only rights on its tables are given.",
        setup.first.target,
        setup.engine.title(),
        match setup.engine {
            Engine::Postgres | Engine::Sqlite => "One transaction",
            Engine::Mariadb =>
                "MariaDB keeps each step at once; what was ended in between is run again to its end",
        }
    )));
    out.push_str(&match setup.engine {
        Engine::Postgres => {
            "-- Run it as a superuser or as the owner of the database and of the ERP's tables:  psql -f FILE DATABASE\n\n\
             BEGIN;\n"
                .to_owned()
        }
        Engine::Sqlite => "-- Run it with:  sqlite3 -bail DATABASE < FILE\n\nBEGIN IMMEDIATE;\n".to_owned(),
        Engine::Mariadb => mariadb::before(),
    });
    out.push_str(&match setup.engine {
        Engine::Postgres | Engine::Sqlite => body(setup),
        Engine::Mariadb => mariadb::for_program(&body(setup)),
    });
    out.push_str(&guards(setup).unwrap_or_default());
    if setup.engine != Engine::Mariadb {
        out.push_str("\nCOMMIT;\n");
    }
    out
}

/// The statements alone, for a transaction that somebody else began.
pub(super) fn body(setup: &Setup<'_>) -> String {
    let mut out = String::new();
    if setup.engine == Engine::Postgres {
        put(&mut out, "SET LOCAL client_min_messages = warning");
    }
    section(
        &mut out,
        "1. trueup's own tables: target name, journal (the engine refuses to change or remove entries), the desired\n\
         state of the last apply, what running servers have not been told of, the item codes that were issued, and what the ERP has no place for (grant terms,\n\
         guard, backup and item rules).",
    );
    let first = setup.first;
    for statement in ddl::statements(setup.engine) {
        put(&mut out, &statement);
    }
    section(
        &mut out,
        "2. The target's name, and the first entry of the journal. Its hash was computed by trueup; a journal that has\n\
         entries keeps them.",
    );
    if setup.engine == Engine::Mariadb {
        put(&mut out, "START TRANSACTION");
    }
    for statement in ddl::rows(setup.engine, &first.target) {
        put(&mut out, &statement);
    }
    for statement in first_entry(setup.engine, first) {
        put(&mut out, &statement);
    }
    if setup.engine == Engine::Mariadb {
        put(&mut out, "COMMIT");
    }
    if setup.engine == Engine::Postgres {
        rights(&mut out, setup);
    } else if setup.engine == Engine::Mariadb {
        mariadb::rights(&mut out, setup);
    } else if setup.reader.is_some() || setup.applier.is_some() || setup.backup.is_some() {
        section(
            &mut out,
            "SQLite has no users: who may read or write the file decides. A reader needs no right to write it.",
        );
    }
    out
}

/// What identifies the guards that a setup script makes: their functions, and what the adapter adds.
#[must_use]
pub fn guards_digest(adapter: &str) -> String {
    let mut hash = PartsHash::new("trueup guards");
    hash.part(GUARD.as_bytes());
    hash.part(adapter.as_bytes());
    hash.finish()
}

/// The statements that make guards possible; none where the adapter adds nothing.
pub(super) fn guards(setup: &Setup<'_>) -> Option<String> {
    let adapter = setup.guards?;
    let mut out = String::new();
    section(
        &mut out,
        "5. Guards: triggers on the ERP's tables that hold the codes of items against the table trueup.item_guard. It is\n\
         empty until a rule with `enforce: reject` is applied, and then a code that breaks the rule is refused. They run\n\
         with the rights of whoever runs this script, because the ERP's own role cannot read trueup's tables.",
    );
    put(&mut out, GUARD.trim_end());
    put(&mut out, adapter.trim_end());
    put(
        &mut out,
        &format!(
            "INSERT INTO {} (\"key\", value) VALUES ('guards', {}) {}",
            Own::Meta.sql(setup.engine),
            literal(&guards_digest(adapter)),
            dialect::replacing(setup.engine, "key", &["value"])
        ),
    );
    Some(out)
}

/// The statements that store the first entry and the end of the journal, unless there is one.
fn first_entry(engine: Engine, entry: &Entry) -> [String; 2] {
    let (journal, head) = (Own::Journal.sql(engine), Own::Head.sql(engine));
    let values = [
        entry.number.to_string(),
        literal(&entry.epoch),
        literal(&entry.target),
        literal(&entry.at),
        literal(&entry.kind),
        literal(&entry.actor),
        literal_opt(entry.role.as_deref()),
        literal_opt(entry.commit.as_deref()),
        literal_opt(entry.plan_digest.as_deref()),
        literal(&entry.summary),
        literal(&entry.hash),
    ];
    [
        format!(
            "INSERT INTO {journal} (number, epoch, target, at, kind, actor, role, \"commit\", plan_digest, summary, hash)\n\
             SELECT {} WHERE NOT EXISTS (SELECT 1 FROM {journal})",
            values.join(", ")
        ),
        format!(
            "INSERT INTO {head} (one, number, hash, epoch)\n\
             SELECT 1, number, hash, epoch FROM {journal} WHERE number = 1 AND NOT EXISTS (SELECT 1 FROM {head})"
        ),
    ]
}

/// The rights of each user.
fn rights(out: &mut String, setup: &Setup<'_>) {
    if let Some(role) = setup.reader {
        reader_rights(out, setup, role);
    }
    if let Some(role) = setup.applier {
        applier_rights(out, setup, role);
    }
    if let Some(role) = setup.backup {
        backup_rights(out, setup, role);
    }
}

fn reader_rights(out: &mut String, setup: &Setup<'_>, role: &str) {
    let name = ident(role);
    section(
        out,
        &format!(
            "3. The reader {role}: plan, audit, diff, status and the rest. It can write nothing at all.\n\
             If it does not exist yet:  CREATE ROLE {name} LOGIN PASSWORD '...';"
        ),
    );
    put(out, &database_grant("CONNECT", role));
    registry_read(out, &name);
    remark(
        out,
        "What the ERP's servers must still forget names sessions that may be open.",
    );
    let hidden = Own::Invalidation.sql(setup.engine);
    put(out, &format!("REVOKE SELECT ON {hidden} FROM {name}"));
    let tables = &setup.tables;
    let wanted: Vec<_> = tables
        .reads
        .iter()
        .map(|t| (t.as_str(), "SELECT".to_owned()))
        .collect();
    remark(
        out,
        "What the adapter reads of the ERP, without the columns that hold password hashes, tokens and keys.\n\
            Where columns are left out, run this again after an upgrade of the ERP that adds columns.",
    );
    put(out, &table_grants(&wanted, &tables.hidden, role));
    counters(out, setup, "SELECT", role);
}

fn applier_rights(out: &mut String, setup: &Setup<'_>, role: &str) {
    let name = ident(role);
    section(
        out,
        &format!(
            "4. The user that applies, {role}:\n\
             what the reader may, and to change what plans change. It owns nothing and cannot change entries of the\n\
             journal or the target's name.\n\
             If it does not exist yet:  CREATE ROLE {name} LOGIN PASSWORD '...';"
        ),
    );
    remark(
        out,
        "TEMPORARY: an apply first puts the plan into temporary tables. No right to create in any schema is needed\n\
            (since PostgreSQL 15 nobody but the owner has it in public), temporary tables have their own.",
    );
    put(out, &database_grant("CONNECT, TEMPORARY", role));
    registry_read(out, &name);
    let journal = Own::Journal.sql(setup.engine);
    put(out, &format!("GRANT INSERT ON {journal} TO {name}"));
    let kept = [Own::Head, Own::Applied, Own::Owed, Own::Invalidation].map(|own| own.sql(setup.engine));
    put(
        out,
        &format!("GRANT INSERT, UPDATE, DELETE ON {} TO {name}", kept.join(", ")),
    );
    let backups: Vec<_> = ddl::BACKUPS.iter().map(|own| own.sql(setup.engine)).collect();
    put(
        out,
        &format!("GRANT INSERT, UPDATE, DELETE ON {} TO {name}", backups.join(", ")),
    );
    let (serial, code) = (Own::ItemSerial.sql(setup.engine), Own::ItemCode.sql(setup.engine));
    put(
        out,
        &format!("GRANT INSERT, UPDATE ON {serial}, {code} TO {name}"),
    );
    let relations: Vec<_> = ddl::relations()
        .map(|rel| ddl::qualified(setup.engine, rel.name()))
        .collect();
    put(
        out,
        &format!(
            "GRANT INSERT, UPDATE, DELETE ON {} TO {name}",
            relations.join(", ")
        ),
    );
    remark(
        out,
        "What the adapter writes of the ERP. Locking a table against other writers (LOCK TABLE in SHARE ROW EXCLUSIVE\n\
            mode) needs UPDATE or DELETE on it, so a table that is only locked or inserted into gets UPDATE for that.\n\
            The numbers of new rows come from the sequences that the tables' defaults name.",
    );
    put(
        out,
        &table_grants(&applier_tables(setup.tables), &BTreeMap::new(), role),
    );
    let inserted: Vec<_> = setup
        .tables
        .writes
        .iter()
        .filter(|(_, verbs)| verbs.iter().any(|verb| verb == "insert"))
        .map(|(table, _)| table.as_str())
        .collect();
    if !inserted.is_empty() {
        put(out, &sequence_grants(&inserted, role));
    }
    counters(out, setup, "SELECT, UPDATE", role);
}

/// Rights on the sequences that the ERP's own next numbers come from.
fn counters(out: &mut String, setup: &Setup<'_>, rights: &str, role: &str) {
    if setup.tables.counters.is_empty() {
        return;
    }
    remark(
        out,
        "The engine's sequences behind those of the ERP. Run this again after sequences were made in the ERP.",
    );
    put(out, &counter_grants(&setup.tables.counters, rights, role));
}

fn backup_rights(out: &mut String, setup: &Setup<'_>, role: &str) {
    let name = ident(role);
    section(
        out,
        &format!(
            "5. The user that makes backups, {role}: it reads everything and changes nothing of the ERP. It keeps trueup's\n\
             record of backups, and puts restore drills into the journal.\n\
             If it does not exist yet:  CREATE ROLE {name} LOGIN PASSWORD '...';\n\
             Restore drills also need, on the server where they run:  ALTER ROLE {name} CREATEDB;"
        ),
    );
    put(out, &database_grant("CONNECT", role));
    put(out, &format!("GRANT pg_read_all_data TO {name}"));
    registry_read(out, &name);
    let tables = |all: &[Own]| {
        let names: Vec<_> = all.iter().map(|own| own.sql(setup.engine)).collect();
        names.join(", ")
    };
    let journal = tables(&[Own::Journal]);
    put(out, &format!("GRANT INSERT ON {journal} TO {name}"));
    let kept = [&[Own::Head], &ddl::BACKUPS[..]].concat();
    put(
        out,
        &format!("GRANT INSERT, UPDATE, DELETE ON {} TO {name}", tables(&kept)),
    );
}

/// Every table that an apply touches, with its rights in SQL.
pub(super) fn applier_tables(tables: &TableGrants) -> Vec<(&str, String)> {
    let mut all: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for table in tables
        .reads
        .iter()
        .chain(tables.writes.keys())
        .chain(&tables.locks)
    {
        all.entry(table).or_insert_with(|| vec!["select"]);
    }
    for (table, verbs) in &tables.writes {
        let rights = all.entry(table).or_default();
        rights.extend(
            ["insert", "update", "delete"]
                .into_iter()
                .filter(|verb| verbs.iter().any(|wanted| wanted == verb)),
        );
    }
    for table in &tables.locks {
        let rights = all.entry(table).or_default();
        if !rights.contains(&"update") && !rights.contains(&"delete") {
            rights.push("update");
        }
    }
    all.into_iter()
        .map(|(table, rights)| (table, rights.join(", ").to_uppercase()))
        .collect()
}

fn registry_read(out: &mut String, name: &str) {
    put(out, &format!("GRANT USAGE ON SCHEMA trueup TO {name}"));
    put(
        out,
        &format!("GRANT SELECT ON ALL TABLES IN SCHEMA trueup TO {name}"),
    );
}

/// A grant on the database that the script runs in; its name is not known here.
fn database_grant(rights: &str, role: &str) -> String {
    format!(
        "DO $grant$ BEGIN EXECUTE format('GRANT {rights} ON DATABASE %I TO %I', current_database(), {}); END $grant$",
        literal(role)
    )
}

/// Grants on those of the tables that exist, and on the schemas that they are in.
fn table_grants(wanted: &[(&str, String)], hidden: &BTreeMap<String, Vec<String>>, role: &str) -> String {
    if wanted.is_empty() {
        return String::new();
    }
    let rows: Vec<_> = wanted
        .iter()
        .map(|(table, rights)| {
            let hidden = hidden.get(*table).map_or(&[][..], Vec::as_slice);
            let hidden: Vec<_> = hidden.iter().map(|column| literal(column)).collect();
            format!(
                "      ({}, {}, ARRAY[{}]::text[])",
                literal(table),
                literal(rights),
                hidden.join(", ")
            )
        })
        .collect();
    format!(
        "DO $grant$
DECLARE
  wanted record;
  granted text := {role};
  shown text;
BEGIN
  FOR wanted IN
    SELECT t.oid::regclass AS name, t.relnamespace::regnamespace AS home, w.rights, w.hidden
    FROM (VALUES
{}
    ) AS w(name, rights, hidden)
    JOIN pg_catalog.pg_class t ON t.oid = to_regclass(quote_ident(w.name))
  LOOP
    EXECUTE format('GRANT USAGE ON SCHEMA %s TO %I', wanted.home, granted);
    IF wanted.hidden = '{{}}' THEN
      EXECUTE format('GRANT %s ON TABLE %s TO %I', wanted.rights, wanted.name, granted);
    ELSE
      SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO shown FROM pg_catalog.pg_attribute
       WHERE attrelid = wanted.name AND attnum > 0 AND NOT attisdropped AND attname <> ALL (wanted.hidden);
      -- Columns alone count only where the whole table was not given before.
      EXECUTE format('REVOKE %s ON TABLE %s FROM %I', wanted.rights, wanted.name, granted);
      EXECUTE format('GRANT %s (%s) ON TABLE %s TO %I', wanted.rights, shown, wanted.name, granted);
    END IF;
  END LOOP;
END
$grant$",
        rows.join(",\n"),
        role = literal(role)
    )
}

/// Grants on the sequences that the defaults of these tables take numbers from.
fn sequence_grants(tables: &[&str], role: &str) -> String {
    let names: Vec<_> = tables.iter().map(|table| literal(table)).collect();
    format!(
        "DO $grant$
DECLARE
  numbers regclass;
BEGIN
  FOR numbers IN
    SELECT DISTINCT s.oid::regclass
    FROM unnest(ARRAY[{}]) AS w(name)
    JOIN pg_catalog.pg_attrdef a ON a.adrelid = to_regclass(quote_ident(w.name))
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = a.oid AND d.refclassid = 'pg_class'::regclass
    JOIN pg_catalog.pg_class s ON s.oid = d.refobjid AND s.relkind = 'S'
  LOOP
    EXECUTE format('GRANT USAGE ON SEQUENCE %s TO %I', numbers, {});
  END LOOP;
END
$grant$",
        names.join(", "),
        literal(role)
    )
}

/// Grants on the sequences whose names fit one of the patterns.
fn counter_grants(patterns: &[String], rights: &str, role: &str) -> String {
    let patterns: Vec<_> = patterns
        .iter()
        .map(|pattern| literal(&format!("^({pattern})$")))
        .collect();
    format!(
        "DO $grant$
DECLARE
  counter regclass;
BEGIN
  FOR counter IN
    SELECT s.oid::regclass FROM pg_catalog.pg_class s
    WHERE s.relkind = 'S' AND pg_table_is_visible(s.oid) AND s.relname ~ ANY (ARRAY[{}])
  LOOP
    EXECUTE format('GRANT {rights} ON SEQUENCE %s TO %I', counter, {});
  END LOOP;
END
$grant$",
        patterns.join(", "),
        literal(role)
    )
}

pub(super) fn put(out: &mut String, statement: &str) {
    if !statement.is_empty() {
        out.push_str(statement);
        out.push_str(";\n");
    }
}

pub(super) fn section(out: &mut String, text: &str) {
    out.push('\n');
    out.push_str(&comment(text));
}

pub(super) fn remark(out: &mut String, text: &str) {
    out.push_str(&comment(text));
}

/// Text as comment lines. A name with a line break in it must not end the comment.
fn comment(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        writeln!(out, "-- {}", line.replace('\r', " ")).expect("writing to a string does not fail");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::entry::{Kind, tests::draft};
    use super::*;

    fn tables() -> TableGrants {
        TableGrants {
            reads: vec!["res_user".to_owned(), "ir_module".to_owned()],
            hidden: BTreeMap::from([("res_user".to_owned(), vec!["password_hash".to_owned()])]),
            writes: BTreeMap::from([
                (
                    "res_user".to_owned(),
                    vec!["insert".to_owned(), "update".to_owned()],
                ),
                ("ir_cache".to_owned(), vec!["insert".to_owned()]),
            ]),
            counters: Vec::new(),
            locks: vec!["res_user".to_owned(), "ir_cache".to_owned()],
        }
    }

    #[test]
    fn the_applier_gets_what_writing_and_locking_need() {
        let tables = tables();
        let rights = applier_tables(&tables);
        assert_eq!(
            rights,
            [
                ("ir_cache", "SELECT, INSERT, UPDATE".to_owned()),
                ("ir_module", "SELECT".to_owned()),
                ("res_user", "SELECT, INSERT, UPDATE".to_owned()),
            ]
        );
    }

    #[test]
    fn a_name_cannot_leave_its_quotes_or_its_comment() {
        let first = Entry::seal(&draft(Kind::Setup, 0), "e1", "x\n; DROP TABLE t; --'", None);
        let tables = tables();
        let setup = Setup {
            engine: Engine::Postgres,
            reader: Some("a'b\"c"),
            applier: None,
            backup: None,
            tables: &tables,
            guards: None,
            first: &first,
        };
        let sql = setup_sql(&setup);
        assert!(sql.contains("of target x\n-- ; DROP TABLE t; --' on"), "{sql}");
        assert!(sql.contains("('target', 'x\n; DROP TABLE t; --''')"), "{sql}");
        assert!(sql.contains("'a''b\"c'"));
        assert!(sql.contains("\"a'b\"\"c\""));
        assert!(!sql.contains("4. The user that applies"));
    }
}
