//! A running server follows: at once where it listens, within its polling time where it polls.

use std::time::{Duration, Instant};

use crate::support::{self, LiveDb, Work};

/// Takes reading of a model from everyone and waits until the server says so.
fn follows(db: &LiveDb, clean_timeout: u32, within: Duration) {
    let work = Work::new(db);
    work.run(&["setup"]).expect(0);
    let server = support::server(db, clean_timeout);
    let session = server.login("nina", &db.password("nina")).unwrap();
    let access = || server.access(&session, "product.uom").unwrap();
    assert!(access().contains('r'), "{}", db.title());
    work.file(
        "roles.yaml",
        "roles:\n  \"*\":\n    permissions: {product.uom: []}\n",
    );
    work.run(&["apply", "-y"]).expect(0);
    let start = Instant::now();
    while access().contains('r') {
        assert!(
            start.elapsed() < within,
            "{} did not follow within {within:?}",
            db.title()
        );
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_server_that_listens_follows_at_once() {
    for db in support::every() {
        follows(&db, 0, Duration::from_secs(3));
    }
}

#[test]
fn a_server_that_polls_follows_within_its_time() {
    for db in support::every() {
        follows(&db, 3, Duration::from_secs(10));
    }
}
