//! Whose doing a difference is: the files', the ERP's, or both.

use crate::model::{Row, Sym};

/// Who moved since the last apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mover {
    /// The files ask for something new.
    Files,
    /// The ERP moved away from what the files still say.
    Erp,
    /// Both moved, to different values.
    Both,
}

/// A row that is desired and not live.
pub(super) fn missing(base: Option<Row<'_>>, desired: Row<'_>) -> Mover {
    match base {
        None => Mover::Files,
        Some(base) if base == desired => Mover::Erp,
        Some(_) => Mover::Both,
    }
}

/// One cell that is desired and lives otherwise.
pub(super) fn cell(base: Option<Sym>, desired: Sym, live: Sym) -> Mover {
    match base {
        None | Some(Sym::OPEN) => Mover::Files,
        Some(base) if base == desired => Mover::Erp,
        Some(base) if base == live => Mover::Files,
        Some(_) => Mover::Both,
    }
}

/// A row that is live inside a list that the files own, and not desired.
pub(super) fn surplus(list_was_owned: bool, was_desired: bool) -> Mover {
    if list_was_owned && !was_desired {
        Mover::Erp
    } else {
        Mover::Files
    }
}
