//! Real ERP databases for the tests that need them.
//!
//! `./test` builds the databases, starts a throw-away PostgreSQL cluster and says in the environment where they are.
//! Without that environment, as under a plain `cargo test`, a test that asks for a database is told there is
//! none, with the reason on stderr; with `TRUEUP_TEST_REQUIRED=1` that is a failure.
//!
//! ```ignore
//! for db in support::every() { … }                                        // each series on each engine, a clone each
//! let Some(db) = support::clone("8.2", Engine::Sqlite) else { return };   // one of them
//! ```

mod adapters;
mod crash;
mod erp;
mod example;
mod listing;
mod redis;
mod scratch;
mod server;
mod sql;
mod ssh;
mod store;
mod work;

pub(crate) use adapters::{Can, Found, Watch, abilities, adapter, fixture, fixture_sql, folder, runtime};
pub(crate) use crash::{STAGES, die};
pub(crate) use erp::{LiveDb, clone, every, judge};
pub(crate) use example::valid_example;
pub(crate) use listing::{Engine, databases};
pub(crate) use redis::{Redis, redis_server};
pub(crate) use scratch::{Scratch, scratch};
pub(crate) use server::{Server, Session, server};
pub(crate) use ssh::{MODERN, OLD, SshServer, ssh_server};
pub(crate) use store::{BUCKET, KEY, SECRET, files, full_after, store};
pub(crate) use work::{Run, Work};
