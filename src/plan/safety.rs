//! What no plan may do, judged on the computed end state: lock everybody out, hit protected accounts, open what was
//! closed, or touch more people than the guard allows at once.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::base::code::CodeInfo;
use crate::base::text::{grouped, list, plural};
use crate::diff::Words;
use crate::model::{AccessDefault, Cause, Change, Interner, Ranks, Rel, Semantics, State, Sym, Verb};

use super::codes;
use super::{Finding, Reason};
use crate::project::config::{Guard, Limit, Limits};

/// How many people one plan may touch where no guard says.
const DEFAULT_PEOPLE: &str = "50%, at least 50";
/// How many accounts one plan may deactivate where no guard says.
const DEFAULT_DEACTIVATE: &str = "10%, at least 10";

/// Dangers that the person who plans accepts by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accepted {
    /// `--accept-mass-change people=N`.
    pub people: Option<usize>,
    /// `--accept-mass-change deactivate=N`.
    pub deactivate: Option<usize>,
    /// `--accept-open RESOURCE`.
    pub open: BTreeSet<String>,
}

impl Accepted {
    /// As words, for the plan.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let people = self.people.map(|n| format!("people={n}"));
        let deactivate = self.deactivate.map(|n| format!("deactivate={n}"));
        let open = self.open.iter().map(|resource| format!("open={resource}"));
        people.into_iter().chain(deactivate).chain(open).collect()
    }

    /// From the words of a plan; unknown ones accept nothing.
    #[must_use]
    pub fn from_words(words: &[String]) -> Self {
        let mut accepted = Self::default();
        for word in words {
            match word.split_once('=') {
                Some(("people", n)) => accepted.people = n.parse().ok(),
                Some(("deactivate", n)) => accepted.deactivate = n.parse().ok(),
                Some(("open", resource)) => {
                    accepted.open.insert(resource.to_owned());
                }
                _ => {}
            }
        }
        accepted
    }
}

/// What safety is judged on.
pub(super) struct World<'a> {
    /// The live state, renames carried out.
    pub(super) before: &'a State,
    /// The end state.
    pub(super) after: &'a State,
    /// The changes between them.
    pub(super) changes: &'a [Change],
    /// The guard in force before the plan.
    pub(super) guard: &'a Guard,
    /// How the ERP works.
    pub(super) semantics: &'a Semantics,
    /// The account that trueup connects as.
    pub(super) connected_as: &'a str,
    /// Symbols of fixed texts.
    pub(super) words: &'a Words,
    /// The strings.
    pub(super) symbols: &'a Interner,
    /// Their order.
    pub(super) ranks: &'a Ranks,
    /// Where a change comes from.
    pub(super) reason: &'a dyn Fn(Cause) -> Option<Reason>,
}

/// Judges a plan. `connected_as` is the database role, which some ERPs also know as a login.
#[expect(
    clippy::too_many_arguments,
    reason = "a judgement needs the whole world; `World` names the parts inside"
)]
#[must_use]
pub fn judge(
    before: &State,
    after: &State,
    changes: &[Change],
    guard: &Guard,
    semantics: &Semantics,
    connected_as: &str,
    accepted: &Accepted,
    words: &Words,
    symbols: &Interner,
    ranks: &Ranks,
    reason: &dyn Fn(Cause) -> Option<Reason>,
) -> Vec<Finding> {
    let world = World {
        before,
        after,
        changes,
        guard,
        semantics,
        connected_as,
        words,
        symbols,
        ranks,
        reason,
    };
    let mut findings = Vec::new();
    world.protected(&mut findings);
    world.untouchable(&mut findings);
    world.last_administrators(&mut findings);
    world.mass_change(accepted, &mut findings);
    world.opened(accepted, &mut findings);
    world.widened(accepted, &mut findings);
    findings
}

