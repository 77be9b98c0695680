//! An adapter that met a database: the ERP detected, its version known, the overlays resolved.

use std::collections::BTreeMap;

use super::declared::{detect_script, with_overlays};
use super::folder::split_overlay;
use super::{AdapterError, Folder, Manifest, views};
use crate::db::{DatabaseIdentity, DbError, Session};
use crate::model::{Engine, Home, Rel, Semantics, Verb};

/// An adapter for the ERP in one database.
#[derive(Debug, Clone)]
pub struct Adapter {
    /// The adapter's name.
    pub name: String,
    /// The name of the ERP as people write it.
    pub title: String,
    /// The engine of the database.
    pub engine: Engine,
    /// The version of the ERP that was found.
    pub version: String,
    /// What identifies this installation of the ERP.
    pub identity: String,
    /// The database.
    pub database: DatabaseIdentity,
    /// How this version of the ERP differs from others, for pure code.
    pub semantics: Semantics,
    /// The declaration with the overlays put in.
    pub manifest: Manifest,
    /// The overlays that apply, in order.
    pub overlays: Vec<String>,
    /// Identifies the contents of the adapter's folder.
    pub digest: String,
    pub(super) files: BTreeMap<String, Script>,
}

/// A script: where it lies in the folder, and its text.
#[derive(Debug, Clone)]
pub(super) struct Script {
    pub(super) file: String,
    pub(super) sql: String,
}

impl Adapter {
    /// Looks which ERP the database holds and gets the adapter ready for it. Reads only.
    ///
    /// # Errors
    /// When the database holds another ERP, or a version or engine that the adapter does not know.
    pub async fn open(folder: &Folder, session: &mut Session) -> Result<Self, AdapterError> {
        let manifest = &folder.manifest;
        let engine = session.engine();
        let unknown_engine = || AdapterError::Engine {
            adapter: manifest.name.clone(),
            engine,
            engines: manifest.engines.clone(),
        };
        if !manifest.engines.contains(&engine) {
            return Err(unknown_engine());
        }
        let (file, sql) = detect_script(folder, engine).ok_or_else(unknown_engine)?;
        let (version, identity) = detect(manifest, &file, sql, session).await?;
        check_version(manifest, &version)?;
        let mut overlays = Vec::new();
        let mut chosen = Vec::new();
        for overlay in manifest
            .overlays
            .iter()
            .filter(|overlay| overlay.fits(engine, &version))
        {
            if let Some(table) = &overlay.requires_table
                && !session.table_exists(table).await?
            {
                continue;
            }
            if let Some(sql) = &overlay.requires_row {
                let rows = session.query(sql, &[]).await;
                let file = format!("requires_row of the overlay {}", overlay.name);
                if rows
                    .map_err(|error| AdapterError::script(&file, sql, error))?
                    .is_empty()
                {
                    continue;
                }
            }
            overlays.push(overlay.name.clone());
            chosen.push(overlay);
        }
        let files = views::put_in(resolve(folder, &overlays))?;
        let manifest = with_overlays(folder, chosen).map_err(AdapterError::Declaration)?;
        let mut adapter = Self {
            name: manifest.name.clone(),
            title: manifest.title.clone(),
            engine,
            version,
            identity,
            database: session.identity().await?,
            semantics: manifest.semantics(),
            manifest,
            overlays,
            digest: folder.digest.clone(),
            files,
        };
        adapter.semantics.guards = adapter.guards();
        adapter.semantics.record_rules = RULES_NEED
            .iter()
            .all(|script| adapter.files.contains_key(*script));
        Ok(adapter)
    }

    /// Whether changes of that kind can be written. The registry's own relations always can.
    #[must_use]
    pub fn can(&self, rel: Rel, verb: Verb) -> bool {
        rel.spec().home == Home::Registry || self.files.contains_key(&write_path(rel, verb))
    }

    /// Whether the relation can be read: without a script it is empty.
    #[must_use]
    pub fn reads(&self, rel: Rel) -> bool {
        self.files.contains_key(&read_path(rel))
    }

    /// The first statements of an apply, which lock what must not move while it runs.
    #[must_use]
    pub fn lock_sql(&self) -> Option<&str> {
        self.files.get("lock.sql").map(|script| script.sql.as_str())
    }

    /// The scripts in a folder, with the part of their path that differs, sorted.
    pub(super) fn scripts_in(&self, folder: &str) -> impl Iterator<Item = (&str, &Script)> {
        self.files.iter().filter_map(move |(path, script)| {
            let code = path
                .strip_prefix(folder)?
                .strip_prefix('/')?
                .strip_suffix(".sql")?;
            Some((code, script))
        })
    }
}

/// The scripts without which files cannot say for whom row-level rules hold.
pub(super) const RULES_NEED: [&str; 4] = [
    "read/rule.sql",
    "read/record_rule.sql",
    "write/record_rule.insert.sql",
    "write/record_rule.delete.sql",
];

