//! What an ERP cannot hold, and what is wrong in it: the scripts in refuse/ and checks/.

use super::open::attempt;
use super::{Adapter, AdapterError, CheckSeverity};
use crate::db::Session;

/// A change that this ERP cannot hold. One of them refuses the whole apply.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    /// The script's name.
    pub code: String,
    /// What the ERP cannot hold, in a few words.
    pub title: String,
    /// What it is about.
    pub key: String,
    /// Why.
    pub reason: String,
}

/// Something that is wrong in the ERP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRow {
    /// The script's name.
    pub code: String,
    /// What is wrong, in a few words.
    pub title: String,
    /// How much it matters.
    pub severity: CheckSeverity,
    /// What it is about.
    pub subject: String,
    /// The facts.
    pub detail: String,
}

/// A check that could not be made.
#[derive(Debug)]
pub struct NotRun {
    /// The script's name.
    pub code: String,
    /// What was to be looked for.
    pub title: String,
    /// Why it could not.
    pub error: AdapterError,
}

/// What all checks found, and which could not be made.
#[derive(Debug, Default)]
pub struct Checks {
    /// What is wrong, the most severe first.
    pub rows: Vec<CheckRow>,
    /// Checks that say nothing, because the database refused them.
    pub not_run: Vec<NotRun>,
}

/// What an invariant found: a subject that is there only after the writes rolls the apply back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Invariant {
    /// The script's name.
    pub code: String,
    /// What it is about.
    pub subject: String,
    /// The facts.
    pub detail: String,
}

impl Adapter {
    /// Asks for changes that this ERP cannot hold. The change tables must be filled.
    ///
    /// # Errors
    /// When the database refuses a script.
    pub async fn refusals(&self, session: &mut Session) -> Result<Vec<Refusal>, AdapterError> {
        let mut refusals = Vec::new();
        for (code, script) in self.scripts_in("refuse") {
            let title = self.manifest.refuse.get(code).map_or("", |spec| &spec.title);
            let rows = attempt(session, &script.file, &script.sql, &["key", "reason"]).await?;
            refusals.extend(rows.into_iter().map(|row| {
                let (key, reason) = pair(row);
                Refusal {
                    code: code.to_owned(),
                    title: title.to_owned(),
                    key,
                    reason,
                }
            }));
        }
        refusals.sort();
        refusals.dedup();
        Ok(refusals)
    }

    /// Runs the checks that no apply may make worse. Sorted.
    ///
    /// # Errors
    /// When the database refuses a script.
    pub async fn invariants(&self, session: &mut Session) -> Result<Vec<Invariant>, AdapterError> {
        let mut found = Vec::new();
        for (code, script) in self.scripts_in("checks") {
            if !self.manifest.checks.get(code).is_some_and(|spec| spec.invariant) {
                continue;
            }
            let rows = attempt(session, &script.file, &script.sql, &["subject", "detail"]).await?;
            found.extend(rows.into_iter().map(|row| {
                let (subject, detail) = pair(row);
                Invariant {
                    code: code.to_owned(),
                    subject,
                    detail,
                }
            }));
        }
        found.sort();
        found.dedup();
        Ok(found)
    }

    /// Runs all checks. One that the database refuses does not keep the others from running.
    ///
    /// # Errors
    /// When the connection is lost.
    pub async fn checks(&self, session: &mut Session) -> Result<Checks, AdapterError> {
        let mut checks = Checks::default();
        for (code, script) in self.scripts_in("checks") {
            let Some(spec) = self.manifest.checks.get(code) else {
                continue;
            };
            match attempt(session, &script.file, &script.sql, &["subject", "detail"]).await {
                Ok(rows) => checks.rows.extend(rows.into_iter().map(|row| {
                    let (subject, detail) = pair(row);
                    CheckRow {
                        code: code.to_owned(),
                        title: spec.title.clone(),
                        severity: spec.severity,
                        subject,
                        detail,
                    }
                })),
                Err(error) if error.database().is_some_and(crate::db::DbError::is_connection) => {
                    return Err(error);
                }
                Err(error) => checks.not_run.push(NotRun {
                    code: code.to_owned(),
                    title: spec.title.clone(),
                    error,
                }),
            }
        }
        let key = |row: &CheckRow| {
            (
                row.severity,
                row.code.clone(),
                row.subject.clone(),
                row.detail.clone(),
            )
        };
        checks.rows.sort_by_cached_key(key);
        Ok(checks)
    }
}

fn pair(row: Vec<Option<String>>) -> (String, String) {
    let mut cells = row.into_iter().map(Option::unwrap_or_default);
    (cells.next().unwrap_or_default(), cells.next().unwrap_or_default())
}
