//! Somebody edits in the ERP while we plan: what is ours to know and what is not.

use crate::support::{self, Engine, LiveDb, Work};

fn database() -> Option<(LiveDb, Work)> {
    let db = support::clone("8.2", Engine::Postgres)?;
    let work = Work::new(&db);
    work.run(&["setup"]).expect(0);
    Some((db, work))
}

const GRANT: &str = "INSERT INTO \"res_user-res_group\" (\"user\", \"group\") SELECT u.id, g.id FROM res_user u, res_group g \
                     WHERE u.login = '{login}' AND g.name = '{group}'";

fn grant(db: &LiveDb, login: &str, group: &str) {
    db.sql(&GRANT.replace("{login}", login).replace("{group}", group));
}

#[test]
fn a_plan_is_stale_when_its_footprint_moved_and_not_otherwise() {
    let Some((db, work)) = database() else { return };
    work.file("people.yaml", "users:\n  empty: {roles: [\"name:Purchasing\"]}\n");
    work.run(&["plan", "-o", "moved.json"]).expect(0);
    grant(&db, "empty", "Audit");
    let refused = work.run(&["apply", "moved.json"]).expect(4);
    assert!(
        refused.stderr.contains("stale") && refused.stderr.contains("empty"),
        "{}",
        refused.stderr
    );
    work.run(&["plan", "-o", "elsewhere.json"]).expect(0);
    grant(&db, "lin.mei", "Catalogue");
    work.run(&["apply", "elsewhere.json"]).expect(0);
    work.run(&["plan", "--exit-code"]).expect(0);
}

#[test]
fn drift_is_held_until_it_is_asked_for() {
    let Some((db, work)) = database() else { return };
    work.file(
        "people.yaml",
        "users:\n  empty: {name: Emil Empty, roles: [\"name:Purchasing\"]}\n",
    );
    work.run(&["apply", "-y"]).expect(0);
    grant(&db, "empty", "Audit");
    let plan = work.run(&["plan", "--format", "json"]).expect(0).json();
    assert_eq!(plan["changes"], serde_json::json!([]));
    assert_eq!(plan["held"][0]["change"]["key"]["role"], "name:Audit");
    work.run(&["plan", "--exit-code"]).expect(2);
    work.run(&["apply", "-y", "--revert-drift"]).expect(0);
    work.run(&["plan", "--exit-code"]).expect(0);
    // Both moved: the files win only when told to.
    db.sql("UPDATE res_user SET name = 'Somebody' WHERE login = 'empty'");
    work.file(
        "people.yaml",
        "users:\n  empty: {name: Emil, roles: [\"name:Purchasing\"]}\n",
    );
    let plan = work.run(&["plan", "--format", "json"]).expect(0).json();
    assert_eq!(plan["held"][0]["change"]["cause"], "conflict");
    assert_eq!(plan["held"][0]["base"]["name"], "Emil Empty");
    work.run(&["apply", "-y", "--overwrite"]).expect(0);
    assert_eq!(
        db.sql("SELECT name FROM res_user WHERE login = 'empty'")[0][0].as_deref(),
        Some("Emil")
    );
}

#[test]
fn an_edited_foreign_or_expired_plan_is_refused() {
    let Some((db, work)) = database() else { return };
    work.file("people.yaml", "users:\n  empty: {roles: [\"name:Purchasing\"]}\n");
    work.run(&["plan", "-o", "plan.json"]).expect(0);
    let text = std::fs::read_to_string(work.path().join("plan.json")).unwrap();
    work.file("edited.json", &text.replace("name:Purchasing", "name:Audit"));
    work.run(&["apply", "edited.json"]).expect(4);
    let other = support::clone("8.2", Engine::Postgres).unwrap();
    let elsewhere = Work::new(&other);
    elsewhere.run(&["setup"]).expect(0);
    elsewhere.file("plan.json", &text);
    elsewhere.run(&["apply", "plan.json"]).expect(4);
    work.run(&["plan", "-o", "short.json", "--expires", "1ms"])
        .expect(0);
    let late = work.run(&["apply", "short.json"]).expect(4);
    assert!(late.stderr.contains("expired"), "{}", late.stderr);
    assert_eq!(
        db.sql("SELECT count(*) FROM \"res_user-res_group\" l JOIN res_user u ON u.id = l.\"user\" WHERE u.login = 'empty'")[0][0]
            .as_deref(),
        Some("0")
    );
}

fn additive(work: &Work) {
    let config = std::fs::read_to_string(work.path().join("trueup.yaml")).unwrap();
    work.file("trueup.yaml", &format!("{config}    mode: additive\n"));
}

