//! What git knows about the project: the commit, and who works here. Without git, or outside a repository, nothing.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::plan::Commit;

/// The commit of the repository that a folder belongs to, and whether the folder holds changes that are not in it,
/// apart from those below `ignored`.
#[must_use]
pub(crate) fn commit(folder: &Path, ignored: &str) -> Option<Commit> {
    let ignored = format!(":(exclude){ignored}");
    let status = git(
        folder,
        &["status", "--porcelain=v2", "--branch", "--", ".", &ignored],
    )?;
    let mut id = None;
    let mut dirty = false;
    for line in status.lines() {
        if let Some(oid) = line.strip_prefix("# branch.oid ") {
            id = Some(oid.to_owned()).filter(|oid| oid != "(initial)");
        } else if !line.starts_with('#') {
            dirty = true;
        }
    }
    Some(Commit { id: id?, dirty })
}

/// The e-mail address that git would write into a commit.
#[must_use]
pub(crate) fn email(folder: &Path) -> Option<String> {
    let email = git(folder, &["config", "user.email"])?;
    Some(email.trim().to_owned()).filter(|email| !email.is_empty())
}

/// The path of a folder below the root of its repository, empty or ending in `/`.
#[must_use]
pub(crate) fn prefix(folder: &Path) -> Option<String> {
    let prefix = git(folder, &["rev-parse", "--show-prefix"])?;
    Some(prefix.trim_end_matches(['\r', '\n']).to_owned())
}

fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then_some(text)
}
