//! `items`: the rules for item codes, held against the items of the ERP.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use hashbrown::HashSet;

use crate::items::{Decoded, Misfit, Rule, RuleSpec, Unique, Verdict, judge, rules_for, spoken};
use crate::model::{Interner, Rel, State};

use super::desired::of_files;
use super::item_facts::{self, Proposed, RuleFacts, Taken};
use super::sequences::{self, Behind};
use super::target::Target;
use super::{Context, Failure};

/// Which rules are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RulesFrom {
    /// Those in force: the ones that were applied.
    #[default]
    Applied,
    /// Those of the files, which may not be in force yet.
    Files,
}

/// What is looked at.
#[derive(Debug, Clone, Copy, Default)]
pub struct ItemsOptions {
    /// Which rules are used.
    pub rules: RulesFrom,
    /// Inactive items too.
    pub inactive: bool,
    /// Only items made on this day or later.
    pub new_since: Option<jiff::civil::Date>,
    /// Codes in place of those that break their rule, too.
    pub propose: bool,
    /// Where the rules stand in the files, too.
    pub places: bool,
}

/// What was found out about the items of an ERP.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// The rules.
    pub rules: Vec<Rule>,
    /// How many items were looked at.
    pub items: usize,
    /// How many of them no rule is for.
    pub without_rule: usize,
    /// How many fit, by rule.
    pub fitting: Vec<usize>,
    /// What is wrong, in the order of the identifiers; duplicates last.
    pub flaws: Vec<Flaw>,
    /// The running numbers in use, by rule and what they are counted per.
    pub counters: BTreeMap<(usize, String), Counter>,
    /// The ERP's own sequences that would give codes that exist.
    pub behind: Vec<Behind>,
    /// What the files say about each rule.
    pub facts: Vec<RuleFacts>,
    /// Codes for items with flaws, where they were asked for.
    pub proposals: Vec<Proposed>,
    /// The day of the check.
    pub today: jiff::civil::Date,
}

/// An item with something wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The ERP's own identifier of the item.
    pub item: String,
    /// Its code.
    pub code: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// The paths of its categories.
    pub categories: Vec<String>,
    /// The day on which it was made.
    pub created: Option<jiff::civil::Date>,
    /// The rule that it breaks, by number; none where no rule is for it.
    pub rule: Option<usize>,
    /// What is wrong.
    pub what: FlawKind,
}

/// What is wrong with the code of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FlawKind {
    /// It has none.
    NoCode,
    /// It is a code of another rule, which is not for the item.
    OtherRule(usize),
    /// It breaks the rule.
    Misfit(Misfit),
    /// Another item has the same one: its identifier.
    Duplicate(String),
    /// Another item has one that people take for the same: its identifier and code.
    Disguised(String, String),
}

/// A running number in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counter {
    /// How many codes there are.
    pub codes: u64,
    /// The highest number that is not reserved; 0 where all are.
    pub highest: u64,
    /// How many codes were made in the last 365 days.
    pub last_year: u64,
}

impl Checked {
    /// Whether a rule is broken that may not be.
    #[must_use]
    pub fn violates(&self) -> bool {
        let strict = |rule: usize| self.rules[rule].spec.enforce != crate::items::Enforce::Report;
        let named = |rule: &Behind| self.rules.iter().position(|other| other.name == rule.rule);
        let flaws = self.flaws.iter().filter_map(|flaw| flaw.rule);
        flaws.chain(self.behind.iter().filter_map(named)).any(strict)
    }
}

