//! Backups by an account that may do nothing else: made while somebody writes, proved by a restore, and brought back.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;
use trueup::db::Access;
use trueup::model::Engine;

use super::{every, project, sql};
use crate::registry::{mariadb, open, run};
use crate::support::Work;

fn json(work: &Work, arguments: &[&str]) -> Value {
    work.run(&[arguments, &["--format", "json"]].concat())
        .expect(0)
        .json()
}

/// Things that a dump can lose, made by somebody who restores nothing.
const EXTRAS: &str = "CREATE TABLE note (id integer PRIMARY KEY, body blob, said text);
    INSERT INTO note VALUES (1, x'00ff0a27', 'two\nlines \\ ''quoted'' 采购');
    CREATE TABLE counted (id bigint PRIMARY KEY AUTO_INCREMENT, n integer);
    CREATE VIEW people AS SELECT login FROM app_user;
    CREATE FUNCTION twice(a integer) RETURNS integer DETERMINISTIC RETURN 2 * a;
    CREATE TRIGGER note_kept BEFORE DELETE ON note FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'kept';
    CREATE EVENT nightly_event ON SCHEDULE EVERY 1 DAY DO DELETE FROM counted WHERE n < 0";

#[test]
fn a_backup_is_made_while_somebody_writes_and_is_proved() {
    for mut database in every() {
        let maria = database.engine() == Engine::Mariadb;
        if maria {
            run(async {
                open(&database.url, Access::Write)
                    .await
                    .script(EXTRAS)
                    .await
                    .unwrap();
            });
        }
        let work = project(&mut database);
        let place = tempfile::TempDir::new().unwrap();
        work.file(
            "backups.yaml",
            &format!(
                "backups:\n  nightly:\n    what: {{database: true}}\n    schedule: \"0 2 * * *\"\n    to: [\"file://{}\"]\n",
                place.path().display()
            ),
        );
        work.run(&["apply", "--yes"]).expect(0);
        let (stop, mut ids) = (AtomicBool::new(false), Vec::new());
        std::thread::scope(|scope| {
            if maria {
                scope.spawn(|| {
                    run(async {
                        let begun = Instant::now();
                        let mut erp = open(&database.url, Access::Write).await;
                        while !stop.load(Ordering::Relaxed) && begun.elapsed() < Duration::from_secs(120) {
                            erp.execute("INSERT INTO counted (n) VALUES (1)", &[])
                                .await
                                .unwrap();
                        }
                    });
                });
            }
            for _ in 0..3 {
                let ran = json(&work, &["backup", "run", "nightly"]);
                ids.push(ran["policies"][0]["id"].as_str().unwrap().to_owned());
            }
            stop.store(true, Ordering::Relaxed);
        });
        // Each is what its manifest says, although the table grew all the time.
        for id in &ids {
            let proved = json(&work, &["backup", "verify", id, "--restore"]);
            let proof = &proved["proofs"][0];
            assert_eq!(
                (&proof["restored"], &proof["good"]),
                (&true.into(), &true.into()),
                "{proof}"
            );
        }
        if !maria {
            continue;
        }
        assert!(sql(&database, "SHOW DATABASES LIKE 'trueup\\_drill\\_%'").is_empty());
        let Some(lost) = run(mariadb()) else { return };
        let target = work.with("NEW_URL", &lost.url);
        json(&target, &["backup", "restore", "nightly", "--into", "${NEW_URL}"]);
        assert_eq!(
            sql(&lost, "SELECT hex(body) FROM note"),
            [Some("00FF0A27".to_owned())]
        );
        assert_eq!(
            sql(&lost, "SELECT said FROM note"),
            [Some("two\nlines \\ 'quoted' 采购".to_owned())]
        );
        assert_eq!(sql(&lost, "SELECT twice(21)"), [Some("42".to_owned())]);
        assert_eq!(
            sql(
                &lost,
                "SELECT event_name FROM information_schema.events WHERE event_schema = database()"
            ),
            [Some("nightly_event".to_owned())]
        );
        assert!(sql(&lost, "SELECT login FROM people").len() > 3);
        run(async {
            let mut session = open(&lost.url, Access::Write).await;
            let error = session.script("DELETE FROM note").await.unwrap_err();
            assert!(error.to_string().contains("kept"), "{error}");
            let error = session.script("DELETE FROM trueup_journal").await.unwrap_err();
            assert!(error.to_string().contains("append-only"), "{error}");
        });
    }
}

#[test]
fn a_backup_without_its_rights_says_which() {
    let Some(mut database) = run(mariadb()) else {
        return;
    };
    let role = run(database.role("poor"));
    run(async {
        let mut owner = open(&database.url, Access::Write).await;
        owner.script("CREATE TABLE t (a integer)").await.unwrap();
        owner
            .script(&format!("GRANT SELECT ON * TO {role}"))
            .await
            .unwrap();
        let url = trueup::db::DbUrl::parse(&database.url_as(&role)).unwrap();
        let error = trueup::db::Moment::take(&url, "trueup test").await.err().unwrap();
        assert!(
            error.to_string().contains("trueup setup --sql --backup"),
            "{error}"
        );
        assert!(error.is_permission_denied(), "{error}");
    });
}
