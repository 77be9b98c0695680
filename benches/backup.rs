//! A backup of a large database on PostgreSQL beside the plain pipeline `pg_dump | zstd | age` of the same database, both
//! into a folder. Both run at the same level of zstd and encrypt; the program also counts every table's rows, reads what
//! the adapter reads, and hashes what it stores.
//!
//! Run it where `./test --shell` has prepared a database: `cargo bench --bench backup`. `TRUEUP_BENCH_MB` makes it
//! smaller. Without the programs `zstd` and `age` there is no floor.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot run stops")]
#![expect(
    clippy::disallowed_methods,
    reason = "the prepared databases are named in the environment"
)]

mod common;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use age::secrecy::ExposeSecret as _;
use common::{beside, measure, median, psql, show};

/// Rows like those of an ERP's larger tables: names, numbers and text that compresses about as well.
const ROW: &str = "SELECT n AS id, 'INV' || to_char(n, 'FM0000000000') AS number, md5(n::text) AS reference,
    (n::bigint * 7919) % 100000 AS amount, n / 3 AS move, now() - n * interval '1 second' AS write_date,
    'Delivery ' || n || ' of ' || md5((n / 7)::text) || ', checked by ' || (n % 97) || ' and posted to account ' || (n % 1291) AS description,
    repeat(md5((n % 5000)::text) || ' ', 4) AS note FROM generate_series(1, $1) AS n";
/// The size of such a row on disk, in bytes, about.
const ROW_BYTES: usize = 330;

fn main() {
    let megabytes: usize = std::env::var("TRUEUP_BENCH_MB").map_or(2_048, |text| text.parse().unwrap());
    let Some(database) = common::Database::of(None) else {
        return;
    };
    let (url, folder) = (database.url(), tempfile::tempdir().unwrap());
    println!("filling: {megabytes} MB");
    let rows = (megabytes * 1_000_000 / ROW_BYTES).to_string();
    psql(
        &url,
        &[
            format!("CREATE TABLE bench_line AS {}", ROW.replace("$1", &rows)),
            "VACUUM ANALYZE bench_line".to_owned(),
        ],
    );
    let identity = age::x25519::Identity::generate();
    let recipient = identity.to_public().to_string();
    let key = folder.path().join("identity.txt");
    std::fs::write(&key, identity.to_string().expose_secret()).unwrap();
    let place = folder.path().join("place");
    std::fs::create_dir(&place).unwrap();
    let config = "project: bench\ntargets:\n  live: {adapter: tryton, url: \"${ERP_URL}\"}\n";
    std::fs::write(folder.path().join("trueup.yaml"), config).unwrap();
    let policy = format!(
        "backups:\n  bench:\n    what: {{database: true}}\n    schedule: \"@daily\"\n    to: [\"file://{}\"]\n    encrypt_to: [{recipient}]\n",
        place.display()
    );
    std::fs::write(folder.path().join("backups.yaml"), policy).unwrap();
    let program = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trueup"));
        command
            .args(words)
            .current_dir(folder.path())
            .env("ERP_URL", &url)
            .env("TRUEUP_AGE_IDENTITY_FILE", &key)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    };
    for words in [&["setup"][..], &["apply", "--yes"]] {
        assert!(program(words).status().unwrap().success(), "{words:?}");
    }
    let plain = || {
        let (file, begun) = (folder.path().join("plain.zst.age"), Instant::now());
        let pipe = format!(
            "set -o pipefail; pg_dump -Fc -Z0 -d '{url}' | zstd -q -3 | age -r {recipient} > {}",
            file.display()
        );
        let status = Command::new("bash").args(["-c", &pipe]).status().unwrap();
        assert!(status.success(), "{pipe}");
        let took = begun.elapsed();
        println!(
            "  plain: {} MB stored",
            std::fs::metadata(&file).unwrap().len() / 1_000_000
        );
        (took, 0)
    };
    let run = || {
        let figures = measure(&mut program(&["backup", "run", "bench"]));
        println!("  trueup: {} MB stored", stored(&place) / 1_000_000);
        std::fs::remove_dir_all(place.join("live")).unwrap();
        figures
    };
    if ["zstd", "age"]
        .iter()
        .all(|name| Command::new(name).arg("--version").output().is_ok())
    {
        show("floor: pg_dump | zstd -3 | age", median(plain), None);
        beside("backup run", plain, run);
    } else {
        show("backup run", median(run), None);
    }
    assert!(program(&["backup", "run", "bench"]).status().unwrap().success());
    let proof = || measure(&mut program(&["backup", "verify", "bench"]));
    show("backup verify", median(proof), None);
    show(
        "backup verify --restore",
        measure(&mut program(&["backup", "verify", "bench", "--restore"])),
        None,
    );
}

/// How many bytes lie below a folder.
fn stored(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let size = |entry: std::fs::DirEntry| {
        let found = entry.metadata().unwrap();
        if found.is_dir() {
            stored(&entry.path())
        } else {
            found.len()
        }
    };
    entries.map(size).sum()
}
