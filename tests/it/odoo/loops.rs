//! The whole loop with the least rights: somebody comes, somebody changes, somebody leaves, and nothing else moves.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::bases::{Base, dumps, kinds, slice};
use crate::support::Work;

/// Who is in each database, and a part of what is there.
struct Cast {
    mover: &'static str,
    mover_name: &'static str,
    leaver: &'static str,
    admin: &'static str,
    company: &'static str,
    second: &'static str,
    sequence: &'static str,
    language: &'static str,
}

const SLICE: Cast = Cast {
    mover: "ada.lindgren",
    mover_name: "Ada Lindgren",
    leaver: "eli.berg",
    admin: "dag.moen",
    company: "Fjordwerk Fittings",
    second: "Fjordwerk Service",
    sequence: "purchase.order",
    language: "zh_CN",
};

const DUMP: Cast = Cast {
    mover: "petra.kovalenko@nordfrost.example",
    mover_name: "Petra Kovalenko",
    leaver: "dimitri.szabo@nordfrost.example",
    admin: "admin",
    company: "Nordfrost Components",
    second: "Nordfrost Logistics",
    sequence: "purchase.order",
    language: "en_US",
};

fn cast(base: &Base) -> &'static Cast {
    if base.whole { &DUMP } else { &SLICE }
}

