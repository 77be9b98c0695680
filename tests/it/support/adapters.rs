//! An adapter on a database of a test: opened, asked who can do what, and its checks run again and again.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use trueup::access::Access;
use trueup::adapter::{self, Adapter, Folder};
use trueup::base::diagnostic::Diagnostics;
use trueup::base::source::SourceMap;
use trueup::db::{Access as Rights, Session};
use trueup::model::{Interner, Rel};

use crate::registry::open;

/// Who can do what: login, resource, action.
pub(crate) type Can = BTreeSet<(String, String, String)>;

/// A finding: code and subject.
pub(crate) type Found = BTreeSet<(String, String)>;

/// An adapter as it is built in.
pub(crate) fn folder(name: &str) -> Folder {
    let (mut sources, mut bag) = (SourceMap::new(), Diagnostics::new());
    adapter::find(name, Path::new("."), None, &mut sources, &mut bag).expect("the adapter is built in")
}

/// The adapter for a database.
pub(crate) async fn adapter(name: &str, session: &mut Session) -> Adapter {
    Adapter::open(&folder(name), session).await.unwrap()
}

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

/// What every active account can do, as we compute it.
pub(crate) fn abilities(name: &str, url: &str) -> Can {
    runtime().block_on(async {
        let mut session = open(url, Rights::Read).await;
        session.begin_read().await.unwrap();
        let adapter = adapter(name, &mut session).await;
        let mut symbols = Interner::new();
        let mut state = adapter.read(&mut session, Rel::ALL, &mut symbols).await.unwrap();
        let ranks = symbols.ranks();
        state.sort(&ranks);
        let access = Access::new(&state, &symbols, &ranks, &adapter.semantics);
        let mut can = Can::new();
        for user in access.users() {
            let held = access.held(user).unwrap();
            for (resource, actions) in access.abilities(&held) {
                for action in access.names(actions) {
                    can.insert((
                        symbols.text(user).to_owned(),
                        symbols.text(resource).to_owned(),
                        action.to_owned(),
                    ));
                }
            }
        }
        can
    })
}

/// A connection that looks again and again.
pub(crate) struct Watch {
    runtime: tokio::runtime::Runtime,
    session: Session,
    adapter: Adapter,
}

impl Watch {
    pub(crate) fn new(name: &str, url: &str) -> Self {
        let runtime = runtime();
        let (session, adapter) = runtime.block_on(async {
            let mut session = open(url, Rights::Read).await;
            session.begin_read().await.unwrap();
            let adapter = adapter(name, &mut session).await;
            session.rollback().await.unwrap();
            (session, adapter)
        });
        Self {
            runtime,
            session,
            adapter,
        }
    }

    pub(crate) fn findings(&mut self) -> Found {
        self.runtime.block_on(async {
            self.session.begin_read().await.unwrap();
            let checks = self.adapter.checks(&mut self.session).await.unwrap();
            self.session.rollback().await.unwrap();
            assert!(checks.not_run.is_empty(), "{:?}", checks.not_run);
            checks
                .rows
                .into_iter()
                .map(|row| (row.code, row.subject))
                .collect()
        })
    }
}

/// A database that an ERP itself made, where it is beside the repository; says on stderr whether it is used.
#[expect(
    clippy::disallowed_methods,
    reason = "the tests' own settings, not the program's"
)]
pub(crate) fn fixture(title: &str, is_it: impl Fn(&str) -> bool) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures");
    let folder = std::env::var_os("TRUEUP_TEST_FIXTURES").map_or(beside, PathBuf::from);
    let files = std::fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .filter_map(Result::ok);
    let found = files
        .map(|entry| entry.path())
        .find(|path| is_it(&path.file_name().unwrap_or_default().to_string_lossy()));
    let mut stderr = std::io::stderr();
    match &found {
        Some(path) => writeln!(
            stderr,
            "{title}: used, a database made by the program: {}",
            path.display()
        ),
        None => writeln!(
            stderr,
            "{title}: skipped, there is no database made by the program in {}",
            folder.display()
        ),
    }
    .ok();
    found
}

/// The text of such a database.
pub(crate) fn fixture_sql(path: &Path) -> String {
    let file = std::fs::File::open(path).unwrap();
    String::from_utf8(zstd::decode_all(file).unwrap()).unwrap()
}
