//! From parser events to the arena.

use std::borrow::Cow;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span as Mark, Tag};

use super::super::diagnostic::{Diagnostic, Diagnostics};
use super::super::source::{SourceMap, Span, to_u32};
use super::super::text::{grouped, nfc, tick};
use super::scalar::{Plain, plain};
use super::{FileId, Id, MAX_DEPTH, Node, Slot, Style, Text, Tree, codes, keys, syntax};

/// How many nodes one file may have.
const MAX_NODES: usize = 12_000_000;
/// How many nodes the aliases of one file may stand for, all together.
const MAX_SHARED: u64 = 10_000_000;

/// A collection that is not closed yet.
struct Open {
    id: Id,
    map: bool,
    /// Where its children begin on the scratch stack.
    children: usize,
    /// Number of nodes below it, with aliases counted as what they stand for.
    size: u64,
    /// How deep the deepest of its children goes, aliases followed.
    depth: usize,
    anchor: usize,
    flow: bool,
}

struct Loader<'a> {
    tree: Tree,
    diagnostics: &'a mut Diagnostics,
    scratch: Vec<Id>,
    open: Vec<Open>,
    /// By the parser's number: what it marks, `None` while the node is still open.
    anchors: Vec<Option<Anchored>>,
    shared: u64,
}

/// What an anchor marks.
#[derive(Clone, Copy)]
struct Anchored {
    id: Id,
    size: u64,
    depth: usize,
}

/// Reading stopped; the reason was already said.
struct Stop;

impl Tree {
    /// Parses a file of the map. Every problem is said in `diagnostics`; `None` means that the file could not be
    /// read to its end, so whoever looks for things in it must not conclude that they are missing.
    #[must_use]
    pub fn parse(sources: &SourceMap, file: FileId, diagnostics: &mut Diagnostics) -> Option<Self> {
        let text = sources.get(file).text().clone();
        // About ten bytes make a node in ordinary files.
        let nodes = Vec::with_capacity((text.len() / 10).min(MAX_NODES));
        let edges = Vec::with_capacity(nodes.capacity());
        let tree = Self {
            file,
            text: text.clone(),
            made: String::new(),
            nodes,
            edges,
            roots: Vec::new(),
            merges: Vec::new(),
        };
        let mut loader = Loader {
            tree,
            diagnostics,
            scratch: Vec::new(),
            open: Vec::new(),
            anchors: Vec::new(),
            shared: 0,
        };
        loader.run(&text).ok()?;
        if loader.tree.roots.is_empty() {
            let id = loader.add(0, 0, Slot::Null).ok()?;
            loader.tree.roots.push(id);
        }
        Some(loader.tree)
    }
}