/// Holds every item of the ERP against its rule. Items are looked at one by one; of each a number is remembered, to find
/// duplicates.
///
/// # Errors
/// When the target cannot be read, or has no rules.
pub async fn items_check(context: &Context, options: ItemsOptions) -> Result<Checked, Failure> {
    let mut target = Target::read_only(context, "items").await?;
    let rules = rules(context, &mut target, options.rules).await?;
    let today = context.project.day_at(context.now);
    let year_ago = today.saturating_sub(jiff::Span::new().days(365));
    let owned = rules.iter().any(|rule| rule.spec.owner.is_some());
    let facts = if owned || options.places {
        item_facts::of_files(context, &rules)
    } else {
        vec![RuleFacts::default(); rules.len()]
    };
    let taken = if options.propose {
        Some(Taken::issued(context, &mut target).await?)
    } else {
        None
    };
    let mut pass = Pass {
        options,
        year_ago,
        scopes: HashMap::new(),
        scope: String::new(),
        counters: vec![HashMap::new(); rules.len()],
        done: Checked {
            fitting: vec![0; rules.len()],
            rules,
            facts,
            today,
            ..Checked::default()
        },
        taken,
        seen: HashSet::new(),
        again: HashSet::new(),
    };
    let several = several(&mut target).await?;
    stream(&mut target, &several, &mut |row| pass.look(row)).await?;
    // Numbers sort as numbers: the shorter first.
    let order = |flaw: &Flaw| (flaw.item.len(), flaw.item.clone());
    pass.done.flaws.sort_by_cached_key(order);
    if !pass.again.is_empty() {
        let mut alike: HashMap<String, Vec<Row>> = HashMap::new();
        let again = std::mem::take(&mut pass.again);
        stream(&mut target, &several, &mut |row| {
            if !pass.wanted(row) {
                return;
            }
            let verdict = pass.verdict(row);
            if let Some(key) = pass.key(row, &verdict)
                && again.contains(&fingerprint(&key))
            {
                alike.entry(key).or_default().push(row.clone());
            }
        })
        .await?;
        pass.duplicates(alike);
    }
    if pass.done.rules.iter().any(|rule| rule.spec.sequence.is_some()) {
        let highest = sequences::highest(&mut target, &pass.done.rules).await?;
        pass.done.behind = sequences::behind(&mut target, &pass.done.rules, &highest).await?;
    }
    target.session.close().await;
    for (rule, counters) in pass.counters.into_iter().enumerate() {
        let counters = counters
            .into_iter()
            .map(|(counter, used)| ((rule, counter), used));
        pass.done.counters.extend(counters);
    }
    if let Some(taken) = &pass.taken {
        pass.done.proposals = item_facts::propose(&pass.done, taken);
    }
    Ok(pass.done)
}

/// What a code means, by each rule that it fits; or where it breaks each rule.
///
/// # Errors
/// When the target cannot be read, or has no rules.
pub async fn items_decode(
    context: &Context,
    from: RulesFrom,
    code: &str,
) -> Result<Vec<(Rule, Result<Decoded, Misfit>)>, Failure> {
    let mut target = Target::read_only(context, "items").await?;
    let rules = rules(context, &mut target, from).await?;
    target.session.close().await;
    let read = |rule: Rule| {
        let decoded = rule.decode(code);
        (rule, decoded)
    };
    Ok(rules.into_iter().map(read).collect())
}

/// The rules, in the order of their names.
pub(super) async fn rules(
    context: &Context,
    target: &mut Target,
    from: RulesFrom,
) -> Result<Vec<Rule>, Failure> {
    let mut symbols = Interner::new();
    let state = match from {
        RulesFrom::Applied => {
            let registry = target.registry(context).await?.ok_or_else(Failure::no_registry)?;
            let mut state = State::new();
            registry
                .read(&mut target.session, &mut symbols, &mut state)
                .await?;
            state
        }
        RulesFrom::Files => of_files(
            &context.project,
            &context.target,
            Some(&target.adapter.semantics),
            context.now,
            &mut symbols,
        )?,
    };
    let mut rules = Vec::new();
    for row in state.table(Rel::ItemRule).rows() {
        let name = symbols.text(row[0]);
        let spec = serde_json::from_str::<RuleSpec>(symbols.text(row[1])).ok();
        let rule = spec.and_then(|spec| Rule::new(name, spec).ok());
        rules.push(rule.ok_or_else(|| Failure::NotReady {
            what: format!("the rule `{name}` in force is not one that this version of trueup understands"),
            help: "use the version that applied it, or apply the rule again".to_owned(),
        })?);
    }
    rules.sort_by(|a, b| a.name.cmp(&b.name));
    if rules.is_empty() {
        let what = match from {
            RulesFrom::Applied => "no rule for item codes is in force",
            RulesFrom::Files => "the files have no rule for item codes",
        };
        return Err(Failure::NotReady {
            what: what.to_owned(),
            help: match from {
                RulesFrom::Applied => {
                    "apply `item_codes` first, or add --files to use the rules of the files"
                }
                RulesFrom::Files => "write one below `item_codes`",
            }
            .to_owned(),
        });
    }
    Ok(rules)
}

