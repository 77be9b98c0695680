//! The example project is what it says: valid without a database.

use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn the_example_is_valid() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/odoo");
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
    assert_eq!(
        said["diagnostics"][0]["code"]
            .as_str()
            .map(|code| code.contains('/')),
        Some(true)
    );
}
