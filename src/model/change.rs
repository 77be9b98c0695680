//! Changes as data: what would happen to one row, and why.

use super::{Rel, Row, Sym};

/// What is done to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// The entity gets another key; its other rows follow.
    Rename,
    /// A row comes into being.
    Insert,
    /// A row's values change.
    Update,
    /// A row goes away.
    Delete,
}

impl Verb {
    /// Every verb.
    pub const ALL: [Self; 4] = [Self::Rename, Self::Insert, Self::Update, Self::Delete];

    /// The verb's name, in file names, change tables and formats.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rename => "rename",
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }

    /// The verb of that name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.name() == name)
    }
}

/// Why a change, or a difference that is held, is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// The files say so; the number is an [`Origin`](super::Origin) of the desired state.
    Files(u32),
    /// It follows from another declaration, by that origin.
    Consequence(u32),
    /// The ERP moved away from what was last applied; the origin is what the files still say, where they name it.
    Drift(Option<u32>),
    /// Files and ERP both moved since the last apply.
    Conflict(u32),
    /// The files named it at the last apply and no longer do.
    Gone,
    /// The files do not declare it, and the mode says that they declare everything.
    Undeclared,
}

/// One change of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The relation.
    pub rel: Rel,
    /// What happens.
    pub verb: Verb,
    /// Why.
    pub cause: Cause,
    /// Key, old values (none for inserts), new values (none for deletes); for a rename the new key, then the old.
    cells: Box<[Sym]>,
}

impl Change {
    /// An insert of a complete row.
    #[must_use]
    pub fn insert(rel: Rel, row: Row<'_>, cause: Cause) -> Self {
        Self {
            rel,
            verb: Verb::Insert,
            cause,
            cells: row.into(),
        }
    }

    /// A delete of a complete row.
    #[must_use]
    pub fn delete(rel: Rel, row: Row<'_>, cause: Cause) -> Self {
        Self {
            rel,
            verb: Verb::Delete,
            cause,
            cells: row.into(),
        }
    }

    /// An update from one complete row to another with the same key.
    #[must_use]
    pub fn update(rel: Rel, old: Row<'_>, new: Row<'_>, cause: Cause) -> Self {
        let keys = rel.spec().keys.len();
        debug_assert_eq!(old[..keys], new[..keys]);
        let cells = old.iter().chain(&new[keys..]).copied().collect();
        Self {
            rel,
            verb: Verb::Update,
            cause,
            cells,
        }
    }

    /// A rename of an entity.
    #[must_use]
    pub fn rename(rel: Rel, new: Sym, old: Sym, cause: Cause) -> Self {
        Self {
            rel,
            verb: Verb::Rename,
            cause,
            cells: Box::new([new, old]),
        }
    }

    fn keys(&self) -> usize {
        self.rel.spec().keys.len()
    }

    /// The key of the row (for a rename the new one).
    #[must_use]
    pub fn key(&self) -> Row<'_> {
        &self.cells[..self.keys()]
    }

    /// The values before; empty for inserts and renames.
    #[must_use]
    pub fn old(&self) -> Row<'_> {
        match self.verb {
            Verb::Insert | Verb::Rename => &[],
            Verb::Update => &self.cells[self.keys()..self.rel.spec().width()],
            Verb::Delete => &self.cells[self.keys()..],
        }
    }

    /// The values after; empty for deletes and renames.
    #[must_use]
    pub fn new_values(&self) -> Row<'_> {
        match self.verb {
            Verb::Delete | Verb::Rename => &[],
            Verb::Update => &self.cells[self.rel.spec().width()..],
            Verb::Insert => &self.cells[self.keys()..],
        }
    }

    /// The key before a rename.
    #[must_use]
    pub fn old_key(&self) -> Option<Sym> {
        (self.verb == Verb::Rename).then(|| self.cells[1])
    }

    /// The value of a column after the change, if the row then exists.
    #[must_use]
    pub fn after(&self, column: &str) -> Option<Sym> {
        let at = self.rel.spec().values.iter().position(|c| c.name == column)?;
        self.new_values().get(at).copied()
    }

    /// The value of a column before the change, if the row then existed.
    #[must_use]
    pub fn before(&self, column: &str) -> Option<Sym> {
        let at = self.rel.spec().values.iter().position(|c| c.name == column)?;
        self.old().get(at).copied()
    }
}
