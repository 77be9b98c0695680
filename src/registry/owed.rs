//! What running servers of the ERP have not been told of: entries whose changes are committed, and of which the servers can
//! only be told afterwards. With them is kept what the servers' shared cache must forget.

use super::ddl::Own;
use super::{Registry, RegistryError};
use crate::db::Session;
use crate::model::Invalidation;

/// The deletions in one row, so that none is larger than what MariaDB takes at once.
const PART: usize = 5_000;

impl Registry {
    /// Whether the tables are there; a registry that an earlier version set up does not have them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn can_owe(&self, session: &mut Session) -> Result<bool, RegistryError> {
        Ok(self.has(session, Own::Owed).await? && self.has(session, Own::Invalidation).await?)
    }

    async fn has(&self, session: &mut Session, own: Own) -> Result<bool, RegistryError> {
        let there = session.table_exists(&own.plain(self.engine)).await;
        there.map_err(RegistryError::read("look for the tables of what is owed"))
    }

    /// Remembers, in the transaction that writes the entry, that running servers must be told of it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn owe(
        &self,
        session: &mut Session,
        entry: u64,
        invalidations: &[Invalidation],
    ) -> Result<(), RegistryError> {
        let failed = || RegistryError::write("remember what running servers are owed");
        let sql = format!(
            "INSERT INTO {} (entry) VALUES ({entry})",
            Own::Owed.sql(self.engine)
        );
        session.execute(&sql, &[]).await.map_err(failed())?;
        for (part, some) in invalidations.chunks(PART).enumerate() {
            let cells: Vec<_> = some.iter().map(Invalidation::cells).collect();
            let text =
                serde_json::to_string(&cells).map_err(|error| RegistryError::Damaged(error.to_string()))?;
            let sql = format!(
                "INSERT INTO {} (entry, part, deletions) VALUES ({entry}, {part}, $1)",
                Own::Invalidation.sql(self.engine)
            );
            session.execute(&sql, &[Some(&text)]).await.map_err(failed())?;
        }
        Ok(())
    }

    /// The entries that running servers have not been told of, the oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn owed(&self, session: &mut Session) -> Result<Vec<u64>, RegistryError> {
        // A reader sees this table and not the other one.
        if !self.has(session, Own::Owed).await? {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT '' || o.entry FROM {} o ORDER BY o.entry",
            Own::Owed.sql(self.engine)
        );
        let rows = session.query(&sql, &[]).await;
        let rows = rows.map_err(RegistryError::read("read what running servers are owed"))?;
        Ok(rows
            .into_iter()
            .filter_map(|mut row| row.pop()??.parse().ok())
            .collect())
    }

    /// What the shared cache must forget of the entries that are owed.
    ///
    /// # Errors
    /// When it cannot be read, or is not what [`owe`](Self::owe) wrote.
    pub async fn invalidations(&self, session: &mut Session) -> Result<Vec<Invalidation>, RegistryError> {
        if !self.has(session, Own::Invalidation).await? {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT i.deletions FROM {} i ORDER BY i.entry, i.part",
            Own::Invalidation.sql(self.engine)
        );
        let rows = session.query(&sql, &[]).await;
        let rows = rows.map_err(RegistryError::read("read what the cache must forget"))?;
        let mut all = Vec::new();
        for text in rows.into_iter().filter_map(|mut row| row.pop()?) {
            let cells: Vec<(String, String, Option<String>)> =
                serde_json::from_str(&text).map_err(|error| RegistryError::Damaged(error.to_string()))?;
            for (command, key, field) in cells {
                let one = Invalidation::new(&command, &key, field.as_deref());
                all.push(one.map_err(RegistryError::Damaged)?);
            }
        }
        Ok(all)
    }

    /// Forgets entries that running servers were told of.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn settled(&self, session: &mut Session, entries: &[u64]) -> Result<(), RegistryError> {
        let Some(last) = entries.iter().max() else {
            return Ok(());
        };
        for own in [Own::Owed, Own::Invalidation] {
            if !self.has(session, own).await? {
                continue;
            }
            let sql = format!("DELETE FROM {} WHERE entry <= {last}", own.sql(self.engine));
            let done = session.execute(&sql, &[]).await;
            done.map_err(RegistryError::write("forget what running servers were told"))?;
        }
        Ok(())
    }
}
