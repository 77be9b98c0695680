//! trueup's own tables in the ERP's database: the journal, what was last applied, and the relations that no ERP has.
//!
//! On PostgreSQL they live in the schema `trueup`, elsewhere their names begin with `trueup_`. The engine itself
//! refuses to change or remove an entry of the journal; hashes and receipts outside the database show what somebody
//! with more rights than that has done. No entry holds a secret.
//!
//! What is pure is apart from what asks the database: [`verify`] works on an exported journal as well. The callers own
//! the transactions; only [`install`] begins one.

mod backups;
mod chain;
mod changes;
mod codes;
mod ddl;
mod entry;
mod error;
mod issued;
mod journal;
mod mariadb;
mod owed;
mod receipts;
mod relations;
mod setup;
mod standing;
mod store;
#[cfg(test)]
mod tests;
mod text;

pub use backups::{BackupCheck, BackupCopy, BackupPin, BackupRecords, BackupRun, CopyState};
pub use chain::{Content, Defect, DefectKind, Evidence, Found, verify};
pub use changes::{ChangesError, PackedChanges, RecordedChange, pack_changes};
pub use codes::CODES;
pub use ddl::FORMAT;
pub use entry::{AdapterStamp, ApprovalStamp, Counts, Draft, Entry, Head, Kind, LostEntry, Summary};
pub use error::RegistryError;
pub use issued::{CodeState, IssuedCode, SerialKey, sequence_name, sequence_of};
pub use journal::{
    ExportedEntry, JOURNAL_FORMAT, JournalExport, Verified, first_entry, journal_schema, new_epoch,
    receipt_schema,
};
pub use receipts::{DatabaseStamp, RECEIPT_FORMAT, Receipt, ReceiptError, Receipts};
pub use setup::{Setup, TableGrants, guards_digest, setup_sql};
pub use standing::{Course, Place, Standing, lost, missing, standing};
pub use store::{Applied, Registry, install};
