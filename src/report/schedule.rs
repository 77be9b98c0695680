//! When backups run, in words.

use croner::describe::{English, Language};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::backup::units::Planned;
use crate::backup::{Field, Schedule};
use crate::base::text::join;

use super::Lang;
use super::document::{Document, Line, Table};

/// How many runs are listed.
const RUNS: usize = 3;

/// The most times of a day that are named one by one.
const TIMES: usize = 8;

/// The next runs of each policy.
#[must_use]
pub fn document(policies: &[Planned<'_>], now: Timestamp, lang: Lang) -> Document {
    let mut document = Document::new();
    let head = [
        lang.pick("policy", "策略"),
        lang.pick("title", "名称"),
        lang.pick("when", "时间"),
        lang.pick("next runs", "下次运行"),
    ];
    let row = |policy: &Planned<'_>| {
        let when = format!(
            "{}{}{}",
            words(policy.schedule, lang),
            lang.comma(),
            policy.spec.timezone
        );
        let next: Vec<String> = next(policy.schedule, now)
            .map(|run| minute(run, policy.schedule))
            .collect();
        vec![
            Line::named(policy.name),
            Line::plain(policy.spec.title.clone().unwrap_or_default()),
            Line::plain(when),
            Line::plain(next.join(lang.comma())),
        ]
    };
    document.table(Table {
        head: head.map(str::to_owned).to_vec(),
        rows: policies.iter().map(row).collect(),
    });
    document
}

