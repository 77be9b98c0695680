//! What ERPNext would refuse and its tables would not is refused before anything is written.

use std::collections::BTreeSet;

use trueup::adapter::ChangeContext;
use trueup::db::Access;
use trueup::model::{Cause, Change, Interner, Rel, Sym};

use super::bases::{Base, slice, slices};
use crate::registry::{open, run};
use crate::support::{adapter, folder};

/// What is wrong, by the script that refuses it, and what it says.
struct Wrong {
    code: &'static str,
    files: &'static str,
    says: &'static str,
}

const fn wrong(code: &'static str, files: &'static str, says: &'static str) -> Wrong {
    Wrong { code, files, says }
}

const WRONGS: &[Wrong] = &[
    wrong(
        "login-form",
        "users: {new@jadeharbour.example: {name: \"<b>\", roles: [Stock User]}}",
        "neither < nor >",
    ),
    wrong(
        "login-form",
        "users: {lin.hao@jadeharbour.example: {name: \" \"}}",
        "a name has from 1 to 140 characters",
    ),
    wrong(
        "user-type",
        "users: {new@jadeharbour.example: {name: New, roles: [Customer]}}",
        "an active person needs a role that opens the desk",
    ),
    wrong(
        "user-type",
        "users: {lin.hao@jadeharbour.example: {roles: []}}",
        "an active person needs a role that opens the desk",
    ),
    wrong(
        "role-profile",
        "users: {bo.falk@jadeharbour.example: {roles: [\"profile:Buying Desk\", Stock User]}}",
        "Stock User would be lost",
    ),
    wrong(
        "role-profile",
        "roles: {\"profile:Buying Desk\": {includes: [Purchase User]}}",
        "Employee would be lost",
    ),
    wrong("role-form", "roles: {\"a<b\": {}}", "neither < nor >"),
    wrong(
        "role-form",
        "roles: {\"profile:Counting\": {active: false}}",
        "a role profile is always active",
    ),
    wrong(
        "role-holders",
        "roles: {Auditor: {active: false}}",
        "mei.sun@jadeharbour.example would still have the role that is switched off",
    ),
    wrong(
        "role-include",
        "roles: {Night Shift: {includes: [Stock User]}}",
        "only role profiles (profile:...) include roles",
    ),
    wrong(
        "role-include",
        "roles: {\"profile:Two\": {includes: [\"profile:Counting\"]}}",
        "a role profile cannot include profile:Counting",
    ),
    wrong(
        "permission-form",
        "roles: {\"profile:Counting\": {permissions: {Item: [read]}}}",
        "a role profile has no permissions",
    ),
    wrong(
        "permission-form",
        "roles: {Night Shift: {permissions: {\"Purchase Order#1\": [read]}}}",
        "a level of fields needs the document itself first",
    ),
    wrong(
        "attribute-value",
        "users: {lin.hao@jadeharbour.example: {attributes: {language: nb}}}",
        "there is no enabled language \"nb\"",
    ),
    wrong(
        "attribute-value",
        "users: {lin.hao@jadeharbour.example: {attributes: {timezone: Harbour time}}}",
        "there is no time zone of that form",
    ),
    wrong(
        "attribute-value",
        "users: {lin.hao@jadeharbour.example: {attributes: {module_profile: Nothing}}}",
        "there is no module profile \"Nothing\"",
    ),
    wrong(
        "attribute-value",
        "users: {lin.hao@jadeharbour.example: {attributes: {sessions: \"2\"}}}",
        "two is what everybody has",
    ),
    wrong(
        "attribute-value",
        "users: {lin.hao@jadeharbour.example: {attributes: {allowed_addresses: the office}}}",
        "a list of network addresses",
    ),
    wrong(
        "setting-form",
        "settings: {item: {naming: Naming Series}}",
        "change this in ERPNext",
    ),
    wrong(
        "setting-form",
        "settings: {backup: {kept: -3}}",
        "the value is a number without a sign",
    ),
    wrong(
        "sequence-form",
        "sequences: {\"rule:Customer:rule000001\": {padding: 21}}",
        "a number of digits from 1 to 20",
    ),
];

fn set_up(base: &Base) -> crate::support::Work {
    let work = base.work();
    work.run(&["setup"]).expect(0);
    work
}

