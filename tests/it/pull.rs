//! What is pulled from an ERP is what the ERP holds: the next plan on it is empty. On random states.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::{Date, date};
use proptest::prelude::*;
use trueup::adapter::{self, Adapter};
use trueup::base::diagnostic::Diagnostics;
use trueup::base::source::SourceMap;
use trueup::db::{Access, ConnectOptions, DbUrl, Session};
use trueup::diff::{Options, compare, prepare};
use trueup::model::Mode;
use trueup::model::{Interner, Rel, Semantics, State, Sym, decode_state, encode_state};
use trueup::project::pull::{PullOptions, Pulled, Split, pull};
use trueup::project::{LowerContext, Project, Vocabulary, lower};
use trueup::report::diagnostics::{Look, text};

use crate::support;

const TODAY: Date = date(2026, 11, 21);
/// Names that other YAML readers would take for something else, or that need quotes.
const LOGINS: [&str; 12] = [
    "zhang.wei",
    "no",
    "李娜",
    "007",
    "a b",
    "x: y",
    "#c",
    "null",
    "O'Brien",
    "*",
    "- x",
    "1e3",
];
const ROLES: [(&str, &str); 7] = [
    ("stock.user", "shipped"),
    ("buy.user", "shipped"),
    ("admin", "shipped"),
    ("ours", "custom"),
    ("name:Made: by hand", "custom"),
    ("yes", "custom"),
    ("base.everyone", "automatic"),
];
const COMPANIES: [&str; 3] = ["acme-sh", "Acme: Nord", "10"];
const RESOURCES: [&str; 3] = ["stock.move", "product.product", "stock.move/name"];

/// Backup policies as they are stored.
const POLICIES: [(&str, &str); 2] = [
    (
        "nightly",
        r#"{"title":"每日: 备份","owner":"no","what":{"database":true,"paths":["/srv/a b","/srv/#c"]},"schedule":"0 2 * * *","timezone":"Asia/Shanghai","to":[{"url":"file:///backup/erp"},{"url":"s3://erp-backup/prod","endpoint":"https://minio.acme.example","region":"cn-north-1","immutable":2592000}],"encrypt_to":["age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"],"compression":19,"keep":{"last":3,"daily":14,"weekly":8,"monthly":12,"yearly":7,"at_least":3,"min_age":2592000},"verify":{"checksum":"every-run","restore":"monthly"},"objectives":{"rpo":86400,"rto":5400}}"#,
    ),
    (
        "007",
        r#"{"what":{"database":false,"paths":["/srv"]},"schedule":"0 3 * * SUN","timezone":"UTC","to":[{"url":"file:///backup"}],"compression":3}"#,
    ),
];

