//! Pieces of YAML that every reader takes for the same.

use serde_json::Value;

use crate::base::edit::scalar;

/// The widest line that a list is written on.
const WIDTH: usize = 110;

/// `indent` blanks, then `key: value`.
pub(super) fn field(out: &mut String, indent: usize, key: &str, value: &str) {
    raw_field(out, indent, key, &scalar(value));
}

/// As [`field`], with a value that is YAML already.
pub(super) fn raw_field(out: &mut String, indent: usize, key: &str, value: &str) {
    line(out, indent, &format!("{}: {value}", scalar(key)));
}

/// A line of its own.
pub(super) fn line(out: &mut String, indent: usize, text: &str) {
    for _ in 0..indent {
        out.push(' ');
    }
    out.push_str(text);
    out.push('\n');
}

/// A list of texts: on one line if it fits, else one line each.
pub(super) fn list<S: AsRef<str>>(out: &mut String, indent: usize, key: &str, items: &[S]) {
    let items: Vec<_> = items.iter().map(|item| scalar(item.as_ref())).collect();
    let flow = format!("{}: [{}]", scalar(key), items.join(", "));
    if indent + flow.chars().count() <= WIDTH {
        line(out, indent, &flow);
        return;
    }
    line(out, indent, &format!("{}:", scalar(key)));
    for item in items {
        line(out, indent + 2, &format!("- {item}"));
    }
}

/// A key with any value: on one line if it fits, else a line for each entry.
pub(super) fn value(out: &mut String, indent: usize, key: &str, value: &Value) {
    let flow = format!("{}: {}", scalar(key), flow(value));
    if indent + flow.chars().count() <= WIDTH {
        line(out, indent, &flow);
        return;
    }
    match value {
        Value::Object(map) => {
            line(out, indent, &format!("{}:", scalar(key)));
            map.iter()
                .for_each(|(key, entry)| self::value(out, indent + 2, key, entry));
        }
        Value::Array(items) => {
            line(out, indent, &format!("{}:", scalar(key)));
            items.iter().for_each(|entry| item(out, indent + 2, entry));
        }
        _ => line(out, indent, &flow),
    }
}

/// An item of a list.
fn item(out: &mut String, indent: usize, entry: &Value) {
    let flow = format!("- {}", flow(entry));
    match entry {
        Value::Object(map) if indent + flow.chars().count() > WIDTH => {
            let mut lines = String::new();
            map.iter()
                .for_each(|(key, entry)| value(&mut lines, indent + 2, key, entry));
            // The first key stands on the line of the hyphen.
            let first = lines.get(indent + 2..).unwrap_or_default();
            line(out, indent, &format!("- {}", first.trim_end_matches('\n')));
        }
        _ => line(out, indent, &flow),
    }
}

/// Any value on one line.
pub(super) fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => scalar(text).into_owned(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) => {
            let entry = |(key, value): (&String, &Value)| format!("{}: {}", scalar(key), flow(value));
            let entries: Vec<String> = map.iter().map(entry).collect();
            format!("{{{}}}", entries.join(", "))
        }
        other => other.to_string(),
    }
}

/// A list of actions on one line.
pub(super) fn actions(list: &str) -> String {
    let items: Vec<_> = list
        .split(',')
        .filter(|action| !action.is_empty())
        .map(scalar)
        .collect();
    format!("[{}]", items.join(", "))
}

/// A name as part of a file name or key: letters and digits of any script, in small letters, with `-` between.
pub(super) fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() || c == '_' {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
        if out.len() >= 60 {
            break;
        }
    }
    let out = out.trim_end_matches('-').to_owned();
    if out.is_empty() { "other".to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_names_of_files() {
        assert_eq!(slug("Acme (Shanghai) Co., Ltd."), "acme-shanghai-co-ltd");
        assert_eq!(slug("../../etc/passwd"), "etc-passwd");
        assert_eq!(slug("采购 部"), "采购-部");
        assert_eq!(slug("///"), "other");
    }

    #[test]
    fn long_lists_take_a_line_each() {
        let mut out = String::new();
        list(&mut out, 4, "roles", &["a", "no"]);
        assert_eq!(out, "    roles: [a, \"no\"]\n");
        out.clear();
        let names: Vec<String> = (0..20).map(|n| format!("module.group_{n}")).collect();
        list(&mut out, 0, "roles", &names);
        assert!(out.starts_with("roles:\n  - module.group_0\n"));
    }
}
