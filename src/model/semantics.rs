//! How one ERP differs from another, as data: the part of an adapter's declaration that pure code needs.

use super::collation;
use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

/// What an adapter declares about its ERP, for the version found.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Semantics {
    /// Every action a permission can give, in the order in which they are shown and stored.
    pub actions: Vec<String>,
    /// The actions of a plain resource; all of `actions` when left out.
    #[serde(default)]
    pub plain_actions: Option<Vec<String>>,
    /// The spelling of sub-resources; the first whose separator occurs in a resource's name applies.
    #[serde(default)]
    pub resources: Vec<ResourceKind>,
    /// How permissions turn into access.
    #[serde(default)]
    pub access: AccessSemantics,
    /// Which keys count as the same.
    #[serde(default)]
    pub keys: KeyFolding,
    /// The attributes of a user.
    #[serde(default)]
    pub attributes: BTreeMap<String, AttributeSpec>,
    /// The settings.
    #[serde(default)]
    pub settings: BTreeMap<String, SettingSpec>,
    /// Accounts of outsiders, such as customers; without it they are only read.
    #[serde(default)]
    pub portal: Option<PortalSpec>,
    /// How the ERP hashes passwords; without it accounts are made without a password.
    #[serde(default)]
    pub passwords: Option<PasswordScheme>,
    /// Actions that a permission cannot give without others.
    #[serde(default)]
    pub action_needs: BTreeMap<String, Vec<String>>,
    /// What an account has to be.
    #[serde(default)]
    pub accounts: AccountLimits,
    /// Limits on roles of our own that validation can point at early.
    #[serde(default)]
    pub own_roles: RoleLimits,
    /// What the ERP's items can hold.
    #[serde(default)]
    pub items: ItemLimits,
    /// Whether the ERP's database can refuse codes of items: the adapter has scripts for it.
    #[serde(skip)]
    pub guards: bool,
    /// Whether files can say for whom row-level rules hold: the adapter has scripts that read, give and take them.
    #[serde(skip)]
    pub record_rules: bool,
    /// Settings that some version or module has, where it is not known which of them are there.
    #[serde(skip)]
    pub possible_settings: BTreeSet<String>,
}

/// A kind of sub-resource, recognised by its separator.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResourceKind {
    /// What it is called: field, button, level.
    pub kind: String,
    /// What parts the resource it belongs to from its own name.
    pub separator: String,
    /// What the resource that it belongs to is called, for messages.
    #[serde(default)]
    pub parent: Option<String>,
    /// The actions that exist on it.
    pub actions: Vec<String>,
    /// How it relates to the resource that it belongs to.
    pub within: Within,
    /// With `within: replace`: the action on the resource it belongs to that decides when no row speaks of it.
    #[serde(default)]
    pub otherwise: Option<String>,
    /// With `within: replace`: the action on the resource it belongs to that is needed in any case.
    #[serde(default)]
    pub needs: Option<String>,
}

/// How a sub-resource relates to the resource that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Within {
    /// An action needs the same action on the resource it belongs to as well.
    Restrict,
    /// Its own rows decide alone.
    Replace,
    /// It stands beside the resource and shares nothing with it.
    Apart,
}

/// How permissions turn into access.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AccessSemantics {
    /// What holds where no permission row speaks to a person.
    pub default: AccessDefault,
    /// Which grants make an administrator.
    pub administrators: Administrators,
    /// What an inactive role still passes on.
    pub inactive_roles: InactiveRoles,
    /// Whether the ERP keeps a grant of its own for every role that a granted one includes.
    pub stored_includes: bool,
}

/// What holds where no permission row speaks to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccessDefault {
    /// Nothing is allowed; an empty action set is the same as no row.
    #[default]
    Closed,
    /// Everything is allowed; an empty action set is a real row, and removing the last row opens the resource.
    Open,
}

/// Which grants make an administrator.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Administrators {
    /// Holding one of these roles, directly or by inclusion, makes an administrator.
    pub roles: Vec<String>,
    /// Whether an administrator may do everything whatever the permissions say.
    pub bypass: bool,
    /// Logins of accounts of the ERP's own that may do everything whatever their roles and the permissions say.
    pub accounts: Vec<String>,
}