#[test]
fn what_erpnext_would_not_take_is_refused() {
    let mut seen = BTreeSet::new();
    for base in slices() {
        // A spelling that the program takes for the same as one that is there.
        base.sql("INSERT INTO \"tabRole\" (name, role_name, is_custom) VALUES ('Réserve', 'Réserve', 1)");
        let work = set_up(&base);
        let before = base.checksums();
        for wrong in WRONGS {
            work.file("files.yaml", wrong.files);
            let refused = work.run(&["apply", "--yes"]);
            assert_eq!(
                refused.code, 4,
                "{}: {}\n{}\n{}",
                base.title, wrong.files, refused.stdout, refused.stderr
            );
            assert!(
                refused.stderr.contains(wrong.says),
                "{}: {}\n{}",
                base.title,
                wrong.files,
                refused.stderr
            );
            seen.insert(wrong.code.to_owned());
        }
        assert_eq!(base.checksums(), before, "{}", base.title);
    }
    if seen.is_empty() {
        return;
    }
    seen.extend(UNSAYABLE.iter().map(|(code, ..)| (*code).to_owned()));
    let declared: BTreeSet<String> = folder("erpnext").manifest.refuse.keys().cloned().collect();
    assert_eq!(seen, declared, "a refusal without a case");
}

#[test]
fn what_the_files_alone_show_is_said_with_its_place() {
    for base in slices() {
        let work = set_up(&base);
        work.run(&["lock"]).expect(0);
        for (files, code) in [
            (
                "roles: {Night Shift: {title: Nights}}",
                "desired/role-title-is-key",
            ),
            (
                "users: {Lin.Hao@jadeharbour.example: {name: Lin}}",
                "desired/login-form",
            ),
            ("users: {li: {name: Li}}", "desired/login-form"),
            (
                "users: {lin.hao@jadeharbour.example: {email: other@jadeharbour.example}}",
                "desired/login-form",
            ),
            (
                "roles: {Night Shift: {permissions: {Purchase Order: [read, submit]}}}",
                "desired/action-needs",
            ),
            (
                "roles: {Night Shift: {permissions: {Item: [read, write, submit]}}}",
                "desired/unknown-action",
            ),
            (
                "roles: {Night Shift: {permissions: {\"Purchase Order#1\": [read, create]}}}",
                "desired/unknown-action",
            ),
            ("settings: {session: {idle: \"8 hours\"}}", "desired/bad-value"),
            ("settings: {password: {min_score: 9}}", "desired/bad-value"),
            (
                "settings: {backup: {s4.enabled: true}}",
                "desired/unknown-setting",
            ),
        ] {
            work.file("files.yaml", files);
            let said = work.run(&["validate"]).expect(1);
            let said = said.stdout + &said.stderr;
            assert!(
                said.contains(code) && said.contains("files.yaml:1:"),
                "{}: {files}\n{said}",
                base.title
            );
        }
    }
}

