//! The databases: slices of every version, and a whole one.

use std::collections::BTreeMap;
use std::path::Path;

use trueup::db::{Access, catalog};

use crate::registry::{Database, mariadb, open, run, run_with_mariadb};
use crate::support::{Redis, Work, fixture, fixture_sql, redis_server};

/// The versions of which there is a slice.
const SLICES: [&str; 3] = ["14", "15", "16"];

/// A database of the test's own.
pub(super) struct Base {
    pub(super) db: Database,
    pub(super) title: String,
    pub(super) version: u32,
    /// Whether ERPNext itself made it.
    pub(super) whole: bool,
    /// What its servers would share.
    pub(super) redis: Redis,
}

impl Base {
    /// A project for it.
    pub(super) fn work(&self) -> Work {
        let work = Work::of("erpnext", &self.db.url).with("REDIS_URL", &self.redis.url());
        let project = std::fs::read_to_string(work.path().join("trueup.yaml")).unwrap();
        work.file("trueup.yaml", &format!("{project}    redis: ${{REDIS_URL}}\n"));
        work
    }

    /// A project for it that reads and writes with the rights that the setup gives, and no others.
    pub(super) fn least_rights(&mut self) -> Work {
        let [reader, applier] = ["reader", "applier"].map(|word| run(self.db.role(word)));
        let owner = self.work();
        owner
            .run(&["setup", "--reader", &reader, "--applier", &applier])
            .expect(0);
        let work = self
            .work()
            .with("ERP_URL", &self.db.url_as(&reader))
            .with("ERP_APPLY_URL", &self.db.url_as(&applier));
        let project = std::fs::read_to_string(work.path().join("trueup.yaml")).unwrap();
        work.file(
            "trueup.yaml",
            &format!("{project}    apply_url: ${{ERP_APPLY_URL}}\n"),
        );
        work
    }

    /// Runs statements.
    pub(super) fn sql(&self, statements: &str) {
        run(async {
            let mut session = open(&self.db.url, Access::Write).await;
            session.script(statements).await.unwrap();
            session.close().await;
        });
    }

    /// The rows of a query.
    pub(super) fn rows(&self, query: &str) -> Vec<Vec<Option<String>>> {
        run(async {
            let mut session = open(&self.db.url, Access::Write).await;
            let rows = session.query(query, &[]).await.unwrap();
            session.close().await;
            rows
        })
    }

    /// The cells of the one row that a query gives, nothing as `-`.
    pub(super) fn row(&self, query: &str) -> Vec<String> {
        let rows = self.rows(query);
        assert_eq!(rows.len(), 1, "{}: {query}", self.title);
        let cells = rows.into_iter().flatten();
        cells.map(|cell| cell.unwrap_or_else(|| "-".to_owned())).collect()
    }

    /// The contents of every table, as a number each.
    pub(super) fn checksums(&self) -> BTreeMap<String, String> {
        run(async {
            let mut session = open(&self.db.url, Access::Read).await;
            let mut tables = catalog::tables(&mut session).await.unwrap();
            tables.retain(|table| !table.starts_with("trueup_"));
            let sums = catalog::checksums(&mut session, &tables).await.unwrap();
            session.close().await;
            sums.into_iter()
                .map(|(table, sum)| (table, format!("{sum:?}")))
                .collect()
        })
    }
}

/// A slice of one version; nothing where no server was prepared.
pub(super) fn slice(version: &str) -> Option<Base> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/erpnext");
    let read = |file: String| std::fs::read_to_string(folder.join(file)).unwrap();
    let mut sql = read("slice.sql".to_owned());
    if version != "15" {
        sql += &read(format!("{version}.sql"));
    }
    loaded(&format!("slice of {version}"), version, false, || sql)
}

/// A slice of every version.
pub(super) fn slices() -> impl Iterator<Item = Base> {
    SLICES.into_iter().filter_map(slice)
}

/// The database that ERPNext itself made, if it is beside the repository.
pub(super) fn dump() -> Option<Base> {
    let path = fixture("erpnext 15", |name| {
        name.starts_with("erpnext-15") && name.ends_with(".sql.zst")
    })?;
    loaded("database made by 15", "15", true, || fixture_sql(&path))
}

/// All of them.
pub(super) fn every() -> impl Iterator<Item = Base> {
    slices().chain(std::iter::once_with(dump).flatten())
}

fn loaded(title: &str, version: &str, whole: bool, sql: impl FnOnce() -> String) -> Option<Base> {
    let (db, redis) = (run(mariadb())?, redis_server()?);
    run_with_mariadb(&db, &sql()).unwrap_or_else(|error| panic!("{title}: {error}"));
    Some(Base {
        db,
        title: title.to_owned(),
        version: version.parse().unwrap(),
        whole,
        redis,
    })
}
