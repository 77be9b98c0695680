//! From what people write to plain rows. Positions, states and terms are resolved here; every row remembers its place.
//!
//! What the result means for a live ERP is not decided here: the comparison does that.

mod grants;
mod rest;
mod roles;
mod rules;
mod users;

use std::collections::HashSet;

use jiff::civil::Date;

use crate::base::diagnostic::Diagnostics;
use crate::base::source::Span;
use crate::model::{Desired, Interner, OwnedList, Rel, Semantics, Sym};

use super::check::{self, Names};
use super::load::{Part, Project};
use super::view::View;
use super::vocabulary::Vocabulary;

/// What lowering needs to know beside the files. What is not known is not checked.
#[derive(Debug, Clone, Copy)]
pub struct LowerContext<'a> {
    /// What the adapter declares.
    pub semantics: Option<&'a Semantics>,
    /// The names that the ERP knows.
    pub vocabulary: Option<&'a Vocabulary>,
    /// The day, in the time zone of the project ([`Project::day_at`]).
    pub today: Date,
}

/// Lowers the files of a target, and reports everything that is wrong between them.
///
/// Nothing is lowered for a target that the project does not have. With errors among the diagnostics the result is
/// incomplete and must not be planned from.
#[must_use]
pub fn lower(
    project: &Project,
    parts: &[Part],
    target: &str,
    context: &LowerContext<'_>,
    symbols: &mut Interner,
) -> (Desired, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let Some(view) = View::new(project, parts, target, &mut diagnostics) else {
        return (Desired::default(), diagnostics);
    };
    // Half of the work is checking what no row follows from; it is done beside the other half.
    let desired = std::thread::scope(|scope| {
        let checks = scope.spawn(|| {
            let mut said = Diagnostics::new();
            check::run(&view, context, &mut said);
            said
        });
        let mut lowering = Lowering {
            view: &view,
            context,
            names: Names::new(&view, context),
            symbols,
            desired: Desired::default(),
            diagnostics: &mut diagnostics,
            permanent: HashSet::new(),
            grantable: HashSet::new(),
        };
        lowering.roles();
        lowering.users();
        lowering.grants();
        lowering.rest();
        let desired = lowering.desired;
        diagnostics.append(
            checks
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        );
        desired
    });
    (desired, diagnostics)
}

/// A lowering under way.
struct Lowering<'a, 'p> {
    view: &'a View<'p>,
    context: &'a LowerContext<'a>,
    names: Names<'a, 'p>,
    symbols: &'a mut Interner,
    desired: Desired,
    diagnostics: &'a mut Diagnostics,
    /// Grants without a term, of the people whom `grants` names.
    permanent: HashSet<(Sym, Sym)>,
    /// Roles that were found to exist and to be for people.
    grantable: HashSet<Sym>,
}

impl Lowering<'_, '_> {
    fn push(&mut self, rel: Rel, row: &[Sym], origin: u32) {
        self.desired.state.table_mut(rel).push_tagged(row, origin);
    }

    fn own(&mut self, rel: Rel, key: Sym, origin: u32) {
        self.desired.owned.push(OwnedList { rel, key, origin });
    }

    fn origin(&mut self, span: Span, via: Option<String>) -> u32 {
        self.desired.origin(span, via)
    }

    /// A text that the files give, or [`Sym::OPEN`].
    fn given(&mut self, text: Option<&str>) -> Sym {
        text.map_or(Sym::OPEN, |text| self.symbols.intern(text))
    }

    /// As [`Lowering::given`]; an empty text means no value.
    fn given_or_none(&mut self, text: Option<&str>) -> Sym {
        if text == Some("") {
            Sym::NULL
        } else {
            self.given(text)
        }
    }
}
