//! Rules whose codes a plain number sequence of an ERP can issue.

use crate::base::text::tick;

use super::{Digits, Part, Rule, SegmentSpec};

/// What stands around the number of a sequence, and how wide that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affixes {
    /// What stands before it.
    pub prefix: String,
    /// What stands after it.
    pub suffix: String,
    /// The least number of digits.
    pub padding: u32,
}

impl Rule {
    /// How a number sequence would write the codes of this rule.
    ///
    /// # Errors
    /// The part that no sequence can write, by number, and why; none for the rule as a whole.
    pub fn affixes(&self) -> Result<Affixes, (Option<usize>, String)> {
        let mut affixes = Affixes {
            prefix: String::new(),
            suffix: String::new(),
            padding: 0,
        };
        for (at, segment) in self.spec.segments.iter().enumerate() {
            let fails = |why: &str| Err((Some(at), why.to_owned()));
            if segment.optional {
                return fails("a part that may be left out");
            }
            match &segment.part {
                Part::Serial(serial) if serial.digits != Digits::Decimal => {
                    return fails("a running number with letters");
                }
                Part::Serial(serial) if !serial.reserved.is_empty() => {
                    return fails("reserved numbers, which a sequence would not leave out");
                }
                Part::Serial(serial) => affixes.padding = serial.width,
                Part::Date(_) => return fails("a date"),
                Part::Check(_) => return fails("a check character"),
                Part::Literal(_) | Part::Values(_) => match only_text(segment) {
                    Some(text) if affixes.padding == 0 => affixes.prefix.push_str(text),
                    Some(text) => affixes.suffix.push_str(text),
                    None => return fails("several values"),
                },
            }
        }
        if affixes.padding == 0 {
            return Err((None, format!("{} has no running number", tick(&self.name))));
        }
        Ok(affixes)
    }
}

/// The one text that may stand in a part.
fn only_text(segment: &SegmentSpec) -> Option<&str> {
    match &segment.part {
        Part::Literal(text) => Some(text),
        Part::Values(values) => {
            let mut texts = values.by_parent.values().flat_map(|group| group.keys());
            let first = texts.next()?;
            texts.next().is_none().then_some(first)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::tests::raw_material;

    #[test]
    fn a_sequence_writes_one_text_a_number_and_another_text() {
        let spec = serde_json::json!({"segments": [
            {"name": "a", "part": {"values": {"by_parent": {"": {"RM": "raw"}}}}}, {"part": {"literal": "-"}},
            {"part": {"serial": {"width": 5, "start": 1, "gaps": true}}}, {"part": {"literal": "/X"}}]});
        let rule = Rule::new("x", serde_json::from_value(spec).unwrap()).unwrap();
        let affixes = rule.affixes().unwrap();
        assert_eq!(
            (affixes.prefix.as_str(), affixes.suffix.as_str(), affixes.padding),
            ("RM-", "/X", 5)
        );
        assert_eq!(
            raw_material().affixes(),
            Err((Some(0), "several values".to_owned()))
        );
    }
}
