//! A process that dies at any stage of an apply leaves everything or nothing.
//!
//! The child is this test binary itself: it applies through the library and aborts when the stage is reached, which no
//! destructor survives.

#![expect(
    clippy::disallowed_methods,
    reason = "the child is told by its environment what to do"
)]

use std::process::{Command, Stdio};

use trueup::base::diagnostic::Diagnostics;
use trueup::db::DbUrl;
use trueup::project::Project;
use trueup::reconcile::{self, ApplyOptions, Context, PlanOptions, Stage, passwords::InitialPasswords};

use crate::support::{self, Engine, Work};

const STAGES: [Stage; 12] = [
    Stage::Connected,
    Stage::Locked,
    Stage::Read,
    Stage::Prepared,
    Stage::Wrote,
    Stage::Written,
    Stage::Verified,
    Stage::Journaled,
    Stage::HandedOver,
    Stage::Committed,
    Stage::Receipted,
    Stage::Settled,
];

const FILES: &str = "users:\n  wu.min: {name: 吴敏, roles: [\"name:Purchasing\", stock-reader]}\n  leaver: {state: left}\n\
                     roles:\n  stock-reader: {title: Stock reader, permissions: {stock.move: [read]}}\n";

/// The child: not a test of its own.
#[test]
fn child() {
    let Ok(stage) = std::env::var("TRUEUP_CRASH_AT") else {
        return;
    };
    let stage = STAGES
        .into_iter()
        .find(|known| format!("{known:?}") == stage)
        .unwrap();
    let root = std::path::PathBuf::from(std::env::var("TRUEUP_CRASH_IN").unwrap());
    let loaded = Project::load(&root);
    let mut diagnostics: Diagnostics = loaded.diagnostics;
    diagnostics.sort(&loaded.sources);
    assert!(!diagnostics.has_errors(), "{:?}", diagnostics.into_vec());
    let context = Context {
        project: loaded.project.unwrap(),
        target: "live".to_owned(),
        url: DbUrl::parse(&std::env::var("ERP_URL").unwrap()).unwrap(),
        apply_url: None,
        cache: None,
        now: jiff::Timestamp::now(),
        actor: "child".to_owned(),
        commit: None,
        receipts: root.join("receipts/live"),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let planned = reconcile::plan(&context, &PlanOptions::default()).await.unwrap();
        let options = ApplyOptions {
            initial_passwords: Some(
                InitialPasswords::parse(root.join("passwords").to_str().unwrap()).unwrap(),
            ),
        };
        let observer = |reached: Stage| {
            if reached == stage {
                std::process::abort();
            }
        };
        reconcile::apply(&context, &planned.plan, planned.symbols, &options, &observer)
            .await
            .unwrap();
    });
    panic!("the stage {stage:?} was never reached");
}

#[test]
fn a_process_that_dies_leaves_everything_or_nothing() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(db) = support::clone("8.2", engine) else {
            return;
        };
        let work = Work::new(&db);
        work.run(&["setup"]).expect(0);
        work.file("people.yaml", FILES);
        let state = || {
            let users = db
                .sql("SELECT login, active FROM res_user WHERE login IN ('wu.min', 'leaver') ORDER BY login");
            let links = db.sql("SELECT count(*) FROM \"res_user-res_group\"");
            let journal = work
                .run(&["journal", "list", "--format", "json"])
                .expect(0)
                .json();
            (users, links, journal["entries"].as_array().unwrap().len())
        };
        let untouched = state();
        for stage in STAGES {
            let committed = matches!(stage, Stage::Committed | Stage::Receipted | Stage::Settled);
            let status = Command::new(std::env::current_exe().unwrap())
                .args(["tryton::crash::child", "--exact", "--test-threads=1"])
                .env("TRUEUP_CRASH_AT", format!("{stage:?}"))
                .env("TRUEUP_CRASH_IN", work.path())
                .env("ERP_URL", db.url())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .unwrap();
            assert_eq!(
                status.code(),
                None,
                "{engine:?} {stage:?}: the child dies by a signal"
            );
            if committed {
                assert_ne!(state(), untouched, "{engine:?} {stage:?}");
                break;
            }
            assert_eq!(state(), untouched, "{engine:?} {stage:?}");
            // A file of passwords that never became valid does not stand in the way of the next attempt's.
            drop(std::fs::remove_file(work.path().join("passwords")));
        }
        // What was committed is whole: nothing is left to do, the journal is sound.
        work.run(&["plan", "--exit-code"]).expect(0);
        // The receipt that the dead process could not write any more is written by the next one.
        let verified = work.run(&["journal", "verify"]).expect(1);
        assert!(verified.stdout.contains("receipt"), "{verified:?}");
        let healed = work.run(&["apply", "--yes"]).expect(0);
        assert!(
            healed.stdout.contains("missing receipts written: #2"),
            "{healed:?}"
        );
        work.run(&["journal", "verify"]).expect(0);
        assert!(
            work.path().join("passwords").exists(),
            "the passwords of a committed apply are not lost"
        );
    }
}
