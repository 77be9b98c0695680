//! A folder of another computer, through SFTP. Like in a folder of this one, each file is written beside its place and
//! renamed when it is complete and on disk, as far as the server can tell.

mod file;
mod packet;
mod session;
mod trouble;

use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use crate::backup::Place as Parsed;

use self::file::{Reading, Writing, folder_of};
use self::packet::{Answer, Attributes, Request, ask};
use self::session::{Server, Session};
use super::StorageError;
use super::local::{ABANDONED, PARTIAL};
use super::place::{Place, SshAccess, Stored, Upload};

/// How many folders are listed at once.
const AT_ONCE: usize = 16;

/// A folder of another computer.
pub(super) struct Sftp {
    server: Server,
    access: SshAccess,
    /// Without `/` at its end.
    root: String,
    shown: String,
    session: Mutex<Option<Arc<Session>>>,
}

impl Sftp {
    pub(super) fn new(url: &str, access: &SshAccess) -> Result<Self, StorageError> {
        let wrong = |message: String| {
            let source = io::Error::new(io::ErrorKind::InvalidInput, message);
            StorageError::new(url, "open the place", source)
        };
        match Parsed::parse(url).map_err(wrong)? {
            Parsed::Server {
                user,
                host,
                port,
                folder,
            } => Ok(Self {
                server: Server { user, host, port },
                access: access.clone(),
                root: folder.trim_end_matches('/').to_owned(),
                shown: url.to_owned(),
                session: Mutex::new(None),
            }),
            _ => Err(wrong("it is not sftp://".to_owned())),
        }
    }

    /// The connection: the one there is, while it lives.
    fn session(&self) -> io::Result<Arc<Session>> {
        let mut kept = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(session) = kept.as_ref().filter(|session| session.lives()) {
            return Ok(Arc::clone(session));
        }
        let session = Arc::new(Session::connect(&self.server, &self.access)?);
        *kept = Some(Arc::clone(&session));
        Ok(session)
    }

    fn connected(&self) -> Result<Arc<Session>, StorageError> {
        self.session()
            .map_err(|source| StorageError::new(&self.shown, "connect", source))
    }

    fn at(&self, path: &str) -> String {
        match path {
            "" if self.root.is_empty() => "/".to_owned(),
            "" => self.root.clone(),
            path => format!("{}/{path}", self.root),
        }
    }

    fn error(&self, operation: &str, path: &str) -> impl FnOnce(io::Error) -> StorageError {
        let (place, operation) = (self.shown.clone(), format!("{operation} {path}"));
        move |source| StorageError::new(&place, operation, source)
    }

    /// Connects, and refuses when the folder itself is missing: where a disk is not mounted, backups would fill the
    /// wrong one.
    fn existing(&self) -> Result<Arc<Session>, StorageError> {
        let session = self.connected()?;
        let found = stat(&session, &self.at(""))
            .and_then(|found| match found.is_folder() {
                true => Ok(()),
                false => Err(io::ErrorKind::NotADirectory.into()),
            })
            .map_err(|source| StorageError::new(&self.shown, "use the folder", source));
        found.map(|()| session)
    }

    /// Every file below a folder, by its path below the place.
    fn walk(&self, session: &Session, folder: &str) -> io::Result<Vec<(String, Attributes)>> {
        let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
        while !folders.is_empty() {
            let some = folders.split_off(folders.len().saturating_sub(AT_ONCE));
            for (path, found) in self.entries(session, some)? {
                if found.is_folder() {
                    folders.push(path);
                } else if found.is_file() {
                    files.push((path, found));
                } else if !found.says_what() {
                    let message = format!("the server does not say what {path} is");
                    return Err(io::Error::other(message));
                }
            }
        }
        Ok(files)
    }

    /// What some folders hold, asked for together: each answer on its own would take the way there and back.
    fn entries(&self, session: &Session, folders: Vec<String>) -> io::Result<Vec<(String, Attributes)>> {
        let opening: Vec<_> = folders
            .into_iter()
            .map(|folder| {
                let path = self.at(&folder);
                let open = Request::new(ask::OPENDIR).text(path.as_bytes());
                (folder, session.send(open))
            })
            .collect();
        let mut open = Vec::new();
        for (folder, answer) in opening {
            match answer.wait(session).and_then(Answer::handle) {
                // It never was there, or somebody else removed it meanwhile.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                handle => open.push((folder, handle?)),
            }
        }
        let mut all = Vec::new();
        while !open.is_empty() {
            let asked: Vec<_> = open
                .into_iter()
                .map(|(folder, handle)| {
                    let answer = session.send(Request::new(ask::READDIR).text(&handle));
                    (folder, handle, answer)
                })
                .collect();
            open = Vec::new();
            for (folder, handle, answer) in asked {
                let entries = answer.wait(session)?.entries()?;
                if entries.is_empty() {
                    drop(session.send(Request::new(ask::CLOSE).text(&handle)));
                    continue;
                }
                for (name, found) in entries {
                    if !matches!(name.as_str(), "." | "..") {
                        all.push((below(&folder, &name), found));
                    }
                }
                open.push((folder, handle));
            }
        }
        Ok(all)
    }

