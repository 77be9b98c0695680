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

/// All words and signs, in order.
pub(super) fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    for piece in pieces(sql) {
        if let What::Token(kind) = piece.what {
            tokens.push(Token { kind, at: piece.at });
        }
    }
    tokens
}

/// The same without comments, on one line unless text in quotes breaks it.
pub(super) fn on_one_line(sql: &str) -> String {
    let mut line = String::with_capacity(sql.len());
    for piece in pieces(sql) {
        match piece.what {
            What::Token(_) => line.push_str(&sql[piece.at..piece.at + piece.length]),
            What::Blank if line.ends_with(' ') => {}
            What::Blank => line.push(' '),
        }
    }
    line
}

struct Piece<'a> {
    at: usize,
    length: usize,
    what: What<'a>,
}

enum What<'a> {
    Token(Kind<'a>),
    /// White space, or a comment.
    Blank,
}

fn pieces(sql: &str) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let mut at = 0;
    while let Some(c) = sql[at..].chars().next() {
        let rest = &sql[at..];
        let token = |length, kind| (length, What::Token(kind));
        let (length, what) = if rest.starts_with("--") {
            (rest.find('\n').unwrap_or(rest.len()), What::Blank)
        } else if rest.starts_with("/*") {
            (comment(rest), What::Blank)
        } else if c == '\'' {
            // In PostgreSQL's E'…' a backslash escapes the quote after it.
            let escapes = pieces
                .last()
                .is_some_and(|piece| matches!(piece.what, What::Token(Kind::Word("E" | "e"))));
            token(quoted(rest, c, escapes), Kind::Quoted)
        } else if c == '"' || c == '`' {
            token(quoted(rest, c, false), Kind::Quoted)
        } else if let Some(length) = dollar(rest) {
            token(length, Kind::Quoted)
        } else if c.is_alphanumeric() || c == '_' {
            let end = rest
                .find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$')
                .unwrap_or(rest.len());
            token(end, Kind::Word(&rest[..end]))
        } else if c.is_whitespace() {
            (c.len_utf8(), What::Blank)
        } else {
            token(c.len_utf8(), Kind::Sign(c))
        };
        pieces.push(Piece { at, length, what });
        at += length;
    }
    pieces
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
    fn one_line_says_the_same() {
        let sql = "SELECT a, -- the a\n    'x  -- y' || E'\\'' /* b\n */ AS c\nFROM \"a  b\"\n";
        assert_eq!(
            on_one_line(sql),
            "SELECT a, 'x  -- y' || E'\\'' AS c FROM \"a  b\" "
        );
    }

    #[test]
    fn what_is_not_closed_goes_to_the_end() {
        assert_eq!(firsts("select 'a; b"), ["select"]);
        assert_eq!(firsts("/* a; b"), Vec::<String>::new());
        assert_eq!(firsts("select $1; select $2"), ["select", "select"]);
        assert_eq!(firsts("选择 '张;伟'; b"), ["选择", "b"]);
    }
}