pub(super) fn read_path(rel: Rel) -> String {
    format!("read/{}.sql", rel.name())
}

/// The scripts of a kind of change, the plain one first: it may be followed by parts, such as one for an optional module.
pub(super) fn write_scripts(
    files: &BTreeMap<String, Script>,
    rel: Rel,
    verb: Verb,
) -> impl Iterator<Item = &str> {
    let plain = write_path(rel, verb);
    let stem = format!("write/{}.{}.", rel.name(), verb.name());
    let (first, parts): (Vec<&str>, Vec<&str>) = files
        .keys()
        .map(String::as_str)
        .filter(|path| path.starts_with(&stem))
        .partition(|path| *path == plain);
    first.into_iter().chain(parts)
}

pub(super) fn write_path(rel: Rel, verb: Verb) -> String {
    format!("write/{}.{}.sql", rel.name(), verb.name())
}

async fn detect(
    manifest: &Manifest,
    file: &str,
    sql: &str,
    session: &mut Session,
) -> Result<(String, String), AdapterError> {
    let rows = attempt(session, file, sql, &["version", "identity"]).await;
    let not_detected = |source| AdapterError::NotDetected {
        title: manifest.title.clone(),
        file: file.to_owned(),
        source,
    };
    match rows {
        Ok(rows) => {
            let mut cells = rows
                .into_iter()
                .next()
                .ok_or_else(|| not_detected(None))?
                .into_iter();
            let version = cells.next().flatten().ok_or_else(|| not_detected(None))?;
            Ok((version, cells.next().flatten().unwrap_or_default()))
        }
        Err(AdapterError::Script { source, .. }) if source.is_undefined_object() => {
            Err(not_detected(Some(source)))
        }
        Err(error) => Err(error),
    }
}

fn check_version(manifest: &Manifest, version: &str) -> Result<(), AdapterError> {
    if !manifest.versions.contains(version) {
        return Err(AdapterError::Version {
            title: manifest.title.clone(),
            version: version.to_owned(),
            versions: manifest.versions.to_string(),
        });
    }
    match manifest.refused.get(version) {
        Some(why) => Err(AdapterError::Refused {
            title: manifest.title.clone(),
            version: version.to_owned(),
            why: why.clone(),
        }),
        None => Ok(()),
    }
}

/// The scripts that apply, by their path without any overlay.
fn resolve(folder: &Folder, overlays: &[String]) -> BTreeMap<String, Script> {
    let mut files = BTreeMap::new();
    let mut ranked = BTreeMap::new();
    for (path, sql) in &folder.files {
        let (overlay, inner) = split_overlay(path);
        let rank = match overlay {
            None => 0,
            Some(name) => match overlays.iter().position(|active| active == name) {
                Some(position) => position + 1,
                None => continue,
            },
        };
        let best = ranked.entry(inner).or_insert(rank);
        if rank >= *best {
            *best = rank;
            let script = Script {
                file: path.clone(),
                sql: sql.clone(),
            };
            files.insert(inner.to_owned(), script);
        }
    }
    files
}

/// The name of the savepoint around a query that may fail.
const ATTEMPT: &str = "trueup_attempt";

/// Runs a small query and gives its rows with the columns in the wanted order. When it fails inside a transaction,
/// the transaction lives on.
pub(super) async fn attempt(
    session: &mut Session,
    file: &str,
    sql: &str,
    wanted: &[&str],
) -> Result<Vec<Vec<Option<String>>>, AdapterError> {
    let guarded = session.in_transaction();
    if guarded {
        session.savepoint(ATTEMPT).await?;
    }
    let outcome = small_query(session, sql).await;
    if guarded {
        match &outcome {
            Ok(_) => session.release(ATTEMPT).await?,
            Err(error) if error.is_connection() => {}
            Err(_) => session.rollback_to(ATTEMPT).await?,
        }
    }
    let (found, rows) = outcome.map_err(|error| AdapterError::script(file, sql, error))?;
    let order = positions(file, &found, wanted)?;
    let pick = |mut row: Vec<Option<String>>| order.iter().map(|&at| row[at].take()).collect();
    Ok(rows.into_iter().map(pick).collect())
}

type Rows = Vec<Vec<Option<String>>>;

async fn small_query(session: &mut Session, sql: &str) -> Result<(Vec<String>, Rows), DbError> {
    Ok((session.columns(sql).await?, session.query(sql, &[]).await?))
}

/// Where the wanted columns stand among those found, which must be the same.
pub(super) fn positions(file: &str, found: &[String], wanted: &[&str]) -> Result<Vec<usize>, AdapterError> {
    let order: Vec<_> = wanted
        .iter()
        .filter_map(|name| found.iter().position(|f| f == name))
        .collect();
    if order.len() == wanted.len() && found.len() == wanted.len() {
        return Ok(order);
    }
    Err(AdapterError::Columns {
        file: file.to_owned(),
        found: found.to_vec(),
        wanted: wanted.iter().map(|&name| name.to_owned()).collect(),
    })
}
