//! What exists in any ERP, as pure data: relations, rows, states and the changes between them.
//!
//! Nothing here reads a file, a database or the clock. `relations` is the only place that enumerates relations by
//! hand; everything else loops over [`Rel::ALL`].

mod change;
mod codec;
mod collation;
mod desired;
mod engine;
mod invalidation;
mod mode;
mod relations;
mod semantics;
mod state;
mod symbols;
mod table;

pub use change::{Cause, Change, Verb};
pub use codec::{CodecError, decode_state, encode_state};
pub use desired::{Desired, Origin, OwnedList, Rename};
pub use engine::Engine;
pub use invalidation::{INVALIDATIONS, Invalidation};
pub use mode::Mode;
pub use relations::{Column, ColumnKind, Default, Home, Rel, Relation, Use, WRITE_ORDER, WriteStep};
pub use semantics::{
    AccessDefault, AccessSemantics, AccountLimits, Administrators, AttributeSpec, CodeLimits, Enforced, Fold,
    InactiveRoles, ItemLimits, KeyFolding, LoginForm, PasswordScheme, PortalSpec, ResourceKind, RoleLimits,
    Semantics, SettingSpec, SettingType, Within, split_company,
};
pub use state::State;
pub use symbols::{Interner, Ranks, Sym};
pub(crate) use table::Walk;
pub(crate) use table::compare as compare_keys;
pub use table::{Row, Table};