/// What validation or the plan stops before, so that no file gets as far: by script, the change and what is said of it.
const UNSAYABLE: &[(&str, Rel, &[&str], &str)] = &[
    (
        "system-user",
        Rel::Grant,
        &["Administrator", "Auditor"],
        "Administrator and Guest are ERPNext's own",
    ),
    (
        "system-user",
        Rel::User,
        &[
            "web@client.example",
            "Web",
            "web@client.example",
            "true",
            "portal",
        ],
        "an account for the web site alone is made in ERPNext",
    ),
    (
        "login-taken",
        Rel::User,
        &[
            "LIN.HÀO@jadeharbour.example",
            "Lin",
            "LIN.HÀO@jadeharbour.example",
            "true",
            "person",
        ],
        "the login lin.hao@jadeharbour.example is the same to ERPNext",
    ),
    (
        "login-form",
        Rel::User,
        &["lin", "Lin", "lin", "true", "person"],
        "a login is an e-mail address in lower case",
    ),
    (
        "login-form",
        Rel::User,
        &["li@jadeharbour.example", "Li", "-", "true", "person"],
        "write email: li@jadeharbour.example",
    ),
    (
        "role-form",
        Rel::Role,
        &["Packer", "Packers", "custom", "true"],
        "write title: Packer",
    ),
    (
        "role-form",
        Rel::Role,
        &["auditor", "auditor", "custom", "true"],
        "the role Auditor is the same",
    ),
    (
        "permission-form",
        Rel::Permission,
        &["Night Shift", "Purchase Order", "read,submit"],
        "submit, cancel and amend need write",
    ),
    (
        "permission-form",
        Rel::Permission,
        &["Night Shift", "Purchase Order", "read,write,cancel"],
        "cancel needs submit",
    ),
    (
        "permission-form",
        Rel::Permission,
        &["Night Shift", "Item", "read,import"],
        "import needs create",
    ),
    (
        "permission-form",
        Rel::Permission,
        &["Night Shift", "Item", "read,write,submit"],
        "documents of this kind are not submitted",
    ),
    (
        "permission-form",
        Rel::Permission,
        &["Purchase Manager", "Supplier#2", "read,create"],
        "fields of a level can be read and written",
    ),
    (
        "permission-form",
        Rel::Permission,
        &["Night Shift", "Purchase Order Item", "read"],
        "there are no permissions for this",
    ),
    (
        "setting-form",
        Rel::Setting,
        &["share.disabled", "perhaps"],
        "the value is true or false",
    ),
    (
        "setting-form",
        Rel::Setting,
        &["session.idle", "8"],
        "hours and minutes",
    ),
    (
        "setting-form",
        Rel::Setting,
        &["password.min_score", "9"],
        "a score from 1 to 4",
    ),
    (
        "setting-form",
        Rel::Setting,
        &["colour", "red"],
        "this version has no such setting",
    ),
    (
        "user-type",
        Rel::Grant,
        &["old.hand@jadeharbour.example", "Desk User"],
        "Desk User is not given by itself",
    ),
];

#[test]
fn what_gets_past_validation_is_refused_by_the_adapter() {
    for base in slices() {
        for (code, rel, cells, says) in UNSAYABLE {
            if base.version < 15 && cells.contains(&"Desk User") {
                continue;
            }
            let mut symbols = Interner::new();
            let row: Vec<Sym> = cells
                .iter()
                .map(|cell| {
                    if *cell == "-" {
                        Sym::NULL
                    } else {
                        symbols.intern(cell)
                    }
                })
                .collect();
            let changes = [Change::insert(*rel, &row, Cause::Gone)];
            let about = ChangeContext {
                now_utc: jiff::Timestamp::now(),
                actor: "tester".to_owned(),
                actor_id: None,
                commit_id: None,
                digest: "sha256:1".to_owned(),
                apply_id: "a1".to_owned(),
            };
            let refusals = run(async {
                let mut session = open(&base.db.url, Access::Write).await;
                session.begin_write(None).await.unwrap();
                let adapter = adapter("erpnext", &mut session).await;
                adapter
                    .prepare_changes(&mut session, &changes, &symbols, &about, &|_| None)
                    .await
                    .unwrap();
                let refusals = adapter.refusals(&mut session).await.unwrap();
                session.rollback().await.unwrap();
                refusals
            });
            let found = refusals
                .iter()
                .any(|refusal| refusal.code.ends_with(code) && refusal.reason.contains(says));
            assert!(found, "{}: {cells:?}: {refusals:?}", base.title);
        }
    }
}

#[test]
fn a_role_is_switched_off_once_nobody_has_it() {
    let Some(base) = slice("15") else { return };
    let work = set_up(&base);
    work.file(
        "files.yaml",
        "roles: {Auditor: {active: false}}\nusers: {mei.sun@jadeharbour.example: {roles: [Employee]}}\n",
    );
    work.run(&["apply", "--yes"]).expect(0);
    work.run(&["plan", "--exit-code"]).expect(0);
    assert_eq!(
        base.row("SELECT disabled FROM \"tabRole\" WHERE name = 'Auditor'"),
        ["1"]
    );
    let data = base.row("SELECT data FROM \"tabVersion\" WHERE ref_doctype = 'Role' AND docname = 'Auditor'");
    let data: serde_json::Value = serde_json::from_str(&data[0]).unwrap();
    assert_eq!(data["changed"], serde_json::json!([["disabled", 0, 1]]));
}
