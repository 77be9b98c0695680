//! Files and places in them. A place is a range of bytes in a named text.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::code::CodeInfo;
use super::diagnostic::{Diagnostic, Diagnostics, Severity};
use super::text::{size, tick};

/// The largest file that is read, in bytes (64 MiB, about 250,000 users).
pub const MAX_FILE: u64 = 64 << 20;
/// The largest sum of all files that is read, in bytes.
pub const MAX_TOTAL: u64 = 512 << 20;

/// Names one file of a [`SourceMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(
    /// The position in the map, counted from 0.
    pub u32,
);

/// A place in a file: bytes `start..end` of its text, always on character boundaries.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Which file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

impl Span {
    /// A place.
    #[must_use]
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        Self {
            file,
            start,
            end: end.max(start),
        }
    }

    /// The smallest place that covers both; `other` must be in the same file.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self {
            file: self.file,
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// The bytes, for slicing the text.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Number of bytes.
    #[must_use]
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether it covers nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}..{}", self.file.0, self.start, self.end)
    }
}

/// Line and column, both counted from 1; the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// One text with its name. Without its byte order mark, if it had one.
#[derive(Debug)]
pub struct Source {
    name: Arc<str>,
    text: Arc<str>,
    had_bom: bool,
    lines: OnceLock<Vec<u32>>,
}

impl Source {
    fn new(name: &str, text: Arc<str>) -> Self {
        let had_bom = text.starts_with('\u{feff}');
        let text = if had_bom {
            text['\u{feff}'.len_utf8()..].into()
        } else {
            text
        };
        Self {
            name: name.into(),
            text,
            had_bom,
            lines: OnceLock::new(),
        }
    }

    /// The name shown to people: the path below the project, with `/`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text; spans count its bytes.
    #[must_use]
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Whether the file began with a byte order mark; who writes it back must put it there again.
    #[must_use]
    pub fn had_bom(&self) -> bool {
        self.had_bom
    }

    /// A new text of this file as it is to be written, with its byte order mark if it had one.
    #[must_use]
    pub fn on_disk(&self, text: &str) -> String {
        if self.had_bom {
            format!("\u{feff}{text}")
        } else {
            text.to_owned()
        }
    }

    /// The byte at which every line begins. Built at the first use (10 ms per million lines).
    #[must_use]
    pub fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let ends = self.text.bytes().enumerate().filter(|(_, b)| *b == b'\n');
            std::iter::once(0)
                .chain(ends.map(|(i, _)| to_u32(i) + 1))
                .collect()
        })
    }

    /// The line, from 0, that holds a byte.
    #[must_use]
    pub fn line_of(&self, offset: u32) -> usize {
        self.lines()
            .partition_point(|start| *start <= offset)
            .saturating_sub(1)
    }

    /// The text of a line, from 0, without its end.
    #[must_use]
    pub fn line(&self, line: usize) -> &str {
        let lines = self.lines();
        let Some(&start) = lines.get(line) else { return "" };
        let end = lines.get(line + 1).map_or(self.text.len(), |next| *next as usize);
        self.text[start as usize..end].trim_end_matches(['\n', '\r'])
    }

    /// Line and column of a byte, both from 1.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let offset = offset.min(to_u32(self.text.len()));
        let line = self.line_of(offset);
        let start = self.lines()[line] as usize;
        let column = self
            .text
            .get(start..offset as usize)
            .map_or(0, |before| before.chars().count());
        Position {
            line: to_u32(line) + 1,
            column: to_u32(column) + 1,
        }
    }
}

/// All texts of one run. Spans are meaningless without it.
#[derive(Debug, Default)]
pub struct SourceMap {
    sources: Vec<Source>,
    total: u64,
}

impl SourceMap {
    /// An empty map.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text under the name shown to people. A byte order mark is taken off.
    ///
    /// # Panics
    /// If the text is 4 GiB or more; [`SourceMap::read`] refuses such files.
    pub fn add(&mut self, name: &str, text: impl Into<Arc<str>>) -> FileId {
        let text = text.into();
        assert!(
            u32::try_from(text.len()).is_ok(),
            "texts are limited before they get here"
        );
        self.total += text.len() as u64;
        let id = FileId(to_u32(self.sources.len()));
        self.sources.push(Source::new(name, text));
        id
    }

    /// Reads a file. What keeps it from being read is said in `diagnostics`.
    pub fn read(&mut self, path: &Path, name: &str, diagnostics: &mut Diagnostics) -> Option<FileId> {
        let bytes = match read_limited(path, MAX_FILE.min(MAX_TOTAL.saturating_sub(self.total))) {
            Ok(bytes) => bytes,
            Err(error) => {
                diagnostics.push(Diagnostic::new(
                    &UNREADABLE,
                    format!("cannot read {}: {error}", tick(name)),
                ));
                return None;
            }
        };
        let Some(bytes) = bytes else {
            diagnostics.push(too_large(name));
            return None;
        };
        match String::from_utf8(bytes) {
            Ok(text) => Some(self.add(name, text)),
            Err(error) => {
                let diagnostic = self.not_utf8(name, error.as_bytes(), error.utf8_error().valid_up_to());
                diagnostics.push(diagnostic);
                None
            }
        }
    }

    /// The file of an id that this map gave out.
    #[must_use]
    pub fn get(&self, id: FileId) -> &Source {
        &self.sources[id.0 as usize]
    }

