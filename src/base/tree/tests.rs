use std::fmt::Write as _;

use super::super::diagnostic::Diagnostics;
use super::super::source::SourceMap;
use super::*;

/// The tree in one line, and what was said about the file.
fn show(text: &str) -> (String, Vec<String>) {
    let mut map = SourceMap::new();
    let file = map.add("x", text);
    let mut bag = Diagnostics::new();
    let tree = Tree::parse(&map, file, &mut bag);
    bag.sort(&map);
    let said = bag.iter().map(|d| {
        let label = d.primary.as_ref().expect("placed");
        let mut line = format!("{} {} {}", map.line_col(label.span), d.code.id, d.message);
        for other in &d.secondary {
            let _ = write!(line, " [{}]", map.line_col(other.span));
        }
        line
    });
    let said = said.collect();
    let shape = tree.map_or("none".into(), |tree| {
        tree.roots()
            .iter()
            .map(|root| shape(&tree, *root))
            .collect::<Vec<_>>()
            .join(" --- ")
    });
    (shape, said)
}

fn shape(tree: &Tree, id: Id) -> String {
    let star = if tree.is_alias(id) { "*" } else { "" };
    let own = match tree.kind(id) {
        Kind::Text => format!("{:?}", tree.key(id)),
        Kind::Seq => format!(
            "[{}]",
            tree.items(id)
                .iter()
                .map(|i| shape(tree, *i))
                .collect::<Vec<_>>()
                .join(" ")
        ),
        Kind::Map => {
            let pairs = tree
                .entries(id)
                .map(|(k, v)| format!("{}:{}", tree.key(k), shape(tree, v)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(" "))
        }
        Kind::Null => "null".into(),
        Kind::Bool(b) => b.to_string(),
        Kind::Int(i) => i.to_string(),
        Kind::Float(f) => format!("{f:?}"),
    };
    format!("{star}{own}")
}

#[test]
fn documents_of_every_form() {
    for (text, expected) in [
        ("", "null"),
        ("# only a comment\n", "null"),
        ("a: 1\nb: [x, 'y', \"z\\n\"]\n", r#"{a:1 b:["x" "y" "z\n"]}"#),
        ("a:\n- 1\n- b: 2\n", "{a:[1 {b:2}]}"),
        ("a: |\n  x\n  y\nb: >\n  x\n  y\n", r#"{a:"x\ny\n" b:"x y\n"}"#),
        (
            "1: a\nno: b\n~: c\n2026-01-01: d\n",
            r#"{1:"a" no:"b" ~:"c" 2026-01-01:"d"}"#,
        ),
        (
            "a: 007\nb: no\nc: 1:30\nd: 1e3\n",
            r#"{a:"007" b:"no" c:"1:30" d:1000.0}"#,
        ),
        ("a: \"1\"\nb: '~'\nc: \"true\"\n", r#"{a:"1" b:"~" c:"true"}"#),
        ("a:\nb: ~\n", "{a:null b:null}"),
        ("---\na: 1\n---\nb: 2\n", "{a:1} --- {b:2}"),
        (
            "a: &x {k: 1}\nb: *x\nc: {<<: *x, l: 2}\n",
            "{a:{k:1} b:*{k:1} c:{l:2 k:1}}",
        ),
        (
            "a: &x {k: 1, m: 0}\nb: {<<: [*x, {m: 5, n: 6}], k: 2}\n",
            "{a:{k:1 m:0} b:{k:2 m:0 n:6}}",
        ),
        ("\"<<\": 1\n", "{<<:1}"),
        ("a: &k name\nb: {*k : 1}\n", r#"{a:"name" b:{name:1}}"#),
        ("a: 1\r\nb: x\r\n", r#"{a:1 b:"x"}"#),
        ("李: 张伟\n", r#"{李:"张伟"}"#),
    ] {
        assert_eq!(show(text), (expected.to_string(), vec![]), "{text:?}");
    }
}

#[test]
fn what_is_wrong_is_said_and_the_rest_is_read() {
    for (text, expected, said) in [
        (
            "a: 1\nb: 2\na: 3\n",
            "{a:1 b:2}",
            "3:1 file/duplicate-key key `a` twice in one map [1:1]",
        ),
        (
            "a: *x\n",
            "{a:null}",
            "1:4 file/alias no anchor `x` before this alias",
        ),
        (
            "a: &x [*x]\n",
            "{a:[null]}",
            "1:8 file/alias an alias inside of what it stands for",
        ),
        (
            "a: {<<: 1, b: 2}\n",
            "{a:{b:2}}",
            "1:9 file/merge `<<` takes a map, an alias of one, or a list of those",
        ),
        (
            "[a]: 1\nb: 2\n",
            "{b:2}",
            "1:1 file/complex-key a list or a map as a key",
        ),
        (
            "a: !!int 5\n",
            r#"{a:"5"}"#,
            "1:4 file/tag tag `!!int` has no meaning here",
        ),
        (
            "a: 1e999\n",
            "{a:null}",
            "1:4 file/number-range a number too large for any computer number",
        ),
        (
            "e\u{301}: 1\n",
            "{é:1}",
            "1:1 file/key-not-normal key `é` is not written in normal form C",
        ),
        (
            "paypal: 1\np\u{430}ypal: 2\n",
            "{paypal:1 pаypal:2}",
            "2:1 file/confusable-keys keys `paypal` and `pаypal` look the same [1:1]",
        ),
        (
            "a: [1, 2\nb: 3\n",
            "none",
            "2:2 file/syntax a colon where none can stand",
        ),
        (
            "a: b: c\n",
            "none",
            "1:5 file/syntax a colon where none can stand",
        ),
        ("a:\n\t- b\n", "none", "2:2 file/syntax a tab in the indentation"),
        ("a: \"x\n", "none", "2:1 file/syntax a quote that is not closed"),
        ("a: @x\n", "none", "1:4 file/syntax a value cannot begin with @"),
    ] {
        let (shape, all) = show(text);
        assert_eq!((shape.as_str(), all.len()), (expected, 1), "{text:?} {all:?}");
        assert!(all[0].starts_with(said), "{text:?}: {}", all[0]);
    }
}

#[test]
fn many_duplicates_are_found_by_hashing_too() {
    let mut text: String = (0..40).map(|i| format!("k{i}: {i}\n")).collect();
    text.push_str("k7: again\nk7: and again\n");
    let (_, said) = show(&text);
    assert_eq!(said.len(), 2);
    assert_eq!(said[0], "41:1 file/duplicate-key key `k7` twice in one map [8:1]");
}

#[test]
fn bombs_and_depth_stop_early() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for i in 1..10 {
        let _ = writeln!(
            bomb,
            "a{i}: &a{i} [{}]",
            vec![format!("*a{}", i - 1); 10].join(", ")
        );
    }
    let (shape, said) = show(&bomb);
    assert_eq!(shape, "none");
    assert!(
        said[0].contains("file/alias-bomb aliases stand for more than 10,000,000 values"),
        "{said:?}"
    );

    for deep in ["[".repeat(100_000), "{a: ".repeat(100_000), "- ".repeat(100_000)] {
        let (shape, said) = show(&deep);
        assert_eq!(shape, "none");
        assert!(said[0].contains("nested more than 64 levels deep"), "{said:?}");
    }
    let mut chain = String::from("- &a0 [x]\n");
    for i in 1..1000 {
        let _ = writeln!(chain, "- &a{i} [*a{}]", i - 1);
    }
    assert!(show(&chain).1[0].contains("file/too-deep"));
}

#[test]
fn spans_are_exact() {
    let mut map = SourceMap::new();
    let text = "users: # c\n  李.娜:   {name: \"李\\u0020娜\", empty: }\n  b:\n    - x y # z\n    - |\n      block\n    - &n 5\nlast:\n";
    let file = map.add("x", text);
    let mut bag = Diagnostics::new();
    let tree = Tree::parse(&map, file, &mut bag).expect("parses");
    let at = |pointer: &str| {
        let (key, value) = tree.pointer(tree.root(), pointer).expect("there");
        (key.map_or("-", |k| tree.raw(k)), tree.raw(value))
    };
    assert_eq!(at("/users/李.娜/name"), ("name", "\"李\\u0020娜\""));
    assert_eq!(at("/users/李.娜"), ("李.娜", "{name: \"李\\u0020娜\", empty: }"));
    assert_eq!(at("/users/李.娜/empty"), ("empty", ""));
    assert_eq!(at("/users/b/0"), ("-", "x y"));
    assert_eq!(at("/users/b/1"), ("-", "block"));
    assert_eq!(at("/users/b/2"), ("-", "5"));
    assert_eq!(
        at("/users/b"),
        ("b", "- x y # z\n    - |\n      block\n    - &n 5")
    );
    assert_eq!(at("/last"), ("last", ""));
    let empty = tree.pointer(tree.root(), "/last").expect("there").1;
    assert_eq!(map.place(tree.span(empty)), "x:8:5");
    assert!(!tree.is_plain(tree.pointer(tree.root(), "/users/b/1").expect("there").1));
    assert!(tree.pointer(tree.root(), "/users/none").is_none());
}
