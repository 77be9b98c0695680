//! examples/home-grown: detected, read, changed through all its scripts, and read again.

use std::path::Path;

use trueup::adapter::{self, Adapter, AdapterError, ChangeContext, Folder};
use trueup::base::diagnostic::Diagnostics;
use trueup::base::secret::Secret;
use trueup::base::source::SourceMap;
use trueup::db::{Access, Session};
use trueup::model::{Cause, Change, Engine, Interner, Rel, State, Sym, Verb};
use trueup::project::Project;
use trueup::reconcile::{ApplyOptions, Context, PlanOptions, SetupOptions, apply, plan, setup};

use crate::registry::{on_every_engine, open};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/home-grown"))
}

fn folder() -> Folder {
    let (mut sources, mut bag) = (SourceMap::new(), Diagnostics::new());
    let folder = adapter::find("./adapter", root(), None, &mut sources, &mut bag);
    let said: Vec<_> = bag.iter().map(|d| &d.message).collect();
    folder.unwrap_or_else(|| panic!("{said:?}"))
}

/// A fresh Workshop, and a session that may write.
async fn workshop(url: &str) -> Session {
    let mut session = open(url, Access::Write).await;
    let schema = format!("schema.{}.sql", session.engine().name());
    for file in [schema.as_str(), "seed.sql"] {
        let sql = std::fs::read_to_string(root().join(file)).unwrap();
        session.script(&sql).await.unwrap();
    }
    session
}

fn rows(state: &State, rel: Rel, symbols: &Interner) -> Vec<String> {
    let show = |row: &[Sym]| {
        row.iter()
            .map(|&c| symbols.get(c).unwrap_or("-"))
            .collect::<Vec<_>>()
            .join(" | ")
    };
    let mut rows: Vec<_> = state.table(rel).rows().map(show).collect();
    rows.sort();
    rows
}

#[test]
fn a_workshop_is_detected_and_read() {
    on_every_engine(|database| async move {
        let mut session = workshop(&database.url).await;
        session.begin_read().await.unwrap();
        let adapter = Adapter::open(&folder(), &mut session).await.unwrap();
        assert_eq!(
            (adapter.title.as_str(), adapter.version.as_str()),
            ("Workshop", "2.3")
        );
        assert_eq!(adapter.overlays.is_empty(), adapter.engine == Engine::Sqlite);
        assert_eq!(adapter.lock_sql().is_none(), adapter.engine == Engine::Sqlite);
        assert!(adapter.can(Rel::Grant, Verb::Insert) && adapter.can(Rel::Guard, Verb::Insert));
        assert!(!adapter.can(Rel::RecordRule, Verb::Insert) && !adapter.reads(Rel::RecordRule));
        let mut symbols = Interner::new();
        let state = adapter.read(&mut session, Rel::ALL, &mut symbols).await.unwrap();
        assert_eq!(
            rows(&state, Rel::User, &symbols)[1],
            "li.na | 李娜 | li.na@maple.example | true | person"
        );
        let expected = [
            "admin | Administrator | shipped | true",
            "name:Buyer | Buyer | custom | true",
        ];
        assert_eq!(rows(&state, Rel::Role, &symbols)[..2], expected);
        assert_eq!(
            rows(&state, Rel::RoleInclude, &symbols),
            ["office | reader | false", "store | reader | false"]
        );
        assert_eq!(
            rows(&state, Rel::Permission, &symbols)[1],
            "name:Buyer | order | read,write,approve"
        );
        assert_eq!(
            rows(&state, Rel::Sequence, &symbols)[0],
            "invoice | R- |  | 6 | 1"
        );
        assert_eq!(
            rows(&state, Rel::Session, &symbols)[0],
            "tom.baker | 2 | 2026-11-03 08:00:00 | 2026-11-03 08:30:00"
        );
        assert_eq!(state.table(Rel::RecordRule).len(), 0);
        assert!(adapter.checks(&mut session).await.unwrap().rows.is_empty());
    });
}

#[test]
fn another_database_is_not_a_workshop() {
    on_every_engine(|database| async move {
        let mut session = open(&database.url, Access::Write).await;
        session.begin_read().await.unwrap();
        let error = Adapter::open(&folder(), &mut session).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "the database is not one of Workshop: detect.sql finds nothing there"
        );
        assert!(error.database().unwrap().is_undefined_object());
        session.query("SELECT 1", &[]).await.unwrap();
        session.rollback().await.unwrap();
        let mut session = workshop(&database.url).await;
        session
            .script("UPDATE app_info SET value = '3.1' WHERE name = 'version'")
            .await
            .unwrap();
        let error = Adapter::open(&folder(), &mut session).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "Workshop 3.1 is not supported; the adapter knows >=2.0, <3"
        );
        session.script("DELETE FROM app_cache").await.unwrap();
        let error = Adapter::open(&folder(), &mut session).await.unwrap_err();
        assert!(
            matches!(error, AdapterError::NotDetected { source: None, .. }),
            "{error}"
        );
    });
}

