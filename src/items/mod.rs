//! Codes of items: rules for how they are put together, what a code means by its rule, and what is wrong with one.
//!
//! Pure: nothing here reads files or databases.

mod alike;
mod capacity;
mod check_digit;
mod date;
mod decode;
mod disguise;
pub mod duplicates;
mod encode;
mod guard;
mod judge;
mod overlap;
mod propose;
mod rule;
mod scope;
mod sequence;
mod spec;

pub use alike::alike;
pub use capacity::Forecast;
pub use check_digit::CheckDigit;
pub use decode::{Decoded, Misfit, Piece, Wrong};
pub use disguise::{Disguise, disguises, spoken};
pub use encode::{ChoiceError, EncodeError, Stem};
pub use guard::{Checked, Form, GuardScope, GuardSpec, Place, TooManyForms};
pub use judge::{Verdict, judge, rules_for};
pub use overlap::{Overlap, overlap};
pub use propose::{Facts, NoProposal, Proposal, Proposer};
pub use rule::{Problem, Rule};
pub use sequence::Affixes;
pub use spec::{Case, Check, Digits, Enforce, Part, RuleSpec, Scope, SegmentSpec, Serial, Unique, Values};

#[cfg(test)]
mod tests {
    use super::*;

    /// 大类-中类-流水号 and a check character: what a manufacturer's raw materials are called.
    pub(super) fn raw_material() -> Rule {
        let spec = serde_json::json!({
            "segments": [
                {"name": "大类", "part": {"values": {"by_parent": {"": {"RM": "原材料", "FG": "成品"}}}}},
                {"part": {"literal": "-"}},
                {"name": "中类", "part": {"values": {"within": "大类", "by_parent": {
                    "RM": {"ST": "钢材", "AL": "铝材"}, "FG": {"PC": "电脑"}}}}},
                {"part": {"literal": "-"}},
                {"name": "流水号", "part": {"serial": {"width": 5, "start": 1, "per": ["大类", "中类"], "gaps": true}}},
                {"part": {"check": {"kind": "iso7064-mod37-36"}}}
            ]
        });
        Rule::new("raw-material", serde_json::from_value(spec).unwrap()).unwrap()
    }
}
