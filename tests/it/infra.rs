//! The test databases themselves: every series is there, on both engines, and the ERP's own code works on a clone.

use serde_json::json;

use crate::support::{self, Engine, LiveDb, Server, Session, judge, server};

#[test]
fn the_erp_reads_the_sample_organisation() {
    for db in support::every() {
        let said = judge(&db, "users", &[]);
        assert_eq!(
            said["users"]["lin.mei"]["groups"],
            json!(["Purchasing"]),
            "{}",
            db.title()
        );
        assert_eq!(
            said["users"]["dated"]["groups"],
            json!(["Catalogue", "Night Shift", "Warehouse", "销售"])
        );
        assert_eq!(said["users"]["expired"]["groups"], json!([]));
        assert_eq!(
            said["groups"]["Season"],
            json!({"active": false, "parent": "Sales Leads", "users": ["piet"]})
        );
    }
}

#[test]
fn the_erp_lets_its_administrator_edit() {
    for db in support::every() {
        assert_eq!(
            judge(&db, "edit", &["anna", "Audit"]),
            json!({"ok": true}),
            "{}",
            db.title()
        );
        assert_eq!(
            db.sql("SELECT name FROM res_user WHERE login = 'anna'")[0][0].as_deref(),
            Some("Anna Berg")
        );
    }
}

#[test]
fn both_engines_give_the_same_access() {
    let Some(listing) = support::databases() else {
        return;
    };
    let access = |series, engine| judge(&support::clone(series, engine).unwrap(), "access", &["all"]);
    for series in listing.series() {
        let (postgres, sqlite) = (access(series, Engine::Postgres), access(series, Engine::Sqlite));
        for what in ["models", "fields", "buttons"] {
            let found = &sqlite["lin.mei"][what];
            assert!(
                found.as_object().is_some_and(|found| !found.is_empty()),
                "{what} of {series}"
            );
        }
        assert_eq!(postgres, sqlite, "{series}");
    }
}

#[test]
fn a_server_runs_on_a_clone() {
    for db in support::every() {
        let server = server(&db, 0);
        assert_eq!(server.login("anna", "wrong").unwrap_err(), 401, "{}", db.title());
        let session = server.login("anna", &db.password("anna")).unwrap();
        assert_eq!(
            purchases(&server, &session),
            Ok("rwcd".to_owned()),
            "{}",
            db.title()
        );
        cut_sessions(&db);
        assert_eq!(purchases(&server, &session), Err(401), "{}", db.title());
    }
}

fn purchases(server: &Server<'_>, session: &Session) -> Result<String, u64> {
    server.access(session, "purchase.purchase")
}

fn cut_sessions(db: &LiveDb) {
    db.sql("DELETE FROM ir_session");
}
