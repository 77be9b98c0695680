//! Diagnostics: what there is to say about the user's files. Collected, never short-circuited.

use std::collections::HashMap;

use super::code::CodeInfo;
use super::edit::Edit;
use super::source::{SourceMap, Span};
use super::text::{plural, tick};

/// How serious a diagnostic is. `Error` sorts first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The files cannot be used as they are.
    Error,
    /// The files can be used, but something is probably not meant.
    Warning,
    /// A remark.
    Note,
}

impl Severity {
    /// The word shown to people and in JSON: `error`, `warning`, `note`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A marked place in a file, with what there is to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// A short lower-case fragment; may be empty.
    pub text: String,
}

/// One thing to say about the user's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of problem.
    pub code: &'static CodeInfo,
    /// Usually the code's own severity.
    pub severity: Severity,
    /// Lower-case fragment, names in backticks, fact first, no full stop.
    pub message: String,
    /// The user's place that is wrong.
    pub primary: Option<Label>,
    /// Other places that matter, such as the first of two duplicates. May be in other files.
    pub secondary: Vec<Label>,
    /// One imperative step.
    pub help: Option<String>,
    /// Edits that solve it and are safe to carry out unseen (`validate --fix`).
    pub fix: Vec<Edit>,
}

impl Diagnostic {
    /// A diagnostic without a place yet.
    #[must_use]
    pub fn new(code: &'static CodeInfo, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity,
            message: message.into(),
            primary: None,
            secondary: Vec::new(),
            help: None,
            fix: Vec::new(),
        }
    }

    /// Sets the place that is wrong, without a text of its own.
    #[must_use]
    pub fn at(self, span: Span) -> Self {
        self.label(span, "")
    }

    /// Sets the place that is wrong, with a text.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.primary = Some(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Adds another place that matters.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Sets the step that solves it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Sets the step that solves it, if there is one to offer.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// Adds an edit that is safe to carry out unseen.
    #[must_use]
    pub fn fix(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fix.push(Edit::new(span, replacement));
        self
    }

    /// Replaces the code's own severity.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}

/// How many diagnostics of one code are kept; the rest are counted, and the count is shown.
pub const KEPT_PER_CODE: usize = 1000;

/// Said when diagnostics of one code were too many to keep.
pub static MORE: CodeInfo = CodeInfo {
    id: "file/more",
    severity: Severity::Note,
    title: "more of the same",
    explanation: "The first 1000 diagnostics of a code are listed; this note says how many more there are.\n\n\
        So many problems of one kind usually have one cause, such as a renamed field or a file that was exported\n\
        by another program. Solve a few of them and run the command again.",
};

/// A bag of diagnostics. Counts everything, keeps the first [`KEPT_PER_CODE`] of each code.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
    kept: HashMap<&'static str, usize>,
    dropped: HashMap<&'static str, usize>,
    counts: Counts,
}

/// How many diagnostics there are, including those too many to keep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Number of errors.
    pub errors: usize,
    /// Number of warnings.
    pub warnings: usize,
    /// Number of notes.
    pub notes: usize,
}

