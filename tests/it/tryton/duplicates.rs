//! Items under two codes, among products that the ERP's own ORM made.

use std::collections::BTreeSet;

use calamine::{Data, Reader as _};
use insta::assert_snapshot;
use serde_json::{Value, json};
use trueup::base::sheet::{Encoding, Form, Table};

use crate::support::{self, Engine, LiveDb, Work};

/// Products as several departments of a manufacturer enter them: code, name, and suffixes with descriptions.
fn catalogue() -> Value {
    json!([
        {"code": "Z-01", "name": "内六角圆柱头螺钉 M8×20 304", "variants": [[null, null]]},
        {"code": "Z-02", "name": "内六角圆柱头螺钉Ｍ８＊２０", "variants": [[null, "SUS304"]]},
        {"code": "Z-03", "name": "内六角圆柱头螺钉 M8×25 304", "variants": [[null, null]]},
        {"code": "Z-04", "name": "内六角圆柱头螺钉 M8×20 316", "variants": [[null, null]]},
        {"code": "Z-05", "name": "六角螺栓 M8×20", "variants": [[null, null]]},
        {"code": "Z-06", "name": "六角头螺栓 M8x20mm", "variants": [[null, null]]},
        {"code": "Z-07", "name": "六角螺母 M8×20", "variants": [[null, null]]},
        {"code": "Z-08", "name": "钢板", "variants": [["/A", "20mm"], ["/B", "2cm"], ["/C", "30mm"]]},
        {"code": "Z-09", "name": "20毫米钢板", "variants": [[null, null]]},
        {"code": "=Z+10", "name": "Bearing flange 25 mm", "variants": [[null, null]]},
        {"code": "Z-11", "name": "Bearing flagne 25mm", "variants": [[null, null]]}
    ])
}

/// The pairs of the catalogue, with the kinds of reasons. Of variants of one thing that say the same, the first is paired.
const WANTED: &[(&str, &str, &[&str])] = &[
    ("=Z+10", "Z-11", &["letter", "units"]),
    ("Z-01", "Z-02", &["units"]),
    ("Z-05", "Z-06", &["more", "units"]),
    ("Z-08/A", "Z-09", &["order", "units"]),
];

fn pairs(found: &Value) -> BTreeSet<(String, String)> {
    let code = |thing: &Value| thing["code"].as_str().unwrap_or_default().to_owned();
    let pairs = found["pairs"].as_array().unwrap();
    pairs
        .iter()
        .map(|pair| (code(&pair["first"]), code(&pair["second"])))
        .filter(|(first, _)| first.contains('Z'))
        .collect()
}

fn prepared(db: &LiveDb) -> Work {
    let made = support::judge(db, "catalogue", &[&catalogue().to_string()]);
    assert_eq!(made.as_array().unwrap().len(), 13, "{}", db.title());
    Work::new(db)
}

#[test]
fn the_same_thing_under_two_codes_is_found() {
    for db in support::every() {
        let work = prepared(&db);
        let found = work
            .run(&["items", "duplicates", "--format", "json"])
            .expect(0)
            .json();
        let wanted: BTreeSet<_> = WANTED
            .iter()
            .map(|(a, b, _)| ((*a).to_owned(), (*b).to_owned()))
            .collect();
        assert_eq!(pairs(&found), wanted, "{}", db.title());
        for (a, _, reasons) in WANTED {
            let pair = found["pairs"].as_array().unwrap().iter();
            let pair = pair.into_iter().find(|pair| pair["first"]["code"] == *a).unwrap();
            let kinds = pair["reasons"].as_array().unwrap().iter();
            let kinds: Vec<&str> = kinds.map(|reason| reason["kind"].as_str().unwrap()).collect();
            assert_eq!(kinds, *reasons, "{a} on {}", db.title());
        }
        // The ERP's own fixture has one name for two templates with two variants each: one pair, not four.
        let same = found["pairs"].as_array().unwrap().iter();
        let same: Vec<_> = same.filter(|pair| pair["first"]["name"] == "Item 0").collect();
        assert_eq!(same.len(), 1, "{}: {same:?}", db.title());
        assert_eq!(same[0]["score"], 100);
        assert_eq!(
            (found["passed_over"].as_u64(), found["ended"].as_bool()),
            (Some(0), Some(false))
        );
    }
}

