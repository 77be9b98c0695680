//! When a backup is due: five cron fields in a time zone, summer time included.

use std::fmt;

use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use crate::base::text::did_you_mean;

use super::fields::{self, Field, Numbers};

/// Names that stand for five fields.
const NICKNAMES: [(&str, &str); 7] = [
    ("@hourly", "0 * * * *"),
    ("@daily", "0 0 * * *"),
    ("@midnight", "0 0 * * *"),
    ("@weekly", "0 0 * * 0"),
    ("@monthly", "0 0 1 * *"),
    ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
];

/// Why an expression is no schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleError {
    /// The field that is wrong, where it is one of them.
    pub field: Option<Field>,
    /// What is wrong, for people.
    pub message: String,
}

impl ScheduleError {
    fn whole(message: impl Into<String>) -> Self {
        Self {
            field: None,
            message: message.into(),
        }
    }
}

impl fmt::Display for ScheduleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.field {
            Some(field) => write!(f, "the {field} is wrong: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for ScheduleError {}

/// A schedule.
#[derive(Debug, Clone)]
pub struct Schedule {
    fields: [String; 5],
    numbers: [Numbers; 5],
    cron: Cron,
    zone: TimeZone,
}

/// The time between two runs that follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The first of the two.
    pub from: Timestamp,
    /// The second.
    pub to: Timestamp,
}

/// How the runs of a schedule lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gaps {
    /// The longest time between two runs.
    pub largest: Gap,
    /// The shortest time between two runs, in seconds.
    pub smallest: u64,
    /// The mean time between two runs, in seconds.
    pub mean: u64,
}

impl Gap {
    /// Its length in seconds.
    #[must_use]
    pub fn seconds(&self) -> u64 {
        self.to.duration_since(self.from).unsigned_abs().as_secs()
    }
}

/// A time zone of the IANA database, by its name.
///
/// # Errors
/// A name that was probably meant, if there is one.
pub fn zone(name: &str) -> Result<TimeZone, Option<String>> {
    TimeZone::get(name).map_err(|_| {
        let known: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
        // People know the city more often than the continent.
        let city = |name: &str| name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
        let same = known
            .iter()
            .find(|known| known.contains('/') && city(known) == city(name));
        match same {
            Some(same) => Some(format!("did you mean `{same}`?")),
            None => did_you_mean(name, known.iter().map(String::as_str)),
        }
    })
}

