//! From differences to a plan: what is carried out, in which order, what is held or left out, and the verdicts.

mod notes;
mod structural;

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::base::code::CodeInfo;
use crate::base::source::Span;
use crate::diff::{Difference, Prepared, patch};
use crate::model::{
    Cause, Change, Interner, Mode, Ranks, Rel, Semantics, State, Sym, Table, Verb, WRITE_ORDER, compare_keys,
    encode_state,
};
use crate::project::config::Guard;
use crate::project::lock::LockChange;

use super::{
    Accepted, BaseEntry, Commit, FORMAT, Footprint, Head, Held, Note, Plan, Reason, Target, Totals,
    abilities, codes, digest, safety,
};

/// What a plan is made from.
pub struct Input<'a> {
    /// The project's name.
    pub project: String,
    /// The commit of the project's repository.
    pub commit: Option<Commit>,
    /// The database.
    pub target: Target,
    /// How much the files own.
    pub mode: Mode,
    /// The last apply.
    pub base: Option<BaseEntry>,
    /// Whether the registry is set up.
    pub registry: bool,
    /// When the plan is made and when it expires.
    pub created: jiff::Timestamp,
    /// When the plan expires.
    pub expires: jiff::Timestamp,
    /// Dangers accepted by name.
    pub accepted: Accepted,
    /// The longest delay until a running server follows, seconds.
    pub follows_seconds: Option<u32>,
    /// How the ERP works.
    pub semantics: &'a Semantics,
    /// The guard in force.
    pub guard: &'a Guard,
    /// The account that trueup connects as.
    pub connected_as: &'a str,
    /// Whether the adapter can carry out a kind of change.
    pub can: &'a dyn Fn(Rel, Verb) -> bool,
    /// File, line and column of a span.
    pub place: &'a dyn Fn(Span) -> (String, u32, u32),
    /// Sequences whose next number the apply raises beyond the codes that exist: sequence, number now, number then.
    pub moving: Vec<(String, u64, u64)>,
    /// What the database lacks to refuse codes that break a rule, and setup makes; none when it can, or never will.
    pub guards_missing: Option<String>,
    /// How people clear the cache of running servers by hand, where these need that and the target does not name the cache.
    pub cache_unnamed: Option<String>,
    /// Where the lock file says something else than the ERP of what the files use.
    pub outdated: Vec<LockChange>,
}

/// Builds the plan.
#[must_use]
pub fn build(input: Input<'_>, prepared: &Prepared, difference: Difference, symbols: &Interner) -> Plan {
    let mut builder = Builder {
        prepared,
        symbols,
        input: &input,
        reasons: Vec::new(),
        known: HashMap::new(),
        notes: Vec::new(),
        unapplied: HashMap::new(),
    };
    let Difference {
        changes,
        drift,
        conflicts,
        delegated,
        vanished,
        let_go,
        undeclared,
    } = difference;
    let mut changes = builder.supported(changes);
    in_order(&mut changes, &prepared.ranks);
    builder.note_delegated(&delegated);
    builder.note_let_go(&let_go);
    builder.note_sections();
    builder.note_guards();
    builder.note_moving();
    builder.note_settings(&changes);
    builder.not_remembered(&conflicts);
    let provenance = Provenance::of(&prepared.live, symbols);
    let held = drift
        .into_iter()
        .chain(conflicts)
        .map(|held| provenance.explain(held))
        .collect();
    builder.note_cache(&changes);
    let after = patch(&prepared.live, &changes, &prepared.ranks);
    let mut findings = builder.structural(&vanished);
    findings.extend(builder.outdated());
    findings.extend(safety::judge(
        &prepared.live,
        &after,
        &changes,
        input.guard,
        input.semantics,
        input.connected_as,
        &input.accepted,
        &prepared.words,
        symbols,
        &prepared.ranks,
        &|cause| builder.reason_of(cause),
    ));
    let abilities = abilities::changes(prepared, &after, &changes, input.semantics, symbols);
    let roles = input.semantics.access.administrators.roles.iter();
    let administrators: Vec<Sym> = roles.filter_map(|role| symbols.find(role)).collect();
    let footprint = Footprint::of(
        &changes,
        prepared.as_read(),
        &after,
        &administrators,
        &prepared.ranks,
    );
    let totals = builder.totals(&changes, &after, undeclared);
    let applied = encode_state(&builder.applied(), symbols);
    let owned = owned_lists(prepared);
    for change in &mut changes {
        change.cause = builder.intern_cause(change.cause);
    }
    let held = builder.intern_held(held);
    let Builder { reasons, notes, .. } = builder;
    let head = Head {
        format: FORMAT.to_owned(),
        trueup: env!("CARGO_PKG_VERSION").to_owned(),
        created: input.created.to_string(),
        expires: input.expires.to_string(),
        project: input.project,
        commit: input.commit,
        target: input.target,
        mode: input.mode,
        base: input.base,
        accepted: input.accepted.words(),
        notes,
        findings,
        abilities,
        totals,
        follows_seconds: input.follows_seconds,
        digest: String::new(),
    };
    let mut plan = Plan {
        head,
        changes,
        held,
        reasons,
        footprint,
        applied,
        owned,
    };
    plan.head.digest = digest(&plan, symbols);
    plan
}

