//! Each check finds what it is for, and nothing on a sound database.

use std::collections::BTreeSet;

use super::bases::{Base, dumps, slice, slices};
use crate::support::{Found, Watch, folder};

fn watch(base: &Base) -> Watch {
    Watch::new("odoo", &base.db.url())
}

fn findings(base: &Base) -> Found {
    watch(base).findings()
}

#[test]
fn a_sound_database_has_no_findings() {
    for base in slices() {
        assert_eq!(findings(&base), Found::new(), "{}", base.title);
    }
}

/// One thing that is broken, the check that must notice, and of what it speaks; from a version on, until one.
struct Break {
    code: &'static str,
    subject: &'static str,
    versions: (u32, u32),
    sql: &'static str,
}

const fn broken(code: &'static str, subject: &'static str, versions: (u32, u32), sql: &'static str) -> Break {
    Break {
        code,
        subject,
        versions,
        sql,
    }
}

const ALL: (u32, u32) = (14, 19);

const BREAKS: &[Break] = &[
    broken("plain-text-password", "ada.lindgren", ALL, "UPDATE res_users SET password = 'Secret-1' WHERE login = 'ada.lindgren'"),
    broken(
        "weak-password-hash", "ada.lindgren", ALL,
        "UPDATE res_users SET password = '$pbkdf2-sha512$12000$c2FsdA$c3Vt' WHERE login = 'ada.lindgren'",
    ),
    broken(
        "access-rights-is-all", "cora.wu", ALL,
        "INSERT INTO res_groups_users_rel (uid, gid) SELECT u.id, d.res_id FROM res_users u, ir_model_data d
         WHERE u.login = 'cora.wu' AND d.module = 'base' AND d.name = 'group_erp_manager'",
    ),
    broken(
        "two-user-types", "cora.wu", ALL,
        "INSERT INTO res_groups_users_rel (uid, gid) SELECT u.id, d.res_id FROM res_users u, ir_model_data d
         WHERE u.login = 'cora.wu' AND d.module = 'base' AND d.name = 'group_portal'",
    ),
    broken(
        "closure-drift", "bo.hansen", (14, 18),
        "DELETE FROM res_groups_users_rel l USING res_users u, ir_model_data d
         WHERE u.id = l.uid AND u.login = 'bo.hansen' AND d.res_id = l.gid AND d.model = 'res.groups' AND d.name = 'group_purchase_user'",
    ),
    broken(
        "api-key-of-inactive", "public", ALL,
        "INSERT INTO res_users_apikeys (name, user_id, index, key) VALUES ('left over', 4, '01234567', 'x')",
    ),
    broken(
        "api-key-without-end", "svc-scan", ALL,
        "INSERT INTO res_users_apikeys (name, user_id, index, key) SELECT 'scanner', id, '01234567', 'x' FROM res_users WHERE login = 'svc-scan'",
    ),
    broken("employee-left", "eli.berg", ALL, "UPDATE hr_employee SET active = false WHERE name = 'Eli Berg'"),
    broken("employee-left", "ada.lindgren", (14, 18), "UPDATE hr_employee SET departure_date = '2020-01-31' WHERE name = 'Ada Lindgren'"),
    broken("employee-left", "ada.lindgren", (19, 19), "UPDATE hr_version SET departure_date = '2020-01-31' WHERE employee_id = 1"),
    broken("logins-differ-in-case", "Ada.lindgren", ALL, "UPDATE res_users SET login = 'Ada.lindgren' WHERE login = 'shop@havblikk.example'"),
    broken(
        "new-user-rights", "purchase.group_purchase_manager", (14, 18),
        "INSERT INTO res_groups_users_rel (uid, gid) SELECT 3, res_id FROM ir_model_data
         WHERE model = 'res.groups' AND name IN ('group_purchase_manager', 'group_purchase_user')",
    ),
    broken(
        "new-user-rights", "purchase.group_purchase_manager", (19, 19),
        "INSERT INTO res_groups_implied_rel (gid, hid) SELECT 19, res_id FROM ir_model_data WHERE name = 'group_purchase_manager'",
    ),
    broken(
        "dormant-user", "dag.moen", ALL,
        "UPDATE res_users SET create_date = now() - interval '2 years' WHERE login = 'dag.moen'",
    ),
    broken("wrong-share", "bo.hansen", ALL, "UPDATE res_users SET share = true WHERE login = 'bo.hansen'"),
    broken("no-user-type", "svc-scan", ALL, "DELETE FROM res_groups_users_rel WHERE uid = (SELECT id FROM res_users WHERE login = 'svc-scan')"),
    broken("company-outside", "eli.berg", ALL, "UPDATE res_users SET company_id = 2 WHERE login = 'eli.berg'"),
    broken(
        "contact-inactive", "dag.moen", ALL,
        "UPDATE res_partner SET active = false WHERE id = (SELECT partner_id FROM res_users WHERE login = 'dag.moen')",
    ),
    broken("several-companies", "cora.wu", ALL, "INSERT INTO res_company_users_rel (cid, user_id) SELECT 2, id FROM res_users WHERE login = 'cora.wu'"),
    broken("rule-binds-nobody", "purchase.order", ALL, "DELETE FROM rule_group_rel WHERE rule_group_id = 3"),
    broken("rule-of-both", "res.partner", ALL, "INSERT INTO rule_group_rel (rule_group_id, group_id) VALUES (1, 1)"),
    broken(
        "access-row-without-id", "purchase.group_purchase_user stock.move", ALL,
        "INSERT INTO ir_model_access (name, model_id, group_id, active, perm_write) SELECT 'tmp', m.id, 6, true, true
         FROM ir_model m WHERE m.model = 'stock.move'",
    ),
    broken(
        "everyone-writes", "account.move", ALL,
        "WITH made AS (INSERT INTO ir_model_access (name, model_id, active, perm_write) SELECT 'all', m.id, true, true
             FROM ir_model m WHERE m.model = 'account.move' RETURNING id)
         INSERT INTO ir_model_data (module, name, model, res_id) SELECT '__export__', 'all', 'ir.model.access', id FROM made",
    ),
    broken("min-length-not-a-number", "auth_password_policy.minlength", ALL, "UPDATE ir_config_parameter SET value = 'ten' WHERE key = 'auth_password_policy.minlength'"),
    broken("setting-without-module", "password.min_length", ALL, "UPDATE ir_module_module SET state = 'uninstalled' WHERE name = 'auth_password_policy'"),
    broken("sequence-without-counter", "purchase.order", ALL, "DROP SEQUENCE ir_sequence_001"),
    broken("menu-path", "menu 2", ALL, "UPDATE ir_ui_menu SET parent_path = '2/' WHERE id = 2"),
    broken("category-path", "All / Fittings / Brass", ALL, "UPDATE product_category SET parent_path = NULL WHERE id = 3"),
    broken("location-path", "location 2 Stock", ALL, "UPDATE stock_location SET parent_path = '2/' WHERE id = 2"),
    broken("template-code", "FI-00002", ALL, "UPDATE product_template SET default_code = 'FI-00020' WHERE id = 2"),
    broken("barcode", "SV-00001", ALL, "UPDATE product_product SET barcode = '4006381333932' WHERE id = 3"),
    broken("module-upgrade", "purchase", ALL, "UPDATE ir_module_module SET state = 'to upgrade' WHERE name = 'purchase'"),
    broken("no-administrator", "base.group_system", ALL, "UPDATE res_users SET active = false WHERE login IN ('admin', 'dag.moen')"),
];

