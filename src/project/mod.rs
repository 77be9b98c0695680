//! What a user keeps: the project file and the files of desired state, their types and schemas, how they are found, read,
//! checked against each other, and lowered to plain rows.
//!
//! Reading files happens in [`load`] only; the rest is pure and takes the day from the caller.

mod check;
pub mod codes;
pub mod config;
pub mod desired;
pub mod load;
pub mod lock;
pub mod lower;
pub mod pattern;
pub mod pull;
pub mod schema;
mod view;
mod vocabulary;

pub use codes::CODES;
pub use load::{Loaded, Project};
pub use lower::{LowerContext, lower};
pub use view::{Item, Section, View};
pub use vocabulary::{RoleFacts, Vocabulary};
