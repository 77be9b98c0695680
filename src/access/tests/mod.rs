//! Hand-made states, one trap each.

use crate::model::{Interner, Ranks, Rel, Semantics, State, Sym};

use super::{Access, Answer, Basis, Denial};

mod differences;

/// Open by default, with fields that restrict and buttons that replace; administrators bypass.
const OPEN: &str = r##"{
    "actions": ["read", "write", "create", "delete", "press"],
    "plain_actions": ["read", "write", "create", "delete"],
    "resources": [
        {"kind": "field", "separator": "/", "actions": ["read", "write", "create", "delete"], "within": "restrict"},
        {"kind": "button", "separator": "#", "actions": ["press"], "within": "replace", "otherwise": "write", "needs": "read"}
    ],
    "access": {
        "default": "open",
        "administrators": {"roles": ["boss"], "bypass": true},
        "inactive_roles": "pass"
    }
}"##;

/// Closed by default, with levels that stand apart; inactive roles stop.
const CLOSED: &str = r#"{
    "actions": ["read", "write"],
    "resources": [{"kind": "level", "separator": "@", "actions": ["read", "write"], "within": "apart"}],
    "access": {"default": "closed", "administrators": {"roles": ["boss"]}}
}"#;

/// A state from lines: a relation and its cells, `-` for null, `''` for empty text.
struct World {
    state: State,
    symbols: Interner,
    ranks: Ranks,
    semantics: Semantics,
}

impl World {
    fn new(semantics: &str, lines: &str) -> Self {
        Self::with(Interner::new(), semantics, lines)
    }

    fn with(mut symbols: Interner, semantics: &str, lines: &str) -> Self {
        let mut state = State::new();
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let mut words = line.split_whitespace();
            let rel = Rel::by_name(words.next().unwrap()).unwrap();
            let mut row: Vec<Sym> = words
                .map(|word| match word {
                    "-" => Sym::NULL,
                    "''" => symbols.intern(""),
                    word => symbols.intern(word),
                })
                .collect();
            // Short forms: an active user or role, no title, no more about a term.
            match (rel, row.len()) {
                (Rel::User | Rel::Role, 1) => {
                    let active = symbols.intern("true");
                    row.resize(rel.spec().width(), Sym::NULL);
                    row[3] = active;
                }
                _ => row.resize(rel.spec().width(), Sym::NULL),
            }
            state.table_mut(rel).push(&row);
        }
        let ranks = symbols.ranks();
        state.sort(&ranks);
        Self {
            state,
            symbols,
            ranks,
            semantics: serde_json::from_str(semantics).unwrap(),
        }
    }

    fn access(&self) -> Access<'_> {
        Access::new(&self.state, &self.symbols, &self.ranks, &self.semantics)
    }

    fn sym(&self, text: &str) -> Sym {
        self.symbols.find(text).unwrap_or(Sym::NULL)
    }

    /// What a user can do on a resource, as text.
    fn may(&self, user: &str, resource: &str) -> String {
        let access = self.access();
        let actions = access
            .held(self.sym(user))
            .map(|held| access.allowed(&held, self.sym(resource)))
            .unwrap_or_default();
        // `why` must say the same as `allowed`, for every action.
        for action in &self.semantics.actions {
            let said = access.can(self.sym(user), action, self.sym(resource)).is_some();
            let one = super::ActionSet::one(action, &self.semantics).unwrap();
            assert_eq!(said, actions.contains(one), "{user} {action} {resource}");
        }
        access.names(actions).collect::<Vec<_>>().join(",")
    }

    fn why(&self, user: &str, action: &str, resource: &str) -> Answer {
        self.access().why(self.sym(user), action, self.sym(resource))
    }

    /// Every path as text, shortest first.
    fn paths(&self, user: &str, action: &str, resource: &str) -> Vec<String> {
        let Answer::Yes(paths) = self.why(user, action, resource) else {
            return Vec::new();
        };
        paths
            .paths
            .iter()
            .map(|path| {
                let mut words: Vec<_> = path.roles().map(|role| self.symbols.text(role)).collect();
                words.push(match path.basis {
                    Basis::Row(row) => self.symbols.text(row.resource),
                    Basis::Administrator { .. } => "administrator",
                    Basis::Account => "account",
                    Basis::Open => "open",
                    Basis::Follows { .. } => "follows",
                });
                words.join(" > ")
            })
            .collect()
    }
}

const ALL: &str = "read,write,create,delete";

