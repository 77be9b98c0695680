//! Why a verb stopped. One failure per run; what the user's files deserve to hear is in the diagnostics.

use crate::adapter::{AdapterError, Refusal};
use crate::base::diagnostic::Diagnostics;
use crate::base::source::SourceMap;
use crate::cache::CacheUrlError;
use crate::db::{DbError, DbUrlError};
use crate::plan::{Finding, PlanError};
use crate::registry::{ReceiptError, RegistryError};
use crate::storage::StorageError;

use super::passwords::PasswordError;

/// Why a verb stopped, and what the database now holds.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The files are wrong. Nothing was touched.
    #[error("the files have errors")]
    Files {
        /// What is wrong.
        diagnostics: Diagnostics,
        /// The files.
        sources: Box<SourceMap>,
    },
    /// The plan may not be applied. Nothing was touched.
    #[error("the plan is refused: {}", list(.0))]
    Refused(Vec<Finding>),
    /// What the plan was made from has moved. Nothing was touched.
    #[error("the plan is stale: {}", .0.join("; "))]
    Stale(Vec<String>),
    /// The plan is for something else, or has expired. Nothing was touched.
    #[error("{0}")]
    Foreign(String),
    /// The ERP cannot hold what the plan asks for. Rolled back.
    #[error("the ERP cannot hold this: {}", refusals(.0))]
    Unholdable(Vec<Refusal>),
    /// After the writes the ERP did not show exactly what the plan says. Rolled back.
    #[error("rolled back: after the writes the ERP does not show exactly what the plan says")]
    Unverified(Vec<String>),
    /// The connection was lost during the commit: it may or may not have happened.
    #[error("the outcome is unknown: {0}")]
    Unknown(String),
    /// Something that must be set up first is not.
    #[error("{what}")]
    NotReady {
        /// What is missing.
        what: String,
        /// What to do.
        help: String,
    },
    /// The registry belongs to another target, or the database was rewound.
    #[error("{what}")]
    WrongTarget {
        /// What does not fit.
        what: String,
        /// What to do.
        help: String,
    },
    /// What was asked for does not go with what the database holds. Nothing was touched.
    #[error("{what}")]
    Declined {
        /// What stands against it.
        what: String,
        /// What to do.
        help: String,
    },
    /// The database.
    #[error("failed to {operation}")]
    Database {
        /// What was being done.
        operation: String,
        /// What the database said.
        #[source]
        source: DbError,
    },
    /// The URL of the database.
    #[error("the database URL cannot be used")]
    Url(#[from] DbUrlError),
    /// The URL of the cache.
    #[error("the target cannot be used")]
    CacheUrl(#[from] CacheUrlError),
    /// The adapter.
    #[error("the adapter failed")]
    Adapter(#[from] AdapterError),
    /// The registry.
    #[error("the registry failed")]
    Registry(#[from] RegistryError),
    /// A receipt.
    #[error("a receipt failed")]
    Receipt(#[from] ReceiptError),
    /// The plan file.
    #[error("the plan cannot be used")]
    Plan(#[from] PlanError),
    /// Initial passwords.
    #[error("initial passwords failed")]
    Passwords(#[from] PasswordError),
    /// A place for backups.
    #[error("a destination of the backup cannot be used")]
    Storage(#[from] StorageError),
    /// A file.
    #[error("failed to {operation}")]
    File {
        /// What was being done.
        operation: String,
        /// Why it failed.
        #[source]
        source: std::io::Error,
    },
}

impl Failure {
    /// The registry is not set up.
    pub(super) fn no_registry() -> Self {
        Self::NotReady {
            what: "trueup's registry is not set up in this database".to_owned(),
            help: "run `trueup setup` once, or give `trueup setup --sql` to your database administrator"
                .to_owned(),
        }
    }

    /// A row of the guard in force is not one that this version writes.
    pub(super) fn guard(name: String) -> Self {
        Self::NotReady {
            what: format!("the guard in force has a part `{name}` that this version cannot read"),
            help: "use the version of trueup that wrote it, or a later one".to_owned(),
        }
    }

    /// Whether another transaction was in the way, so that trying again may succeed.
    pub(super) fn may_retry(&self) -> bool {
        let error = match self {
            Self::Database { source, .. } => Some(source),
            Self::Adapter(error) => error.database(),
            Self::Registry(error) => error.database(),
            _ => None,
        };
        error.is_some_and(|error| error.is_serialization_failure() || error.is_lock_timeout())
    }
}

impl From<DbError> for Failure {
    fn from(source: DbError) -> Self {
        Self::Database {
            operation: "use the database".to_owned(),
            source,
        }
    }
}

fn list(findings: &[Finding]) -> String {
    findings
        .iter()
        .map(|finding| finding.message.as_str())
        .collect::<Vec<_>>()
        .join("; ")
}

fn refusals(refusals: &[Refusal]) -> String {
    refusals
        .iter()
        .map(|refusal| format!("{}: {}", refusal.key, refusal.reason))
        .collect::<Vec<_>>()
        .join("; ")
}

/// An error with what lies behind it, in one line.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}
