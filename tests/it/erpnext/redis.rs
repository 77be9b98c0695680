//! What running servers keep in Redis goes when it no longer holds, and nothing else.

use std::collections::BTreeSet;

use trueup::db::Access;

use super::bases::{Base, every, slice};
use crate::registry::{open, run};
use crate::support::die;

/// Hashes with a field for each account.
const HASHES: [&str; 16] = [
    "bootinfo",
    "user_recent",
    "roles",
    "user_doc",
    "lang",
    "defaults",
    "user_permissions",
    "home_page",
    "linked_with",
    "desktop_icons",
    "portal_menu_items",
    "user_perm_can_read",
    "has_role:Page",
    "has_role:Report",
    "desk_sidebar_items",
    "contacts",
];

/// People of a database.
struct Cast {
    mover: &'static str,
    leaver: &'static str,
    other: &'static str,
}

fn cast(base: &Base) -> Cast {
    if base.whole {
        Cast {
            mover: "henk.brouwer@noordpomp.example",
            leaver: "bas.schouten@noordpomp.example",
            other: "kim.vandijk@noordpomp.example",
        }
    } else {
        Cast {
            mover: "lin.hao@jadeharbour.example",
            leaver: "eva.roth@jadeharbour.example",
            other: "bo.falk@jadeharbour.example",
        }
    }
}

/// What a server would hold: hashes and keys of the site, by version, and of another site.
fn fill(base: &Base, cast: &Cast) -> BTreeSet<String> {
    let site = base.row("SELECT database()").remove(0);
    let mut redis = base.redis.open();
    let mut hash = |key: &str, field: &str, value: &str| {
        let key = key.replace("SITE", &site);
        redis::cmd("HSET")
            .arg(key)
            .arg(field)
            .arg(value)
            .exec(&mut redis)
            .unwrap();
    };
    for login in [cast.mover, cast.leaver, cast.other] {
        // From 16 on the defaults are keys of their own.
        for name in HASHES
            .iter()
            .filter(|name| base.version < 16 || **name != "defaults")
        {
            hash(&format!("SITE|{name}"), login, "old");
        }
    }
    hash("other|roles", cast.leaver, "old");
    for (sid, login) in [
        ("s-other", cast.other),
        ("s-leaver", cast.leaver),
        ("s-without-row", cast.leaver),
    ] {
        hash("SITE|session", sid, &format!("\u{1}user\u{2}{login}\u{3}"));
        hash("SITE|last_db_session_update", sid, "now");
    }
    if base.version < 16 {
        for document in ["Stock Entry", "Customer"] {
            hash("SITE|doctype_meta", document, "old");
            hash("SITE|document_naming_rule_map", document, "old");
        }
        hash("SITE|defaults", "__default", "old");
    }
    let mut keys = vec![
        "SITE|users_for_mentions".to_owned(),
        "SITE|enabled_users".to_owned(),
        "SITE|system_settings".to_owned(),
        "SITE|time_zone".to_owned(),
        "SITE|document_cache::System Settings::System Settings".to_owned(),
        "SITE|document_cache::Stock Settings::Stock Settings".to_owned(),
        "SITE|insert_queue_for_Error Log".to_owned(),
    ];
    for login in [cast.mover, cast.leaver, cast.other] {
        keys.push(format!("SITE|document_cache::User::{login}"));
        keys.push(format!("SITE|user:{login}:lang"));
        if base.version >= 16 {
            keys.push(format!("SITE|defaults::{login}"));
        }
    }
    keys.push(format!("other|document_cache::User::{}", cast.leaver));
    if base.version >= 16 {
        for document in ["Stock Entry", "Customer"] {
            keys.push(format!("SITE|doctype_meta::{document}"));
            keys.push(format!("SITE|document_naming_rule_map::{document}"));
        }
        keys.push("SITE|defaults::__default".to_owned());
    }
    for key in keys {
        let key = key.replace("SITE", &site);
        redis::cmd("SET").arg(key).arg("old").exec(&mut redis).unwrap();
    }
    left(base)
}

/// What Redis holds, with a word for the site.
fn left(base: &Base) -> BTreeSet<String> {
    let site = base.row("SELECT database()").remove(0);
    let lines = base.redis.dump().into_iter();
    lines.map(|line| line.replace(&site, "SITE")).collect()
}

