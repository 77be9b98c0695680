//! `apply`: one transaction, verified before it commits.
//!
//! A crash at any instant leaves either everything or nothing. The order of the steps is the one of ARCHITECTURE.md;
//! [`Stage`] names them, so that a test can end the process at each.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::time::Duration;

use crate::adapter::ChangeContext;
use crate::base::parallel;
use crate::base::secret::Secret;
use crate::diff::{self, Words};
use crate::model::{Change, Home, Interner, Ranks, Rel, State, Sym, Verb, encode_state};
use crate::plan::{self, Accepted, Plan};
use crate::project::config::Guard;
use crate::registry::{Draft, Entry, Kind, Registry};

use super::passwords::{self, InitialPasswords};
use super::target::Target;
use super::{Context, Failure, guard, journal, plan::stamp, sequences, settle};

/// How often an apply starts again when the database lost it to another transaction.
const ATTEMPTS: u32 = 4;
/// How long to wait for another trueup.
const LOCK_WAIT: Duration = Duration::from_secs(30);

/// How a plan is applied.
#[derive(Debug, Clone, Default)]
pub struct ApplyOptions {
    /// Where generated passwords of new and reactivated accounts go; without it these accounts have none.
    pub initial_passwords: Option<InitialPasswords>,
}

/// A step of an apply that has just been completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Connected; nothing is locked.
    Connected,
    /// trueup's own lock and the adapter's locks are held; nothing was written.
    Locked,
    /// The live state was read and is what the plan was made from.
    Read,
    /// The change tables are filled.
    Prepared,
    /// A write script has run.
    Wrote,
    /// All writes have run.
    Written,
    /// The end state was read and is what the plan says.
    Verified,
    /// The journal entry is written.
    Journaled,
    /// Initial passwords are in their file.
    HandedOver,
    /// Committed.
    Committed,
    /// The receipt is written.
    Receipted,
    /// Running servers were told, where they must be after the commit.
    Settled,
}

/// What an apply did.
#[derive(Debug, Clone)]
pub struct Applied {
    /// The number of the journal entry.
    pub entry: u64,
    /// Its hash.
    pub hash: String,
    /// The receipt, unless nothing was done or it could not be written.
    pub receipt: Option<PathBuf>,
    /// Earlier entries whose receipts were missing and are written now.
    pub healed: Vec<u64>,
    /// Why there is no receipt although something was done.
    pub receipt_failed: Option<String>,
    /// Whether this very plan had been applied before, so that nothing was done now.
    pub already: bool,
    /// Rows changed.
    pub rows: usize,
    /// Accounts whose passwords were handed over.
    pub passwords: usize,
    /// Why running servers could not be told, so that a signal is owed.
    pub owed: Option<String>,
}

/// Applies a plan. `observer` is told each step as it is completed.
///
/// # Errors
/// Every failure but [`Failure::Unknown`] leaves the database as it was.
pub async fn apply(
    context: &Context,
    plan: &Plan,
    symbols: Interner,
    options: &ApplyOptions,
    observer: &(dyn Fn(Stage) + Sync),
) -> Result<Applied, Failure> {
    belongs_here(context, plan)?;
    let mut target = Target::read_write(context, "apply").await?;
    if let Err(refused) = still_valid(context, plan, &stamp(context, &target)) {
        // A plan that was applied says so, however old it is now: that is how a job is run again.
        target.session.begin_read().await?;
        let entry = match target.registry(context).await {
            Ok(Some(registry)) => applied_before(&registry, &mut target, plan).await?,
            _ => None,
        };
        return entry.map(|entry| already(&entry, Vec::new())).ok_or(refused);
    }
    let secrets = Secrets::make(plan, &symbols, &target, options)?;
    observer(Stage::Connected);
    target.session.lock(&lock_name(context), LOCK_WAIT).await?;
    let apply_id = plan::checksum(format!("{}{}", plan.head.digest, context.now).as_bytes());
    let mut run = Run {
        context,
        plan,
        symbols,
        secrets,
        options,
        observer,
        apply_id,
    };
    let mut attempt = 1;
    let result = loop {
        match run.attempt(&mut target).await {
            Err(failure) if failure.may_retry() && attempt < ATTEMPTS => {
                tracing::info!(attempt, "another transaction was in the way; starting again");
                drop(target.session.rollback().await);
                tokio::time::sleep(Duration::from_millis(50 << attempt)).await;
                attempt += 1;
            }
            Err(failure) => {
                // The first error is the one to tell; a connection that cannot roll back is closed, which rolls back.
                drop(target.session.rollback().await);
                break Err(failure);
            }
            Ok(mut applied) => {
                applied.owed = settle::pay_now(context, &mut target).await;
                observer(Stage::Settled);
                break Ok(applied);
            }
        }
    };
    drop(target.session.unlock(&lock_name(context)).await);
    target.session.close().await;
    result
}

