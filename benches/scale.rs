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

mod common;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use common::{beside, measure, median, psql, show};

/// Different sets of roles; `pull` folds people with equal sets into as many positions.
const SETS: usize = 100;
const ROLES: usize = 2_000;
const ROLES_EACH: usize = 10;
/// `pull` writes a file for each.
const COMPANIES: usize = 20;
const PERMISSIONS_EACH: usize = 100;

fn main() {
    let people: usize = std::env::var("TRUEUP_BENCH_PEOPLE").map_or(100_000, |text| text.parse().unwrap());
    let Some(database) = common::Database::of(None) else {
        return;
    };
    let url = database.url();
    let folder = tempfile::tempdir().unwrap();
    println!(
        "filling: {people} people, {ROLES} roles, {} permissions",
        ROLES * PERMISSIONS_EACH
    );
    fill(&url, people);
    let floor = common::Database::of(Some(&database)).unwrap();
    bench(&url, &floor.url(), folder.path());
}

fn fill(url: &str, people: usize) {
    psql(
        url,
        &[format!(
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
             ANALYZE;
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
"
        ), "VACUUM ANALYZE".to_owned()],
    );
}

fn bench(url: &str, floor_url: &str, folder: &Path) {
    // A guard that lets a plan touch everybody; it is in force once it was applied.
    let config = "project: bench\ntargets:\n  live: {adapter: tryton, url: \"${ERP_URL}\"}\n\
                  guard: {limits: {people: \"100%\"}}\n";
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
    show("pull (once)", measure(&mut trueup(&["pull"])), None);
    measure(&mut trueup(&["setup"]));
    measure(&mut trueup(&["apply", "-y"]));
    show(
        "start-up (trueup --version)",
        median(|| measure(&mut trueup(&["--version"]))),
        None,
    );
    show("validate", median(|| measure(&mut trueup(&["validate"]))), None);
    // The machine's speed changes while this runs: each run is compared with a floor measured right before it.
    let copy = || {
        let start = Instant::now();
        psql(
            url,
            &ROWS.map(|select| format!("\\copy ({select}) TO '/dev/null'")),
        );
        (start.elapsed(), 0)
    };
    let floor = median(copy);
    show("floor: psql \\copy of the same rows", floor, None);
    beside("lock (reads the database, no files)", copy, || {
        measure(&mut trueup(&["lock"]))
    });
    beside("plan, nothing to do (reads files and database)", copy, || {
        measure(&mut trueup(&["plan", "-o", "empty.json"]))
    });
    // Every position gives one more role: about as many grants as people.
    let positions = folder.join("positions.yaml");
    let text = std::fs::read_to_string(&positions).unwrap();
    std::fs::write(
        &positions,
        text.replace("    roles:\n", "    roles:\n      - name:Bench 2000\n"),
    )
    .unwrap();
    let plan = measure(&mut trueup(&["plan", "-o", "plan.json"]));
    show("plan with a grant for each (once)", plan, None);
    let script = format!("BEGIN; {GRANT_EACH}; COMMIT");
    let start = Instant::now();
    psql(floor_url, &[script]);
    let script = (start.elapsed(), 0);
    show(
        "floor: hand-written script, a grant for each (once)",
        script,
        None,
    );
    let apply = measure(&mut trueup(&["apply", "plan.json"]));
    show("apply, a grant for each (once)", apply, Some(script.0));
    let with_reading = script.0 + 2 * floor.0;
    show(
        "floor: the script, and reading before and after",
        (with_reading, 0),
        None,
    );
    show("apply, beside that", apply, Some(with_reading));
}

/// The rows that a plan is made from, as bare as they can be had.
const ROWS: [&str; 5] = [
    "SELECT login, name, email, active FROM res_user",
    "SELECT u.login, a.name, a.value FROM res_user u CROSS JOIN LATERAL (VALUES ('company_filter', u.company_filter),
       ('main_company', u.company::text)) a (name, value)",
    "SELECT u.login, p.name FROM \"res_user-company_company\" l JOIN res_user u ON u.id = l.\"user\"
       JOIN company_company c ON c.id = l.company JOIN party_party p ON p.id = c.party",
    "SELECT u.login, g.name FROM \"res_user-res_group\" l JOIN res_user u ON u.id = l.\"user\" JOIN res_group g ON g.id = l.\"group\"",
    "SELECT g.name, a.model, a.perm_read, a.perm_write, a.perm_create, a.perm_delete
       FROM ir_model_access a LEFT JOIN res_group g ON g.id = a.\"group\"",
];

/// What somebody would write by hand to give everybody a role.
const GRANT_EACH: &str = "INSERT INTO \"res_user-res_group\" (\"user\", \"group\", create_uid, create_date)
    SELECT u.id, g.id, 0, now() FROM res_user u, res_group g WHERE u.login LIKE 'person%' AND g.name = 'Bench 2000'
      AND NOT EXISTS (SELECT 1 FROM \"res_user-res_group\" l WHERE l.\"user\" = u.id AND l.\"group\" = g.id)";
