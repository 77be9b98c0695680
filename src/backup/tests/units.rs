//! Units for systemd, cron and Kubernetes: held against the programs that read them, where they are installed.

use std::process::Command;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::backup::units::{self, Install, Planned, Unit};
use crate::backup::{Checks, Content, Destination, Objectives, PolicySpec, Schedule};

/// A plain policy.
pub(super) fn spec(schedule: &str, timezone: &str) -> PolicySpec {
    PolicySpec {
        title: None,
        owner: None,
        what: Content {
            database: true,
            paths: vec!["/var/lib/erp/attachments".to_owned()],
        },
        schedule: schedule.to_owned(),
        timezone: timezone.to_owned(),
        to: vec![Destination {
            url: "file:///backup/erp".to_owned(),
            endpoint: None,
            region: None,
            immutable: None,
        }],
        encrypt_to: Vec::new(),
        compression: 3,
        keep: None,
        verify: Checks::default(),
        objectives: Objectives::default(),
    }
}

fn install() -> Install {
    Install {
        program: "/usr/bin/trueup".to_owned(),
        project: "/srv/100% ours/\"erp\"".to_owned(),
        target: "prod".to_owned(),
        environment: "/etc/trueup/prod.env".to_owned(),
        image: "registry.acme.example/trueup:1".to_owned(),
        variables: vec!["ERP_URL".to_owned()],
    }
}

/// Renders units for policies given by name and schedule.
fn render(policies: &[(&str, &str, &str)], units: fn(&[Planned<'_>], &Install) -> Vec<Unit>) -> Vec<Unit> {
    let specs: Vec<(&str, PolicySpec, Schedule)> = policies
        .iter()
        .map(|(name, text, zone)| {
            let schedule = Schedule::parse(text, TimeZone::get(zone).unwrap()).unwrap();
            (*name, spec(&schedule.text(), zone), schedule)
        })
        .collect();
    let planned: Vec<Planned<'_>> = specs
        .iter()
        .map(|(name, spec, schedule)| Planned { name, spec, schedule })
        .collect();
    units(&planned, &install())
}

const EXPRESSIONS: [(&str, &str); 8] = [
    ("0 2 * * *", "*-*-* 02:00:00 Asia/Shanghai"),
    ("*/15 * * * *", "*-*-* *:00/15:00 Asia/Shanghai"),
    (
        "5-59/10 8-18 * * MON-FRI",
        "Mon,Tue,Wed,Thu,Fri *-*-* 08,09,10,11,12,13,14,15,16,17,18:05/10:00 Asia/Shanghai",
    ),
    ("0 0 1 */3 *", "*-01/3-01 00:00:00 Asia/Shanghai"),
    ("30 4 1,15 * *", "*-*-01,15 04:30:00 Asia/Shanghai"),
    (
        "0 3 13 * FRI",
        "*-*-13 03:00:00 Asia/Shanghai | Fri *-*-* 03:00:00 Asia/Shanghai",
    ),
    ("0 1,2 * * 7", "Sun *-*-* 01,02:00:00 Asia/Shanghai"),
    ("0 22-23 * 12 *", "*-12-* 22,23:00:00 Asia/Shanghai"),
];

#[test]
fn calendars_say_the_same_as_cron() {
    let zone = TimeZone::get("Asia/Shanghai").unwrap();
    let from: Timestamp = "2026-11-22T09:00:00Z".parse().unwrap();
    for (text, wanted) in EXPRESSIONS {
        let schedule = Schedule::parse(text, zone.clone()).unwrap();
        let calendar = units::calendar(&schedule).unwrap();
        assert_eq!(calendar.join(" | "), wanted);
        // What systemd makes of the first expression, where it is installed.
        let [only] = calendar.as_slice() else { continue };
        let analyzed = Command::new("systemd-analyze")
            .env("TZ", "UTC")
            .args([
                "calendar",
                "--iterations=20",
                "--base-time=2026-11-22 09:00:00 UTC",
                only,
            ])
            .output();
        let Ok(analyzed) = analyzed else { continue };
        let shown = String::from_utf8_lossy(&analyzed.stdout).into_owned();
        assert!(
            analyzed.status.success(),
            "{only}: {}",
            String::from_utf8_lossy(&analyzed.stderr)
        );
        let theirs: Vec<&str> = shown
            .lines()
            .map(str::trim_start)
            .filter(|line| line.starts_with("Next elapse: ") || line.starts_with("Iter. #"))
            .filter_map(|line| line.split_once(": ").map(|(_, at)| at.trim()))
            .collect();
        let mut run = from;
        let ours: Vec<String> = (0..20)
            .map(|_| {
                run = schedule.next_after(run).unwrap();
                run.strftime("%a %Y-%m-%d %H:%M:%S UTC").to_string()
            })
            .collect();
        assert_eq!(theirs, ours, "{only}\n{shown}");
    }
    for text in ["0 0 L * *", "0 0 * * FRI#1", "0 0 15W * *"] {
        let schedule = Schedule::parse(text, zone.clone()).unwrap();
        assert_eq!(units::calendar(&schedule), None, "{text}");
    }
}

#[test]
fn systemd_takes_the_units() {
    let policies = [
        ("nightly", "0 2 * * *", "Asia/Shanghai"),
        ("每周", "0 3 * * SUN", "Asia/Shanghai"),
    ];
    let rendered = render(&policies, units::systemd);
    let names: Vec<&str> = rendered.iter().map(|unit| unit.name.as_str()).collect();
    assert_eq!(
        names[..2],
        [
            "trueup-backup-prod-nightly.service",
            "trueup-backup-prod-nightly.timer"
        ]
    );
    assert_eq!(
        names[4..],
        ["trueup-backups-prod.service", "trueup-backups-prod.timer"]
    );
    assert!(
        rendered[4].text.contains("\"--due\"") && rendered[5].text.contains("OnCalendar=*-*-* *:17:00\n")
    );
    assert!(names.iter().all(|name| name.is_ascii()));
    assert!(rendered[0].text.contains(
        r#"ExecStart="/usr/bin/trueup" "--project" "/srv/100%% ours/\"erp\"" "--target" "prod" "backup" "run" "nightly""#
    ), "{}", rendered[0].text);
    assert!(
        rendered[1]
            .text
            .contains("OnCalendar=*-*-* 02:00:00 Asia/Shanghai\n")
    );
    assert!(rendered[2].text.contains("\"每周\""));
    verify(&rendered);
    // One that a timer cannot say: all are looked for every minute.
    let rendered = render(&[policies[0], ("monthly", "0 0 L * *", "UTC")], units::systemd);
    assert_eq!(rendered.len(), 2);
    assert!(rendered[0].text.contains("\"--due\"") && rendered[1].text.contains("OnCalendar=*-*-* *:*:00\n"));
    verify(&rendered);
}

/// What `systemd-analyze verify` says, but for the program that is not installed here.
fn verify(units: &[Unit]) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new("systemd-analyze");
    command.args(["verify", "--man=no"]);
    for unit in units {
        let path = folder.path().join(&unit.name);
        std::fs::write(&path, unit.text.replace("/usr/bin/trueup", "/bin/true")).unwrap();
        command.arg(path);
    }
    let Ok(output) = command.output() else { return };
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let about: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("trueup-backup"))
        .collect();
    assert!(about.is_empty(), "{said}");
}

