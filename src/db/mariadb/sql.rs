//! What MariaDB wants of SQL texts: `?` for parameters, and no comment after the last statement.

/// A stretch of SQL that is not looked into.
fn skip(sql: &str) -> Option<usize> {
    let bytes = sql.as_bytes();
    let until = |end: &str, from: usize| {
        sql[from..]
            .find(end)
            .map_or(sql.len(), |at| from + at + end.len())
    };
    match bytes {
        // A doubled quote is two texts side by side to us, which comes to the same.
        [quote @ (b'\'' | b'"' | b'`'), ..] => {
            let end = memchr::memchr(*quote, &bytes[1..]);
            Some(end.map_or(sql.len(), |at| at + 2))
        }
        _ => comment(bytes).then(|| match bytes {
            [b'/', ..] => until("*/", 2),
            _ => until("\n", 0),
        }),
    }
}

/// Whether a comment begins here; `/*!` is carried out and therefore none.
fn comment(bytes: &[u8]) -> bool {
    match bytes {
        [b'#', ..] => true,
        [b'-', b'-', rest @ ..] => rest.first().is_none_or(u8::is_ascii_whitespace),
        [b'/', b'*', rest @ ..] => rest.first() != Some(&b'!') && !rest.starts_with(b"M!"),
        _ => false,
    }
}

/// The text without semicolons, comments and blanks after its last statement, which would be an empty statement.
pub(super) fn trimmed(sql: &str) -> &str {
    let (mut at, mut end) = (0, 0);
    while at < sql.len() {
        let rest = &sql[at..];
        let empty = comment(rest.as_bytes());
        if let Some(size) = skip(rest) {
            at += size;
        } else {
            let next = rest.chars().next().map_or(1, char::len_utf8);
            at += next;
            if rest.starts_with(|c: char| c.is_whitespace() || c == ';') {
                continue;
            }
        }
        if !empty {
            end = at;
        }
    }
    &sql[..end]
}

/// The text with `?` for `$1`, `$2` …, and which parameter each of them is, from 0.
pub(super) fn numbered(sql: &str) -> (String, Vec<usize>) {
    let (mut out, mut order) = (String::with_capacity(sql.len()), Vec::new());
    let mut rest = sql;
    while !rest.is_empty() {
        if let Some(size) = skip(rest) {
            out.push_str(&rest[..size]);
            rest = &rest[size..];
            continue;
        }
        if let Some(after) = rest.strip_prefix('$') {
            let digits = after.bytes().take_while(u8::is_ascii_digit).count();
            if let Some(number) = after[..digits].parse::<usize>().ok().filter(|&number| number > 0) {
                out.push('?');
                order.push(number - 1);
                rest = &after[digits..];
                continue;
            }
        }
        let next = rest.chars().next().map_or(1, char::len_utf8);
        out.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    (out, order)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_found_outside_of_texts() {
        let (sql, order) = numbered("SELECT '$1', \"$2\", `$3`, $2, $1, $10 -- $4\n/* $5 */ + $1 # $6");
        assert_eq!(sql, "SELECT '$1', \"$2\", `$3`, ?, ?, ? -- $4\n/* $5 */ + ? # $6");
        assert_eq!(order, [1, 0, 9, 0]);
        assert_eq!(numbered("'O''Neil $1' $1").1, [0]);
        assert_eq!(numbered("a--1 $1").1, [0]);
    }

    #[test]
    fn nothing_follows_the_last_statement() {
        for (sql, left) in [
            ("SELECT 1; -- done;\n", "SELECT 1"),
            ("-- why\nSELECT ';' ; ;\n/* end */", "-- why\nSELECT ';'"),
            ("SELECT 'x -- y'", "SELECT 'x -- y'"),
            ("-- nothing", ""),
            ("SELECT \"名\"; # c", "SELECT \"名\""),
            ("/*! SET a = 1 */;", "/*! SET a = 1 */"),
        ] {
            assert_eq!(trimmed(sql), left);
        }
    }
}