/// Changes written as `relation verb: cells`, with updates and renames as old and new rows.
struct Wish {
    rel: Rel,
    verb: Verb,
    old: Vec<&'static str>,
    new: Vec<&'static str>,
}

fn wish(rel: Rel, verb: Verb, old: &[&'static str], new: &[&'static str]) -> Wish {
    Wish {
        rel,
        verb,
        old: old.to_vec(),
        new: new.to_vec(),
    }
}

fn changes(wishes: &[Wish], symbols: &mut Interner) -> Vec<Change> {
    let mut row = |cells: &[&str]| -> Vec<Sym> {
        let sym = |cell: &&str| {
            if *cell == "-" {
                Sym::NULL
            } else {
                symbols.intern(cell)
            }
        };
        cells.iter().map(sym).collect()
    };
    let cause = Cause::Files(0);
    let mut change = |w: &Wish| {
        let (old, new) = (row(&w.old), row(&w.new));
        match w.verb {
            Verb::Insert => Change::insert(w.rel, &new, cause),
            Verb::Delete => Change::delete(w.rel, &old, cause),
            Verb::Update => Change::update(w.rel, &old, &new, cause),
            Verb::Rename => Change::rename(w.rel, new[0], old[0], cause),
        }
    };
    wishes.iter().map(&mut change).collect()
}

fn change_context() -> ChangeContext {
    ChangeContext {
        now_utc: jiff::Timestamp::new(1_790_000_000, 0).unwrap(),
        actor: "张伟".to_owned(),
        actor_id: None,
        commit_id: Some("0f1e2d3c".to_owned()),
        digest: "sha256:1".to_owned(),
        apply_id: "a1".to_owned(),
    }
}

/// One change of every kind that Workshop can hold.
fn everything() -> Vec<Wish> {
    use Rel::*;
    use Verb::*;
    vec![
        wish(Role, Rename, &["name:Buyer"], &["buyer"]),
        wish(Role, Insert, &[], &["planner", "Planner", "custom", "true"]),
        wish(
            Role,
            Update,
            &["buyer", "Buyer", "custom", "true"],
            &["buyer", "Buyers", "custom", "false"],
        ),
        wish(RoleInclude, Delete, &["office", "reader", "false"], &[]),
        wish(RoleInclude, Insert, &[], &["planner", "reader", "false"]),
        wish(Permission, Delete, &["reader", "stock", "read"], &[]),
        wish(
            Permission,
            Update,
            &["buyer", "order", "read,write,approve"],
            &["buyer", "order", "read"],
        ),
        wish(Permission, Insert, &[], &["planner", "stock", "read,write"]),
        wish(User, Rename, &["svc-label"], &["svc-labels"]),
        wish(User, Insert, &[], &["chen.yu", "陈宇", "-", "true", "person"]),
        wish(
            User,
            Update,
            &[
                "tom.baker",
                "Tom Baker",
                "tom.baker@maple.example",
                "true",
                "person",
            ],
            &[
                "tom.baker",
                "Tom O'Baker",
                "tom.baker@maple.example",
                "false",
                "person",
            ],
        ),
        wish(UserCompany, Insert, &[], &["chen.yu", "shop"]),
        wish(UserCompany, Delete, &["tom.baker", "export"], &[]),
        wish(UserAttribute, Insert, &[], &["chen.yu", "workplace", "store"]),
        wish(
            UserAttribute,
            Update,
            &["li.na", "language", "zh"],
            &["li.na", "language", "en"],
        ),
        wish(UserAttribute, Delete, &["tom.baker", "workplace", "export"], &[]),
        wish(Grant, Delete, &["wang.fang", "buyer"], &[]),
        wish(Grant, Insert, &[], &["chen.yu", "planner"]),
        wish(Setting, Delete, &["session.idle_minutes", "240"], &[]),
        wish(
            Setting,
            Update,
            &["password.min_length", "6"],
            &["password.min_length", "12"],
        ),
        wish(Setting, Insert, &[], &["password.max_age_days", "90"]),
        wish(
            Sequence,
            Update,
            &["order", "PO-", "", "5", "1"],
            &["order", "P-", "/S", "6", "1"],
        ),
    ]
}