/// Rules for item codes as they are stored; no two yield the same code.
const RULES: [(&str, &str); 3] = [
    (
        "material",
        r#"{"title":"原材料","owner":"zhao.lei","applies_to":{"category":["原材料/**","半成品/**"],"kind":["goods"]},"segments":[{"name":"大类","part":{"values":{"by_parent":{"":{"RM":"原材料","SF":"半成品: 锻件"}}}}},{"part":{"literal":"-"}},{"name":"中类","part":{"values":{"within":"大类","by_parent":{"RM":{"01":"a text that makes the line longer than any line may be, so that it is broken","AL":"铝材","ST":"钢材"},"SF":{"FG":"锻件"}}}}},{"name":"流水号","part":{"serial":{"width":5,"digits":"unambiguous","start":7,"per":["大类","中类"],"gaps":false,"reserved":[[90,99]]}}},{"part":{"check":{"kind":"iso7064-mod37-36"}}}],"case":"upper","alphabet":"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-","max_length":20,"unique":"global","enforce":"deny"}"#,
    ),
    (
        "tools",
        r#"{"applies_to":{"company":["acme-sh"]},"segments":[{"part":{"literal":"to:"}},{"name":"when","part":{"date":"YYMM"}},{"name":"n","part":{"serial":{"width":4,"digits":"decimal","start":1,"gaps":true}}},{"part":{"check":{"kind":"luhn","of":["n"]}}}],"case":"exact","unique":"global","enforce":"report"}"#,
    ),
    ("later", r#"{"segments":[],"from_a_later_version":true}"#),
];

fn semantics() -> Semantics {
    serde_json::from_str(include_str!("../projects/semantics.json")).unwrap()
}

/// A state under construction; a key that comes twice counts once.
#[derive(Default)]
struct Draft(BTreeMap<(Rel, Vec<String>), Vec<Option<String>>>);

impl Draft {
    fn put(&mut self, rel: Rel, cells: &[Option<&str>]) {
        let keys = rel.spec().keys.len();
        assert_eq!(cells.len(), rel.spec().width(), "{}", rel.name());
        let own = |cell: &Option<&str>| cell.map(str::to_owned);
        let key = cells[..keys].iter().map(|cell| own(cell).unwrap()).collect();
        self.0
            .entry((rel, key))
            .or_insert_with(|| cells[keys..].iter().map(own).collect());
    }

    fn texts(&mut self, rel: Rel, cells: &[&str]) {
        let cells: Vec<_> = cells.iter().map(|cell| Some(*cell)).collect();
        self.put(rel, &cells);
    }

    fn state(&self, symbols: &mut Interner) -> State {
        let mut state = State::new();
        for ((rel, key), values) in &self.0 {
            let mut row: Vec<Sym> = key.iter().map(|cell| symbols.intern(cell)).collect();
            row.extend(values.iter().map(|cell| symbols.intern_opt(cell.as_deref())));
            state.table_mut(*rel).push(&row);
        }
        state
    }
}

type User = (
    usize,
    Option<&'static str>,
    Option<&'static str>,
    bool,
    &'static str,
);

fn users() -> impl Strategy<Value = Vec<User>> {
    let name = prop::option::of(prop::sample::select(vec![
        "张伟", "Ann: B", "", "true", " x", "a\nb", "5",
    ]));
    let email = prop::option::of(prop::sample::select(vec!["a@b.example", "", "~"]));
    let kind = prop::sample::select(vec!["person", "person", "person", "service", "portal", "system"]);
    prop::collection::vec((0..LOGINS.len(), name, email, any::<bool>(), kind), 0..10)
}

#[derive(Debug, Clone)]
struct Random {
    users: Vec<User>,
    grants: Vec<(usize, usize)>,
    terms: Vec<(usize, usize, bool)>,
    companies: Vec<(usize, usize)>,
    attributes: Vec<(usize, &'static str, &'static str)>,
    includes: Vec<(usize, usize, bool)>,
    permissions: Vec<(usize, usize, &'static str)>,
    settings: Vec<(&'static str, &'static str)>,
    delegated: Vec<usize>,
    /// Policies and rules, by name.
    documents: Vec<&'static str>,
}

fn random() -> impl Strategy<Value = Random> {
    let login = 0..LOGINS.len();
    let grants = prop::collection::vec((login.clone(), 0..6_usize), 0..30);
    let terms = prop::collection::vec((login.clone(), 0..6_usize, any::<bool>()), 0..4);
    let companies = prop::collection::vec((login.clone(), 0..COMPANIES.len()), 0..12);
    let attribute = prop::sample::select(vec![
        ("language", "en"),
        ("language", "xx"),
        ("main_company", "acme-sh"),
        ("main_company", "10"),
        ("employee", "00731"),
        ("employee", "731"),
        ("undeclared", "x"),
    ]);
    let attributes = prop::collection::vec((login.clone(), attribute), 0..12)
        .prop_map(|list| list.into_iter().map(|(l, (a, v))| (l, a, v)).collect());
    let includes = prop::collection::vec((0..6_usize, 0..6_usize, any::<bool>()), 0..3);
    let actions = prop::sample::select(vec!["read", "", "read,write", "press"]);
    let permissions = prop::collection::vec((0..7_usize, 0..RESOURCES.len(), actions), 0..10);
    let setting = prop::sample::select(vec![
        ("password.min_length", "8"),
        ("password.min_length", "08"),
        ("session.single", "true"),
        ("audit.level", "low"),
        ("audit.level", "odd"),
        ("plain", "x"),
    ]);
    let settings = prop::collection::vec(setting, 0..5);
    let delegated = prop::collection::vec(login, 0..2);
    let documents = prop::sample::subsequence(vec!["nightly", "007", "material", "tools", "later"], 0..=5);
    (
        users(),
        grants,
        terms,
        companies,
        attributes,
        includes,
        permissions,
        settings,
        delegated,
        documents,
    )
        .prop_map(
            |(
                users,
                grants,
                terms,
                companies,
                attributes,
                includes,
                permissions,
                settings,
                delegated,
                documents,
            )| {
                Random {
                    users,
                    grants,
                    terms,
                    companies,
                    attributes,
                    includes,
                    permissions,
                    settings,
                    delegated,
                    documents,
                }
            },
        )
}

fn live(random: &Random, symbols: &mut Interner) -> State {
    let mut draft = Draft::default();
    for (key, origin) in ROLES {
        draft.texts(
            Rel::Role,
            &[
                key,
                &format!("Title of {key}"),
                origin,
                if key == "yes" { "false" } else { "true" },
            ],
        );
    }
    for company in COMPANIES {
        draft.texts(Rel::Company, &[company, company, "true"]);
    }
    for resource in &RESOURCES[..2] {
        draft.put(Rel::Resource, &[Some(resource), None, None]);
    }
    let mut known = BTreeSet::new();
    for (login, name, email, active, kind) in &random.users {
        let active = if *active { "true" } else { "false" };
        draft.put(
            Rel::User,
            &[Some(LOGINS[*login]), *name, *email, Some(active), Some(kind)],
        );
        known.insert(*login);
    }
    let exists = |login: &usize| known.contains(login);
    for (login, reason) in random
        .delegated
        .iter()
        .filter(|l| exists(l))
        .map(|l| (l, "dated roles\nof the ERP"))
    {
        draft.texts(Rel::Delegated, &[LOGINS[*login], reason]);
    }
    for (login, role) in random.grants.iter().filter(|(l, _)| exists(l)) {
        draft.texts(Rel::Grant, &[LOGINS[*login], ROLES[*role].0]);
    }
    // The ERP computes the grants of delegated people; terms of theirs would never agree.
    for (login, role, future) in random
        .terms
        .iter()
        .filter(|(l, ..)| exists(l) && !random.delegated.contains(l))
    {
        let (login, role) = (LOGINS[*login], ROLES[*role].0);
        let key = vec![login.to_owned(), role.to_owned()];
        if draft.0.contains_key(&(Rel::GrantTerm, key.clone())) {
            continue;
        }
        if !*future {
            draft.texts(Rel::Grant, &[login, role]);
        } else if draft.0.contains_key(&(Rel::Grant, key)) {
            continue;
        }
        let (from, until) = if *future {
            (Some("2026-12-01"), None)
        } else {
            (None, Some("2026-12-31"))
        };
        draft.put(
            Rel::GrantTerm,
            &[Some(login), Some(role), from, until, Some("why: #1"), None, None],
        );
    }
    for (login, company) in random.companies.iter().filter(|(l, _)| exists(l)) {
        draft.texts(Rel::UserCompany, &[LOGINS[*login], COMPANIES[*company]]);
    }
    for (login, name, value) in random.attributes.iter().filter(|(l, ..)| exists(l)) {
        draft.texts(Rel::UserAttribute, &[LOGINS[*login], name, value]);
    }
    // A role includes one earlier in the list, so there are no circles; this ERP can hold one include of each.
    let mut including = BTreeSet::new();
    for (role, included, stored) in random.includes.iter().filter(|(a, b, _)| b < a) {
        if including.insert(*role) {
            let stored = if *stored { "true" } else { "false" };
            draft.texts(Rel::RoleInclude, &[ROLES[*role].0, ROLES[*included].0, stored]);
        }
    }
    for (role, resource, actions) in &random.permissions {
        draft.texts(Rel::Permission, &[ROLES[*role].0, RESOURCES[*resource], actions]);
    }
    for (setting, value) in &random.settings {
        draft.texts(Rel::Setting, &[setting, value]);
    }
    for (name, policy) in POLICIES
        .iter()
        .filter(|(name, _)| random.documents.contains(name))
    {
        draft.texts(Rel::BackupPolicy, &[name, policy]);
    }
    for (name, rule) in RULES.iter().filter(|(name, _)| random.documents.contains(name)) {
        draft.texts(Rel::ItemRule, &[name, rule]);
    }
    close(&mut draft);
    draft.state(symbols)
}

/// An ERP that stores includes has the included row for every holder.
fn close(draft: &mut Draft) {
    loop {
        let includes: Vec<(String, String)> = draft
            .0
            .iter()
            .filter(|((rel, _), values)| *rel == Rel::RoleInclude && values[0].as_deref() == Some("true"))
            .map(|((_, key), _)| (key[0].clone(), key[1].clone()))
            .collect();
        let grants: Vec<(String, String)> = draft
            .0
            .keys()
            .filter(|(rel, _)| *rel == Rel::Grant)
            .map(|(_, key)| (key[0].clone(), key[1].clone()))
            .collect();
        let before = draft.0.len();
        for (login, role) in &grants {
            for (_, included) in includes.iter().filter(|(including, _)| including == role) {
                draft.texts(Rel::Grant, &[login, included]);
            }
        }
        if draft.0.len() == before {
            return;
        }
    }
}

const PROJECT: &str = "project: acme\ntimezone: UTC\ntargets: {erp: {adapter: ./our-erp}}\n";

fn plan_is_empty(live: State, pulled: &Pulled, semantics: &Semantics, mut symbols: Interner) {
    let mut texts: Vec<(String, Arc<str>)> = pulled
        .files
        .iter()
        .map(|(path, text)| (path.clone(), text.as_str().into()))
        .collect();
    for (path, text) in &texts {
        assert_eq!(
            trueup::base::edit::format(text),
            None,
            "{path} is not formatted:\n{text}"
        );
    }
    texts.push(("trueup.yaml".to_owned(), PROJECT.into()));
    let loaded = Project::from_texts(texts.clone());
    let vocabulary = Vocabulary::of(&live, &symbols);
    let context = LowerContext {
        semantics: Some(semantics),
        vocabulary: Some(&vocabulary),
        today: TODAY,
    };
    let (desired, diagnostics) = lower(
        loaded.project.as_ref().unwrap(),
        &loaded.parts,
        "erp",
        &context,
        &mut symbols,
    );
    let said: Vec<_> = loaded.diagnostics.iter().chain(&diagnostics).collect();
    let look = Look {
        unicode: true,
        color: false,
        width: 110,
    };
    assert!(
        !loaded.diagnostics.has_errors() && !diagnostics.has_errors(),
        "{}\n{texts:?}",
        text(&loaded.sources, said, look)
    );
    let prepared = prepare(live, desired, None, semantics, &mut symbols);
    let options = Options {
        mode: Mode::Adopt,
        manages_user: &|_| true,
        manages_role: &|_| true,
        revert_drift: false,
        overwrite: false,
    };
    let difference = compare(&prepared, &options, &symbols);
    let changes: Vec<_> = difference
        .changes
        .iter()
        .chain(&difference.delegated)
        .map(|change| {
            let cells = change.key().iter().chain(change.new_values());
            let cells: Vec<_> = cells.map(|&sym| symbols.get(sym)).collect();
            format!("{} {} {cells:?}", change.verb.name(), change.rel.name())
        })
        .collect();
    assert!(
        changes.is_empty(),
        "{changes:#?}\n{}",
        texts
            .iter()
            .map(|(p, t)| format!("== {p}\n{t}"))
            .collect::<String>()
    );
    assert!(difference.drift.is_empty() && difference.conflicts.is_empty() && difference.vanished.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn the_plan_after_a_pull_is_empty(random in random(), by in 0..3, inactive in any::<bool>()) {
        let mut symbols = Interner::new();
        let live = live(&random, &mut symbols);
        let split = match by {
            0 => Split::Company,
            1 => Split::One,
            _ => Split::Attribute("employee".to_owned()),
        };
        let options = PullOptions { split, inactive, ..PullOptions::default() };
        let pulled = pull(&live, &symbols, &semantics(), &options);
        plan_is_empty(live, &pulled, &semantics(), symbols);
    }
}

#[test]
fn a_pull_reads_well() {
    let random = Random {
        users: vec![
            (0, Some("张伟"), Some("zhang@acme.example"), true, "person"),
            (1, Some("Nora"), None, true, "person"),
            (2, None, None, false, "person"),
            (3, Some("Bond"), None, true, "service"),
            (4, None, None, true, "portal"),
            (5, None, None, false, "person"),
            (6, Some("Delegated"), None, true, "person"),
        ],
        grants: vec![(0, 0), (0, 1), (1, 0), (1, 1), (2, 3), (3, 0), (6, 1), (0, 4)],
        terms: vec![(0, 4, false), (1, 2, true)],
        companies: vec![(0, 0), (0, 1), (1, 0)],
        attributes: vec![
            (0, "main_company", "Acme: Nord"),
            (0, "language", "zh_CN"),
            (1, "employee", "00731"),
        ],
        includes: vec![(3, 0, false)],
        permissions: vec![(3, 0, "read,write"), (3, 1, ""), (4, 0, "press"), (0, 0, "read")],
        settings: vec![
            ("password.min_length", "8"),
            ("session.single", "true"),
            ("audit.level", "odd"),
        ],
        delegated: vec![6],
        documents: vec!["nightly", "007", "material", "tools", "later"],
    };
    let mut symbols = Interner::new();
    let live = live(&random, &mut symbols);
    let pulled = pull(&live, &symbols, &semantics(), &PullOptions::default());
    let mut out = String::new();
    for (path, text) in &pulled.files {
        writeln!(out, "==> {path}\n{text}").unwrap();
    }
    writeln!(out, "left out: {:?}", pulled.left_out).unwrap();
    insta::assert_snapshot!(out);
    plan_is_empty(live, &pulled, &semantics(), symbols);
}

/// A real ERP, made by its own code.
#[test]
fn the_plan_after_a_pull_of_a_real_erp_is_empty() {
    for db in support::every() {
        let (mut sources, mut said) = (SourceMap::new(), Diagnostics::new());
        let folder = adapter::find("tryton", Path::new("."), None, &mut sources, &mut said).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let mut symbols = Interner::new();
        let (live, semantics) = runtime.block_on(async {
            let options = ConnectOptions::new("test", Access::Read);
            let url = DbUrl::parse(&db.url()).unwrap();
            let mut session = Session::connect(&url, options).await.unwrap();
            session.begin_read().await.unwrap();
            let adapter = Adapter::open(&folder, &mut session).await.unwrap();
            let live = adapter.read(&mut session, Rel::ALL, &mut symbols).await.unwrap();
            (live, adapter.semantics)
        });
        for split in [Split::Company, Split::One] {
            let options = PullOptions {
                split,
                inactive: true,
                ..PullOptions::default()
            };
            let pulled = pull(&live, &symbols, &semantics, &options);
            assert!(pulled.users > 5 && pulled.roles > 1, "{}", db.title());
            let mut own = Interner::new();
            let copy = decode_state(&encode_state(&live, &symbols), &mut own).unwrap();
            plan_is_empty(copy, &pulled, &semantics, own);
        }
    }
}
