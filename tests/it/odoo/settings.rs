//! Settings that companies have, and those of modules that may be there.

use super::bases::{Base, dumps, kinds, slice, slices};
use super::loops::{least_rights, one};

/// The two companies of each database.
fn companies(base: &Base) -> [&'static str; 2] {
    if base.whole {
        ["Nordfrost Components", "Nordfrost Logistics"]
    } else {
        ["Fjordwerk Fittings", "Fjordwerk Service"]
    }
}

/// The lock date that only some versions have.
fn other_lock(base: &Base) -> &'static str {
    if base.version < 18 {
        "period_lock_date"
    } else {
        "hard_lock_date"
    }
}

#[test]
fn every_company_has_its_own_settings() {
    for base in kinds().chain(dumps()) {
        let title = &base.title;
        let [first, second] = companies(&base);
        let other = other_lock(&base);
        let (work, roles) = least_rights(&base);
        work.run(&["lock"]).expect(0);
        let untouched = format!(
            "SELECT (to_jsonb(c) - 'po_double_validation' - 'po_double_validation_amount' - 'po_lock' - 'fiscalyear_lock_date'
                 - '{other}' - 'write_uid' - 'write_date')::text || (SELECT to_jsonb(o) - 'po_lock' - 'write_uid' - 'write_date' FROM res_company o
                 WHERE o.name = '{second}')::text FROM res_company c WHERE c.name = '{first}'"
        );
        let before = one(&base, &untouched);
        let files = |lock: &str| {
            format!(
                "settings:
  purchase:
    double_validation [{first}]: two_step
    double_validation_amount [{first}]: 12000
    lock_confirmed [{second}]: lock
  accounting:
    fiscalyear_lock_date [{first}]: 2025-12-31
    {other} [{first}]: {lock}
"
            )
        };
        work.file("settings.yaml", &files("2025-06-30"));
        work.run(&["validate"]).expect(0);
        let applied = work.run(&["apply", "--yes"]);
        assert_eq!(applied.code, 0, "{title}\n{}\n{}", applied.stdout, applied.stderr);
        work.run(&["plan", "--exit-code"]).expect(0);
        let stored = format!(
            "SELECT concat_ws(' ', c.po_double_validation, c.po_double_validation_amount, c.po_lock IS DISTINCT FROM 'lock',
                 c.fiscalyear_lock_date, c.{other}, (SELECT o.po_lock FROM res_company o WHERE o.name = '{second}'))
             FROM res_company c WHERE c.name = '{first}'"
        );
        assert_eq!(
            one(&base, &stored),
            "two_step 12000 t 2025-12-31 2025-06-30 lock",
            "{title}"
        );
        assert_eq!(one(&base, &untouched), before, "{title}");

        // A day can be taken away, except where a version closed it for good.
        work.file("settings.yaml", &files("\"\""));
        let ended = work.run(&["apply", "--yes"]);
        if base.version < 18 {
            assert_eq!(ended.code, 0, "{title}\n{}", ended.stderr);
            work.run(&["plan", "--exit-code"]).expect(0);
            assert_eq!(one(&base, &stored), "two_step 12000 t 2025-12-31 lock", "{title}");
        } else {
            assert_eq!(ended.code, 4, "{title}\n{}", ended.stderr);
            assert!(
                ended.stderr.contains("a hard lock date only moves forward"),
                "{title}\n{}",
                ended.stderr
            );
        }
        let pulled = base.work();
        pulled.run(&["pull"]).expect(0);
        let text = std::fs::read_to_string(pulled.path().join("settings.yaml")).unwrap();
        assert!(
            text.contains(&format!("double_validation_amount [{first}]\": 12000"))
                || text.contains(&format!("double_validation_amount [{first}]: 12000")),
            "{title}\n{text}"
        );
        pulled.run(&["plan", "--exit-code"]).expect(0);
        let [reader, applier] = roles;
        base.db.superuser(&format!(
            "DROP OWNED BY {reader}, {applier}; DROP ROLE {reader}, {applier}"
        ));
    }
}

#[test]
fn a_module_that_is_there_has_its_settings() {
    for base in slices() {
        let (title, [first, _]) = (&base.title, companies(&base));
        let work = base.work();
        work.run(&["setup"]).expect(0);
        let of_company = if base.version < 18 {
            format!(" [{first}]")
        } else {
            String::new()
        };
        let files = format!(
            "settings:\n  session: {{idle_seconds: 900}}\n  password: {{'max_age_days{of_company}': 90, 'digits{of_company}': 2}}\n"
        );
        work.file("settings.yaml", &files);
        let installed = ["14", "18"].contains(&base.version.to_string().as_str());
        let ended = work.run(&["apply", "--yes"]);
        if !installed {
            assert_eq!(ended.code, 1, "{title}\n{}", ended.stderr);
            assert!(
                ended.stderr.contains("desired/unknown-setting") && ended.stderr.contains("settings.yaml:2:"),
                "{title}\n{}",
                ended.stderr
            );
            continue;
        }
        assert_eq!(ended.code, 0, "{title}\n{}", ended.stderr);
        work.run(&["plan", "--exit-code"]).expect(0);
        let stored = if base.version < 18 {
            "SELECT concat_ws(' ', password_expiration, password_numeric, password_special) FROM res_company ORDER BY id LIMIT 1"
        } else {
            "SELECT string_agg(value, ' ' ORDER BY key) FROM ir_config_parameter WHERE key LIKE 'password\\_security.%'"
        };
        let wanted = if base.version < 18 { "90 2 1" } else { "90 2" };
        assert_eq!(one(&base, stored), wanted, "{title}");
        let delay = "SELECT value FROM ir_config_parameter WHERE key = 'inactive_session_time_out_delay'";
        assert_eq!(one(&base, delay), "900", "{title}");
    }
}

#[test]
fn a_setting_of_the_wrong_place_is_said() {
    let Some(base) = slice("16") else { return };
    let work = base.work();
    work.run(&["setup"]).expect(0);
    work.run(&["lock"]).expect(0);
    for (line, says) in [
        (
            "purchase: {double_validation: two_step}",
            "write `double_validation [Fjordwerk Fittings]`",
        ),
        (
            "login: {'attempts [Fjordwerk Fittings]': 3}",
            "`login.attempts` is not of a company",
        ),
        (
            "purchase: {'double_validation [Fjordwerk Fitings]': two_step}",
            "did you mean `Fjordwerk Fittings`?",
        ),
        (
            "purchase: {'double_validation [Fjordwerk Service]': three_step}",
            "its values are `one_step` and `two_step`",
        ),
        (
            "accounting: {'fiscalyear_lock_date [Fjordwerk Service]': 2025-02-30}",
            "it is a day, such as 2026-12-31",
        ),
        (
            "accounting: {'hard_lock_date [Fjordwerk Service]': 2025-02-28}",
            "unknown setting `accounting.hard_lock_date`",
        ),
    ] {
        work.file("settings.yaml", &format!("settings:\n  {line}\n"));
        let said = work.run(&["validate"]).expect(1).stdout;
        assert!(
            said.contains(says) && said.contains("settings.yaml:2:"),
            "{line}\n{said}"
        );
    }
}
