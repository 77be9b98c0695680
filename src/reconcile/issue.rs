//! `items next` and `items release`: codes of a rule in force, each issued once.
//!
//! Codes are reserved in the registry, in a transaction under the lock that an apply takes too, so that two clerks
//! never get the same one. What is taken is asked anew each time: the items of the ERP, inactive ones too, and every
//! code that was issued before.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::time::Duration;

use hashbrown::HashSet;

use crate::base::text::{did_you_mean, list, tick};
use crate::items::{EncodeError, Rule, Stem, spoken};
use crate::model::Interner;
use crate::registry::{CodeState, Entry, IssuedCode, Kind, Registry, SerialKey, sequence_name};

use super::apply::lock_name;
use super::items::{self, RulesFrom};
use super::target::Target;
use super::{Context, Failure, Stage, journal, sequences};

/// The most codes that one run issues.
pub const MOST_CODES: u64 = 10_000;
/// How often a run starts again when the database lost it to another transaction.
const ATTEMPTS: u32 = 6;
/// How long to wait for another trueup.
const LOCK_WAIT: Duration = Duration::from_secs(60);

/// Which codes are wanted.
#[derive(Debug, Clone)]
pub struct NextOptions {
    /// The rule.
    pub rule: String,
    /// What was chosen for its parts, by their names.
    pub set: BTreeMap<String, String>,
    /// How many.
    pub count: u64,
    /// The day for parts with dates; today when left out.
    pub date: Option<jiff::civil::Date>,
}

/// What a run left in the journal and outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The number of the journal entry.
    pub entry: u64,
    /// The receipt, unless it could not be written.
    pub receipt: Option<PathBuf>,
    /// Why there is no receipt.
    pub receipt_failed: Option<String>,
}

/// Codes that were issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedCodes {
    /// The rule.
    pub rule: String,
    /// The codes, in the order of their numbers.
    pub codes: Vec<String>,
    /// The journal entry.
    pub recorded: Recorded,
}

/// Codes that were given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleasedCodes {
    /// The codes.
    pub codes: Vec<String>,
    /// The journal entry; none when there was nothing to give back.
    pub recorded: Option<Recorded>,
}

/// Issues the next codes of a rule in force. `observer` is told each step as it is completed.
///
/// # Errors
/// When the receipts know more than the journal, a choice is missing or wrong, the rule has run out, or the database
/// refuses; no code is issued then, unless the failure is [`Failure::Unknown`].
pub async fn items_next(
    context: &Context,
    options: &NextOptions,
    observer: &(dyn Fn(Stage) + Sync),
) -> Result<IssuedCodes, Failure> {
    if !(1..=MOST_CODES).contains(&options.count) {
        return Err(Failure::NotReady {
            what: format!("{} codes cannot be issued at once", options.count),
            help: format!("ask for 1 to {MOST_CODES}"),
        });
    }
    let (codes, recorded) = locked(context, "items next", observer, async |target, registry| {
        let rules = items::rules(context, target, RulesFrom::Applied).await?;
        let at = named(&rules, &options.rule)?;
        let date = options
            .date
            .unwrap_or_else(|| context.project.day_at(context.now));
        let stem = rules[at].stem(&options.set, date).map_err(|errors| {
            let first = &errors[0];
            Failure::NotReady {
                what: format!("rule {}: {first}", tick(&options.rule)),
                help: first.help(),
            }
        })?;
        let mut issuer = Issuer::read(target, registry, &rules, &mut |_| {}).await?;
        observer(Stage::Read);
        let mut codes = Vec::new();
        for _ in 0..options.count {
            let reserved = issuer
                .next(at, &stem)
                .map_err(|short| short.failure(&rules[at]))?;
            codes.push(reserved);
        }
        let texts: Vec<String> = codes.iter().map(|reserved| reserved.code.clone()).collect();
        let wanted = codes.into_iter().map(|reserved| (reserved, None)).collect();
        let entry = issuer.store(context, target, registry, wanted, None).await?;
        observer(Stage::Journaled);
        Ok((texts, Some(entry)))
    })
    .await?;
    Ok(IssuedCodes {
        rule: options.rule.clone(),
        codes,
        recorded: recorded.expect("issuing writes an entry"),
    })
}

