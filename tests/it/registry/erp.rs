//! The rights that the setup script gives, on a real ERP: the reader reads everything and writes nothing, and whoever
//! applies can run every script of the adapter.

use std::path::Path;

use trueup::adapter::{self, Adapter, ChangeContext};
use trueup::base::diagnostic::Diagnostics;
use trueup::base::source::SourceMap;
use trueup::db::{Access, Session};
use trueup::model::{Cause, Change, Engine, Interner, Rel, Sym, Verb};
use trueup::registry::{self, Kind, Registry, Setup, TableGrants, setup_sql};

use super::{draft, open, run};
use crate::support::{self, LiveDb};

fn folder() -> adapter::Folder {
    let (mut sources, mut said) = (SourceMap::new(), Diagnostics::default());
    adapter::find("tryton", Path::new("."), None, &mut sources, &mut said).unwrap()
}

fn grants(adapter: &Adapter) -> TableGrants {
    let tables = &adapter.manifest.tables;
    let writes = tables.writes.iter();
    TableGrants {
        counters: tables.counters.clone(),
        reads: tables.reads.clone(),
        hidden: tables.hidden.clone(),
        writes: writes
            .map(|(table, rights)| {
                let rights = rights.iter().map(|right| right.name().to_owned());
                (table.clone(), rights.collect())
            })
            .collect(),
        locks: tables.locks.clone(),
    }
}

/// One change of every kind that exists, so that no script is left out.
fn every_change(symbols: &mut Interner) -> Vec<Change> {
    let mut all = Vec::new();
    for rel in Rel::reconciled() {
        let width = rel.spec().width();
        let row: Vec<Sym> = (0..width).map(|_| symbols.intern("x")).collect();
        for verb in Verb::ALL {
            all.push(match verb {
                Verb::Insert => Change::insert(rel, &row, Cause::Gone),
                Verb::Delete => Change::delete(rel, &row, Cause::Gone),
                Verb::Update => Change::update(rel, &row, &row, Cause::Gone),
                Verb::Rename if rel.is_entity() => Change::rename(rel, row[0], row[0], Cause::Gone),
                Verb::Rename => continue,
            });
        }
    }
    all
}

/// The roles of one clone; they go before it does, so that nothing of them is left.
struct Roles<'a> {
    live: &'a LiveDb,
    reader: String,
    applier: String,
}

impl<'a> Roles<'a> {
    fn make(live: &'a LiveDb) -> Self {
        let name = |what: &str| {
            format!(
                "trueup_{what}_{}_{}",
                std::process::id(),
                live.series().replace('.', "_")
            )
        };
        let roles = Self {
            live,
            reader: name("reader"),
            applier: name("applier"),
        };
        for role in [&roles.reader, &roles.applier] {
            live.sql(&format!("CREATE ROLE {role} LOGIN PASSWORD 'secret'"));
        }
        roles
    }
}

impl Drop for Roles<'_> {
    fn drop(&mut self) {
        for role in [&self.reader, &self.applier] {
            self.live.sql(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
        }
    }
}

#[test]
fn reader_and_applier_can_do_their_work_and_no_more() {
    for live in support::every().filter(|live| live.url().starts_with("postgres")) {
        let roles = Roles::make(&live);
        run(async {
            let mut owner = open(&live.url(), Access::Read).await;
            let adapter = Adapter::open(&folder(), &mut owner).await.unwrap();
            let tables = grants(&adapter);
            let first = registry::first_entry("prod", &draft(Kind::Setup, 0));
            let sql = setup_sql(&Setup {
                engine: Engine::Postgres,
                reader: Some(&roles.reader),
                applier: Some(&roles.applier),
                backup: None,
                tables: &tables,
                guards: None,
                first: &first,
            });
            // Nobody may do anything by being nobody in particular.
            live.sql("REVOKE ALL ON SCHEMA public FROM PUBLIC");
            live.sql(&sql);
            reads(&live, &roles.reader).await;
            applies(&live, &roles.applier).await;
        });
    }
}

async fn reads(live: &LiveDb, role: &str) {
    let title = live.title();
    let mut session = open(&live.url_as(role, "secret"), Access::Read).await;
    session.begin_read().await.unwrap();
    let adapter = Adapter::open(&folder(), &mut session).await.unwrap();
    let mut symbols = Interner::new();
    let mut state = adapter.read(&mut session, Rel::ALL, &mut symbols).await.unwrap();
    let registry = Registry::open(&mut session, "prod").await.unwrap().unwrap();
    registry
        .read(&mut session, &mut symbols, &mut state)
        .await
        .unwrap();
    assert!(state.table(Rel::User).len() > 5, "{title}");
    let checks = adapter.checks(&mut session).await.unwrap();
    assert!(checks.not_run.is_empty(), "{title}: {:?}", checks.not_run);
    session.rollback().await.unwrap();

    let mut session = open(&live.url_as(role, "secret"), Access::Write).await;
    for sql in [
        "SELECT password_hash FROM res_user",
        "SELECT key FROM ir_session",
        "UPDATE res_user SET active = false",
        "DELETE FROM ir_session",
        "INSERT INTO \"res_user-res_group\" (\"user\", \"group\") VALUES (1, 1)",
    ] {
        refused(&mut session, sql, &title).await;
    }
}

async fn applies(live: &LiveDb, role: &str) {
    let title = live.title();
    let mut session = open(&live.url_as(role, "secret"), Access::Write).await;
    let adapter = Adapter::open(&folder(), &mut session).await.unwrap();
    let registry = Registry::open(&mut session, "prod").await.unwrap().unwrap();
    session.begin_write(adapter.lock_sql()).await.unwrap();
    let mut symbols = Interner::new();
    adapter.read(&mut session, Rel::ALL, &mut symbols).await.unwrap();
    let context = ChangeContext {
        now_utc: draft(Kind::Apply, 1).at,
        actor: "test".to_owned(),
        actor_id: None,
        commit_id: None,
        digest: "d".to_owned(),
        apply_id: "a".to_owned(),
    };
    adapter
        .prepare_changes(&mut session, &[], &symbols, &context, &|_| None)
        .await
        .unwrap();
    adapter.refusals(&mut session).await.unwrap();
    adapter.invariants(&mut session).await.unwrap();
    // The change tables are empty, so nothing is changed; the rights are asked for all the same.
    let changes = every_change(&mut symbols);
    let scripts = adapter.scripts(&changes);
    assert!(scripts.len() > 10, "{title}: only {} scripts", scripts.len());
    for (file, sql) in scripts {
        if let Err(error) = session.script(&sql).await {
            panic!("{title}: {file}: {error}");
        }
    }
    registry.write(&mut session).await.unwrap();
    registry
        .append(&mut session, &draft(Kind::Apply, 1))
        .await
        .unwrap();
    session.commit().await.unwrap();
    for sql in [
        "DELETE FROM res_user",
        "DELETE FROM res_group",
        "UPDATE trueup.meta SET value = 'x'",
        "DELETE FROM trueup.journal",
        "ALTER TABLE res_user ADD COLUMN x integer",
        "CREATE TABLE public.x (x integer)",
    ] {
        refused(&mut session, sql, &title).await;
    }
}

async fn refused(session: &mut Session, sql: &str, title: &str) {
    let error = session.script(sql).await.expect_err(sql);
    assert!(error.is_permission_denied(), "{title}: {sql}: {error}");
}
