//! `why` and `who-can`: effective access on the live state.

use std::collections::BTreeMap;

use crate::access::Access;
use crate::model::{Interner, Ranks, Rel, Semantics, State};

use super::target::Target;
use super::{Context, Failure};

/// A live state that questions about access can be asked of.
pub struct LiveAccess {
    state: State,
    symbols: Interner,
    ranks: Ranks,
    semantics: Semantics,
    /// The ERP and its version.
    pub erp: String,
}

impl LiveAccess {
    /// Reads the target.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn read(context: &Context) -> Result<Self, Failure> {
        let mut target = Target::read_only(context, "why").await?;
        let registry = target.registry(context).await?;
        let mut symbols = Interner::new();
        let mut state = target.read_all(registry.as_ref(), &mut symbols).await?;
        let ranks = symbols.ranks();
        state.sort(&ranks);
        let erp = format!("{} {}", target.adapter.title, target.adapter.version);
        let semantics = target.adapter.semantics.clone();
        target.session.close().await;
        Ok(Self {
            state,
            symbols,
            ranks,
            semantics,
            erp,
        })
    }

    /// Effective access.
    #[must_use]
    pub fn access(&self) -> Access<'_> {
        Access::new(&self.state, &self.symbols, &self.ranks, &self.semantics)
    }

    /// What every active person can do: login to resource to actions, separated by commas.
    #[must_use]
    pub fn table(&self) -> BTreeMap<&str, BTreeMap<&str, String>> {
        let access = self.access();
        let mut table = BTreeMap::new();
        for user in access.users().filter(|&user| access.is_active(user)) {
            let Some(held) = access.held(user) else { continue };
            let mut row = BTreeMap::new();
            for resource in self.state.table(Rel::Resource).rows().map(|row| row[0]) {
                let names: Vec<&str> = access.names(access.allowed(&held, resource)).collect();
                row.insert(self.symbols.text(resource), names.join(","));
            }
            table.insert(self.symbols.text(user), row);
        }
        table
    }

    /// The strings.
    #[must_use]
    pub fn symbols(&self) -> &Interner {
        &self.symbols
    }

    /// The state itself.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// How the ERP works.
    #[must_use]
    pub fn semantics(&self) -> &Semantics {
        &self.semantics
    }
}
