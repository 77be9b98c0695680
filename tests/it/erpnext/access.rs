//! Who can do what, as we compute it, against the question that ERPNext's own tables answer, for every account, document and action.

use super::bases::{Base, every};
use crate::support::{Can, abilities};

const ACTIONS: [&str; 14] = [
    "select", "read", "write", "create", "delete", "submit", "cancel", "amend", "report", "export", "import",
    "share", "print", "email",
];

/// As the program decides: the permissions of the site where a document has any, else those that are shipped; the roles that are
/// stored, those of everybody, and of whoever may open the desk. Whether a role is switched off is not asked.
fn theirs(base: &Base) -> Can {
    let given = |action: &&str| {
        format!(
            "SELECT p.role, p.document, '{action}' AS action FROM permission p WHERE p.\"{action}\" = 1
             UNION ALL SELECT 'Administrator', d.name || o.own, '{action}' FROM \"tabDocType\" d
             CROSS JOIN (SELECT '' AS own UNION ALL SELECT '@owner') o
             WHERE d.istable = 0 AND (d.is_submittable = 1 OR '{action}' NOT IN ('submit', 'cancel', 'amend'))"
        )
    };
    let mut actions = ACTIONS.to_vec();
    if base.version >= 16 {
        actions.push("mask");
    }
    let columns: Vec<String> = actions.iter().map(|action| format!("p.\"{action}\"")).collect();
    let columns = columns.join(", ");
    let given: Vec<String> = actions.iter().map(given).collect();
    let desk = if base.version >= 15 {
        "UNION SELECT name, 'Desk User' FROM \"tabUser\" WHERE user_type = 'System User'"
    } else {
        ""
    };
    let rows = base.rows(&format!(
        "WITH held AS (
             SELECT parent AS login, role FROM \"tabHas Role\"
             WHERE parenttype = 'User' AND role NOT IN ('All', 'Guest', 'Desk User', 'Administrator')
             UNION SELECT name, 'All' FROM \"tabUser\"
             UNION SELECT name, 'Guest' FROM \"tabUser\"
             {desk}
             UNION SELECT 'Administrator', 'Administrator'
         ), permission AS (
             SELECT p.role, p.parent || CASE WHEN p.if_owner = 1 THEN '@owner' ELSE '' END AS document, {columns}
             FROM \"tabCustom DocPerm\" p JOIN \"tabDocType\" d ON d.name = p.parent AND d.istable = 0
             WHERE p.permlevel = 0
             UNION ALL
             SELECT p.role, p.parent || CASE WHEN p.if_owner = 1 THEN '@owner' ELSE '' END, {columns}
             FROM \"tabDocPerm\" p JOIN \"tabDocType\" d ON d.name = p.parent AND d.istable = 0
             WHERE p.parenttype = 'DocType' AND p.permlevel = 0
                 AND NOT EXISTS (SELECT 1 FROM \"tabCustom DocPerm\" c WHERE c.parent = p.parent)
         ), given AS ({})
         SELECT DISTINCT h.login, g.document, g.action
         FROM held h
         JOIN given g ON CAST(g.role AS binary) = CAST(h.role AS binary)
         JOIN \"tabUser\" u ON u.name = h.login AND u.enabled = 1",
        given.join(" UNION ALL ")
    ));
    rows.into_iter()
        .map(|row| {
            let mut cells = row.into_iter().map(Option::unwrap);
            let mut next = || cells.next().unwrap();
            (next(), next(), next())
        })
        .collect()
}

fn equal(base: &Base) {
    let mut ours = abilities("erpnext", &base.db.url);
    ours.retain(|(_, resource, _)| !resource.contains('#'));
    let theirs = theirs(base);
    let wrong: Vec<_> = ours.symmetric_difference(&theirs).take(10).collect();
    assert!(wrong.is_empty(), "{}: {wrong:?}", base.title);
    let least = if base.whole { 20_000 } else { 400 };
    assert!(ours.len() > least, "{}: {}", base.title, ours.len());
}

#[test]
fn effective_access_is_erpnexts_for_everybody() {
    for base in every() {
        equal(&base);
        // A role that is switched off goes on counting, the kind of an account and not its roles opens the desk, and a role that is
        // spelled otherwise gives nothing.
        base.sql(
            "UPDATE \"tabRole\" SET disabled = 1 WHERE name IN ('Purchase User', 'Stock User');
             UPDATE \"tabUser\" SET user_type = 'Website User' WHERE name LIKE 'mei.sun@%' OR name LIKE 'henk.brouwer@%';
             INSERT INTO \"tabHas Role\" (name, parent, parentfield, parenttype, role)
                 SELECT 'loose' || left(md5(u.name), 5), u.name, 'roles', 'User', 'system manager' FROM \"tabUser\" u
                 WHERE u.enabled = 1 AND NOT EXISTS (SELECT 1 FROM \"tabHas Role\" h WHERE h.parent = u.name AND h.role = 'System Manager')",
        );
        equal(&base);
    }
}

#[test]
fn the_account_of_the_program_may_do_everything() {
    for base in every() {
        let work = base.work();
        work.run(&["setup"]).expect(0);
        let said = work
            .run(&["why", "Administrator", "delete", "Company"])
            .expect(0)
            .stdout;
        assert!(
            said.contains("an account of the ERP's own, which may do everything"),
            "{}: {said}",
            base.title
        );
        let said = work
            .run(&["who-can", "delete", "Company", "--format", "json"])
            .expect(0)
            .json();
        let users: Vec<&str> = said["users"]
            .as_array()
            .unwrap()
            .iter()
            .map(|user| user["user"].as_str().unwrap())
            .collect();
        assert!(users.contains(&"Administrator"), "{}: {users:?}", base.title);
    }
}
