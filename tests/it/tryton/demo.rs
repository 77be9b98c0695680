//! The demo's ERP has the shape of one that Tryton itself made: every table of it, column by column.

use std::collections::BTreeMap;

use trueup::db::{Access, ConnectOptions, DbUrl, Session};

use crate::support::{self, Engine};

/// Table to columns with their types, in order.
async fn columns(session: &mut Session) -> BTreeMap<String, Vec<String>> {
    let sql = "SELECT t.name, c.name || ' ' || c.type FROM sqlite_master t, pragma_table_info(t.name) c \
               WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY t.name, c.cid";
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in session.query(sql, &[]).await.unwrap() {
        let mut cells = row.into_iter().map(Option::unwrap);
        tables
            .entry(cells.next().unwrap())
            .or_default()
            .push(cells.next().unwrap());
    }
    tables
}

#[test]
fn the_demo_has_the_tables_that_tryton_made() {
    let Some(db) = support::clone("8.2", Engine::Sqlite) else {
        return;
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let options = || ConnectOptions::new("test", Access::Write);
        let mut real = Session::connect(&DbUrl::parse(&db.url()).unwrap(), options())
            .await
            .unwrap();
        let theirs = columns(&mut real).await;
        let path = db.folder().join("demo.sqlite");
        std::fs::write(&path, b"").unwrap();
        let url = DbUrl::parse(&format!("sqlite:{}", path.display())).unwrap();
        let mut demo = Session::connect(&url, options()).await.unwrap();
        let script = include_str!("../../../examples/demo/erp.sql");
        demo.begin_write(None).await.unwrap();
        demo.script(script).await.unwrap();
        demo.commit().await.unwrap();
        let ours = columns(&mut demo).await;
        assert!(ours.len() > 25, "{}", ours.len());
        for (table, columns) in ours {
            assert_eq!(theirs.get(&table), Some(&columns), "{table}");
        }
    });
}
