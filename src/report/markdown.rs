//! A document as Markdown for a comment on a pull request.
//!
//! Data stands in code spans or is escaped, so that a title can neither add a heading, nor call a person, nor bring
//! HTML along.

use super::document::{Block, Document, Item, Line, Sign, Table, Tone};
use super::wrap::safe;

/// Renders a document.
#[must_use]
pub fn render(document: &Document) -> String {
    let mut out = String::new();
    for block in &document.blocks {
        match block {
            Block::Title(line) => paragraph(&mut out, &format!("## {}", inline(line))),
            Block::Heading(line) => paragraph(&mut out, &format!("### {}", inline(line))),
            Block::Subject(line) => paragraph(&mut out, &format!("**{}**", inline(line).trim())),
            Block::Paragraph(line) => paragraph(&mut out, &inline(line)),
            Block::Items(items) => {
                gap(&mut out);
                for item in items {
                    list(&mut out, item, 0);
                }
            }
            Block::Table(rows) => table(&mut out, rows),
            Block::Code { language, text } => code(&mut out, language, text),
        }
    }
    out
}

fn gap(out: &mut String) {
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
}

fn paragraph(out: &mut String, text: &str) {
    gap(out);
    out.push_str(text);
    out.push('\n');
}

fn list(out: &mut String, item: &Item, depth: usize) {
    out.extend(std::iter::repeat_n("  ", depth));
    out.push_str("- ");
    match item.sign {
        Sign::None => {}
        Sign::Added | Sign::Changed | Sign::Removed => {
            out.push('`');
            out.push_str(item.sign.mark());
            out.push_str("` ");
        }
        Sign::Wrong | Sign::Caution | Sign::Good => {
            out.push_str("**");
            out.push_str(item.sign.mark());
            out.push_str("** ");
        }
    }
    out.push_str(&inline(&item.text));
    if let Some(from) = &item.from {
        out.push_str(" <sub>");
        out.push_str(&escape(from));
        out.push_str("</sub>");
    }
    out.push('\n');
    for inner in &item.items {
        list(out, inner, depth + 1);
    }
}

fn table(out: &mut String, table: &Table) {
    gap(out);
    let mut line = |cells: Vec<String>| {
        out.push_str("| ");
        out.push_str(&cells.join(" | "));
        out.push_str(" |\n");
    };
    line(table.head.iter().map(|name| escape(name)).collect());
    line(table.head.iter().map(|_| "---".to_owned()).collect());
    for row in &table.rows {
        // A bar ends a cell even inside a code span.
        line(row.iter().map(|cell| inline(cell).replace('|', "\\|")).collect());
    }
}

fn code(out: &mut String, language: &str, text: &str) {
    gap(out);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    out.push_str(&fence);
    out.push_str(language);
    out.push('\n');
    out.push_str(text);
    if !text.ends_with('\n') {
        out.push('\n');
    }
    out.push_str(&fence);
    out.push('\n');
}

fn inline(line: &Line) -> String {
    let mut out = String::new();
    for piece in &line.pieces {
        match piece.tone {
            Tone::Name => out.push_str(&span(&piece.text)),
            Tone::Strong | Tone::Danger => {
                out.push_str("**");
                out.push_str(&escape(&piece.text));
                out.push_str("**");
            }
            Tone::Plain | Tone::Quiet | Tone::Data | Tone::Caution | Tone::Good => {
                out.push_str(&escape(&piece.text));
            }
        }
    }
    out
}

/// A code span around any text.
fn span(text: &str) -> String {
    let text = safe(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let ticks = "`".repeat(longest + 1);
    if longest > 0 || text.is_empty() {
        format!("{ticks} {text} {ticks}")
    } else {
        format!("{ticks}{text}{ticks}")
    }
}

/// Text that means nothing in Markdown or HTML, and calls nobody.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in safe(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_cannot_break_out() {
        let mut document = Document::new();
        document.paragraph(Line::plain("by ").tone(Tone::Data, "<b>@all</b> #1 *x*"));
        document.items(vec![
            Item::new(Sign::Added, Line::plain("role ").name("a`b@c")).from(Some("x_y.yaml:1".into())),
        ]);
        assert_eq!(
            render(&document),
            "by &lt;b&gt;&#64;all&lt;/b&gt; \\#1 \\*x\\*\n\n- `+` role `` a`b@c `` <sub>x\\_y.yaml:1</sub>\n"
        );
    }

    #[test]
    fn tables_keep_their_cells() {
        let mut document = Document::new();
        document.table(Table {
            head: vec!["a".into(), "b".into()],
            rows: vec![vec![Line::new().name("x|y"), Line::plain("z")]],
        });
        assert_eq!(render(&document), "| a | b |\n| --- | --- |\n| `x\\|y` | z |\n");
    }
}
