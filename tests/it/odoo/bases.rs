//! The databases: slices of every version, and dumps of whole ones.

use std::path::Path;

use crate::support::{Scratch, Work, fixture, fixture_sql, scratch};

/// The versions of which there is a slice.
pub(super) const SLICES: [&str; 5] = ["14", "16", "17", "18", "19"];
/// The versions of which Odoo itself may have made a database.
const DUMPS: [&str; 3] = ["16", "18", "19"];

/// A database of the test's own.
pub(super) struct Base {
    pub(super) db: Scratch,
    pub(super) title: String,
    pub(super) version: u32,
    /// Whether Odoo itself made it.
    pub(super) whole: bool,
}

impl Base {
    /// A project for it.
    pub(super) fn work(&self) -> Work {
        Work::of("odoo", &self.db.url())
    }

    /// From 19 only what was given is stored.
    pub(super) fn stores_includes(&self) -> bool {
        self.version < 19
    }
}

/// A slice of one version; nothing where no cluster was prepared.
pub(super) fn slice(version: &str) -> Option<Base> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/odoo");
    let read = |file: String| std::fs::read_to_string(folder.join(file)).unwrap();
    let sql = || read("slice.sql".to_owned()) + &read(format!("{version}.sql"));
    Some(Base {
        db: scratch(&format!("odoo_slice_{version}"), sql)?,
        title: format!("slice of {version}"),
        version: version.parse().unwrap(),
        whole: false,
    })
}

/// A slice of every version.
pub(super) fn slices() -> impl Iterator<Item = Base> {
    SLICES.into_iter().filter_map(slice)
}

/// A slice of each kind of version: names as text, one signal, a signal of its own for groups, signals in tables.
pub(super) fn kinds() -> impl Iterator<Item = Base> {
    ["14", "17", "19"].into_iter().filter_map(slice)
}

/// The databases that Odoo itself made, as far as they are beside the repository.
pub(super) fn dumps() -> impl Iterator<Item = Base> {
    DUMPS.into_iter().filter_map(|version| {
        let name = format!("odoo{version}.sql.zst");
        let path = fixture(&format!("odoo {version}"), |file| file == name)?;
        let sql = || fixture_sql(&path);
        Some(Base {
            db: scratch(&format!("odoo_dump_{version}"), sql)?,
            title: format!("database made by {version}"),
            version: version.parse().unwrap(),
            whole: true,
        })
    })
}

/// All of them.
pub(super) fn every() -> impl Iterator<Item = Base> {
    slices().chain(dumps())
}
