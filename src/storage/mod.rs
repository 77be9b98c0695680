//! Places where backups lie, and the stream that goes there: compressed, encrypted, counted, and written to every
//! place at once in constant memory.
//!
//! Everything here blocks; the verbs run it on threads of its own.

mod archive;
mod error;
mod fan;
mod local;
mod place;
mod s3;
mod seal;
mod sftp;

pub use archive::{archive, read_archive};
pub use error::StorageError;
pub use fan::{Fan, Outcomes};
pub use place::{Access, ObjectAccess, Place, SshAccess, Stored, Upload, open};
pub use seal::{Identities, Seal, Sealed, checksum, identities, recipients, unsealed};
