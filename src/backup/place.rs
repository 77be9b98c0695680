//! Where backups are put: what a destination's URL means, and which places lie inside each other.

use std::path::{Component, Path, PathBuf};

/// A place for backups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A folder of this computer, absolute.
    Folder(PathBuf),
    /// A folder of another computer, through SFTP.
    Server {
        /// The account there; the one that the configuration of `ssh` says, or of this computer, when left out.
        user: Option<String>,
        /// Its name or address, or a name that the configuration of `ssh` knows.
        host: String,
        /// Its port; the one that the configuration of `ssh` says when left out.
        port: Option<u16>,
        /// The folder, absolute, without `/` at its end unless it is `/`.
        folder: String,
    },
    /// A part of a bucket in an object store.
    Store {
        /// The bucket.
        bucket: String,
        /// What the names of all objects begin with, without `/` at its ends; may be empty.
        prefix: String,
    },
}

impl Place {
    /// Reads `file:///folder`, `sftp://user@host:port/folder` or `s3://bucket/prefix`. Nothing in it is decoded: a name is what is written.
    ///
    /// # Errors
    /// What is wrong with it, for people.
    pub fn parse(url: &str) -> Result<Self, String> {
        if let Some(c) = url
            .chars()
            .find(|c| c.is_control() || matches!(c, '?' | '#' | '%' | '\\'))
        {
            return Err(format!(
                "a place cannot hold {}",
                crate::base::text::tick(&c.to_string())
            ));
        }
        if let Some(path) = url.strip_prefix("file://") {
            return folder(path).map(Self::Folder);
        }
        if let Some(rest) = url.strip_prefix("sftp://") {
            return server(rest);
        }
        let Some(rest) = url.strip_prefix("s3://") else {
            return Err("it begins with neither file:///, sftp:// nor s3://".to_owned());
        };
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.contains(['@', ':']) {
            return Err("it names an account: that comes from the environment".to_owned());
        }
        let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-');
        let ends = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if !(3..=63).contains(&bucket.len())
            || !bucket.chars().all(good)
            || !ends(bucket.chars().next())
            || !ends(bucket.chars().next_back())
        {
            return Err(
                "the bucket's name is not 3 to 63 small letters, digits, dots and hyphens".to_owned(),
            );
        }
        let prefix = prefix.trim_end_matches('/');
        if prefix.split('/').any(|part| matches!(part, "." | ".."))
            || prefix.contains("//")
            || prefix.starts_with('/')
        {
            return Err("the prefix has an empty part, `.` or `..`".to_owned());
        }
        Ok(Self::Store {
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
        })
    }

    /// Whether another place is this one or lies inside it.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Folder(outer), Self::Folder(inner)) => inner.starts_with(outer),
            (
                Self::Store { bucket, prefix },
                Self::Store {
                    bucket: other,
                    prefix: inner,
                },
            ) => {
                let below = inner.strip_prefix(prefix.as_str());
                let parted = |rest: &str| rest.is_empty() || rest.starts_with('/') || prefix.is_empty();
                bucket == other && below.is_some_and(parted)
            }
            // Another account may see another folder under the same name.
            (
                Self::Server {
                    user,
                    host,
                    port,
                    folder,
                },
                Self::Server {
                    user: other,
                    host: there,
                    port: door,
                    folder: inner,
                },
            ) => {
                let same = (user, port.unwrap_or(SSH)) == (other, door.unwrap_or(SSH));
                same && host.eq_ignore_ascii_case(there) && Path::new(inner).starts_with(folder)
            }
            _ => false,
        }
    }
}

/// The port of SSH.
const SSH: u16 = 22;

