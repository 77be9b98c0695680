//! The whole drill: a backup is made, work goes on, the database is lost, and the backup is brought back. No code is
//! issued twice, and nobody who has left is active.

use std::collections::BTreeSet;

use super::{PLAIN, Site, flat};
use crate::support::{Engine, Work, judge};

const RULES: &str = "item_codes:\n  steel:\n    applies_to: {category: 钢材/**}\n    segments:\n      - {literal: RM-}\n      \
                     - {name: 流水号, serial: 5}\n    enforce: reject\n";
const BEFORE: &str = "users:\n  leaver: {roles: [\"name:Purchasing\"]}\n  wu.min: {name: 吴敏}\n";
const AFTER: &str = "users:\n  leaver: {state: left}\n  wu.min: {name: 吴敏}\n  sun.li: {name: 孙丽}\n";

fn issued(work: &Work) -> Vec<String> {
    let run = work.run(&["items", "next", "steel", "--count", "3"]).expect(0);
    run.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn after_a_disaster_no_code_is_issued_twice_and_no_leaver_is_alive() {
    for engine in [Engine::Postgres, Engine::Sqlite] {
        let Some(site) = Site::new(engine, PLAIN) else {
            return;
        };
        let work = &site.work;
        work.file("codes.yaml", RULES);
        work.file("people.yaml", BEFORE);
        work.run(&["apply", "--yes"]).expect(0);
        let mut codes: BTreeSet<String> = issued(work).into_iter().collect();
        let active = |login: &str| {
            let rows = site.db.sql(&format!(
                "SELECT login FROM res_user WHERE active AND login = '{login}'"
            ));
            !rows.is_empty()
        };
        assert!(active("leaver") && active("wu.min"));
        let id = site.saved();

        work.file("people.yaml", AFTER);
        work.run(&["apply", "--yes"]).expect(0);
        codes.extend(issued(work));
        assert!(!active("leaver") && active("sun.li"));

        site.db.lose();
        // Where not even trueup's own tables are, nothing is issued either.
        work.run(&["items", "next", "steel"]).expect(1);
        let restored = site.json(&["restore", "nightly", "--into", "${ERP_URL}"], 0);
        assert_eq!(
            (restored["id"].as_str(), &restored["good"]),
            (Some(id.as_str()), &true.into())
        );
        assert!(active("leaver"), "the backup is of a time when they were there");
        for verb in [&["plan"][..], &["apply", "--yes"], &["items", "next", "steel"]] {
            let refused = work.run(verb).expect(4);
            assert!(
                flat(&refused.stderr).contains("it was restored or rewound"),
                "{}",
                refused.stderr
            );
        }
        site.json(&["list", "--rebuild"], 0);
        work.run(&["recover", "--yes", "--reason", "the disk failed"])
            .expect(0);
        work.run(&["apply", "--yes"]).expect(0);
        assert!(!active("leaver") && active("sun.li"));
        // What refuses wrong codes came back with the tables that it guards.
        let plan = work.run(&["plan", "--exit-code"]).expect(0).stdout;
        assert!(!plan.contains("guards-missing"), "{plan}");
        for code in issued(work) {
            assert!(codes.insert(code.clone()), "{code} was issued twice");
        }
        work.run(&["journal", "verify"]).expect(0);
        // The ERP's own code works on what came back, and the next backup is as good as any.
        assert!(judge(&site.db, "items", &[]).as_object().unwrap().len() > 20);
        let next = site.saved();
        site.json(&["verify", &next, "--restore"], 0);
        site.json(&["verify", &id, "--restore"], 0);
    }
}
