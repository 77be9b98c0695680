//! Runs the client programs of MariaDB. The password reaches them in their environment, which other users cannot see, and
//! never in an argument.
//!
//! Two connections of MariaDB cannot share a snapshot. Therefore the tables are locked against writers until both have
//! taken theirs: this session's, and the program's, which has taken it when it writes about the first table.

use std::io::Read as _;
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use sqlx::ConnectOptions as _;
use sqlx::mysql::MySqlConnectOptions;

use super::tool::{self, Tool, listen, start};
use super::{Dump, Moment, Program, Source};
use crate::db::{Access, ConnectOptions, DbError, DbUrl, Failure, Session, catalog};

const DUMP: &str = "mariadb-dump";
const RESTORE: &str = "mariadb";

/// How long one attempt waits for transactions that write, and how many attempts there are. Whoever wants to write waits
/// behind the attempt, so it is short.
const LOCK_WAIT: Duration = Duration::from_secs(2);
const ATTEMPTS: u32 = 15;
const PAUSE: Duration = Duration::from_secs(2);
/// How long the program may take to begin.
const BEGIN: Duration = Duration::from_secs(30);
/// What the program writes before the first table or view, and when there is none.
const BEGUN: [&[u8]; 3] = [
    b"\n-- Table structure for ",
    b"\n-- Temporary table structure for ",
    b"\n-- Dump completed",
];

/// Takes hold of the state of this moment, for a session and for the program.
pub(super) async fn take(url: &DbUrl, server: &MySqlConnectOptions, name: &str) -> Result<Moment, DbError> {
    let mut options = ConnectOptions::new(name, Access::Write);
    options.lock_timeout = LOCK_WAIT;
    let mut lock = Session::connect(url, options).await?;
    let mut session = Session::connect(url, ConnectOptions::new(name, Access::Read)).await?;
    let tables = catalog::tables(&mut lock).await?;
    hold(&mut lock, &tables).await?;
    session.begin_read().await?;
    let version = session.identity().await?.server_version;
    let mut dump = dump(server, &version)?;
    dump = begin(dump).await?;
    // Ending the connection releases the locks even where the server does not answer.
    lock.script("UNLOCK TABLES").await?;
    lock.close().await;
    Ok(Moment {
        session,
        dump,
        copy: None,
    })
}

/// Locks all tables against writers, when nobody is writing.
async fn hold(lock: &mut Session, tables: &[String]) -> Result<(), DbError> {
    if tables.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = tables
        .iter()
        .map(|table| format!("{} READ", catalog::quoted(table)))
        .collect();
    let sql = format!("LOCK TABLES {}", names.join(", "));
    let mut left = ATTEMPTS;
    loop {
        left -= 1;
        match lock.script(&sql).await {
            Ok(()) => return Ok(()),
            Err(error) if error.is_lock_timeout() && left > 0 => tokio::time::sleep(PAUSE).await,
            Err(error) => {
                let (waited, denied) = (error.is_lock_timeout(), error.is_permission_denied());
                let error = error.during("hold the tables for the moment in which the backup begins");
                return Err(if waited {
                    error.with_help("a transaction that writes does not end; try again when it has")
                } else if denied {
                    error.with_help(
                        "give the account the rights that `trueup setup --sql --backup ACCOUNT` prints",
                    )
                } else {
                    error
                });
            }
        }
    }
}

