//! Projects in folders: the valid ones say nothing, the invalid ones say what their snapshot holds.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use trueup::base::diagnostic::Diagnostics;
use trueup::base::source::SourceMap;
use trueup::model::{Desired, Fold, Interner, KeyFolding, LoginForm, Rel, Semantics, Sym};
use trueup::project::lock::{self, Lock};
use trueup::project::{LowerContext, Project, lower};
use trueup::report::diagnostics::{Look, text};

/// The day of every test.
const TODAY: Date = date(2026, 11, 21);

fn folder(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/projects")
        .join(kind)
}

fn cases(kind: &str) -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = std::fs::read_dir(folder(kind))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    cases
}

fn semantics() -> Semantics {
    serde_json::from_str(include_str!("../projects/semantics.json")).unwrap()
}

/// Loads and lowers every target; the diagnostics of all of them, sorted, and what the targets lower to.
fn run(root: &Path) -> (SourceMap, Diagnostics, Vec<(String, Desired)>, Interner) {
    let loaded = Project::load(root);
    let (mut diagnostics, mut symbols) = (loaded.diagnostics, Interner::new());
    let mut lowered = Vec::new();
    let mut semantics = semantics();
    if root.ends_with("folding") {
        semantics.keys = KeyFolding {
            user: Fold::Casefold,
            role: Fold::Casefold,
        };
    }
    if root.ends_with("one_name") {
        semantics.own_roles.title_is_key = true;
        semantics.own_roles.bundles = Some("set:".to_owned());
        semantics.accounts.login = LoginForm::Email;
        semantics.action_needs = [("create", "write"), ("delete", "write")]
            .map(|(action, needed)| (action.to_owned(), vec![needed.to_owned()]))
            .into();
        let longest = r#"{"description": "longest", "type": "duration", "enforced": "server"}"#;
        let longest = serde_json::from_str(longest).unwrap();
        semantics.settings.insert("session.longest".to_owned(), longest);
    }
    if root.ends_with("limits") {
        semantics.own_roles.always_active = true;
        let attributes = semantics.attributes.values_mut();
        attributes.for_each(|spec| spec.required = true);
    }
    semantics.record_rules = !root.ends_with("no_record_rules");
    let shared = Lock::parse(include_str!("../projects/erp.lock"), &mut symbols).unwrap();
    let mut sources = loaded.sources;
    if let Some(project) = &loaded.project {
        for target in project.file.targets.keys() {
            // A case with a folder of locks has its own; the others share one.
            let lock = if root.join("locks").exists() {
                lock::load(project, target, &mut symbols, &mut sources, &mut diagnostics)
            } else {
                Some(shared.clone())
            };
            let vocabulary = lock.map(|lock| lock.vocabulary(&symbols));
            let context = LowerContext {
                semantics: Some(&semantics),
                vocabulary: vocabulary.as_ref(),
                today: TODAY,
            };
            let (desired, said) = lower(project, &loaded.parts, target, &context, &mut symbols);
            for diagnostic in said.into_vec() {
                if !diagnostics.iter().any(|other| *other == diagnostic) {
                    diagnostics.push(diagnostic);
                }
            }
            lowered.push((target.clone(), desired));
        }
    }
    diagnostics.sort(&sources);
    (sources, diagnostics, lowered, symbols)
}

const LOOK: Look = Look {
    unicode: true,
    color: false,
    width: 110,
};

