//! Roles of our own. Shipped ones belong to the ERP, and nothing of them is written.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::edit::scalar;
use crate::model::{Rel, Sym};
use crate::project::check::{fitting_actions, is_known_resource};

use super::{LeftOut, Pull, can_be_key, yaml};

impl Pull<'_> {
    /// Writes the roles.
    pub(super) fn write_roles(&mut self) {
        let includes = self.by_first_key(Rel::RoleInclude);
        let permissions = self.by_first_key(Rel::Permission);
        let rules = self.by_first_key(Rel::RecordRule);
        let mut rows: Vec<&[Sym]> = self.live.table(Rel::Role).rows().collect();
        rows.sort_by_key(|row| self.symbols.text(row[0]));
        let mut body = String::from("roles:\n");
        for row in rows {
            let (key, origin) = (self.text(row[0]), self.text(row[2]));
            if origin != "custom" {
                continue;
            }
            let out = if !self.options.manage.covers_role(origin) {
                Some(LeftOut::UnmanagedRole)
            } else if !can_be_key(key) {
                Some(LeftOut::UnwritableName)
            } else {
                None
            };
            if let Some(why) = out {
                self.leave_out(why);
                continue;
            }
            self.out.roles += 1;
            let included = includes.get(&row[0]).map(Vec::as_slice).unwrap_or_default();
            let allowed = permissions.get(&row[0]).map(Vec::as_slice).unwrap_or_default();
            let ruled = rules.get(&row[0]).map(Vec::as_slice).unwrap_or_default();
            self.role(&mut body, row, included, allowed, ruled);
        }
        if self.out.roles > 0 {
            self.file(
                "roles.yaml",
                "Roles of our own. What an entry lists is complete.",
                &body,
            );
        }
    }

    fn role(
        &mut self,
        body: &mut String,
        row: &[Sym],
        included: &[&[Sym]],
        allowed: &[&[Sym]],
        ruled: &[&[Sym]],
    ) {
        let key = self.text(row[0]);
        let mut entry = String::new();
        if let Some(title) = self.symbols.get(row[1]).filter(|title| !title.is_empty()) {
            yaml::field(&mut entry, 4, "title", title);
        }
        if self.text(row[3]) == "false" {
            yaml::raw_field(&mut entry, 4, "active", "false");
        }
        if !included.is_empty() {
            let names: Vec<&str> = included.iter().map(|row| self.text(row[1])).collect();
            yaml::list(&mut entry, 4, "includes", &names);
        }
        let mut head = format!("{}:", scalar(key));
        if key.starts_with("name:") {
            head.push_str(" # made in the ERP; give it a key of its own with `match`");
        }
        if !allowed.iter().all(|row| self.can_declare(row)) {
            self.leave_out(LeftOut::UnknownPermission);
            yaml::line(
                &mut entry,
                4,
                "# no permissions here, because the ERP does not list all of their resources and actions",
            );
        } else if !allowed.is_empty() {
            yaml::line(&mut entry, 4, "permissions:");
            for row in allowed {
                yaml::raw_field(
                    &mut entry,
                    6,
                    self.text(row[1]),
                    &yaml::actions(self.text(row[2])),
                );
            }
        }
        self.rules(&mut entry, ruled);
        if entry.lines().all(|line| line.trim_start().starts_with('#')) {
            let at = head.find(':').map_or(head.len(), |_| scalar(key).len() + 1);
            head.insert_str(at, " {}");
        }
        yaml::line(body, 2, &head);
        body.push_str(&entry);
    }

    /// Writes the row-level rules that hold for a role.
    fn rules(&mut self, entry: &mut String, rows: &[&[Sym]]) {
        let can_declare = |row: &&[Sym]| {
            let (resource, name) = (self.text(row[1]), self.text(row[2]));
            let known = self.vocabulary.rules.get(resource);
            self.semantics.record_rules
                && can_be_key(resource)
                && can_be_key(name)
                && is_known_resource(&self.vocabulary, Some(self.semantics), resource)
                && known.is_some_and(|rules| rules.contains_key(name))
        };
        if !rows.iter().all(can_declare) {
            self.leave_out(LeftOut::RecordRule);
            return;
        }
        let mut rules: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for row in rows {
            let names = rules.entry(self.text(row[1])).or_default();
            names.insert(self.text(row[2]));
        }
        if !rules.is_empty() {
            yaml::line(entry, 4, "rules:");
        }
        for (resource, names) in rules {
            yaml::line(entry, 6, &format!("{}:", scalar(resource)));
            for name in names {
                yaml::raw_field(entry, 8, name, "present");
            }
        }
    }

    /// Whether validation would accept a permission row, so that what is written can be read.
    fn can_declare(&self, row: &[Sym]) -> bool {
        let (resource, actions) = (self.text(row[1]), self.text(row[2]));
        let fitting = fitting_actions(Some(&self.vocabulary), self.semantics, resource);
        let listed: Vec<&str> = actions.split(',').collect();
        can_be_key(resource)
            && self.semantics.lacking(&listed).next().is_none()
            && is_known_resource(&self.vocabulary, Some(self.semantics), resource)
            && actions
                .split(',')
                .filter(|a| !a.is_empty())
                .all(|action| fitting.iter().any(|a| a == action))
    }
}
