//! What people read: one neutral document per report, rendered for the terminal or as Markdown, in two languages.
//!
//! Nothing here touches a database or decides anything; reports receive plain data and put it into words.

pub mod access;
pub mod adapters;
pub mod apply;
pub mod backup;
pub mod diagnostics;
pub mod document;
pub mod duplicates;
pub mod issue;
pub mod items;
pub mod items_lists;
pub mod items_numbers;
pub mod items_sarif;
pub mod journal;
pub mod lang;
pub mod lock;
pub mod markdown;
pub mod plan;
pub mod recover;
pub mod sarif;
pub mod schedule;
pub mod settle;
pub mod status;
pub mod terminal;
pub mod titles;
mod wrap;

pub use document::Document;
pub use lang::Lang;
pub use terminal::Look;
