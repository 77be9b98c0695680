//! The lock file: a snapshot of what an ERP knows (resources, companies, shipped roles with what they include and permit),
//! so that files can be checked and compared without the ERP. No people and no secrets are in it.
//!
//! One row is one line, sorted, so that a change of the ERP reads well as a difference of the file.

mod compare;
mod file;
mod text;
mod used;

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::{Interner, Rel, State, Sym, Table};

use super::vocabulary::Vocabulary;

pub use compare::{LockChange, Moved, changes, moved};
pub use file::load;
pub use text::LockError;
pub use used::in_use;

/// The folder of lock files, below the project.
pub const FOLDER: &str = "locks";

/// Which ERP and which adapter a lock was made of. With it the adapter's declarations can be had without the ERP.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LockHeader {
    /// The adapter, as the target names it.
    pub adapter: String,
    /// The digest of the adapter's files.
    pub digest: String,
    /// The database engine, by the name that adapters use.
    pub engine: String,
    /// The version of the ERP.
    pub version: String,
    /// The adapter's overlays that apply, in order.
    pub overlays: Vec<String>,
}

/// A snapshot of what an ERP knows.
#[derive(Debug, Clone, Default)]
pub struct Lock {
    /// What it was made of.
    pub header: LockHeader,
    /// Roles, what shipped ones include and permit, resources, companies, sequences and facts. Sorted by nothing:
    /// sort it with the ranks of its interner before looking anything up.
    pub state: State,
    /// How many people hold each role; roles that nobody holds are left out.
    pub holders: BTreeMap<String, usize>,
}

/// Where the lock file of a target stands, below the project.
#[must_use]
pub fn path(target: &str) -> String {
    format!("{FOLDER}/{target}.lock")
}

impl Lock {
    /// The snapshot of a live state. Grants count holders and are not kept.
    #[must_use]
    pub fn of(live: &State, symbols: &Interner, header: LockHeader) -> Self {
        let mut lock = Self {
            header,
            ..Self::default()
        };
        let custom = own_roles(live, symbols);
        for rel in kept() {
            for row in live.table(rel).rows() {
                // What our own roles include and permit is desired state, not vocabulary.
                let ours = matches!(rel, Rel::RoleInclude | Rel::Permission) && custom.contains(&row[0]);
                if !ours {
                    lock.state.table_mut(rel).push(row);
                }
            }
        }
        let mut holders: HashMap<Sym, usize> = HashMap::new();
        for row in live.table(Rel::Grant).rows() {
            *holders.entry(row[1]).or_default() += 1;
        }
        let named = holders
            .into_iter()
            .map(|(role, number)| (symbols.text(role).to_owned(), number));
        lock.holders = named.collect();
        lock
    }

    /// A live state as it would be if the ERP still knew what this lock says: our own roles, people and grants are the live
    /// ones. Both must share the interner.
    #[must_use]
    pub fn under(&self, live: &State, symbols: &Interner) -> State {
        let custom = own_roles(live, symbols);
        let mut state = live.clone();
        for rel in kept() {
            let ours = |row: &[Sym]| {
                matches!(rel, Rel::Role | Rel::RoleInclude | Rel::Permission) && custom.contains(&row[0])
            };
            let mut table = Table::new(rel);
            let rows = live.table(rel).rows().filter(|row| ours(row));
            rows.chain(self.state.table(rel).rows().filter(|row| !ours(row)))
                .for_each(|row| table.push(row));
            state.replace(table);
        }
        state
    }

    /// The names in it.
    #[must_use]
    pub fn vocabulary(&self, symbols: &Interner) -> Vocabulary {
        Vocabulary::of(&self.state, symbols)
    }
}

/// The roles that are not of the ERP.
fn own_roles(live: &State, symbols: &Interner) -> HashSet<Sym> {
    let roles = live.table(Rel::Role).rows();
    let ours = roles.filter(|row| symbols.text(row[2]) == "custom");
    ours.map(|row| row[0]).collect()
}

/// The relations that a lock keeps.
fn kept() -> impl Iterator<Item = Rel> {
    let named = [Rel::Role, Rel::RoleInclude, Rel::Permission, Rel::Sequence];
    named.into_iter().chain(Rel::vocabulary())
}
