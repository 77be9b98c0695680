//! A folder as one tar stream. Files that change, grow, shrink or vanish while they are read are normal on a running
//! system: they are noted, and never make the archive unreadable.

use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::path::Path;

use tar::{Builder, EntryType, Header};

/// Writes a folder with everything in it, or a file, and says what could not be saved as it should.
///
/// Names in the archive are those of the file system without the leading `/`.
///
/// # Errors
/// When the folder itself cannot be read, or the archive cannot be written.
pub fn archive(path: &Path, to: &mut dyn Write) -> io::Result<Vec<String>> {
    let mut out = Archive {
        tar: Builder::new(to),
        remarks: Vec::new(),
    };
    out.tar.mode(tar::HeaderMode::Complete);
    out.add(path, fs::symlink_metadata(path)?)?;
    let Archive { tar, remarks } = out;
    tar.into_inner()?.flush()?;
    Ok(remarks)
}

/// Reads an archive from beginning to end, and says how many entries it has; unpacks it below a folder, where one is
/// given, which is made if it is not there. Nothing is ever written outside that folder.
///
/// # Errors
/// When it cannot be read to its end, or unpacked.
pub fn read_archive(from: impl Read, below: Option<&Path>) -> io::Result<u64> {
    if let Some(folder) = below {
        fs::create_dir_all(folder)?;
    }
    let mut archive = tar::Archive::new(from);
    archive.set_preserve_permissions(true);
    archive.set_preserve_mtime(true);
    // What is there is somebody's; it is for them to move it away.
    archive.set_overwrite(false);
    let mut entries = 0;
    for entry in archive.entries()? {
        let mut entry = entry?;
        match below {
            Some(folder) => {
                entry.unpack_in(folder)?;
            }
            None => {
                io::copy(&mut entry, &mut io::sink())?;
            }
        }
        entries += 1;
    }
    // What lies behind the end mark belongs to the checksums of the layers around.
    io::copy(&mut archive.into_inner(), &mut io::sink())?;
    Ok(entries)
}

struct Archive<'a> {
    tar: Builder<&'a mut dyn Write>,
    remarks: Vec<String>,
}

impl Archive<'_> {
    fn add(&mut self, path: &Path, found: Metadata) -> io::Result<()> {
        let name = path.strip_prefix("/").unwrap_or(path);
        let mut header = Header::new_gnu();
        header.set_metadata(&found);
        let kind = found.file_type();
        if kind.is_dir() {
            header.set_size(0);
            self.tar.append_data(&mut header, name, io::empty())?;
            self.folder(path)
        } else if kind.is_symlink() {
            match fs::read_link(path) {
                Ok(target) => {
                    header.set_entry_type(EntryType::Symlink);
                    header.set_size(0);
                    self.tar.append_link(&mut header, name, target)
                }
                Err(error) => {
                    self.skip(path, &error);
                    Ok(())
                }
            }
        } else if kind.is_file() {
            self.file(path, name, header, found.len())
        } else {
            self.remarks.push(format!(
                "{} is no file, folder or link and was left out",
                path.display()
            ));
            Ok(())
        }
    }

    fn folder(&mut self, path: &Path) -> io::Result<()> {
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => {
                self.skip(path, &error);
                return Ok(());
            }
        };
        let mut inside: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
        inside.sort();
        for path in inside {
            match fs::symlink_metadata(&path) {
                Ok(found) => self.add(&path, found)?,
                Err(error) => self.skip(&path, &error),
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, name: &Path, mut header: Header, bytes: u64) -> io::Result<()> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) => {
                self.skip(path, &error);
                return Ok(());
            }
        };
        header.set_size(bytes);
        let mut exactly = Exactly {
            file,
            left: bytes,
            missing: 0,
            failed: None,
        };
        self.tar.append_data(&mut header, name, &mut exactly)?;
        if let Some(error) = exactly.failed {
            self.remarks.push(format!(
                "{} could not be read to its end and is not saved as it is: {error}",
                path.display()
            ));
        } else if exactly.missing > 0 {
            self.remarks.push(format!(
                "{} became shorter while it was read; {} bytes at its end are zeros",
                path.display(),
                exactly.missing
            ));
        }
        Ok(())
    }

    fn skip(&mut self, path: &Path, error: &io::Error) {
        self.remarks.push(if error.kind() == io::ErrorKind::NotFound {
            format!("{} went away while the folder was read", path.display())
        } else {
            format!("{} could not be read and was left out: {error}", path.display())
        });
    }
}

/// As many bytes of a file as its header says, whatever happens to the file meanwhile.
struct Exactly {
    file: File,
    left: u64,
    missing: u64,
    failed: Option<io::Error>,
}

impl Read for Exactly {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let wanted = usize::try_from(self.left).unwrap_or(usize::MAX).min(bytes.len());
        if wanted == 0 {
            return Ok(0);
        }
        let mut read = 0;
        if self.missing == 0 && self.failed.is_none() {
            match self.file.read(&mut bytes[..wanted]) {
                Ok(n) => read = n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
                Err(error) => self.failed = Some(error),
            }
        }
        if read == 0 {
            bytes[..wanted].fill(0);
            self.missing += wanted as u64;
            read = wanted;
        }
        self.left -= read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_comes_back_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("files");
        let long = format!("{}/{}", "deep".repeat(30), "附件".repeat(40));
        fs::create_dir_all(root.join(&long)).unwrap();
        fs::write(root.join(&long).join("a"), "text").unwrap();
        std::os::unix::fs::symlink("a", root.join("link")).unwrap();
        let mut stored = Vec::new();
        assert_eq!(archive(&root, &mut stored).unwrap(), Vec::<String>::new());
        let back = tempfile::tempdir().unwrap();
        // The folder itself, the deep ones, the file and the link.
        assert_eq!(read_archive(stored.as_slice(), Some(back.path())).unwrap(), 5);
        let root = back.path().join(root.strip_prefix("/").unwrap());
        assert_eq!(fs::read_to_string(root.join(long).join("a")).unwrap(), "text");
        assert_eq!(fs::read_link(root.join("link")).unwrap(), Path::new("a"));
    }

    #[test]
    fn a_file_that_shrinks_leaves_the_archive_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        fs::write(&path, "short").unwrap();
        let mut exactly = Exactly {
            file: File::open(&path).unwrap(),
            left: 8,
            missing: 0,
            failed: None,
        };
        let mut bytes = Vec::new();
        exactly.read_to_end(&mut bytes).unwrap();
        assert_eq!(bytes, b"short\0\0\0");
        assert_eq!(exactly.missing, 3);
    }

    #[test]
    fn what_is_no_file_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).unwrap();
        let remarks = archive(folder.path(), &mut Vec::new()).unwrap();
        assert_eq!(remarks.len(), 1);
        assert!(remarks[0].ends_with("is no file, folder or link and was left out"));
    }
}
