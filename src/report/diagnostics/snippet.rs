//! One diagnostic with its marked lines. The only place that knows miette.

use std::fmt::{self, Write as _};

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};

use super::{Look, mask};
use crate::base::diagnostic::{Diagnostic, Label, Severity};
use crate::base::source::{FileId, Source, SourceMap, Span};

/// Lines shown before and after a marked one.
const CONTEXT: usize = 1;
/// Lines with more bytes than this are not shown.
const LONG_LINE: usize = 2_000;

pub(super) fn handler(look: Look) -> GraphicalReportHandler {
    let characters = if look.unicode {
        ThemeCharacters::unicode()
    } else {
        ThemeCharacters::ascii()
    };
    let styles = if look.color {
        ThemeStyles::ansi()
    } else {
        ThemeStyles::none()
    };
    GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .with_links(false)
        .with_width(look.width.max(40))
        .with_context_lines(CONTEXT)
}

pub(super) fn render(
    handler: &GraphicalReportHandler,
    sources: &SourceMap,
    diagnostic: &Diagnostic,
    out: &mut String,
) {
    for shown in Shown::all(sources, diagnostic) {
        if handler.render_report(out, &shown).is_err() {
            // Never leave a diagnostic out because it could not be drawn.
            let place = diagnostic
                .primary
                .as_ref()
                .map(|l| sources.place(l.span))
                .unwrap_or_default();
            let _ = writeln!(
                out,
                "{place}: {}: {}",
                diagnostic.severity.word(),
                diagnostic.message
            );
        }
    }
    out.push('\n');
}

/// A diagnostic, or its labels in one other file, as miette wants to see it.
#[derive(Debug)]
struct Shown<'a> {
    message: &'a str,
    code: Option<&'static str>,
    severity: Severity,
    help: Option<String>,
    file: Option<File<'a>>,
    labels: Vec<LabeledSpan>,
}

impl<'a> Shown<'a> {
    /// The diagnostic, and one more for each other file with labels: miette shows one file at a time.
    fn all(sources: &'a SourceMap, diagnostic: &'a Diagnostic) -> Vec<Self> {
        let file = diagnostic.primary.as_ref().map(|label| label.span.file);
        let mut labels: Vec<&Label> = diagnostic.primary.iter().collect();
        labels.extend(
            diagnostic
                .secondary
                .iter()
                .filter(|label| Some(label.span.file) == file),
        );
        let mut first = Self {
            message: &diagnostic.message,
            code: Some(diagnostic.code.id),
            severity: diagnostic.severity,
            help: diagnostic.help.clone(),
            file: None,
            labels: Vec::new(),
        };
        match file.map(|id| sources.get(id)) {
            Some(source) if has_long_line(source, &labels) => {
                first.help = Some(place(source, &labels, first.help));
            }
            Some(source) => {
                first.file = Some(File::new(source, &labels));
                first.labels = marks(source, &labels);
            }
            None => {}
        }
        let mut others: Vec<FileId> = diagnostic
            .secondary
            .iter()
            .map(|label| label.span.file)
            .filter(|id| Some(*id) != file)
            .collect();
        others.sort_unstable();
        others.dedup();
        let others = others.into_iter().map(|id| Self::other(sources, diagnostic, id));
        std::iter::once(first).chain(others).collect()
    }

    fn other(sources: &'a SourceMap, diagnostic: &'a Diagnostic, id: FileId) -> Self {
        let labels: Vec<&Label> = diagnostic
            .secondary
            .iter()
            .filter(|label| label.span.file == id)
            .collect();
        let source = sources.get(id);
        let long = has_long_line(source, &labels);
        Self {
            message: "in another file",
            code: None,
            severity: Severity::Note,
            help: long.then(|| place(source, &labels, None)),
            file: (!long).then(|| File::new(source, &labels)),
            labels: if long {
                Vec::new()
            } else {
                labels.iter().map(|label| mark(source, label, false)).collect()
            },
        }
    }
}

/// Whether a line that would be shown is longer than anybody reads, as in a file that a program wrote on one line.
fn has_long_line(source: &Source, labels: &[&Label]) -> bool {
    labels.iter().any(|label| {
        let line = source.line_of(label.span.start);
        let mut near = line.saturating_sub(CONTEXT)..=line + CONTEXT;
        near.any(|line| source.line(line).len() > LONG_LINE)
    })
}

