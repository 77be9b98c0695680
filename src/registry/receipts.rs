//! Receipts: one small file per entry, outside the database, that a restored or rewound database cannot take back.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::code::CodeInfo;

use super::codes;
use super::entry::{Counts, Entry};

/// Names the format of the files.
pub const RECEIPT_FORMAT: &str = "trueup/receipt/1";

/// Which database a receipt is about.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct DatabaseStamp {
    /// What identifies the database server or file.
    pub system: String,
    /// The database's name.
    pub database: String,
    /// What identifies the ERP installation, as its adapter says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erp: Option<String>,
}

/// What an apply leaves outside the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Receipt {
    /// `trueup/receipt/1`.
    pub format: String,
    /// The target's name.
    pub target: String,
    /// The database.
    pub identity: DatabaseStamp,
    /// The journal's epoch.
    pub epoch: String,
    /// The entry's number.
    pub entry: u64,
    /// The entry's hash.
    pub hash: String,
    /// The hash of the entry before.
    pub previous: Option<String>,
    /// When, UTC.
    pub at: String,
    /// What the entry records.
    pub kind: String,
    /// Who acted.
    pub actor: String,
    /// The commit that the files were taken from.
    pub commit: Option<String>,
    /// Digest of the plan.
    pub plan_digest: Option<String>,
    /// How many people the changes touched.
    pub people: u64,
    /// Changed rows per relation.
    pub rows: BTreeMap<String, Counts>,
    /// The highest number that was ever issued, of each running number that the entry moved, so that none is issued
    /// twice after a restore. The running numbers of item codes are named by a JSON list: `item-serial`, the rule, and
    /// the texts that the number is counted per, joined by `/`.
    pub sequences: BTreeMap<String, String>,
}

/// Why receipts could not be read or written. The database is not affected by either.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptError {
    /// The folder or a file in it could not be read.
    #[error("failed to read receipts from {}; the database was not touched", path.display())]
    Read {
        /// Folder or file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The receipt could not be written.
    #[error("failed to write the receipt {}; the entry itself is committed in the database", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl ReceiptError {
    /// The code that `explain` knows.
    #[must_use]
    pub fn code(&self) -> &'static CodeInfo {
        &codes::RECEIPTS
    }
}

/// All receipts of a folder.
#[derive(Debug, Clone, Default)]
pub struct Receipts {
    /// Those that can be read, by epoch and number.
    pub list: Vec<Receipt>,
    /// Files that are no receipts of a known format, and why.
    pub unreadable: Vec<(PathBuf, String)>,
}

impl Receipt {
    /// The receipt of an entry.
    #[must_use]
    pub fn of(entry: &Entry, identity: DatabaseStamp) -> Self {
        let summary = entry.summary().unwrap_or_default();
        Self {
            format: RECEIPT_FORMAT.to_owned(),
            target: entry.target.clone(),
            identity,
            epoch: entry.epoch.clone(),
            entry: entry.number,
            hash: entry.hash.clone(),
            previous: entry.previous.clone(),
            at: entry.at.clone(),
            kind: entry.kind.clone(),
            actor: entry.actor.clone(),
            commit: entry.commit.clone(),
            plan_digest: entry.plan_digest.clone(),
            people: summary.people,
            rows: summary.rows,
            sequences: summary.sequences,
        }
    }

    /// Writes the receipt to `<dir>/<number>.json`, completely or not at all. A receipt of the same number from an
    /// earlier epoch stays; the new one then carries the first digits of its hash in its name.
    ///
    /// # Errors
    /// When the folder or the file cannot be written.
    ///
    /// # Panics
    /// Never: a receipt is plain JSON.
    pub fn write(&self, dir: &Path) -> Result<PathBuf, ReceiptError> {
        let mut text = serde_json::to_string_pretty(self).expect("a receipt is plain JSON");
        text.push('\n');
        let plain = dir.join(format!("{:06}.json", self.entry));
        match place(dir, &plain, &text) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if fs::read_to_string(&plain).is_ok_and(|existing| existing == text) {
                    return Ok(plain);
                }
                let short = self.hash.get(..8).unwrap_or(&self.hash);
                let path = dir.join(format!("{:06}-{short}.json", self.entry));
                match place(dir, &path, &text) {
                    // The same entry again, as after a retry: what is there says the same.
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(path),
                    Err(source) => Err(ReceiptError::Write { path, source }),
                    Ok(()) => Ok(path),
                }
            }
            Err(source) => Err(ReceiptError::Write { path: plain, source }),
            Ok(()) => Ok(plain),
        }
    }
}

