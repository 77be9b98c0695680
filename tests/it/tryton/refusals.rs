//! What Tryton cannot hold is refused before anything is written, each case under its own code.

use std::collections::BTreeSet;

use trueup::adapter::ChangeContext;
use trueup::db::Access;
use trueup::model::Rel::{
    self, Grant, Permission, Role, RoleInclude, Sequence, Setting, User, UserAttribute, UserCompany,
};
use trueup::model::Verb::{self, Delete, Insert, Rename, Update};
use trueup::model::{Cause, Change, Interner, Sym};

use super::adapter;
use crate::registry::open;
use crate::support::{self, Engine, LiveDb};

/// A change: relation, verb, the old row and the new one; a rename has the two keys.
type Wish = (Rel, Verb, &'static [&'static str], &'static [&'static str]);

/// Changes that fit together, and the code that refuses them.
type Case = (&'static str, &'static [Wish]);

const NEW: Wish = (
    User,
    Insert,
    &[],
    &["new", "New", "new@example.com", "true", "person"],
);

/// A sequence of the sample organisation, as it might be.
const NUMBERED: &[&str] = &["Product [海港机械有限公司]", "P", "-", "5", "1"];

const CASES: &[Case] = &[
    (
        "sequence-form",
        &[(
            Sequence,
            Update,
            NUMBERED,
            &["Product [海港机械有限公司]", "P$", "-", "5", "1"],
        )],
    ),
    (
        "login-taken",
        &[(User, Insert, &[], &["anna", "Anna", "-", "true", "person"])],
    ),
    ("login-taken", &[(User, Rename, &["lin.mei"], &["anna"])]),
    ("login-taken", &[NEW, (User, Rename, &["lin.mei"], &["new"])]),
    (
        "system-user",
        &[(
            User,
            Update,
            &["root", "Root", "-", "false", "system"],
            &["root", "Root", "-", "true", "system"],
        )],
    ),
    (
        "system-user",
        &[(User, Insert, &[], &["robot", "Robot", "-", "true", "service"])],
    ),
    (
        "title-taken",
        &[(Role, Insert, &[], &["audit", "Audit", "custom", "true"])],
    ),
    (
        "title-taken",
        &[
            (Role, Insert, &[], &["one", "The same", "custom", "true"]),
            (Role, Insert, &[], &["two", "The same", "custom", "true"]),
        ],
    ),
    (
        "role-key",
        &[(Role, Insert, &[], &["name:New", "New", "custom", "true"])],
    ),
    (
        "role-key",
        &[(Role, Insert, &[], &["product.mine", "Mine", "custom", "true"])],
    ),
    (
        "role-key",
        &[(
            Role,
            Update,
            &["name:Audit", "Audit", "custom", "true"],
            &["name:Audit", "Auditors", "custom", "true"],
        )],
    ),
    (
        "role-key",
        &[(
            Role,
            Update,
            &[
                "product.group_product_admin",
                "Product Administration",
                "shipped",
                "true",
            ],
            &["product.group_product_admin", "Products", "shipped", "true"],
        )],
    ),
    (
        "role-key",
        &[(Role, Rename, &["product.group_product_admin"], &["mine"])],
    ),
    (
        "role-include",
        &[(
            RoleInclude,
            Insert,
            &[],
            &["name:Night Shift", "name:Audit", "false"],
        )],
    ),
    (
        "include-cycle",
        &[(
            RoleInclude,
            Insert,
            &[],
            &["name:Warehouse", "name:Night Shift", "false"],
        )],
    ),
    (
        "permission-form",
        &[(Permission, Insert, &[], &["name:Audit", "no.such.model", "read"])],
    ),
    (
        "permission-form",
        &[(
            Permission,
            Insert,
            &[],
            &["name:Audit", "party.party", "read,press"],
        )],
    ),
    (
        "permission-form",
        &[(
            Permission,
            Insert,
            &[],
            &["*", "purchase.purchase#quote", "press"],
        )],
    ),
    (
        "attribute-value",
        &[(UserAttribute, Insert, &[], &["empty", "language", "tlh"])],
    ),
    (
        "attribute-value",
        &[(UserAttribute, Insert, &[], &["empty", "warehouse", "Nowhere"])],
    ),
    (
        "attribute-value",
        &[(UserAttribute, Delete, &["empty", "company_filter", "one"], &[])],
    ),
    (
        "attribute-value",
        &[(UserCompany, Insert, &[], &["empty", "No such company"])],
    ),
    (
        "main-company",
        &[(UserCompany, Delete, &["lin.mei", "海港机械有限公司"], &[])],
    ),
    (
        "main-company",
        &[
            NEW,
            (
                UserAttribute,
                Insert,
                &[],
                &["new", "main_company", "Harbour Machines BV"],
            ),
        ],
    ),
    (
        "employee",
        &[(
            UserAttribute,
            Update,
            &["lin.mei", "employee", "1"],
            &["lin.mei", "employee", "No such person"],
        )],
    ),
    ("role-user", &[(Grant, Insert, &[], &["dated", "name:Audit"])]),
    (
        "setting-form",
        &[(Setting, Insert, &[], &["password.min_length", "12"])],
    ),
];

