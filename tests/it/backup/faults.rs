//! Whatever goes wrong: nothing is lost, nothing is called good that is not, and the exit code says so.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::{PLAIN, Site, database, flat, flip};
use crate::support::{self, Engine, full_after, store};

/// Puts a program in front of `pg_dump` for the program under test. `$DUMP` is the real one.
fn in_front_of_the_dump(site: &mut Site, script: &str) {
    let folder = site.work.path().join("bin");
    fs::create_dir_all(&folder).unwrap();
    let program = folder.join("pg_dump");
    let text = format!(
        "#!/bin/bash\nDUMP=$(PATH=${{PATH#*:}} command -v pg_dump)\n[ \"$2\" != \"\" ] || exec \"$DUMP\" \"$@\"\n{script}\n"
    );
    fs::write(&program, text).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
}

/// The program, with what was put in front.
fn command(site: &Site, arguments: &[&str]) -> std::process::Command {
    let mut command = site.work.command(&[&["backup"], arguments].concat());
    let path = command
        .get_envs()
        .find(|(name, _)| *name == "PATH")
        .and_then(|(_, path)| path.map(|path| path.to_string_lossy().into_owned()))
        .unwrap_or_default();
    let bin = site.work.path().join("bin");
    command.env("PATH", format!("{}:{path}", bin.display()));
    command
}