fn files(base: &Base, cast: &Cast) -> String {
    let Cast { mover, leaver, .. } = cast;
    let desk = if base.version < 15 {
        ""
    } else {
        "includes: [Desk User], "
    };
    let rule = if base.whole {
        ""
    } else {
        "sequences:\n  \"rule:Customer:rule000001\": {prefix: CU-, padding: 7}\n"
    };
    format!(
        "users:
  {mover}: {{roles: [Stock Reader]}}
  {leaver}: {{state: left}}
roles:
  Stock Reader: {{{desk}permissions: {{Stock Entry: [read]}}}}
settings:
  session: {{idle: \"08:00\"}}
{rule}"
    )
}

/// Whether a line is of what the files change.
fn changes(base: &Base, cast: &Cast, line: &str) -> bool {
    let of = |login: &str| line.contains(login) && line.starts_with("SITE|");
    // This is known by the session's key alone, which the row of the session gives; nobody of the slices has one.
    let time = line == "SITE|last_db_session_update s-leaver now" && base.whole;
    let named = [
        "users_for_mentions",
        "enabled_users",
        "system_settings",
        "time_zone",
        "document_cache::System Settings::System Settings",
        "defaults::__default",
        "defaults __default",
        "doctype_meta::Stock Entry",
        "doctype_meta Stock Entry",
    ];
    let naming = [
        "document_naming_rule_map::Customer",
        "document_naming_rule_map Customer",
    ];
    let named = named
        .into_iter()
        .chain(naming.into_iter().filter(|_| !base.whole));
    of(cast.mover)
        || of(cast.leaver)
        || time
        || named.into_iter().any(|name| line == format!("SITE|{name} old"))
}

#[test]
fn servers_forget_what_changed_and_nothing_else() {
    for mut base in every() {
        let cast = cast(&base);
        let title = base.title.clone();
        let session = format!(
            "UPDATE \"tabSessions\" SET sid = 's-leaver' WHERE user = '{}'",
            cast.leaver
        );
        base.sql(&session);
        let work = base.least_rights();
        work.file("people.yaml", &files(&base, &cast));
        let there = fill(&base, &cast);
        work.run(&["plan"]).expect(0);
        assert_eq!(left(&base), there, "{title}: a plan deletes nothing");
        work.run(&["apply", "--yes"]).expect(0);
        let gone: BTreeSet<&String> = there.iter().filter(|line| changes(&base, &cast, line)).collect();
        let now = left(&base);
        let found: BTreeSet<&String> = there.difference(&now).collect();
        assert_eq!(found, gone, "{title}");
        assert!(now.is_subset(&there), "{title}");
        // Nothing changed, nothing is forgotten.
        fill(&base, &cast);
        work.run(&["apply", "--yes"]).expect(0);
        assert_eq!(left(&base), there, "{title}");
    }
}

#[test]
fn what_a_dead_apply_owed_is_deleted_by_the_next_run() {
    for base in slice("15").into_iter().chain(slice("16")) {
        let cast = cast(&base);
        let work = base.work();
        work.run(&["setup"]).expect(0);
        work.file("people.yaml", &files(&base, &cast));
        let there = fill(&base, &cast);
        die(&work, "Committed");
        assert_eq!(left(&base), there, "{}", base.title);
        work.run(&["settle"]).expect(0);
        let gone = |line: &&String| changes(&base, &cast, line);
        let kept: BTreeSet<String> = there.iter().filter(|line| !gone(line)).cloned().collect();
        assert_eq!(left(&base), kept, "{}", base.title);
    }
}

#[test]
fn a_new_password_ends_sessions_in_redis_too() {
    let Some(base) = slice("15") else { return };
    let cast = cast(&base);
    let work = base.work();
    work.run(&["setup"]).expect(0);
    fill(&base, &cast);
    work.run(&["reset-password", cast.leaver]).expect(0);
    let now = left(&base);
    assert!(
        !now.iter()
            .any(|line| line.starts_with("SITE|session") && line.contains(cast.leaver)),
        "{now:?}"
    );
    assert!(
        now.iter().any(|line| line.starts_with("SITE|session s-other")),
        "{now:?}"
    );
}

#[test]
fn what_is_owed_is_seen_by_who_only_reads_but_not_whose_sessions_it_names() {
    let Some(mut base) = slice("15") else { return };
    let cast = cast(&base);
    let work = base.least_rights();
    work.file("people.yaml", &files(&base, &cast));
    let work = work.with("REDIS_URL", "redis://127.0.0.1:1");
    let shown = work.run(&["apply", "--yes"]).expect(6);
    assert!(
        shown.stdout.contains("bench --site SITE clear-cache"),
        "{}",
        shown.stdout
    );
    let status = work.run(&["status", "--format", "json"]).expect(0);
    let status: serde_json::Value = serde_json::from_str(&status.stdout).unwrap();
    assert_eq!(status["owed"], serde_json::json!([2]));
    let reader = work.variable("ERP_URL").to_owned();
    let refused = run(async {
        let mut session = open(&reader, Access::Read).await;
        session
            .query("SELECT * FROM trueup_invalidation", &[])
            .await
            .unwrap_err()
    });
    assert!(refused.is_permission_denied(), "{refused:?}");
    let there = fill(&base, &cast);
    let work = work.with("REDIS_URL", &base.redis.url());
    work.run(&["settle"]).expect(0);
    assert!(left(&base).len() < there.len());
    let status = work.run(&["status", "--format", "json"]).expect(0);
    let status: serde_json::Value = serde_json::from_str(&status.stdout).unwrap();
    assert_eq!(status["owed"], serde_json::json!([]));
}
