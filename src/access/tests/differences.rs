//! What people gain and lose between two hand-made states.

use crate::access::{Access, ActionSet, compare, touched};
use crate::model::{Cause, Change, Rel, Sym};

use super::{CLOSED, OPEN, World};

/// Compares two sets of lines over one interner.
fn difference(semantics: &str, before: &str, after: &str, changes: &[(Rel, &[&str])]) -> Vec<String> {
    let first = World::new(semantics, &format!("{before}\n{after}"));
    let before = World::with(first.symbols, semantics, before);
    let after = World::with(before.symbols, semantics, after);
    let symbols = after.symbols;
    let ranks = symbols.ranks();
    let (old, new) = (
        Access::new(&before.state, &symbols, &ranks, &before.semantics),
        Access::new(&after.state, &symbols, &ranks, &after.semantics),
    );
    let changes: Vec<Change> = changes
        .iter()
        .map(|(rel, cells)| {
            let mut row: Vec<Sym> = cells.iter().map(|cell| symbols.find(cell).unwrap()).collect();
            row.resize(rel.spec().width(), Sym::NULL);
            Change::insert(*rel, &row, Cause::Gone)
        })
        .collect();
    let people = touched(&old, &new, &changes);
    let everybody: Vec<Sym> = before
        .state
        .table(Rel::User)
        .rows()
        .chain(after.state.table(Rel::User).rows())
        .map(|row| row[0])
        .collect();
    let diff = compare(&old, &new, &people);
    // Nobody outside the touched people gains or loses anything.
    assert_eq!(compare(&old, &new, &everybody).groups, diff.groups);
    let list = |list: &[(Sym, ActionSet)]| {
        let one = |(resource, actions): &(Sym, ActionSet)| {
            let names: Vec<_> = new.names(*actions).collect();
            format!("{}:{}", symbols.text(*resource), names.join("+"))
        };
        list.iter().map(one).collect::<Vec<_>>().join(" ")
    };
    let mut lines: Vec<String> = diff
        .groups
        .iter()
        .map(|group| {
            let people: Vec<_> = group.people.iter().map(|&user| symbols.text(user)).collect();
            let delta = &group.delta;
            assert_eq!(diff.of(group.people[0]), Some(delta));
            format!(
                "{} | +{} -{} | open +{} -{}{}",
                people.join(","),
                list(&delta.gained),
                list(&delta.lost),
                delta.gained_open,
                delta.lost_open,
                match delta.administrator {
                    Some(true) => " | administrator",
                    Some(false) => " | no administrator",
                    None => "",
                }
            )
        })
        .collect();
    lines.push(format!("unaffected {}", diff.unaffected));
    lines
}

#[test]
fn people_with_equal_roles_are_shown_together() {
    let common = "user a
        user b
        user c
        user d
        grant a buyer
        grant b buyer
        grant c seller
        permission buyer item read
        permission seller item write";
    let after = format!("{common}\npermission buyer order read,write\n grant d seller\n grant c buyer");
    let changes: [(Rel, &[&str]); 3] = [
        (Rel::Permission, &["buyer", "order"]),
        (Rel::Grant, &["d", "seller"]),
        (Rel::Grant, &["c", "buyer"]),
    ];
    let common = format!("{common}\nresource order\nresource free");
    let after = format!("{after}\nresource order\nresource free");
    assert_eq!(
        difference(CLOSED, &common, &after, &changes),
        [
            "a,b | +order:read+write - | open +0 -0",
            "c | +item:read order:read+write - | open +0 -0",
            "d | +item:write - | open +0 -0",
            "unaffected 0"
        ]
    );
    // Where all is open, the first row about a resource takes from its holders, and the last one gone opens it.
    assert_eq!(
        difference(OPEN, &common, &after, &changes),
        [
            "a,b | + -order:create+delete | open +0 -0",
            "c | +item:read -order:create+delete | open +0 -0",
            "d | + -item:read+create+delete | open +0 -0",
            "unaffected 0"
        ]
    );
    let mut opened = difference(OPEN, &after, &common, &changes);
    opened.retain(|line| line.starts_with("a,b"));
    assert_eq!(opened, ["a,b | +order:create+delete - | open +0 -0"]);
}

#[test]
fn new_and_leaving_accounts_gain_and_lose_what_is_open() {
    let before = "user a
        user b B - false person
        resource item
        resource free
        resource free/name
        permission * item read";
    let after = "user a A - false person
        user b
        resource item
        resource free
        resource free/name
        permission * item read";
    assert_eq!(
        difference(OPEN, before, after, &[(Rel::User, &["a"]), (Rel::User, &["b"])]),
        [
            "a | + -item:read | open +0 -1",
            "b | +item:read - | open +1 -0",
            "unaffected 0"
        ]
    );
}

#[test]
fn roles_touch_those_who_include_them_and_everyone_touches_all() {
    let before = "user a
        user b
        user c
        role_include chief buyer
        role base
        grant a chief
        grant b base
        permission buyer item read";
    let after = format!("{before}\nrole_include buyer base\npermission base item write");
    let changes: [(Rel, &[&str]); 2] = [
        (Rel::RoleInclude, &["buyer", "base"]),
        (Rel::Permission, &["base", "item"]),
    ];
    assert_eq!(
        difference(CLOSED, before, &after, &changes),
        ["a,b | +item:write - | open +0 -0", "unaffected 0"]
    );
    let wide = format!("{before}\npermission * item read");
    assert_eq!(
        difference(CLOSED, before, &wide, &[(Rel::Permission, &["*", "item"])]),
        ["b,c | +item:read - | open +0 -0", "unaffected 1"]
    );
}

#[test]
fn becoming_an_administrator_is_said() {
    let before = "user a
        resource item
        permission * item ''";
    let after = format!("{before}\ngrant a boss");
    assert_eq!(
        difference(OPEN, before, &after, &[(Rel::Grant, &["a", "boss"])]),
        [
            "a | +item:read+write+create+delete - | open +0 -0 | administrator",
            "unaffected 0"
        ]
    );
}
