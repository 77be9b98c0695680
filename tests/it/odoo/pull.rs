//! What is pulled from a database is what it holds: the next plan is empty. Both need no right to write.

use super::bases::{dumps, slice};

#[test]
fn a_plan_of_what_was_pulled_is_empty_and_writes_nothing() {
    for base in ["14", "18", "19"].into_iter().filter_map(slice).chain(dumps()) {
        let title = &base.title;
        let role = format!("odoo_reader_{}", std::process::id());
        base.db.superuser(&format!(
            "DROP ROLE IF EXISTS {role}; CREATE ROLE {role} LOGIN PASSWORD 'r'"
        ));
        let owner = base.work();
        owner.run(&["setup"]).expect(0);
        let script = owner.run(&["setup", "--sql", "--reader", &role]).expect(0).stdout;
        base.db.superuser(&script);
        let checksum = || {
            base.db.sql(
                "SELECT c.relname, query_to_xml(format('SELECT count(*), sum(hashtext(t::text)) FROM %s t', c.oid::regclass), true, false, '')::text
                 FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace IN ('public'::regnamespace, 'trueup'::regnamespace) ORDER BY 1",
            )
        };
        let before = checksum();
        let work = base.work().with("ERP_URL", &base.db.url_as(&role, "r"));
        let pulled = work.run(&["pull"]).expect(0);
        work.run(&["lock"]).expect(0);
        work.run(&["validate"]).expect(0);
        let plan = work.run(&["plan", "--exit-code"]);
        assert_eq!(plan.code, 0, "{title}\n{}\n{}", plan.stdout, plan.stderr);
        assert_eq!(checksum(), before, "{title}");
        // Whoever lacks rows of what his roles include has no roles in the files, which says why.
        let drifted = base.whole && base.stores_includes();
        assert_eq!(
            pulled.stdout.contains("lacks what they include")
                || pulled.stderr.contains("lacks what they include"),
            drifted,
            "{title}: {pulled:?}"
        );
        base.db
            .superuser(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
    }
}