fn files(cast: &Cast) -> String {
    let Cast {
        mover,
        mover_name,
        leaver,
        company,
        second,
        sequence,
        language,
        ..
    } = cast;
    format!(
        "users:
  neu.ling:
    name: 凌 O'Neill
    email: Neu.Ling@fjordwerk.example
    roles: [purchase.group_purchase_user, stock-reader, base.group_multi_company]
    companies: [{second}, {company}]
    attributes: {{timezone: Asia/Shanghai}}
  {mover}:
    name: {mover_name}-Holm
    attributes: {{language: {language}}}
    roles: [stock.group_stock_user]
  {leaver}: {{state: left}}
roles:
  stock-reader:
    title: Stock, read only
    includes: [base.group_user]
    permissions: {{stock.move: [read], purchase.order: [read]}}
  purchase.group_purchase_user:
    permissions: {{purchase.order: [read, write], account.move: absent}}
settings:
  password: {{min_length: 12}}
  signup: {{reset_password: false}}
sequences:
  {sequence}: {{prefix: \"PO%(year)s/\", padding: 6}}
"
    )
}

/// The contents of every table of the ERP, as one number each.
pub(super) fn checksums(base: &Base) -> BTreeMap<String, String> {
    let rows = base.db.sql(
        "SELECT c.relname, query_to_xml(format('SELECT count(*) AS n, sum(hashtext(t::text)) AS h FROM %s t', c.oid::regclass), true, false, '')::text
         FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace",
    );
    rows.into_iter()
        .map(|row| (row[0].clone().unwrap(), row[1].clone().unwrap()))
        .collect()
}

/// How many roles were made.
static NUMBER: AtomicUsize = AtomicUsize::new(0);

/// Owner, reader and applier, as `setup` grants.
pub(super) fn least_rights(base: &Base) -> (Work, [String; 2]) {
    // Roles are the cluster's: every test has its own.
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let roles = ["reads", "applies"].map(|what| format!("odoo_{what}_{}_{number}", std::process::id()));
    let [reader, applier] = &roles;
    base.db.superuser(&format!(
        "DROP ROLE IF EXISTS {reader}, {applier}; CREATE ROLE {reader} LOGIN PASSWORD 'r'; CREATE ROLE {applier} LOGIN PASSWORD 'a'"
    ));
    let owner = base.work();
    owner.run(&["setup"]).expect(0);
    let script = owner.run(&["setup", "--sql", "--reader", reader, "--applier", applier]);
    base.db.superuser(&script.expect(0).stdout);
    let work = base
        .work()
        .with("ERP_URL", &base.db.url_as(reader, "r"))
        .with("ERP_APPLY_URL", &base.db.url_as(applier, "a"));
    let project = std::fs::read_to_string(work.path().join("trueup.yaml")).unwrap();
    work.file(
        "trueup.yaml",
        &format!("{project}    apply_url: ${{ERP_APPLY_URL}}\n"),
    );
    (work, roles)
}

pub(super) fn one(base: &Base, sql: &str) -> String {
    base.db.sql(sql)[0][0].clone().unwrap_or_default()
}

/// How often servers up to 18 were told, by the sequence that they look at.
fn signals(base: &Base) -> BTreeMap<String, u64> {
    let names = base
        .db
        .sql("SELECT relname FROM pg_class WHERE relkind = 'S' AND relname LIKE 'base_cache_signaling%'");
    let told = |row: &[Option<String>]| {
        let name = row[0].clone().unwrap();
        let sql = format!("SELECT (CASE WHEN is_called THEN last_value ELSE 0 END)::text FROM {name}");
        let count = one(base, &sql).parse().unwrap();
        (name, count)
    };
    names.iter().map(|row| told(row)).collect()
}

#[test]
fn people_come_change_and_leave() {
    for base in kinds().chain(dumps()) {
        let title = &base.title;
        let cast = cast(&base);
        let leaver = cast.leaver;
        base.db.sql(&format!(
            "INSERT INTO res_users_apikeys (name, user_id, scope, index, key)
                 SELECT 'laptop', id, 'rpc', '01234567', '$pbkdf2-sha512$6000$c2FsdA$c3Vt' FROM res_users WHERE login = '{leaver}';
             INSERT INTO auth_totp_device (name, user_id, index, key)
                 SELECT 'browser', id, '01234567', 'x' FROM res_users WHERE login = '{leaver}';
             UPDATE res_users SET totp_secret = 'NEVERSHOWN' WHERE login = '{leaver}'"
        ));
        let (work, roles) = least_rights(&base);
        let before = checksums(&base);
        work.file("people.yaml", &files(cast));
        work.run(&["plan", "-o", "plan.json"]).expect(0);
        assert_eq!(checksums(&base), before, "{title}: a plan moved something");
        let untold = signals(&base);
        let applied = work.run(&["apply", "plan.json", "--initial-passwords", "passwords"]);
        assert_eq!(applied.code, 0, "{title}\n{}\n{}", applied.stdout, applied.stderr);
        work.run(&["plan", "--exit-code"]).expect(0);
        // Twice after the commit, and nothing that loads models or files anew.
        for (name, told) in signals(&base) {
            let of_others = ["assets", "routing"].iter().any(|other| name.ends_with(other));
            let times = if of_others { 0 } else { 2 };
            assert_eq!(told - untold[&name], times, "{title}: {name}");
        }
        assert_eq!(untold.is_empty(), base.version >= 19, "{title}");
        let after = checksums(&base);
        let moved: BTreeSet<&str> = before
            .keys()
            .filter(|table| before[*table] != after[*table])
            .map(String::as_str)
            .collect();
        let mut wanted = BTreeSet::from([
            "res_users",
            "res_partner",
            "res_company_users_rel",
            "res_groups",
            "res_groups_users_rel",
            "res_groups_implied_rel",
            "ir_model_access",
            "ir_model_data",
            "ir_config_parameter",
            "ir_sequence",
            "res_users_apikeys",
            "auth_totp_device",
        ]);
        if base.version >= 19 {
            wanted.extend([
                "orm_signaling_stable",
                "orm_signaling_groups",
                "orm_signaling_templates",
            ]);
        }
        assert_eq!(moved, wanted, "{title}");

        has_nothing_left(&base, cast);
        is_whole(&base, cast);
        shipped_rows_stay(&base);
        comes_back(&base, &work, cast);
        let [reader, applier] = roles;
        base.db.superuser(&format!(
            "DROP OWNED BY {reader}, {applier}; DROP ROLE {reader}, {applier}"
        ));
    }
}

/// Who left has nothing that a session, a key or a second factor could live on.
fn has_nothing_left(base: &Base, cast: &Cast) {
    let (title, leaver) = (&base.title, cast.leaver);
    let left = base.db.sql(&format!(
        "SELECT u.active::text, u.password, u.totp_secret, (SELECT count(*) FROM res_groups_users_rel WHERE uid = u.id)::text,
             (SELECT count(*) FROM res_users_apikeys WHERE user_id = u.id)::text,
             (SELECT count(*) FROM auth_totp_device WHERE user_id = u.id)::text
         FROM res_users u WHERE login = '{leaver}'"
    ));
    let cells: Vec<&str> = left[0]
        .iter()
        .map(|cell| cell.as_deref().unwrap_or("-"))
        .collect();
    assert_eq!(cells, ["false", "-", "-", "0", "0", "0"], "{title}");
}

/// Who came is complete, as Odoo would have made the account, and every column that repeats a name follows it.
fn is_whole(base: &Base, cast: &Cast) {
    let (title, mover) = (&base.title, cast.mover);
    let label = if base.version < 17 {
        "display_name"
    } else {
        "complete_name"
    };
    let came = base.db.sql(&format!(
        "SELECT p.name, p.{label}, p.email, p.email_normalized, p.lang, p.tz, p.type, (p.commercial_partner_id = p.id)::text,
             p.partner_share::text, u.share::text, u.notification_type, c.name, left(u.password, 15)
         FROM res_users u JOIN res_partner p ON p.id = u.partner_id JOIN res_company c ON c.id = u.company_id
         WHERE u.login = 'neu.ling'"
    ));
    let cells: Vec<&str> = came[0]
        .iter()
        .map(|cell| cell.as_deref().unwrap_or("-"))
        .collect();
    let name = "凌 O'Neill";
    assert_eq!(
        cells,
        [
            name,
            name,
            "Neu.Ling@fjordwerk.example",
            "neu.ling@fjordwerk.example",
            "en_US",
            "Asia/Shanghai",
            "contact",
            "true",
            "false",
            "false",
            "email",
            cast.second,
            "$pbkdf2-sha512$"
        ],
        "{title}"
    );
    let renamed = format!(
        "SELECT p.{label} FROM res_users u JOIN res_partner p ON p.id = u.partner_id WHERE u.login = '{mover}'"
    );
    assert_eq!(
        one(base, &renamed),
        format!("{}-Holm", cast.mover_name),
        "{title}"
    );
}

/// What a module ships is switched off and not edited; what is ours has an external id that no upgrade looks at.
fn shipped_rows_stay(base: &Base) {
    let title = &base.title;
    let shipped = one(
        base,
        "SELECT count(*) FROM ir_model_access a JOIN ir_model_data d ON d.model = 'ir.model.access' AND d.res_id = a.id
         JOIN ir_model m ON m.id = a.model_id WHERE d.module <> '__trueup__' AND m.model = 'account.move' AND a.active
             AND a.group_id = (SELECT res_id FROM ir_model_data WHERE module = 'purchase' AND name = 'group_purchase_user')",
    );
    assert_eq!(shipped, "0", "{title}");
    let ours = base.db.sql(
        "SELECT d.model, count(*)::text, bool_and(d.noupdate)::text FROM ir_model_data d WHERE d.module = '__trueup__' GROUP BY 1 ORDER BY 1",
    );
    let ours: Vec<Vec<&str>> = ours
        .iter()
        .map(|row| row.iter().map(|c| c.as_deref().unwrap()).collect())
        .collect();
    assert_eq!(
        ours,
        [["ir.model.access", "3", "true"], ["res.groups", "1", "true"]],
        "{title}"
    );
}

/// Whoever comes back gets a new password, and nothing of an earlier time.
fn comes_back(base: &Base, work: &Work, cast: &Cast) {
    let (title, leaver) = (&base.title, cast.leaver);
    // Somebody deactivated in Odoo keeps password and keys there.
    base.db.sql(&format!(
        "UPDATE res_users SET password = '$pbkdf2-sha512$600000$b2xk$b2xk' WHERE login = '{leaver}';
         INSERT INTO res_users_apikeys (name, user_id, index, key) SELECT 'old', id, '01234567', 'x' FROM res_users WHERE login = '{leaver}'"
    ));
    let text = files(cast).replace(
        &format!("  {leaver}: {{state: left}}"),
        &format!("  {leaver}: {{state: active, roles: [base.group_user]}}"),
    );
    work.file("people.yaml", &text);
    let applied = work.run(&["apply", "--yes"]);
    assert_eq!(applied.code, 0, "{title}\n{}\n{}", applied.stdout, applied.stderr);
    let back = base.db.sql(&format!(
        "SELECT u.active::text, u.password, (SELECT count(*) FROM res_users_apikeys WHERE user_id = u.id)::text
         FROM res_users u WHERE login = '{leaver}'"
    ));
    let cells: Vec<&str> = back[0]
        .iter()
        .map(|cell| cell.as_deref().unwrap_or("-"))
        .collect();
    assert_eq!(cells, ["true", "-", "0"], "{title}");
    work.run(&["plan", "--exit-code"]).expect(0);
}

#[test]
fn a_plan_made_before_somebody_changed_the_same_account_is_refused() {
    for base in slice("16").into_iter().chain(slice("19")) {
        let (title, cast) = (&base.title, cast(&base));
        let work = base.work();
        work.run(&["setup"]).expect(0);
        work.file(
            "people.yaml",
            &format!("users:\n  {}: {{name: Somebody Else}}\n", cast.mover),
        );
        work.run(&["plan", "-o", "plan.json"]).expect(0);
        base.db.sql(&format!(
            "UPDATE res_partner SET name = 'Third' WHERE id = (SELECT partner_id FROM res_users WHERE login = '{}')",
            cast.mover
        ));
        let stale = work.run(&["apply", "plan.json"]).expect(4);
        assert!(stale.stderr.contains("stale"), "{title}: {}", stale.stderr);
        // What the plan has nothing to do with may move.
        work.run(&["plan", "-o", "next.json"]).expect(0);
        base.db.sql(&format!(
            "UPDATE res_partner SET email = 'moved@example.com' WHERE id = (SELECT partner_id FROM res_users WHERE login = '{}')",
            cast.admin
        ));
        work.run(&["apply", "next.json"]).expect(0);
    }
}

#[test]
fn a_group_made_by_hand_gets_a_key_and_keeps_its_members() {
    for base in kinds() {
        let title = &base.title;
        let hand = "Night shift";
        let work = base.work();
        work.run(&["setup"]).expect(0);
        let members =
            "SELECT string_agg(uid::text, ',' ORDER BY uid) FROM res_groups_users_rel WHERE gid = 20";
        let before = base.db.sql(members);
        work.file(
            "roles.yaml",
            &format!("roles:\n  by-hand: {{match: \"{hand}\"}}\n"),
        );
        work.run(&["apply", "--yes"]).expect(0);
        work.run(&["plan", "--exit-code"]).expect(0);
        work.file("roles.yaml", "roles:\n  by-hand: {title: Night and day}\n");
        work.run(&["apply", "--yes"]).expect(0);
        work.run(&["plan", "--exit-code"]).expect(0);
        assert_eq!(base.db.sql(members), before, "{title}");
        let named = one(
            &base,
            "SELECT g.name::text FROM res_groups g JOIN ir_model_data d ON d.res_id = g.id AND d.model = 'res.groups'
             WHERE d.module = '__trueup__' AND d.name = 'by-hand'",
        );
        assert!(
            named.contains("Night and day") && !named.contains("夜班"),
            "{title}: {named}"
        );
        if base.version < 16 {
            assert_eq!(one(&base, "SELECT count(*) FROM ir_translation"), "0", "{title}");
        }
    }
}