/// An item with all its categories.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    pub(super) item: String,
    pub(super) code: Option<String>,
    pub(super) name: Option<String>,
    kind: Option<String>,
    company: Option<String>,
    pub(super) active: bool,
    created: Option<jiff::civil::Date>,
    pub(super) specification: Option<String>,
    pub(super) family: Option<String>,
    pub(super) categories: Vec<String>,
}

impl Row {
    /// Takes the next item in, in the room of the last one.
    fn refill(&mut self, cells: &[Option<&str>]) {
        fn put(place: &mut Option<String>, text: Option<&str>) {
            match (place, text) {
                (Some(place), Some(text)) => {
                    place.clear();
                    place.push_str(text);
                }
                (place, text) => *place = text.map(str::to_owned),
            }
        }
        self.item.clear();
        self.item.push_str(cells[0].unwrap_or_default());
        put(&mut self.code, cells[1].filter(|code| !code.is_empty()));
        put(&mut self.name, cells[3]);
        put(&mut self.kind, cells[4]);
        put(&mut self.company, cells[5]);
        self.active = matches!(cells[6], Some("t" | "true" | "1"));
        self.created = cells[7].and_then(|time| time.get(..10)?.parse().ok());
        put(&mut self.specification, cells[8]);
        put(&mut self.family, cells[9]);
        self.categories.clear();
    }
}

/// The categories of the items that have more than one.
pub(super) async fn several(target: &mut Target) -> Result<HashMap<String, Vec<String>>, Failure> {
    let mut several: HashMap<String, Vec<String>> = HashMap::new();
    let Target { session, adapter, .. } = target;
    if adapter.reads(Rel::ItemCategory) {
        let take = |cells: &[Option<&str>]| {
            if let [Some(item), Some(category)] = cells {
                several
                    .entry((*item).to_owned())
                    .or_default()
                    .push((*category).to_owned());
            }
        };
        adapter.stream(session, Rel::ItemCategory, take).await?;
    }
    several.values_mut().for_each(|categories| categories.sort());
    Ok(several)
}

/// Hands out the items one by one, each with all its categories.
pub(super) async fn stream(
    target: &mut Target,
    several: &HashMap<String, Vec<String>>,
    look: &mut (dyn FnMut(&Row) + Send),
) -> Result<(), Failure> {
    let mut row = Row::default();
    let mut done: HashSet<&str> = HashSet::new();
    let Target { session, adapter, .. } = target;
    adapter
        .stream(session, Rel::Item, |cells| {
            let id = cells[0].unwrap_or_default();
            match several.get_key_value(id) {
                // There is a row for each category.
                Some((id, categories)) => {
                    if done.insert(id) {
                        row.refill(cells);
                        row.categories.clone_from(categories);
                        look(&row);
                    }
                }
                None => {
                    row.refill(cells);
                    row.categories.extend(cells[2].map(str::to_owned));
                    look(&row);
                }
            }
        })
        .await?;
    Ok(())
}

struct Pass {
    options: ItemsOptions,
    year_ago: jiff::civil::Date,
    /// The rules for items of these categories, type and company.
    scopes: HashMap<String, Vec<usize>>,
    /// Those of the item that is looked at.
    scope: String,
    /// The running numbers in use, for each rule.
    counters: Vec<HashMap<String, Counter>>,
    done: Checked,
    /// The codes of all items, inactive ones too, where codes are proposed.
    taken: Option<Taken>,
    /// Fingerprints of codes: one number for each item.
    seen: HashSet<u64>,
    again: HashSet<u64>,
}

impl Pass {
    fn wanted(&self, row: &Row) -> bool {
        row.active || self.options.inactive
    }

    /// Whether what is wrong with the item is to be told.
    fn told(&self, row: &Row) -> bool {
        let since = self.options.new_since;
        since.is_none_or(|since| row.created.is_some_and(|created| created >= since))
    }

    fn verdict(&mut self, row: &Row) -> Verdict {
        let (kind, company) = (row.kind.as_deref(), row.company.as_deref());
        self.scope.clear();
        for text in [kind, company]
            .into_iter()
            .chain(row.categories.iter().map(|c| Some(c.as_str())))
        {
            self.scope.push_str(text.unwrap_or("\u{1f}"));
            self.scope.push('\n');
        }
        if !self.scopes.contains_key(&self.scope) {
            let own = rules_for(&self.done.rules, &row.categories, kind, company);
            self.scopes.insert(self.scope.clone(), own);
        }
        judge(&self.done.rules, &self.scopes[&self.scope], row.code.as_deref())
    }

