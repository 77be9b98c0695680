//! The registry in real databases: SQLite files always, PostgreSQL where `TRUEUP_TEST_PG_URL` names a superuser, MariaDB
//! where `TRUEUP_TEST_MARIADB_URL` names an administrator.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "helpers of tests fail as tests do"
)]

mod erp;
mod issued;
mod journal;
mod rights;
mod tables;

use std::sync::atomic::{AtomicU32, Ordering};

use trueup::db::{Access, ConnectOptions, DbUrl, Session};
use trueup::model::{Change, Engine, Interner, Rel, State, Sym, Verb};
use trueup::registry::{self, Draft, Entry, Kind, Registry, Setup, Summary, TableGrants, install};

pub(crate) struct Database {
    pub(crate) url: String,
    pub(crate) folder: tempfile::TempDir,
    /// Statements that the superuser runs at the end.
    pub(crate) server: Option<Server>,
}

pub(crate) struct Server {
    engine: Engine,
    superuser: String,
    pub(crate) name: String,
    roles: Vec<String>,
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some(server) = &self.server else { return };
        let url = server.superuser.clone();
        let (force, kind) = match server.engine {
            Engine::Mariadb => ("", "USER"),
            _ => (" WITH (FORCE)", "ROLE"),
        };
        let mut statements = vec![format!("DROP DATABASE {}{force}", server.name)];
        statements.extend(
            server
                .roles
                .iter()
                .map(|role| format!("DROP {kind} IF EXISTS {role}")),
        );
        let cleaned = std::thread::spawn(move || {
            run(async {
                let mut session = open(&url, Access::Write).await;
                for statement in statements {
                    session.execute(&statement, &[]).await.ok();
                }
                session.close().await;
            });
        });
        cleaned.join().ok();
    }
}

impl Database {
    pub(crate) fn is_postgres(&self) -> bool {
        self.engine() == Engine::Postgres
    }

    pub(crate) fn engine(&self) -> Engine {
        self.server
            .as_ref()
            .map_or(Engine::Sqlite, |server| server.engine)
    }

    /// A table of the registry.
    pub(crate) fn registry_table(&self, name: &str) -> String {
        if self.is_postgres() {
            format!("trueup.{name}")
        } else {
            format!("trueup_{name}")
        }
    }

    /// The URL as another role.
    pub(crate) fn url_as(&self, role: &str) -> String {
        let address = self.url.rsplit('@').next().unwrap();
        let (scheme, _) = self.url.split_once("://").unwrap();
        format!("{scheme}://{role}:secret@{address}")
    }

    /// Makes a role that is dropped with the database.
    pub(crate) async fn role(&mut self, name: &str) -> String {
        let server = self.server.as_mut().unwrap();
        let role = format!("{}_{name}", server.name);
        let mut session = open(&server.superuser, Access::Write).await;
        let sql = match server.engine {
            Engine::Mariadb => format!("CREATE USER {role} IDENTIFIED BY 'secret'"),
            _ => format!("CREATE ROLE {role} LOGIN PASSWORD 'secret'"),
        };
        session.execute(&sql, &[]).await.unwrap();
        server.roles.push(role.clone());
        role
    }
}

pub(crate) fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(work)
}

pub(crate) async fn open(url: &str, access: Access) -> Session {
    let url: DbUrl = DbUrl::parse(url).unwrap();
    Session::connect(&url, ConnectOptions::new("trueup test", access))
        .await
        .unwrap()
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests are told of databases by the environment"
)]
fn server_url(engine: Engine) -> Option<String> {
    let variable = match engine {
        Engine::Mariadb => "TRUEUP_TEST_MARIADB_URL",
        _ => "TRUEUP_TEST_PG_URL",
    };
    let url = std::env::var(variable).ok();
    if url.is_none() {
        eprintln!("skipped on {}: {variable} is not set", engine.title());
    }
    url
}

pub(crate) async fn sqlite() -> Database {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("erp.sqlite");
    std::fs::File::create(&path).unwrap();
    Database {
        url: format!("sqlite:{}", path.display()),
        folder,
        server: None,
    }
}

pub(crate) async fn postgres() -> Option<Database> {
    on_server(Engine::Postgres).await
}

pub(crate) async fn mariadb() -> Option<Database> {
    on_server(Engine::Mariadb).await
}

async fn on_server(engine: Engine) -> Option<Database> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let superuser = server_url(engine)?;
    let name = format!(
        "trueup_registry_{}_{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    );
    let mut session = open(&superuser, Access::Write).await;
    session
        .execute(&format!("CREATE DATABASE {name}"), &[])
        .await
        .unwrap();
    let (server, _) = superuser.rsplit_once('/').unwrap();
    Some(Database {
        url: format!("{server}/{name}"),
        folder: tempfile::tempdir().unwrap(),
        server: Some(Server {
            engine,
            superuser,
            name,
            roles: Vec::new(),
        }),
    })
}

