//! Writing: the scripts in their order, each only when there is something for it.

use super::open::{write_path, write_scripts};
use super::{Adapter, AdapterError, Prepared};
use crate::db::Session;
use crate::model::{Change, Home, WRITE_ORDER};

/// A script that is about to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step<'a> {
    /// The script, below the adapter's folder.
    pub file: &'a str,
    /// The number of changes it carries out; none for after.sql and for further parts.
    pub changes: Option<usize>,
}

impl Adapter {
    /// Carries out what the change tables hold, for the ERP's own relations, and then runs after.sql. The registry's
    /// relations are the registry's to write.
    ///
    /// `observer` hears of every script before it runs.
    ///
    /// # Errors
    /// When the database refuses a script, or there are changes without one.
    pub async fn write(
        &self,
        session: &mut Session,
        prepared: &Prepared,
        observer: &mut (dyn FnMut(Step<'_>) + Send),
    ) -> Result<(), AdapterError> {
        for step in WRITE_ORDER
            .iter()
            .filter(|step| step.rel.spec().home == Home::Erp)
        {
            let changes = prepared.count(step.rel, step.verb);
            if changes == 0 {
                continue;
            }
            let plain = write_path(step.rel, step.verb);
            self.run(session, &plain, Some(changes), observer).await?;
            for part in write_scripts(&self.files, step.rel, step.verb).filter(|path| *path != plain) {
                self.run(session, part, None, observer).await?;
            }
        }
        if self.files.contains_key("after.sql") {
            self.run(session, "after.sql", None, observer).await?;
        }
        Ok(())
    }

    /// Whether running servers look at a signal in the database that can only be sent after the commit.
    #[must_use]
    pub fn signals(&self) -> bool {
        self.files.contains_key("after_commit.sql")
    }

    /// Tells running servers of changes that are committed, with after_commit.sql, in a transaction of the caller.
    ///
    /// # Errors
    /// When the database refuses the script.
    pub async fn signal(&self, session: &mut Session) -> Result<(), AdapterError> {
        if self.signals() {
            self.run(session, "after_commit.sql", None, &mut |_| {}).await?;
        }
        Ok(())
    }

    /// The scripts that these changes need, in order: file and SQL.
    #[must_use]
    pub fn scripts(&self, changes: &[Change]) -> Vec<(String, String)> {
        let needed = WRITE_ORDER
            .iter()
            .filter(|step| {
                changes
                    .iter()
                    .any(|change| change.rel == step.rel && change.verb == step.verb)
            })
            .flat_map(|step| write_scripts(&self.files, step.rel, step.verb));
        let after = (!changes.is_empty()).then_some("after.sql");
        let scripts = needed.chain(after).filter_map(|path| self.files.get(path));
        scripts
            .map(|script| (script.file.clone(), script.sql.clone()))
            .collect()
    }

    async fn run(
        &self,
        session: &mut Session,
        path: &str,
        changes: Option<usize>,
        observer: &mut (dyn FnMut(Step<'_>) + Send),
    ) -> Result<(), AdapterError> {
        let script = self.files.get(path).ok_or_else(|| AdapterError::Missing {
            file: path.to_owned(),
        })?;
        observer(Step {
            file: &script.file,
            changes,
        });
        let done = session.script(&script.sql).await;
        done.map_err(|error| AdapterError::script(&script.file, &script.sql, error))
    }
}
