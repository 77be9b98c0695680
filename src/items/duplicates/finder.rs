//! Which of a million items are worth comparing.
//!
//! Of each item only numbers are kept: what stands for its numbers, for all that it says, and for each of its words and
//! characters. Items whose numbers differ are never compared. Those that say the same are found by sorting. The others are
//! joined by their rarest features: two sets that have half of their features in common share one of the rarer half of
//! each, so that it is enough to compare items that share one of those. Where too many do, they must share two or three.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::Reading;

/// Items with the same numbers that are all compared with each other; and the most that share their rarest features.
const BLOCK: usize = 128;
/// How many rare features large blocks must share.
const DEPTH: usize = 3;
/// How many items that say the same are all paired with each other.
const GROUP: usize = 12;
/// The most comparisons; beyond them nothing is compared.
const MOST_COMPARISONS: u64 = 1_000_000_000;
/// The most candidates.
const MOST_CANDIDATES: usize = 2_000_000;
/// How many features each of two names may have for itself where one change is what makes them differ: a word that is
/// mistyped, or the pairs that an inserted character divides.
const OWN: usize = 6;

/// Collects what items have in common, one item after the other in any order.
#[derive(Debug, Default)]
pub struct Finder {
    items: Vec<Facts>,
    /// The features of all items, one item after the other.
    features: Vec<u32>,
    /// Whether names that each say something of their own are candidates.
    loose: bool,
}

#[derive(Debug, Clone, Copy)]
struct Facts {
    item: u64,
    family: u64,
    numbers: u64,
    exact: u64,
    /// Where its features begin, and how many there are.
    start: u32,
    count: u32,
}

/// Pairs of items to compare, and what was not looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Candidates {
    /// Pairs of the numbers by which items were added, the smaller first, in order.
    pub pairs: Vec<(u64, u64)>,
    /// How many items were added.
    pub items: usize,
    /// How many groups of items that say the same are so large that each item was paired with the first one only.
    pub large_groups: usize,
    /// How many items share even their rarest words with too many others to be compared with all of them.
    pub passed_over: usize,
    /// Whether the search was ended because there was too much to compare.
    pub ended: bool,
}

impl Finder {
    /// A finder of pairs of at least this score.
    #[must_use]
    pub fn new(least: u8) -> Self {
        Self {
            loose: least <= 70,
            ..Self::default()
        }
    }

    /// Adds an item. Items of one family are never a pair: they are meant to be different.
    pub fn add(&mut self, item: u64, family: Option<u64>, reading: &Reading) {
        let features = reading.features();
        let start = u32::try_from(self.features.len()).unwrap_or(u32::MAX);
        let count = u32::try_from(features.len()).unwrap_or(0);
        self.features.extend_from_slice(features);
        self.items.push(Facts {
            item,
            family: family.unwrap_or(item ^ (1 << 63)),
            numbers: reading.numbers_key(),
            exact: reading.exact_key(),
            start,
            count,
        });
    }

    /// The pairs that are worth comparing.
    #[must_use]
    pub fn candidates(mut self) -> Candidates {
        let mut found = Candidates {
            items: self.items.len(),
            ..Candidates::default()
        };
        self.items.sort_unstable_by_key(|facts| (facts.exact, facts.item));
        let mut pairs = Vec::new();
        let mut firsts: Vec<Facts> = Vec::new();
        for group in self.items.chunk_by(|a, b| a.exact == b.exact) {
            firsts.push(group[0]);
            // Of each family the first.
            let mut members: Vec<Facts> = group.to_vec();
            members.sort_by_key(|facts| (facts.family, facts.item));
            members.dedup_by_key(|facts| facts.family);
            members.sort_by_key(|facts| facts.item);
            let all = members.len() <= GROUP;
            found.large_groups += usize::from(!all);
            for (at, a) in members
                .iter()
                .enumerate()
                .take(if all { members.len() } else { 1 })
            {
                pairs.extend(members[at + 1..].iter().map(|b| (a.item, b.item)));
            }
        }
        self.rank();
        firsts.sort_unstable_by_key(|facts| (facts.numbers, facts.item));
        let mut join = Join {
            features: &self.features,
            loose: self.loose,
            comparisons: 0,
            pairs,
            passed_over: Vec::new(),
            ended: false,
        };
        for block in firsts.chunk_by(|a, b| a.numbers == b.numbers) {
            join.block(block, 0, 0);
        }
        found.ended = join.ended;
        join.passed_over.sort_unstable();
        join.passed_over.dedup();
        found.passed_over = join.passed_over.len();
        found.pairs = join.pairs;
        found.pairs.iter_mut().for_each(|(a, b)| {
            if a > b {
                std::mem::swap(a, b);
            }
        });
        found.pairs.sort_unstable();
        found.pairs.dedup();
        found
    }

