//! Servers that can only be told after the commit: told twice, and never forgotten.

use std::fs;

use serde_json::{Value, json};
use trueup::db::{Access, ConnectOptions, DbUrl, Session};

use super::World;

const TABLE: &str = "CREATE TABLE workshop_signal (told integer)";

/// The joiner's shop with a server that listens to a table.
fn listening(table: bool) -> World {
    World::workshop(|world| {
        let script = "INSERT INTO workshop_signal (told) VALUES (1);\n";
        fs::write(world.path().join("adapter/after_commit.sql"), script).unwrap();
        if table {
            world.sql(TABLE);
        }
    })
}

impl World {
    /// How often the server was told.
    fn told(&self) -> String {
        let url = DbUrl::parse("sqlite:erp.sqlite")
            .unwrap()
            .relative_to(self.path());
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let options = ConnectOptions::new("test", Access::Write);
            let mut session = Session::connect(&url, options).await.unwrap();
            let sql = "SELECT CAST(count(*) AS text) FROM workshop_signal";
            let rows = session.query(sql, &[]).await.unwrap();
            session.close().await;
            rows[0][0].clone().unwrap()
        })
    }

    fn owed(&self) -> Value {
        let shown = self.run(&["status", "--format", "json"]);
        assert_eq!(shown.code, 0, "{shown}");
        serde_json::from_str::<Value>(&shown.out).unwrap()["owed"].clone()
    }
}

#[test]
fn servers_are_told_after_the_commit_and_a_second_later() {
    let world = listening(true);
    let shown = world.run(&["apply", "--yes"]);
    assert_eq!(shown.code, 0, "{shown}");
    assert_eq!((world.told().as_str(), world.owed()), ("2", json!([])));
    let shown = world.run(&["apply", "--yes"]);
    assert_eq!(shown.code, 0, "{shown}");
    assert_eq!(world.told(), "2", "nothing was changed");
}

#[test]
fn what_could_not_be_told_stays_owed_until_it_is() {
    let world = listening(false);
    let shown = world.run(&["apply", "--yes"]);
    assert_eq!(shown.code, 6, "{shown}");
    assert!(
        shown.out.contains("all is committed") && shown.out.contains("trueup settle"),
        "{shown}"
    );
    assert_eq!(world.owed(), json!([2]));
    let status = world.run(&["status"]).out;
    assert!(
        status.contains("running servers have not been told of #2"),
        "{status}"
    );
    assert_eq!(world.run(&["plan", "--exit-code"]).code, 0);
    let shown = world.run(&["settle"]);
    assert_eq!(shown.code, 1, "{shown}");
    assert!(shown.err.contains("after_commit.sql"), "{shown}");
    assert_eq!(world.owed(), json!([2]));

    world.sql(TABLE);
    let shown = world.run(&["settle"]);
    assert_eq!(shown.code, 0, "{shown}");
    assert!(shown.out.contains("Running servers were told of #2."), "{shown}");
    assert_eq!((world.told().as_str(), world.owed()), ("2", json!([])));
    let shown = world.zh(&["settle"]);
    assert!(shown.out.contains("没有待发送的通知。"), "{shown}");
}

#[test]
fn the_next_apply_pays_what_a_dead_one_owed() {
    let world = listening(true);
    assert_eq!(world.run(&["apply", "--yes"]).code, 0);
    // What is in the table when a process dies between the commit and the signal.
    world.sql("INSERT INTO trueup_owed (entry) VALUES (2)");
    assert_eq!(world.owed(), json!([2]));
    let shown = world.run(&["apply", "--yes"]);
    assert_eq!(shown.code, 0, "{shown}");
    assert_eq!((world.told().as_str(), world.owed()), ("4", json!([])));
}

#[test]
fn a_registry_that_knows_no_debts_is_set_up_again_first() {
    let world = listening(true);
    world.sql("DROP TABLE trueup_owed");
    let shown = world.run(&["apply", "--yes"]);
    assert_eq!(shown.code, 1, "{shown}");
    assert!(shown.err.contains("run `trueup setup` again"), "{shown}");
    assert_eq!(world.run(&["setup"]).code, 0);
    assert_eq!(world.run(&["apply", "--yes"]).code, 0);
    assert_eq!(world.told(), "2");
}
