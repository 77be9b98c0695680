//! The adapter's checks on databases of the ERP itself: each finds what it is for, and nothing else takes offence.

use std::collections::BTreeSet;

use trueup::db::Access;

use super::adapter;
use crate::registry::open;
use crate::support::{self, Engine, LiveDb};

/// One thing that is broken by hand, and the checks that must notice; one after the other on the same database.
struct Break {
    codes: &'static [&'static str],
    sql: &'static str,
}

const fn breaks(codes: &'static [&'static str], sql: &'static str) -> Break {
    Break { codes, sql }
}

const BREAKS: &[Break] = &[
    breaks(
        &["session-of-inactive", "api-key-of-inactive"],
        "UPDATE res_user SET active = false WHERE login = 'leaver'",
    ),
    breaks(
        &["password-reset-open"],
        "UPDATE res_user SET password_reset = 'token', password_reset_expire = '2099-01-01 00:00:00' WHERE login = 'anna'",
    ),
    breaks(
        &["logins-differ-in-case"],
        "UPDATE res_user SET login = 'Anna' WHERE login = 'lin.mei'",
    ),
    breaks(
        &["employee-left"],
        "UPDATE company_employee SET end_date = '2020-01-31' WHERE id IN (
             SELECT employee FROM \"res_user-company_employee\" WHERE \"user\" = (SELECT id FROM res_user WHERE login = 'anna'))",
    ),
    breaks(
        &["inactive-role-members"],
        "UPDATE res_group SET active = false WHERE name = 'Purchasing'",
    ),
    breaks(
        &["role-drift"],
        "INSERT INTO \"res_user-res_group\" (\"user\", \"group\")
         SELECT u.id, g.id FROM res_user u, res_group g WHERE u.login = 'dated' AND g.name = 'Audit'",
    ),
    breaks(
        &["rule-unreadable"],
        "UPDATE ir_rule SET domain = '[[\"no_such_field\", \"=\", 1]]'
         WHERE rule_group = (SELECT id FROM ir_rule_group WHERE name = 'Only active parties change')",
    ),
    breaks(
        &["rule-unreadable"],
        "UPDATE ir_rule SET domain = '[[\"street\", \"!=\", \"secret\"]'
         WHERE rule_group = (SELECT id FROM ir_rule_group WHERE name = 'Own address book')",
    ),
    breaks(
        &["rule-group-empty"],
        "DELETE FROM ir_rule WHERE rule_group = (SELECT id FROM ir_rule_group WHERE name = 'Sales see customers')",
    ),
    breaks(
        &["everyone-deletes"],
        "UPDATE ir_model_access SET perm_delete = true WHERE id = (
             SELECT max(id) FROM ir_model_access WHERE \"group\" IS NULL AND active AND NOT perm_delete)",
    ),
    breaks(
        &["user-without-role"],
        "DELETE FROM \"res_user-res_group\" WHERE \"user\" = (SELECT id FROM res_user WHERE login = 'nina')",
    ),
    breaks(
        &["company-trap"],
        "UPDATE res_user SET company_filter = NULL WHERE login = 'nina'",
    ),
    breaks(
        &["employee-mismatch"],
        "DELETE FROM \"res_user-company_employee\" WHERE \"user\" = (SELECT id FROM res_user WHERE login = 'nina')",
    ),
    breaks(
        &["shipped-row-deleted"],
        "INSERT INTO ir_model_data (fs_id, module, model, db_id) VALUES ('gone', 'res', 'res.group', 999999)",
    ),
    breaks(
        &["duplicate-links"],
        "INSERT INTO \"res_user-res_group\" (\"user\", \"group\")
         SELECT \"user\", \"group\" FROM \"res_user-res_group\" WHERE id = (SELECT max(id) FROM \"res_user-res_group\")",
    ),
    breaks(
        &["role-key-twice"],
        "INSERT INTO ir_translation (name, type, lang, res_id, src, value, fuzzy)
         SELECT 'res.group,name', 'model', '__trueup__', id, 'twice', 'twice', true FROM res_group WHERE name IN ('Audit', 'Nobody')",
    ),
    breaks(
        &["module-upgrade"],
        "UPDATE ir_module SET state = 'to upgrade' WHERE name = 'company'",
    ),
    breaks(&["open-model"], "UPDATE ir_model_access SET active = false"),
];

/// Only an engine without foreign keys can hold this.
const DANGLING: Break = breaks(
    &["dangling-links"],
    "INSERT INTO \"res_user-res_group\" (\"user\", \"group\") VALUES (999999, 1)",
);

fn nobody_administers(db: &LiveDb) -> &'static str {
    if db.series() == "8.2" {
        "UPDATE res_user SET administrator = false"
    } else {
        "UPDATE res_user SET active = false WHERE id IN (SELECT \"user\" FROM \"res_user-res_group\" WHERE \"group\" = (
             SELECT db_id FROM ir_model_data WHERE module = 'res' AND fs_id = 'group_admin'))"
    }
}

async fn findings(db: &LiveDb) -> BTreeSet<(String, String)> {
    let mut session = open(&db.url(), Access::Read).await;
    session.begin_read().await.unwrap();
    let checks = adapter(&mut session).await.checks(&mut session).await.unwrap();
    assert!(checks.not_run.is_empty(), "{}: {:?}", db.title(), checks.not_run);
    checks
        .rows
        .into_iter()
        .map(|row| (row.code, row.subject))
        .collect()
}

#[test]
fn every_check_finds_what_it_is_for() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    for db in support::every() {
        let mut found = BTreeSet::new();
        let mut before = runtime.block_on(findings(&db));
        let administrators = breaks(&["no-administrator"], nobody_administers(&db));
        let dangling = (db.engine() == Engine::Sqlite).then_some(&DANGLING);
        for broken in BREAKS.iter().chain(dangling).chain([&administrators]) {
            db.sql(broken.sql);
            let after = runtime.block_on(findings(&db));
            let new: BTreeSet<&str> = after.difference(&before).map(|(code, _)| code.as_str()).collect();
            let wanted: BTreeSet<&str> = broken.codes.iter().copied().collect();
            if !broken.codes.contains(&"no-administrator") {
                assert_eq!(new, wanted, "{}: {}", db.title(), broken.sql);
            }
            assert!(new.is_superset(&wanted), "{}: {new:?}", db.title());
            found.extend(wanted.iter().map(|code| (*code).to_owned()));
            before = after;
        }
        let mut declared: BTreeSet<String> = super::folder().manifest.checks.keys().cloned().collect();
        if dangling.is_none() {
            declared.remove("dangling-links");
        }
        assert_eq!(found, declared, "a check without a case");
    }
}
