//! `status`: what there is to know about a target without changing or planning anything.

use crate::model::{Engine, Interner, Rel};
use crate::registry::{Entry, Standing, standing};

use super::target::Target;
use super::{Context, Failure, PlanOptions};

/// What `status` shows.
#[derive(Debug, Clone)]
pub struct Status {
    /// The ERP and its version.
    pub erp: String,
    /// The engine.
    pub engine: Engine,
    /// The database's name.
    pub database: String,
    /// The server's version.
    pub server: String,
    /// The user that reads.
    pub reader: String,
    /// Whether the registry is set up.
    pub registry: bool,
    /// The last entry of the journal.
    pub last: Option<Entry>,
    /// How the journal stands to the receipts.
    pub receipts: Option<Standing>,
    /// Entries that running servers of the ERP have not been told of.
    pub owed: Vec<u64>,
    /// Active accounts, active roles, grants.
    pub population: (usize, usize, usize),
    /// Changes that the files ask for, differences made in the ERP, conflicts; none when the files have errors, or the
    /// receipts know more than the journal.
    pub pending: Option<(usize, usize, usize)>,
    /// Grants that end within 14 days: login, role, last day.
    pub ending: Vec<(String, String, String)>,
    /// When the lock file was written, and whether it is that of the live vocabulary.
    pub lock: LockAge,
}

/// The state of the lock file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockAge {
    /// There is none.
    Missing,
    /// It holds the live vocabulary.
    Current,
    /// The live vocabulary differs.
    Outdated,
    /// It cannot be read.
    Unreadable(String),
}

/// Looks at a target.
///
/// # Errors
/// When the target cannot be read.
pub async fn status(context: &Context) -> Result<Status, Failure> {
    let mut target = Target::read_only(context, "status").await?;
    let registry = target.registry(context).await?;
    let mut symbols = Interner::new();
    let state = target.read_all(registry.as_ref(), &mut symbols).await?;
    let (mut last, mut receipts, mut owed) = (None, None, Vec::new());
    if let Some(registry) = &registry {
        last = registry.last(&mut target.session).await?;
        owed = registry.owed(&mut target.session).await?;
        let course = registry.course(&mut target.session).await?;
        let ours = super::journal::own_receipts(context)?;
        receipts = Some(standing(&ours, &course));
    }
    let lock = super::lock::age(context, &target, &state, &symbols);
    let active = |rel: Rel, column: usize| {
        state
            .table(rel)
            .rows()
            .filter(|row| symbols.text(row[column]) == "true")
            .count()
    };
    let today = context.project.day_at(context.now);
    let soon = today
        .checked_add(jiff::Span::new().days(14))
        .unwrap_or(today)
        .to_string();
    let today = today.to_string();
    let ending = state
        .table(Rel::GrantTerm)
        .rows()
        .filter(|row| {
            symbols
                .get(row[3])
                .is_some_and(|until| until >= today.as_str() && until <= soon.as_str())
        })
        .map(|row| {
            (0..4)
                .filter(|&at| at != 2)
                .map(|at| symbols.text(row[at]).to_owned())
                .collect::<Vec<_>>()
        })
        .map(|texts| (texts[0].clone(), texts[1].clone(), texts[2].clone()))
        .collect();
    let population = (
        active(Rel::User, 3),
        active(Rel::Role, 3),
        state.table(Rel::Grant).len(),
    );
    let status = Status {
        erp: format!("{} {}", target.adapter.title, target.adapter.version),
        engine: target.session.engine(),
        database: target.identity.database.clone(),
        server: target.identity.server_version.clone(),
        reader: target.identity.role.clone(),
        registry: registry.is_some(),
        last,
        receipts,
        owed,
        population,
        pending: None,
        ending,
        lock,
    };
    target.session.close().await;
    if status
        .receipts
        .as_ref()
        .is_some_and(|standing| *standing != Standing::InStep)
    {
        return Ok(status);
    }
    let pending = match super::plan(context, &PlanOptions::default()).await {
        Ok(planned) => {
            let conflict =
                |held: &&crate::plan::Held| matches!(held.change.cause, crate::model::Cause::Conflict(_));
            let conflicts = planned.plan.held.iter().filter(conflict).count();
            Some((
                planned.plan.changes.len(),
                planned.plan.held.len() - conflicts,
                conflicts,
            ))
        }
        Err(Failure::Files { .. }) => None,
        Err(other) => return Err(other),
    };
    Ok(Status { pending, ..status })
}
