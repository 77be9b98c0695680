//! Next numbers of the ERP's own sequences: moved forward, never back.

use super::{Adapter, AdapterError};
use crate::db::{Session, dialect};
use crate::model::Engine;

/// What a sequence shall give next at least.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advance {
    /// The sequence's key.
    pub sequence: String,
    /// The number.
    pub next: u64,
}

impl Adapter {
    /// Whether the ERP's sequences can be moved.
    #[must_use]
    pub fn can_advance(&self) -> bool {
        self.files.contains_key("advance.sql")
    }

    /// Moves sequences forward, in the caller's transaction; those that are there or beyond stay as they are.
    ///
    /// # Errors
    /// When the adapter has no advance.sql, or the database refuses.
    pub async fn advance(
        &self,
        session: &mut Session,
        advances: &[Advance],
        now_utc: jiff::Timestamp,
    ) -> Result<(), AdapterError> {
        let script = self
            .files
            .get("advance.sql")
            .ok_or_else(|| AdapterError::Missing {
                file: "advance.sql".to_owned(),
            })?;
        let now_erp = self.now(session, now_utc).await?;
        let engine = self.engine;
        let time = dialect::time(engine);
        let end = match engine {
            Engine::Postgres => " ON COMMIT DROP".to_owned(),
            Engine::Sqlite | Engine::Mariadb => dialect::table_end(engine),
        };
        // An apply has made its own row of context by now; what issues codes has not.
        let tables = format!(
            "{} CREATE TEMPORARY TABLE IF NOT EXISTS change_context (now_erp {time}){end};",
            dialect::temporary_table(
                engine,
                "change_sequence_next",
                &format!("\"sequence\" {}, \"next\" bigint", dialect::text(engine))
            )
        );
        let made = session.script(&tables).await;
        made.map_err(|error| error.during("make the table of next numbers"))?;
        let known = session.query("SELECT 1 FROM change_context", &[]).await?;
        if known.is_empty() {
            let insert = format!("INSERT INTO change_context (now_erp) VALUES (CAST($1 AS {time}))");
            session.execute(&insert, &[Some(&now_erp)]).await?;
        }
        let numbers: Vec<String> = advances.iter().map(|advance| advance.next.to_string()).collect();
        let rows = advances
            .iter()
            .zip(&numbers)
            .map(|(advance, next)| [Some(advance.sequence.as_str()), Some(next.as_str())]);
        session
            .fill("change_sequence_next", &["sequence", "next"], rows)
            .await?;
        let done = session.script(&script.sql).await;
        done.map_err(|error| AdapterError::script(&script.file, &script.sql, error))
    }
}
