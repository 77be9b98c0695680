//! The stream of one file of a backup: compressed with zstd, encrypted for age recipients, counted and hashed as it is
//! stored. And the way back. What is stored can be read without trueup: `age -d | zstd -d`.

use std::io::{self, BufReader, Read, Write};

use age::stream::StreamWriter;
use sha2::{Digest as _, Sha256};

use crate::base::hash::hex;

/// What decrypts.
pub type Identities = Vec<Box<dyn age::Identity + Send + Sync>>;

/// What a file became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Its size as stored, in bytes.
    pub bytes: u64,
    /// SHA-256 of what is stored.
    pub sha256: String,
    /// Its size before compression, in bytes.
    pub plain_bytes: u64,
}

/// Compresses, encrypts and hashes what is written to it.
pub struct Seal<W: Write> {
    encoder: zstd::Encoder<'static, Layer<Hashing<W>>>,
    plain_bytes: u64,
}

/// Encrypted, or not.
enum Layer<W: Write> {
    Plain(W),
    Age(StreamWriter<W>),
}

/// Counts and hashes what passes.
struct Hashing<T> {
    inner: T,
    hash: Sha256,
    bytes: u64,
}

/// Reads age recipients; none is no encryption.
///
/// # Errors
/// When one is not a recipient; the message names it.
pub fn recipients(texts: &[String]) -> Result<Vec<age::x25519::Recipient>, String> {
    let parse = |text: &String| {
        text.parse()
            .map_err(|why: &str| format!("`{text}` is not an age recipient: {why}"))
    };
    texts.iter().map(parse).collect()
}

impl<W: Write> Seal<W> {
    /// Begins a file. `level` is a level of zstd.
    ///
    /// # Errors
    /// When the beginning cannot be written.
    pub fn new(to: W, recipients: &[age::x25519::Recipient], level: i32) -> io::Result<Self> {
        let hashing = Hashing {
            inner: to,
            hash: Sha256::new(),
            bytes: 0,
        };
        let layer = if recipients.is_empty() {
            Layer::Plain(hashing)
        } else {
            let each = recipients
                .iter()
                .map(|recipient| recipient as &dyn age::Recipient);
            let encryptor = age::Encryptor::with_recipients(each).map_err(io::Error::other)?;
            Layer::Age(encryptor.wrap_output(hashing)?)
        };
        let mut encoder = zstd::Encoder::new(layer, level)?;
        encoder.include_checksum(true)?;
        Ok(Self {
            encoder,
            plain_bytes: 0,
        })
    }

    /// Writes the end, and gives the place that was written to with what went there.
    ///
    /// # Errors
    /// When the end cannot be written.
    pub fn finish(self) -> io::Result<(W, Sealed)> {
        let hashing = match self.encoder.finish()? {
            Layer::Plain(hashing) => hashing,
            Layer::Age(stream) => stream.finish()?,
        };
        let sealed = Sealed {
            bytes: hashing.bytes,
            sha256: hex(&hashing.hash.finalize()),
            plain_bytes: self.plain_bytes,
        };
        Ok((hashing.inner, sealed))
    }
}

impl<W: Write> Write for Seal<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.encoder.write(bytes)?;
        self.plain_bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.encoder.flush()
    }
}

impl<W: Write> Write for Layer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(inner) => inner.write(bytes),
            Self::Age(inner) => inner.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(inner) => inner.flush(),
            Self::Age(inner) => inner.flush(),
        }
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(bytes)?;
        self.hash.update(&bytes[..read]);
        self.bytes += read as u64;
        Ok(read)
    }
}

/// Reads a whole file and says how large it is and what its SHA-256 is.
///
/// # Errors
/// When it cannot be read.
pub fn checksum(from: impl Read) -> io::Result<(u64, String)> {
    let mut hashing = Hashing {
        inner: from,
        hash: Sha256::new(),
        bytes: 0,
    };
    let mut buffer = vec![0; 1 << 20];
    while hashing.read(&mut buffer)? > 0 {}
    Ok((hashing.bytes, hex(&hashing.hash.finalize())))
}

