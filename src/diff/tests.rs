//! The comparison, on small hand-made states and on random ones.

use proptest::prelude::*;

use super::*;
use crate::base::source::{FileId, Span};
use crate::model::{Change, Desired, Interner, OwnedList, Rel, Rename, Semantics, State, Sym, Verb};

/// Rows as text: `?` is an open cell, `-` is null.
fn cells(row: &str, symbols: &mut Interner) -> Vec<Sym> {
    row.split_whitespace()
        .map(|cell| match cell {
            "?" => Sym::OPEN,
            "-" => Sym::NULL,
            text => symbols.intern(text),
        })
        .collect()
}

fn state(rows: &[(Rel, &str)], symbols: &mut Interner) -> State {
    let mut state = State::new();
    for (rel, row) in rows {
        state.table_mut(*rel).push(&cells(row, symbols));
    }
    state
}

struct World {
    symbols: Interner,
    live: State,
    desired: Desired,
    base: Option<Base>,
    semantics: Semantics,
    mode: Mode,
}

impl World {
    fn new(live: &[(Rel, &str)], desired: &[(Rel, &str)], owned: &[(Rel, &str)]) -> Self {
        let mut symbols = Interner::new();
        let live = state(live, &mut symbols);
        let mut wanted = Desired::default();
        let span = Span::new(FileId(0), 0, 0);
        for (rel, row) in desired {
            let origin = wanted.origin(span, None);
            wanted
                .state
                .table_mut(*rel)
                .push_tagged(&cells(row, &mut symbols), origin);
        }
        for (rel, key) in owned {
            let key = symbols.intern(key);
            let origin = wanted.origin(span, None);
            wanted.owned.push(OwnedList {
                rel: *rel,
                key,
                origin,
            });
        }
        let semantics = serde_json::from_value(serde_json::json!({"actions": ["read", "write"]})).unwrap();
        Self {
            symbols,
            live,
            desired: wanted,
            base: None,
            semantics,
            mode: Mode::Adopt,
        }
    }

    fn applied(mut self, rows: &[(Rel, &str)], owned: &[(Rel, &str)]) -> Self {
        let state = state(rows, &mut self.symbols);
        let owned = owned
            .iter()
            .map(|(rel, key)| (*rel, self.symbols.intern(key)))
            .collect();
        self.base = Some(Base { state, owned });
        self
    }

    fn compare(&mut self) -> (Prepared, Difference) {
        let prepared = prepare(
            self.live.clone(),
            self.desired.clone(),
            self.base.clone(),
            &self.semantics,
            &mut self.symbols,
        );
        let options = Options {
            mode: self.mode,
            manages_user: &|_| true,
            manages_role: &|_| true,
            revert_drift: false,
            overwrite: false,
        };
        let difference = compare(&prepared, &options, &self.symbols);
        (prepared, difference)
    }

    fn show(&self, changes: &[Change]) -> Vec<String> {
        changes.iter().map(|change| show(change, &self.symbols)).collect()
    }
}

