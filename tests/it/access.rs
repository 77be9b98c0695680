//! Who can do what, as we compute it from the relations, against what the ERP's own code decides.

use std::path::Path;

use serde_json::Value;
use trueup::access::{Access, ActionSet, Held};
use trueup::adapter::{self, Adapter};
use trueup::base::diagnostic::Diagnostics;
use trueup::base::source::SourceMap;
use trueup::db::{self, ConnectOptions, DbUrl, Session};
use trueup::model::{Interner, Rel, Semantics, State};

use crate::support::{self, LiveDb, judge};

/// What a database holds, read as a plan reads it.
struct World {
    state: State,
    symbols: Interner,
    semantics: Semantics,
}

fn read(live: &LiveDb) -> World {
    let (mut sources, mut said) = (SourceMap::new(), Diagnostics::default());
    let folder = adapter::find("tryton", Path::new("."), None, &mut sources, &mut said).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let url = DbUrl::parse(&live.url()).unwrap();
        let options = ConnectOptions::new("trueup test", db::Access::Read);
        let mut session = Session::connect(&url, options).await.unwrap();
        session.begin_read().await.unwrap();
        let adapter = Adapter::open(&folder, &mut session).await.unwrap();
        let mut symbols = Interner::new();
        let mut state = adapter.read(&mut session, Rel::ALL, &mut symbols).await.unwrap();
        state.sort(&symbols.ranks());
        World {
            state,
            symbols,
            semantics: adapter.semantics,
        }
    })
}

/// Our answer and the ERP's, for every action that exists on a resource.
struct Cells<'a> {
    world: &'a World,
    access: &'a Access<'a>,
    wrong: Vec<String>,
    compared: usize,
}

impl Cells<'_> {
    fn compare(&mut self, login: &str, held: Option<&Held>, resource: &str, theirs: impl Fn(&str) -> bool) {
        let found = self.world.symbols.find(resource);
        let exists = found.map_or(ActionSet::NONE, |resource| self.access.exists(resource));
        let allowed = match (held, found) {
            (Some(held), Some(resource)) => self.access.allowed(held, resource),
            _ => ActionSet::NONE,
        };
        for action in self.access.names(exists) {
            let one = ActionSet::one(action, &self.world.semantics).unwrap();
            let (ours, theirs) = (allowed.contains(one), theirs(action));
            self.compared += 1;
            if ours != theirs {
                let line = format!("{login} {action} {resource}: we say {ours}, the ERP {theirs}");
                self.wrong.push(line);
            }
        }
    }
}

fn has(letters: &Value, action: &str) -> bool {
    letters.as_str().unwrap().contains(&action[..1])
}

#[test]
fn who_can_do_what_is_what_the_erp_itself_decides() {
    for live in support::every() {
        let world = read(&live);
        let ranks = world.symbols.ranks();
        let access = Access::new(&world.state, &world.symbols, &ranks, &world.semantics);
        let mut cells = Cells {
            world: &world,
            access: &access,
            wrong: Vec::new(),
            compared: 0,
        };
        let theirs = judge(&live, "access", &["all"]);
        for (login, said) in theirs.as_object().unwrap() {
            let held = world.symbols.find(login).and_then(|user| access.held(user));
            assert!(held.is_some(), "{}: {login} is not an active user", live.title());
            let models = said["models"].as_object().unwrap();
            for (model, letters) in models {
                cells.compare(login, held.as_ref(), model, |action| has(letters, action));
            }
            // The ERP asks for a field and for its model apart; both are needed.
            for (field, letters) in said["fields"].as_object().unwrap() {
                let model = &models[field.split('/').next().unwrap()];
                let both = |action: &str| has(letters, action) && has(model, action);
                cells.compare(login, held.as_ref(), field, both);
            }
            for (button, pressed) in said["buttons"].as_object().unwrap() {
                cells.compare(login, held.as_ref(), button, |_| pressed.as_bool().unwrap());
            }
        }
        let title = live.title();
        assert!(cells.compared > 1000, "{title}: only {} cells", cells.compared);
        eprintln!("{title}: {} cells compared", cells.compared);
        let shown: Vec<_> = cells.wrong.iter().take(20).collect();
        assert!(
            cells.wrong.is_empty(),
            "{title}: {} of {} differ: {shown:#?}",
            cells.wrong.len(),
            cells.compared
        );
    }
}
