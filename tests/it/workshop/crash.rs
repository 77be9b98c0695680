//! A process that dies at any stage of an apply leaves everything or nothing, on every engine.

#![expect(
    clippy::disallowed_methods,
    reason = "the child is told by its environment what to do"
)]

use std::process::{Command, Stdio};

use trueup::db::DbUrl;
use trueup::project::Project;
use trueup::reconcile::{self, ApplyOptions, Context, PlanOptions, Stage};

use super::{every, project, sql};

const STAGES: [Stage; 10] = [
    Stage::Connected,
    Stage::Locked,
    Stage::Read,
    Stage::Prepared,
    Stage::Wrote,
    Stage::Written,
    Stage::Verified,
    Stage::Journaled,
    Stage::Committed,
    Stage::Receipted,
];

const FILES: &str = "users:\n  chen.yu: {name: 陈宇, roles: [planner]}\n  tom.baker: {state: left}\nroles:\n  \
                     planner: {title: Planner, permissions: {stock: [read]}}\n";

/// The child: not a test of its own.
#[test]
fn child() {
    let Ok(stage) = std::env::var("TRUEUP_WORKSHOP_CRASH_AT") else {
        return;
    };
    let root = std::path::PathBuf::from(std::env::var("TRUEUP_CRASH_IN").unwrap());
    let loaded = Project::load(&root);
    assert!(
        !loaded.diagnostics.has_errors(),
        "{:?}",
        loaded.diagnostics.into_vec()
    );
    let url = DbUrl::parse(&std::env::var("ERP_URL").unwrap()).unwrap();
    let context = Context {
        project: loaded.project.unwrap(),
        target: "shop".to_owned(),
        url: url.clone(),
        apply_url: None,
        cache: None,
        now: jiff::Timestamp::now(),
        actor: "child".to_owned(),
        commit: None,
        receipts: root.join("receipts/shop"),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let planned = reconcile::plan(&context, &PlanOptions::default()).await.unwrap();
        let observer = |reached: Stage| {
            if format!("{reached:?}") == stage {
                std::process::abort();
            }
        };
        let options = ApplyOptions::default();
        reconcile::apply(&context, &planned.plan, planned.symbols, &options, &observer)
            .await
            .unwrap();
    });
    panic!("the stage {stage:?} was never reached");
}

#[test]
fn a_process_that_dies_leaves_everything_or_nothing() {
    for mut database in every() {
        let work = project(&mut database);
        work.file("people.yaml", FILES);
        let engine = database.engine();
        let state = || {
            let users = sql(
                &database,
                "SELECT login FROM app_user WHERE active AND login IN ('chen.yu', 'tom.baker') ORDER BY login",
            );
            let journal = database.registry_table("journal");
            let entries = sql(&database, &format!("SELECT '' || count(*) FROM {journal}"));
            (users, entries)
        };
        let untouched = state();
        for stage in STAGES {
            let status = Command::new(std::env::current_exe().unwrap())
                .args(["workshop::crash::child", "--exact", "--test-threads=1"])
                .env("TRUEUP_WORKSHOP_CRASH_AT", format!("{stage:?}"))
                .env("TRUEUP_CRASH_IN", work.path())
                .env("ERP_URL", work.variable("ERP_URL"))
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .unwrap();
            assert_eq!(
                status.code(),
                None,
                "{engine:?} {stage:?}: the child dies by a signal"
            );
            if matches!(stage, Stage::Committed | Stage::Receipted) {
                assert_ne!(state(), untouched, "{engine:?} {stage:?}");
                break;
            }
            assert_eq!(state(), untouched, "{engine:?} {stage:?}");
        }
        // What was committed is whole: nothing is left to do, and with the receipt made up for the journal is sound.
        work.run(&["plan", "--exit-code"]).expect(0);
        work.run(&["apply", "--yes"]).expect(0);
        work.run(&["journal", "verify"]).expect(0);
    }
}
