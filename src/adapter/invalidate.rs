//! What running servers keep of an ERP outside its database, and must forget once a change is committed.

use super::open::attempt;
use super::{Adapter, AdapterError};
use crate::db::Session;
use crate::model::Invalidation;

/// The script that says it: one SELECT over the change tables.
const SCRIPT: &str = "after_commit.redis.sql";

impl Adapter {
    /// Whether running servers share a cache outside the database.
    #[must_use]
    pub fn invalidates(&self) -> bool {
        self.files.contains_key(SCRIPT)
    }

    /// The command that clears the caches of running servers by hand.
    #[must_use]
    pub fn by_hand(&self) -> Option<&str> {
        self.manifest.follows.as_ref()?.by_hand.as_deref()
    }

    /// What the shared cache must forget of the prepared changes. It is asked before they are written: afterwards the ERP no
    /// longer holds what ends, such as the keys of sessions.
    ///
    /// # Errors
    /// When the script fails, or gives something that is no deletion.
    pub async fn invalidations(&self, session: &mut Session) -> Result<Vec<Invalidation>, AdapterError> {
        let Some(script) = self.files.get(SCRIPT) else {
            return Ok(Vec::new());
        };
        let rows = attempt(session, &script.file, &script.sql, &["command", "key", "field"]).await?;
        let mut all = Vec::with_capacity(rows.len());
        for row in &rows {
            let cell = |at: usize| row.get(at).and_then(Option::as_deref);
            let one = Invalidation::new(cell(0).unwrap_or_default(), cell(1).unwrap_or_default(), cell(2));
            all.push(one.map_err(|what| AdapterError::Cell {
                file: script.file.clone(),
                key: cell(1).unwrap_or_default().to_owned(),
                what,
            })?);
        }
        all.sort();
        all.dedup();
        Ok(all)
    }
}
