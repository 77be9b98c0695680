//! Canonical white space: two columns per level, one blank after a colon and a dash, `# comment`, no trailing blanks, one
//! final newline. Everything else of a text is left as its author wrote it.

use std::collections::HashMap;

use unicode_width::UnicodeWidthStr;

use super::super::diagnostic::Diagnostics;
use super::super::source::{FileId, Source, SourceMap, Span, to_u32};
use super::super::tree::{Id, Tree};
use super::{Edit, apply};

/// Columns per level.
const INDENT: usize = 2;

/// The text in canonical form. `None` if it is so already, or if it has errors, or if the result would not mean exactly
/// the same: then it is better left alone.
#[must_use]
pub fn format(text: &str) -> Option<String> {
    let (sources, tree) = parse(text)?;
    let source = sources.get(tree.file());
    let mut formatter = Formatter::new(source, &tree);
    for root in tree.roots() {
        formatter.node(*root, 0)?;
    }
    let edits = formatter.edits();
    let mut after = apply(source.text(), &edits).ok()?;
    finish(&mut after);
    if after == **source.text() {
        return None;
    }
    means_the_same(&tree, &after).then_some(after)
}

fn parse(text: &str) -> Option<(SourceMap, Tree)> {
    let mut sources = SourceMap::new();
    let file = sources.add("", text);
    let mut diagnostics = Diagnostics::new();
    let tree = Tree::parse(&sources, file, &mut diagnostics)?;
    (!diagnostics.has_errors()).then_some((sources, tree))
}

/// One newline at the end; an empty file stays empty.
fn finish(text: &mut String) {
    let ending = if text.ends_with("\r\n") { "\r\n" } else { "\n" };
    text.truncate(text.trim_end_matches(['\n', '\r', ' ', '\t']).len());
    if !text.is_empty() {
        text.push_str(ending);
    }
}

/// The tree is the same, and so is every character that is no white space, which includes the comments.
fn means_the_same(tree: &Tree, after: &str) -> bool {
    let visible = |text: &'_ str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let Some((_, new)) = parse(after) else {
        return false;
    };
    let roots = tree.roots().len() == new.roots().len()
        && tree
            .roots()
            .iter()
            .zip(new.roots())
            .all(|(a, b)| tree.same(*a, &new, *b));
    roots && visible(tree.source()) == visible(after)
}

/// What is known of a line.
#[derive(Clone, Copy, PartialEq)]
enum Line {
    /// Goes on with what began above.
    Rest,
    /// A map or list entry begins here and belongs at this column.
    Entry(usize),
    /// Inside a scalar of several lines: moves with its entry, and is not touched otherwise.
    Inside,
}

struct Formatter<'a> {
    source: &'a Source,
    text: &'a str,
    tree: &'a Tree,
    file: FileId,
    lines: Vec<Line>,
    gaps: Vec<Edit>,
    merges: HashMap<Id, Vec<(Id, Id)>>,
}

impl<'a> Formatter<'a> {
    fn new(source: &'a Source, tree: &'a Tree) -> Self {
        let mut merges: HashMap<Id, Vec<(Id, Id)>> = HashMap::new();
        for (map, key, value) in tree.merges() {
            merges.entry(*map).or_default().push((*key, *value));
        }
        let mut lines = vec![Line::Rest; source.lines().len()];
        for id in tree.texts() {
            let span = tree.span(id);
            let (mut first, last) = (source.line_of(span.start), source.line_of(span.end));
            if tree.is_block(id) {
                // Blank lines before the first word are the scalar's too.
                while first > 0 && source.line(first - 1).trim().is_empty() {
                    first -= 1;
                }
            } else {
                first += 1;
            }
            for line in lines.iter_mut().take(last + 1).skip(first) {
                *line = Line::Inside;
            }
        }
        Self {
            source,
            text: source.text(),
            tree,
            file: tree.file(),
            lines,
            gaps: Vec::new(),
            merges,
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, to_u32(start), to_u32(end))
    }

