//! What starts backups at their times: units of systemd, a line for cron, jobs of Kubernetes. Texts only.
//!
//! A timer of its own is made for each policy where the timer can say when the policy runs; beside them one looks every
//! hour for what is due, so that proofs are made and failed runs repeated. Where a timer cannot say it, that one looks
//! every minute. What is due `backup run --due` finds out by itself.

use std::fmt::Write as _;

use crate::base::edit::scalar;
use crate::base::hash;

use super::{Destination, Field, Place, PolicySpec, Schedule};

/// A policy by its name, with its schedule.
#[derive(Debug, Clone, Copy)]
pub struct Planned<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it says.
    pub spec: &'a PolicySpec,
    /// Its schedule, in its time zone.
    pub schedule: &'a Schedule,
}

/// Where things are on the computer that runs the backups.
#[derive(Debug, Clone)]
pub struct Install {
    /// The program.
    pub program: String,
    /// The folder of the project.
    pub project: String,
    /// The target.
    pub target: String,
    /// The file with the environment, such as the database's URL.
    pub environment: String,
    /// The container image, for Kubernetes.
    pub image: String,
    /// The environment variables that the URLs of the target name.
    pub variables: Vec<String>,
}

/// A file to install.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl Install {
    /// The program with its arguments; one policy, or everything that is due.
    fn command(&self, policy: Option<&str>) -> Vec<String> {
        let mut words = vec![
            &self.program[..],
            "--project",
            &self.project,
            "--target",
            &self.target,
        ];
        words.extend(["backup", "run"]);
        match policy {
            Some(name) if name.starts_with('-') => words.extend(["--", name]),
            Some(name) => words.push(name),
            None => words.push("--due"),
        }
        words.into_iter().map(str::to_owned).collect()
    }

    fn named(&self, policy: Option<&str>, longest: usize) -> String {
        let (kind, name) = match policy {
            Some(policy) => ("trueup-backup-", format!("{}-{policy}", self.target)),
            None => ("trueup-backups-", self.target.clone()),
        };
        format!("{kind}{}", slug(&name, longest - kind.len()))
    }
}

/// The minute of the hour at which a timer looks for what is due: backups rarely begin then.
const HOURLY: u8 = 17;

