//! Each check finds what it is for, and nothing on a sound database.

use std::collections::BTreeSet;

use super::bases::{Base, dump, slices};
use crate::support::{Found, Watch, folder};

fn watch(base: &Base) -> Watch {
    Watch::new("erpnext", &base.db.url)
}

#[test]
fn a_sound_database_has_no_findings() {
    for base in slices() {
        assert_eq!(watch(&base).findings(), Found::new(), "{}", base.title);
    }
}

/// One thing that is broken, the check that must notice, and of what it speaks; from a version on, until one.
struct Break {
    code: &'static str,
    subject: &'static str,
    versions: (u32, u32),
    sql: &'static str,
}

const fn broken(code: &'static str, subject: &'static str, versions: (u32, u32), sql: &'static str) -> Break {
    Break {
        code,
        subject,
        versions,
        sql,
    }
}

const ALL: (u32, u32) = (14, 16);

const BREAKS: &[Break] = &[
    broken(
        "employee-left", "lin.hao@jadeharbour.example", ALL,
        "UPDATE \"tabEmployee\" SET status = 'Left', relieving_date = '2026-08-31' WHERE name = 'HR-0001'",
    ),
    broken(
        "session-of-inactive", "old.hand@jadeharbour.example", ALL,
        "INSERT INTO \"tabSessions\" (user, sid, status) VALUES ('old.hand@jadeharbour.example', 'left-over', 'Active')",
    ),
    broken(
        "api-key-of-inactive", "old.hand@jadeharbour.example", ALL,
        "INSERT INTO \"tabOAuth Bearer Token\" (name, user, access_token, status) VALUES ('t', 'old.hand@jadeharbour.example', 't', 'Active')",
    ),
    broken(
        "dormant-user", "lin.hao@jadeharbour.example", ALL,
        "UPDATE \"tabUser\" SET last_active = utc_timestamp() - INTERVAL 200 DAY WHERE name = 'lin.hao@jadeharbour.example'",
    ),
    broken(
        "share-everyone", "Supplier SUP-0001", ALL,
        "INSERT INTO \"tabDocShare\" (name, share_doctype, share_name, \"read\", everyone) VALUES ('s1', 'Supplier', 'SUP-0001', 1, 1)",
    ),
    broken(
        "share-without-role", "mei.sun@jadeharbour.example, Supplier SUP-0002", ALL,
        "INSERT INTO \"tabDocShare\" (name, user, share_doctype, share_name, \"read\") VALUES ('s2', 'mei.sun@jadeharbour.example', 'Supplier', 'SUP-0002', 1)",
    ),
    broken(
        "everyone-writes", "Purchase Invoice", ALL,
        "INSERT INTO \"tabCustom DocPerm\" (name, parent, role, \"read\", \"write\") VALUES ('c1', 'Purchase Invoice', 'All', 1, 1)",
    ),
    broken(
        "guest-reads", "Purchase Invoice", ALL,
        "INSERT INTO \"tabCustom DocPerm\" (name, parent, role, \"read\") VALUES ('c2', 'Purchase Invoice', 'Guest', 1)",
    ),
    broken("disabled-role", "Auditor", ALL, "UPDATE \"tabRole\" SET disabled = 1 WHERE name = 'Auditor'"),
    broken(
        "secret-in-settings", "S3 Backup Settings.secret_access_key", (14, 15),
        "UPDATE \"tabSingles\" SET value = 'plain' WHERE field = 'secret_access_key'",
    ),
    broken(
        "secret-in-settings", "Print Relay.token", ALL,
        "INSERT INTO \"tabDocField\" (name, parent, parentfield, parenttype, fieldname, fieldtype) VALUES ('f1', 'Print Relay', 'fields', 'DocType', 'token', 'Password');
         INSERT INTO \"tabSingles\" (doctype, field, value) VALUES ('Print Relay', 'token', 'plain')",
    ),
    broken(
        "backup-keys", "encrypt_backup", ALL,
        "UPDATE \"tabSingles\" SET value = '1' WHERE field = 'encrypt_backup'",
    ),
    broken(
        "setting-twice", "System Settings.backup_limit", ALL,
        "INSERT INTO \"tabSingles\" (doctype, field, value) VALUES ('System Settings', 'backup_limit', '4')",
    ),
    broken(
        "setting-differs", "session.idle", ALL,
        "UPDATE \"tabDefaultValue\" SET defvalue = '12:00' WHERE defkey = 'session_expiry'",
    ),
    broken(
        "user-type", "shop@client.example", ALL,
        "INSERT INTO \"tabHas Role\" (name, parent, parentfield, parenttype, role) VALUES ('r1', 'shop@client.example', 'roles', 'User', 'Employee')",
    ),
    broken(
        "user-type", "svc.scan@jadeharbour.example", ALL,
        "DELETE FROM \"tabHas Role\" WHERE parent = 'svc.scan@jadeharbour.example'",
    ),
    broken(
        "role-profile", "bo.falk@jadeharbour.example", ALL,
        "INSERT INTO \"tabHas Role\" (name, parent, parentfield, parenttype, role) VALUES ('r2', 'bo.falk@jadeharbour.example', 'roles', 'User', 'Stock User')",
    ),
    broken(
        "many-roles", "lin.hao@jadeharbour.example", ALL,
        "INSERT INTO \"tabRole\" (name, role_name) SELECT 'R' || seq, 'R' || seq FROM seq_1_to_20;
         INSERT INTO \"tabHas Role\" (name, parent, parentfield, parenttype, role)
             SELECT 'm' || seq, 'lin.hao@jadeharbour.example', 'roles', 'User', 'R' || seq FROM seq_1_to_20",
    ),
    broken(
        "no-notification-settings", "eva.roth@jadeharbour.example", ALL,
        "DELETE FROM \"tabNotification Settings\" WHERE name = 'eva.roth@jadeharbour.example'",
    ),
    broken(
        "self-approval", "Purchase Order Approval", ALL,
        "UPDATE \"tabWorkflow Transition\" SET allow_self_approval = 1",
    ),
    broken(
        "scheduler-off", "enable_scheduler", ALL,
        "UPDATE \"tabSingles\" SET value = '0' WHERE field = 'enable_scheduler'",
    ),
    broken(
        "time-zone", "Harbour/Quay", ALL,
        "UPDATE \"tabSingles\" SET value = 'Harbour/Quay' WHERE field = 'time_zone'",
    ),
    broken(
        "loose-spelling", "eva.roth@jadeharbour.example", ALL,
        "INSERT INTO \"tabHas Role\" (name, parent, parentfield, parenttype, role) VALUES ('r3', 'eva.roth@jadeharbour.example', 'roles', 'User', 'purchase manager')",
    ),
    broken(
        "no-administrator", "System Manager", ALL,
        "UPDATE \"tabUser\" SET enabled = 0 WHERE name = 'dai.wen@jadeharbour.example'",
    ),
];

