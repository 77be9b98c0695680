//! The check of item codes as lists: workbook, CSV, SARIF, and proposals that the ERP itself takes.

use std::collections::{BTreeMap, BTreeSet};

use calamine::{Data, Reader as _};
use insta::assert_snapshot;
use serde_json::Value;
use trueup::base::sheet::{Encoding, Form, Table};

use crate::support::{self, Engine, LiveDb, Work};

const CODES: &str = "\
users:
  zhao.lei: {name: 赵磊, department: purchasing}
item_codes:
  steel:
    title: 钢材
    owner: zhao.lei
    applies_to: {category: 钢材/**}
    segments:
      - {literal: RM-}
      - {name: 流水号, serial: 5}
    enforce: deny
  tools:
    title: Tools
    applies_to: {category: Tools/**}
    segments:
      - {name: sort, values: {TO: Tools B, TX: other}}
      - {literal: \"-\"}
      - {name: number, serial: 5, per: [sort], reserved: [\"60-70\"]}
      - {name: size, optional: true, values: {/S: small, /L: large}}
";

const PROJECT: &str = "\
project: harbour
timezone: Europe/Amsterdam
targets:
  live: {adapter: tryton, url: \"${ERP_URL}\"}
departments:
  purchasing: {title: 采购部}
";

fn work(db: &LiveDb) -> Work {
    let work = Work::new(db);
    work.file("trueup.yaml", PROJECT);
    work.file("items/codes.yaml", CODES);
    // Codes that are taken for each other in several ways, a code of another rule, and one like a formula.
    for (old, new) in [
        ("RM-00003", "RM-0OOO1"),
        ("RM-00005", "=RM-00005"),
        ("RM-00009", "TO-00099"),
        ("TO-00002", "ＴＯ－00004"),
        ("TO-00006", "XX"),
    ] {
        db.sql(&format!(
            "UPDATE product_product SET code = '{new}' WHERE code = '{old}'"
        ));
    }
    work
}

fn cells(table: &Table, column: &str) -> Vec<String> {
    let at = table.column(&[column]).unwrap();
    table
        .rows
        .iter()
        .map(|row| row.cells[at].text.to_string())
        .collect()
}

#[test]
fn every_list_has_every_flaw() {
    for db in support::every() {
        let work = work(&db);
        let check = |more: &[&str]| {
            work.run(&[&["items", "check", "--files"], more].concat())
                .expect(3)
        };
        let found = check(&["--format", "json"]).json();
        let flaws = found["flaws"].as_array().unwrap();
        let codes = |flaws: &[&Value]| -> Vec<String> {
            let code = |flaw: &&Value| flaw["code"].as_str().unwrap_or_default().to_owned();
            flaws.iter().map(code).collect()
        };
        let all = codes(&flaws.iter().collect::<Vec<_>>());
        assert!(all.contains(&"=RM-00005".to_owned()), "{}", db.title());

        for (encoding, wanted) in [("utf-8", Encoding::Utf8), ("gb18030", Encoding::Gb18030)] {
            check(&["--format", "csv", "--encoding", encoding, "-o", "flaws.csv"]);
            let table = Table::of_bytes(&std::fs::read(work.path().join("flaws.csv")).unwrap()).unwrap();
            assert_eq!(table.form, Form::Csv(wanted, b','));
            assert_eq!(cells(&table, "code"), all);
        }

        check(&["--format", "xlsx", "-o", "flaws.xlsx"]);
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(work.path().join("flaws.xlsx")).unwrap();
        assert_eq!(
            book.sheet_names(),
            ["summary", "violations", "duplicates", "running numbers"]
        );
        let (twice, once): (Vec<&Value>, Vec<&Value>) = flaws
            .iter()
            .partition(|flaw| flaw["kind"] == "duplicate" || flaw["kind"] == "disguised");
        for (name, wanted) in [("violations", codes(&once)), ("duplicates", codes(&twice))] {
            let range = book.worksheet_range(name).unwrap();
            let listed: Vec<String> = range.rows().skip(1).map(|row| row[1].to_string()).collect();
            assert_eq!(listed, wanted, "{name} of {}", db.title());
            assert!(book.worksheet_formula(name).unwrap().is_empty());
        }
        let summary = book.worksheet_range("summary").unwrap();
        assert_eq!(summary.get_value((1, 4)), Some(&Data::Float(flaws.len() as f64)));

        let sarif = check(&["--format", "sarif"]).json();
        judge_sarif(&sarif, flaws.len());
    }
}

/// What the format requires, and what code hosts need to show a finding.
fn judge_sarif(log: &Value, flaws: usize) {
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().unwrap().ends_with("sarif-2.1.0.json"));
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(run["tool"]["driver"]["name"], "trueup");
    let ids: BTreeSet<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), rules.len());
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), flaws);
    let mut fingerprints = BTreeSet::new();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(["error", "warning"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let location = &result["locations"][0];
        assert!(
            location["logicalLocations"][0]["fullyQualifiedName"]
                .as_str()
                .unwrap()
                .starts_with("live/item/")
        );
        if result["ruleId"] == "item-codes/steel" {
            let place = &location["physicalLocation"];
            assert_eq!(place["artifactLocation"]["uri"], "items/codes.yaml");
            // The line of `steel:`.
            assert_eq!(place["region"]["startLine"], 4);
        }
        fingerprints.insert(
            result["partialFingerprints"]["trueupFinding/v1"]
                .as_str()
                .unwrap(),
        );
    }
    assert_eq!(fingerprints.len(), flaws);
}

#[test]
fn the_summary_is_in_two_languages() {
    let Some(db) = support::clone("8.2", Engine::Sqlite) else {
        return;
    };
    let work = work(&db);
    let shown = |lang: &str| {
        let text = work
            .run(&["--lang", lang, "items", "check", "--files"])
            .expect(3)
            .stdout;
        // The day on which numbers run out depends on the day of the test.
        let words = text.split_inclusive([' ', '\n']).map(|word| {
            let day = word.trim_end();
            match day.parse::<jiff::civil::Date>() {
                Ok(_) => word.replace(day, "YYYY-MM-DD"),
                Err(_) => word.to_owned(),
            }
        });
        words.collect::<String>()
    };
    assert_snapshot!("check", shown("en"));
    assert_snapshot!("check_zh", shown("zh"));
}

#[test]
fn proposals_fit_are_free_and_are_taken_by_the_erp() {
    for db in support::every() {
        let work = work(&db);
        // What nobody sees any more has a code all the same.
        db.sql("UPDATE product_product SET active = false WHERE code = 'RM-00011'");
        let before = support::judge(&db, "items", &[]);
        let run = work
            .run(&[
                "items",
                "check",
                "--files",
                "--proposal",
                "new.csv",
                "--format",
                "json",
            ])
            .expect(3);
        assert!(run.stderr.contains("nothing was renamed"), "{run:?}");
        assert_eq!(
            before,
            support::judge(&db, "items", &[]),
            "a check writes nothing"
        );
        let table = Table::of_bytes(&std::fs::read(work.path().join("new.csv")).unwrap()).unwrap();
        let (items, old) = (cells(&table, "item"), cells(&table, "code"));
        let new = cells(&table, "proposed code");
        let by_old: BTreeMap<&str, &str> = old
            .iter()
            .zip(&new)
            .map(|(old, new)| (old.as_str(), new.as_str()))
            .collect();
        // What can be kept is kept; what is taken is not proposed.
        assert_eq!(by_old["rm-00007"], "TO-00007", "{}", db.title());
        assert_eq!(by_old["=RM-00005"], "RM-00005");
        assert_ne!(by_old["RM-0OOO1"], "RM-00001");
        assert_eq!(by_old["TO-00099"], "RM-00099");
        // Nothing says which of two values it is.
        assert_eq!(by_old["XX"], "");
        let remark = &cells(&table, "remark")[old.iter().position(|code| code == "XX").unwrap()];
        assert_eq!(remark, "choose sort: TO, TX");
        let unique: BTreeSet<&String> = new.iter().filter(|code| !code.is_empty()).collect();
        assert_eq!(unique.len(), new.iter().filter(|code| !code.is_empty()).count());
        let taken: BTreeSet<String> = before
            .as_object()
            .unwrap()
            .values()
            .filter_map(|item| item["code"].as_str().map(str::to_owned))
            .collect();
        assert!(unique.iter().all(|code| !taken.contains(*code)), "{}", db.title());

        // The ERP takes them, and then nothing but what a person must choose is left.
        for (item, code) in items.iter().zip(&new).filter(|(_, code)| !code.is_empty()) {
            db.sql(&format!(
                "UPDATE product_product SET code = '{code}' WHERE id = {item}"
            ));
        }
        let after = work.run(&["items", "check", "--files", "--format", "json"]);
        let left: BTreeSet<String> = after.json()["flaws"]
            .as_array()
            .unwrap()
            .iter()
            .map(|flaw| flaw["item"].as_str().unwrap().to_owned())
            .collect();
        let refused: BTreeSet<String> = items
            .iter()
            .zip(&new)
            .filter(|(_, code)| code.is_empty())
            .map(|(item, _)| item.clone())
            .collect();
        assert_eq!(left, refused, "{}", db.title());

        work.run(&["items", "check", "--files", "--proposal", "new.xlsx"]);
        let bytes = std::fs::read(work.path().join("new.xlsx")).unwrap();
        assert_eq!(
            cells(&Table::of_bytes(&bytes).unwrap(), "item").len(),
            refused.len()
        );
        work.run(&["items", "check", "--files", "--proposal", "new.txt"])
            .expect(64);
    }
}

#[test]
fn codes_that_were_issued_are_not_proposed() {
    for engine in [Engine::Postgres, Engine::Sqlite] {
        let Some(db) = support::clone("8.2", engine) else {
            return;
        };
        let work = work(&db);
        let rules = &CODES[CODES.find("item_codes:").unwrap()..];
        work.file("items/codes.yaml", &rules.replace("    owner: zhao.lei\n", ""));
        work.run(&["setup"]).expect(0);
        work.run(&["apply", "--yes"]).expect(0);
        let proposed = || {
            work.run(&["items", "check", "--proposal", "new.csv"]).expect(3);
            let table = Table::of_bytes(&std::fs::read(work.path().join("new.csv")).unwrap()).unwrap();
            cells(&table, "proposed code")
        };
        let before = proposed();
        let next = work.run(&["items", "next", "steel"]).expect(0).stdout;
        let next = next.trim().to_owned();
        assert!(before.contains(&next), "{next} was free: {before:?}");
        work.run(&["items", "next", "steel"]).expect(0);
        let after = proposed();
        assert!(!after.contains(&next), "{next} was issued: {after:?}");
        assert_eq!(
            after.iter().filter(|code| code.is_empty()).count(),
            before.iter().filter(|code| code.is_empty()).count()
        );
    }
}
