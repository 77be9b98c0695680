//! Backups on another computer, through an SSH server of the tests' own.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{Site, flat, flip};
use crate::support::{self, Engine, MODERN, SshServer, files, ssh_server};

/// A local folder, and one on the server.
fn policy(server: &SshServer, more: &str) -> String {
    format!(
        "    what: {{database: true}}\n    schedule: \"0 2 * * *\"\n    to: [\"{{place}}\", \"{}\"]\n{more}",
        server.url()
    )
}

fn site(server: &SshServer, more: &str) -> Option<Site> {
    let db = support::clone("8.2", Engine::Sqlite)?;
    let mut site = Site::of(db, &policy(server, more));
    site.work = site
        .work
        .with("TRUEUP_SSH_IDENTITY_FILE", &server.key().display().to_string())
        .with(
            "TRUEUP_SSH_KNOWN_HOSTS_FILE",
            &server.known_hosts().display().to_string(),
        )
        // What the person who runs the tests has set up is none of their business.
        .with("TRUEUP_SSH_CONFIG_FILE", "/dev/null");
    Some(site)
}

/// The place of a run that failed: whether the local copy is there, and why the other is not.
fn missed(ran: &Value) -> String {
    let policy = &ran["policies"][0];
    let copies = policy["copies"].as_array().unwrap();
    assert_eq!(policy["state"], "incomplete", "{ran}");
    assert_eq!(
        (&copies[0]["stored"], &copies[1]["stored"]),
        (&true.into(), &false.into()),
        "{ran}"
    );
    copies[1].to_string()
}

/// The part with the database, on the server.
fn part(server: &SshServer, id: &str) -> PathBuf {
    server
        .folder()
        .join("live/nightly")
        .join(id)
        .join("database.sqlite.zst")
}

#[test]
fn a_backup_goes_to_a_server_is_proved_there_and_comes_back_from_there() {
    let Some(server) = ssh_server(MODERN) else { return };
    let Some(site) = site(&server, "    keep: {last: 1}\n") else {
        return;
    };
    let (first, second) = (site.saved(), site.saved());
    assert_eq!(files(&server.folder()), site.files());
    assert!(site.listed().iter().all(|set| set["good"] == true));
    for proved in [&["verify", &second][..], &["verify", &second, "--restore"]] {
        let proved = site.json(proved, 0);
        assert_eq!(proved["proofs"][0]["good"], true, "{proved}");
    }
    // The record is made anew from what lies there.
    let rebuilt = site.json(&["list", "--rebuild"], 0);
    assert_eq!(rebuilt["backups"].as_array().unwrap().len(), 2);
    // The older one goes, with its folder, at both places.
    site.run(&["prune", "--yes"]).expect(0);
    assert_eq!(files(&server.folder()), site.files());
    assert!(!part(&server, &first).parent().unwrap().exists());
    assert!(part(&server, &second).exists());
    // Without the local disk the server's copy is enough.
    fs::remove_dir_all(site.place.path().join("live")).unwrap();
    let restored = site.work.path().join("restored.db");
    let into = format!("sqlite:{}", restored.display());
    let came = site.json(&["restore", "nightly", "--into", &into], 0);
    assert_eq!(
        (came["id"].as_str(), &came["good"]),
        (Some(second.as_str()), &true.into())
    );
    assert!(restored.exists());
}

#[test]
fn a_flipped_byte_on_the_server_is_found() {
    let Some(server) = ssh_server(MODERN) else { return };
    let Some(site) = site(&server, "") else { return };
    let id = site.saved();
    flip(&part(&server, &id));
    let found = site.run(&["verify", &id]).expect(1).stdout;
    assert!(found.contains("its checksum differs"), "{found}");
    fs::remove_file(part(&server, &id)).unwrap();
    let found = site.run(&["verify", &id]).expect(1).stdout;
    assert!(
        found.contains("failed to read") && found.contains("No such file"),
        "{found}"
    );
}

