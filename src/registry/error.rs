//! Why the registry could not be read or written, and what the database now holds.

use crate::base::code::CodeInfo;
use crate::db::DbError;
use crate::model::CodecError;

use super::changes::ChangesError;
use super::codes;

/// Why the registry could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The registry could not be read.
    #[error("failed to {operation}; the database was not touched")]
    Read {
        /// What was tried.
        operation: &'static str,
        /// What the database said.
        #[source]
        source: DbError,
    },
    /// The registry could not be written, inside a transaction of the caller's.
    #[error("failed to {operation}; the transaction must be rolled back, and then nothing is written")]
    Write {
        /// What was tried.
        operation: &'static str,
        /// What the database said.
        #[source]
        source: DbError,
    },
    /// Setting up failed; its transaction was rolled back.
    #[error("failed to set up the registry; it was rolled back, and the database is as it was")]
    Setup(#[source] DbError),
    /// The same where the engine keeps every definition at once.
    #[error(
        "failed to set up the registry; the server keeps what was made until then, and the setup can be run again"
    )]
    SetupBegun(#[source] DbError),
    /// The connection was lost while setting up was committed.
    #[error(
        "failed to set up the registry; the connection was lost during the commit, so it is there or it is not"
    )]
    SetupUnknown(#[source] DbError),
    /// The database carries another target's name.
    #[error("this database belongs to target `{found}`, not to `{wanted}`; it was not touched")]
    OtherTarget {
        /// The name that it carries.
        found: String,
        /// The name that was asked for.
        wanted: String,
    },
    /// The registry was made by a newer version.
    #[error(
        "the registry has format {found}, and this version knows up to {}; it was not touched",
        super::FORMAT
    )]
    NewerFormat {
        /// Its format.
        found: String,
    },
    /// The registry is not as trueup leaves it.
    #[error("the registry is damaged: {0}; nothing was written")]
    Damaged(String),
    /// The rows of the last apply cannot be read.
    #[error("failed to read what was last applied; the database was not touched")]
    Applied(#[source] CodecError),
    /// There is no such entry.
    #[error("there is no entry #{0} in the journal")]
    NoEntry(u64),
    /// The changes of an entry cannot be read.
    #[error("failed to read the changes of entry #{number}; the database was not touched")]
    Changes {
        /// The entry.
        number: u64,
        /// Why.
        #[source]
        source: ChangesError,
    },
}

impl RegistryError {
    /// The code that `explain` knows.
    #[must_use]
    pub fn code(&self) -> &'static CodeInfo {
        match self {
            Self::Read { .. }
            | Self::Write { .. }
            | Self::Setup(_)
            | Self::SetupBegun(_)
            | Self::SetupUnknown(_)
            | Self::NoEntry(_) => &codes::NOT_POSSIBLE,
            Self::OtherTarget { .. } => &codes::OTHER_TARGET,
            Self::NewerFormat { .. } => &codes::NEWER_FORMAT,
            Self::Damaged(_) | Self::Applied(_) | Self::Changes { .. } => &codes::DAMAGED,
        }
    }

    /// What the database said, where it was the database.
    #[must_use]
    pub fn database(&self) -> Option<&DbError> {
        match self {
            Self::Read { source, .. } | Self::Write { source, .. } => Some(source),
            Self::Setup(source) | Self::SetupBegun(source) | Self::SetupUnknown(source) => Some(source),
            _ => None,
        }
    }

    pub(super) fn read(operation: &'static str) -> impl FnOnce(DbError) -> Self {
        move |source| Self::Read { operation, source }
    }

    pub(super) fn write(operation: &'static str) -> impl FnOnce(DbError) -> Self {
        move |source| Self::Write { operation, source }
    }
}
