//! Small adapters made for one test each: what they read wrongly, and how overlays and checks come together.

use std::path::Path;

use trueup::adapter::{self, Adapter, AdapterError, Folder};
use trueup::base::diagnostic::Diagnostics;
use trueup::base::source::SourceMap;
use trueup::db::{Access, Session};
use trueup::model::{Engine, Interner, Rel, State};

use crate::registry::{on_every_engine, open};

const YAML: &str = "name: mini\ntitle: Mini\nengines: [postgres, sqlite, mariadb]\nversions: '>=1, <3'\nactions: [read, write]\n";
const DETECT: (&str, &str) = ("detect.sql", "SELECT '1.5' AS version, 'x' AS identity");

/// Loads an adapter of these files; `more` goes into its declaration.
fn folder(more: &str, files: &[(&str, &str)]) -> Folder {
    let project = tempfile::tempdir().unwrap();
    let yaml = format!("{YAML}{more}");
    for (path, text) in [("adapter.yaml", yaml.as_str()), DETECT].iter().chain(files) {
        let path = project.path().join("mini").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    load(project.path())
}

fn load(project: &Path) -> Folder {
    let (mut sources, mut bag) = (SourceMap::new(), Diagnostics::new());
    let folder = adapter::find("./mini", project, None, &mut sources, &mut bag);
    let said: Vec<_> = bag.iter().map(|d| &d.message).collect();
    folder.unwrap_or_else(|| panic!("{said:?}"))
}

/// The first row that the relation reads, its cells as text.
async fn read(session: &mut Session, rel: Rel, sql: &str) -> Result<Vec<Option<String>>, AdapterError> {
    let folder = folder("", &[(&format!("read/{}.sql", rel.name()), sql)]);
    let adapter = Adapter::open(&folder, session).await?;
    let mut symbols = Interner::new();
    let state = adapter.read(session, [rel], &mut symbols).await?;
    let text = |&cell| symbols.get(cell).map(str::to_owned);
    Ok(state.table(rel).row(0).iter().map(text).collect())
}

#[test]
fn cells_are_spelled_as_the_model_spells_them() {
    on_every_engine(|database| async move {
        let mut session = open(&database.url, Access::Read).await;
        let sql = "SELECT ' 007' AS padding, 'write, read,,write' AS x, '' AS prefix, NULL AS suffix, 1 AS step, 'a' AS sequence";
        let error = read(&mut session, Rel::Sequence, sql).await.unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("`read/sequence.sql` gives the columns `padding`, `x`, "),
            "{error}"
        );
        let sql = sql.replace(" 'write, read,,write' AS x,", "");
        let row = read(&mut session, Rel::Sequence, &sql).await.unwrap();
        let row: Vec<_> = row.iter().map(Option::as_deref).collect();
        assert_eq!(row, [Some("a"), Some(""), None, Some("7"), Some("1")]);
        let sql = "SELECT 'r' AS role, 'x' AS resource, 'write, read,,write' AS actions";
        let row = read(&mut session, Rel::Permission, sql).await.unwrap();
        assert_eq!(row[2].as_deref(), Some("read,write"));
        let sql = "SELECT 'li' AS login, 'Li' AS name, NULL AS email, 1 = 1 AS active, 'person' AS kind";
        let row = read(&mut session, Rel::User, sql).await.unwrap();
        assert_eq!(row[3].as_deref(), Some("true"));
    });
}

#[test]
fn rows_that_cannot_be_are_named() {
    on_every_engine(|database| async move {
        let mut session = open(&database.url, Access::Read).await;
        for (rel, sql, said) in [
            (
                Rel::Grant,
                "SELECT 'li' AS login, NULL AS role",
                "`read/grant.sql` gives a row for `li, NULL` that cannot be: role is NULL",
            ),
            (
                Rel::Permission,
                "SELECT 'r' AS role, 'x' AS resource, 'read,eat' AS actions",
                "`read/permission.sql` gives a row for `r, x` that cannot be: `eat` is not one of the adapter's actions",
            ),
            (
                Rel::Company,
                "SELECT 'c' AS company, 'C' AS title, 'maybe' AS active",
                "`read/company.sql` gives a row for `c` that cannot be: active is neither true nor false",
            ),
            (
                Rel::UserAttribute,
                "SELECT 'li' AS login, 'shoe' AS attribute, '44' AS value",
                "`read/user_attribute.sql` gives a row for `li, shoe` that cannot be: adapter.yaml does not list `shoe` under `attributes`",
            ),
            (
                Rel::RecordRule,
                "SELECT 'a' AS role, 'b' AS resource, 'c' AS name, v AS filter, 'read' AS actions FROM (SELECT '1' AS v UNION SELECT '2') AS t",
                "`read/record_rule.sql` gives the same key more than once: `a, b, c`",
            ),
            (
                Rel::Role,
                "SELECT 'r' AS role",
                "`read/role.sql` gives the columns `role` and not `role`, `title`, `origin` and `active`",
            ),
        ] {
            assert_eq!(read(&mut session, rel, sql).await.unwrap_err().to_string(), said);
        }
        let error = read(&mut session, Rel::Grant, "SELECT login, role\nFROM nowhere")
            .await
            .unwrap_err();
        let line = if session.engine() == Engine::Postgres {
            " at line 2"
        } else {
            ""
        };
        assert_eq!(error.to_string(), format!("`read/grant.sql` failed{line}"));
        assert!(
            error
                .database()
                .unwrap()
                .to_string()
                .starts_with("cannot run read/grant.sql: ")
        );
    });
}