/// Reads `user@host:port/folder`, of which user and port may be left out. What `ssh` is given can be taken for nothing
/// else than it is.
fn server(rest: &str) -> Result<Place, String> {
    let Some(slash) = rest.find('/') else {
        return Err("the folder is missing: write the whole path, beginning with `/`".to_owned());
    };
    let (server, path) = rest.split_at(slash);
    let (user, server) = match server.rsplit_once('@') {
        Some((user, server)) => (Some(user), server),
        None => (None, server),
    };
    if user.is_some_and(|user| user.contains(':')) {
        return Err("it names a password: `ssh` uses keys".to_owned());
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let named =
        |name: &str, more: &str| !name.starts_with('-') && name.chars().all(|c| plain(c) || more.contains(c));
    if user.is_some_and(|user| user.is_empty() || !named(user, "+$")) {
        return Err("the account is not letters, digits, dots, hyphens and underscores".to_owned());
    }
    let (host, port) = match server.strip_prefix('[') {
        Some(address) => {
            let (address, port) = address
                .split_once(']')
                .ok_or("the address does not end with `]`")?;
            if address.parse::<std::net::Ipv6Addr>().is_err() {
                return Err("what stands in `[]` is not an address of IPv6".to_owned());
            }
            (address, port)
        }
        None => {
            let (host, port) = server.split_at(server.find(':').unwrap_or(server.len()));
            if host.is_empty() {
                return Err("the server is missing".to_owned());
            }
            if !named(host, "") {
                return Err(
                    "the server's name is not letters, digits, dots, hyphens and underscores".to_owned(),
                );
            }
            (host, port)
        }
    };
    let port = match port.strip_prefix(':') {
        None if port.is_empty() => None,
        digits => {
            let digits = digits.filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
            let number = digits.and_then(|digits| digits.parse().ok());
            Some(
                number
                    .filter(|&number| number > 0)
                    .ok_or("the port is not a number from 1 to 65535")?,
            )
        }
    };
    let parts: Vec<&str> = path
        .split('/')
        .filter(|part| !matches!(*part, "" | "."))
        .collect();
    if parts.contains(&"..") {
        return Err("the path has a step back (`..`)".to_owned());
    }
    if parts.first().is_some_and(|first| first.starts_with('~')) {
        return Err("`~` is the home of nobody here: write the whole path".to_owned());
    }
    Ok(Place::Server {
        user: user.map(str::to_owned),
        host: host.to_owned(),
        port,
        folder: format!("/{}", parts.join("/")),
    })
}

/// An absolute path without steps back.
///
/// # Errors
/// What is wrong with it, for people.
pub fn folder(path: &str) -> Result<PathBuf, String> {
    let path = Path::new(path);
    if !path.has_root() {
        return Err("the path is not absolute".to_owned());
    }
    if path.components().any(|part| part == Component::ParentDir) {
        return Err("the path has a step back (`..`)".to_owned());
    }
    // Without `//`, `/./` and a slash at the end.
    Ok(path.components().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_written() {
        assert_eq!(
            Place::parse("file:///backup//erp/").unwrap(),
            Place::Folder("/backup/erp".into())
        );
        assert_eq!(
            Place::parse("s3://erp-backup/prod/").unwrap(),
            Place::Store {
                bucket: "erp-backup".to_owned(),
                prefix: "prod".to_owned()
            }
        );
        assert_eq!(
            Place::parse("sftp://backup@nas.acme.example:2222/volume1//erp/").unwrap(),
            Place::Server {
                user: Some("backup".to_owned()),
                host: "nas.acme.example".to_owned(),
                port: Some(2222),
                folder: "/volume1/erp".to_owned()
            }
        );
        assert_eq!(
            Place::parse("sftp://[fe80::1]/").unwrap(),
            Place::Server {
                user: None,
                host: "fe80::1".to_owned(),
                port: None,
                folder: "/".to_owned()
            }
        );
        for url in [
            "sftp://",
            "sftp:///backup",
            "sftp://nas",
            "sftp://nas:/erp",
            "sftp://nas:ssh/erp",
            "sftp://nas:0/erp",
            "sftp://nas:65536/erp",
            "sftp://nas:+22/erp",
            "sftp://-oProxyCommand=touch/erp",
            "sftp://-l@nas/erp",
            "sftp://@nas/erp",
            "sftp://u:${PW}@nas/erp",
            "sftp://a b@nas/erp",
            "sftp://nas/../erp",
            "sftp://nas/~/erp",
            "sftp://[nas]/erp",
            "sftp://[::1/erp",
            "sftp://[::1]22/erp",
            "/backup",
            "file://backup",
            "file:///a/../b",
            "ftp://x/y",
            "s3://",
            "s3://Erp",
            "s3://-erp",
            "s3://key:secret@bucket/x",
            "s3://bucket//x",
            "s3://bucket/../x",
            "s3://bucket/x?acl",
            "file:///a%20b",
        ] {
            assert!(Place::parse(url).is_err(), "{url}");
        }
    }

    #[test]
    fn places_inside_each_other() {
        let contains = |a: &str, b: &str| Place::parse(a).unwrap().contains(&Place::parse(b).unwrap());
        for (a, b) in [
            ("file:///a", "file:///a"),
            ("file:///a", "file:///a/b"),
            ("s3://bucket", "s3://bucket/x"),
            ("s3://bucket/x", "s3://bucket/x/y"),
            ("sftp://nas/a", "sftp://NAS:22/a/b"),
            ("sftp://u@nas/", "sftp://u@nas/a"),
        ] {
            assert!(contains(a, b), "{a} {b}");
        }
        for (a, b) in [
            ("file:///a", "file:///ab"),
            ("file:///a/b", "file:///a"),
            ("s3://bucket/x", "s3://bucket/xy"),
            ("s3://bucket/x", "s3://bucket"),
            ("s3://bucket", "s3://other"),
            ("file:///bucket", "s3://bucket"),
            ("file:///a", "sftp://nas/a"),
            ("sftp://nas/a", "sftp://nas/ab"),
            ("sftp://nas/a", "sftp://nas:2222/a"),
            ("sftp://nas/a", "sftp://u@nas/a"),
        ] {
            assert!(!contains(a, b), "{a} {b}");
        }
    }
}
