//! What a plan looks like, in both languages and as a comment, from plans made by hand.

use insta::assert_snapshot;
use trueup::model::Mode;
use trueup::model::{Cause, Change, Engine, Interner, Rel, Sym};
use trueup::plan::{
    AbilityChange, BaseEntry, Commit, FORMAT, Finding, Footprint, Head, Held, Note, Plan, Reason, Target,
    Totals,
};
use trueup::report::plan::{Show, comment, document};
use trueup::report::{Lang, Look, terminal};

/// A plan under construction.
pub(crate) struct Maker {
    pub(crate) symbols: Interner,
    pub(crate) plan: Plan,
}

impl Maker {
    pub(crate) fn new() -> Self {
        let head = Head {
            format: FORMAT.to_owned(),
            trueup: "0.1.0".to_owned(),
            created: "2026-11-22T09:30:00Z".to_owned(),
            expires: "2026-11-23T09:30:00Z".to_owned(),
            project: "acme".to_owned(),
            commit: Some(Commit {
                id: "3f2a1bc09d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a".to_owned(),
                dirty: true,
            }),
            target: Target {
                name: "prod".to_owned(),
                adapter: "some-erp".to_owned(),
                adapter_digest: "00".to_owned(),
                engine: Engine::Postgres,
                erp_version: "7.0".to_owned(),
                erp_identity: "acme".to_owned(),
                system: "7301".to_owned(),
                database: "erp".to_owned(),
            },
            mode: Mode::Adopt,
            base: Some(BaseEntry {
                entry: 41,
                hash: "ab".to_owned(),
            }),
            accepted: Vec::new(),
            notes: Vec::new(),
            findings: Vec::new(),
            abilities: Vec::new(),
            totals: Totals::default(),
            follows_seconds: Some(300),
            digest: String::new(),
        };
        let plan = Plan {
            head,
            changes: Vec::new(),
            held: Vec::new(),
            reasons: Vec::new(),
            footprint: Footprint::default(),
            applied: Vec::new(),
            owned: Vec::new(),
        };
        Self {
            symbols: Interner::new(),
            plan,
        }
    }

    fn row(&mut self, cells: &[&str]) -> Vec<Sym> {
        cells
            .iter()
            .map(|cell| match *cell {
                "-" => Sym::NULL,
                text => self.symbols.intern(text),
            })
            .collect()
    }

    fn reason(&mut self, file: &str, line: u32, via: Option<&str>) -> u32 {
        self.plan.reasons.push(Reason {
            file: file.to_owned(),
            line,
            column: 3,
            via: via.map(str::to_owned),
        });
        u32::try_from(self.plan.reasons.len() - 1).unwrap()
    }

    pub(crate) fn files(&mut self, file: &str, line: u32, via: Option<&str>) -> Cause {
        Cause::Files(self.reason(file, line, via))
    }

    pub(crate) fn insert(&mut self, rel: Rel, cells: &[&str], cause: Cause) {
        let row = self.row(cells);
        self.plan.changes.push(Change::insert(rel, &row, cause));
    }

    pub(crate) fn delete(&mut self, rel: Rel, cells: &[&str], cause: Cause) {
        let row = self.row(cells);
        self.plan.changes.push(Change::delete(rel, &row, cause));
    }

    pub(crate) fn update(&mut self, rel: Rel, old: &[&str], new: &[&str], cause: Cause) {
        let (old, new) = (self.row(old), self.row(new));
        self.plan.changes.push(Change::update(rel, &old, &new, cause));
    }

    fn held(&mut self, change: Change, base: Option<&[&str]>, who: Option<(&str, &str)>) {
        let base = base.map(|cells| self.row(cells));
        self.plan.held.push(Held {
            change,
            base,
            changed_by: who.map(|(by, _)| by.to_owned()),
            changed_at: who.map(|(_, at)| at.to_owned()),
        });
    }

