//! Settings, by group.

use std::collections::BTreeMap;

use crate::base::edit::scalar;
use crate::model::{Rel, SettingSpec, SettingType};

use super::{LeftOut, Pull, can_be_key, yaml};

impl Pull<'_> {
    /// Writes the settings that the adapter knows and the target manages.
    pub(super) fn write_settings(&mut self) {
        let mut groups: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
        for row in self.live.table(Rel::Setting).rows() {
            let name = self.text(row[0]);
            let (Some((spec, _)), Some(value)) = (self.semantics.setting(name), self.symbols.get(row[1]))
            else {
                continue;
            };
            let parts = name
                .split_once('.')
                .filter(|(group, key)| can_be_key(group) && can_be_key(key));
            let Some((group, key)) = parts else {
                self.leave_out(LeftOut::UnwritableName);
                continue;
            };
            if !self.options.manage.covers_setting(name) {
                self.leave_out(LeftOut::UnmanagedSetting);
                continue;
            }
            let Some(value) = spelled(spec, value) else {
                self.leave_out(LeftOut::UnknownValue);
                continue;
            };
            groups.entry(group).or_default().insert(key, value);
            self.out.settings += 1;
        }
        if groups.is_empty() {
            return;
        }
        let mut body = String::from("settings:\n");
        for (group, values) in groups {
            yaml::line(&mut body, 2, &format!("{}:", scalar(group)));
            for (key, value) in values {
                yaml::raw_field(&mut body, 4, key, &value);
            }
        }
        self.file(
            "settings.yaml",
            "Settings that the ERP keeps in its database.",
            &body,
        );
    }
}

/// A value as YAML, if it reads back as the same text.
fn spelled(spec: &SettingSpec, value: &str) -> Option<String> {
    if spec
        .values
        .as_ref()
        .is_some_and(|values| !values.iter().any(|v| v == value))
    {
        return None;
    }
    match spec.kind {
        SettingType::Bool => matches!(value, "true" | "false").then(|| value.to_owned()),
        SettingType::Int => value
            .parse::<i64>()
            .ok()
            .map(|n| n.to_string())
            .filter(|text| text == value),
        SettingType::Duration | SettingType::Date if !spec.kind.holds(value) => None,
        SettingType::Text | SettingType::Duration | SettingType::Date => Some(scalar(value).into_owned()),
    }
}
