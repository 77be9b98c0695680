//! The same thing under two codes: names and specifications that say the same in other words.
//!
//! Numbers decide: things whose dimensions, grades or quantities differ are different things, however alike their names
//! are. What is left is compared by its words and characters. Finding is done in two steps, so that a million items need
//! no more than a few numbers each: [`Finder`] keeps what items have in common and names candidates; [`compare`] judges
//! two texts and says why they are alike.

mod contrast;
mod decimal;
mod finder;
mod marked;
mod normalise;
mod scan;
mod similarity;
mod units;

pub use finder::{Candidates, Finder};
pub use marked::Marked;
pub use normalise::plain;
pub use scan::{Reading, read};
pub use similarity::{Likeness, Reason, compare};

/// The least score of pairs that are told where nobody says otherwise, in percent.
pub const LEAST: u8 = 75;

/// What an item is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Text<'a> {
    /// Its name.
    pub name: &'a str,
    /// What else says what it is; may be empty.
    pub specification: &'a str,
}

#[cfg(test)]
mod tests;
