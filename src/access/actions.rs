//! Sets of actions as bits: what an ERP can allow on one resource fits one number.

use crate::model::Semantics;

/// A set of an adapter's actions, by their positions in its list. Actions beyond the 64th are not represented; an
/// adapter with so many does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ActionSet(u64);

impl ActionSet {
    /// No action.
    pub const NONE: Self = Self(0);

    /// The set of a comma-separated list; actions that the adapter does not declare are left out.
    #[must_use]
    pub fn parse(list: &str, semantics: &Semantics) -> Self {
        Self::of(list.split(','), semantics)
    }

    /// The set of some actions; those that the adapter does not declare are left out.
    #[must_use]
    pub fn of<'a>(names: impl Iterator<Item = &'a str>, semantics: &Semantics) -> Self {
        names
            .filter_map(|name| semantics.actions.iter().position(|action| action == name))
            .fold(Self::NONE, |set, at| set | Self::at(at))
    }

    /// The set with the action of that name only; none when the adapter does not declare it.
    #[must_use]
    pub fn one(name: &str, semantics: &Semantics) -> Option<Self> {
        let at = semantics.actions.iter().position(|action| action == name)?;
        Some(Self::at(at)).filter(|set| !set.is_empty())
    }

    fn at(position: usize) -> Self {
        Self(
            u32::try_from(position)
                .ok()
                .and_then(|at| 1_u64.checked_shl(at))
                .unwrap_or(0),
        )
    }

    /// Whether no action is in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Number of actions in it.
    #[must_use]
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether all actions of the other set are in it.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// What is in this set and not in the other.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The actions' names, in the adapter's order.
    pub fn names(self, semantics: &Semantics) -> impl Iterator<Item = &str> {
        let declared = semantics.actions.iter().take(64).enumerate();
        declared
            .filter(move |(at, _)| self.contains(Self::at(*at)))
            .map(|(_, name)| name.as_str())
    }
}

impl std::ops::BitOr for ActionSet {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl std::ops::BitAnd for ActionSet {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}
