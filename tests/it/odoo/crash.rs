//! A process that dies at any stage of an apply leaves everything or nothing.

use std::process::{Command, Stdio};

use super::bases::slice;
use super::loops::checksums;

const STAGES: [&str; 10] = [
    "Connected",
    "Locked",
    "Read",
    "Prepared",
    "Wrote",
    "Written",
    "Verified",
    "Journaled",
    "HandedOver",
    "Committed",
];

const FILES: &str = "users:
  cora.wu: {name: Cora Wu, roles: [purchase.group_purchase_user, reader]}
  eli.berg: {state: left}
roles:
  reader: {title: Reader, includes: [base.group_user], permissions: {stock.move: [read]}}
";

#[test]
fn a_process_that_dies_leaves_everything_or_nothing() {
    for base in slice("18").into_iter().chain(slice("19")) {
        let work = base.work();
        work.run(&["setup"]).expect(0);
        work.file("people.yaml", FILES);
        let untouched = checksums(&base);
        for stage in STAGES {
            // The child is this test binary: see crate::tryton::crash.
            let status = Command::new(std::env::current_exe().unwrap())
                .args(["tryton::crash::child", "--exact", "--test-threads=1"])
                .env("TRUEUP_CRASH_AT", stage)
                .env("TRUEUP_CRASH_IN", work.path())
                .env("ERP_URL", base.db.url())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .unwrap();
            assert_eq!(
                status.code(),
                None,
                "{} {stage}: the child dies by a signal",
                base.title
            );
            let now = checksums(&base);
            if stage == "Committed" {
                assert_ne!(now, untouched, "{}", base.title);
            } else {
                assert_eq!(now, untouched, "{} {stage}", base.title);
            }
        }
        work.run(&["plan", "--exit-code"]).expect(0);
    }
}
