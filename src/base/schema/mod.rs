//! JSON Schema: generated from the Rust types, and checked on the tree in place.

mod branch;
mod find;
mod instance;
mod transform;
mod words;

use std::collections::HashSet;

use jsonschema::Validator;
use serde_json::Value;

use super::code::CodeInfo;
use super::diagnostic::{Diagnostic, Diagnostics, KEPT_PER_CODE, Severity};
use super::text::grouped;
use super::tree::{Id, Tree};
use find::Finder;
use instance::{Handle, Look, TreeJson};

pub use transform::of;

/// After this many problems in one file the check stops looking.
const MAX_PROBLEMS: u32 = 50_000;

/// A compiled schema.
#[derive(Debug)]
pub struct Schema {
    value: Value,
    validator: Validator<TreeJson>,
}

/// The schema itself is wrong.
#[derive(Debug, thiserror::Error)]
#[error("the schema is not valid: {0}")]
pub struct BadSchema(String);

impl Schema {
    /// Compiles a schema (about a millisecond).
    ///
    /// # Errors
    /// If it is no valid JSON Schema.
    pub fn compile(schema: &Value) -> Result<Self, BadSchema> {
        let validator = jsonschema::options_for::<TreeJson>()
            .should_validate_formats(true)
            .build(schema)
            .map_err(|error| BadSchema(error.to_string()))?;
        Ok(Self {
            value: schema.clone(),
            validator,
        })
    }

    /// The compiled schema of a type.
    ///
    /// # Panics
    /// If the type's own `JsonSchema` is wrong, which a test of that type shows.
    #[must_use]
    pub fn of<T: schemars::JsonSchema>() -> Self {
        Self::compile(&of::<T>()).expect("generated schemas are valid")
    }

    /// The schema as JSON.
    #[must_use]
    pub fn as_value(&self) -> &Value {
        &self.value
    }

    /// Checks a node and everything below it. Every problem is said in `diagnostics`, once for each place however many
    /// aliases lead to it. True if there was none.
    pub fn check(&self, tree: &Tree, id: Id, diagnostics: &mut Diagnostics) -> bool {
        let look = Look::lean(MAX_PROBLEMS);
        let handle = Handle::new(tree, id, &look);
        let errors = self.validator.iter_errors(handle);
        let mut finder = Finder::new(tree, id);
        let mut seen = HashSet::new();
        let mut problems = 0;
        for error in errors {
            problems += 1;
            // Far beyond what is kept per code there is no point in finding words and places.
            if seen.len() > 8 * KEPT_PER_CODE {
                continue;
            }
            let place = finder.find(error.instance_path().as_str());
            if seen.insert((tree.target(place.value), error.schema_path().to_string())) {
                words::explain(self, tree, &mut finder, &place, &error, diagnostics);
            }
        }
        if problems > 0 && (look.is_exhausted() || seen.len() > 8 * KEPT_PER_CODE) {
            diagnostics.push(
                Diagnostic::new(
                    &STOPPED,
                    format!("stopped after {} problems in this file", grouped(seen.len())),
                )
                .at(super::source::Span::new(tree.file(), 0, 0))
                .help("solve some of them and run the command again"),
            );
        }
        problems == 0
    }
}

/// Too many problems in one file.
pub static STOPPED: CodeInfo = CodeInfo {
    id: "file/too-many-problems",
    severity: Severity::Note,
    title: "not every problem of the file was looked for",
    explanation: "A file with thousands of problems usually has one cause, such as a renamed field or a section at the\n\
        wrong level. The check stopped there; what stands further down in the file was not checked.\n\n\
        Solve some of the problems and run the command again.",
};

/// Every code of this area.
pub static CODES: &[&CodeInfo] = &[&STOPPED];

#[cfg(test)]
mod tests;
