//! `items duplicates`: the same thing under two codes.

use std::collections::{BTreeSet, HashMap};

use hashbrown::HashSet;

use crate::items::duplicates::{Finder, Likeness, Marked, Reason, Text, compare, read};

use super::items::{Row, fingerprint, several, stream};
use super::target::Target;
use super::{Context, Failure};

/// What is looked at, and which pairs are told.
#[derive(Debug, Clone, Default)]
pub struct DuplicatesOptions {
    /// Inactive items too.
    pub inactive: bool,
    /// The least score of a pair, in percent.
    pub least: u8,
    /// Pairs that were found to be no duplicates.
    pub marked: Marked,
}

/// What was found out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Duplicates {
    /// How many items were looked at.
    pub items: usize,
    /// How many of them have neither name nor specification, and were not compared.
    pub nameless: usize,
    /// The items of the pairs, in the order of their codes.
    pub things: Vec<Thing>,
    /// Pairs, the most alike first, then in the order of the codes.
    pub pairs: Vec<Pair>,
    /// How many pairs were left out because they are marked.
    pub marked: usize,
    /// Marked pairs that are none any more.
    pub stale: Vec<Stale>,
    /// How many groups of items with the same name are so large that each was paired with the first one only.
    pub large_groups: usize,
    /// How many items have only words that too many others have, and were not compared with all of them.
    pub passed_over: usize,
    /// Whether the search was ended because there was too much to compare.
    pub ended: bool,
}

/// An item of a pair.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Thing {
    /// The ERP's own identifier.
    pub item: String,
    /// Its code.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// What else says what it is.
    pub specification: String,
    /// The paths of its categories.
    pub categories: Vec<String>,
    /// Whether it is active.
    pub active: bool,
}

/// Two items that are probably the same thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// How alike they are, in percent.
    pub score: u8,
    /// Why.
    pub reasons: Vec<Reason>,
    /// The first item, by its place in `things`.
    pub first: usize,
    /// The second.
    pub second: usize,
}

/// A marked pair that is none any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// The two codes.
    pub codes: (String, String),
    /// The one that no item has; none when both are there, and are not alike any more.
    pub gone: Option<String>,
}

impl Thing {
    /// Its code, or `#` and the ERP's own identifier.
    #[must_use]
    pub fn label(&self) -> String {
        self.code.clone().unwrap_or_else(|| format!("#{}", self.item))
    }

    fn of(row: &Row) -> Self {
        Self {
            item: row.item.clone(),
            code: row.code.clone(),
            name: row.name.clone().unwrap_or_default(),
            specification: row.specification.clone().unwrap_or_default(),
            categories: row.categories.clone(),
            active: row.active,
        }
    }

    fn text(&self) -> Text<'_> {
        Text {
            name: &self.name,
            specification: &self.specification,
        }
    }

    /// Codes in their order, items without one last; numbers sort as numbers.
    fn order(&self) -> impl Ord + use<> {
        (
            self.code.is_none(),
            self.code.clone(),
            self.item.len(),
            self.item.clone(),
        )
    }
}

/// A number for an identifier: itself where it is one.
fn number(item: &str) -> u64 {
    const HASHED: u64 = 1 << 62;
    match item.parse::<u64>() {
        Ok(number) if number < HASHED => number,
        _ => fingerprint(item) & (HASHED - 1) | HASHED,
    }
}

fn text(row: &Row) -> Text<'_> {
    Text {
        name: row.name.as_deref().unwrap_or_default(),
        specification: row.specification.as_deref().unwrap_or_default(),
    }
}

