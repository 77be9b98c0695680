//! Retention on many sets of backups, against a slow reading of the same rules.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use crate::backup::Retention;
use crate::backup::retention::{BROKEN_FOR, Decision, Reason, SetFacts, decide};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn zone() -> TimeZone {
    TimeZone::get("Europe/Amsterdam").unwrap()
}

fn set(id: &str, when: &str) -> SetFacts {
    SetFacts {
        id: id.to_owned(),
        at: at(when),
        good: true,
        pinned: false,
        immutable_until: None,
        proven: false,
    }
}

fn kept(decisions: &[Decision]) -> BTreeSet<&str> {
    decisions
        .iter()
        .filter(|decision| decision.keep)
        .map(|decision| decision.id.as_str())
        .collect()
}

const HOUR: i64 = 3_600;

/// Backups over some three years before and a little after the present, so that days, weeks and years meet.
fn sets() -> impl Strategy<Value = Vec<SetFacts>> {
    let start = at("2024-12-20T00:00:00Z");
    let one = (
        0_i64..26_000,
        prop::bool::weighted(0.8),
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.2),
        prop::option::weighted(0.1, 0_i64..26_000),
    );
    prop::collection::vec(one, 0..60).prop_map(move |sets| {
        let later = |hours: i64| start + SignedDuration::from_secs(hours * HOUR);
        sets.into_iter()
            .enumerate()
            .map(|(id, (hours, good, pinned, proven, immutable))| SetFacts {
                id: format!("{id:03}"),
                at: later(hours),
                good,
                pinned,
                immutable_until: immutable.map(later),
                proven: good && proven,
            })
            .collect()
    })
}

fn retention() -> impl Strategy<Value = Retention> {
    let number = || prop::option::of(1_u32..8);
    let age = prop::option::of(0_u64..90 * 86_400);
    (number(), number(), number(), number(), number(), number(), age).prop_map(
        |(last, daily, weekly, monthly, yearly, at_least, min_age)| Retention {
            last,
            daily,
            weekly,
            monthly,
            yearly,
            at_least,
            min_age,
        },
    )
}

fn instant() -> impl Strategy<Value = Timestamp> {
    (0_i64..26_000).prop_map(|hours| at("2024-12-20T00:00:00Z") + SignedDuration::from_secs(hours * HOUR + 1))
}

/// What must be kept, read off the words of the rules: quadratic, and without any order.
fn oracle(sets: &[SetFacts], keep: &Retention, now: Timestamp) -> BTreeSet<String> {
    let zone = zone();
    let counted: Vec<&SetFacts> = sets.iter().filter(|set| set.good && set.at <= now).collect();
    let newer = |a: &SetFacts, b: &SetFacts| (a.at, &a.id) > (b.at, &b.id);
    let rank = |set: &SetFacts| counted.iter().filter(|other| newer(other, set)).count();
    let local = |set: &SetFacts| set.at.to_zoned(zone.clone());
    // Days since a Monday, cut into weeks: another way than the week's number.
    let monday = "2024-01-01".parse::<jiff::civil::Date>().unwrap();
    let days = |set: &SetFacts| i64::from(local(set).date().since(monday).unwrap().get_days());
    let period = |which: usize, set: &SetFacts| match which {
        0 => days(set),
        1 => days(set).div_euclid(7),
        2 => i64::from(local(set).year()) * 12 + i64::from(local(set).month()),
        _ => i64::from(local(set).year()),
    };
    let numbers = [keep.daily, keep.weekly, keep.monthly, keep.yearly];
    let ruled = |set: &SetFacts| {
        numbers.iter().enumerate().any(|(which, number)| {
            let own = period(which, set);
            let newest = !counted
                .iter()
                .any(|other| period(which, other) == own && newer(other, set));
            let later: BTreeSet<i64> = counted
                .iter()
                .map(|other| period(which, other))
                .filter(|p| *p > own)
                .collect();
            newest && later.len() < number.unwrap_or(0) as usize
        })
    };
    let lasting = |set: &SetFacts| {
        let old = now.duration_since(set.at).as_secs() >= i64::try_from(keep.min_age.unwrap_or(0)).unwrap();
        set.pinned || set.at > now || set.immutable_until.is_some_and(|until| until > now) || !old
    };
    sets.iter()
        .filter(|set| {
            if lasting(set) {
                return true;
            }
            if !set.good {
                let newer_good = counted.iter().any(|other| other.at > set.at);
                return !newer_good
                    || now.duration_since(set.at).as_secs() < i64::try_from(BROKEN_FOR).unwrap();
            }
            let first = keep.last.max(keep.at_least).unwrap_or(0).max(1) as usize;
            let proven = set.proven && !counted.iter().any(|other| other.proven && newer(other, set));
            rank(set) < first || proven || ruled(set)
        })
        .map(|set| set.id.clone())
        .collect()
}

