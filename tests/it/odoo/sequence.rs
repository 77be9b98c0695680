//! Number sequences follow a rule and only ever move forward.

use super::bases::{Base, kinds};

const RULE: &str = "\
item_codes:
  fitting:
    segments: [{literal: FI-}, {name: number, serial: 5}]
    sequence: item.fitting [Fjordwerk Fittings]
";

fn next(base: &Base) -> String {
    base.db
        .sql("SELECT 'FI-' || lpad(nextval('ir_sequence_002')::text, 5, '0')")[0][0]
        .clone()
        .unwrap()
}

#[test]
fn a_sequence_goes_on_after_the_highest_code_and_never_back() {
    for base in kinds() {
        let title = &base.title;
        base.db
            .sql("UPDATE product_product SET default_code = 'FI-00040' WHERE id = 5");
        let work = base.work();
        work.run(&["setup"]).expect(0);
        work.file("codes.yaml", RULE);
        let plan = work.run(&["plan"]).expect(0).stdout;
        assert!(plan.contains("goes on with 41"), "{title}: {plan}");
        work.run(&["apply", "--yes"]).expect(0);
        work.run(&["plan", "--exit-code"]).expect(0);
        assert_eq!(next(&base), "FI-00041", "{title}");
        base.db.sql("SELECT setval('ir_sequence_002', 90)");
        work.file("codes.yaml", &RULE.replace("serial: 5", "serial: 6"));
        work.run(&["apply", "--yes"]).expect(0);
        assert_eq!(next(&base), "FI-00091", "{title}");
    }
}

#[test]
fn what_an_ordinary_sequence_cannot_do_is_refused() {
    for base in kinds() {
        let work = base.work();
        work.run(&["setup"]).expect(0);
        for (text, says) in [
            ("purchase.order: {step: 5}", "can only be changed in Odoo"),
            (
                "purchase.order: {prefix: \"P%(yaer)s\"}",
                "begins no part of a date",
            ),
        ] {
            work.file("sequences.yaml", &format!("sequences:\n  {text}\n"));
            let refused = work.run(&["apply", "--yes"]).expect(4);
            assert!(
                refused.stderr.contains(says),
                "{}: {}",
                base.title,
                refused.stderr
            );
        }
        // One without gaps counts in its row.
        work.file(
            "sequences.yaml",
            "sequences:\n  Receipts [Fjordwerk Fittings]: {step: 2, padding: 4}\n",
        );
        work.run(&["apply", "--yes"]).expect(0);
        work.run(&["plan", "--exit-code"]).expect(0);
    }
}
