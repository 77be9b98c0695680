//! Passwords for accounts that trueup makes: random, hashed the way the ERP hashes them, handed over once.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use zeroize::Zeroizing;

use crate::base::secret::Secret;
use crate::model::PasswordScheme;

/// Letters and digits that are not mistaken for one another when read from paper.
const ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
/// Four groups of five: 116 bits.
const GROUPS: usize = 4;
const GROUP: usize = 5;

/// Why passwords could not be made or handed over.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// The operating system gave no randomness.
    #[error("the operating system gave no random bytes: {0}")]
    Randomness(String),
    /// The parameters of the adapter's scheme are impossible.
    #[error("the adapter's password scheme cannot be computed: {0}")]
    Scheme(String),
    /// The place for the passwords is not usable.
    #[error("cannot write initial passwords to {path}")]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The recipient is not one that age knows.
    #[error("`{0}` is no age recipient")]
    Recipient(String),
    /// The passwords could not be encrypted.
    #[error("cannot encrypt the initial passwords: {0}")]
    Encrypt(String),
}

/// A new random password, such as `kYw3T-9dVmP-uRq7H-Bx2Zs`.
///
/// # Errors
/// When the operating system gives no randomness.
pub fn generate() -> Result<Secret, PasswordError> {
    let mut text = Zeroizing::new(String::with_capacity(GROUPS * (GROUP + 1)));
    let mut left = GROUPS * GROUP;
    let mut bytes = Zeroizing::new([0u8; 64]);
    // Bytes beyond the largest multiple of the alphabet would make some letters likelier; they are thrown away.
    let fair = 256 - 256 % ALPHABET.len();
    while left > 0 {
        random(&mut bytes[..])?;
        for &byte in bytes.iter() {
            if left > 0 && usize::from(byte) < fair {
                if left < GROUPS * GROUP && left.is_multiple_of(GROUP) {
                    text.push('-');
                }
                text.push(char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]));
                left -= 1;
            }
        }
    }
    Ok(Secret::new(text.to_string()))
}

/// The hash of a password as the ERP stores it.
///
/// # Errors
/// When the scheme's parameters are impossible or there is no randomness for the salt.
pub fn hash(password: &Secret, scheme: &PasswordScheme) -> Result<Secret, PasswordError> {
    let mut salt = [0u8; 16];
    random(&mut salt)?;
    Ok(Secret::new(hash_with_salt(password.expose(), &salt, scheme)?))
}

/// A new random password and its hash.
///
/// # Errors
/// As [`generate`] and [`hash`].
pub fn fresh(scheme: &PasswordScheme) -> Result<(Secret, Secret), PasswordError> {
    let password = generate()?;
    let hash = hash(&password, scheme)?;
    Ok((password, hash))
}

fn hash_with_salt(password: &str, salt: &[u8], scheme: &PasswordScheme) -> Result<String, PasswordError> {
    match *scheme {
        PasswordScheme::Argon2id {
            memory_kib,
            passes,
            lanes,
            ..
        } => {
            let failed = |error: argon2::Error| PasswordError::Scheme(error.to_string());
            let params = argon2::Params::new(memory_kib, passes, lanes, Some(32)).map_err(failed)?;
            let argon = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
            let mut sum = [0u8; 32];
            argon
                .hash_password_into(password.as_bytes(), salt, &mut sum)
                .map_err(failed)?;
            let (salt, sum) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(sum));
            Ok(format!(
                "$argon2id$v=19$m={memory_kib},t={passes},p={lanes}${salt}${sum}"
            ))
        }
        PasswordScheme::Pbkdf2Sha256 { rounds, .. } => {
            let mut sum = [0u8; 32];
            pbkdf2::pbkdf2_hmac::<sha2::Sha256>(password.as_bytes(), salt, rounds, &mut sum);
            Ok(passlib("pbkdf2-sha256", rounds, salt, &sum))
        }
        PasswordScheme::Pbkdf2Sha512 { rounds, .. } => {
            let mut sum = [0u8; 64];
            pbkdf2::pbkdf2_hmac::<sha2::Sha512>(password.as_bytes(), salt, rounds, &mut sum);
            Ok(passlib("pbkdf2-sha512", rounds, salt, &sum))
        }
    }
}

/// A PBKDF2 hash as passlib spells it: base64 with `.` in place of `+`.
fn passlib(scheme: &str, rounds: u32, salt: &[u8], sum: &[u8]) -> String {
    let encode = |bytes: &[u8]| STANDARD_NO_PAD.encode(bytes).replace('+', ".");
    format!("${scheme}${rounds}${}${}", encode(salt), encode(sum))
}

fn random(bytes: &mut [u8]) -> Result<(), PasswordError> {
    getrandom::fill(bytes).map_err(|error| PasswordError::Randomness(error.to_string()))
}

/// Where initial passwords go: a file that only its owner reads, or one that only an age recipient can decrypt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InitialPasswords {
    recipient: Option<String>,
    path: PathBuf,
}