    /// What two items that have the same code have in common.
    fn key(&self, row: &Row, verdict: &Verdict) -> Option<String> {
        let code = row.code.as_deref()?;
        let by_company = match verdict {
            Verdict::Fits(rule, _) => self.done.rules[*rule].spec.unique == Unique::Company,
            _ => false,
        };
        let company = row.company.as_deref().filter(|_| by_company).unwrap_or_default();
        // What has no letter and no digit is alike only where it is the same.
        let spoken = spoken(code);
        let alike = if spoken.is_empty() { code } else { &spoken };
        Some(format!("{company}\u{1f}{alike}"))
    }

    fn look(&mut self, row: &Row) {
        if let (Some(taken), Some(code)) = (&mut self.taken, &row.code) {
            taken.add(code);
        }
        if !self.wanted(row) {
            return;
        }
        let verdict = self.verdict(row);
        if let Some(key) = self.key(row, &verdict) {
            let fingerprint = fingerprint(&key);
            if !self.seen.insert(fingerprint) {
                self.again.insert(fingerprint);
            }
        }
        if let Verdict::Fits(rule, decoded) = &verdict
            && let Some(number) = decoded.number
        {
            let counters = &mut self.counters[*rule];
            if !counters.contains_key(&decoded.counter) {
                counters.insert(decoded.counter.clone(), Counter::default());
            }
            let counter = counters.get_mut(&decoded.counter).expect("just made sure");
            counter.codes += 1;
            // A number of a reserved range uses nothing up.
            let serial = self.done.rules[*rule].serial();
            if serial.is_none_or(|(_, serial)| !serial.is_reserved(number)) {
                counter.highest = counter.highest.max(number);
            }
            counter.last_year += u64::from(row.created.is_some_and(|created| created >= self.year_ago));
        }
        if !self.told(row) {
            return;
        }
        self.done.items += 1;
        let (rule, what) = match verdict {
            Verdict::Fits(rule, _) => {
                self.done.fitting[rule] += 1;
                return;
            }
            Verdict::NoRule => {
                self.done.without_rule += 1;
                return;
            }
            Verdict::NoCode(rule) => (rule, FlawKind::NoCode),
            Verdict::Elsewhere(rule, other) => (rule, FlawKind::OtherRule(other)),
            Verdict::Misfit(rule, misfit) => (rule, FlawKind::Misfit(misfit)),
        };
        self.flaw(row, Some(rule), what);
    }

    fn flaw(&mut self, row: &Row, rule: Option<usize>, what: FlawKind) {
        self.done.flaws.push(Flaw {
            item: row.item.clone(),
            code: row.code.clone(),
            name: row.name.clone(),
            categories: row.categories.clone(),
            created: row.created,
            rule,
            what,
        });
    }

    /// Every item but the first of those that are alike has a flaw.
    fn duplicates(&mut self, alike: HashMap<String, Vec<Row>>) {
        let mut groups: Vec<Vec<Row>> = alike.into_values().filter(|rows| rows.len() > 1).collect();
        for rows in &mut groups {
            rows.sort_by_cached_key(|row| (row.item.len(), row.item.clone()));
        }
        groups.sort_by(|a, b| a[0].code.cmp(&b[0].code).then_with(|| a[0].item.cmp(&b[0].item)));
        for rows in groups {
            let first = &rows[0];
            for row in rows[1..]
                .iter()
                .filter(|row| self.told(row))
                .cloned()
                .collect::<Vec<_>>()
            {
                let what = if row.code == first.code {
                    FlawKind::Duplicate(first.item.clone())
                } else {
                    FlawKind::Disguised(first.item.clone(), first.code.clone().unwrap_or_default())
                };
                let rule = match self.verdict(&row) {
                    Verdict::Fits(rule, _) | Verdict::Misfit(rule, _) | Verdict::Elsewhere(rule, _) => {
                        Some(rule)
                    }
                    Verdict::NoCode(_) | Verdict::NoRule => None,
                };
                self.flaw(&row, rule, what);
            }
        }
    }
}

pub(super) fn fingerprint(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}
