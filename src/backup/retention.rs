//! Which backups are kept. Says of each why.
//!
//! - A backup that one rule keeps is kept. Only good ones count for the rules; of a day, week, month or year the newest.
//! - Never deleted: the newest good one; the newest that a restore drill has proven; pinned ones; those that a place
//!   holds fast; those younger than `min_age`.
//! - Backups from the future are there when a clock was wrong. They are kept, and take no other's place.
//! - A backup that is broken or was never finished is deleted when it is older than a day and a newer good one exists.
//!
//! Which backups the rules choose does not depend on the clock, so a clock that goes wrong deletes nothing that would
//! have stayed, but for what only its age protects.

use std::collections::HashSet;

use jiff::civil::ISOWeekDate;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Retention;

/// For how long what is not good is left alone, in seconds: it may be under way, or wanted to find out what went wrong.
pub const BROKEN_FOR: u64 = 86_400;

/// What there is to know about one backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetFacts {
    /// Its name.
    pub id: String,
    /// The instant whose state it holds.
    pub at: Timestamp,
    /// Whether it is complete and no check has failed.
    pub good: bool,
    /// Whether somebody said that it stays.
    pub pinned: bool,
    /// Until when a place holds it fast.
    pub immutable_until: Option<Timestamp>,
    /// Whether a restore drill has proven it.
    pub proven: bool,
}

/// What happens to a backup, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its name.
    pub id: String,
    /// The instant whose state it holds.
    pub at: Timestamp,
    /// Whether it is kept.
    pub keep: bool,
    /// Why; at least one.
    pub reasons: Vec<Reason>,
}

/// Why a backup is kept or deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Kept: the policy says nothing about keeping, so all are.
    All,
    /// Kept: the newest good one.
    NewestGood,
    /// Kept: the newest that a restore drill has proven.
    NewestProven,
    /// Kept: somebody said so.
    Pinned,
    /// Kept: a place holds it fast until then.
    Immutable(Timestamp),
    /// Kept: too young to be deleted before then.
    Young(Timestamp),
    /// Kept: from the future, so a clock was wrong.
    Future,
    /// Kept: among the newest, of which so many are kept.
    Last(u32),
    /// Kept: the newest of a day.
    Daily(String),
    /// Kept: the newest of a week.
    Weekly(String),
    /// Kept: the newest of a month.
    Monthly(String),
    /// Kept: the newest of a year.
    Yearly(String),
    /// Kept: among the fewest that there must be.
    AtLeast(u32),
    /// Kept: broken or unfinished, but there is no newer good one.
    OnlyBroken,
    /// Kept: broken or unfinished, but not older than a day.
    FreshBroken,
    /// Deleted: no rule keeps it.
    NoRule,
    /// Deleted: broken or unfinished, and there is a newer good one.
    Broken,
}

/// Decides about every backup of a policy, in the order of `sets`. Days, weeks, months and years are those of `zone`.
#[must_use]
pub fn decide(sets: &[SetFacts], keep: Option<&Retention>, zone: &TimeZone, now: Timestamp) -> Vec<Decision> {
    let mut reasons: Vec<Vec<Reason>> = vec![Vec::new(); sets.len()];
    // What counts: good, and not from the future; the newest first.
    let mut ranked: Vec<usize> = (0..sets.len())
        .filter(|&at| sets[at].good && sets[at].at <= now)
        .collect();
    ranked.sort_by(|&a, &b| (sets[b].at, &sets[b].id).cmp(&(sets[a].at, &sets[a].id)));
    if let Some(&newest) = ranked.first() {
        reasons[newest].push(Reason::NewestGood);
    }
    if let Some(&proven) = ranked.iter().find(|&&at| sets[at].proven) {
        reasons[proven].push(Reason::NewestProven);
    }
    if let Some(keep) = keep {
        rules(sets, &ranked, keep, zone, &mut reasons);
    }
    let newest = ranked.first().map(|&at| sets[at].at);
    let decisions = sets.iter().zip(reasons).map(|(set, mut reasons)| {
        protections(set, keep, now, &mut reasons);
        if !set.good && reasons.is_empty() {
            let old = after(set.at, BROKEN_FOR).is_some_and(|end| end <= now);
            match newest.is_some_and(|newest| newest > set.at) {
                false => reasons.push(Reason::OnlyBroken),
                true if !old => reasons.push(Reason::FreshBroken),
                true => {}
            }
        }
        let kept = !reasons.is_empty();
        if !kept {
            reasons.push(if set.good { Reason::NoRule } else { Reason::Broken });
        }
        Decision {
            id: set.id.clone(),
            at: set.at,
            keep: kept,
            reasons,
        }
    });
    decisions.collect()
}

/// What holds for a backup by itself, whatever the others are.
fn protections(set: &SetFacts, keep: Option<&Retention>, now: Timestamp, reasons: &mut Vec<Reason>) {
    if set.pinned {
        reasons.push(Reason::Pinned);
    }
    if set.at > now {
        reasons.push(Reason::Future);
    }
    if let Some(until) = set.immutable_until.filter(|until| *until > now) {
        reasons.push(Reason::Immutable(until));
    }
    match keep {
        None if set.good => reasons.push(Reason::All),
        None => {}
        Some(keep) => {
            let until = keep
                .min_age
                .map(|age| after(set.at, age).unwrap_or(Timestamp::MAX));
            reasons.extend(until.filter(|until| *until > now).map(Reason::Young));
        }
    }
}

/// The rules, over the good ones from the newest on.
fn rules(
    sets: &[SetFacts],
    ranked: &[usize],
    keep: &Retention,
    zone: &TimeZone,
    reasons: &mut [Vec<Reason>],
) {
    let mut newest = |number: Option<u32>, reason: fn(u32) -> Reason| {
        let number = number.unwrap_or(0);
        for &at in ranked.iter().take(usize::try_from(number).unwrap_or(usize::MAX)) {
            reasons[at].push(reason(number));
        }
    };
    newest(keep.last, Reason::Last);
    newest(keep.at_least, Reason::AtLeast);
    type Rule = (
        Option<u32>,
        fn(Timestamp, &TimeZone) -> String,
        fn(String) -> Reason,
    );
    let periods: [Rule; 4] = [
        (keep.daily, day, Reason::Daily),
        (keep.weekly, week, Reason::Weekly),
        (keep.monthly, month, Reason::Monthly),
        (keep.yearly, year, Reason::Yearly),
    ];
    for (number, period, reason) in periods {
        let number = usize::try_from(number.unwrap_or(0)).unwrap_or(usize::MAX);
        let mut seen = HashSet::new();
        for &at in ranked {
            let period = period(sets[at].at, zone);
            if seen.contains(&period) {
                continue;
            }
            if seen.len() == number {
                break;
            }
            reasons[at].push(reason(period.clone()));
            seen.insert(period);
        }
    }
}

fn after(at: Timestamp, seconds: u64) -> Option<Timestamp> {
    at.checked_add(SignedDuration::from_secs(i64::try_from(seconds).ok()?))
        .ok()
}

fn day(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).date().to_string()
}

fn week(at: Timestamp, zone: &TimeZone) -> String {
    let week = ISOWeekDate::from(at.to_zoned(zone.clone()).date());
    format!("{}-W{:02}", week.year(), week.week())
}

fn month(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m").to_string()
}

fn year(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y").to_string()
}
