//! What tables a database has, and a checksum of what they hold: how conformance sees that nothing else moved.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::{DbError, Session};
use crate::model::Engine;

/// The number of rows of a table and the sum of their hashes; the order of rows does not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Checksum {
    /// Number of rows.
    pub rows: u64,
    sum: u128,
}

/// All permanent tables, as they are written in SQL: bare in the default schema, `schema.table` elsewhere.
///
/// # Errors
/// When the database does not answer.
pub async fn tables(session: &mut Session) -> Result<Vec<String>, DbError> {
    let sql = match session.engine() {
        Engine::Postgres => {
            "SELECT CASE n.nspname WHEN 'public' THEN c.relname::text ELSE n.nspname || '.' || c.relname END \
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' \
             ORDER BY 1"
        }
        Engine::Sqlite => {
            "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
             ORDER BY 1"
        }
        Engine::Mariadb => {
            "SELECT table_name FROM information_schema.tables \
             WHERE table_schema = database() AND table_type = 'BASE TABLE' ORDER BY 1"
        }
    };
    Ok(session
        .query(sql, &[])
        .await?
        .into_iter()
        .filter_map(|row| row.into_iter().next()?)
        .collect())
}

/// A name from [`tables`] as SQL spells it.
#[must_use]
pub fn quoted(table: &str) -> String {
    let parts: Vec<String> = table
        .split('.')
        .map(|part| format!("\"{}\"", part.replace('"', "\"\"")))
        .collect();
    parts.join(".")
}

/// The checksum of every table given.
///
/// # Errors
/// When a table cannot be read.
pub async fn checksums(
    session: &mut Session,
    tables: &[String],
) -> Result<BTreeMap<String, Checksum>, DbError> {
    let mut sums = BTreeMap::new();
    for table in tables {
        let name = quoted(table);
        let mut checksum = Checksum::default();
        session
            .read(&format!("SELECT * FROM {name}"), |row| {
                let mut hash = Sha256::new();
                for cell in row {
                    // A length before each cell keeps neighbours apart; null is no length.
                    hash.update(cell.map_or(u64::MAX, |text| text.len() as u64).to_be_bytes());
                    hash.update(cell.unwrap_or_default().as_bytes());
                }
                let bytes: [u8; 16] = hash.finalize()[..16]
                    .try_into()
                    .expect("half of a SHA-256 is 16 bytes");
                checksum.sum = checksum.sum.wrapping_add(u128::from_be_bytes(bytes));
                checksum.rows += 1;
            })
            .await?;
        sums.insert(table.clone(), checksum);
    }
    Ok(sums)
}