    /// Makes folders that only their owner can look into, where they are not there yet.
    fn make_folders(&self, session: &Session, path: &str) -> io::Result<()> {
        let Some((folder, _)) = path.rsplit_once('/') else {
            return Ok(());
        };
        if stat(session, &self.at(folder)).is_ok_and(Attributes::is_folder) {
            return Ok(());
        }
        let ends = folder.match_indices('/').map(|(at, _)| at);
        for end in ends.chain([folder.len()]) {
            let here = self.at(&folder[..end]);
            let make = Request::new(ask::MKDIR).text(here.as_bytes()).mode(0o700);
            if let Err(refused) = session.ask(make)?.done()
                && !stat(session, &here).is_ok_and(Attributes::is_folder)
            {
                return Err(session.explain(refused, folder_of(&here)));
            }
        }
        Ok(())
    }

    /// Removes folders that hold nothing any more, up to the place itself.
    fn remove_empty_above(&self, session: &Session, path: &str) {
        let mut rest = path;
        while let Some((folder, _)) = rest.rsplit_once('/') {
            let remove = Request::new(ask::RMDIR).text(self.at(folder).as_bytes());
            if session.ask(remove).and_then(Answer::done).is_err() {
                return;
            }
            rest = folder;
        }
    }
}

fn stat(session: &Session, path: &str) -> io::Result<Attributes> {
    session
        .ask(Request::new(ask::STAT).text(path.as_bytes()))?
        .attributes()
}

fn below(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_owned(),
        folder => format!("{}/{name}", folder.trim_end_matches('/')),
    }
}

/// Removes a file; one that is not there is no error.
fn remove(session: &Session, path: &str) -> io::Result<()> {
    let remove = Request::new(ask::REMOVE).text(path.as_bytes());
    match session.ask(remove)?.done() {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

impl Place for Sftp {
    fn shown(&self) -> &str {
        &self.shown
    }

    fn list(&self, folder: &str) -> Result<Vec<Stored>, StorageError> {
        let session = self.existing()?;
        let found = self.walk(&session, folder).map_err(self.error("list", folder))?;
        let complete = found.into_iter().filter(|(path, _)| !path.ends_with(PARTIAL));
        let mut all: Vec<_> = complete
            .map(|(path, found)| Stored {
                path,
                bytes: found.size.unwrap_or(0),
            })
            .collect();
        all.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(all)
    }

    fn open(&self, path: &str) -> Result<Box<dyn Read + Send>, StorageError> {
        let session = self.connected()?;
        let file = Reading::open(session, &self.at(path)).map_err(self.error("read", path))?;
        Ok(Box::new(file))
    }

    fn create(&self, path: &str) -> Result<Box<dyn Upload>, StorageError> {
        let session = self.existing()?;
        let to = self.at(path);
        let made = self
            .make_folders(&session, path)
            .and_then(|()| Writing::begin(session, format!("{to}{PARTIAL}"), to))
            .map_err(self.error("write", path))?;
        Ok(Box::new(made))
    }

    fn remove(&self, path: &str) -> Result<(), StorageError> {
        let session = self.connected()?;
        remove(&session, &self.at(path)).map_err(self.error("remove", path))?;
        self.remove_empty_above(&session, path);
        Ok(())
    }

    fn sweep(&self, folder: &str, now: jiff::Timestamp) -> Result<usize, StorageError> {
        let session = self.connected()?;
        let swept = || {
            let mut swept = 0;
            for (path, found) in self.walk(&session, folder)? {
                let written = i64::from(found.modified.unwrap_or(u32::MAX));
                let age = now.as_second().saturating_sub(written);
                if path.ends_with(PARTIAL) && age > ABANDONED.as_secs().cast_signed() {
                    remove(&session, &self.at(&path))?;
                    self.remove_empty_above(&session, &path);
                    swept += 1;
                }
            }
            Ok(swept)
        };
        swept().map_err(self.error("clean up", folder))
    }
}
