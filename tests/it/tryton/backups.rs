//! Backup policies: planned field by field, applied into the registry, read back, and taken out of force.

use crate::support::{self, Engine, Work};

const POLICIES: &str = "\
backups:
  nightly:
    title: 每日备份
    what: {database: true, paths: [/var/lib/erp/attachments]}
    schedule: \"0 2 * * *\"
    timezone: Asia/Shanghai
    to:
      - file:///backup/erp
      - {url: s3://erp-backup/prod, region: cn-north-1, immutable: 30d}
    encrypt_to: [age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p]
    keep: {daily: 14, weekly: 8, monthly: 12, min_age: 30d}
    verify: {checksum: every-run, restore: monthly}
    objectives: {rpo: 24h, rto: 4h}
  weekly:
    what: {database: true}
    schedule: \"0 3 * * SUN\"
    to: [file:///backup/weekly]
";

/// The lines of a plan that are about a policy.
fn about<'a>(plan: &'a str, name: &str) -> Vec<&'a str> {
    let name = format!("`{name}`");
    let lines = plan.lines().map(str::trim);
    lines.filter(|line| line.contains(&name)).collect()
}

#[test]
fn policies_are_planned_applied_changed_and_let_go() {
    for engine in [Engine::Postgres, Engine::Sqlite] {
        let Some(db) = support::clone("8.2", engine) else {
            return;
        };
        let work = Work::new(&db);
        work.run(&["setup"]).expect(0);
        let missing = work.run(&["backup", "schedule"]).expect(1);
        assert!(missing.stderr.contains("--files"), "{missing:?}");
        work.file("backups.yaml", POLICIES);
        let files = work
            .run(&["backup", "schedule", "--files", "--format", "json"])
            .expect(0)
            .json();

        let plan = work.run(&["plan"]).expect(0).stdout;
        let shown = about(&plan, "nightly");
        for field in [
            "objectives.rpo: `24h`",
            "objectives.rto: `4h`",
            "keep.min_age: `30d`",
            "to: `file:///backup/erp, s3://erp-backup/prod`",
            "to[s3://erp-backup/prod].immutable: `30d`",
            "timezone: `Asia/Shanghai`",
        ] {
            assert!(shown.iter().any(|line| line.contains(field)), "{field}\n{plan}");
        }
        assert!(!plan.contains("not-acted-on"), "{plan}");
        let chinese = work.run(&["plan", "--lang", "zh"]).expect(0).stdout;
        assert!(
            chinese.contains("备份策略") && chinese.contains("objectives.rpo: `24 小时`"),
            "{chinese}"
        );

        work.run(&["apply", "--yes"]).expect(0);
        assert!(work.run(&["plan"]).expect(0).stdout.contains("Nothing to do"));
        // What is in force is what the files say, and is read without them.
        std::fs::remove_file(work.path().join("backups.yaml")).unwrap();
        let applied = work
            .run(&["backup", "schedule", "--format", "json"])
            .expect(0)
            .json();
        assert_eq!(applied["policies"], files["policies"]);
        let next = applied["policies"][0]["next"][0].as_str().unwrap();
        assert!(
            next.ends_with("T18:00:00Z"),
            "two in the morning in Shanghai: {next}"
        );
        let units = work
            .run(&["backup", "schedule", "--systemd", "--program", "/usr/bin/trueup"])
            .expect(0)
            .stdout;
        assert!(
            units.contains("OnCalendar=*-*-* 02:00:00 Asia/Shanghai\n"),
            "{units}"
        );
        // `Work` has its project in Amsterdam.
        assert!(
            units.contains("OnCalendar=Sun *-*-* 03:00:00 Europe/Amsterdam\n"),
            "{units}"
        );

        // A project that begins with what is there has the policies that are there.
        let second = Work::new(&db);
        second.run(&["pull"]).expect(0);
        let pulled = std::fs::read_to_string(second.path().join("backups.yaml")).unwrap();
        assert!(
            pulled.contains("    objectives: {rpo: 24h, rto: 4h}\n"),
            "{pulled}"
        );
        assert!(second.run(&["plan"]).expect(0).stdout.contains("Nothing to do"));

        // One field, one line.
        work.file("backups.yaml", &POLICIES.replace("rto: 4h", "rto: 90m"));
        let plan = work.run(&["plan"]).expect(0).stdout;
        let shown = about(&plan, "nightly");
        assert_eq!(shown.len(), 1, "{plan}");
        assert!(shown[0].contains("objectives.rto: `4h` -> `90m`"), "{plan}");
        assert!(about(&plan, "weekly").is_empty(), "{plan}");
        work.run(&["apply", "--yes"]).expect(0);
        assert!(work.run(&["plan"]).expect(0).stdout.contains("Nothing to do"));

        // A policy that is only taken out of the files stays in force; `absent` takes it away.
        let nightly = &POLICIES[..POLICIES.find("  weekly:").unwrap()].replace("rto: 4h", "rto: 90m");
        work.file("backups.yaml", nightly);
        let plan = work.run(&["plan"]).expect(0).stdout;
        assert!(plan.contains("plan/let-go") && plan.contains("weekly"), "{plan}");
        work.file("backups.yaml", &format!("{nightly}  weekly: absent\n"));
        let plan = work.run(&["plan"]).expect(0).stdout;
        assert!(plan.contains("- `weekly`"), "{plan}");
        work.run(&["apply", "--yes"]).expect(0);
        let applied = work
            .run(&["backup", "schedule", "--format", "json"])
            .expect(0)
            .json();
        assert_eq!(applied["policies"].as_array().unwrap().len(), 1);
        assert!(work.run(&["plan"]).expect(0).stdout.contains("Nothing to do"));
    }
}
