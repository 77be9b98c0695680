//! The setup script, with real roles: enough to work with, and no more.

use std::collections::BTreeMap;
use std::process::Command;

use trueup::db::{Access, Session};
use trueup::model::{Interner, State, encode_state};
use trueup::registry::{self, Kind, Registry, Setup, TableGrants, install, setup_sql};

use super::{Database, change_tables, draft, mariadb, open, postgres, run, run_with_mariadb};

#[test]
fn the_rights_of_the_script_are_enough_and_no_more() {
    run(async {
        let Some(mut database) = postgres().await else {
            return;
        };
        let reader = database.role("reader").await;
        let applier = database.role("applier").await;
        let mut owner = open(&database.url, Access::Write).await;
        small_erp(&database, &mut owner).await;
        let tables = small_tables();
        let first = registry::first_entry("prod", &draft(Kind::Setup, 0));
        let setup = Setup {
            engine: owner.engine(),
            reader: Some(&reader),
            applier: Some(&applier),
            backup: None,
            tables: &tables,
            guards: None,
            first: &first,
        };
        // A right that an earlier script gave too widely is taken back.
        let wide = format!("GRANT SELECT ON person TO {reader}");
        owner.execute(&wide, &[]).await.unwrap();
        run_with_psql(&database, &mut owner, &setup_sql(&setup)).await;
        // Our own session runs the same statements, once more without effect.
        install(&mut owner, &setup).await.unwrap();

        let mut session = open(&database.url_as(&reader), Access::Write).await;
        let registry = Registry::open(&mut session, "prod").await.unwrap().unwrap();
        let mut symbols = Interner::new();
        registry
            .read(&mut session, &mut symbols, &mut State::new())
            .await
            .unwrap();
        registry.verify(&mut session, None).await.unwrap();
        assert!(
            registry
                .applied(&mut session, &mut symbols)
                .await
                .unwrap()
                .is_none()
        );
        may(&mut session, "SELECT login FROM person", true).await;
        may(&mut session, "SELECT count(*) FROM person", true).await;
        may(&mut session, "SELECT password_hash FROM person", false).await;
        may(&mut session, "SELECT amount FROM payroll", false).await;
        may(&mut session, "INSERT INTO person (login) VALUES ('x')", false).await;
        may(&mut session, "CREATE TEMPORARY TABLE t (x int)", false).await;
        may(&mut session, "DELETE FROM trueup.guard", false).await;
        may(&mut session, "INSERT INTO trueup.guard VALUES ('a', 'b')", false).await;

        let mut session = open(&database.url_as(&applier), Access::Write).await;
        let lock = "LOCK TABLE \"person-team\" IN SHARE ROW EXCLUSIVE MODE";
        session.begin_write(Some(lock)).await.unwrap();
        change_tables(&mut session, &[], &symbols).await;
        registry.write(&mut session).await.unwrap();
        session
            .script("INSERT INTO person (login) VALUES ('x'); INSERT INTO \"person-team\" (team) VALUES ('a'); UPDATE person SET password_hash = coalesce(password_hash, 'y')")
            .await
            .unwrap();
        registry
            .append(&mut session, &draft(Kind::Apply, 1))
            .await
            .unwrap();
        let bytes = encode_state(&State::new(), &symbols);
        registry
            .store_applied(&mut session, 2, &bytes, &[], &symbols)
            .await
            .unwrap();
        session.commit().await.unwrap();
        assert_eq!(registry.verify(&mut session, None).await.unwrap().defects, []);
        may(&mut session, "DELETE FROM person", false).await;
        may(&mut session, "DELETE FROM \"person-team\"", false).await;
        may(&mut session, "UPDATE trueup.meta SET value = 'x'", false).await;
        may(&mut session, "UPDATE trueup.journal SET actor = 'x'", false).await;
        may(&mut session, "DELETE FROM trueup.journal", false).await;
        may(
            &mut session,
            "ALTER TABLE trueup.journal DISABLE TRIGGER USER",
            false,
        )
        .await;
        may(&mut session, "CREATE TABLE public.t (x int)", false).await;
    });
}

