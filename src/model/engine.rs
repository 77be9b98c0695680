//! The database engines.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A database engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// PostgreSQL.
    Postgres,
    /// SQLite.
    Sqlite,
    /// MariaDB.
    Mariadb,
}

impl Engine {
    /// The name in adapter folders and formats.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Sqlite => "sqlite",
            Self::Mariadb => "mariadb",
        }
    }

    /// The name people use.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Sqlite => "SQLite",
            Self::Mariadb => "MariaDB",
        }
    }
}
