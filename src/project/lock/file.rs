//! Reading a target's lock file.

use crate::base::diagnostic::{Diagnostic, Diagnostics};
use crate::base::source::{SourceMap, Span};
use crate::base::text::tick;
use crate::model::Interner;
use crate::project::codes;
use crate::project::load::Project;

use super::{Lock, path};

/// The lock of a target. Says why when there is none: a note when the file is missing, an error when it cannot be used.
pub fn load(
    project: &Project,
    target: &str,
    symbols: &mut Interner,
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Option<Lock> {
    let name = path(target);
    let file = project.root.join(&name);
    if !file.exists() {
        let key = target.replace('~', "~0").replace('/', "~1");
        diagnostics.push(
            Diagnostic::new(
                &codes::NO_LOCK,
                format!(
                    "names are not checked for target {}: it has no lock file",
                    tick(target)
                ),
            )
            .at(project.place(&format!("/targets/{key}")))
            .help(format!(
                "run `trueup lock -t {target}` and commit {}",
                tick(&name)
            )),
        );
        return None;
    }
    let id = sources.read(&file, &name, diagnostics)?;
    match Lock::parse(sources.get(id).text(), symbols) {
        Ok(lock) => Some(lock),
        Err(error) => {
            let lines = sources.get(id).lines();
            let start = lines.get(error.line - 1).copied().unwrap_or(0);
            let length = sources.get(id).line(error.line - 1).len();
            let end = start + u32::try_from(length).unwrap_or(0);
            diagnostics.push(
                Diagnostic::new(&codes::BAD_LOCK, error.what)
                    .at(Span::new(id, start, end))
                    .help(format!("run `trueup lock -t {target}`")),
            );
            None
        }
    }
}