/// The name of trueup's own lock: one apply per target at a time.
pub(super) fn lock_name(context: &Context) -> String {
    format!("trueup:{}", context.target)
}

/// Whether the plan is for this target of this project at all.
fn belongs_here(context: &Context, plan: &Plan) -> Result<(), Failure> {
    let head = &plan.head;
    if head.target.name != context.target {
        return Err(Failure::Foreign(format!(
            "the plan is for target `{}`, not `{}`",
            head.target.name, context.target
        )));
    }
    if head.project != context.project.file.project {
        return Err(Failure::Foreign(format!(
            "the plan belongs to project `{}`",
            head.project
        )));
    }
    Ok(())
}

/// Whether a plan may be carried out now, on the database that was reached.
fn still_valid(context: &Context, plan: &Plan, here: &plan::Target) -> Result<(), Failure> {
    let head = &plan.head;
    let foreign = |what: String| Err(Failure::Foreign(what));
    if let Some(what) = other_database(&head.target, here) {
        return foreign(what);
    }
    if head.mode != context.settings().mode {
        return foreign(format!(
            "the plan was made in mode {}, and the target is in mode {} now; plan again",
            head.mode.name(),
            context.settings().mode.name()
        ));
    }
    if head.trueup != env!("CARGO_PKG_VERSION") {
        let ours = env!("CARGO_PKG_VERSION");
        return foreign(format!(
            "the plan was made by trueup {}, this is {ours}; plan again",
            head.trueup
        ));
    }
    let expires: jiff::Timestamp = head
        .expires
        .parse()
        .map_err(|_| Failure::Foreign(format!("the plan's expiry `{}` is no time", head.expires)))?;
    if context.now >= expires {
        return foreign(format!("the plan expired at {}; plan again", head.expires));
    }
    let refusals: Vec<_> = plan.refusals().cloned().collect();
    if refusals.is_empty() {
        Ok(())
    } else {
        Err(Failure::Refused(refusals))
    }
}

/// How a plan's target differs from the one that was reached.
fn other_database(planned: &plan::Target, here: &plan::Target) -> Option<String> {
    let parts = [
        ("adapter", &planned.adapter, &here.adapter),
        ("database server", &planned.system, &here.system),
        ("database", &planned.database, &here.database),
        ("ERP installation", &planned.erp_identity, &here.erp_identity),
        ("ERP version", &planned.erp_version, &here.erp_version),
        ("adapter digest", &planned.adapter_digest, &here.adapter_digest),
    ];
    let (what, planned, here) = parts.into_iter().find(|(_, planned, here)| planned != here)?;
    Some(format!(
        "the plan was made for another {what}: `{planned}`, and this is `{here}`"
    ))
}

/// The passwords of accounts that a plan makes or reactivates, computed before anything is locked: hashing is slow.
struct Secrets {
    passwords: BTreeMap<String, Secret>,
    hashes: BTreeMap<String, Secret>,
}

