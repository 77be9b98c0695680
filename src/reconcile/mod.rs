//! The verbs.
pub mod passwords;
