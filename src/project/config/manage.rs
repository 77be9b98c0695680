//! How much of an ERP a target looks after.

use schemars::JsonSchema;
use serde::Deserialize;

/// How much of the ERP is ours to look after.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Manage {
    /// Which accounts.
    pub users: ManagedUsers,
    /// Which roles.
    pub roles: ManagedRoles,
    /// Which settings: groups or single names. Without it, all.
    #[schemars(example = ["password", "session"])]
    pub settings: Option<Vec<String>>,
}

/// Which accounts are looked after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ManagedUsers {
    /// People and service accounts; not portal users.
    #[default]
    Internal,
    /// Portal users too.
    All,
    /// None.
    None,
}

/// Which roles are looked after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ManagedRoles {
    /// The roles that were not shipped with the ERP.
    #[default]
    Custom,
    /// None.
    None,
}

impl Manage {
    /// Whether accounts of this kind are ours. System accounts never are.
    #[must_use]
    pub fn covers_user(&self, kind: &str) -> bool {
        match self.users {
            ManagedUsers::Internal => matches!(kind, "person" | "service"),
            ManagedUsers::All => kind != "system",
            ManagedUsers::None => false,
        }
    }

    /// Whether roles of this origin are ours. Shipped and automatic roles never are.
    #[must_use]
    pub fn covers_role(&self, origin: &str) -> bool {
        self.roles == ManagedRoles::Custom && origin == "custom"
    }

    /// Whether this setting is ours, of whatever company.
    #[must_use]
    pub fn covers_setting(&self, setting: &str) -> bool {
        let (setting, _) = crate::model::split_company(setting);
        self.settings.as_ref().is_none_or(|covered| {
            covered.iter().any(|group| {
                setting
                    .strip_prefix(group.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_covered_by_whole_words() {
        let manage = Manage {
            settings: Some(vec!["password".to_owned(), "session.idle_minutes".to_owned()]),
            ..Manage::default()
        };
        assert!(manage.covers_setting("password.min_length"));
        assert!(manage.covers_setting("session.idle_minutes"));
        assert!(!manage.covers_setting("passwords.min_length"));
        assert!(!manage.covers_setting("session.other"));
        assert!(Manage::default().covers_setting("anything"));
    }

    #[test]
    fn system_accounts_are_never_ours() {
        let all = Manage {
            users: ManagedUsers::All,
            ..Manage::default()
        };
        assert!(all.covers_user("portal") && !all.covers_user("system"));
        assert!(!Manage::default().covers_user("portal"));
    }
}