impl Secrets {
    fn make(
        plan: &Plan,
        symbols: &Interner,
        target: &Target,
        options: &ApplyOptions,
    ) -> Result<Self, Failure> {
        let mut secrets = Self {
            passwords: BTreeMap::new(),
            hashes: BTreeMap::new(),
        };
        let scheme = target.adapter.semantics.passwords.as_ref();
        let (Some(_), Some(scheme)) = (&options.initial_passwords, scheme) else {
            return Ok(secrets);
        };
        let logins: Vec<String> = plan
            .changes
            .iter()
            .filter(|change| wants_password(change, symbols))
            .map(|change| symbols.text(change.key()[0]).to_owned())
            .collect();
        let made = parallel::map(&logins, |_| passwords::fresh(scheme));
        for (login, made) in logins.into_iter().zip(made) {
            let (password, hash) = made?;
            secrets.passwords.insert(login.clone(), password);
            secrets.hashes.insert(login, hash);
        }
        Ok(secrets)
    }
}

/// Whether a change makes an account that can log in, or lets one in again.
fn wants_password(change: &Change, symbols: &Interner) -> bool {
    let is = |cell: Option<Sym>, text: &str| cell.is_some_and(|cell| symbols.text(cell) == text);
    change.rel == Rel::User
        && is(change.after("active"), "true")
        && (change.verb == Verb::Insert || is(change.before("active"), "false"))
}

struct Run<'a> {
    context: &'a Context,
    plan: &'a Plan,
    symbols: Interner,
    secrets: Secrets,
    options: &'a ApplyOptions,
    observer: &'a (dyn Fn(Stage) + Sync),
    apply_id: String,
}

