//! A folder: each file is written beside its place and renamed when it is complete and on disk.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::StorageError;
use super::place::{Place, Stored, Upload};

/// Ends the name of a file that is not complete.
pub(super) const PARTIAL: &str = ".partial";
/// After this time nobody writes any more.
pub(super) const ABANDONED: Duration = Duration::from_hours(24);

/// A folder on this machine, or on a disk that is mounted here.
pub(super) struct Local {
    root: PathBuf,
    shown: String,
}

impl Local {
    pub(super) fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            shown: root.display().to_string(),
        }
    }

    fn error(&self, operation: &str, path: &str) -> impl FnOnce(io::Error) -> StorageError {
        let (place, operation) = (self.shown.clone(), format!("{operation} {path}"));
        move |source| StorageError::new(&place, operation, source)
    }

    /// Refuses when the folder itself is missing: where a disk is not mounted, backups would fill the wrong one.
    fn exists(&self) -> Result<(), StorageError> {
        let failed = |source| StorageError::new(&self.shown, "use the folder", source);
        match fs::metadata(&self.root) {
            Ok(found) if found.is_dir() => Ok(()),
            Ok(_) => Err(failed(io::ErrorKind::NotADirectory.into())),
            Err(error) => Err(failed(error)),
        }
    }

    /// Hands out every file below a folder.
    fn walk(folder: &Path, each: &mut dyn FnMut(PathBuf, fs::Metadata) -> io::Result<()>) -> io::Result<()> {
        let entries = match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let found = match entry.metadata() {
                // Somebody else removed it meanwhile.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                found => found?,
            };
            if found.is_dir() {
                Self::walk(&entry.path(), each)?;
            } else if found.is_file() {
                each(entry.path(), found)?;
            }
        }
        Ok(())
    }

    /// Removes folders that hold nothing any more, up to the place itself.
    fn remove_empty_above(&self, path: &Path) {
        let mut folder = path.parent();
        while let Some(here) = folder.filter(|here| here.starts_with(&self.root) && *here != self.root) {
            if fs::remove_dir(here).is_err() {
                return;
            }
            folder = here.parent();
        }
    }
}

impl Place for Local {
    fn shown(&self) -> &str {
        &self.shown
    }

    fn list(&self, folder: &str) -> Result<Vec<Stored>, StorageError> {
        self.exists()?;
        let mut all = Vec::new();
        let mut take = |path: PathBuf, found: fs::Metadata| {
            let inside = path.strip_prefix(&self.root).unwrap_or(&path);
            let path = inside.to_string_lossy().replace('\\', "/");
            if !path.ends_with(PARTIAL) {
                let bytes = found.len();
                all.push(Stored { path, bytes });
            }
            Ok(())
        };
        Self::walk(&self.root.join(folder), &mut take).map_err(self.error("list", folder))?;
        all.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(all)
    }

    fn open(&self, path: &str) -> Result<Box<dyn Read + Send>, StorageError> {
        let file = File::open(self.root.join(path)).map_err(self.error("read", path))?;
        Ok(Box::new(file))
    }

    fn create(&self, path: &str) -> Result<Box<dyn Upload>, StorageError> {
        self.exists()?;
        let to = self.root.join(path);
        let made = begin(&to).map_err(self.error("write", path))?;
        Ok(Box::new(made))
    }

    fn remove(&self, path: &str) -> Result<(), StorageError> {
        let file = self.root.join(path);
        match fs::remove_file(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(self.error("remove", path)(error)),
            _ => {
                self.remove_empty_above(&file);
                Ok(())
            }
        }
    }

    fn sweep(&self, folder: &str, now: jiff::Timestamp) -> Result<usize, StorageError> {
        let now = SystemTime::from(now);
        let mut swept = Vec::new();
        let mut take = |path: PathBuf, found: fs::Metadata| {
            let age = now.duration_since(found.modified()?).unwrap_or_default();
            if path.to_string_lossy().ends_with(PARTIAL) && age > ABANDONED {
                fs::remove_file(&path)?;
                swept.push(path);
            }
            Ok(())
        };
        Self::walk(&self.root.join(folder), &mut take).map_err(self.error("clean up", folder))?;
        swept.iter().for_each(|path| self.remove_empty_above(path));
        Ok(swept.len())
    }
}

/// A file under its preliminary name.
struct Writing {
    file: Option<BufWriter<File>>,
    partial: PathBuf,
    to: PathBuf,
}

fn begin(to: &Path) -> io::Result<Writing> {
    if let Some(folder) = to.parent() {
        private_folder(folder)?;
    }
    let mut name = to.as_os_str().to_owned();
    name.push(PARTIAL);
    let partial = PathBuf::from(name);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&partial)?;
    Ok(Writing {
        file: Some(BufWriter::with_capacity(1 << 20, file)),
        partial,
        to: to.to_owned(),
    })
}

/// Makes a folder that only its owner can look into.
fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

impl Write for Writing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.file {
            Some(file) => file.write(bytes),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Upload for Writing {
    fn finish(mut self: Box<Self>) -> io::Result<()> {
        let file = self.file.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&self.partial, &self.to)?;
        // The name is durable when the folder is.
        if let Some(folder) = self.to.parent() {
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            // What cannot be removed now is swept later.
            fs::remove_file(&self.partial).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_there_when_it_is_complete_and_not_before() {
        let folder = tempfile::tempdir().unwrap();
        let place = Local::new(folder.path());
        let mut upload = place.create("a/b/c").unwrap();
        upload.write_all(b"half").unwrap();
        assert_eq!(place.list("a").unwrap(), []);
        drop(upload);
        assert_eq!(fs::read_dir(folder.path().join("a/b")).unwrap().count(), 0);
        let mut upload = place.create("a/b/c").unwrap();
        upload.write_all(b"whole").unwrap();
        upload.finish().unwrap();
        let stored = Stored {
            path: "a/b/c".to_owned(),
            bytes: 5,
        };
        assert_eq!(place.list("").unwrap(), [stored]);
        place.remove("a/b/c").unwrap();
        place.remove("a/b/c").unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_disk_that_is_not_mounted_is_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let place = Local::new(&folder.path().join("mnt"));
        let error = place.create("a").err().unwrap();
        assert_eq!(error.source.kind(), io::ErrorKind::NotFound);
        assert!(!folder.path().join("mnt").exists());
    }

    #[test]
    fn what_was_never_finished_is_swept_after_a_day() {
        let folder = tempfile::tempdir().unwrap();
        let place = Local::new(folder.path());
        let (old, new) = (
            folder.path().join("x/old.partial"),
            folder.path().join("x/new.partial"),
        );
        fs::create_dir(folder.path().join("x")).unwrap();
        fs::write(&new, "").unwrap();
        let now = SystemTime::from(jiff::Timestamp::UNIX_EPOCH) + 2 * ABANDONED;
        let written = |path: &Path, at| File::options().write(true).open(path).unwrap().set_modified(at);
        fs::write(&old, "").unwrap();
        written(&old, now - ABANDONED - Duration::from_secs(60)).unwrap();
        written(&new, now).unwrap();
        assert_eq!(place.sweep("", now.try_into().unwrap()).unwrap(), 1);
        assert!(new.exists() && !old.exists());
    }
}