#[test]
fn a_connection_that_is_killed_half_way_leaves_the_local_copy_and_nothing_under_its_name() {
    let Some(server) = ssh_server(MODERN) else { return };
    let Some(site) = site(&server, "") else { return };
    let noise = tempfile::TempDir::new().unwrap();
    let bytes: Vec<u8> = (0..20_000_000u32)
        .flat_map(|n| n.wrapping_mul(2_654_435_761).rotate_left(n % 31).to_le_bytes())
        .collect();
    fs::write(noise.path().join("noise"), bytes).unwrap();
    let paths = format!("database: true, paths: [\"{}\"]", noise.path().display());
    site.declare(&policy(&server, "    compression: 1\n").replace("database: true", &paths));
    site.work.run(&["apply", "--yes"]).expect(0);

    let mut run = site
        .work
        .command(&["backup", "run", "nightly", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    let under_way = || {
        let all = files(&server.folder());
        let partial = all
            .iter()
            .find(|file| file.ends_with("path-1.tar.zst.partial"))
            .cloned();
        let written = |file| fs::metadata(server.folder().join(file)).map_or(0, |found| found.len());
        partial.map_or(0, written) > 1 << 20
    };
    while !under_way() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", run.try_wait());
        std::thread::sleep(Duration::from_millis(2));
    }
    server.kill_sessions();
    let output = run.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let why = missed(&serde_json::from_slice(&output.stdout).unwrap());
    assert!(why.contains("connection") || why.contains("ssh"), "{why}");
    let there = files(&server.folder());
    assert!(
        !there
            .iter()
            .any(|file| file.ends_with("path-1.tar.zst") || file.ends_with("manifest.json")),
        "{there:?}"
    );
    // The local copy is as good as any, and the next backup is at both places.
    site.json(&["verify", "nightly"], 0);
    let id = site.saved();
    let proved = site.json(&["verify", &id], 0);
    assert_eq!(proved["proofs"][0]["good"], true, "{proved}");
}

#[test]
fn a_server_that_is_not_the_right_one_or_does_not_let_us_in_gets_nothing() {
    let Some(server) = ssh_server(MODERN) else { return };
    let Some(mut site) = site(&server, "") else { return };
    let set = |site: &mut Site, name: &str, value: &str| {
        let empty = super::Work::new(&site.db);
        let work = std::mem::replace(&mut site.work, empty);
        site.work = work.with(name, value);
    };
    let known = server.known_hosts().display().to_string();
    // Nobody knows it: an empty list, and then one with another key.
    for (text, said) in [
        (String::new(), "is not in known_hosts"),
        (server.known_as("stranger"), "another host key"),
    ] {
        fs::write(server.known_hosts(), text).unwrap();
        let why = missed(&site.json(&["run", "nightly"], 1));
        assert!(why.contains(said), "{why}");
        assert_eq!(files(&server.folder()), [""; 0]);
    }
    assert!(
        !fs::read_to_string(&known).unwrap().contains("host\n"),
        "nothing was added"
    );
    fs::write(server.known_hosts(), server.known_as("host")).unwrap();

    let name = "TRUEUP_SSH_IDENTITY_FILE";
    for (key, said) in [
        (server.strangers_key(), "the server takes none of the keys"),
        (PathBuf::from("/nowhere/key"), "cannot read /nowhere/key"),
    ] {
        set(&mut site, name, &key.display().to_string());
        let why = missed(&site.json(&["run", "nightly"], 1));
        assert!(why.contains(said), "{why}");
    }
    // Where all is well again, so is the backup.
    set(&mut site, name, &server.key().display().to_string());
    site.saved();
    let text = {
        fs::write(server.known_hosts(), "").unwrap();
        site.run(&["run", "nightly"]).expect(1).stdout
    };
    assert!(text.contains("ssh-keyscan"), "{text}");
}

#[test]
fn a_folder_that_is_not_there_or_not_ours_or_a_program_that_is_missing_is_said() {
    let Some(server) = ssh_server(MODERN) else { return };
    let Some(site) = site(&server, "") else { return };
    server.allow(0o500);
    let why = missed(&site.json(&["run", "nightly"], 1));
    assert!(
        why.contains("failed to write") && why.contains("permission denied"),
        "{why}"
    );
    server.allow(0o700);

    let mut command = site.work.command(&["backup", "run", "nightly"]);
    let without = site.work.path().join("bin");
    fs::create_dir(&without).unwrap();
    let output = command.env("PATH", &without).output().unwrap();
    let said = flat(&String::from_utf8_lossy(&output.stdout));
    assert!(
        said.contains("the program `ssh` is missing: install the OpenSSH client"),
        "{said}"
    );

    fs::remove_dir_all(server.folder()).unwrap();
    let why = missed(&site.json(&["run", "nightly"], 1));
    assert!(why.contains("failed to use the folder"), "{why}");
    assert!(
        !server.folder().exists(),
        "nobody makes the folder of a disk that is not there"
    );
    let listed = site.run(&["list", "--rebuild"]).stderr + &site.run(&["prune"]).stderr;
    assert!(listed.contains("failed to use the folder"), "{listed}");
}
