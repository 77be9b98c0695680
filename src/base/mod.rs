//! The ground everything stands on: files and places in them, the YAML tree, diagnostics, secrets, words.

pub mod code;
pub mod diagnostic;
pub mod edit;
pub mod hash;
pub mod secret;
pub mod source;
pub mod text;

use code::CodeInfo;

/// Every code this area emits.
pub static CODES: &[&CodeInfo] = &[
    &diagnostic::MORE,
    &source::UNREADABLE,
    &source::TOO_LARGE,
    &source::NOT_UTF8,
];
