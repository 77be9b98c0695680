//! Backups: what a policy says, what a backup consists of, when it is due, and which backups are kept.
//!
//! Pure: nothing here reads files or databases. What carries a policy out is in `storage` and `reconcile`.

mod manifest;
mod spec;

pub use manifest::{
    AdapterStamp, DatabaseStamp, Holds, JournalStamp, MANIFEST_FILE, MANIFEST_FORMAT, Manifest, Part,
    StateStamp, policy_folder, set_folder, set_id,
};
pub use spec::{Checks, Content, Destination, Frequency, Objectives, PolicySpec, Retention};
