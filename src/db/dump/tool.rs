//! Finds and starts the client programs of the servers. They must be at least as new as the server.

use std::io::Read as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

use crate::db::{DbError, Failure};

/// Where Debian and its relatives keep the programs of each version.
const VERSIONS: &str = "/usr/lib/postgresql";

/// How much of what a program says is kept, in bytes: its end.
const SAID: usize = 8 << 10;

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

/// Finds a program of MariaDB that is not older than the server, on the path.
pub(super) fn find_mariadb(name: &'static str, server_version: &str) -> Result<Tool, DbError> {
    let wanted = release(server_version);
    let path = PathBuf::from(name);
    let found = ask(&path).map(|said| {
        // `mariadb-dump from 10.11.19-MariaDB, …`, or `Ver 10.19 Distrib 10.6.18-MariaDB, …`.
        let words: Vec<&str> = said.split_whitespace().collect();
        let version = words
            .windows(2)
            .find(|pair| ["from", "Distrib"].contains(&pair[0]));
        let version = version.map(|pair| pair[1].trim_end_matches(',').to_owned());
        (version.as_deref().map(release), said)
    });
    let message = match found {
        Some((Some(version), said)) if version >= wanted => return Ok(Tool { path, version: said }),
        Some((_, said)) => format!("{said} is older than the server, which is {server_version}"),
        None => format!("{name} is not installed here"),
    };
    let help = "install the client programs of MariaDB, such as the package mariadb-client";
    Err(DbError::bare(format!("run {name}"), Failure::Misuse, message).with_help(help))
}

/// The first two numbers of a version of MariaDB: 10 and 11 of `10.11.19-MariaDB`.
fn release(version: &str) -> (u32, u32) {
    let mut numbers = version.split('.').map(major);
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
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

/// Starts a program.
pub(super) fn start(name: &str, mut command: Command) -> Result<Child, DbError> {
    let failed =
        |error: std::io::Error| DbError::bare(format!("run {name}"), Failure::Misuse, error.to_string());
    command.spawn().map_err(failed)
}

/// Keeps the end of what a program says, so that it never waits for somebody to listen.
pub(super) fn listen(child: &mut Child) -> Option<JoinHandle<String>> {
    let mut stream = child.stderr.take()?;
    Some(std::thread::spawn(move || {
        let (mut kept, mut buffer) = (Vec::new(), [0; 4096]);
        while let Ok(read @ 1..) = stream.read(&mut buffer) {
            kept.extend_from_slice(&buffer[..read]);
            let over = kept.len().saturating_sub(SAID);
            kept.drain(..over);
        }
        String::from_utf8_lossy(&kept).into_owned()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_number_counts() {
        assert_eq!(major("15.8 (Debian 15.8-0+deb12u1)"), 15);
        assert_eq!(major("9.6.24"), 9);
        assert_eq!(major("unknown"), 0);
        assert_eq!(release("10.11.19-MariaDB-0+deb12u1"), (10, 11));
        assert!(release("10.6.18-MariaDB") < release("10.11.2-MariaDB"));
    }

    #[test]
    fn a_server_newer_than_every_program_is_refused() {
        let error = find("pg_dump", "999.1").err().map(|error| error.to_string());
        let error = error.unwrap();
        assert!(error.contains("postgresql-client-999"), "{error}");
    }
}
