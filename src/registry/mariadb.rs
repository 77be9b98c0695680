//! What the setup script says on MariaDB: how to run it, and the least rights.

use super::ddl::{self, Own};
use super::setup::{Setup, applier_tables, put, remark, section};
use super::text::{ident, literal};
use crate::db::dialect::{MARIADB_COLLATION, MARIADB_MODE};
use crate::model::Engine;

/// The beginning of the script, which makes the session that the statements are written for.
pub(super) fn before() -> String {
    format!(
        "-- Run it as an administrator who may make triggers and give rights:  mariadb --binary-mode DATABASE < FILE\n\n\
         SET NAMES utf8mb4 COLLATE {MARIADB_COLLATION};\n\
         SET SESSION sql_mode = '{MARIADB_MODE}', group_concat_max_len = 1048576;\n"
    )
}

/// Where the body of a trigger begins and ends. The program would take its semicolons for ends of statements.
const BODY: (&str, &str) = ("\nBEGIN\n", "\nEND;\n");

/// The statements as the program `mariadb` reads them.
pub(super) fn for_program(body: &str) -> String {
    let mut out = String::with_capacity(body.len() + 64);
    let mut rest = body;
    while let Some(begin) = rest.find(BODY.0) {
        let start = rest[..begin].rfind("\nCREATE ").map_or(begin, |at| at + 1);
        let Some(end) = rest[begin..].find(BODY.1).map(|at| begin + at + BODY.1.len() - 2) else {
            break;
        };
        out.push_str(&rest[..start]);
        out.push_str("DELIMITER //\n");
        out.push_str(&rest[start..end]);
        out.push_str("//\nDELIMITER ;\n");
        rest = &rest[end + 2..];
    }
    out.push_str(rest);
    out
}

/// The rights of each user. A user is named as `name` (from any host) or `name@host`.
pub(super) fn rights(out: &mut String, setup: &Setup<'_>) {
    if let Some(user) = setup.reader {
        reader(out, setup, user);
    }
    if let Some(user) = setup.applier {
        applier(out, setup, user);
    }
    if let Some(user) = setup.backup {
        backup(out, user);
    }
}

fn reader(out: &mut String, setup: &Setup<'_>, user: &str) {
    section(
        out,
        &format!(
            "3. The reader {user}: plan, audit, diff, status and the rest. It can write nothing at all.\n{}",
            make(user)
        ),
    );
    own(out, "SELECT", &everything(), user);
    remark(
        out,
        "What the adapter reads of the ERP, without the columns that hold password hashes, tokens and keys.\n\
            Where columns are left out, run this again after an upgrade of the ERP that adds columns.",
    );
    for table in &setup.tables.reads {
        let hidden = setup.tables.hidden.get(table).map_or(&[][..], Vec::as_slice);
        table_grant(out, table, "SELECT", hidden, user);
    }
    counters(out, setup);
}

fn applier(out: &mut String, setup: &Setup<'_>, user: &str) {
    section(
        out,
        &format!(
            "4. The user that applies, {user}:\n\
             what the reader may, and to change what plans change. It owns nothing and cannot change entries of the\n\
             journal or the target's name.\n{}",
            make(user)
        ),
    );
    remark(
        out,
        "CREATE TEMPORARY TABLES: an apply first puts the plan into temporary tables, which nobody else sees.",
    );
    put(
        out,
        &format!("GRANT CREATE TEMPORARY TABLES ON * TO {}", account(user)),
    );
    own(out, "SELECT", &everything(), user);
    own(out, "INSERT", &names(&[Own::Journal]), user);
    let kept = [&[Own::Head, Own::Applied, Own::Owed], &ddl::BACKUPS[..]].concat();
    own(out, "INSERT, UPDATE, DELETE", &names(&kept), user);
    own(out, "SELECT, INSERT, DELETE", &names(&[Own::Invalidation]), user);
    own(
        out,
        "INSERT, UPDATE",
        &names(&[Own::ItemSerial, Own::ItemCode]),
        user,
    );
    own(out, "INSERT, UPDATE, DELETE", &relations(), user);
    remark(
        out,
        "What the adapter writes of the ERP. Locking rows (SELECT … FOR UPDATE) needs UPDATE on their table.",
    );
    for (table, rights) in applier_tables(setup.tables) {
        table_grant(out, table, &rights, &[], user);
    }
    counters(out, setup);
}

