//! When backups are due, and what is said about a policy.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::units::spec;
use crate::backup::due::{Finding, Known, due, health, is_due, newest};
use crate::backup::{Checks, Frequency, Objectives, PolicySpec, Schedule};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn nightly() -> Schedule {
    Schedule::parse("0 2 * * *", TimeZone::get("Asia/Shanghai").unwrap()).unwrap()
}

/// The run of the night to the 22nd.
const RUN: &str = "2026-11-21T18:00:00Z";

#[test]
fn a_run_is_due_once() {
    let schedule = nightly();
    let [before, run, after] = ["2026-11-21T17:59:59Z", RUN, "2026-11-21T18:00:30.5Z"].map(at);
    let yesterday = Some(at("2026-11-20T18:00:10Z"));
    assert!(!is_due(&schedule, yesterday, before));
    assert_eq!(due(&schedule, yesterday, run), Some(run));
    assert_eq!(due(&schedule, yesterday, after), Some(run));
    assert!(!is_due(&schedule, Some(run), after));
    assert!(!is_due(
        &schedule,
        Some(after),
        after + SignedDuration::from_hours(23)
    ));
    // Days without the computer are made up for by one backup.
    assert_eq!(due(&schedule, Some(at("2026-10-01T18:00:10Z")), after), Some(run));
    // A new policy has its first backup at once.
    assert!(is_due(&schedule, None, before));
}

/// A clock that was ahead must not stop the backups until it is right.
#[test]
fn a_backup_from_the_future_keeps_none_from_being_made() {
    let schedule = nightly();
    let future = at("2027-11-21T18:00:10Z");
    assert!(is_due(&schedule, Some(future), at("2026-11-21T19:00:00Z")));
    let made = [future, at("2026-11-21T18:10:00Z"), at("2026-11-20T18:10:00Z")];
    let now = at("2026-11-21T19:00:00Z");
    assert_eq!(newest(made, now), Some(made[1]));
    assert!(!is_due(&schedule, newest(made, now), now));
}

fn promised() -> PolicySpec {
    PolicySpec {
        verify: Checks {
            checksum: Some(Frequency::EveryRun),
            restore: Some(Frequency::Monthly),
        },
        objectives: Objectives {
            rpo: Some(26 * 3_600),
            rto: Some(4 * 3_600),
        },
        ..spec("0 2 * * *", "Asia/Shanghai")
    }
}

fn well() -> Known {
    Known {
        since: Some(at("2026-01-01T00:00:00Z")),
        future: None,
        last_good: Some(at("2026-11-21T18:00:05Z")),
        last_checksum: Some(at("2026-11-21T18:30:00Z")),
        last_restore: Some(at("2026-11-01T00:00:00Z")),
        restore_took: Some(600),
        newest_checked: true,
        newest_restored: false,
    }
}

fn findings(known: &Known, now: &str) -> Vec<Finding> {
    health(&promised(), &nightly(), known, at(now)).findings
}

#[test]
fn what_is_promised_is_watched() {
    let now = "2026-11-22T09:00:00Z";
    let good = health(&promised(), &nightly(), &well(), at(now));
    assert!(good.is_good(), "{good:?}");
    assert_eq!(good.age, Some(15 * 3_600 - 5));
    assert_eq!(good.next, Some(at("2026-11-22T18:00:00Z")));

    // A missed night: seen after an hour, and two hours later more is at stake than was promised.
    assert!(findings(&well(), "2026-11-22T19:00:00Z").is_empty());
    let missed = Finding::Missed {
        run: at("2026-11-22T18:00:00Z"),
    };
    assert_eq!(
        findings(&well(), "2026-11-22T19:00:01Z"),
        std::slice::from_ref(&missed)
    );
    let age = 26 * 3_600 + 1;
    let lost = Finding::Rpo {
        age,
        promised: 26 * 3_600,
    };
    assert_eq!(findings(&well(), "2026-11-22T20:00:06Z"), [lost, missed]);

    let unread = Known {
        newest_checked: false,
        ..well()
    };
    let last = well().last_checksum;
    let often = Frequency::EveryRun;
    assert_eq!(findings(&unread, now), [Finding::ChecksumOverdue { last, often }]);

    let slow = Known {
        restore_took: Some(5 * 3_600),
        last_restore: Some(at("2026-10-22T09:00:00Z")),
        ..well()
    };
    let rto = Finding::Rto {
        took: 5 * 3_600,
        promised: 4 * 3_600,
    };
    assert_eq!(findings(&slow, now), std::slice::from_ref(&rto));
    let overdue = Finding::RestoreOverdue {
        last: slow.last_restore,
        often: Frequency::Monthly,
    };
    assert_eq!(findings(&slow, "2026-11-22T09:00:01Z"), [rto, overdue]);
}

#[test]
fn a_new_policy_has_time_for_its_first_backup_and_drill() {
    let new = Known {
        since: Some(at("2026-11-22T09:00:00Z")),
        ..Known::default()
    };
    assert!(findings(&new, "2026-11-22T19:00:00Z").is_empty());
    assert_eq!(findings(&new, "2026-11-22T19:00:01Z"), [Finding::Never]);
    let often = Frequency::Monthly;
    let overdue = Finding::RestoreOverdue { last: None, often };
    assert_eq!(findings(&new, "2026-12-23T09:00:01Z"), [Finding::Never, overdue]);
    assert_eq!(
        findings(&Known::default(), "2026-11-22T19:00:00Z"),
        [Finding::Never]
    );
    // Backups from the future are none.
    let taken = at("2027-01-01T00:00:00Z");
    let future = Known {
        last_good: Some(taken),
        future: Some(taken),
        ..well()
    };
    assert_eq!(
        findings(&future, "2026-11-22T09:00:00Z"),
        [Finding::Never, Finding::Future { taken }]
    );
}
