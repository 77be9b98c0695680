//! Walks a project's folder for YAML files.

use std::fs;
use std::path::Path;

use crate::base::diagnostic::{Diagnostic, Diagnostics};
use crate::base::text::tick;
use crate::project::codes;

/// Deeper than any project; stops at folders that contain themselves through a mount.
const MAX_DEPTH: usize = 32;
/// More files than any project has; stops at a home folder that became a project by mistake.
const MAX_FILES: usize = 100_000;

/// The paths of all YAML files below the root, with `/`, sorted. Hidden files and folders are not looked at, and links
/// to folders are not followed.
pub(super) fn yaml_files(root: &Path, diagnostics: &mut Diagnostics) -> Vec<String> {
    let mut found = Vec::new();
    walk(root, "", 0, &mut found, diagnostics);
    found.sort();
    found
}

fn walk(folder: &Path, prefix: &str, depth: usize, found: &mut Vec<String>, diagnostics: &mut Diagnostics) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            let message = format!(
                "cannot look into {}: {error}",
                tick(if prefix.is_empty() { "." } else { prefix })
            );
            diagnostics.push(Diagnostic::new(&codes::FOLDER_UNREADABLE, message));
            return;
        }
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            let message = format!(
                "{} has a name that is not UTF-8 and is not read",
                tick(&name.to_string_lossy())
            );
            diagnostics.push(Diagnostic::new(&codes::FOLDER_UNREADABLE, message));
            continue;
        };
        if name.starts_with('.') {
            continue;
        }
        let path = format!("{prefix}{name}");
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            if depth < MAX_DEPTH {
                walk(&entry.path(), &format!("{path}/"), depth + 1, found, diagnostics);
            } else {
                let message = format!("{} is nested too deep and is not looked at", tick(&path));
                diagnostics.push(Diagnostic::new(&codes::FOLDER_UNREADABLE, message));
            }
        } else if has_extension(name, "yaml") {
            if found.len() == MAX_FILES {
                let message = format!(
                    "more than {MAX_FILES} YAML files; {} and others are not read",
                    tick(&path)
                );
                diagnostics.push(Diagnostic::new(&codes::FOLDER_UNREADABLE, message));
                return;
            }
            found.push(path);
        } else if has_extension(name, "yml") {
            diagnostics.push(
                Diagnostic::new(&codes::WRONG_EXTENSION, format!("{} is not read", tick(&path)))
                    .help("rename it to end in `.yaml`"),
            );
        }
    }
}

fn has_extension(name: &str, extension: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|found| found.eq_ignore_ascii_case(extension))
}
