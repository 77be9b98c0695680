//! What is right or wrong with the code of an item.

use super::{Decoded, Misfit, Rule};

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

/// The rules that are for an item, by number: those that cover it without asking for a category, or one of its categories.
#[must_use]
pub fn rules_for(
    rules: &[Rule],
    categories: &[String],
    kind: Option<&str>,
    company: Option<&str>,
) -> Vec<usize> {
    let covers = |rule: &Rule| {
        let scope = &rule.spec.applies_to;
        let covers = |category: Option<&str>| scope.covers(category, kind, company);
        covers(None) || categories.iter().any(|category| covers(Some(category)))
    };
    (0..rules.len()).filter(|&at| covers(&rules[at])).collect()
}

/// Judges a code by the rules that are for its item. A code that fits one of several is right.
#[must_use]
pub fn judge(rules: &[Rule], own: &[usize], code: Option<&str>) -> Verdict {
    let Some(&first) = own.first() else {
        return Verdict::NoRule;
    };
    let Some(code) = code.filter(|code| !code.is_empty()) else {
        return Verdict::NoCode(first);
    };
    let mut nearest: Option<(usize, Misfit)> = None;
    for &at in own {
        match rules[at].decode(code) {
            Ok(decoded) => return Verdict::Fits(at, decoded),
            Err(misfit) => {
                if nearest.as_ref().is_none_or(|(_, other)| misfit.at > other.at) {
                    nearest = Some((at, misfit));
                }
            }
        }
    }
    let others = (0..rules.len()).filter(|at| !own.contains(at));
    match others.into_iter().find(|&at| rules[at].decode(code).is_ok()) {
        Some(other) => Verdict::Elsewhere(first, other),
        None => {
            let (rule, misfit) = nearest.expect("every rule of the item was tried");
            Verdict::Misfit(rule, misfit)
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
            let own = rules_for(&rules, &[category.to_owned()], None, None);
            judge(&rules, &own, code)
        };
        assert!(matches!(judged(Some("P0001"), "成品/电脑"), Verdict::Fits(1, _)));
        assert_eq!(judged(Some("P0001"), "原材料/钢材"), Verdict::Elsewhere(0, 1));
        assert_eq!(judged(Some(""), "原材料"), Verdict::NoCode(0));
        assert_eq!(judged(None, "办公用品"), Verdict::NoRule);
        assert!(matches!(judged(Some("RM-XX"), "原材料"), Verdict::Misfit(0, misfit) if misfit.at == 3));
    }
}
