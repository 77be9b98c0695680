//! Rows whose value is a document of its own, such as a rule or the guard: shown field by field.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::{Change, Sym, Verb};
use crate::report::document::{Line, Sign};

use super::entry::{Entry, Speech};

impl Speech<'_> {
    /// The fields that a change adds, removes or changes; none when the values are no documents.
    pub(in crate::report) fn fields(&self, change: &Change) -> Option<Vec<Entry>> {
        let of = |cells: &[Sym]| match cells.first().and_then(|&cell| self.symbols.get(cell)) {
            None => Some(BTreeMap::new()),
            Some(text) => fields(text),
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

/// The fields of a document by their paths; lists of plain values are one field. None when it is no document.
fn fields(text: &str) -> Option<BTreeMap<String, String>> {
    let value: Value = serde_json::from_str(text).ok()?;
    let mut found = BTreeMap::new();
    (value.is_object() || value.is_array()).then(|| collect("", &value, &mut found))?;
    Some(found)
}

fn collect(path: &str, value: &Value, found: &mut BTreeMap<String, String>) {
    let below = |name: &str| match (path, name) {
        ("", name) => name.to_owned(),
        (path, "") => path.to_owned(),
        (path, name) => format!("{path}.{name}"),
    };
    match value {
        Value::Object(map) => map
            .iter()
            .for_each(|(name, value)| collect(&below(name), value, found)),
        Value::Array(list) if list.iter().any(|item| item.is_object() || item.is_array()) => {
            for (at, item) in (1..).zip(list) {
                collect(&format!("{path}[{at}]"), item, found);
            }
        }
        Value::Array(list) => {
            let plain: Vec<String> = list.iter().map(plain).collect();
            found.insert(path.to_owned(), plain.join(", "));
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
    use super::fields;

    #[test]
    fn a_document_is_taken_apart() {
        let found =
            fields(r#"{"a":{"":{"RM":"原料"}},"list":["x",2],"parts":[{"n":1},{"n":2}],"on":true}"#).unwrap();
        let found: Vec<String> = found
            .iter()
            .map(|(path, value)| format!("{path}={value}"))
            .collect();
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
        assert!(fields("12").is_none() && fields("{").is_none());
    }
}