/// Gives unused codes back: those that are named, and those of a request.
///
/// # Errors
/// [`Failure::Declined`] when an item of the ERP has one of the codes that are named, or one was never issued.
pub async fn items_release(
    context: &Context,
    codes: &[String],
    request: Option<&str>,
) -> Result<ReleasedCodes, Failure> {
    let (codes, recorded) = locked(context, "items release", &|_| {}, async |target, registry| {
        let mut found = registry.codes(&mut target.session, codes).await?;
        let issued = |code: &&String| {
            !found
                .iter()
                .any(|found| found.code == **code && is_out(found.state))
        };
        let unknown: Vec<&String> = codes.iter().filter(issued).collect();
        if !unknown.is_empty() {
            let what = format!(
                "{}: not issued by trueup, or given back already",
                list(&unknown, 10)
            );
            let help = "only codes that `items next` or `items request` issued can be given back";
            return Err(Failure::Declined {
                what,
                help: help.to_owned(),
            });
        }
        if let Some(request) = request {
            let of_request = registry.codes_of(&mut target.session, request).await?;
            if of_request.is_empty() {
                let what = format!("no code is issued for the request {}", tick(request));
                let help = "the answer to the request names its id".to_owned();
                return Err(Failure::Declined { what, help });
            }
            found.extend(of_request.into_iter().filter(|code| is_out(code.state)));
        }
        found.sort_by(|a, b| a.code.cmp(&b.code));
        found.dedup_by(|a, b| a.code == b.code);
        let used = in_use(target, &found).await?;
        let named = |code: &&IssuedCode| codes.contains(&code.code) && used.contains_key(&code.code);
        let refused: Vec<String> = found
            .iter()
            .filter(named)
            .map(|code| format!("{} (item #{})", tick(&code.code), used[&code.code]))
            .collect();
        if !refused.is_empty() {
            return Err(Failure::Declined {
                what: format!("items of the ERP have these codes: {}", refused.join(", ")),
                help: "give those items other codes in the ERP first".to_owned(),
            });
        }
        // Of a request, only what nobody uses is meant.
        let back: Vec<String> = found
            .into_iter()
            .map(|code| code.code)
            .filter(|code| !used.contains_key(code))
            .collect();
        if back.is_empty() {
            return Ok((back, None));
        }
        registry
            .mark_codes(&mut target.session, &back, CodeState::Released)
            .await?;
        let mut draft = journal::draft(Kind::Release, context, target, &[], &Interner::new(), None);
        draft.summary.codes.clone_from(&back);
        let entry = registry.append(&mut target.session, &draft).await?;
        Ok((back, Some(entry)))
    })
    .await?;
    Ok(ReleasedCodes { codes, recorded })
}

fn is_out(state: CodeState) -> bool {
    matches!(state, CodeState::Issued | CodeState::Used)
}

/// The items of the ERP that have one of these codes.
async fn in_use(target: &mut Target, codes: &[IssuedCode]) -> Result<HashMap<String, String>, Failure> {
    let mut used: HashMap<String, String> = HashMap::new();
    let wanted: HashSet<&str> = codes.iter().map(|code| code.code.as_str()).collect();
    items::stream(target, &HashMap::new(), &mut |row| {
        if let Some(code) = row.code.as_deref().filter(|code| wanted.contains(code)) {
            used.insert(code.to_owned(), row.item.clone());
        }
    })
    .await?;
    Ok(used)
}

/// The rule of that name.
pub(super) fn named(rules: &[Rule], name: &str) -> Result<usize, Failure> {
    let found = rules.iter().position(|rule| rule.name == name);
    found.ok_or_else(|| {
        let names = || rules.iter().map(|rule| rule.name.as_str());
        Failure::NotReady {
            what: format!("no rule {} is in force", tick(name)),
            help: did_you_mean(name, names())
                .unwrap_or_else(|| format!("the rules are {}", list(names(), 20))),
        }
    })
}

/// Runs something under trueup's own lock, in one transaction that is rolled back unless an entry was written, and
/// started again when another transaction was in the way. Refuses when the receipts know more than the journal.
pub(super) async fn locked<T>(
    context: &Context,
    verb: &str,
    observer: &(dyn Fn(Stage) + Sync),
    mut work: impl AsyncFnMut(&mut Target, &Registry) -> Result<(T, Option<Entry>), Failure>,
) -> Result<(T, Option<Recorded>), Failure> {
    let work = async |target: &mut Target, registry: &Registry| {
        if !registry.can_issue(&mut target.session).await? {
            return Err(Failure::NotReady {
                what: "trueup's registry in this database has no tables for item codes: an earlier version set it up"
                    .to_owned(),
                help: "run `trueup setup` again, or give `trueup setup --sql` to your database administrator; nothing \
                       else changes"
                    .to_owned(),
            });
        }
        journal::keep_receipts(context, target, registry).await?;
        work(target, registry).await
    };
    under_lock(context, verb, observer, work).await
}

