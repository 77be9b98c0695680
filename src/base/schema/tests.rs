use std::fmt::Write as _;

use jsonschema::json::conformance;
use schemars::JsonSchema;
use serde_json::json;

use super::super::source::SourceMap;
use super::*;
use crate::base::tree::{Entries, Located};

fn check(schema: &Schema, text: &str) -> Vec<String> {
    let mut map = SourceMap::new();
    let file = map.add("x", text);
    let mut bag = Diagnostics::new();
    let tree = Tree::parse(&map, file, &mut bag).expect("parses");
    assert!(bag.is_empty());
    let good = schema.check(&tree, tree.root(), &mut bag);
    assert_eq!(good, bag.is_empty());
    bag.sort(&map);
    bag.iter()
        .map(|d| {
            let place = d
                .primary
                .as_ref()
                .map(|l| map.line_col(l.span).to_string())
                .unwrap_or_default();
            let more: Vec<_> = d
                .secondary
                .iter()
                .map(|l| format!(" [{} {}]", map.line_col(l.span), l.text))
                .collect();
            let help = d.help.as_ref().map(|h| format!(" ({h})")).unwrap_or_default();
            format!("{place} {} {}{}{help}", d.code.id, d.message, more.concat())
        })
        .collect()
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct File {
    users: Option<Entries<User>>,
    limits: Option<Vec<Limit>>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct User {
    name: Located<String>,
    employee: Option<Located<String>>,
    #[schemars(length(min = 1))]
    department: Option<String>,
    #[schemars(range(min = 1, max = 3))]
    level: Option<i64>,
    active: Option<bool>,
    state: Option<Located<State>>,
    #[schemars(extend("uniqueItems" = true))]
    roles: Option<Vec<Located<String>>>,
    #[schemars(extend("format" = "date"))]
    until: Option<String>,
    #[schemars(regex(pattern = "^REQ-[0-9]+$"), extend("x-pattern-help" = "a ticket, such as REQ-1042"))]
    ticket: Option<String>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[expect(dead_code, reason = "only its schema is used")]
enum State {
    /// Works here.
    Active,
    /// Gone.
    Left,
}

#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum Limit {
    Number(u32),
    Text(String),
    By(By),
    Serial(Serial),
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct By {
    literal: String,
    size: Option<u32>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct Serial {
    serial: u32,
}

#[test]
fn every_problem_in_words() {
    let schema = Schema::of::<File>();
    for (text, expected) in [
        ("users: {a: {name: 张}}\n", vec![]),
        (
            "user: {}\n",
            vec!["1:1 file/unknown-key unknown key `user` (did you mean `users`?)"],
        ),
        (
            "xyz: {}\n",
            vec!["1:1 file/unknown-key unknown key `xyz` (known keys are `users` or `limits`)"],
        ),
        (
            "users:\n  a: {}\n",
            vec!["2:3 file/missing-key missing key `name`"],
        ),
        (
            "users:\n  a: {name: x, departmnt: y, employee: 4711}\n",
            vec![
                "2:16 file/unknown-key unknown key `departmnt` (did you mean `department`?)",
                "2:40 file/wrong-type expected text, found a number (to keep it as text write \"4711\")",
            ],
        ),
        (
            "users:\n",
            vec!["1:1 file/wrong-type expected a map, found nothing (write a value, or leave the key out)"],
        ),
        (
            "users: {a: {name: x, roles: }}\n",
            vec![
                "1:22 file/wrong-type expected a list, found nothing (write `[]` for none, or leave the key out)",
            ],
        ),
        (
            "users: {a: {name: x, roles: buyer}}\n",
            vec!["1:29 file/wrong-type expected a list, found text (write it as a list: `[…]`)"],
        ),
        (
            "users: {a: {name: x, roles: [a, b, a]}}\n",
            vec![
                "1:36 file/bad-value the same element twice in the list [1:30 the first one] (keep one of the two)",
            ],
        ),
        (
            "users: {a: {name: x, state: lfet, level: 7, department: ''}}\n",
            vec![
                "1:29 file/bad-value expected `active` or `left` (did you mean `left`?)",
                "1:42 file/bad-value must be at most 3",
                "1:57 file/bad-value must not be empty",
            ],
        ),
        (
            "users: {a: {name: x, until: 2026-02-30, ticket: hunter2, active: no, level: 1.0}}\n",
            vec![
                "1:29 file/bad-value expected a date, such as 2026-12-31",
                "1:49 file/bad-value expected a ticket, such as REQ-1042",
                "1:66 file/wrong-type expected true or false, found text (write `true` or `false`, in small letters and without quotes)",
                "1:77 file/wrong-type expected a whole number, found a number with a fraction",
            ],
        ),
        (
            "users: {a: {name: x, level: \"2\"}}\n",
            vec!["1:29 file/wrong-type expected a whole number, found text (write it without quotes)"],
        ),
        ("[1]\n", vec!["1:1 file/wrong-type expected a map, found a list"]),
        (
            "",
            vec!["1:1 file/wrong-type expected a map, found nothing (write a value, or leave the key out)"],
        ),
    ] {
        assert_eq!(check(&schema, text), expected, "{text}");
    }
}

#[test]
fn the_form_that_was_meant_is_explained() {
    let schema = Schema::of::<File>();
    for (text, expected) in [
        ("limits: [1, x, {literal: a}, {serial: 5}]\n", vec![]),
        (
            "limits: [true]\n",
            vec![
                "1:10 file/wrong-type expected a whole number, text or a map, found true or false (to keep it as text write \"true\")",
            ],
        ),
        ("limits: [-1]\n", vec!["1:10 file/bad-value must be at least 0"]),
        (
            "limits: [{serial: x}]\n",
            vec![
                "1:19 file/wrong-type expected a whole number, found text (write digits only: no leading zeros, signs, separators or units)",
            ],
        ),
        (
            "limits: [{literal: a, siz: 1}]\n",
            vec!["1:23 file/unknown-key unknown key `siz` (did you mean `size`?)"],
        ),
        (
            "limits: [{x: 1}]\n",
            vec!["1:10 file/missing-key this entry needs one of the keys `literal` or `serial`"],
        ),
    ] {
        assert_eq!(check(&schema, text), expected, "{text}");
    }
}

#[test]
fn shared_nodes_are_said_once() {
    let schema = Schema::of::<File>();
    let text =
        "users:\n  a: &x {name: 1}\n  b: *x\n  c: &y {name: u, roles: &r [5]}\n  d: {name: z, roles: *r}\n";
    assert_eq!(
        check(&schema, text),
        [
            "2:16 file/wrong-type expected text, found a number (to keep it as text write \"1\")",
            "4:30 file/wrong-type expected text, found a number (to keep it as text write \"5\")",
        ]
    );
}

#[test]
fn no_value_of_the_file_is_repeated() {
    let schema = Schema::of::<File>();
    let said = check(
        &schema,
        "users: {a: {name: [hunter2], state: hunter2, until: hunter2, level: hunter2}}\n",
    );
    assert_eq!(said.len(), 4);
    assert!(!said.concat().contains("hunter2"), "{said:?}");
}

#[test]
fn thousands_of_problems_are_bounded() {
    let mut text = String::from("users:\n");
    for i in 0..20_000 {
        writeln!(text, "  u{i}: {{nmae: x}}").expect("text grows");
    }
    let mut map = SourceMap::new();
    let file = map.add("x", text);
    let mut bag = Diagnostics::new();
    let tree = Tree::parse(&map, file, &mut bag).expect("parses");
    assert!(!Schema::of::<File>().check(&tree, tree.root(), &mut bag));
    assert!(bag.iter().any(|d| d.code.id == "file/too-many-problems"));
    assert!(bag.into_vec().len() < 2 * KEPT_PER_CODE + 10);
}

#[test]
fn the_validator_accepts_our_representation() {
    let text = serde_json::to_string(&conformance::document()).expect("serialises");
    let mut map = SourceMap::new();
    let file = map.add("x", text);
    let tree = Tree::parse(&map, file, &mut Diagnostics::new()).expect("parses");
    let look = Look::whole();
    conformance::assert_conformance::<TreeJson>(&Handle::new(&tree, tree.root(), &look));
}

#[test]
fn key_names_can_be_constrained() {
    let schema = Schema::compile(
        &json!({"propertyNames": {"pattern": "^[a-z.]+$", "x-pattern-help": "a login in small letters"}}),
    )
    .expect("valid");
    assert_eq!(
        check(&schema, "a.b: 1\n李: 2\n"),
        ["2:1 file/bad-value expected a login in small letters"]
    );
}
