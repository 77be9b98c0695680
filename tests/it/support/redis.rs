//! A Redis server on loopback that keeps nothing.

use std::io::Write as _;
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use redis::Connection;
use trueup::cache::CacheUrl;

use super::store::free_port;

/// What the server asks of everybody.
pub(crate) const PASSWORD: &str = "Bz4+/:@x";

/// A running Redis server. Dropping it ends it.
pub(crate) struct Redis {
    process: Child,
    port: u16,
}

/// Starts a Redis server; nothing where `./test` did not prepare one.
#[expect(
    clippy::disallowed_methods,
    reason = "./test says in the environment where it is"
)]
pub(crate) fn redis_server() -> Option<Redis> {
    let Some(program) = std::env::var_os("TRUEUP_TEST_REDIS") else {
        let required = std::env::var_os("TRUEUP_TEST_REQUIRED").is_some();
        assert!(!required, "TRUEUP_TEST_REDIS is not set");
        writeln!(
            std::io::stderr(),
            "skipped: no Redis server was prepared; run ./test"
        )
        .ok();
        return None;
    };
    let port = free_port();
    let process = Command::new(program)
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
        .args(["--save", "", "--appendonly", "no", "--requirepass", PASSWORD])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let server = Redis { process, port };
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(30), "Redis does not answer");
        std::thread::sleep(Duration::from_millis(20));
    }
    Some(server)
}

impl Redis {
    /// Its second database, as a target names it.
    pub(crate) fn url(&self) -> String {
        self.url_with("Bz4%2B%2F%3A%40x")
    }

    /// The same with another password.
    pub(crate) fn url_with(&self, password: &str) -> String {
        format!("redis://:{password}@127.0.0.1:{}/1", self.port)
    }

    /// The same, read.
    pub(crate) fn place(&self) -> CacheUrl {
        CacheUrl::parse(&self.url()).unwrap()
    }

    /// A connection of the ERP's servers.
    pub(crate) fn open(&self) -> Connection {
        redis::Client::open(self.url()).unwrap().get_connection().unwrap()
    }

    /// Everything that it holds, as lines of key, field and value, sorted.
    pub(crate) fn dump(&self) -> Vec<String> {
        let mut connection = self.open();
        let keys: Vec<String> = redis::cmd("KEYS").arg("*").query(&mut connection).unwrap();
        let mut lines = Vec::new();
        for key in keys {
            let kind: String = redis::cmd("TYPE").arg(&key).query(&mut connection).unwrap();
            if kind == "hash" {
                let fields: Vec<(String, String)> =
                    redis::cmd("HGETALL").arg(&key).query(&mut connection).unwrap();
                lines.extend(
                    fields
                        .into_iter()
                        .map(|(field, value)| format!("{key} {field} {value}")),
                );
            } else {
                let value: String = redis::cmd("GET").arg(&key).query(&mut connection).unwrap();
                lines.push(format!("{key} {value}"));
            }
        }
        lines.sort();
        lines
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
