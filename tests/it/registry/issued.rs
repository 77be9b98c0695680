//! Item codes that were issued, on every engine: numbers only rise, and a code is there once.

use std::collections::BTreeMap;

use trueup::db::Access;
use trueup::registry::{CodeState, IssuedCode};

use super::{on_every_engine, open, set_up};

fn code(text: &str, number: u64, request: Option<&str>) -> IssuedCode {
    IssuedCode {
        code: text.to_owned(),
        rule: "钢材".to_owned(),
        counter: "RM/ST".to_owned(),
        number,
        state: CodeState::Issued,
        request: request.map(str::to_owned),
        line: request.map(|_| number),
        fields: None,
        actor: "王芳".to_owned(),
        at: "2026-11-22T08:00:00Z".to_owned(),
        entry: 2,
    }
}

#[test]
fn numbers_rise_and_codes_are_there_once() {
    on_every_engine(|database| async move {
        let mut session = open(&database.url, Access::Write).await;
        let registry = set_up(&mut session).await;
        assert!(registry.can_issue(&mut session).await.unwrap());
        let key = ("钢材".to_owned(), "RM/ST".to_owned());
        let high = 9_007_199_254_740_993;
        session.begin_write(None).await.unwrap();
        for (last, kept) in [(7, 7), (5, 7), (high, high), (8, high)] {
            let serials = BTreeMap::from([(key.clone(), last)]);
            registry.raise_serials(&mut session, &serials).await.unwrap();
            assert_eq!(registry.serials(&mut session).await.unwrap()[&key], kept);
        }
        let codes = [code("RM-2", 2, Some("a")), code("RM-1", 1, Some("a"))];
        registry.store_codes(&mut session, &codes).await.unwrap();
        // The same code again replaces what was known of it; another case is another code.
        let again = [code("RM-2", 3, None), code("rm-2", 4, None)];
        registry.store_codes(&mut session, &again).await.unwrap();
        session.commit().await.unwrap();
        assert_eq!(
            registry.codes_of(&mut session, "a").await.unwrap(),
            [codes[1].clone()]
        );
        let named = ["rm-2", "RM-2", "RM-9"].map(str::to_owned);
        assert_eq!(registry.codes(&mut session, &named).await.unwrap(), again);
        session.begin_write(None).await.unwrap();
        let given_back = ["RM-1".to_owned()];
        let released = CodeState::Released;
        registry
            .mark_codes(&mut session, &given_back, released)
            .await
            .unwrap();
        assert_eq!(registry.retire_released(&mut session).await.unwrap(), 1);
        session.commit().await.unwrap();
        let mut seen = Vec::new();
        let look = |code: &str, _: &str, _: &str, number, state| seen.push((code.to_owned(), number, state));
        registry.each_code(&mut session, look).await.unwrap();
        seen.sort();
        let expected = [
            ("RM-1".to_owned(), 1, CodeState::Retired),
            ("RM-2".to_owned(), 3, CodeState::Issued),
            ("rm-2".to_owned(), 4, CodeState::Issued),
        ];
        assert_eq!(seen, expected);
    });
}
