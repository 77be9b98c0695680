//! Accounts of outsiders: made as Odoo makes them, and never of two types.

use std::collections::BTreeSet;

use super::bases::{Base, dumps, kinds, slice};
use super::loops::{checksums, least_rights, one};

/// An account of a portal that Odoo made, or that stands for one; an employee; a company.
fn cast(base: &Base) -> [&'static str; 3] {
    if base.whole {
        [
            "orders@polarmetals.example",
            "meilin.castellanos@nordfrost.example",
            "Nordfrost Components",
        ]
    } else {
        ["shop@havblikk.example", "eli.berg", "Fjordwerk Fittings"]
    }
}

/// The columns of two accounts and of their contacts in which one has a value and the other none, or the marks differ.
fn differences(base: &Base, made: &str, odoos: &str) -> BTreeSet<String> {
    let rows = base.db.sql(&format!(
        "WITH of (table_name, login, cells) AS (
             SELECT 'res_users', u.login, to_jsonb(u) FROM res_users u
             UNION ALL
             SELECT 'res_partner', u.login, to_jsonb(p) FROM res_users u JOIN res_partner p ON p.id = u.partner_id
         )
         SELECT a.table_name || '.' || f.key
         FROM of a JOIN of b ON b.table_name = a.table_name AND b.login = '{odoos}'
         CROSS JOIN LATERAL jsonb_each(a.cells) f
         WHERE a.login = '{made}' AND (((f.value = 'null') <> (b.cells -> f.key = 'null'))
             OR (jsonb_typeof(f.value) = 'boolean' AND f.value <> b.cells -> f.key)
             OR (f.key IN ('notification_type', 'type', 'lang') AND f.value <> b.cells -> f.key))"
    ));
    rows.into_iter().map(|row| row[0].clone().unwrap()).collect()
}

/// The groups of an account, by external id.
fn groups(base: &Base, login: &str) -> BTreeSet<String> {
    let rows = base.db.sql(&format!(
        "SELECT d.module || '.' || d.name FROM res_groups_users_rel l JOIN res_users u ON u.id = l.uid AND u.login = '{login}'
         JOIN ir_model_data d ON d.model = 'res.groups' AND d.res_id = l.gid"
    ));
    rows.into_iter().map(|row| row[0].clone().unwrap()).collect()
}

#[test]
fn an_outsider_gets_an_account_as_odoo_makes_one() {
    for base in kinds().chain(dumps()) {
        let title = &base.title;
        let [odoos, _, company] = cast(&base);
        let (work, roles) = least_rights(&base);
        work.file(
            "people.yaml",
            &format!(
                "users:
  buyer@kunde.example:
    type: portal
    name: Kunde AS
    email: buyer@kunde.example
    companies: [{company}]
"
            ),
        );
        let plan = work.run(&["plan"]).expect(0).stdout;
        assert!(plan.contains("account of a portal, e-mail"), "{title}\n{plan}");
        let applied = work.run(&["apply", "--yes"]);
        assert_eq!(applied.code, 0, "{title}\n{}\n{}", applied.stdout, applied.stderr);
        work.run(&["plan", "--exit-code"]).expect(0);
        assert_eq!(
            groups(&base, "buyer@kunde.example"),
            groups(&base, odoos),
            "{title}"
        );
        // Who made it, and what people fill in themselves.
        let own = [
            "res_users.password",
            "res_users.signature",
            "res_users.tour_enabled",
            "res_users.write_date",
            "res_users.write_uid",
            "res_partner.parent_id",
            "res_partner.company_id",
            "res_partner.write_date",
            "res_partner.write_uid",
            "res_partner.create_uid",
            // For these modules count no value as the first one.
            "res_partner.employee",
            "res_partner.customer_rank",
            "res_partner.supplier_rank",
            "res_partner.invoice_warn",
            "res_partner.picking_warn",
            "res_partner.purchase_warn",
            "res_partner.sale_warn",
            "res_partner.suggest_based_on",
            "res_partner.suggest_days",
            "res_partner.suggest_percent",
        ];
        // A slice has a row by hand.
        let odoos = if base.whole { odoos } else { "buyer@kunde.example" };
        let differs: BTreeSet<String> = differences(&base, "buyer@kunde.example", odoos)
            .into_iter()
            .filter(|column| !own.contains(&column.as_str()))
            .collect();
        assert_eq!(differs, BTreeSet::new(), "{title}");
        let pulled = base.work();
        let project = std::fs::read_to_string(pulled.path().join("trueup.yaml")).unwrap();
        pulled.file("trueup.yaml", &format!("{project}    manage: {{users: all}}\n"));
        pulled.run(&["pull", "--by", "one"]).expect(0);
        let text = std::fs::read_to_string(pulled.path().join("people/all.yaml")).unwrap();
        assert_eq!(text.matches("type: portal").count(), 2, "{title}\n{text}");
        pulled.run(&["plan", "--exit-code"]).expect(0);
        let [reader, applier] = roles;
        base.db.superuser(&format!(
            "DROP OWNED BY {reader}, {applier}; DROP ROLE {reader}, {applier}"
        ));
    }
}

