//! The ground everything stands on: files and places in them, the YAML tree, diagnostics, secrets, words.

pub mod code;
pub mod diagnostic;
pub mod edit;
pub mod hash;
pub mod parallel;
#[cfg(test)]
mod properties;
pub mod schema;
pub mod secret;
pub mod sheet;
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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    #[test]
    fn codes_are_unique_and_explained() {
        let mut seen = HashSet::new();
        for code in super::CODES.iter().copied().flatten() {
            assert!(seen.insert(code.id), "{} twice", code.id);
            assert!(code.id.split('/').count() == 2, "{}", code.id);
            assert!(
                code.id
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-/".contains(c))
            );
            assert!(
                code.explanation.len() > 80 && !code.title.ends_with('.'),
                "{}",
                code.id
            );
        }
    }
}