fn show(change: &Change, symbols: &Interner) -> String {
    let texts = |row: &[Sym]| {
        row.iter()
            .map(|&cell| symbols.get(cell).unwrap_or("-"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let (name, key) = (change.rel.name(), texts(change.key()));
    match change.verb {
        Verb::Insert => format!("+ {name} {key} {}", texts(change.new_values()))
            .trim_end()
            .to_owned(),
        Verb::Delete => format!("- {name} {key}"),
        Verb::Update => format!(
            "~ {name} {key}: {} -> {}",
            texts(change.old()),
            texts(change.new_values())
        ),
        Verb::Rename => format!("r {name} {} -> {key}", symbols.text(change.old_key().unwrap())),
    }
}

const LI: (Rel, &str) = (Rel::User, "li Li li@x true person");

#[test]
fn what_the_files_leave_open_stays_and_what_is_new_gets_defaults() {
    let mut world = World::new(
        &[LI],
        &[(Rel::User, "li ? ? false ?"), (Rel::User, "wu ? ? ? ?")],
        &[],
    );
    let (_, difference) = world.compare();
    assert_eq!(
        world.show(&difference.changes),
        [
            "~ user li: Li li@x true person -> Li li@x false person",
            "+ user wu wu - true person"
        ]
    );
}

#[test]
fn an_owned_list_is_complete_and_another_is_not_touched() {
    let live = [
        LI,
        (Rel::Grant, "li a"),
        (Rel::Grant, "li b"),
        (Rel::Grant, "wu b"),
    ];
    let mut world = World::new(
        &live,
        &[(Rel::Grant, "li a"), (Rel::Grant, "li c")],
        &[(Rel::Grant, "li")],
    );
    let (_, difference) = world.compare();
    assert_eq!(world.show(&difference.changes), ["+ grant li c", "- grant li b"]);
    world.mode = Mode::Additive;
    let (_, difference) = world.compare();
    assert_eq!(world.show(&difference.changes), ["+ grant li c"]);
}

#[test]
fn changes_made_in_the_erp_are_held_and_conflicts_shown() {
    let live = [
        LI,
        (Rel::Grant, "li added"),
        (Rel::Setting, "idle 99"),
        (Rel::Setting, "length 8"),
    ];
    let desired = [
        (Rel::Grant, "li removed"),
        (Rel::Setting, "idle 30"),
        (Rel::Setting, "length 12"),
        (Rel::Grant, "li new"),
    ];
    let applied = [
        (Rel::Grant, "li removed"),
        (Rel::Setting, "idle 60"),
        (Rel::Setting, "length 12"),
    ];
    let list = [(Rel::Grant, "li")];
    let mut world = World::new(&live, &desired, &list).applied(&applied, &list);
    let (_, difference) = world.compare();
    assert_eq!(world.show(&difference.changes), ["+ grant li new"]);
    let drift: Vec<_> = difference
        .drift
        .iter()
        .map(|held| show(&held.change, &world.symbols))
        .collect();
    assert_eq!(
        drift,
        [
            "+ grant li removed",
            "- grant li added",
            "~ setting length: 8 -> 12"
        ]
    );
    let conflicts: Vec<_> = difference
        .conflicts
        .iter()
        .map(|held| show(&held.change, &world.symbols))
        .collect();
    assert_eq!(conflicts, ["~ setting idle: 99 -> 30"]);
}

#[test]
fn a_grant_goes_with_its_term() {
    let live = [
        LI,
        (Rel::Grant, "li a"),
        (Rel::GrantTerm, "li a - 2026-01-01 cover - -"),
    ];
    let mut world =
        World::new(&live, &[(Rel::User, "li ? ? ? ?")], &[]).applied(&[(Rel::Grant, "li a")], &[]);
    let (_, difference) = world.compare();
    assert_eq!(
        world.show(&difference.changes),
        ["- grant_term li a", "- grant li a"]
    );
}

#[test]
fn an_entry_that_vanished_is_said_and_undeclared_ones_are_counted() {
    let live = [
        LI,
        (Rel::User, "wu Wu - true person"),
        (Rel::User, "root R - true system"),
    ];
    let mut world = World::new(&live, &[], &[]).applied(&[(Rel::User, "li ? ? ? ?")], &[]);
    let (_, difference) = world.compare();
    assert!(difference.changes.is_empty());
    assert_eq!(difference.vanished.len(), 1);
    assert_eq!(difference.undeclared, (1, 0));
    world.mode = Mode::Authoritative;
    let (_, difference) = world.compare();
    assert_eq!(
        world.show(&difference.changes),
        [
            "~ user li: Li li@x true person -> Li li@x false person",
            "~ user wu: Wu - true person -> Wu - false person"
        ]
    );
}

#[test]
fn a_row_that_is_no_longer_named_stays_and_is_said() {
    let live = [(Rel::Permission, "shipped doc read"), (Rel::Setting, "idle 30")];
    let applied = [(Rel::Permission, "shipped doc read"), (Rel::Setting, "idle 30")];
    let desired = [(Rel::Role, "shipped ? ? ?"), (Rel::Setting, "idle 30")];
    let mut world = World::new(&live, &desired, &[]).applied(&applied, &[]);
    world
        .live
        .table_mut(Rel::Role)
        .push(&cells("shipped S shipped true", &mut world.symbols));
    let (_, difference) = world.compare();
    assert!(difference.changes.is_empty());
    let rows: Vec<_> = difference
        .let_go
        .iter()
        .map(|(rel, key)| (rel.name(), world.symbols.text(key[1])))
        .collect();
    assert_eq!(rows, [("permission", "doc")]);
}

#[test]
fn a_rename_carries_all_rows_along() {
    let live = [LI, (Rel::Grant, "li a"), (Rel::UserCompany, "li acme")];
    let mut world = World::new(
        &live,
        &[(Rel::User, "li.na ? ? ? ?"), (Rel::Grant, "li.na a")],
        &[(Rel::Grant, "li.na")],
    );
    let (key, old) = (world.symbols.intern("li.na"), world.symbols.intern("li"));
    world.desired.renames.push(Rename {
        rel: Rel::User,
        key,
        was: vec![old],
        origin: 0,
    });
    let (prepared, difference) = world.compare();
    assert_eq!(world.show(&difference.changes), ["r user li -> li.na"]);
    assert_eq!(
        world.symbols.text(prepared.as_read().table(Rel::Grant).row(0)[0]),
        "li"
    );
    assert_eq!(
        world
            .symbols
            .text(prepared.live.table(Rel::UserCompany).row(0)[0]),
        "li.na"
    );
}

#[test]
fn desired_keys_take_the_live_spelling() {
    let mut world = World::new(
        &[(Rel::User, "Li Li - true person"), (Rel::Grant, "Li A")],
        &[(Rel::User, "li ? ? ? ?"), (Rel::Grant, "LI a")],
        &[(Rel::Grant, "li")],
    );
    world
        .live
        .table_mut(Rel::Role)
        .push(&cells("A A custom true", &mut world.symbols));
    world.semantics.keys.user = crate::model::Fold::Casefold;
    world.semantics.keys.role = crate::model::Fold::Casefold;
    let (_, difference) = world.compare();
    assert_eq!(world.show(&difference.changes), Vec::<String>::new());
}

#[test]
fn people_whose_grants_the_erp_computes_are_left_alone() {
    let live = [LI, (Rel::Grant, "li a"), (Rel::Delegated, "li dated-roles")];
    let mut world = World::new(&live, &[(Rel::Grant, "li b")], &[(Rel::Grant, "li")]);
    let (_, difference) = world.compare();
    assert!(difference.changes.is_empty());
    assert_eq!(difference.delegated.len(), 2);
}

#[test]
fn stored_includes_reach_declared_and_undeclared_holders() {
    let live = [
        (Rel::Role, "a A custom true"),
        (Rel::Role, "b B custom true"),
        (Rel::Grant, "wu a"),
        LI,
        (Rel::User, "wu Wu - true person"),
    ];
    let desired = [(Rel::RoleInclude, "a b true"), (Rel::Grant, "li a")];
    let mut world = World::new(&live, &desired, &[(Rel::Grant, "li"), (Rel::RoleInclude, "a")]);
    let (_, difference) = world.compare();
    assert_eq!(
        world.show(&difference.changes),
        [
            "+ role_include a b true",
            "+ grant li a",
            "+ grant li b",
            "+ grant wu b"
        ]
    );
}

#[test]
fn the_adapter_says_how_declared_includes_are_kept() {
    let live = [
        (Rel::Role, "a A custom true"),
        (Rel::Role, "b B custom true"),
        (Rel::Grant, "li a"),
        LI,
    ];
    let desired = [(Rel::RoleInclude, "a b ?")];
    let mut world = World::new(&live, &desired, &[(Rel::RoleInclude, "a")]);
    let (_, difference) = world.compare();
    assert_eq!(world.show(&difference.changes), ["+ role_include a b false"]);
    world.semantics.access.stored_includes = true;
    let (_, difference) = world.compare();
    assert_eq!(
        world.show(&difference.changes),
        ["+ role_include a b true", "+ grant li b"]
    );
}

fn random_rows() -> impl Strategy<Value = Vec<(Rel, String)>> {
    let login = prop::sample::select(vec!["an", "bo", "cy"]);
    let role = prop::sample::select(vec!["r1", "r2", "r3"]);
    let grant = (login.clone(), role.clone()).prop_map(|(l, r)| (Rel::Grant, format!("{l} {r}")));
    let permission = (
        role,
        prop::sample::select(vec!["doc", "item"]),
        prop::sample::select(vec!["read", "read,write"]),
    )
        .prop_map(|(r, d, a)| (Rel::Permission, format!("{r} {d} {a}")));
    let user = (login, prop::bool::ANY, prop::sample::select(vec!["N", "M"]))
        .prop_map(|(l, active, name)| (Rel::User, format!("{l} {name} - {active} person")));
    prop::collection::vec(prop_oneof![grant, permission, user], 0..20).prop_map(|rows| {
        // One row per key, as a database would have it.
        let mut seen = std::collections::HashSet::new();
        let keep = |(rel, row): &(Rel, String)| {
            let keys = rel.spec().keys.len();
            seen.insert((*rel, row.split(' ').take(keys).collect::<Vec<_>>().join(" ")))
        };
        rows.into_iter().filter(keep).collect()
    })
}

fn borrowed(rows: &[(Rel, String)]) -> Vec<(Rel, &str)> {
    rows.iter().map(|(rel, row)| (*rel, row.as_str())).collect()
}

const LISTS: [(Rel, &str); 6] = [
    (Rel::Grant, "an"),
    (Rel::Grant, "bo"),
    (Rel::Grant, "cy"),
    (Rel::Permission, "r1"),
    (Rel::Permission, "r2"),
    (Rel::Permission, "r3"),
];

proptest! {
    /// Nothing differs from itself.
    #[test]
    fn a_state_equals_itself(rows in random_rows()) {
        let mut world = World::new(&borrowed(&rows), &borrowed(&rows), &LISTS);
        let (_, difference) = world.compare();
        prop_assert_eq!(world.show(&difference.changes), Vec::<String>::new());
    }

    /// Carrying the changes out leaves nothing to change, and shows every desired row.
    #[test]
    fn a_second_comparison_is_empty(live in random_rows(), desired in random_rows()) {
        let mut world = World::new(&borrowed(&live), &borrowed(&desired), &LISTS);
        let (prepared, difference) = world.compare();
        let after = patch(&prepared.live, &difference.changes, &prepared.ranks);
        for rel in [Rel::Grant, Rel::Permission] {
            prop_assert_eq!(after.table(rel).len(), prepared.desired.state.table(rel).len());
        }
        world.live = after;
        let (_, again) = world.compare();
        prop_assert_eq!(world.show(&again.changes), Vec::<String>::new());
    }

    /// The order in which rows are read does not matter.
    #[test]
    fn order_does_not_matter(live in random_rows(), desired in random_rows()) {
        let mut world = World::new(&borrowed(&live), &borrowed(&desired), &LISTS);
        let (_, one) = world.compare();
        let (mut live, mut desired) = (live, desired);
        live.reverse();
        desired.reverse();
        let mut other = World::new(&borrowed(&live), &borrowed(&desired), &LISTS);
        let (_, two) = other.compare();
        prop_assert_eq!(world.show(&one.changes), other.show(&two.changes));
    }

    /// Mismatches are exactly what a patch left out.
    #[test]
    fn what_was_not_carried_out_is_found(live in random_rows(), desired in random_rows()) {
        let mut world = World::new(&borrowed(&live), &borrowed(&desired), &LISTS);
        let (prepared, difference) = world.compare();
        let whole = patch(&prepared.live, &difference.changes, &prepared.ranks);
        for left_out in 0..difference.changes.len() {
            let mut some = difference.changes.clone();
            some.remove(left_out);
            let part = patch(&prepared.live, &some, &prepared.ranks);
            prop_assert_eq!(mismatches(&whole, &part, Rel::reconciled(), &prepared.ranks).len(), 1);
        }
    }
}
