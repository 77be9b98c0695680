//! An SSH server on loopback that offers SFTP, with an account that its key opens.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::store::free_port;

/// Root's tests run the server as the user that their PostgreSQL runs as too.
const OTHER: &str = "postgres";

/// Everything that OpenSSH offers.
pub(crate) const MODERN: &str = "internal-sftp";
/// Nothing but what the protocol demands.
pub(crate) const OLD: &str = "internal-sftp -P posix-rename,fsync,limits,statvfs";

/// A running SSH server. Dropping it ends it.
pub(crate) struct SshServer {
    process: Child,
    /// What the server reads and writes.
    there: TempDir,
    /// The keys of those who come.
    here: TempDir,
    port: u16,
    account: Account,
}

/// Whom the server runs as, and lets in.
struct Account {
    name: String,
    /// Another one than that of the tests, which is root: a server of root's would have to be installed.
    other: Option<(u32, u32)>,
}

/// Starts an SSH server; nothing where `./test` did not prepare one.
#[expect(
    clippy::disallowed_methods,
    reason = "./test says in the environment where it is"
)]
pub(crate) fn ssh_server(sftp: &str) -> Option<SshServer> {
    let Some(program) = std::env::var_os("TRUEUP_TEST_SSHD") else {
        let required = std::env::var_os("TRUEUP_TEST_REQUIRED").is_some();
        assert!(!required, "TRUEUP_TEST_SSHD is not set");
        writeln!(
            std::io::stderr(),
            "skipped: no SSH server was prepared; run ./test"
        )
        .ok();
        return None;
    };
    let (there, here) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let account = account(there.path());
    let (port, at) = (free_port(), there.path().display());
    key(&there.path().join("host"));
    key(&here.path().join("key"));
    key(&here.path().join("stranger"));
    fs::copy(here.path().join("key.pub"), there.path().join("authorized_keys")).unwrap();
    let configuration = format!(
        "ListenAddress 127.0.0.1\nPort {port}\nHostKey {at}/host\nAuthorizedKeysFile {at}/authorized_keys\n\
         StrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nPidFile none\n\
         Subsystem sftp {sftp}\n"
    );
    fs::write(there.path().join("sshd_config"), configuration).unwrap();
    fs::create_dir(there.path().join("backup")).unwrap();
    let mut command = Command::new(program);
    command.args(["-D", "-e", "-f"]);
    command.arg(there.path().join("sshd_config"));
    if let Some((user, group)) = account.other {
        for file in ["", "host", "authorized_keys", "sshd_config", "backup"] {
            chown(there.path().join(file), Some(user), Some(group)).unwrap();
        }
        command.uid(user).gid(group).current_dir("/");
    }
    let log = fs::File::create(there.path().join("log")).unwrap();
    let process = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap();
    let server = SshServer {
        process,
        there,
        here,
        port,
        account,
    };
    let shown = server.known_as("host");
    fs::write(server.known_hosts(), shown).unwrap();
    let begun = Instant::now();
    while !greets(port) {
        let log = || fs::read_to_string(server.there.path().join("log")).unwrap();
        assert!(begun.elapsed() < Duration::from_secs(30), "{}", log());
        std::thread::sleep(Duration::from_millis(20));
    }
    Some(server)
}

/// Whether the server answers.
fn greets(port: u16) -> bool {
    let mut begin = [0; 4];
    TcpStream::connect(("127.0.0.1", port))
        .is_ok_and(|mut stream| stream.read_exact(&mut begin).is_ok() && &begin == b"SSH-")
}

fn key(file: &Path) {
    let mut command = Command::new("ssh-keygen");
    command.args(["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f"]);
    assert!(command.arg(file).status().unwrap().success());
}

fn account(folder: &Path) -> Account {
    let said = |arguments: &[&str]| {
        let output = Command::new("id").args(arguments).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    if fs::metadata(folder).unwrap().uid() != 0 {
        return Account {
            name: said(&["-un"]),
            other: None,
        };
    }
    let number = |what: &str| said(&[what, OTHER]).parse().unwrap();
    Account {
        name: OTHER.to_owned(),
        other: Some((number("-u"), number("-g"))),
    }
}

impl SshServer {
    /// Its folder for backups.
    pub(crate) fn folder(&self) -> PathBuf {
        self.there.path().join("backup")
    }

    /// The folder as a policy names it.
    pub(crate) fn url(&self) -> String {
        self.url_of(&self.folder())
    }

    /// Another folder.
    pub(crate) fn url_of(&self, folder: &Path) -> String {
        let name = &self.account.name;
        format!("sftp://{name}@127.0.0.1:{}{}", self.port, folder.display())
    }

    /// The private key that opens the account.
    pub(crate) fn key(&self) -> PathBuf {
        self.here.path().join("key")
    }

    /// One that does not.
    pub(crate) fn strangers_key(&self) -> PathBuf {
        self.here.path().join("stranger")
    }

    /// The file that knows the server.
    pub(crate) fn known_hosts(&self) -> PathBuf {
        self.here.path().join("known hosts")
    }

    /// The line that knows the server by a key.
    pub(crate) fn known_as(&self, key: &str) -> String {
        let folder = if key == "host" { &self.there } else { &self.here };
        let public = fs::read_to_string(folder.path().join(format!("{key}.pub"))).unwrap();
        format!("[127.0.0.1]:{} {public}", self.port)
    }

    /// What somebody may do with the folder for backups.
    pub(crate) fn allow(&self, mode: u32) {
        fs::set_permissions(self.folder(), fs::Permissions::from_mode(mode)).unwrap();
    }

    /// Kills what serves the connections that there are; the server goes on.
    pub(crate) fn kill_sessions(&self) {
        let mut all = vec![self.process.id()];
        let mut next = 0;
        while let Some(parent) = all.get(next) {
            let children = fs::read_to_string(format!("/proc/{parent}/task/{parent}/children"));
            let children = children.unwrap_or_default();
            all.extend(children.split_whitespace().map(|id| id.parse::<u32>().unwrap()));
            next += 1;
        }
        for session in &all[1..] {
            let mut kill = Command::new("kill");
            kill.args(["-KILL", &session.to_string()]).stderr(Stdio::null());
            kill.status().unwrap();
        }
    }
}

impl Drop for SshServer {
    fn drop(&mut self) {
        self.kill_sessions();
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
