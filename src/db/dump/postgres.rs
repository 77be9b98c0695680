//! Runs the client programs of PostgreSQL. The password reaches them in their environment, which other users cannot
//! see, and never in an argument.

use std::process::{ChildStdin, Command, Stdio};

use sqlx::ConnectOptions as _;
use sqlx::postgres::PgConnectOptions;

use super::tool::{self, Tool, listen, start};
use super::{Dump, Program, Source};
use crate::db::DbError;

/// How long `pg_dump` waits for a table that an upgrade of the ERP holds, in milliseconds.
const LOCK_WAIT: &str = "--lock-wait-timeout=60000";

/// Starts `pg_dump` in the snapshot that another session exported.
pub(super) fn dump(server: &PgConnectOptions, version: &str, snapshot: &str) -> Result<Dump, DbError> {
    let tool = tool::find("pg_dump", version)?;
    let mut command = command(&tool, server);
    // The stream is compressed and encrypted as a whole afterwards, which is faster and smaller.
    command
        .args(["--format=custom", "--compress=0", LOCK_WAIT])
        .arg(format!("--snapshot={snapshot}"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    let mut child = start("pg_dump", command)?;
    let program = Program {
        name: "pg_dump",
        pipe: child.stdout.take(),
        said: listen(&mut child),
        child,
    };
    Ok(Dump {
        tool: Some(tool.version),
        begun: std::io::Cursor::default(),
        source: Source::Program(program),
    })
}

/// Starts `pg_restore`, which ends at the first error. Owners and rights stay those of whoever restores: a scratch
/// database needs no roles of the original.
pub(super) fn restore(server: &PgConnectOptions, version: &str) -> Result<Program<ChildStdin>, DbError> {
    let tool = tool::find("pg_restore", version)?;
    let mut command = command(&tool, server);
    let database = server.get_database().unwrap_or(server.get_username()).to_owned();
    command
        .args([
            "--exit-on-error",
            "--no-owner",
            "--no-privileges",
            "--no-comments",
        ])
        .arg(format!("--dbname={database}"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null());
    let mut child = start("pg_restore", command)?;
    Ok(Program {
        name: "pg_restore",
        pipe: child.stdin.take(),
        said: listen(&mut child),
        child,
    })
}

fn command(tool: &Tool, server: &PgConnectOptions) -> Command {
    let mut command = Command::new(&tool.path);
    command.arg("--no-password").stderr(Stdio::piped());
    let host = match server.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => server.get_host().to_owned(),
    };
    command
        .env("PGHOST", host)
        .env("PGPORT", server.get_port().to_string())
        .env("PGUSER", server.get_username())
        .env(
            "PGDATABASE",
            server.get_database().unwrap_or(server.get_username()),
        )
        .env("PGAPPNAME", "trueup backup")
        .env("LC_MESSAGES", "C")
        .env_remove("PGOPTIONS");
    // The driver gives the rest only as a URL.
    let url = server.to_url_lossy();
    if let Some(password) = url.password() {
        let password = percent_encoding::percent_decode_str(password).decode_utf8_lossy();
        command.env("PGPASSWORD", password.as_ref());
    }
    for (name, value) in url.query_pairs() {
        match name.as_ref() {
            "sslmode" => command.env("PGSSLMODE", value.as_ref()),
            "sslrootcert" => command.env("PGSSLROOTCERT", value.as_ref()),
            "sslcert" => command.env("PGSSLCERT", value.as_ref()),
            "sslkey" => command.env("PGSSLKEY", value.as_ref()),
            _ => &mut command,
        };
    }
    command
}
