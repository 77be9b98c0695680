//! Desired state against live state: what differs, and whose doing the difference is.
//!
//! [`prepare()`] brings the three states into one spelling (folded keys, renames, filled defaults, stored includes) and
//! sorts them; [`compare`] then merges sorted runs. Nothing here knows an ERP, a database or a clock.

mod classify;
mod close;
mod fold;
mod merge;
mod patch;
mod prepare;
mod references;
#[cfg(test)]
mod tests;
mod words;

pub use merge::{Difference, Held, compare};
pub use patch::{Mismatch, mismatches, patch};
pub use prepare::{Clash, Prepared, prepare, rename_entity};
pub use references::{CODES, dangling};
pub use words::Words;

use crate::model::{Mode, Rel, State, Sym};

/// The desired rows of the last apply.
#[derive(Debug, Clone)]
pub struct Base {
    /// The rows as they were desired; cells may be [`Sym::OPEN`].
    pub state: State,
    /// The lists that were declared completely.
    pub owned: Vec<(Rel, Sym)>,
}

/// What the caller asks of the comparison.
pub struct Options<'a> {
    /// How much the files own.
    pub mode: Mode,
    /// Whether users of a kind are inside the managed scope (`authoritative` acts on undeclared ones only there).
    pub manages_user: &'a dyn Fn(&str) -> bool,
    /// Whether roles of an origin are.
    pub manages_role: &'a dyn Fn(&str) -> bool,
    /// Carry out what would undo changes made in the ERP since the last apply.
    pub revert_drift: bool,
    /// Let the files win where both sides moved.
    pub overwrite: bool,
}