#[test]
fn on_mariadb_too_the_rights_are_enough_and_no_more() {
    run(async {
        let Some(mut database) = mariadb().await else {
            return;
        };
        let reader = database.role("reader").await;
        let applier = database.role("applier").await;
        let mut owner = open(&database.url, Access::Write).await;
        owner
            .script(
                "CREATE TABLE person (id integer PRIMARY KEY AUTO_INCREMENT, login text, password_hash text);
                 CREATE TABLE \"person-team\" (id bigint PRIMARY KEY AUTO_INCREMENT, person integer, team text);
                 CREATE TABLE payroll (amount decimal);
                 INSERT INTO person (login, password_hash) VALUES ('li.na', 'hash')",
            )
            .await
            .unwrap();
        let tables = small_tables();
        let first = registry::first_entry("prod", &draft(Kind::Setup, 0));
        let setup = Setup {
            engine: owner.engine(),
            reader: Some(&reader),
            applier: Some(&applier),
            backup: None,
            tables: &tables,
            guards: None,
            first: &first,
        };
        // A right that an earlier script gave too widely is taken back.
        let wide = format!("GRANT SELECT ON person TO {reader}");
        owner.execute(&wide, &[]).await.unwrap();
        run_with_mariadb(&database, &setup_sql(&setup)).unwrap();
        // Our own session runs the same statements, once more without effect.
        install(&mut owner, &setup).await.unwrap();

        let mut session = open(&database.url_as(&reader), Access::Write).await;
        let registry = Registry::open(&mut session, "prod").await.unwrap().unwrap();
        let mut symbols = Interner::new();
        registry
            .read(&mut session, &mut symbols, &mut State::new())
            .await
            .unwrap();
        assert_eq!(registry.verify(&mut session, None).await.unwrap().defects, []);
        may(&mut session, "SELECT login FROM person", true).await;
        may(&mut session, "SELECT count(*) FROM person", true).await;
        may(&mut session, "SELECT password_hash FROM person", false).await;
        may(&mut session, "SELECT amount FROM payroll", false).await;
        may(&mut session, "INSERT INTO person (login) VALUES ('x')", false).await;
        may(&mut session, "CREATE TEMPORARY TABLE t (x int)", false).await;
        may(&mut session, "DELETE FROM trueup_guard", false).await;
        may(&mut session, "INSERT INTO trueup_guard VALUES ('a', 'b')", false).await;

        let mut session = open(&database.url_as(&applier), Access::Write).await;
        let lock = "SELECT * FROM \"person-team\" FOR UPDATE";
        session.begin_write(Some(lock)).await.unwrap();
        change_tables(&mut session, &[], &symbols).await;
        registry.write(&mut session).await.unwrap();
        session
            .script("INSERT INTO person (login) VALUES ('x'); INSERT INTO \"person-team\" (team) VALUES ('a'); UPDATE person SET password_hash = coalesce(password_hash, 'y')")
            .await
            .unwrap();
        registry
            .append(&mut session, &draft(Kind::Apply, 1))
            .await
            .unwrap();
        let bytes = encode_state(&State::new(), &symbols);
        registry
            .store_applied(&mut session, 2, &bytes, &[], &symbols)
            .await
            .unwrap();
        session.commit().await.unwrap();
        assert_eq!(registry.verify(&mut session, None).await.unwrap().defects, []);
        for statement in [
            "DELETE FROM person",
            "DELETE FROM \"person-team\"",
            "UPDATE trueup_meta SET value = 'x'",
            "UPDATE trueup_journal SET actor = 'x'",
            "DELETE FROM trueup_journal",
            "TRUNCATE trueup_journal",
            "DROP TRIGGER trueup_journal_no_delete",
            "CREATE TABLE t (x int)",
        ] {
            may(&mut session, statement, false).await;
        }
    });
}