/// The order of the write scripts, and of keys within each.
fn in_order(changes: &mut [Change], ranks: &Ranks) {
    let step = |change: &Change| {
        WRITE_ORDER
            .iter()
            .position(|s| s.rel == change.rel && s.verb == change.verb)
    };
    changes.sort_by(|a, b| {
        step(a)
            .cmp(&step(b))
            .then_with(|| compare_keys(a.key(), b.key(), ranks))
    });
}

/// The lists that the files declare completely, each once.
fn owned_lists(prepared: &Prepared) -> Vec<(Rel, Sym)> {
    let mut owned: Vec<_> = prepared
        .desired
        .owned
        .iter()
        .map(|owned| (owned.rel, owned.key))
        .collect();
    owned.sort_unstable();
    owned.dedup();
    owned
}

struct Builder<'a> {
    prepared: &'a Prepared,
    symbols: &'a Interner,
    input: &'a Input<'a>,
    reasons: Vec<Reason>,
    known: HashMap<u32, u32>,
    notes: Vec<Note>,
    /// Rows that are desired and not carried out: what to remember as last applied instead.
    unapplied: HashMap<(Rel, Vec<Sym>), Option<Vec<Sym>>>,
}

impl Builder<'_> {
    fn reason(&self, origin: u32) -> Reason {
        let origin = &self.prepared.desired.origins[origin as usize];
        let (file, line, column) = (self.input.place)(origin.span);
        Reason {
            file,
            line,
            column,
            via: origin.via.clone(),
        }
    }

    fn reason_of(&self, cause: Cause) -> Option<Reason> {
        match cause {
            Cause::Files(at) | Cause::Consequence(at) | Cause::Conflict(at) => Some(self.reason(at)),
            Cause::Drift(at) => at.map(|at| self.reason(at)),
            Cause::Gone | Cause::Undeclared => None,
        }
    }

    /// Gives a cause that indexes origins one that indexes the plan's reasons.
    fn intern_cause(&mut self, cause: Cause) -> Cause {
        let mut at = |origin: u32| {
            if let Some(&known) = self.known.get(&origin) {
                return known;
            }
            let reason = self.reason(origin);
            self.reasons.push(reason);
            let at = u32::try_from(self.reasons.len() - 1).expect("fewer reasons than origins");
            self.known.insert(origin, at);
            at
        };
        match cause {
            Cause::Files(origin) => Cause::Files(at(origin)),
            Cause::Consequence(origin) => Cause::Consequence(at(origin)),
            Cause::Conflict(origin) => Cause::Conflict(at(origin)),
            Cause::Drift(origin) => Cause::Drift(origin.map(at)),
            other => other,
        }
    }

    fn intern_held(&mut self, mut held: Vec<Held>) -> Vec<Held> {
        for held in &mut held {
            held.change.cause = self.intern_cause(held.change.cause);
        }
        held
    }

    fn describe(&self, change: &Change) -> (String, Vec<String>) {
        let key: Vec<&str> = change.key().iter().map(|&cell| self.symbols.text(cell)).collect();
        let (verb, rel, key) = (change.verb.name(), change.rel.name(), key.join("` `"));
        (
            format!("{verb} of {rel} `{key}`"),
            vec![verb.to_owned(), rel.to_owned(), key],
        )
    }

    fn note(&mut self, code: &CodeInfo, (what, values): (String, Vec<String>), place: Option<Reason>) {
        self.notes.push(Note {
            code: code.id.to_owned(),
            what,
            values,
            place,
        });
    }

    /// Leaves out what the adapter or a missing registry cannot hold, and says so.
    fn supported(&mut self, changes: Vec<Change>) -> Vec<Change> {
        let (kept, left): (Vec<_>, Vec<_>) = changes
            .into_iter()
            .partition(|change| (self.input.can)(change.rel, change.verb));
        let mut registry = false;
        for change in &left {
            self.unapplied.insert((change.rel, change.key().to_vec()), None);
            if change.rel.spec().home == crate::model::Home::Registry && !self.input.registry {
                registry = true;
                continue;
            }
            if change.rel == Rel::ItemGuard {
                // Said once for all of them.
                continue;
            }
            let place = self.reason_of(change.cause);
            let what = self.describe(change);
            self.note(&codes::NOT_SUPPORTED, what, place);
        }
        if registry || !self.input.registry {
            let what = "terms of grants and the guard wait for `trueup setup`".to_owned();
            self.note(&codes::NO_REGISTRY, (what, Vec::new()), None);
        }
        kept
    }

    /// What is desired and not to be remembered as applied: defaults that no file names, and conflicts that are held.
    fn not_remembered(&mut self, conflicts: &[crate::diff::Held]) {
        let defaults = &self.prepared.defaults;
        let defaults = defaults
            .iter()
            .map(|&(login, name)| ((Rel::UserAttribute, vec![login, name]), None));
        self.unapplied.extend(defaults);
        let held =
            |held: &crate::diff::Held| ((held.change.rel, held.change.key().to_vec()), held.base.clone());
        self.unapplied.extend(conflicts.iter().map(held));
    }

    /// The desired rows to remember: what was not carried out keeps its earlier row, or none.
    fn applied(&self) -> State {
        let mut state = self.prepared.desired.state.clone();
        if self.unapplied.is_empty() {
            return state;
        }
        let concerned: HashSet<Rel> = self.unapplied.keys().map(|(rel, _)| *rel).collect();
        for rel in Rel::reconciled().filter(|rel| concerned.contains(rel)) {
            let mut kept = Table::new(rel);
            for row in self.prepared.desired.state.table(rel).rows() {
                let key = &row[..rel.spec().keys.len()];
                match self.unapplied.get(&(rel, key.to_vec())) {
                    None => kept.push(row),
                    Some(Some(earlier)) => kept.push(earlier),
                    Some(None) => {}
                }
            }
            state.replace(kept);
        }
        state
    }

    fn totals(&self, changes: &[Change], after: &State, undeclared: (usize, usize)) -> Totals {
        let people = safety::touched_people(changes);
        let words = &self.prepared.words;
        let count = |rel: Rel, verb: Verb| changes.iter().filter(|c| c.rel == rel && c.verb == verb).count();
        let turns = |from: Sym, to: Sym| {
            let users = changes
                .iter()
                .filter(|c| c.rel == Rel::User && c.verb == Verb::Update);
            users
                .filter(|c| c.before("active") == Some(from) && c.after("active") == Some(to))
                .count()
        };
        Totals {
            rows: changes.len(),
            people_by_role: self.people_by_role(changes, after, &people),
            people: people.len(),
            created: count(Rel::User, Verb::Insert),
            deactivated: turns(words.yes, words.no),
            reactivated: turns(words.no, words.yes),
            grants: count(Rel::Grant, Verb::Insert),
            revokes: count(Rel::Grant, Verb::Delete),
            undeclared_users: undeclared.0,
            undeclared_roles: undeclared.1,
        }
    }

    /// Active people who hold a changed role, directly or by inclusion, and are not touched themselves.
    fn people_by_role(&self, changes: &[Change], after: &State, people: &BTreeSet<Sym>) -> usize {
        let by_role = |c: &&Change| c.rel.spec().keys[0].references == Some(Rel::Role) || c.rel == Rel::Role;
        let mut roles: HashSet<Sym> = changes
            .iter()
            .filter(by_role)
            .filter(|c| c.verb != Verb::Rename)
            .map(|c| c.key()[0])
            .collect();
        if roles.is_empty() {
            return 0;
        }
        let mut includers: HashMap<Sym, Vec<Sym>> = HashMap::new();
        for row in after.table(Rel::RoleInclude).rows() {
            includers.entry(row[1]).or_default().push(row[0]);
        }
        let mut todo: Vec<Sym> = roles.iter().copied().collect();
        while let Some(role) = todo.pop() {
            for &outer in includers.get(&role).into_iter().flatten() {
                if roles.insert(outer) {
                    todo.push(outer);
                }
            }
        }
        let words = &self.prepared.words;
        let everyone = roles.contains(&words.everyone);
        let holders: HashSet<Sym> = after
            .table(Rel::Grant)
            .rows()
            .filter(|row| roles.contains(&row[1]))
            .map(|row| row[0])
            .collect();
        let users = after.table(Rel::User).rows().filter(|row| row[3] == words.yes);
        users
            .filter(|row| (everyone || holders.contains(&row[0])) && !people.contains(&row[0]))
            .count()
    }
}

