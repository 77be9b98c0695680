//! Commits: what fails rolls back, and a connection that is lost in between is asked about.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use trueup::model::Engine;

use super::*;

#[test]
fn a_transaction_that_failed_is_not_committed() {
    run(each_engine(|url| async move {
        let mut session = open(&url, Access::Write).await;
        session
            .script("CREATE TABLE t (a integer PRIMARY KEY)")
            .await
            .unwrap();
        assert!(session.commit().await.is_err());
        session.begin_write(None).await.unwrap();
        session.execute("INSERT INTO t VALUES (1)", &[]).await.unwrap();
        let error = session
            .execute("INSERT INTO t VALUES (1)", &[])
            .await
            .unwrap_err();
        assert!(error.is_constraint_violation(), "{error}");
        if session.engine() == Engine::Postgres {
            // The others undo the statement alone and could go on.
            let error = session.commit().await.unwrap_err();
            assert!(!error.outcome_unknown() && session.in_transaction(), "{error}");
        }
        session.rollback().await.unwrap();
        assert!(session.query("SELECT a FROM t", &[]).await.unwrap().is_empty());
    }));
}

#[test]
fn a_constraint_that_waits_for_the_commit_refuses_it() {
    run(each_engine(|url| async move {
        let mut session = open(&url, Access::Write).await;
        if session.engine() == Engine::Mariadb {
            // No constraint waits for the commit there.
            return;
        }
        let ddl = "CREATE TABLE p (a integer PRIMARY KEY);
            CREATE TABLE c (a integer REFERENCES p (a) DEFERRABLE INITIALLY DEFERRED)";
        session.script(ddl).await.unwrap();
        session.begin_write(None).await.unwrap();
        session.execute("INSERT INTO c VALUES (1)", &[]).await.unwrap();
        let error = session.commit().await.unwrap_err();
        assert!(
            error.is_constraint_violation() && !error.outcome_unknown(),
            "{error}"
        );
        session.rollback().await.unwrap();
        assert!(session.query("SELECT a FROM c", &[]).await.unwrap().is_empty());
    }));
}

/// A way to the server that is cut when COMMIT has passed, before the answer comes back.
async fn cut_at_commit(server: String, closed_after: bool) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let cut = Arc::new(AtomicBool::new(false));
    tokio::spawn(async move {
        loop {
            let (mut client, _) = listener.accept().await.unwrap();
            if closed_after && cut.load(Ordering::SeqCst) {
                continue;
            }
            let mut upstream = TcpStream::connect(&server).await.unwrap();
            let cut = Arc::clone(&cut);
            tokio::spawn(async move {
                let (mut ours, mut theirs) = (vec![0; 65536], vec![0; 65536]);
                loop {
                    tokio::select! {
                        read = client.read(&mut ours) => {
                            let Ok(size @ 1..) = read else { return };
                            upstream.write_all(&ours[..size]).await.unwrap();
                            if ours[..size].windows(6).any(|six| six == b"COMMIT") && !cut.swap(true, Ordering::SeqCst) {
                                // The server has it, and is given the time to carry it out.
                                let _answer = upstream.read(&mut theirs).await;
                                return;
                            }
                        }
                        read = upstream.read(&mut theirs) => {
                            let Ok(size @ 1..) = read else { return };
                            client.write_all(&theirs[..size]).await.unwrap();
                        }
                    }
                }
            });
        }
    });
    port
}

async fn commit_through(database: &Database, closed_after: bool) -> Result<(), DbError> {
    let (login, rest) = database.url.rsplit_once('@').unwrap();
    let (server, name) = rest.split_once('/').unwrap();
    let port = cut_at_commit(server.to_owned(), closed_after).await;
    let mode = if database.is_postgres() {
        "disable"
    } else {
        "DISABLED"
    };
    let url = format!("{login}@127.0.0.1:{port}/{name}?sslmode={mode}");
    let mut session = impatient(&url, Access::Write).await;
    session.begin_write(None).await.unwrap();
    session.execute("INSERT INTO t VALUES (1)", &[]).await.unwrap();
    let outcome = session.commit().await;
    assert!(!session.in_transaction());
    if outcome.is_ok() {
        assert_eq!(session.query("SELECT a FROM t", &[]).await.unwrap().len(), 1);
    }
    outcome
}

#[test]
fn what_became_of_a_commit_is_asked_for() {
    run(async {
        let Some(database) = postgres().await else { return };
        let mut owner = open(&database.url, Access::Write).await;
        owner.script("CREATE TABLE t (a integer)").await.unwrap();
        commit_through(&database, false).await.unwrap();
        let error = commit_through(&database, true).await.unwrap_err();
        assert!(error.outcome_unknown() && error.is_connection(), "{error}");
        assert!(
            error
                .to_string()
                .contains("could not be asked what became of transaction"),
            "{error}"
        );
        assert_eq!(owner.query("SELECT a FROM t", &[]).await.unwrap().len(), 2);
    });
}

#[test]
fn a_server_that_ends_the_connection_at_the_commit_is_believed() {
    run(async {
        let Some(database) = postgres().await else { return };
        let mut session = open(&database.url, Access::Write).await;
        let ddl = "CREATE TABLE t (a integer);
            CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER die AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION die()";
        session.script(ddl).await.unwrap();
        session.begin_write(None).await.unwrap();
        session.execute("INSERT INTO t VALUES (1)", &[]).await.unwrap();
        let error = session.commit().await.unwrap_err();
        assert!(error.is_connection() && !error.outcome_unknown(), "{error}");
        assert_eq!(error.detail(), Some("the server rolled the transaction back"));
        assert!(session.query("SELECT a FROM t", &[]).await.unwrap().is_empty());
    });
}

#[test]
fn a_commit_that_mariadb_cannot_be_asked_about_is_unknown() {
    run(async {
        let Some(database) = mariadb().await else { return };
        let mut owner = open(&database.url, Access::Write).await;
        owner.script("CREATE TABLE t (a integer)").await.unwrap();
        let error = commit_through(&database, false).await.unwrap_err();
        assert!(error.outcome_unknown() && error.is_connection(), "{error}");
        assert!(error.to_string().contains("the journal tells"), "{error}");
        assert_eq!(owner.query("SELECT a FROM t", &[]).await.unwrap().len(), 1);
    });
}
