//! The whole loop with the least rights: somebody comes, somebody changes, somebody leaves, and nothing else moves.

use std::collections::BTreeSet;

use super::bases::{Base, every, slice, slices};

/// Who is in each database, and a part of what is there.
struct Cast {
    mover: &'static str,
    leaver: &'static str,
    /// Has a role profile in the end.
    profiled: &'static str,
    profile: &'static str,
    first: &'static str,
    rule: bool,
}

const SLICE: Cast = Cast {
    mover: "lin.hao@jadeharbour.example",
    leaver: "eva.roth@jadeharbour.example",
    profiled: "svc.scan@jadeharbour.example",
    profile: "Buying Desk",
    first: "Jade Harbour Service",
    rule: true,
};

const DUMP: Cast = Cast {
    mover: "henk.brouwer@noordpomp.example",
    leaver: "bas.schouten@noordpomp.example",
    profiled: "sanne.kok@noordpomp.example",
    profile: "Stock Keeper",
    first: "Noordpomp BV",
    rule: false,
};

const NEW: &str = "neu.ling@else.example";

fn files(base: &Base, cast: &Cast) -> String {
    let Cast {
        mover,
        leaver,
        profiled,
        profile,
        first,
        rule,
    } = cast;
    let desk = if base.version < 15 {
        ""
    } else {
        "includes: [Desk User]\n    "
    };
    let rule = if *rule {
        "sequences:\n  \"rule:Customer:rule000001\": {prefix: CU-, padding: 7}\n"
    } else {
        ""
    };
    format!(
        "users:
  {NEW}:
    name: 凌 O'Neill
    roles: [Purchase User, Stock Reader]
    companies: [{first}]
    attributes: {{timezone: Asia/Shanghai, language: zh, allowed_addresses: \"10.1., 10.2.3.4\", sessions: \"1\"}}
  {mover}:
    name: New Name
    roles: [Stock User, Employee]
    companies: []
    attributes: {{language: zh}}
  {profiled}: {{roles: [\"profile:{profile}\"], attributes: {{module_profile: \"\"}}}}
  {leaver}: {{state: left}}
roles:
  Stock Reader:
    {desk}permissions: {{Item: [read], Stock Entry: [read, write, submit], \"Item@owner\": [read, write]}}
  \"profile:Early Shift\": {{includes: [Stock User, Employee]}}
settings:
  password: {{min_score: 3}}
  session: {{idle: \"08:00\"}}
  backup: {{kept: 7}}
{rule}"
    )
}

#[test]
fn people_come_change_and_leave() {
    for mut base in every() {
        let title = base.title.clone();
        let cast = if base.whole { &DUMP } else { &SLICE };
        let work = base.least_rights();
        if base.whole {
            base.sql("INSERT INTO \"tabLanguage\" (name, language_code, language_name, enabled) VALUES ('zh', 'zh', '简体中文', 1)
                 ON DUPLICATE KEY UPDATE enabled = 1");
        }
        let before = base.checksums();
        work.file("people.yaml", &files(&base, cast));
        work.run(&["plan", "-o", "plan.json"]).expect(0);
        assert_eq!(base.checksums(), before, "{title}: a plan moved something");
        let applied = work.run(&["apply", "plan.json", "--initial-passwords", "passwords"]);
        assert_eq!(applied.code, 0, "{title}\n{}\n{}", applied.stdout, applied.stderr);
        work.run(&["plan", "--exit-code"]).expect(0);
        let after = base.checksums();
        let moved: BTreeSet<&str> = before
            .keys()
            .filter(|table| before[*table] != after[*table])
            .map(String::as_str)
            .collect();
        let mut wanted = BTreeSet::from([
            "__Auth",
            "tabBlock Module",
            "tabCustom DocPerm",
            "tabDefaultValue",
            "tabDocShare",
            "tabDocument Naming Rule",
            "tabHas Role",
            "tabNotification Settings",
            "tabRole",
            "tabRole Profile",
            "tabSessions",
            "tabSingles",
            "tabUser",
            "tabUser Permission",
            "tabUser Social Login",
            "tabVersion",
        ]);
        if base.version >= 16 {
            wanted.insert("tabUser Role Profile");
        }
        if base.whole {
            for table in ["tabDocument Naming Rule", "tabBlock Module"] {
                wanted.remove(table);
            }
        } else {
            // Nobody who left had a session here.
            wanted.remove("tabSessions");
        }
        assert_eq!(moved, wanted, "{title}");
        is_whole(&base, cast);
        histories_are_readable(&base);
        has_the_profile(&base, cast);
        shipped_permissions_are_copied(&base);
    }
}

/// Who came is complete, as ERPNext would have made the account.
fn is_whole(base: &Base, cast: &Cast) {
    let title = &base.title;
    let came = base.row(&format!(
        "SELECT u.email, u.first_name, u.full_name, u.enabled, u.user_type, u.language, u.time_zone, u.restrict_ip, u.simultaneous_sessions,
             (SELECT group_concat(role ORDER BY role) FROM \"tabHas Role\" h WHERE h.parenttype = 'User' AND h.parent = u.name),
             (SELECT count(*) FROM \"tabNotification Settings\" n WHERE n.name = u.name AND n.user = u.name),
             (SELECT count(*) FROM \"tabDocShare\" s WHERE s.user = u.name AND s.share_name = u.name AND s.\"write\" = 1),
             (SELECT for_value FROM \"tabUser Permission\" p WHERE p.user = u.name AND p.allow = 'Company'),
             (SELECT left(password, 15) FROM \"__Auth\" a WHERE a.name = u.name AND a.fieldname = 'password'),
             u.creation <= u.modified AND u.owner = u.modified_by
         FROM \"tabUser\" u WHERE u.name = '{NEW}'"
    ));
    let name = "凌 O'Neill";
    assert_eq!(
        came,
        [
            NEW,
            name,
            name,
            "1",
            "System User",
            "zh",
            "Asia/Shanghai",
            "10.1., 10.2.3.4",
            "1",
            "Purchase User,Stock Reader",
            "1",
            "1",
            cast.first,
            "$pbkdf2-sha256$",
            "1"
        ],
        "{title}"
    );
    let mover = base.row(&format!(
        "SELECT full_name, first_name, last_name, modified > '2026-03-02 09:00:00.123456', modified_by FROM \"tabUser\" WHERE name = '{}'",
        cast.mover
    ));
    assert_eq!(
        mover,
        ["New Name", "New Name", "-", "1", "Administrator"],
        "{title}"
    );
}

/// What is written into ERPNext's own history is what it reads there.
fn histories_are_readable(base: &Base) {
    let rows = base.rows(
        "SELECT ref_doctype, docname, data, name FROM \"tabVersion\" WHERE data LIKE '%\"updater_reference\":null}' AND creation > '2026-11-01'",
    );
    let mut about = BTreeSet::new();
    for row in &rows {
        let data: serde_json::Value = serde_json::from_str(row[2].as_deref().unwrap()).unwrap();
        for part in ["added", "changed", "removed", "row_changed"] {
            assert!(data[part].is_array(), "{}: {data}", base.title);
        }
        assert_eq!(row[3].as_ref().unwrap().len(), 10, "{}", base.title);
        about.insert(row[0].clone().unwrap());
    }
    assert!(
        about.contains("User") && about.contains("System Settings"),
        "{}: {about:?}",
        base.title
    );
}

/// Whoever has a role profile has its roles, stored, and the profile where this version keeps it.
fn has_the_profile(base: &Base, cast: &Cast) {
    let login = cast.profiled;
    let roles = "SELECT group_concat(role ORDER BY role) FROM \"tabHas Role\"";
    let own = base.row(&format!(
        "{roles} WHERE parenttype = 'User' AND parent = '{login}'"
    ));
    let wanted = base.row(&format!(
        "{roles} WHERE parenttype = 'Role Profile' AND parent = '{}'",
        cast.profile
    ));
    assert_eq!(own, wanted, "{}", base.title);
    let stored = if base.version < 16 {
        format!("SELECT role_profile_name FROM \"tabUser\" WHERE name = '{login}'")
    } else {
        format!("SELECT role_profile FROM \"tabUser Role Profile\" WHERE parent = '{login}'")
    };
    assert_eq!(base.row(&stored), [cast.profile], "{}", base.title);
}

/// The first change of a document's permissions takes those that are shipped along: they would not count any more.
fn shipped_permissions_are_copied(base: &Base) {
    let lost = base.rows(
        "SELECT d.parent, d.role FROM \"tabDocPerm\" d
         WHERE d.parent IN ('Item', 'Stock Entry') AND d.parenttype = 'DocType' AND NOT EXISTS (
             SELECT 1 FROM \"tabCustom DocPerm\" c
             WHERE c.parent = d.parent AND c.role = d.role AND c.permlevel = d.permlevel AND c.if_owner = d.if_owner
                 AND c.\"read\" = d.\"read\" AND c.\"write\" = d.\"write\" AND c.submit = d.submit AND c.export = d.export)",
    );
    assert!(lost.is_empty(), "{}: {lost:?}", base.title);
    let ours = base.row(
        "SELECT group_concat(concat_ws(' ', parent, if_owner, \"read\", \"write\", \"create\", submit) ORDER BY parent, if_owner)
         FROM \"tabCustom DocPerm\" WHERE role = 'Stock Reader'",
    );
    assert_eq!(
        ours,
        ["Item 0 1 0 0 0,Item 1 1 1 0 0,Stock Entry 0 1 1 0 1"],
        "{}",
        base.title
    );
}

#[test]
fn a_plan_made_before_somebody_changed_the_same_account_is_refused() {
    for base in slices() {
        let title = &base.title;
        let work = base.work();
        work.run(&["setup"]).expect(0);
        work.file(
            "people.yaml",
            "users:\n  lin.hao@jadeharbour.example: {name: Somebody Else}\n",
        );
        work.run(&["plan", "-o", "plan.json"]).expect(0);
        base.sql("UPDATE \"tabUser\" SET full_name = 'Third' WHERE name = 'lin.hao@jadeharbour.example'");
        let stale = work.run(&["apply", "plan.json"]).expect(4);
        assert!(stale.stderr.contains("stale"), "{title}: {}", stale.stderr);
        // What the plan has nothing to do with may move.
        work.run(&["plan", "-o", "next.json"]).expect(0);
        base.sql("UPDATE \"tabUser\" SET full_name = 'Eva' WHERE name = 'eva.roth@jadeharbour.example'");
        work.run(&["apply", "next.json"]).expect(0);
    }
}

#[test]
fn a_profile_that_changes_changes_whoever_has_it() {
    for base in slices() {
        let title = &base.title;
        let work = base.work();
        work.run(&["setup"]).expect(0);
        work.file(
            "roles.yaml",
            "roles: {\"profile:Buying Desk\": {includes: [Purchase User, Employee, Item Manager]}}\n",
        );
        work.run(&["apply", "--yes"]).expect(0);
        work.run(&["plan", "--exit-code"]).expect(0);
        let roles = "SELECT group_concat(role ORDER BY role) FROM \"tabHas Role\" WHERE parent = 'bo.falk@jadeharbour.example'";
        assert_eq!(
            base.row(roles),
            ["Employee,Item Manager,Purchase User"],
            "{title}"
        );
        // Taking a role out needs the word of whoever declares the person.
        work.file(
            "roles.yaml",
            "roles: {\"profile:Buying Desk\": {includes: [Purchase User, Employee]}}\n\
             users: {bo.falk@jadeharbour.example: {roles: [\"profile:Buying Desk\"]}}\n",
        );
        work.run(&["apply", "--yes"]).expect(0);
        work.run(&["plan", "--exit-code"]).expect(0);
        assert_eq!(base.row(roles), ["Employee,Purchase User"], "{title}");
    }
}

#[test]
fn a_role_opens_the_desk_where_it_says_so() {
    for base in ["15", "16"].into_iter().filter_map(slice) {
        let work = base.work();
        work.run(&["setup"]).expect(0);
        let desk = "SELECT desk_access FROM \"tabRole\" WHERE name = 'Night Shift'";
        assert_eq!(base.row(desk), ["0"]);
        for (includes, access) in [("Desk User", "1"), ("", "0")] {
            work.file(
                "roles.yaml",
                &format!("roles: {{Night Shift: {{includes: [{includes}]}}}}\n"),
            );
            work.run(&["apply", "--yes"]).expect(0);
            work.run(&["plan", "--exit-code"]).expect(0);
            assert_eq!(base.row(desk), [access], "{}", base.title);
        }
        // What everybody may do stands at All.
        work.file(
            "roles.yaml",
            "roles: {\"*\": {permissions: {Customer: [read]}}, Night Shift: {}}\n",
        );
        work.run(&["apply", "--yes"]).expect(0);
        work.run(&["plan", "--exit-code"]).expect(0);
        let all = "SELECT \"select\", \"read\" FROM \"tabCustom DocPerm\" WHERE parent = 'Customer' AND role = 'All'";
        assert_eq!(base.row(all), ["0", "1"], "{}", base.title);
    }
}
