//! Making pieces safe to show, measuring them in columns, and breaking lines between words or Chinese characters.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::base::text::is_unsafe_to_show;

use super::document::{Line, Tone};

/// Safe text with its tone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) tone: Tone,
    pub(super) text: String,
}

/// Escapes what could steer a terminal: control characters, invisible ones and those that change the direction.
#[must_use]
pub(super) fn safe(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unsafe_to_show(c) {
            let _ = write!(out, "\\u{{{:x}}}", c as u32);
        } else {
            out.push(c);
        }
    }
    out
}

/// A line as safe runs; names are quoted.
#[must_use]
pub(super) fn runs(line: &Line) -> Vec<Run> {
    line.pieces
        .iter()
        .map(|piece| Run {
            tone: piece.tone,
            text: match piece.tone {
                Tone::Name => format!("`{}`", safe(&piece.text)),
                _ => safe(&piece.text),
            },
        })
        .collect()
}

/// How many columns the runs take.
#[must_use]
pub(super) fn width(runs: &[Run]) -> usize {
    runs.iter().map(|run| run.text.width()).sum()
}

/// Breaks runs into lines of at most `limit` columns. A word that is longer is broken anywhere.
#[must_use]
pub(super) fn wrap(runs: &[Run], limit: usize) -> Vec<Vec<Run>> {
    let limit = limit.max(8);
    if width(runs) <= limit {
        return vec![runs.to_vec()];
    }
    let mut lines: Vec<Vec<Run>> = vec![Vec::new()];
    let mut used = 0;
    for atom in atoms(runs) {
        let wide = atom.text.trim_end().width();
        if used > 0 && used + wide > limit {
            trim(&mut lines);
            lines.push(Vec::new());
            used = 0;
        }
        if wide > limit {
            for c in atom.text.chars() {
                let step = c.width().unwrap_or(0);
                if used + step > limit {
                    lines.push(Vec::new());
                    used = 0;
                }
                put(&mut lines, atom.tone, c.encode_utf8(&mut [0; 4]));
                used += step;
            }
        } else {
            put(&mut lines, atom.tone, &atom.text);
            used += atom.text.width();
        }
    }
    trim(&mut lines);
    lines
}

fn put(lines: &mut [Vec<Run>], tone: Tone, text: &str) {
    let line = lines.last_mut().expect("there is always a line");
    match line.last_mut() {
        Some(run) if run.tone == tone => run.text.push_str(text),
        _ => line.push(Run {
            tone,
            text: text.to_owned(),
        }),
    }
}

fn trim(lines: &mut [Vec<Run>]) {
    if let Some(run) = lines.last_mut().and_then(|line| line.last_mut()) {
        run.text.truncate(run.text.trim_end().len());
    }
}

/// The smallest parts that stay together: a word with the blanks after it, or one Chinese character with the
/// punctuation after it.
fn atoms(runs: &[Run]) -> Vec<Run> {
    let mut atoms: Vec<Run> = Vec::new();
    for run in runs {
        let mut fresh = true;
        let mut before = ' ';
        for c in run.text.chars() {
            let apart = before == ' ' || is_wide(c) || is_wide(before);
            let breaks = apart && c != ' ' && !closes(c);
            match atoms.last_mut() {
                Some(atom) if !fresh && !breaks => atom.text.push(c),
                _ => atoms.push(Run {
                    tone: run.tone,
                    text: c.to_string(),
                }),
            }
            fresh = false;
            before = c;
        }
    }
    atoms
}

fn is_wide(c: char) -> bool {
    c.width() == Some(2)
}

/// Punctuation that must not begin a line.
fn closes(c: char) -> bool {
    matches!(
        c,
        '，' | '。' | '；' | '：' | '、' | '）' | '》' | '」' | '！' | '？' | '”'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &Line, limit: usize) -> Vec<String> {
        wrap(&runs(line), limit)
            .into_iter()
            .map(|line| line.into_iter().map(|run| run.text).collect())
            .collect()
    }

    #[test]
    fn names_are_quoted_and_escapes_lose_their_power() {
        let line = Line::plain("role ").name("a\u{1b}[31m").text(" \u{202e}x");
        let runs = runs(&line);
        let text: String = runs.iter().map(|run| run.text.as_str()).collect();
        assert_eq!(text, "role `a\\u{1b}[31m` \\u{202e}x");
    }

    #[test]
    fn lines_break_between_words() {
        let line = Line::plain("one two three four");
        assert_eq!(texts(&line, 9), ["one two", "three", "four"]);
        assert_eq!(texts(&line, 80), ["one two three four"]);
    }

    #[test]
    fn chinese_breaks_between_characters_and_counts_two_columns() {
        let line = Line::plain("张伟可以读取，修改库存移动");
        assert_eq!(texts(&line, 14), ["张伟可以读取，", "修改库存移动"]);
        assert_eq!(texts(&line, 12), ["张伟可以读", "取，修改库存", "移动"]);
    }

    #[test]
    fn a_long_word_is_broken() {
        assert_eq!(
            texts(&Line::plain("aaaaaaaaaaaaaaaaaaaa"), 8),
            ["aaaaaaaa", "aaaaaaaa", "aaaa"]
        );
    }
}
