//! From a folder to a project: which files belong to it, what they hold, and everything that is wrong with each of them.

mod discover;
mod part;
mod places;
mod select;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::base::diagnostic::{Diagnostic, Diagnostics};
use crate::base::parallel;
use crate::base::source::{FileId, SourceMap, Span};
use crate::base::text::tick;
use crate::base::tree::Tree;

use super::codes;
use super::config::{ProjectFile, Target};

pub use part::Part;

/// The name of the project file.
pub const PROJECT_FILE: &str = "trueup.yaml";

/// A project: its folder and what its project file says. The desired state is in [`Part`]s of their own, for many
/// verbs need none.
#[derive(Debug)]
pub struct Project {
    /// The folder.
    pub root: PathBuf,
    /// The project file.
    pub file: ProjectFile,
    /// The time zone of every date.
    pub zone: TimeZone,
    tree: Tree,
}

/// What became of an attempt to load a project. Diagnostics are sorted.
#[derive(Debug)]
pub struct Loaded {
    /// The project, unless the project file cannot be used.
    pub project: Option<Project>,
    /// The files of desired state, in the order of their paths; empty when only the project file was asked for.
    pub parts: Vec<Part>,
    /// The texts that diagnostics and origins point at.
    pub sources: SourceMap,
    /// Everything that is wrong with single files.
    pub diagnostics: Diagnostics,
}

impl Project {
    /// The nearest folder, from `start` upwards, that holds a project file.
    #[must_use]
    pub fn find(start: &Path) -> Option<PathBuf> {
        start
            .ancestors()
            .find(|folder| folder.join(PROJECT_FILE).is_file())
            .map(Path::to_path_buf)
    }

    /// Reads the project file alone.
    #[must_use]
    pub fn open(root: &Path) -> Loaded {
        let (mut sources, mut diagnostics) = (SourceMap::new(), Diagnostics::new());
        let head = Head::of(root, &mut sources, &mut diagnostics).unwrap_or_default();
        assemble(root.to_path_buf(), head, Vec::new(), sources, diagnostics)
    }

    /// Loads the project in a folder with all files of desired state.
    #[must_use]
    pub fn load(root: &Path) -> Loaded {
        let (mut sources, mut diagnostics) = (SourceMap::new(), Diagnostics::new());
        let Some(head) = Head::of(root, &mut sources, &mut diagnostics) else {
            return assemble(root.to_path_buf(), None, Vec::new(), sources, diagnostics);
        };
        let found = discover::yaml_files(root, &mut diagnostics);
        let mut files = Vec::new();
        for path in select::desired_files(&found, head.as_ref(), &mut diagnostics) {
            let file = sources.read(&root.join(&path), &path, &mut diagnostics);
            files.push((path, file));
        }
        assemble(root.to_path_buf(), head, files, sources, diagnostics)
    }

    /// Loads a project from texts that are already there, such as those of a revision: paths below the project, with
    /// `/`, and what the files hold.
    #[must_use]
    pub fn from_texts(texts: impl IntoIterator<Item = (String, Arc<str>)>) -> Loaded {
        let (mut sources, mut diagnostics) = (SourceMap::new(), Diagnostics::new());
        let texts: BTreeMap<String, Arc<str>> = texts.into_iter().collect();
        let Some(text) = texts.get(PROJECT_FILE) else {
            diagnostics.push(no_project(Path::new(".")));
            return assemble(PathBuf::new(), None, Vec::new(), sources, diagnostics);
        };
        let main = sources.add(PROJECT_FILE, text.clone());
        let head = Head::read(main, &sources, &mut diagnostics);
        let found: Vec<String> = texts
            .keys()
            .filter(|path| path.ends_with(".yaml"))
            .cloned()
            .collect();
        let mut files = Vec::new();
        for path in select::desired_files(&found, head.as_ref(), &mut diagnostics) {
            let file = texts.get(&path).map(|text| sources.add(&path, text.clone()));
            files.push((path, file));
        }
        assemble(PathBuf::new(), head, files, sources, diagnostics)
    }

    /// The day at an instant, in the time zone of the project.
    #[must_use]
    pub fn day_at(&self, instant: Timestamp) -> Date {
        instant.to_zoned(self.zone.clone()).date()
    }

    /// Where something stands in the project file, by JSON pointer: the key, or the value where it is in a list.
    /// The beginning of the file when it is not there.
    #[must_use]
    pub fn place(&self, pointer: &str) -> Span {
        let found = self.tree.pointer(self.tree.root(), pointer);
        found.map_or_else(
            || Span::new(self.tree.file(), 0, 0),
            |(key, value)| self.tree.span(key.unwrap_or(value)),
        )
    }

