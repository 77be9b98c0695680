//! How much of an ERP the files own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What absence means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Adds and updates what is named, and never removes.
    Additive,
    /// What is declared is complete; what is not declared is left alone.
    #[default]
    Adopt,
    /// What `manage` covers and no file declares is deactivated or revoked.
    Authoritative,
}

impl Mode {
    /// The name in files and formats.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Additive => "additive",
            Self::Adopt => "adopt",
            Self::Authoritative => "authoritative",
        }
    }
}
