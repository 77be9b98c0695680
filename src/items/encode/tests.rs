//! Codes that are put together are read as they were meant, whatever the rule.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::items::RuleSpec;
use crate::items::tests::raw_material;

fn set(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let own = |&(name, text): &(&str, &str)| (name.to_owned(), text.to_owned());
    pairs.iter().map(own).collect()
}

fn day() -> Date {
    jiff::civil::date(2026, 11, 22)
}

#[test]
fn a_code_is_put_together_from_what_was_chosen() {
    let rule = raw_material();
    for chosen in [
        // 中类 says which 大类 is meant.
        &[("中类", "ST")][..],
        &[("中类", "钢材")],
        &[("大类", "ＲＭ"), ("中类", "st ")],
        &[("1", "原材料"), ("3", "钢材")],
    ] {
        let stem = rule.stem(&set(chosen), day()).unwrap();
        assert_eq!(stem.counter, "RM/ST", "{chosen:?}");
        let code = rule.encode(&stem, 417).unwrap();
        assert!(code.starts_with("RM-ST-00417"), "{code}");
        assert_eq!(rule.decode(&code).unwrap().number, Some(417));
    }
    // FG has one 中类 only.
    let stem = rule.stem(&set(&[("大类", "FG")]), day()).unwrap();
    assert_eq!(stem.counter, "FG/PC");
    assert_eq!(rule.encode(&stem, 100_000), Err(EncodeError::TooLarge(100_000)));
}

