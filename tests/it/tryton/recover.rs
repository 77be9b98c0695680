//! A restored database: nothing is planned or issued from it before somebody says that it was restored, no code is
//! issued twice after it, and what was applied since the backup comes back.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::issue::{both, make, next, ready};
use crate::support::{LiveDb, Work};

const BEFORE: &str = "users:\n  wu.min: {name: 吴敏, roles: [\"name:Purchasing\", stock-reader]}\n  leaver: {}\n\
                      roles:\n  stock-reader: {title: Stock reader, permissions: {stock.move: [read]}}\n";
const AFTER: &str = "users:\n  wu.min: {name: 吴敏, roles: [stock-reader]}\n  leaver: {state: left}\n\
                     roles:\n  stock-reader: {title: Stock reader, permissions: {stock.move: [read]}}\n";

/// Who is active, and what wu.min may.
fn people(db: &LiveDb) -> String {
    let active =
        db.sql("SELECT login FROM res_user WHERE active AND login IN ('leaver', 'wu.min') ORDER BY login");
    let groups = db.sql(
        "SELECT g.name FROM \"res_user-res_group\" l JOIN res_user u ON u.id = l.\"user\" JOIN res_group g ON g.id = l.\"group\"
         WHERE u.login = 'wu.min' ORDER BY g.name",
    );
    let texts = |rows: Vec<Vec<Option<String>>>| {
        let cells = rows.into_iter().flatten().flatten();
        cells.collect::<Vec<_>>().join(",")
    };
    format!("{} | {}", texts(active), texts(groups))
}

fn refused(work: &Work, arguments: &[&str], said: &str) {
    let run = work.run(arguments).expect(4);
    assert!(run.stderr.contains(said), "{arguments:?}\n{}", run.stderr);
}

fn copy_into(from: &Path, to: &Path, prefix: &str) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
        fs::copy(&path, to.join(name)).unwrap();
    }
}

#[test]
fn what_was_lost_comes_back_and_no_code_is_issued_twice() {
    for db in both() {
        let work = ready(&db);
        work.file("people.yaml", BEFORE);
        work.run(&["apply", "--yes"]).expect(0);
        let mut codes: BTreeSet<String> = next(&work, &["steel", "-n", "2"]).into_iter().collect();
        let tight = next(&work, &["tight", "-n", "3"]);
        work.run(&["items", "release", &tight[1]]).expect(0);
        codes.extend([tight[0].clone(), tight[2].clone()]);
        assert_eq!(people(&db), "leaver,wu.min | Purchasing,Stock reader");
        let backup = db.backup();

        work.file("people.yaml", AFTER);
        work.run(&["apply", "--yes"]).expect(0);
        assert_eq!(people(&db), "wu.min | Stock reader");
        codes.extend(next(&work, &["steel", "-n", "3"]));
        codes.extend(next(&work, &["plate", "-s", "中类=C", "-n", "2"]));
        // What was given back before the backup is issued again after it: no highest number tells of that.
        assert_eq!(next(&work, &["tight"]), tight[1..2]);
        codes.insert(tight[1].clone());
        work.run(&["journal", "verify"]).expect(0);

        backup.restore();
        let rewound = "the database ends at #6, the receipts at #10: it was restored or rewound";
        for verb in [
            &["plan"][..],
            &["apply", "--yes"],
            &["items", "next", "steel"],
            &["items", "release", &tight[0]],
        ] {
            refused(&work, verb, rewound);
        }
        let status = work.run(&["status"]).expect(0).stdout;
        assert!(status.contains("restored or rewound"), "{status}");
        let verified = work.run(&["journal", "verify"]).expect(1).stdout;
        assert!(verified.contains("registry/journal-truncated"), "{verified}");
        refused(&work, &["recover"], "nobody is there to be asked");
        assert_eq!(people(&db), "leaver,wu.min | Purchasing,Stock reader");

        let said = work
            .run(&["recover", "--yes", "--reason", "disk failed"])
            .expect(0);
        assert!(
            said.stderr.contains("#7") && said.stderr.contains("#10"),
            "{}",
            said.stderr
        );
        assert!(
            said.stderr
                .contains("rule `plate` for ST/C: up to number 11, and the database knows none"),
            "{}",
            said.stderr
        );
        assert!(
            said.stdout.contains("4 lost entries accounted for"),
            "{}",
            said.stdout
        );
        work.run(&["journal", "verify"]).expect(0);
        let shown = work.run(&["journal", "show", "7"]).expect(0).stdout;
        assert!(
            shown.contains("disk failed") && shown.contains("#10 ("),
            "{shown}"
        );
        let again = work.run(&["recover", "--yes"]).expect(0).stdout;
        assert!(
            again.contains("nothing that the database does not hold"),
            "{again}"
        );

        // The plan brings the leaver and the revoke back, as changes of the files.
        let plan = work.run(&["plan", "--exit-code"]).expect(2).stdout;
        assert!(plan.contains("leaver") && plan.contains("wu.min"), "{plan}");
        work.run(&["apply", "--yes"]).expect(0);
        assert_eq!(people(&db), "wu.min | Stock reader", "{}", db.title());
        work.run(&["plan", "--exit-code"]).expect(0);

        let mut all = Vec::new();
        all.extend(next(&work, &["steel", "-n", "2"]));
        all.extend(next(&work, &["plate", "-s", "中类=C"]));
        all.extend(next(&work, &["tight", "-n", "2"]));
        for code in &all {
            assert!(
                codes.insert(code.clone()),
                "{code} was issued twice: {}",
                db.title()
            );
        }
        make(&db, &all);
        work.run(&["journal", "verify"]).expect(0);

        // The same backup once more, from before the first recovery.
        backup.restore();
        refused(&work, &["plan"], "it was restored or rewound");
        work.run(&["recover", "--yes"]).expect(0);
        work.run(&["journal", "verify"]).expect(0);
        work.run(&["apply", "--yes"]).expect(0);
        assert_eq!(people(&db), "wu.min | Stock reader");
        for code in next(&work, &["steel", "-n", "2"]) {
            assert!(
                codes.insert(code.clone()),
                "{code} was issued twice: {}",
                db.title()
            );
        }
        drop(backup);
    }
}

