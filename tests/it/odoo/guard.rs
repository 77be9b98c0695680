//! The database refuses codes that break a rule, with a message that Odoo shows as it is.

use super::bases::{Base, dumps, kinds, slice};

const RULES: &str = "\
item_codes:
  brass:
    title: 黄铜
    applies_to: {category: CATEGORY/**}
    segments: [{literal: FI-}, {name: number, serial: 5}]
    enforce: reject
  service:
    applies_to: {type: service}
    segments: [{literal: SV-}, {name: number, serial: 5}]
    enforce: reject
";

/// Inserts a product as Odoo does: the template, then its variant, then the code.
fn product(base: &Base, id: u32, code: &str, category: &str, kind: &str) -> String {
    let kind_column = if (15..18).contains(&base.version) {
        "detailed_type"
    } else {
        "type"
    };
    format!(
        "INSERT INTO product_template
         SELECT r.* FROM product_template t
         CROSS JOIN LATERAL jsonb_populate_record(t, jsonb_build_object('id', {id}, 'default_code', NULL, 'categ_id', {category},
             '{kind_column}', '{kind}', 'company_id', NULL)) r
         WHERE t.id = (SELECT min(id) FROM product_template);
         INSERT INTO product_product
         SELECT r.* FROM product_product p
         CROSS JOIN LATERAL jsonb_populate_record(p, jsonb_build_object('id', {id}, 'product_tmpl_id', {id}, 'default_code', NULL,
             'barcode', NULL)) r
         WHERE p.id = (SELECT min(id) FROM product_product);
         UPDATE product_template SET default_code = '{code}' WHERE id = {id};
         UPDATE product_product SET default_code = '{code}' WHERE id = {id};"
    )
}

#[test]
fn codes_that_break_a_rule_are_refused_and_others_pass() {
    for base in kinds().chain(dumps()) {
        let title = &base.title;
        // A category with one below it.
        let (category, path) = if base.whole {
            base.db.sql(
                "INSERT INTO product_category (id, name, complete_name, parent_id, parent_path) VALUES
                     (9001, 'Metal', 'Metal', NULL, '9001/'), (9002, 'Brass', 'Metal / Brass', 9001, '9001/9002/')",
            );
            ("9002", "Metal")
        } else {
            ("3", "All/Fittings")
        };
        let other = if base.whole {
            base.db.sql("INSERT INTO product_category (id, name, complete_name, parent_path) VALUES (9003, 'Free', 'Free', '9003/')");
            "9003"
        } else {
            "4"
        };
        let work = base.work();
        work.run(&["setup"]).expect(0);
        work.file("codes.yaml", &RULES.replace("CATEGORY", path));
        work.run(&["apply", "--yes"]).expect(0);
        work.run(&["plan", "--exit-code"]).expect(0);
        let goods = if base.version >= 18 { "consu" } else { "product" };
        let passes = |sql: &str| assert_eq!(base.db.refusal(sql), None, "{title}: {sql}");
        let refused = |sql: &str, rule: &str| {
            let (state, message) = base
                .db
                .refusal(sql)
                .unwrap_or_else(|| panic!("{title}: {sql} passed"));
            assert_eq!(state, "23514", "{title}: {message}");
            assert!(
                message.starts_with("trueup: ") && message.contains(rule),
                "{title}: {message}"
            );
        };
        passes(&product(&base, 70_001, "FI-70001", category, goods));
        refused(
            &product(&base, 70_002, "FX-70002", category, goods),
            "rule brass (黄铜)",
        );
        passes(&product(&base, 70_003, "whatever", other, goods));
        passes(&product(&base, 70_004, "", category, goods));
        passes(&product(&base, 70_005, "SV-70005", other, "service"));
        refused(
            &product(&base, 70_006, "SX-70006", other, "service"),
            "rule service",
        );
        // An update of the code, the category, the type.
        refused(
            "UPDATE product_product SET default_code = 'fi-1' WHERE id = 70001",
            "rule brass",
        );
        refused(
            &format!("UPDATE product_template SET categ_id = {category} WHERE id = 70003"),
            "rule brass",
        );
        let kind = if (15..18).contains(&base.version) {
            "detailed_type"
        } else {
            "type"
        };
        refused(
            &format!("UPDATE product_template SET {kind} = 'service' WHERE id = 70003"),
            "rule service",
        );
        // Category and code in one step, as the form writes them.
        passes(&format!(
            "UPDATE product_template SET categ_id = {category}, default_code = 'FI-70003' WHERE id = 70003"
        ));
        passes("UPDATE product_product SET default_code = 'FI-70003' WHERE id = 70003");
        // Anything else of an item, and an item whose code was wrong before.
        passes("UPDATE product_product SET active = false WHERE id = 70001");
        passes("UPDATE product_template SET active = false WHERE id = 70001");
        passes("UPDATE product_product SET write_date = now()");

        base.db
            .sql("ALTER TABLE product_product DISABLE TRIGGER trueup_guard_code_update");
        let plan = work.run(&["plan"]);
        assert!(
            plan.stdout.contains("plan/guards-missing") && plan.stdout.contains("trueup_guard_code_update"),
            "{title}: {}",
            plan.stdout
        );
    }
}

#[test]
fn items_are_read_with_what_tells_them_apart() {
    for base in ["14", "16", "18"].into_iter().filter_map(slice) {
        let work = base.work();
        work.run(&["setup"]).expect(0);
        work.file(
            "codes.yaml",
            "item_codes:\n  fitting:\n    applies_to: {category: All/Fittings/**}\n    segments: [{literal: FI-}, {serial: 5}]\n    enforce: deny\n  \
             service:\n    applies_to: {type: service}\n    segments: [{literal: SX-}, {serial: 5}]\n    enforce: report\n",
        );
        work.run(&["apply", "--yes"]).expect(0);
        let checked = work.run(&["items", "check", "--format", "json"]).expect(0).stdout;
        assert!(
            checked.contains("SV-00001") && !checked.contains("FI-00004"),
            "{}: {checked}",
            base.title
        );
    }
}