proptest! {
    #[test]
    fn what_is_kept_is_what_the_rules_say(sets in sets(), keep in retention(), now in instant()) {
        let decisions = decide(&sets, Some(&keep), &zone(), now);
        prop_assert_eq!(decisions.len(), sets.len());
        let wanted = oracle(&sets, &keep, now);
        prop_assert_eq!(kept(&decisions), wanted.iter().map(String::as_str).collect());
        for decision in &decisions {
            let deletes = [Reason::NoRule, Reason::Broken];
            prop_assert!(!decision.reasons.is_empty());
            prop_assert_eq!(decision.keep, !decision.reasons.iter().any(|reason| deletes.contains(reason)));
        }
    }

    #[test]
    fn the_last_good_one_and_the_fewest_stay(sets in sets(), keep in retention(), now in instant()) {
        let decisions = decide(&sets, Some(&keep), &zone(), now);
        let left: BTreeMap<&str, bool> = decisions.iter().map(|decision| (decision.id.as_str(), decision.keep)).collect();
        let good: Vec<&SetFacts> = sets.iter().filter(|set| set.good).collect();
        let good_left = good.iter().filter(|set| left[set.id.as_str()]).count();
        let fewest = (keep.at_least.unwrap_or(0) as usize).max(1);
        let present = good.iter().filter(|set| set.at <= now).count();
        prop_assert!(good_left >= fewest.min(present));
        if let Some(newest) = good.iter().max_by_key(|set| set.at) {
            prop_assert!(left[newest.id.as_str()]);
        }
        let proven = sets.iter().any(|set| set.proven && set.at <= now);
        prop_assert!(!proven || sets.iter().any(|set| set.proven && left[set.id.as_str()]));
        prop_assert!(sets.iter().all(|set| !set.pinned || left[set.id.as_str()]));
    }

    /// Carrying the decisions out and deciding again deletes nothing more.
    #[test]
    fn deciding_again_changes_nothing(sets in sets(), keep in retention(), now in instant()) {
        let first = decide(&sets, Some(&keep), &zone(), now);
        let names = kept(&first);
        let rest: Vec<SetFacts> = sets.iter().filter(|set| names.contains(set.id.as_str())).cloned().collect();
        let again = decide(&rest, Some(&keep), &zone(), now);
        prop_assert!(again.iter().all(|decision| decision.keep));
    }

    /// A clock that is behind deletes nothing that the right one would have kept.
    #[test]
    fn a_clock_that_is_behind_deletes_no_more(sets in sets(), keep in retention(), a in instant(), b in instant()) {
        let (behind, right) = (a.min(b), a.max(b));
        let wrong = decide(&sets, Some(&keep), &zone(), behind);
        let names = kept(&wrong);
        let rest: Vec<SetFacts> = sets.iter().filter(|set| names.contains(set.id.as_str())).cloned().collect();
        let later = decide(&rest, Some(&keep), &zone(), right);
        let straight = decide(&sets, Some(&keep), &zone(), right);
        prop_assert_eq!(kept(&later), kept(&straight));
    }

    /// A clock that is ahead deletes nothing but what only its age protected.
    #[test]
    fn a_clock_that_is_ahead_deletes_by_age_only(sets in sets(), keep in retention(), right in instant()) {
        // Of what is there at the right time, for a clock is not ahead of backups that are still to come.
        let there: Vec<SetFacts> = sets.into_iter().filter(|set| set.at <= right).collect();
        let ahead = right + SignedDuration::from_hours(24 * 3650);
        let wrong = decide(&there, Some(&keep), &zone(), ahead);
        for decision in decide(&there, Some(&keep), &zone(), right) {
            let aged = |reason: &Reason| matches!(reason, Reason::Young(_) | Reason::Immutable(_) | Reason::FreshBroken);
            if decision.keep && !decision.reasons.iter().all(aged) {
                prop_assert!(kept(&wrong).contains(decision.id.as_str()));
            }
        }
    }
}

#[test]
fn reasons_are_said() {
    let mut sets = vec![
        set("a", "2026-11-22T01:00:00Z"),
        set("b", "2026-11-21T01:00:00Z"),
        set("c", "2026-11-20T01:00:00Z"),
        set("d", "2026-10-31T23:30:00Z"),
        set("e", "2026-10-31T22:30:00Z"),
        set("f", "2030-01-01T00:00:00Z"),
        set("g", "2026-11-21T20:00:00Z"),
        set("h", "2026-11-10T20:00:00Z"),
        set("i", "2026-11-01T20:00:00Z"),
    ];
    sets[2].proven = true;
    for broken in [6, 7] {
        sets[broken].good = false;
    }
    sets[8].immutable_until = Some(at("2026-12-01T00:00:00Z"));
    let keep = Retention {
        daily: Some(2),
        monthly: Some(2),
        at_least: Some(1),
        ..Retention::default()
    };
    let decisions = decide(&sets, Some(&keep), &zone(), at("2026-11-22T09:00:00Z"));
    let reasons: Vec<&[Reason]> = decisions
        .iter()
        .map(|decision| decision.reasons.as_slice())
        .collect();
    let day = |text: &str| Reason::Daily(text.to_owned());
    let month = |text: &str| Reason::Monthly(text.to_owned());
    assert_eq!(
        reasons,
        [
            &[
                Reason::NewestGood,
                Reason::AtLeast(1),
                day("2026-11-22"),
                month("2026-11")
            ][..],
            &[day("2026-11-21")],
            &[Reason::NewestProven],
            // In Amsterdam it is half past midnight, on the first of November.
            &[Reason::NoRule],
            &[month("2026-10")],
            &[Reason::Future],
            &[Reason::FreshBroken],
            &[Reason::Broken],
            &[Reason::Immutable(at("2026-12-01T00:00:00Z"))],
        ]
    );
}

#[test]
fn without_a_policy_all_good_ones_stay() {
    let mut sets = vec![
        set("a", "2026-11-22T01:00:00Z"),
        set("b", "2016-11-21T01:00:00Z"),
        set("c", "2026-11-01T01:00:00Z"),
    ];
    sets[2].good = false;
    let now = at("2026-11-22T09:00:00Z");
    assert_eq!(
        kept(&decide(&sets, None, &zone(), now)),
        BTreeSet::from(["a", "b"])
    );
    // What is broken stays while there is nothing better.
    sets[0].good = false;
    assert_eq!(
        kept(&decide(&sets, None, &zone(), now)),
        BTreeSet::from(["a", "b", "c"])
    );
}
