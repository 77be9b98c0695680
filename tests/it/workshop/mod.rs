//! The example ERP through the program, on every engine: applies that die, least rights, backups.

mod backups;
mod contention;
mod crash;

use std::path::Path;

use trueup::db::Access;
use trueup::model::Engine;

use crate::registry::{Database, mariadb, open, postgres, run, sqlite};
use crate::support::Work;

const PROJECT: &str = "project: maple-workshop\ntimezone: Asia/Shanghai\ntargets:\n  shop:\n    adapter: ./adapter\n    \
                       url: ${READ_URL}\n    apply_url: ${ERP_URL}\n    backup_url: ${BACKUP_URL}\n    restore_url: ${SERVER_URL}\n";

/// A fresh Workshop on every engine that there is.
fn every() -> Vec<Database> {
    run(async {
        let mut all = vec![sqlite().await];
        all.extend([postgres().await, mariadb().await].into_iter().flatten());
        for database in &all {
            let mut session = open(&database.url, Access::Write).await;
            for file in [&format!("schema.{}.sql", database.engine().name()), "seed.sql"] {
                let sql = std::fs::read_to_string(example().join(file)).unwrap();
                session.script(&sql).await.unwrap();
            }
            session.close().await;
        }
        all
    })
}

fn example() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/home-grown"))
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// A project for a Workshop, set up by its owner. Where the engine has accounts, reading, applying and backing up have one
/// each, with no more than the setup gives them.
fn project(database: &mut Database) -> Work {
    let owner = database.url.clone();
    let (mut arguments, mut urls) = (vec!["setup".to_owned()], vec![owner.clone(); 3]);
    if database.engine() != Engine::Sqlite {
        for (at, word) in ["reader", "applier", "backup"].into_iter().enumerate() {
            let role = run(database.role(word));
            urls[at] = database.url_as(&role);
            arguments.extend([format!("--{word}"), role]);
        }
    }
    let work = Work::empty()
        .with("READ_URL", &urls[0])
        .with("BACKUP_URL", &urls[2])
        .with("SERVER_URL", &owner);
    work.file("trueup.yaml", PROJECT);
    copy(&example().join("adapter"), &work.path().join("adapter"));
    let work = work.with("ERP_URL", &owner);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    work.run(&arguments).expect(0);
    work.with("ERP_URL", &urls[1])
}

/// The first column of a query's rows, as the owner sees them.
fn sql(database: &Database, sql: &str) -> Vec<Option<String>> {
    run(async {
        let mut session = open(&database.url, Access::Write).await;
        let rows = session.query(sql, &[]).await.unwrap();
        session.close().await;
        rows.into_iter()
            .filter_map(|row| row.into_iter().next())
            .collect()
    })
}
