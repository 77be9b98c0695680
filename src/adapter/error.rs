//! Why an adapter could not do its work.

use crate::base::text::{list, tick};
use crate::db::DbError;
use crate::model::Engine;

/// Why an adapter could not do its work. `Display` leaves out the source; print the chain.
#[derive(Debug, thiserror::Error)]
pub enum AdapterError {
    /// The ERP does not run on this engine, or the adapter does not know it there.
    #[error("the adapter {} has no SQL for {}; it knows {}", tick(adapter), engine.title(), titles(engines))]
    Engine {
        /// The adapter.
        adapter: String,
        /// The engine of the target.
        engine: Engine,
        /// The engines that it knows.
        engines: Vec<Engine>,
    },
    /// The database does not hold this ERP.
    #[error("the database is not one of {title}: {file} finds nothing there")]
    NotDetected {
        /// The ERP.
        title: String,
        /// The script that looked.
        file: String,
        /// What the database said, when it did not just give no row.
        #[source]
        source: Option<DbError>,
    },
    /// The version is outside of the range that the adapter knows.
    #[error("{title} {version} is not supported; the adapter knows {versions}")]
    Version {
        /// The ERP.
        title: String,
        /// What was found.
        version: String,
        /// What is known.
        versions: String,
    },
    /// The version is inside of the range, but refused by name.
    #[error("{title} {version} is not supported: {why}")]
    Refused {
        /// The ERP.
        title: String,
        /// What was found.
        version: String,
        /// Why it is refused.
        why: String,
    },
    /// A declaration that an overlay changed does not fit. Loading finds this out, so it means a defect.
    #[error("the overlays for this version do not fit adapter.yaml")]
    Declaration(#[source] serde_json::Error),
    /// The database refused a script.
    #[error("{} failed{}", tick(file), at_line(*line))]
    Script {
        /// The script, below the adapter's folder.
        file: String,
        /// The line, where the database says so.
        line: Option<usize>,
        /// What the database said.
        #[source]
        source: DbError,
    },
    /// A query does not give the columns that it should.
    #[error(
        "{} gives the columns {} and not {}",
        tick(file),
        list(found, 12),
        list(wanted, 12)
    )]
    Columns {
        /// The script.
        file: String,
        /// What it gives.
        found: Vec<String>,
        /// What it should give, in any order.
        wanted: Vec<String>,
    },
    /// A query gives a row that the relation cannot hold.
    #[error("{} gives a row for {} that cannot be: {what}", tick(file), tick(key))]
    Cell {
        /// The script.
        file: String,
        /// The key of the row.
        key: String,
        /// What is wrong with it.
        what: String,
    },
    /// A query gives the same key several times.
    #[error("{} gives the same key more than once: {}", tick(file), list(keys, 5))]
    Duplicate {
        /// The script.
        file: String,
        /// The keys.
        keys: Vec<String>,
    },
    /// The adapter has no script for what is asked.
    #[error("the adapter has no {file}")]
    Missing {
        /// The script that is missing.
        file: String,
    },
    /// A script names a view that no overlay in force brings.
    #[error(
        "{file} names the view {}, which this version of the ERP does not have",
        tick(view)
    )]
    View {
        /// The script.
        file: String,
        /// The view.
        view: String,
    },
    /// The database failed outside of any script.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl AdapterError {
    /// What the database said, if it said something.
    #[must_use]
    pub fn database(&self) -> Option<&DbError> {
        match self {
            Self::Script { source, .. } | Self::Database(source) => Some(source),
            Self::NotDetected { source, .. } => source.as_ref(),
            _ => None,
        }
    }

    pub(super) fn script(file: &str, sql: &str, source: DbError) -> Self {
        let line = source.line_in(sql);
        let source = source.during(format!("run {file}"));
        Self::Script {
            file: file.to_owned(),
            line,
            source,
        }
    }
}

fn titles(engines: &[Engine]) -> String {
    list(engines.iter().map(|engine| engine.title()), 5)
}

fn at_line(line: Option<usize>) -> String {
    line.map_or(String::new(), |line| format!(" at line {line}"))
}
