//! Record rules from files: who they hold for changes, what they say never does.

use std::collections::BTreeMap;

use super::bases::{Base, dumps, every, kinds, slice};
use super::loops::{checksums, least_rights};

/// What a database has: a rule for everyone that keeps companies apart, and a rule of one role.
struct Rules {
    shared: (&'static str, &'static str),
    resource: &'static str,
    role: &'static str,
    own: &'static str,
}

const SLICE: Rules = Rules {
    shared: ("res.partner", "res.partner company"),
    resource: "purchase.order",
    role: "purchase.group_purchase_user",
    own: "own orders",
};

const DUMP: Rules = Rules {
    shared: ("purchase.order", "Purchase Order multi-company"),
    resource: "sale.order",
    role: "sales_team.group_sale_salesman",
    own: "Personal Orders",
};

fn rules(base: &Base) -> &'static Rules {
    if base.whole { &DUMP } else { &SLICE }
}

/// What every rule says and whom it holds for: condition and actions, then marks and groups.
fn stored(base: &Base) -> BTreeMap<String, [String; 2]> {
    let rows = base.db.sql(
        "SELECT r.id || ' ' || r.name, concat_ws(' ', r.model_id, r.domain_force, r.perm_read, r.perm_write, r.perm_create, r.perm_unlink),
             concat_ws(' ', r.active, r.global, (SELECT string_agg(l.group_id::text, ',' ORDER BY l.group_id) FROM rule_group_rel l
                 WHERE l.rule_group_id = r.id))
         FROM ir_rule r",
    );
    let cell = |cell: &Option<String>| cell.clone().unwrap_or_default();
    rows.iter()
        .map(|row| (cell(&row[0]), [cell(&row[1]), cell(&row[2])]))
        .collect()
}

/// The rules that differ, by name: what they say, and whom they hold for.
fn moved(
    before: &BTreeMap<String, [String; 2]>,
    after: &BTreeMap<String, [String; 2]>,
) -> BTreeMap<String, [bool; 2]> {
    let nothing = [String::new(), String::new()];
    let differs = |key: &String| {
        let (then, now) = (
            before.get(key).unwrap_or(&nothing),
            after.get(key).unwrap_or(&nothing),
        );
        (then != now).then(|| (key.clone(), [then[0] != now[0], then[1] != now[1]]))
    };
    after.keys().filter_map(differs).collect()
}

/// A role of our own with the rule of another role and a repeat of it; what else holds for that role and for everyone.
fn files(known: &Rules, state: &str, of_role: &str) -> String {
    let Rules {
        shared: (shared_on, shared),
        resource,
        role,
        own,
    } = known;
    format!(
        "roles:
  night-clerk:
    title: Night clerk
    includes: [base.group_user]
    permissions: {{{resource}: [read]}}
    rules:
      {resource}: {{{own}: present, Of the night: {{like: {own}}}}}
  {role}:
    rules: {{{resource}: {{{own}: {of_role}}}}}
  \"*\":
    rules: {{{shared_on}: {{{shared}: {state}}}}}
"
    )
}

/// What differs is whom rules hold for; what they say does not, and the repeat says what the other one says.
fn only_holds_for_others(base: &Base, known: &Rules, before: &BTreeMap<String, [String; 2]>) {
    let Rules {
        shared: (_, shared),
        own,
        ..
    } = known;
    let title = &base.title;
    let after = stored(base);
    let mut names: Vec<(String, [bool; 2])> = moved(before, &after)
        .into_iter()
        .map(|(key, moved)| (key.split_once(' ').unwrap().1.to_owned(), moved))
        .collect();
    names.sort();
    let mut wanted = vec![
        ("Of the night".to_owned(), [true, true]),
        ((*own).to_owned(), [false, true]),
        ((*shared).to_owned(), [false, true]),
    ];
    wanted.sort();
    assert_eq!(names, wanted, "{title}");
    let says = |rules: &BTreeMap<String, [String; 2]>, name: &str| {
        let found = rules.iter().filter(|(key, _)| key.ends_with(&format!(" {name}")));
        found.map(|(_, cells)| cells[0].clone()).next().unwrap()
    };
    assert_eq!(says(&after, "Of the night"), says(before, own), "{title}");
    let state = |name: &str| {
        let found = after.iter().find(|(key, _)| key.ends_with(&format!(" {name}")));
        found.unwrap().1[1].clone()
    };
    assert!(state(shared).starts_with("f"), "{title}: {}", state(shared));
    assert!(
        state("Of the night").starts_with("t f "),
        "{title}: {}",
        state("Of the night")
    );
    assert!(
        state(own).starts_with("t f ") && state(own).contains(','),
        "{title}: {}",
        state(own)
    );
    let ours = base.db.sql(
        "SELECT d.noupdate::text FROM ir_model_data d JOIN ir_rule r ON r.id = d.res_id
         WHERE d.model = 'ir.rule' AND d.module = '__trueup__' AND r.name = 'Of the night'",
    );
    assert_eq!(ours, [[Some("true".to_owned())]], "{title}");
}

