//! A company of 100,000 people, 1,000,000 grants and 200,000 permissions on PostgreSQL, beside two floors measured in the
//! same run: `psql` copying the same rows out, and a hand-written SQL script making the same changes.
//!
//! Run it where `./test --shell` has prepared a database: `cargo bench --bench scale`. `TRUEUP_BENCH_PEOPLE` makes it
//! smaller. It prints medians of five runs; peak memory is the largest resident set that the kernel saw.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot run stops")]
#![expect(
    clippy::disallowed_methods,
    reason = "the prepared databases are named in the environment"
)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 5;
/// Different sets of roles; `pull` folds people with equal sets into as many positions.
const SETS: usize = 100;
const ROLES: usize = 2_000;
const ROLES_EACH: usize = 10;
/// `pull` writes a file for each.
const COMPANIES: usize = 20;
const PERMISSIONS_EACH: usize = 100;

fn main() {
    let (Ok(server), Ok(databases)) = (
        std::env::var("TRUEUP_TEST_PG_URL"),
        std::env::var("TRUEUP_TEST_DATABASES"),
    ) else {
        println!("no databases: run this inside `./test --shell`");
        return;
    };
    let people: usize = std::env::var("TRUEUP_BENCH_PEOPLE").map_or(100_000, |text| text.parse().unwrap());
    let listing: serde_json::Value = serde_json::from_slice(&std::fs::read(databases).unwrap()).unwrap();
    let template = listing["databases"]
        .as_array()
        .unwrap()
        .iter()
        .find(|of| of["series"] == "8.2" && of["engine"] == "postgres")
        .and_then(|of| of["template"].as_str())
        .unwrap();
    let name = format!("bench_{}", std::process::id());
    psql(&server, &format!("CREATE DATABASE {name} TEMPLATE {template}"));
    let url = format!("{}/{name}", &server[..server.rfind('/').unwrap()]);
    let folder = tempfile::tempdir().unwrap();
    println!(
        "filling: {people} people, {ROLES} roles, {} permissions",
        ROLES * PERMISSIONS_EACH
    );
    fill(&url, people);
    bench(&url, folder.path(), people);
    psql(&server, &format!("DROP DATABASE {name} WITH (FORCE)"));
}

fn fill(url: &str, people: usize) {
    psql(
        url,
        &format!(
            "INSERT INTO party_party (name, code, active) SELECT 'Bench ' || n, 'B' || n, true FROM generate_series(1, {COMPANIES}) n;
             INSERT INTO company_company (party, currency)
               SELECT p.id, (SELECT min(currency) FROM company_company) FROM party_party p WHERE p.name LIKE 'Bench %';
             INSERT INTO res_group (name, active) SELECT 'Bench ' || n, true FROM generate_series(1, {ROLES}) n;
             INSERT INTO res_user (login, name, email, active, administrator, company_filter, company)
               SELECT 'person' || p, 'Person ' || p, 'person' || p || '@example.com', true, false, 'one', c.id
                 FROM generate_series(1, {people}) p
                 JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM company_company
                        WHERE party IN (SELECT id FROM party_party WHERE name LIKE 'Bench %')) c ON c.n = 1 + p % {COMPANIES}
                ORDER BY p;
             INSERT INTO \"res_user-company_company\" (\"user\", company)
               SELECT id, company FROM res_user WHERE login LIKE 'person%' ORDER BY id;
             INSERT INTO \"res_user-res_group\" (\"user\", \"group\")
               SELECT u.id, g.id FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM res_user WHERE login LIKE 'person%') u
                 CROSS JOIN generate_series(0, {ROLES_EACH} - 1) k
                 JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM res_group WHERE name LIKE 'Bench %') g
                   ON g.n = 1 + ((u.n % {SETS}) * 17 + k * 101) % {ROLES}
                ORDER BY u.id, k;
             INSERT INTO ir_model_access (model, \"group\", active, perm_read, perm_write, perm_create, perm_delete)
               SELECT m.name, g.id, true, true, g.id % 2 = 0, false, false
                 FROM (SELECT name FROM ir_model ORDER BY name LIMIT {PERMISSIONS_EACH}) m
                 CROSS JOIN (SELECT id FROM res_group WHERE name LIKE 'Bench %') g;
             ANALYZE"
        ),
    );
}