    pub(crate) fn known(&mut self, rel: Rel, cells: &[&str]) {
        let row = self.row(cells);
        self.plan.footprint.rows.table_mut(rel).push(&row);
    }

    fn ability(&mut self, people: &[&str], gained: &[(&str, &str)], lost: &[(&str, &str)]) {
        let map = |pairs: &[(&str, &str)]| {
            pairs
                .iter()
                .map(|(resource, actions)| {
                    let actions = actions.split(',').map(str::to_owned).collect();
                    ((*resource).to_owned(), actions)
                })
                .collect()
        };
        self.plan.head.abilities.push(AbilityChange {
            people: people.iter().map(|p| (*p).to_owned()).collect(),
            gained: map(gained),
            lost: map(lost),
            administrator: None,
            account: None,
            gained_open: 0,
            lost_open: 0,
        });
    }

    fn show(&self, lang: Lang, full: bool) -> String {
        let show = Show {
            lang,
            full,
            verdict_first: false,
        };
        let look = Look {
            colour: false,
            width: 100,
        };
        terminal::render(&document(&self.plan, &self.symbols, show), look)
    }
}

/// A bit of everything.
fn story() -> Maker {
    let mut m = Maker::new();
    m.known(Rel::User, &["li.na", "李娜", "-", "true", "person"]);
    m.known(
        Rel::User,
        &["sunli", "Sun Li", "sunli@acme.example", "true", "person"],
    );
    m.known(Rel::Role, &["purchase.group", "Purchase", "shipped", "true"]);
    m.known(Rel::Role, &["stock.group", "Stock", "shipped", "true"]);
    let user = m.files("people/purchasing.yaml", 3, None);
    let position = m.files("people/purchasing.yaml", 8, Some("position buyer"));
    let company = m.files("people/purchasing.yaml", 9, None);
    m.insert(
        Rel::User,
        &["zhang.wei", "张伟", "zhang.wei@acme.example", "true", "person"],
        user,
    );
    m.insert(Rel::UserAttribute, &["zhang.wei", "language", "zh_CN"], user);
    m.insert(Rel::UserCompany, &["zhang.wei", "acme-sh"], company);
    m.insert(Rel::Grant, &["zhang.wei", "purchase.group"], position);
    let grant = m.files("people/cover.yaml", 2, None);
    m.insert(Rel::Grant, &["zhang.wei", "account.group"], grant);
    m.insert(
        Rel::GrantTerm,
        &[
            "zhang.wei",
            "account.group",
            "2026-12-01",
            "2026-12-15",
            "covers for 王芳",
            "REQ-1042",
            "cfo",
        ],
        grant,
    );
    let left = m.files("people/purchasing.yaml", 12, Some("state left"));
    m.delete(Rel::Grant, &["li.na", "purchase.group"], left);
    m.update(
        Rel::User,
        &["li.na", "李娜", "-", "true", "person"],
        &["li.na", "李娜", "-", "false", "person"],
        left,
    );
    let rename = m.files("people/purchasing.yaml", 15, None);
    let (new, old) = (m.symbols.intern("sun.li"), m.symbols.intern("sunli"));
    m.plan.changes.push(Change::rename(Rel::User, new, old, rename));
    let role = m.files("roles.yaml", 2, None);
    m.insert(
        Rel::Role,
        &["stock-reader", "Stock, read only", "custom", "true"],
        role,
    );
    for (line, model) in [(5, "stock.move"), (6, "product.product")] {
        let cause = m.files("roles.yaml", line, None);
        m.insert(Rel::Permission, &["stock-reader", model, "read"], cause);
    }
    let closed = m.files("roles.yaml", 9, None);
    m.insert(Rel::Permission, &["*", "party.secret", ""], closed);
    let changed = m.files("roles.yaml", 14, None);
    m.update(
        Rel::Permission,
        &["purchase.group", "purchase.purchase", "read,delete"],
        &["purchase.group", "purchase.purchase", "read,write"],
        changed,
    );
    let included = m.reason("roles.yaml", 14, Some("included by another role"));
    m.insert(
        Rel::Grant,
        &["wu.min", "stock.group"],
        Cause::Consequence(included),
    );
    let setting = m.files("settings.yaml", 2, None);
    m.update(
        Rel::Setting,
        &["password.min_length", "8"],
        &["password.min_length", "12"],
        setting,
    );
    m.insert(
        Rel::Guard,
        &["protect", r#"{"min_admins":2,"users":["admin"]}"#],
        setting,
    );
    m.ability(
        &["zhang.wei"],
        &[
            ("purchase.purchase", "read,write"),
            ("purchase.line", "read,write"),
            ("party.party", "read"),
        ],
        &[],
    );
    m.ability(&["he.yan", "lin.tao"], &[], &[("purchase.purchase", "delete")]);
    let ability = &mut m.plan.head.abilities[0];
    (ability.administrator, ability.gained_open) = (Some(true), 312);
    drift(&mut m);
    verdict(&mut m);
    m
}

fn drift(m: &mut Maker) {
    let row = m.row(&["chen.yu", "sales.group"]);
    m.held(
        Change::delete(Rel::Grant, &row, Cause::Drift(None)),
        None,
        Some(("admin", "2026-11-20T08:15:00Z")),
    );
    let (live, desired) = (
        m.row(&["chen.yu", "Chen Yu", "old@acme.example", "true", "person"]),
        m.row(&["chen.yu", "Chen Yu", "chen.yu@acme.example", "true", "person"]),
    );
    let reason = m.reason("people/sales.yaml", 4, None);
    m.held(
        Change::update(Rel::User, &live, &desired, Cause::Drift(Some(reason))),
        Some(&["chen.yu", "Chen Yu", "chen.yu@acme.example", "true", "person"]),
        None,
    );
    let (live, desired) = (
        m.row(&["session.idle_minutes", "60"]),
        m.row(&["session.idle_minutes", "15"]),
    );
    m.held(
        Change::update(Rel::Setting, &live, &desired, Cause::Conflict(reason)),
        Some(&["session.idle_minutes", "30"]),
        Some(("admin", "2026-11-21T10:00:00Z")),
    );
}

fn verdict(m: &mut Maker) {
    let place = Reason {
        file: "trueup.yaml".to_owned(),
        line: 1,
        column: 1,
        via: None,
    };
    m.plan.head.notes.push(Note {
        code: "plan/not-acted-on".to_owned(),
        what: "`roster` is checked but not carried out".to_owned(),
        values: vec!["roster".to_owned()],
        place: Some(place.clone()),
    });
    m.plan.head.findings = vec![
        Finding {
            code: "plan/opens-resource".to_owned(),
            refuses: false,
            message: "no permission would be left on `party.party`, which opens it to everybody".to_owned(),
            values: vec!["party.party".to_owned()],
            subject: "resource party.party".to_owned(),
            accept: Some("--accept-open party.party".to_owned()),
            place: None,
        },
        Finding {
            code: "plan/too-many-people".to_owned(),
            refuses: true,
            message: "the plan touches 83 people of 120 active; the guard in force allows 60 at once"
                .to_owned(),
            values: ["83", "120", "60"].map(str::to_owned).to_vec(),
            subject: "people".to_owned(),
            accept: Some("--accept-mass-change people=83".to_owned()),
            place: Some(place),
        },
    ];
    m.plan.head.totals = Totals {
        rows: m.plan.changes.len(),
        people: 4,
        people_by_role: 2,
        created: 1,
        deactivated: 1,
        grants: 3,
        revokes: 1,
        undeclared_users: 14,
        undeclared_roles: 3,
        ..Totals::default()
    };
}

#[test]
fn story_in_english() {
    assert_snapshot!(story().show(Lang::En, false));
}

#[test]
fn story_in_chinese() {
    assert_snapshot!(story().show(Lang::Zh, false));
}

#[test]
fn story_as_a_comment() {
    let m = story();
    assert_snapshot!(comment(&m.plan, &m.symbols, Lang::En));
}

#[test]
fn a_narrow_terminal_wraps() {
    let m = story();
    let show = Show {
        lang: Lang::Zh,
        full: false,
        verdict_first: false,
    };
    let look = Look {
        colour: false,
        width: 60,
    };
    let text = terminal::render(&document(&m.plan, &m.symbols, show), look);
    let wide: Vec<&str> = text
        .lines()
        .filter(|line| unicode_width::UnicodeWidthStr::width(*line) > 60)
        .collect();
    assert_eq!(wide, Vec::<&str>::new());
}

#[test]
fn nothing_to_do() {
    let mut m = Maker::new();
    m.plan.head.base = None;
    m.plan.head.commit = None;
    assert_snapshot!(m.show(Lang::En, false));
    assert_snapshot!(m.show(Lang::Zh, false));
}

/// Two thousand people who get the same role through the same position, and one who gets another.
fn crowd() -> Maker {
    let mut m = Maker::new();
    for number in 0..2000 {
        let login = format!("user{number:04}");
        let user = m.files("people/all.yaml", 2 + number * 3, None);
        let position = m.files("people/all.yaml", 3 + number * 3, Some("position clerk"));
        let email = format!("{login}@acme.example");
        m.insert(Rel::User, &[&login, &login, &email, "true", "person"], user);
        m.insert(Rel::Grant, &[&login, "sales.group"], position);
    }
    let other = m.files("people/other.yaml", 2, None);
    m.insert(Rel::Grant, &["zoe", "stock.group"], other);
    for number in 0..40 {
        let model = format!("model{number:02}");
        let cause = m.files("roles.yaml", 10 + number, None);
        m.insert(Rel::Permission, &["clerk", &model, "read,write"], cause);
    }
    m.plan.head.totals = Totals {
        rows: m.plan.changes.len(),
        people: 2001,
        created: 2000,
        grants: 2001,
        ..Totals::default()
    };
    m
}

#[test]
fn alike_people_fold_into_one() {
    assert_snapshot!(crowd().show(Lang::En, false));
}

#[test]
fn full_names_every_row() {
    let text = crowd().show(Lang::En, true);
    for needle in ["user0000", "user1999", "`model39`", "people/all.yaml:6000"] {
        assert!(text.contains(needle), "{needle}");
    }
    assert_eq!(text.matches("role `sales.group`").count(), 2000);
}

#[test]
fn many_different_groups_are_cut_and_counted() {
    let mut m = Maker::new();
    for number in 0..400 {
        let cause = m.files("people/all.yaml", number, None);
        m.insert(
            Rel::Grant,
            &[&format!("user{number:03}"), &format!("role{number:03}")],
            cause,
        );
    }
    let text = m.show(Lang::En, false);
    assert!(
        text.contains("... and 300 more, not listed here: `--full` lists all"),
        "{text}"
    );
    let comment = comment(&m.plan, &m.symbols, Lang::En);
    assert!(comment.len() < 60_000);
}

#[test]
fn data_cannot_steer_the_terminal() {
    let mut m = Maker::new();
    let cause = m.files("a\u{1b}[2J.yaml", 1, None);
    m.insert(
        Rel::User,
        &["a\u{1b}]0;x\u{7}", "\u{202e}evil", "-", "true", "person"],
        cause,
    );
    m.insert(Rel::Setting, &["x\u{9b}", "\u{200b}"], cause);
    let text = m.show(Lang::En, false);
    assert!(
        !text
            .chars()
            .any(|c| c != '\n' && (c.is_control() || matches!(c, '\u{202e}' | '\u{200b}'))),
        "{text:?}"
    );
}
