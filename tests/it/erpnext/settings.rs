//! Settings are written where the form shows them and where the program reads them.

use super::bases::{Base, slices};

fn places(base: &Base, document: &str, field: &str) -> [String; 2] {
    let single =
        format!("SELECT max(value) FROM \"tabSingles\" WHERE doctype = '{document}' AND field = '{field}'");
    let copy = format!(
        "SELECT max(defvalue) FROM \"tabDefaultValue\" WHERE parent = '__default' AND defkey = '{field}'"
    );
    [base.row(&single).remove(0), base.row(&copy).remove(0)]
}

#[test]
fn a_setting_is_written_to_both_places() {
    for base in slices() {
        let title = &base.title;
        let work = base.work();
        work.run(&["setup"]).expect(0);
        work.file(
            "settings.yaml",
            "settings:\n  password: {policy: false, min_score: 3, max_age_days: 90}\n  session: {idle: \"08:00\"}\n  \
             two_factor: {enabled: true, method: OTP App}\n  backup: {kept: 7}\n",
        );
        work.run(&["apply", "--yes"]).expect(0);
        work.run(&["plan", "--exit-code"]).expect(0);
        for (field, value) in [
            ("enable_password_policy", "0"),
            ("minimum_password_score", "3"),
            ("force_user_to_reset_password", "90"),
            ("session_expiry", "08:00"),
            ("enable_two_factor_auth", "1"),
            ("two_factor_method", "OTP App"),
            ("backup_limit", "7"),
        ] {
            assert_eq!(
                places(&base, "System Settings", field),
                [value, value],
                "{title}: {field}"
            );
        }
        // Once each, with the stamp that keeps an open form from writing over it.
        let twice = base.rows("SELECT 1 FROM \"tabSingles\" GROUP BY doctype, field HAVING count(*) > 1");
        assert!(twice.is_empty(), "{title}");
        let stamp = "SELECT value > '2026-03-02 09:00:00.123456' FROM \"tabSingles\" WHERE doctype = 'System Settings' AND field = 'modified'";
        assert_eq!(base.row(stamp), ["1"], "{title}");
        // Whoever had no day of the last password would never be asked for a new one.
        let dayless = base.rows("SELECT name FROM \"tabUser\" WHERE last_password_reset_date IS NULL");
        assert!(dayless.is_empty(), "{title}: {dayless:?}");
        assert_eq!(
            base.row("SELECT two_factor_auth FROM \"tabRole\" WHERE name = 'All'"),
            ["1"],
            "{title}"
        );
        let version = base.row("SELECT data FROM \"tabVersion\" WHERE ref_doctype = 'System Settings'");
        let version: serde_json::Value = serde_json::from_str(&version[0]).unwrap();
        let changed = version["changed"].as_array().unwrap();
        assert!(
            changed.contains(&serde_json::json!([
                "session_expiry",
                if base.version < 15 { "60:00" } else { "170:00" },
                "08:00"
            ])),
            "{title}: {version}"
        );
    }
}

#[test]
fn the_copy_that_the_program_reads_decides() {
    for base in slices() {
        base.sql("UPDATE \"tabDefaultValue\" SET defvalue = '12:00' WHERE defkey = 'session_expiry'");
        let work = base.work();
        work.run(&["setup"]).expect(0);
        work.file("settings.yaml", "settings: {session: {idle: \"12:00\"}}\n");
        work.run(&["plan", "--exit-code"]).expect(0);
        work.file("settings.yaml", "settings: {session: {idle: \"09:30\"}}\n");
        work.run(&["apply", "--yes"]).expect(0);
        assert_eq!(
            places(&base, "System Settings", "session_expiry"),
            ["09:30", "09:30"],
            "{}",
            base.title
        );
    }
}
