//! Servers that can only be told after the commit: told twice, and never forgotten.

use std::fs;

use serde_json::{Value, json};
use trueup::db::{Access, ConnectOptions, DbUrl, Session};

use super::World;
use crate::cli::{Shown, trueup_with};
use crate::support::redis_server;

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

/// What the shop's servers keep of people and roles.
const REDIS: &str =
    "SELECT 'HDEL' AS command, 'shop|roles' AS \"key\", g.login AS field FROM change_grant_insert g
UNION SELECT 'DEL PREFIX', 'shop|user:' || g.login || ':', NULL FROM change_grant_insert g
";

/// The joiner's shop with servers that share a cache.
fn caching(redis: Option<&str>) -> World {
    World::workshop(|world| {
        fs::write(world.path().join("adapter/after_commit.redis.sql"), REDIS).unwrap();
        world.edit(
            "adapter/adapter.yaml",
            "follows: {",
            "follows: {by_hand: shop clear-cache, ",
        );
        if let Some(url) = redis {
            world.edit(
                "trueup.yaml",
                "    mode: adopt",
                &format!("    redis: {url}\n    mode: adopt"),
            );
        }
    })
}

/// Runs with the URL of the cache in the environment.
fn with(world: &World, url: &str, arguments: &[&str]) -> Shown {
    trueup_with(world.path(), &[("SHOP_REDIS_URL", url)], arguments)
}

#[test]
fn a_shared_cache_forgets_after_the_commit() {
    let Some(redis) = redis_server() else { return };
    let world = caching(Some("\"${SHOP_REDIS_URL}\""));
    let mut there = redis.open();
    for login in ["chen.yu", "admin"] {
        redis::cmd("HSET")
            .arg("shop|roles")
            .arg(login)
            .arg("old")
            .exec(&mut there)
            .unwrap();
        let key = format!("shop|user:{login}:menu");
        redis::cmd("SET").arg(key).arg("old").exec(&mut there).unwrap();
    }
    let shown = with(&world, &redis.url(), &["apply", "--yes"]);
    assert_eq!(shown.code, 0, "{shown}");
    assert_eq!(redis.dump(), ["shop|roles admin old", "shop|user:admin:menu old"]);
    assert_eq!(world.owed(), json!([]));
}

#[test]
fn a_cache_out_of_reach_stays_owed_until_somebody_told_the_servers() {
    let world = caching(None);
    let shown = world.run(&["plan"]);
    assert!(
        shown.out.contains("follow only after `shop clear-cache`"),
        "{shown}"
    );
    let shown = world.zh(&["plan"]);
    assert!(
        shown.out.contains("须待执行 `shop clear-cache` 后才会生效"),
        "{shown}"
    );
    let shown = world.run(&["apply", "--yes"]);
    assert_eq!(shown.code, 6, "{shown}");
    let said = shown.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "has no `redis` in trueup.yaml",
        "run `shop clear-cache` where the ERP runs and then `trueup settle --told`",
    ] {
        assert!(said.contains(words), "{shown}");
    }
    assert_eq!(world.owed(), json!([2]));
    let shown = world.run(&["settle"]);
    assert_eq!(shown.code, 1, "{shown}");
    assert!(shown.err.contains("has no `redis`"), "{shown}");
    assert_eq!(world.owed(), json!([2]));
    let shown = world.run(&["settle", "--told"]);
    assert_eq!(shown.code, 0, "{shown}");
    assert_eq!(world.owed(), json!([]));
    assert_eq!(world.run(&["settle"]).code, 0);
}

#[test]
fn a_cache_that_comes_back_is_told_what_it_missed() {
    let Some(redis) = redis_server() else { return };
    let world = caching(Some("\"${SHOP_REDIS_URL}\""));
    let shown = with(&world, &redis.url_with("hunter2"), &["apply", "--yes"]);
    assert_eq!(shown.code, 6, "{shown}");
    assert!(
        !shown.out.contains("hunter2") && shown.out.contains("trueup settle"),
        "{shown}"
    );
    redis::cmd("HSET")
        .arg("shop|roles")
        .arg("chen.yu")
        .arg("old")
        .exec(&mut redis.open())
        .unwrap();
    let shown = with(&world, &redis.url(), &["settle"]);
    assert_eq!(shown.code, 0, "{shown}");
    assert_eq!(redis.dump(), Vec::<String>::new());
}

#[test]
fn a_url_of_the_cache_that_is_wrong_is_said_before_anything_is_done() {
    let world = caching(Some("\"${SHOP_REDIS_URL}\""));
    let shown = with(&world, "localhost:6379", &["apply", "--yes"]);
    assert_eq!(shown.code, 1, "{shown}");
    assert!(shown.err.contains("begins with `redis://`"), "{shown}");
    let shown = world.run(&["apply", "--yes"]);
    assert_eq!(shown.code, 1, "{shown}");
    assert!(shown.err.contains("`SHOP_REDIS_URL` is not set"), "{shown}");
    assert_eq!(world.run(&["plan"]).code, 0, "who only reads needs no cache");
    let world = caching(None);
    let literal = "    redis: redis://:hunter2@localhost\n    mode: adopt";
    world.edit("trueup.yaml", "    mode: adopt", literal);
    let shown = world.run(&["validate"]);
    assert_eq!(shown.code, 1, "{shown}");
    assert!(
        shown.out.contains("a password stands in `redis`") && !shown.out.contains("hunter2"),
        "{shown}"
    );
}
