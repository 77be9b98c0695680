//! A file at the server: read with what comes next already on its way, and written without waiting for each piece.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::sync::Arc;

use crate::storage::place::Upload;

use super::packet::{Request, ask};
use super::session::{Pending, Session};

const FOR_READING: u32 = 1;
/// For writing; made if it is not there, emptied if it is.
const FOR_WRITING: u32 = 2 | 8 | 16;

/// A file that is being read.
pub(super) struct Reading {
    session: Arc<Session>,
    handle: Vec<u8>,
    size: u64,
    /// What was asked for so far.
    asked: u64,
    flight: VecDeque<Piece>,
    piece: Vec<u8>,
    at: usize,
}

struct Piece {
    from: u64,
    length: u32,
    answer: Pending,
}

impl Reading {
    pub(super) fn open(session: Arc<Session>, path: &str) -> io::Result<Self> {
        let open = Request::new(ask::OPEN).text(path.as_bytes());
        let handle = session.ask(open.number(FOR_READING).number(0))?.handle()?;
        let mut reading = Self {
            session,
            handle,
            size: 0,
            asked: 0,
            flight: VecDeque::new(),
            piece: Vec::new(),
            at: 0,
        };
        let known = Request::new(ask::FSTAT).text(&reading.handle);
        let size = reading.session.ask(known)?.attributes()?.size;
        reading.size =
            size.ok_or_else(|| io::Error::other("the server does not say how long the file is"))?;
        Ok(reading)
    }

    fn piece(&self, from: u64, length: u32) -> Piece {
        let request = Request::new(ask::READ).text(&self.handle);
        let answer = self.session.send(request.long(from).number(length));
        Piece { from, length, answer }
    }

    fn ask_ahead(&mut self) {
        while self.asked < self.size && self.flight.len() < self.session.window() {
            let length = (self.size - self.asked).min(self.session.chunk() as u64);
            let length = u32::try_from(length).unwrap_or(u32::MAX);
            let piece = self.piece(self.asked, length);
            self.asked += u64::from(length);
            self.flight.push_back(piece);
        }
    }
}

impl Read for Reading {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.at == self.piece.len() {
            self.ask_ahead();
            let Some(Piece { from, length, answer }) = self.flight.pop_front() else {
                return Ok(0);
            };
            self.piece = answer.wait(&self.session)?.data()?;
            self.at = 0;
            let got = u32::try_from(self.piece.len()).unwrap_or(u32::MAX);
            if got == 0 || got > length {
                let message = format!("the file ends after {from} bytes instead of {}", self.size);
                return Err(io::Error::new(io::ErrorKind::InvalidData, message));
            }
            if got < length {
                // A server may give less than it was asked for.
                let rest = self.piece(from + u64::from(got), length - got);
                self.flight.push_front(rest);
            }
        }
        let count = to.len().min(self.piece.len() - self.at);
        to[..count].copy_from_slice(&self.piece[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        drop(self.session.send(Request::new(ask::CLOSE).text(&self.handle)));
    }
}

/// A file under its preliminary name.
pub(super) struct Writing {
    session: Arc<Session>,
    /// None once the file is closed.
    handle: Option<Vec<u8>>,
    partial: String,
    to: String,
    chunk: Vec<u8>,
    /// Where in the file the chunk belongs.
    at: u64,
    flight: VecDeque<Pending>,
}

impl Writing {
    pub(super) fn begin(session: Arc<Session>, partial: String, to: String) -> io::Result<Self> {
        let open = Request::new(ask::OPEN).text(partial.as_bytes());
        let open = open.number(FOR_WRITING).mode(0o600);
        let handle = session.ask(open)?.handle()?;
        let chunk = Vec::with_capacity(session.chunk());
        Ok(Self {
            session,
            handle: Some(handle),
            partial,
            to,
            chunk,
            at: 0,
            flight: VecDeque::new(),
        })
    }

    /// Waits until at most so many pieces are on their way.
    fn settle(&mut self, most: usize) -> io::Result<()> {
        while self.flight.len() > most {
            if let Some(oldest) = self.flight.pop_front() {
                let written = oldest.wait(&self.session).and_then(super::packet::Answer::done);
                written.map_err(|error| self.session.explain(error, folder_of(&self.to)))?;
            }
        }
        Ok(())
    }

    fn send(&mut self) -> io::Result<()> {
        let handle = self.handle.as_ref().ok_or(io::ErrorKind::BrokenPipe)?;
        if self.chunk.is_empty() {
            return Ok(());
        }
        let request = Request::new(ask::WRITE).text(handle).long(self.at);
        let pending = self.session.send(request.text(&self.chunk));
        self.flight.push_back(pending);
        self.at += self.chunk.len() as u64;
        self.chunk.clear();
        self.settle(self.session.window())
    }

    /// Closes the file, and gives it its name.
    fn close(&mut self) -> io::Result<()> {
        let Some(handle) = self.handle.take() else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let close = Request::new(ask::CLOSE).text(&handle);
        let closed = self.session.ask(close).and_then(super::packet::Answer::done);
        closed.map_err(|error| self.session.explain(error, folder_of(&self.to)))?;
        rename(&self.session, &self.partial, &self.to)
    }

    /// Removes what is there under the preliminary name. What cannot be removed now is swept later.
    fn give_up(&self) {
        let remove = Request::new(ask::REMOVE).text(self.partial.as_bytes());
        self.session.ask(remove).ok();
    }
}

/// The folder of a file.
pub(super) fn folder_of(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some(("", _)) | None => "/",
        Some((folder, _)) => folder,
    }
}

/// Gives a file its name, also where another one has it.
fn rename(session: &Session, from: &str, to: &str) -> io::Result<()> {
    let named = |request: Request| {
        session
            .ask(request.text(from.as_bytes()).text(to.as_bytes()))?
            .done()
    };
    if session.replaces {
        return named(Request::extended("posix-rename@openssh.com"));
    }
    let Err(refused) = named(Request::new(ask::RENAME)) else {
        return Ok(());
    };
    // Without that, a name that is taken has to be free first. The new file is complete, whatever happens in between.
    let remove = Request::new(ask::REMOVE).text(to.as_bytes());
    match session.ask(remove)?.done() {
        Ok(()) => named(Request::new(ask::RENAME)),
        Err(_) => Err(refused),
    }
}

impl Write for Writing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = (self.session.chunk() - self.chunk.len()).min(bytes.len());
        self.chunk.extend_from_slice(&bytes[..room]);
        if self.chunk.len() == self.session.chunk() {
            self.send()?;
        }
        Ok(room)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send()?;
        self.settle(0)
    }
}

impl Upload for Writing {
    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.flush()?;
        if let Some(handle) = &self.handle {
            let synced = self.session.sync(handle);
            synced.map_err(|error| self.session.explain(error, folder_of(&self.to)))?;
        }
        self.close().inspect_err(|_| self.give_up())
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if let Some(handle) = self.handle.take() {
            drop(self.session.send(Request::new(ask::CLOSE).text(&handle)));
            self.give_up();
        }
    }
}
