//! PostgreSQL databases that a test loads itself.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::listing::{Listing, databases};
use super::sql::{self, Rows};

/// A database of the test's own. Dropping it removes it.
pub(crate) struct Scratch {
    listing: &'static Listing,
    name: String,
}

/// A database with what `sql` makes, run as the role that owns it; nothing where no cluster was prepared. What has the same
/// title is loaded once and copied.
pub(crate) fn scratch(title: &str, sql: impl FnOnce() -> String) -> Option<Scratch> {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    static LOADED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let listing = databases()?;
    let process = std::process::id();
    let template = format!("scratch_{title}_{process}");
    {
        // Held while loading: whoever wants the same waits for it. A failure of one test is no reason for others to fail here.
        let mut loaded = LOADED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !loaded.contains(title) {
            create(listing, &template, "template0");
            sql::rows(&owned(listing, &template), &sql());
            sql::rows(&owned(listing, &template), "ANALYZE");
            loaded.insert(title.to_owned());
        }
    }
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("{template}_{number}");
    create(listing, &name, &template);
    Some(Scratch { listing, name })
}

fn create(listing: &Listing, name: &str, template: &str) {
    let owner = &listing.owner.name;
    let create = format!("CREATE DATABASE {name} TEMPLATE {template} OWNER {owner}");
    sql::rows(&listing.postgres, &create);
}

fn owned(listing: &Listing, name: &str) -> String {
    url_as(listing, name, &listing.owner.name, &listing.owner.password)
}

fn url_as(listing: &Listing, name: &str, role: &str, password: &str) -> String {
    let (server, _) = listing
        .postgres
        .rsplit_once('/')
        .expect("the cluster's URL names a database");
    let address = server.rsplit('@').next().expect("rsplit gives at least one part");
    format!("postgres://{role}:{password}@{address}/{name}")
}

impl Scratch {
    /// Its URL, as the role that owns its tables.
    pub(crate) fn url(&self) -> String {
        owned(self.listing, &self.name)
    }

    /// Its URL as any role.
    pub(crate) fn url_as(&self, role: &str, password: &str) -> String {
        url_as(self.listing, &self.name, role, password)
    }

    /// Runs statements as the role that owns it and returns the rows, cells as text.
    pub(crate) fn sql(&self, statements: &str) -> Rows {
        sql::rows(&self.url(), statements)
    }

    /// Runs statements as the cluster's superuser.
    pub(crate) fn superuser(&self, statements: &str) -> Rows {
        let (server, _) = self
            .listing
            .postgres
            .rsplit_once('/')
            .expect("the cluster's URL names a database");
        sql::rows(&format!("{server}/{}", self.name), statements)
    }

    /// What the database says when it refuses statements: SQLSTATE and message; nothing when it takes them.
    pub(crate) fn refusal(&self, statements: &str) -> Option<(String, String)> {
        sql::refusal(&self.url(), statements)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        sql::rows(
            &self.listing.postgres,
            &format!("DROP DATABASE {} WITH (FORCE)", self.name),
        );
    }
}
