//! Which backups are kept, and whether promises are.

use std::fs;

use serde_json::Value;

use super::{PLAIN, Site};
use crate::support::Engine;

/// Puts a backup of `days` ago beside a real one: the same files under an older name.
fn aged(site: &Site, id: &str, days: i64) -> String {
    let set = site.set(id);
    let text = fs::read_to_string(set.join("manifest.json")).unwrap();
    let mut manifest: Value = serde_json::from_str(&text).unwrap();
    let before = |text: &Value| -> jiff::Timestamp {
        let at: jiff::Timestamp = text.as_str().unwrap().parse().unwrap();
        at - jiff::SignedDuration::from_hours(24 * days)
    };
    let started = before(&manifest["started"]);
    let older = format!("{}-0000", started.strftime("%Y%m%dT%H%M%SZ"));
    for field in ["started", "taken", "ended"] {
        manifest[field] = before(&manifest[field]).to_string().into();
    }
    manifest["id"] = older.clone().into();
    let to = site.set(&older);
    fs::create_dir(&to).unwrap();
    for entry in fs::read_dir(&set).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
    fs::write(
        to.join("manifest.json"),
        serde_json::to_string_pretty(&manifest).unwrap() + "\n",
    )
    .unwrap();
    older
}

#[test]
fn a_clock_that_was_ahead_neither_stops_backups_nor_costs_one() {
    for engine in [Engine::Postgres, Engine::Sqlite] {
        let Some(site) = Site::new(engine, &format!("{PLAIN}    keep: {{last: 1}}\n")) else {
            return;
        };
        // All that is there was made while the clock was three days ahead.
        let real = site.saved();
        let future = aged(&site, &real, -3);
        fs::remove_dir_all(site.set(&real)).unwrap();
        site.json(&["list", "--rebuild"], 0);
        let tables = match engine {
            Engine::Postgres => "trueup.backup_",
            Engine::Sqlite => "trueup_backup_",
        };
        for table in ["copy", "run"] {
            site.db
                .sql(&format!("DELETE FROM {tables}{table} WHERE id = '{real}'"));
        }
        let told = site.json(&["status"], 3).to_string();
        assert!(
            told.contains("there is no good backup") && told.contains("is from the future"),
            "{told}"
        );
        let ran = site.json(&["run", "--due"], 0);
        let made = ran["policies"][0]["id"]
            .as_str()
            .unwrap_or_else(|| panic!("{ran}"))
            .to_owned();
        site.json(&["run", "--due"], 0);
        let pruned = site.json(&["prune"], 0);
        let kept = [(made.clone(), true), (future.clone(), true)];
        assert_eq!(fates(&pruned), kept, "{pruned}");
        // Both can be used; the one that counts is that of the right clock.
        site.run(&["verify", &future]).expect(0);
        let verified = site.run(&["verify", "nightly"]).expect(0).stdout;
        assert!(
            verified.contains(&made) && !verified.contains(&future),
            "{verified}"
        );
        let told = site.json(&["status"], 3).to_string();
        assert!(!told.contains("there is no good backup"), "{told}");
    }
}