/// Who changed something, and when.
type WhoAndWhen = (Option<String>, Option<String>);

/// Who last changed what in the ERP.
struct Provenance<'a> {
    rows: HashMap<(&'a str, Sym, Sym), WhoAndWhen>,
    none: Option<Sym>,
}

impl<'a> Provenance<'a> {
    fn of(live: &State, symbols: &'a Interner) -> Self {
        let text = |cell: Sym| symbols.get(cell).map(str::to_owned);
        let rows = live
            .table(Rel::Provenance)
            .rows()
            .map(|row| {
                (
                    (symbols.text(row[0]), row[1], row[2]),
                    (text(row[3]), text(row[4])),
                )
            })
            .collect();
        Self {
            rows,
            none: symbols.find(""),
        }
    }

    fn explain(&self, held: crate::diff::Held) -> Held {
        let crate::diff::Held { change, base } = held;
        let key = change.key();
        let member = key.get(1).copied().or(self.none).unwrap_or(Sym::NULL);
        let found = self.rows.get(&(change.rel.name(), key[0], member)).or_else(|| {
            // A row that went leaves no trace of its own; the person's row may still tell.
            self.rows.get(&(Rel::User.name(), key[0], self.none?))
        });
        let (changed_by, changed_at) = found.cloned().unwrap_or_default();
        Held {
            change,
            base,
            changed_by,
            changed_at,
        }
    }
}