/// Runs a test on every engine that is there.
pub(crate) fn on_every_engine<F: Future<Output = ()>>(test: impl Fn(Database) -> F) {
    run(async {
        test(sqlite().await).await;
        for database in [postgres().await, mariadb().await].into_iter().flatten() {
            test(database).await;
        }
    });
}

pub(crate) fn draft(kind: Kind, second: i64) -> Draft {
    Draft {
        kind,
        at: jiff::Timestamp::new(1_790_000_000 + second, 0).unwrap(),
        actor: "张伟".to_owned(),
        role: None,
        commit: Some("0f1e2d3c".to_owned()),
        plan_digest: Some(format!("sha256:{second}")),
        summary: Summary {
            trueup: "0.1.0".to_owned(),
            people: 1,
            ..Summary::default()
        },
        changes: None,
    }
}

/// Sets the registry up as `prod` and opens it.
pub(crate) async fn set_up(session: &mut Session) -> Registry {
    let first = registry::first_entry("prod", &draft(Kind::Setup, 0));
    let setup = Setup {
        engine: session.engine(),
        reader: None,
        applier: None,
        backup: None,
        tables: &TableGrants::default(),
        guards: None,
        first: &first,
    };
    install(session, &setup).await.unwrap();
    Registry::open(session, "prod").await.unwrap().unwrap()
}

pub(crate) async fn append(registry: &Registry, session: &mut Session, draft: &Draft) -> Entry {
    session.begin_write(None).await.unwrap();
    let entry = registry.append(session, draft).await.unwrap();
    session.commit().await.unwrap();
    entry
}

/// Makes and fills the change tables of some relations as the adapter engine does.
pub(crate) async fn change_tables(session: &mut Session, changes: &[Change], symbols: &Interner) {
    for rel in Rel::reconciled() {
        let spec = rel.spec();
        for verb in Verb::ALL {
            if verb == Verb::Rename && !rel.is_entity() {
                continue;
            }
            let names: Vec<String> = match verb {
                Verb::Rename => vec![spec.keys[0].name.to_owned(), format!("old_{}", spec.keys[0].name)],
                _ => spec.columns().map(|column| column.name.to_owned()).collect(),
            };
            let columns: Vec<_> = names.iter().map(|name| format!("\"{name}\" text")).collect();
            let end = trueup::db::dialect::table_end(session.engine());
            let table = format!("change_{}_{}", rel.name(), verb.name());
            let sql = format!(
                "CREATE TEMPORARY TABLE {table} (n integer, {}){end}",
                columns.join(", ")
            );
            session.execute(&sql, &[]).await.unwrap();
            for (n, change) in (1..).zip(changes.iter().filter(|c| c.rel == rel && c.verb == verb)) {
                let cells: Vec<Sym> = match verb {
                    Verb::Rename => vec![change.key()[0], change.old_key().unwrap()],
                    Verb::Delete => [change.key(), &vec![Sym::NULL; spec.values.len()]].concat(),
                    _ => [change.key(), change.new_values()].concat(),
                };
                let numbered: Vec<_> = (1..=cells.len()).map(|at| format!("${at}")).collect();
                let sql = format!("INSERT INTO {table} VALUES ({n}, {})", numbered.join(", "));
                let cells: Vec<_> = cells.iter().map(|&cell| symbols.get(cell)).collect();
                session.execute(&sql, &cells).await.unwrap();
            }
        }
    }
}

/// The rows of a relation as text.
pub(crate) fn texts(state: &State, rel: Rel, symbols: &Interner) -> Vec<Vec<Option<String>>> {
    let mut rows: Vec<_> = state
        .table(rel)
        .rows()
        .map(|row| {
            row.iter()
                .map(|&cell| symbols.get(cell).map(str::to_owned))
                .collect()
        })
        .collect();
    rows.sort();
    rows
}

/// Runs a script as an administrator would, with MariaDB's own program; what it complained about is the error.
pub(crate) fn run_with_mariadb(database: &Database, sql: &str) -> Result<(), String> {
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    let (login, place) = database.url.rsplit_once('@').unwrap();
    let (_, password) = login.rsplit_once(':').unwrap();
    let (address, name) = place.split_once('/').unwrap();
    let (host, port) = address.split_once(':').unwrap();
    let mut program = Command::new("mariadb")
        .args(["--no-defaults", "--binary-mode", "--user=root"])
        .args([
            format!("--host={host}"),
            format!("--port={port}"),
            name.to_owned(),
        ])
        .env("MYSQL_PWD", password)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the client programs of MariaDB are there");
    program.stdin.take().unwrap().write_all(sql.as_bytes()).unwrap();
    let done = program.wait_with_output().unwrap();
    if done.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&done.stderr).into_owned())
    }
}
