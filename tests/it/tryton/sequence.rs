//! The ERP's own number sequence follows a rule: it writes its codes and never gives one that exists.

use serde_json::{Value, json};

use super::guard::steps;
use crate::support::{self, Engine, LiveDb, Work};

/// Codes as the program's own sequence may give them: P, a number, and nothing else.
const RULE: &str = "\
item_codes:
  part:
    segments:
      - {literal: PX-}
      - {name: number, serial: 6}
    sequence: Product [海港机械有限公司]
";

fn set_up(db: &LiveDb, rules: &str) -> Work {
    let work = Work::new(db);
    work.file("codes.yaml", rules);
    work.run(&["setup"]).expect(0);
    work
}

fn create() -> Value {
    json!({"do": "create", "code": null, "category": []})
}

fn with_code(code: &str) -> Value {
    json!({"do": "create", "code": code, "category": []})
}

#[test]
fn the_program_numbers_products_by_the_rule() {
    for db in support::every() {
        let title = db.title();
        let work = set_up(&db, RULE);
        assert_eq!(
            steps(&db, &[with_code("PX-000041")])[0]["error"],
            Value::Null,
            "{title}"
        );
        let plan = work.run(&["plan"]).expect(0).stdout;
        assert!(
            plan.contains("plan/sequence-moves") && plan.contains("goes on with 42"),
            "{title}: {plan}"
        );
        work.run(&["apply", "--yes"]).expect(0);
        work.run(&["plan", "--exit-code"]).expect(0);
        let said = steps(
            &db,
            &[create(), create(), json!({"do": "next", "sequence": "Product"})],
        );
        let codes: Vec<&Value> = said.iter().map(|said| &said["code"]).collect();
        assert_eq!(codes, ["PX-000042", "PX-000043", "PX-000044"], "{title}");

        // Somebody numbers by hand: the check says that the sequence would collide.
        steps(&db, &[with_code("PX-000050")]);
        let checked = work.run(&["items", "check", "--format", "json"]);
        let behind = &checked.json()["sequences_behind"];
        assert_eq!(
            *behind,
            json!([{"rule": "part", "sequence": "Product [海港机械有限公司]", "next": 45, "least": 51}]),
            "{title}"
        );
        let text = work.run(&["items", "check"]).stdout;
        assert!(
            text.contains("`Product [海港机械有限公司]` gives 45 next, and rule `part` needs 51"),
            "{text}"
        );
        // A change of the rule moves it forward, and nothing ever moves it back.
        work.file("codes.yaml", &RULE.replace("serial: 6", "serial: 7"));
        steps(&db, &[with_code("PX-0000060")]);
        work.run(&["apply", "--yes"]).expect(0);
        let said = steps(&db, &[create()]);
        assert_eq!(said[0]["code"], "PX-0000061", "{title}");
        work.file("codes.yaml", &RULE.replace("literal: PX-", "literal: PY-"));
        work.run(&["apply", "--yes"]).expect(0);
        let said = steps(&db, &[create()]);
        assert_eq!(said[0]["code"], "PY-000062", "{title}");
        work.run(&["plan", "--exit-code"]).expect(0);

        // What the program gave to a record that nobody sees yet is not issued again, and the other way round.
        let said = steps(&db, &[json!({"do": "next", "sequence": "Product"})]);
        assert_eq!(said[0]["code"], "PY-000063", "{title}");
        let issued = work.run(&["items", "next", "part"]).expect(0).stdout;
        assert_eq!(issued.lines().next(), Some("PY-000064"), "{title}");
        assert_eq!(steps(&db, &[create()])[0]["code"], "PY-000065", "{title}");
    }
}

#[test]
fn who_applies_needs_no_ownership_to_move_a_sequence() {
    let Some(db) = support::clone("8.2", Engine::Postgres) else {
        return;
    };
    let [reader, applier] =
        ["reader", "applier"].map(|what| format!("sequence_{what}_{}", std::process::id()));
    db.sql(&format!(
        "CREATE ROLE {reader} LOGIN PASSWORD 'r'; CREATE ROLE {applier} LOGIN PASSWORD 'a'"
    ));
    let owner = Work::new(&db).with("ERP_URL", &db.superuser_url());
    let script = owner.run(&["setup", "--sql", "--reader", &reader, "--applier", &applier]);
    db.sql(&script.expect(0).stdout);
    steps(&db, &[with_code("PX-000041")]);
    let reads = Work::new(&db).with("ERP_URL", &db.url_as(&reader, "r"));
    reads.file("codes.yaml", RULE);
    let plan = reads.run(&["plan"]).expect(0).stdout;
    assert!(plan.contains("goes on with 42"), "{plan}");
    let work = Work::new(&db).with("ERP_URL", &db.url_as(&applier, "a"));
    work.file("codes.yaml", RULE);
    work.run(&["apply", "--yes"]).expect(0);
    assert_eq!(steps(&db, &[create()])[0]["code"], "PX-000042");
    db.sql(&format!(
        "DROP OWNED BY {reader}, {applier}; DROP ROLE {reader}, {applier}"
    ));
}

#[test]
fn what_a_sequence_cannot_write_is_refused_with_its_place() {
    let Some(db) = support::clone("8.2", Engine::Sqlite) else {
        return;
    };
    let work = set_up(
        &db,
        &RULE.replace("{name: number, serial: 6}", "{date: YYMM}\n      - {serial: 4}"),
    );
    let said = work.run(&["plan"]).expect(1).stderr;
    assert!(
        said.contains("desired/rule-without-sequence") && said.contains("a date"),
        "{said}"
    );
    work.file(
        "codes.yaml",
        &format!("{RULE}sequences:\n  Product [海港机械有限公司]: {{prefix: Q}}\n"),
    );
    let said = work.run(&["plan"]).expect(1).stderr;
    assert!(said.contains("desired/sequence-twice"), "{said}");
    work.file(
        "codes.yaml",
        &RULE.replace("sequence: Product", "sequence: Products"),
    );
    let said = work.run(&["plan"]).expect(1).stderr;
    assert!(
        said.contains("desired/unknown-sequence") && said.contains("Product"),
        "{said}"
    );
    // What a dollar sign begins is a date in this program.
    work.file("codes.yaml", &RULE.replace("literal: PX-", "literal: \"$P\""));
    let said = work.run(&["apply", "--yes"]);
    assert!(said.code != 0 && said.stderr.contains("dollar sign"), "{said:?}");
}
