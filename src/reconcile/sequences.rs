//! The ERP's own number sequences that issue codes of a rule: they never fall behind the codes that exist.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::adapter::Advance;
use crate::base::text::tick;
use crate::items::{Rule, RuleSpec};
use crate::model::{Change, Interner, Rel, State, Verb};
use crate::registry::{Registry, SerialKey};

use super::target::Target;
use super::{Failure, items};

/// A sequence that would issue a code that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// The rule, by name.
    pub rule: String,
    /// The sequence.
    pub sequence: String,
    /// What it gives next.
    pub next: u64,
    /// What it must give next at least.
    pub least: u64,
}

/// The rules among the rows of a state whose codes a sequence issues, if a plan changes the one or the other.
fn concerned(state: &State, changes: &[Change], symbols: &Interner) -> Vec<Rule> {
    let mut touched: BTreeSet<(Rel, &str)> = BTreeSet::new();
    for change in changes.iter().filter(|change| change.verb != Verb::Delete) {
        if matches!(change.rel, Rel::ItemRule | Rel::Sequence) {
            touched.insert((change.rel, symbols.text(change.key()[0])));
        }
    }
    if touched.is_empty() {
        return Vec::new();
    }
    let rows = state.table(Rel::ItemRule).rows();
    let rules = rows.filter_map(|row| {
        let (name, spec) = (symbols.text(row[0]), symbols.get(row[1])?);
        let rule = Rule::new(name, serde_json::from_str::<RuleSpec>(spec).ok()?).ok()?;
        let sequence = rule.spec.sequence.as_deref()?;
        let moved = touched.contains(&(Rel::ItemRule, name)) || touched.contains(&(Rel::Sequence, sequence));
        moved.then_some(rule)
    });
    rules.collect()
}

/// The sequences that an apply of these changes must move: the rules of `state` are in force then.
///
/// # Errors
/// When the items or the sequences cannot be read.
pub(super) async fn to_move(
    target: &mut Target,
    registry: Option<&Registry>,
    state: &State,
    changes: &[Change],
    symbols: &Interner,
) -> Result<Vec<Behind>, Failure> {
    let rules = concerned(state, changes, symbols);
    if rules.is_empty() {
        return Ok(Vec::new());
    }
    let mut highest = highest(target, &rules).await?;
    if let Some(registry) = registry
        && registry.can_issue(&mut target.session).await?
    {
        raise(
            &rules,
            &mut highest,
            &registry.serials(&mut target.session).await?,
        );
    }
    behind(target, &rules, &highest).await
}

/// Moves the sequences that an apply must move, in its transaction.
///
/// # Errors
/// When one is behind and the adapter or the role cannot move it, or the database refuses.
pub(super) async fn follow(
    target: &mut Target,
    registry: &Registry,
    state: &State,
    changes: &[Change],
    symbols: &Interner,
    now: jiff::Timestamp,
) -> Result<(), Failure> {
    let behind = to_move(target, Some(registry), state, changes, symbols).await?;
    advance(target, &behind, now).await
}

/// Moves the sequences of rules beyond numbers that were just issued, in the caller's transaction.
///
/// # Errors
/// When one is behind and the adapter or the role cannot move it, or the database refuses.
pub(super) async fn keep_ahead(
    target: &mut Target,
    rules: &[Rule],
    issued: &BTreeMap<SerialKey, u64>,
    now: jiff::Timestamp,
) -> Result<(), Failure> {
    let mut highest = vec![0; rules.len()];
    raise(rules, &mut highest, issued);
    let behind = behind(target, rules, &highest).await?;
    let issued = |behind: &Behind| issued.keys().any(|(rule, _)| *rule == behind.rule);
    let behind: Vec<Behind> = behind.into_iter().filter(issued).collect();
    advance(target, &behind, now).await
}

/// Takes issued numbers into account.
fn raise(rules: &[Rule], highest: &mut [u64], issued: &BTreeMap<SerialKey, u64>) {
    for (rule, highest) in rules.iter().zip(highest) {
        let own = issued.iter().filter(|((name, _), _)| *name == rule.name);
        *highest = own.map(|(_, &number)| number).fold(*highest, u64::max);
    }
}

