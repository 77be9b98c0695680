//! Backups: what the policies in force say, carried out and proved.

mod drill;
mod due;
mod health;
mod lock;
mod policy;
mod prune;
mod restore;
mod run;
mod save;
mod sets;
mod stamps;
mod verify;

use std::path::PathBuf;

use crate::db::DbUrl;
use crate::storage::Access;

use super::Context;

pub use health::{PolicyHealth, backup_status};
pub use policy::{Policy, backup_policies, backup_policies_of_files};
pub use prune::{Fate, Pruning, backup_prune};
pub use restore::{RestoreOptions, Restored, backup_restore};
pub use run::{Ran, Saved, backup_due, backup_run};
pub use sets::{BackupSet, SetCopy, backup_list, backup_pin, backup_rebuild};
pub use verify::{Difference, Proof, VerifyOptions, backup_verify};

/// What backups work with: the target, and what opens the places that they lie in.
pub struct BackupContext {
    /// The target; its URL for writing is that of the account for backups.
    pub context: Context,
    /// The server for restore drills; that of the account for backups when left out.
    pub restore_url: Option<DbUrl>,
    /// What opens the places of backups.
    pub access: Access,
    /// The file with the age identities that decrypt; needed to restore what is encrypted.
    pub identities: Option<PathBuf>,
}

/// Hears what is being done, and how many bytes were read so far of how many there may be.
pub trait Watch: Send + Sync {
    /// A step begins; `bytes` is an estimate of its size, where there is one.
    fn step(&self, what: &str, bytes: Option<u64>);
    /// So many more bytes were read.
    fn bytes(&self, more: u64);
}
