//! The backup policies of a target: those in force, or those of the files.

use crate::backup::schedule::zone;
use crate::backup::{PolicySpec, Schedule};
use crate::base::text::{did_you_mean, list};
use crate::model::{Interner, Rel, State};
use crate::project::Project;
use crate::reconcile::desired::of_files;

use crate::reconcile::items::RulesFrom;
use crate::reconcile::target::Target;
use crate::reconcile::{Context, Failure};
use crate::registry::Registry;

/// A backup policy with its schedule.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// What it says.
    pub spec: PolicySpec,
    /// When it runs, in its time zone.
    pub schedule: Schedule,
    /// What is to be said about the files: they say something else than what is in force, or cannot be read.
    pub remark: Option<String>,
}

impl Policy {
    /// A policy from the registry or from the files.
    ///
    /// # Errors
    /// When this version does not understand it.
    pub fn read(name: &str, json: &str) -> Result<Self, Failure> {
        let read = || {
            let spec: PolicySpec = serde_json::from_str(json).map_err(|error| error.to_string())?;
            let zone = zone(&spec.timezone).map_err(|_| format!("unknown time zone {}", spec.timezone))?;
            let schedule = Schedule::parse(&spec.schedule, zone).map_err(|error| error.to_string())?;
            Ok((spec, schedule))
        };
        let (spec, schedule) = read().map_err(|error: String| Failure::NotReady {
            what: format!("the backup policy `{name}` in force is not one that this version of trueup understands: {error}"),
            help: "use the version that applied it, or apply the policy again".to_owned(),
        })?;
        Ok(Self {
            name: name.to_owned(),
            spec,
            schedule,
            remark: None,
        })
    }
}

/// The backup policies in force, in the order of their names.
///
/// # Errors
/// When the target cannot be read, or has no policy.
pub async fn backup_policies(context: &Context) -> Result<Vec<Policy>, Failure> {
    let mut symbols = Interner::new();
    let mut target = Target::read_only(context, "backup").await?;
    let registry = target.registry(context).await?.ok_or_else(Failure::no_registry)?;
    let mut state = State::new();
    registry
        .read(&mut target.session, &mut symbols, &mut state)
        .await?;
    target.session.close().await;
    policies(&state, &symbols, RulesFrom::Applied)
}

/// The backup policies of the files, in the order of their names; without a database and without its URL.
///
/// # Errors
/// When the files cannot be read, or have no policy.
pub fn backup_policies_of_files(
    project: &Project,
    target: &str,
    now: jiff::Timestamp,
) -> Result<Vec<Policy>, Failure> {
    let mut symbols = Interner::new();
    let state = of_files(project, target, None, now, &mut symbols)?;
    policies(&state, &symbols, RulesFrom::Files)
}

/// The policies in force, for carrying them out. What the files say is compared and told, and not obeyed.
pub(super) async fn in_force(
    context: &Context,
    target: &mut Target,
    registry: &Registry,
) -> Result<Vec<Policy>, Failure> {
    let mut symbols = Interner::new();
    let mut state = State::new();
    registry
        .read(&mut target.session, &mut symbols, &mut state)
        .await?;
    let written = of_files(&context.project, &context.target, None, context.now, &mut symbols);
    let mut policies = policies(&state, &symbols, RulesFrom::Applied)?;
    for policy in &mut policies {
        let name = &policy.name;
        let Ok(written) = &written else {
            let unread =
                "the files have errors (`trueup validate`), so the policies in them were not compared";
            policy.remark = Some(unread.to_owned());
            continue;
        };
        let mut rows = written.table(Rel::BackupPolicy).rows();
        let found = rows.find(|row| symbols.text(row[0]) == name);
        let differs = match found.map(|row| symbols.text(row[1])) {
            Some(text) if text == policy.spec.to_json() => continue,
            Some(_) => format!("the files say something else of `{name}`"),
            None => format!("the files do not have `{name}`"),
        };
        policy.remark = Some(format!("{differs}; what was applied is carried out"));
    }
    Ok(policies)
}

/// The policy of that name.
///
/// # Errors
/// When there is none; the message lists those there are.
pub(super) fn named(policies: Vec<Policy>, name: &str) -> Result<Policy, Failure> {
    let names: Vec<String> = policies.iter().map(|policy| policy.name.clone()).collect();
    let wanted = policies.into_iter().find(|policy| policy.name == name);
    wanted.ok_or_else(|| Failure::NotReady {
        what: format!("no backup policy `{name}` is in force"),
        help: did_you_mean(name, names.iter().map(String::as_str))
            .unwrap_or_else(|| format!("in force are {}", list(&names, 10))),
    })
}

fn policies(state: &State, symbols: &Interner, from: RulesFrom) -> Result<Vec<Policy>, Failure> {
    let rows = state.table(Rel::BackupPolicy).rows();
    let mut policies = rows
        .map(|row| Policy::read(symbols.text(row[0]), symbols.text(row[1])))
        .collect::<Result<Vec<_>, _>>()?;
    policies.sort_by(|a, b| a.name.cmp(&b.name));
    if !policies.is_empty() {
        return Ok(policies);
    }
    let (what, help) = match from {
        RulesFrom::Applied => (
            "no backup policy is in force",
            "apply `backups` first, or add --files to use the policies of the files",
        ),
        RulesFrom::Files => ("the files have no backup policy", "write one below `backups`"),
    };
    Err(Failure::NotReady {
        what: what.to_owned(),
        help: help.to_owned(),
    })
}