/// The same, whatever the receipts say.
pub(super) async fn locked_without_receipts<T>(
    context: &Context,
    verb: &str,
    work: impl AsyncFnMut(&mut Target, &Registry) -> Result<(T, Option<Entry>), Failure>,
) -> Result<(T, Option<Recorded>), Failure> {
    under_lock(context, verb, &|_| {}, work).await
}

async fn under_lock<T>(
    context: &Context,
    verb: &str,
    observer: &(dyn Fn(Stage) + Sync),
    mut work: impl AsyncFnMut(&mut Target, &Registry) -> Result<(T, Option<Entry>), Failure>,
) -> Result<(T, Option<Recorded>), Failure> {
    let mut target = Target::read_write(context, verb).await?;
    target.session.lock(&lock_name(context), LOCK_WAIT).await?;
    let mut attempt = 1;
    let result = loop {
        match once(context, &mut target, observer, &mut work).await {
            Err(failure) if failure.may_retry() && attempt < ATTEMPTS => {
                tracing::info!(attempt, "another transaction was in the way; starting again");
                drop(target.session.rollback().await);
                tokio::time::sleep(Duration::from_millis(50 << attempt)).await;
                attempt += 1;
            }
            Err(failure) => {
                // The first error is the one to tell; a connection that cannot roll back is closed, which rolls back.
                drop(target.session.rollback().await);
                break Err(failure);
            }
            Ok(done) => break Ok(done),
        }
    };
    drop(target.session.unlock(&lock_name(context)).await);
    target.session.close().await;
    result
}

async fn once<T>(
    context: &Context,
    target: &mut Target,
    observer: &(dyn Fn(Stage) + Sync),
    work: &mut impl AsyncFnMut(&mut Target, &Registry) -> Result<(T, Option<Entry>), Failure>,
) -> Result<(T, Option<Recorded>), Failure> {
    // The ERP's tables are not locked: whoever makes items there is not kept waiting.
    target.session.begin_write(None).await?;
    observer(Stage::Locked);
    let registry = target.registry(context).await?.ok_or_else(Failure::no_registry)?;
    let (answer, entry) = work(target, &registry).await?;
    let Some(entry) = entry else {
        target.session.rollback().await?;
        return Ok((answer, None));
    };
    match target.session.commit().await {
        Ok(()) => {}
        Err(error) if error.outcome_unknown() => return Err(Failure::Unknown(error.to_string())),
        Err(error) => return Err(error.into()),
    }
    observer(Stage::Committed);
    let receipt = journal::receipt(context, target, &entry);
    observer(Stage::Receipted);
    let recorded = Recorded {
        entry: entry.number,
        receipt_failed: receipt.as_ref().err().map(ToString::to_string),
        receipt: receipt.ok(),
    };
    Ok((answer, Some(recorded)))
}

/// A code that is kept for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reserved {
    pub(super) rule: String,
    pub(super) counter: String,
    pub(super) number: u64,
    pub(super) code: String,
}

/// The line of a request that a code is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ForLine {
    pub(super) line: u64,
    pub(super) fields: String,
}

/// Why there is no further code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Short {
    /// Every number up to the last is taken.
    RunOut {
        /// What the running number is counted per.
        counter: String,
        /// The highest number there is, and a code with it where an item of the ERP has it.
        highest: Option<(u64, Option<String>)>,
    },
    /// The rule has no running number, and its only code is taken.
    Taken(String),
    /// The code would be read in another way than it is meant.
    Misread(String),
}

impl Short {
    fn failure(self, rule: &Rule) -> Failure {
        let name = tick(&rule.name);
        let (what, help) = match self {
            Self::RunOut { counter, highest } => {
                let per = if counter.is_empty() {
                    String::new()
                } else {
                    format!(" for {}", tick(&counter))
                };
                let highest = match highest {
                    Some((number, Some(code))) => {
                        format!(": the highest number is {number}, of the item {}", tick(&code))
                    }
                    Some((number, None)) => format!(": the highest number is {number}"),
                    None => String::new(),
                };
                (
                    format!("rule {name} has run out of numbers{per}{highest}"),
                    "give the running number more characters, or reserve the range of numbers that was not counted up",
                )
            }
            Self::Taken(code) => (
                format!(
                    "rule {name} has no running number, and its code {} is taken",
                    tick(&code)
                ),
                "choose other values, or give the rule a running number",
            ),
            Self::Misread(code) => (
                format!(
                    "rule {name}: {} would be read in another way than it is meant",
                    tick(&code)
                ),
                "values of different lengths stand side by side: put a separator between them",
            ),
        };
        Failure::NotReady {
            what,
            help: help.to_owned(),
        }
    }
}

