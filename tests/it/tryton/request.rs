//! A department's batch: validated, answered with codes, and answered with the same codes again.

#![expect(
    clippy::disallowed_methods,
    reason = "the child is told by its environment what to do"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use trueup::base::sheet::{Encoding, Form, Table};
use trueup::db::DbUrl;
use trueup::project::Project;
use trueup::reconcile::{self, Context, RequestOptions, Stage};

use super::issue::{both, make, next, ready};
use crate::support::{self, Engine, LiveDb, Work};

const HEAD: &str = "名称,规格,类别,大类,中类,单位,编码\r\n";

fn gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

/// The texts of a column of a table, by its heading.
#[track_caller]
fn column(path: &Path, heading: &str) -> Vec<String> {
    let table = Table::read(path).unwrap();
    let at = table
        .column(&[heading])
        .unwrap_or_else(|| panic!("{:?}", table.head));
    table
        .rows
        .iter()
        .map(|row| row.cells[at].text.to_string())
        .collect()
}

#[test]
fn a_batch_in_gb_18030_is_answered_in_it_and_the_same_again() {
    for db in both() {
        let work = ready(&db);
        make(&db, &["X1".to_owned()]);
        let text = format!(
            "{HEAD}热轧板 10×1500,Q235,板材/热轧,ST,热轧,kg,\r\n纯铝板,1060,板材/铝,AL,,kg,\r\nＭＡＤＥ x1,,钢材/钢材 A,,,kg,\r\n"
        );
        let batch = work.path().join("批次.csv");
        fs::write(&batch, gb18030(&text)).unwrap();
        let checked = work
            .run(&["items", "request", "批次.csv", "--check"])
            .expect(0)
            .stdout;
        assert!(checked.contains("3 without a code yet"), "{checked}");
        assert!(
            checked.contains("an item of this name is there already: `X1`"),
            "{checked}"
        );
        assert!(
            !work.path().join("批次.answer.csv").exists(),
            "looking writes nothing"
        );

        work.run(&["items", "request", "批次.csv"]).expect(0);
        let answer = work.path().join("批次.answer.csv");
        let table = Table::read(&answer).unwrap();
        assert_eq!(table.form, Form::Csv(Encoding::Gb18030, b','));
        assert_eq!(
            table.head.join(","),
            "名称,规格,类别,大类,中类,单位,编码,编码状态,编码错误,编码提醒,申请号"
        );
        let codes = column(&answer, "编码");
        assert!(
            codes[0].starts_with("PL-ST-H-0010") && codes[1].starts_with("PL-AL-P-0010"),
            "{codes:?}"
        );
        assert!(
            codes[2].starts_with("RM-"),
            "the category says which rule: {codes:?}"
        );
        assert_eq!(column(&answer, "编码状态"), ["已发码"; 3]);
        assert!(column(&answer, "编码提醒")[2].starts_with("已有同名物料：`X1`"));

        // Again, and again from the answer itself: the same codes, and no further entry.
        let entries = || {
            let journal = work
                .run(&["journal", "list", "--format", "json"])
                .expect(0)
                .json();
            journal["entries"].as_array().unwrap().len()
        };
        let before = entries();
        work.run(&["items", "request", "批次.csv"]).expect(0);
        assert_eq!(column(&answer, "编码"), codes);
        work.run(&["items", "request", "批次.answer.csv", "-o", "again.xlsx"])
            .expect(0);
        let again = work.path().join("again.xlsx");
        assert_eq!(Table::read(&again).unwrap().form, Form::Xlsx);
        assert_eq!(column(&again, "编码"), codes);
        assert_eq!(entries(), before);

        // The ERP takes them; then giving them back is refused, one by one, and passed over as a request.
        make(&db, &codes[..2]);
        work.run(&["items", "release", &codes[0]]).expect(4);
        let id = &column(&answer, "申请号")[0];
        let back = work.run(&["items", "release", "--request", id]).expect(0).stdout;
        assert_eq!(back.trim(), codes[2]);
        work.run(&["items", "request", "批次.csv"]).expect(0);
        let later = column(&answer, "编码");
        assert_eq!(later[..2], codes[..2]);
        assert!(
            later[2] > codes[2],
            "what was given back is not issued again: {later:?}"
        );
    }
}

