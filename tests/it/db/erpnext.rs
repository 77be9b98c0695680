//! The database of a real ERPNext: every table reads, dumps and restores. Only where its fixture lies beside this folder.

use std::io::Write as _;

use trueup::db::{Access, DbUrl, Moment, Restore, catalog};

use crate::registry::{Database, mariadb, open, run, run_with_mariadb};
use crate::support::{fixture, fixture_sql};

/// The fixture, loaded; none where it is not there.
async fn erpnext() -> Option<Database> {
    let file = fixture("erpnext", |name| {
        name.starts_with("erpnext-") && name.ends_with(".sql.zst")
    })?;
    let database = mariadb().await?;
    run_with_mariadb(&database, &fixture_sql(&file)).unwrap();
    Some(database)
}

#[test]
fn a_real_erp_is_read_dumped_and_restored_whole() {
    run(async {
        let Some(database) = erpnext().await else { return };
        let url = DbUrl::parse(&database.url).unwrap();
        let mut session = open(&database.url, Access::Read).await;
        let tables = catalog::tables(&mut session).await.unwrap();
        assert!(tables.len() > 500, "{}", tables.len());
        let before = catalog::checksums(&mut session, &tables).await.unwrap();
        assert!(before["tabDocPerm"].rows > 100);

        let empty = mariadb().await.unwrap();
        let mut moment = Moment::take(&url, "trueup test").await.unwrap();
        let target = DbUrl::parse(&empty.url).unwrap();
        let mut restore = Restore::begin(&target, "trueup test").await.unwrap();
        let (dump, restored) = tokio::task::spawn_blocking(move || {
            let done = std::io::copy(&mut moment.dump, &mut restore).and_then(|_| restore.flush());
            (moment.dump.finish(), done.map(|()| restore.finish()))
        })
        .await
        .unwrap();
        dump.unwrap();
        restored.unwrap().unwrap();
        let mut session = open(&empty.url, Access::Read).await;
        assert_eq!(catalog::tables(&mut session).await.unwrap(), tables);
        assert!(catalog::checksums(&mut session, &tables).await.unwrap() == before);
        // Neither a second time nor over anything else.
        let error = Restore::begin(&target, "trueup test").await.err().unwrap();
        assert!(error.to_string().contains("it is not empty"), "{error}");
    });
}

/// Change tables find the ERP's rows by their own indexes, although texts compare otherwise in them.
#[test]
fn many_changes_join_the_erps_own_tables() {
    run(async {
        let Some(database) = erpnext().await else { return };
        let mut session = open(&database.url, Access::Write).await;
        let made = "INSERT INTO tabUser (name, email, enabled, docstatus, idx) SELECT 'u' || seq || '@x', 'u' || seq || '@x', 1, 0, 0 \
                    FROM seq_1_to_3000";
        session.script(made).await.unwrap();
        session.begin_write(None).await.unwrap();
        let table = trueup::db::dialect::temporary_table(
            session.engine(),
            "change_grant_insert",
            "n integer, \"login\" varchar(768), \"role\" varchar(768), INDEX (\"login\"), INDEX (\"role\")",
        );
        session.script(&table).await.unwrap();
        let rows: Vec<[String; 3]> = (0..60_000)
            .map(|n| {
                [
                    n.to_string(),
                    format!("u{}@x", n % 3000 + 1),
                    format!("Role {}", n / 3000),
                ]
            })
            .collect();
        let cells = rows.iter().map(|row| row.iter().map(|cell| Some(cell.as_str())));
        assert_eq!(
            session
                .fill("change_grant_insert", &["n", "login", "role"], cells)
                .await
                .unwrap(),
            60_000
        );
        let begun = std::time::Instant::now();
        let sql = "INSERT INTO \"tabHas Role\" (name, parent, parenttype, parentfield, role, docstatus, idx) \
                   SELECT 'x' || c.n, u.name, 'User', 'roles', c.role, 0, 0 FROM change_grant_insert c JOIN tabUser u ON u.name = c.login";
        assert_eq!(session.execute(sql, &[]).await.unwrap(), 60_000);
        let took = begun.elapsed();
        assert!(took.as_secs() < 30, "{took:?}");
        // A name in another spelling is another name here, whatever the ERP's collation says.
        let sql =
            "SELECT 1 FROM change_grant_insert c JOIN tabUser u ON u.name = c.login WHERE u.name = 'U1@X'";
        assert_eq!(session.query(sql, &[]).await.unwrap().len(), 20);
        let upper = "UPDATE change_grant_insert SET login = upper(login)";
        session.execute(upper, &[]).await.unwrap();
        assert!(session.query(sql, &[]).await.unwrap().is_empty());
        session.rollback().await.unwrap();
    });
}
