use super::super::super::source::SourceMap;
use super::super::{Entries, Located};
use super::*;
use serde::Deserialize;
use serde::de::IgnoredAny;

fn parse(text: &str) -> (SourceMap, Tree) {
    let mut map = SourceMap::new();
    let file = map.add("x.yaml", text);
    let mut bag = Diagnostics::new();
    let tree = Tree::parse(&map, file, &mut bag).expect("parses");
    (map, tree)
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct User {
    name: Located<String>,
    #[serde(default)]
    age: Option<u32>,
    #[serde(default)]
    state: State,
    #[serde(default)]
    roles: Vec<Located<String>>,
}

#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum State {
    #[default]
    Active,
    Left,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "a")]
    _anchors: IgnoredAny,
    users: Entries<User>,
}

#[test]
fn places_and_order() {
    let text = "users:\n  zhang.wei: {name: 张伟, roles: [a, \"b\"]}\n  123: {name: no, state: left}\n";
    let (map, tree) = parse(text);
    let mut bag = Diagnostics::new();
    let file: File = read(&tree, tree.root(), &mut bag).expect("reads");
    assert!(bag.is_empty());
    let (key, user) = &file.users.0[0];
    assert_eq!(
        (map.text(key.span), map.text(user.name.span)),
        ("zhang.wei", "张伟")
    );
    assert_eq!(map.text(user.roles[1].span), "\"b\"");
    assert_eq!(file.users.0[1].0.value, "123");
    assert_eq!(file.users.0[1].1.name.value, "no");
    assert_eq!(file.users.get("123").expect("there").state, State::Left);
}

#[test]
fn every_entry_says_its_own_error() {
    let text = "users:\n  a: {name: 1}\n  b: {name: hunter2, state: gone}\n  c: {nam: x}\n  d: {name: x, age: -1}\n  e: {}\n  f: {name: f}\n";
    let (map, tree) = parse(text);
    let mut bag = Diagnostics::new();
    let file: File = read_partly(&tree, tree.root(), &[], &mut bag).expect("partly");
    assert_eq!(file.users.len(), 1);
    let said: Vec<_> = bag
        .iter()
        .map(|d| {
            format!(
                "{} {}: {}",
                map.place(d.primary.as_ref().expect("placed").span),
                d.code.id,
                d.message
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            "x.yaml:2:13 file/wrong-type: expected a string, found a number",
            "x.yaml:3:29 file/bad-value: expected `active` or `left`",
            "x.yaml:4:7 file/unknown-key: unknown key `nam`",
            "x.yaml:4:6 file/missing-key: missing key `name`",
            "x.yaml:5:21 file/bad-value: expected u32",
            "x.yaml:6:6 file/missing-key: missing key `name`",
        ]
    );
    assert!(read::<File>(&tree, tree.root(), &mut Diagnostics::new()).is_none());
}

#[test]
fn an_unknown_key_costs_itself_only() {
    let (map, tree) = parse("users:\n  li: {name: 李, stat: left, rolls: [a]}\n");
    let mut bag = Diagnostics::new();
    let file: File = read_partly(&tree, tree.root(), &[], &mut bag).expect("partly");
    assert_eq!(file.users.get("li").expect("still there").name.value, "李");
    let said: Vec<_> = bag
        .iter()
        .map(|d| map.text(d.primary.as_ref().expect("placed").span))
        .collect();
    assert_eq!(said, ["stat", "rolls"]);
}

#[test]
fn aliases_are_read_through() {
    let (map, tree) = parse("a: &n {name: x}\nusers: {one: *n, two: {<<: *n, name: y}}\n");
    let mut bag = Diagnostics::new();
    let file: File = read(&tree, tree.root(), &mut bag).expect("reads");
    assert_eq!(file.users.get("one").expect("there").name.value, "x");
    assert_eq!(map.text(file.users.get("two").expect("there").name.span), "y");
}
