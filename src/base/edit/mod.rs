//! Edits of a user's text at places, so that comments and order stay.

mod format;
mod scalar;

use similar::TextDiff;

use super::source::Span;

pub use format::format;
pub use scalar::{risky_scalars, scalar};

/// A replacement of one place in a file. An empty span inserts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// What stands there afterwards.
    pub replacement: String,
}

impl Edit {
    /// An edit.
    #[must_use]
    pub fn new(span: Span, replacement: impl Into<String>) -> Self {
        Self {
            span,
            replacement: replacement.into(),
        }
    }
}

/// Two edits want to change the same place in different ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("two edits overlap")]
pub struct Overlap(
    /// The place of the second one.
    pub Span,
);

/// The text after all edits, which may come in any order and twice. They must all be of this text.
///
/// # Errors
/// If two different edits overlap; then nothing should be changed.
pub fn apply(text: &str, edits: &[Edit]) -> Result<String, Overlap> {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort();
    edits.dedup();
    let mut out = String::with_capacity(text.len() + 16 * edits.len());
    let mut done = 0;
    for (i, edit) in edits.iter().enumerate() {
        let range = edit.span.range();
        let twice = i > 0 && edits[i - 1].span == edit.span;
        let between = text
            .get(done..range.start)
            .filter(|_| !twice && range.end <= text.len());
        out.push_str(between.ok_or(Overlap(edit.span))?);
        out.push_str(&edit.replacement);
        done = range.end;
    }
    out.push_str(&text[done..]);
    Ok(out)
}

/// What changes between two versions of a file, as `diff -u` shows it; empty if nothing does.
#[must_use]
pub fn unified_diff(name: &str, before: &str, after: &str) -> String {
    if before == after {
        return String::new();
    }
    TextDiff::from_lines(before, after)
        .unified_diff()
        .header(&format!("a/{name}"), &format!("b/{name}"))
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::super::source::FileId;
    use super::*;

    fn edit(start: u32, end: u32, replacement: &str) -> Edit {
        Edit::new(Span::new(FileId(0), start, end), replacement)
    }

    #[test]
    fn edits_are_sorted_and_must_not_overlap() {
        let edits = [edit(6, 7, "C"), edit(0, 1, "A"), edit(3, 3, "+"), edit(6, 7, "C")];
        assert_eq!(apply("a--b--c", &edits).as_deref(), Ok("A--+b--C"));
        assert!(apply("abc", &[edit(0, 2, "x"), edit(1, 3, "y")]).is_err());
        assert!(apply("abc", &[edit(0, 1, "x"), edit(0, 1, "y")]).is_err());
        assert!(apply("abc", &[edit(0, 9, "x")]).is_err());
    }

    #[test]
    fn diffs() {
        let diff = unified_diff("x.yaml", "a: 1\nb: no\n", "a: 1\nb: \"no\"\n");
        assert_eq!(
            diff,
            "--- a/x.yaml\n+++ b/x.yaml\n@@ -1,2 +1,2 @@\n a: 1\n-b: no\n+b: \"no\"\n"
        );
        assert_eq!(unified_diff("x", "a", "a"), "");
    }
}