/// Decrypts and decompresses a file.
///
/// # Errors
/// When it is encrypted and none of the identities opens it, or its beginning cannot be read.
pub fn unsealed(
    from: impl Read + Send + 'static,
    encrypted: bool,
    identities: &Identities,
) -> io::Result<Box<dyn Read + Send>> {
    let buffered = BufReader::with_capacity(1 << 20, from);
    if !encrypted {
        return Ok(Box::new(zstd::Decoder::with_buffer(buffered)?));
    }
    let decryptor = age::Decryptor::new_buffered(buffered).map_err(wrong_key)?;
    let each = identities
        .iter()
        .map(|identity| &**identity as &dyn age::Identity);
    let stream = decryptor.decrypt(each).map_err(wrong_key)?;
    Ok(Box::new(zstd::Decoder::new(stream)?))
}

fn wrong_key(error: age::DecryptError) -> io::Error {
    let message = match error {
        age::DecryptError::NoMatchingKeys => "none of the age identities given opens it".to_owned(),
        other => format!("it cannot be decrypted: {other}"),
    };
    io::Error::new(io::ErrorKind::PermissionDenied, message)
}

/// Reads a file of age identities.
///
/// # Errors
/// When the file cannot be read or holds none.
pub fn identities(file: &std::path::Path) -> io::Result<Identities> {
    let text = BufReader::new(std::fs::File::open(file)?);
    let found = age::IdentityFile::from_buffer(text)?
        .into_identities()
        .map_err(io::Error::other)?;
    if found.is_empty() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "it holds no age identity",
        ));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(text: &[u8], recipients: &[age::x25519::Recipient]) -> (Vec<u8>, Sealed) {
        let mut seal = Seal::new(Vec::new(), recipients, 3).unwrap();
        seal.write_all(text).unwrap();
        seal.finish().unwrap()
    }

    fn opened(stored: Vec<u8>, encrypted: bool, identities: &Identities) -> io::Result<Vec<u8>> {
        let mut plain = Vec::new();
        unsealed(io::Cursor::new(stored), encrypted, identities)?.read_to_end(&mut plain)?;
        Ok(plain)
    }

    fn text() -> Vec<u8> {
        (0..200_000u32).flat_map(u32::to_le_bytes).collect()
    }

    #[test]
    fn what_was_sealed_comes_back() {
        let identity = age::x25519::Identity::generate();
        for recipients in [vec![], vec![identity.to_public()]] {
            let (stored, sealed) = sealed(&text(), &recipients);
            assert_eq!(sealed.plain_bytes, 800_000);
            let found = checksum(stored.as_slice()).unwrap();
            assert_eq!(found, (sealed.bytes, sealed.sha256));
            let keys: Identities = vec![Box::new(identity.clone())];
            assert_eq!(opened(stored, !recipients.is_empty(), &keys).unwrap(), text());
        }
    }

    #[test]
    fn another_identity_a_flipped_byte_and_a_missing_end_are_noticed() {
        let identity = age::x25519::Identity::generate();
        let keys: Identities = vec![Box::new(identity.clone())];
        let other: Identities = vec![Box::new(age::x25519::Identity::generate())];
        let (stored, _) = sealed(&text(), &[identity.to_public()]);
        let error = opened(stored.clone(), true, &other).unwrap_err();
        assert_eq!(error.to_string(), "none of the age identities given opens it");
        let mut flipped = stored.clone();
        let middle = flipped.len() / 2;
        flipped[middle] ^= 1;
        assert!(opened(flipped, true, &keys).is_err());
        assert!(opened(stored[..stored.len() - 100].to_vec(), true, &keys).is_err());
        let (stored, _) = sealed(&text(), &[]);
        assert!(opened(stored[..stored.len() - 100].to_vec(), false, &Identities::new()).is_err());
    }

    #[test]
    fn a_recipient_with_a_typo_is_named() {
        let error = recipients(&["age1typo".to_owned()]).unwrap_err();
        assert!(error.starts_with("`age1typo` is not an age recipient"), "{error}");
    }
}
