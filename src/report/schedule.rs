//! When backups run, in words.

use croner::describe::{English, Language};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::backup::Schedule;
use crate::backup::units::Planned;

use super::Lang;
use super::document::{Document, Line, Table};

/// How many runs are listed.
const RUNS: usize = 3;

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

/// A schedule in words, without its time zone: "at 02:00".
#[must_use]
pub fn words(schedule: &Schedule, lang: Lang) -> String {
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
                "at 01:30, on Monday, Tuesday, Wednesday, Thursday, and Friday",
                "01:30，星期一，星期二，星期三，星期四，和星期五",
            ),
            ("*/15 * * * *", "at every 15 minutes", "每15分钟"),
            (
                "0 4 1 1,7 *",
                "at 04:00, on day 1, in January and July",
                "04:00，每月1日，1月和7月",
            ),
            (
                "0 0 L * *",
                "at 00:00, on the last day of the month",
                "00:00，每月最后一天",
            ),
        ] {
            let schedule = Schedule::parse(text, TimeZone::UTC).unwrap();
            assert_eq!(words(&schedule, Lang::En), en);
            assert_eq!(words(&schedule, Lang::Zh), zh);
        }
    }
}
