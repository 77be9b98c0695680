//! The laws that an adapter must obey, tried on a scratch database.
//!
//! - *GetPut*: an apply of no changes moves nothing.
//! - *PutGet*: after an apply of random legal changes exactly those changes are visible.
//! - What was applied and planned again is an empty plan.
//! - A rollback leaves no trace; tables that the adapter does not name as written never move.
//!
//! The database is written to and keeps some of the changes: it must be one that can be thrown away.

mod legal;
mod random;

use std::collections::BTreeSet;
use std::path::Path;

use crate::adapter::{Adapter, ChangeContext};
use crate::db::{Access, ConnectOptions, DbUrl, Session, catalog};
use crate::diff::{self, mismatches, patch};
use crate::model::{Change, Home, Interner, Mode, Rel, State, Verb};
use crate::reconcile::failure::chain;

use super::Failure;
use super::target::folder;
use random::Generator;

/// What is tried.
#[derive(Debug, Clone, Copy)]
pub struct Trial {
    /// Where the random changes start from; a seed gives the same changes everywhere.
    pub seed: u64,
    /// How many sets of changes are tried.
    pub rounds: u32,
}

/// What a conformance check found.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The adapter and the version found.
    pub subject: String,
    /// Sets of changes that were carried out and committed.
    pub committed: u32,
    /// Sets of changes that were carried out and rolled back.
    pub rolled_back: u32,
    /// Sets that the adapter refused, with the reasons.
    pub refused: Vec<String>,
    /// Changes carried out, by relation and verb.
    pub changes: std::collections::BTreeMap<String, u32>,
    /// Scripts of the adapter that no set of changes reached.
    pub untried: Vec<String>,
    /// Broken laws; empty when the adapter conforms.
    pub violations: Vec<String>,
}

/// Tries an adapter on the scratch database behind `url`.
///
/// # Errors
/// When the database or the adapter fails; a broken law is no error but part of the report.
pub async fn check(
    adapter: &str,
    root: &Path,
    url: &DbUrl,
    trial: Trial,
    now: jiff::Timestamp,
    progress: &(dyn Fn(u32) + Sync),
) -> Result<Report, Failure> {
    let folder = folder(adapter, root)?;
    let mut session =
        Session::connect(url, ConnectOptions::new("trueup adapter check", Access::Write)).await?;
    let adapter = Adapter::open(&folder, &mut session).await?;
    let subject = format!(
        "{} {} on {}",
        adapter.title,
        adapter.version,
        session.engine().title()
    );
    let mut kit = Kit {
        session,
        adapter,
        now,
        report: Report {
            subject,
            ..Report::default()
        },
        tried: BTreeSet::new(),
    };
    kit.get_put().await?;
    for round in 0..trial.rounds {
        progress(round);
        kit.put_get(trial.seed.wrapping_add(u64::from(round)), round % 2 == 0)
            .await?;
    }
    for rel in Rel::reconciled().filter(|rel| rel.spec().home == Home::Erp) {
        for verb in Verb::ALL {
            if kit.adapter.can(rel, verb) && !kit.tried.contains(&(rel, verb)) {
                kit.report
                    .untried
                    .push(format!("write/{}.{}.sql", rel.name(), verb.name()));
            }
        }
    }
    kit.session.close().await;
    Ok(kit.report)
}

struct Kit {
    session: Session,
    adapter: Adapter,
    now: jiff::Timestamp,
    report: Report,
    tried: BTreeSet<(Rel, Verb)>,
}

impl Kit {
    async fn begin(&mut self) -> Result<(), Failure> {
        let lock = self.adapter.lock_sql().map(str::to_owned);
        Ok(self.session.begin_write(lock.as_deref()).await?)
    }

    async fn read(&mut self, symbols: &mut Interner) -> Result<State, Failure> {
        Ok(self.adapter.read(&mut self.session, Rel::ALL, symbols).await?)
    }

    /// Fills the change tables, asks whether the ERP can hold it, and writes. Gives the refusals, if any.
    async fn write(
        &mut self,
        seed: u64,
        changes: &[Change],
        symbols: &Interner,
    ) -> Result<Vec<String>, Failure> {
        let about = ChangeContext {
            now_utc: self.now,
            actor: "conformance".to_owned(),
            actor_id: None,
            commit_id: None,
            digest: "conformance".to_owned(),
            apply_id: crate::base::hash::sha256(format!("{} {seed}", self.now).as_bytes()),
        };
        let prepared = self
            .adapter
            .prepare_changes(&mut self.session, changes, symbols, &about, &|_| None)
            .await?;
        let refusals = self.adapter.refusals(&mut self.session).await?;
        if refusals.is_empty() {
            self.adapter
                .write(&mut self.session, &prepared, &mut |_| {})
                .await?;
        }
        Ok(refusals
            .iter()
            .map(|refusal| format!("{}: {} ({})", refusal.key, refusal.reason, refusal.code))
            .collect())
    }