/// What an inactive role still passes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InactiveRoles {
    /// Nothing: neither its permissions nor what it includes count.
    #[default]
    Stop,
    /// What it includes still counts, its own permissions do not.
    Pass,
    /// Everything, as long as somebody holds it: the mark only keeps it from being given anew.
    Count,
}

/// Which keys count as the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct KeyFolding {
    /// Logins.
    pub user: Fold,
    /// Roles.
    pub role: Fold,
}

/// When two spellings are one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fold {
    /// Only when all bytes are equal.
    #[default]
    Exact,
    /// When they differ in case only.
    Casefold,
    /// When MariaDB's `unicode_ci` collation calls them equal: case, accents, width and trailing blanks do not count.
    UnicodeCi,
}

/// An attribute of a user.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AttributeSpec {
    /// What it is.
    pub description: String,
    /// Filled from another declaration when the files do not give it: `first_company`.
    #[serde(default)]
    pub from: Option<String>,
    /// The value a new account gets when the files do not give one.
    #[serde(default)]
    pub on_create: Option<String>,
    /// Whether no account can be without it.
    #[serde(default)]
    pub required: bool,
    /// The values it can have; any when left out.
    #[serde(default)]
    pub values: Option<Vec<String>>,
}

/// A setting.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingSpec {
    /// What it does.
    pub description: String,
    /// What kind of value it has.
    #[serde(rename = "type")]
    pub kind: SettingType,
    /// Who enforces it.
    pub enforced: Enforced,
    /// Whether every company has a value of its own: the setting is then called `NAME [COMPANY]`.
    #[serde(default)]
    pub per_company: bool,
    /// The values it can have; any of its kind when left out.
    #[serde(default)]
    pub values: Option<Vec<String>>,
    /// Whether it is only compared: a plan that would change it is refused.
    #[serde(default)]
    pub fixed: bool,
}

/// What kind of value a setting has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SettingType {
    /// Any text.
    Text,
    /// `true` or `false`.
    Bool,
    /// A decimal integer.
    Int,
    /// Hours and minutes, and seconds where they matter, such as `08:00`.
    Duration,
    /// A day, as `2026-12-31`; empty for none.
    Date,
}

/// Who enforces a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Enforced {
    /// The ERP's server, whoever asks.
    Server,
    /// Only the ERP's own user interface.
    Client,
    /// Nobody: the ERP stores it and does nothing with it.
    None,
}

/// How the ERP has accounts of outsiders.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PortalSpec {
    /// The role that makes an account one of an outsider: each has it.
    #[serde(default)]
    pub role: Option<String>,
}

/// How the ERP hashes passwords.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(tag = "scheme", deny_unknown_fields)]
pub enum PasswordScheme {
    /// Argon2id as a PHC string.
    #[serde(rename = "argon2id")]
    Argon2id {
        /// Memory in KiB.
        memory_kib: u32,
        /// Number of passes.
        passes: u32,
        /// Degree of parallelism.
        lanes: u32,
        /// The shortest password that the ERP accepts, in characters.
        #[serde(default)]
        min_length: usize,
    },
    /// PBKDF2 with HMAC-SHA-256 in passlib's format.
    #[serde(rename = "pbkdf2-sha256")]
    Pbkdf2Sha256 {
        /// Number of rounds.
        rounds: u32,
        /// The shortest password that the ERP accepts, in characters.
        #[serde(default)]
        min_length: usize,
    },
    /// PBKDF2 with HMAC-SHA-512 in passlib's format.
    #[serde(rename = "pbkdf2-sha512")]
    Pbkdf2Sha512 {
        /// Number of rounds.
        rounds: u32,
        /// The shortest password that the ERP accepts, in characters.
        #[serde(default)]
        min_length: usize,
    },
}

/// What an account has to be.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AccountLimits {
    /// What a login has to be.
    pub login: LoginForm,
    /// The role that every active person has through one that includes it, and nobody has by itself; `*` where any role will
    /// do.
    pub role: Option<String>,
}

/// What a login has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LoginForm {
    /// Any text that the ERP can hold.
    #[default]
    Any,
    /// An e-mail address in lower case, which is the address of the account too.
    Email,
}

