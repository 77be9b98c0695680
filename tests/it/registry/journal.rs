//! Entries: chained, kept, found again; what the engine refuses and what verifying finds.

use trueup::db::Access;
use trueup::model::{Cause, Change, Engine, Interner, Rel};
use trueup::registry::{
    self, DatabaseStamp, DefectKind, Kind, Receipt, Registry, RegistryError, pack_changes,
};

use super::{append, draft, on_every_engine, open, set_up};

#[test]
fn entries_are_chained_kept_and_found_again() {
    on_every_engine(|database| async move {
        let mut session = open(&database.url, Access::Write).await;
        let registry = set_up(&mut session).await;
        let mut symbols = Interner::new();
        let row = [symbols.intern("zhang.wei"), symbols.intern("o'role \\ 采购")];
        let changes = [Change::insert(Rel::Grant, &row, Cause::Files(0))];
        let mut apply = draft(Kind::Apply, 1);
        apply.changes = pack_changes(&changes, &symbols);
        let second = append(&registry, &mut session, &apply).await;
        let third = append(&registry, &mut session, &draft(Kind::Adopt, 2)).await;
        assert_eq!((second.number, third.number), (2, 3));

        let entries = registry.entries(&mut session).await.unwrap();
        assert_eq!(entries[1..], [second.clone(), third.clone()]);
        assert_eq!(registry.last(&mut session).await.unwrap(), Some(third.clone()));
        assert_eq!(registry.entry(&mut session, 2).await.unwrap(), second);
        assert!(matches!(
            registry.entry(&mut session, 7).await,
            Err(RegistryError::NoEntry(7))
        ));
        let found = registry.find_plan(&mut session, "sha256:1").await.unwrap();
        assert_eq!(found, Some(second.clone()));
        let recorded = registry.changes(&mut session, &second).await.unwrap();
        assert_eq!(
            recorded[0].to_change(Cause::Files(0), &mut symbols).unwrap(),
            changes[0]
        );

        let export = registry.export(&mut session).await.unwrap();
        assert_eq!(export.verify(None), []);
        let text = serde_json::to_string(&export).unwrap();
        assert_eq!(
            serde_json::from_str::<registry::JournalExport>(&text).unwrap(),
            export
        );

        // Reading and verifying need no more than a session that cannot write.
        let mut reader = open(&database.url, Access::Read).await;
        reader.begin_read().await.unwrap();
        let receipts = [&second, &third].map(|e| Receipt::of(e, DatabaseStamp::default()));
        let registry = Registry::open(&mut reader, "prod").await.unwrap().unwrap();
        let verified = registry.verify(&mut reader, Some(&receipts)).await.unwrap();
        assert_eq!((verified.entries, verified.defects), (3, vec![]));
    });
}

#[test]
fn the_tenth_entry_comes_after_the_ninth() {
    on_every_engine(|database| async move {
        let mut session = open(&database.url, Access::Write).await;
        let registry = set_up(&mut session).await;
        for second in 1..12 {
            append(&registry, &mut session, &draft(Kind::Apply, second)).await;
        }
        assert_eq!(registry.last(&mut session).await.unwrap().unwrap().number, 12);
        let entries = registry.entries(&mut session).await.unwrap();
        assert!(entries.iter().map(|entry| entry.number).eq(1..=12));
        let course = registry.course(&mut session).await.unwrap();
        assert!(course.places.iter().map(|place| place.number).eq(1..=12));
        let verified = registry.verify(&mut session, None).await.unwrap();
        assert_eq!((verified.entries, verified.defects), (12, vec![]));
    });
}

#[test]
fn an_entry_that_is_rolled_back_was_never_there() {
    on_every_engine(|database| async move {
        let mut session = open(&database.url, Access::Write).await;
        let registry = set_up(&mut session).await;
        session.begin_write(None).await.unwrap();
        registry
            .append(&mut session, &draft(Kind::Apply, 1))
            .await
            .unwrap();
        session.rollback().await.unwrap();
        let entry = append(&registry, &mut session, &draft(Kind::Apply, 2)).await;
        assert_eq!(entry.number, 2);
        let verified = registry.verify(&mut session, None).await.unwrap();
        assert_eq!((verified.entries, verified.defects), (2, vec![]));
    });
}

#[test]
fn the_engine_refuses_to_touch_entries() {
    on_every_engine(|database| async move {
        let mut session = open(&database.url, Access::Write).await;
        let registry = set_up(&mut session).await;
        append(&registry, &mut session, &draft(Kind::Apply, 1)).await;
        let before = registry.entries(&mut session).await.unwrap();
        let journal = database.registry_table("journal");
        let replace = match database.engine() {
            Engine::Mariadb => "REPLACE",
            _ => "INSERT OR REPLACE",
        };
        let mut attempts = vec![
            format!("UPDATE {journal} SET actor = 'nobody' WHERE number = 2"),
            format!("DELETE FROM {journal} WHERE number = 2"),
            format!("DELETE FROM {journal}"),
        ];
        attempts.push(if database.is_postgres() {
            format!("TRUNCATE {journal}")
        } else {
            format!(
                "{replace} INTO {journal} (number, epoch, target, at, kind, actor, summary, hash) \
                 VALUES (2, 'e', 't', 'a', 'apply', 'nobody', '{{}}', 'h')"
            )
        });
        if database.is_postgres() {
            attempts.push(format!(
                "SET session_replication_role = replica; DELETE FROM {journal}"
            ));
        }
        for attempt in attempts {
            let error = session.script(&attempt).await.unwrap_err();
            assert!(error.to_string().contains("append-only"), "{attempt}: {error}");
        }
        assert_eq!(registry.entries(&mut session).await.unwrap(), before);
    });
}

