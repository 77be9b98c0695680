//! The policies in force, and whether the files say otherwise.

use crate::backup::PolicySpec;
use crate::model::{Interner, Rel, State};
use crate::project::{LowerContext, Project, lower};
use crate::reconcile::target::Target;
use crate::reconcile::{Context, Failure};
use crate::registry::Registry;

/// A policy in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// What it says.
    pub spec: PolicySpec,
    /// What is to be said about the files: they say something else, or cannot be read.
    pub remark: Option<String>,
}

/// The policies in force, by name. What the files say is compared and told, and not obeyed.
///
/// # Errors
/// When the registry cannot be read, or holds a policy that this version does not understand.
pub(super) async fn policies(
    context: &Context,
    target: &mut Target,
    registry: &Registry,
) -> Result<Vec<Policy>, Failure> {
    let mut symbols = Interner::new();
    let mut state = State::new();
    registry
        .read(&mut target.session, &mut symbols, &mut state)
        .await?;
    let written = of_files(context, target, &mut symbols);
    let mut policies = Vec::new();
    for row in state.table(Rel::BackupPolicy).rows() {
        let (name, text) = (symbols.text(row[0]), symbols.text(row[1]));
        let spec: PolicySpec = serde_json::from_str(text).map_err(|_| Failure::NotReady {
            what: format!(
                "the backup policy `{name}` in force is not one that this version of trueup understands"
            ),
            help: "use the version that applied it, or apply the policy again".to_owned(),
        })?;
        let remark = match &written {
            Err(why) => Some(why.clone()),
            Ok(state) => {
                let in_files = state
                    .table(Rel::BackupPolicy)
                    .rows()
                    .find(|other| other[0] == row[0])
                    .map(|other| symbols.text(other[1]));
                match in_files {
                    Some(other) if other == text => None,
                    Some(_) => Some(format!(
                        "the files say something else of `{name}`; the policy that was applied is carried out"
                    )),
                    None => Some(format!(
                        "the files do not have `{name}` any more; the policy that was applied is carried out"
                    )),
                }
            }
        };
        policies.push(Policy {
            name: name.to_owned(),
            spec,
            remark,
        });
    }
    policies.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(policies)
}

/// What would be applied; or why that is not known.
fn of_files(context: &Context, target: &Target, symbols: &mut Interner) -> Result<State, String> {
    let unread = || "the files have errors (`trueup validate`), so they were not compared".to_owned();
    let loaded = Project::load(context.root());
    let project = match loaded.project {
        Some(project) if !loaded.diagnostics.has_errors() => project,
        _ => return Err(unread()),
    };
    let lowering = LowerContext {
        semantics: Some(&target.adapter.semantics),
        vocabulary: None,
        today: project.day_at(context.now),
    };
    let (desired, said) = lower(&project, &loaded.parts, &context.target, &lowering, symbols);
    if said.has_errors() {
        return Err(unread());
    }
    Ok(desired.state)
}

/// The policy of that name.
///
/// # Errors
/// When there is none; the message lists those there are.
pub(super) fn named(policies: Vec<Policy>, name: &str) -> Result<Policy, Failure> {
    let names: Vec<String> = policies.iter().map(|policy| policy.name.clone()).collect();
    policies
        .into_iter()
        .find(|policy| policy.name == name)
        .ok_or_else(|| Failure::NotReady {
            what: format!("no backup policy `{name}` is in force"),
            help: if names.is_empty() {
                "write it below `backups` and apply it first".to_owned()
            } else {
                crate::base::text::did_you_mean(name, names.iter().map(String::as_str))
                    .unwrap_or_else(|| format!("in force are {}", crate::base::text::list(&names, 10)))
            },
        })
}
