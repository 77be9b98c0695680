//! Who leaves keeps nothing that a way in could hang on, whatever a version looks at.

use super::bases::{Base, every};

fn leaver(base: &Base) -> &'static str {
    if base.whole {
        "bas.schouten@noordpomp.example"
    } else {
        "eva.roth@jadeharbour.example"
    }
}

/// Sessions, a key, a token, a link for a new password: what somebody who works there may have.
fn equip(base: &Base, login: &str) {
    base.sql(&format!(
        "UPDATE \"tabUser\" SET api_key = 'k-{0}', api_secret = '****', reset_password_key = 'r-{0}' WHERE name = '{login}';
         DELETE FROM \"__Auth\" WHERE doctype = 'User' AND name = '{login}' AND fieldname = 'api_secret';
         INSERT INTO \"__Auth\" (doctype, name, fieldname, password, encrypted) VALUES ('User', '{login}', 'api_secret', 'gAAAAAx', 1);
         INSERT INTO \"tabSessions\" (user, sid, lastupdate, status) VALUES ('{login}', 's1-{0}', now(6), 'Active'), ('{login}', 's2-{0}', now(6), 'Active');
         INSERT INTO \"tabOAuth Bearer Token\" (name, creation, client, user, access_token, status)
             VALUES ('t-{0}', now(6), 'phone', '{login}', 't-{0}', 'Active') ON DUPLICATE KEY UPDATE status = 'Active';
         UPDATE \"tabNotification Settings\" SET enabled = 1 WHERE name = '{login}'",
        base.version
    ));
}

fn ways_in(base: &Base, login: &str) -> Vec<String> {
    base.row(&format!(
        "SELECT u.enabled, u.api_key, u.api_secret, u.reset_password_key,
             (SELECT count(*) FROM \"tabSessions\" s WHERE s.user = u.name),
             (SELECT count(*) FROM \"__Auth\" a WHERE a.doctype = 'User' AND a.name = u.name AND a.fieldname = 'api_secret'),
             (SELECT count(*) FROM \"tabOAuth Bearer Token\" t WHERE t.user = u.name AND t.status = 'Active'),
             (SELECT enabled FROM \"tabNotification Settings\" n WHERE n.name = u.name),
             (SELECT count(*) FROM \"tabHas Role\" h WHERE h.parenttype = 'User' AND h.parent = u.name)
         FROM \"tabUser\" u WHERE u.name = '{login}'"
    ))
}

#[test]
fn who_leaves_has_no_way_in_and_who_comes_back_none_of_the_old_ones() {
    for mut base in every() {
        let (title, login) = (base.title.clone(), leaver(&base));
        equip(&base, login);
        let others = "SELECT count(*) FROM \"tabSessions\" WHERE user <> 'Guest'";
        let sessions: u32 = base.row(others)[0].parse().unwrap();
        let own = format!("SELECT count(*) FROM \"tabSessions\" WHERE user = '{login}'");
        let own: u32 = base.row(&own)[0].parse().unwrap();
        let work = base.least_rights();
        work.file("people.yaml", &format!("users:\n  {login}: {{state: left}}\n"));
        work.run(&["apply", "--yes"]).expect(0);
        work.run(&["plan", "--exit-code"]).expect(0);
        assert_eq!(
            ways_in(&base, login),
            ["0", "-", "-", "-", "0", "0", "0", "0", "0"],
            "{title}"
        );
        assert_eq!(
            base.row(others),
            [(sessions - own).to_string()],
            "{title}: sessions of others stay"
        );
        // The program's own history shows it.
        let version = base.row(&format!(
            "SELECT data, modified_by FROM \"tabVersion\" WHERE ref_doctype = 'User' AND docname = '{login}' ORDER BY creation DESC LIMIT 1"
        ));
        let data: serde_json::Value = serde_json::from_str(&version[0]).unwrap();
        assert_eq!(data["changed"], serde_json::json!([["enabled", 1, 0]]), "{title}");
        let removed = data["removed"].as_array().unwrap();
        assert!(
            removed.len() >= 2
                && removed
                    .iter()
                    .all(|row| row[0] == "roles" && row[1]["role"].is_string()),
            "{title}: {data}"
        );
        assert_eq!(version[1], "Administrator", "{title}");

        // Somebody who is switched off in the program keeps a key and a link there.
        equip(&base, login);
        work.file(
            "people.yaml",
            &format!("users:\n  {login}: {{state: active, roles: [Stock User]}}\n"),
        );
        work.run(&["apply", "--yes"]).expect(0);
        work.run(&["plan", "--exit-code"]).expect(0);
        assert_eq!(
            ways_in(&base, login),
            ["1", "-", "-", "-", "0", "0", "0", "1", "1"],
            "{title}"
        );
    }
}
