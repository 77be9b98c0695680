//! Adapters: folders of SQL that map an ERP onto the relations, and the one generic engine that runs them.
//!
//! No ERP is named here. A capability is a file; what differs between versions lies in overlays.

mod advance;
mod builtin;
mod changes;
mod checks;
mod codes;
mod declared;
mod error;
mod folder;
mod guard;
mod invalidate;
mod manifest;
mod open;
mod read;
mod rules;
mod sql;
mod versions;
mod views;
mod write;

pub use advance::Advance;
pub use builtin::builtin_names;
pub use changes::{ChangeContext, Prepared, Secrets};
pub use checks::{CheckRow, Checks, Invariant, NotRun, Refusal};
pub use codes::CODES;
pub use error::AdapterError;
pub use folder::{Folder, find};
pub use guard::GuardTrigger;
pub use manifest::{
    CheckSeverity, CheckSpec, Follows, Manifest, Overlay, Privilege, RefuseSpec, Tables, schema,
};
pub use open::Adapter;
pub use versions::VersionRange;
pub use write::Step;
