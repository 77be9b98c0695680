//! What benchmarks share: a database of their own, floors, and figures.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How many runs a median is of.
pub(crate) const RUNS: usize = 5;

/// A database of the benchmark's own. Dropping it removes it.
pub(crate) struct Database {
    server: String,
    name: String,
}

impl Database {
    /// A clone of another one, or of the database that `./test --shell` prepared; nothing outside of that shell.
    pub(crate) fn of(other: Option<&Self>) -> Option<Self> {
        let (Ok(server), Ok(databases)) = (
            std::env::var("TRUEUP_TEST_PG_URL"),
            std::env::var("TRUEUP_TEST_DATABASES"),
        ) else {
            println!("no databases: run this inside `./test --shell`");
            return None;
        };
        let listing: serde_json::Value = serde_json::from_slice(&std::fs::read(databases).unwrap()).unwrap();
        let prepared = listing["databases"]
            .as_array()
            .unwrap()
            .iter()
            .find(|of| of["series"] == "8.2" && of["engine"] == "postgres")
            .and_then(|of| of["template"].as_str())
            .unwrap();
        let (template, name) = match other {
            Some(other) => (other.name.as_str(), format!("{}_copy", other.name)),
            None => (prepared, format!("bench_{}", std::process::id())),
        };
        psql(&server, &[format!("CREATE DATABASE {name} TEMPLATE {template}")]);
        Some(Self { server, name })
    }

    /// Its URL.
    pub(crate) fn url(&self) -> String {
        format!(
            "{}/{}",
            &self.server[..self.server.rfind('/').unwrap()],
            self.name
        )
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let drop = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        psql(&self.server, &[drop]);
    }
}

/// Time, and peak memory in KiB where it was measured.
pub(crate) type Figures = (Duration, u64);

/// The median of runs.
pub(crate) fn median(mut run: impl FnMut() -> Figures) -> Figures {
    let mut all: Vec<Figures> = (0..RUNS).map(|_| run()).collect();
    all.sort_unstable();
    all[RUNS / 2]
}

/// Time and peak memory, in KiB, of a program.
pub(crate) fn measure(command: &mut Command) -> Figures {
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

/// The median of runs, and of their ratios to a floor that runs before each.
pub(crate) fn beside(what: &str, floor: impl Fn() -> Figures, run: impl Fn() -> Figures) {
    let mut ratios = Vec::new();
    let figures = median(|| {
        let (floor, run) = (floor(), run());
        ratios.push(run.0.as_secs_f64() / floor.0.as_secs_f64());
        run
    });
    ratios.sort_by(f64::total_cmp);
    show(what, figures, Some(figures.0.div_f64(ratios[RUNS / 2])));
}

/// Prints a line.
pub(crate) fn show(what: &str, (time, peak): Figures, floor: Option<Duration>) {
    let ratio = floor.map_or(String::new(), |floor| {
        format!("  {:.2} x the floor", time.as_secs_f64() / floor.as_secs_f64())
    });
    let memory = if peak > 0 {
        format!("  {} MiB", peak / 1024)
    } else {
        String::new()
    };
    println!("{what:<52} {:>8.3} s{memory}{ratio}", time.as_secs_f64());
}

/// The program itself, not the script that Debian puts before it.
fn psql_program() -> std::path::PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let programs = versions.map(|version| version.path().join("bin/psql"));
    programs
        .filter(|program| program.exists())
        .max()
        .unwrap_or_else(|| "psql".into())
}

/// Runs statements with one `psql`.
pub(crate) fn psql(url: &str, statements: &[String]) {
    let mut command = Command::new(psql_program());
    command
        .args([url, "-XqtA", "-v", "ON_ERROR_STOP=1"])
        .stdout(Stdio::null());
    for statement in statements {
        command.args(["-c", statement]);
    }
    assert!(command.status().unwrap().success(), "psql failed");
}
