//! Sessions in real databases: SQLite files always, PostgreSQL and MariaDB where `./test` runs a server.

mod commit;
mod erpnext;
mod folding;
mod locks;
mod reading;
mod secure;

use trueup::db::{Access, ConnectOptions, DbError, DbUrl, Session};

use crate::registry::{Database, mariadb, open, postgres, run, sqlite};

/// One test on each engine there is.
async fn each_engine<F: Future<Output = ()>>(test: impl Fn(String) -> F) {
    let file = sqlite().await;
    test(file.url.clone()).await;
    for database in [postgres().await, mariadb().await].into_iter().flatten() {
        test(database.url.clone()).await;
    }
}

/// A session that gives up on locks at once.
async fn impatient(url: &str, access: Access) -> Session {
    let mut options = ConnectOptions::new("trueup impatient", access);
    options.lock_timeout = std::time::Duration::from_millis(50);
    Session::connect(&DbUrl::parse(url).unwrap(), options)
        .await
        .unwrap()
}

async fn refused(url: &str) -> DbError {
    let url = DbUrl::parse(url).unwrap();
    let mut options = ConnectOptions::new("trueup test", Access::Read);
    options.connect_timeout = std::time::Duration::from_secs(5);
    match Session::connect(&url, options).await {
        Ok(_) => panic!("{url} let us in"),
        Err(error) => error,
    }
}

#[test]
fn whoever_is_not_let_in_is_told_what_to_do() {
    run(async {
        let error = refused("sqlite:/nowhere/erp.db").await.to_string();
        assert_eq!(
            error,
            "cannot open the SQLite database /nowhere/erp.db: unable to open database file; there is no such file"
        );
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("erp.db");
        std::fs::write(
            &file,
            "this is text, and long enough to be taken for the header of a database, or so".repeat(9),
        )
        .unwrap();
        let error = refused(&format!("sqlite:{}", file.display())).await;
        assert!(
            error
                .to_string()
                .ends_with("the file is not an SQLite database, or is encrypted"),
            "{error}"
        );
        let error = refused("postgres://u:hunter2@127.0.0.1:1/erp").await;
        assert!(error.is_connection());
        assert!(
            error
                .to_string()
                .starts_with("cannot connect to postgres://u@127.0.0.1:1/erp: "),
            "{error}"
        );
        assert!(
            error
                .to_string()
                .ends_with("is the server running there, and is it reachable from here?")
        );
        for database in [postgres().await, mariadb().await].into_iter().flatten() {
            let error = refused(&database.url_as("nobody")).await;
            assert!(
                error.is_connection() && !error.to_string().contains("secret"),
                "{error}"
            );
            assert!(error.help().is_some(), "{error}");
        }
    });
}

#[test]
fn a_database_says_which_it_is() {
    run(async {
        let file = sqlite().await;
        let mut session = open(&file.url, Access::Read).await;
        let identity = session.identity().await.unwrap();
        assert_eq!(identity.database, "erp.sqlite");
        assert!(identity.system.ends_with("/erp.sqlite") && identity.server_version.starts_with("3."));
        if let Some(database) = mariadb().await {
            let mut session = open(&database.url, Access::Read).await;
            let identity = session.identity().await.unwrap();
            assert!(
                identity.system.ends_with(&format!("/{}", identity.database)),
                "{identity:?}"
            );
            assert!(identity.server_version.contains("MariaDB"), "{identity:?}");
            assert_eq!(identity.role, "root@127.0.0.1");
        }
        let Some(database) = postgres().await else { return };
        let mut session = open(&database.url, Access::Read).await;
        let identity = session.identity().await.unwrap();
        let (cluster, number) = identity.system.split_once('/').unwrap();
        assert!(
            cluster.parse::<u64>().is_ok() && number.parse::<u32>().is_ok(),
            "{}",
            identity.system
        );
        assert_eq!(identity.database, database.server.as_ref().unwrap().name);
    });
}