#[test]
fn rules_hold_for_whom_the_files_say_and_say_what_they_said() {
    for base in kinds().chain(dumps()) {
        let known = rules(&base);
        let (shared_on, shared) = known.shared;
        let title = &base.title;
        let (work, roles) = least_rights(&base);
        work.run(&["lock"]).expect(0);
        let (before, sums) = (stored(&base), checksums(&base));
        let files = |state: &str, of_role: &str| files(known, state, of_role);

        // What keeps companies apart is not lifted by the way.
        work.file("roles.yaml", &files("absent", "present"));
        work.run(&["validate"]).expect(0);
        let refused = work.run(&["apply", "--yes"]).expect(4);
        assert!(refused.stderr.contains("plan/lifts-rule"), "{title}\n{refused:?}");
        assert!(
            refused.stderr.contains(&format!("--accept-open {shared_on}")),
            "{title}\n{refused:?}"
        );
        assert_eq!(stored(&base), before, "{title}");
        let chinese = work.run(&["plan", "--lang", "zh"]).expect(4).stdout;
        assert!(chinese.contains("将不再限制 所有人 可见的"), "{title}\n{chinese}");

        let applied = work.run(&["apply", "--yes", "--accept-open", shared_on]);
        assert_eq!(applied.code, 0, "{title}\n{}\n{}", applied.stdout, applied.stderr);
        let said: Vec<&str> = applied.stderr.split_whitespace().collect();
        assert!(
            said.join(" ")
                .contains(&format!("row rule `{shared}` no longer holds on `{shared_on}`")),
            "{title}\n{}",
            applied.stderr
        );
        work.run(&["plan", "--exit-code"]).expect(0);
        only_holds_for_others(&base, known, &before);
        let now = checksums(&base);
        let tables: Vec<&str> = sums
            .keys()
            .filter(|table| sums[*table] != now[*table])
            .map(String::as_str)
            .filter(|table| !table.starts_with("orm_signaling"))
            .collect();
        assert_eq!(
            tables,
            [
                "ir_model_access",
                "ir_model_data",
                "ir_rule",
                "res_groups",
                "res_groups_implied_rel",
                "rule_group_rel"
            ],
            "{title}"
        );

        // Switched on again, and the role loses its rule: that is said, and not refused.
        work.file("roles.yaml", &files("present", "absent"));
        work.run(&["lock"]).expect(0);
        let plan = work.run(&["plan", "--format", "json"]).expect(0).stdout;
        let plan: serde_json::Value = serde_json::from_str(&plan).unwrap();
        let findings = plan["head"]["findings"].as_array().unwrap();
        let lifted: Vec<_> = findings
            .iter()
            .map(|finding| {
                (
                    finding["code"].as_str().unwrap(),
                    finding["refuses"].as_bool().unwrap(),
                )
            })
            .collect();
        assert_eq!(lifted, [("plan/lifts-rule", false)], "{title}");
        work.run(&["apply", "--yes"]).expect(0);
        work.run(&["plan", "--exit-code"]).expect(0);
        let back = stored(&base);
        let shared_key = before
            .keys()
            .find(|key| key.ends_with(&format!(" {shared}")))
            .unwrap();
        assert_eq!(back[shared_key], before[shared_key], "{title}");

        // What was pulled says it too.
        let pulled = base.work();
        pulled.run(&["pull"]).expect(0);
        let text = std::fs::read_to_string(pulled.path().join("roles.yaml")).unwrap();
        assert!(text.contains("Of the night: present"), "{title}\n{text}");
        pulled.run(&["plan", "--exit-code"]).expect(0);
        let [reader, applier] = roles;
        base.db.superuser(&format!(
            "DROP OWNED BY {reader}, {applier}; DROP ROLE {reader}, {applier}"
        ));
    }
}