fn backup(out: &mut String, user: &str) {
    section(
        out,
        &format!(
            "5. The user that makes backups, {user}: it reads everything and changes nothing of the ERP. It keeps trueup's\n\
             record of backups, and puts restore drills into the journal.\n{}\n\
             Restore drills also need, on the server where they run:  GRANT ALL ON `trueup\\_drill\\_%`.* TO {};",
            make(user),
            account(user)
        ),
    );
    let account = account(user);
    remark(
        out,
        "LOCK TABLES: for the moment in which a backup begins, so that what it counts and what it saves are the same state.",
    );
    put(
        out,
        &format!("GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES ON * TO {account}"),
    );
    remark(out, "Routines are read from the server's own table of them.");
    put(out, &format!("GRANT SELECT ON mysql.proc TO {account}"));
    own(out, "INSERT", &names(&[Own::Journal]), user);
    let kept = [&[Own::Head], &ddl::BACKUPS[..]].concat();
    own(out, "INSERT, UPDATE, DELETE", &names(&kept), user);
}

/// `'name'@'host'`.
fn account(user: &str) -> String {
    let (name, host) = user.rsplit_once('@').unwrap_or((user, "%"));
    format!("{}@{}", literal(name), literal(host))
}

fn make(user: &str) -> String {
    format!(
        "If it does not exist yet:  CREATE USER {} IDENTIFIED BY '...';",
        account(user)
    )
}

fn names(tables: &[Own]) -> Vec<String> {
    tables.iter().map(|own| own.sql(Engine::Mariadb)).collect()
}

fn relations() -> Vec<String> {
    ddl::relations()
        .map(|rel| ddl::qualified(Engine::Mariadb, rel.name()))
        .collect()
}

fn everything() -> Vec<String> {
    [names(&ddl::READABLE), relations()].concat()
}

fn own(out: &mut String, rights: &str, tables: &[String], user: &str) {
    for table in tables {
        put(out, &format!("GRANT {rights} ON {table} TO {}", account(user)));
    }
}

/// A grant on a table of the ERP, if it exists.
fn table_grant(out: &mut String, table: &str, rights: &str, hidden: &[String], user: &str) {
    let (name, account) = (literal(table), account(user));
    let run =
        |statement: &str| format!("SET @trueup = coalesce({statement}, 'DO 0');\nEXECUTE IMMEDIATE @trueup");
    let there = |what: &str| {
        let what = literal(what);
        format!(
            "(SELECT {what} FROM information_schema.tables WHERE table_schema = database() AND table_name = {name})"
        )
    };
    let on = format!("ON {} TO {account}", ident(table));
    if hidden.is_empty() {
        put(out, &run(&there(&format!("GRANT {rights} {on}"))));
        return;
    }
    // Columns alone count only where the whole table was not given before.
    let revoke = literal(&format!("REVOKE {rights} ON {} FROM {account}", ident(table)));
    put(
        out,
        &run(&format!(
            "(SELECT max({revoke}) FROM information_schema.table_privileges WHERE table_schema = database() \
             AND table_name = {name} AND grantee = {} AND privilege_type = {})",
            literal(&account),
            literal(rights)
        )),
    );
    let hidden: Vec<_> = hidden.iter().map(|column| literal(column)).collect();
    put(
        out,
        &run(&format!(
            "(SELECT {} || group_concat('\"' || replace(column_name, '\"', '\"\"') || '\"' ORDER BY ordinal_position) || {} \
             FROM information_schema.columns WHERE table_schema = database() AND table_name = {name} \
             AND column_name NOT IN ({}))",
            literal(&format!("GRANT {rights} (")),
            literal(&format!(") {on}")),
            hidden.join(", ")
        )),
    );
}

fn counters(out: &mut String, setup: &Setup<'_>) {
    if !setup.tables.counters.is_empty() {
        let patterns = setup.tables.counters.join(", ");
        remark(
            out,
            &format!(
                "The engine's sequences behind next numbers ({patterns}) need rights of their own: SELECT, and INSERT for who applies."
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_accounts() {
        assert_eq!(account("reader"), "'reader'@'%'");
        assert_eq!(account("it's@10.0.0.%"), "'it''s'@'10.0.0.%'");
    }

    #[test]
    fn bodies_of_triggers_reach_the_program_whole() {
        let body = "A;\nCREATE TRIGGER t FOR EACH ROW\nBEGIN\n  IF a THEN b; END IF;\nEND;\nC;\n";
        assert_eq!(
            for_program(body),
            "A;\nDELIMITER //\nCREATE TRIGGER t FOR EACH ROW\nBEGIN\n  IF a THEN b; END IF;\nEND//\nDELIMITER ;\nC;\n"
        );
    }
}
