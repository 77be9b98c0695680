//! Texts as the registry stores them: digests, packed JSON, quoted SQL.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

/// More than any entry needs (a million changes are about 150 MB of JSON); bounds what a damaged row can ask for.
const MAX_TEXT: usize = 2 << 30;

/// Bytes as text for a column that holds text on every engine.
pub(super) fn to_base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// The bytes of [`to_base64`].
pub(super) fn from_base64(text: &str) -> Result<Vec<u8>, &'static str> {
    BASE64.decode(text).map_err(|_| "it is not base64")
}

/// Compresses text for storing.
pub(super) fn pack(text: &str) -> String {
    to_base64(&zstd::bulk::compress(text.as_bytes(), 3).expect("compressing into memory does not fail"))
}

/// The text that was packed.
pub(super) fn unpack(packed: &str) -> Result<String, &'static str> {
    use std::io::Read as _;
    let bytes = from_base64(packed)?;
    let mut text = String::new();
    let mut reader = zstd::stream::read::Decoder::new(bytes.as_slice())
        .map_err(|_| "it does not decompress")?
        .take(MAX_TEXT as u64 + 1);
    reader
        .read_to_string(&mut text)
        .map_err(|_| "it does not decompress")?;
    if text.len() > MAX_TEXT {
        return Err("it is too large");
    }
    Ok(text)
}

/// A text literal. Standard quoting is the only one that all engines share.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A text literal, or `NULL`.
pub(super) fn literal_opt(text: Option<&str>) -> String {
    text.map_or_else(|| "NULL".to_owned(), literal)
}

/// A quoted name.
pub(super) fn ident(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Quoted names, separated by commas.
pub(super) fn idents<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(ident).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_text_comes_back_and_damage_is_found() {
        let text = "采购员 ".repeat(1000);
        let packed = pack(&text);
        assert!(packed.len() < 100);
        assert_eq!(unpack(&packed).unwrap(), text);
        assert!(unpack("%").is_err());
        assert!(unpack(&to_base64(b"plain")).is_err());
    }

    #[test]
    fn quotes_are_doubled() {
        assert_eq!(literal("O'Neil"), "'O''Neil'");
        assert_eq!(ident("a\"b"), "\"a\"\"b\"");
    }
}