/// Moves sequences forward to where they must be, in the caller's transaction.
///
/// # Errors
/// When the adapter cannot, or the database refuses.
pub(super) async fn advance(
    target: &mut Target,
    behind: &[Behind],
    now: jiff::Timestamp,
) -> Result<(), Failure> {
    let Some(first) = behind.first() else {
        return Ok(());
    };
    if !target.adapter.can_advance() {
        return Err(Failure::NotReady {
            what: format!(
                "the sequence {} gives {} next, and codes up to {} exist",
                tick(&first.sequence),
                first.next,
                first.least - 1
            ),
            help: "raise its next number in the ERP; this adapter cannot".to_owned(),
        });
    }
    let advances: Vec<Advance> = behind
        .iter()
        .map(|behind| Advance {
            sequence: behind.sequence.clone(),
            next: behind.least,
        })
        .collect();
    let Target { session, adapter, .. } = target;
    Ok(adapter.advance(session, &advances, now).await?)
}

/// The highest number of each rule among the items of the ERP, inactive ones too.
pub(super) async fn highest(target: &mut Target, rules: &[Rule]) -> Result<Vec<u64>, Failure> {
    let mut highest = vec![0; rules.len()];
    if !target.adapter.reads(Rel::Item) {
        return Ok(highest);
    }
    items::stream(target, &HashMap::new(), &mut |row| {
        let Some(code) = row.code.as_deref() else { return };
        for (highest, rule) in highest.iter_mut().zip(rules) {
            if let Some(number) = rule.decode(code).ok().and_then(|decoded| decoded.number) {
                *highest = number.max(*highest);
            }
        }
    })
    .await?;
    Ok(highest)
}

/// What the sequences give next, by name; nothing where one does not count or may not be looked at.
async fn nexts(target: &mut Target, rules: &[Rule]) -> Result<BTreeMap<String, Option<u64>>, Failure> {
    let mut nexts = BTreeMap::new();
    let wanted = |rule: &Rule| rule.spec.sequence.is_some();
    if !rules.iter().any(wanted) || !target.adapter.reads(Rel::SequenceNext) {
        return Ok(nexts);
    }
    let Target { session, adapter, .. } = target;
    adapter
        .stream(session, Rel::SequenceNext, |cells| {
            let next = cells[1].and_then(|next| next.parse().ok());
            nexts.insert(cells[0].unwrap_or_default().to_owned(), next);
        })
        .await?;
    Ok(nexts)
}

/// The highest number that the sequence of a rule may have given out already, by the rule's place. Nobody but the ERP sees
/// which of them are in use: a record that is not committed yet has its number.
pub(super) async fn given(target: &mut Target, rules: &[Rule]) -> Result<HashMap<usize, u64>, Failure> {
    let nexts = nexts(target, rules).await?;
    let given = |rule: &Rule| {
        let next = (*nexts.get(rule.spec.sequence.as_deref()?)?)?;
        next.checked_sub(1)
    };
    Ok((0..)
        .zip(rules)
        .filter_map(|(at, rule)| Some((at, given(rule)?)))
        .collect())
}

/// The sequences of rules that are behind numbers in use. A sequence that does not count is nobody's to judge.
///
/// # Errors
/// When the next numbers cannot be read, or this role may not see one.
pub(super) async fn behind(
    target: &mut Target,
    rules: &[Rule],
    highest: &[u64],
) -> Result<Vec<Behind>, Failure> {
    let nexts = nexts(target, rules).await?;
    let mut found = Vec::new();
    for (rule, &highest) in rules.iter().zip(highest) {
        let (Some(sequence), Some((_, serial))) = (&rule.spec.sequence, rule.serial()) else {
            continue;
        };
        let Some(next) = nexts.get(sequence) else { continue };
        let Some(next) = *next else {
            return Err(Failure::NotReady {
                what: format!(
                    "the next number of the sequence {} is not to be seen: it does not count, or this database user may \
                     not look at it",
                    tick(sequence)
                ),
                help: "run `trueup setup` again, which gives the rights; a sequence for a rule counts (incremental)"
                    .to_owned(),
            });
        };
        let least = highest.saturating_add(1).max(serial.start);
        if next < least {
            found.push(Behind {
                rule: rule.name.clone(),
                sequence: sequence.clone(),
                next,
                least,
            });
        }
    }
    Ok(found)
}
