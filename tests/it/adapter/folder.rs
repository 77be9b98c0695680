//! Folders that are no adapters: everything that is wrong is said, with its place.

use std::fmt::Write as _;
use std::path::Path;

use trueup::adapter::{self, Folder};
use trueup::base::diagnostic::Diagnostics;
use trueup::base::source::SourceMap;

const MINIMAL: &str = "name: mini\ntitle: Mini\nengines: [sqlite]\nversions: '>=1'\nactions: [read, write]\n";

/// What loading a folder with these files says.
fn said(files: &[(&str, &str)]) -> (Option<Folder>, String) {
    let project = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = project.path().join("erp").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    find("./erp", project.path())
}

fn find(name: &str, project: &Path) -> (Option<Folder>, String) {
    let (mut sources, mut bag) = (SourceMap::new(), Diagnostics::new());
    let folder = adapter::find(name, project, None, &mut sources, &mut bag);
    bag.sort(&sources);
    let mut text = String::new();
    for diagnostic in &bag {
        let place = diagnostic
            .primary
            .as_ref()
            .map(|label| sources.place(label.span))
            .unwrap_or_default();
        let help = diagnostic
            .help
            .as_ref()
            .map(|help| format!(" ({help})"))
            .unwrap_or_default();
        writeln!(
            text,
            "{place} [{}] {}{help}",
            diagnostic.code.id, diagnostic.message
        )
        .unwrap();
    }
    (folder, text)
}

#[test]
fn the_smallest_adapter_is_a_declaration_and_a_way_to_detect() {
    let files = [
        ("adapter.yaml", MINIMAL),
        ("detect.sql", "SELECT '1' AS version, 'x' AS identity"),
    ];
    let (folder, text) = said(&files);
    assert_eq!(text, "");
    let folder = folder.unwrap();
    assert_eq!(folder.paths().collect::<Vec<_>>(), ["detect.sql"]);
    let readme = [
        files.as_slice(),
        &[("README.md", "for people"), (".hidden", "\0")],
    ]
    .concat();
    assert_eq!(said(&readme).0.unwrap().digest, folder.digest);
    let more = [
        files.as_slice(),
        &[("read/grant.sql", "SELECT login, role FROM g")],
    ]
    .concat();
    assert_ne!(said(&more).0.unwrap().digest, folder.digest);
}

#[test]
fn names_of_adapters_are_explained() {
    let nowhere = Path::new("/nowhere");
    let (_, text) = find("no-such-erp", nowhere);
    assert!(
        text.contains("[adapter/unknown] there is no adapter `no-such-erp`"),
        "{text}"
    );
    let (_, text) = find("./erp", nowhere);
    assert!(
        text.contains("[adapter/unknown] cannot read `/nowhere/./erp`: "),
        "{text}"
    );
    let (_, text) = said(&[("detect.sql", "SELECT 1")]);
    assert!(text.contains("has no adapter.yaml"), "{text}");
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let yaml = format!(
        "{MINIMAL}plain_actions: [raed]\nchecks:\n  lost: {{title: Lost, severity: low}}\noverlays:\n  - {{name: old, versions: '<2', set: {{actions: 7}}}}\n  - {{name: bare}}\n"
    );
    let (folder, text) = said(&[
        ("adapter.yaml", &yaml),
        ("read/usr.sql", "SELECT 1"),
        ("read/grant.sql", "SELECT login, role FROM g;"),
        ("write/grant.insert.sql", "INSERT INTO g SELECT 1;\nTRUNCATE g"),
        ("write/user.delete.sql", "DELETE FROM u"),
        ("lock.sql", "LOCK TABLE g IN ACCESS EXCLUSIVE MODE"),
        ("refuse/odd.sql", "SELECT 'a' AS key, 'b' AS reason"),
        ("overlay/new/read/user.sql", "SELECT 1"),
    ]);
    assert!(folder.is_none());
    insta::assert_snapshot!("wrong_folder", text);
}

#[test]
fn views_are_there_used_and_do_not_go_in_circles() {
    let (folder, text) = said(&[
        ("adapter.yaml", MINIMAL),
        (
            "detect.sql",
            "SELECT '1' AS version, k.id AS identity FROM view_key k",
        ),
        ("read/role.sql", "SELECT v.role FROM view_rol v"),
        ("view/role.sql", "SELECT role FROM g;"),
        ("view/key.sql", "SELECT id FROM view_a a"),
        ("view/a.sql", "SELECT id FROM view_b b"),
        ("view/b.sql", "SELECT id FROM view_a a"),
    ]);
    assert!(folder.is_none());
    insta::assert_snapshot!("wrong_views", text);
}

#[test]
fn unknown_keys_are_placed() {
    let yaml = format!("{MINIMAL}acces: {{default: open}}\n");
    let (_, text) = said(&[("adapter.yaml", &yaml), ("detect.sql", "SELECT 1")]);
    assert!(
        text.starts_with("./erp/adapter.yaml:6:1 [file/unknown-key]") && text.contains("`access`"),
        "{text}"
    );
}

#[test]
fn built_in_adapters_have_nothing_wrong_with_them() {
    for name in adapter::builtin_names() {
        let (folder, text) = find(name, Path::new("."));
        assert_eq!(text, "", "{name}");
        assert_eq!(folder.unwrap().manifest.name, name);
    }
}
