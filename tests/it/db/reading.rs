//! Reading: every kind of cell, one state, and nothing written.

use trueup::model::Engine;

use super::*;

async fn texts(session: &mut Session, sql: &str) -> Result<Vec<Vec<Option<String>>>, DbError> {
    let mut rows = Vec::new();
    session
        .read(sql, |cells| {
            rows.push(cells.iter().map(|c| c.map(str::to_owned)).collect());
        })
        .await?;
    Ok(rows)
}

fn row(cells: &[Option<&str>]) -> Vec<Option<String>> {
    cells.iter().map(|c| c.map(str::to_owned)).collect()
}

#[test]
fn what_is_filled_in_reads_back() {
    run(each_engine(|url| async move {
        let mut session = open(&url, Access::Write).await;
        session
            .script("CREATE TABLE t (a text, b text, c integer)")
            .await
            .unwrap();
        let rows = [
            [Some("li"), None, Some("1")],
            [Some("张\t伟\\"), Some(""), Some("-2")],
            [Some("two\nlines\r'\""), Some("\\N"), None],
        ];
        session.begin_write(None).await.unwrap();
        assert_eq!(
            session
                .fill("t", &["a", "b", "c"], rows.into_iter())
                .await
                .unwrap(),
            3
        );
        session.commit().await.unwrap();
        session.begin_read().await.unwrap();
        let sql = "SELECT a, b, c FROM t -- in the order of the file";
        assert_eq!(session.columns(sql).await.unwrap(), ["a", "b", "c"]);
        let expected: Vec<_> = rows.iter().map(|cells| row(cells)).collect();
        assert_eq!(texts(&mut session, sql).await.unwrap(), expected);
        session.rollback().await.unwrap();
        let found = session
            .query("SELECT b FROM t WHERE a = $1", &[Some("张\t伟\\")])
            .await
            .unwrap();
        assert_eq!(found, [row(&[Some("")])]);
        let none: [[Option<&str>; 1]; 0] = [];
        assert_eq!(session.fill("t", &["a"], none.into_iter()).await.unwrap(), 0);
    }));
}

/// Few rows and many go different ways on some engines.
#[test]
fn every_number_of_rows_is_filled_in_alike() {
    run(each_engine(|url| async move {
        let mut session = open(&url, Access::Write).await;
        let made = session.script("CREATE TABLE many (n integer, t text, yes boolean)");
        made.await.unwrap();
        for number in [1_u64, 99, 100, 101, 5_000] {
            let cells: Vec<String> = (0..number).map(|n| n.to_string()).collect();
            let spellings = ["\\n", "it's", "$1", "", "\\", "a\nb"];
            let rows = cells.iter().enumerate().map(|(at, n)| {
                let text = (at % 7 > 0).then(|| spellings[at % 7 - 1]);
                [Some(n.as_str()), text, Some("1")]
            });
            session.begin_write(None).await.unwrap();
            let filled = session.fill("many", &["n", "t", "yes"], rows.clone()).await;
            assert_eq!(filled.unwrap(), number);
            let sql = "SELECT n, t FROM many ORDER BY n";
            let expected: Vec<_> = rows.map(|cells| row(&cells[..2])).collect();
            assert_eq!(texts(&mut session, sql).await.unwrap(), expected);
            session.rollback().await.unwrap();
        }
    }));
}

#[test]
fn every_type_is_spelled_as_text() {
    run(async {
        let file = sqlite().await;
        let mut session = open(&file.url, Access::Read).await;
        let sql = "SELECT 7, 1.0, 1 = 1, x'00ff', 'a', NULL, ''";
        let expected = [row(&[
            Some("7"),
            Some("1.0"),
            Some("1"),
            Some("\\x00ff"),
            Some("a"),
            None,
            Some(""),
        ])];
        assert_eq!(texts(&mut session, sql).await.unwrap(), expected);
        assert_eq!(session.query(sql, &[]).await.unwrap(), expected);
        let Some(database) = postgres().await else { return };
        let mut session = open(&database.url, Access::Read).await;
        let sql = "SELECT 7, 1.50::numeric, true, '\\x00ff'::bytea, ARRAY['a','b'], timestamptz '2026-01-02 03:04:05+02'";
        let rest = [Some("\\x00ff"), Some("{a,b}"), Some("2026-01-02 01:04:05+00")];
        let expected = |truth| {
            vec![row(
                &[&[Some("7"), Some("1.50"), Some(truth)], rest.as_slice()].concat()
            )]
        };
        assert_eq!(texts(&mut session, sql).await.unwrap(), expected("t"));
        assert_eq!(session.query(sql, &[]).await.unwrap(), expected("true"));
        let sql = "SELECT $1::text, 7, true, 8::bigint, 'n'::name, NULL::text";
        let found = session.query(sql, &[Some("x")]).await.unwrap();
        assert_eq!(
            found,
            [row(&[
                Some("x"),
                Some("7"),
                Some("true"),
                Some("8"),
                Some("n"),
                None
            ])]
        );
        let error = session
            .query("SELECT now(), $1::text", &[None])
            .await
            .unwrap_err();
        assert!(error.message().contains("cast it to text"), "{error}");
    });
}