/// A service and a timer for each policy, and for what is due; for that only where one of them needs more than a timer
/// can say.
#[must_use]
pub fn systemd(policies: &[Planned<'_>], install: &Install) -> Vec<Unit> {
    let calendars: Option<Vec<Vec<String>>> =
        policies.iter().map(|policy| calendar(policy.schedule)).collect();
    match calendars {
        Some(calendars) => policies
            .iter()
            .zip(calendars)
            .flat_map(|(policy, calendar)| pair(Some(policy), &calendar, install))
            .chain(pair(None, &[format!("*-*-* *:{HOURLY}:00")], install))
            .collect(),
        None => Vec::from(pair(None, &["*-*-* *:*:00".to_owned()], install)),
    }
}

fn pair(policy: Option<&Planned<'_>>, calendar: &[String], install: &Install) -> [Unit; 2] {
    let name = install.named(policy.map(|policy| policy.name), 200);
    let what = match policy {
        Some(policy) => format!("backup {} of {}", policy.name, install.target),
        None => format!("what is due of the backups of {}", install.target),
    };
    let what = specifiers(&what.replace(char::is_control, " "));
    let command: Vec<String> = install
        .command(policy.map(|policy| policy.name))
        .iter()
        .map(|word| quoted(word))
        .collect();
    let service = format!(
        "[Unit]\nDescription=trueup: {what}\nWants=network-online.target\nAfter=network-online.target\n\n\
         [Service]\nType=oneshot\nEnvironmentFile=-{}\nExecStart={}\nNice=10\n",
        specifiers(&install.environment),
        command.join(" "),
    );
    let mut timer = format!("[Unit]\nDescription=trueup: when to make {what}\n\n[Timer]\n");
    for line in calendar {
        let _ = writeln!(timer, "OnCalendar={line}");
    }
    // A time that passed while the computer was off is made up for.
    timer.push_str("Persistent=true\nAccuracySec=1s\n\n[Install]\nWantedBy=timers.target\n");
    [
        Unit {
            name: format!("{name}.service"),
            text: service,
        },
        Unit {
            name: format!("{name}.timer"),
            text: timer,
        },
    ]
}

/// The expressions of systemd that together mean the same; none where it cannot say it.
#[must_use]
pub fn calendar(schedule: &Schedule) -> Option<Vec<String>> {
    let numbers = |field| schedule.numbers(field);
    let [minutes, hours, days, months, weekdays] = Field::ALL.map(numbers);
    let zone = schedule.zone().iana_name()?;
    let time = format!(
        "{}:{}:00",
        spelled(hours?, Field::Hour),
        spelled(minutes?, Field::Minute)
    );
    let (months, days) = (spelled(months?, Field::Month), spelled(days?, Field::Day));
    let on_days = format!("*-{months}-{days} {time} {zone}");
    let names = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    let named: Vec<&str> = weekdays?.iter().map(|day| names[usize::from(*day)]).collect();
    let on_weekdays = format!("{} *-{months}-* {time} {zone}", named.join(","));
    Some(
        match (schedule.is_any(Field::Day), schedule.is_any(Field::Weekday)) {
            (_, true) => vec![on_days],
            (true, false) => vec![on_weekdays],
            // In cron one of the two is enough.
            (false, false) => vec![on_days, on_weekdays],
        },
    )
}

/// The numbers of a field as systemd writes them.
fn spelled(numbers: &[u8], field: Field) -> String {
    let (low, high) = field.range();
    if numbers.len() == usize::from(high - low) + 1 {
        return "*".to_owned();
    }
    if let [first, second, .., last] = numbers {
        let step = second - first;
        let even = numbers.windows(2).all(|pair| pair[1] - pair[0] == step);
        if even && step > 1 && last + step > high {
            return format!("{first:02}/{step}");
        }
    }
    let numbers: Vec<String> = numbers.iter().map(|number| format!("{number:02}")).collect();
    numbers.join(",")
}

/// One line for all policies: cron knows no time zones and makes up for nothing, `backup run --due` does both.
#[must_use]
pub fn cron(policies: &[Planned<'_>], install: &Install) -> Vec<Unit> {
    let mut text = format!(
        "# trueup: backups of {}. Every minute what is due is made; the times are those of the policies:\n",
        one_line(&install.target)
    );
    for policy in policies {
        let _ = writeln!(
            text,
            "#   {}: {} {}",
            one_line(policy.name),
            policy.schedule.text(),
            policy.spec.timezone
        );
    }
    let words: Vec<String> = install.command(None).iter().map(|word| shell(word)).collect();
    let environment = shell(&install.environment);
    let command = format!(
        "set -a; [ ! -r {environment} ] || . {environment}; set +a; exec {}",
        words.join(" ")
    );
    let _ = writeln!(text, "* * * * * {}", command.replace('%', "\\%"));
    vec![Unit {
        name: format!("{}.cron", install.named(None, 200)),
        text,
    }]
}

/// A job for each policy, and for what is due. The URLs come from a secret, the project from a volume.
#[must_use]
pub fn kubernetes(policies: &[Planned<'_>], install: &Install) -> Vec<Unit> {
    // The fields that Kubernetes reads are those of cron without L, W and #.
    let plain = |policy: &Planned<'_>| {
        Field::ALL
            .iter()
            .all(|field| policy.schedule.numbers(*field).is_some())
    };
    if policies.iter().all(plain) {
        return policies
            .iter()
            .map(|policy| job(Some(policy), "", policies, install))
            .chain([job(None, &format!("{HOURLY} * * * *"), policies, install)])
            .collect();
    }
    vec![job(None, "* * * * *", policies, install)]
}

/// A job for one policy at its times, or for what is due.
fn job(policy: Option<&Planned<'_>>, due: &str, all: &[Planned<'_>], install: &Install) -> Unit {
    // Kubernetes adds eleven characters to names that may have 63.
    let name = install.named(policy.map(|policy| policy.name), 52);
    let (schedule, zone) = match policy {
        Some(policy) => (kubernetes_fields(policy.schedule), policy.spec.timezone.as_str()),
        None => (due.to_owned(), "UTC"),
    };
    let secret = slug(&format!("trueup-{}", install.target), 200);
    let mut text = String::new();
    let folders = folders(policy.map_or(all, std::slice::from_ref));
    if !folders.is_empty() {
        let _ = writeln!(
            text,
            "# mount what the policy reads and writes: {}",
            folders.join(", ")
        );
    }
    let command: Vec<_> = install.command(policy.map(|policy| policy.name));
    let command: Vec<_> = command.iter().map(|word| scalar(word)).collect();
    let _ = write!(
        text,
        "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: {name}\nspec:\n  schedule: \"{schedule}\"\n  \
         timeZone: {zone}\n  concurrencyPolicy: Forbid\n  startingDeadlineSeconds: 3600\n  jobTemplate:\n    spec:\n      \
         backoffLimit: 2\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n            \
         - name: backup\n              image: {}\n              workingDir: {}\n              command: [{}]\n",
        scalar(&install.image),
        scalar(&install.project),
        command.join(", "),
        zone = scalar(zone),
    );
    let ssh = policy
        .map_or(all, std::slice::from_ref)
        .iter()
        .any(goes_through_ssh);
    if !install.variables.is_empty() || ssh {
        text.push_str("              env:\n");
    }
    for variable in &install.variables {
        let _ = write!(
            text,
            "                - name: {variable}\n                  valueFrom: {{secretKeyRef: {{name: {secret}, key: {variable}}}}}\n"
        );
    }
    // The files of a secret belong to root, and `ssh` takes no key that others may read.
    let (files, mount, volume) = if ssh {
        (
            format!(
                "                - {{name: TRUEUP_SSH_IDENTITY_FILE, value: {SSH_FILES}/identity}}\n                \
                 - {{name: TRUEUP_SSH_KNOWN_HOSTS_FILE, value: {SSH_FILES}/known_hosts}}\n"
            ),
            format!("                - {{name: ssh, mountPath: {SSH_FILES}, readOnly: true}}\n"),
            format!(
                "            - name: ssh\n              secret: {{secretName: {secret}-ssh, defaultMode: 0400}}\n"
            ),
        )
    } else {
        Default::default()
    };
    text.push_str(&files);
    let _ = write!(
        text,
        "              envFrom:\n                - secretRef: {{name: {secret}-store, optional: true}}\n              \
         volumeMounts:\n                - {{name: project, mountPath: {}}}\n{mount}          volumes:\n            \
         - name: project\n              persistentVolumeClaim: {{claimName: trueup-project}}\n{volume}",
        scalar(&install.project),
    );
    Unit {
        name: format!("{name}.yaml"),
        text,
    }
}

/// Five fields of numbers, as every reader of cron fields takes them.
fn kubernetes_fields(schedule: &Schedule) -> String {
    let field = |field| match schedule.numbers(field) {
        Some(numbers) if !schedule.is_any(field) => {
            let numbers: Vec<String> = numbers.iter().map(u8::to_string).collect();
            numbers.join(",")
        }
        _ => "*".to_owned(),
    };
    Field::ALL.map(field).join(" ")
}

/// Where a container finds the key and the known hosts.
const SSH_FILES: &str = "/etc/trueup/ssh";

fn goes_through_ssh(policy: &Planned<'_>) -> bool {
    let is_server = |place: &Destination| matches!(Place::parse(&place.url), Ok(Place::Server { .. }));
    policy.spec.to.iter().any(is_server)
}

/// The folders that policies read and write.
fn folders(policies: &[Planned<'_>]) -> Vec<String> {
    let mut folders: Vec<String> = Vec::new();
    for policy in policies {
        folders.extend(policy.spec.what.paths.iter().map(|path| one_line(path)));
        for destination in &policy.spec.to {
            if let Ok(Place::Folder(folder)) = Place::parse(&destination.url) {
                folders.push(one_line(&folder.to_string_lossy()));
            }
        }
    }
    folders.sort();
    folders.dedup();
    folders
}

/// A name of small letters, digits and hyphens. What that loses is made up for by a digest.
fn slug(name: &str, longest: usize) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    let plain = out.trim_end_matches('-').to_owned();
    if plain == name && name.len() <= longest {
        return plain;
    }
    let digest = hash::sha256(name.as_bytes());
    let digest = &digest[..8];
    let short: String = plain.chars().take(longest - 9).collect();
    let short = short.trim_end_matches('-');
    if short.is_empty() {
        // A name has to begin with a letter.
        format!("x-{digest}")
    } else {
        format!("{short}-{digest}")
    }
}

fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// A word of a command line of systemd.
fn quoted(word: &str) -> String {
    let mut out = String::from("\"");
    for c in specifiers(word).chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '$' => out.push_str("$$"),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `%` begins a specifier.
fn specifiers(text: &str) -> String {
    text.replace('%', "%%")
}

/// A word of a shell's command line.
fn shell(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@+=,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", one_line(word).replace('\'', "'\\''"))
}
