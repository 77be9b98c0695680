//! What the files say about rules for item codes, and proposals for codes that break them.

use std::collections::{BTreeMap, HashMap};

use hashbrown::HashSet;

use crate::base::diagnostic::Diagnostics;
use crate::items::{Facts, NoProposal, Proposal, Proposer, Rule, spoken};
use crate::project::{Project, View};
use crate::registry::CodeState;

use super::items::{Checked, fingerprint};
use super::target::Target;
use super::{Context, Failure};

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

/// The codes that are not free: as numbers, those of all items and those that trueup issued.
#[derive(Debug, Default)]
pub(super) struct Taken {
    once: HashSet<u64>,
    twice: HashSet<u64>,
    issued: HashSet<u64>,
    /// The highest number that was issued, by rule and what it is counted per.
    serials: BTreeMap<(String, String), u64>,
}

impl Taken {
    /// The codes that were issued, those that were given back included; none where the registry issues none.
    pub(super) async fn issued(context: &Context, target: &mut Target) -> Result<Self, Failure> {
        let mut taken = Self::default();
        let Some(registry) = target.registry(context).await? else {
            return Ok(taken);
        };
        if registry.can_issue(&mut target.session).await? {
            taken.serials = registry.serials(&mut target.session).await?;
            let issued = &mut taken.issued;
            let look = |code: &str, _: &str, _: &str, _: u64, _: CodeState| {
                issued.insert(fingerprint(&spoken(code)));
            };
            registry.each_code(&mut target.session, look).await?;
        }
        Ok(taken)
    }

    pub(super) fn add(&mut self, code: &str) {
        let code = fingerprint(&spoken(code));
        if !self.once.insert(code) {
            self.twice.insert(code);
        }
    }

    /// Whether a code that is spoken like this one was issued or is that of an item, other than the item whose code is `own`.
    fn by_another(&self, code: &str, own: Option<&str>) -> bool {
        let code = fingerprint(&spoken(code));
        let is_own = own.is_some_and(|own| fingerprint(&spoken(own)) == code);
        let there = self.once.contains(&code) || self.issued.contains(&code);
        there && (!is_own || self.twice.contains(&code))
    }
}

/// Proposes a code for every item with a flaw that a rule is for. Proposals are given in the order of the flaws.
pub(super) fn propose(checked: &Checked, taken: &Taken) -> Vec<Proposed> {
    let mut highest: HashMap<(usize, String), u64> = checked
        .counters
        .iter()
        .map(|(key, counter)| (key.clone(), counter.highest))
        .collect();
    for ((name, per), &last) in &taken.serials {
        if let Some(rule) = checked.rules.iter().position(|rule| rule.name == *name) {
            let place = highest.entry((rule, per.clone())).or_default();
            *place = last.max(*place);
        }
    }
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