#[test]
fn reading_cannot_write() {
    run(each_engine(|url| async move {
        let mut writer = open(&url, Access::Write).await;
        writer.script("CREATE TABLE t (a text)").await.unwrap();
        let write = "INSERT INTO t (a) VALUES ('x') RETURNING a";
        writer.begin_read().await.unwrap();
        assert!(writer.query(write, &[]).await.unwrap_err().is_read_only());
        writer.rollback().await.unwrap();
        writer.begin_read().await.unwrap();
        assert!(writer.script("DELETE FROM t").await.is_err());
        writer.rollback().await.unwrap();
        let mut reader = open(&url, Access::Read).await;
        assert!(reader.begin_write(None).await.is_err());
        assert!(reader.execute("DELETE FROM t", &[]).await.is_err());
        assert!(reader.query(write, &[]).await.unwrap_err().is_read_only());
        reader.begin_read().await.unwrap();
        assert!(reader.query(write, &[]).await.unwrap_err().is_read_only());
        reader.rollback().await.unwrap();
        writer.begin_write(None).await.unwrap();
        assert_eq!(writer.query(write, &[]).await.unwrap().len(), 1);
        writer.rollback().await.unwrap();
        assert_eq!(reader.query("SELECT a FROM t", &[]).await.unwrap().len(), 0);
    }));
}

/// Whatever the journal mode, the ERP can commit while we read, and we go on seeing what we saw first.
async fn others_can_write_while_we_read(url: &str) {
    let mut erp = impatient(url, Access::Write).await;
    erp.script("CREATE TABLE t (a text); INSERT INTO t VALUES ('before')")
        .await
        .unwrap();
    let mut reader = open(url, Access::Read).await;
    reader.begin_read().await.unwrap();
    erp.execute("UPDATE t SET a = 'after'", &[]).await.unwrap();
    assert_eq!(
        reader.query("SELECT a FROM t", &[]).await.unwrap(),
        [row(&[Some("before")])]
    );
    erp.begin_write(None).await.unwrap();
    erp.execute("INSERT INTO t VALUES ('more')", &[]).await.unwrap();
    erp.commit().await.unwrap();
    assert_eq!(
        texts(&mut reader, "SELECT a FROM t").await.unwrap(),
        [row(&[Some("before")])]
    );
    reader.rollback().await.unwrap();
    reader.begin_read().await.unwrap();
    assert_eq!(texts(&mut reader, "SELECT a FROM t").await.unwrap().len(), 2);
}

#[test]
fn reading_keeps_nobody_from_writing() {
    run(async {
        each_engine(|url| async move { others_can_write_while_we_read(&url).await }).await;
        let file = sqlite().await;
        let mut session = open(&file.url, Access::Write).await;
        session.query("PRAGMA journal_mode = wal", &[]).await.unwrap();
        others_can_write_while_we_read(&file.url).await;
    });
}

#[test]
fn a_query_that_fails_does_not_spoil_the_session() {
    run(each_engine(|url| async move {
        let mut session = open(&url, Access::Write).await;
        session
            .script("CREATE TABLE t (a integer); INSERT INTO t VALUES (1), (0)")
            .await
            .unwrap();
        session.begin_read().await.unwrap();
        let error = texts(&mut session, "SELECT a\nFROM nowhere").await.unwrap_err();
        assert!(error.is_undefined_object(), "{error}");
        if session.engine() == Engine::Postgres {
            assert_eq!(error.line_in("SELECT a\nFROM nowhere"), Some(2));
        }
        session.rollback().await.unwrap();
        session.begin_read().await.unwrap();
        let json = "SELECT CAST(json_extract(CASE a WHEN 1 THEN '[1]' ELSE '?' END, '$[0]') AS text) FROM t";
        let division = "SELECT 1 / a FROM t";
        // More than one row where one belongs.
        let several = "SELECT CASE a WHEN 1 THEN 1 ELSE (SELECT b.a FROM t b JOIN t c) END FROM t";
        let late = match session.engine() {
            Engine::Postgres => division,
            Engine::Sqlite => json,
            Engine::Mariadb => several,
        };
        assert!(texts(&mut session, late).await.is_err());
        session.rollback().await.unwrap();
        session.begin_read().await.unwrap();
        assert_eq!(texts(&mut session, "SELECT a FROM t").await.unwrap().len(), 2);
        session.savepoint("here").await.unwrap();
        assert!(
            session
                .query("SELECT b FROM t", &[])
                .await
                .unwrap_err()
                .is_undefined_object()
        );
        session.rollback_to("here").await.unwrap();
        assert_eq!(session.query("SELECT a FROM t", &[]).await.unwrap().len(), 2);
    }));
}

