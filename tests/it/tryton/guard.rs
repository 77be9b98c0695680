//! Guards: the database refuses codes that break a rule, whoever writes them, and nothing else.

use serde_json::{Value, json};

use crate::support::{self, Engine, LiveDb, Work, judge, server};

const RULES: &str = "\
item_codes:
  steel:
    title: 钢材
    applies_to: {category: 钢材/**}
    segments:
      - {literal: RM-}
      - {name: 流水号, serial: 5}
    enforce: reject
  tools:
    title: Tools
    applies_to: {category: Tools/**}
    segments:
      - {name: sort, values: {TO: tool}}
      - {literal: \"-\"}
      - {name: number, serial: 5, per: [sort]}
      - {name: size, optional: true, values: {/S: small, /L: large}}
  service:
    applies_to: {type: service}
    segments:
      - {literal: SV}
      - {name: number, serial: 4}
      - {check: gs1, of: [number]}
    enforce: reject
";

const STEEL: &str = "钢材/钢材 A";
const TOOLS: &str = "Tools/Tools A";

/// One database of each way in which guards work: at the end of the transaction, at once, and on SQLite. What takes long
/// is tried on these; what the ERP's code makes of a guard, on every database.
fn one_of_each_kind() -> impl Iterator<Item = LiveDb> {
    let kinds = [
        ("8.2", Engine::Postgres),
        ("6.0", Engine::Postgres),
        ("7.0", Engine::Sqlite),
    ];
    kinds
        .into_iter()
        .filter_map(|(series, engine)| support::clone(series, engine))
}

/// The ERP's own sequence would give every product without a code one that breaks the rules.
fn without_sequence(db: &LiveDb) {
    db.sql("UPDATE product_configuration SET template_sequence = NULL");
}

fn guarded(db: &LiveDb) -> Work {
    without_sequence(db);
    let work = Work::new(db);
    work.file("codes.yaml", RULES);
    work.run(&["setup"]).expect(0);
    work.run(&["apply", "--yes"]).expect(0);
    work
}

/// Has the ERP's ORM do the steps: what it says of each.
pub(super) fn steps(db: &LiveDb, steps: &[Value]) -> Vec<Value> {
    let text = Value::from(steps).to_string();
    let said: Vec<Value> = serde_json::from_value(judge(db, "guard", &[&text])).unwrap();
    assert_eq!(said.len(), steps.len());
    said
}

/// Fails unless the ERP let a step pass.
#[track_caller]
fn passed<'a>(db: &LiveDb, said: &'a Value) -> &'a Value {
    assert!(said["error"].is_null(), "{}: {said}", db.title());
    said
}

/// Fails unless the database refused a step by that rule, in words that reach the user.
#[track_caller]
fn refused(db: &LiveDb, said: &Value, rule: &str, code: &str) {
    let message = said["message"].as_str().unwrap_or_default();
    assert!(
        message.starts_with("trueup: ") && message.contains(rule),
        "{}: {said}",
        db.title()
    );
    // SQLite's messages are fixed when the trigger is made.
    assert!(
        db.engine() == Engine::Sqlite || message.contains(code),
        "{}: {said}",
        db.title()
    );
}

fn create(code: &str, category: &[&str]) -> Value {
    json!({"do": "create", "code": code, "category": category})
}

#[test]
fn the_orm_meets_the_guard() {
    for db in support::every() {
        let work = guarded(&db);
        work.run(&["plan", "--exit-code"]).expect(0);
        let steel = "rule steel (钢材), which asks for \"RM-\" 流水号 (5 digits)";
        let said = steps(
            &db,
            &[
                create("RM-77001", &[STEEL]),
                create("RX-77001", &[STEEL]),
                create("rm-77002", &[STEEL]),
                create("TO-77001", &[STEEL]),
                // No rule is for it, one that only reports is, and of two one fits.
                create("free", &[]),
                create("whatever", &[TOOLS]),
                create("TO-77003", &[TOOLS, STEEL]),
                // A missing code is reported, not refused: the ERP itself copies products without one.
                create("", &[STEEL]),
                json!({"do": "import", "rows": [["Rod", "RM-", "77004"]], "category": STEEL}),
                json!({"do": "import", "rows": [["Rod", "RM-", "7700"]], "category": STEEL}),
                // By type; the check digit of 0001 is 7.
                json!({"do": "create", "code": "SV00017", "category": [], "type": "service"}),
                json!({"do": "create", "code": "SV00018", "category": [], "type": "service"}),
            ],
        );
        let good = passed(&db, &said[0])["item"].clone();
        refused(&db, &said[1], steel, "RX-77001");
        refused(&db, &said[2], steel, "rm-77002");
        refused(&db, &said[3], steel, "TO-77001");
        for at in [4, 5, 6, 7, 8, 10] {
            passed(&db, &said[at]);
        }
        refused(&db, &said[9], steel, "RM-7700");
        refused(&db, &said[11], "rule service", "SV00018");
        if db.engine() == Engine::Postgres {
            let message = said[11]["message"].as_str().unwrap();
            assert!(message.contains("its check character should be 7"), "{message}");
            let message = said[3]["message"].as_str().unwrap();
            assert!(message.contains("it is one of the rule tools"), "{message}");
        }

        let free = &said[4]["item"];
        let tool = &said[5]["item"];
        let said = steps(
            &db,
            &[
                json!({"do": "edit", "item": good, "values": {"code": "RM-7"}}),
                json!({"do": "edit", "item": good, "values": {"code": "RM-77005", "name": "Rod"}}),
                json!({"do": "copy", "item": good}),
                // A category brings its rule; together with a code that fits it is fine.
                json!({"do": "edit", "item": free, "category": [STEEL]}),
                json!({"do": "edit", "item": tool, "category": [STEEL], "values": {"code": "RM-77006"}}),
                json!({"do": "edit", "item": good, "category": [TOOLS], "values": {"code": "TO-77007"}}),
                json!({"do": "edit", "item": free, "values": {"type": "service"}}),
                json!({"do": "edit", "item": free, "category": ["Tools"]}),
            ],
        );
        refused(&db, &said[0], steel, "RM-7");
        assert_eq!(passed(&db, &said[1])["code"], "RM-77005");
        assert!(
            passed(&db, &said[2])["code"]
                .as_str()
                .is_none_or(|code| code != "RM-77005")
        );
        refused(&db, &said[3], steel, "free");
        assert_eq!(passed(&db, &said[4])["code"], "RM-77006", "{}", db.title());
        passed(&db, &said[5]);
        refused(&db, &said[6], "rule service", "free");
        passed(&db, &said[7]);
    }
}

#[test]
fn what_was_wrong_before_can_still_be_edited() {
    for db in support::every() {
        without_sequence(&db);
        let work = Work::new(&db);
        work.file("codes.yaml", RULES);
        work.run(&["setup"]).expect(0);
        let said = steps(&db, &[create("old bad", &[STEEL]), create("older", &[STEEL])]);
        let (bad, other) = (&said[0]["item"], &said[1]["item"]);
        work.run(&["apply", "--yes"]).expect(0);
        let said = steps(
            &db,
            &[
                json!({"do": "edit", "item": bad, "values": {"name": "Renamed", "list_price": 7}}),
                json!({"do": "edit", "item": bad, "variant": {"description": "old"}}),
                json!({"do": "edit", "item": bad, "variant": {"active": false}}),
                json!({"do": "edit", "item": bad, "variant": {"active": true}}),
                json!({"do": "copy", "item": other}),
                // Taking the code away is no new violation; another bad one is.
                json!({"do": "edit", "item": other, "values": {"code": null}}),
                json!({"do": "edit", "item": other, "values": {"code": "still bad"}}),
                json!({"do": "edit", "item": other, "values": {"code": "RM-88001"}}),
            ],
        );
        for at in [0, 1, 2, 3, 4, 5, 7] {
            passed(&db, &said[at]);
        }
        refused(&db, &said[6], "rule steel", "still bad");
    }
}

#[test]
fn a_guard_goes_with_its_rule_and_survives_updates() {
    for db in one_of_each_kind() {
        let work = guarded(&db);
        // The ERP's own module update leaves it alone.
        let updated = judge(&db, "update", &["product"]);
        assert_eq!(updated["ok"], true, "{}: {updated}", db.title());
        work.run(&["plan", "--exit-code"]).expect(0);
        refused(
            &db,
            &steps(&db, &[create("bad", &[STEEL])])[0],
            "rule steel",
            "bad",
        );

        // Another form of the rule, and no guard for it any more.
        work.file("codes.yaml", &RULES.replacen("serial: 5", "serial: 6", 1));
        work.run(&["apply", "--yes"]).expect(0);
        let said = steps(
            &db,
            &[create("RM-77001", &[STEEL]), create("RM-770012", &[STEEL])],
        );
        refused(&db, &said[0], "(6 digits)", "RM-77001");
        passed(&db, &said[1]);
        work.file(
            "codes.yaml",
            &RULES.replacen("enforce: reject", "enforce: deny", 1),
        );
        let plan = work.run(&["plan"]).expect(0).stdout;
        assert!(
            plan.contains("codes of `steel` as it is now are let through"),
            "{plan}"
        );
        work.run(&["apply", "--yes"]).expect(0);
        work.run(&["plan", "--exit-code"]).expect(0);
        passed(&db, &steps(&db, &[create("bad", &[STEEL])])[0]);

        // Without any rule that refuses, nothing is left of it.
        work.file("codes.yaml", &RULES.replace("enforce: reject", "enforce: deny"));
        let plan = work.run(&["plan"]).expect(0).stdout;
        assert!(
            plan.contains("codes that break `service` are no longer refused"),
            "{plan}"
        );
        work.run(&["apply", "--yes"]).expect(0);
        work.run(&["plan", "--exit-code"]).expect(0);
        let left = match db.engine() {
            Engine::Postgres => "SELECT rule FROM trueup.item_guard",
            Engine::Sqlite => {
                "SELECT rule FROM trueup_item_guard UNION ALL
                 SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'trueup_guard_%'"
            }
        };
        assert_eq!(db.sql(left).len(), 0, "{}", db.title());
        let service = json!({"do": "create", "code": "x", "category": [], "type": "service"});
        passed(&db, &steps(&db, &[service])[0]);
    }
}

#[test]
fn somebody_takes_a_guard_away() {
    for engine in [Engine::Postgres, Engine::Sqlite] {
        let Some(db) = support::clone("8.2", engine) else {
            return;
        };
        let work = guarded(&db);
        match engine {
            Engine::Postgres => {
                db.sql("ALTER TABLE product_product DISABLE TRIGGER trueup_guard_code_update");
                let plan = work.run(&["plan"]).expect(0).stdout;
                assert!(
                    plan.contains("plan/guards-missing") && plan.contains("trueup_guard_code_update"),
                    "{plan}"
                );
                work.run(&["setup"]).expect(0);
            }
            Engine::Sqlite => {
                db.sql("DROP TRIGGER \"trueup_guard_steel_code-update\"");
                let plan = work.run(&["plan"]).expect(0).stdout;
                assert!(plan.contains("steel"), "{plan}");
                work.run(&["apply", "--yes", "--revert-drift"]).expect(0);
            }
        }
        let plan = work.run(&["plan", "--exit-code"]).expect(0).stdout;
        assert!(!plan.contains("guards-missing"), "{plan}");
        refused(
            &db,
            &steps(&db, &[create("bad", &[STEEL])])[0],
            "rule steel",
            "bad",
        );
    }
}

#[test]
fn who_applies_owns_nothing_and_who_sells_reads_nothing() {
    let Some(db) = support::clone("8.2", Engine::Postgres) else {
        return;
    };
    let role = format!("guard_applier_{}", std::process::id());
    db.sql(&format!("CREATE ROLE {role} LOGIN PASSWORD 'applier'"));
    let owner = Work::new(&db).with("ERP_URL", &db.superuser_url());
    let script = owner
        .run(&["setup", "--sql", "--applier", &role])
        .expect(0)
        .stdout;
    db.sql(&script);
    let work = Work::new(&db).with("ERP_URL", &db.url_as(&role, "applier"));
    work.file("codes.yaml", RULES);
    work.run(&["apply", "--yes"]).expect(0);
    work.run(&["plan", "--exit-code"]).expect(0);
    // The ERP's own role may not even look into trueup's schema, and the guard holds for it.
    let schema = db.sql("SELECT has_schema_privilege('tryton', 'trueup', 'USAGE')::text");
    assert_eq!(schema, [[Some("false".to_owned())]]);
    let said = steps(&db, &[create("RM-77001", &[STEEL]), create("bad", &[STEEL])]);
    passed(&db, &said[0]);
    refused(&db, &said[1], "rule steel", "bad");
    db.sql(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
}

#[test]
fn a_client_is_told_the_rule_and_the_server_goes_on() {
    for db in one_of_each_kind() {
        let _work = guarded(&db);
        let server = server(&db, 300);
        let session = server.login("admin", &db.password("admin")).unwrap();
        let unit = db.sql(
            "SELECT CAST(db_id AS text) FROM ir_model_data WHERE module = 'product' AND fs_id = 'uom_unit'",
        );
        let unit: i64 = unit[0][0].as_ref().unwrap().parse().unwrap();
        let category = db.sql("SELECT CAST(id AS text) FROM product_category WHERE name = '钢材 A'");
        let category: i64 = category[0][0].as_ref().unwrap().parse().unwrap();
        let row = |code: &str| {
            json!([{"name": "By RPC", "type": "goods", "code": code, "default_uom": unit,
                "categories": [["add", [category]]], "products": [["create", [{}]]]}])
        };
        let said = server.call(&session, "model.product.template.create", &[row("bad")]);
        assert_eq!(said["status"], 200, "{}: {said}", db.title());
        let told = said["error"][0].as_str().unwrap_or_default();
        assert!(
            told.starts_with("trueup: ") && told.contains("rule steel (钢材)"),
            "{}: {said}",
            db.title()
        );
        let said = server.call(&session, "model.product.template.create", &[row("RM-77001")]);
        assert!(
            said["error"].is_null() && said["result"].is_array(),
            "{}: {said}",
            db.title()
        );
        let kept = db.sql("SELECT code FROM product_product WHERE code IN ('bad', 'RM-77001')");
        assert_eq!(kept, [[Some("RM-77001".to_owned())]], "{}", db.title());
    }
}
