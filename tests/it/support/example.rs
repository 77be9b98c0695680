//! Example projects.

use std::path::Path;
use std::process::{Command, Stdio};

/// Validates an example without a database: nothing may be wrong with it.
pub(crate) fn valid_example(name: &str) {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name);
    let output = Command::new(env!("CARGO_BIN_EXE_trueup"))
        .args([
            "--project",
            example.to_str().unwrap(),
            "validate",
            "--format",
            "json",
        ])
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let diagnostics = said["diagnostics"].as_array().unwrap();
    let wrong: Vec<_> = diagnostics
        .iter()
        .filter(|said| said["severity"] == "error")
        .collect();
    assert_eq!((output.status.code(), wrong), (Some(0), Vec::new()));
    // Something is said at all: there is no lock file.
    let first = said["diagnostics"][0]["code"].as_str();
    assert_eq!(first.map(|code| code.contains('/')), Some(true));
}
