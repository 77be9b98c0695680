//! States as compressed bytes: what the registry keeps of the last apply, and what a plan carries with it.
//!
//! Inside are the distinct strings in the order in which the rows first name them, then the relations, column by column,
//! as numbers into that list: each login is stored and looked up once, however many rows name it. A cell is the
//! difference to the cell above, which compresses well where keys are sorted. Equal states have equal bytes.

use super::{Interner, Rel, State, Sym, Table};

/// Names the format, so that a later one can be told apart.
const HEADER: &[u8] = b"trueup/state/1\n";
/// More than any state needs (1,000,000 grants are about 6 MB); bounds what a damaged file can ask for.
const MAX_BYTES: usize = 2 << 30;
/// Cells that are no string.
const NULL: u32 = 0;
const OPEN: u32 = 1;
/// The number of the first string.
const FIRST: u32 = 2;

/// Why bytes are not a state.
#[derive(Debug, thiserror::Error)]
pub enum CodecError {
    /// The bytes do not decompress.
    #[error("the stored state is damaged: it does not decompress")]
    Compression(#[source] std::io::Error),
    /// What is inside is not what this version writes.
    #[error("the stored state is damaged or from a later version: at byte {at}: {what}")]
    Format {
        /// The place in the decompressed bytes.
        at: usize,
        /// What is wrong there.
        what: &'static str,
    },
}

/// Writes a state as compressed bytes. The tables must be sorted.
///
/// # Panics
/// Never in practice: compressing into memory does not fail.
#[must_use]
pub fn encode_state(state: &State, symbols: &Interner) -> Vec<u8> {
    let mut numbers = vec![0_u32; symbols.len()];
    let mut strings: Vec<Sym> = Vec::new();
    let mut rows = Vec::with_capacity(state.len() * 8);
    for table in state.tables().filter(|table| !table.is_empty()) {
        put_text(&mut rows, table.rel().name());
        put(&mut rows, size(table.len()));
        for column in 0..table.rel().spec().width() {
            let mut above = 0;
            for row in table.rows() {
                let number = match row[column] {
                    Sym::NULL => NULL,
                    Sym::OPEN => OPEN,
                    cell => {
                        let number = &mut numbers[cell.index()];
                        if *number == 0 {
                            *number = FIRST + size(strings.len());
                            strings.push(cell);
                        }
                        *number
                    }
                };
                put(&mut rows, zigzag(number.wrapping_sub(above)));
                above = number;
            }
        }
    }
    let mut bytes = HEADER.to_vec();
    put(&mut bytes, size(strings.len()));
    for cell in strings {
        put_text(&mut bytes, symbols.text(cell));
    }
    bytes.extend_from_slice(&rows);
    zstd::bulk::compress(&bytes, 3).expect("compressing into memory does not fail")
}

/// Reads what [`encode_state`] wrote. Rows of relations that this version does not know are an error.
///
/// # Errors
/// When the bytes are damaged or of another format.
pub fn decode_state(bytes: &[u8], symbols: &mut Interner) -> Result<State, CodecError> {
    let bytes = decompress(bytes).map_err(CodecError::Compression)?;
    let mut input = Input { bytes: &bytes, at: 0 };
    if !bytes.starts_with(HEADER) {
        return Err(input.bad("unknown format"));
    }
    input.at = HEADER.len();
    let count = input.number()?;
    let mut cells = vec![Sym::NULL, Sym::OPEN];
    for _ in 0..count {
        cells.push(symbols.intern(input.text()?));
    }
    let mut state = State::new();
    while input.at < bytes.len() {
        let name = input.text()?;
        let rel = Rel::by_name(name).ok_or_else(|| input.bad("unknown relation"))?;
        let (height, width) = (input.number()? as usize, rel.spec().width());
        // Every cell takes a byte at least.
        if height.saturating_mul(width) > bytes.len() {
            return Err(input.bad("it ends too early"));
        }
        let mut rows = vec![Sym::NULL; height * width];
        for column in 0..width {
            let mut number = 0_u32;
            for row in 0..height {
                number = number.wrapping_add(unzigzag(input.number()?));
                let cell = cells.get(number as usize);
                rows[row * width + column] = *cell.ok_or_else(|| input.bad("unknown string"))?;
            }
        }
        let mut table = Table::new(rel);
        rows.chunks_exact(width).for_each(|row| table.push(row));
        state.replace(table);
    }
    Ok(state)
}

fn decompress(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    use std::io::Read as _;
    let mut out = Vec::new();
    let mut reader = zstd::stream::read::Decoder::new(bytes)?.take(MAX_BYTES as u64 + 1);
    reader.read_to_end(&mut out)?;
    if out.len() > MAX_BYTES {
        return Err(std::io::Error::other("too large"));
    }
    Ok(out)
}

fn size(length: usize) -> u32 {
    u32::try_from(length).expect("states stay below 4 GiB")
}

/// Small differences in both directions become small numbers.
fn zigzag(difference: u32) -> u32 {
    (difference << 1) ^ if difference >> 31 == 1 { u32::MAX } else { 0 }
}

fn unzigzag(number: u32) -> u32 {
    (number >> 1) ^ if number & 1 == 1 { u32::MAX } else { 0 }
}

/// Seven bits per byte, the lowest first; the highest bit says that more follow.
fn put(out: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put(out, size(text.len()));
    out.extend_from_slice(text.as_bytes());
}

struct Input<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Input<'a> {
    fn bad(&self, what: &'static str) -> CodecError {
        CodecError::Format { at: self.at, what }
    }

    fn number(&mut self) -> Result<u32, CodecError> {
        let mut number = 0_u32;
        for shift in (0..35).step_by(7) {
            let &byte = self
                .bytes
                .get(self.at)
                .ok_or_else(|| self.bad("it ends too early"))?;
            self.at += 1;
            let bits = u32::from(byte & 0x7f);
            if shift == 28 && bits > 0x0f {
                break;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(self.bad("a number is too large"))
    }

    fn text(&mut self) -> Result<&'a str, CodecError> {
        let length = self.number()? as usize;
        let end = self.at.saturating_add(length);
        let bytes = self
            .bytes
            .get(self.at..end)
            .ok_or_else(|| self.bad("it ends too early"))?;
        let text = std::str::from_utf8(bytes).map_err(|_| self.bad("a text is not UTF-8"))?;
        self.at = end;
        Ok(text)
    }
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
        let mut state = State::new();
        let row = [symbols.intern("li"), symbols.intern("r")];
        state.table_mut(Rel::Grant).push(&row);
        let whole = decompress(&encode_state(&state, &symbols)).unwrap();
        for length in 0..whole.len() {
            let cut = zstd::bulk::compress(&whole[..length], 3).unwrap();
            let back = decode_state(&cut, &mut symbols);
            assert!(matches!(back, Err(CodecError::Format { .. })) || back.unwrap().is_empty());
        }
        for at in 0..whole.len() {
            let mut wrong = whole.clone();
            wrong[at] = 0xff;
            let wrong = zstd::bulk::compress(&wrong, 3).unwrap();
            assert!(decode_state(&wrong, &mut symbols).is_err(), "byte {at}");
        }
    }
}
