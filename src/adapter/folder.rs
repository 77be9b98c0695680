//! An adapter's folder: found, read, checked. Everything that is wrong with it is a diagnostic.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::codes::{DECLARATION, FOLDER, SCRIPT, UNKNOWN};
use super::open::RULES_NEED;
use super::{Manifest, builtin, declared, rules, views};
use crate::base::code::CodeInfo;
use crate::base::diagnostic::{Diagnostic, Diagnostics};
use crate::base::hash::{PartsHash, sha256};
use crate::base::source::{FileId, SourceMap, Span};
use crate::base::text::{did_you_mean, list, tick};
use crate::base::tree::{Tree, read};
use crate::model::Semantics;

/// More files than any adapter has; keeps a wrong path from being read to its end.
const MAX_FILES: usize = 2_000;

/// An adapter as it lies in its folder, before it met a database.
#[derive(Debug, Clone)]
pub struct Folder {
    /// Where it came from: `builtin:<name>`, or the path as the project gives it.
    pub origin: String,
    /// Its declaration, without any overlay.
    pub manifest: Manifest,
    /// Identifies its contents: everything but README.md, on which nothing depends.
    pub digest: String,
    /// adapter.yaml as data, into which overlays put their keys.
    pub(super) declaration: serde_json::Map<String, serde_json::Value>,
    /// Scripts by path.
    pub(super) files: BTreeMap<String, String>,
}

impl Folder {
    /// The paths of its scripts.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Its declaration with these overlays put in, as a lock file remembers them; names that it does not have are
    /// passed over, and without any that fit it is the plain declaration.
    #[must_use]
    pub fn declaration_with(&self, overlays: &[String]) -> Manifest {
        let chosen = self
            .manifest
            .overlays
            .iter()
            .filter(|overlay| overlays.contains(&overlay.name));
        declared::with_overlays(self, chosen).unwrap_or_else(|_| self.manifest.clone())
    }

    /// How the ERP works, as far as it can be known without a database. `overlays` are those that a lock file remembers;
    /// without one any may apply.
    #[must_use]
    pub fn semantics(&self, overlays: Option<&[String]>) -> Semantics {
        let manifest = overlays.map_or_else(|| self.manifest.clone(), |chosen| self.declaration_with(chosen));
        let applies = |overlay: &str| overlays.is_none_or(|chosen| chosen.iter().any(|name| name == overlay));
        let there = |wanted: &str| {
            self.paths().any(|path| {
                let (overlay, script) = split_overlay(path);
                script == wanted && overlay.is_none_or(applies)
            })
        };
        let sets = self.manifest.overlays.iter().filter(|_| overlays.is_none());
        let settings = sets.filter_map(|overlay| overlay.set.get("settings")?.as_object());
        Semantics {
            possible_settings: settings.flat_map(|settings| settings.keys().cloned()).collect(),
            record_rules: RULES_NEED.iter().all(|script| there(script)),
            ..manifest.semantics()
        }
    }
}

