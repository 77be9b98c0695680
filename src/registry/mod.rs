//! trueup's own tables in the ERP's database: the journal, what was last applied, and the relations that no ERP has.
mod chain;
mod changes;
mod entry;
mod receipts;
#[cfg(test)]
mod tests;
mod text;
pub use chain::{Content, Defect, DefectKind, Evidence, Found, verify};
pub use changes::{ChangesError, PackedChanges, RecordedChange, pack_changes};
pub use entry::{AdapterStamp, ApprovalStamp, Counts, Draft, Entry, Head, Kind, Summary};
pub use receipts::{
    DatabaseStamp, Place, RECEIPT_FORMAT, Receipt, ReceiptError, Receipts, Standing, standing,
};