/// The place in words, before what there is to say anyway.
fn place(source: &Source, labels: &[&Label], help: Option<String>) -> String {
    let at = source.position(labels.first().map_or(0, |label| label.span.start));
    let place = format!(
        "at {}:{}:{}; its line is too long to be shown",
        source.name(),
        at.line,
        at.column
    );
    match help {
        Some(help) => format!("{place}\n{help}"),
        None => place,
    }
}

fn marks(source: &Source, labels: &[&Label]) -> Vec<LabeledSpan> {
    labels
        .iter()
        .enumerate()
        .map(|(i, label)| mark(source, label, i == 0))
        .collect()
}

fn mark(source: &Source, label: &Label, primary: bool) -> LabeledSpan {
    let span = one_line(source, label.span);
    let place = SourceSpan::from(span.range());
    let text = (!label.text.is_empty()).then(|| label.text.clone());
    let mut mark = if primary {
        LabeledSpan::new_primary_with_span(text, place)
    } else {
        LabeledSpan::new_with_span(text, place)
    };
    if mark.label().is_none() && primary {
        // Without any text miette draws no arrow at an empty place.
        mark.set_label(span.is_empty().then(|| "here".to_owned()));
    }
    mark
}

/// Only the first line of a place is marked: nobody wants to see a map of a thousand lines underlined.
fn one_line(source: &Source, span: Span) -> Span {
    let line = source.line_of(span.start);
    let end = source.lines()[line] as usize + source.line(line).len();
    Span::new(
        span.file,
        span.start,
        span.end.min(u32::try_from(end).unwrap_or(u32::MAX)),
    )
}

/// A file with its line table; secrets near the labels are hidden.
#[derive(Debug)]
struct File<'a> {
    source: &'a Source,
    /// The text with hidden secrets, if there are any near the labels. Same length.
    masked: Option<String>,
}

impl<'a> File<'a> {
    fn new(source: &'a Source, labels: &[&Label]) -> Self {
        let mut masked: Option<String> = None;
        for label in labels {
            let line = source.line_of(label.span.start);
            for near in line.saturating_sub(CONTEXT)..=line + CONTEXT {
                let text = source.line(near);
                if let std::borrow::Cow::Owned(hidden) = mask::line(text) {
                    let start = source.lines()[near] as usize;
                    masked
                        .get_or_insert_with(|| source.text().to_string())
                        .replace_range(start..start + text.len(), &hidden);
                }
            }
        }
        Self { source, masked }
    }

    fn text(&self) -> &str {
        self.masked.as_deref().unwrap_or(self.source.text())
    }
}

impl SourceCode for File<'_> {
    fn read_span<'s>(
        &'s self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'s> + 's>, MietteError> {
        let text = self.text();
        let (start, end) = (span.offset(), span.offset() + span.len());
        if end > text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let line_of = |offset: usize| self.source.line_of(u32::try_from(offset).unwrap_or(u32::MAX));
        let lines = self.source.lines();
        let first = line_of(start).saturating_sub(before);
        let last = line_of(end.saturating_sub(1).max(start)) + after;
        // Without lines before it miette asks where the place itself begins, to name it above the snippet.
        let (from, column) = if before == 0 {
            let at = self.source.position(u32::try_from(start).unwrap_or(u32::MAX));
            (start, at.column as usize - 1)
        } else {
            (lines[first] as usize, 0)
        };
        let to = lines.get(last + 1).map_or(text.len(), |next| *next as usize);
        let count = last.min(lines.len() - 1) - first + 1;
        let name = self.source.name().to_owned();
        let data = &text.as_bytes()[from..to];
        Ok(Box::new(MietteSpanContents::new_named(
            name,
            data,
            (from, to - from).into(),
            first,
            column,
            count,
        )))
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message)
    }
}

impl std::error::Error for Shown<'_> {}

impl miette::Diagnostic for Shown<'_> {
    fn code<'s>(&'s self) -> Option<Box<dyn fmt::Display + 's>> {
        self.code.map(|code| Box::new(code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'s>(&'s self) -> Option<Box<dyn fmt::Display + 's>> {
        self.help
            .as_ref()
            .map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.file.as_ref().map(|file| file as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        (!self.labels.is_empty()).then(|| Box::new(self.labels.iter().cloned()) as Box<_>)
    }
}