fn bench(url: &str, folder: &Path, people: usize) {
    let config = "project: bench\ntargets:\n  live: {adapter: tryton, url: \"${ERP_URL}\"}\n";
    std::fs::write(folder.join("trueup.yaml"), config).unwrap();
    let trueup = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trueup"));
        command
            .args(arguments)
            .current_dir(folder)
            .env("ERP_URL", url)
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        command.stderr(std::fs::File::create(folder.join("stderr")).unwrap());
        command
    };
    let pull = measure(&mut trueup(&["pull"]));
    show("pull (once)", pull, None);
    measure(&mut trueup(&["setup"]));
    measure(&mut trueup(&["apply", "-y"]));
    let copy = median(|| {
        let start = Instant::now();
        for select in [
            "SELECT login, name, email, active FROM res_user",
            "SELECT u.login, g.name FROM \"res_user-res_group\" l JOIN res_user u ON u.id = l.\"user\" JOIN res_group g ON g.id = l.\"group\"",
            "SELECT g.name, a.model, a.perm_read, a.perm_write, a.perm_create, a.perm_delete FROM ir_model_access a LEFT JOIN res_group g ON g.id = a.\"group\"",
        ] {
            psql(url, &format!("\\copy ({select}) TO '/dev/null'"));
        }
        (start.elapsed(), 0)
    });
    show("floor: psql \\copy of users, grants, permissions", copy, None);
    show(
        "start-up (trueup --version)",
        median(|| measure(&mut trueup(&["--version"]))),
        None,
    );
    show("validate", median(|| measure(&mut trueup(&["validate"]))), None);
    show(
        "plan, nothing to do (reads files and database)",
        median(|| measure(&mut trueup(&["plan", "-o", "empty.json"]))),
        Some(copy),
    );
    // Every person gets one more role: as many grants as people.
    std::fs::write(folder.join("more.yaml"), more(folder)).unwrap();
    let accept = format!("people={people}");
    show(
        "plan with a grant for each",
        measure(&mut trueup(&[
            "plan",
            "-o",
            "plan.json",
            "--accept-mass-change",
            &accept,
        ])),
        None,
    );
    let script = format!(
        "BEGIN; INSERT INTO \"res_user-res_group\" (\"user\", \"group\", create_uid, create_date)
           SELECT u.id, g.id, 0, now() FROM res_user u, res_group g WHERE u.login LIKE 'person%' AND g.name = 'Bench 2000'
              AND NOT EXISTS (SELECT 1 FROM \"res_user-res_group\" l WHERE l.\"user\" = u.id AND l.\"group\" = g.id); {}",
        "ROLLBACK"
    );
    let floor = median(|| {
        let start = Instant::now();
        psql(url, &script);
        (start.elapsed(), 0)
    });
    show("floor: hand-written script, a grant for each", floor, None);
    show(
        "apply, a grant for each",
        measure(&mut trueup(&["apply", "plan.json"])),
        Some(floor),
    );
    println!(
        "{}",
        std::fs::read_to_string(folder.join("stderr"))
            .unwrap()
            .lines()
            .last()
            .unwrap_or_default()
    );
}

fn yaml_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            found.extend(yaml_files(&entry.path()));
        } else if entry.path().extension().is_some_and(|ending| ending == "yaml") {
            found.push(entry.path());
        }
    }
    found
}

/// Temporary grants: one role more for everybody.
fn more(folder: &Path) -> String {
    let mut text = String::from("grants:\n");
    for path in yaml_files(folder) {
        for line in std::fs::read_to_string(path).unwrap().lines() {
            if let Some(login) = line
                .trim()
                .strip_suffix(':')
                .filter(|login| login.starts_with("person"))
            {
                text.push_str("  - {user: ");
                text.push_str(login);
                text.push_str(", role: \"name:Bench 2000\", until: 2099-12-31, reason: bench}\n");
            }
        }
    }
    text
}

type Figures = (Duration, u64);

fn median(mut run: impl FnMut() -> Figures) -> Figures {
    let mut all: Vec<Figures> = (0..RUNS).map(|_| run()).collect();
    all.sort_unstable();
    all[RUNS / 2]
}

/// Time and peak memory, in KiB, of a program.
fn measure(command: &mut Command) -> Figures {
    let start = Instant::now();
    let mut child = command.spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let code = loop {
        if let Some(code) = child.try_wait().unwrap() {
            break code;
        }
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let seen = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak = peak.max(seen.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(2));
    };
    let time = start.elapsed();
    if !code.success() {
        println!("{command:?} ended with {code}");
    }
    (time, peak)
}

fn show(what: &str, (time, peak): Figures, floor: Option<Figures>) {
    let ratio = floor.map_or(String::new(), |(floor, _)| {
        format!("  {:.2} x the floor", time.as_secs_f64() / floor.as_secs_f64())
    });
    let memory = if peak > 0 {
        format!("  {} MiB", peak / 1024)
    } else {
        String::new()
    };
    println!("{what:<52} {:>8.3} s{memory}{ratio}", time.as_secs_f64());
}

fn psql(url: &str, sql: &str) {
    let status = Command::new("psql")
        .args([url, "-XqtA", "-v", "ON_ERROR_STOP=1", "-c", sql])
        .stdout(Stdio::null())
        .status();
    assert!(status.unwrap().success(), "psql failed");
}
