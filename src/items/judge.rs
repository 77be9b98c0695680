//! What is right or wrong with the code of an item.

use super::{Decoded, Misfit, Rule};

/// An item as the ERP has it.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// Its code; none or empty when it has none.
    pub code: Option<&'a str>,
    /// The paths of its categories.
    pub categories: &'a [String],
    /// Its type.
    pub kind: Option<&'a str>,
    /// Its company.
    pub company: Option<&'a str>,
}

/// What is right or wrong with the code of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It fits the rule of this number.
    Fits(usize, Decoded),
    /// No rule is for the item.
    NoRule,
    /// The rule of this number is for the item, which has no code.
    NoCode(usize),
    /// The code is one of another rule, which is not for the item: the rule that is, and the other.
    Elsewhere(usize, usize),
    /// The code breaks the rule of this number.
    Misfit(usize, Misfit),
}

/// Judges an item by the rules that are for it. A code that fits one of several is right.
#[must_use]
pub fn judge(rules: &[Rule], item: Item<'_>) -> Verdict {
    let covers = |rule: &Rule| {
        let covers = |category: Option<&str>| rule.spec.applies_to.covers(category, item.kind, item.company);
        covers(None) || item.categories.iter().any(|category| covers(Some(category)))
    };
    let mut nearest: Option<(usize, Misfit)> = None;
    let mut first = None;
    let code = item.code.filter(|code| !code.is_empty());
    for (at, rule) in rules.iter().enumerate().filter(|(_, rule)| covers(rule)) {
        first.get_or_insert(at);
        let Some(code) = code else { break };
        match rule.decode(code) {
            Ok(decoded) => return Verdict::Fits(at, decoded),
            Err(misfit) => {
                if nearest.as_ref().is_none_or(|(_, other)| misfit.at > other.at) {
                    nearest = Some((at, misfit));
                }
            }
        }
    }
    match (first, code, nearest) {
        (None, ..) => Verdict::NoRule,
        (Some(first), None, _) => Verdict::NoCode(first),
        (Some(first), Some(code), nearest) => {
            let other = rules
                .iter()
                .position(|rule| !covers(rule) && rule.decode(code).is_ok());
            match (other, nearest) {
                (Some(other), _) => Verdict::Elsewhere(first, other),
                (None, Some((rule, misfit))) => Verdict::Misfit(rule, misfit),
                (None, None) => Verdict::NoRule,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::tests::raw_material;

    #[test]
    fn an_item_is_judged_by_the_rules_that_are_for_it() {
        let mut material = raw_material();
        material.spec.applies_to.category = vec!["原材料/**".into()];
        let spec = serde_json::json!({
            "applies_to": {"category": ["成品/**"]},
            "segments": [{"part": {"literal": "P"}}, {"part": {"serial": {"width": 4, "start": 1, "gaps": true}}}]
        });
        let product = Rule::new("product", serde_json::from_value(spec).unwrap()).unwrap();
        let rules = [material, product];
        let judged = |code: Option<&str>, category: &str| {
            let categories = [category.to_owned()];
            let item = Item {
                code,
                categories: &categories,
                kind: None,
                company: None,
            };
            judge(&rules, item)
        };
        assert!(matches!(judged(Some("P0001"), "成品/电脑"), Verdict::Fits(1, _)));
        assert_eq!(judged(Some("P0001"), "原材料/钢材"), Verdict::Elsewhere(0, 1));
        assert_eq!(judged(Some(""), "原材料"), Verdict::NoCode(0));
        assert_eq!(judged(None, "办公用品"), Verdict::NoRule);
        assert!(matches!(judged(Some("RM-XX"), "原材料"), Verdict::Misfit(0, misfit) if misfit.at == 3));
    }
}