/// Issues codes from what is taken.
pub(super) struct Issuer<'r> {
    rules: &'r [Rule],
    /// The highest number that was ever issued.
    serials: BTreeMap<SerialKey, u64>,
    /// The highest number that an item of the ERP has, with its code.
    highest: HashMap<(usize, String), (u64, String)>,
    /// The highest number that the ERP's own sequence may have given out, for a record that nobody else can see yet.
    given: HashMap<usize, u64>,
    /// Fingerprints of codes that are taken, as people read them.
    taken: HashSet<u64>,
    /// Numbers that were given back and may be issued again.
    released: BTreeMap<(usize, String), Vec<u64>>,
    /// Issued codes that items have by now.
    used: Vec<String>,
    moved: BTreeMap<SerialKey, u64>,
}

impl<'r> Issuer<'r> {
    /// Reads what is taken. `look` is shown every item of the ERP.
    pub(super) async fn read(
        target: &mut Target,
        registry: &Registry,
        rules: &'r [Rule],
        look: &mut (dyn FnMut(&items::Row) + Send),
    ) -> Result<Self, Failure> {
        let mut issuer = Self {
            rules,
            serials: registry.serials(&mut target.session).await?,
            highest: HashMap::new(),
            given: sequences::given(target, rules).await?,
            taken: HashSet::new(),
            released: BTreeMap::new(),
            used: Vec::new(),
            moved: BTreeMap::new(),
        };
        let mut waiting: HashSet<String> = HashSet::new();
        registry
            .each_code(&mut target.session, |code, rule, counter, number, state| {
                issuer.issued_before(code, rule, counter, number, state);
                if state == CodeState::Issued {
                    waiting.insert(code.to_owned());
                }
            })
            .await?;
        for numbers in issuer.released.values_mut() {
            numbers.sort_unstable_by(|a, b| b.cmp(a));
        }
        let several = items::several(target).await?;
        items::stream(target, &several, &mut |row| {
            look(row);
            let Some(code) = row.code.as_deref() else { return };
            if waiting.contains(code) {
                issuer.used.push(code.to_owned());
            }
            issuer.there(code);
        })
        .await?;
        Ok(issuer)
    }

    fn issued_before(&mut self, code: &str, rule: &str, counter: &str, number: u64, state: CodeState) {
        let rule = self.rules.iter().position(|known| known.name == rule);
        let again = rule.filter(|&rule| state == CodeState::Released && fills_gaps(&self.rules[rule]));
        match again {
            Some(rule) => {
                let numbers = self.released.entry((rule, counter.to_owned())).or_default();
                numbers.push(number);
            }
            None => {
                self.taken.insert(fingerprint(code));
            }
        }
    }

    /// An item of the ERP has this code.
    fn there(&mut self, code: &str) {
        self.taken.insert(fingerprint(code));
        for (at, rule) in self.rules.iter().enumerate() {
            let Some((_, serial)) = rule.serial() else {
                continue;
            };
            let Ok(decoded) = rule.decode(code) else { continue };
            // What stands in a reserved range was not counted up.
            let Some(number) = decoded.number.filter(|&number| !serial.is_reserved(number)) else {
                continue;
            };
            match self.highest.get_mut(&(at, decoded.counter.clone())) {
                Some(highest) if highest.0 >= number => {}
                Some(highest) => *highest = (number, code.to_owned()),
                None => drop(
                    self.highest
                        .insert((at, decoded.counter), (number, code.to_owned())),
                ),
            }
            // No code is of two rules.
            return;
        }
    }