/// Waits until the program has taken its snapshot.
async fn begin(dump: Dump) -> Result<Dump, DbError> {
    let operation = format!("run {DUMP}");
    let Dump { tool, source, .. } = dump;
    let Source::Program(mut program) = source else {
        return Err(DbError::bare(operation, Failure::Misuse, "it is no program"));
    };
    let Some(mut pipe) = program.pipe.take() else {
        return Err(DbError::bare(operation, Failure::Misuse, "it has no output"));
    };
    let reading = tokio::task::spawn_blocking(move || -> std::io::Result<(ChildStdout, Vec<u8>)> {
        let (mut begun, mut buffer) = (Vec::new(), vec![0; 64 << 10]);
        loop {
            let read = pipe.read(&mut buffer)?;
            begun.extend_from_slice(&buffer[..read]);
            let there = |mark: &&[u8]| memchr::memmem::find(&begun, mark).is_some();
            if read == 0 || BEGUN.iter().any(there) {
                return Ok((pipe, begun));
            }
        }
    });
    let failed = |message: String| DbError::bare(operation.clone(), Failure::Database, message);
    let late = || failed(format!("it did not begin within {} s", BEGIN.as_secs()));
    let outcome = tokio::time::timeout(BEGIN, reading).await.map_err(|_| late())?;
    let (pipe, begun) = outcome
        .map_err(|error| failed(error.to_string()))?
        .map_err(|error| failed(error.to_string()))?;
    program.pipe = Some(pipe);
    Ok(Dump {
        tool,
        begun: std::io::Cursor::new(begun),
        source: Source::Program(program),
    })
}

fn dump(server: &MySqlConnectOptions, version: &str) -> Result<Dump, DbError> {
    let tool = tool::find_mariadb(DUMP, version)?;
    let mut command = command(&tool, server);
    command
        .args([
            "--single-transaction",
            "--quick",
            "--skip-lock-tables",
            "--skip-add-locks",
            "--no-tablespaces",
            "--routines",
            "--triggers",
            "--events",
            "--hex-blob",
            "--comments",
            "--skip-dump-date",
            "--max-allowed-packet=1G",
            "--",
            server.get_database().unwrap_or_default(),
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    let mut child = start(DUMP, command)?;
    let program = Program {
        name: DUMP,
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

/// Starts `mariadb`, which ends at the first error.
pub(super) fn restore(server: &MySqlConnectOptions, version: &str) -> Result<Program<ChildStdin>, DbError> {
    let tool = tool::find_mariadb(RESTORE, version)?;
    let mut command = command(&tool, server);
    command
        .args(["--batch", "--binary-mode", "--max-allowed-packet=1G", "--"])
        .arg(server.get_database().unwrap_or_default())
        .stdin(Stdio::piped())
        .stdout(Stdio::null());
    let mut child = start(RESTORE, command)?;
    Ok(Program {
        name: RESTORE,
        pipe: child.stdin.take(),
        said: listen(&mut child),
        child,
    })
}

fn command(tool: &Tool, server: &MySqlConnectOptions) -> Command {
    let mut command = Command::new(&tool.path);
    // Somebody's own settings would change what a backup holds.
    command
        .arg("--no-defaults")
        .arg("--default-character-set=utf8mb4")
        .arg(format!("--user={}", server.get_username()))
        .stderr(Stdio::piped())
        .env_remove("MYSQL_PWD");
    match server.get_socket() {
        Some(socket) => command.arg(format!("--socket={}", socket.display())),
        None => command.args([
            "--protocol=tcp".to_owned(),
            format!("--host={}", server.get_host()),
            format!("--port={}", server.get_port()),
        ]),
    };
    // The driver gives the rest only as a URL.
    let url = server.to_url_lossy();
    if let Some(password) = url.password() {
        let password = percent_encoding::percent_decode_str(password).decode_utf8_lossy();
        command.env("MYSQL_PWD", password.as_ref());
    }
    for (name, value) in url.query_pairs() {
        match (name.as_ref(), value.as_ref()) {
            ("ssl-mode", "DISABLED") => command.arg("--skip-ssl"),
            ("ssl-mode", "REQUIRED") => command.args(["--ssl", "--skip-ssl-verify-server-cert"]),
            ("ssl-mode", "VERIFY_CA" | "VERIFY_IDENTITY") => {
                command.args(["--ssl", "--ssl-verify-server-cert"])
            }
            ("ssl-mode", _) => command.arg("--skip-ssl-verify-server-cert"),
            ("ssl-ca" | "ssl-cert" | "ssl-key", file) => command.arg(format!("--{name}={file}")),
            _ => &mut command,
        };
    }
    command
}
