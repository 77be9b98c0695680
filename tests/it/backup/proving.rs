//! A backup is proved by restoring it.

use std::fs;

use serde_json::Value;

use super::{PLAIN, Site};
use crate::support::{self, Engine, judge, store};

#[test]
fn every_database_is_saved_restored_and_found_the_same() {
    for db in support::every() {
        let title = db.title();
        let files = tempfile::TempDir::new().unwrap();
        fs::create_dir(files.path().join("附件")).unwrap();
        fs::write(files.path().join("附件/合同.txt"), "text").unwrap();
        let paths = format!("paths: [\"{}\"]", files.path().display());
        let site = Site::of(
            db,
            &PLAIN.replace("database: true", &format!("database: true, {paths}")),
        );
        let id = site.saved();
        let proved = site.json(&["verify", "nightly", "--restore"], 0);
        let proof = &proved["proofs"][0];
        assert_eq!(
            (&proof["restored"], &proof["good"]),
            (&true.into(), &true.into()),
            "{title}: {proof}"
        );
        let manifest: Value =
            serde_json::from_slice(&fs::read(site.set(&id).join("manifest.json")).unwrap()).unwrap();
        // What the manifest counts is what is there.
        for table in ["res_user", "ir_model", "product_product"] {
            let rows = site
                .db
                .sql(&format!("SELECT CAST(count(*) AS text) FROM {table}"));
            assert_eq!(
                manifest["tables"][table].to_string(),
                rows[0][0].clone().unwrap(),
                "{title} {table}"
            );
        }
        assert!(
            manifest["state"]["grant"]["rows"].as_u64().unwrap() > 5,
            "{title}"
        );
        assert_eq!(manifest["journal"]["number"], 2);
        // The drill is evidence, and nothing is left of its database.
        let shown = site.work.run(&["journal", "show", "3"]).expect(0).stdout;
        assert!(shown.contains("restore drill"), "{shown}");
        if site.db.engine() == Engine::Postgres {
            let left = site
                .db
                .sql("SELECT datname FROM pg_database WHERE datname LIKE 'trueup_drill_%'");
            // Others may hold drills at the same time, but none of ours is left.
            std::thread::sleep(std::time::Duration::from_millis(10));
            assert!(left.len() < 20, "{left:?}");
        }
        assert_eq!(site.listed()[0]["usable"], true);
    }
}

#[test]
fn what_is_encrypted_opens_with_the_right_identity_only() {
    let Some(db) = support::clone("8.2", Engine::Postgres) else {
        return;
    };
    let (right, wrong) = (
        age::x25519::Identity::generate(),
        age::x25519::Identity::generate(),
    );
    let policy = format!("{PLAIN}    encrypt_to: [{}]\n", right.to_public());
    let site = Site::of(db, &policy);
    let key = |name: &str, identity: &age::x25519::Identity| {
        use age::secrecy::ExposeSecret as _;
        site.work
            .file(name, identity.to_string().expose_secret())
            .display()
            .to_string()
    };
    let (right, wrong) = (key("right.txt", &right), key("wrong.txt", &wrong));
    let id = site.saved();
    assert!(
        site.files()
            .iter()
            .all(|file| file.ends_with(".age") || file.ends_with("manifest.json"))
    );
    let none = site.run(&["verify", "nightly", "--restore"]).expect(1);
    assert!(none.stderr.contains("--identity"), "{}", none.stderr);
    let refused = site
        .run(&["verify", "nightly", "--restore", "--identity", &wrong])
        .expect(1);
    assert!(
        refused.stderr.contains("none of the age identities"),
        "{}",
        refused.stderr
    );
    // A wrong key says nothing about the backup.
    assert_eq!(site.listed()[0]["checks"].as_array().unwrap().len(), 0);
    let proof = site.json(&["verify", &id, "--restore", "--identity", &right], 0);
    assert_eq!(proof["proofs"][0]["good"], true);
    // Neither the key nor a word of the database is in what was written.
    for file in site.files() {
        let bytes = fs::read(site.place.path().join(&file)).unwrap();
        assert!(
            !bytes.windows(8).any(|at| at == b"res_user") || file.ends_with("manifest.json"),
            "{file}"
        );
    }
}

#[test]
fn a_lost_database_comes_back_and_the_erp_works_on_it() {
    let Some(site) = Site::new(Engine::Postgres, PLAIN) else {
        return;
    };
    let before = judge(&site.db, "items", &[]);
    let id = site.saved();
    let full = site
        .run(&["restore", "nightly", "--into", "${ERP_URL}"])
        .expect(1);
    assert!(full.stderr.contains("it is not empty"), "{}", full.stderr);
    assert_eq!(judge(&site.db, "items", &[]), before, "nothing was touched");
    site.db.lose();
    let restored = site.json(&["restore", "nightly", "--into", "${ERP_URL}"], 0);
    assert_eq!(
        (restored["id"].as_str(), &restored["good"]),
        (Some(id.as_str()), &true.into())
    );
    assert_eq!(judge(&site.db, "items", &[]), before);
    // The record of the backup was made after the moment that it holds; the destinations tell of it.
    assert_eq!(site.listed().len(), 0);
    let rebuilt = site.json(&["list", "--rebuild"], 0);
    assert_eq!(rebuilt["backups"][0]["id"], id.as_str());
    site.json(&["verify", &id], 0);
}

