//! Number sequences follow a rule and only ever move forward.

use super::bases::slices;

const RULE: &str = "\
item_codes:
  stock:
    segments: [{literal: STO-ITEM-2026-}, {name: number, serial: 5}]
    sequence: \"series:STO-ITEM-2026-\"
";

#[test]
fn a_series_goes_on_after_the_highest_code_and_never_back() {
    for base in slices() {
        let title = &base.title;
        base.sql("UPDATE \"tabItem\" SET name = 'STO-ITEM-2026-00066', item_code = 'STO-ITEM-2026-00066' WHERE name = 'VA-00040'");
        let work = base.work();
        work.run(&["setup"]).expect(0);
        work.file("codes.yaml", RULE);
        let plan = work.run(&["plan"]).expect(0).stdout;
        assert!(plan.contains("goes on with 67"), "{title}: {plan}");
        work.run(&["apply", "--yes"]).expect(0);
        work.run(&["plan", "--exit-code"]).expect(0);
        let current = "SELECT current FROM \"tabSeries\" WHERE name = 'STO-ITEM-2026-'";
        assert_eq!(base.row(current), ["66"], "{title}");
        base.sql("UPDATE \"tabSeries\" SET current = 90 WHERE name = 'STO-ITEM-2026-'");
        work.file("codes.yaml", &RULE.replace("serial: 5", "serial: 6"));
        work.run(&["apply", "--yes"]).expect(0);
        assert_eq!(base.row(current), ["90"], "{title}");
        assert_eq!(
            base.row("SELECT current FROM \"tabSeries\" WHERE name = 'PUR-ORD-2026-'"),
            ["12"],
            "{title}"
        );
    }
}

#[test]
fn a_naming_rule_has_prefix_and_digits_and_nothing_else() {
    for base in slices() {
        let work = base.work();
        work.run(&["setup"]).expect(0);
        for (sequence, fields, says) in [
            ("rule:Customer:rule000001", "{step: 5}", "ERPNext counts by one"),
            (
                "rule:Customer:rule000001",
                "{suffix: -X}",
                "writes nothing behind the number",
            ),
            (
                "rule:Customer:rule000001",
                "{padding: 30}",
                "a number of digits from 1 to 20",
            ),
            (
                "series:PUR-ORD-2026-",
                "{prefix: PO-}",
                "the name of a series is what stands before",
            ),
        ] {
            work.file(
                "sequences.yaml",
                &format!("sequences:\n  \"{sequence}\": {fields}\n"),
            );
            let refused = work.run(&["apply", "--yes"]).expect(4);
            assert!(
                refused.stderr.contains(says),
                "{}: {}",
                base.title,
                refused.stderr
            );
        }
        work.file(
            "sequences.yaml",
            "sequences:\n  \"rule:Customer:rule000001\": {prefix: CU-, padding: 7}\n",
        );
        work.run(&["apply", "--yes"]).expect(0);
        work.run(&["plan", "--exit-code"]).expect(0);
        let rule = "SELECT prefix, prefix_digits, counter FROM \"tabDocument Naming Rule\" WHERE name = 'rule000001'";
        assert_eq!(base.row(rule), ["CU-", "7", "12"], "{}", base.title);
    }
}
