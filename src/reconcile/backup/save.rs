//! One file of a backup, from its source to every place at once.

use std::io::{self, Read};
use std::sync::Arc;

use crate::backup::{Holds, Part};
use crate::reconcile::failure::chain;
use crate::storage::{Fan, Place, Seal};

use super::Watch;

/// A destination, and whether everything arrived there so far.
pub(super) struct Lane {
    pub(super) place: Arc<dyn Place>,
    /// As the policy names it.
    pub(super) url: String,
    /// Why nothing more goes there.
    pub(super) failed: Option<String>,
}

/// How every file of a backup is written.
pub(super) struct Making {
    pub(super) folder: String,
    pub(super) recipients: Vec<age::x25519::Recipient>,
    pub(super) level: i32,
    pub(super) watch: Arc<dyn Watch>,
}

/// Writes a file to every place that has not failed. `source` writes its content and then says whether that was all:
/// before it says so, the file is nowhere. A place that fails is marked, and the others go on.
///
/// # Errors
/// When the source fails, or no place is left. No place has the file then.
pub(super) fn save(
    making: &Making,
    lanes: &mut [Lane],
    name: &str,
    holds: Holds,
    source: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> io::Result<Part> {
    let mut file = name.to_owned();
    file.push_str(".zst");
    if !making.recipients.is_empty() {
        file.push_str(".age");
    }
    let path = format!("{}/{file}", making.folder);
    let (mut uploads, mut open) = (Vec::new(), Vec::new());
    for (at, lane) in lanes.iter_mut().enumerate() {
        if lane.failed.is_some() {
            continue;
        }
        match lane.place.create(&path) {
            Ok(upload) => {
                uploads.push(upload);
                open.push(at);
            }
            Err(error) => lane.failed = Some(chain(&error)),
        }
    }
    if open.is_empty() {
        return Err(io::Error::other("no destination is left"));
    }
    let fan = Fan::new(uploads);
    let outcomes = fan.outcomes();
    let written = write(making, fan, source);
    for (at, outcome) in open.into_iter().zip(outcomes.take()) {
        // Where the source failed, every place was given up; that is not its fault.
        if let Err(error) = outcome
            && error.kind() != io::ErrorKind::Interrupted
        {
            lanes[at].failed = Some(format!("failed to write {file}: {error}"));
        }
    }
    let sealed = written?;
    if lanes.iter().all(|lane| lane.failed.is_some()) {
        return Err(io::Error::other("no destination is left"));
    }
    Ok(Part {
        file,
        holds,
        bytes: sealed.bytes,
        sha256: sealed.sha256,
        plain_bytes: sealed.plain_bytes,
    })
}

fn write(
    making: &Making,
    fan: Fan,
    source: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> io::Result<crate::storage::Sealed> {
    let mut seal = Seal::new(fan, &making.recipients, making.level)?;
    source(&mut Counted {
        seal: &mut seal,
        watch: &*making.watch,
    })?;
    let (fan, sealed) = seal.finish()?;
    fan.finish();
    Ok(sealed)
}

/// Tells how much was read.
struct Counted<'a> {
    seal: &'a mut Seal<Fan>,
    watch: &'a dyn Watch,
}

impl io::Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.seal.write(bytes)?;
        self.watch.bytes(written as u64);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Copies a stream with a large buffer.
pub(super) fn copy(mut from: impl Read, to: &mut dyn io::Write) -> io::Result<()> {
    let mut buffer = vec![0; 1 << 18];
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => to.write_all(&buffer[..read])?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