/// Rows as text, with the line that asked for each.
fn rows(desired: &Desired, sources: &SourceMap, symbols: &Interner) -> String {
    let cell = |sym: Sym| match sym {
        Sym::NULL => "∅".to_owned(),
        Sym::OPEN => "·".to_owned(),
        sym => symbols.text(sym).to_owned(),
    };
    let at = |origin: u32| {
        let origin = &desired.origins[origin as usize];
        let via = origin
            .via
            .as_ref()
            .map(|via| format!(" ({via})"))
            .unwrap_or_default();
        format!("{}{via}", sources.place(origin.span))
    };
    let mut lines = Vec::new();
    for rel in Rel::ALL {
        let table = desired.state.table(rel);
        for position in 0..table.len() {
            let cells: Vec<String> = table.row(position).iter().map(|&sym| cell(sym)).collect();
            lines.push(format!(
                "{:15} {}   # {}",
                rel.name(),
                cells.join(" | "),
                at(table.tag(position))
            ));
        }
    }
    for owned in &desired.owned {
        lines.push(format!(
            "owned           {} of {}   # {}",
            owned.rel.name(),
            cell(owned.key),
            at(owned.origin)
        ));
    }
    for (rel, key, origin) in &desired.absent {
        let key: Vec<String> = key.iter().map(|&sym| cell(sym)).collect();
        lines.push(format!(
            "absent          {} {}   # {}",
            rel.name(),
            key.join(" | "),
            at(*origin)
        ));
    }
    for rename in &desired.renames {
        let was: Vec<String> = rename.was.iter().map(|&sym| cell(sym)).collect();
        lines.push(format!(
            "rename          {} {} from {}",
            rename.rel.name(),
            cell(rename.key),
            was.join(", ")
        ));
    }
    lines.extend(
        desired
            .released
            .iter()
            .map(|&(rel, key)| format!("released        {} {}", rel.name(), cell(key))),
    );
    lines.extend(
        desired
            .not_acted_on
            .iter()
            .map(|(name, span)| format!("not acted on    {name}   # {}", sources.place(*span))),
    );
    lines.sort();
    lines.join("\n")
}

#[test]
fn valid_projects_lower_without_a_word() {
    for case in cases("valid") {
        let name = case.file_name().unwrap().to_str().unwrap().to_owned();
        let (sources, diagnostics, lowered, symbols) = run(&case);
        let said = text(&sources, &diagnostics, LOOK);
        assert!(!diagnostics.has_errors(), "{name}:\n{said}");
        let mut out = said;
        for (target, desired) in lowered {
            writeln!(out, "--- {target}\n{}\n", rows(&desired, &sources, &symbols)).unwrap();
        }
        insta::assert_snapshot!(format!("valid_{name}"), out);
    }
}

#[test]
fn invalid_projects_say_why() {
    for case in cases("invalid") {
        let name = case.file_name().unwrap().to_str().unwrap().to_owned();
        let (sources, diagnostics, _, _) = run(&case);
        assert!(!diagnostics.is_empty(), "{name} is valid");
        let said = text(&sources, &diagnostics.into_vec(), LOOK);
        // Only a missing project file is named by its folder on this computer.
        let said = said.replace(case.to_str().unwrap(), "FOLDER");
        insta::assert_snapshot!(format!("invalid_{name}"), said);
    }
}

#[test]
fn every_code_is_explained_and_seen_in_a_snapshot() {
    let snapshots = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/snapshots");
    let mut seen = String::new();
    for entry in std::fs::read_dir(snapshots).unwrap() {
        let path = entry.unwrap().path();
        if path
            .file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .starts_with("it__project__")
        {
            seen.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
    // Folders that cannot be read cannot be kept in a repository.
    let elsewhere = ["project/folder-unreadable"];
    for code in trueup::project::CODES {
        assert!(code.explanation.len() > 100, "{} is hardly explained", code.id);
        assert!(!code.title.ends_with('.'), "{}", code.id);
        assert!(
            seen.contains(code.id) || elsewhere.contains(&code.id),
            "no snapshot shows {}",
            code.id
        );
    }
}

fn schema_files() -> [(PathBuf, String); 2] {
    let file = |name: &str, schema: serde_json::Value| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema").join(name);
        (path, serde_json::to_string_pretty(&schema).unwrap() + "\n")
    };
    [
        file("project.schema.json", trueup::project::schema::project()),
        file("desired.schema.json", trueup::project::schema::desired()),
    ]
}

#[test]
fn the_schema_files_are_those_of_the_types() {
    for (path, text) in schema_files() {
        let stored = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            stored == text,
            "{} is not current: run `trueup schema --write`",
            path.display()
        );
    }
}

#[test]
fn every_field_of_the_schemas_is_described() {
    fn walk(value: &serde_json::Value, at: &str) {
        if let Some(properties) = value.get("properties").and_then(|p| p.as_object()) {
            for (name, property) in properties {
                assert!(
                    property.get("description").is_some(),
                    "{at}/{name} has no description"
                );
            }
        }
        match value {
            serde_json::Value::Object(map) => map.iter().for_each(|(k, v)| walk(v, &format!("{at}/{k}"))),
            serde_json::Value::Array(list) => list.iter().for_each(|v| walk(v, at)),
            _ => {}
        }
    }
    for (path, text) in schema_files() {
        walk(
            &serde_json::from_str(&text).unwrap(),
            path.file_name().unwrap().to_str().unwrap(),
        );
    }
}
