//! `trueup validate`: everything that is wrong with the files, in one run, without a database.

use std::collections::{BTreeMap, HashSet};

use clap::ValueEnum;

use crate::adapter;
use crate::base::diagnostic::Diagnostics;
use crate::base::edit::{self, Edit};
use crate::base::source::{FileId, SourceMap};
use crate::base::text::{plural, tick};
use crate::base::tree::Tree;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::git;
use crate::cli::output::write_file;
use crate::cli::session::Session;
use crate::model::Interner;
use crate::project::load::Part;
use crate::project::lock;
use crate::project::{Loaded, LowerContext, Project, Vocabulary, lower};
use crate::report::diagnostics;

/// Arguments of `trueup validate`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Carry out the fixes that are safe, and quote what other YAML readers would take for something else
    #[arg(long)]
    fix: bool,
    /// How the diagnostics are written
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
}

/// How diagnostics are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// For people, with the lines marked
    #[default]
    Text,
    /// For programs
    Json,
    /// As annotations of a pull request on GitHub
    Github,
}

/// How often fixes are carried out: one may make room for another.
const ROUNDS: usize = 4;

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let mut found = look(session)?;
        if self.fix {
            for _ in 0..ROUNDS {
                if fix(session, &found)? == 0 {
                    break;
                }
                found = look(session)?;
            }
        }
        self.say(session, &found)?;
        if found.diagnostics.has_errors() {
            return Ok(Exit::Error);
        }
        Ok(Exit::Done)
    }

    fn say(&self, session: &Session, found: &Loaded) -> Result<(), Failure> {
        let (sources, bag) = (&found.sources, &found.diagnostics);
        let overflow = bag.overflow();
        let all = bag.iter().chain(&overflow);
        match self.format {
            Format::Text => session.out.diagnostics(sources, bag, true),
            Format::Json => {
                session.out.json(&diagnostics::json(sources, all), None)?;
            }
            Format::Github => {
                let folder = git::prefix(&session.root()?).unwrap_or_default();
                let text = diagnostics::github(sources, all, &folder);
                session.out.result(&text, None)?;
            }
        }
        let files = found.project.as_ref().map_or(0, |_| found.parts.len() + 1);
        let summary = diagnostics::summary(bag.counts());
        session
            .out
            .remark(&format!("{}: {summary}", plural(files, "file")));
        Ok(())
    }
}

/// Everything that is wrong with the files, for the target asked for or for all of them.
fn look(session: &Session) -> Result<Loaded, Failure> {
    let mut loaded = Project::load(&session.root()?);
    let Some(project) = &loaded.project else {
        return Ok(loaded);
    };
    let targets: Vec<String> = match &session.global.target {
        Some(_) => vec![session.target(project)?],
        None => project.file.targets.keys().cloned().collect(),
    };
    let mut said: HashSet<String> = HashSet::new();
    for target in &targets {
        let found = check(session, project, &loaded.parts, target, &mut loaded.sources);
        for diagnostic in &found {
            // Targets share files: what is wrong in both is said once.
            let place = diagnostic.primary.as_ref().map(|label| label.span);
            if said.insert(format!("{place:?}{}{}", diagnostic.code.id, diagnostic.message)) {
                loaded.diagnostics.push(diagnostic.clone());
            }
        }
        loaded.diagnostics.extend(found.overflow());
    }
    loaded.diagnostics.sort(&loaded.sources);
    Ok(loaded)
}

fn check(
    session: &Session,
    project: &Project,
    parts: &[Part],
    target: &str,
    sources: &mut SourceMap,
) -> Diagnostics {
    let mut found = Diagnostics::new();
    let adapter = project.file.targets.get(target).map(|t| t.adapter.clone());
    let place = project.place_of_value(&format!("/targets/{}/adapter", pointer(target)));
    let folder =
        adapter.and_then(|name| adapter::find(&name, &project.root, Some(place), sources, &mut found));
    let mut symbols = Interner::new();
    let mut locked = Interner::new();
    let lock = lock::load(project, target, &mut locked, sources, &mut found);
    let overlays = lock.as_ref().map(|lock| lock.header.overlays.as_slice());
    let semantics = folder.map(|folder| folder.semantics(overlays));
    let vocabulary: Option<Vocabulary> = lock.map(|lock| lock.vocabulary(&locked));
    let context = LowerContext {
        semantics: semantics.as_ref(),
        vocabulary: vocabulary.as_ref(),
        today: project.day_at(session.now),
    };
    let (_, diagnostics) = lower(project, parts, target, &context, &mut symbols);
    found.append(diagnostics);
    found
}

/// A name as a part of a JSON pointer.
fn pointer(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Carries out what is safe to carry out, and says how many places that were.
fn fix(session: &Session, found: &Loaded) -> Result<usize, Failure> {
    let Some(project) = &found.project else {
        return Ok(0);
    };
    let mut edits: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
    let safe = found.diagnostics.iter().flat_map(|diagnostic| &diagnostic.fix);
    for edit in safe {
        edits.entry(edit.span.file).or_default().push(edit.clone());
    }
    for file in found.parts.iter().filter_map(|part| part.file) {
        if let Some(tree) = Tree::parse(&found.sources, file, &mut Diagnostics::new()) {
            edits.entry(file).or_default().extend(edit::risky_scalars(&tree));
        }
    }
    let mut places = 0;
    for (file, mut edits) in edits {
        let source = found.sources.get(file);
        places += separate(&mut edits);
        let Ok(text) = edit::apply(source.text(), &edits) else {
            continue;
        };
        if text != **source.text() {
            write_file(&project.root.join(source.name()), text.as_bytes())?;
            let number = plural(edits.len(), "place");
            session
                .out
                .remark(&format!("fixed {number} in {}", tick(source.name())));
        }
    }
    Ok(places)
}

/// Keeps edits that do not touch each other; the rest waits for the next round. Gives how many are kept.
fn separate(edits: &mut Vec<Edit>) -> usize {
    edits.sort();
    edits.dedup();
    let mut end = None;
    edits.retain(|edit| {
        let free = end.is_none_or(|end| edit.span.start >= end);
        if free {
            end = Some(edit.span.end.max(edit.span.start + 1));
        }
        free
    });
    edits.len()
}