    async fn get_put(&mut self) -> Result<(), Failure> {
        let mut symbols = Interner::new();
        let tables = catalog::tables(&mut self.session).await?;
        self.begin().await?;
        let before = catalog::checksums(&mut self.session, &tables).await?;
        self.read(&mut symbols).await?;
        self.write(0, &[], &symbols).await?;
        let after = catalog::checksums(&mut self.session, &tables).await?;
        self.session.rollback().await?;
        let moved = tables
            .iter()
            .filter(|table| before.get(*table) != after.get(*table));
        self.report
            .violations
            .extend(moved.map(|table| format!("GetPut: no change, and table {table} moved")));
        Ok(())
    }

    async fn put_get(&mut self, seed: u64, commit: bool) -> Result<(), Failure> {
        let mut symbols = Interner::new();
        let tables = catalog::tables(&mut self.session).await?;
        self.begin().await?;
        let before = catalog::checksums(&mut self.session, &tables).await?;
        let mut live = self.read(&mut symbols).await?;
        live.sort(&symbols.ranks());
        let adapter = &self.adapter;
        let can = |rel: Rel, verb: Verb| adapter.can(rel, verb);
        let changes = Generator::new(&live, &adapter.semantics, &mut symbols, seed, &can).run();
        let refused = match self.write(seed, &changes, &symbols).await {
            Ok(refused) => refused,
            Err(Failure::Adapter(error)) => {
                self.session.rollback().await?;
                self.violation(seed, &format!("a legal set of changes failed: {}", chain(&error)));
                return Ok(());
            }
            Err(other) => return Err(other),
        };
        if !refused.is_empty() {
            self.session.rollback().await?;
            self.report.refused.extend(refused);
            return Ok(());
        }
        let ranks = symbols.ranks();
        for change in &changes {
            if let Some(old) = change.old_key() {
                diff::rename_entity(&mut live, change.rel, old, change.key()[0]);
            }
        }
        live.sort(&ranks);
        let mut expected = patch(&live, &changes, &ranks);
        let mut found = self.read(&mut symbols).await?;
        let ranks = symbols.ranks();
        expected.sort(&ranks);
        found.sort(&ranks);
        for mismatch in mismatches(&expected, &found, Rel::reconciled(), &ranks)
            .into_iter()
            .take(20)
        {
            self.violation(seed, &format!("PutGet: {}", mismatch.describe(&symbols)));
        }
        self.second_plan(seed, &found, &changes, symbols);
        let after = catalog::checksums(&mut self.session, &tables).await?;
        let written = self.adapter.manifest.tables.writes.clone();
        for table in tables
            .iter()
            .filter(|table| before.get(*table) != after.get(*table))
        {
            if !written.contains_key(table) {
                self.violation(
                    seed,
                    &format!("table {table} moved, which adapter.yaml does not name as written"),
                );
            }
        }
        if commit {
            self.session.commit().await?;
            self.report.committed += 1;
        } else {
            self.session.rollback().await?;
            self.begin().await?;
            let back = catalog::checksums(&mut self.session, &tables).await?;
            self.session.rollback().await?;
            for table in tables
                .iter()
                .filter(|table| before.get(*table) != back.get(*table))
            {
                self.violation(seed, &format!("a rollback left a trace in table {table}"));
            }
            self.report.rolled_back += 1;
        }
        for change in &changes {
            self.tried.insert((change.rel, change.verb));
            let name = format!("{} {}", change.rel.name(), change.verb.name());
            *self.report.changes.entry(name).or_default() += 1;
        }
        Ok(())
    }

    /// Declares what the changes made and plans again: nothing may be left to do.
    fn second_plan(&mut self, seed: u64, found: &State, changes: &[Change], mut symbols: Interner) {
        let mut desired = crate::model::Desired::default();
        let span = crate::base::source::Span::new(crate::base::source::FileId(0), 0, 0);
        let origin = desired.origin(span, None);
        for change in changes.iter().filter(|change| change.verb != Verb::Rename) {
            let key = change.key();
            if change.verb == Verb::Delete {
                desired.absent.push((change.rel, key.into(), origin));
            } else {
                let row: Vec<_> = key.iter().chain(change.new_values()).copied().collect();
                desired.state.table_mut(change.rel).push_tagged(&row, origin);
            }
        }
        let prepared = diff::prepare(
            found.clone(),
            desired,
            None,
            &self.adapter.semantics,
            &mut symbols,
        );
        let options = diff::Options {
            mode: Mode::Adopt,
            manages_user: &|_| true,
            manages_role: &|_| true,
            revert_drift: false,
            overwrite: false,
        };
        for change in diff::compare(&prepared, &options, &symbols)
            .changes
            .iter()
            .take(5)
        {
            let key: Vec<&str> = change.key().iter().map(|&cell| symbols.text(cell)).collect();
            let what = format!(
                "{} {} `{}`",
                change.verb.name(),
                change.rel.name(),
                key.join("` `")
            );
            self.violation(seed, &format!("a second plan is not empty: {what}"));
        }
    }

    fn violation(&mut self, seed: u64, what: &str) {
        self.report.violations.push(format!("seed {seed}: {what}"));
    }
}
