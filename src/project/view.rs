//! The files of one target joined into one: every entry once, in the order of the keys.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::base::diagnostic::{Diagnostic, Diagnostics};
use crate::base::text::tick;
use crate::base::tree::{Entries, Located};

use super::codes;
use super::config::Target;
use super::desired::{Backup, Declared, Grant, ItemCode, Position, Role, Sections, Sequence, User, Value};
use super::load::{Part, Project, parts_of};

/// An entry of a section: its key with its place, and what it says.
#[derive(Debug)]
pub struct Item<'p, T> {
    /// The key.
    pub key: &'p Located<String>,
    /// What it says.
    pub value: &'p T,
}

impl<T> Clone for Item<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Item<'_, T> {}

/// A section of all files together, by key.
pub type Section<'p, T> = BTreeMap<&'p str, Item<'p, T>>;

/// What the files say about one target.
#[derive(Debug)]
pub struct View<'p> {
    /// The project.
    pub project: &'p Project,
    /// The name of the target.
    pub name: &'p str,
    /// The target.
    pub target: &'p Target,
    /// People and service accounts.
    pub users: Section<'p, User>,
    /// Positions.
    pub positions: Section<'p, Position>,
    /// Roles of our own, and rows of shipped ones.
    pub roles: Section<'p, Role>,
    /// Exceptions and temporary access, in the order of the files.
    pub grants: Vec<&'p Grant>,
    /// Settings, by their full name.
    pub settings: BTreeMap<String, Item<'p, Located<Value>>>,
    /// Number sequences.
    pub sequences: Section<'p, Sequence>,
    /// Backup policies.
    pub backups: Section<'p, Declared<Backup>>,
    /// Rules for item codes.
    pub item_codes: Section<'p, Declared<ItemCode>>,
    /// Keys of `users` by login, where the two differ.
    by_login: HashMap<&'p str, &'p str>,
    /// Entries that stand in the files but could not be read: section and key.
    unreadable: HashSet<(&'static str, &'p str)>,
    /// Whether every file could be read to its end.
    complete: bool,
}

impl<'p> View<'p> {
    /// Joins the files of a target; a key that occurs twice is reported, and the first one counts.
    ///
    /// Gives nothing when the project has no such target.
    #[must_use]
    pub fn new(
        project: &'p Project,
        parts: &'p [Part],
        name: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let (name, target) = project.file.targets.get_key_value(name)?;
        let mut view = Self {
            project,
            name,
            target,
            users: Section::new(),
            positions: Section::new(),
            roles: Section::new(),
            grants: Vec::new(),
            settings: BTreeMap::new(),
            sequences: Section::new(),
            backups: Section::new(),
            item_codes: Section::new(),
            by_login: HashMap::new(),
            unreadable: HashSet::new(),
            complete: true,
        };
        for part in parts_of(parts, target) {
            view.add(part, diagnostics);
        }
        for item in view.users.values() {
            if let Some(login) = &item.value.login {
                view.by_login
                    .entry(login.value.as_str())
                    .or_insert(item.key.value.as_str());
            }
        }
        Some(view)
    }

    fn add(&mut self, part: &'p Part, diagnostics: &mut Diagnostics) {
        self.complete &= part.complete;
        for (section, key) in &part.unreadable {
            self.unreadable.insert((section, key));
        }
        let Sections {
            users,
            positions,
            roles,
            grants,
            settings,
            sequences,
            backups,
            item_codes,
        } = &part.sections;
        join("user", users, &mut self.users, diagnostics);
        join("position", positions, &mut self.positions, diagnostics);
        join("role", roles, &mut self.roles, diagnostics);
        self.grants.extend(grants);
        for (group, values) in settings {
            for (key, value) in values {
                let name = format!("{}.{}", group.value, key.value);
                if let Some(first) = self.settings.get(&name) {
                    diagnostics.push(duplicate("setting", &name, key, first.key));
                } else {
                    self.settings.insert(name, Item { key, value });
                }
            }
        }
        join("sequence", sequences, &mut self.sequences, diagnostics);
        join("backup policy", backups, &mut self.backups, diagnostics);
        join("item-code rule", item_codes, &mut self.item_codes, diagnostics);
    }

    /// The user that a reference means: by key, or by login where it differs from the key.
    #[must_use]
    pub fn user(&self, name: &str) -> Option<Item<'p, User>> {
        self.users
            .get(name)
            .or_else(|| self.users.get(self.by_login.get(name)?))
            .copied()
    }

    /// Whether nothing can be said about a key that is missing: its entry, or its whole file, could not be read.
    #[must_use]
    pub fn may_exist(&self, section: &'static str, key: &str) -> bool {
        !self.complete || self.unreadable.contains(&(section, key))
    }
}

/// The login of a user: `login`, or the key.
#[must_use]
pub(super) fn login<'p>(item: Item<'p, User>) -> &'p str {
    item.value
        .login
        .as_ref()
        .map_or(item.key.value.as_str(), |login| &login.value)
}

fn join<'p, T>(
    noun: &str,
    entries: &'p Entries<T>,
    section: &mut Section<'p, T>,
    diagnostics: &mut Diagnostics,
) {
    for (key, value) in entries {
        if let Some(first) = section.get(key.value.as_str()) {
            diagnostics.push(duplicate(noun, &key.value, key, first.key));
        } else {
            section.insert(&key.value, Item { key, value });
        }
    }
}

fn duplicate(noun: &str, name: &str, second: &Located<String>, first: &Located<String>) -> Diagnostic {
    Diagnostic::new(
        &codes::DUPLICATE,
        format!("{noun} {} is declared twice", tick(name)),
    )
    .label(second.span, "the second one")
    .also(first.span, "the first one")
    .help("keep one of the two; to say something else for one target, give the targets different `files`")
}
