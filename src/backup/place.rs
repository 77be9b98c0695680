//! Where backups are put: what a destination's URL means, and which places lie inside each other.

use std::path::{Component, Path, PathBuf};

/// A place for backups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A folder of this computer, absolute.
    Folder(PathBuf),
    /// A part of a bucket in an object store.
    Store {
        /// The bucket.
        bucket: String,
        /// What the names of all objects begin with, without `/` at its ends; may be empty.
        prefix: String,
    },
}

impl Place {
    /// Reads `file:///folder` or `s3://bucket/prefix`. Nothing in it is decoded: a name is what is written.
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
        let Some(rest) = url.strip_prefix("s3://") else {
            return Err("it begins with neither file:/// nor s3://".to_owned());
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
            _ => false,
        }
    }
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
        for url in [
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
        ] {
            assert!(!contains(a, b), "{a} {b}");
        }
    }
}
