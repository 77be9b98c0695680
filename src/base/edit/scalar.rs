//! Scalars that every YAML reader takes for the same text.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::super::text::is_unsafe_to_show;
use super::super::tree::Tree;
use super::super::tree::scalar::is_ambiguous;
use super::Edit;

/// A text as a YAML scalar: plain where no reader (YAML 1.1 or 1.2, in block or flow context) can take it for something
/// else, else in double quotes. Always one line.
#[must_use]
pub fn scalar(text: &str) -> Cow<'_, str> {
    if is_safe_plain(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(quoted(text))
    }
}

fn is_safe_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    let indicator = matches!(
        first,
        '-' | '?'
            | ':'
            | ','
            | '['
            | ']'
            | '{'
            | '}'
            | '#'
            | '&'
            | '*'
            | '!'
            | '|'
            | '>'
            | '\''
            | '"'
            | '%'
            | '@'
            | '`'
    );
    let inside =
        |c: char| is_unsafe_to_show(c) || matches!(c, ',' | '[' | ']' | '{' | '}' | '\u{85}' | '\u{a0}');
    !indicator
        && !is_ambiguous(text)
        && !text.starts_with([' ', '.'])
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.contains(inside)
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_unsafe_to_show(c) || c == '\u{a0}' => {
                let code = c as u32;
                let _ = if code > 0xffff {
                    write!(out, "\\U{code:08x}")
                } else {
                    write!(out, "\\u{code:04x}")
                };
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Edits that quote every plain scalar which is text here, but which some other YAML reader would take for a boolean, a
/// number, a date or nothing. What the file means here stays the same.
#[must_use]
pub fn risky_scalars(tree: &Tree) -> Vec<Edit> {
    tree.texts()
        .filter(|id| tree.is_plain(*id))
        .filter(|id| {
            let raw = tree.raw(*id);
            // A merge key must stay plain. What differs from its source is an alias used as a key.
            raw != "<<" && raw == tree.key(*id) && is_ambiguous(raw)
        })
        .map(|id| Edit::new(tree.span(id), format!("\"{}\"", tree.raw(id))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::diagnostic::Diagnostics;
    use super::super::super::source::SourceMap;
    use super::super::apply;
    use super::*;

    fn parse(text: &str) -> Tree {
        let mut map = SourceMap::new();
        let file = map.add("x", text);
        Tree::parse(&map, file, &mut Diagnostics::new()).expect("parses")
    }

    #[test]
    fn every_text_comes_back() {
        for text in [
            "",
            " ",
            "a",
            "no",
            "007",
            "1e3",
            "2026-01-01",
            "~",
            "null",
            "true",
            "-",
            "- a",
            "a: b",
            "a #b",
            "#a",
            "a:",
            "[a]",
            "a,b",
            "\"x\"",
            "it's",
            "a\\b",
            "a\nb",
            "\t",
            "\u{feff}x",
            "\u{2028}",
            "\u{1f600}",
            "\u{e0001}",
            "张伟",
            "=",
            "<<",
            "*a",
            "&a",
            "!a",
            "%a",
            "@a",
            "`a",
            "---",
            "...",
            "--- a",
            "? a",
            "\u{85}",
            "\u{a0}",
            "0x1F",
            "1_000",
            "x ",
            "\u{7f}",
        ] {
            for doc in [
                format!("k: {}\n", scalar(text)),
                format!("k: [{}, x]\n", scalar(text)),
                format!("{}: v\n", scalar(text)),
            ] {
                let tree = parse(&doc);
                let first = tree.entries(tree.root()).next().expect("an entry");
                let found = [
                    tree.key(first.0),
                    tree.key(first.1),
                    tree.items(first.1).first().map_or("", |i| tree.key(*i)),
                ];
                assert!(found.contains(&text), "{text:?} in {doc:?}: {found:?}");
            }
        }
        assert_eq!(scalar("zhang.wei"), "zhang.wei");
        assert_eq!(scalar("Sales, east"), "\"Sales, east\"");
    }

    #[test]
    fn risky_scalars_are_quoted_and_nothing_else() {
        let text =
            "a: no # c\n007: 1\nb: [1:30, x, 5, ~, true, 2026-01-01]\nm: &m {on: y}\nc: {<<: *m, d: 'no'}\n";
        let tree = parse(text);
        let fixed = apply(text, &risky_scalars(&tree)).expect("no overlap");
        assert_eq!(
            fixed,
            "a: \"no\" # c\n\"007\": 1\nb: [\"1:30\", x, 5, ~, true, \"2026-01-01\"]\nm: &m {\"on\": \"y\"}\nc: {<<: *m, d: 'no'}\n"
        );
        let again = parse(&fixed);
        assert!(tree.same(tree.root(), &again, again.root()));
        assert!(risky_scalars(&again).is_empty());
    }
}