    /// Where a value stands in the project file, by JSON pointer.
    #[must_use]
    pub fn place_of_value(&self, pointer: &str) -> Span {
        let found = self.tree.pointer(self.tree.root(), pointer);
        found.map_or_else(
            || Span::new(self.tree.file(), 0, 0),
            |(_, value)| self.tree.span(value),
        )
    }
}

/// The files of a target, in the order of their paths.
pub(super) fn parts_of<'p>(parts: &'p [Part], target: &'p Target) -> impl Iterator<Item = &'p Part> {
    parts.iter().filter(|part| {
        target
            .files
            .as_ref()
            .is_none_or(|files| select::covers(files, &part.path))
    })
}

/// The project file, checked for itself.
struct Head {
    tree: Tree,
    /// What it says, when it could be read.
    file: Option<ProjectFile>,
    zone: TimeZone,
}

impl Head {
    /// Nothing when there is no project file; nothing in it when the file cannot be read.
    fn of(root: &Path, sources: &mut SourceMap, diagnostics: &mut Diagnostics) -> Option<Option<Self>> {
        let path = root.join(PROJECT_FILE);
        if !path.is_file() {
            diagnostics.push(no_project(root));
            return None;
        }
        let main = sources.read(&path, PROJECT_FILE, diagnostics);
        Some(main.and_then(|main| Self::read(main, sources, diagnostics)))
    }

    fn read(main: FileId, sources: &SourceMap, diagnostics: &mut Diagnostics) -> Option<Self> {
        let tree = Tree::parse(sources, main, diagnostics)?;
        let file = part::read_checked::<ProjectFile>(&tree, &super::schema::PROJECT, diagnostics);
        places::check(&tree, diagnostics);
        let zone = zone(&tree, diagnostics);
        Some(Self { tree, file, zone })
    }
}

fn zone(tree: &Tree, diagnostics: &mut Diagnostics) -> TimeZone {
    let value = tree.get(tree.root(), "timezone");
    let Some((value, name)) = value.and_then(|value| Some((value, tree.as_str(value)?))) else {
        return TimeZone::UTC;
    };
    TimeZone::get(name).unwrap_or_else(|_| {
        diagnostics.push(
            Diagnostic::new(
                &codes::UNKNOWN_TIMEZONE,
                format!("{} is not a known time zone", tick(name)),
            )
            .at(tree.span(value))
            .help("write the name of the IANA database, like Asia/Shanghai or Europe/Berlin"),
        );
        TimeZone::UTC
    })
}

fn assemble(
    root: PathBuf,
    head: Option<Head>,
    files: Vec<(String, Option<FileId>)>,
    sources: SourceMap,
    mut diagnostics: Diagnostics,
) -> Loaded {
    let parts = read_parts(files, &sources, &mut diagnostics);
    diagnostics.sort(&sources);
    // Without a usable project file there is no project, but what is wrong with the other files was said all the same.
    let project = head.and_then(|head| {
        Some(Project {
            root,
            file: head.file?,
            zone: head.zone,
            tree: head.tree,
        })
    });
    Loaded {
        project,
        parts,
        sources,
        diagnostics,
    }
}

/// Reads the files beside each other, the largest first; the parts come in the order of the paths.
fn read_parts(
    mut files: Vec<(String, Option<FileId>)>,
    sources: &SourceMap,
    diagnostics: &mut Diagnostics,
) -> Vec<Part> {
    let size = |file: Option<FileId>| file.map_or(0, |file| sources.get(file).text().len());
    files.sort_by_key(|(_, file)| std::cmp::Reverse(size(*file)));
    let read = parallel::map(&files, |(path, file)| {
        let mut diagnostics = Diagnostics::new();
        let part = match file {
            Some(file) => Part::read(path.clone(), *file, sources, &mut diagnostics),
            None => Part::unreadable(path.clone()),
        };
        (part, diagnostics)
    });
    let (mut parts, bags): (Vec<Part>, Vec<Diagnostics>) = read.into_iter().unzip();
    parts.sort_by(|a, b| a.path.cmp(&b.path));
    bags.into_iter().for_each(|bag| diagnostics.append(bag));
    parts
}

fn no_project(root: &Path) -> Diagnostic {
    let place = root.display().to_string();
    Diagnostic::new(
        &codes::NO_PROJECT,
        format!("no {} in {}", tick(PROJECT_FILE), tick(&place)),
    )
    .help("run `trueup init` here, or name the project's folder with `--project`")
}
