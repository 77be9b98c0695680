//! When a policy's time has come.
use super::Policy;
use crate::reconcile::Failure;
use crate::registry::BackupRecords;
pub(super) fn is_due(_: &Policy, _: &BackupRecords, _: jiff::Timestamp) -> Result<bool, Failure> {
    Ok(true)
}