#[test]
fn an_applied_plan_says_so_even_when_it_is_no_longer_valid() {
    let Some((_db, work)) = database() else { return };
    work.file("people.yaml", "users:\n  empty: {roles: [\"name:Purchasing\"]}\n");
    work.run(&["plan", "-o", "plan.json"]).expect(0);
    work.run(&["apply", "plan.json"]).expect(0);
    additive(&work);
    let again = work.run(&["apply", "plan.json"]).expect(0);
    assert!(again.stdout.contains("Already applied"), "{}", again.stdout);
}

#[test]
fn a_plan_of_another_mode_is_refused() {
    let Some((_db, work)) = database() else { return };
    work.file("people.yaml", "users:\n  empty: {roles: [\"name:Purchasing\"]}\n");
    work.run(&["plan", "-o", "plan.json"]).expect(0);
    additive(&work);
    let refused = work.run(&["apply", "plan.json"]).expect(4);
    assert!(refused.stderr.contains("mode adopt"), "{}", refused.stderr);
}

/// What the files use is as the lock says, or the plan is refused; what they do not use may be otherwise.
#[test]
fn an_outdated_lock_refuses_where_it_matters() {
    let Some((db, work)) = database() else { return };
    work.file(
        "people.yaml",
        "users:\n  empty: {roles: [product.group_product_admin]}\n",
    );
    work.run(&["lock"]).expect(0);
    work.run(&["plan"]).expect(0);
    let permit = |model: &str, group: &str| {
        db.sql(&format!(
            "INSERT INTO ir_model_access (model, \"group\", active, perm_read, perm_write, perm_create, perm_delete)
             SELECT '{model}', db_id, true, true, true, true, true FROM ir_model_data
              WHERE model = 'res.group' AND fs_id = '{group}' RETURNING id"
        ));
    };
    permit("party.party", "group_party_admin");
    work.run(&["plan"]).expect(0);
    permit("company.company", "group_product_admin");
    let refused = work.run(&["plan"]).expect(4);
    assert!(
        refused.stdout.contains("plan/lock-outdated") && refused.stdout.contains("company.company"),
        "{}",
        refused.stdout
    );
    work.run(&["lock"]).expect(0);
    work.run(&["plan"]).expect(0);
}

#[test]
fn two_applies_at_once_do_not_mix() {
    let Some((db, work)) = database() else { return };
    work.file("people.yaml", "users:\n  empty: {roles: [\"name:Purchasing\"]}\n");
    work.run(&["plan", "-o", "one.json"]).expect(0);
    work.file("people.yaml", "users:\n  empty: {roles: [\"name:Audit\"]}\n");
    work.run(&["plan", "-o", "two.json"]).expect(0);
    let mut one = work.command(&["apply", "one.json"]).spawn().unwrap();
    let mut two = work.command(&["apply", "two.json"]).spawn().unwrap();
    let codes = [one.wait().unwrap().code(), two.wait().unwrap().code()];
    assert!(codes.contains(&Some(0)) && codes.contains(&Some(4)), "{codes:?}");
    let held = db.sql("SELECT count(*) FROM \"res_user-res_group\" l JOIN res_user u ON u.id = l.\"user\" WHERE u.login = 'empty'");
    assert_eq!(held[0][0].as_deref(), Some("1"));
    work.run(&["journal", "verify"]).expect(0);
}

#[test]
fn an_entry_that_is_gone_from_the_files_is_not_a_deletion() {
    let Some((db, work)) = database() else { return };
    work.file(
        "people.yaml",
        "users:\n  empty: {roles: [\"name:Purchasing\"]}\n  nina: {name: Nina Roth}\n",
    );
    work.run(&["apply", "-y"]).expect(0);
    work.file("people.yaml", "users:\n  nina: {name: Nina Roth}\n");
    let refused = work.run(&["apply", "-y"]).expect(4);
    assert!(
        refused.stderr.contains("state: left") && refused.stderr.contains("managed: false"),
        "{}",
        refused.stderr
    );
    work.file(
        "people.yaml",
        "users:\n  nina: {name: Nina Roth}\n  empty: {managed: false}\n",
    );
    work.run(&["apply", "-y"]).expect(0);
    work.file("people.yaml", "users:\n  nina: {name: Nina Roth}\n");
    work.run(&["apply", "-y"]).expect(0);
    assert_eq!(
        db.sql("SELECT active FROM res_user WHERE login = 'empty'")[0][0].as_deref(),
        Some("t")
    );
}
