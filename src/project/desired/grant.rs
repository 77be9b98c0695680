//! Exceptions and temporary access.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::base::tree::Located;

use super::Day;

/// Access of one person beside the positions: with a reason, and usually with an end.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// The user, by the key in `users`; or the login of an account that no file declares.
    #[schemars(example = &"zhang.wei")]
    pub user: Located<String>,
    /// The role. Either this or `position`.
    #[serde(default)]
    #[schemars(example = &"account.group_account_invoice")]
    pub role: Option<Located<String>>,
    /// The position. Either this or `role`.
    #[serde(default)]
    #[schemars(example = &"buyer")]
    pub position: Option<Located<String>>,
    /// The first day, in the time zone of the project; at once when left out.
    #[serde(default)]
    pub from: Option<Located<Day>>,
    /// The last day, the whole of it, in the time zone of the project; without end when left out.
    #[serde(default)]
    pub until: Option<Located<Day>>,
    /// Why.
    #[serde(default)]
    #[schemars(example = &"covers for 王芳")]
    pub reason: Option<String>,
    /// The number of a request elsewhere.
    #[serde(default)]
    #[schemars(example = &"REQ-1042")]
    pub ticket: Option<String>,
    /// Who approved it, by a name of `guard.approvers`. Shown as claimed until that person's signature is there.
    #[serde(default)]
    #[schemars(example = &"cfo")]
    pub approved_by: Option<Located<String>>,
}
