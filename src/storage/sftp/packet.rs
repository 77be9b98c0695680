//! The packets of SFTP version 3, the one that every server speaks, as far as backups need them: lengths, numbers and
//! strings one after the other.

use std::io;

/// The version that is spoken.
pub(super) const VERSION: u32 = 3;
/// No server sends a longer packet. More than that is no packet at all.
pub(super) const LONGEST: usize = 1 << 18;

/// Kinds of packets that are sent.
pub(super) mod ask {
    pub(in super::super) const INIT: u8 = 1;
    pub(in super::super) const OPEN: u8 = 3;
    pub(in super::super) const CLOSE: u8 = 4;
    pub(in super::super) const READ: u8 = 5;
    pub(in super::super) const WRITE: u8 = 6;
    pub(in super::super) const FSTAT: u8 = 8;
    pub(in super::super) const OPENDIR: u8 = 11;
    pub(in super::super) const READDIR: u8 = 12;
    pub(in super::super) const REMOVE: u8 = 13;
    pub(in super::super) const MKDIR: u8 = 14;
    pub(in super::super) const RMDIR: u8 = 15;
    pub(in super::super) const STAT: u8 = 17;
    pub(in super::super) const RENAME: u8 = 18;
    pub(in super::super) const EXTENDED: u8 = 200;
}

/// Kinds of packets that are received.
const ANSWER_VERSION: u8 = 2;
const ANSWER_STATUS: u8 = 101;
const ANSWER_HANDLE: u8 = 102;
const ANSWER_DATA: u8 = 103;
const ANSWER_NAME: u8 = 104;
const ANSWER_ATTRIBUTES: u8 = 105;
const ANSWER_EXTENDED: u8 = 201;

/// Which attributes follow.
const WITH_SIZE: u32 = 1;
const WITH_OWNER: u32 = 2;
const WITH_MODE: u32 = 4;
const WITH_TIMES: u32 = 8;
const WITH_EXTENDED: u32 = 1 << 31;

/// A request that is being put together.
pub(super) struct Request(Vec<u8>);

impl Request {
    /// Begins one. Its length and its number are filled in at the end.
    pub(super) fn new(kind: u8) -> Self {
        let mut bytes = Vec::with_capacity(256);
        bytes.extend([0, 0, 0, 0, kind, 0, 0, 0, 0]);
        Self(bytes)
    }

    /// One of the requests that servers offer beyond the protocol.
    pub(super) fn extended(name: &str) -> Self {
        Self::new(ask::EXTENDED).text(name.as_bytes())
    }

    pub(super) fn number(mut self, number: u32) -> Self {
        self.0.extend(number.to_be_bytes());
        self
    }

    pub(super) fn long(mut self, number: u64) -> Self {
        self.0.extend(number.to_be_bytes());
        self
    }

    pub(super) fn text(mut self, text: &[u8]) -> Self {
        self.0.reserve(4 + text.len());
        self = self.number(short(text.len()));
        self.0.extend_from_slice(text);
        self
    }

    /// Attributes that say nothing but who may use it.
    pub(super) fn mode(self, mode: u32) -> Self {
        self.number(WITH_MODE).number(mode)
    }

    /// As it is sent. The first packet has the version where others have their number.
    pub(super) fn numbered(mut self, number: u32) -> Vec<u8> {
        let length = short(self.0.len() - 4);
        self.0[..4].copy_from_slice(&length.to_be_bytes());
        self.0[5..9].copy_from_slice(&number.to_be_bytes());
        self.0
    }
}

/// Lengths here are far below this bound: paths, and chunks of less than [`LONGEST`].
fn short(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// What the server answered to one request.
pub(super) struct Answer {
    kind: u8,
    bytes: Vec<u8>,
    at: usize,
}

/// What is known of a file or folder.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Attributes {
    pub(super) size: Option<u64>,
    mode: Option<u32>,
    /// When it was last written, in seconds since 1970.
    pub(super) modified: Option<u32>,
}

impl Attributes {
    pub(super) fn is_folder(self) -> bool {
        self.mode.is_some_and(|mode| mode & 0o170_000 == 0o040_000)
    }

    pub(super) fn is_file(self) -> bool {
        self.mode.is_some_and(|mode| mode & 0o170_000 == 0o100_000)
    }

    /// Whether it is known what it is.
    pub(super) fn says_what(self) -> bool {
        self.mode.is_some()
    }
}

impl Answer {
    /// Takes a packet apart, without its length; also its number, which says what it answers.
    pub(super) fn read(bytes: Vec<u8>) -> io::Result<(u32, Self)> {
        let kind = *bytes.first().ok_or_else(malformed)?;
        let mut answer = Self { kind, bytes, at: 1 };
        let number = answer.number()?;
        Ok((number, answer))
    }