#[test]
fn a_row_for_one_role_restricts_its_holders_only() {
    let world = World::new(
        OPEN,
        "user li
         user an
         role buyer
         grant li buyer
         resource party -
         permission buyer party read",
    );
    assert_eq!(world.may("li", "party"), "read");
    assert_eq!(world.may("an", "party"), ALL);
    assert_eq!(world.paths("an", "write", "party"), ["open"]);
    assert_eq!(world.may("nobody", "party"), "");
    assert_eq!(world.may("li", "no such thing"), "");
    let Answer::No(Denial::Rows(rows)) = world.why("li", "write", "party") else {
        panic!()
    };
    assert_eq!((rows.len(), rows[0].role), (1, world.sym("buyer")));
}

#[test]
fn a_stored_include_counts_only_with_its_own_grant() {
    let world = World::new(
        CLOSED,
        "user li
         user an
         role lead
         role clerk
         role_include lead clerk true
         grant li lead
         grant li clerk
         grant an lead
         resource order -
         permission clerk order read
         permission lead order write",
    );
    assert_eq!(world.may("li", "order"), "read,write");
    assert_eq!(world.may("an", "order"), "write");
}

#[test]
fn an_empty_row_for_everyone_closes_and_another_row_can_only_widen() {
    let world = World::new(
        OPEN,
        "user li
         user an
         grant li buyer
         grant li viewer
         resource party -
         permission * party ''
         permission buyer party write
         permission viewer party read",
    );
    assert_eq!(world.may("an", "party"), "");
    assert_eq!(world.may("li", "party"), "read,write");
    assert!(matches!(
        world.why("an", "read", "party"),
        Answer::No(Denial::Rows(_))
    ));
}

#[test]
fn a_child_takes_the_rows_of_its_parents_and_cannot_narrow_them() {
    let world = World::new(
        OPEN,
        "user li
         grant li seller
         resource sale -
         resource line -
         resource tax -
         resource_parent line sale
         resource_parent tax line
         resource_parent sale tax
         permission seller sale read,write
         permission seller line ''",
    );
    assert_eq!(world.may("li", "sale"), "read,write");
    assert_eq!(world.may("li", "line"), "read,write");
    assert_eq!(world.may("li", "tax"), "read,write");
    let Answer::Yes(paths) = world.why("li", "read", "tax") else {
        panic!()
    };
    assert!(matches!(paths.paths[0].basis, Basis::Row(row) if row.resource == world.sym("sale")));
}

#[test]
fn holders_have_what_their_role_includes_and_not_the_reverse() {
    let world = World::new(
        CLOSED,
        "user li
         user an
         role_include manager buyer false
         role_include buyer employee false
         grant li manager
         grant an employee
         permission employee item read
         permission manager item write",
    );
    assert_eq!(world.may("li", "item"), "read,write");
    assert_eq!(world.may("an", "item"), "read");
    assert_eq!(
        world.paths("li", "read", "item"),
        ["manager > buyer > employee > item"]
    );
    assert!(matches!(
        world.why("an", "write", "item"),
        Answer::No(Denial::Rows(_))
    ));
}

#[test]
fn an_inactive_role_gives_nothing_itself_and_passes_on_what_the_erp_says() {
    let lines = "user li
         role top
         role middle - - false
         role base
         role_include top middle
         role_include middle base
         role_include base top
         grant li middle
         permission base item read
         permission middle item write";
    let open = World::new(OPEN, lines);
    assert_eq!(open.may("li", "item"), "read");
    let closed = World::new(CLOSED, lines);
    assert_eq!(closed.may("li", "item"), "");
    assert!(matches!(
        closed.why("li", "read", "item"),
        Answer::No(Denial::NoRow)
    ));
    let held = closed.access().user(closed.sym("li")).unwrap();
    assert_eq!(held.inactive, [closed.sym("middle")]);
    assert!(held.roles.is_empty());
}

#[test]
fn cycles_of_includes_do_not_hang() {
    let world = World::new(
        CLOSED,
        "user li
         role_include a b
         role_include b c
         role_include c a
         grant li a
         grant li c
         permission b item read",
    );
    assert_eq!(world.may("li", "item"), "read");
    assert_eq!(
        world.paths("li", "read", "item"),
        ["a > b > item", "c > a > b > item"]
    );
}

