//! People come, change and leave; roles are made and re-scoped. The ERP reads, checks and edits what was written.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{self, LiveDb, Work, judge};

/// A project in force on a database: set up, and adopted with nothing declared.
fn adopted(db: &LiveDb) -> Work {
    let work = Work::new(db);
    work.run(&["setup"]).expect(0);
    work
}

const NEWCOMER: &str = "
users:
  wu.min:
    name: 吴敏
    email: wu.min@example.com
    positions: [buyer]
    companies: [海港机械有限公司, Harbour Machines BV]
positions:
  buyer: {title: 采购员, roles: [\"name:Purchasing\", stock-reader]}
roles:
  stock-reader:
    title: Stock, read only
    permissions: {product.template: [read], product.product: [read], stock.move: []}
";

#[test]
fn a_newcomer_logs_in_and_may_do_what_the_plan_said() {
    for db in support::every() {
        let work = adopted(&db);
        work.file("people.yaml", NEWCOMER);
        work.run(&["validate"]).expect(0);
        work.run(&["plan", "-o", "plan.json"]).expect(0);
        work.run(&["apply", "plan.json", "--initial-passwords", "passwords"])
            .expect(0);
        work.run(&["plan", "--exit-code"]).expect(0);
        // The very same plan again: nothing to do, and no error.
        let again = work.run(&["apply", "plan.json"]).expect(0);
        assert!(
            format!("{}{}", again.stdout, again.stderr)
                .to_lowercase()
                .contains("already applied"),
            "{again:?}"
        );
        let text = std::fs::read_to_string(work.path().join("passwords")).unwrap();
        let password = text.trim().strip_prefix("wu.min\t").unwrap();
        assert_eq!(
            judge(&db, "login", &["wu.min", password])["accepted"],
            true,
            "{}",
            db.title()
        );
        let said = judge(&db, "users", &[]);
        assert_eq!(
            said["users"]["wu.min"]["groups"],
            json!(["Purchasing", "Stock, read only"]),
            "{}",
            db.title()
        );
        assert_eq!(said["users"]["wu.min"]["name"], "吴敏");
        same_access(&db, &work);
        assert_eq!(
            judge(&db, "edit", &["wu.min", "Stock, read only"]),
            json!({"ok": true}),
            "{}",
            db.title()
        );
        work.run(&["plan", "--exit-code"]).expect(0);
    }
}

/// Every answer of `who-can` equals the ERP's own access check.
fn same_access(db: &LiveDb, work: &Work) {
    let theirs: BTreeMap<String, BTreeMap<String, String>> =
        serde_json::from_value(judge(db, "access", &["models"])).unwrap();
    let ours = work
        .run(&["who-can", "--all", "--format", "json"])
        .expect(0)
        .json();
    let letters = |login: &str, model: &str| -> String {
        let found = ours[login][model].as_str().unwrap_or("");
        let all = [("read", 'r'), ("write", 'w'), ("create", 'c'), ("delete", 'd')];
        let held = all
            .iter()
            .filter(|(name, _)| found.split(',').any(|action| action == *name));
        held.map(|(_, letter)| *letter).collect()
    };
    let mut differing = Vec::new();
    for (login, models) in &theirs {
        for (model, actions) in models {
            // The ERP's answer also names actions that do not exist: nobody deletes the one row of a configuration.
            let exists: String = theirs.keys().map(|login| letters(login, model)).collect();
            let expected: String = actions
                .chars()
                .filter(|&letter| exists.contains(letter))
                .collect();
            let found = letters(login, model);
            if found != expected {
                differing.push(format!("{login} {model}: {found} instead of {actions}"));
            }
        }
    }
    assert!(theirs.len() > 10, "the ERP knows its people");
    assert!(
        differing.is_empty(),
        "{}: {} differ: {:#?}",
        db.title(),
        differing.len(),
        &differing[..differing.len().min(20)]
    );
}

#[test]
fn effective_access_equals_the_erps_own_check() {
    for db in support::every() {
        same_access(&db, &Work::new(&db));
    }
}

#[test]
fn a_leaver_is_cut_off_and_kept() {
    for db in support::every() {
        let work = adopted(&db);
        work.file(
            "people.yaml",
            "users:\n  leaver: {state: left, last_day: 2026-10-31}\n",
        );
        let server = support::server(&db, 0);
        let session = server.login("leaver", &db.password("leaver")).unwrap();
        assert!(server.access(&session, "party.party").is_ok());
        work.run(&["apply", "-y"]).expect(0);
        assert!(
            server.access(&session, "party.party").is_err(),
            "{}: the session lives on",
            db.title()
        );
        assert!(
            server.login("leaver", &db.password("leaver")).is_err(),
            "{}",
            db.title()
        );
        drop(server);
        let said = judge(&db, "users", &[]);
        assert_eq!(said["users"]["leaver"]["active"], false);
        assert_eq!(said["users"]["leaver"]["groups"], json!([]));
        work.run(&["plan", "--exit-code"]).expect(0);
    }
}

#[test]
fn an_update_of_the_erp_keeps_what_was_written() {
    for db in support::every() {
        let work = adopted(&db);
        work.file("people.yaml", NEWCOMER);
        work.file(
            "shipped.yaml",
            "roles:\n  purchase.group_purchase: {permissions: {purchase.purchase: [read]}}\n",
        );
        work.run(&["apply", "-y"]).expect(0);
        let said: Value = judge(&db, "update", &["res", "ir", "purchase"]);
        assert_eq!(said["ok"], true, "{}: {said}", db.title());
        work.run(&["plan", "--exit-code"]).expect(0);
    }
}

#[test]
fn roles_and_people_are_renamed_in_place() {
    for db in support::every() {
        let work = adopted(&db);
        let ids = || db.sql("SELECT id FROM res_user WHERE login IN ('nina', 'nina.roth')");
        let before = ids();
        work.file(
            "people.yaml",
            "users:\n  nina.roth: {was: [nina], roles: [purchasing, \"name:销售\"]}\nroles:\n  purchasing: {match: Purchasing}\n",
        );
        work.run(&["apply", "-y"]).expect(0);
        assert_eq!(before, ids(), "{}", db.title());
        work.run(&["plan", "--exit-code"]).expect(0);
        let said = judge(&db, "users", &[]);
        assert_eq!(
            said["users"]["nina.roth"]["groups"],
            json!(["Purchasing", "销售"])
        );
    }
}