    fn is_block_collection(&self, id: Id) -> bool {
        let collection = (self.tree.is_map(id) || self.tree.is_seq(id)) && !self.tree.is_alias(id);
        collection
            && !matches!(
                self.text.as_bytes().get(self.tree.span(id).start as usize),
                Some(b'{' | b'[')
            )
    }

    /// Places a block collection at a column. `None` for what is too unusual to touch.
    fn node(&mut self, id: Id, column: usize) -> Option<()> {
        if !self.is_block_collection(id) {
            return Some(());
        }
        if self.tree.is_map(id) {
            self.map(id, column)
        } else {
            self.seq(id, column)
        }
    }

    fn map(&mut self, id: Id, column: usize) -> Option<()> {
        let mut entries: Vec<(Id, Id)> = self.tree.entries(id).collect();
        let own = self.tree.span(id);
        // Merged entries stand elsewhere.
        entries
            .retain(|(key, _)| (own.start..own.end.max(own.start + 1)).contains(&self.tree.span(*key).start));
        entries.extend(self.merges.get(&id).into_iter().flatten());
        entries.sort_by_key(|(key, _)| self.tree.span(*key).start);
        for (key, _) in &entries {
            let start = self.tree.span(*key).start as usize;
            let line = self.source.line_of(to_u32(start));
            let before = &self.text[self.source.lines()[line] as usize..start];
            match before.trim_start().bytes().next() {
                None | Some(b'&' | b'!') => self.entry(line, column)?,
                Some(b'?' | b':') => return None,
                // Behind a dash or a document mark, which have their own place.
                Some(_) => {}
            }
        }
        self.colons(&entries);
        for (_, value) in entries {
            self.node(value, column + INDENT)?;
        }
        Some(())
    }

    fn seq(&mut self, id: Id, column: usize) -> Option<()> {
        // A list begins at its first dash; the others follow the item before.
        let mut dash = self.tree.span(id).start as usize;
        for (i, item) in self.tree.items(id).to_vec().into_iter().enumerate() {
            let span = self.tree.span(item);
            if i > 0 {
                dash = self.next_dash(dash)?;
            }
            if !self.text[dash..].starts_with('-') {
                return None;
            }
            let line = self.source.line_of(to_u32(dash));
            if self.text[self.source.lines()[line] as usize..dash]
                .trim()
                .is_empty()
            {
                self.entry(line, column)?;
            }
            // The parser places what is not there before the next token.
            if span.is_empty() {
                dash += 1;
                continue;
            }
            let gap = self.text.get(dash + 1..span.start as usize)?;
            if gap.len() > 1 && gap.bytes().all(|b| b == b' ') {
                self.gaps
                    .push(Edit::new(self.span(dash + 1, span.start as usize), " "));
            }
            self.node(item, column + INDENT)?;
            dash = span.end as usize;
        }
        Some(())
    }

    /// The dash of the next item, given where the one before ends.
    fn next_dash(&self, end: usize) -> Option<usize> {
        let mut line = self.source.line_of(to_u32(end)) + 1;
        loop {
            let content = self.source.line(line);
            let trimmed = content.trim_start();
            if trimmed.starts_with('-') {
                return Some(self.source.lines()[line] as usize + content.len() - trimmed.len());
            }
            if line >= self.lines.len() || !(trimmed.is_empty() || trimmed.starts_with('#')) {
                return None;
            }
            line += 1;
        }
    }

    fn entry(&mut self, line: usize, column: usize) -> Option<()> {
        if self.lines[line] == Line::Inside {
            return None;
        }
        self.lines[line] = Line::Entry(column);
        Some(())
    }