    /// Gives each feature its place by how rare it is, and sorts those of each item: the rarest first.
    fn rank(&mut self) {
        let mut counts: HashMap<u32, u32> = HashMap::new();
        for feature in &self.features {
            *counts.entry(*feature).or_default() += 1;
        }
        let mut order: Vec<(u32, u32)> = counts.iter().map(|(&feature, &count)| (count, feature)).collect();
        order.sort_unstable();
        // From one on: zero is before all. Whether it is a single character shows in the last bit, as before.
        let places = (1_u32..).zip(order);
        counts.extend(places.map(|(place, (_, feature))| (feature, place << 1 | feature & 1)));
        for feature in &mut self.features {
            *feature = counts[feature];
        }
        for facts in &self.items {
            let start = facts.start as usize;
            self.features[start..start + facts.count as usize].sort_unstable();
        }
    }
}

struct Join<'f> {
    features: &'f [u32],
    loose: bool,
    comparisons: u64,
    pairs: Vec<(u64, u64)>,
    passed_over: Vec<u64>,
    ended: bool,
}

impl Join<'_> {
    fn features(&self, facts: &Facts) -> &[u32] {
        let start = facts.start as usize;
        &self.features[start..start + facts.count as usize]
    }

    /// Compares items of a block that have the same numbers and share so many features, the last of which is `after`.
    fn block(&mut self, block: &[Facts], after: u32, shared: usize) {
        if block.len() < 2 || self.ended {
            return;
        }
        if block.len() <= BLOCK {
            self.all(block);
            return;
        }
        if shared == DEPTH {
            self.passed_over.extend(block.iter().map(|facts| facts.item));
            return;
        }
        let mut postings: Vec<(u32, u32)> = Vec::new();
        for (at, facts) in (0_u32..).zip(block) {
            let features = self.features(facts);
            // With half of the features in common, so many of the rarest are enough; one more for each that is shared already.
            let enough = features.len() - features.len().div_ceil(2) + 1 + shared;
            let rare = features.iter().take(enough).filter(|&&feature| feature > after);
            postings.extend(rare.map(|&feature| (feature, at)));
        }
        postings.sort_unstable();
        let mut next = Vec::new();
        for run in postings.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1) {
            next.clear();
            next.extend(run.iter().map(|&(_, at)| block[at as usize]));
            let items = std::mem::take(&mut next);
            self.block(&items, run[0].0, shared + 1);
            next = items;
        }
    }

    fn all(&mut self, block: &[Facts]) {
        for (at, a) in block.iter().enumerate() {
            for b in &block[at + 1..] {
                if a.family != b.family && self.worth(a, b) {
                    self.pairs.push((a.item.min(b.item), a.item.max(b.item)));
                }
            }
        }
        self.comparisons += (block.len() * block.len() / 2) as u64;
        if self.pairs.len() > 2 * MOST_CANDIDATES {
            self.pairs.sort_unstable();
            self.pairs.dedup();
        }
        self.ended = self.comparisons > MOST_COMPARISONS || self.pairs.len() > 2 * MOST_CANDIDATES;
    }

    /// Whether two items have enough in common, and, unless asked otherwise, could be made the same by one change.
    fn worth(&self, a: &Facts, b: &Facts) -> bool {
        let (a, b) = (self.features(a), self.features(b));
        let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
        // A slip in a short word changes most of it, so what is left in common may be little.
        if short == 0 || 5 * short < long {
            return false;
        }
        let mut both = 0;
        // How many characters only the one has, and only the other.
        let mut characters = [0, 0];
        let (mut i, mut j) = (0, 0);
        while i < a.len() && j < b.len() {
            match a[i].cmp(&b[j]) {
                Ordering::Less => {
                    characters[0] += a[i] & 1;
                    i += 1;
                }
                Ordering::Greater => {
                    characters[1] += b[j] & 1;
                    j += 1;
                }
                Ordering::Equal => {
                    both += 1;
                    i += 1;
                    j += 1;
                }
            }
        }
        characters[0] += a[i..].iter().map(|feature| feature & 1).sum::<u32>();
        characters[1] += b[j..].iter().map(|feature| feature & 1).sum::<u32>();
        let (either, own) = (a.len() + b.len() - both, short - both);
        let one_change = own <= OWN && (own <= 3 || 2 * own <= short) && characters.contains(&0);
        5 * both >= either && (self.loose || one_change)
    }
}
