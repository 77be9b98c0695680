//! `trueup items request --watch`: a folder into which clerks put tables, and out of which they take answers.
//!
//! A table is taken when its size and time have not moved between two looks. The answer is put in place whole, and only
//! then the table is moved away; a run that ends in between is repeated by the next one, with the same codes. One
//! process at a time serves a folder.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use crate::base::sheet::{SheetError, Table};
use crate::base::text::{plural, tick};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::output::write_file;
use crate::cli::session::Session;
use crate::reconcile::Column;
use crate::report::issue;

use super::request::{Request, answer_beside, language};

/// Where answered tables go, below the folder.
const DONE: &str = "done";
/// The file that whoever serves the folder holds.
const LOCK: &str = ".trueup.lock";

/// Serves a folder: once, or until the process is ended.
pub(super) fn watch(
    session: &Session,
    request: &Request,
    folder: &Path,
    settle: u64,
    once: bool,
) -> Result<Exit, Failure> {
    let _held = hold(folder)?;
    let done = folder.join(DONE);
    fs::create_dir_all(&done).map_err(failed("make", &done))?;
    let begun = Instant::now();
    let mut before: BTreeMap<PathBuf, Seen> = BTreeMap::new();
    let mut told: BTreeMap<PathBuf, String> = BTreeMap::new();
    let mut look = 0;
    loop {
        let now = tables(folder)?;
        let settled: Vec<&PathBuf> = now
            .iter()
            .filter(|(path, seen)| before.get(*path) == Some(*seen))
            .map(|(path, _)| path)
            .collect();
        let mut worst = Exit::Done;
        for path in settled {
            if let Err(failure) = serve(session, request, path, &done, begun) {
                worst = worst.max(failure.exit());
                // The same reason is not told at every look.
                let text = failure.to_string();
                if told.insert(path.clone(), text.clone()).as_ref() != Some(&text) {
                    session
                        .out
                        .remark(&format!("{} stays:", tick(&path.display().to_string())));
                    session.out.failure(&failure);
                }
            }
        }
        look += 1;
        if once && look == 2 {
            return Ok(worst);
        }
        before = now;
        std::thread::sleep(Duration::from_secs(settle));
    }
}

/// What a table looked like.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    size: u64,
    changed: Option<SystemTime>,
}

/// Makes sure that nobody else serves the folder, until the file is closed or the process ends.
fn hold(folder: &Path) -> Result<File, Failure> {
    let path = folder.join(LOCK);
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(failed("open", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Failure::Refused {
            what: format!(
                "another trueup serves {}; nothing was touched",
                tick(&folder.display().to_string())
            ),
            help: Some("leave it to that one, or end it".to_owned()),
        }),
        Err(TryLockError::Error(source)) => Err(failed("lock", &path)(source)),
    }
}

/// The tables in the folder; answers, hidden files and those that a spreadsheet program keeps beside open ones are none.
fn tables(folder: &Path) -> Result<BTreeMap<PathBuf, Seen>, Failure> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(failed("read", folder))? {
        let path = entry.map_err(failed("read", folder))?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase();
        let is_table = [".csv", ".xlsx"].iter().any(|ending| {
            name.strip_suffix(ending)
                .is_some_and(|stem| !stem.ends_with(".answer"))
        });
        if !is_table || name.starts_with(['.', '~']) {
            continue;
        }
        // A table that went away between two looks is not there.
        let Ok(about) = fs::metadata(&path) else { continue };
        if about.is_file() && about.len() > 0 {
            let seen = Seen {
                size: about.len(),
                changed: about.modified().ok(),
            };
            found.insert(path, seen);
        }
    }
    Ok(found)
}

/// Answers one table. A failure that is not the table's own leaves it where it is.
fn serve(
    session: &Session,
    request: &Request,
    path: &Path,
    done: &Path,
    begun: Instant,
) -> Result<(), Failure> {
    let named = |table: &Table| table.column(Column::Name.headings()).is_some();
    let table = match Table::read(path) {
        Ok(table) if named(&table) => table,
        Ok(_) => {
            let what = "the table has no column `name` (名称) for names";
            return refuse(session, path, done, what);
        }
        Err(error @ SheetError::Read { .. }) => return Err(Failure::unreadable(error)),
        Err(error) => {
            let help = error.help().map(|help| format!("; {help}")).unwrap_or_default();
            return refuse(session, path, done, &format!("{error}{help}"));
        }
    };
    let mut context = session.writing()?;
    // A folder may be served for months: the time of an entry is not the one at which the process began.
    context.now = context
        .now
        .saturating_add(jiff::SignedDuration::try_from(begun.elapsed()).unwrap_or_default())
        .unwrap_or(context.now);
    let requested = request.ask(session, &context, &table)?;
    let answer = issue::answer(&table, &requested, language(session, &table));
    let to = answer_beside(path, table.form.extension());
    put(&to, &answer.to_bytes().map_err(Failure::sheet)?, done)?;
    away(path, done)?;
    let wrong = match requested.wrong() {
        0 => String::new(),
        number => format!(", {number} wrong"),
    };
    let rows = plural(requested.rows.len(), "row");
    let id = tick(&requested.id);
    session.out.remark(&format!(
        "{}: request {id}, {rows}{wrong}",
        tick(&path.display().to_string())
    ));
    Ok(())
}

/// Says in a file of text why a table was not answered.
fn refuse(session: &Session, path: &Path, done: &Path, why: &str) -> Result<(), Failure> {
    put(
        &answer_beside(path, "txt"),
        format!("\u{feff}{why}\r\n").as_bytes(),
        done,
    )?;
    away(path, done)?;
    session
        .out
        .remark(&format!("{}: {why}", tick(&path.display().to_string())));
    Ok(())
}

/// Puts an answer in place; an earlier one of that name is kept among what is done.
fn put(to: &Path, bytes: &[u8], done: &Path) -> Result<(), Failure> {
    if to.exists() {
        away(to, done)?;
    }
    write_file(to, bytes)
}

/// Moves a file to what is done, under a name that is free.
fn away(path: &Path, done: &Path) -> Result<(), Failure> {
    let name = Path::new(path.file_name().unwrap_or_default());
    let stem = name.file_stem().unwrap_or_default().to_string_lossy();
    let ending = name.extension().unwrap_or_default().to_string_lossy();
    let mut to = done.join(name);
    let mut number = 2;
    while to.exists() {
        to = done.join(format!("{stem}-{number}.{ending}"));
        number += 1;
    }
    fs::rename(path, &to).map_err(failed("move", path))
}

fn failed<'p>(verb: &'p str, path: &'p Path) -> impl FnOnce(std::io::Error) -> Failure + 'p {
    move |source| Failure::File {
        operation: format!("{verb} {}", tick(&path.display().to_string())),
        source,
    }
}