    fn take(&mut self, length: usize) -> io::Result<&[u8]> {
        let end = self.at.checked_add(length).ok_or_else(malformed)?;
        let taken = self.bytes.get(self.at..end).ok_or_else(malformed)?;
        self.at = end;
        Ok(taken)
    }

    fn number(&mut self) -> io::Result<u32> {
        let bytes = self.take(4)?.try_into().map_err(|_| malformed())?;
        Ok(u32::from_be_bytes(bytes))
    }

    fn long(&mut self) -> io::Result<u64> {
        let bytes = self.take(8)?.try_into().map_err(|_| malformed())?;
        Ok(u64::from_be_bytes(bytes))
    }

    fn text(&mut self) -> io::Result<&[u8]> {
        let length = self.number()?;
        self.take(usize::try_from(length).map_err(|_| malformed())?)
    }

    fn of_kind(mut self, kind: u8) -> io::Result<Self> {
        if self.kind == kind {
            return Ok(self);
        }
        if self.kind != ANSWER_STATUS {
            return Err(malformed());
        }
        Err(match self.code()? {
            Ok(()) => malformed(),
            Err(error) => error,
        })
    }

    /// The code and sentence of a status.
    fn code(&mut self) -> io::Result<io::Result<()>> {
        let code = self.number()?;
        // Old servers leave the sentence out.
        let said = self
            .text()
            .map(|text| String::from_utf8_lossy(text).trim().to_owned());
        Ok(refusal(code, &said.unwrap_or_default()))
    }

    /// Nothing but that it was done.
    pub(super) fn done(mut self) -> io::Result<()> {
        if self.kind != ANSWER_STATUS {
            return Err(malformed());
        }
        self.code()?
    }

    /// The name that the server gave an open file or folder.
    pub(super) fn handle(self) -> io::Result<Vec<u8>> {
        let mut answer = self.of_kind(ANSWER_HANDLE)?;
        answer.text().map(<[u8]>::to_vec)
    }

    /// A piece of a file; nothing at its end.
    pub(super) fn data(self) -> io::Result<Vec<u8>> {
        let mut answer = match self.of_kind(ANSWER_DATA) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(Vec::new()),
            answer => answer?,
        };
        let length = answer.text()?.len();
        // What stands before the piece is cut off in place: it is most of the packet.
        let begin = answer.at - length;
        answer.bytes.truncate(answer.at);
        answer.bytes.drain(..begin);
        Ok(answer.bytes)
    }

    /// Entries of a folder; none at its end.
    pub(super) fn entries(self) -> io::Result<Vec<(String, Attributes)>> {
        let mut answer = match self.of_kind(ANSWER_NAME) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(Vec::new()),
            answer => answer?,
        };
        let count = answer.number()?;
        (0..count)
            .map(|_| {
                let name = String::from_utf8_lossy(answer.text()?).into_owned();
                // The same once more, as `ls -l` would print it.
                answer.text()?;
                Ok((name, answer.read_attributes()?))
            })
            .collect()
    }

    /// What is known of a file or folder.
    pub(super) fn attributes(self) -> io::Result<Attributes> {
        self.of_kind(ANSWER_ATTRIBUTES)?.read_attributes()
    }

    fn read_attributes(&mut self) -> io::Result<Attributes> {
        let with = self.number()?;
        let mut found = Attributes::default();
        if with & WITH_SIZE != 0 {
            found.size = Some(self.long()?);
        }
        if with & WITH_OWNER != 0 {
            self.take(8)?;
        }
        if with & WITH_MODE != 0 {
            found.mode = Some(self.number()?);
        }
        if with & WITH_TIMES != 0 {
            self.number()?;
            found.modified = Some(self.number()?);
        }
        if with & WITH_EXTENDED != 0 {
            for _ in 0..self.number()? {
                self.text()?;
                self.text()?;
            }
        }
        Ok(found)
    }

    /// The numbers that an extended request answers with.
    pub(super) fn longs<const N: usize>(self) -> io::Result<[u64; N]> {
        let mut answer = self.of_kind(ANSWER_EXTENDED)?;
        let mut numbers = [0; N];
        for number in &mut numbers {
            *number = answer.long()?;
        }
        Ok(numbers)
    }

    /// The names of what the server offers beyond the protocol.
    pub(super) fn offers(self) -> io::Result<Vec<String>> {
        let mut answer = self.of_kind(ANSWER_VERSION)?;
        let mut names = Vec::new();
        while answer.at < answer.bytes.len() {
            names.push(String::from_utf8_lossy(answer.text()?).into_owned());
            answer.text()?;
        }
        Ok(names)
    }
}

fn malformed() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "the server's answer is none of SFTP version 3",
    )
}

