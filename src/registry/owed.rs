//! What running servers of the ERP have not been told of: entries whose changes are committed, and whose signal can only
//! follow the commit.

use super::ddl::Own;
use super::{Registry, RegistryError};
use crate::db::Session;

impl Registry {
    /// Whether the table is there; a registry that an earlier version set up does not have it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn can_owe(&self, session: &mut Session) -> Result<bool, RegistryError> {
        let there = session.table_exists(&Own::Owed.plain(self.engine)).await;
        there.map_err(RegistryError::read("look for the table of owed signals"))
    }

    /// Remembers, in the transaction that writes the entry, that a signal for it is owed.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn owe(&self, session: &mut Session, entry: u64) -> Result<(), RegistryError> {
        let sql = format!(
            "INSERT INTO {} (entry) VALUES ({entry})",
            Own::Owed.sql(self.engine)
        );
        let done = session.execute(&sql, &[]).await;
        done.map(drop)
            .map_err(RegistryError::write("remember the signal that is owed"))
    }

    /// The entries that a signal is owed for, the oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn owed(&self, session: &mut Session) -> Result<Vec<u64>, RegistryError> {
        if !self.can_owe(session).await? {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT '' || o.entry FROM {} o ORDER BY o.entry",
            Own::Owed.sql(self.engine)
        );
        let rows = session.query(&sql, &[]).await;
        let rows = rows.map_err(RegistryError::read("read the signals that are owed"))?;
        Ok(rows
            .into_iter()
            .filter_map(|mut row| row.pop()??.parse().ok())
            .collect())
    }

    /// Forgets the debts of entries: their signals were sent.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn settled(&self, session: &mut Session, entries: &[u64]) -> Result<(), RegistryError> {
        let Some(last) = entries.iter().max() else {
            return Ok(());
        };
        let sql = format!("DELETE FROM {} WHERE entry <= {last}", Own::Owed.sql(self.engine));
        let done = session.execute(&sql, &[]).await;
        done.map(drop)
            .map_err(RegistryError::write("forget the signals that were sent"))
    }
}
