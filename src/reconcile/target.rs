//! One opened target: the session, the adapter that fits it, the registry, and the state that was read.

use std::path::Path;

use crate::adapter::{self, Adapter, Folder};
use crate::base::diagnostic::Diagnostics;
use crate::base::source::SourceMap;
use crate::db::{Access, ConnectOptions, DatabaseIdentity, DbUrl, Session};
use crate::model::{Interner, Rel, State, Use};
use crate::registry::Registry;

use super::{Context, Failure, guard};

/// An opened target.
pub(super) struct Target {
    pub(super) session: Session,
    pub(super) adapter: Adapter,
    pub(super) identity: DatabaseIdentity,
}

/// Finds the adapter of a target: a built-in one, or a folder of the project.
pub(super) fn folder(name: &str, root: &Path) -> Result<Folder, Failure> {
    let (mut sources, mut diagnostics) = (SourceMap::new(), Diagnostics::new());
    let found = adapter::find(name, root, None, &mut sources, &mut diagnostics);
    match found {
        Some(folder) if !diagnostics.has_errors() => Ok(folder),
        _ => Err(Failure::Files {
            diagnostics,
            sources: Box::new(sources),
        }),
    }
}

impl Target {
    /// Connects for reading. Nothing is locked and nothing can be written.
    pub(super) async fn read_only(context: &Context, verb: &str) -> Result<Self, Failure> {
        Self::open(context, &context.url, verb, Access::Read).await
    }

    /// Connects for writing; the transaction is the caller's to begin.
    pub(super) async fn read_write(context: &Context, verb: &str) -> Result<Self, Failure> {
        Self::open(context, context.write_url(), verb, Access::Write).await
    }

    async fn open(context: &Context, url: &DbUrl, verb: &str, access: Access) -> Result<Self, Failure> {
        let folder = folder(context.adapter_name(), context.root())?;
        let options = ConnectOptions::new(format!("trueup {verb}"), access);
        let mut session = Session::connect(url, options).await?;
        if access == Access::Read {
            session.begin_read().await?;
        }
        let identity = session.identity().await?;
        let adapter = Adapter::open(&folder, &mut session).await?;
        Ok(Self {
            session,
            adapter,
            identity,
        })
    }

    /// The registry, when it is set up for this target.
    pub(super) async fn registry(&mut self, context: &Context) -> Result<Option<Registry>, Failure> {
        Ok(Registry::open(&mut self.session, &context.target).await?)
    }

    /// Reads what plans are made from, the registry included: every relation but those that only audits look at.
    pub(super) async fn read_all(
        &mut self,
        registry: Option<&Registry>,
        symbols: &mut Interner,
    ) -> Result<State, Failure> {
        let wanted = Rel::ALL.into_iter().filter(|rel| {
            let used = rel.spec().used;
            matches!(used, Use::Reconciled | Use::Vocabulary) || *rel == Rel::Delegated
        });
        let mut state = self.adapter.read(&mut self.session, wanted, symbols).await?;
        if let Some(registry) = registry {
            registry.read(&mut self.session, symbols, &mut state).await?;
            guard::only_live(&mut self.session, &self.adapter, registry, symbols, &mut state).await?;
        }
        Ok(state)
    }
}