#[test]
fn later_overlays_win_and_say_what_they_are_for() {
    let yaml = "overlays:
  - {name: old, versions: '<2', set: {access: {default: open}, notes: [old]}}
  - {name: new, versions: '>=2'}
  - {name: postgres, engines: [postgres]}
  - {name: extra, requires_table: mini_extra}
  - {name: older, versions: '<1.6', set: {notes: [older]}}
";
    let company = |name: &str| format!("SELECT '{name}' AS company, '' AS title, 1 = 1 AS active");
    let names = [
        "",
        "overlay/old/",
        "overlay/new/",
        "overlay/postgres/",
        "overlay/extra/",
    ];
    let files: Vec<_> = names
        .iter()
        .map(|name| (format!("{name}read/company.sql"), company(name)))
        .collect();
    let files: Vec<_> = files
        .iter()
        .map(|(path, sql)| (path.as_str(), sql.as_str()))
        .collect();
    let folder = &folder(yaml, &files);
    on_every_engine(|database| async move {
        let mut session = open(&database.url, Access::Write).await;
        let adapter = Adapter::open(folder, &mut session).await.unwrap();
        let postgres = session.engine() == Engine::Postgres;
        let expected: &[&str] = if postgres {
            &["old", "postgres", "older"]
        } else {
            &["old", "older"]
        };
        assert_eq!(adapter.overlays, expected);
        assert_eq!(adapter.manifest.notes, ["older"]);
        assert_eq!(
            adapter.semantics.access.default,
            trueup::model::AccessDefault::Open
        );
        let found =
            |state: &State, symbols: &Interner| symbols.text(state.table(Rel::Company).row(0)[0]).to_owned();
        let mut symbols = Interner::new();
        let state = adapter
            .read(&mut session, [Rel::Company], &mut symbols)
            .await
            .unwrap();
        assert_eq!(
            found(&state, &symbols),
            if postgres {
                "overlay/postgres/"
            } else {
                "overlay/old/"
            }
        );
        session
            .script("CREATE TABLE mini_extra (a integer)")
            .await
            .unwrap();
        let adapter = Adapter::open(folder, &mut session).await.unwrap();
        let state = adapter
            .read(&mut session, [Rel::Company], &mut symbols)
            .await
            .unwrap();
        assert_eq!(found(&state, &symbols), "overlay/extra/");
    });
}

#[test]
fn a_check_that_cannot_run_is_said_and_the_others_run() {
    let yaml = "checks:
  broken: {title: Broken, severity: high}
  low: {title: Low, severity: low}
  high: {title: High, severity: high, invariant: true}
";
    let folder = &folder(
        yaml,
        &[
            ("checks/broken.sql", "SELECT subject, detail FROM nowhere"),
            (
                "checks/low.sql",
                "SELECT 'b' AS subject, 'x' AS detail UNION ALL SELECT 'a', 'x'",
            ),
            ("checks/high.sql", "SELECT 'y' AS detail, 'c' AS subject"),
        ],
    );
    on_every_engine(|database| async move {
        let mut session = open(&database.url, Access::Read).await;
        session.begin_read().await.unwrap();
        let adapter = Adapter::open(folder, &mut session).await.unwrap();
        let checks = adapter.checks(&mut session).await.unwrap();
        let rows: Vec<_> = checks
            .rows
            .iter()
            .map(|row| format!("{} {} {}", row.code, row.subject, row.detail))
            .collect();
        assert_eq!(rows, ["high c y", "low a x", "low b x"]);
        assert_eq!(checks.not_run.len(), 1);
        assert_eq!(checks.not_run[0].title, "Broken");
        let invariants = adapter.invariants(&mut session).await.unwrap();
        assert_eq!(invariants.len(), 1);
        assert_eq!(
            (invariants[0].code.as_str(), invariants[0].subject.as_str()),
            ("high", "c")
        );
    });
}

#[test]
fn the_erps_clock_is_its_own() {
    let folder = &folder("", &[("now.sql", "SELECT '2026-01-02 03:04:05' AS now_erp")]);
    on_every_engine(|database| async move {
        let mut session = open(&database.url, Access::Read).await;
        let adapter = Adapter::open(folder, &mut session).await.unwrap();
        let now = adapter
            .now(&mut session, jiff::Timestamp::UNIX_EPOCH)
            .await
            .unwrap();
        assert_eq!(now, "2026-01-02 03:04:05");
    });
}
