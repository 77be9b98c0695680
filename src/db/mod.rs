//! Databases: one session over PostgreSQL, MariaDB or SQLite.
//!
//! The only module that names sqlx. It knows connections, transactions and text rows, and nothing of ERPs or relations.
//! Passwords come in through [`DbUrl`] and never leave: neither `Debug`, `Display` nor an error shows one, and no SQL
//! text is logged. A session that was opened with [`Access::Read`] cannot write, whatever it is asked.

pub mod catalog;
pub mod dialect;
mod dump;
mod error;
mod mariadb;
mod options;
mod postgres;
mod session;
mod sqlite;
mod url;

pub use dump::{Dump, Moment, Restore, Scratch};
pub use error::{DbError, Failure};
pub use options::{Access, ConnectOptions, DatabaseIdentity};
pub use session::Session;
pub use url::{DbUrl, DbUrlError};
