//! Backup policies and rules for item codes that are in force: from what is stored to what people write.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::backup::PolicySpec;
use crate::base::text::period;
use crate::items::{Part, RuleSpec};
use crate::model::Rel;

use super::{LeftOut, Pull, can_be_key, yaml};

impl Pull<'_> {
    /// Writes the backup policies and the rules for item codes that are in force.
    pub(super) fn write_documents(&mut self) {
        let policies = self.documents(Rel::BackupPolicy, policy);
        self.document("backups", "backups.yaml", "Backup policies in force.", &policies);
        let rules = self.documents(Rel::ItemRule, rule);
        self.document(
            "item_codes",
            "item-codes.yaml",
            "Rules for item codes in force.",
            &rules,
        );
    }

    fn documents(&mut self, rel: Rel, read: fn(&str) -> Option<Value>) -> BTreeMap<String, Value> {
        let mut found = BTreeMap::new();
        for row in self.live.table(rel).rows() {
            let name = self.text(row[0]);
            if !can_be_key(name) {
                self.leave_out(LeftOut::UnwritableName);
                continue;
            }
            match self.symbols.get(row[1]).and_then(read) {
                Some(value) => {
                    found.insert(name.to_owned(), value);
                }
                None => self.leave_out(LeftOut::UnknownDocument),
            }
        }
        found
    }

    fn document(&mut self, section: &str, file: &str, remark: &str, entries: &BTreeMap<String, Value>) {
        if entries.is_empty() {
            return;
        }
        let mut body = format!("{section}:\n");
        for (name, entry) in entries {
            yaml::line(
                &mut body,
                2,
                &format!("{}:", yaml::flow(&Value::from(name.as_str()))),
            );
            for (key, value) in entry.as_object().into_iter().flatten() {
                yaml::value(&mut body, 4, key, value);
            }
        }
        self.file(file, remark, &body);
    }
}

/// A backup policy as people write it.
fn policy(stored: &str) -> Option<Value> {
    let spec: PolicySpec = serde_json::from_str(stored).ok()?;
    let mut policy = serde_json::to_value(&spec).ok()?;
    let long = |map: &mut Value, key: &str| {
        if let Some(seconds) = map.get(key).and_then(Value::as_u64) {
            map[key] = period(seconds).into();
        }
    };
    if let Some(keep) = policy.get_mut("keep") {
        long(keep, "min_age");
    }
    if let Some(objectives) = policy.get_mut("objectives") {
        long(objectives, "rpo");
        long(objectives, "rto");
    }
    for place in policy["to"].as_array_mut()? {
        long(place, "immutable");
        if place.as_object().is_some_and(|place| place.len() == 1) {
            *place = place["url"].take();
        }
    }
    Some(policy)
}

/// A rule for item codes as people write it.
fn rule(stored: &str) -> Option<Value> {
    let spec: RuleSpec = serde_json::from_str(stored).ok()?;
    let mut rule = serde_json::to_value(&spec).ok()?;
    if let Some(scope) = rule.get_mut("applies_to").and_then(Value::as_object_mut)
        && let Some(kind) = scope.remove("kind")
    {
        scope.insert("type".to_owned(), kind);
    }
    let segments = spec.segments.iter().map(|segment| {
        let mut map = Map::new();
        if let Some(name) = &segment.name {
            map.insert("name".to_owned(), name.as_str().into());
        }
        if segment.optional {
            map.insert("optional".to_owned(), true.into());
        }
        part(&segment.part, &mut map)?;
        Some(Value::Object(map))
    });
    rule["segments"] = segments.collect::<Option<Vec<_>>>()?.into();
    Some(rule)
}

/// What stands in a part; what is as it is when nothing is said stays away.
fn part(part: &Part, map: &mut Map<String, Value>) -> Option<()> {
    let mut put = |key: &str, value: Value| drop(map.insert(key.to_owned(), value));
    match part {
        Part::Literal(text) => put("literal", text.as_str().into()),
        Part::Date(pattern) => put("date", pattern.as_str().into()),
        Part::Check(check) => {
            put("check", serde_json::to_value(check.kind).ok()?);
            if !check.of.is_empty() {
                put("of", check.of.clone().into());
            }
        }
        Part::Values(values) => match &values.within {
            None => put("values", serde_json::to_value(values.by_parent.get("")?).ok()?),
            Some(within) => {
                put("within", within.as_str().into());
                put("values", serde_json::to_value(&values.by_parent).ok()?);
            }
        },
        Part::Serial(serial) => {
            put("serial", serial.width.into());
            if serial.digits != crate::items::Digits::default() {
                put("digits", serde_json::to_value(serial.digits).ok()?);
            }
            if serial.start != 1 {
                put("start", serial.start.into());
            }
            if !serial.per.is_empty() {
                put("per", serial.per.clone().into());
            }
            if !serial.gaps {
                put("gaps", false.into());
            }
            if !serial.reserved.is_empty() {
                let range = |(first, last): &(u64, u64)| format!("{first}-{last}");
                put(
                    "reserved",
                    serial.reserved.iter().map(range).collect::<Vec<_>>().into(),
                );
            }
        }
    }
    Some(())
}