impl World<'_> {
    pub(super) fn finding(
        &self,
        code: &CodeInfo,
        subject: String,
        (message, values): (String, Vec<String>),
        change: Option<&Change>,
    ) -> Finding {
        Finding {
            code: code.id.to_owned(),
            refuses: true,
            message,
            values,
            subject,
            accept: None,
            place: change.and_then(|change| (self.reason)(change.cause)),
        }
    }

    fn min_admins(&self) -> usize {
        let declared = self.guard.protect.as_ref().and_then(|protect| protect.min_admins);
        declared.map_or(1, |number| number as usize)
    }

    /// How many people a limit in force allows; the default where nobody declared one.
    fn limit(&self, which: impl Fn(&Limits) -> Option<Limit>, default: &str, active: usize) -> usize {
        let declared = self.guard.limits.as_ref().and_then(which);
        let limit = declared.or_else(|| default.parse().ok());
        limit.map_or(0, |limit| limit.allows(active))
    }

    fn is_active(&self, state: &State, login: Sym) -> bool {
        let users = state.table(Rel::User);
        users
            .find(&[login], self.ranks)
            .is_some_and(|at| users.row(at)[3] == self.words.yes)
    }

    /// Whether a change deactivates a user or takes a role away, and whose.
    fn takes_from(&self, change: &Change) -> Option<Sym> {
        let revokes = change.rel == Rel::Grant && change.verb == Verb::Delete;
        (revokes || self.deactivates(change)).then(|| change.key()[0])
    }

    fn deactivates(&self, change: &Change) -> bool {
        change.rel == Rel::User
            && change.verb == Verb::Update
            && change.before("active") == Some(self.words.yes)
            && change.after("active") == Some(self.words.no)
    }

    fn protected(&self, findings: &mut Vec<Finding>) {
        let mut said = HashSet::new();
        for change in self.changes {
            let Some(login) = self.takes_from(change) else {
                continue;
            };
            let name = self.symbols.text(login);
            let own = name == self.connected_as;
            if !(own || self.guard.protects(name)) || !said.insert(login) {
                continue;
            }
            let (code, why) = if own {
                (&codes::OWN_ACCOUNT, "is the account that trueup connects as")
            } else {
                (&codes::PROTECTED, "is protected by the guard in force")
            };
            let what = if change.rel == Rel::Grant {
                "lose a role"
            } else {
                "be deactivated"
            };
            let message = (
                format!("`{name}` {why} and would {what}"),
                vec![name.to_owned(), what.to_owned()],
            );
            findings.push(self.finding(code, format!("user {name}"), message, Some(change)));
        }
    }

    fn untouchable(&self, findings: &mut Vec<Finding>) {
        let marked = |rel: Rel, key: Sym, column: usize, mark: Sym| {
            let table = self.before.table(rel);
            table
                .find(&[key], self.ranks)
                .is_some_and(|at| table.row(at)[column] == mark)
        };
        let mut said = HashSet::new();
        for change in self.changes {
            for (column, &key) in change.rel.spec().keys.iter().zip(change.key()) {
                let entity = column.references.or(change.rel.is_entity().then_some(change.rel));
                let (noun, bad) = match entity {
                    Some(Rel::User) => ("user", marked(Rel::User, key, 4, self.words.system)),
                    Some(Rel::Role) => ("role", marked(Rel::Role, key, 2, self.words.automatic)),
                    _ => continue,
                };
                if bad && said.insert((noun, key)) {
                    let name = self.symbols.text(key);
                    let message = (
                        format!("`{name}` belongs to the ERP itself and is never written"),
                        vec![name.to_owned()],
                    );
                    let subject = format!("{noun} {name}");
                    findings.push(self.finding(&codes::UNTOUCHABLE, subject, message, Some(change)));
                }
            }
        }
    }

    /// Active people who hold a role that makes an administrator, directly or by inclusion.
    fn administrators(&self, state: &State) -> HashSet<Sym> {
        let admin: HashSet<Sym> = self
            .semantics
            .access
            .administrators
            .roles
            .iter()
            .filter_map(|role| self.symbols.find(role))
            .collect();
        let mut containing = admin.clone();
        let mut includers: HashMap<Sym, Vec<Sym>> = HashMap::new();
        for row in state.table(Rel::RoleInclude).rows() {
            includers.entry(row[1]).or_default().push(row[0]);
        }
        let mut todo: Vec<Sym> = admin.into_iter().collect();
        while let Some(role) = todo.pop() {
            for &outer in includers.get(&role).into_iter().flatten() {
                if containing.insert(outer) {
                    todo.push(outer);
                }
            }
        }
        let grants = state
            .table(Rel::Grant)
            .rows()
            .filter(|row| containing.contains(&row[1]));
        grants
            .map(|row| row[0])
            .filter(|&login| self.is_active(state, login))
            .collect()
    }

    fn last_administrators(&self, findings: &mut Vec<Finding>) {
        if self.semantics.access.administrators.roles.is_empty() {
            return;
        }
        let (before, after) = (self.administrators(self.before), self.administrators(self.after));
        if after.len() >= self.min_admins() || after.len() >= before.len() {
            return;
        }
        let lost: Vec<&str> = before
            .difference(&after)
            .map(|&login| self.symbols.text(login))
            .collect();
        let change = self
            .changes
            .iter()
            .find(|c| self.takes_from(c).is_some_and(|l| !after.contains(&l)));
        let (left, wanted, lost) = (after.len(), self.min_admins(), list(&lost, 5));
        let message = (
            format!(
                "{} would remain, the guard in force asks for {wanted}; {lost} would no longer be one",
                plural(left, "active administrator"),
            ),
            vec![left.to_string(), wanted.to_string(), lost],
        );
        findings.push(self.finding(
            &codes::LAST_ADMINISTRATORS,
            "administrators".to_owned(),
            message,
            change,
        ));
    }

    fn mass_change(&self, accepted: &Accepted, findings: &mut Vec<Finding>) {
        let active = self
            .before
            .table(Rel::User)
            .rows()
            .filter(|row| row[3] == self.words.yes)
            .count();
        let touched = touched_people(self.changes).len();
        let deactivated = self
            .changes
            .iter()
            .filter(|change| self.deactivates(change))
            .count();
        for (code, what, number, limit, accepted) in [
            (
                &codes::TOO_MANY_PEOPLE,
                "people",
                touched,
                self.limit(|limits| limits.people, DEFAULT_PEOPLE, active),
                accepted.people,
            ),
            (
                &codes::TOO_MANY_DEACTIVATIONS,
                "deactivate",
                deactivated,
                self.limit(|limits| limits.deactivate, DEFAULT_DEACTIVATE, active),
                accepted.deactivate,
            ),
        ] {
            if number <= limit || accepted == Some(number) {
                continue;
            }
            let verb = if what == "people" {
                "touches"
            } else {
                "deactivates"
            };
            let message = (
                format!(
                    "the plan {verb} {} of {active} active; the guard in force allows {limit} at once",
                    plural(number, "person"),
                ),
                [number, active, limit].iter().map(|&n| grouped(n)).collect(),
            );
            let mut finding = self.finding(code, what.to_owned(), message, None);
            finding.accept = Some(format!("--accept-mass-change {what}={number}"));
            findings.push(finding);
        }
    }

    /// Resources that no permission row speaks of any more, in an ERP where that opens them.
    fn opened(&self, accepted: &Accepted, findings: &mut Vec<Finding>) {
        if self.semantics.access.default != AccessDefault::Open {
            return;
        }
        let deleted = self
            .changes
            .iter()
            .filter(|c| c.rel == Rel::Permission && c.verb == Verb::Delete);
        let candidates: BTreeMap<&str, (Sym, &Change)> = deleted
            .map(|c| (self.symbols.text(c.key()[1]), (c.key()[1], c)))
            .collect();
        if candidates.is_empty() {
            return;
        }
        let left: HashSet<Sym> = self
            .after
            .table(Rel::Permission)
            .rows()
            .map(|row| row[1])
            .collect();
        for (name, (resource, change)) in candidates {
            if left.contains(&resource) {
                continue;
            }
            let mut finding = self.finding(
                &codes::OPENS_RESOURCE,
                format!("resource {name}"),
                (
                    format!("no permission would be left on `{name}`, which opens it to everybody"),
                    vec![name.to_owned()],
                ),
                Some(change),
            );
            finding.accept = Some(format!("--accept-open {name}"));
            finding.refuses = !accepted.open.contains(name);
            findings.push(finding);
        }
    }
}

/// The people whose own rows change, by their key after renames.
pub(super) fn touched_people(changes: &[Change]) -> BTreeSet<Sym> {
    changes
        .iter()
        .filter(|change| change.rel == Rel::User || change.rel.spec().keys[0].references == Some(Rel::User))
        .map(|change| change.key()[0])
        .collect()
}
