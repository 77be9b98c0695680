//! The cache that an ERP's running servers share: Redis, or what speaks its protocol. trueup only ever deletes there.
//!
//! Everything here blocks; the verbs run it on a thread of its own.

mod invalidate;
mod url;

pub use invalidate::{CacheError, invalidate};
pub use url::{CacheUrl, CacheUrlError};