/// Puts a file in place by renaming a complete one; an existing file is never replaced.
fn place(dir: &Path, path: &Path, text: &str) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    let mut file = tempfile::Builder::new().prefix(".receipt").tempfile_in(dir)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    // Only this makes the new name survive a power cut; not every platform can open a folder.
    if let Ok(folder) = fs::File::open(dir) {
        folder.sync_all().ok();
    }
    Ok(())
}

impl Receipts {
    /// Reads every `*.json` of a folder. A folder that does not exist holds no receipts.
    ///
    /// # Errors
    /// When the folder or a file cannot be read; files with other content are listed, not an error.
    pub fn read(dir: &Path) -> Result<Self, ReceiptError> {
        let failed = |path: &Path, source| ReceiptError::Read {
            path: path.to_owned(),
            source,
        };
        let folder = match fs::read_dir(dir) {
            Ok(folder) => folder,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(failed(dir, error)),
        };
        let mut receipts = Self::default();
        for item in folder {
            let path = item.map_err(|error| failed(dir, error))?.path();
            let hidden = path
                .file_name()
                .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
            if hidden || path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let bytes = fs::read(&path).map_err(|error| failed(&path, error))?;
            match serde_json::from_slice::<Receipt>(&bytes) {
                Ok(receipt) if receipt.format == RECEIPT_FORMAT => receipts.list.push(receipt),
                Ok(receipt) => receipts
                    .unreadable
                    .push((path, format!("unknown format `{}`", receipt.format))),
                Err(error) => receipts.unreadable.push((path, error.to_string())),
            }
        }
        receipts
            .list
            .sort_by(|a, b| (a.entry, &a.epoch, &a.at).cmp(&(b.entry, &b.epoch, &b.at)));
        receipts.unreadable.sort();
        Ok(receipts)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::entry::{Kind, tests::draft};
    use super::*;

    pub(in crate::registry) fn journal(epochs: &[&str]) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        for (at, epoch) in epochs.iter().enumerate() {
            let head = entries.last().map(Entry::head);
            let kind = match entries.last() {
                None => Kind::Setup,
                Some(before) if before.epoch != *epoch => Kind::Recover,
                Some(_) => Kind::Apply,
            };
            entries.push(Entry::seal(
                &draft(kind, i64::try_from(at).unwrap()),
                epoch,
                "prod",
                head.as_ref(),
            ));
        }
        entries
    }

    pub(in crate::registry) fn receipts(entries: &[Entry]) -> Vec<Receipt> {
        let of = |entry: &Entry| Receipt::of(entry, DatabaseStamp::default());
        entries.iter().map(of).collect()
    }

    #[test]
    fn files_are_written_whole_and_never_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let first = receipts(&journal(&["e1", "e1"])).pop().unwrap();
        let path = first.write(dir.path()).unwrap();
        assert_eq!(path, dir.path().join("000002.json"));
        assert_eq!(first.write(dir.path()).unwrap(), path);
        let second = receipts(&journal(&["e2", "e2"])).pop().unwrap();
        let other = second.write(dir.path()).unwrap();
        assert_ne!(other, path);
        assert_eq!(second.write(dir.path()).unwrap(), other);
        fs::write(dir.path().join("notes.json"), "{}").unwrap();
        fs::write(dir.path().join("README.md"), "text").unwrap();
        let read = Receipts::read(dir.path()).unwrap();
        assert_eq!(read.list, [first, second]);
        assert_eq!(read.unreadable.len(), 1);
        assert!(Receipts::read(&dir.path().join("none")).unwrap().list.is_empty());
    }
}