    /// One blank after each colon, except where values stand in a column with those of a neighbour line on purpose.
    fn colons(&mut self, entries: &[(Id, Id)]) {
        let places: Vec<Option<(usize, usize)>> =
            entries.iter().map(|(k, v)| self.value_column(*k, *v)).collect();
        for (i, (key, value)) in entries.iter().enumerate() {
            let Some((line, column)) = places[i] else { continue };
            let (from, to) = (
                self.tree.span(*key).end as usize,
                self.tree.span(*value).start as usize,
            );
            let gap = &self.text[from..to];
            let blanks = gap
                .trim_start()
                .strip_prefix(':')
                .is_some_and(|b| b.bytes().all(|b| b == b' '));
            if !blanks || gap == ": " {
                continue;
            }
            let neighbours = [
                i.checked_sub(1).and_then(|j| places[j]),
                places.get(i + 1).copied().flatten(),
            ];
            let aligned = neighbours
                .into_iter()
                .flatten()
                .any(|(l, c)| c == column && l.abs_diff(line) == 1);
            if !(aligned && gap.starts_with(':')) {
                self.gaps.push(Edit::new(self.span(from, to), ": "));
            }
        }
    }

    /// Line and display column of a value that stands behind its key in one line.
    fn value_column(&self, key: Id, value: Id) -> Option<(usize, usize)> {
        let (key, value) = (self.tree.span(key), self.tree.span(value));
        let line = self.source.line_of(key.start);
        let start = self.source.lines()[line] as usize;
        let same = value.start > key.end && self.source.line_of(value.start) == line && !value.is_empty();
        same.then(|| (line, self.text[start..value.start as usize].width()))
    }

    fn edits(self) -> Vec<Edit> {
        let mut edits = self.gaps.clone();
        let mut shift = 0isize;
        for (i, line) in self.lines.iter().enumerate() {
            let content = self.source.line(i);
            let start = self.source.lines()[i] as usize;
            let trimmed = content.trim_start_matches(' ');
            let indent = content.len() - trimmed.len();
            if content.trim().is_empty() {
                if *line != Line::Inside && !content.is_empty() {
                    edits.push(Edit::new(self.span(start, start + content.len()), ""));
                }
                continue;
            }
            let comment = *line == Line::Rest && trimmed.starts_with('#');
            let column = match line {
                Line::Entry(column) => {
                    shift = column.cast_signed() - indent.cast_signed();
                    *column
                }
                Line::Rest if comment => self.comment_column(i, indent, shift),
                _ => indent.saturating_add_signed(shift),
            };
            if column != indent && !trimmed.starts_with('\t') {
                edits.push(Edit::new(self.span(start, start + indent), " ".repeat(column)));
            }
            if *line == Line::Inside {
                continue;
            }
            if comment && trimmed[1..].starts_with(char::is_alphanumeric) {
                let at = start + indent + 1;
                edits.push(Edit::new(self.span(at, at), " "));
            }
            let used = content.trim_end().len();
            if used < content.len() {
                edits.push(Edit::new(self.span(start + used, start + content.len()), ""));
            }
        }
        edits
    }

    /// A comment goes with the entry below it if it stands in its column, else with the last entry above that does, else
    /// it moves with its surroundings.
    fn comment_column(&self, line: usize, indent: usize, shift: isize) -> usize {
        let at = |i: usize| match self.lines[i] {
            Line::Entry(column) => {
                let content = self.source.line(i);
                (content.len() - content.trim_start_matches(' ').len() == indent).then_some(column)
            }
            _ => None,
        };
        let skipped = |i: usize| {
            let content = self.source.line(i).trim();
            content.is_empty() || (self.lines[i] == Line::Rest && content.starts_with('#'))
        };
        let below = (line + 1..self.lines.len()).find(|i| !skipped(*i)).and_then(at);
        // Looking further up than this finds nothing that a reader would connect with the comment.
        let above = || (line.saturating_sub(100)..line).rev().find_map(at);
        below
            .or_else(above)
            .unwrap_or_else(|| indent.saturating_add_signed(shift))
    }
}

#[cfg(test)]
mod tests;