impl InitialPasswords {
    /// Reads `FILE` or `age1…:FILE`.
    ///
    /// # Errors
    /// When the recipient is not one that age knows.
    pub fn parse(text: &str) -> Result<Self, PasswordError> {
        let Some((recipient, path)) = text.split_once(':').filter(|(r, _)| r.starts_with("age1")) else {
            return Ok(Self {
                recipient: None,
                path: PathBuf::from(text),
            });
        };
        age::x25519::Recipient::from_str(recipient)
            .map_err(|_| PasswordError::Recipient(recipient.to_owned()))?;
        Ok(Self {
            recipient: Some(recipient.to_owned()),
            path: PathBuf::from(path),
        })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the passwords and flushes them to disk. The file must not exist: one that does is never overwritten.
    ///
    /// # Errors
    /// When the file exists or cannot be written, or encryption fails.
    pub fn write(&self, passwords: &BTreeMap<String, Secret>) -> Result<Written, PasswordError> {
        let mut text = Zeroizing::new(String::new());
        for (login, password) in passwords {
            text.push_str(login);
            text.push('\t');
            text.push_str(password.expose());
            text.push('\n');
        }
        let failed = |source| PasswordError::Write {
            path: self.path.clone(),
            source,
        };
        let bytes = match &self.recipient {
            None => Zeroizing::new(text.as_bytes().to_vec()),
            Some(recipient) => {
                let recipient = age::x25519::Recipient::from_str(recipient)
                    .map_err(|_| PasswordError::Recipient(recipient.clone()))?;
                let sealed = age::encrypt(&recipient, text.as_bytes())
                    .map_err(|error| PasswordError::Encrypt(error.to_string()))?;
                Zeroizing::new(sealed)
            }
        };
        let mut file = create_private(&self.path).map_err(failed)?;
        let written = Written {
            path: self.path.clone(),
            keep: false,
        };
        file.write_all(&bytes)
            .and_then(|()| file.sync_all())
            .map_err(failed)?;
        Ok(written)
    }
}

fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A file of passwords that are not valid yet. It is removed unless [`Written::keep`] says that the commit happened:
/// passwords of a transaction that was rolled back open nothing and must not lie about.
#[derive(Debug)]
pub struct Written {
    path: PathBuf,
    keep: bool,
}

impl Written {
    /// The accounts exist now: the file stays.
    pub fn keep(mut self) {
        self.keep = true;
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        if !self.keep {
            // Nothing better can be done while unwinding than to try.
            drop(fs::remove_file(&self.path));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_long_and_differ() {
        let (a, b) = (generate().unwrap(), generate().unwrap());
        assert_eq!(a.expose().len(), GROUPS * GROUP + GROUPS - 1);
        assert_ne!(a.expose(), b.expose());
        assert_eq!(format!("{a:?}").find(a.expose()), None);
    }

    #[test]
    fn pbkdf2_is_spelled_as_passlib_spells_it() {
        // From passlib's documentation of the format: rounds, ab64 salt, ab64 sum of 64 bytes.
        let scheme = PasswordScheme::Pbkdf2Sha512 {
            rounds: 1000,
            min_length: 0,
        };
        let hash = hash_with_salt("password", b"0123456789abcdef", &scheme).unwrap();
        let parts: Vec<&str> = hash.split('$').collect();
        assert_eq!(
            &parts[..4],
            ["", "pbkdf2-sha512", "1000", "MDEyMzQ1Njc4OWFiY2RlZg"]
        );
        assert_eq!(parts[4].len(), 86);
        assert!(!parts[4].contains(['+', '=']));
    }

    #[test]
    fn pbkdf2_with_sha256_gives_what_passlib_gives() {
        let scheme = PasswordScheme::Pbkdf2Sha256 {
            rounds: 1000,
            min_length: 0,
        };
        let hash = hash_with_salt("password", b"0123456789abcdef", &scheme).unwrap();
        let expected =
            "$pbkdf2-sha256$1000$MDEyMzQ1Njc4OWFiY2RlZg$hRRjgXWkW8ResfIvBP99J/T4vkgEmMRV/0tJTOjR59I";
        assert_eq!(hash, expected);
    }

    #[test]
    fn argon2_verifies_against_itself_and_not_against_another_password() {
        let scheme = PasswordScheme::Argon2id {
            memory_kib: 64,
            passes: 1,
            lanes: 1,
            min_length: 0,
        };
        let one = hash_with_salt("password", b"0123456789abcdef", &scheme).unwrap();
        assert!(one.starts_with("$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"));
        assert_eq!(
            one,
            hash_with_salt("password", b"0123456789abcdef", &scheme).unwrap()
        );
        assert_ne!(
            one,
            hash_with_salt("passwort", b"0123456789abcdef", &scheme).unwrap()
        );
    }

    #[test]
    fn a_file_of_passwords_is_private_and_void_without_a_commit() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("passwords");
        let to = InitialPasswords::parse(path.to_str().unwrap()).unwrap();
        let passwords = BTreeMap::from([("zhang.wei".to_owned(), Secret::new("s3cret".to_owned()))]);
        let written = to.write(&passwords).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert!(
            to.write(&passwords).is_err(),
            "an existing file is never overwritten"
        );
        drop(written);
        assert!(!path.exists());
        to.write(&passwords).unwrap().keep();
        assert_eq!(fs::read_to_string(&path).unwrap(), "zhang.wei\ts3cret\n");
    }

    #[test]
    fn only_the_recipient_reads_encrypted_passwords() {
        let identity = age::x25519::Identity::generate();
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("passwords.age");
        let to = InitialPasswords::parse(&format!("{}:{}", identity.to_public(), path.display())).unwrap();
        let passwords = BTreeMap::from([("li".to_owned(), Secret::new("s3cret".to_owned()))]);
        to.write(&passwords).unwrap().keep();
        let bytes = fs::read(&path).unwrap();
        assert!(!bytes.windows(6).any(|window| window == b"s3cret"));
        assert_eq!(age::decrypt(&identity, &bytes).unwrap(), b"li\ts3cret\n");
        assert!(InitialPasswords::parse("age1nonsense:x").is_err());
    }
}
