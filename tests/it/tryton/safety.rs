//! Nobody is locked out, nothing is half done, and no secret gets out.

use crate::support::{self, Work};

#[test]
fn the_last_administrators_and_protected_accounts_survive() {
    for db in support::every() {
        let work = Work::new(&db);
        work.run(&["setup"]).expect(0);
        work.file(
            "people.yaml",
            "users:\n  admin: {state: left}\n  chief: {state: left}\n",
        );
        let refused = work.run(&["apply", "-y"]).expect(4);
        assert!(refused.stderr.contains("administrator"), "{}", refused.stderr);
        work.file("people.yaml", "users:\n  chief: {state: left}\n");
        let guarded = std::fs::read_to_string(work.path().join("trueup.yaml")).unwrap()
            + "guard:\n  protect: {users: [chief], min_admins: 1}\n";
        // The guard that the plan itself brings is not in force yet; once applied, it is.
        work.file("people.yaml", "users: {}\n");
        work.file("trueup.yaml", &guarded);
        work.run(&["apply", "-y"]).expect(0);
        work.file("people.yaml", "users:\n  chief: {state: left}\n");
        let refused = work.run(&["apply", "-y"]).expect(4);
        assert!(refused.stderr.contains("protected"), "{}", refused.stderr);
        // Taking the protection away and hitting the account in one plan is judged by the guard in force.
        work.file("trueup.yaml", &guarded.replace("users: [chief], ", ""));
        work.run(&["apply", "-y"]).expect(4);
    }
}

#[test]
fn opening_a_resource_needs_a_word() {
    for db in support::every() {
        let work = Work::new(&db);
        work.run(&["setup"]).expect(0);
        // Only the auditors' deny row speaks of it.
        work.file(
            "roles.yaml",
            "roles:\n  \"name:Audit\":\n    permissions: {currency.currency.rate: []}\n",
        );
        work.run(&["apply", "-y"]).expect(0);
        work.file(
            "roles.yaml",
            "roles:\n  \"name:Audit\":\n    permissions: {currency.currency.rate: absent}\n",
        );
        let plan = work.run(&["plan", "--format", "json"]).json();
        let opens = plan["head"]["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|f| f["code"] == "plan/opens-resource");
        if opens {
            work.run(&["apply", "-y"]).expect(4);
            work.run(&["apply", "-y", "--accept-open", "currency.currency.rate"])
                .expect(0);
        } else {
            work.run(&["apply", "-y"]).expect(0);
        }
    }
}

#[test]
fn no_secret_leaves_in_any_output() {
    for db in support::every() {
        let work = Work::new(&db);
        work.run(&["setup"]).expect(0);
        work.file("people.yaml", "users:\n  wu.min: {name: Wu Min}\n");
        work.run(&["plan", "-o", "plan.json"]).expect(0);
        let applied = work
            .run(&["-v", "apply", "plan.json", "--initial-passwords", "passwords"])
            .expect(0);
        let text = std::fs::read_to_string(work.path().join("passwords")).unwrap();
        let password = text.trim().strip_prefix("wu.min\t").unwrap();
        let hash = db.sql("SELECT password_hash FROM res_user WHERE login = 'wu.min'")[0][0]
            .clone()
            .unwrap();
        let mut seen = vec![
            applied.stdout,
            applied.stderr,
            std::fs::read_to_string(work.path().join("plan.json")).unwrap(),
        ];
        seen.push(
            work.run(&["journal", "show", "2", "--format", "json"])
                .expect(0)
                .stdout,
        );
        for receipt in std::fs::read_dir(work.path().join("receipts/live")).unwrap() {
            seen.push(std::fs::read_to_string(receipt.unwrap().path()).unwrap());
        }
        for text in &seen {
            assert!(
                !text.contains(password) && !text.contains(&hash),
                "{}",
                db.title()
            );
        }
    }
}
