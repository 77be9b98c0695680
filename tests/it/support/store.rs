//! An object store on loopback, and what can go wrong on the way to it.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// The store's key.
pub(crate) const KEY: &str = "test-key";
/// The store's secret.
pub(crate) const SECRET: &str = "test-secret";
/// Its only bucket.
pub(crate) const BUCKET: &str = "backups";

/// A running object store. Dropping it ends it.
pub(crate) struct Store {
    process: Child,
    folder: TempDir,
    port: u16,
}

/// Starts an object store; nothing where `./test` did not prepare one.
#[expect(
    clippy::disallowed_methods,
    reason = "./test says in the environment where it is"
)]
pub(crate) fn store() -> Option<Store> {
    let Some(program) = std::env::var_os("TRUEUP_TEST_S3") else {
        let required = std::env::var_os("TRUEUP_TEST_REQUIRED").is_some();
        assert!(!required, "TRUEUP_TEST_S3 is not set");
        writeln!(
            std::io::stderr(),
            "skipped: no object store was prepared; run ./test"
        )
        .ok();
        return None;
    };
    let folder = TempDir::new().unwrap();
    std::fs::create_dir(folder.path().join(BUCKET)).unwrap();
    let port = free_port();
    let process = Command::new(program)
        .args(["--host", "127.0.0.1", "--port", &port.to_string()])
        .args(["--access-key", KEY, "--secret-key", SECRET])
        .arg(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let store = Store {
        process,
        folder,
        port,
    };
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "the store does not answer"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    Some(store)
}

pub(super) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

impl Store {
    /// Where it listens.
    pub(crate) fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The files of its bucket.
    pub(crate) fn bucket(&self) -> PathBuf {
        self.folder.path().join(BUCKET)
    }

    /// A way to it that breaks for good after so many bytes went there.
    pub(crate) fn breaking_after(&self, bytes: i64) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let here = listener.local_addr().unwrap();
        let (left, port) = (Arc::new(AtomicI64::new(bytes)), self.port);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(client) = stream else { return };
                if left.load(Ordering::SeqCst) <= 0 {
                    continue;
                }
                let Ok(server) = TcpStream::connect(("127.0.0.1", port)) else {
                    return;
                };
                let (back_from, back_to) = (server.try_clone().unwrap(), client.try_clone().unwrap());
                std::thread::spawn(move || pump(back_from, back_to, &AtomicI64::new(i64::MAX)));
                let left = Arc::clone(&left);
                std::thread::spawn(move || pump(client, server, &left));
            }
        });
        format!("http://{here}")
    }
}

/// Passes bytes on as long as some are left.
fn pump(mut from: TcpStream, mut to: TcpStream, left: &AtomicI64) {
    let mut buffer = vec![0; 1 << 14];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        let read_i64 = i64::try_from(read).unwrap();
        if left.fetch_sub(read_i64, Ordering::SeqCst) <= 0 || to.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    from.shutdown(Shutdown::Both).ok();
    to.shutdown(Shutdown::Both).ok();
}

impl Drop for Store {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// An object store that takes `parts` parts and then says that it is full.
pub(crate) fn full_after(parts: usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let here = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let mut taken = 0;
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let Some(request) = request(&mut stream) else {
                continue;
            };
            let answer = if request.starts_with("POST") {
                format!(
                    "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{INITIATED}",
                    INITIATED.len()
                )
            } else if request.starts_with("PUT") && taken < parts {
                taken += 1;
                "HTTP/1.1 200 OK\r\netag: \"x\"\r\nconnection: close\r\ncontent-length: 0\r\n\r\n".to_owned()
            } else if request.starts_with("PUT") {
                let said = "<Error><Code>QuotaExceeded</Code><Message>no room is left</Message></Error>";
                format!(
                    "HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{said}",
                    said.len()
                )
            } else {
                "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n".to_owned()
            };
            stream.write_all(answer.as_bytes()).ok();
        }
    });
    format!("http://{here}")
}

/// How a store names an upload that begins.
const INITIATED: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><InitiateMultipartUploadResult \
    xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Bucket>b</Bucket><Key>k</Key><UploadId>u</UploadId>\
    </InitiateMultipartUploadResult>";

/// Reads a request with its body, and gives its first line.
fn request(stream: &mut TcpStream) -> Option<String> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?;
    let length = head.lines().find_map(|line| {
        line.to_ascii_lowercase()
            .strip_prefix("content-length:")?
            .trim()
            .parse()
            .ok()
    });
    if head.to_ascii_lowercase().contains("expect: 100-continue") {
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").ok()?;
    }
    std::io::copy(&mut stream.take(length.unwrap_or(0)), &mut std::io::sink()).ok()?;
    head.lines().next().map(str::to_owned)
}

/// Every file below a folder, by its path there.
pub(crate) fn files(folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                all.push(path.strip_prefix(folder).unwrap().display().to_string());
            }
        }
    }
    all.sort();
    all
}
