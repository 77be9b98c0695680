//! Just enough of SQL to see what the statements of a script are: words, blanks, quotes and comments.

/// A word or sign of SQL, and the byte at which it stands. Text in quotes and comments is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind<'a>,
    pub(super) at: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    /// A bare word or number.
    Word(&'a str),
    /// Text or a name in quotes.
    Quoted,
    /// Any other character.
    Sign(char),
}

impl Token<'_> {
    pub(super) fn is(&self, word: &str) -> bool {
        matches!(self.kind, Kind::Word(w) if w.eq_ignore_ascii_case(word))
    }

    pub(super) fn sign(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }
}

/// The statements of a script: each the tokens between two semicolons. Empty ones are left out.
pub(super) fn statements(sql: &str) -> Vec<Vec<Token<'_>>> {
    let mut statements = vec![Vec::new()];
    for token in tokens(sql) {
        if token.sign(';') {
            statements.push(Vec::new());
        } else if let Some(last) = statements.last_mut() {
            last.push(token);
        }
    }
    statements.retain(|statement| !statement.is_empty());
    statements
}

/// The byte of the first semicolon outside of quotes and comments.
pub(super) fn semicolon(sql: &str) -> Option<usize> {
    tokens(sql)
        .into_iter()
        .find(|token| token.sign(';'))
        .map(|token| token.at)
}

fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = sql[at..].chars().next() {
        let rest = &sql[at..];
        let (length, kind) = if rest.starts_with("--") {
            (rest.find('\n').unwrap_or(rest.len()), None)
        } else if rest.starts_with("/*") {
            (comment(rest), None)
        } else if c == '\'' {
            // In PostgreSQL's E'…' a backslash escapes the quote after it.
            let escapes = matches!(tokens.last(), Some(Token { kind: Kind::Word("E" | "e"), at: before }) if before + 1 == at);
            (quoted(rest, c, escapes), Some(Kind::Quoted))
        } else if c == '"' || c == '`' {
            (quoted(rest, c, false), Some(Kind::Quoted))
        } else if let Some(length) = dollar(rest) {
            (length, Some(Kind::Quoted))
        } else if c.is_alphanumeric() || c == '_' {
            let end = rest
                .find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$')
                .unwrap_or(rest.len());
            (end, Some(Kind::Word(&rest[..end])))
        } else {
            (c.len_utf8(), (!c.is_whitespace()).then_some(Kind::Sign(c)))
        };
        if let Some(kind) = kind {
            tokens.push(Token { kind, at });
        }
        at += length;
    }
    tokens
}

/// The length of a comment, which may hold others.
fn comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// The length of text in quotes; a doubled quote is one inside.
fn quoted(text: &str, quote: char, escapes: bool) -> usize {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\\' && escapes {
            chars.next();
        } else if c == quote && chars.next_if(|&(_, next)| next == quote).is_none() {
            return at + c.len_utf8();
        }
    }
    text.len()
}

/// The length of PostgreSQL's `$tag$…$tag$`.
fn dollar(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('$')?;
    let end = inner.find('$')?;
    let tag = &inner[..end];
    let named = tag.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !tag.starts_with(|c: char| c.is_ascii_digit());
    if !named {
        return None;
    }
    let tag = &text[..end + 2];
    let close = text[tag.len()..].find(tag)?;
    Some(tag.len() + close + tag.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn firsts(sql: &str) -> Vec<String> {
        let word = |token: &Token<'_>| match token.kind {
            Kind::Word(word) => word.to_lowercase(),
            other => format!("{other:?}"),
        };
        statements(sql).iter().map(|s| word(&s[0])).collect()
    }

    #[test]
    fn semicolons_in_quotes_and_comments_do_not_count() {
        let sql = "-- a; b\nINSERT INTO t VALUES ('a;''b;', \"x;y\"); /* c; /* d; */ e; */ Update t SET a = $$;$$;\n\
                   delete FROM t WHERE a = E'\\';' AND b = $q$;$q$;;";
        assert_eq!(firsts(sql), ["insert", "update", "delete"]);
        assert_eq!(semicolon("SELECT ';' -- ;\n"), None);
        assert_eq!(semicolon("SELECT 1;"), Some(8));
    }

    #[test]
    fn what_is_not_closed_goes_to_the_end() {
        assert_eq!(firsts("select 'a; b"), ["select"]);
        assert_eq!(firsts("/* a; b"), Vec::<String>::new());
        assert_eq!(firsts("select $1; select $2"), ["select", "select"]);
        assert_eq!(firsts("选择 '张;伟'; b"), ["选择", "b"]);
    }
}
