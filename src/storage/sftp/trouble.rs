//! What `ssh` says when it cannot connect, and what to do about it.

use std::io;

/// Words of `ssh`, what kind of fault they tell of, and what to do. The first that is found counts.
const KNOWN: [(&str, io::ErrorKind, &str); 14] = [
    (
        "HOST IDENTIFICATION HAS CHANGED",
        io::ErrorKind::Other,
        "the server shows another host key than the one in known_hosts: ask its administrator before anything else; \
         only if the key was changed on purpose, remove the old one with `ssh-keygen -R HOST` and add the new one",
    ),
    (
        "Host key verification failed",
        io::ErrorKind::Other,
        "the server's host key is not in known_hosts: take it with `ssh-keyscan -p PORT HOST`, compare its fingerprint \
         (`ssh-keygen -lf FILE`) with what the server's administrator says, and add it",
    ),
    (
        "UNPROTECTED PRIVATE KEY",
        io::ErrorKind::Other,
        "others may read the private key: `chmod 600` it",
    ),
    (
        "Permission denied (",
        io::ErrorKind::Other,
        "the server takes none of the keys: add the public key to authorized_keys of the account there, or name the \
         right private key, one without a passphrase, in TRUEUP_SSH_IDENTITY_FILE",
    ),
    (
        "Too many authentication failures",
        io::ErrorKind::Other,
        "name the right key in TRUEUP_SSH_IDENTITY_FILE: the agent offers too many",
    ),
    (
        "Could not resolve hostname",
        io::ErrorKind::HostUnreachable,
        "check the name of the server",
    ),
    (
        "Connection refused",
        io::ErrorKind::ConnectionRefused,
        "check that the server runs, and its port",
    ),
    (
        "No route to host",
        io::ErrorKind::HostUnreachable,
        "check network and firewall",
    ),
    (
        "Network is unreachable",
        io::ErrorKind::NetworkUnreachable,
        "check network and firewall",
    ),
    (
        "onnection timed out",
        io::ErrorKind::TimedOut,
        "check that the server runs and can be reached from here",
    ),
    (
        "not responding",
        io::ErrorKind::TimedOut,
        "the connection was lost",
    ),
    (
        "subsystem request failed",
        io::ErrorKind::Unsupported,
        "the server offers no SFTP: its sshd_config needs the line `Subsystem sftp internal-sftp`",
    ),
    (
        "Bad configuration option",
        io::ErrorKind::Other,
        "correct the configuration of `ssh`, or update `ssh`",
    ),
    (
        "closed by remote host",
        io::ErrorKind::ConnectionAborted,
        "the connection was lost",
    ),
];

/// What `ssh` said, as an error; nothing if it said nothing.
pub(super) fn trouble(words: &str) -> Option<io::Error> {
    let lines: Vec<String> = words
        .lines()
        .map(|line| line.chars().filter(|c| !c.is_control()).collect::<String>())
        .map(|line| line.trim().trim_end_matches('.').to_owned())
        // A frame around a warning.
        .filter(|line| !line.trim_matches('@').is_empty())
        .collect();
    let (last, _) = lines.split_last().map(|(last, rest)| (last, rest.len()))?;
    let found = KNOWN.iter().find(|(said, ..)| words.contains(said));
    let said = match found {
        // The line that tells it; the warning about a changed key has a dozen.
        Some((said, ..)) => lines.iter().find(|line| line.contains(said)).unwrap_or(last),
        None => last,
    };
    let said = said.trim_matches('@').trim();
    let said: String = said.chars().take(300).collect();
    Some(match found {
        Some((_, kind, todo)) => io::Error::new(*kind, format!("`ssh` says: {said}: {todo}")),
        None => io::Error::new(io::ErrorKind::ConnectionAborted, format!("`ssh` says: {said}")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ssh_says_comes_with_what_to_do() {
        for (words, said, todo) in [
            (
                "No ED25519 host key is known for [h]:2222 and you have requested strict checking.\r\nHost key \
                 verification failed.\r\n",
                "`ssh` says: Host key verification failed: ",
                "ssh-keyscan",
            ),
            (
                "@@@@@@@@@@@@@@\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n@@@@@@@@@@@@@@\nIT IS \
                 POSSIBLE\nHost key verification failed.\n",
                "`ssh` says: WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!: ",
                "ssh-keygen -R",
            ),
            (
                "u@h: Permission denied (publickey).\r\n",
                "`ssh` says: u@h: Permission denied (publickey): ",
                "TRUEUP_SSH_IDENTITY_FILE",
            ),
            (
                "ssh: connect to host h port 22: Connection refused\r\n",
                "`ssh` says: ssh: connect to host h port 22: Connection refused: ",
                "its port",
            ),
            ("a\n\x1b[2Jodd\n", "`ssh` says: [2Jodd", ""),
        ] {
            let error = trouble(words).unwrap().to_string();
            assert!(error.starts_with(said) && error.contains(todo), "{error}");
        }
        assert!(trouble("\r\n").is_none());
    }
}