#[test]
fn every_check_finds_what_it_is_for() {
    let mut found = BTreeSet::new();
    for base in slices() {
        let mut watch = watch(&base);
        let mut before = watch.findings();
        for broken in BREAKS {
            let (from, until) = broken.versions;
            if !(from..=until).contains(&base.version) {
                continue;
            }
            base.sql(broken.sql);
            let after = watch.findings();
            let new: Vec<_> = after.difference(&before).cloned().collect();
            let wanted = (broken.code.to_owned(), broken.subject.to_owned());
            assert_eq!(new, [wanted], "{}: {}", base.title, broken.sql);
            found.insert(broken.code.to_owned());
            before = after;
        }
    }
    if found.is_empty() {
        return;
    }
    let declared: BTreeSet<String> = folder("erpnext").manifest.checks.keys().cloned().collect();
    assert_eq!(found, declared, "a check without a case");
}

/// What is wrong in the whole database on purpose, by the check that must find it.
const FAULTS: [(&str, &str); 5] = [
    ("employee-left", "bas.schouten@noordpomp.example"),
    ("dormant-user", "kim.vandijk@noordpomp.example"),
    ("many-roles", "imke.aerts@noordpomp.example"),
    ("share-without-role", "noor.elamrani@noordpomp.example, Company"),
    ("time-zone", "Europe/Amsterdam"),
];

#[test]
fn the_faults_of_the_whole_database_are_found() {
    let Some(base) = dump() else { return };
    let found = watch(&base).findings();
    for (code, subject) in FAULTS {
        let is = found.iter().any(|(c, s)| c == code && s.starts_with(subject));
        // Where the server knows the time zone, nothing is wrong with it.
        assert!(is || code == "time-zone", "{code} {subject}\n{found:#?}");
    }
}