async fn refused(db: &LiveDb, wishes: &[Wish]) -> BTreeSet<String> {
    let mut session = open(&db.url(), Access::Write).await;
    let adapter = adapter(&mut session).await;
    session.begin_write(adapter.lock_sql()).await.unwrap();
    let mut symbols = Interner::new();
    let changes: Vec<Change> = wishes.iter().map(|wish| change(wish, &mut symbols)).collect();
    let context = ChangeContext {
        now_utc: jiff::Timestamp::new(1_790_000_000, 0).unwrap(),
        actor: "test".to_owned(),
        actor_id: None,
        commit_id: None,
        digest: "sha256:1".to_owned(),
        apply_id: "a1".to_owned(),
    };
    adapter
        .prepare_changes(&mut session, &changes, &symbols, &context, &|_| None)
        .await
        .unwrap();
    let refusals = adapter.refusals(&mut session).await.unwrap();
    session.rollback().await.unwrap();
    refusals.into_iter().map(|refusal| refusal.code).collect()
}

fn change(&(rel, verb, old, new): &Wish, symbols: &mut Interner) -> Change {
    let mut row = |cells: &[&str]| -> Vec<Sym> {
        let sym = |cell: &&str| {
            if *cell == "-" {
                Sym::NULL
            } else {
                symbols.intern(cell)
            }
        };
        cells.iter().map(sym).collect()
    };
    let (old, new) = (row(old), row(new));
    let cause = Cause::Files(0);
    match verb {
        Insert => Change::insert(rel, &new, cause),
        Delete => Change::delete(rel, &old, cause),
        Update => Change::update(rel, &old, &new, cause),
        Rename => Change::rename(rel, new[0], old[0], cause),
    }
}

#[test]
fn what_the_erp_cannot_hold_is_refused() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    for db in support::every() {
        let mut seen = BTreeSet::new();
        for (code, wishes) in CASES {
            let codes = runtime.block_on(refused(&db, wishes));
            assert_eq!(
                codes,
                BTreeSet::from([(*code).to_owned()]),
                "{}: {wishes:?}",
                db.title()
            );
            seen.extend(codes);
        }
        let flag: Wish = (
            RoleInclude,
            Insert,
            &[],
            &["res.group_admin", "name:Audit", "false"],
        );
        let codes = runtime.block_on(refused(&db, &[flag]));
        assert_eq!(codes.contains("role-key"), db.series() == "8.2", "{}", db.title());
        // On SQLite the step of a sequence is a column like any other.
        let two = &["Product [海港机械有限公司]", "P", "-", "5", "2"];
        let codes = runtime.block_on(refused(&db, &[(Sequence, Update, NUMBERED, two)]));
        let counted = db.engine() == Engine::Postgres;
        assert_eq!(codes.contains("sequence-step"), counted, "{}", db.title());
        seen.insert("sequence-step".to_owned());
        assert_eq!(
            runtime.block_on(refused(&db, &[NEW])),
            BTreeSet::new(),
            "{}",
            db.title()
        );
        db.sql("UPDATE ir_module SET state = 'to upgrade' WHERE name = 'company'");
        seen.extend(runtime.block_on(refused(&db, &[NEW])));
        let declared: BTreeSet<String> = super::folder().manifest.refuse.keys().cloned().collect();
        assert_eq!(seen, declared, "a refusal without a case");
    }
}