#[test]
fn a_change_of_type_takes_the_roles_of_the_other_type() {
    for base in kinds().chain(dumps()) {
        let title = &base.title;
        let [_, employee, _] = cast(&base);
        let work = base.work();
        work.run(&["setup"]).expect(0);
        let before = checksums(&base);
        let kept = groups(&base, employee);
        let file = |text: &str| work.file("people.yaml", &format!("users:\n  {employee}: {{{text}}}\n"));

        for (text, says) in [
            ("type: portal", "the roles make the account of two kinds"),
            (
                "type: portal, roles: [base.group_user]",
                "the roles make the account of two kinds",
            ),
            (
                "type: internal, roles: [base.group_portal]",
                "an account of an employee cannot have roles of a portal",
            ),
        ] {
            file(text);
            let refused = work.run(&["apply", "--yes"]).expect(4);
            assert!(
                refused.stderr.contains(says),
                "{title}: {text}\n{}",
                refused.stderr
            );
        }
        assert_eq!(checksums(&base), before, "{title}");

        file("type: portal, roles: []");
        let applied = work.run(&["apply", "--yes"]);
        assert_eq!(applied.code, 0, "{title}\n{}\n{}", applied.stdout, applied.stderr);
        work.run(&["plan", "--exit-code"]).expect(0);
        let marks = format!(
            "SELECT concat_ws(' ', u.share, p.partner_share, u.notification_type) FROM res_users u
             JOIN res_partner p ON p.id = u.partner_id WHERE u.login = '{employee}'"
        );
        assert_eq!(one(&base, &marks), "t t email", "{title}");
        assert!(!groups(&base, employee).contains("base.group_user"), "{title}");

        let roles: Vec<&str> = kept.iter().map(String::as_str).collect();
        file(&format!("type: internal, roles: [{}]", roles.join(", ")));
        let applied = work.run(&["apply", "--yes"]);
        assert_eq!(applied.code, 0, "{title}\n{}\n{}", applied.stdout, applied.stderr);
        work.run(&["plan", "--exit-code"]).expect(0);
        assert!(one(&base, &marks).starts_with("f f "), "{title}");
        assert_eq!(groups(&base, employee), kept, "{title}");
    }
}

#[test]
fn an_erp_without_a_portal_says_so() {
    let work = crate::support::Work::of("tryton", "sqlite:none.db");
    work.file("people.yaml", "users:\n  li:\n    name: Li\n    type: portal\n");
    let said = work.run(&["validate"]).expect(1);
    let said = said.stdout + &said.stderr;
    assert!(
        said.contains("desired/no-portal") && said.contains("people.yaml:4:"),
        "{said}"
    );
    work.file("people.yaml", "users:\n  li:\n    name: Li\n    type: internal\n");
    work.run(&["validate"]).expect(0);
    // Nothing but the two types.
    let Some(base) = slice("18") else { return };
    let work = base.work();
    work.file("people.yaml", "users:\n  li: {type: public}\n");
    assert!(
        work.run(&["validate"])
            .expect(1)
            .stdout
            .contains("people.yaml:2:")
    );
}
