//! Backups: what a policy says, what a backup consists of, when it is due, and which backups are kept.
//!
//! Pure: nothing here reads files or databases. What carries a policy out is in `storage` and `reconcile`.

pub mod due;
mod fields;
mod manifest;
pub mod place;
pub mod retention;
pub mod schedule;
mod spec;
pub mod units;

#[cfg(test)]
mod tests;

pub use fields::Field;
pub use manifest::{
    AdapterStamp, DatabaseStamp, Holds, JournalStamp, MANIFEST_FILE, MANIFEST_FORMAT, Manifest, Part,
    StateStamp, manifest_schema, policy_folder, set_folder, set_id, set_time,
};
pub use place::Place;
pub use schedule::{Gap, Gaps, Schedule, ScheduleError};
pub use spec::{Checks, Content, Destination, Frequency, Objectives, PolicySpec, Retention};
