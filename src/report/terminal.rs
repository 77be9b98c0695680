//! A document as text for a terminal: aligned, wrapped, coloured where the terminal wants it.

use owo_colors::{OwoColorize as _, Style};

use super::document::{Block, Document, Item, Sign, Table, Tone};
use super::wrap::{Run, runs, safe, width, wrap};

/// How a terminal is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether to colour.
    pub colour: bool,
    /// Columns of a line.
    pub width: usize,
}

/// The gap between what an item says and where it comes from.
const GAP: usize = 2;

/// Renders a document.
#[must_use]
pub fn render(document: &Document, look: Look) -> String {
    let mut out = Writer {
        look,
        text: String::new(),
        indent: 0,
    };
    let mut previous: Option<&Block> = None;
    for block in &document.blocks {
        out.block(block, previous);
        previous = Some(block);
    }
    out.text
}

struct Writer {
    look: Look,
    text: String,
    /// Of what follows the last heading or subject.
    indent: usize,
}

impl Writer {
    fn block(&mut self, block: &Block, previous: Option<&Block>) {
        match block {
            Block::Title(line) => {
                self.blank();
                self.lines(0, &strong(runs(line)), 0);
                self.indent = 0;
            }
            Block::Heading(line) => {
                self.blank();
                self.lines(0, &strong(runs(line)), 0);
                self.indent = 2;
            }
            Block::Subject(line) => {
                if !matches!(previous, Some(Block::Heading(_))) {
                    self.blank();
                }
                self.lines(2, &runs(line), 2);
                self.indent = 4;
            }
            Block::Paragraph(line) => {
                if matches!(
                    previous,
                    Some(Block::Items(_) | Block::Table(_) | Block::Code { .. })
                ) {
                    self.blank();
                    self.indent = self.indent.min(2);
                }
                self.lines(self.indent, &runs(line), self.indent);
            }
            Block::Items(items) => self.items(items, self.indent),
            Block::Table(table) => self.table(table),
            Block::Code { text, .. } => {
                for line in text.lines() {
                    // Tabs are kept out of the escape: SQL and YAML are full of them.
                    let line: Vec<String> = line.split('\t').map(safe).collect();
                    self.text.push_str(&line.join("\t"));
                    self.text.push('\n');
                }
            }
        }
    }

    fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Writes wrapped lines: the first behind `indent` columns, the others behind `hang`.
    fn lines(&mut self, indent: usize, runs: &[Run], hang: usize) {
        let room = self.look.width.saturating_sub(hang.max(indent));
        for (at, line) in wrap(runs, room).into_iter().enumerate() {
            self.spaces(if at == 0 { indent } else { hang });
            self.runs(&line);
            self.text.push('\n');
        }
    }

    fn items(&mut self, items: &[Item], indent: usize) {
        let column = self.place_column(items, indent);
        for item in items {
            self.item(item, indent, column);
        }
    }

    /// The column at which places stand, so that they line up.
    fn place_column(&self, items: &[Item], indent: usize) -> usize {
        let placed = items.iter().filter_map(|item| {
            let from = width(&[quiet(item.from.as_ref()?)]);
            let text = indent + lead(item.sign) + width(&runs(&item.text)) + GAP;
            (text + from <= self.look.width).then_some(text)
        });
        placed.max().unwrap_or(0)
    }

    fn item(&mut self, item: &Item, indent: usize, column: usize) {
        let hang = indent + lead(item.sign);
        let text = runs(&item.text);
        self.spaces(indent);
        self.sign(item.sign);
        let room = self.look.width.saturating_sub(hang);
        let mut lines = wrap(&text, room).into_iter();
        let first = lines.next().unwrap_or_default();
        self.runs(&first);
        let mut end = hang + width(&first);
        for line in lines {
            self.text.push('\n');
            self.spaces(hang);
            self.runs(&line);
            end = hang + width(&line);
        }
        if let Some(from) = &item.from {
            let from = quiet(from);
            let place = column.max(end + GAP);
            let size = width(std::slice::from_ref(&from));
            if place + size <= self.look.width {
                self.spaces(place - end);
                self.runs(&[from]);
            } else if end + GAP + size <= self.look.width {
                self.spaces(GAP);
                self.runs(&[from]);
            } else {
                self.text.push('\n');
                self.lines(hang + 2, &[from], hang + 2);
                self.text.pop();
            }
        }
        self.text.push('\n');
        self.items(&item.items, indent + 2);
    }

    fn sign(&mut self, sign: Sign) {
        let style = match sign {
            Sign::None => return,
            Sign::Added | Sign::Good => Style::new().green(),
            Sign::Changed => Style::new().yellow(),
            Sign::Removed => Style::new().red(),
            Sign::Wrong => Style::new().red().bold(),
            Sign::Caution => Style::new().yellow().bold(),
        };
        self.styled(sign.mark(), style);
        self.text.push(' ');
    }

