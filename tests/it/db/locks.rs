//! Locks: waited for with an end, and with a word about who holds them.

use std::time::Duration;

use trueup::model::Engine;

use super::*;

#[test]
fn our_own_lock_says_who_holds_it() {
    run(async {
        for database in [postgres().await, mariadb().await].into_iter().flatten() {
            one_holds_the_lock(&database).await;
        }
    });
}

async fn one_holds_the_lock(database: &Database) {
    let mut first = open(&database.url, Access::Write).await;
    let mut second = impatient(&database.url, Access::Write).await;
    first.lock("apply", Duration::ZERO).await.unwrap();
    second.lock("another", Duration::ZERO).await.unwrap();
    let error = second
        .lock("apply", Duration::from_millis(300))
        .await
        .unwrap_err();
    assert!(error.is_lock_timeout(), "{error}");
    let text = error.to_string();
    let holder = if database.is_postgres() {
        "trueup test of postgres, server process "
    } else {
        "root from 127.0.0.1:"
    };
    let start = format!("cannot take the lock apply: another trueup holds it ({holder}");
    assert!(text.starts_with(&start), "{text}");
    first.unlock("apply").await.unwrap();
    second.lock("apply", Duration::ZERO).await.unwrap();
    assert!(first.lock("apply", Duration::ZERO).await.is_err());
    second.close().await;
    first.lock("apply", Duration::from_secs(5)).await.unwrap();
}

#[test]
fn a_lock_of_the_erp_is_not_waited_for_forever() {
    run(each_engine(|url| async move {
        let mut erp = open(&url, Access::Write).await;
        erp.script("CREATE TABLE t (a integer)").await.unwrap();
        erp.begin_write(None).await.unwrap();
        erp.execute("INSERT INTO t VALUES (1)", &[]).await.unwrap();
        let lock = match erp.engine() {
            Engine::Postgres => Some("LOCK TABLE t IN SHARE ROW EXCLUSIVE MODE"),
            Engine::Mariadb => Some("SELECT * FROM t FOR UPDATE"),
            Engine::Sqlite => None,
        };
        let mut session = impatient(&url, Access::Write).await;
        let error = session.begin_write(lock).await.unwrap_err();
        assert!(error.is_lock_timeout() && !session.in_transaction(), "{error}");
        let holder = match erp.engine() {
            Engine::Postgres => "open transactions: trueup test of postgres, server process ",
            Engine::Mariadb => "open transactions: root from 127.0.0.1:",
            Engine::Sqlite => "",
        };
        assert!(error.detail().unwrap_or_default().starts_with(holder), "{error}");
        erp.rollback().await.unwrap();
        session.begin_write(lock).await.unwrap();
        session.commit().await.unwrap();
    }));
}

#[test]
fn two_who_change_the_same_row_are_told() {
    run(async {
        for database in [postgres().await, mariadb().await].into_iter().flatten() {
            the_second_is_told(&database).await;
        }
    });
}

async fn the_second_is_told(database: &Database) {
    let mut first = open(&database.url, Access::Write).await;
    first
        .script("CREATE TABLE t (a integer); INSERT INTO t VALUES (1)")
        .await
        .unwrap();
    let mut second = open(&database.url, Access::Write).await;
    first.begin_write(None).await.unwrap();
    first.query("SELECT a FROM t", &[]).await.unwrap();
    second.execute("UPDATE t SET a = 2", &[]).await.unwrap();
    let error = first.execute("UPDATE t SET a = 3", &[]).await.unwrap_err();
    assert!(error.is_serialization_failure(), "{error}");
    first.rollback().await.unwrap();
}
