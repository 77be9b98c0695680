//! The registry's tables: setting up, relations, what was last applied.

use trueup::db::Access;
use trueup::model::{Cause, Change, Engine, Interner, Rel, State, Sym, encode_state};
use trueup::registry::{self, Kind, Registry, RegistryError, Setup, TableGrants, install, setup_sql};

use super::{change_tables, draft, on_every_engine, open, run_with_mariadb, set_up, texts};

#[test]
fn setting_up_twice_changes_nothing_and_another_target_is_refused() {
    on_every_engine(|database| async move {
        let mut session = open(&database.url, Access::Write).await;
        assert_eq!(Registry::open(&mut session, "prod").await.unwrap(), None);
        let registry = set_up(&mut session).await;
        let before = registry.entries(&mut session).await.unwrap();
        assert_eq!(before.len(), 1);
        set_up(&mut session).await;
        assert_eq!(registry.entries(&mut session).await.unwrap(), before);

        let first = registry::first_entry("test", &draft(Kind::Setup, 9));
        let setup = Setup {
            engine: session.engine(),
            reader: None,
            applier: None,
            backup: None,
            tables: &TableGrants::default(),
            guards: None,
            first: &first,
        };
        let error = install(&mut session, &setup).await.unwrap_err();
        assert!(matches!(error, RegistryError::OtherTarget { .. }), "{error}");
        assert_eq!(error.code().id, "registry/other-target");
        // The script itself refuses too, for those who run it without looking.
        let script = setup_sql(&setup);
        let said = if database.engine() == Engine::Mariadb {
            run_with_mariadb(&database, &script).unwrap_err()
        } else {
            session.script(&script).await.unwrap_err().to_string()
        };
        assert!(said.contains("another target"), "{said}");
        drop(session);

        let mut session = open(&database.url, Access::Write).await;
        assert_eq!(registry.entries(&mut session).await.unwrap(), before);
        let meta = database.registry_table("meta");
        let newer = format!("UPDATE {meta} SET value = '99' WHERE \"key\" = 'format'");
        session.execute(&newer, &[]).await.unwrap();
        let error = Registry::open(&mut session, "prod").await.unwrap_err();
        assert!(matches!(error, RegistryError::NewerFormat { .. }), "{error}");
    });
}

#[test]
fn relations_take_what_the_change_tables_say() {
    on_every_engine(|database| async move {
        let mut session = open(&database.url, Access::Write).await;
        let registry = set_up(&mut session).await;
        let mut symbols = Interner::new();
        let mut row = |cells: &[Option<&str>]| -> Vec<Sym> {
            cells.iter().map(|cell| symbols.intern_opt(*cell)).collect()
        };
        let term = |login, until| {
            [
                Some(login),
                Some("buyer"),
                None,
                Some(until),
                Some("it's"),
                None,
                None,
            ]
        };
        let (a, b, c) = (
            row(&term("a", "2026-12-01")),
            row(&term("b", "2026-12-02")),
            row(&term("c", "2026-12-03")),
        );
        let guard = row(&[Some("main"), Some("{\"min_admins\":2}")]);
        let inserts = [
            Change::insert(Rel::GrantTerm, &a, Cause::Files(0)),
            Change::insert(Rel::GrantTerm, &b, Cause::Files(0)),
            Change::insert(Rel::GrantTerm, &c, Cause::Files(0)),
            Change::insert(Rel::Guard, &guard, Cause::Files(0)),
        ];
        let longer = row(&term("z", "2027-01-31"));
        let from = row(&term("z", "2026-12-03"));
        let renames = row(&[
            Some("a"),
            Some("b"),
            Some("c"),
            Some("z"),
            Some("buyer"),
            Some("purchaser"),
        ]);
        // a and b exchange their names, c becomes z, and z's term changes; a's old row goes as b.
        let later = [
            Change::rename(Rel::User, renames[1], renames[0], Cause::Files(0)),
            Change::rename(Rel::User, renames[0], renames[1], Cause::Files(0)),
            Change::rename(Rel::User, renames[3], renames[2], Cause::Files(0)),
            Change::update(Rel::GrantTerm, &from, &longer, Cause::Files(0)),
            Change::delete(Rel::GrantTerm, &row(&term("b", "2026-12-01")), Cause::Files(0)),
        ];

        session.begin_write(None).await.unwrap();
        change_tables(&mut session, &inserts, &symbols).await;
        registry.write(&mut session).await.unwrap();
        session.commit().await.unwrap();
        let mut state = State::new();
        registry
            .read(&mut session, &mut symbols, &mut state)
            .await
            .unwrap();
        assert_eq!(state.len(), 4);

        let mut session = open(&database.url, Access::Write).await;
        session.begin_write(None).await.unwrap();
        change_tables(&mut session, &later, &symbols).await;
        registry.write(&mut session).await.unwrap();
        session.commit().await.unwrap();
        let mut state = State::new();
        registry
            .read(&mut session, &mut symbols, &mut state)
            .await
            .unwrap();
        let terms: Vec<_> = texts(&state, Rel::GrantTerm, &symbols)
            .into_iter()
            .map(|row| (row[0].clone().unwrap(), row[3].clone().unwrap()))
            .collect();
        let expected = [("a", "2026-12-02"), ("z", "2027-01-31")];
        assert_eq!(
            terms,
            expected.map(|(login, until)| (login.to_owned(), until.to_owned()))
        );
        assert_eq!(state.table(Rel::Guard).len(), 1);
    });
}

#[test]
fn what_was_last_applied_comes_back() {
    on_every_engine(|database| async move {
        let mut session = open(&database.url, Access::Write).await;
        let registry = set_up(&mut session).await;
        let mut symbols = Interner::new();
        assert!(
            registry
                .applied(&mut session, &mut symbols)
                .await
                .unwrap()
                .is_none()
        );
        let user = [
            symbols.intern("li.na"),
            symbols.intern("李娜"),
            Sym::OPEN,
            Sym::NULL,
            Sym::OPEN,
        ];
        let mut state = State::new();
        state.table_mut(Rel::User).push(&user);
        let owned = [(Rel::Grant, user[0]), (Rel::UserCompany, user[0])];
        for entry in [2, 3] {
            session.begin_write(None).await.unwrap();
            let bytes = encode_state(&state, &symbols);
            registry
                .store_applied(&mut session, entry, &bytes, &owned, &symbols)
                .await
                .unwrap();
            session.commit().await.unwrap();
        }
        let applied = registry
            .applied(&mut session, &mut symbols)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(applied.entry, 3);
        assert_eq!(applied.state.table(Rel::User).row(0), user);
        assert_eq!(applied.owned, owned);
    });
}