#[test]
fn a_database_that_went_on_from_a_backup_is_reconciled_with_both_histories() {
    for db in both() {
        let work = ready(&db);
        let backup = db.backup();
        let lost = next(&work, &["steel", "-n", "3"]);
        backup.restore();
        // Nobody saw the receipts: work goes on, and the same numbers are issued.
        let (receipts, aside) = (work.path().join("receipts/live"), work.path().join("aside"));
        fs::rename(&receipts, &aside).unwrap();
        assert_eq!(next(&work, &["steel"]), lost[..1]);
        copy_into(&aside, &receipts, "kept-");
        refused(
            &work,
            &["plan"],
            "entry #3 is not the one that its receipt was written for",
        );
        refused(
            &work,
            &["items", "next", "steel"],
            "the database was restored, and work went on",
        );
        work.run(&["recover", "--yes"]).expect(0);
        work.run(&["journal", "verify"]).expect(0);
        work.run(&["plan", "--exit-code"]).expect(0);
        let after = next(&work, &["steel"]);
        assert!(after[0] > lost[2], "{after:?} {lost:?}");
    }
}

#[test]
fn a_receipt_that_turns_up_late_is_accounted_for_by_another_recovery() {
    for db in both() {
        let work = ready(&db);
        let backup = db.backup();
        next(&work, &["steel"]);
        let last = next(&work, &["steel", "-n", "4"]);
        backup.restore();
        let receipts = work.path().join("receipts/live");
        let late = receipts.join("000004.json");
        let text = fs::read(&late).unwrap();
        fs::remove_file(&late).unwrap();
        work.run(&["recover", "--yes"]).expect(0);
        work.run(&["plan"]).expect(0);
        fs::write(receipts.join("late.json"), text).unwrap();
        refused(&work, &["plan"], "it was restored or rewound");
        refused(&work, &["items", "next", "steel"], "it was restored or rewound");
        work.run(&["recover", "--yes"]).expect(0);
        work.run(&["journal", "verify"]).expect(0);
        let after = next(&work, &["steel"]);
        assert!(after[0] > last[3], "{after:?} {last:?}");
    }
}
