//! A million items on PostgreSQL: `items check`, `items duplicates` and `items next` beside `psql` copying the same rows out.
//!
//! Run it where `./test --shell` has prepared a database: `cargo bench --bench items`. `TRUEUP_BENCH_ITEMS` makes it
//! smaller.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot run stops")]
#![expect(
    clippy::disallowed_methods,
    reason = "the prepared databases are named in the environment"
)]

mod common;

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use common::{beside, measure, median, psql, show};

const CATEGORIES: usize = 40;

/// One item in a hundred has a code that breaks its rule.
const RULES: &str = "\
item_codes:
  material:
    applies_to: {category: Bench/**}
    segments:
      - {name: kind, values: {RM: material, SF: part}}
      - {literal: \"-\"}
      - {name: group, within: kind, values: {RM: {ST: steel, AL: aluminium}, SF: {FG: forged, TP: threaded}}}
      - {literal: \"-\"}
      - {name: number, serial: 7, per: [kind, group]}
      - {check: iso7064-mod37-36}
";

/// The rows that a check is made of, as bare as they can be had.
const ROWS: &str = "SELECT p.id, p.code, l.category, t.name, t.type, p.active, p.create_date, p.description, p.template
    FROM product_product p
    JOIN product_template t ON t.id = p.template LEFT JOIN \"product_template-product_category\" l ON l.template = t.id";

fn main() {
    let items: usize = std::env::var("TRUEUP_BENCH_ITEMS").map_or(1_000_000, |text| text.parse().unwrap());
    let Some(database) = common::Database::of(None) else {
        return;
    };
    let (url, folder) = (database.url(), tempfile::tempdir().unwrap());
    println!("filling: {items} items");
    fill(&url, items, folder.path());
    let config = "project: bench\ntargets:\n  live: {adapter: tryton, url: \"${ERP_URL}\"}\n";
    std::fs::write(folder.path().join("trueup.yaml"), config).unwrap();
    std::fs::write(folder.path().join("codes.yaml"), RULES).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trueup"));
        command
            .args(arguments)
            .current_dir(folder.path())
            .env("ERP_URL", &url)
            .stdin(Stdio::null())
            .stdout(std::fs::File::create(folder.path().join("stdout")).unwrap())
            .stderr(Stdio::null());
        measure(&mut command)
    };
    let copy = || {
        let start = Instant::now();
        psql(&url, &[format!("\\copy ({ROWS}) TO '/dev/null'")]);
        (start.elapsed(), 0)
    };
    show("floor: psql \\copy of the same rows", median(copy), None);
    for arguments in [["items", "check", "--files"].as_slice(), &["items", "duplicates"]] {
        beside(&arguments.join(" "), copy, || run(arguments));
        let found = std::fs::read_to_string(folder.path().join("stdout")).unwrap();
        for line in found.lines().take_while(|line| !line.starts_with('!')).take(6) {
            println!("  {line}");
        }
    }
    run(&["setup"]);
    run(&["apply", "--yes"]);
    let next = [
        "items", "next", "material", "--set", "kind=RM", "--set", "group=ST", "--count", "100",
    ];
    beside("items next --count 100", copy, || run(&next));
}

/// What an item of a manufacturer is called. One in a hundred is the one before it in other words.
fn name(n: usize) -> String {
    const FORMS: [&str; 12] = [
        "内六角",
        "外六角",
        "十字槽",
        "圆柱头",
        "沉头",
        "半圆头",
        "法兰面",
        "方颈",
        "开槽",
        "梅花槽",
        "自攻",
        "全螺纹",
    ];
    const KINDS: [&str; 20] = [
        "螺栓", "螺钉", "螺母", "垫圈", "销轴", "铆钉", "轴套", "衬套", "支架", "底座", "法兰", "接头",
        "弯头", "管卡", "压板", "连杆", "导轨", "护罩", "滚轮", "端盖",
    ];
    const SIZES: [u32; 14] = [3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 24, 30, 36];
    const MATERIALS: [&str; 10] = [
        "304", "316", "Q235B", "45#", "40Cr", "H62", "6061", "POM", "PA66", "20CrMnTi",
    ];
    let again = n % 100 == 50;
    let mut rest = if again { n - 1 } else { n };
    let mut next = |count: usize| {
        let at = rest % count;
        rest /= count;
        at
    };
    let (form, kind) = (FORMS[next(12)], KINDS[next(20)]);
    let (size, material) = (SIZES[next(14)], MATERIALS[next(10)]);
    let length = 10 + 5 * next(usize::MAX);
    if again {
        format!("{material} {form}{kind} M{size}*{length}mm")
    } else {
        format!("{form}{kind} M{size}×{length} {material}")
    }
}

/// Items whose codes the program itself would give them, with the check character that it computes.
fn fill(url: &str, items: usize, folder: &Path) {
    let check = trueup::items::CheckDigit::Iso7064Mod37_36;
    let mut rows = String::new();
    for n in 0..items {
        let group = ["RM-ST", "RM-AL", "SF-FG", "SF-TP"][n % 4];
        let mut code = format!("{group}-{:07}", n / 4);
        code.push_str(&check.compute(&code).unwrap());
        if n % 100 == 99 {
            code.push('X');
        }
        writeln!(rows, "{n}\t{code}\t{}", name(n)).unwrap();
    }
    let file = folder.join("codes");
    std::fs::write(&file, rows).unwrap();
    psql(
        url,
        &[
            "CREATE TABLE bench_code (n integer, code text, name text)".to_owned(),
            format!("\\copy bench_code FROM '{}'", file.display()),
            format!(
                "INSERT INTO product_category (name) VALUES ('Bench');
                 INSERT INTO product_category (name, parent)
                   SELECT 'Group ' || n, (SELECT id FROM product_category WHERE name = 'Bench') FROM generate_series(1, {CATEGORIES}) n;
                 ALTER TABLE product_template DISABLE TRIGGER ALL; ALTER TABLE product_product DISABLE TRIGGER ALL;
                 INSERT INTO product_template (id, name, type, default_uom, active)
                   SELECT 1000000 + n, name, 'goods', (SELECT min(id) FROM product_uom), true FROM bench_code;
                 INSERT INTO product_product (id, template, code, suffix_code, active, create_date)
                   SELECT 1000000 + n, 1000000 + n, code, code, true, now() - n % 2000 * interval '1 day' FROM bench_code;
                 INSERT INTO \"product_template-product_category\" (template, category)
                   SELECT 1000000 + n, c.id FROM bench_code
                     JOIN (SELECT id, row_number() OVER (ORDER BY id) AS k FROM product_category WHERE name LIKE 'Group %') c
                       ON c.k = 1 + n % {CATEGORIES}"
            ),
            "VACUUM ANALYZE".to_owned(),
        ],
    );
}
