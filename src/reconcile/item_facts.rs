//! What the files say about rules for item codes, and proposals for codes that break them.

use std::collections::HashMap;

use hashbrown::HashSet;

use crate::base::diagnostic::Diagnostics;
use crate::items::{Facts, NoProposal, Proposal, Proposer, Rule, spoken};
use crate::project::{Project, View};

use super::Context;
use super::items::{Checked, fingerprint};

/// What the files say about a rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RuleFacts {
    /// Where it stands.
    pub place: Option<Place>,
    /// The department of the user who answers for it: its title, or its key.
    pub department: Option<String>,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, below the project's folder.
    pub file: String,
    /// The line, from 1 on.
    pub line: u32,
    /// The column, from 1 on.
    pub column: u32,
}

/// What the files say about rules; nothing of those that they do not have. Mistakes in the files are passed over: a check of
/// the rules in force does not depend on them.
pub(super) fn of_files(context: &Context, rules: &[Rule]) -> Vec<RuleFacts> {
    let mut facts = vec![RuleFacts::default(); rules.len()];
    let loaded = Project::load(context.root());
    let mut said = Diagnostics::new();
    let view = loaded
        .project
        .as_ref()
        .and_then(|project| View::new(project, &loaded.parts, &context.target, &mut said));
    let Some(view) = view else { return facts };
    for (rule, facts) in rules.iter().zip(&mut facts) {
        if let Some(item) = view.item_codes.get(rule.name.as_str()) {
            let at = loaded.sources.line_col(item.key.span);
            facts.place = Some(Place {
                file: loaded.sources.get(item.key.span.file).name().to_owned(),
                line: at.line,
                column: at.column,
            });
        }
        let owner = rule.spec.owner.as_deref().and_then(|owner| view.user(owner));
        let department = owner.and_then(|owner| owner.value.department.as_ref());
        facts.department = department.map(|key| {
            let department = view.project.file.departments.get(&key.value);
            let title = department.and_then(|department| department.title.clone());
            title.unwrap_or_else(|| key.value.clone())
        });
    }
    facts
}

/// A code in place of one that breaks its rule, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// The flaw, by its place in [`Checked::flaws`]: the first of the item.
    pub flaw: usize,
    /// The code.
    pub code: Result<Proposal, NoProposal>,
}

/// The codes of all items, as numbers.
#[derive(Debug, Default)]
pub(super) struct Taken {
    once: HashSet<u64>,
    twice: HashSet<u64>,
}

impl Taken {
    pub(super) fn add(&mut self, code: &str) {
        let code = fingerprint(&spoken(code));
        if !self.once.insert(code) {
            self.twice.insert(code);
        }
    }

    /// Whether an item has a code that is spoken like this one, other than the item whose code is `own`.
    fn by_another(&self, code: &str, own: Option<&str>) -> bool {
        let code = fingerprint(&spoken(code));
        let is_own = own.is_some_and(|own| fingerprint(&spoken(own)) == code);
        self.once.contains(&code) && (!is_own || self.twice.contains(&code))
    }
}

/// Proposes a code for every item with a flaw that a rule is for. Proposals are given in the order of the flaws.
pub(super) fn propose(checked: &Checked, taken: &Taken) -> Vec<Proposed> {
    let highest: HashMap<(usize, String), u64> = checked
        .counters
        .iter()
        .map(|(key, counter)| (key.clone(), counter.highest))
        .collect();
    let mut proposer = Proposer::new(&checked.rules, |code, own| taken.by_another(code, own), highest);
    let mut done: HashSet<&str> = HashSet::new();
    let mut proposals = Vec::new();
    for (at, flaw) in checked.flaws.iter().enumerate() {
        if let Some(rule) = flaw.rule
            && done.insert(&flaw.item)
        {
            let facts = Facts {
                old: flaw.code.as_deref(),
                categories: &flaw.categories,
                made: flaw.created,
            };
            proposals.push(Proposed {
                flaw: at,
                code: proposer.propose(rule, facts),
            });
        }
    }
    proposals
}
