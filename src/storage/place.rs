//! A place for backups: a folder, here or on another computer, or an object store.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::backup::Destination;
use crate::base::secret::Secret;

use super::StorageError;
use super::local::Local;
use super::s3::ObjectStore;
use super::sftp::Sftp;

/// A place where files lie under paths with `/`.
pub trait Place: Send + Sync {
    /// The place in messages, without secrets.
    fn shown(&self) -> &str;

    /// All complete files below a folder, sorted by path. A folder that is not there holds none.
    ///
    /// # Errors
    /// When the place cannot be reached or read.
    fn list(&self, folder: &str) -> Result<Vec<Stored>, StorageError>;

    /// Opens a file for reading from its beginning.
    ///
    /// # Errors
    /// When it is not there or cannot be read.
    fn open(&self, path: &str) -> Result<Box<dyn Read + Send>, StorageError>;

    /// Begins a file. It is not there under its name before [`Upload::finish`], and never in part.
    ///
    /// # Errors
    /// When the place cannot be reached or written.
    fn create(&self, path: &str) -> Result<Box<dyn Upload>, StorageError>;

    /// Removes a file; one that is not there is no error.
    ///
    /// # Errors
    /// When the place refuses.
    fn remove(&self, path: &str) -> Result<(), StorageError>;

    /// Removes what was begun below a folder and never finished, and says how many files that were. What is younger
    /// than a day may still be under way and stays.
    ///
    /// # Errors
    /// When the place refuses.
    fn sweep(&self, folder: &str, now: jiff::Timestamp) -> Result<usize, StorageError>;
}

/// A file that is being written. Dropped before it is finished, it leaves nothing.
pub trait Upload: Write + Send {
    /// Makes the file be there, durably, under its name.
    ///
    /// # Errors
    /// When the last of it could not be stored.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// A stored file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its path below the place.
    pub path: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// What opens places, by their kinds.
#[derive(Debug, Default)]
pub struct Access {
    /// What opens object stores.
    pub objects: ObjectAccess,
    /// What opens folders of other computers.
    pub ssh: SshAccess,
}

/// What opens folders of other computers, where the configuration of `ssh` on this one does not say: paths of files.
#[derive(Debug, Clone, Default)]
pub struct SshAccess {
    /// A private key.
    pub identity: Option<PathBuf>,
    /// The host keys of servers, instead of those of the account.
    pub known_hosts: Option<PathBuf>,
    /// The configuration of `ssh`, instead of that of the account and the computer.
    pub config: Option<PathBuf>,
}

/// What opens object stores: an account, and where the server is when the policy does not say.
#[derive(Debug, Default)]
pub struct ObjectAccess {
    /// The key's name.
    pub key: Option<String>,
    /// The key itself.
    pub secret: Option<Secret>,
    /// The token of a session that ends.
    pub token: Option<Secret>,
    /// The region.
    pub region: Option<String>,
    /// The server.
    pub endpoint: Option<String>,
}

/// Opens a place. Nothing is asked of it yet.
///
/// # Errors
/// When the destination is not one that trueup knows, or an account is missing.
pub fn open(destination: &Destination, access: &Access) -> Result<Box<dyn Place>, StorageError> {
    let url = &destination.url;
    if let Some(folder) = url.strip_prefix("file://") {
        return Ok(Box::new(Local::new(Path::new(folder))));
    }
    if let Some(rest) = url.strip_prefix("s3://") {
        return Ok(Box::new(ObjectStore::new(rest, destination, &access.objects)?));
    }
    if url.starts_with("sftp://") {
        return Ok(Box::new(Sftp::new(url, &access.ssh)?));
    }
    let source = io::Error::new(
        io::ErrorKind::InvalidInput,
        "it is neither file://, sftp:// nor s3://",
    );
    Err(StorageError::new(url, "open the place", source))
}