#[test]
fn what_the_owner_of_the_tables_tampers_with_is_found() {
    on_every_engine(|database| async move {
        let mut session = open(&database.url, Access::Write).await;
        let registry = set_up(&mut session).await;
        let mut symbols = Interner::new();
        let row = [symbols.intern("li.na"), symbols.intern("buyer")];
        for second in 1..5 {
            let mut apply = draft(Kind::Apply, second);
            apply.changes = pack_changes(&[Change::delete(Rel::Grant, &row, Cause::Gone)], &symbols);
            append(&registry, &mut session, &apply).await;
        }
        let receipts: Vec<_> = registry
            .entries(&mut session)
            .await
            .unwrap()
            .iter()
            .map(|entry| Receipt::of(entry, DatabaseStamp::default()))
            .collect();
        let (journal, off) = if database.is_postgres() {
            let off = "ALTER TABLE trueup.journal DISABLE TRIGGER USER";
            ("trueup.journal", off)
        } else {
            let off = "DROP TRIGGER trueup_journal_no_update; DROP TRIGGER trueup_journal_no_delete";
            ("trueup_journal", off)
        };
        session.script(off).await.unwrap();
        let cases = [
            (
                format!("UPDATE {journal} SET actor = 'nobody' WHERE number = 2"),
                2,
                DefectKind::Changed,
            ),
            (
                format!("UPDATE {journal} SET changes = 'AA==' WHERE number = 3"),
                3,
                DefectKind::Changed,
            ),
            (
                format!("DELETE FROM {journal} WHERE number = 3"),
                3,
                DefectKind::Removed,
            ),
            (
                format!(
                    "UPDATE {journal} SET number = 99 WHERE number = 3; UPDATE {journal} SET number = 3 WHERE \
                     number = 4; UPDATE {journal} SET number = 4 WHERE number = 99"
                ),
                4,
                DefectKind::Reordered,
            ),
            (
                format!("DELETE FROM {journal} WHERE number > 3"),
                4,
                DefectKind::Truncated,
            ),
        ];
        for (tamper, number, kind) in cases {
            session.begin_write(None).await.unwrap();
            session.script(&tamper).await.unwrap();
            let verified = registry.verify(&mut session, Some(&receipts)).await.unwrap();
            let found = verified
                .defects
                .iter()
                .any(|d| d.number == number && d.kind == kind);
            assert!(found, "{tamper}: {:?}", verified.defects);
            if kind == DefectKind::Truncated {
                // Nothing but a recovery goes on from a journal that was cut off.
                let error = registry
                    .append(&mut session, &draft(Kind::Apply, 9))
                    .await
                    .unwrap_err();
                assert!(error.to_string().contains("#5"), "{error}");
                let course = registry.course(&mut session).await.unwrap();
                let mut recovery = draft(Kind::Recover, 9);
                recovery.summary.lost = registry::lost(&registry::missing(&receipts, &course));
                let entry = registry.append(&mut session, &recovery).await.unwrap();
                assert_eq!(entry.number, 4);
                let receipt = Receipt::of(&entry, DatabaseStamp::default());
                let receipts = [&receipts[..], &[receipt]].concat();
                let verified = registry.verify(&mut session, Some(&receipts)).await.unwrap();
                assert_eq!(verified.defects, []);
            }
            session.rollback().await.unwrap();
        }
    });
}

#[test]
fn a_copy_gets_a_name_of_its_own() {
    on_every_engine(|database| async move {
        let mut session = open(&database.url, Access::Write).await;
        let registry = set_up(&mut session).await;
        append(&registry, &mut session, &draft(Kind::Apply, 1)).await;
        session.begin_write(None).await.unwrap();
        let (registry, entry) = registry
            .rename_target(&mut session, "test", &draft(Kind::Clone, 2))
            .await
            .unwrap();
        session.commit().await.unwrap();
        assert_eq!((entry.number, entry.target.as_str()), (3, "test"));
        assert_eq!(entry.summary().unwrap().clone_of.as_deref(), Some("prod"));
        assert!(Registry::open(&mut session, "prod").await.is_err());
        let receipts = [Receipt::of(&entry, DatabaseStamp::default())];
        let verified = registry.verify(&mut session, Some(&receipts)).await.unwrap();
        assert_eq!(verified.defects, []);
    });
}