impl Run<'_> {
    async fn attempt(&mut self, target: &mut Target) -> Result<Applied, Failure> {
        let lock_sql = target.adapter.lock_sql().map(str::to_owned);
        target.session.begin_write(lock_sql.as_deref()).await?;
        (self.observer)(Stage::Locked);
        let registry = target
            .registry(self.context)
            .await?
            .ok_or_else(Failure::no_registry)?;
        let healed = journal::keep_receipts(self.context, target, &registry).await?;
        let before = match applied_before(&registry, target, self.plan).await? {
            Some(entry) => Some(entry),
            None => self.nothing_new(target, &registry).await?,
        };
        if let Some(entry) = before {
            target.session.rollback().await?;
            return Ok(already(&entry, healed));
        }
        let before = target.read_all(Some(&registry), &mut self.symbols).await?;
        let (live, ranks) = self.still_fits(target, &registry, before).await?;
        (self.observer)(Stage::Read);
        let expected = self.judge_again(target, &live, &ranks)?;
        let entry = self.write(target, &registry, &expected).await?;
        let handed = match &self.options.initial_passwords {
            Some(to) if !self.secrets.passwords.is_empty() => Some(to.write(&self.secrets.passwords)?),
            _ => None,
        };
        (self.observer)(Stage::HandedOver);
        match target.session.commit().await {
            Ok(()) => {}
            Err(error) if error.outcome_unknown() => {
                // The accounts may exist: their passwords must not be lost.
                handed.into_iter().for_each(passwords::Written::keep);
                return Err(Failure::Unknown(error.to_string()));
            }
            Err(error) => return Err(error.into()),
        }
        let passwords = handed.map_or(0, |written| {
            written.keep();
            self.secrets.passwords.len()
        });
        (self.observer)(Stage::Committed);
        let receipt = journal::receipt(self.context, target, &entry);
        (self.observer)(Stage::Receipted);
        Ok(Applied {
            entry: entry.number,
            hash: entry.hash,
            receipt_failed: receipt.as_ref().err().map(ToString::to_string),
            receipt: receipt.ok(),
            healed,
            already: false,
            rows: self.plan.changes.len(),
            passwords,
            owed: None,
        })
    }

    /// The entry of the last apply, when this plan changes nothing and would only remember what is remembered already.
    async fn nothing_new(
        &mut self,
        target: &mut Target,
        registry: &Registry,
    ) -> Result<Option<Entry>, Failure> {
        if !self.plan.changes.is_empty() {
            return Ok(None);
        }
        let Some(mut applied) = registry.applied(&mut target.session, &mut self.symbols).await? else {
            return Ok(None);
        };
        applied.state.sort(&self.symbols.ranks());
        let sorted = |owned: &[(Rel, Sym)]| {
            let mut owned = owned.to_vec();
            owned.sort_unstable();
            owned.dedup();
            owned
        };
        let same = encode_state(&applied.state, &self.symbols) == self.plan.applied
            && sorted(&applied.owned) == sorted(&self.plan.owned);
        if !same {
            return Ok(None);
        }
        Ok(Some(registry.entry(&mut target.session, applied.entry).await?))
    }

    /// Whether everything that the plan depends on is as it was; gives the live state with renames carried out.
    async fn still_fits(
        &mut self,
        target: &mut Target,
        registry: &Registry,
        mut live: State,
    ) -> Result<(State, Ranks), Failure> {
        let applied = match registry.applied_number(&mut target.session).await? {
            Some(number) => Some(registry.entry(&mut target.session, number).await?),
            None => None,
        };
        let planned = self
            .plan
            .head
            .base
            .as_ref()
            .map(|base| (base.entry, base.hash.as_str()));
        if applied.as_ref().map(|head| (head.number, head.hash.as_str())) != planned {
            let now = applied.map_or("nothing".to_owned(), |head| format!("#{}", head.number));
            let then = planned.map_or("nothing".to_owned(), |(entry, _)| format!("#{entry}"));
            return Err(Failure::Stale(vec![format!(
                "last applied was {then}, and is {now} now"
            )]));
        }
        let ranks = self.symbols.ranks();
        live.sort(&ranks);
        let mut then = self.plan.footprint.rows.clone();
        then.sort(&ranks);
        let now = self.plan.footprint.extract(&live, &ranks);
        let moved = diff::mismatches(&then, &now, Rel::ALL.into_iter(), &ranks);
        if !moved.is_empty() {
            return Err(Failure::Stale(
                moved.iter().map(|m| m.describe(&self.symbols)).collect(),
            ));
        }
        for change in &self.plan.changes {
            if let Some(old) = change.old_key() {
                diff::rename_entity(&mut live, change.rel, old, change.key()[0]);
            }
        }
        live.sort(&ranks);
        Ok((live, ranks))
    }

    /// Judges safety on the fresh state, and computes what the ERP must show after the writes.
    fn judge_again(&mut self, target: &Target, live: &State, ranks: &Ranks) -> Result<State, Failure> {
        let words = Words::new(&mut self.symbols);
        let expected = diff::patch(live, &self.plan.changes, ranks);
        let guard = Guard::from_state(live, &self.symbols).map_err(Failure::guard)?;
        let fresh = plan::judge(
            live,
            &expected,
            &self.plan.changes,
            &guard,
            &target.adapter.semantics,
            &target.identity.role,
            &Accepted::from_words(&self.plan.head.accepted),
            &words,
            &self.symbols,
            &self.symbols.ranks(),
            &|_| None,
        );
        let known: HashSet<(&str, &str)> = self
            .plan
            .head
            .findings
            .iter()
            .map(|f| (f.code.as_str(), f.subject.as_str()))
            .collect();
        let (_, new): (Vec<_>, Vec<_>) = fresh
            .into_iter()
            .partition(|f| !f.refuses && known.contains(&(f.code.as_str(), f.subject.as_str())));
        if new.is_empty() {
            Ok(expected)
        } else {
            Err(Failure::Refused(new))
        }
    }

    /// Writes, verifies and journals.
    async fn write(
        &mut self,
        target: &mut Target,
        registry: &Registry,
        expected: &State,
    ) -> Result<Entry, Failure> {
        let Target { session, adapter, .. } = target;
        let plan = self.plan;
        let about = ChangeContext {
            now_utc: self.context.now,
            actor: self.context.actor.clone(),
            actor_id: None,
            commit_id: plan.head.commit.as_ref().map(|commit| commit.id.clone()),
            digest: plan.head.digest.clone(),
            apply_id: self.apply_id.clone(),
        };
        let symbols = &self.symbols;
        let hash_of = |change: &Change| {
            if wants_password(change, symbols) {
                self.secrets.hashes.get(symbols.text(change.key()[0]))
            } else {
                None
            }
        };
        let prepared = adapter
            .prepare_changes(session, &plan.changes, symbols, &about, &hash_of)
            .await?;
        (self.observer)(Stage::Prepared);
        let refusals = adapter.refusals(session).await?;
        if !refusals.is_empty() {
            return Err(Failure::Unholdable(refusals));
        }
        let broken = adapter.invariants(session).await?;
        let invalidations = adapter.invalidations(session).await?;
        let observer = self.observer;
        adapter
            .write(session, &prepared, &mut |_| observer(Stage::Wrote))
            .await?;
        registry.write(session).await?;
        guard::follow(session, adapter, registry).await?;
        sequences::follow(
            target,
            registry,
            expected,
            &plan.changes,
            &self.symbols,
            self.context.now,
        )
        .await?;
        (self.observer)(Stage::Written);
        let mut found = target.read_all(Some(registry), &mut self.symbols).await?;
        let ranks = self.symbols.ranks();
        let mut expected = expected.clone();
        expected.sort(&ranks);
        found.sort(&ranks);
        let wrong = diff::mismatches(&expected, &found, Rel::reconciled(), &ranks);
        let mut wrong: Vec<String> = wrong.iter().map(|m| m.describe(&self.symbols)).collect();
        let now_broken = target.adapter.invariants(&mut target.session).await?;
        wrong.extend(
            now_broken
                .into_iter()
                .filter(|row| !broken.contains(row))
                .map(|row| format!("{}: {} ({})", row.subject, row.detail, row.code)),
        );
        if !wrong.is_empty() {
            return Err(Failure::Unverified(wrong));
        }
        (self.observer)(Stage::Verified);
        let draft = self.draft(target);
        let entry = registry.append(&mut target.session, &draft).await?;
        if plan
            .changes
            .iter()
            .any(|change| change.rel.spec().home == Home::Erp)
        {
            settle::owe(target, registry, entry.number, &invalidations).await?;
        }
        registry
            .store_applied(
                &mut target.session,
                entry.number,
                &plan.applied,
                &plan.owned,
                &self.symbols,
            )
            .await?;
        (self.observer)(Stage::Journaled);
        Ok(entry)
    }

    fn draft(&self, target: &Target) -> Draft {
        let plan = self.plan;
        let kind = if plan.changes.is_empty() && plan.head.base.is_none() {
            Kind::Adopt
        } else {
            Kind::Apply
        };
        journal::draft(
            kind,
            self.context,
            target,
            &plan.changes,
            &self.symbols,
            Some(plan),
        )
    }
}

/// The entry of an earlier apply of this very plan.
async fn applied_before(
    registry: &Registry,
    target: &mut Target,
    plan: &Plan,
) -> Result<Option<Entry>, Failure> {
    Ok(registry.find_plan(&mut target.session, &plan.head.digest).await?)
}

fn already(entry: &Entry, healed: Vec<u64>) -> Applied {
    Applied {
        entry: entry.number,
        hash: entry.hash.clone(),
        receipt: None,
        receipt_failed: None,
        healed,
        already: true,
        rows: 0,
        passwords: 0,
        owed: None,
    }
}