/// The same for programs.
#[must_use]
pub fn json(policies: &[Planned<'_>], target: &str, now: Timestamp) -> Value {
    let policies: Vec<Value> = policies
        .iter()
        .map(|policy| {
            let next: Vec<String> = next(policy.schedule, now).map(|run| run.to_string()).collect();
            json!({
                "name": policy.name,
                "title": policy.spec.title,
                "schedule": policy.spec.schedule,
                "timezone": policy.spec.timezone,
                "next": next,
            })
        })
        .collect();
    json!({"version": 1, "target": target, "policies": policies})
}

fn next(schedule: &Schedule, now: Timestamp) -> impl Iterator<Item = Timestamp> {
    std::iter::successors(schedule.next_after(now), |run| schedule.next_after(*run)).take(RUNS)
}

/// An instant to the minute, in the time zone of the schedule.
fn minute(instant: Timestamp, schedule: &Schedule) -> String {
    let zoned = instant.to_zoned(schedule.zone().clone());
    zoned.strftime("%Y-%m-%d %H:%M").to_string()
}

/// A schedule in words, without its time zone: "at 02:00, Monday to Friday".
#[must_use]
pub fn words(schedule: &Schedule, lang: Lang) -> String {
    if let Some(plain) = plain(schedule, lang) {
        return plain;
    }
    match lang {
        Lang::En => {
            let text = schedule.cron().describe_lang(English);
            let text = text.trim_end_matches('.');
            let mut chars = text.chars();
            let first = chars.next().map(|c| c.to_ascii_lowercase());
            first.into_iter().chain(chars).collect()
        }
        Lang::Zh => {
            let text = schedule.cron().describe_lang(Chinese);
            text.trim_end_matches('.').replace(", ", "，").replace(' ', "")
        }
    }
}

/// The words of most schedules: a few times a day or every so many minutes, on days that numbers can say.
fn plain(schedule: &Schedule, lang: Lang) -> Option<String> {
    let numbers = |field| schedule.numbers(field);
    let [minutes, hours, days, months, weekdays] = Field::ALL.map(numbers);
    let (minutes, hours) = (minutes?, hours?);
    let mut words = Vec::new();
    let step = minutes.get(1).map_or(60, |second| second - minutes[0]);
    let even = minutes[0] == 0
        && 60 % step == 0
        && minutes.len() == usize::from(60 / step)
        && minutes.windows(2).all(|pair| pair[1] - pair[0] == step);
    if hours.len() == 24 && even {
        words.push(match step {
            60 => lang.pick("every hour", "每小时").to_owned(),
            1 => lang.pick("every minute", "每分钟").to_owned(),
            step => lang.pick(format!("every {step} minutes"), format!("每 {step} 分钟")),
        });
    } else if minutes.len() * hours.len() <= TIMES {
        let each = |hour: &u8| {
            minutes
                .iter()
                .map(|minute| format!("{hour:02}:{minute:02}"))
                .collect::<Vec<_>>()
        };
        let times: Vec<String> = hours.iter().flat_map(each).collect();
        words.push(lang.pick(format!("at {}", and(&times, lang)), and(&times, lang)));
    } else {
        return None;
    }
    let on_weekdays = and(&spans(weekdays?, &weekday_names(lang), lang), lang);
    let names: Vec<String> = (1..=31).map(|day: u8| day.to_string()).collect();
    let days: Vec<u8> = days?.iter().map(|day| day - 1).collect();
    let on_days = and(&spans(&days, &names, lang), lang);
    let on_days = lang.pick(
        format!("on day {on_days} of the month"),
        format!("每月 {on_days} 日"),
    );
    match (schedule.is_any(Field::Day), schedule.is_any(Field::Weekday)) {
        (true, true) => {}
        (false, true) => words.push(on_days),
        (true, false) => words.push(on_weekdays),
        (false, false) => words.push(lang.pick(
            format!("{on_days} or {on_weekdays}"),
            format!("{on_days}或{on_weekdays}"),
        )),
    }
    if !schedule.is_any(Field::Month) {
        let months: Vec<u8> = months?.iter().map(|month| month - 1).collect();
        let months = and(&spans(&months, &month_names(lang), lang), lang);
        words.push(lang.pick(format!("in {months}"), format!("仅 {months} 月")));
    }
    Some(words.join(lang.pick(", ", "，")))
}

fn weekday_names(lang: Lang) -> Vec<String> {
    let names = match lang {
        Lang::En => English.day_of_week_names(),
        Lang::Zh => Chinese.day_of_week_names(),
    };
    names.map(str::to_owned).to_vec()
}

fn month_names(lang: Lang) -> Vec<String> {
    match lang {
        Lang::En => English.month_names().map(str::to_owned).to_vec(),
        Lang::Zh => (1..=12).map(|month: u8| month.to_string()).collect(),
    }
}

/// The names of numbers; three and more that follow each other are "Monday to Friday".
fn spans(numbers: &[u8], names: &[String], lang: Lang) -> Vec<String> {
    let name = |number: u8| names.get(usize::from(number)).cloned().unwrap_or_default();
    let mut found = Vec::new();
    let mut rest = numbers;
    while let Some(&first) = rest.first() {
        let length = (0_u8..)
            .zip(rest)
            .take_while(|(at, number)| first + at == **number)
            .count();
        let (run, after) = rest.split_at(length);
        match run {
            [_, _, .., last] => found.push(lang.pick(
                format!("{} to {}", name(first), name(*last)),
                match name(first).starts_with(|c: char| c.is_ascii_digit()) {
                    true => format!("{} 至 {}", name(first), name(*last)),
                    false => format!("{}至{}", name(first), name(*last)),
                },
            )),
            few => found.extend(few.iter().map(|number| name(*number))),
        }
        rest = after;
    }
    found
}

/// "a, b and c".
fn and(words: &[String], lang: Lang) -> String {
    match lang {
        Lang::En => join(words.iter().cloned(), usize::MAX, "and"),
        Lang::Zh => words.join("、"),
    }
}

/// The words of schedules in Chinese. Blanks between them are taken away afterwards.
#[derive(Debug, Clone, Copy)]
struct Chinese;

impl Language for Chinese {
    fn every_minute(&self) -> &'static str {
        "每分钟"
    }
    fn every_second_phrase(&self) -> &'static str {
        "每秒"
    }
    fn every_x_minutes(&self, step: u16) -> String {
        format!("每 {step} 分钟")
    }
    fn every_x_seconds(&self, step: u16) -> String {
        format!("每 {step} 秒")
    }
    fn every_x_hours(&self, step: u16) -> String {
        format!("每 {step} 小时")
    }
    fn every_minute_of_every_x_hours(&self, step: u16) -> String {
        format!("每 {step} 小时中的每分钟")
    }
    fn at_time(&self, time: &str) -> String {
        time.to_owned()
    }
    fn at_time_and_every_x_seconds(&self, time: &str, step: u16) -> String {
        format!("{time} 起每 {step} 秒")
    }
    fn at_time_at_second(&self, time: &str, second: &str) -> String {
        format!("{time} 第 {second} 秒")
    }
    fn at_phrase(&self, phrase: &str) -> String {
        phrase.to_owned()
    }
    fn on_phrase(&self, phrase: &str) -> String {
        phrase.to_owned()
    }
    fn in_phrase(&self, phrase: &str) -> String {
        phrase.to_owned()
    }
    fn second_phrase(&self, s: &str) -> String {
        format!("第 {s} 秒")
    }
    fn minute_phrase(&self, s: &str) -> String {
        format!("第 {s} 分")
    }
    fn minute_past_every_hour_phrase(&self, s: &str) -> String {
        format!("每小时 {s}")
    }
    fn hour_phrase(&self, s: &str) -> String {
        format!("{s} 点")
    }
    fn year_phrase(&self, s: &str) -> String {
        format!("{s} 年")
    }
    fn day_phrase(&self, s: &str) -> String {
        format!("每月 {s} 日")
    }
    fn the_last_day_of_the_month(&self) -> &'static str {
        "每月最后一天"
    }
    fn the_weekday_nearest_day(&self, day: &str) -> String {
        format!("最接近 {day} 日的工作日")
    }
    fn the_last_weekday_of_the_month(&self, day: &str) -> String {
        format!("每月最后一个{day}")
    }
    fn the_nth_weekday_of_the_month(&self, n: u8, day: &str) -> String {
        format!("每月第 {n} 个{day}")
    }
    fn dom_and_dow_if_also(&self, dow: &str) -> String {
        format!("（且为{dow}）")
    }
    fn dom_and_dow_if_also_one_of(&self, dow: &str) -> String {
        format!("（且为{dow}之一）")
    }
    fn list_conjunction_and(&self) -> &'static str {
        "和"
    }
    fn list_conjunction_or(&self) -> &'static str {
        "或"
    }
    fn list_conjunction_and_comma(&self) -> &'static str {
        "和"
    }
    fn day_of_week_names(&self) -> [&'static str; 7] {
        [
            "星期日",
            "星期一",
            "星期二",
            "星期三",
            "星期四",
            "星期五",
            "星期六",
        ]
    }
    fn month_names(&self) -> [&'static str; 12] {
        [
            "1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月",
        ]
    }
    fn every_past_phrase(&self, every: &str, hours: &str) -> String {
        format!("{hours}{every}")
    }
    fn past_hour_phrase(&self, s: &str) -> String {
        format!("{s} 点")
    }
    fn every_x_months(&self, step: u16) -> String {
        format!("每 {step} 个月")
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    #[test]
    fn schedules_in_words() {
        for (text, en, zh) in [
            ("0 2 * * *", "at 02:00", "02:00"),
            (
                "30 1 * * MON-FRI",
                "at 01:30, Monday to Friday",
                "01:30，星期一至星期五",
            ),
            (
                "30 1 * * SAT,SUN",
                "at 01:30, Sunday and Saturday",
                "01:30，星期日、星期六",
            ),
            ("0 8,20 * * *", "at 08:00 and 20:00", "08:00、20:00"),
            ("*/15 * * * *", "every 15 minutes", "每 15 分钟"),
            ("@hourly", "every hour", "每小时"),
            (
                "0 4 1 1,7 *",
                "at 04:00, on day 1 of the month, in January and July",
                "04:00，每月 1 日，仅 1、7 月",
            ),
            (
                "0 3 1-3,15 * FRI",
                "at 03:00, on day 1 to 3 and 15 of the month or Friday",
                "03:00，每月 1 至 3、15 日或星期五",
            ),
            (
                "0 0 L * *",
                "at 00:00, on the last day of the month",
                "00:00，每月最后一天",
            ),
            ("7 * * * *", "at minute 7 past every hour", "每小时第7分"),
        ] {
            let schedule = Schedule::parse(text, TimeZone::UTC).unwrap();
            assert_eq!(words(&schedule, Lang::En), en);
            assert_eq!(words(&schedule, Lang::Zh), zh);
        }
    }
}
