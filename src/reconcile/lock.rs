//! `lock`: the ERP's vocabulary as a file, so that the files can be checked without a database.

use std::path::PathBuf;

use crate::access::Access;
use crate::model::{Interner, Rel, State};
use crate::plan::{AbilityChange, compare_abilities};
use crate::project::lock::{Lock, LockChange, LockHeader, Moved, changes, moved};

use super::status::LockAge;
use super::target::Target;
use super::{Context, Failure};

/// What `lock` did.
#[derive(Debug, Clone)]
pub struct Locked {
    /// The lock file.
    pub path: PathBuf,
    /// Whether it was not there, or is another text now.
    pub written: bool,
    /// What the ERP's vocabulary gained, lost or changed since the last lock.
    pub changes: Vec<LockChange>,
    /// Names that an upgrade of the ERP probably changed.
    pub moved: Vec<Moved>,
    /// What people can do because of these changes that they could not before, and the reverse.
    pub abilities: Vec<AbilityChange>,
    /// Number of rows in it.
    pub rows: usize,
}

/// The lock that a live state would give.
pub(super) fn of(context: &Context, target: &Target, live: &State, symbols: &Interner) -> Lock {
    let header = LockHeader {
        adapter: context.adapter_name().to_owned(),
        digest: target.adapter.digest.clone(),
        engine: target.adapter.engine.name().to_owned(),
        version: target.adapter.version.clone(),
        overlays: target.adapter.overlays.clone(),
    };
    Lock::of(live, symbols, header)
}

/// Reads the vocabulary and writes the lock file of the target.
///
/// # Errors
/// When the target cannot be read or the file cannot be written.
pub async fn lock(context: &Context) -> Result<Locked, Failure> {
    let mut target = Target::read_only(context, "lock").await?;
    let mut symbols = Interner::new();
    let mut live = target.read_all(None, &mut symbols).await?;
    live.sort(&symbols.ranks());
    let lock = of(context, &target, &live, &symbols);
    target.session.close().await;
    let file = context.lock_file();
    let text = lock.text(&symbols);
    let before = match std::fs::read_to_string(&file) {
        Ok(before) => Some(before),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(source) => {
            return Err(Failure::File {
                operation: format!("read {}", file.display()),
                source,
            });
        }
    };
    let written = before.as_ref() != Some(&text);
    let old = before
        .as_deref()
        .and_then(|text| Lock::parse(text, &mut symbols).ok());
    let (mut changed, mut abilities) = (Vec::new(), Vec::new());
    if let Some(old) = old {
        changed = changes(&old, &symbols, &lock, &symbols);
        // A lock of another adapter says nothing about what these people could do.
        if !changed.is_empty() && old.header.adapter == lock.header.adapter {
            let mut before = old.under(&live, &symbols);
            let ranks = symbols.ranks();
            before.sort(&ranks);
            live.sort(&ranks);
            let semantics = &target.adapter.semantics;
            let [before, after] =
                [&before, &live].map(|state| Access::new(state, &symbols, &ranks, semantics));
            let people: Vec<_> = live.table(Rel::User).rows().map(|row| row[0]).collect();
            abilities = compare_abilities(&before, &after, &people, semantics, &symbols);
        }
    }
    if written {
        write(&file, &text)?;
    }
    Ok(Locked {
        path: file,
        written,
        moved: moved(&changed),
        changes: changed,
        abilities,
        rows: lock.state.len(),
    })
}

/// Replaces the file at once, so that nobody reads half of it.
fn write(file: &std::path::Path, text: &str) -> Result<(), Failure> {
    let failed = |source| Failure::File {
        operation: format!("write {}", file.display()),
        source,
    };
    let folder = file.parent().expect("a lock file is in a folder");
    std::fs::create_dir_all(folder).map_err(failed)?;
    let scratch = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    std::fs::write(scratch.path(), text).map_err(failed)?;
    scratch.persist(file).map_err(|error| failed(error.error))?;
    Ok(())
}

/// How the lock file stands to the live vocabulary.
pub(super) fn age(context: &Context, target: &Target, live: &State, symbols: &Interner) -> LockAge {
    let text = match std::fs::read_to_string(context.lock_file()) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return LockAge::Missing,
        Err(error) => return LockAge::Unreadable(error.to_string()),
    };
    let mut old_symbols = Interner::new();
    match Lock::parse(&text, &mut old_symbols) {
        Err(error) => LockAge::Unreadable(error.to_string()),
        Ok(old) => {
            let now = of(context, target, live, symbols);
            let same = old.digest(&old_symbols) == now.digest(symbols);
            if same { LockAge::Current } else { LockAge::Outdated }
        }
    }
}