/// Finds and loads the adapter that a target names: a built-in one, or a folder below the project.
///
/// What is wrong is said in `diagnostics`, and gives none; `at` is the place where the target names it.
pub fn find(
    name: &str,
    project: &Path,
    at: Option<Span>,
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Option<Folder> {
    let mut say = |message: String, help: Option<String>| {
        let mut diagnostic = Diagnostic::new(&UNKNOWN, message).maybe_help(help);
        if let Some(at) = at {
            diagnostic = diagnostic.at(at);
        }
        diagnostics.push(diagnostic);
    };
    if !name.contains(['/', '\\']) && !name.starts_with('.') {
        let Some(files) = builtin::files(name) else {
            let names = builtin::builtin_names();
            let help = did_you_mean(name, names.iter().copied()).unwrap_or_else(|| {
                format!(
                    "built in are {}; a folder is written with a `/`",
                    list(&names, 20)
                )
            });
            say(format!("there is no adapter {}", tick(name)), Some(help));
            return None;
        };
        let files = files
            .into_iter()
            .map(|(path, bytes)| (path, bytes.to_vec()))
            .collect();
        return load(&format!("builtin:{name}"), files, sources, diagnostics);
    }
    match read_folder(&project.join(name)) {
        Ok(files) => load(name.trim_end_matches('/'), files, sources, diagnostics),
        Err((path, error)) => {
            say(
                format!("cannot read {}: {error}", tick(&path.display().to_string())),
                None,
            );
            None
        }
    }
}

type Files = Vec<(String, Vec<u8>)>;

fn read_folder(root: &Path) -> Result<Files, (PathBuf, std::io::Error)> {
    let mut files = Vec::new();
    let mut folders = vec![(root.to_owned(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        let failed = |error| (folder.clone(), error);
        for entry in std::fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let path = format!("{prefix}{name}");
            if entry.path().is_dir() {
                folders.push((entry.path(), format!("{path}/")));
            } else if files.len() < MAX_FILES {
                let bytes = std::fs::read(entry.path()).map_err(|error| (entry.path(), error))?;
                files.push((path, bytes));
            } else {
                let error = std::io::Error::other(format!("more than {MAX_FILES} files; this is no adapter"));
                return Err((root.to_owned(), error));
            }
        }
    }
    Ok(files)
}

/// Loads an adapter from the files of its folder.
fn load(
    origin: &str,
    mut files: Files,
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Option<Folder> {
    files.sort();
    let mut bag = Diagnostics::new();
    let mut scripts = BTreeMap::new();
    let mut ids = BTreeMap::new();
    let mut hash = PartsHash::new("trueup adapter");
    for (path, bytes) in files {
        if path == "README.md" || path.ends_with("/README.md") {
            continue;
        }
        hash.part(path.as_bytes());
        hash.part(sha256(&bytes).as_bytes());
        let shown = format!("{origin}/{path}");
        match String::from_utf8(bytes) {
            Ok(text) => {
                ids.insert(path.clone(), sources.add(&shown, text.as_str()));
                scripts.insert(path, text);
            }
            Err(_) => bag.push(Diagnostic::new(&FOLDER, format!("{} is not UTF-8", tick(&shown)))),
        }
    }
    let manifest = scripts
        .remove("adapter.yaml")
        .and_then(|_| ids.get("adapter.yaml").copied());
    let Some(manifest) = manifest else {
        let message = format!("{} has no adapter.yaml", tick(origin));
        bag.push(
            Diagnostic::new(&FOLDER, message).help("see docs/adapters.md for what goes into the folder"),
        );
        diagnostics.append(bag);
        return None;
    };
    let declared = declare(manifest, sources, &mut bag);
    check_scripts(&scripts, &ids, &mut bag);
    views::check(&scripts, &ids, &mut bag);
    let folder = declared.map(|(tree, manifest, declaration)| {
        let folder = Folder {
            origin: origin.to_owned(),
            manifest,
            digest: hash.finish(),
            declaration,
            files: scripts,
        };
        declared::check(&folder, &tree, &mut bag);
        folder
    });
    let usable = !bag.has_errors();
    diagnostics.append(bag);
    folder.filter(|_| usable)
}

type Declared = (Tree, Manifest, serde_json::Map<String, serde_json::Value>);

fn declare(file: FileId, sources: &SourceMap, bag: &mut Diagnostics) -> Option<Declared> {
    let tree = Tree::parse(sources, file, bag)?;
    let schema = crate::base::schema::Schema::of::<Manifest>();
    if !schema.check(&tree, tree.root(), bag) {
        return None;
    }
    let manifest = read::read::<Manifest>(&tree, tree.root(), bag)?;
    let declaration = read::read(&tree, tree.root(), bag)?;
    Some((tree, manifest, declaration))
}

/// The path without `overlay/<name>/`, and the overlay's name.
pub(super) fn split_overlay(path: &str) -> (Option<&str>, &str) {
    match path
        .strip_prefix("overlay/")
        .and_then(|rest| rest.split_once('/'))
    {
        Some((overlay, rest)) => (Some(overlay), rest),
        None => (None, path),
    }
}

fn check_scripts(scripts: &BTreeMap<String, String>, ids: &BTreeMap<String, FileId>, bag: &mut Diagnostics) {
    for (path, text) in scripts {
        let Some(&file) = ids.get(path) else { continue };
        let (overlay, inner) = split_overlay(path);
        let kind = match rules::kind(inner) {
            Ok(rules::Kind::Manifest) if overlay.is_some() => {
                let help = "overlays replace keys of adapter.yaml with `set`";
                let message = "an overlay has no adapter.yaml";
                bag.push(
                    Diagnostic::new(&FOLDER, message)
                        .at(Span::new(file, 0, 0))
                        .help(help),
                );
                continue;
            }
            Ok(kind) => kind,
            Err(why) => {
                bag.push(misnamed(path, why).at(Span::new(file, 0, 0)));
                continue;
            }
        };
        for (at, what) in rules::breaches(kind, text) {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            bag.push(place(&SCRIPT, what, Span::new(file, at, at + 1)));
        }
    }
}

fn misnamed(path: &str, why: String) -> Diagnostic {
    Diagnostic::new(&FOLDER, format!("{} belongs to nothing: {why}", tick(path)))
}

pub(super) fn place(code: &'static CodeInfo, what: impl Into<String>, at: Span) -> Diagnostic {
    Diagnostic::new(code, what).at(at)
}

pub(super) fn declaration(what: impl Into<String>, at: Span) -> Diagnostic {
    place(&DECLARATION, what, at)
}
