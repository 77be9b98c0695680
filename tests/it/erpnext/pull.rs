//! What is pulled from a database is what it holds: the next plan is empty. Both need no right to write.

use super::bases::every;
use crate::registry::run;

#[test]
fn a_plan_of_what_was_pulled_is_empty_and_writes_nothing() {
    for mut base in every() {
        let title = base.title.clone();
        let reader = run(base.db.role("reads"));
        base.work().run(&["setup", "--reader", &reader]).expect(0);
        let before = base.checksums();
        let work = base.work().with("ERP_URL", &base.db.url_as(&reader));
        work.run(&["pull"]).expect(0);
        work.run(&["lock"]).expect(0);
        work.run(&["validate"]).expect(0);
        let plan = work.run(&["plan", "--exit-code"]);
        assert_eq!(plan.code, 0, "{title}\n{}\n{}", plan.stdout, plan.stderr);
        assert_eq!(base.checksums(), before, "{title}");
        // Nothing that opens a door is among what can be read.
        let pulled: String = walk(work.path());
        for secret in ["pbkdf2", "gAAAA", "sid-of-lin", "f00dface"] {
            assert!(!pulled.contains(secret), "{title}: {secret}");
        }
        for (table, column) in [
            ("__Auth", "password"),
            ("tabSessions", "sid"),
            ("tabUser", "api_secret"),
            ("tabOAuth Bearer Token", "access_token"),
        ] {
            let url = base.db.url_as(&reader);
            let refused = run(async {
                let mut session = crate::registry::open(&url, trueup::db::Access::Read).await;
                session
                    .query(&format!("SELECT \"{column}\" FROM \"{table}\""), &[])
                    .await
            });
            assert!(
                refused.unwrap_err().is_permission_denied(),
                "{title}: {table}.{column}"
            );
        }
    }
}

/// The text of every file of a project.
fn walk(folder: &std::path::Path) -> String {
    let mut all = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all += &walk(&path);
        } else {
            all += &String::from_utf8_lossy(&std::fs::read(path).unwrap());
        }
    }
    all
}