#[test]
fn inactive_users_can_do_nothing() {
    let world = World::new(
        OPEN,
        "user li
         user an An - false person
         resource party -",
    );
    assert_eq!(world.may("an", "party"), "");
    assert!(matches!(
        world.why("an", "read", "party"),
        Answer::No(Denial::Inactive)
    ));
    assert!(matches!(
        world.why("zz", "read", "party"),
        Answer::No(Denial::NoSuchUser)
    ));
    assert_eq!(
        world.access().users_who_can("read", world.sym("party")),
        [world.sym("li")]
    );
}

#[test]
fn administrators_bypass_where_the_erp_says_so() {
    let lines = "user root
         user li
         role_include chief boss
         grant root chief
         resource party -
         resource party#merge -
         permission * party ''
         permission * party/name ''
         permission merger party#merge press
         record_rule * party own [rule] -";
    let open = World::new(OPEN, lines);
    assert_eq!(open.may("root", "party"), ALL);
    assert_eq!(open.may("root", "party/name"), ALL);
    assert_eq!(open.may("root", "party#merge"), "press");
    assert_eq!(
        open.paths("root", "read", "party"),
        ["chief > boss > administrator"]
    );
    assert_eq!(open.may("li", "party"), "");
    // Row-level rules limit an administrator too, as far as we know.
    let Answer::Yes(paths) = open.why("root", "read", "party") else {
        panic!()
    };
    assert_eq!(paths.rules.len(), 1);

    let without = World::new(&OPEN.replace("\"bypass\": true", "\"bypass\": false"), lines);
    assert_eq!(without.may("root", "party"), "");
    let access = without.access();
    assert!(access.held(without.sym("root")).unwrap().administrator);
}

#[test]
fn a_field_needs_the_same_action_on_its_model() {
    let world = World::new(
        OPEN,
        "user li
         grant li buyer
         resource party -
         resource party/name -
         resource party/code -
         permission buyer party read,write
         permission * party/code read
         permission buyer party/name read,delete",
    );
    assert_eq!(world.may("li", "party/code"), "read");
    assert_eq!(world.may("li", "party/name"), "read");
    let Answer::No(Denial::Needs {
        resource, because, ..
    }) = world.why("li", "delete", "party/name")
    else {
        panic!()
    };
    assert_eq!(resource, world.sym("party"));
    assert!(matches!(*because, Denial::Rows(_)));
    let Answer::Yes(paths) = world.why("li", "read", "party/name") else {
        panic!()
    };
    assert_eq!(paths.needs.len(), 1);
    assert_eq!(paths.needs[0].resource, world.sym("party"));
}

#[test]
fn a_button_with_rows_is_for_their_holders_and_without_rows_for_writers() {
    let world = World::new(
        OPEN,
        "user reader
         user presser
         user writer
         user outsider
         grant reader r
         grant presser p
         grant writer w
         resource sale -
         resource sale#quote -
         resource sale#print -
         permission r sale read
         permission p sale read
         permission w sale read,write
         permission * sale ''
         permission p sale#quote press",
    );
    assert_eq!(world.may("presser", "sale#quote"), "press");
    assert_eq!(world.may("writer", "sale#quote"), "");
    assert!(matches!(
        world.why("writer", "press", "sale#quote"),
        Answer::No(Denial::OnlyOthers(_))
    ));
    assert_eq!(world.may("presser", "sale#print"), "");
    assert_eq!(world.may("writer", "sale#print"), "press");
    assert_eq!(world.paths("writer", "press", "sale#print"), ["follows"]);
    let Answer::Yes(paths) = world.why("writer", "press", "sale#print") else {
        panic!()
    };
    assert_eq!(paths.needs.len(), 2);
    assert!(matches!(
        world.why("outsider", "press", "sale#print"),
        Answer::No(Denial::Needs { .. })
    ));
}

#[test]
fn only_actions_that_exist_count() {
    let world = World::new(
        OPEN,
        "user li
         user root
         grant root boss
         resource conf - read,write
         resource view - read",
    );
    assert_eq!(world.may("li", "conf"), "read,write");
    assert_eq!(world.may("root", "view"), "read");
    assert!(matches!(
        world.why("root", "create", "view"),
        Answer::No(Denial::DoesNotExist(_))
    ));
    assert!(matches!(
        world.why("li", "fly", "view"),
        Answer::No(Denial::NoSuchAction)
    ));
}