    /// The next code.
    pub(super) fn next(&mut self, at: usize, stem: &Stem) -> Result<Reserved, Short> {
        let rule = &self.rules[at];
        let reserved = |number: u64, code: String| Reserved {
            rule: rule.name.clone(),
            counter: stem.counter.clone(),
            number,
            code,
        };
        let Some((_, serial)) = rule.serial() else {
            let code = encode(rule, stem, 0)?;
            if !self.taken.insert(fingerprint(&code)) {
                return Err(Short::Taken(code));
            }
            return Ok(reserved(0, code));
        };
        let place = (at, stem.counter.clone());
        while let Some(number) = self.released.get_mut(&place).and_then(Vec::pop) {
            let code = encode(rule, stem, number)?;
            if !serial.is_reserved(number) && self.taken.insert(fingerprint(&code)) {
                return Ok(reserved(number, code));
            }
        }
        let key = (rule.name.clone(), stem.counter.clone());
        let there = self.highest.get(&place);
        let issued = self.serials.get(&key).copied();
        let given = self.given.get(&at).copied();
        let mut highest = issued.max(there.map(|(number, _)| *number)).max(given);
        let run_out = |counter: &str| Short::RunOut {
            counter: counter.to_owned(),
            highest: match there {
                Some((number, code)) if Some(*number) >= issued.max(given) => {
                    Some((*number, Some(code.clone())))
                }
                _ => issued.max(given).map(|number| (number, None)),
            },
        };
        loop {
            let Some(number) = serial.after(highest) else {
                return Err(run_out(&stem.counter));
            };
            highest = Some(number);
            let code = match rule.encode(stem, number) {
                Ok(code) => code,
                Err(EncodeError::TooLarge(_)) => return Err(run_out(&stem.counter)),
                Err(EncodeError::Misread(code)) => return Err(Short::Misread(code)),
            };
            if self.taken.insert(fingerprint(&code)) {
                self.serials.insert(key.clone(), number);
                self.moved.insert(key, number);
                return Ok(reserved(number, code));
            }
        }
    }

    /// Reserves codes in the registry and writes the entry that says so.
    pub(super) async fn store(
        self,
        context: &Context,
        target: &mut Target,
        registry: &Registry,
        codes: Vec<(Reserved, Option<ForLine>)>,
        request: Option<&str>,
    ) -> Result<Entry, Failure> {
        let mut draft = journal::draft(Kind::Issue, context, target, &[], &Interner::new(), None);
        draft.summary.codes = codes.iter().map(|(reserved, _)| reserved.code.clone()).collect();
        draft.summary.sequences = named_serials(&self.moved);
        draft.summary.note = request.map(|id| format!("request {id}"));
        let entry = registry.append(&mut target.session, &draft).await?;
        let codes: Vec<IssuedCode> = codes
            .into_iter()
            .map(|(reserved, line)| {
                let (line, fields) = line.map(|of| (of.line, of.fields)).unzip();
                IssuedCode {
                    code: reserved.code,
                    rule: reserved.rule,
                    counter: reserved.counter,
                    number: reserved.number,
                    state: CodeState::Issued,
                    request: request.map(str::to_owned),
                    line,
                    fields,
                    actor: entry.actor.clone(),
                    at: entry.at.clone(),
                    entry: entry.number,
                }
            })
            .collect();
        registry
            .mark_codes(&mut target.session, &self.used, CodeState::Used)
            .await?;
        registry.store_codes(&mut target.session, &codes).await?;
        registry.raise_serials(&mut target.session, &self.moved).await?;
        sequences::keep_ahead(target, self.rules, &self.moved, context.now).await?;
        Ok(entry)
    }
}

/// Running numbers as entries and receipts name them.
pub(super) fn named_serials(serials: &BTreeMap<SerialKey, u64>) -> BTreeMap<String, String> {
    let named = |(key, number): (&SerialKey, &u64)| (sequence_name(key), number.to_string());
    serials.iter().map(named).collect()
}

fn encode(rule: &Rule, stem: &Stem, number: u64) -> Result<String, Short> {
    rule.encode(stem, number).map_err(|error| match error {
        EncodeError::Misread(code) => Short::Misread(code),
        EncodeError::TooLarge(_) => Short::RunOut {
            counter: stem.counter.clone(),
            highest: None,
        },
    })
}

/// Whether codes that were given back are issued again: where no number may be left out, and where there is only one.
fn fills_gaps(rule: &Rule) -> bool {
    rule.serial().is_none_or(|(_, serial)| !serial.gaps)
}

/// What two codes have in common that people take for the same.
fn fingerprint(code: &str) -> u64 {
    let spoken = spoken(code);
    items::fingerprint(if spoken.is_empty() { code } else { &spoken })
}