    fn table(&mut self, table: &Table) {
        let columns = table.head.len();
        let cells: Vec<Vec<Vec<Run>>> = table
            .rows
            .iter()
            .map(|row| row.iter().map(runs).collect())
            .collect();
        let mut widths: Vec<usize> = table.head.iter().map(|name| width(&[quiet(name)])).collect();
        for row in &cells {
            for (column, cell) in row.iter().enumerate().take(columns) {
                widths[column] = widths[column].max(width(cell));
            }
        }
        self.shrink(&mut widths);
        if table.head.iter().any(|name| !name.is_empty()) {
            let head: Vec<Vec<Run>> = table.head.iter().map(|name| vec![quiet(name)]).collect();
            self.row(&head, &widths);
        }
        for row in &cells {
            self.row(row, &widths);
        }
    }

    /// Makes the widest columns narrower until the table fits.
    fn shrink(&self, widths: &mut [usize]) {
        let gaps = self.indent + GAP * widths.len().saturating_sub(1);
        let room = self.look.width.saturating_sub(gaps).max(widths.len() * 8);
        while widths.iter().sum::<usize>() > room {
            let Some(widest) = widths.iter_mut().max() else {
                return;
            };
            *widest -= 1;
        }
    }

    fn row(&mut self, cells: &[Vec<Run>], widths: &[usize]) {
        let wrapped: Vec<Vec<Vec<Run>>> = cells
            .iter()
            .zip(widths)
            .map(|(cell, &room)| wrap(cell, room))
            .collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        for at in 0..height {
            self.spaces(self.indent);
            let mut owed = 0;
            for (lines, &room) in wrapped.iter().zip(widths) {
                let line = lines.get(at).map_or(&[][..], Vec::as_slice);
                if !line.is_empty() {
                    self.spaces(owed);
                    owed = 0;
                    self.runs(line);
                }
                owed += room.saturating_sub(width(line)) + GAP;
            }
            self.text.push('\n');
        }
    }

    fn spaces(&mut self, number: usize) {
        self.text.extend(std::iter::repeat_n(' ', number));
    }

    fn runs(&mut self, runs: &[Run]) {
        for run in runs {
            let style = match run.tone {
                Tone::Plain | Tone::Data => None,
                Tone::Strong => Some(Style::new().bold()),
                Tone::Quiet => Some(Style::new().dimmed()),
                Tone::Name => Some(Style::new().cyan()),
                Tone::Danger => Some(Style::new().red().bold()),
                Tone::Caution => Some(Style::new().yellow()),
                Tone::Good => Some(Style::new().green()),
            };
            match style {
                Some(style) => self.styled(&run.text, style),
                None => self.text.push_str(&run.text),
            }
        }
    }

    fn styled(&mut self, text: &str, style: Style) {
        use std::fmt::Write as _;
        if self.look.colour {
            let _ = write!(self.text, "{}", text.style(style));
        } else {
            self.text.push_str(text);
        }
    }
}

/// Columns that a sign takes, with the blank after it.
fn lead(sign: Sign) -> usize {
    match sign.mark().len() {
        0 => 0,
        columns => columns + 1,
    }
}

fn quiet(text: &str) -> Run {
    Run {
        tone: Tone::Quiet,
        text: safe(text),
    }
}

fn strong(runs: Vec<Run>) -> Vec<Run> {
    runs.into_iter()
        .map(|run| match run.tone {
            Tone::Plain => Run {
                tone: Tone::Strong,
                ..run
            },
            _ => run,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::document::Line;
    use super::*;

    #[test]
    fn places_line_up_and_long_ones_go_below() {
        let mut document = Document::new();
        document.heading("People");
        document.items(vec![
            Item::new(Sign::Added, Line::plain("role ").name("a")).from(Some("x.yaml:1".into())),
            Item::new(Sign::Removed, Line::plain("role ").name("采购员")).from(Some("x.yaml:22".into())),
            Item::new(Sign::Changed, Line::plain("something long enough to fill it"))
                .from(Some("x.yaml:333".into())),
        ]);
        let look = Look {
            colour: false,
            width: 40,
        };
        assert_eq!(
            render(&document, look),
            "People\n  + role `a`       x.yaml:1\n  - role `采购员`  x.yaml:22\n  \
             ~ something long enough to fill it\n      x.yaml:333\n"
        );
    }

    #[test]
    fn tables_fit_the_width() {
        let mut document = Document::new();
        document.table(Table {
            head: vec!["Nr".into(), "Who".into()],
            rows: vec![
                vec![Line::plain("1"), Line::plain("zhang wei of purchasing")],
                vec![Line::plain("12"), Line::plain("王芳")],
            ],
        });
        let look = Look {
            colour: false,
            width: 20,
        };
        assert_eq!(
            render(&document, look),
            "Nr  Who\n1   zhang wei of\n    purchasing\n12  王芳\n"
        );
    }

    #[test]
    fn colour_only_when_asked() {
        let mut document = Document::new();
        document.items(vec![Item::new(Sign::Added, Line::new().name("a"))]);
        let plain = Look {
            colour: false,
            width: 80,
        };
        assert!(!render(&document, plain).contains('\u{1b}'));
        let coloured = Look {
            colour: true,
            ..plain
        };
        assert!(render(&document, coloured).contains("\u{1b}[32m+"));
    }
}
