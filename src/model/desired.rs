//! The desired state after lowering: plain rows, each of which remembers where it was written.

use crate::base::source::Span;

use super::{Rel, State, Sym};

/// Where a desired row comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The YAML that asked for it.
    pub span: Span,
    /// How it came from there, when it was not written literally: `position buyer`, `first of companies`.
    pub via: Option<String>,
}

/// A list that the files declare completely: every live row that starts with this key and is not desired goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnedList {
    /// The relation of the rows.
    pub rel: Rel,
    /// The first key of the rows.
    pub key: Sym,
    /// Where it was declared, an index into [`Desired::origins`].
    pub origin: u32,
}

/// A wish that an entity be found under an earlier key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rename {
    /// [`Rel::User`] or [`Rel::Role`].
    pub rel: Rel,
    /// The key it shall have.
    pub key: Sym,
    /// The keys it may still have.
    pub was: Vec<Sym>,
    /// Where it was declared.
    pub origin: u32,
}

/// What the files say the ERP should hold.
///
/// Cells may be [`Sym::OPEN`]: the files do not say. Every row is tagged with an index into [`Desired::origins`].
#[derive(Debug, Clone, Default)]
pub struct Desired {
    /// The rows.
    pub state: State,
    /// Where rows come from.
    pub origins: Vec<Origin>,
    /// Lists that are declared completely.
    pub owned: Vec<OwnedList>,
    /// Rows that must not exist, by key.
    pub absent: Vec<(Rel, Box<[Sym]>, u32)>,
    /// Entities that may still have an earlier key.
    pub renames: Vec<Rename>,
    /// Users and roles that the files let go with `managed: false`: no longer ours, and not to be touched.
    pub released: Vec<(Rel, Sym)>,
    /// Sections that this version validates but does not carry out: name and where it stands.
    pub not_acted_on: Vec<(String, Span)>,
}

impl Desired {
    /// Remembers where rows come from; the number tags them.
    ///
    /// # Panics
    /// With more than 2^32 origins, which the limits on inputs exclude.
    pub fn origin(&mut self, span: Span, via: Option<String>) -> u32 {
        self.origins.push(Origin { span, via });
        u32::try_from(self.origins.len() - 1).expect("fewer than 2^32 origins")
    }
}
