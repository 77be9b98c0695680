//! The neutral document: what a report says, before anybody decides how it looks.
//!
//! A report builds one [`Document`]; the terminal and Markdown are renderings of it. Data from files and databases
//! enters as [`Piece`]s, and every rendering makes each piece safe, so that a role's title can neither steer a terminal
//! nor break out of a comment.

/// What a piece of text is. Renderings may colour it, but nothing is said by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Running text.
    Plain,
    /// What matters most in its line.
    Strong,
    /// What may be skipped.
    Quiet,
    /// A name, quoted so that it can be told from the words around it.
    Name,
    /// Text from data that reads as a sentence or title: shown without quotes.
    Data,
    /// Something wrong or dangerous.
    Danger,
    /// Something to look at.
    Caution,
    /// Something that is as it should be.
    Good,
}

/// Text with one tone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub tone: Tone,
    /// The text, as it came; not yet safe to show.
    pub text: String,
}

impl Piece {
    /// Any piece.
    #[must_use]
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self {
            tone,
            text: text.into(),
        }
    }
}

/// A line of text, made of pieces.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// The pieces, in order.
    pub pieces: Vec<Piece>,
}

impl Line {
    /// An empty line.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A line of running text.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self::new().tone(Tone::Plain, text)
    }

    /// A line of one name.
    #[must_use]
    pub fn named(text: &str) -> Self {
        Self::new().name(text)
    }

    /// Fills a template: `{0}` stands for the first part, `{1}` for the second. Other braces are text.
    #[must_use]
    pub fn fill(template: &str, parts: &[Self]) -> Self {
        let mut line = Self::new();
        let mut rest = template;
        while let Some(open) = rest.find('{') {
            let inside = &rest[open + 1..];
            let number = inside.find('}').and_then(|close| {
                let index: usize = inside[..close].parse().ok()?;
                Some((parts.get(index)?, close))
            });
            if let Some((part, close)) = number {
                line = line.text(&rest[..open]).line(part.clone());
                rest = &inside[close + 1..];
            } else {
                line = line.text(&rest[..=open]);
                rest = inside;
            }
        }
        line.text(rest)
    }

    /// Adds a piece.
    #[must_use]
    pub fn piece(mut self, piece: Piece) -> Self {
        self.push(piece);
        self
    }

    /// Adds text.
    #[must_use]
    pub fn tone(self, tone: Tone, text: impl Into<String>) -> Self {
        self.piece(Piece::new(tone, text))
    }

    /// Adds running text.
    #[must_use]
    pub fn text(self, text: impl Into<String>) -> Self {
        self.tone(Tone::Plain, text)
    }

    /// Adds a name.
    #[must_use]
    pub fn name(self, text: &str) -> Self {
        self.tone(Tone::Name, text)
    }

    /// Adds quiet text.
    #[must_use]
    pub fn quiet(self, text: impl Into<String>) -> Self {
        self.tone(Tone::Quiet, text)
    }

    /// Adds all of another line.
    #[must_use]
    pub fn line(mut self, other: Self) -> Self {
        for piece in other.pieces {
            self.push(piece);
        }
        self
    }

    /// Adds a piece, joining running text.
    pub fn push(&mut self, piece: Piece) {
        if piece.text.is_empty() && piece.tone != Tone::Name {
            return;
        }
        match self.pieces.last_mut() {
            Some(last) if last.tone == piece.tone && piece.tone != Tone::Name => {
                last.text.push_str(&piece.text);
            }
            _ => self.pieces.push(piece),
        }
    }

    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }
}

/// What an item does; shown as a sign in front of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// Something comes: `+`.
    Added,
    /// Something changes: `~`.
    Changed,
    /// Something goes: `-`.
    Removed,
    /// Something stands in the way: `x`.
    Wrong,
    /// Something to look at: `!`.
    Caution,
    /// Something is as it should be: `ok`.
    Good,
    /// A remark.
    None,
}

impl Sign {
    /// The sign itself, plain ASCII so that every terminal and font has it.
    #[must_use]
    pub fn mark(self) -> &'static str {
        match self {
            Self::Added => "+",
            Self::Changed => "~",
            Self::Removed => "-",
            Self::Wrong => "x",
            Self::Caution => "!",
            Self::Good => "ok",
            Self::None => "",
        }
    }
}

/// One entry of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it does.
    pub sign: Sign,
    /// What it says.
    pub text: Line,
    /// Where it comes from, set apart from what it says.
    pub from: Option<String>,
    /// What belongs under it.
    pub items: Vec<Self>,
}

impl Item {
    /// An item without a place.
    #[must_use]
    pub fn new(sign: Sign, text: Line) -> Self {
        Self {
            sign,
            text,
            from: None,
            items: Vec::new(),
        }
    }

    /// Sets where it comes from.
    #[must_use]
    pub fn from(mut self, from: Option<String>) -> Self {
        self.from = from;
        self
    }

    /// Puts an item under it.
    #[must_use]
    pub fn with(mut self, item: Self) -> Self {
        self.items.push(item);
        self
    }
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// The names of the columns.
    pub head: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Line>>,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The title of the whole.
    Title(Line),
    /// The title of a section.
    Heading(Line),
    /// Somebody or something that the items that follow are about.
    Subject(Line),
    /// Text.
    Paragraph(Line),
    /// A list.
    Items(Vec<Item>),
    /// A table.
    Table(Table),
    /// Text that is shown as it is, such as SQL.
    Code {
        /// Its language.
        language: &'static str,
        /// The text.
        text: String,
    },
}

/// What a report says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// Its parts.
    pub blocks: Vec<Block>,
}

impl Document {
    /// A document that says nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a title.
    pub fn title(&mut self, line: Line) {
        self.blocks.push(Block::Title(line));
    }

    /// Adds the title of a section.
    pub fn heading(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Heading(Line::plain(text)));
    }

    /// Adds text.
    pub fn paragraph(&mut self, line: Line) {
        self.blocks.push(Block::Paragraph(line));
    }

    /// Adds a list, unless it is empty.
    pub fn items(&mut self, items: Vec<Item>) {
        if !items.is_empty() {
            self.blocks.push(Block::Items(items));
        }
    }

    /// Adds a table, unless it has no row.
    pub fn table(&mut self, table: Table) {
        if !table.rows.is_empty() {
            self.blocks.push(Block::Table(table));
        }
    }

    /// Adds everything of another document.
    pub fn append(&mut self, other: Self) {
        self.blocks.extend(other.blocks);
    }

    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_take_pieces_in_any_order() {
        let line = Line::fill(
            "may {1} on {0}; {x} {9}",
            &[Line::named("a"), Line::plain("read")],
        );
        let texts: Vec<_> = line.pieces.iter().map(|p| (p.tone, p.text.as_str())).collect();
        assert_eq!(
            texts,
            [
                (Tone::Plain, "may read on "),
                (Tone::Name, "a"),
                (Tone::Plain, "; {x} {9}")
            ]
        );
    }
}