impl Diagnostics {
    /// An empty bag.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        match diagnostic.severity {
            Severity::Error => self.counts.errors += 1,
            Severity::Warning => self.counts.warnings += 1,
            Severity::Note => self.counts.notes += 1,
        }
        let kept = self.kept.entry(diagnostic.code.id).or_default();
        if *kept < KEPT_PER_CODE {
            *kept += 1;
            self.items.push(diagnostic);
        } else {
            *self.dropped.entry(diagnostic.code.id).or_default() += 1;
        }
    }

    /// Counts diagnostics that the caller did not build, because there are too many of them.
    pub fn push_uncounted(&mut self, code: &'static CodeInfo, number: usize) {
        if number == 0 {
            return;
        }
        match code.severity {
            Severity::Error => self.counts.errors += number,
            Severity::Warning => self.counts.warnings += number,
            Severity::Note => self.counts.notes += number,
        }
        *self.dropped.entry(code.id).or_default() += number;
    }

    /// Moves everything from another bag into this one.
    pub fn append(&mut self, other: Self) {
        let shown: Counts = other.items.iter().fold(Counts::default(), |mut sum, item| {
            match item.severity {
                Severity::Error => sum.errors += 1,
                Severity::Warning => sum.warnings += 1,
                Severity::Note => sum.notes += 1,
            }
            sum
        });
        self.counts.errors += other.counts.errors - shown.errors;
        self.counts.warnings += other.counts.warnings - shown.warnings;
        self.counts.notes += other.counts.notes - shown.notes;
        for (code, number) in other.dropped {
            *self.dropped.entry(code).or_default() += number;
        }
        self.extend(other.items);
    }

    /// Sorts by file name, position, severity and code; those without a place come first.
    pub fn sort(&mut self, sources: &SourceMap) {
        self.items.sort_by(|a, b| {
            let key = |d: &Diagnostic| {
                d.primary
                    .as_ref()
                    .map(|l| (sources.get(l.span.file).name(), l.span.start, l.span.end))
            };
            (key(a), a.severity, a.code.id, &a.message).cmp(&(key(b), b.severity, b.code.id, &b.message))
        });
    }

    /// Whether anything stands in the way of using the files.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.counts.errors > 0
    }

    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.dropped.is_empty()
    }

    /// How many there are, including those not kept.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The kept ones, in their present order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.items.iter()
    }

    /// One note for every code that had more than are kept, sorted by code.
    #[must_use]
    pub fn overflow(&self) -> Vec<Diagnostic> {
        let mut rest: Vec<_> = self.dropped.iter().collect();
        rest.sort();
        rest.into_iter()
            .map(|(code, number)| {
                Diagnostic::new(
                    &MORE,
                    format!(
                        "{} of {} not listed",
                        plural(*number, "more diagnostic"),
                        tick(code)
                    ),
                )
            })
            .collect()
    }

    /// The kept ones, followed by the notes about those not kept.
    #[must_use]
    pub fn into_vec(self) -> Vec<Diagnostic> {
        let notes = self.overflow();
        let mut items = self.items;
        items.extend(notes);
        items
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, items: I) {
        for item in items {
            self.push(item);
        }
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static CODE: CodeInfo = CodeInfo {
        id: "test/one",
        severity: Severity::Error,
        title: "one",
        explanation: "",
    };

    #[test]
    fn keeps_a_thousand_and_counts_the_rest() {
        let mut bag = Diagnostics::new();
        for _ in 0..1500 {
            bag.push(Diagnostic::new(&CODE, "x"));
        }
        let mut all = Diagnostics::new();
        all.push(Diagnostic::new(&CODE, "first"));
        all.append(bag);
        assert_eq!(all.counts().errors, 1501);
        let list = all.into_vec();
        assert_eq!(list.len(), KEPT_PER_CODE + 1);
        assert_eq!(
            list[KEPT_PER_CODE].message,
            "501 more diagnostics of `test/one` not listed"
        );
    }

    #[test]
    fn sorts_by_file_name_and_place() {
        let mut sources = SourceMap::new();
        let b = sources.add("b.yaml", "xxxx");
        let a = sources.add("a.yaml", "xxxx");
        let mut bag = Diagnostics::new();
        bag.push(Diagnostic::new(&CODE, "3").at(Span::new(b, 1, 2)));
        bag.push(Diagnostic::new(&CODE, "2").at(Span::new(a, 3, 4)));
        bag.push(Diagnostic::new(&CODE, "1").at(Span::new(a, 0, 4)));
        bag.push(Diagnostic::new(&CODE, "0"));
        bag.sort(&sources);
        let order: Vec<_> = bag.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(order, ["0", "1", "2", "3"]);
    }
}
