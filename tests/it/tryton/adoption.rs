//! Taking an existing ERP over: pull, an empty plan, the registry, and a role that cannot write.

use crate::support::{self, Engine, Work};

#[test]
fn what_was_pulled_plans_nothing() {
    for db in support::every() {
        let work = Work::new(&db);
        work.run(&["pull"]).expect(0);
        work.run(&["validate"]).expect(0);
        let plan = work
            .run(&["plan", "--format", "json", "--exit-code"])
            .expect(0)
            .json();
        assert_eq!(plan["changes"], serde_json::json!([]), "{}", db.title());
        // Pulling again overwrites nothing.
        let again = work.run(&["pull"]);
        assert_ne!(again.code, 0, "{}", again.stdout);
    }
}

#[test]
fn adopting_writes_a_journal_entry_and_a_receipt_and_nothing_else() {
    for db in support::every() {
        let work = Work::new(&db);
        work.run(&["pull"]).expect(0);
        let refused = work.run(&["apply", "-y"]);
        assert_ne!(refused.code, 0, "without a registry there is no apply");
        assert!(refused.stderr.contains("trueup setup"), "{}", refused.stderr);
        work.run(&["setup"]).expect(0);
        work.run(&["setup"]).expect(0);
        let before = db.sql("SELECT login, active, name, write_date FROM res_user ORDER BY login");
        work.run(&["apply", "-y"]).expect(0);
        assert_eq!(
            before,
            db.sql("SELECT login, active, name, write_date FROM res_user ORDER BY login")
        );
        let journal = work
            .run(&["journal", "list", "--format", "json"])
            .expect(0)
            .json();
        assert_eq!(journal["entries"].as_array().map(Vec::len), Some(2), "{journal}");
        let receipts = std::fs::read_dir(work.path().join("receipts/live")).unwrap();
        assert_eq!(receipts.count(), 2, "one of the setup, one of the adoption");
        work.run(&["journal", "verify"]).expect(0);
        work.run(&["plan", "--exit-code"]).expect(0);
    }
}

#[test]
fn reading_needs_no_right_to_write_and_applying_no_more_than_the_script_gives() {
    let Some(db) = support::clone("8.2", Engine::Postgres) else {
        return;
    };
    let suffix = std::process::id();
    let (reader, applier) = (format!("reader_{suffix}"), format!("applier_{suffix}"));
    db.sql(&format!(
        "CREATE ROLE {reader} LOGIN PASSWORD 'r'; CREATE ROLE {applier} LOGIN PASSWORD 'a'"
    ));
    let work = Work::new(&db)
        .with("READ_URL", &db.url_as(&reader, "r"))
        .with("APPLY_URL", &db.url_as(&applier, "a"));
    let script = work
        .run(&["setup", "--sql", "--reader", &reader, "--applier", &applier])
        .expect(0)
        .stdout;
    db.sql(&script);
    let config = "project: harbour\ntargets:\n  live: {adapter: tryton, url: \"${READ_URL}\", apply_url: \"${APPLY_URL}\"}\n";
    work.file("trueup.yaml", config);
    for verb in [
        &["pull"][..],
        &["plan"],
        &["lock"],
        &["status"],
        &["why", "lin.mei"],
    ] {
        work.run(verb).expect(0);
    }
    // The reader is not even able to write.
    let attempt = std::process::Command::new("psql")
        .args([&db.url_as(&reader, "r"), "-qc", "UPDATE res_user SET name = 'x'"])
        .output()
        .unwrap();
    assert!(!attempt.status.success());
    work.file(
        "people/new.yaml",
        "users:\n  wu.min: {name: 吴敏, roles: [\"name:Purchasing\"], companies: [海港机械有限公司]}\n",
    );
    work.run(&["apply", "-y", "--initial-passwords", "passwords"])
        .expect(0);
    work.run(&["plan", "--exit-code"]).expect(0);
    let password = std::fs::read_to_string(work.path().join("passwords")).unwrap();
    let password = password.trim().strip_prefix("wu.min\t").unwrap();
    let said = support::judge(&db, "login", &["wu.min", password]);
    assert_eq!(said["accepted"], true, "{said}");
    drop(work);
    db.sql(&format!(
        "DROP OWNED BY {reader}, {applier}; REVOKE ALL ON SCHEMA public FROM {reader}, {applier}; DROP ROLE {reader}, {applier}"
    ));
}
