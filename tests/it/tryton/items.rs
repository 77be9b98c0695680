//! Item codes: the adapter reads the items that the ERP's ORM reads, and rules are applied, checked and decoded.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use trueup::db::Access;
use trueup::model::Rel;

use super::adapter;
use crate::registry::open;
use crate::support::{self, Engine, Work};

/// The items as the adapter hands them out, the rows of each joined.
fn read(url: &str) -> BTreeMap<String, Value> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut session = open(url, Access::Read).await;
        session.begin_read().await.unwrap();
        let adapter = adapter(&mut session).await;
        let mut items: BTreeMap<String, Value> = BTreeMap::new();
        let mut several: BTreeSet<(String, String)> = BTreeSet::new();
        let more = |cells: &[Option<&str>]| {
            several.insert((cells[0].unwrap().to_owned(), cells[1].unwrap().to_owned()));
        };
        adapter.stream(&mut session, Rel::ItemCategory, more).await.unwrap();
        adapter
            .stream(&mut session, Rel::Item, |cells| {
                let id = cells[0].unwrap().to_owned();
                let active = matches!(cells[6], Some("t" | "1" | "true"));
                let item = items.entry(id.clone()).or_insert_with(|| {
                    let code = cells[1].filter(|code| !code.is_empty());
                    let specification = cells[8].filter(|text| !text.is_empty());
                    json!({"code": code, "name": cells[3], "kind": cells[4], "active": active, "categories": [],
                        "specification": specification, "family": cells[9]})
                });
                let categories = item["categories"].as_array_mut().unwrap();
                categories.extend(cells[2].map(Value::from));
                let listed = several.iter().any(|(item, category)| *item == id && Some(category.as_str()) == cells[2]);
                assert!(categories.len() < 2 || listed, "{id} has several categories");
                assert!(cells[7].is_some_and(|created| created.starts_with("20")), "{cells:?}");
            })
            .await
            .unwrap();
        assert_eq!(several.is_empty(), !items.values().any(|item| item["categories"].as_array().unwrap().len() > 1));
        for item in items.values_mut() {
            let categories = item["categories"].as_array_mut().unwrap();
            categories.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
        }
        items
    })
}

