//! The names that an ERP knows: what references in the files can mean. Taken from a lock file or a live state.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Interner, Rel, State};

/// What is known of a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleFacts {
    /// The name shown in the ERP.
    pub title: String,
    /// `shipped`, `custom` or `automatic`.
    pub origin: String,
    /// Whether it is active.
    pub active: bool,
}

/// What is known of a row-level rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFacts {
    /// The condition, in the ERP's own language.
    pub filter: Option<String>,
    /// The actions that it limits, in the adapter's order; none for all.
    pub actions: Option<String>,
}

/// The names that an ERP knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// Roles.
    pub roles: BTreeMap<String, RoleFacts>,
    /// What roles include, by the including role.
    pub includes: BTreeMap<String, Vec<String>>,
    /// Resources, with the actions that exist on them; none for all of the adapter's.
    pub resources: BTreeMap<String, Option<Vec<String>>>,
    /// Companies, with whether they are active.
    pub companies: BTreeMap<String, bool>,
    /// Number sequences.
    pub sequences: BTreeSet<String>,
    /// Row-level rules, by resource and name.
    pub rules: BTreeMap<String, BTreeMap<String, RuleFacts>>,
}

impl Vocabulary {
    /// The names in a state: that of a lock file, or a live one.
    #[must_use]
    pub fn of(state: &State, symbols: &Interner) -> Self {
        let text = |cell| symbols.text(cell).to_owned();
        let mut vocabulary = Self::default();
        for row in state.table(Rel::Role).rows() {
            let facts = RoleFacts {
                title: text(row[1]),
                origin: text(row[2]),
                active: symbols.text(row[3]) == "true",
            };
            vocabulary.roles.insert(text(row[0]), facts);
        }
        for row in state.table(Rel::RoleInclude).rows() {
            vocabulary
                .includes
                .entry(text(row[0]))
                .or_default()
                .push(text(row[1]));
        }
        for row in state.table(Rel::Resource).rows() {
            let actions = symbols.get(row[2]).map(|list| {
                list.split(',')
                    .filter(|a| !a.is_empty())
                    .map(str::to_owned)
                    .collect()
            });
            vocabulary.resources.insert(text(row[0]), actions);
        }
        for row in state.table(Rel::Company).rows() {
            vocabulary
                .companies
                .insert(text(row[0]), symbols.text(row[2]) == "true");
        }
        for row in state.table(Rel::Sequence).rows() {
            vocabulary.sequences.insert(text(row[0]));
        }
        for row in state.table(Rel::Rule).rows() {
            let facts = RuleFacts {
                filter: symbols.get(row[2]).map(str::to_owned),
                actions: symbols.get(row[3]).map(str::to_owned),
            };
            vocabulary
                .rules
                .entry(text(row[0]))
                .or_default()
                .insert(text(row[1]), facts);
        }
        vocabulary
    }

    /// Whether the role was shipped with the ERP or made by it; nothing when it does not know the role.
    #[must_use]
    pub fn is_shipped(&self, role: &str) -> Option<bool> {
        self.roles.get(role).map(|facts| facts.origin != "custom")
    }
}
