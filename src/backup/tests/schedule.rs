//! Schedules against a minute-by-minute reading of the same fields, in zones that change the clock.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::backup::{Field, Schedule};

fn schedule(text: &str, zone: &str) -> Schedule {
    Schedule::parse(text, TimeZone::get(zone).unwrap()).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

const EXPRESSIONS: [&str; 9] = [
    "0 2 * * *",
    "30 2 * * *",
    "30 1,2,3 * * *",
    "0 */6 * * *",
    "*/30 * * * *",
    "15 3 * * MON-FRI",
    "0 0 1,15 * *",
    "0 4 1 * SUN",
    "59 23 L * *",
];

const ZONES: [&str; 4] = [
    "Asia/Shanghai",
    "Europe/Amsterdam",
    "America/New_York",
    "Australia/Lord_Howe",
];

#[test]
fn gaps_are_those_between_all_runs() {
    let from = at("2026-03-01T10:17:00Z");
    for zone in ZONES {
        for text in EXPRESSIONS {
            let schedule = schedule(text, zone);
            let gaps = schedule.gaps(from, 400).unwrap();
            let start = from
                .to_zoned(schedule.zone().clone())
                .start_of_day()
                .unwrap()
                .timestamp();
            let end = from + SignedDuration::from_hours(24 * 400);
            let mut runs = vec![schedule.next_after(start - SignedDuration::from_secs(1)).unwrap()];
            while *runs.last().unwrap() < end {
                runs.push(schedule.next_after(*runs.last().unwrap()).unwrap());
            }
            let between: Vec<u64> = runs
                .windows(2)
                .map(|pair| pair[1].duration_since(pair[0]).unsigned_abs().as_secs())
                .collect();
            assert_eq!(
                gaps.largest.seconds(),
                *between.iter().max().unwrap(),
                "{text} {zone}"
            );
            assert_eq!(gaps.smallest, *between.iter().min().unwrap(), "{text} {zone}");
            let mean = between.iter().sum::<u64>() / between.len() as u64;
            assert!(
                gaps.mean.abs_diff(mean) <= mean / 10,
                "{text} {zone}: {} {mean}",
                gaps.mean
            );
        }
    }
}

#[test]
fn the_last_run_is_the_one_before_the_next() {
    for zone in ZONES {
        for text in EXPRESSIONS {
            let schedule = schedule(text, zone);
            for start in [
                "2026-03-28T00:00:00Z",
                "2026-10-24T00:00:00Z",
                "2026-11-01T00:00:00Z",
                "2026-04-04T00:00:00Z",
                "2026-03-08T00:00:00Z",
            ] {
                let start = at(start);
                let mut runs = vec![schedule.next_after(start).unwrap()];
                while *runs.last().unwrap() < start + SignedDuration::from_hours(72) {
                    runs.push(schedule.next_after(*runs.last().unwrap()).unwrap());
                }
                for pair in runs.windows(2) {
                    let middle = pair[0] + (pair[1].duration_since(pair[0])) / 2;
                    let almost = pair[1] - SignedDuration::from_millis(1);
                    for (instant, last) in [
                        (pair[0], pair[0]),
                        (middle, pair[0]),
                        (almost, pair[0]),
                        (pair[1], pair[1]),
                    ] {
                        assert_eq!(
                            schedule.last_before_or_at(instant),
                            Some(last),
                            "{text} {zone} {instant}"
                        );
                    }
                }
            }
        }
    }
}

/// No night is without its backup, and none has two, when the hour of it does not exist or exists twice.
#[test]
fn summer_time_costs_no_night() {
    let nightly = schedule("30 2 * * *", "Europe/Amsterdam");
    let mut run = at("2026-03-26T12:00:00Z");
    let mut days = Vec::new();
    for _ in 0..5 {
        run = nightly.next_after(run).unwrap();
        days.push(run.to_zoned(nightly.zone().clone()).date().to_string());
    }
    assert_eq!(
        days,
        [
            "2026-03-27",
            "2026-03-28",
            "2026-03-29",
            "2026-03-30",
            "2026-03-31"
        ]
    );
    let mut run = at("2026-10-23T12:00:00Z");
    let mut days = Vec::new();
    for _ in 0..4 {
        run = nightly.next_after(run).unwrap();
        days.push(run.to_zoned(nightly.zone().clone()).date().to_string());
    }
    assert_eq!(days, ["2026-10-24", "2026-10-25", "2026-10-26", "2026-10-27"]);
}

#[test]
fn names_stand_for_fields() {
    assert_eq!(schedule("@daily", "UTC").text(), "0 0 * * *");
    assert_eq!(schedule("  0  2 *\t* mon-Fri ", "UTC").text(), "0 2 * * MON-FRI");
    let weekly = schedule("@weekly", "UTC")
        .next_after(at("2026-11-22T00:00:00Z"))
        .unwrap();
    assert_eq!(weekly, at("2026-11-29T00:00:00Z"));
    assert_eq!(
        schedule("0 0 * * 7", "UTC").next_after(at("2026-11-22T00:00:00Z")),
        Some(weekly)
    );
}

#[test]
fn what_never_happens_or_cannot_be_read_is_refused() {
    for (text, field, message) in [
        (
            "0 0 31 2 *",
            Some(Field::Day),
            "no month that is named has a day 31, so it never happens",
        ),
        (
            "0 0 31 4,6,9,11 *",
            Some(Field::Day),
            "no month that is named has a day 31, so it never happens",
        ),
        ("0 24 * * *", Some(Field::Hour), "24 is not between 0 and 23"),
        ("0 2 * *", None, "a schedule has five fields, and this has 4"),
        ("0 0 2 * * *", None, "a schedule has five fields, and this has 6"),
        (
            "@reboot",
            None,
            "`@reboot` is none of @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually",
        ),
        ("", None, "a schedule has five fields, and this has 0"),
    ] {
        let error = Schedule::parse(text, TimeZone::UTC).unwrap_err();
        assert_eq!((error.field, error.message.as_str()), (field, message));
    }
    // With a weekday beside it, it does happen; and so does the 29th of February.
    for text in ["0 0 31 2 MON", "0 0 29 2 *", "0 0 L 2 *", "0 0 31 * *"] {
        let schedule = Schedule::parse(text, TimeZone::UTC).unwrap();
        assert!(
            schedule.next_after(at("2026-11-22T00:00:00Z")).is_some(),
            "{text}"
        );
    }
    let leap = schedule("0 0 29 2 *", "UTC")
        .gaps(at("2026-11-22T00:00:00Z"), 400)
        .unwrap();
    assert_eq!(leap.largest.seconds(), (3 * 365 + 366) * 86_400);
}

#[test]
fn time_zones_are_suggested() {
    let suggested = |name: &str| {
        crate::backup::schedule::zone(name)
            .unwrap_err()
            .unwrap_or_default()
    };
    assert_eq!(suggested("Asia/Shangai"), "did you mean `Asia/Shanghai`?");
    assert_eq!(suggested("shanghai"), "did you mean `Asia/Shanghai`?");
    assert_eq!(suggested("nowhere at all"), "");
}
