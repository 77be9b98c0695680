//! Row-level rules that stop limiting: whoever was limited by them sees and changes more rows.
//!
//! The condition of a rule is not evaluated. Of the rules of a role one is enough, and every rule for everyone holds.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::access::ActionSet;
use crate::base::code::CodeInfo;
use crate::base::text::list;
use crate::model::{Change, Rel, State, Sym, Verb};

use super::safety::{Accepted, World};
use super::{Finding, codes};

/// Whom a rule without roles holds for.
const EVERYBODY: &str = "everybody";

/// A rule and its resource, with what is said about it.
type Widened<'a> =
    BTreeMap<(&'static str, Sym, Sym), (&'static CodeInfo, BTreeSet<&'a str>, bool, &'a Change)>;

impl World<'_> {
    /// Reports rules that no longer limit somebody. Where they kept companies apart it has to be accepted by name.
    pub(super) fn widened(&self, accepted: &Accepted, findings: &mut Vec<Finding>) {
        let changed = self.changes.iter().filter(|c| c.rel == Rel::RecordRule);
        let mut widened: Widened<'_> = BTreeMap::new();
        for change in changed {
            let [role, resource, name] = [0, 1, 2].map(|at| change.key()[at]);
            let (code, by_company) = match change.verb {
                Verb::Delete if self.leaves_open(change) => {
                    (&codes::LIFTS_RULE, self.limits_companies(resource, name))
                }
                Verb::Insert if role != self.words.everyone => {
                    let others = self.others(change);
                    if others.is_empty() {
                        continue;
                    }
                    let by_company = others.iter().any(|&other| self.limits_companies(resource, other));
                    let new_too = self.limits_companies(resource, name);
                    (&codes::LOOSENS_RULE, by_company && !new_too)
                }
                _ => continue,
            };
            let (_, roles, companies, _) = widened
                .entry((code.id, resource, name))
                .or_insert_with(|| (code, BTreeSet::new(), false, change));
            let everyone = role == self.words.everyone;
            roles.insert(if everyone {
                EVERYBODY
            } else {
                self.symbols.text(role)
            });
            *companies |= by_company;
        }
        for ((_, resource, name), (code, roles, by_company, change)) in widened {
            findings.push(self.widening(code, [resource, name], &roles, by_company, accepted, change));
        }
    }

    fn widening(
        &self,
        code: &CodeInfo,
        rule: [Sym; 2],
        roles: &BTreeSet<&str>,
        by_company: bool,
        accepted: &Accepted,
        change: &Change,
    ) -> Finding {
        let [resource, name] = rule.map(|sym| self.symbols.text(sym));
        let who = if roles.contains(EVERYBODY) {
            EVERYBODY.to_owned()
        } else {
            list(roles, 5)
        };
        let which = if by_company {
            ": also those of other companies"
        } else {
            ""
        };
        let message = if code.id == codes::LIFTS_RULE.id {
            format!("the rule `{name}` would no longer limit the rows of `{resource}` for {who}{which}")
        } else {
            format!("the rule `{name}` would let {who} at more rows of `{resource}`{which}")
        };
        let values = [name, resource, &who, which].map(str::to_owned).to_vec();
        let subject = format!("rule {resource} {name}");
        let mut finding = self.finding(code, subject, (message, values), Some(change));
        finding.refuses = by_company && !accepted.open.contains(resource);
        finding.accept = by_company.then(|| format!("--accept-open {resource}"));
        finding
    }

    fn limits_companies(&self, resource: Sym, name: Sym) -> bool {
        let rules = self.before.table(Rel::Rule);
        let at = rules.find(&[resource, name], self.ranks);
        at.is_some_and(|at| self.symbols.get(rules.row(at)[4]) == Some("company"))
    }

    /// Whether no other rule of the role limits some action that a rule which goes limited.
    fn leaves_open(&self, change: &Change) -> bool {
        let limited = self
            .beside(change)
            .fold(ActionSet::NONE, |set, (_, theirs)| set | theirs);
        !limited.contains(self.actions(change.before("actions")))
    }

    /// The other rules that limited the role in an action of a new one before, and still do.
    fn others(&self, change: &Change) -> Vec<Sym> {
        let actions = self.actions(change.after("actions"));
        let before = self.before.table(Rel::RecordRule);
        let meets = self.beside(change).filter(|(row, theirs)| {
            theirs.without(actions) != *theirs && before.find(&row[..3], self.ranks).is_some()
        });
        meets.map(|(row, _)| row[2]).collect()
    }

    /// The other rules with their actions, of the role of a changed one and of what it includes, on the same resource, as
    /// the plan leaves them.
    fn beside<'s>(&'s self, change: &'s Change) -> impl Iterator<Item = (&'s [Sym], ActionSet)> + 's {
        let (role, key) = (change.key()[0], change.key());
        let roles = self.with_included(role, self.after);
        let rows = self.after.table(Rel::RecordRule).rows();
        rows.filter(move |row| {
            role != self.words.everyone
                && row[1..3] != key[1..3]
                && row[1] == key[1]
                && roles.contains(&row[0])
        })
        .map(|row| (row, self.actions(Some(row[4]))))
    }

    /// A cell with actions; without any, all of them.
    fn actions(&self, cell: Option<Sym>) -> ActionSet {
        match cell.and_then(|cell| self.symbols.get(cell)) {
            Some(list) => ActionSet::parse(list, self.semantics),
            None => ActionSet::of(self.semantics.actions.iter().map(String::as_str), self.semantics),
        }
    }

    /// A role and all that it includes.
    fn with_included(&self, role: Sym, state: &State) -> HashSet<Sym> {
        let includes = state.table(Rel::RoleInclude);
        let (mut seen, mut todo) = (HashSet::from([role]), vec![role]);
        while let Some(role) = todo.pop() {
            for at in includes.range(&[role], self.ranks) {
                let included = includes.row(at)[1];
                if seen.insert(included) {
                    todo.push(included);
                }
            }
        }
        seen
    }
}