/// Finds items that are probably the same thing. Items are looked at one by one, and of each some numbers are remembered;
/// what pairs are called is read in a second pass over the same snapshot.
///
/// # Errors
/// When the target cannot be read.
pub async fn items_duplicates(context: &Context, options: DuplicatesOptions) -> Result<Duplicates, Failure> {
    let mut target = Target::read_only(context, "items").await?;
    let several = several(&mut target).await?;
    let mut finder = Finder::new(options.least);
    let mut found = Duplicates::default();
    stream(&mut target, &several, &mut |row| {
        if !row.active && !options.inactive {
            return;
        }
        found.items += 1;
        let reading = read(text(row));
        if reading.is_empty() {
            found.nameless += 1;
        } else {
            finder.add(number(&row.item), row.family.as_deref().map(number), &reading);
        }
    })
    .await?;
    let candidates = finder.candidates();
    found.large_groups = candidates.large_groups;
    found.passed_over = candidates.passed_over;
    found.ended = candidates.ended;

    let wanted: HashSet<u64> = candidates.pairs.iter().flat_map(|&(a, b)| [a, b]).collect();
    let labels: BTreeSet<&str> = options
        .marked
        .pairs
        .keys()
        .flat_map(|(a, b)| [a.as_str(), b.as_str()])
        .collect();
    let mut things: HashMap<u64, Thing> = HashMap::new();
    let mut named: HashMap<String, Vec<Thing>> = HashMap::new();
    if !wanted.is_empty() || !labels.is_empty() {
        stream(&mut target, &several, &mut |row| {
            let key = number(&row.item);
            if wanted.contains(&key) && (row.active || options.inactive) {
                things.insert(key, Thing::of(row));
            }
            if !labels.is_empty() {
                let label = Thing::of(row).label();
                if labels.contains(label.as_str()) {
                    named.entry(label).or_default().push(Thing::of(row));
                }
            }
        })
        .await?;
    }
    target.session.close().await;
    judge(&mut found, &candidates.pairs, things, &options);
    found.stale = stale(&options, &named);
    Ok(found)
}

/// Compares the candidates.
fn judge(
    found: &mut Duplicates,
    candidates: &[(u64, u64)],
    things: HashMap<u64, Thing>,
    options: &DuplicatesOptions,
) {
    let mut alike: Vec<(u64, u64, Likeness)> = Vec::new();
    for &(a, b) in candidates {
        let (Some(first), Some(second)) = (things.get(&a), things.get(&b)) else {
            continue;
        };
        let swap = first.order() > second.order();
        let (a, b, first, second) = if swap {
            (b, a, second, first)
        } else {
            (a, b, first, second)
        };
        let Some(likeness) = compare(first.text(), second.text()).filter(|like| like.score >= options.least)
        else {
            continue;
        };
        if options.marked.has(&first.label(), &second.label()) {
            found.marked += 1;
        } else {
            alike.push((a, b, likeness));
        }
    }
    let used: HashSet<u64> = alike.iter().flat_map(|&(a, b, _)| [a, b]).collect();
    let mut things: Vec<(u64, Thing)> = things.into_iter().filter(|(key, _)| used.contains(key)).collect();
    things.sort_by_cached_key(|(_, thing)| thing.order());
    let places: HashMap<u64, usize> = things
        .iter()
        .enumerate()
        .map(|(at, (key, _))| (*key, at))
        .collect();
    found.things = things.into_iter().map(|(_, thing)| thing).collect();
    found.pairs = alike
        .into_iter()
        .map(|(a, b, likeness)| Pair {
            score: likeness.score,
            reasons: likeness.reasons,
            first: places[&a],
            second: places[&b],
        })
        .collect();
    found
        .pairs
        .sort_by_key(|pair| (std::cmp::Reverse(pair.score), pair.first, pair.second));
}

/// Marked pairs whose codes are gone, or whose items are not alike any more.
fn stale(options: &DuplicatesOptions, named: &HashMap<String, Vec<Thing>>) -> Vec<Stale> {
    let mut stale = Vec::new();
    for codes in options.marked.pairs.keys() {
        let missing = [&codes.0, &codes.1]
            .into_iter()
            .find(|code| !named.contains_key(*code));
        let alike = |(a, b): &(String, String)| {
            let pairs = named[a].iter().flat_map(|a| named[b].iter().map(move |b| (a, b)));
            pairs
                .into_iter()
                .any(|(a, b)| compare(a.text(), b.text()).is_some_and(|like| like.score >= options.least))
        };
        if missing.is_some() || !alike(codes) {
            stale.push(Stale {
                codes: codes.clone(),
                gone: missing.cloned(),
            });
        }
    }
    stale
}