#[test]
fn every_rule_is_known_whether_it_is_on_or_off() {
    for base in every() {
        let title = &base.title;
        base.db.sql("UPDATE ir_rule SET active = false WHERE id % 2 = 0");
        let number = base
            .db
            .sql("SELECT count(*)::text FROM ir_rule r JOIN ir_model m ON m.id = r.model_id");
        let work = base.work();
        work.run(&["lock"]).expect(0);
        let lock = std::fs::read_to_string(work.path().join("locks/live.lock")).unwrap();
        let rules: Vec<&str> = lock.lines().filter(|line| line.starts_with("rule\t")).collect();
        assert_eq!(Some(rules.len().to_string()), number[0][0], "{title}");
        assert!(
            rules.iter().any(|line| line.ends_with("\tcompany"))
                && rules.iter().any(|line| line.ends_with("\\N")),
            "{title}"
        );
    }
}

#[test]
fn what_no_rule_can_be_is_said_with_its_place() {
    let Some(base) = slice("18") else { return };
    let work = base.work();
    work.run(&["setup"]).expect(0);
    work.file(
        "roles.yaml",
        "roles:\n  purchase.group_purchase_user:\n    rules: {purchase.order: {own order: absent}}\n",
    );
    let said = work.run(&["plan"]).expect(1).stderr;
    assert!(
        said.contains("desired/unknown-rule")
            && said.contains("roles.yaml:3:")
            && said.contains("did you mean `own orders`?"),
        "{said}"
    );
    // What a rule is for, everybody and a group, is Odoo's to refuse; so is a rule that the next upgrade would bring back.
    base.db.sql(
        "UPDATE ir_model_data SET noupdate = false WHERE model = 'ir.rule' AND name = 'stock_move_rule'",
    );
    work.file(
        "roles.yaml",
        "roles:
  \"*\":
    rules: {purchase.order: {all orders: present}}
  stock.group_stock_user:
    rules: {stock.move: {moves of the night: absent}}
",
    );
    let before = checksums(&base);
    let refused = work.run(&["apply", "--yes"]).expect(4).stderr;
    assert!(
        refused.contains("record-rule-form")
            && refused.contains("the rule is for everybody, or for groups, and not for both")
            && refused.contains("its next upgrade would bring this group back"),
        "{refused}"
    );
    assert_eq!(checksums(&base), before);
    // A condition that somebody changed in Odoo moves nothing, and a repeat that differs is told.
    let files = "roles:
  night-clerk:
    title: Night clerk
    rules: {purchase.order: {Of the night: {like: own orders}}}
";
    work.file("roles.yaml", files);
    work.run(&["apply", "--yes"]).expect(0);
    base.db
        .sql("UPDATE ir_rule SET domain_force = '[(''id'', ''>'', 7)]' WHERE name = 'own orders'");
    work.run(&["plan", "--exit-code"]).expect(0);
    work.run(&["lock"]).expect(0);
    let said = work.run(&["validate"]).expect(0);
    assert!(
        (said.stdout.clone() + &said.stderr).contains("desired/rule-differs"),
        "{said:?}"
    );
}

#[test]
fn an_erp_without_record_rules_says_so() {
    let work = crate::support::Work::of("tryton", "sqlite:none.db");
    work.file(
        "roles.yaml",
        "roles:\n  clerk:\n    title: Clerk\n    rules: {party.party: {own: present}}\n",
    );
    let said = work.run(&["validate"]).expect(1);
    let said = said.stdout + &said.stderr;
    assert!(
        said.contains("desired/no-record-rules") && said.contains("roles.yaml:4:"),
        "{said}"
    );
}
