//! What Odoo would refuse and its tables would not is refused before anything is written.

use super::bases::{kinds, slice};
use super::loops::checksums;

/// What is wrong in many ways at once.
const FILES: &str = "\
users:
  ada.lindgren: {roles: [base.group_portal]}
  cora.wu: {roles: [base.group_user, base.group_portal]}
  new: {name: New, roles: [base.group_user]}
  dag.moen: {companies: [Fjordwerk Service], attributes: {main_company: Fjordwerk Fittings}}
  svc-scan: {attributes: {language: nb_NO, timezone: Europe/Fjord}}
roles:
  two words: {title: Two words}
  stock.mine: {title: Mine}
  acl_7: {title: Seven}
  mixed: {title: Mixed, includes: [base.group_user, base.group_portal]}
settings: {password: {min_length: 1234567890123}}
";

/// What each of them is told.
const SAID: [&str; 11] = [
    "ada.lindgren: an account of an employee cannot have roles of a portal",
    "cora.wu: the roles make the account of two kinds",
    "new: a new account needs companies",
    "dag.moen: the main company \"Fjordwerk Fittings\" is not among the companies",
    "there is no active language \"nb_NO\"",
    "there is no time zone \"Europe/Fjord\"",
    "two words: the key of a role of our own has no blank and no full stop",
    "stock.mine: the key of a role of our own has no blank and no full stop",
    "acl_7: keys of this form are given to access rows and rules",
    "mixed: the role would make whoever holds it of two kinds",
    "password.min_length: the value is a number without a sign",
];

#[test]
fn what_odoo_would_not_take_is_refused() {
    for base in kinds() {
        let work = base.work();
        work.run(&["setup"]).expect(0);
        let before = checksums(&base);
        work.file("files.yaml", FILES);
        let refused = work.run(&["apply", "--yes"]).expect(4);
        for says in SAID {
            assert!(
                refused.stderr.contains(says),
                "{}: {says}\n{}",
                base.title,
                refused.stderr
            );
        }
        assert_eq!(checksums(&base), before, "{}", base.title);
    }
}

#[test]
fn nothing_is_written_while_a_module_waits() {
    for base in kinds() {
        let work = base.work();
        work.run(&["setup"]).expect(0);
        base.db
            .sql("UPDATE ir_module_module SET state = 'to upgrade' WHERE name = 'purchase'");
        work.file("files.yaml", "users:\n  ada.lindgren: {name: Ada}\n");
        let refused = work.run(&["apply", "--yes"]).expect(4);
        assert!(
            refused.stderr.contains("the module is waiting"),
            "{}: {}",
            base.title,
            refused.stderr
        );
    }
}

#[test]
fn a_role_cannot_be_inactive() {
    let Some(base) = slice("18") else { return };
    let work = base.work();
    work.run(&["setup"]).expect(0);
    work.file("roles.yaml", "roles:\n  idle: {title: Idle, active: false}\n");
    let said = work.run(&["plan"]).expect(1).stderr;
    assert!(said.contains("desired/role-always-active"), "{said}");
}

#[test]
fn an_inclusion_inside_a_category_of_the_user_form_is_refused() {
    // Up to 18 the form of a user has a field for each category; from 19 it has none.
    for (version, code) in [("16", 4), ("18", 4), ("19", 0)] {
        let Some(base) = slice(version) else { return };
        let section = if base.version < 19 {
            "category_id"
        } else {
            "privilege_id"
        };
        base.db
            .sql(&format!("UPDATE res_groups SET {section} = 3 WHERE id = 20"));
        let work = base.work();
        work.run(&["setup"]).expect(0);
        work.file(
            "roles.yaml",
            "roles:\n  night: {match: Night shift, includes: [purchase.group_purchase_user]}\n",
        );
        let ended = work.run(&["apply", "--yes"]);
        assert_eq!(
            ended.code, code,
            "{}\n{}\n{}",
            base.title, ended.stdout, ended.stderr
        );
    }
}
