//! Codes: the stable name and the long explanation of everything trueup can say about a user's files.

use super::diagnostic::Severity;

/// One row of the table of codes. Rows are statics, declared in the area that emits them.
#[derive(Debug)]
pub struct CodeInfo {
    /// Stable name, `area/what`, in kebab-case; never reused for something else.
    pub id: &'static str,
    /// How serious it is unless the diagnostic says otherwise.
    pub severity: Severity,
    /// One line, a lower-case fragment without a full stop.
    pub title: &'static str,
    /// What it means, an example, and what to do; plain text in Markdown style, for `explain`.
    pub explanation: &'static str,
}

impl PartialEq for CodeInfo {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for CodeInfo {}
