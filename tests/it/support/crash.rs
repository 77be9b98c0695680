//! A process that dies at a stage of an apply.

use std::process::{Command, Stdio};

use super::Work;

/// The stages at which it can die, in order. Nothing is left of what was done before the last.
pub(crate) const STAGES: [&str; 10] = [
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

/// Applies what the project says in a process that dies at a stage.
pub(crate) fn die(work: &Work, stage: &str) {
    // The child is this test binary: see crate::tryton::crash.
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["tryton::crash::child", "--exact", "--test-threads=1"])
        .env("TRUEUP_CRASH_AT", stage)
        .env("TRUEUP_CRASH_IN", work.path())
        .env("ERP_URL", work.variable("ERP_URL"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert_eq!(status.code(), None, "{stage}: the child dies by a signal");
}
