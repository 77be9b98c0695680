//! A process that dies at any stage of an apply leaves everything or nothing.

use super::bases::slice;
use crate::support::{STAGES, die};

const FILES: &str = "users:
  lin.hao@jadeharbour.example: {name: Lin Hao, roles: [Purchase User, Reader]}
  eva.roth@jadeharbour.example: {state: left}
roles:
  Reader: {includes: [Desk User], permissions: {Stock Entry: [read]}}
settings:
  session: {idle: \"08:00\"}
";

#[test]
fn a_process_that_dies_leaves_everything_or_nothing() {
    for base in slice("15").into_iter().chain(slice("16")) {
        let work = base.work();
        work.run(&["setup"]).expect(0);
        work.file("people.yaml", FILES);
        let untouched = base.checksums();
        for stage in STAGES {
            die(&work, stage);
            let now = base.checksums();
            if stage == "Committed" {
                assert_ne!(now, untouched, "{}", base.title);
            } else {
                assert_eq!(now, untouched, "{} {stage}", base.title);
            }
        }
        work.run(&["plan", "--exit-code"]).expect(0);
    }
}
