//! What a database holds, in numbers that can be compared after a restore: rows per table, and the relations that the
//! adapter reads.

use std::collections::BTreeMap;

use crate::adapter::{Adapter, Folder};
use crate::backup::{JournalStamp, StateStamp};
use crate::base::hash::sha256;
use crate::db::{DbError, Session, catalog};
use crate::model::{Interner, Rel, State, Use};
use crate::reconcile::Failure;
use crate::registry::Registry;

/// What a database holds at the moment that a session sees.
pub(super) struct Stamps {
    pub(super) adapter: String,
    pub(super) version: String,
    pub(super) tables: BTreeMap<String, u64>,
    pub(super) state: BTreeMap<String, StateStamp>,
    pub(super) journal: Option<JournalStamp>,
}

/// Reads what a database holds. The session is inside a read-only transaction.
pub(super) async fn read(session: &mut Session, folder: &Folder) -> Result<Stamps, Failure> {
    let adapter = Adapter::open(folder, session).await?;
    let registry = Registry::open_any(session).await?;
    let mut symbols = Interner::new();
    let wanted = Rel::ALL
        .into_iter()
        .filter(|rel| matches!(rel.spec().used, Use::Reconciled | Use::Vocabulary) || *rel == Rel::Delegated);
    let mut state = adapter.read(session, wanted, &mut symbols).await?;
    let mut journal = None;
    if let Some(registry) = &registry {
        registry.read(session, &mut symbols, &mut state).await?;
        let places = registry.places(session).await?;
        journal = places.last().map(|place| JournalStamp {
            epoch: place.epoch.clone(),
            number: place.number,
            hash: place.hash.clone(),
        });
    }
    Ok(Stamps {
        adapter: adapter.name.clone(),
        version: adapter.version.clone(),
        state: stamps(&state, &symbols),
        journal,
        tables: rows(session).await?,
    })
}

/// How many rows each table has.
async fn rows(session: &mut Session) -> Result<BTreeMap<String, u64>, DbError> {
    let mut counts = BTreeMap::new();
    for table in catalog::tables(session).await? {
        let name = catalog::quoted(&table);
        let mut rows = 0;
        session
            .read(&format!("SELECT count(*) FROM {name}"), |row| {
                rows = row[0].and_then(|count| count.parse().ok()).unwrap_or(0);
            })
            .await?;
        counts.insert(table, rows);
    }
    Ok(counts)
}

/// Number and digest of the rows of each relation that has any; independent of their order and of who read them.
fn stamps(state: &State, symbols: &Interner) -> BTreeMap<String, StateStamp> {
    let mut stamps = BTreeMap::new();
    for rel in Rel::ALL {
        let line = |row: &[crate::model::Sym]| {
            let cells: Vec<Option<&str>> = row.iter().map(|cell| symbols.get(*cell)).collect();
            serde_json::to_string(&cells).unwrap_or_default()
        };
        let mut lines: Vec<String> = state.table(rel).rows().map(line).collect();
        if lines.is_empty() {
            continue;
        }
        lines.sort_unstable();
        let stamp = StateStamp {
            rows: lines.len() as u64,
            sha256: sha256(lines.join("\n").as_bytes()),
        };
        stamps.insert(rel.name().to_owned(), stamp);
    }
    stamps
}
