//! The desired state of the files, for verbs that compare it with what is in force or try it before it is.

use crate::model::{Interner, Semantics, State};
use crate::project::{LowerContext, Project, lower};

use super::Failure;

/// The desired state that the files of a target give, as it would be applied.
///
/// # Errors
/// When the files have errors.
pub(super) fn of_files(
    project: &Project,
    target: &str,
    semantics: Option<&Semantics>,
    now: jiff::Timestamp,
    symbols: &mut Interner,
) -> Result<State, Failure> {
    let loaded = Project::load(&project.root);
    let wrong = |diagnostics, sources| Failure::Files {
        diagnostics,
        sources: Box::new(sources),
    };
    let project = match loaded.project {
        Some(project) if !loaded.diagnostics.has_errors() => project,
        _ => return Err(wrong(loaded.diagnostics, loaded.sources)),
    };
    let lowering = LowerContext {
        semantics,
        vocabulary: None,
        today: project.day_at(now),
    };
    let (desired, mut said) = lower(&project, &loaded.parts, target, &lowering, symbols);
    if said.has_errors() {
        said.sort(&loaded.sources);
        return Err(wrong(said, loaded.sources));
    }
    Ok(desired.state)
}
