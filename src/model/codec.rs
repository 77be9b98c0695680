//! States as compressed bytes: what the registry keeps of the last apply, and what a plan carries with it.
//!
//! The text inside is one line per row: the relation's name, then the cells, separated by tabs. Null is `\N`, an open
//! cell `\O`; backslash, tab, newline and carriage return in text are escaped. Rows are in sorted order, so equal
//! states have equal bytes.

use super::{Interner, Rel, State, Sym};

/// Names the format, so that a later one can be told apart.
const HEADER: &str = "trueup/state/1";
/// More than any state needs (1,000,000 grants are about 60 MB of text); bounds what a damaged file can ask for.
const MAX_TEXT: usize = 2 << 30;

/// Why bytes are not a state.
#[derive(Debug, thiserror::Error)]
pub enum CodecError {
    /// The bytes do not decompress.
    #[error("the stored state is damaged: it does not decompress")]
    Compression(#[source] std::io::Error),
    /// The text is not one that this version writes.
    #[error("the stored state is damaged or from a later version: line {line}: {what}")]
    Format {
        /// Line of the decompressed text, from 1.
        line: usize,
        /// What is wrong with it.
        what: &'static str,
    },
}

/// Writes a state as compressed bytes. The tables must be sorted.
///
/// # Panics
/// Never in practice: compressing into memory does not fail.
#[must_use]
pub fn encode_state(state: &State, symbols: &Interner) -> Vec<u8> {
    let mut text = String::with_capacity(state.len() * 24 + HEADER.len() + 1);
    text.push_str(HEADER);
    text.push('\n');
    for table in state.tables() {
        for row in table.rows() {
            text.push_str(table.rel().name());
            for &cell in row {
                text.push('\t');
                match cell {
                    Sym::NULL => text.push_str("\\N"),
                    Sym::OPEN => text.push_str("\\O"),
                    cell => escape(symbols.text(cell), &mut text),
                }
            }
            text.push('\n');
        }
    }
    zstd::bulk::compress(text.as_bytes(), 3).expect("compressing into memory does not fail")
}

/// Reads what [`encode_state`] wrote. Rows of relations that this version does not know are an error.
///
/// # Errors
/// When the bytes are damaged or of another format.
pub fn decode_state(bytes: &[u8], symbols: &mut Interner) -> Result<State, CodecError> {
    let text = decompress(bytes).map_err(CodecError::Compression)?;
    let mut lines = text.lines().enumerate();
    if lines.next().map(|(_, line)| line) != Some(HEADER) {
        return Err(CodecError::Format {
            line: 1,
            what: "unknown format",
        });
    }
    let mut state = State::new();
    let mut row = Vec::new();
    let mut buffer = String::new();
    for (at, line) in lines {
        let bad = |what| CodecError::Format { line: at + 1, what };
        let mut cells = line.split('\t');
        let rel = cells
            .next()
            .and_then(Rel::by_name)
            .ok_or_else(|| bad("unknown relation"))?;
        row.clear();
        for cell in cells {
            row.push(match cell {
                "\\N" => Sym::NULL,
                "\\O" => Sym::OPEN,
                text if !text.contains('\\') => symbols.intern(text),
                text => {
                    buffer.clear();
                    unescape(text, &mut buffer).ok_or_else(|| bad("unknown escape"))?;
                    symbols.intern(&buffer)
                }
            });
        }
        if row.len() != rel.spec().width() {
            return Err(bad("wrong number of cells"));
        }
        state.table_mut(rel).push(&row);
    }
    Ok(state)
}

fn decompress(bytes: &[u8]) -> std::io::Result<String> {
    use std::io::Read as _;
    let mut text = String::new();
    let mut reader = zstd::stream::read::Decoder::new(bytes)?.take(MAX_TEXT as u64 + 1);
    reader.read_to_string(&mut text)?;
    if text.len() > MAX_TEXT {
        return Err(std::io::Error::other("too large"));
    }
    Ok(text)
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            c => out.push(c),
        }
    }
}

fn unescape(text: &str, out: &mut String) -> Option<()> {
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.push(if c == '\\' {
            match chars.next()? {
                '\\' => '\\',
                't' => '\t',
                'n' => '\n',
                'r' => '\r',
                _ => return None,
            }
        } else {
            c
        });
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let mut symbols = Interner::new();
        let mut state = State::new();
        let row = [
            symbols.intern("张\t\\N"),
            symbols.intern("two\nlines\r"),
            Sym::NULL,
            Sym::OPEN,
            symbols.intern(""),
        ];
        state.table_mut(Rel::User).push(&row);
        state.sort(&symbols.ranks());
        let bytes = encode_state(&state, &symbols);
        let mut others = Interner::new();
        let back = decode_state(&bytes, &mut others).unwrap();
        let cells: Vec<_> = back
            .table(Rel::User)
            .row(0)
            .iter()
            .map(|&s| others.get(s))
            .collect();
        assert_eq!(
            cells,
            [Some("张\t\\N"), Some("two\nlines\r"), None, None, Some("")]
        );
        assert_eq!(back.table(Rel::User).row(0)[3], Sym::OPEN);
    }

    #[test]
    fn damage_is_an_error() {
        let mut symbols = Interner::new();
        assert!(matches!(
            decode_state(b"nothing", &mut symbols),
            Err(CodecError::Compression(_))
        ));
        let bytes = zstd::bulk::compress(b"trueup/state/1\ngrant\ta\n", 3).unwrap();
        assert!(matches!(
            decode_state(&bytes, &mut symbols),
            Err(CodecError::Format { line: 2, .. })
        ));
    }
}
