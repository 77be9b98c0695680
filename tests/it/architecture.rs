//! The rules of ARCHITECTURE.md that a reader of the sources can check: who may import whom, and who may do what.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What each part of the library may import from the others.
const IMPORTS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("model", &["base"]),
    ("items", &["base"]),
    ("backup", &["base"]),
    ("storage", &["base", "backup"]),
    ("cache", &["base", "model"]),
    ("project", &["base", "model", "items", "backup"]),
    ("diff", &["base", "model"]),
    ("access", &["base", "model"]),
    ("plan", &["base", "model", "project", "diff", "access"]),
    ("db", &["base", "model"]),
    ("adapter", &["base", "model", "db"]),
    ("registry", &["base", "model", "db"]),
    (
        "reconcile",
        &[
            "base", "model", "items", "backup", "storage", "cache", "project", "diff", "access", "plan",
            "db", "adapter", "registry",
        ],
    ),
    // Reports show what the verbs give, and never a database.
    (
        "report",
        &[
            "base",
            "model",
            "items",
            "backup",
            "project",
            "diff",
            "access",
            "plan",
            "adapter",
            "registry",
            "reconcile",
        ],
    ),
    (
        "cli",
        &[
            "base",
            "model",
            "items",
            "backup",
            "storage",
            "cache",
            "project",
            "diff",
            "access",
            "plan",
            "db",
            "adapter",
            "registry",
            "reconcile",
            "report",
        ],
    ),
];

/// Parts that may wait for something.
const ASYNC: &[&str] = &["db", "adapter", "registry", "reconcile", "cli"];

/// No file is longer.
const MAX_LINES: usize = 800;

/// A source file: its path below the package, and its text without comments.
struct Source {
    path: String,
    text: String,
    code: String,
}

impl Source {
    /// The part of the library that it belongs to.
    fn part(&self) -> Option<&str> {
        let inside = self.path.strip_prefix("src/")?;
        let name = inside.split(['/', '.']).next()?;
        (!matches!(name, "lib" | "main")).then_some(name)
    }
}

fn package() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    walk(&package().join(folder), &mut found);
    found.sort();
    let sources: Vec<Source> = found
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let below = path.strip_prefix(package()).unwrap();
            Source {
                path: below.to_string_lossy().replace('\\', "/"),
                code: without_comments(&text),
                text,
            }
        })
        .collect();
    assert!(!sources.is_empty(), "no sources in {folder}");
    sources
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Comments go; that `//` in a string goes too does not matter here.
fn without_comments(text: &str) -> String {
    text.lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n")
}

/// The words that follow a prefix such as `crate::`.
fn words_after<'a>(text: &'a str, prefix: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(prefix).map(move |(at, _)| {
        let rest = &text[at + prefix.len()..];
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        &rest[..end]
    })
}

fn report(wrong: &BTreeSet<String>) {
    let list: Vec<&str> = wrong.iter().map(String::as_str).collect();
    assert!(list.is_empty(), "{}", list.join("\n"));
}

#[test]
fn imports_go_one_way() {
    let mut wrong = BTreeSet::new();
    for source in sources("src") {
        let Some(part) = source.part() else { continue };
        let Some((_, allowed)) = IMPORTS.iter().find(|(name, _)| *name == part) else {
            wrong.insert(format!("{}: `{part}` has no row in IMPORTS", source.path));
            continue;
        };
        // `use crate::{a, b}` would hide what it imports.
        for other in words_after(&source.code, "crate::") {
            if other != part && !allowed.contains(&other) {
                wrong.insert(format!("{}: `{part}` imports `{other}`", source.path));
            }
        }
    }
    report(&wrong);
}

#[test]
fn reports_see_no_database() {
    let mut wrong = BTreeSet::new();
    for source in sources("src/report") {
        for word in ["DbUrl", "DbError", "Session", "sqlx"] {
            if source.code.contains(word) {
                wrong.insert(format!("{}: `{word}`", source.path));
            }
        }
    }
    report(&wrong);
}

#[test]
fn only_the_outer_parts_wait() {
    let mut wrong = BTreeSet::new();
    for source in sources("src") {
        let Some(part) = source.part() else { continue };
        if !ASYNC.contains(&part) && (source.code.contains("async ") || source.code.contains(".await")) {
            wrong.insert(format!("{}: waits", source.path));
        }
    }
    report(&wrong);
}

/// A word that only some files may hold.
fn only_in(word: &str, allowed: &[&str]) {
    let mut wrong = BTreeSet::new();
    for source in sources("src") {
        let permitted = allowed.iter().any(|prefix| source.path.starts_with(prefix));
        if !permitted && source.code.contains(word) {
            wrong.insert(format!("{}: `{word}`", source.path));
        }
    }
    report(&wrong);
}

#[test]
fn one_module_names_the_driver() {
    only_in("sqlx", &["src/db/"]);
}

#[test]
fn one_file_writes_to_the_terminal() {
    for word in [
        "print!(",
        "println!(",
        "eprint!(",
        "eprintln!(",
        "io::stdout",
        "io::stderr",
    ] {
        // The log has its own writer, and settings ask whether there is a terminal.
        only_in(
            word,
            &["src/cli/output.rs", "src/cli/settings.rs", "src/cli/mod.rs"],
        );
    }
}

#[test]
fn one_file_reads_the_environment() {
    for word in ["env::var", "env::vars", "env::set_var"] {
        only_in(word, &["src/cli/settings.rs"]);
    }
}

#[test]
fn the_clock_comes_from_outside() {
    for word in ["SystemTime::now", "Timestamp::now", "Zoned::now"] {
        only_in(word, &["src/cli/mod.rs"]);
    }
}

#[test]
fn no_rust_file_names_an_erp() {
    // In halves, so that this file names none either.
    let names = [
        ["try", "ton"],
        ["od", "oo"],
        ["erp", "next"],
        ["frap", "pe"],
        ["doli", "barr"],
        ["ledger", "smb"],
    ]
    .map(|halves| halves.concat());
    let mut wrong = BTreeSet::new();
    for source in sources("src") {
        let text = source.text.to_lowercase();
        for name in &names {
            if text.contains(name) || source.path.to_lowercase().contains(name) {
                wrong.insert(format!("{}: names an ERP", source.path));
            }
        }
    }
    report(&wrong);
}

#[test]
fn adapters_hold_data_only() {
    let mut found = Vec::new();
    walk(&package().join("src/adapters"), &mut found);
    assert_eq!(found, Vec::<PathBuf>::new());
}

#[test]
fn files_stay_short() {
    let mut wrong = BTreeSet::new();
    for folder in ["src", "tests"] {
        for source in sources(folder) {
            let lines = source.text.lines().count();
            if lines > MAX_LINES {
                wrong.insert(format!("{}: {lines} lines", source.path));
            }
        }
    }
    report(&wrong);
}

/// A file of tests that nobody lists does not run.
#[test]
fn every_file_of_tests_is_listed() {
    let folder = package().join("tests/it");
    let main = fs::read_to_string(folder.join("main.rs")).unwrap();
    let mut wrong = BTreeSet::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let is_module = path.extension().is_some_and(|e| e == "rs") || path.join("mod.rs").exists();
        if is_module && name != "main" && !main.contains(&format!("mod {name};")) {
            wrong.insert(format!("tests/it/main.rs does not list `{name}`"));
        }
    }
    report(&wrong);
}
