//! The ground everything stands on: files and places in them, the YAML tree, diagnostics, secrets, words.

pub mod code;
pub mod diagnostic;
pub mod edit;
pub mod hash;
#[cfg(test)]
mod properties;
pub mod schema;
pub mod secret;
pub mod source;
pub mod text;
pub mod tree;

use code::CodeInfo;

/// Every code this area emits, by group.
pub static CODES: &[&[&CodeInfo]] = &[SOURCE_CODES, tree::CODES, schema::CODES];

static SOURCE_CODES: &[&CodeInfo] = &[
    &diagnostic::MORE,
    &source::UNREADABLE,
    &source::TOO_LARGE,
    &source::NOT_UTF8,
];