#[test]
fn every_check_finds_what_it_is_for() {
    let mut found = BTreeSet::new();
    for version in ["14", "18", "19"] {
        let Some(base) = slice(version) else { return };
        let mut watch = watch(&base);
        let mut before = watch.findings();
        for broken in BREAKS {
            let (from, until) = broken.versions;
            if !(from..=until).contains(&base.version) {
                continue;
            }
            base.db.sql(broken.sql);
            let after = watch.findings();
            let new: Vec<_> = after.difference(&before).cloned().collect();
            let wanted = (broken.code.to_owned(), broken.subject.to_owned());
            assert_eq!(new, [wanted], "{}: {}", base.title, broken.sql);
            found.insert(broken.code.to_owned());
            before = after;
        }
    }
    let declared: BTreeSet<String> = folder("odoo").manifest.checks.keys().cloned().collect();
    assert_eq!(found, declared, "a check without a case");
}

/// What was put into the whole databases on purpose, by the check that must find it.
const FAULTS: &[(&str, &str, (u32, u32))] = &[
    ("weak-password-hash", "ottoline.reyes@nordfrost.example", ALL),
    ("dormant-user", "ottoline.reyes@nordfrost.example", ALL),
    ("employee-left", "walter.ansah@nordfrost.example", ALL),
    ("api-key-without-end", "svc-edi", ALL),
    ("api-key-of-inactive", "lucja.ferrand@nordfrost.example", ALL),
    ("logins-differ-in-case", "jonas.vilks@nordfrost.example", ALL),
    ("closure-drift", "karim.solberg@nordfrost.example", (14, 18)),
    ("company-outside", "sunniva.adeyemi@nordfrost.example", ALL),
    ("access-rights-is-all", "bianca.thorvald@nordfrost.example", ALL),
    (
        "access-row-without-id",
        "purchase.group_purchase_user res.partner.bank",
        ALL,
    ),
    ("template-code", "FIN-00010", ALL),
    ("barcode", "RAW-00004", ALL),
    ("new-user-rights", "purchase.group_purchase_manager", (14, 18)),
];

#[test]
fn the_faults_of_whole_databases_are_found() {
    for base in dumps() {
        let found = findings(&base);
        for (code, subject, (from, until)) in FAULTS {
            let wanted = (from..=until).contains(&&base.version);
            let is = found
                .iter()
                .any(|(c, s)| c == code && s.eq_ignore_ascii_case(subject));
            assert_eq!(is, wanted, "{}: {code} {subject}\n{found:#?}", base.title);
        }
    }
}
