//! Diagnostics for people (text with the marked lines), for programs (JSON) and for pull requests (annotations).

mod mask;
mod snippet;

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::base::diagnostic::{Counts, Diagnostic, Label, Severity};
use crate::base::edit::Edit;
use crate::base::source::{SourceMap, Span};
use crate::base::text::{join, plural};

/// How text is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Lines and arrows of Unicode instead of ASCII.
    pub unicode: bool,
    /// ANSI colours. Nothing depends on them.
    pub color: bool,
    /// Columns of the terminal; messages wrap there.
    pub width: usize,
}

/// Everything as text, one paragraph for each diagnostic. Lines that seem to hold a secret are shown without it.
#[must_use]
pub fn text<'d>(
    sources: &SourceMap,
    diagnostics: impl IntoIterator<Item = &'d Diagnostic>,
    look: Look,
) -> String {
    let handler = snippet::handler(look);
    let mut out = String::new();
    for diagnostic in diagnostics {
        snippet::render(&handler, sources, diagnostic, &mut out);
    }
    out
}

/// "2 errors and 1 warning", or "no problems".
#[must_use]
pub fn summary(counts: Counts) -> String {
    let parts = [
        (counts.errors, "error"),
        (counts.warnings, "warning"),
        (counts.notes, "note"),
    ];
    let words = parts
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, noun)| plural(*n, noun));
    let text = join(words, 3, "and");
    if text.is_empty() {
        "no problems".into()
    } else {
        text
    }
}

/// Everything as JSON: `{"version": 1, "diagnostics": […]}`. Lines and columns count from 1, columns in characters;
/// `start` and `end` are bytes of the file as it is on disk.
#[must_use]
pub fn json<'d>(sources: &SourceMap, diagnostics: impl IntoIterator<Item = &'d Diagnostic>) -> Value {
    let list: Vec<Value> = diagnostics.into_iter().map(|d| one_json(sources, d)).collect();
    json!({ "version": 1, "diagnostics": list })
}

fn one_json(sources: &SourceMap, diagnostic: &Diagnostic) -> Value {
    let label = |label: &Label| json!({ "place": place(sources, label.span), "text": label.text });
    let edit = |edit: &Edit| json!({ "place": place(sources, edit.span), "replacement": edit.replacement });
    json!({
        "code": diagnostic.code.id,
        "severity": diagnostic.severity.word(),
        "message": diagnostic.message,
        "primary": diagnostic.primary.as_ref().map(label),
        "secondary": diagnostic.secondary.iter().map(label).collect::<Vec<_>>(),
        "help": diagnostic.help,
        "fix": diagnostic.fix.iter().map(edit).collect::<Vec<_>>(),
    })
}

fn place(sources: &SourceMap, span: Span) -> Value {
    let source = sources.get(span.file);
    let (start, end) = (source.position(span.start), source.position(span.end));
    let bom = if source.had_bom() { 3 } else { 0 };
    json!({
        "file": source.name(),
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "start": span.start + bom,
        "end": span.end + bom,
    })
}

/// Workflow commands that GitHub shows as annotations of a pull request. `folder` is the project's path from the root
/// of the repository, empty or ending in `/`.
#[must_use]
pub fn github<'d>(
    sources: &SourceMap,
    diagnostics: impl IntoIterator<Item = &'d Diagnostic>,
    folder: &str,
) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let mut properties = Vec::new();
        if let Some(label) = &diagnostic.primary {
            let source = sources.get(label.span.file);
            let (start, end) = (source.position(label.span.start), source.position(label.span.end));
            properties.push(format!(
                "file={}",
                property(&format!("{folder}{}", source.name()))
            ));
            properties.push(format!("line={},endLine={}", start.line, end.line));
            // Columns are only understood within one line.
            if start.line == end.line {
                properties.push(format!("col={},endColumn={}", start.column, end.column));
            }
        }
        properties.push(format!("title={}", property(diagnostic.code.id)));
        let mut message = diagnostic.message.clone();
        for other in &diagnostic.secondary {
            let _ = write!(message, "\n{}: {}", sources.place(other.span), other.text);
        }
        if let Some(help) = &diagnostic.help {
            let _ = write!(message, "\nhelp: {help}");
        }
        let _ = writeln!(out, "::{command} {}::{}", properties.join(","), escape(&message));
    }
    out
}

fn escape(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    escape(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests;