fn fates(pruned: &Value) -> Vec<(String, bool)> {
    pruned["places"][0]["backups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|set| (set["id"].as_str().unwrap().to_owned(), set["keep"] == true))
        .collect()
}

#[test]
fn what_the_policy_no_longer_keeps_is_shown_and_then_deleted() {
    for engine in [Engine::Postgres, Engine::Sqlite] {
        let Some(site) = Site::new(engine, &format!("{PLAIN}    keep: {{last: 1, monthly: 2}}\n")) else {
            return;
        };
        let newest = site.saved();
        let old: Vec<String> = [1, 2, 40, 90]
            .into_iter()
            .map(|days| aged(&site, &newest, days))
            .collect();
        site.json(&["list", "--rebuild"], 0);
        site.run(&["pin", &old[3], "--reason", "year-end"]).expect(0);
        let broken = site.set("20200101T000000Z-dead");
        fs::create_dir(&broken).unwrap();
        fs::write(broken.join("database.dump.zst"), "half").unwrap();
        fs::create_dir(site.set("notes")).unwrap();
        fs::write(site.set("notes").join("readme.txt"), "mine").unwrap();

        let planned = site.json(&["prune"], 0);
        let before = site.files();
        let fate = |id: &str| fates(&planned).into_iter().find(|(set, _)| set == id).unwrap().1;
        assert!(fate(&newest) && fate(&old[2]) && fate(&old[3]), "{planned}");
        assert!(!fate("20200101T000000Z-dead"), "{planned}");
        // One of yesterday and the day before may be the newest of the month before.
        assert!(!fate(&old[1]), "{planned}");
        assert_eq!(planned["places"][0]["foreign"], serde_json::json!(["notes"]));
        let text = site.run(&["prune"]).expect(0).stdout;
        assert!(
            text.contains("pinned") && text.contains("`--yes` does it"),
            "{text}"
        );
        assert_eq!(site.files(), before, "a plan deletes nothing");

        let done = site.json(&["prune", "nightly", "--yes"], 0);
        let entry = done["entry"].as_u64().unwrap().to_string();
        let shown = site.work.run(&["journal", "show", &entry]).expect(0).stdout;
        assert!(shown.contains(&old[1]), "{shown}");
        assert!(!broken.exists() && !site.set(&old[1]).exists());
        assert!(site.set("notes").join("readme.txt").exists());
        for id in [&newest, &old[2], &old[3]] {
            site.json(&["verify", id], 0);
        }
        // Deciding again deletes nothing more.
        assert_eq!(site.json(&["prune", "--yes"], 0)["entry"], Value::Null);
        site.work.run(&["journal", "verify"]).expect(0);
    }
}

#[test]
fn promises_are_kept_or_said_to_be_broken() {
    let promise =
        "    verify: {checksum: every-run, restore: monthly}\n    objectives: {rpo: 25h, rto: 4h}\n";
    let Some(site) = Site::new(Engine::Sqlite, &format!("{PLAIN}{promise}")) else {
        return;
    };
    let never = site.run(&["status"]).expect(3).stdout;
    assert!(never.contains("there is no good backup"), "{never}");
    // What is due is done, and proved.
    let due = site.json(&["run", "--due"], 0);
    assert_eq!(due["policies"][0]["state"], "good", "{due}");
    assert_eq!(
        due["policies"][0]["proved"]["proofs"][0]["restored"], true,
        "{due}"
    );
    let metrics = site.work.path().join("trueup.prom");
    let stood = site
        .run(&["status", "--prometheus", metrics.to_str().unwrap()])
        .expect(0)
        .stdout;
    assert!(stood.contains("keeps what it promises"), "{stood}");
    let text = fs::read_to_string(&metrics).unwrap();
    assert!(
        text.contains("trueup_backup_good{target=\"live\",policy=\"nightly\"} 1\n"),
        "{text}"
    );
    assert!(
        text.contains("trueup_backup_rpo_seconds{target=\"live\",policy=\"nightly\"} 90000\n"),
        "{text}"
    );
    // Two days later nobody has made another.
    site.db.sql(
        "UPDATE trueup_backup_run SET started = '2026-01-01T00:00:00Z', taken = '2026-01-01T00:00:00Z', ended = '2026-01-01T00:00:00Z'",
    );
    let late = site.run(&["status", "--lang", "zh"]).expect(3).stdout;
    assert!(late.contains("RPO"), "{late}");
}

#[test]
fn the_applied_policy_is_obeyed_and_other_files_are_told() {
    let Some(site) = Site::new(Engine::Sqlite, PLAIN) else {
        return;
    };
    let elsewhere = tempfile::TempDir::new().unwrap();
    site.declare(&PLAIN.replace("{place}", &format!("file://{}", elsewhere.path().display())));
    let ran = site.run(&["run", "nightly"]).expect(0);
    assert!(
        ran.stderr.contains("the files say something else of `nightly`"),
        "{}",
        ran.stderr
    );
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    assert_eq!(site.files().len(), 2);
    let typo = site.run(&["run", "nighty"]).expect(1);
    assert!(typo.stderr.contains("`nightly`"), "{}", typo.stderr);
    site.work.file("backups.yaml", "backups: {nightly: absent}\n");
    site.work.run(&["apply", "--yes"]).expect(0);
    let none = site.run(&["run", "--due"]).expect(1);
    assert!(
        none.stderr.contains("no backup policy is in force"),
        "{}",
        none.stderr
    );
}