impl Loader<'_> {
    fn run(&mut self, text: &str) -> Result<(), Stop> {
        let options = granit_parser::options! {
            emit_comments: false,
            emit_unresolved_aliases: true,
            flow_nesting_limit: MAX_DEPTH,
            block_nesting_limit: MAX_DEPTH,
        };
        let mut parser = Parser::new_from_str_with_options(text, options);
        while let Some(next) = parser.next_event() {
            match next {
                Ok((event, mark)) => self.event(event, &mark)?,
                Err(error) => {
                    self.syntax(&error);
                    return Err(Stop);
                }
            }
        }
        Ok(())
    }

    fn event(&mut self, event: Event<'_>, mark: &Mark) -> Result<(), Stop> {
        let span = self.place(mark);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.tag(tag.as_deref(), mark);
                let style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
                    _ => Style::Quoted,
                };
                let span = if style == Style::Block {
                    self.trimmed(span)
                } else {
                    span
                };
                let slot = if style == Style::Plain && tag.is_none() && !self.at_key() {
                    self.plain(&text, span)
                } else {
                    self.text(&text, span, style)
                };
                self.leaf(span, slot, anchor)
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.tag(tag.as_deref(), mark);
                self.begin(span, false, anchor, style == granit_parser::StructureStyle::Flow)
            }
            Event::MappingStart(style, anchor, tag) => {
                self.tag(tag.as_deref(), mark);
                self.begin(span, true, anchor, style == granit_parser::StructureStyle::Flow)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Alias(anchor) => self.alias(span, anchor),
            Event::UnresolvedAlias(name) => {
                self.diagnostics.push(
                    Diagnostic::new(
                        &codes::ALIAS,
                        format!("no anchor {} before this alias", tick(&name)),
                    )
                    .at(span)
                    .help(format!(
                        "write `&{name}` before the value that is meant, or the value itself"
                    )),
                );
                self.leaf(span, Slot::Null, 0)
            }
            _ => Ok(()),
        }
    }

    fn place(&self, mark: &Mark) -> Span {
        let range = mark.byte_range().unwrap_or(0..0);
        Span::new(self.tree.file, to_u32(range.start), to_u32(range.end))
    }

    /// The parser lets a block scalar reach up to the next token; its last line is where it ends.
    fn trimmed(&self, span: Span) -> Span {
        let used = self.tree.text[span.range()].trim_end().len();
        Span::new(self.tree.file, span.start, span.start + to_u32(used))
    }

    /// Whether the next node is the key of a map entry.
    fn at_key(&self) -> bool {
        self.open
            .last()
            .is_some_and(|open| open.map && (self.scratch.len() - open.children).is_multiple_of(2))
    }

    fn plain(&mut self, text: &str, span: Span) -> Slot {
        match plain(text) {
            Plain::Null => Slot::Null,
            Plain::Bool(b) => Slot::Bool(b),
            Plain::Int(i) => Slot::Int(i),
            Plain::Float(f) => Slot::Float(f),
            Plain::Text => self.text(text, span, Style::Plain),
            Plain::OutOfRange => {
                self.diagnostics.push(
                    Diagnostic::new(&codes::NUMBER_RANGE, "a number too large for any computer number")
                        .at(span)
                        .help(format!("to keep it as text write \"{text}\"")),
                );
                Slot::Null
            }
        }
    }

    fn text(&mut self, text: &str, span: Span, style: Style) -> Slot {
        let normal = if self.at_key() {
            self.normal(text, span)
        } else {
            Cow::Borrowed(text)
        };
        // The parser hands out slices of the source wherever the text stands there as it is.
        let start = (normal.as_ptr() as usize).wrapping_sub(self.tree.text.as_ptr() as usize);
        let end = start.wrapping_add(normal.len());
        if end >= start
            && self
                .tree
                .text
                .get(start..end)
                .is_some_and(|s| s.as_ptr() == normal.as_ptr())
        {
            return Slot::Text(Text {
                start: to_u32(start),
                end: to_u32(end),
                made: false,
                style,
            });
        }
        let start = to_u32(self.tree.made.len());
        self.tree.made.push_str(&normal);
        Slot::Text(Text {
            start,
            end: to_u32(self.tree.made.len()),
            made: true,
            style,
        })
    }

    fn normal<'t>(&mut self, text: &'t str, span: Span) -> Cow<'t, str> {
        let normal = nfc(text);
        if let Cow::Owned(new) = &normal {
            let raw = &self.tree.text[span.range()];
            let mut diagnostic = Diagnostic::new(
                &codes::NOT_NFC,
                format!("key {} is not written in normal form C", tick(new)),
            )
            .label(span, "composed of separate letters and marks");
            if let Cow::Owned(fixed) = nfc(raw) {
                diagnostic = diagnostic.fix(span, fixed);
            }
            self.diagnostics
                .push(diagnostic.help("run `validate --fix`, or type the key again"));
        }
        normal
    }

    fn tag(&mut self, tag: Option<&Tag>, mark: &Mark) {
        let Some(tag) = tag else { return };
        let span = mark
            .tag_span()
            .map_or_else(|| self.place(mark), |span| self.place(&span));
        self.diagnostics.push(
            Diagnostic::new(
                &codes::TAG,
                format!("tag {} has no meaning here", tick(&tag.original())),
            )
            .at(span)
            .help("remove the tag; to make a value text, quote it"),
        );
    }

    fn add(&mut self, start: u32, end: u32, slot: Slot) -> Result<Id, Stop> {
        if self.tree.nodes.len() >= MAX_NODES {
            let message = format!("more than {} values in one file", grouped(MAX_NODES));
            self.diagnostics.push(
                Diagnostic::new(&codes::TOO_MANY, message)
                    .at(Span::new(self.tree.file, start, end))
                    .help("split the file"),
            );
            return Err(Stop);
        }
        let id = Id(to_u32(self.tree.nodes.len()));
        self.tree.nodes.push(Node { start, end, slot });
        Ok(id)
    }

    fn leaf(&mut self, span: Span, slot: Slot, anchor: usize) -> Result<(), Stop> {
        // The parser places what is not there before the next token; it belongs behind the key.
        let (start, end) = match slot {
            Slot::Null if span.is_empty() => match self.scratch.last() {
                Some(key) if self.open.last().is_some_and(|o| o.map) => {
                    let end = self.tree.nodes[key.index()].end;
                    (end, end)
                }
                _ => (span.start, span.end),
            },
            _ => (span.start, span.end),
        };
        let id = self.add(start, end, slot)?;
        self.bind(
            anchor,
            Some(Anchored {
                id,
                size: 1,
                depth: 0,
            }),
        );
        self.child(id, 1, 0);
        Ok(())
    }

    fn bind(&mut self, anchor: usize, target: Option<Anchored>) {
        if anchor > 0 {
            if self.anchors.len() <= anchor {
                self.anchors.resize(anchor + 1, None);
            }
            self.anchors[anchor] = target;
        }
    }

    fn child(&mut self, id: Id, size: u64, depth: usize) {
        match self.open.last_mut() {
            Some(open) => {
                open.size = open.size.saturating_add(size);
                open.depth = open.depth.max(depth);
                self.scratch.push(id);
            }
            None => self.tree.roots.push(id),
        }
    }

    fn alias(&mut self, span: Span, anchor: usize) -> Result<(), Stop> {
        let Some(Anchored {
            id: target,
            size,
            depth,
        }) = self.anchors.get(anchor).copied().flatten()
        else {
            self.diagnostics.push(
                Diagnostic::new(&codes::ALIAS, "an alias inside of what it stands for")
                    .at(span)
                    .help("write the value out"),
            );
            return self.leaf(span, Slot::Null, 0);
        };
        self.shared = self.shared.saturating_add(size);
        if self.shared > MAX_SHARED {
            let most = grouped(usize::try_from(MAX_SHARED).unwrap_or(usize::MAX));
            self.diagnostics.push(
                Diagnostic::new(
                    &codes::ALIAS_BOMB,
                    format!("aliases stand for more than {most} values"),
                )
                .at(span)
                .help("write fewer aliases of aliases"),
            );
            return Err(Stop);
        }
        if self.open.len() + depth > MAX_DEPTH {
            return Err(self.too_deep(span));
        }
        let id = self.add(span.start, span.end, Slot::Alias(target))?;
        self.child(id, size, depth);
        Ok(())
    }

    fn begin(&mut self, span: Span, map: bool, anchor: usize, flow: bool) -> Result<(), Stop> {
        if self.open.len() >= MAX_DEPTH {
            return Err(self.too_deep(span));
        }
        let slot = if map { Slot::Map(0, 0) } else { Slot::Seq(0, 0) };
        let start = if map || flow {
            span.start
        } else {
            self.first_dash(span.start)
        };
        let id = self.add(start, span.end.max(start), slot)?;
        self.bind(anchor, None);
        self.open.push(Open {
            id,
            map,
            children: self.scratch.len(),
            size: 1,
            depth: 0,
            anchor,
            flow,
        });
        Ok(())
    }

    /// The parser lets a list that is not indented below its key begin behind its first dash.
    fn first_dash(&self, start: u32) -> u32 {
        let before = self.tree.text[..start as usize].trim_end_matches(' ');
        let dashed = !self.tree.text[start as usize..].starts_with('-') && before.ends_with('-');
        if dashed { to_u32(before.len() - 1) } else { start }
    }

    fn too_deep(&mut self, span: Span) -> Stop {
        let message = format!("nested more than {MAX_DEPTH} levels deep");
        self.diagnostics
            .push(Diagnostic::new(&codes::TOO_DEEP, message).at(span));
        Stop
    }

    fn end(&mut self, span: Span) -> Result<(), Stop> {
        let open = self.open.pop().expect("the parser pairs begin and end");
        let children = open.children;
        if open.map {
            keys::settle(
                &mut self.tree,
                open.id,
                &mut self.scratch,
                children,
                self.diagnostics,
            );
        }
        let (at, len) = (
            to_u32(self.tree.edges.len()),
            to_u32(self.scratch.len() - children),
        );
        // A block collection ends where its last child ends; the parser reports the token after it.
        let end = match self.scratch[children..].last() {
            _ if open.flow => span.end,
            Some(last) => self.tree.nodes[last.index()].end,
            None => self.tree.nodes[open.id.index()].end,
        };
        self.tree.edges.extend(self.scratch.drain(children..));
        let node = &mut self.tree.nodes[open.id.index()];
        node.slot = if open.map {
            Slot::Map(at, len)
        } else {
            Slot::Seq(at, len)
        };
        node.end = end.max(node.start);
        let depth = open.depth + 1;
        self.bind(
            open.anchor,
            Some(Anchored {
                id: open.id,
                size: open.size,
                depth,
            }),
        );
        if self.at_key() {
            self.diagnostics.push(
                Diagnostic::new(&codes::COMPLEX_KEY, "a list or a map as a key")
                    .at(self.tree.span(open.id))
                    .help("keys are text; quote it if it is text in brackets"),
            );
        }
        self.child(open.id, open.size, depth);
        Ok(())
    }

    fn syntax(&mut self, error: &ScanError) {
        let offset = error
            .marker()
            .byte_offset()
            .unwrap_or(0)
            .min(self.tree.text.len());
        let start = (0..=offset)
            .rev()
            .find(|i| self.tree.text.is_char_boundary(*i))
            .unwrap_or(0);
        let width = self.tree.text[start..]
            .chars()
            .next()
            .filter(|c| *c != '\n')
            .map_or(0, char::len_utf8);
        let span = Span::new(self.tree.file, to_u32(start), to_u32(start + width));
        let diagnostic = syntax::explain(error, span);
        self.diagnostics.push(diagnostic);
    }
}
