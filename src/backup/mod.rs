//! Backups: what a policy says, when it is due, and which backups it keeps.
//!
//! Pure: nothing here reads files or databases. What carries a policy out is in `storage` and `reconcile`.

mod spec;

pub use spec::{Checks, Content, Destination, Frequency, Objectives, PolicySpec, Retention};