#[test]
fn marked_pairs_stay_away_until_they_are_none() {
    for engine in [Engine::Postgres, Engine::Sqlite] {
        let Some(db) = support::clone("8.2", engine) else {
            return;
        };
        let work = prepared(&db);
        let run = |more: &[&str]| {
            let arguments = [&["items", "duplicates", "--format", "json"], more].concat();
            work.run(&arguments)
        };
        run(&["--exit-code"]).expect(2);
        work.run(&[
            "items",
            "duplicates",
            "--mark-false",
            "Z-06",
            "Z-05",
            "--reason",
            "头部不同",
        ])
        .expect(0);
        work.run(&["items", "duplicates", "--mark-false", "=Z+10", "Z-11"])
            .expect(0);
        let file = work.path().join("not-duplicates.csv");
        let text = std::fs::read_to_string(&file).unwrap();
        assert_eq!(
            text,
            "\u{feff}code,other,reason\r\n'=Z+10,Z-11,\r\nZ-05,Z-06,头部不同\r\n"
        );
        work.run(&["items", "duplicates", "--mark-false", "Z-05", "Z-06"])
            .expect(0);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
        work.run(&["items", "duplicates", "--mark-false", "Z-05", "Z-05"])
            .expect(64);

        let found = run(&[]).expect(0).json();
        assert_eq!((&found["marked"], &found["stale"]), (&json!(2), &json!([])));
        assert_eq!(pairs(&found).len(), WANTED.len() - 2);

        // One item of a pair gets another name, one of the other another code.
        db.sql("UPDATE product_template SET name = '轴承座' WHERE code = 'Z-06'");
        db.sql("UPDATE product_product SET code = 'Z-12' WHERE code = 'Z-11'");
        let found = run(&[]).expect(0).json();
        let stale = json!([
            {"code": "=Z+10", "other": "Z-11", "gone": "Z-11"},
            {"code": "Z-05", "other": "Z-06", "gone": null},
        ]);
        assert_eq!((&found["marked"], &found["stale"]), (&json!(0), &stale));
        assert!(pairs(&found).contains(&("=Z+10".to_owned(), "Z-12".to_owned())));

        // Another file, in another encoding.
        let (other, ..) = encoding_rs::GB18030.encode("编码,另一编码,原因\n=Z+10,Z-12,不同厂家\n");
        std::fs::write(work.path().join("other.csv"), other).unwrap();
        let found = run(&["--ignore", "other.csv"]).expect(0).json();
        assert_eq!((&found["marked"], &found["stale"]), (&json!(1), &json!([])));
        run(&["--ignore", "missing.csv"]).expect(1);
        work.file("wrong.csv", "a,b\n1,2\n");
        let wrong = run(&["--ignore", "wrong.csv"]).expect(1);
        assert!(wrong.stderr.contains("no column `code`"), "{wrong:?}");
    }
}

#[test]
fn lists_of_pairs_are_for_people_and_spreadsheets() {
    let Some(db) = support::clone("8.2", Engine::Sqlite) else {
        return;
    };
    let work = prepared(&db);
    work.run(&["items", "duplicates", "--mark-false", "Z-08/A", "Z-09"])
        .expect(0);
    work.run(&["items", "duplicates", "--mark-false", "Z-01", "gone"])
        .expect(0);
    let shown = |lang: &str| {
        work.run(&["--lang", lang, "items", "duplicates"])
            .expect(0)
            .stdout
    };
    assert_snapshot!("duplicates", shown("en"));
    assert_snapshot!("duplicates_zh", shown("zh"));

    let csv = [
        "items",
        "duplicates",
        "--format",
        "csv",
        "--encoding",
        "gb18030",
        "-o",
        "pairs.csv",
    ];
    work.run(&csv).expect(0);
    let bytes = std::fs::read(work.path().join("pairs.csv")).unwrap();
    let table = Table::of_bytes(&bytes).unwrap();
    assert_eq!(table.form, Form::Csv(Encoding::Gb18030, b','));
    let code = table.column(&["code"]).unwrap();
    let bearing = table
        .rows
        .iter()
        .find(|row| row.cells[code].text == "=Z+10")
        .unwrap();
    assert_eq!(bearing.cells[table.column(&["othercode"]).unwrap()].text, "Z-11");

    work.run(&["items", "duplicates", "--format", "xlsx", "-o", "pairs.xlsx"])
        .expect(0);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(work.path().join("pairs.xlsx")).unwrap();
    assert_eq!(book.sheet_names(), ["summary", "duplicates"]);
    let list = book.worksheet_range("duplicates").unwrap();
    assert_eq!(list.height(), table.rows.len() + 1);
    let cells: Vec<&Data> = list.rows().flatten().collect();
    assert!(cells.contains(&&Data::String("=Z+10".into())));
    assert!(book.worksheet_formula("duplicates").unwrap().is_empty());
}