#[test]
fn the_adapter_reads_the_items_that_the_orm_reads() {
    for db in support::every() {
        // A template in two categories.
        db.sql(
            "INSERT INTO \"product_template-product_category\" (template, category)
             SELECT l.template, c.id FROM product_category c, (SELECT min(template) AS template FROM \"product_template-product_category\") l
             WHERE c.id = (SELECT max(id) FROM product_category) AND NOT EXISTS (SELECT 1 FROM \"product_template-product_category\" o
                 WHERE o.template = l.template AND o.category = c.id)",
        );
        let items = read(&db.url());
        assert!(items.len() > 20, "{}", db.title());
        assert!(
            items
                .values()
                .any(|item| !item["categories"].as_array().unwrap().is_empty())
        );
        let judged: BTreeMap<String, Value> =
            serde_json::from_value(support::judge(&db, "items", &[])).unwrap();
        assert_eq!(items, judged, "{}", db.title());
    }
}

const RULES: &str = "\
item_codes:
  steel:
    title: 钢材
    applies_to: {category: 钢材/**}
    segments:
      - {literal: RM-}
      - {name: 流水号, serial: 5}
    enforce: deny
  tools:
    title: Tools
    applies_to: {category: Tools/**}
    segments:
      - {name: sort, values: {TO: tool}}
      - {literal: \"-\"}
      - {name: number, serial: 5, per: [sort]}
      - {name: size, optional: true, values: {/S: small, /L: large}}
";

#[test]
fn rules_are_applied_checked_and_let_go() {
    for engine in [Engine::Postgres, Engine::Sqlite] {
        let Some(db) = support::clone("8.2", engine) else {
            return;
        };
        let work = Work::new(&db);
        work.file("codes.yaml", RULES);
        work.run(&["setup"]).expect(0);
        let missing = work.run(&["items", "check"]).expect(1);
        assert!(missing.stderr.contains("--files"), "{missing:?}");
        let before = work
            .run(&["items", "check", "--files", "--format", "json"])
            .expect(3)
            .json();
        work.run(&["apply", "--yes"]).expect(0);
        assert!(work.run(&["plan"]).expect(0).stdout.contains("Nothing to do"));
        let checked = work.run(&["items", "check", "--format", "json"]).expect(3).json();
        assert_eq!(checked, before, "the rules in force are those of the files");

        // Every active item is counted once, and what the ORM reads decides what is wrong.
        let judged: BTreeMap<String, Value> =
            serde_json::from_value(support::judge(&db, "items", &[])).unwrap();
        let active: Vec<_> = judged.iter().filter(|(_, item)| item["active"] == true).collect();
        assert_eq!(checked["items"], active.len());
        let mut wanted: BTreeMap<&str, &str> = BTreeMap::new();
        for (id, item) in active {
            let code = item["code"].as_str().unwrap_or_default();
            let digits = |text: &str| text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit());
            let steel = code.strip_prefix("RM-").is_some_and(digits);
            let sized = code
                .strip_suffix("/S")
                .or(code.strip_suffix("/L"))
                .unwrap_or(code);
            let tool = sized.strip_prefix("TO-").is_some_and(digits);
            let category = item["categories"][0].as_str().unwrap_or_default();
            let (own, other) = if category.starts_with("钢材") {
                (steel, tool)
            } else {
                (tool, steel)
            };
            let kind = match (category.is_empty(), code.is_empty(), own, other) {
                (true, ..) | (_, _, true, _) => continue,
                (_, true, ..) => "no-code",
                (.., true) => "other-rule",
                _ => "misfit",
            };
            wanted.insert(id, kind);
        }
        let found: BTreeMap<&str, &str> = checked["flaws"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|flaw| flaw["kind"] != "duplicate" && flaw["kind"] != "disguised")
            .map(|flaw| (flaw["item"].as_str().unwrap(), flaw["kind"].as_str().unwrap()))
            .collect();
        assert!(found.len() > 5);
        assert_eq!(found, wanted);

        // Two codes that are read alike.
        let [first, second] = ["RM-00001", "RM-0OOO1"];
        db.sql(&format!(
            "UPDATE product_product SET code = '{second}' WHERE id = (SELECT max(id) FROM product_product WHERE active)"
        ));
        let csv = work.run(&["items", "check", "--format", "csv"]).expect(3).stdout;
        assert!(csv.starts_with('\u{feff}') && csv.contains(second), "{csv}");
        let taken = csv.lines().find(|line| line.contains("disguised")).unwrap();
        assert!(taken.contains(second) && taken.contains(first), "{taken}");

        let decoded = work.run(&["items", "decode", "TO-00012/S"]).expect(0).stdout;
        assert!(
            decoded.contains("small") && decoded.contains("number 12"),
            "{decoded}"
        );
        work.run(&["items", "decode", "TO-0001"]).expect(1);

        // A rule that is only taken out of the files stays in force; `absent` takes it away.
        let steel = &RULES[..RULES.find("  tools:").unwrap()];
        work.file("codes.yaml", steel);
        let plan = work.run(&["plan"]).expect(0).stdout;
        assert!(plan.contains("plan/let-go") && plan.contains("tools"), "{plan}");
        work.file(
            "codes.yaml",
            &format!("{steel}  tools: absent\n").replace("serial: 5", "serial: 6"),
        );
        let plan = work.run(&["plan"]).expect(0).stdout;
        assert!(
            plan.contains("width: `5` -> `6`") && plan.contains("- `tools`"),
            "{plan}"
        );
        work.run(&["apply", "--yes"]).expect(0);
        let checked = work.run(&["items", "check", "--format", "json"]).expect(3).json();
        assert_eq!(checked["rules"].as_array().unwrap().len(), 1);
    }
}