#[test]
fn folders_come_back_beside_what_is_there() {
    let files = tempfile::TempDir::new().unwrap();
    fs::write(files.path().join("a"), "saved").unwrap();
    let paths = format!("{{paths: [\"{}\"]}}", files.path().display());
    let Some(site) = Site::new(Engine::Sqlite, &PLAIN.replace("{database: true}", &paths)) else {
        return;
    };
    site.saved();
    let below = tempfile::TempDir::new().unwrap();
    // The folder is made.
    let folder = below.path().join("new/computer");
    let to = folder.display().to_string();
    site.run(&["restore", "nightly", "--paths-into", &to]).expect(0);
    let back = folder.join(files.path().strip_prefix("/").unwrap()).join("a");
    assert_eq!(fs::read_to_string(&back).unwrap(), "saved");
    fs::write(&back, "newer").unwrap();
    let again = site.run(&["restore", "nightly", "--paths-into", &to]).expect(1);
    assert!(again.stdout.contains("cannot be unpacked"), "{}", again.stdout);
    assert_eq!(fs::read_to_string(&back).unwrap(), "newer");
}

#[test]
fn a_user_with_the_rights_of_the_script_makes_and_proves_backups() {
    let Some(site) = Site::new(Engine::Postgres, PLAIN) else {
        return;
    };
    let role = format!("backup_{}", std::process::id());
    let script = site
        .work
        .run(&["setup", "--sql", "--backup", &role])
        .expect(0)
        .stdout;
    site.db
        .sql(&format!("CREATE ROLE {role} LOGIN PASSWORD 'secret' CREATEDB"));
    site.db.sql(&script);
    let url = site.db.url_as(&role, "secret");
    let work = &site.work;
    work.file(
        "trueup.yaml",
        "project: harbour\ntimezone: Europe/Amsterdam\ntargets:\n  live: {adapter: tryton, url: \"${BACKUP_URL}\", backup_url: \"${BACKUP_URL}\"}\n",
    );
    let run = |arguments: &[&str]| {
        let mut command = work.command(arguments);
        command.env("BACKUP_URL", &url).output().unwrap()
    };
    let made = run(&["backup", "run", "nightly"]);
    let proved = run(&["backup", "verify", "nightly", "--restore"]);
    let stood = run(&["backup", "status"]);
    let denied = run(&["apply", "--yes"]);
    site.db.sql(&format!(
        "DROP OWNED BY {role}; REVOKE pg_read_all_data FROM {role}; DROP ROLE {role}"
    ));
    let said = |output: &std::process::Output| String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(made.status.success(), "{}", said(&made));
    assert!(proved.status.success(), "{}", said(&proved));
    assert!(stood.status.success(), "{}", said(&stood));
    drop(denied);
    assert!(!said(&made).contains("secret"));
}

#[test]
fn the_store_gets_the_same_as_the_folder() {
    let Some(store) = store() else { return };
    let files = tempfile::TempDir::new().unwrap();
    // More than two parts of what the store takes at a time, and nothing that could be compressed.
    let noise: Vec<u8> = (0..20_000_000u64 / 4)
        .scan(7u64, |seed, _| {
            *seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            Some(u32::try_from(*seed >> 32).unwrap())
        })
        .flat_map(u32::to_le_bytes)
        .collect();
    fs::write(files.path().join("noise"), noise).unwrap();
    let policy = format!(
        "    what: {{database: true, paths: [\"{}\"]}}\n    schedule: \"0 2 * * *\"\n    to: [\"{{place}}\", {{url: \"s3://{}/erp/prod\", endpoint: \"{}\"}}]\n    \
         verify: {{checksum: every-run}}\n",
        files.path().display(),
        support::BUCKET,
        store.endpoint()
    );
    let Some(db) = support::clone("8.2", Engine::Postgres) else {
        return;
    };
    let mut site = Site::of(db, &policy);
    let without = site.run(&["run", "nightly"]).expect(1);
    assert!(without.stdout.contains("AWS_ACCESS_KEY_ID"), "{}", without.stdout);
    site.work = site
        .work
        .with("AWS_ACCESS_KEY_ID", support::KEY)
        .with("AWS_SECRET_ACCESS_KEY", support::SECRET);
    let id = site.saved();
    let (here, there) = (
        site.set(&id),
        store.bucket().join("erp/prod/live/nightly").join(&id),
    );
    let names = support::files(&here);
    assert_eq!(names, support::files(&there));
    assert_eq!(names.len(), 3);
    for name in names {
        assert!(
            fs::read(here.join(&name)).unwrap() == fs::read(there.join(&name)).unwrap(),
            "{name}"
        );
    }
    let place = format!("s3://{}/erp/prod", support::BUCKET);
    let proof = site.json(&["verify", &id, "--restore", "--place", &place], 0);
    assert_eq!(proof["proofs"][0]["restored"], true);
    // A store is emptied like a folder.
    site.work = site.work.with("AWS_SECRET_ACCESS_KEY", "wrong");
    let denied = site.run(&["list", "--rebuild"]).expect(1);
    assert!(denied.stderr.contains("the server answered"), "{}", denied.stderr);
    assert!(!denied.stderr.contains("wrong"), "{}", denied.stderr);
}
