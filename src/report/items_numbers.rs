//! How full the running numbers of rules are, and when they run out.

use crate::base::sheet::{Cell, Sheet};
use crate::base::text::grouped;
use crate::items::Forecast;
use crate::reconcile::{Checked, Counter};

use super::Lang;
use super::document::{Document, Line, Table, Tone};

/// How many running numbers are shown.
const NAMED: usize = 20;

/// A running number in use.
struct Number<'c> {
    rule: &'c str,
    per: &'c str,
    used: Counter,
    forecast: Forecast,
}

/// Every running number: those that come to their end first, then the fullest.
fn numbers(checked: &Checked) -> Vec<Number<'_>> {
    let mut numbers: Vec<Number<'_>> = checked
        .counters
        .iter()
        .map(|((rule, per), used)| Number {
            rule: &checked.rules[*rule].name,
            per: if per.is_empty() { "-" } else { per },
            used: *used,
            forecast: checked.rules[*rule].forecast(used.highest, used.last_year),
        })
        .collect();
    numbers.sort_by_key(|number| {
        let forecast = &number.forecast;
        let days = forecast.days.unwrap_or(u64::MAX);
        (!forecast.ending, days, std::cmp::Reverse(forecast.percent))
    });
    numbers
}

/// The day on which no number is left at the pace of the last year; none where there is no pace, or it is beyond all calendars.
#[must_use]
pub fn end(checked: &Checked, forecast: &Forecast) -> Option<jiff::civil::Date> {
    let days = i32::try_from(forecast.days?).ok()?;
    let span = jiff::Span::new().try_days(days).ok()?;
    checked.today.checked_add(span).ok()
}

fn end_in_words(checked: &Checked, forecast: &Forecast, lang: Lang) -> String {
    match (forecast.days, end(checked, forecast)) {
        (None, _) => lang.pick("no codes in the last year", "近一年无新增").to_owned(),
        (Some(_), Some(day)) if forecast.left > 0 => day.to_string(),
        (Some(_), Some(_)) => lang.pick("now", "已用尽").to_owned(),
        (Some(_), None) => lang.pick("never", "不会用尽").to_owned(),
    }
}

/// How full they are, and when they run out; those that come to their end stand out.
pub fn table(checked: &Checked, lang: Lang, document: &mut Document) {
    let numbers = numbers(checked);
    if numbers.is_empty() {
        return;
    }
    let ending = numbers.iter().filter(|number| number.forecast.ending).count();
    document.heading(if ending > 0 {
        lang.pick(
            format!("Running numbers: {} come to their end", grouped(ending)),
            format!("流水号：{} 个即将用尽", grouped(ending)),
        )
    } else {
        lang.pick("Running numbers", "流水号").to_owned()
    });
    let mut table = Table {
        head: head(lang).map(str::to_owned).to_vec(),
        rows: Vec::new(),
    };
    for number in numbers.iter().take(NAMED) {
        let count = |number: u64| Line::plain(grouped(usize::try_from(number).unwrap_or(usize::MAX)));
        let tone = if number.forecast.ending {
            Tone::Caution
        } else {
            Tone::Plain
        };
        let mut end = Line::new().tone(tone, end_in_words(checked, &number.forecast, lang));
        if number.forecast.ending {
            end = end.tone(Tone::Caution, lang.pick(" !", " ！"));
        }
        table.rows.push(vec![
            Line::named(number.rule),
            Line::plain(number.per),
            count(number.used.highest),
            Line::plain(format!("{}%", number.forecast.percent)),
            count(number.forecast.left),
            count(number.used.last_year),
            end,
        ]);
    }
    document.table(table);
    let more = numbers.len().saturating_sub(NAMED);
    if more > 0 {
        let more = grouped(more);
        document.paragraph(Line::plain(lang.pick(
            format!("and {more} more, which last longer; `--format xlsx` and `json` list all of them"),
            format!("另有 {more} 个可用更久，`--format xlsx` 和 `json` 列出全部"),
        )));
    }
}

fn head(lang: Lang) -> [&'static str; 7] {
    lang.pick(
        ["rule", "per", "highest", "full", "left", "in a year", "runs out"],
        ["规则", "分组", "最大号", "已用", "剩余", "近一年新增", "预计用尽"],
    )
}

/// Every running number as a row for a spreadsheet.
#[must_use]
pub fn sheet(checked: &Checked, lang: Lang) -> Sheet<'_> {
    let head = head(lang);
    let [rule, per, highest, full, left, year, end] = head;
    let last = lang.pick("comes to its end", "即将用尽");
    let rows = numbers(checked).into_iter().map(move |number| {
        let row: Vec<Cell<'_>> = vec![
            number.rule.into(),
            number.per.into(),
            number.used.highest.into(),
            format!("{}%", number.forecast.percent).into(),
            number.forecast.left.into(),
            number.used.last_year.into(),
            end_in_words(checked, &number.forecast, lang).into(),
            if number.forecast.ending {
                lang.pick("yes", "是").into()
            } else {
                Cell::default()
            },
        ];
        row
    });
    let head = [rule, per, highest, full, left, year, end, last];
    Sheet::new(lang.pick("running numbers", "流水号"), &head, rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::Rule;
    use crate::report::{Look, terminal};

    #[test]
    fn the_first_to_end_come_first() {
        let spec = serde_json::json!({"segments": [{"part": {"literal": "A"}}, {"part": {"serial": {"width": 3, "start": 1, "gaps": true}}}]});
        let rule = Rule::new("screws", serde_json::from_value(spec).unwrap()).unwrap();
        let counter = |highest, last_year| Counter {
            codes: highest,
            highest,
            last_year,
        };
        let checked = Checked {
            rules: vec![rule],
            counters: [
                ((0, "slow".to_owned()), counter(500, 10)),
                ((0, "fast".to_owned()), counter(500, 300)),
                ((0, "still".to_owned()), counter(800, 0)),
                ((0, "full".to_owned()), counter(999, 9)),
            ]
            .into(),
            today: "2026-03-01".parse().unwrap(),
            ..Checked::default()
        };
        for (lang, name) in [(Lang::En, "numbers"), (Lang::Zh, "numbers_zh")] {
            let mut document = Document::new();
            table(&checked, lang, &mut document);
            let look = Look {
                colour: false,
                width: 100,
            };
            insta::assert_snapshot!(name, terminal::render(&document, look));
        }
    }
}
