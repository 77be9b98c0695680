//! `reset-password`: a new password for one account, with its sessions ended, as one verified transaction.

use crate::adapter::ChangeContext;
use crate::base::secret::Secret;
use crate::diff::mismatches;
use crate::model::{Cause, Change, Interner, Rel};
use crate::registry::{Entry, Kind};

use super::apply::lock_name;
use super::passwords::{self, InitialPasswords};
use super::target::Target;
use super::{Context, Failure, journal, settle};

/// What became of a password.
#[derive(Debug)]
pub struct Reset {
    /// The entry of the journal.
    pub entry: Entry,
    /// The password, where it was not written to a file.
    pub password: Option<Secret>,
    /// Why running servers could not be told, so that a signal is owed.
    pub owed: Option<String>,
}

/// Gives an account a new password. With `to` it is written there before the commit; without it it is handed back.
///
/// # Errors
/// When the account does not exist, the adapter knows no password scheme, or the database refuses; nothing is changed
/// then.
pub async fn reset_password(
    context: &Context,
    login: &str,
    to: Option<&InitialPasswords>,
) -> Result<Reset, Failure> {
    let mut target = Target::read_write(context, "reset-password").await?;
    let Some(scheme) = target.adapter.semantics.passwords.clone() else {
        let what = format!("the adapter of {} knows no password scheme", target.adapter.title);
        return Err(Failure::NotReady {
            what,
            help: "set the password in the ERP itself".to_owned(),
        });
    };
    let (password, hash) = passwords::fresh(&scheme)?;
    target
        .session
        .lock(&lock_name(context), std::time::Duration::from_secs(30))
        .await?;
    let result = in_transaction(context, &mut target, login, (&password, &hash), to).await;
    if result.is_err() {
        drop(target.session.rollback().await);
    }
    let mut owed = None;
    if let Ok(entry) = &result {
        drop(journal::receipt(context, &target, entry));
        owed = settle::pay_now(context, &mut target).await;
    }
    drop(target.session.unlock(&lock_name(context)).await);
    Ok(Reset {
        entry: result?,
        password: to.is_none().then_some(password),
        owed,
    })
}

async fn in_transaction(
    context: &Context,
    target: &mut Target,
    login: &str,
    (password, hash): (&Secret, &Secret),
    to: Option<&InitialPasswords>,
) -> Result<Entry, Failure> {
    let lock = target.adapter.lock_sql().map(str::to_owned);
    target.session.begin_write(lock.as_deref()).await?;
    let registry = target.registry(context).await?.ok_or_else(Failure::no_registry)?;
    journal::keep_receipts(context, target, &registry).await?;
    let mut symbols = Interner::new();
    let mut before = target.read_all(Some(&registry), &mut symbols).await?;
    let ranks = symbols.ranks();
    before.sort(&ranks);
    let users = before.table(Rel::User);
    let row = symbols
        .find(login)
        .and_then(|key| users.find(&[key], &ranks))
        .map(|at| users.row(at));
    let Some(row) = row else {
        let what = format!("there is no account `{login}`");
        return Err(Failure::NotReady {
            what,
            help: "check the spelling with `trueup why`".to_owned(),
        });
    };
    // Nothing but the password changes: an update from the row to itself.
    let changes = [Change::update(Rel::User, row, row, Cause::Undeclared)];
    let about = ChangeContext {
        now_utc: context.now,
        actor: context.actor.clone(),
        actor_id: None,
        commit_id: None,
        digest: "reset-password".to_owned(),
        apply_id: crate::base::hash::sha256(format!("reset-password {login} {}", context.now).as_bytes()),
    };
    let Target { session, adapter, .. } = target;
    let prepared = adapter
        .prepare_changes(session, &changes, &symbols, &about, &|_| Some(hash))
        .await?;
    let refusals = adapter.refusals(session).await?;
    if !refusals.is_empty() {
        return Err(Failure::Unholdable(refusals));
    }
    let invalidations = adapter.invalidations(session).await?;
    adapter.write(session, &prepared, &mut |_| {}).await?;
    let mut found = target.read_all(Some(&registry), &mut symbols).await?;
    let ranks = symbols.ranks();
    before.sort(&ranks);
    found.sort(&ranks);
    let wrong = mismatches(&before, &found, Rel::reconciled(), &ranks);
    if !wrong.is_empty() {
        return Err(Failure::Unverified(
            wrong.iter().map(|m| m.describe(&symbols)).collect(),
        ));
    }
    let mut draft = journal::draft(Kind::ResetPassword, context, target, &[], &symbols, None);
    draft.summary.login = Some(login.to_owned());
    let entry = registry.append(&mut target.session, &draft).await?;
    settle::owe(target, &registry, entry.number, &invalidations).await?;
    let secrets =
        std::collections::BTreeMap::from([(login.to_owned(), Secret::new(password.expose().to_owned()))]);
    let handed = to.map(|to| to.write(&secrets)).transpose()?;
    match target.session.commit().await {
        Ok(()) => {
            handed.into_iter().for_each(passwords::Written::keep);
            Ok(entry)
        }
        Err(error) if error.outcome_unknown() => {
            handed.into_iter().for_each(passwords::Written::keep);
            Err(Failure::Unknown(error.to_string()))
        }
        Err(error) => Err(error.into()),
    }
}