#[test]
fn every_type_of_mariadb_is_text() {
    run(async {
        let Some(database) = mariadb().await else { return };
        let mut session = open(&database.url, Access::Write).await;
        let ddl = "CREATE TABLE t (a tinyint(1), b bigint unsigned, c decimal(21,9), d datetime(6), e bit(9), f json, g blob, h date,
            i varchar(9) COLLATE utf8mb4_unicode_ci, j int(8) zerofill, k enum('x', 'y'), l double);
            INSERT INTO t VALUES (1, 18446744073709551615, '123456789012.000000001', '2026-01-02 03:04:05.000006', b'100000001',
            '{\"a\": 1}', x'00ff', '2026-01-02', '采\\', 7, 'y', 1.5), (0, 0, 0, NULL, b'0', NULL, '', NULL, '', 0, NULL, 0)";
        session.script(ddl).await.unwrap();
        let expected = [
            row(&[
                Some("1"),
                Some("18446744073709551615"),
                Some("123456789012.000000001"),
                Some("2026-01-02 03:04:05.000006"),
                Some("257"),
                Some("{\"a\": 1}"),
                Some("\\x00ff"),
                Some("2026-01-02"),
                Some("采\\"),
                Some("00000007"),
                Some("y"),
                Some("1.5"),
            ]),
            row(&[
                Some("0"),
                Some("0"),
                Some("0.000000000"),
                None,
                Some("0"),
                None,
                Some(""),
                None,
                Some(""),
                Some("00000000"),
                None,
                Some("0"),
            ]),
        ];
        assert_eq!(texts(&mut session, "SELECT * FROM t").await.unwrap(), expected);
        assert_eq!(session.query("SELECT * FROM t", &[]).await.unwrap(), expected);
        let sql = "SELECT a, b, c, i, $2 || i, NULL FROM t WHERE a = $1";
        let found = session.query(sql, &[Some("1"), Some("'")]).await.unwrap();
        let whole = Some("123456789012.000000001");
        let cells = [
            Some("1"),
            Some("18446744073709551615"),
            whole,
            Some("采\\"),
            Some("'采\\"),
            None,
        ];
        assert_eq!(found, [row(&cells)]);
        let error = session
            .query("SELECT d FROM t WHERE a = $1", &[Some("1")])
            .await
            .unwrap_err();
        assert!(error.message().contains("cast it to text"), "{error}");
        // What does not fit is refused and not cut.
        assert!(
            session
                .execute("INSERT INTO t (i) VALUES ('0123456789')", &[])
                .await
                .is_err()
        );
        assert!(session.size().await.unwrap() > 0);
    });
}

#[test]
fn rights_are_told_apart_from_names() {
    run(async {
        for database in [postgres().await, mariadb().await].into_iter().flatten() {
            a_right_is_missing(database).await;
        }
    });
}

async fn a_right_is_missing(mut database: Database) {
    let role = database.role("reader").await;
    let mut owner = open(&database.url, Access::Write).await;
    owner
        .script("CREATE TABLE t (a integer); CREATE TABLE u (a integer)")
        .await
        .unwrap();
    if database.engine() == Engine::Mariadb {
        owner
            .script(&format!("GRANT SELECT ON u TO {role}"))
            .await
            .unwrap();
    }
    let mut session = open(&database.url_as(&role), Access::Read).await;
    session.begin_read().await.unwrap();
    if database.is_postgres() {
        assert_eq!(session.columns("SELECT a FROM t").await.unwrap(), ["a"]);
    }
    let error = texts(&mut session, "SELECT a FROM t").await.unwrap_err();
    assert!(error.is_permission_denied() && !error.is_connection(), "{error}");
    session.rollback().await.unwrap();
    session.begin_read().await.unwrap();
    assert_eq!(texts(&mut session, "SELECT 1").await.unwrap().len(), 1);
}