/// Limits on roles of our own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RoleLimits {
    /// Whether no two roles may have the same title.
    pub title_unique: bool,
    /// Whether the title of a role is its key.
    pub title_is_key: bool,
    /// How many roles a role can include; no limit when left out.
    pub max_includes: Option<usize>,
    /// The only roles that one can include; any when left out.
    pub includes: Option<Vec<String>>,
    /// How the keys of bundles begin: roles without permissions that include any others, are always active, and keep whoever has
    /// one from having others. What follows is the title.
    pub bundles: Option<String>,
    /// Whether no role can be inactive.
    pub always_active: bool,
}

/// What the ERP's items can hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ItemLimits {
    /// The column with the codes.
    pub code: CodeLimits,
    /// Words that the ERP would misunderstand in a refusal of its database, and what is written instead.
    pub refusal_words: BTreeMap<String, String>,
}

/// What a column for codes can hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CodeLimits {
    /// The most characters; no limit when left out.
    pub max_length: Option<u32>,
    /// The only characters; any when left out.
    pub alphabet: Option<String>,
}

impl LoginForm {
    /// Whether a login is of this form.
    #[must_use]
    pub fn fits(self, login: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Email => {
                let parts = login.split_once('@');
                let plain = |part: &str| {
                    !part.is_empty() && !part.contains(['@', '<', '>', '"', ',', ';', ' ', '\t'])
                };
                login.to_lowercase() == login && parts.is_some_and(|(name, host)| plain(name) && plain(host))
            }
        }
    }
}

impl RoleLimits {
    /// Whether a role bundles others.
    #[must_use]
    pub fn is_bundle(&self, role: &str) -> bool {
        self.bundles
            .as_ref()
            .is_some_and(|prefix| role.starts_with(prefix.as_str()))
    }

    /// The only title that a role can have; none where that is free.
    #[must_use]
    pub fn title_of<'a>(&self, role: &'a str) -> Option<&'a str> {
        let bundled = self
            .bundles
            .as_ref()
            .and_then(|prefix| role.strip_prefix(prefix.as_str()));
        self.title_is_key.then(|| bundled.unwrap_or(role))
    }
}

impl SettingType {
    /// Whether a text is a value of this kind, as adapters and databases spell it.
    #[must_use]
    pub fn holds(self, value: &str) -> bool {
        match self {
            Self::Text => true,
            Self::Bool => matches!(value, "true" | "false"),
            Self::Int => value.parse::<i64>().is_ok(),
            Self::Date => {
                let read = value.parse::<jiff::civil::Date>();
                value.is_empty() || read.is_ok_and(|day| day.to_string() == value)
            }
            Self::Duration => {
                let digits = |part: &str, most: usize| {
                    (2..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
                };
                let sixty = |part: &str| digits(part, 2) && part < "60";
                let mut parts = value.split(':');
                let hours = parts.next().is_some_and(|part| digits(part, 3));
                let rest: Vec<&str> = parts.collect();
                hours && (1..=2).contains(&rest.len()) && rest.into_iter().all(sixty)
            }
        }
    }
}

impl Semantics {
    /// The actions that a set of them lacks: each with the one that needs it.
    pub fn lacking<'a>(&'a self, actions: &'a [&str]) -> impl Iterator<Item = (&'a str, &'a str)> {
        actions.iter().flat_map(move |&action| {
            let needed = self.action_needs.get(action).into_iter().flatten();
            needed
                .filter(|needed| !actions.contains(&needed.as_str()))
                .map(move |needed| (action, needed.as_str()))
        })
    }

    /// The actions of a plain resource.
    #[must_use]
    pub fn plain_actions(&self) -> &[String] {
        self.plain_actions.as_deref().unwrap_or(&self.actions)
    }

