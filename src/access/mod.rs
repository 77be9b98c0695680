//! Effective access: who can do what, and by which path.
//!
//! Pure: computed from a state alone, be it read from an ERP or put together from a lock file and desired rows. How
//! permissions turn into access differs between ERPs; [`Semantics`](crate::model::Semantics) says it as data.
//!
//! Row-level rules are named beside an answer and never evaluated: they are in the ERP's own language, so "can read"
//! here means "some rows, as the rules say".

mod actions;
mod answer;
mod diff;
mod graph;
mod paths;
mod resources;
mod roles;
#[cfg(test)]
mod tests;
mod why;

pub use actions::ActionSet;
pub use answer::{
    Answer, Basis, Denial, HeldRole, Holding, Need, Path, Paths, PermissionRow, Rule, Term, UserAccess,
};
pub use diff::{AccessDiff, Delta, Group, compare, touched};
pub use graph::{Access, Held};