async fn read(adapter: &Adapter, session: &mut Session) -> Vec<String> {
    let mut symbols = Interner::new();
    let written = Rel::ALL
        .into_iter()
        .filter(|rel| Rel::reconciled().any(|r| r == *rel));
    let state = adapter.read(session, written, &mut symbols).await.unwrap();
    let lines = |rel: Rel| {
        rows(&state, rel, &symbols)
            .into_iter()
            .map(move |row| format!("{}: {row}", rel.name()))
    };
    Rel::reconciled().flat_map(lines).collect()
}

#[test]
fn every_script_does_what_it_says_and_nothing_else() {
    on_every_engine(|database| async move {
        let mut session = workshop(&database.url).await;
        let adapter = Adapter::open(&folder(), &mut session).await.unwrap();
        session.begin_write(adapter.lock_sql()).await.unwrap();
        let before = read(&adapter, &mut session).await;
        let mut symbols = Interner::new();
        let changes = changes(&everything(), &mut symbols);
        let hash = Secret::new("$pbkdf2-sha512$25000$c2FsdA$y".to_owned());
        let secrets =
            |change: &Change| (change.verb == Verb::Insert && change.rel == Rel::User).then_some(&hash);
        let invariants = adapter.invariants(&mut session).await.unwrap();
        let prepared = adapter
            .prepare_changes(&mut session, &changes, &symbols, &change_context(), &secrets)
            .await
            .unwrap();
        assert_eq!(prepared.now_erp, "2026-09-21 14:13:20.000000");
        assert_eq!(adapter.refusals(&mut session).await.unwrap(), []);
        let mut ran = Vec::new();
        adapter
            .write(&mut session, &prepared, &mut |step| {
                ran.push(step.file.to_owned());
            })
            .await
            .unwrap();
        let ran: Vec<_> = ran
            .iter()
            .map(|file| file.strip_prefix("overlay/mariadb/").unwrap_or(file))
            .collect();
        assert_eq!(ran.first(), Some(&"write/role.rename.sql"));
        assert_eq!(ran[ran.len() - 2..], ["write/user.update.sql", "after.sql"]);
        assert_eq!(adapter.invariants(&mut session).await.unwrap(), invariants);
        let after = read(&adapter, &mut session).await;
        let gone: Vec<_> = before
            .iter()
            .filter(|row| !after.contains(row))
            .cloned()
            .collect();
        let new: Vec<_> = after
            .iter()
            .filter(|row| !before.contains(row))
            .cloned()
            .collect();
        insta::assert_snapshot!(
            "home_grown_after",
            format!("gone\n{}\n\nnew\n{}\n", gone.join("\n"), new.join("\n"))
        );
        session.commit().await.unwrap();
        let found = session
            .query(
                "SELECT password_hash, changed_by FROM app_user WHERE login = 'chen.yu'",
                &[],
            )
            .await
            .unwrap();
        assert_eq!(
            found[0],
            [Some(hash.expose().to_owned()), Some("张伟".to_owned())]
        );
        let found = session
            .query("SELECT user_id FROM app_session", &[])
            .await
            .unwrap();
        assert_eq!(found.len(), 1, "a leaver's sessions end");
        let found = session
            .query("SELECT generation FROM app_cache", &[])
            .await
            .unwrap();
        assert_eq!(found[0][0].as_deref(), Some("2"));
        // A second apply on the same session, with nothing to do.
        session.begin_write(adapter.lock_sql()).await.unwrap();
        let prepared = adapter
            .prepare_changes(&mut session, &[], &symbols, &change_context(), &|_| None)
            .await
            .unwrap();
        adapter.write(&mut session, &prepared, &mut |_| ()).await.unwrap();
        assert_eq!(read(&adapter, &mut session).await, after);
        session.rollback().await.unwrap();
    });
}

#[test]
fn what_a_workshop_cannot_hold_is_refused() {
    use Rel::*;
    use Verb::*;
    on_every_engine(|database| async move {
        let mut session = workshop(&database.url).await;
        let adapter = Adapter::open(&folder(), &mut session).await.unwrap();
        session.begin_write(adapter.lock_sql()).await.unwrap();
        let wishes = [
            wish(Permission, Insert, &[], &["*", "item", "read"]),
            wish(Permission, Insert, &[], &["reader", "items", "read"]),
            wish(UserCompany, Insert, &[], &["li.na", "moon"]),
            wish(Role, Insert, &[], &["store2", "Store", "custom", "true"]),
            wish(
                Role,
                Update,
                &["name:Buyer", "Buyer", "custom", "true"],
                &["name:Buyer", "Buyers", "custom", "true"],
            ),
        ];
        let mut symbols = Interner::new();
        let changes = changes(&wishes, &mut symbols);
        adapter
            .prepare_changes(&mut session, &changes, &symbols, &change_context(), &|_| None)
            .await
            .unwrap();
        let refusals = adapter.refusals(&mut session).await.unwrap();
        let short: Vec<_> = refusals.iter().map(|r| format!("{} {}", r.code, r.key)).collect();
        assert_eq!(
            short,
            [
                "company moon",
                "everyone item",
                "resource items",
                "title-taken store2",
                "unnamed-role name:Buyer"
            ]
        );
        session.rollback().await.unwrap();
    });
}

