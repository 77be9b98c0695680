//! Properties of reading, fixing and formatting, on arbitrary and on mutated texts.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::diagnostic::Diagnostics;
use super::edit::{apply, format, risky_scalars, scalar};
use super::schema::Schema;
use super::source::SourceMap;
use super::tree::read::read_partly;
use super::tree::{Entries, Id, Located, Tree};

const SEED: &str = "# a\nusers: # b\n  zhang.wei: {name: 张伟, roles: [a, 'b', \"c\\n\"]}\n  li: &x\n    name:   007\n    text: |\n      one\n       two\n    \
    off: no\n\n  b: {<<: *x, e: 1e3}\n  c: *x\nlist:\n- 1\n-   - -2.5\n- k: v\n  l: >-\n    f\n\n    g\n---\nz: ~\n";

fn parse(text: &str) -> (SourceMap, Option<Tree>, Diagnostics) {
    let mut map = SourceMap::new();
    let file = map.add("x", text);
    let mut bag = Diagnostics::new();
    let tree = Tree::parse(&map, file, &mut bag);
    (map, tree, bag)
}

/// Everything that can be done with a text works, and every place is a place.
fn exercise(text: &str) {
    let (map, tree, mut bag) = parse(text);
    if let Some(tree) = &tree {
        for root in tree.roots() {
            visit(&map, tree, *root);
        }
        let schema = Schema::of::<Entries<Located<String>>>();
        schema.check(tree, tree.root(), &mut bag);
        drop(read_partly::<Entries<Located<String>>>(
            tree,
            tree.root(),
            &[],
            &mut bag,
        ));
        if !bag.has_errors() {
            let fixed = apply(map.get(tree.file()).text(), &risky_scalars(tree)).expect("no overlap");
            let again = parse(&fixed).1.expect("what was fixed parses");
            assert!(
                tree.roots()
                    .iter()
                    .zip(again.roots())
                    .all(|(a, b)| tree.same(*a, &again, *b)),
                "{fixed:?}"
            );
        }
    } else {
        assert!(bag.has_errors());
    }
    bag.sort(&map);
    for diagnostic in &bag {
        for label in diagnostic.primary.iter().chain(&diagnostic.secondary) {
            assert!(map.get(label.span.file).text().get(label.span.range()).is_some());
            let _ = map.line_col(label.span);
        }
        let file = diagnostic.primary.as_ref().map(|l| l.span.file);
        if let Some(file) = file.filter(|_| !diagnostic.fix.is_empty()) {
            apply(map.get(file).text(), &diagnostic.fix).expect("fixes can be made");
        }
    }
    if let Some(formatted) = format(text) {
        let twice = format(&formatted).unwrap_or_else(|| formatted.clone());
        assert_eq!(
            format(&twice).unwrap_or_else(|| twice.clone()),
            twice,
            "settles: {text:?}"
        );
    }
}

fn visit(map: &SourceMap, tree: &Tree, id: Id) {
    let span = tree.span(id);
    assert!(map.get(span.file).text().get(span.range()).is_some(), "{span:?}");
    for (key, value) in tree.entries(id) {
        assert!(tree.as_str(key).is_some());
        visit(map, tree, key);
        visit(map, tree, value);
    }
    for item in tree.items(id) {
        visit(map, tree, *item);
    }
}

/// A document as data, to be written in many ways.
#[derive(Clone, Debug)]
enum Doc {
    Text(String),
    Seq(Vec<Self>),
    Map(Vec<(String, Self)>),
}

fn doc() -> impl Strategy<Value = Doc> {
    let leaf = "[a-z0-9 :#'\"\\-张]{0,6}".prop_map(Doc::Text);
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..5).prop_map(Doc::Seq),
            prop::collection::vec(("[a-z]{1,5}", inner), 1..5).prop_map(|mut entries| {
                entries.sort_by(|a, b| a.0.cmp(&b.0));
                entries.dedup_by(|a, b| a.0 == b.0);
                Doc::Map(entries)
            }),
        ]
    })
}

/// Writes a document with `step` columns per level, `gap` blanks after colons and dashes, and a comment per entry.
fn write(doc: &Doc, column: usize, step: usize, gap: usize, out: &mut String) {
    let pad = " ".repeat(column);
    let blanks = " ".repeat(gap);
    match doc {
        Doc::Text(text) => writeln!(out, "{}  ", scalar(text)).expect("text grows"),
        Doc::Seq(items) => {
            for item in items {
                write!(out, "{pad}#x\n{pad}-").expect("text grows");
                child(item, column, step, &blanks, gap, out);
            }
        }
        Doc::Map(entries) => {
            for (key, value) in entries {
                write!(out, "{pad}# y\n{pad}{key}:").expect("text grows");
                child(value, column, step, &blanks, gap, out);
            }
        }
    }
}

fn child(doc: &Doc, column: usize, step: usize, blanks: &str, gap: usize, out: &mut String) {
    out.push_str(if matches!(doc, Doc::Text(_)) {
        blanks
    } else {
        "  # z\n"
    });
    write(doc, column + step, step, gap, out);
}

proptest! {
    #[test]
    fn arbitrary_text_never_panics(text in ".{0,200}") {
        exercise(&text);
    }

    #[test]
    fn yaml_like_text_never_panics(text in "[-a-z0-9:{}\\[\\],&*!|>'\"#?%@~.<=\\\\ \n\t张\u{301}\u{feff}]{0,80}") {
        exercise(&text);
    }

    #[test]
    fn mutated_documents_never_panic(
        changes in prop::collection::vec((0..SEED.len(), "[-a:{}\\[\\],&*!|>'\"#? \n张]{0,2}", 0..4usize), 1..6),
    ) {
        let mut text = SEED.to_owned();
        for (at, with, skip) in changes {
            let start = (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
            let end = (start + skip..=text.len()).find(|i| text.is_char_boundary(*i)).unwrap_or(text.len());
            text.replace_range(start..end, &with);
        }
        exercise(&text);
    }

    #[test]
    fn every_indentation_has_one_canonical_form(doc in doc(), step in 1..6usize, gap in 1..4usize) {
        let collection = Doc::Map(vec![("root".into(), doc)]);
        let (mut odd, mut even) = (String::new(), String::new());
        write(&collection, 0, step, gap, &mut odd);
        write(&collection, 0, 2, 1, &mut even);
        let form = |text: &str| format(text).unwrap_or_else(|| text.to_owned());
        let (odd, even) = (form(&odd), form(&even));
        let columns = |text: &str| text.lines().map(|l| l.len() - l.trim_start().len()).collect::<Vec<_>>();
        prop_assert_eq!(columns(&odd), columns(&even), "{}\n{}", odd, even);
        prop_assert!(odd.lines().all(|l| l.trim_end() == l), "{}", odd);
        let (a, b) = (parse(&odd).1.expect("parses"), parse(&even).1.expect("parses"));
        prop_assert!(a.same(a.root(), &b, b.root()));
    }
}
