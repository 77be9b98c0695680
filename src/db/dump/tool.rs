//! Finds the client programs of PostgreSQL. They must be at least as new as the server.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::db::{DbError, Failure};

/// Where Debian and its relatives keep the programs of each version.
const VERSIONS: &str = "/usr/lib/postgresql";

/// A program, and how it names itself: `pg_dump (PostgreSQL) 15.8`.
pub(super) struct Tool {
    pub(super) path: PathBuf,
    pub(super) version: String,
}

/// Finds a program that is not older than the server: the one on the path, else the oldest that will do.
pub(super) fn find(name: &'static str, server_version: &str) -> Result<Tool, DbError> {
    let wanted = major(server_version);
    let mut older = None;
    for path in candidates(name) {
        let Some(version) = ask(&path) else { continue };
        let found = version.split_whitespace().find_map(|word| {
            let digit = word.starts_with(|c: char| c.is_ascii_digit());
            digit.then(|| major(word))
        });
        if found.is_some_and(|found| found >= wanted) {
            return Ok(Tool { path, version });
        }
        older.get_or_insert(version);
    }
    let message = match older {
        Some(older) => format!("{older} is older than the server, which is {server_version}"),
        None => format!("{name} is not installed here"),
    };
    let help = format!(
        "install the client programs of PostgreSQL {wanted} or later, such as the package postgresql-client-{wanted}"
    );
    Err(DbError::bare(format!("run {name}"), Failure::Misuse, message).with_help(help))
}

fn candidates(name: &str) -> Vec<PathBuf> {
    let mut all = vec![PathBuf::from(name)];
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir(VERSIONS)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .map(|entry| (major(&entry.file_name().to_string_lossy()), entry.path()))
        .collect();
    versions.sort();
    all.extend(versions.into_iter().map(|(_, path)| path.join("bin").join(name)));
    all
}

fn ask(program: &PathBuf) -> Option<String> {
    let output = Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (output.status.success() && !said.is_empty()).then_some(said)
}

/// The first number of a version: 15 of `15.8 (Debian 15.8-1)`.
fn major(version: &str) -> u32 {
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_number_counts() {
        assert_eq!(major("15.8 (Debian 15.8-0+deb12u1)"), 15);
        assert_eq!(major("9.6.24"), 9);
        assert_eq!(major("unknown"), 0);
    }

    #[test]
    fn a_server_newer_than_every_program_is_refused() {
        let error = find("pg_dump", "999.1").err().map(|error| error.to_string());
        let error = error.unwrap();
        assert!(error.contains("postgresql-client-999"), "{error}");
    }
}