    /// All files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.sources
            .iter()
            .enumerate()
            .map(|(i, source)| (FileId(to_u32(i)), source))
    }

    /// Where a span begins: line and column, from 1.
    #[must_use]
    pub fn line_col(&self, span: Span) -> Position {
        self.get(span.file).position(span.start)
    }

    /// The text of a span.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.get(span.file).text().get(span.range()).unwrap_or_default()
    }

    /// `file:line:column`, as editors and compilers write it.
    #[must_use]
    pub fn place(&self, span: Span) -> String {
        format!("{}:{}", self.get(span.file).name(), self.line_col(span))
    }

    /// Shows the line with the wrong bytes replaced, so that the reader sees where it is.
    fn not_utf8(&mut self, name: &str, bytes: &[u8], valid: usize) -> Diagnostic {
        let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
        let what = if utf16 {
            "is UTF-16, not UTF-8"
        } else {
            "is not UTF-8"
        };
        let rest = bytes[valid..]
            .iter()
            .position(|b| *b == b'\n')
            .map_or(bytes.len(), |end| valid + end);
        let text = String::from_utf8_lossy(&bytes[..rest]).into_owned();
        let file = self.add(name, text);
        let at = Span::new(file, to_u32(valid), to_u32(valid + '\u{fffd}'.len_utf8()));
        let line = self.line_col(at).line;
        let message = format!("{} {what}: byte {valid}, in line {line}", tick(name));
        Diagnostic::new(&NOT_UTF8, message).label(at, "from here").help(
            "save the file as UTF-8; `iconv -f GB18030 -t UTF-8` converts one from an older Chinese program",
        )
    }
}

fn too_large(name: &str) -> Diagnostic {
    let message = format!("{} is not read: larger than {}", tick(name), size(MAX_FILE));
    Diagnostic::new(
        &TOO_LARGE,
        format!("{message}, or all files together than {}", size(MAX_TOTAL)),
    )
    .help("split it into several files; sections may be split in any way")
}

/// `None` when the file is larger than `limit`. Does not trust the length in the directory, which a pipe lacks.
fn read_limited(path: &Path, limit: u64) -> std::io::Result<Option<Vec<u8>>> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    if length > limit {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
    file.take(limit + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

/// Offsets fit because texts are limited to less than 4 GiB.
pub(crate) fn to_u32(offset: usize) -> u32 {
    u32::try_from(offset).expect("texts are limited to less than 4 GiB")
}

/// A file could not be opened or read.
pub static UNREADABLE: CodeInfo = CodeInfo {
    id: "file/unreadable",
    severity: Severity::Error,
    title: "a file cannot be read",
    explanation: "The file exists in the project (or is named by it) but the operating system would not give it\n\
        to us. The message carries the operating system's reason, such as missing permission or a name that\n\
        is a folder.\n\nCheck the path and the permissions of the file and of the folders above it.",
};

/// A file is beyond the limits.
pub static TOO_LARGE: CodeInfo = CodeInfo {
    id: "file/too-large",
    severity: Severity::Error,
    title: "a file is too large",
    explanation: "One file may have 64 MiB, which is room for about 250,000 users; all files of a project\n\
        together may have 512 MiB. Beyond that a file is refused, because it is much more likely to be\n\
        a database dump that ended up in the project than somebody's desired state.\n\n\
        Move the file out of the project, or split it: every section may be spread over any number of files.",
};

/// A file is in another encoding.
pub static NOT_UTF8: CodeInfo = CodeInfo {
    id: "file/not-utf8",
    severity: Severity::Error,
    title: "a file is not UTF-8",
    explanation: "All files of a project are UTF-8, with or without a byte order mark. The message names the first\n\
        byte that cannot be read. Files written by spreadsheet programs on Windows are often GB18030 or UTF-16.\n\n\
        Convert the file, for example:\n\n    iconv -f GB18030 -t UTF-8 old.yaml > new.yaml",
};

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (SourceMap, Option<FileId>, Vec<Diagnostic>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.yaml");
        std::fs::write(&path, bytes).unwrap();
        let (mut map, mut bag) = (SourceMap::new(), Diagnostics::new());
        let id = map.read(&path, "x.yaml", &mut bag);
        (map, id, bag.into_vec())
    }

    #[test]
    fn bom_is_taken_off_and_columns_count_characters() {
        let (map, id, bag) = read("\u{feff}a: 李\r\nb: 张c\n".as_bytes());
        assert!(bag.is_empty());
        let source = map.get(id.unwrap());
        assert!(source.had_bom());
        assert_eq!(source.line(0), "a: 李");
        assert_eq!(source.position(0), Position { line: 1, column: 1 });
        let c = to_u32(source.text().find('c').unwrap());
        assert_eq!(source.position(c), Position { line: 2, column: 5 });
        assert_eq!(map.place(Span::new(id.unwrap(), c, c + 1)), "x.yaml:2:5");
        assert_eq!(source.position(9999).line, 3);
    }

    #[test]
    fn wrong_encodings_are_placed() {
        let (map, id, bag) = read(b"a: ok\nname: \xd5\xc5\xce\xb0\nmore: 1\n");
        assert!(id.is_none());
        assert_eq!(bag[0].message, "`x.yaml` is not UTF-8: byte 12, in line 2");
        let label = bag[0].primary.as_ref().unwrap();
        assert_eq!(map.text(label.span), "\u{fffd}");
        let (_, _, bag) = read(b"\xff\xfea\0:\0");
        assert_eq!(bag[0].message, "`x.yaml` is UTF-16, not UTF-8: byte 0, in line 1");
    }

    #[test]
    fn large_files_and_missing_files_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("big.yaml");
        File::create(&path).unwrap().set_len(MAX_FILE + 1).unwrap();
        let (mut map, mut bag) = (SourceMap::new(), Diagnostics::new());
        assert!(map.read(&path, "big.yaml", &mut bag).is_none());
        assert!(map.read(&folder.path().join("none"), "none", &mut bag).is_none());
        let codes: Vec<_> = bag.iter().map(|d| d.code.id).collect();
        assert_eq!(codes, ["file/too-large", "file/unreadable"]);
    }
}
