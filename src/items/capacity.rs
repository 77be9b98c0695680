//! How many codes a rule has room for.

use super::{Part, Rule};

/// Fewer days than these are few.
const FEW_DAYS: u64 = 730;
/// So many percent of the numbers are few.
const FEW_PERCENT: u64 = 5;

/// How long a running number lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Forecast {
    /// How many numbers there are above the highest one in use.
    pub left: u64,
    /// How many percent of all numbers are not above it.
    pub percent: u8,
    /// In how many days none is left at the pace of the last year; none where there was no code in the last year.
    pub days: Option<u64>,
    /// Whether it comes to its end: within two years, or with less than a twentieth left.
    pub ending: bool,
}

impl Rule {
    /// How long the running number lasts above the highest number in use, when so many codes are made in a year.
    #[must_use]
    pub fn forecast(&self, highest: u64, in_a_year: u64) -> Forecast {
        let Some((_, serial)) = self.serial() else {
            return Forecast::default();
        };
        let above = highest.saturating_add(1).max(serial.start);
        let reserved: u64 = merged(&serial.reserved, above)
            .into_iter()
            .map(|(first, last)| last - first + 1)
            .sum();
        let left = serial.space().saturating_sub(above).saturating_sub(reserved);
        let all = self.numbers();
        let days = left.saturating_mul(365).checked_div(in_a_year);
        let percent = u128::from(all.saturating_sub(left)) * 100 / u128::from(all.max(1));
        Forecast {
            left,
            percent: u8::try_from(percent).unwrap_or(100),
            days,
            ending: days.is_some_and(|days| days < FEW_DAYS)
                || u128::from(left) * 100 < u128::from(all) * u128::from(FEW_PERCENT),
        }
    }

    /// How many numbers may be issued for each combination of what the running number is counted per; 0 without one.
    #[must_use]
    pub fn numbers(&self) -> u64 {
        let Some((_, serial)) = self.serial() else {
            return 0;
        };
        let reserved: u64 = merged(&serial.reserved, serial.start)
            .into_iter()
            .map(|(first, last)| last - first + 1)
            .sum();
        (serial.space() - serial.start).saturating_sub(reserved)
    }

    /// The number of combinations of values that codes of the rule may have; dates are not counted.
    #[must_use]
    pub fn combinations(&self) -> u64 {
        // Depth first over the values that depend on each other; the others multiply.
        fn walk(rule: &Rule, at: usize, chosen: &mut Vec<(usize, String)>) -> u64 {
            let Some(segment) = rule.spec.segments.get(at) else {
                return 1;
            };
            let mut sum = 0;
            if let Part::Values(values) = &segment.part {
                let parent = match values.within.as_ref().and_then(|name| rule.segment(name)) {
                    None => Some(String::new()),
                    Some(part) => chosen
                        .iter()
                        .find(|(of, _)| *of == part)
                        .map(|(_, text)| text.clone()),
                };
                let here = parent.and_then(|parent| values.by_parent.get(&parent));
                let asked = rule.spec.segments[at + 1..].iter().any(|later| {
                    matches!(&later.part, Part::Values(later) if later.within.is_some() && later.within == segment.name)
                });
                if asked {
                    for text in here.into_iter().flatten().map(|(text, _)| text) {
                        chosen.push((at, text.clone()));
                        sum = walk(rule, at + 1, chosen).saturating_add(sum);
                        chosen.pop();
                    }
                } else {
                    let number = here.map_or(0, |here| here.len() as u64);
                    if number > 0 {
                        sum = walk(rule, at + 1, chosen).saturating_mul(number);
                    }
                }
            } else {
                sum = walk(rule, at + 1, chosen);
            }
            if segment.optional {
                sum = walk(rule, at + 1, chosen).saturating_add(sum);
            }
            sum
        }
        walk(self, 0, &mut Vec::new())
    }
}

/// Ranges from `start` on, each number in one of them.
fn merged(ranges: &[(u64, u64)], start: u64) -> Vec<(u64, u64)> {
    let mut sorted: Vec<(u64, u64)> = ranges
        .iter()
        .filter(|(_, last)| *last >= start)
        .map(|&(first, last)| (first.max(start), last))
        .collect();
    sorted.sort_unstable();
    let mut merged: Vec<(u64, u64)> = Vec::new();
    for (first, last) in sorted {
        match merged.last_mut() {
            Some(open) if first <= open.1.saturating_add(1) => open.1 = open.1.max(last),
            _ => merged.push((first, last)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::tests::raw_material;

    #[test]
    fn numbers_run_out_at_the_pace_of_the_last_year() {
        let mut rule = raw_material();
        let few = rule.forecast(40_000, 10_000);
        assert_eq!((few.left, few.percent, few.days), (59_999, 40, Some(2_189)));
        assert!(!few.ending);
        assert!(rule.forecast(90_000, 10_000).ending, "within a year");
        assert!(rule.forecast(96_000, 0).ending, "hardly any left");
        assert_eq!(rule.forecast(96_000, 0).days, None);
        assert_eq!(rule.forecast(99_999, 5).left, 0);
        if let Part::Serial(serial) = &mut rule.spec.segments[4].part {
            serial.reserved = vec![(90_000, 99_999)];
        }
        let reserved = rule.forecast(89_999, 1);
        assert_eq!(
            (reserved.left, reserved.percent, reserved.days),
            (0, 100, Some(0))
        );
    }

    #[test]
    fn reserved_numbers_are_no_room() {
        let mut rule = raw_material();
        assert_eq!(rule.numbers(), 99_999);
        assert_eq!(rule.combinations(), 3);
        if let Part::Serial(serial) = &mut rule.spec.segments[4].part {
            serial.reserved = vec![(0, 99), (50, 199), (1_000, 1_999)];
        }
        assert_eq!(rule.numbers(), 99_999 - 199 - 1_000);
        rule.spec.segments[1].optional = true;
        assert_eq!(rule.combinations(), 6);
    }
}
