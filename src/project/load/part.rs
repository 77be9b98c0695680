//! One file of desired state: parsed, held against the schema, and read section by section.

use serde::de::DeserializeOwned;

use crate::base::diagnostic::{Diagnostic, Diagnostics};
use crate::base::schema::Schema;
use crate::base::source::{FileId, SourceMap, Span};
use crate::base::tree::read::read_partly;
use crate::base::tree::{Id, Tree};
use crate::project::codes;
use crate::project::desired::{Grant, Sections};
use crate::project::schema::DESIRED;

/// One file of desired state.
#[derive(Debug)]
pub struct Part {
    /// Its path below the project, with `/`.
    pub path: String,
    /// Its text, when it could be read.
    pub file: Option<FileId>,
    /// What it says.
    pub sections: Sections,
    /// Entries that stand in it but could not be read: section and key.
    pub(in crate::project) unreadable: Vec<(&'static str, String)>,
    /// Whether it could be read to its end.
    pub(in crate::project) complete: bool,
}

impl Part {
    /// A file of which nothing is known.
    pub(super) fn unreadable(path: String) -> Self {
        Self {
            path,
            file: None,
            sections: Sections::default(),
            unreadable: Vec::new(),
            complete: false,
        }
    }

    /// Reads a file and says everything that is wrong with it by itself.
    pub(super) fn read(
        path: String,
        file: FileId,
        sources: &SourceMap,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let Some(tree) = Tree::parse(sources, file, diagnostics) else {
            return Self {
                file: Some(file),
                ..Self::unreadable(path)
            };
        };
        if let Some(second) = tree.roots().get(1) {
            diagnostics.push(
                Diagnostic::new(&codes::SEVERAL_DOCUMENTS, "a second document in one file")
                    .at(tree.span(*second))
                    .help("remove the line `---`, or move what follows into a file of its own"),
            );
        }
        let mut part = Self {
            path,
            file: Some(file),
            sections: Sections::default(),
            unreadable: Vec::new(),
            complete: tree.is_map(tree.root()) || tree.is_empty(),
        };
        if tree.is_empty() {
            return part;
        }
        let mut later = Diagnostics::new();
        let mut wrong = Diagnostics::new();
        let clean = DESIRED.check(&tree, tree.root(), &mut wrong);
        part.sections = sections(&tree, &places(&wrong), &mut later);
        if !clean || later.has_errors() {
            part.note_unreadable(&tree);
        }
        merge(wrong, later, diagnostics);
        part
    }

    /// Remembers which entries did not make it, so that nobody calls them unknown.
    fn note_unreadable(&mut self, tree: &Tree) {
        let root = tree.root();
        let mut note = |section: &'static str, read: &dyn Fn(&str) -> bool| {
            let Some(map) = tree.get(root, section) else {
                return;
            };
            for (key, _) in tree.entries(map) {
                if !read(tree.key(key)) {
                    self.unreadable.push((section, tree.key(key).to_owned()));
                }
            }
        };
        let read = &self.sections;
        let known = |keys: Vec<&str>| {
            keys.into_iter()
                .map(str::to_owned)
                .collect::<std::collections::HashSet<_>>()
        };
        let users = known(read.users.iter().map(|(key, _)| key.value.as_str()).collect());
        let positions = known(read.positions.iter().map(|(key, _)| key.value.as_str()).collect());
        let roles = known(read.roles.iter().map(|(key, _)| key.value.as_str()).collect());
        note("users", &|key| users.contains(key));
        note("positions", &|key| positions.contains(key));
        note("roles", &|key| roles.contains(key));
    }
}

/// Reads section by section, so that one wrong value costs its own entry only.
fn sections(tree: &Tree, refused: &[Span], diagnostics: &mut Diagnostics) -> Sections {
    fn section<T: DeserializeOwned + Default>(
        tree: &Tree,
        name: &str,
        refused: &[Span],
        diagnostics: &mut Diagnostics,
    ) -> T {
        tree.get(tree.root(), name)
            .and_then(|id| read_partly(tree, id, refused, diagnostics))
            .unwrap_or_default()
    }
    let grants = tree
        .get(tree.root(), "grants")
        .map_or(&[][..], |list| tree.items(list));
    Sections {
        users: section(tree, "users", refused, diagnostics),
        positions: section(tree, "positions", refused, diagnostics),
        roles: section(tree, "roles", refused, diagnostics),
        grants: grants
            .iter()
            .filter_map(|&item: &Id| read_partly::<Grant>(tree, item, refused, diagnostics))
            .collect(),
        settings: section(tree, "settings", refused, diagnostics),
        sequences: section(tree, "sequences", refused, diagnostics),
        backups: section(tree, "backups", refused, diagnostics),
        item_codes: section(tree, "item_codes", refused, diagnostics),
    }
}

/// Holds a whole file against a schema and reads it; both say what is wrong, each mistake once.
pub(super) fn read_checked<T: DeserializeOwned>(
    tree: &Tree,
    schema: &Schema,
    diagnostics: &mut Diagnostics,
) -> Option<T> {
    let (mut wrong, mut later) = (Diagnostics::new(), Diagnostics::new());
    schema.check(tree, tree.root(), &mut wrong);
    let value = read_partly(tree, tree.root(), &places(&wrong), &mut later);
    merge(wrong, later, diagnostics);
    value
}

/// The places that diagnostics point at, sorted.
fn places(wrong: &Diagnostics) -> Vec<Span> {
    let mut places: Vec<Span> = wrong
        .iter()
        .filter_map(|diagnostic| diagnostic.primary.as_ref().map(|label| label.span))
        .collect();
    places.sort_unstable();
    places
}

/// Adds what the schema said, and what reading said about other places.
fn merge(wrong: Diagnostics, later: Diagnostics, diagnostics: &mut Diagnostics) {
    let known = places(&wrong);
    if wrong.is_empty() {
        diagnostics.append(later);
        return;
    }
    diagnostics.append(wrong);
    // Those of which there were too many to keep are the schema's, which counted them.
    for diagnostic in &later {
        let said = diagnostic.primary.as_ref().is_some_and(|label| {
            known
                .iter()
                .any(|span| span.start <= label.span.end && label.span.start <= span.end)
        });
        if !said || known.is_empty() {
            diagnostics.push(diagnostic.clone());
        }
    }
}
