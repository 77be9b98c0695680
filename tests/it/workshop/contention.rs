//! Somebody works in the ERP while an apply runs.

use std::sync::atomic::{AtomicUsize, Ordering};

use trueup::db::{Access, DbUrl};
use trueup::model::Engine;
use trueup::project::Project;
use trueup::reconcile::{self, Applied, ApplyOptions, Context, Failure, PlanOptions, Stage};

use super::{every, project, sql};
use crate::registry::{Database, open, run};
use crate::support::Work;

/// Applies a plan, and lets `meanwhile` happen once, after the apply has read the ERP; gives how often it began.
fn apply(work: &Work, meanwhile: &(dyn Fn() + Sync)) -> (Result<Applied, Failure>, usize) {
    let loaded = Project::load(work.path());
    let url = DbUrl::parse(work.variable("ERP_URL")).unwrap();
    let context = Context {
        project: loaded.project.unwrap(),
        target: "shop".to_owned(),
        url,
        apply_url: None,
        cache: None,
        now: jiff::Timestamp::now(),
        actor: "test".to_owned(),
        commit: None,
        receipts: work.path().join("receipts/shop"),
    };
    let begun = AtomicUsize::new(0);
    let observer = |stage: Stage| {
        if stage == Stage::Locked {
            begun.fetch_add(1, Ordering::SeqCst);
        }
        if stage == Stage::Read && begun.load(Ordering::SeqCst) == 1 {
            // Its own thread: this one waits for the database already.
            std::thread::scope(|scope| scope.spawn(meanwhile).join().unwrap());
        }
    };
    let done = run(async {
        let planned = reconcile::plan(&context, &PlanOptions::default()).await.unwrap();
        let options = ApplyOptions::default();
        reconcile::apply(&context, &planned.plan, planned.symbols, &options, &observer).await
    });
    (done, begun.into_inner())
}

/// Workshops on engines on which others can write during an apply.
fn shared() -> Vec<(Database, Work)> {
    let all = every().into_iter();
    let shared = all.filter(|database| database.engine() != Engine::Sqlite);
    shared
        .map(|mut database| {
            let work = project(&mut database);
            work.file("people.yaml", "users:\n  tom.baker: {state: left}\n");
            (database, work)
        })
        .collect()
}

/// What somebody does in the ERP.
fn somebody(database: &Database, sql: &str) {
    run(async {
        let mut session = open(&database.url, Access::Write).await;
        session.script(sql).await.unwrap();
        session.close().await;
    });
}

const ACTIVE: &str =
    "SELECT CASE WHEN active THEN 'yes' ELSE 'no' END FROM app_user WHERE login = 'tom.baker'";

#[test]
fn an_apply_that_another_transaction_overtook_starts_again() {
    for (database, work) in shared() {
        let engine = database.engine();
        let (done, begun) = apply(&work, &|| {
            somebody(
                &database,
                "UPDATE app_user SET last_login = '2026-11-04 08:00:00' WHERE login = 'tom.baker'",
            );
        });
        assert_eq!(done.unwrap().rows, 2, "{engine:?}");
        assert_eq!(begun, 2, "{engine:?}");
        assert_eq!(sql(&database, ACTIVE), [Some("no".to_owned())], "{engine:?}");
    }
}

#[test]
fn an_apply_does_not_write_over_what_moved_meanwhile() {
    for (database, work) in shared() {
        let engine = database.engine();
        let (done, _) = apply(&work, &|| {
            somebody(
                &database,
                "UPDATE app_user SET active = false WHERE login = 'tom.baker'",
            );
        });
        let failure = done.unwrap_err();
        assert!(matches!(failure, Failure::Stale(_)), "{engine:?}: {failure:?}");
    }
}
