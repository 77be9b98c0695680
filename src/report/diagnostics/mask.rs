//! Lines of a user's file are shown around a problem. What looks like a secret in them is not.

use std::borrow::Cow;

/// Keys whose plain value is hidden. A map or list behind such a key is a section of ours and stays.
const KEYS: [&str; 11] = [
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "token",
    "api_key",
    "apikey",
    "private_key",
    "access_key",
    "credentials",
];

/// What the secret half of an age key begins with, in small letters.
const AGE_SECRET: &str = "age-secret-key-1";

/// The line with secrets replaced by asterisks, byte for byte, so that all columns stay where they are.
pub(super) fn line(line: &str) -> Cow<'_, str> {
    let mut hidden = Vec::new();
    let lower = line.to_ascii_lowercase();
    for key in KEYS {
        for (at, _) in lower.match_indices(key) {
            hidden.extend(value_after(line, at + key.len()));
        }
    }
    for (at, word) in lower.match_indices(AGE_SECRET) {
        let rest = &line[at + word.len()..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric());
        hidden.push(at + word.len()..at + word.len() + end.unwrap_or(rest.len()));
    }
    for (at, _) in line.match_indices("://") {
        hidden.extend(password_of_url(line, at + 3));
    }
    if hidden.is_empty() {
        return Cow::Borrowed(line);
    }
    let mut bytes = line.as_bytes().to_vec();
    for range in hidden {
        bytes[range].fill(b'*');
    }
    Cow::Owned(String::from_utf8(bytes).expect("whole characters were replaced by ASCII"))
}

/// The scalar behind `key:`, if one stands there.
fn value_after(line: &str, at: usize) -> Option<std::ops::Range<usize>> {
    let rest =
        line[at..].trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '"' | '\''));
    let rest = rest.trim_start().strip_prefix([':', '='])?.trim_start();
    let start = line.len() - rest.len();
    let end = match rest.chars().next()? {
        '{' | '[' | '#' | '&' | '*' | '!' | '$' => return None,
        quote @ ('"' | '\'') => rest[1..].find(quote).map_or(rest.len(), |i| i + 2),
        _ => rest
            .find([',', '}'])
            .into_iter()
            .chain(rest.find(" #"))
            .min()
            .unwrap_or(rest.len()),
    };
    Some(start..start + rest[..end].trim_end().len())
}

/// The password in `scheme://user:password@host`.
fn password_of_url(line: &str, at: usize) -> Option<std::ops::Range<usize>> {
    let rest = &line[at..];
    let end = rest.find([' ', '\t', '"', '\'', ',', '}']).unwrap_or(rest.len());
    let login = &rest[..rest[..end].rfind('@')?];
    let colon = login.find(':')? + 1;
    Some(at + colon..at + login.len())
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn hides_values_and_keeps_sections() {
        for (text, shown) in [
            ("password: hunter2", "password: *******"),
            ("  a: 1, password: 'x y', b: 2", "  a: 1, password: *****, b: 2"),
            (
                "{user: x, db_password: hunter2, b: 2} # c",
                "{user: x, db_password: *******, b: 2} # c",
            ),
            ("api_key: 密钥 # old", "api_key: ****** # old"),
            ("password: {min_length: 12}", "password: {min_length: 12}"),
            ("settings: password", "settings: password"),
            (
                "url: postgres://erp:s3cret@db/erp",
                "url: postgres://erp:******@db/erp",
            ),
            ("[AGE-SECRET-KEY-1QPZRY, x]", "[AGE-SECRET-KEY-1*****, x]"),
            ("url: ${ERP_URL}", "url: ${ERP_URL}"),
            (
                "url: https://example.com:8080/x",
                "url: https://example.com:8080/x",
            ),
            ("", ""),
        ] {
            assert_eq!(line(text), shown);
        }
    }
}