#[test]
fn cron_has_one_line_for_all() {
    let policies = [
        ("nightly", "0 2 * * *", "Asia/Shanghai"),
        ("a\n* * * * * rm", "0 3 * * SUN", "UTC"),
    ];
    let [unit] = render(&policies, units::cron).try_into().unwrap();
    let lines: Vec<&str> = unit.text.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(
        lines,
        [
            r#"* * * * * set -a; [ ! -r /etc/trueup/prod.env ] || . /etc/trueup/prod.env; set +a; exec /usr/bin/trueup --project '/srv/100\% ours/"erp"' --target prod backup run --due"#
        ]
    );
    assert!(unit.text.contains("#   nightly: 0 2 * * * Asia/Shanghai\n"));
}

#[test]
fn jobs_of_kubernetes_are_yaml_with_what_they_need() {
    let policies = [
        ("nightly", "0 2 * * 7", "Asia/Shanghai"),
        (
            "Buchhaltung & Lager: ältere",
            "30 1 * jan mon-fri",
            "Europe/Berlin",
        ),
    ];
    let rendered = render(&policies, units::kubernetes);
    assert_eq!(rendered.len(), 3);
    assert_eq!(yaml(&rendered[2].text)["spec"]["schedule"], "17 * * * *");
    assert!(rendered[2].text.contains("--due"));
    for (unit, schedule, zone) in [
        (&rendered[0], "0 2 * * 0", "Asia/Shanghai"),
        (&rendered[1], "30 1 * 1 1,2,3,4,5", "Europe/Berlin"),
    ] {
        let job = yaml(&unit.text);
        let name = job["metadata"]["name"].as_str().unwrap();
        let dns = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(
            name.len() <= 52 && name.chars().all(dns) && !name.ends_with('-'),
            "{name}"
        );
        assert_eq!(job["kind"], "CronJob");
        assert_eq!(job["spec"]["schedule"], schedule);
        assert_eq!(job["spec"]["timeZone"], zone);
        assert_eq!(job["spec"]["concurrencyPolicy"], "Forbid");
        let pod = &job["spec"]["jobTemplate"]["spec"]["template"]["spec"];
        let container = &pod["containers"][0];
        assert_eq!(pod["restartPolicy"], "Never");
        assert_eq!(container["env"][0]["name"], "ERP_URL");
        assert_eq!(container["env"][0]["valueFrom"]["secretKeyRef"]["key"], "ERP_URL");
        assert_eq!(container["volumeMounts"][0]["name"], pod["volumes"][0]["name"]);
        assert_eq!(container["volumeMounts"][0]["mountPath"], install().project);
        assert!(unit.text.starts_with(
            "# mount what the policy reads and writes: /backup/erp, /var/lib/erp/attachments\n"
        ));
    }
    let command = &yaml(&rendered[1].text)["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
        [0]["command"];
    let words: Vec<&str> = command
        .as_array()
        .unwrap()
        .iter()
        .map(|word| word.as_str().unwrap())
        .collect();
    assert_eq!(
        words[words.len() - 3..],
        ["backup", "run", "Buchhaltung & Lager: ältere"]
    );
    let [all] = render(&[policies[0], ("last", "0 0 L * *", "UTC")], units::kubernetes)
        .try_into()
        .unwrap();
    assert_eq!(yaml(&all.text)["spec"]["schedule"], "* * * * *");
    assert!(all.text.contains("--due"));
}

#[test]
fn a_job_that_goes_to_a_server_has_the_files_of_ssh_and_another_has_not() {
    let schedule = Schedule::parse("0 2 * * *", TimeZone::UTC).unwrap();
    let local = spec("0 2 * * *", "UTC");
    let mut server = local.clone();
    server.to[0].url = "sftp://backup@nas.acme.example/volume1/erp".to_owned();
    let planned = [("local", &local), ("server", &server)].map(|(name, spec)| Planned {
        name,
        spec,
        schedule: &schedule,
    });
    let rendered = units::kubernetes(&planned, &install());
    assert!(!rendered[0].text.contains("ssh"), "{}", rendered[0].text);
    // What is due may be any of them.
    for unit in &rendered[1..] {
        let job = yaml(&unit.text);
        let pod = &job["spec"]["jobTemplate"]["spec"]["template"]["spec"];
        let (container, volume) = (&pod["containers"][0], &pod["volumes"][1]);
        let mount = &container["volumeMounts"][1];
        assert_eq!((&mount["name"], &volume["name"]), (&"ssh".into(), &"ssh".into()));
        assert_eq!(volume["secret"]["secretName"], "trueup-prod-ssh");
        for (at, name, file) in [
            (1, "TRUEUP_SSH_IDENTITY_FILE", "identity"),
            (2, "TRUEUP_SSH_KNOWN_HOSTS_FILE", "known_hosts"),
        ] {
            assert_eq!(container["env"][at]["name"], name);
            let path = format!("{}/{file}", mount["mountPath"].as_str().unwrap());
            assert_eq!(container["env"][at]["value"], path);
        }
    }
}

/// YAML as our own reader takes it.
fn yaml(text: &str) -> serde_json::Value {
    use crate::base::diagnostic::Diagnostics;
    use crate::base::source::SourceMap;
    use crate::base::tree::{Id, Tree};
    fn value(tree: &Tree, id: Id) -> serde_json::Value {
        if tree.is_map(id) {
            let entries = tree.entries(id);
            return entries
                .map(|(key, child)| (tree.key(key).to_owned(), value(tree, child)))
                .collect();
        }
        let items = tree.items(id);
        if !items.is_empty() {
            return items.iter().map(|&item| value(tree, item)).collect();
        }
        tree.as_str(id).map_or(serde_json::Value::Null, Into::into)
    }
    let (mut sources, mut diagnostics) = (SourceMap::new(), Diagnostics::new());
    let file = sources.add("unit.yaml", text.to_owned());
    let tree = Tree::parse(&sources, file, &mut diagnostics).unwrap();
    assert!(!diagnostics.has_errors(), "{text}");
    value(&tree, tree.root())
}