/// What a status means.
fn refusal(code: u32, said: &str) -> io::Result<()> {
    let (kind, meaning) = match code {
        0 => return Ok(()),
        1 => (io::ErrorKind::UnexpectedEof, "the end of the file"),
        2 => (io::ErrorKind::NotFound, "no such file or folder"),
        3 => (io::ErrorKind::PermissionDenied, "permission denied"),
        // What any other fault is called: a full disk too.
        4 => (io::ErrorKind::Other, "failure, and the server says no more"),
        8 => (io::ErrorKind::Unsupported, "the server cannot do that"),
        // Codes of later versions, which some servers use all the same.
        11 => (io::ErrorKind::AlreadyExists, "it is there already"),
        14 => (io::ErrorKind::StorageFull, "no room is left"),
        15 => (io::ErrorKind::QuotaExceeded, "the quota is used up"),
        _ => (io::ErrorKind::Other, "the server refused"),
    };
    let plain = said.is_empty() || said.eq_ignore_ascii_case("failure") || said.eq_ignore_ascii_case(meaning);
    let said: String = said.chars().filter(|c| !c.is_control()).take(300).collect();
    let message = match (plain, code) {
        (true, 0..=15) => meaning.to_owned(),
        (true, code) => format!("{meaning} with code {code}"),
        (false, _) => format!("the server answered: {said}"),
    };
    Err(io::Error::new(kind, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(kind: u8, body: &[&[u8]]) -> Answer {
        let bytes = [&[kind, 0, 0, 0, 7][..], &body.concat()].concat();
        let (number, answer) = Answer::read(bytes).unwrap();
        assert_eq!(number, 7);
        answer
    }

    #[test]
    fn a_request_has_its_length_kind_and_number_in_front() {
        let bytes = Request::new(ask::READ).text(b"h").long(258).number(3).numbered(7);
        assert_eq!(
            bytes,
            [
                0, 0, 0, 22, 5, 0, 0, 0, 7, 0, 0, 0, 1, b'h', 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 3
            ]
        );
    }

    #[test]
    fn answers_are_taken_apart() {
        assert_eq!(
            answer(ANSWER_DATA, &[&[0, 0, 0, 2], b"ab"]).data().unwrap(),
            b"ab"
        );
        assert!(answer(ANSWER_STATUS, &[&[0, 0, 0, 1]]).data().unwrap().is_empty());
        answer(ANSWER_STATUS, &[&[0, 0, 0, 0]]).done().unwrap();
        let size = [0, 0, 0, 0, 0, 0, 1, 0];
        let attributes = [
            &[0, 0, 0, 13][..],
            &size,
            &[0, 0, 0x41, 0xed],
            &[0; 4],
            &[0, 0, 0, 9],
        ];
        let found = answer(ANSWER_ATTRIBUTES, &attributes).attributes().unwrap();
        assert_eq!((found.size, found.modified), (Some(256), Some(9)));
        assert!(found.is_folder() && !found.is_file());
        let name = [&[0, 0, 0, 1, 0, 0, 0, 1][..], b"n", &[0; 4], &[0; 4]];
        let entries = answer(ANSWER_NAME, &name).entries().unwrap();
        assert_eq!(entries[0].0, "n");
        assert!(!entries[0].1.says_what());
    }

    #[test]
    fn a_refusal_says_why_and_never_takes_over_the_terminal() {
        let refused = |code: u8, said: &[u8]| {
            let length = [0, 0, 0, u8::try_from(said.len()).unwrap()];
            let error = answer(ANSWER_STATUS, &[&[0, 0, 0, code], &length, said])
                .done()
                .unwrap_err();
            (error.kind(), error.to_string())
        };
        assert_eq!(
            refused(2, b"No such file"),
            (
                io::ErrorKind::NotFound,
                "the server answered: No such file".to_owned()
            )
        );
        assert_eq!(refused(4, b"Failure").1, "failure, and the server says no more");
        assert_eq!(
            refused(4, b"disk \x1b[2Jfull").1,
            "the server answered: disk [2Jfull"
        );
        assert_eq!(refused(15, b"").0, io::ErrorKind::QuotaExceeded);
        assert_eq!(refused(200, b"").1, "the server refused with code 200");
    }

    #[test]
    fn what_is_cut_off_is_an_error() {
        assert!(Answer::read(vec![ANSWER_DATA, 0, 0]).is_err());
        assert!(Answer::read(Vec::new()).is_err());
        assert!(answer(ANSWER_DATA, &[&[0, 0, 0, 9], b"ab"]).data().is_err());
        assert!(answer(ANSWER_NAME, &[&[255; 4]]).entries().is_err());
        assert!(answer(ANSWER_DATA, &[&[0; 4]]).done().is_err());
        assert!(answer(ANSWER_STATUS, &[&[0; 4]]).handle().is_err());
    }
}
