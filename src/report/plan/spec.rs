//! Rows whose value is a document of its own, such as a rule or the guard: shown field by field.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::{Change, Rel, Sym, Verb};
use crate::report::Lang;
use crate::report::document::{Line, Sign};

use super::entry::{Entry, Speech};

impl Speech<'_> {
    /// The fields that a change adds, removes or changes; none when the values are no documents.
    pub(in crate::report) fn fields(&self, change: &Change) -> Option<Vec<Entry>> {
        let shape = Shape {
            lang: self.lang,
            periods: change.rel == Rel::BackupPolicy,
        };
        let of = |cells: &[Sym]| match cells.first().and_then(|&cell| self.symbols.get(cell)) {
            None => Some(BTreeMap::new()),
            Some(text) => fields(text, shape),
        };
        let (old, new) = match change.verb {
            Verb::Delete => return None,
            Verb::Insert => (BTreeMap::new(), of(change.new_values())?),
            Verb::Update | Verb::Rename => (of(change.old())?, of(change.new_values())?),
        };
        let key = Line::named(self.symbols.text(change.key()[0]));
        let mut paths: Vec<&String> = old.keys().chain(new.keys()).collect();
        paths.sort();
        paths.dedup();
        let entry = |path: &String| {
            let (before, after) = (old.get(path), new.get(path));
            let (sign, template, values) = match (before, after) {
                (None, Some(after)) => (Sign::Added, "{1} {2}: {3}", vec![after]),
                (Some(before), None) => (Sign::Removed, "{1} {2}: {3}", vec![before]),
                (Some(before), Some(after)) if before != after => {
                    (Sign::Changed, "{1} {2}: {3} -> {4}", vec![before, after])
                }
                _ => return None,
            };
            let named = values.into_iter().map(|value| Line::named(value));
            Some(Entry {
                values: [key.clone(), Line::plain(path)]
                    .into_iter()
                    .chain(named)
                    .collect(),
                ..self.entry(change, sign, template, template)
            })
        };
        Some(paths.into_iter().filter_map(entry).collect())
    }
}

/// How values are put into words.
#[derive(Debug, Clone, Copy)]
struct Shape {
    lang: Lang,
    /// Whether some numbers are lengths of time, in seconds.
    periods: bool,
}

/// Fields of backup policies that are lengths of time.
const PERIODS: [&str; 4] = ["rpo", "rto", "min_age", "immutable"];

/// Levels of a rule that the files do not have: only what is below them is named.
const UNSAID: [&str; 2] = ["part", "by_parent"];

/// The fields of a document by their paths; lists of plain values are one field. None when it is no document.
fn fields(text: &str, shape: Shape) -> Option<BTreeMap<String, String>> {
    let value: Value = serde_json::from_str(text).ok()?;
    let mut found = BTreeMap::new();
    (value.is_object() || value.is_array()).then(|| collect("", &value, shape, &mut found))?;
    Some(found)
}

fn collect(path: &str, value: &Value, shape: Shape, found: &mut BTreeMap<String, String>) {
    let below = |name: &str, value: &Value| match (path, name) {
        ("", name) => name.to_owned(),
        (path, "") => path.to_owned(),
        (path, name) if value.is_object() && UNSAID.contains(&name) => path.to_owned(),
        (path, name) => format!("{path}.{name}"),
    };
    match value {
        Value::Object(map) => map
            .iter()
            .for_each(|(name, value)| collect(&below(name, value), value, shape, found)),
        // Places are told by where they are: one that is added does not move the others.
        Value::Array(list) if !list.is_empty() && list.iter().all(|item| item["url"].is_string()) => {
            let urls: Vec<String> = list.iter().map(|item| plain(&item["url"])).collect();
            found.insert(path.to_owned(), urls.join(shape.lang.comma()));
            for (item, url) in list.iter().zip(urls) {
                let rest = item
                    .as_object()
                    .into_iter()
                    .flatten()
                    .filter(|(name, _)| *name != "url");
                rest.for_each(|(name, value)| collect(&format!("{path}[{url}].{name}"), value, shape, found));
            }
        }
        Value::Array(list) if list.iter().any(|item| item.is_object() || item.is_array()) => {
            for (at, item) in (1..).zip(list) {
                collect(&format!("{path}[{at}]"), item, shape, found);
            }
        }
        Value::Array(list) => {
            let plain: Vec<String> = list.iter().map(plain).collect();
            found.insert(path.to_owned(), plain.join(shape.lang.comma()));
        }
        Value::Number(number) if shape.periods && PERIODS.iter().any(|name| path.ends_with(name)) => {
            let text = number.as_u64().map(|seconds| shape.lang.period(seconds));
            found.insert(path.to_owned(), text.unwrap_or_else(|| number.to_string()));
        }
        other => {
            found.insert(path.to_owned(), plain(other));
        }
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{Shape, fields};
    use crate::report::Lang;

    fn shown(text: &str, lang: Lang, periods: bool) -> Option<Vec<String>> {
        let found = fields(text, Shape { lang, periods })?;
        Some(
            found
                .iter()
                .map(|(path, value)| format!("{path}={value}"))
                .collect(),
        )
    }

    #[test]
    fn a_document_is_taken_apart() {
        let text = r#"{"a":{"":{"RM":"原料"}},"list":["x",2],"parts":[{"n":1},{"n":2}],"on":true}"#;
        let found = shown(text, Lang::En, false).unwrap();
        assert_eq!(
            found,
            [
                "a.RM=原料",
                "list=x, 2",
                "on=true",
                "parts[1].n=1",
                "parts[2].n=2"
            ]
        );
        assert!(shown("12", Lang::En, false).is_none() && shown("{", Lang::En, false).is_none());
    }

    #[test]
    fn fields_are_named_as_in_the_files() {
        let text = r#"{"segments":[{"name":"x","part":{"values":{"within":"a","by_parent":{"RM":{"ST":"钢材"},"":{"part":"p"}}}}},
            {"part":{"literal":"-"}}]}"#;
        assert_eq!(
            shown(text, Lang::En, false).unwrap(),
            [
                "segments[1].name=x",
                "segments[1].values.RM.ST=钢材",
                "segments[1].values.part=p",
                "segments[1].values.within=a",
                "segments[2].literal=-"
            ]
        );
    }

    #[test]
    fn lengths_of_time_and_places_read_well() {
        let text = r#"{"keep":{"daily":86400,"min_age":2592000},"objectives":{"rpo":86400,"rto":5400},
            "to":[{"url":"file:///a"},{"url":"s3://b","immutable":2592000}]}"#;
        assert_eq!(
            shown(text, Lang::En, true).unwrap(),
            [
                "keep.daily=86400",
                "keep.min_age=30d",
                "objectives.rpo=24h",
                "objectives.rto=90m",
                "to=file:///a, s3://b",
                "to[s3://b].immutable=30d"
            ]
        );
        let chinese = shown(text, Lang::Zh, true).unwrap();
        assert_eq!(
            chinese[1..5],
            [
                "keep.min_age=30 天",
                "objectives.rpo=24 小时",
                "objectives.rto=90 分钟",
                "to=file:///a、s3://b"
            ]
        );
        assert_eq!(shown(r#"{"rpo":86400}"#, Lang::En, false).unwrap(), ["rpo=86400"]);
    }
}
