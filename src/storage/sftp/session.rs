//! A connection: the system's own `ssh`, which knows the administrator's keys, agents, jump hosts and known hosts, and
//! through its input and output the packets of SFTP. Many requests may be on their way at once.
//!
//! Nothing waits for ever: `ssh` ends when the server is gone, and is ended when the server is there but does not answer.

use std::collections::HashMap;
use std::io::{self, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::storage::place::SshAccess;

use super::packet::{Answer, LONGEST, Request, VERSION, ask};
use super::trouble::trouble;

/// How long a server may take until it speaks SFTP. `ssh` itself gives up on a server that is not there much earlier.
const HELLO: Duration = Duration::from_secs(60);
/// How long a server may take for an answer.
const PATIENCE: Duration = Duration::from_secs(120);
/// How long it may take to put a whole file on disk.
const PATIENCE_FOR_DISK: Duration = Duration::from_secs(1800);
/// How long `ssh` may take to end when it is no longer needed.
const FAREWELL: Duration = Duration::from_millis(500);

/// What every server must take at once, in bytes.
const CHUNK: usize = 32 << 10;
/// How much of a file may be on its way, in bytes. More than the window of `ssh` would wait in its buffers only.
const IN_FLIGHT: usize = 4 << 20;

/// What holds whatever the configuration of `ssh` says: no question is ever asked, the server's key is checked, a dead
/// connection is noticed, and the connection is nobody else's.
const OPTIONS: [&str; 15] = [
    "BatchMode=yes",
    "StrictHostKeyChecking=yes",
    "NoHostAuthenticationForLocalhost=no",
    "ConnectTimeout=20",
    "ServerAliveInterval=15",
    "ServerAliveCountMax=4",
    "ControlMaster=no",
    "ControlPath=none",
    "ClearAllForwardings=yes",
    "ForwardAgent=no",
    "ForwardX11=no",
    "PermitLocalCommand=no",
    "RequestTTY=no",
    "RemoteCommand=none",
    "LogLevel=ERROR",
];

/// Where a server is, and as whom.
#[derive(Debug, Clone)]
pub(super) struct Server {
    pub(super) user: Option<String>,
    pub(super) host: String,
    pub(super) port: Option<u16>,
}

/// A connection. Dropping it ends it.
pub(super) struct Session {
    ssh: Mutex<Child>,
    /// To the thread that writes, so that nobody has to wait where there is no time limit.
    outgoing: Option<Sender<Vec<u8>>>,
    shared: Arc<Shared>,
    numbers: AtomicU32,
    chunk: usize,
    /// A file can be put on disk (`fsync@openssh.com`).
    pub(super) syncs: bool,
    /// A file can take another's name (`posix-rename@openssh.com`).
    pub(super) replaces: bool,
    /// The room that is left can be asked for (`statvfs@openssh.com`).
    tells_room: bool,
}

#[derive(Default)]
struct Shared(Mutex<State>);

#[derive(Default)]
struct State {
    waiting: HashMap<u32, Sender<Answer>>,
    /// Why it ended, once it has.
    ended: Option<(io::ErrorKind, String)>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nobody is answered any more. The first reason is the one.
    fn end(&self, reason: &io::Error) {
        let mut state = self.state();
        state
            .ended
            .get_or_insert_with(|| (reason.kind(), reason.to_string()));
        state.waiting.clear();
    }

    fn why(&self) -> io::Error {
        match &self.state().ended {
            Some((kind, reason)) => io::Error::new(*kind, reason.clone()),
            None => io::Error::new(io::ErrorKind::ConnectionAborted, "the connection ended"),
        }
    }
}

/// An answer that is on its way.
pub(super) struct Pending {
    answer: Receiver<Answer>,
    patience: Duration,
}

impl Session {
    /// Connects and agrees on the protocol.
    pub(super) fn connect(server: &Server, access: &SshAccess) -> io::Result<Self> {
        let mut ssh = spawn(server, access)?;
        let shared = Arc::new(Shared::default());
        let (stdin, stdout, stderr) = (ssh.stdin.take(), ssh.stdout.take(), ssh.stderr.take());
        let (outgoing, packets) = channel();
        let (hello, greeted) = channel();
        let (said, words) = channel();
        if let (Some(stdin), Some(stdout), Some(stderr)) = (stdin, stdout, stderr) {
            std::thread::spawn(move || write(stdin, &packets));
            std::thread::spawn(move || said.send(last_words(stderr)));
            let shared = Arc::clone(&shared);
            std::thread::spawn(move || {
                let error = read(BufReader::with_capacity(1 << 16, stdout), &shared, &hello);
                // A program that `ssh` started may keep its error output open; what was said by now is enough.
                let words = words.recv_timeout(Duration::from_secs(2)).unwrap_or_default();
                shared.end(&trouble(&words).unwrap_or(error));
                // Only now is the answer to the greeting missing.
                drop(hello);
            });
        }
        let mut session = Self {
            ssh: Mutex::new(ssh),
            outgoing: Some(outgoing),
            shared,
            numbers: AtomicU32::new(0),
            chunk: CHUNK,
            syncs: false,
            replaces: false,
            tells_room: false,
        };
        session.post(Request::new(ask::INIT).numbered(VERSION));
        let greeting = Pending {
            answer: greeted,
            patience: HELLO,
        };
        let offers = greeting.wait(&session)?.offers()?;
        let offered = |name: &str| offers.iter().any(|offer| offer == name);
        session.syncs = offered("fsync@openssh.com");
        session.replaces = offered("posix-rename@openssh.com");
        session.tells_room = offered("statvfs@openssh.com");
        if offered("limits@openssh.com") {
            let asked = session.ask(Request::extended("limits@openssh.com"))?;
            let [_, read, write, _] = asked.longs()?;
            // Zero means that the server does not say. A packet is a little longer than what it carries.
            let most = read.min(write).min(LONGEST as u64 - 1024);
            session.chunk = usize::try_from(most).unwrap_or(CHUNK).max(CHUNK);
        }
        Ok(session)
    }

    /// Whether it can still be used.
    pub(super) fn lives(&self) -> bool {
        self.shared.state().ended.is_none()
    }

    /// How much is read or written with one request, in bytes.
    pub(super) fn chunk(&self) -> usize {
        self.chunk
    }

    /// How many such requests may be on their way.
    pub(super) fn window(&self) -> usize {
        (IN_FLIGHT / self.chunk).max(2)
    }

    fn post(&self, packet: Vec<u8>) {
        if let Some(outgoing) = &self.outgoing {
            // When nobody writes any more, nobody answers either, and that is what is reported.
            outgoing.send(packet).ok();
        }
    }

    /// Sends a request without waiting for its answer.
    pub(super) fn send(&self, request: Request) -> Pending {
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        let (sender, answer) = channel();
        let mut state = self.shared.state();
        if state.ended.is_none() {
            state.waiting.insert(number, sender);
            drop(state);
            self.post(request.numbered(number));
        }
        Pending {
            answer,
            patience: PATIENCE,
        }
    }

    /// Sends a request and waits for its answer.
    pub(super) fn ask(&self, request: Request) -> io::Result<Answer> {
        self.send(request).wait(self)
    }

    /// Puts a file on disk, where the server can.
    pub(super) fn sync(&self, handle: &[u8]) -> io::Result<()> {
        if !self.syncs {
            return Ok(());
        }
        let mut pending = self.send(Request::extended("fsync@openssh.com").text(handle));
        pending.patience = PATIENCE_FOR_DISK;
        pending.wait(self)?.done()
    }

    /// Says it when a failure that the server does not explain is a full disk.
    pub(super) fn explain(&self, error: io::Error, folder: &str) -> io::Error {
        if error.kind() != io::ErrorKind::Other || !self.tells_room {
            return error;
        }
        let asked = self.ask(Request::extended("statvfs@openssh.com").text(folder.as_bytes()));
        // Its numbers begin with the sizes of a block and of a fragment, the fragments in all, free, and free for us.
        let Ok([_, unit, _, _, free]) = asked.and_then(Answer::longs) else {
            return error;
        };
        let left = free.saturating_mul(unit);
        if left > LONGEST as u64 {
            return error;
        }
        let message = format!("no room is left ({left} bytes)");
        io::Error::new(io::ErrorKind::StorageFull, message)
    }

    fn ssh(&self) -> MutexGuard<'_, Child> {
        self.ssh.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pending {
    /// Waits for the answer. A server that gives none loses the connection.
    pub(super) fn wait(self, session: &Session) -> io::Result<Answer> {
        self.answer.recv_timeout(self.patience).map_err(|error| {
            if error == RecvTimeoutError::Timeout {
                let message = format!(
                    "the server has not answered for {} seconds",
                    self.patience.as_secs()
                );
                session
                    .shared
                    .end(&io::Error::new(io::ErrorKind::TimedOut, message));
                session.ssh().kill().ok();
            }
            session.shared.why()
        })
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Without its input `ssh` takes its leave.
        drop(self.outgoing.take());
        let mut ssh = self.ssh();
        let begun = Instant::now();
        while begun.elapsed() < FAREWELL {
            if !matches!(ssh.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        ssh.kill().ok();
        ssh.wait().ok();
    }
}

fn spawn(server: &Server, access: &SshAccess) -> io::Result<Child> {
    let mut command = Command::new("ssh");
    for option in OPTIONS {
        command.arg("-o").arg(option);
    }
    if let Some(config) = &access.config {
        command.arg("-F").arg(readable(config)?);
    }
    if let Some(identity) = &access.identity {
        // The agent's other keys would use up the attempts that the server allows.
        command.args(["-o", "IdentitiesOnly=yes"]);
        command.arg("-i").arg(readable(identity)?);
    }
    if let Some(known) = &access.known_hosts {
        let known = readable(known)?.replace('\\', if cfg!(windows) { "/" } else { "\\" });
        if known.contains(['"', '\\', '%', '$']) {
            let message = format!("`ssh` cannot take {known} for the known hosts: rename the file");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        command.arg("-o").arg(format!("UserKnownHostsFile=\"{known}\""));
    }
    if let Some(user) = &server.user {
        command.arg("-l").arg(user);
    }
    if let Some(port) = server.port {
        command.arg("-p").arg(port.to_string());
    }
    command.args(["-s", "--", &server.host, "sftp"]);
    // Where nobody can answer, nobody is asked: not by a window either.
    command.env("SSH_ASKPASS_REQUIRE", "never");
    let command = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.spawn().map_err(|error| {
        let message = match error.kind() {
            io::ErrorKind::NotFound => {
                "the program `ssh` is missing: install the OpenSSH client (`apt-get install openssh-client`)"
                    .to_owned()
            }
            _ => format!("the program `ssh` cannot be started: {error}"),
        };
        io::Error::other(message)
    })
}

/// The path of a file that the environment names, if it can be read: `ssh` would go on without it.
fn readable(path: &std::path::Path) -> io::Result<&str> {
    let shown = path.display();
    if let Err(error) = std::fs::File::open(path) {
        return Err(io::Error::other(format!("cannot read {shown}: {error}")));
    }
    let wrong = || io::Error::new(io::ErrorKind::InvalidInput, format!("{shown} is not UTF-8"));
    path.to_str().ok_or_else(wrong)
}

fn write(mut stdin: ChildStdin, packets: &Receiver<Vec<u8>>) {
    for packet in packets {
        if stdin.write_all(&packet).is_err() {
            // The thread that reads knows why.
            return;
        }
    }
}

/// The end of what `ssh` says before it ends.
fn last_words(mut stderr: impl Read) -> String {
    const KEPT: usize = 4 << 10;
    let (mut kept, mut buffer) = (Vec::new(), [0; 1024]);
    while let Ok(read @ 1..) = stderr.read(&mut buffer) {
        kept.extend_from_slice(&buffer[..read]);
        if kept.len() > 2 * KEPT {
            kept.drain(..kept.len() - KEPT);
        }
    }
    String::from_utf8_lossy(&kept).into_owned()
}

/// Hands out answers until the connection ends, and says why it did.
fn read(mut from: impl Read, shared: &Shared, hello: &Sender<Answer>) -> io::Error {
    let mut greeted = false;
    loop {
        let (number, answer) = match packet(&mut from).and_then(Answer::read) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                let kind = io::ErrorKind::ConnectionAborted;
                return io::Error::new(kind, "the connection was lost");
            }
            Err(error) if error.kind() == io::ErrorKind::InvalidData && !greeted => {
                let message = "the server sends something else than SFTP: when the account's shell begins, it must not \
                               print anything, and the server must offer SFTP";
                return io::Error::other(message);
            }
            Err(error) => return error,
        };
        if !greeted {
            greeted = true;
            hello.send(answer).ok();
        } else if let Some(waiting) = shared.state().waiting.remove(&number) {
            // Who has given up meanwhile needs no answer.
            waiting.send(answer).ok();
        }
    }
}

/// The next packet, without its length.
fn packet(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
    if length > LONGEST {
        let message = format!("the server announced an answer of {length} bytes, which is none");
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    let mut bytes = vec![0; length];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}