impl Schedule {
    /// Reads five cron fields, or a name such as `@daily`.
    ///
    /// # Errors
    /// Which field is wrong, and why; or that the five never meet.
    pub fn parse(text: &str, zone: TimeZone) -> Result<Self, ScheduleError> {
        let written = text.trim();
        let text = if written.starts_with('@') {
            let known = NICKNAMES
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(written));
            known.map(|(_, fields)| *fields).ok_or_else(|| {
                let names: Vec<&str> = NICKNAMES.iter().map(|(name, _)| *name).collect();
                ScheduleError::whole(format!("`{written}` is none of {}", names.join(", ")))
            })?
        } else {
            written
        };
        let words: Vec<&str> = text.split_whitespace().collect();
        let fields: [&str; 5] = words.as_slice().try_into().map_err(|_| {
            ScheduleError::whole(format!(
                "a schedule has five fields, and this has {}",
                words.len()
            ))
        })?;
        let mut numbers = Vec::with_capacity(5);
        for (field, text) in Field::ALL.into_iter().zip(fields) {
            let read = fields::read(field, text).map_err(|message| ScheduleError {
                field: Some(field),
                message,
            })?;
            numbers.push(read);
        }
        let fields = fields.map(str::to_ascii_uppercase);
        let parser = CronParser::builder()
            .seconds(Seconds::Disallowed)
            .year(Year::Disallowed)
            .build();
        let cron = parser
            .parse(&fields.join(" "))
            .map_err(|error| ScheduleError::whole(error.to_string()))?;
        let numbers =
            <[Numbers; 5]>::try_from(numbers).map_err(|_| ScheduleError::whole("not five fields"))?;
        let schedule = Self {
            fields,
            numbers,
            cron,
            zone,
        };
        schedule.happens()?;
        Ok(schedule)
    }

    /// Refuses days that no month has, such as the 31st of February.
    fn happens(&self) -> Result<(), ScheduleError> {
        let [_, _, days, months, weekdays] = &self.numbers;
        // With both given, one of the two is enough.
        if !weekdays.any {
            return Ok(());
        }
        let (Some(days), Some(months)) = (&days.numbers, &months.numbers) else {
            return Ok(());
        };
        let longest = |month: u8| match month {
            2 => 29,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let first = days.first().copied().unwrap_or(1);
        if months.iter().any(|&month| first <= longest(month)) {
            return Ok(());
        }
        Err(ScheduleError {
            field: Some(Field::Day),
            message: format!("no month that is named has a day {first}, so it never happens"),
        })
    }

    /// The five fields, in capitals and with one blank between them.
    #[must_use]
    pub fn text(&self) -> String {
        self.fields.join(" ")
    }

    /// The time zone.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// What the five fields mean, for those who put it into words.
    #[must_use]
    pub fn cron(&self) -> &Cron {
        &self.cron
    }

    /// The numbers of a field in order, Sunday as 0; none where numbers cannot say it.
    #[must_use]
    pub fn numbers(&self, field: Field) -> Option<&[u8]> {
        let at = Field::ALL.iter().position(|other| *other == field)?;
        self.numbers[at].numbers.as_deref()
    }

    /// Whether a field is left free.
    #[must_use]
    pub fn is_any(&self, field: Field) -> bool {
        Field::ALL
            .iter()
            .zip(&self.numbers)
            .any(|(other, numbers)| *other == field && numbers.any)
    }

    /// The first run after an instant; none before the end of the calendar.
    #[must_use]
    pub fn next_after(&self, instant: Timestamp) -> Option<Timestamp> {
        let from = instant.to_zoned(self.zone.clone());
        let next = self.cron.find_next_occurrence(&from, false).ok()?;
        Some(next.timestamp())
    }

    /// The last run at an instant or before it; none before the beginning of the calendar.
    #[must_use]
    pub fn last_before_or_at(&self, instant: Timestamp) -> Option<Timestamp> {
        // Searching backwards passes over a run that summer time moved. From a run that searching forwards confirms, it
        // is a few steps to the last one.
        let mut until = instant;
        for _ in 0..8 {
            let before = self.previous(until)?;
            let just_before = before.checked_sub(1.second()).ok()?;
            let mut last = self.next_after(just_before)?;
            if last <= instant {
                while let Some(next) = self.next_after(last).filter(|next| *next <= instant) {
                    last = next;
                }
                return Some(last);
            }
            until = just_before;
        }
        None
    }

    fn previous(&self, instant: Timestamp) -> Option<Timestamp> {
        let whole = Timestamp::from_second(instant.as_second()).ok()?;
        let from = whole.to_zoned(self.zone.clone());
        let found = self.cron.find_previous_occurrence(&from, true).ok()?;
        Some(found.timestamp())
    }

    /// How the runs lie in so many days from an instant on. The time after the last run of those days counts too, so
    /// that a schedule with one run in four years is seen as what it is.
    #[must_use]
    pub fn gaps(&self, from: Timestamp, days: i64) -> Option<Gaps> {
        let end = from.checked_add(SignedDuration::from_hours(24 * days)).ok()?;
        let mut sample: Option<Vec<Timestamp>> = None;
        let mut seen = Seen::default();
        // Whole days only: of the first one too.
        let (midnight, _) = self.day(from)?;
        let mut first = self.next_after(midnight.checked_sub(1.second()).ok()?)?;
        let begin = first;
        let mut runs: u64 = 0;
        while first < end {
            let (midnight, next_midnight) = self.day(first)?;
            let turns = self.turns(midnight, next_midnight);
            // On a day without a change of the clock the runs are as far apart as on any other.
            let (last, number) = match &sample {
                Some(sample) if !turns => {
                    let length = sample.last()?.duration_since(*sample.first()?);
                    (first.checked_add(length).ok()?, sample.len())
                }
                _ => {
                    let day = self.runs(first, next_midnight);
                    day.windows(2).for_each(|pair| seen.gap(pair[0], pair[1]));
                    let (last, number) = (*day.last()?, day.len());
                    if !turns {
                        sample = Some(day);
                    }
                    (last, number)
                }
            };
            runs += number as u64;
            first = self.next_after(last)?;
            seen.gap(last, first);
        }
        if runs == 0 {
            let second = self.next_after(first)?;
            seen.gap(first, second);
            (runs, first) = (1, second);
        }
        let length = first.duration_since(begin).unsigned_abs().as_secs();
        Some(Gaps {
            largest: seen.largest?,
            smallest: seen.smallest?,
            mean: length / runs,
        })
    }

    /// The beginning and the end of the day of an instant.
    fn day(&self, instant: Timestamp) -> Option<(Timestamp, Timestamp)> {
        let zoned = instant.to_zoned(self.zone.clone());
        let start = zoned.start_of_day().ok()?;
        let next = zoned.tomorrow().ok()?.start_of_day().ok()?;
        Some((start.timestamp(), next.timestamp()))
    }

    /// Whether the clock is changed on a day or just before it.
    fn turns(&self, start: Timestamp, end: Timestamp) -> bool {
        let before = start.checked_sub(SignedDuration::from_hours(1)).unwrap_or(start);
        self.zone
            .following(before)
            .next()
            .is_some_and(|turn| turn.timestamp() <= end)
    }

    fn runs(&self, first: Timestamp, before: Timestamp) -> Vec<Timestamp> {
        std::iter::successors(Some(first), |last| self.next_after(*last))
            .take_while(|run| *run < before)
            .collect()
    }
}

#[derive(Default)]
struct Seen {
    largest: Option<Gap>,
    smallest: Option<u64>,
}

impl Seen {
    fn gap(&mut self, from: Timestamp, to: Timestamp) {
        let gap = Gap { from, to };
        if self
            .largest
            .is_none_or(|largest| gap.seconds() > largest.seconds())
        {
            self.largest = Some(gap);
        }
        self.smallest = Some(
            self.smallest
                .map_or(gap.seconds(), |smallest| smallest.min(gap.seconds())),
        );
    }
}
