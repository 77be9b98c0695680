//! Which of the YAML files of a project hold desired state, and for which target.

use std::collections::BTreeSet;

use crate::base::diagnostic::{Diagnostic, Diagnostics};
use crate::base::source::Span;
use crate::base::text::tick;
use crate::project::codes;
use crate::project::pattern;

use super::{Head, PROJECT_FILE};

/// Folders at the top of a project that trueup itself writes.
const OWN_FOLDERS: [&str; 2] = ["locks/", "receipts/"];

/// Picks the files of desired state: not the project file, not what trueup writes, not policies, adapters or other
/// projects further down, and only what some target selects.
pub(super) fn desired_files(
    found: &[String],
    head: Option<&Head>,
    diagnostics: &mut Diagnostics,
) -> Vec<String> {
    let foreign: Vec<&str> = found
        .iter()
        .filter_map(|path| {
            let (folder, name) = path.rsplit_once('/')?;
            (name == PROJECT_FILE || name == "adapter.yaml").then_some(folder)
        })
        .collect();
    // From the tree, so that they count even when something else in the project file is wrong.
    let policies: Vec<String> = head
        .iter()
        .flat_map(|head| {
            let list = head.tree.get(head.tree.root(), "policies");
            let items = list.map_or(&[][..], |list| head.tree.items(list));
            items.iter().filter_map(|item| head.tree.as_str(*item))
        })
        .filter(|policy| !policy.starts_with("builtin:"))
        .map(str::to_owned)
        .collect();
    let is_desired = |path: &str| {
        path != PROJECT_FILE
            && !path.split('/').any(|step| step.starts_with('.'))
            && !OWN_FOLDERS.iter().any(|folder| path.starts_with(folder))
            && !foreign.iter().any(|folder| is_below(folder, path))
            && !covers(&policies, path)
    };
    let mut files: BTreeSet<String> = found.iter().filter(|path| is_desired(path)).cloned().collect();
    if let Some(head) = head
        && let Some(file) = &head.file
    {
        for (name, target) in &file.targets {
            for (at, entry) in target.files.iter().flatten().enumerate() {
                if !files.iter().any(|path| covers(std::slice::from_ref(entry), path)) {
                    let name = name.replace('~', "~0").replace('/', "~1");
                    let value = head
                        .tree
                        .pointer(head.tree.root(), &format!("/targets/{name}/files/{at}"));
                    diagnostics.push(no_such_files(
                        entry,
                        value.map(|(_, value)| head.tree.span(value)),
                    ));
                }
            }
        }
        if file.targets.values().all(|target| target.files.is_some()) {
            files.retain(|path| {
                let mut selections = file.targets.values().filter_map(|target| target.files.as_deref());
                selections.any(|entries| covers(entries, path))
            });
        }
    }
    files.into_iter().collect()
}

fn no_such_files(entry: &str, span: Option<Span>) -> Diagnostic {
    let diagnostic = Diagnostic::new(
        &codes::SELECTS_NOTHING,
        format!("{} selects no file", tick(entry)),
    )
    .help("write a folder, a file or a pattern, as seen from the project file");
    match span {
        Some(span) => diagnostic.at(span),
        None => diagnostic,
    }
}

/// Whether a path is one of these files, below one of these folders, or fits one of these patterns.
pub(super) fn covers(entries: &[String], path: &str) -> bool {
    entries.iter().any(|entry| {
        let entry = entry.strip_prefix("./").unwrap_or(entry);
        entry == "."
            || entry.is_empty()
            || is_below(entry.trim_end_matches('/'), path)
            || pattern::matches(entry, path)
    })
}

fn is_below(folder: &str, path: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_files_and_patterns() {
        let covered = |entry: &str, path: &str| covers(&[entry.to_owned()], path);
        assert!(covered("common/", "common/a.yaml") && covered("./common", "common/b/c.yaml"));
        assert!(!covered("common/", "commons/a.yaml"));
        assert!(covered("people.yaml", "people.yaml") && covered(".", "x.yaml"));
        assert!(covered("env/*/prod.yaml", "env/east/prod.yaml"));
    }
}
