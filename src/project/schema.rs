//! The JSON Schemas of the files, made from their types. The copies in `schema/` are compared with these by a test.

use std::sync::LazyLock;

use serde_json::Value;

use crate::base::schema::{self, Schema};

use super::config::ProjectFile;
use super::desired::Sections;

/// The schema of `trueup.yaml`, as stored in `schema/project.schema.json`.
#[must_use]
pub fn project() -> Value {
    schema::of::<ProjectFile>()
}

/// The schema of the files of desired state, as stored in `schema/desired.schema.json`.
#[must_use]
pub fn desired() -> Value {
    schema::of::<Sections>()
}

pub(super) static PROJECT: LazyLock<Schema> = LazyLock::new(Schema::of::<ProjectFile>);
pub(super) static DESIRED: LazyLock<Schema> = LazyLock::new(Schema::of::<Sections>);