    /// A setting by the name that files and states give it, and the company whose value it is.
    #[must_use]
    pub fn setting<'a>(&self, name: &'a str) -> Option<(&SettingSpec, Option<&'a str>)> {
        let (base, company) = split_company(name);
        let spec = self.settings.get(base)?;
        (spec.per_company == company.is_some()).then_some((spec, company))
    }

    /// The kind of a sub-resource and the resource that it belongs to; none for a plain resource.
    #[must_use]
    pub fn sub_resource<'a>(&self, resource: &'a str) -> Option<(&ResourceKind, &'a str)> {
        self.resources.iter().find_map(|kind| {
            let at = resource.find(&kind.separator)?;
            Some((kind, &resource[..at]))
        })
    }

    /// Spells a list of actions in the adapter's order, without repetition; the first unknown action is the error.
    ///
    /// # Errors
    /// The action that the adapter does not declare.
    pub fn spell_actions<'a>(&self, wanted: impl Iterator<Item = &'a str>) -> Result<String, &'a str> {
        let mut positions = Vec::new();
        for action in wanted.filter(|a| !a.is_empty()) {
            positions.push(self.actions.iter().position(|a| a == action).ok_or(action)?);
        }
        positions.sort_unstable();
        positions.dedup();
        let names: Vec<_> = positions
            .into_iter()
            .map(|at| self.actions[at].as_str())
            .collect();
        Ok(names.join(","))
    }
}

/// The parts of `NAME [COMPANY]`: a name, and the company that it is of.
#[must_use]
pub fn split_company(name: &str) -> (&str, Option<&str>) {
    let of_company = name
        .strip_suffix(']')
        .and_then(|open| open.split_once(" ["))
        .filter(|(base, company)| !base.is_empty() && !company.is_empty());
    of_company.map_or((name, None), |(base, company)| (base, Some(company)))
}

impl Fold {
    /// The form in which equal keys are equal text.
    #[must_use]
    pub fn fold(self, key: &str) -> String {
        match self {
            Self::Exact => key.to_owned(),
            Self::Casefold => key.to_lowercase(),
            Self::UnicodeCi => collation::unicode_ci(key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_of_a_company_is_two_names() {
        assert_eq!(split_company("a.b"), ("a.b", None));
        assert_eq!(split_company("a.b [X [Y] Ltd.]"), ("a.b", Some("X [Y] Ltd.")));
        assert_eq!(split_company("a.b []"), ("a.b []", None));
        assert_eq!(split_company("a.b [X"), ("a.b [X", None));
    }

    #[test]
    fn folds_as_the_engines_do() {
        assert_eq!(Fold::Exact.fold("Éva "), "Éva ");
        assert_eq!(Fold::Casefold.fold("Éva"), "éva");
        assert_eq!(Fold::UnicodeCi.fold("Éva "), "eva");
        assert_eq!(Fold::UnicodeCi.fold("张伟"), "张伟");
        assert_eq!(Fold::UnicodeCi.fold("Ａ１\u{200b}\u{a0}"), "a1");
    }

    #[test]
    fn logins_have_a_form() {
        for (login, fits) in [
            ("li.na@maple.example", true),
            ("Li.Na@maple.example", false),
            ("li.na", false),
            ("@maple.example", false),
            ("li na@maple.example", false),
            ("li@na@maple.example", false),
        ] {
            assert_eq!(LoginForm::Email.fits(login), fits, "{login}");
            assert!(LoginForm::Any.fits(login));
        }
    }

    #[test]
    fn the_title_of_a_role_is_its_key_without_what_tells_bundles_apart() {
        let mut limits = RoleLimits {
            bundles: Some("set:".to_owned()),
            ..RoleLimits::default()
        };
        assert_eq!(limits.title_of("Reader"), None);
        limits.title_is_key = true;
        assert_eq!(limits.title_of("Reader"), Some("Reader"));
        assert_eq!(limits.title_of("set:Office"), Some("Office"));
        assert!(limits.is_bundle("set:Office") && !limits.is_bundle("Reader"));
    }

    #[test]
    fn durations_are_hours_and_minutes() {
        for (value, holds) in [
            ("08:00", true),
            ("170:00", true),
            ("06:30:59", true),
            ("8:00", false),
            ("08:60", false),
            ("08", false),
            ("08:00:00:00", false),
            ("1000:00", false),
            ("ab:cd", false),
        ] {
            assert_eq!(SettingType::Duration.holds(value), holds, "{value}");
        }
    }
}
