//! A process that dies at any stage of an apply leaves everything or nothing.

use super::bases::slice;
use super::loops::checksums;
use crate::support::{STAGES, die};

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
            die(&work, stage);
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