#[test]
fn a_workshop_obeys_the_laws_of_adapters() {
    use trueup::reconcile::conformance::{self, Trial};
    on_every_engine(|database| async move {
        workshop(&database.url).await.close().await;
        let url = trueup::db::DbUrl::parse(&database.url).unwrap();
        let trial = Trial {
            seed: 20_261_122,
            rounds: 20,
        };
        let now = jiff::Timestamp::new(1_790_000_000, 0).unwrap();
        let report = conformance::check("./adapter", root(), &url, trial, now, &|_| {})
            .await
            .unwrap();
        assert_eq!(report.violations, Vec::<String>::new());
        assert!(report.committed >= 4, "{report:#?}");
    });
}

fn context(url: &str, receipts: &Path) -> Context {
    let loaded = Project::load(root());
    let said: Vec<_> = loaded.diagnostics.iter().map(|d| d.message.clone()).collect();
    assert_eq!(said, Vec::<String>::new());
    Context {
        project: loaded.project.unwrap(),
        target: "shop".to_owned(),
        url: trueup::db::DbUrl::parse(url).unwrap(),
        apply_url: None,
        cache: None,
        now: jiff::Timestamp::new(1_794_000_000, 0).unwrap(),
        actor: "王芳".to_owned(),
        commit: None,
        receipts: receipts.to_owned(),
    }
}

/// Nobody plans away the account that does the planning. The name is the database's own: on SQLite there is none.
#[test]
fn the_account_that_trueup_connects_as_keeps_what_it_has() {
    on_every_engine(|database| async move {
        if !database.is_postgres() {
            return;
        }
        let mut session = workshop(&database.url).await;
        setup(
            &context(&database.url, database.folder.path()),
            &SetupOptions::default(),
        )
        .await
        .unwrap();
        // The files say that this person has left.
        let role = "CREATE ROLE \"tom.baker\" SUPERUSER LOGIN PASSWORD 'own'";
        session.script(role).await.unwrap();
        let (start, rest) = database.url.split_once("//").unwrap();
        let (_, place) = rest.split_once('@').unwrap();
        let own = format!("{start}//tom.baker:own@{place}");
        let planned = plan(&context(&own, database.folder.path()), &PlanOptions::default()).await;
        session.script("DROP ROLE \"tom.baker\"").await.unwrap();
        let planned = planned.unwrap_or_else(|failure| panic!("{failure:?}"));
        let refusals: Vec<_> = planned
            .plan
            .refusals()
            .map(|finding| format!("{} {}", finding.code, finding.message))
            .collect();
        assert_eq!(
            refusals,
            ["plan/own-account `tom.baker` is the account that trueup connects as and would lose a role"]
        );
    });
}

#[test]
fn the_files_of_the_example_are_applied_once() {
    on_every_engine(|database| async move {
        workshop(&database.url).await.close().await;
        let context = context(&database.url, database.folder.path());
        setup(&context, &SetupOptions::default()).await.unwrap();
        let planned = plan(&context, &PlanOptions::default())
            .await
            .unwrap_or_else(|failure| panic!("{failure:?}"));
        let said: Vec<_> = planned.diagnostics.iter().map(|d| &d.message).collect();
        let shown = |change: &Change| {
            let cells = |row: &[Sym]| {
                row.iter()
                    .map(|&c| planned.symbols.get(c).unwrap_or("-"))
                    .collect::<Vec<_>>()
                    .join(" | ")
            };
            let old = change
                .old_key()
                .map_or_else(|| cells(change.old()), |old| cells(&[old]));
            format!(
                "{} {}: {}: {old} → {}",
                change.rel.name(),
                change.verb.name(),
                cells(change.key()),
                cells(change.new_values())
            )
        };
        let mut lines: Vec<_> = planned.plan.changes.iter().map(shown).collect();
        lines.push(format!("{said:?}"));
        lines.extend(
            planned
                .plan
                .head
                .findings
                .iter()
                .map(|finding| format!("{finding:?}")),
        );
        insta::assert_snapshot!("home_grown_plan", lines.join("\n"));
        let applied = apply(
            &context,
            &planned.plan,
            planned.symbols,
            &ApplyOptions::default(),
            &|_| (),
        )
        .await;
        assert!(applied.unwrap_or_else(|failure| panic!("{failure:?}")).rows > 10);
        let again = plan(&context, &PlanOptions::default()).await.unwrap();
        assert_eq!(again.plan.changes, []);
    });
}
