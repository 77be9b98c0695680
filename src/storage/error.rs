//! Why a place for backups could not be used.

use std::io;

/// Why a place for backups could not be used.
#[derive(Debug, thiserror::Error)]
#[error("failed to {operation} at {place}")]
pub struct StorageError {
    /// The place, without secrets.
    pub place: String,
    /// What was tried.
    pub operation: String,
    /// Why it failed.
    #[source]
    pub source: io::Error,
}

impl StorageError {
    pub(super) fn new(place: &str, operation: impl Into<String>, source: io::Error) -> Self {
        Self {
            place: place.to_owned(),
            operation: operation.into(),
            source,
        }
    }

    /// What to do about it, where that is known.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        match self.source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Some("make room there, or let `trueup backup prune` do it; no earlier backup was touched")
            }
            io::ErrorKind::PermissionDenied => Some("check who may read and write there"),
            io::ErrorKind::NotFound => Some("check that the place exists and is mounted"),
            _ => None,
        }
    }
}
