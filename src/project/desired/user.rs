//! A person or a service account.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::base::tree::{Entries, Located};

use super::{Day, Period};

/// A person or a service account. What is left out is not managed; an empty list is complete and empty.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct User {
    /// The name shown in the ERP.
    #[schemars(length(min = 1), example = &"张伟")]
    pub name: Option<Located<String>>,
    /// The e-mail address; `""` for none.
    #[schemars(example = &"zhang.wei@acme.example")]
    pub email: Option<Located<String>>,
    /// The login in the ERP, where it differs from the key of this entry.
    #[schemars(regex(pattern = r"^\S(.*\S)?$"), extend("x-pattern-help" = "a login without blanks at its ends"))]
    #[schemars(example = &"sun.li@acme.example")]
    pub login: Option<Located<String>>,
    /// Earlier logins: an account found under one of them is renamed in place.
    #[schemars(example = ["sunli"])]
    pub was: Vec<Located<String>>,
    /// The number of the employee, as the personnel department writes it.
    #[schemars(length(min = 1), example = &"00731")]
    pub employee: Option<Located<String>>,
    /// The department, by its key in the project file; its head reviews this person's access.
    #[schemars(example = &"purchasing")]
    pub department: Option<Located<String>>,
    /// Positions held; each expands to its roles.
    #[schemars(example = ["buyer"])]
    pub positions: Option<Vec<Located<String>>>,
    /// Roles held directly, beside those of the positions.
    #[schemars(example = ["stock.group_stock_user"])]
    pub roles: Option<Vec<Located<String>>>,
    /// Roles of a position that this person shall not have.
    pub without: Vec<Without>,
    /// Companies the person may enter; the first is the one they start in.
    #[schemars(example = ["acme-sh"])]
    pub companies: Option<Vec<Located<String>>>,
    /// Whether the account is one of ours or of an outsider.
    #[serde(rename = "type")]
    pub kind: Option<Located<UserType>>,
    /// Whether the person works here.
    pub state: Option<UserState>,
    /// The last day of work, the whole of it, in the time zone of the project. From the next day on the person has left.
    pub last_day: Option<Located<Day>>,
    /// Makes this a service account: not a person, but with a person who answers for it.
    pub service: Option<Service>,
    /// What else the adapter declares about a user, such as a language; `""` for no value.
    #[schemars(example = serde_json::json!({"language": "zh_CN"}))]
    pub attributes: Entries<Located<String>>,
    /// `false` lets go of an account: it is no longer ours, and nothing about it is touched.
    pub managed: Option<Located<bool>>,
}

/// Whether a person works here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum UserState {
    /// Works here: the account is active.
    Active,
    /// Away for a while: the account is inactive, and what it holds is kept.
    Suspended,
    /// Works here no more: the account is inactive, its grants are revoked, sessions and keys end.
    Left,
}

/// Whose account it is. An account is of one type only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum UserType {
    /// Somebody who works here, or a program of ours.
    Internal,
    /// A customer, vendor or other outsider, with the ERP's portal and nothing else.
    Portal,
}

/// A role that a position gives and this person shall not have.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Without {
    /// The role.
    #[schemars(example = &"stock-reader")]
    pub role: Located<String>,
    /// Why.
    #[serde(default)]
    #[schemars(example = &"review 2026Q3")]
    pub reason: Option<String>,
}

/// What makes an account a service account.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Service {
    /// The user who answers for it, by the key in `users`.
    #[schemars(example = &"zhao.lei")]
    pub owner: Option<Located<String>>,
    /// What it is for.
    #[schemars(example = &"warehouse interface")]
    pub purpose: Option<String>,
    /// How often its password or key must be changed.
    #[schemars(example = &"180d")]
    pub rotate: Option<Period>,
}