#[test]
fn what_is_wrong_with_a_choice_is_said_with_the_way_out() {
    let rule = raw_material();
    let wrong = |chosen: &[(&str, &str)]| {
        let errors = rule.stem(&set(chosen), day()).unwrap_err();
        let lines = errors.iter().map(|error| format!("{error}; {}", error.help()));
        lines.collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(wrong(&[]), @"a value for the part `大类` is missing; the values are `FG` 成品 and `RM` 原材料");
    insta::assert_snapshot!(wrong(&[("大类", "RM")]), @"a value for the part `中类` is missing; the values are `AL` 铝材 and `ST` 钢材");
    insta::assert_snapshot!(wrong(&[("大类", "RN"), ("中类", "ST")]), @"`RN` is no value of the part `大类`; the values are `FG` 成品 and `RM` 原材料");
    insta::assert_snapshot!(wrong(&[("大类", "FG"), ("中类", "ST")]), @"`ST` is no value of the part `中类`; the values are `PC` 电脑");
    insta::assert_snapshot!(wrong(&[("中娄", "ST"), ("流水号", "7")]), @r"
    the rule has no part `中娄`; the parts are `大类` and `中类`
    the part `流水号` is computed, not chosen; leave it out
    a value for the part `大类` is missing; the values are `FG` 成品 and `RM` 原材料
    ");
}

#[test]
fn parts_that_may_be_left_out_are_unless_they_are_chosen() {
    let spec = json!({"segments": [
        {"part": {"literal": "B"}},
        {"name": "export", "optional": true, "part": {"literal": "X"}},
        {"name": "batch", "part": {"date": "YYMM"}},
        {"part": {"serial": {"width": 3, "start": 1, "gaps": true}}},
        {"name": "size", "optional": true, "part": {"values": {"by_parent": {"": {"/S": "small", "/L": "large"}}}}}
    ]});
    let rule = Rule::new("b", serde_json::from_value(spec).unwrap()).unwrap();
    let code = |chosen: &[(&str, &str)]| rule.encode(&rule.stem(&set(chosen), day()).unwrap(), 7).unwrap();
    assert_eq!(code(&[]), "B2611007");
    assert_eq!(code(&[("export", "yes"), ("size", "large")]), "BX2611007/L");
    assert_eq!(code(&[("batch", "2512"), ("size", "")]), "B2512007");
    let error = rule.stem(&set(&[("batch", "2513")]), day()).unwrap_err();
    assert!(error[0].to_string().contains("is no date `YYMM`"), "{}", error[0]);
}

#[test]
fn a_code_that_would_be_read_otherwise_is_not_put_together() {
    // A then BB, and AB then B, are the same text: the longest value is read.
    let spec = json!({"segments": [
        {"name": "a", "part": {"values": {"by_parent": {"": {"A": "", "AB": ""}}}}},
        {"name": "b", "part": {"values": {"by_parent": {"": {"BB": "", "B": ""}}}}},
        {"part": {"serial": {"width": 2, "start": 1, "per": ["a"], "gaps": true}}}
    ]});
    let rule = Rule::new("twice", serde_json::from_value(spec).unwrap()).unwrap();
    let encode = |a, b| rule.encode(&rule.stem(&set(&[("a", a), ("b", b)]), day()).unwrap(), 1);
    assert_eq!(encode("AB", "B"), Ok("ABB01".to_owned()));
    assert_eq!(encode("A", "BB"), Err(EncodeError::Misread("ABB01".to_owned())));
}

#[test]
fn numbers_go_around_what_is_reserved() {
    let serial = Serial {
        width: 2,
        digits: crate::items::Digits::Decimal,
        start: 5,
        per: Vec::new(),
        gaps: true,
        reserved: vec![(10, 19), (20, 29), (98, 99)],
    };
    assert_eq!(serial.after(None), Some(5));
    assert_eq!(serial.after(Some(1)), Some(5));
    assert_eq!(serial.after(Some(9)), Some(30));
    assert_eq!(serial.after(Some(97)), None);
    assert_eq!(serial.after(Some(u64::MAX)), None);
}

/// One text for every possibility of a part, of the same length or not.
fn texts(length: std::ops::Range<usize>) -> impl Strategy<Value = Vec<String>> {
    let text =
        proptest::string::string_regex(&format!("[A-Z0-9]{{{},{}}}", length.start, length.end - 1)).unwrap();
    proptest::collection::vec(text, 1..5)
}

fn values(texts: &[String]) -> Value {
    texts
        .iter()
        .map(|text| (text.clone(), json!(format!("title {text}"))))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

prop_compose! {
    /// Rules of all kinds of parts in any order that makes sense.
    fn rules()(
        a in texts(1..3), b in texts(1..4), c in texts(2..3),
        literal in "[A-Z]{0,2}-?",
        order in Just(vec!["a", "b", "c", "date", "literal", "serial"]).prop_shuffle(),
        optional in proptest::collection::vec(any::<bool>(), 6),
        pattern in prop_oneof!["YYMM", "YYWW", "YYYYMMDD", "YJJJ", "Q"].prop_map(|p: String| p.replace("YJ", "YYJ")),
        width in 1_u32..6, unambiguous in any::<bool>(), per in any::<bool>(),
        check in 0_usize..10,
    ) -> Option<Rule> {
        let mut segments = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for (at, kind) in order.iter().enumerate() {
            let within = seen.contains(&"a") && *kind == "b";
            let part = match *kind {
                "a" => json!({"values": {"by_parent": {"": values(&a)}}}),
                "b" if within => {
                    let by_parent: serde_json::Map<_, _> = a.iter().map(|parent| (parent.clone(), values(&b))).collect();
                    json!({"values": {"within": "a", "by_parent": by_parent}})
                }
                "b" => json!({"values": {"by_parent": {"": values(&b)}}}),
                "c" => json!({"values": {"by_parent": {"": values(&c)}}}),
                "date" => json!({"date": pattern}),
                "literal" if literal.is_empty() => continue,
                "literal" => json!({"literal": literal}),
                _ => {
                    let per: Vec<&&str> = seen.iter().filter(|name| per && **name != "literal").collect();
                    let digits = if unambiguous { "unambiguous" } else { "decimal" };
                    json!({"serial": {"width": width, "digits": digits, "start": 1, "per": per, "gaps": true}})
                }
            };
            let optional = optional[at] && *kind != "serial";
            segments.push(json!({"name": kind, "optional": optional, "part": part}));
            seen.push(kind);
        }
        if let Some(kind) = crate::items::CheckDigit::ALL.get(check) {
            segments.push(json!({"part": {"check": {"kind": kind}}}));
        }
        let spec: RuleSpec = serde_json::from_value(json!({"segments": segments})).unwrap();
        Rule::new("random", spec).ok()
    }
}

proptest! {
    #[test]
    fn what_is_put_together_is_read_as_it_was_meant(
        rule in rules(), picks in proptest::collection::vec(any::<proptest::sample::Index>(), 6),
        given in proptest::collection::vec(any::<bool>(), 6), number in any::<u64>(),
    ) {
        let Some(rule) = rule else { return Ok(()) };
        let mut chosen = BTreeMap::new();
        for (at, segment) in rule.spec.segments.iter().enumerate() {
            let name = rule.part_called(at);
            match &segment.part {
                Part::Values(values) if given[at] || !segment.optional => {
                    let here = values.by_parent.values().next().unwrap();
                    let text = here.keys().nth(picks[at].index(here.len())).unwrap();
                    chosen.insert(name, text.clone());
                }
                Part::Literal(_) | Part::Date(_) if given[at] && segment.optional => {
                    chosen.insert(name, "yes".to_owned());
                }
                _ => {}
            }
        }
        // A part that depends on one that was left out has nothing to choose.
        let Ok(stem) = rule.stem(&chosen, day()) else {
            let left_out = rule.spec.segments.iter().any(|segment| segment.optional);
            prop_assert!(left_out);
            return Ok(());
        };
        let space = rule.serial().unwrap().1.space();
        let number = number % space;
        match rule.encode(&stem, number) {
            Ok(code) => {
                let decoded = rule.decode(&code).unwrap();
                prop_assert_eq!(decoded.number, Some(number));
                prop_assert_eq!(&decoded.counter, &stem.counter);
                for (at, wanted) in stem.texts.iter().enumerate() {
                    let piece = decoded.pieces.iter().find(|piece| piece.segment == at);
                    let computed = matches!(rule.spec.segments[at].part, Part::Serial(_) | Part::Check(_));
                    prop_assert!(computed || piece.map(|p| &code[p.range.clone()]) == wanted.as_deref());
                }
            }
            Err(EncodeError::Misread(code)) => {
                // Only where lengths differ can two readings be of one code.
                let fixed = rule.spec.segments.iter().zip(&rule.lengths).all(|(s, lengths)| !s.optional && lengths.len() < 2);
                prop_assert!(!fixed, "{code}");
            }
            Err(other) => prop_assert!(false, "{other:?}"),
        }
    }
}
