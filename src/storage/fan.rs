//! One stream to several places at once, each on a thread of its own. A place that fails is left behind; the others
//! go on.

use std::io::{self, Write};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use super::Upload;

/// What is handed to the threads at a time.
const CHUNK: usize = 1 << 20;
/// How many chunks may wait for a slow place.
const WAITING: usize = 8;

enum Message {
    Bytes(Arc<Vec<u8>>),
    End,
}

struct Lane {
    /// None once the place has failed.
    sender: Option<SyncSender<Message>>,
    thread: JoinHandle<io::Result<()>>,
}

/// Writes the same bytes to several files. Dropped before it is finished, it leaves none of them.
pub struct Fan {
    lanes: Vec<Lane>,
    chunk: Vec<u8>,
    outcomes: Outcomes,
}

/// What became of each file, in order; complete when the [`Fan`] is gone.
#[derive(Debug, Clone, Default)]
pub struct Outcomes(Arc<Mutex<Vec<io::Result<()>>>>);

impl Outcomes {
    /// What became of each file.
    #[must_use]
    pub fn take(&self) -> Vec<io::Result<()>> {
        let mut outcomes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut outcomes)
    }
}

impl Fan {
    /// Writes to these files.
    #[must_use]
    pub fn new(uploads: Vec<Box<dyn Upload>>) -> Self {
        let lane = |upload| {
            let (sender, receiver) = sync_channel(WAITING);
            let thread = std::thread::spawn(move || {
                let mut upload: Box<dyn Upload> = upload;
                for message in receiver {
                    match message {
                        Message::Bytes(bytes) => upload.write_all(&bytes)?,
                        Message::End => return upload.finish(),
                    }
                }
                // Nobody said that this is the end: the file must not be there.
                Err(io::Error::new(
                    io::ErrorKind::Interrupted,
                    "the backup was given up",
                ))
            });
            let sender = Some(sender);
            Lane { sender, thread }
        };
        Self {
            lanes: uploads.into_iter().map(lane).collect(),
            chunk: Vec::with_capacity(CHUNK),
            outcomes: Outcomes::default(),
        }
    }

    /// Where it will be told what became of each file.
    #[must_use]
    pub fn outcomes(&self) -> Outcomes {
        self.outcomes.clone()
    }

    fn send(&mut self) -> io::Result<()> {
        if self.chunk.is_empty() {
            return Ok(());
        }
        let chunk = Arc::new(std::mem::replace(&mut self.chunk, Vec::with_capacity(CHUNK)));
        for lane in &mut self.lanes {
            if let Some(sender) = &lane.sender
                && sender.send(Message::Bytes(Arc::clone(&chunk))).is_err()
            {
                lane.sender = None;
            }
        }
        if self.lanes.iter().all(|lane| lane.sender.is_none()) {
            return Err(io::Error::new(
                io::ErrorKind::BrokenPipe,
                "no place is left to write to",
            ));
        }
        Ok(())
    }

    /// Makes the files be there. Which of them are, the outcomes say.
    pub fn finish(mut self) {
        // Where no place is left, the outcomes say why.
        self.send().ok();
        self.join(true);
    }

    fn join(&mut self, end: bool) {
        for lane in &mut self.lanes {
            if let Some(sender) = lane.sender.take()
                && end
            {
                // A place that has just failed says so below.
                sender.send(Message::End).ok();
            }
        }
        let joined = self.lanes.drain(..).map(|lane| {
            let stopped = || io::Error::other("the thread that writes there stopped");
            lane.thread.join().unwrap_or_else(|_| Err(stopped()))
        });
        let joined: Vec<_> = joined.collect();
        if !joined.is_empty() {
            *self.outcomes.0.lock().unwrap_or_else(PoisonError::into_inner) = joined;
        }
    }
}

impl Write for Fan {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = (CHUNK - self.chunk.len()).min(bytes.len());
        self.chunk.extend_from_slice(&bytes[..room]);
        if self.chunk.len() == CHUNK {
            self.send()?;
        }
        Ok(room)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send()
    }
}

impl Drop for Fan {
    fn drop(&mut self) {
        self.join(false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Log = Arc<Mutex<(Vec<u8>, bool)>>;

    struct Fake {
        log: Log,
        room: usize,
    }

    impl Write for Fake {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.room < bytes.len() {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.room -= bytes.len();
            self.log.lock().unwrap().0.extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Upload for Fake {
        fn finish(self: Box<Self>) -> io::Result<()> {
            self.log.lock().unwrap().1 = true;
            Ok(())
        }
    }

    fn fakes(rooms: &[usize]) -> (Fan, Vec<Log>) {
        let logs: Vec<Log> = rooms.iter().map(|_| Log::default()).collect();
        let uploads = rooms.iter().zip(&logs).map(|(&room, log)| {
            let log = Arc::clone(log);
            Box::new(Fake { log, room }) as Box<dyn Upload>
        });
        (Fan::new(uploads.collect()), logs)
    }

    #[test]
    fn a_place_that_is_full_does_not_stop_the_others() {
        let (mut fan, logs) = fakes(&[usize::MAX, 3 * CHUNK]);
        let bytes: Vec<u8> = (0..40 * CHUNK / 8)
            .flat_map(|n| (n as u64).to_le_bytes())
            .collect();
        fan.write_all(&bytes).unwrap();
        let outcomes = fan.outcomes();
        fan.finish();
        let done = outcomes.take();
        assert!(done[0].is_ok());
        assert_eq!(done[1].as_ref().unwrap_err().kind(), io::ErrorKind::StorageFull);
        let (whole, half) = (logs[0].lock().unwrap(), logs[1].lock().unwrap());
        assert!(whole.0 == bytes && whole.1);
        assert!(!half.1);
    }

    #[test]
    fn when_no_place_is_left_writing_fails() {
        let (mut fan, _) = fakes(&[CHUNK]);
        let failed = (0..100).any(|_| fan.write_all(&vec![0; CHUNK]).is_err());
        assert!(failed);
        let outcomes = fan.outcomes();
        drop(fan);
        let done = outcomes.take();
        assert_eq!(done[0].as_ref().unwrap_err().kind(), io::ErrorKind::StorageFull);
    }

    #[test]
    fn what_is_not_finished_is_not_there() {
        let (mut fan, logs) = fakes(&[usize::MAX]);
        fan.write_all(b"half").unwrap();
        drop(fan);
        assert!(!logs[0].lock().unwrap().1);
    }
}
