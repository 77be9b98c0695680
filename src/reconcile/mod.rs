//! The verbs: the only place where the pure parts meet files and databases, and the owner of every transaction.

mod access;
mod apply;
pub mod backup;
pub mod conformance;
mod context;
mod desired;
mod duplicates;
mod failure;
mod guard;
mod issue;
mod item_facts;
mod items;
mod journal;
mod lock;
pub mod passwords;
mod plan;
mod pull;
mod recover;
mod request;
mod reset;
mod sequences;
mod settle;
mod setup;
mod status;
mod target;

pub use access::LiveAccess;
pub use apply::{Applied, ApplyOptions, Stage, apply};
pub use backup::{Policy, backup_policies, backup_policies_of_files};
pub use context::Context;
pub use duplicates::{Duplicates, DuplicatesOptions, Pair, Stale, Thing, items_duplicates};
pub use failure::Failure;
pub use guard::sqlite_condition;
pub use issue::{
    IssuedCodes, MOST_CODES, NextOptions, Recorded, ReleasedCodes, Short, items_next, items_release,
};
pub use item_facts::{Place, Proposed, RuleFacts};
pub use items::{Checked, Counter, Flaw, FlawKind, ItemsOptions, RulesFrom, items_check, items_decode};
pub use journal::{journal_list, journal_show, journal_verify};
pub use lock::{Locked, lock};
pub use plan::{PlanOptions, Planned, plan};
pub use pull::{PulledFiles, Pulling, pull};
pub use recover::{Loss, Recovered, loss, recover};
pub use request::{
    Column, RequestOptions, Requested, RowError, RowOutcome, RowStatus, RowWarning, items_request,
};
pub use reset::{Reset, reset_password};
pub use sequences::Behind;
pub use settle::settle;
pub use setup::{SetUp, SetupDone, SetupOptions, setup, setup_script};
pub use status::{LockAge, Status, status};