/// MariaDB would make an account without a password of a name that it does not know.
#[test]
fn rights_for_nobody_make_nobody() {
    run(async {
        let Some(database) = mariadb().await else { return };
        let mut owner = open(&database.url, Access::Write).await;
        let first = registry::first_entry("prod", &draft(Kind::Setup, 0));
        let nobody = format!("nobody_{}", database.server.as_ref().unwrap().name);
        let setup = Setup {
            engine: owner.engine(),
            reader: Some(&nobody),
            applier: None,
            backup: None,
            tables: &TableGrants::default(),
            guards: None,
            first: &first,
        };
        let error = install(&mut owner, &setup).await.unwrap_err();
        assert!(error.to_string().contains("can be run again"), "{error}");
        let why = error.database().unwrap().to_string();
        assert!(why.contains("make the account first"), "{why}");
        run_with_mariadb(&database, &setup_sql(&setup)).unwrap_err();
        let sql = "SELECT user FROM mysql.user WHERE user = $1";
        assert!(owner.query(sql, &[Some(&nobody)]).await.unwrap().is_empty());
    });
}

/// MariaDB keeps every definition at once, so a setup may end between any two of them.
#[test]
fn a_setup_that_was_ended_anywhere_is_run_again() {
    run(async {
        let Some(database) = mariadb().await else { return };
        let mut owner = open(&database.url, Access::Write).await;
        let first = registry::first_entry("prod", &draft(Kind::Setup, 0));
        let setup = Setup {
            engine: owner.engine(),
            reader: None,
            applier: None,
            backup: None,
            tables: &TableGrants::default(),
            guards: None,
            first: &first,
        };
        let script = setup_sql(&setup);
        let ends: Vec<usize> = script.match_indices(";\n").map(|(at, _)| at + 2).collect();
        for end in ends {
            let begun = &script[..end];
            if begun.matches("DELIMITER").count() % 2 == 1 {
                continue;
            }
            run_with_mariadb(&database, begun).unwrap();
            let found = Registry::open(&mut owner, "prod").await.unwrap();
            assert!(found.is_none() || begun.contains("COMMIT"), "{begun}");
        }
        install(&mut owner, &setup).await.unwrap();
        let registry = Registry::open(&mut owner, "prod").await.unwrap().unwrap();
        assert_eq!(registry.entries(&mut owner).await.unwrap().len(), 1);
    });
}

/// Tables of some ERP, with no right for nobody in particular.
async fn small_erp(database: &Database, owner: &mut Session) {
    let name = &database.server.as_ref().unwrap().name;
    owner
        .script(&format!(
            "CREATE TABLE person (id serial PRIMARY KEY, login text, password_hash text);
             CREATE TABLE \"person-team\" (id bigint GENERATED BY DEFAULT AS IDENTITY, person integer, team text);
             CREATE TABLE payroll (amount numeric);
             INSERT INTO person (login, password_hash) VALUES ('li.na', 'hash');
             REVOKE ALL ON SCHEMA public FROM PUBLIC;
             REVOKE ALL ON DATABASE {name} FROM PUBLIC"
        ))
        .await
        .unwrap();
}

fn small_tables() -> TableGrants {
    let list = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    TableGrants {
        counters: Vec::new(),
        reads: list(&["person", "person-team", "no_such_table"]),
        hidden: BTreeMap::from([("person".to_owned(), list(&["password_hash"]))]),
        writes: BTreeMap::from([
            ("person".to_owned(), list(&["insert", "update"])),
            ("person-team".to_owned(), list(&["insert"])),
        ]),
        locks: list(&["person-team"]),
    }
}

/// Whether the session's user may run a statement.
async fn may(session: &mut Session, sql: &str, expected: bool) {
    match session.script(sql).await {
        Ok(()) => assert!(expected, "allowed: {sql}"),
        Err(error) => {
            assert!(!expected, "{sql}: {error}");
            assert!(error.is_permission_denied(), "{sql}: {error}");
        }
    }
}

/// Runs a script as an administrator would, with psql and nothing else; with our session where psql is not installed.
async fn run_with_psql(database: &Database, owner: &mut Session, sql: &str) {
    let file = database.folder.path().join("setup.sql");
    std::fs::write(&file, sql).unwrap();
    match Command::new("psql")
        .args(["-X", "-q", "-f"])
        .arg(&file)
        .arg(&database.url)
        .output()
    {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && said.is_empty(), "{said}");
        }
        Err(error) => {
            eprintln!("psql cannot be run ({error}); the script runs in our own session");
            owner.script(sql).await.unwrap();
        }
    }
}
