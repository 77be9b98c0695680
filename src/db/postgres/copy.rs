//! PostgreSQL's COPY text format: rows of tab-separated cells, one line each, taken apart without allocation per cell.

/// Takes rows apart as they arrive; keeps what of a row is still incomplete, and the buffers.
#[derive(Default)]
pub(super) struct Reader {
    /// The beginning of a row whose end has not arrived.
    partial: Vec<u8>,
    /// Text of a row that has escapes, without them.
    unescaped: Vec<u8>,
    /// The cells of a row: ranges, in the row or in `unescaped`; none for null.
    cells: Vec<Option<(usize, usize)>>,
    /// Reused for the slices handed out.
    slices: Vec<Option<&'static str>>,
}

/// The server sent what the format does not allow.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed(pub(super) &'static str);

impl Reader {
    /// Takes the next piece of data and hands out the rows that are complete.
    pub(super) fn push(
        &mut self,
        data: &[u8],
        row: &mut impl FnMut(&[Option<&str>]),
    ) -> Result<(), Malformed> {
        let mut rest = data;
        while let Some(end) = memchr::memchr(b'\n', rest) {
            if self.partial.is_empty() {
                self.line(&rest[..end], row)?;
            } else {
                let mut line = std::mem::take(&mut self.partial);
                line.extend_from_slice(&rest[..end]);
                self.line(&line, row)?;
                line.clear();
                self.partial = line;
            }
            rest = &rest[end + 1..];
        }
        self.partial.extend_from_slice(rest);
        Ok(())
    }

    /// Says that no more data comes.
    pub(super) fn finish(&self) -> Result<(), Malformed> {
        if self.partial.is_empty() {
            Ok(())
        } else {
            Err(Malformed("the last row is incomplete"))
        }
    }

    fn line(&mut self, line: &[u8], row: &mut impl FnMut(&[Option<&str>])) -> Result<(), Malformed> {
        const UTF8: Malformed = Malformed("a row is not UTF-8");
        let mut slices = recycle(std::mem::take(&mut self.slices));
        if line.contains(&b'\\') {
            self.split_escaped(line)?;
            let text = std::str::from_utf8(&self.unescaped).map_err(|_| UTF8)?;
            slices.extend(
                self.cells
                    .iter()
                    .map(|cell| cell.map(|(from, to)| &text[from..to])),
            );
            row(&slices);
        } else {
            let text = std::str::from_utf8(line).map_err(|_| UTF8)?;
            slices.extend(text.split('\t').map(Some));
            row(&slices);
        }
        self.slices = recycle(slices);
        Ok(())
    }

    fn split_escaped(&mut self, line: &[u8]) -> Result<(), Malformed> {
        self.unescaped.clear();
        self.cells.clear();
        for cell in line.split(|&b| b == b'\t') {
            if cell == b"\\N" {
                self.cells.push(None);
                continue;
            }
            let from = self.unescaped.len();
            let mut bytes = cell.iter();
            while let Some(&byte) = bytes.next() {
                if byte != b'\\' {
                    self.unescaped.push(byte);
                    continue;
                }
                let escaped = bytes.next().ok_or(Malformed("a row ends inside an escape"))?;
                self.unescaped.push(match escaped {
                    b'b' => 0x08,
                    b'f' => 0x0c,
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'v' => 0x0b,
                    &other => other,
                });
            }
            self.cells.push(Some((from, self.unescaped.len())));
        }
        Ok(())
    }
}

/// Empties a vector of slices for slices of another lifetime; the collect reuses its memory.
fn recycle<'b>(mut slices: Vec<Option<&str>>) -> Vec<Option<&'b str>> {
    slices.clear();
    slices.into_iter().map(|_| None).collect()
}

/// Appends one row in the text format.
pub(super) fn write_row<'a>(out: &mut Vec<u8>, cells: impl IntoIterator<Item = Option<&'a str>>) {
    let mut first = true;
    for cell in cells {
        if !first {
            out.push(b'\t');
        }
        first = false;
        match cell {
            None => out.extend_from_slice(b"\\N"),
            Some(text) => escape(out, text.as_bytes()),
        }
    }
    out.push(b'\n');
}

fn escape(out: &mut Vec<u8>, mut text: &[u8]) {
    let special = |text: &[u8]| {
        text.iter()
            .position(|b| matches!(b, b'\\' | b'\t' | b'\n' | b'\r'))
    };
    while let Some(at) = special(text) {
        out.extend_from_slice(&text[..at]);
        out.push(b'\\');
        out.push(match text[at] {
            b'\t' => b't',
            b'\n' => b'n',
            b'\r' => b'r',
            other => other,
        });
        text = &text[at + 1..];
    }
    out.extend_from_slice(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pieces: &[&[u8]]) -> Result<Vec<Vec<Option<String>>>, Malformed> {
        let mut reader = Reader::default();
        let mut rows = Vec::new();
        for piece in pieces {
            reader.push(piece, &mut |row| {
                rows.push(row.iter().map(|cell| cell.map(str::to_owned)).collect());
            })?;
        }
        reader.finish()?;
        Ok(rows)
    }

    #[test]
    fn what_is_written_reads_back_however_it_is_cut() {
        let rows = [
            vec![Some("li.na"), None, Some("")],
            vec![Some("张\t伟"), Some("a\\N"), Some("two\nlines\r")],
            vec![Some("\\N"), Some("x"), None],
        ];
        let mut bytes = Vec::new();
        for row in &rows {
            write_row(&mut bytes, row.iter().copied());
        }
        for cut in 0..bytes.len() {
            let (a, b) = bytes.split_at(cut);
            let back = read(&[a, b]).unwrap();
            let back: Vec<Vec<_>> = back
                .iter()
                .map(|r| r.iter().map(Option::as_deref).collect())
                .collect();
            assert_eq!(back, rows);
        }
    }

    #[test]
    fn the_servers_own_escapes_are_understood() {
        let rows = read(&[b"a\\b\\f\\v\\\\\\x\n"]).unwrap();
        assert_eq!(rows, [[Some("a\u{8}\u{c}\u{b}\\x".to_owned())]]);
    }

    #[test]
    fn damage_is_an_error() {
        assert_eq!(read(&[b"a\tb"]), Err(Malformed("the last row is incomplete")));
        assert_eq!(read(&[b"a\\\n"]), Err(Malformed("a row ends inside an escape")));
        assert_eq!(read(&[b"\xff\n"]), Err(Malformed("a row is not UTF-8")));
    }
}
