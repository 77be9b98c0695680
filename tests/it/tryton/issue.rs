//! Item codes are issued once, whoever asks, however often, and whatever dies in between.

use std::collections::BTreeSet;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::{self, Engine, LiveDb, Work};

const RULES: &str = "\
item_codes:
  steel:
    title: 钢材
    applies_to: {category: 钢材/**}
    segments:
      - {literal: RM-}
      - {name: 流水号, serial: 5}
  plate:
    title: 板材
    applies_to: {category: 板材/**}
    segments:
      - {literal: PL-}
      - {name: 大类, values: {ST: 钢, AL: 铝}}
      - {literal: \"-\"}
      - {name: 中类, within: 大类, values: {ST: {H: 热轧, C: 冷轧}, AL: {P: 纯铝}}}
      - {literal: \"-\"}
      - {name: 流水号, serial: 4, per: [大类, 中类], reserved: [\"1-9\", \"12-13\"]}
      - {check: iso7064-mod37-36}
  tight:
    applies_to: {category: Tight}
    segments:
      - {literal: T-}
      - {name: n, serial: 1, gaps: false, reserved: [\"7-9\"]}
";

/// A project whose rules are in force.
pub(super) fn ready(db: &LiveDb) -> Work {
    let work = Work::new(db);
    work.file("codes.yaml", RULES);
    work.run(&["setup"]).expect(0);
    work.run(&["apply", "--yes"]).expect(0);
    work
}

/// The codes of `items next`.
#[track_caller]
pub(super) fn next(work: &Work, arguments: &[&str]) -> Vec<String> {
    let run = work.run(&[&["items", "next"], arguments].concat()).expect(0);
    run.stdout.lines().map(str::to_owned).collect()
}

/// The clones that these tests are about.
pub(super) fn both() -> impl Iterator<Item = LiveDb> {
    [Engine::Postgres, Engine::Sqlite]
        .into_iter()
        .filter_map(|engine| support::clone("8.2", engine))
}

/// The ERP makes products with these codes, and stores them as they are.
pub(super) fn make(db: &LiveDb, codes: &[String]) {
    let rows: Vec<Value> = codes
        .iter()
        .map(|code| json!({"name": format!("Made {code}"), "code": code}))
        .collect();
    let said = support::judge(db, "products", &[&json!(rows).to_string()]);
    assert_eq!(said, json!({"ok": true, "codes": codes}), "{}", db.title());
}

#[test]
fn codes_go_on_behind_what_is_there() {
    // The oldest and the newest series, and one between.
    for db in support::every().filter(|db| ["6.0", "7.0", "8.2"].contains(&db.series())) {
        let work = ready(&db);
        let highest = "SELECT max(substr(code, 4)) FROM product_product WHERE code LIKE 'RM-_____'";
        let highest: u64 = db.sql(highest)[0][0].as_ref().unwrap().parse().unwrap();
        // An inactive item counts, and so does one that only looks like the next code.
        db.sql(&format!(
            "UPDATE product_product SET code = 'RM-{:05}', active = {} WHERE id = (SELECT min(id) FROM product_product)",
            highest + 5,
            if db.engine() == Engine::Postgres { "false" } else { "0" }
        ));
        let alike = format!("RM-{:05}", highest + 7).replace('0', "O");
        db.sql(&format!(
            "UPDATE product_product SET code = '{alike}' WHERE id = (SELECT max(id) FROM product_product)"
        ));
        let codes = next(&work, &["steel", "-n", "3"]);
        let wanted = [6, 8, 9].map(|n| format!("RM-{:05}", highest + n));
        assert_eq!(codes, wanted, "{}", db.title());
        make(&db, &codes);
        let flaws = work.run(&["items", "check", "--format", "csv"]).expect(0).stdout;
        assert!(!codes.iter().any(|code| flaws.contains(code.as_str())), "{flaws}");
        assert_eq!(next(&work, &["steel"]), [format!("RM-{:05}", highest + 10)]);

        // Each combination is counted by itself, behind what is reserved.
        let codes = next(&work, &["plate", "--set", "中类=热轧", "-n", "3"]);
        let starts: Vec<&str> = codes.iter().map(|code| &code[..12]).collect();
        assert_eq!(starts, ["PL-ST-H-0010", "PL-ST-H-0011", "PL-ST-H-0014"]);
        make(&db, &codes);
        let json = work
            .run(&["items", "next", "plate", "--set", "大类=AL", "--format", "json"])
            .expect(0)
            .json();
        assert!(
            json["codes"][0].as_str().unwrap().starts_with("PL-AL-P-0010"),
            "{json}"
        );
        for code in &codes {
            work.run(&["items", "decode", code]).expect(0);
        }

        work.run(&["journal", "verify"]).expect(0);
        let shown = work.run(&["journal", "show", "5"]).expect(0).stdout;
        assert!(shown.contains(&codes[0]), "{shown}");
        let receipt = std::fs::read_to_string(work.path().join("receipts/live/000005.json")).unwrap();
        let receipt: Value = serde_json::from_str(&receipt).unwrap();
        let marks = json!({"[\"item-serial\",\"plate\",\"ST/H\"]": "14"});
        assert_eq!(receipt["sequences"], marks);
        assert!(work.run(&["plan"]).expect(0).stdout.contains("Nothing to do"));
    }
}

#[test]
fn what_cannot_be_issued_is_said_with_the_way_out() {
    let Some(db) = support::clone("8.2", Engine::Sqlite) else {
        return;
    };
    let work = ready(&db);
    let said = |arguments: &[&str]| {
        work.run(&[&["items", "next"], arguments].concat())
            .expect(1)
            .stderr
    };
    insta::assert_snapshot!(said(&["plates"]), @r"
    error: no rule `plates` is in force
    help: did you mean `plate`?
    ");
    insta::assert_snapshot!(said(&["plate"]), @r"
    error: rule `plate`: a value for the part `大类` is missing
    help: the values are `AL` 铝 and `ST` 钢
    ");
    insta::assert_snapshot!(said(&["plate", "-s", "大类=ST", "-s", "中类=P"]), @r"
    error: rule `plate`: `P` is no value of the part `中类`
    help: the values are `C` 冷轧 and `H` 热轧
    ");
    insta::assert_snapshot!(said(&["plate", "-s", "流水号=7"]), @r"
    error: rule `plate`: the part `流水号` is computed, not chosen
    help: leave it out
    ");
    insta::assert_snapshot!(said(&["steel", "-n", "0"]), @r"
    error: 0 codes cannot be issued at once
    help: ask for 1 to 10000
    ");
    // All or nothing: six numbers are left.
    insta::assert_snapshot!(said(&["tight", "-n", "7"]), @r"
    error: rule `tight` has run out of numbers: the highest number is 6
    help: give the running number more characters, or reserve the range of numbers that was not counted up
    ");
    assert_eq!(next(&work, &["tight", "-n", "6"]).len(), 6);
    work.run(&["items", "next", "plate", "-s", "ST"]).expect(64);
    work.run(&["items", "next", "plate", "-s", "大类=ST", "-s", "大类=AL"])
        .expect(64);
    let journal = work
        .run(&["journal", "list", "--format", "json"])
        .expect(0)
        .json();
    assert_eq!(
        journal["entries"].as_array().unwrap().len(),
        3,
        "what fails leaves no entry"
    );
}

#[test]
fn two_clerks_never_get_the_same_code() {
    for db in both() {
        let work = ready(&db);
        let clerks: Vec<_> = (0..4)
            .map(|_| {
                let mut command = work.command(&["items", "next", "steel", "-n", "7"]);
                command.stdout(Stdio::piped()).stderr(Stdio::piped());
                command.spawn().unwrap()
            })
            .collect();
        let mut codes = BTreeSet::new();
        for clerk in clerks {
            let output = clerk.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{}: {said}", db.title());
            for code in String::from_utf8(output.stdout).unwrap().lines() {
                assert!(codes.insert(code.to_owned()), "{code} was issued twice");
            }
        }
        assert_eq!(codes.len(), 28);
        work.run(&["journal", "verify"]).expect(0);
    }
}

#[test]
fn what_is_given_back_is_issued_again_where_no_number_may_be_left_out() {
    for db in both() {
        let work = ready(&db);
        assert_eq!(next(&work, &["tight", "-n", "4"]), ["T-1", "T-2", "T-3", "T-4"]);
        make(&db, &["T-2".to_owned()]);
        let refused = work.run(&["items", "release", "T-1", "T-2"]).expect(4);
        assert!(
            refused
                .stderr
                .contains("items of the ERP have these codes: `T-2`"),
            "{refused:?}"
        );
        let refused = work.run(&["items", "release", "T-1", "T-5"]).expect(4);
        assert!(refused.stderr.contains("`T-5`: not issued"), "{refused:?}");
        work.run(&["items", "release", "T-3", "T-1"]).expect(0);
        work.run(&["items", "release", "T-1"]).expect(4);
        // The lowest first, and then on behind the highest.
        assert_eq!(next(&work, &["tight", "-n", "3"]), ["T-1", "T-3", "T-5"]);

        // A rule that allows gaps never gives the same number to two things.
        let [first, second] = next(&work, &["steel", "-n", "2"]).try_into().unwrap();
        work.run(&["items", "release", &second]).expect(0);
        let third = next(&work, &["steel"]).pop().unwrap();
        assert!(first < second && second < third, "{first} {second} {third}");
        work.run(&["journal", "verify"]).expect(0);
        let kinds = work.run(&["journal", "list", "--lang", "zh"]).expect(0).stdout;
        assert!(
            kinds.contains("发放编码") && kinds.contains("收回编码"),
            "{kinds}"
        );
    }
}

#[test]
fn a_registry_of_an_earlier_version_is_told_to_be_completed() {
    for db in both() {
        let work = ready(&db);
        db.sql(match db.engine() {
            Engine::Postgres => "DROP TABLE trueup.item_serial, trueup.item_code",
            Engine::Sqlite => "DROP TABLE trueup_item_serial; DROP TABLE trueup_item_code",
        });
        work.run(&["plan"]).expect(0);
        let refused = work.run(&["items", "next", "steel"]).expect(1);
        assert!(refused.stderr.contains("run `trueup setup` again"), "{refused:?}");
        work.run(&["setup"]).expect(0);
        next(&work, &["steel"]);
    }
}

#[test]
fn the_rights_of_the_script_are_enough_to_issue() {
    let Some(db) = support::clone("8.2", Engine::Postgres) else {
        return;
    };
    let suffix = std::process::id();
    let (reader, applier) = (format!("looker_{suffix}"), format!("issuer_{suffix}"));
    db.sql(&format!(
        "CREATE ROLE {reader} LOGIN PASSWORD 'r'; CREATE ROLE {applier} LOGIN PASSWORD 'a'"
    ));
    let work = ready(&db)
        .with("READ_URL", &db.url_as(&reader, "r"))
        .with("APPLY_URL", &db.url_as(&applier, "a"));
    let script = work
        .run(&["setup", "--sql", "--reader", &reader, "--applier", &applier])
        .expect(0)
        .stdout;
    db.sql(&script);
    let config = "project: harbour\ntargets:\n  live: {adapter: tryton, url: \"${READ_URL}\", apply_url: \"${APPLY_URL}\"}\n";
    work.file("trueup.yaml", config);
    let codes = next(&work, &["steel", "-n", "2"]);
    work.run(&["items", "release", &codes[1]]).expect(0);
    work.file("batch.csv", "name,rule\nFresh,steel\n");
    work.run(&["items", "request", "batch.csv", "--check"]).expect(0);
    work.run(&["items", "request", "batch.csv"]).expect(0);
    for (role, password) in [(&reader, "r"), (&applier, "a")] {
        let attempt = std::process::Command::new("psql")
            .args([&db.url_as(role, password), "-qc", "DELETE FROM trueup.item_code"])
            .output()
            .unwrap();
        assert!(!attempt.status.success(), "{role} takes no code away");
    }
    drop(work);
    db.sql(&format!(
        "DROP OWNED BY {reader}, {applier}; REVOKE ALL ON SCHEMA public FROM {reader}, {applier}; DROP ROLE {reader}, {applier}"
    ));
}
