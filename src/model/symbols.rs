//! Interned strings: five million rows stay small when each login and role is stored once.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

/// An interned string, or one of two marks that are no string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sym(u32);

impl Sym {
    /// SQL's NULL: no value.
    pub const NULL: Self = Self(0);
    /// In desired rows only: the files do not say, so whatever the ERP holds stays.
    pub const OPEN: Self = Self(1);

    /// Whether this is SQL's NULL.
    #[must_use]
    pub fn is_null(self) -> bool {
        self == Self::NULL
    }

    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// Stores each distinct string once.
///
/// Symbols of one interner mean nothing to another; a live state, the desired state and the last applied state that
/// are to be compared share one.
pub struct Interner {
    arena: String,
    /// Start of each string in the arena; one more entry marks the end.
    starts: Vec<u32>,
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
    recent: Vec<Recent>,
}

/// A short string that was interned lately, with its text beside its symbol: one cache line instead of four. The same
/// few hundred roles and resources are named by a million rows.
#[derive(Clone, Copy)]
struct Recent {
    text: [u8; RECENT_TEXT],
    length: u8,
    id: u32,
}

/// Longer strings are not kept beside their symbols.
const RECENT_TEXT: usize = 55;
/// How many are kept; a power of two.
const RECENT: usize = 4096;

impl Default for Interner {
    fn default() -> Self {
        Self::new()
    }
}

impl Interner {
    /// Makes an interner that knows [`Sym::NULL`] and [`Sym::OPEN`] only.
    #[must_use]
    pub fn new() -> Self {
        Self {
            arena: String::new(),
            starts: vec![0, 0, 0],
            table: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            recent: vec![
                Recent {
                    text: [0; RECENT_TEXT],
                    length: u8::MAX,
                    id: 0,
                };
                RECENT
            ],
        }
    }

    /// Interns a string.
    ///
    /// # Panics
    /// When the distinct strings exceed 4 GiB, which the limits on inputs exclude.
    pub fn intern(&mut self, text: &str) -> Sym {
        let hash = self.hasher.hash_one(text);
        if text.len() > RECENT_TEXT {
            return self.look_up(hash, text);
        }
        // The table uses the other bits.
        let at = (hash >> 24) as usize % RECENT;
        let recent = &self.recent[at];
        if usize::from(recent.length) == text.len() && recent.text[..text.len()] == *text.as_bytes() {
            return Sym(recent.id);
        }
        let found = self.look_up(hash, text);
        let recent = &mut self.recent[at];
        recent.text[..text.len()].copy_from_slice(text.as_bytes());
        recent.length = u8::try_from(text.len()).expect("short texts only");
        recent.id = found.0;
        found
    }

    fn look_up(&mut self, hash: u64, text: &str) -> Sym {
        let (arena, starts) = (&self.arena, &self.starts);
        if let Some(&found) = self.table.find(hash, |&id| slice(arena, starts, id) == text) {
            return Sym(found);
        }
        let id = u32::try_from(self.starts.len() - 1).expect("fewer than 2^32 strings");
        self.arena.push_str(text);
        self.starts
            .push(u32::try_from(self.arena.len()).expect("strings stay below 4 GiB"));
        let (arena, starts, hasher) = (&self.arena, &self.starts, &self.hasher);
        self.table
            .insert_unique(hash, id, |&other| hasher.hash_one(slice(arena, starts, other)));
        Sym(id)
    }

    /// Interns a string, or gives [`Sym::NULL`].
    pub fn intern_opt(&mut self, text: Option<&str>) -> Sym {
        text.map_or(Sym::NULL, |t| self.intern(t))
    }

    /// The symbol of a string that was interned before.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Sym> {
        let hash = self.hasher.hash_one(text);
        self.table
            .find(hash, |&id| slice(&self.arena, &self.starts, id) == text)
            .map(|&id| Sym(id))
    }

    /// The string; empty for the two marks.
    #[must_use]
    pub fn text(&self, sym: Sym) -> &str {
        slice(&self.arena, &self.starts, sym.0)
    }

    /// The string, or none for the two marks.
    #[must_use]
    pub fn get(&self, sym: Sym) -> Option<&str> {
        (sym != Sym::NULL && sym != Sym::OPEN).then(|| self.text(sym))
    }

    /// Number of symbols, the two marks included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether nothing was interned.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 2
    }

    /// The order of all symbols by the bytes of their strings. Symbols interned later have no rank.
    #[must_use]
    pub fn ranks(&self) -> Ranks {
        let mut order: Vec<u32> = (2..u32::try_from(self.len()).expect("fewer than 2^32 strings")).collect();
        order.sort_unstable_by(|&a, &b| {
            slice(&self.arena, &self.starts, a).cmp(slice(&self.arena, &self.starts, b))
        });
        let mut ranks = vec![0; self.len()];
        ranks[1] = 1;
        for (rank, id) in (2..).zip(order) {
            ranks[id as usize] = rank;
        }
        Ranks(ranks)
    }
}

fn slice<'a>(arena: &'a str, starts: &[u32], id: u32) -> &'a str {
    let id = id as usize;
    &arena[starts[id] as usize..starts[id + 1] as usize]
}

/// The order of symbols by the bytes of their strings, so that rows sort without comparing text.
pub struct Ranks(Vec<u32>);

impl Ranks {
    /// The rank of a symbol.
    #[must_use]
    pub fn of(&self, sym: Sym) -> u32 {
        self.0[sym.index()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_strings_share_a_symbol_and_null_is_not_empty_text() {
        let mut symbols = Interner::new();
        let a = symbols.intern("zhang.wei");
        let empty = symbols.intern("");
        assert_eq!(a, symbols.intern("zhang.wei"));
        assert_ne!(empty, Sym::NULL);
        assert_ne!(empty, Sym::OPEN);
        assert_eq!(symbols.get(empty), Some(""));
        assert_eq!(symbols.get(Sym::NULL), None);
        assert_eq!(symbols.text(a), "zhang.wei");
        assert_eq!(symbols.find("nobody"), None);
    }

    #[test]
    fn strings_keep_their_symbols_however_many_come_between() {
        let mut symbols = Interner::new();
        let name = |n: usize| format!("{n}{}", "x".repeat(n % 70));
        let first: Vec<Sym> = (0..20_000).map(|n| symbols.intern(&name(n))).collect();
        for (n, &sym) in first.iter().enumerate().rev() {
            assert_eq!(symbols.intern(&name(n)), sym);
            assert_eq!(symbols.text(sym), name(n));
        }
        assert_eq!(symbols.len(), 20_002);
    }

    #[test]
    fn ranks_follow_the_bytes() {
        let mut symbols = Interner::new();
        let (b, zh, a, upper) = (
            symbols.intern("b"),
            symbols.intern("张"),
            symbols.intern("a"),
            symbols.intern("B"),
        );
        let ranks = symbols.ranks();
        assert!(ranks.of(upper) < ranks.of(a));
        assert!(ranks.of(a) < ranks.of(b));
        assert!(ranks.of(b) < ranks.of(zh));
        assert!(ranks.of(Sym::NULL) < ranks.of(upper));
    }
}