#[test]
fn one_wrong_row_keeps_the_others_waiting_unless_told_otherwise() {
    let Some(db) = support::clone("8.2", Engine::Sqlite) else {
        return;
    };
    let work = ready(&db);
    let text = format!(
        "{HEAD}热轧板,Q235,板材/热轧,ST,H,kg,\r\n,1060,板材/铝,AL,,kg,\r\n铜板,,有色/铜,,,kg,\r\n冷轧板,,板材/冷轧,ST,X,kg,\r\n热轧板,Q235,板材/热轧,ST,H,kg,\r\n旧板,,板材,ST,H,kg,PL-OLD\r\n"
    );
    work.file("batch.csv", &text);
    let said = work.run(&["items", "request", "batch.csv"]).expect(1).stdout;
    let id = said.split('`').nth(1).unwrap().to_owned();
    insta::assert_snapshot!(said.replace(&id, "ID"), @r"
    Request `ID`: 6 rows, 1 without a code yet, 5 wrong
    Nothing was issued, because rows are wrong: correct them, or add `--partial` to leave them out.
    x line 3
      has no name
    x line 4
      no rule is for items of this category, type and company
    x line 5
      `X` is no value of the part `中类`; the values are `C` 冷轧 and `H` 热轧
    x line 6
      says the same as line 2
    x line 7
      has the code `PL-OLD` already, not from this request
    ");
    let answer = work.path().join("batch.answer.csv");
    assert_eq!(column(&answer, "编码"), ["", "", "", "", "", "PL-OLD"]);
    insta::assert_snapshot!(column(&answer, "编码错误").join("\n").trim(), @r"
    缺少名称
    该类别、类型和公司没有适用的规则
    `X` 不是 `中类` 的有效值；可选：`C` 冷轧、`H` 热轧
    与第 2 行完全相同
    已填编码 `PL-OLD`，并非本申请所发
    ");
    work.run(&["items", "request", "batch.csv", "--partial"])
        .expect(1);
    let partial = column(&answer, "编码");
    assert!(partial[0].starts_with("PL-ST-H-0010"), "{partial:?}");
    assert_eq!(partial[1..5], ["", "", "", ""]);

    // The rows are corrected under the same id: what had a code keeps it.
    work.run(&["items", "request", "batch.csv", "--partial", "--id", "R-7"])
        .expect(1);
    let first = column(&answer, "编码")[0].clone();
    let right = format!(
        "{HEAD}纯铝板,1060,板材/铝,AL,,kg,\r\n热轧板,Q235,板材/热轧,ST,H,kg,\r\n冷轧板,,板材/冷轧,ST,C,kg,\r\n"
    );
    work.file("batch.csv", &right);
    work.run(&["items", "request", "batch.csv", "--id", "R-7"])
        .expect(0);
    let codes = column(&answer, "编码");
    assert_eq!(codes[1], first);
    assert!(
        codes[0].starts_with("PL-AL-P-0010") && codes[2].starts_with("PL-ST-C-0010"),
        "{codes:?}"
    );
    // Another thing in the line of one that was answered.
    work.file("batch.csv", &right.replace("纯铝板", "镀锌板"));
    let said = work
        .run(&["items", "request", "batch.csv", "--id", "R-7"])
        .expect(1)
        .stdout;
    assert!(said.contains("says something else now"), "{said}");
    work.file("batch.csv", "大类,中类\r\nST,H\r\n");
    let said = work.run(&["items", "request", "batch.csv"]).expect(1).stderr;
    assert!(said.contains("`name`, `名称`"), "{said}");
}

#[test]
fn a_workbook_keeps_its_texts_and_numbers_are_no_codes() {
    let Some(db) = support::clone("8.2", Engine::Sqlite) else {
        return;
    };
    let work = ready(&db);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in (0..).zip(["name", "category", "大类", "中类", "unit", "weight"]) {
        sheet.write_string(0, column, heading).unwrap();
    }
    for (column, text) in (0..).zip(["=SUM(A1)", "板材/热轧", "st", "热轧", "kg"]) {
        sheet.write_string(1, column, text).unwrap();
    }
    sheet.write_number(1, 5, 7.85).unwrap();
    sheet.write_string(2, 0, "Plate 007").unwrap();
    sheet.write_string(2, 1, "板材/热轧").unwrap();
    sheet.write_number(2, 2, 7).unwrap();
    book.save(work.path().join("batch.xlsx")).unwrap();
    let said = work
        .run(&["items", "request", "batch.xlsx", "--partial"])
        .expect(1)
        .stdout;
    assert!(said.contains("`大类` is a number cell"), "{said}");
    let answer = work.path().join("batch.answer.xlsx");
    assert!(column(&answer, "code")[0].starts_with("PL-ST-H-0010"));
    assert_eq!(column(&answer, "name"), ["=SUM(A1)", "Plate 007"]);
    assert_eq!(column(&answer, "weight"), ["7.85", ""]);
    assert_eq!(column(&answer, "code status"), ["issued", "wrong"]);
}

#[test]
fn a_folder_is_served_without_git_or_a_terminal() {
    for db in both() {
        let work = ready(&db);
        let folder = work.path().join("inbox");
        fs::create_dir_all(&folder).unwrap();
        let watch = ["items", "request", "--watch", "inbox", "--once", "--settle", "1"];
        let good = format!("{HEAD}热轧板,Q235,板材/热轧,ST,H,kg,\r\n");
        fs::write(folder.join("good.csv"), gb18030(&good)).unwrap();
        fs::write(folder.join("broken.xlsx"), "PK\x03\x04 half of a workbook").unwrap();
        fs::write(folder.join("nameless.csv"), "a,b\n1,2\n").unwrap();
        fs::write(folder.join("~$good.xlsx"), "held open").unwrap();
        fs::write(folder.join("empty.csv"), "").unwrap();
        let run = work.run(&watch).expect(0);
        assert!(run.stderr.contains("request `"), "{}", run.stderr);
        let codes = column(&folder.join("good.answer.csv"), "编码");
        assert!(codes[0].starts_with("PL-ST-H-0010"), "{codes:?}");
        let said = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
        assert!(said("broken.answer.txt").contains("save it again as .xlsx"));
        assert!(said("nameless.answer.txt").contains("名称"));
        let names = |path: &Path| -> BTreeSet<String> {
            let entries = fs::read_dir(path)
                .unwrap()
                .map(|entry| entry.unwrap().file_name());
            entries.map(|name| name.into_string().unwrap()).collect()
        };
        let done = names(&folder.join("done"));
        assert_eq!(
            done.iter().map(String::as_str).collect::<Vec<_>>(),
            ["broken.xlsx", "good.csv", "nameless.csv"]
        );
        assert!(
            names(&folder).contains("empty.csv"),
            "what is not there yet is waited for"
        );

        // The same batch once more, as after a crash between the answer and the move: the same codes.
        fs::write(folder.join("good.csv"), gb18030(&good)).unwrap();
        work.run(&watch).expect(0);
        assert_eq!(column(&folder.join("good.answer.csv"), "编码"), codes);
        assert!(names(&folder.join("done")).contains("good-2.csv"));

        // A table that the database cannot be asked about stays.
        fs::write(folder.join("later.csv"), &good).unwrap();
        let broken = work.path().join("receipts/live/999999.json");
        let receipt = fs::read_to_string(work.path().join("receipts/live/000003.json")).unwrap();
        fs::write(
            &broken,
            receipt
                .replace("\"entry\": 3", "\"entry\": 99")
                .replace("\"hash\": \"", "\"hash\": \"0"),
        )
        .unwrap();
        work.run(&watch).expect(4);
        assert!(names(&folder).contains("later.csv"));
        fs::remove_file(&broken).unwrap();
        work.run(&watch).expect(0);
        assert!(names(&folder).contains("later.answer.csv"));
    }
}

#[test]
fn two_do_not_serve_one_folder_and_a_growing_table_is_waited_for() {
    let Some(db) = support::clone("8.2", Engine::Sqlite) else {
        return;
    };
    let work = ready(&db);
    let folder = work.path().join("inbox");
    fs::create_dir_all(&folder).unwrap();
    let mut first = work
        .command(&["items", "request", "--watch", "inbox", "--settle", "1"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while !folder.join("done").exists() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let second = work
        .run(&["items", "request", "--watch", "inbox", "--once"])
        .expect(4);
    assert!(
        second.stderr.contains("another trueup serves `inbox`"),
        "{}",
        second.stderr
    );
    // A table that somebody is still writing.
    let mut text = HEAD.to_owned();
    for number in 0..8 {
        write!(text, "热轧板 {number},,板材/热轧,ST,H,kg,\r\n").unwrap();
        fs::write(folder.join("slow.csv"), &text).unwrap();
        assert!(
            !folder.join("slow.answer.csv").exists(),
            "half of a table was answered"
        );
        std::thread::sleep(std::time::Duration::from_millis(400));
    }
    let answer = folder.join("slow.answer.csv");
    let begun = std::time::Instant::now();
    while !answer.exists() {
        assert!(begun.elapsed().as_secs() < 60, "nobody answers");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    first.kill().unwrap();
    first.wait().unwrap();
    assert_eq!(
        column(&answer, "编码").into_iter().collect::<BTreeSet<_>>().len(),
        8
    );
}

const STAGES: [Stage; 5] = [
    Stage::Locked,
    Stage::Read,
    Stage::Journaled,
    Stage::Committed,
    Stage::Receipted,
];

/// The child: not a test of its own.
#[test]
fn child() {
    let Ok(stage) = std::env::var("TRUEUP_ISSUE_UNTIL") else {
        return;
    };
    let known = |known: &Stage| format!("{known:?}") == stage;
    let stage = STAGES.into_iter().find(known).unwrap();
    let root = PathBuf::from(std::env::var("TRUEUP_ISSUE_IN").unwrap());
    let context = Context {
        project: Project::load(&root).project.unwrap(),
        target: "live".to_owned(),
        url: DbUrl::parse(&std::env::var("ERP_URL").unwrap()).unwrap(),
        apply_url: None,
        cache: None,
        now: jiff::Timestamp::now(),
        actor: "child".to_owned(),
        commit: None,
        receipts: root.join("receipts/live"),
    };
    let table = Table::read(&root.join("batch.csv")).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let observer = |reached: Stage| {
        if reached == stage {
            std::process::abort();
        }
    };
    runtime
        .block_on(reconcile::items_request(
            &context,
            &table,
            &RequestOptions::default(),
            &observer,
        ))
        .unwrap();
    panic!("the stage {stage:?} was never reached");
}

fn issued(db: &LiveDb) -> Vec<String> {
    let table = match db.engine() {
        Engine::Postgres => "trueup.item_code",
        Engine::Sqlite => "trueup_item_code",
    };
    let rows = db.sql(&format!(
        "SELECT code FROM {table} WHERE rule = 'plate' ORDER BY code"
    ));
    rows.into_iter().flatten().flatten().collect()
}

#[test]
fn a_process_that_dies_leaves_codes_that_the_next_run_finds() {
    for db in both() {
        let work = ready(&db);
        let mut before: Vec<String> = Vec::new();
        for stage in STAGES {
            let text = format!("{HEAD}板 {stage:?} 1,,板材,ST,H,kg,\r\n板 {stage:?} 2,,板材,ST,H,kg,\r\n");
            fs::write(
                work.path().join("batch.csv"),
                Table::of_bytes(text.as_bytes()).unwrap().to_bytes().unwrap(),
            )
            .unwrap();
            let status = Command::new(std::env::current_exe().unwrap())
                .args(["tryton::request::child", "--exact", "--test-threads=1"])
                .env("TRUEUP_ISSUE_UNTIL", format!("{stage:?}"))
                .env("TRUEUP_ISSUE_IN", work.path())
                .env("ERP_URL", db.url())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .unwrap();
            assert_eq!(status.code(), None, "{stage:?}: the child dies by a signal");
            let left = issued(&db);
            let committed = matches!(stage, Stage::Committed | Stage::Receipted);
            assert_eq!(
                left.len(),
                before.len() + if committed { 2 } else { 0 },
                "{stage:?}"
            );
            work.run(&["items", "request", "batch.csv"]).expect(0);
            let codes = column(&work.path().join("batch.answer.csv"), "编码");
            let after = issued(&db);
            assert_eq!(after.len(), before.len() + 2, "{stage:?}");
            assert!(
                codes
                    .iter()
                    .all(|code| after.contains(code) && !before.contains(code)),
                "{stage:?} {codes:?}"
            );
            before = after;
        }
        // A receipt that a dead process could not write any more is written by the next one.
        next(&work, &["steel"]);
        work.run(&["journal", "verify"]).expect(0);
    }
}

#[test]
fn the_words_of_a_command_line_that_makes_no_sense() {
    let Some(db) = support::clone("8.2", Engine::Sqlite) else {
        return;
    };
    let work: Work = Work::new(&db);
    work.run(&["items", "request"]).expect(64);
    work.run(&["items", "request", "a.csv", "--watch", "b"])
        .expect(64);
    work.run(&["items", "request", "--once", "a.csv"]).expect(64);
    work.run(&["items", "release"]).expect(64);
    let missing = work.run(&["items", "request", "a.csv"]).expect(1);
    assert!(
        missing.stderr.contains("failed to read `a.csv`"),
        "{}",
        missing.stderr
    );
    let nowhere = work.run(&["recover", "--yes"]).expect(1);
    assert!(
        nowhere.stderr.contains("there are no receipts"),
        "{}",
        nowhere.stderr
    );
}