/// Closed by default, with an account that may do everything; a role that is switched off goes on counting.
const BUILT_IN: &str = r#"{
    "actions": ["read", "write"],
    "access": {
        "default": "closed",
        "administrators": {"roles": ["boss"], "accounts": ["root"]},
        "inactive_roles": "count"
    }
}"#;

#[test]
fn an_account_of_the_erps_own_may_do_everything_and_its_roles_do_not_matter() {
    let world = World::new(
        BUILT_IN,
        "user root
         user li
         user an
         grant root clerk
         grant an boss
         resource item -
         resource conf - read
         permission clerk item read",
    );
    assert_eq!(world.may("root", "item"), "read,write");
    assert_eq!(world.may("root", "conf"), "read");
    assert_eq!(world.may("li", "item"), "");
    // A role that makes an administrator goes around no permission here.
    assert_eq!(world.may("an", "item"), "");
    assert_eq!(world.paths("root", "write", "item"), ["account"]);
    assert_eq!(world.paths("root", "read", "item"), ["account", "clerk > item"]);
    let access = world.access();
    assert_eq!(
        access.users_who_can("write", world.sym("item")),
        [world.sym("root")]
    );
    assert!(access.users_who_can("write", world.sym("conf")).is_empty());
    let root = access.user(world.sym("root")).unwrap();
    assert!(root.unrestricted && !access.user(world.sym("an")).unwrap().unrestricted);
    assert!(access.held(world.sym("root")).unwrap().administrator);
}

#[test]
fn an_account_of_the_erps_own_that_is_inactive_may_do_nothing() {
    let world = World::new(BUILT_IN, "user root - - false -\nresource item -");
    assert_eq!(world.may("root", "item"), "");
    assert!(matches!(
        world.why("root", "read", "item"),
        Answer::No(Denial::Inactive)
    ));
}

#[test]
fn where_an_inactive_role_counts_it_gives_all_that_it_gave() {
    let world = World::new(
        BUILT_IN,
        "user li
         role clerk
         role idle - - false
         role_include idle clerk
         grant li idle
         permission idle item write
         permission clerk item read",
    );
    assert_eq!(world.may("li", "item"), "read,write");
    assert_eq!(world.paths("li", "write", "item"), ["idle > item"]);
    assert!(world.access().user(world.sym("li")).unwrap().inactive.is_empty());
}

#[test]
fn a_level_stands_apart_and_an_empty_row_is_no_row_where_all_is_closed() {
    let world = World::new(
        CLOSED,
        "user li
         grant li clerk
         permission clerk item read
         permission clerk item@owner read,write
         permission clerk other ''",
    );
    assert_eq!(world.may("li", "item"), "read");
    assert_eq!(world.may("li", "item@owner"), "read,write");
    assert!(matches!(
        world.why("li", "read", "other"),
        Answer::No(Denial::NoRow)
    ));
}

#[test]
fn terms_and_rules_stand_beside_the_answer() {
    let world = World::new(
        CLOSED,
        "user li
         grant li clerk
         grant li auditor
         grant_term li auditor 2026-12-01 2026-12-15 cover REQ-1 cfo
         resource line -
         resource_parent line sale
         permission clerk sale read
         permission auditor sale read
         record_rule clerk sale mine [own] read
         record_rule clerk sale later [own] write
         record_rule seller sale theirs [own] read",
    );
    let Answer::Yes(paths) = world.why("li", "read", "line") else {
        panic!()
    };
    assert_eq!(paths.paths.len(), 2);
    let term = paths.paths[0].holding.as_ref().unwrap().term.unwrap();
    let texts: Vec<_> = term.texts(&world.symbols).collect();
    assert_eq!(texts[1], ("until", "2026-12-15"));
    assert_eq!(paths.rules.len(), 1);
    assert_eq!(paths.rules[0].name, world.sym("mine"));
}

#[test]
fn who_can_and_abilities_agree_with_why() {
    let world = World::new(
        OPEN,
        "user a
         user b
         user c
         grant a buyer
         grant c buyer
         resource party -
         resource item -
         permission buyer party read
         permission * item read",
    );
    let access = world.access();
    let able = access.who_can("write", world.sym("party"));
    assert_eq!(able.len(), 1);
    assert_eq!(able[0].0, world.sym("b"));
    let held = access.held(world.sym("a")).unwrap();
    let abilities: Vec<_> = access
        .abilities(&held)
        .map(|(resource, actions)| (world.symbols.text(resource), actions.len()))
        .collect();
    assert_eq!(abilities, [("item", 1), ("party", 1)]);
}
