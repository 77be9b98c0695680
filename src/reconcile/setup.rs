//! `setup`: trueup's own tables in the ERP's database, and the least rights for reading and applying.

use crate::model::Interner;
use crate::registry::{self, Entry, Kind, Registry, Setup, TableGrants, first_entry, setup_sql};

use super::target::Target;
use super::{Context, Failure, journal};

/// What to set up.
#[derive(Debug, Clone, Default)]
pub struct SetupOptions {
    /// The database user for everything but apply.
    pub reader: Option<String>,
    /// The database user for apply.
    pub applier: Option<String>,
    /// The database user that makes backups.
    pub backup: Option<String>,
    /// The target whose copy this database is.
    pub clone_of: Option<String>,
}

/// What setup did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetUp {
    /// The registry is there now, with this first entry.
    Done(Entry),
    /// It was there; missing tables and rights were added.
    Again,
    /// The copy has its own name now, by this entry.
    Renamed(Entry),
}

/// What setup did, and what it could not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetupDone {
    /// What it did.
    pub what: SetUp,
    /// Why the triggers that guards need were not made; everything else was.
    pub guards_refused: Option<String>,
}

fn first(context: &Context, target: &Target) -> Entry {
    let draft = journal::draft(Kind::Setup, context, target, &[], &Interner::new(), None);
    first_entry(&context.target, &draft)
}

fn tables(target: &Target) -> TableGrants {
    let tables = &target.adapter.manifest.tables;
    let names = |rights: &Vec<crate::adapter::Privilege>| {
        rights.iter().map(|right| right.name().to_owned()).collect()
    };
    TableGrants {
        reads: tables.reads.clone(),
        hidden: tables.hidden.clone(),
        writes: tables
            .writes
            .iter()
            .map(|(table, rights)| (table.clone(), names(rights)))
            .collect(),
        counters: tables.counters.clone(),
        locks: tables.locks.clone(),
    }
}

/// The script that sets the registry up, for a database administrator to read and run. Reads only.
///
/// # Errors
/// When the target cannot be read.
pub async fn setup_script(context: &Context, options: &SetupOptions) -> Result<String, Failure> {
    let target = Target::read_only(context, "setup").await?;
    let (first, tables) = (first(context, &target), tables(&target));
    let guards = target.adapter.guard_install();
    Ok(setup_sql(&Setup {
        engine: target.session.engine(),
        reader: options.reader.as_deref(),
        applier: options.applier.as_deref(),
        backup: options.backup.as_deref(),
        tables: &tables,
        guards: guards.as_deref(),
        first: &first,
    }))
}

/// Sets the registry up with the rights of the apply URL's user.
///
/// # Errors
/// When that user may not create tables, or the database belongs to another target.
pub async fn setup(context: &Context, options: &SetupOptions) -> Result<SetupDone, Failure> {
    let mut target = Target::read_write(context, "setup").await?;
    if let Some(original) = &options.clone_of {
        return rename(context, &mut target, original).await;
    }
    let again = target.registry(context).await?.is_some();
    let (first, tables) = (first(context, &target), tables(&target));
    let guards = target.adapter.guard_install();
    let setup = Setup {
        engine: target.session.engine(),
        reader: options.reader.as_deref(),
        applier: options.applier.as_deref(),
        backup: options.backup.as_deref(),
        tables: &tables,
        guards: guards.as_deref(),
        first: &first,
    };
    let refused = registry::install(&mut target.session, &setup).await?;
    let guards_refused = refused.map(|error| error.to_string());
    if again {
        return Ok(SetupDone {
            what: SetUp::Again,
            guards_refused,
        });
    }
    // One that cannot be written is written by the first apply.
    drop(journal::receipt(context, &target, &first));
    Ok(SetupDone {
        what: SetUp::Done(first),
        guards_refused,
    })
}

async fn rename(context: &Context, target: &mut Target, original: &str) -> Result<SetupDone, Failure> {
    target.session.begin_write(None).await?;
    let registry = Registry::open(&mut target.session, original)
        .await?
        .ok_or_else(Failure::no_registry)?;
    let draft = journal::draft(Kind::Clone, context, target, &[], &Interner::new(), None);
    let (_, entry) = registry
        .rename_target(&mut target.session, &context.target, &draft)
        .await?;
    target.session.commit().await?;
    drop(journal::receipt(context, target, &entry));
    Ok(SetupDone {
        what: SetUp::Renamed(entry),
        guards_refused: None,
    })
}