fn said(output: &std::process::Output) -> String {
    flat(&format!(
        "{} {}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    ))
}

#[test]
fn a_dump_that_ends_early_is_no_backup() {
    let Some(mut site) = Site::new(Engine::Postgres, PLAIN) else {
        return;
    };
    let good = site.saved();
    for (script, word) in [
        ("\"$DUMP\" \"$@\" | head -c 200000; kill -9 $$", "signal: 9"),
        ("echo 'out of memory' >&2; exit 1", "out of memory"),
        ("exit 3", "exit status: 3"),
    ] {
        in_front_of_the_dump(&mut site, script);
        let output = command(&site, &["run", "nightly"]).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(said(&output).contains(word), "{}", said(&output));
    }
    assert_eq!(site.files().len(), 2, "{:?}", site.files());
    let listed = site.listed();
    assert_eq!(listed.iter().filter(|set| set["usable"] == true).count(), 1);
    assert_eq!(listed.len(), 4);
    // The good one is still the newest that counts.
    let proved = site.json(&["verify", "nightly"], 0);
    assert_eq!(proved["proofs"][0]["id"], good.as_str());
    let status = site.run(&["status"]).stdout;
    assert!(status.contains("the newest run failed"), "{status}");
}

#[test]
fn a_flipped_byte_a_missing_part_and_a_changed_manifest_are_found() {
    for engine in [Engine::Postgres, Engine::Sqlite] {
        let Some(site) = Site::new(engine, PLAIN) else {
            return;
        };
        let flipped = site.saved();
        flip(&database(&site, &flipped));
        let found = site.run(&["verify", &flipped]).expect(1);
        assert!(found.stdout.contains("its checksum differs"), "{}", found.stdout);
        let cut = site.saved();
        let file = database(&site, &cut);
        let bytes = fs::read(&file).unwrap();
        fs::write(&file, &bytes[..bytes.len() - 1]).unwrap();
        let found = site.run(&["verify", &cut, "--restore"]).expect(1);
        assert!(found.stdout.contains("bytes instead of"), "{}", found.stdout);
        let missing = site.saved();
        fs::remove_file(database(&site, &missing)).unwrap();
        let found = site.run(&["verify", &missing]).expect(1);
        assert!(found.stdout.contains("failed to read"), "{}", found.stdout);
        let changed = site.saved();
        let manifest = site.set(&changed).join("manifest.json");
        let text = fs::read_to_string(&manifest).unwrap();
        fs::write(&manifest, text.replace("\"res_user\": 1", "\"res_user\": 2")).unwrap();
        let found = site.run(&["verify", &changed]).expect(1);
        assert!(
            found.stdout.contains("not the manifest that was written"),
            "{}",
            found.stdout
        );
        assert!(site.listed().iter().all(|set| set["usable"] == false));
        let status = site.run(&["status"]).expect(3);
        assert!(
            status.stdout.contains("there is no good backup"),
            "{}",
            status.stdout
        );
        // Nothing can be restored, and it says why.
        let refused = site
            .run(&["restore", "nightly", "--into", "sqlite:/nowhere/x.db"])
            .expect(1);
        assert!(!refused.stderr.is_empty());
    }
}

#[test]
fn a_place_that_fails_half_way_does_not_take_the_others_with_it() {
    let Some(store) = store() else { return };
    let noise = tempfile::TempDir::new().unwrap();
    let bytes: Vec<u8> = (0..10_000_000u32)
        .flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes())
        .collect();
    fs::write(noise.path().join("noise"), bytes).unwrap();
    let Some(db) = support::clone("8.2", Engine::Sqlite) else {
        return;
    };
    let policy = |endpoint: &str| {
        format!(
            "    what: {{database: true, paths: [\"{}\"]}}\n    schedule: \"0 2 * * *\"\n    to: [{{url: \"s3://{}\", endpoint: \"{endpoint}\"}}, \"{{place}}\"]\n    compression: 1\n",
            noise.path().display(),
            support::BUCKET
        )
    };
    let mut site = Site::of(db, &policy(&store.breaking_after(8 << 20)));
    site.work = site
        .work
        .with("AWS_ACCESS_KEY_ID", support::KEY)
        .with("AWS_SECRET_ACCESS_KEY", support::SECRET);
    let gone = site.json(&["run", "nightly"], 1);
    let copies = gone["policies"][0]["copies"].as_array().unwrap();
    assert_eq!(
        (&copies[0]["stored"], &copies[1]["stored"]),
        (&false.into(), &true.into()),
        "{gone}"
    );
    assert_eq!(gone["policies"][0]["state"], "incomplete");
    assert!(
        !support::files(&store.bucket())
            .iter()
            .any(|file| file.ends_with("manifest.json"))
    );
    site.json(&["verify", "nightly"], 0);
    // A complete backup is at every destination; this one is not.
    assert_eq!(site.listed()[0]["good"], false);

    site.declare(&policy(&full_after(0)));
    site.work.run(&["apply", "--yes"]).expect(0);
    let full = site.run(&["run", "nightly"]).expect(1);
    assert!(full.stdout.contains("no room is left"), "{}", full.stdout);
    // With a place that takes a part first, the upload is given up as a whole.
    site.declare(&policy(&full_after(1)));
    site.work.run(&["apply", "--yes"]).expect(0);
    let full = site.run(&["run", "nightly"]).expect(1);
    assert!(full.stdout.contains("no room is left"), "{}", full.stdout);
}

#[test]
fn a_folder_without_room_or_without_its_disk_gets_nothing() {
    let Some(site) = Site::new(Engine::Sqlite, PLAIN) else {
        return;
    };
    // A disk of its own with less room than the backup needs, where the system lets us have one.
    let small = site.place.path().display().to_string();
    let mut command = std::process::Command::new("unshare");
    command.args(["--user", "--map-root-user", "--mount", "sh", "-c"]);
    command.arg(format!("mount -t tmpfs -o size=64k none {small} && \"$0\" backup run nightly; code=$?; ls -R {small} >&2; exit $code"));
    command.arg(env!("CARGO_BIN_EXE_trueup"));
    command.current_dir(site.work.path());
    for (name, value) in site.work.command(&[]).get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    match command.output() {
        Ok(output) if !said(&output).contains("unshare:") && !said(&output).contains("mount:") => {
            assert_eq!(output.status.code(), Some(1), "{}", said(&output));
            assert!(said(&output).contains("No space left"), "{}", said(&output));
            assert!(!said(&output).contains("manifest.json"), "{}", said(&output));
        }
        _ => writeln!(
            std::io::stderr(),
            "skipped: this system does not let a test mount a small disk"
        )
        .unwrap(),
    }
    fs::remove_dir(site.place.path()).unwrap();
    let unmounted = site.run(&["run", "nightly"]).expect(1);
    assert!(
        unmounted.stdout.contains("failed to use the folder"),
        "{}",
        unmounted.stdout
    );
    assert!(
        !site.place.path().exists(),
        "nobody makes the folder of a disk that is not there"
    );
    fs::create_dir(site.place.path()).unwrap();
    site.saved();
}

#[test]
fn two_runs_at_once_make_one_backup() {
    let Some(mut site) = Site::new(Engine::Postgres, PLAIN) else {
        return;
    };
    in_front_of_the_dump(&mut site, "touch \"$HOME/begun\"; sleep 3; exec \"$DUMP\" \"$@\"");
    let mut first = command(&site, &["run", "nightly"])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while !site.work.path().join("begun").exists() {
        assert!(begun.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(20));
    }
    let second = site.run(&["run", "nightly"]).expect(4);
    assert!(second.stderr.contains("another run"), "{}", second.stderr);
    // A cron job that comes every minute is not told of a failure.
    site.run(&["run", "--due"]).expect(0);
    site.run(&["prune"]).expect(1);
    assert!(first.wait().unwrap().success());
    assert_eq!(site.listed().len(), 1);
    // What is due was done.
    let due = site.json(&["run", "--due"], 0);
    assert_eq!(due["policies"][0]["state"], "not-due");
}

#[test]
fn a_process_that_is_killed_leaves_a_whole_backup_or_none() {
    for engine in [Engine::Postgres, Engine::Sqlite] {
        let Some(site) = Site::new(engine, PLAIN) else {
            return;
        };
        let begun = Instant::now();
        site.saved();
        let whole = begun.elapsed();
        for step in 1..=12 {
            let mut child = site
                .work
                .command(&["backup", "run", "nightly"])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(whole * step / 12);
            child.kill().unwrap();
            child.wait().unwrap();
        }
        // What lies there with a manifest is whole, every byte of it; the rest is not listed.
        let rebuilt = site.json(&["list", "--rebuild"], 0);
        let sets = rebuilt["backups"].as_array().unwrap();
        let manifests = site
            .files()
            .iter()
            .filter(|file| file.ends_with("manifest.json"))
            .count();
        assert_eq!(sets.iter().filter(|set| set["usable"] == true).count(), manifests);
        for set in sets.iter().filter(|set| set["usable"] == true) {
            site.json(&["verify", set["id"].as_str().unwrap()], 0);
        }
        // Neither lock nor rubbish is in the way of the next.
        let id = site.saved();
        site.json(&["verify", &id, "--restore"], 0);
    }
}
