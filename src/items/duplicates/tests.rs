use proptest::prelude::*;

use super::*;

fn text(name: &str) -> Text<'_> {
    Text {
        name,
        specification: "",
    }
}

fn score(a: &str, b: &str) -> u8 {
    let (there, back) = (compare(text(a), text(b)), compare(text(b), text(a)));
    let score = |found: &Option<Likeness>| found.as_ref().map_or(0, |found| found.score);
    assert_eq!(score(&there), score(&back), "{a} / {b}: not the same both ways");
    score(&there)
}

/// Names of the same thing, as several departments of a manufacturer type them.
const SAME: &[(&str, &str)] = &[
    ("内六角圆柱头螺钉 M8×20 304", "内六角圆柱头螺钉 M8*20 304"),
    ("内六角圆柱头螺钉 M8×20 304", "内六角圆柱头螺钉M8x20 SUS304"),
    ("内六角圆柱头螺钉 M8×20 304", "304 内六角圆柱头螺钉 Ｍ８Ｘ２０"),
    ("六角螺栓 M8×20", "六角头螺栓 M8X20"),
    ("六角螺栓 M8×20", "螺栓 六角 M8×20mm"),
    ("六角螺栓 GB/T 5783 M10×30", "六角螺栓 M10*30 GB5783"),
    ("六角螺栓 M8×20", "六角螺栓 镀锌 M8×20"),
    ("深沟球轴承 6204-2RS", "轴承 深沟球 6204 2rs"),
    ("钢板 20mm", "钢板 2cm"),
    ("钢板 20mm", "20毫米 钢板"),
    ("钢板 1500×3000×20", "钢板 1500mm x 3000mm x 20mm"),
    ("钢板 1.5m×3m×20mm", "钢板 1500×3000×20"),
    ("无缝钢管 Φ57×3.5", "无缝钢管 ø57*3.50mm"),
    ("焊丝 15kg", "焊丝 15 公斤"),
    ("焊丝 15千克/盘", "焊丝（15000g）盘"),
    ("卷尺 5米", "卷尺 5m"),
    ("电缆 3×2.5平方", "电缆 3*2.5mm²"),
    ("断路器 63A 220V", "断路器 220伏 63安"),
    ("贴片电容 0805 10μF", "贴片电容 10uF 0805"),
    ("贴片电阻 10kΩ 0603", "贴片电阻 0603 10 kΩ"),
    ("弯头 90° DN50", "弯头 DN 50 90度"),
    ("球阀 1/2\"", "球阀 1/2寸"),
    ("球阀 1½寸", "球阀 1 1/2\""),
    ("手套 L码", "手套 l码"),
    ("Hexagon bolt M8x20", "M8X20 bolt, hexagon"),
    ("Hexagon bolt M8x20", "Hexogon bolt M8 x 20"),
    ("Hexagon bolts M8x20", "Hexagon bolt M8x20"),
    ("Bearing flange 25 mm", "Bearing falnge 25mm"),
    ("Cooling fan 120 mm, 12 V", "COOLING FAN 12V 120mm"),
    ("45# 圆钢 φ30", "圆钢 45#φ30"),
    ("圆钢 Q235B 30mm", "圆钢　３０ｍｍ　Ｑ２３５Ｂ"),
    ("压力表 1.6MPa", "压力表 16 bar"),
];

/// Names of different things that look alike.
const DIFFERENT: &[(&str, &str)] = &[
    ("内六角圆柱头螺钉 M8×20 304", "内六角圆柱头螺钉 M8×25 304"),
    ("内六角圆柱头螺钉 M8×20 304", "内六角圆柱头螺钉 M8×20 316"),
    ("内六角圆柱头螺钉 M8×20 304", "内六角圆柱头螺钉 M8×20 304L"),
    ("内六角圆柱头螺钉 M8×20", "外六角圆柱头螺钉 M8×20"),
    ("内六角螺栓 M8×20", "六角螺栓 M8×20"),
    ("六角螺栓 M8×20", "六角螺母 M8×20"),
    ("六角螺栓 M8×20", "六角螺栓 M20×8"),
    ("十字槽圆头螺钉 M4×10", "十字槽沉头螺钉 M4×10"),
    ("铜螺母 M8", "铁螺母 M8"),
    ("不锈钢六角螺栓 M8", "碳钢六角螺栓 M8"),
    ("六角螺栓 镀锌 M8×20", "六角螺栓 发黑 M8×20"),
    ("平垫圈 8", "弹簧垫圈 8"),
    ("左支架 A1", "右支架 A1"),
    ("深沟球轴承 6204", "深沟球轴承 6205"),
    ("深沟球轴承 6204-2RS", "深沟球轴承 6204-ZZ"),
    ("圆钢 Q235A", "圆钢 Q235B"),
    ("圆钢 Q235", "圆钢 Q345"),
    ("PVC 管 DN50", "PPR 管 DN50"),
    ("钢板 20mm", "钢板 20cm"),
    ("钢管 1寸", "钢管 25.4mm"),
    ("贴片电阻 0805", "贴片电阻 805"),
    ("贴片电容 10μF", "贴片电容 10nF"),
    ("温度计 -10℃", "温度计 10℃"),
    ("红色电线 2.5平方", "蓝色电线 2.5平方"),
    ("安全帽 2", "安全帽 2安"),
    ("Bolt left 20", "Bolt right 20"),
    ("Valve", "Valve open"),
    ("Type A housing", "Type B housing"),
    ("Steel washer 8", "Brass washer 8"),
    ("USB cable 2m", "USB cable 3m"),
    ("", "六角螺栓"),
    ("轴承座", "轴承盖"),
    ("电机", "电机支架总成"),
];

#[test]
fn the_same_thing_is_found_under_other_words() {
    for (a, b) in SAME {
        assert!(score(a, b) >= LEAST, "{a} / {b}: {:?}", compare(text(a), text(b)));
    }
}

#[test]
fn different_things_stay_apart() {
    for (a, b) in DIFFERENT {
        assert!(score(a, b) < LEAST, "{a} / {b}: {:?}", compare(text(a), text(b)));
    }
}

#[test]
fn reasons_name_what_differs() {
    let reasons = |a: &str, b: &str| compare(text(a), text(b)).unwrap().reasons;
    assert_eq!(reasons("螺栓 M8×20", "螺栓 M8×20"), [Reason::Same]);
    assert_eq!(reasons("Bolt M8X20", "ｂｏｌｔ M8x20"), [Reason::Spelling]);
    assert_eq!(
        reasons("螺栓 M8×20", "螺栓 M8*20mm"),
        [Reason::Units("m8×20".into(), "m8*20mm".into())]
    );
    assert_eq!(
        reasons("钢板 2cm", "20毫米 钢板"),
        [Reason::Order, Reason::Units("2cm".into(), "20毫米".into())]
    );
    assert_eq!(
        reasons("Flange cover", "Flamge cover"),
        [Reason::Letter("flange".into(), "flamge".into())]
    );
    assert_eq!(
        reasons("六角螺栓 8", "六角头螺栓 8"),
        [Reason::More(vec!["头".into()])]
    );
    assert_eq!(reasons("六角 螺栓", "螺栓六角"), [Reason::Characters]);
    assert_eq!(
        reasons("深沟球轴承 6204", "深沟球轴成 6204"),
        [Reason::Character("承".into(), "成".into())]
    );
}

#[test]
fn the_specification_is_read_with_the_name() {
    let apart = Text {
        name: "六角螺栓",
        specification: "M8×20 304",
    };
    let found = compare(apart, text("六角螺栓 M8×20 304")).unwrap();
    assert_eq!((found.score, found.reasons), (99, vec![Reason::Together]));
    let other = Text {
        specification: "M8×25 304",
        ..apart
    };
    assert_eq!(compare(apart, other), None);
    // Who writes the name again as the specification says nothing more.
    let twice = Text {
        name: "六角螺栓 M8",
        specification: "六角螺栓 M8",
    };
    assert!(compare(twice, text("六角螺栓 M8")).unwrap().score >= 96);
}

#[test]
fn numbers_are_read_in_one_spelling() {
    let numbers = |name: &str| -> Vec<String> { read(text(name)).numbers.into_iter().collect() };
    for (name, wanted) in [
        ("M8 x 20", "m8×20mm"),
        ("20mmx30", "20×30mm"),
        ("2cm×3mm", "20×3mm"),
        ("3×2.5mm²", "3×2.5mm2"),
        ("SUS 304", "304"),
        ("gb/t 5783", "gb5783"),
        ("-40℃", "-40°c"),
        (".5 kg", "500g"),
        ("20 M2.5", "20"),
        ("304L", "304l"),
        ("1/2cm", "1/2e1mm"),
    ] {
        assert!(
            numbers(name).contains(&wanted.to_owned()),
            "{name}: {:?}",
            numbers(name)
        );
    }
}

/// Items by number, with their names.
fn find(items: &[(u64, String)], least: u8) -> Vec<(u8, u64, u64)> {
    let mut finder = Finder::new(least);
    for (item, name) in items {
        finder.add(*item, None, &read(text(name)));
    }
    let name = |item: u64| &items.iter().find(|(id, _)| *id == item).unwrap().1;
    let pairs = finder.candidates().pairs;
    let scored = pairs.into_iter().filter_map(|(a, b)| {
        let found = compare(text(name(a)), text(name(b)))?;
        (found.score >= least).then_some((found.score, a, b))
    });
    scored.collect()
}

fn numbered(names: impl IntoIterator<Item = String>) -> Vec<(u64, String)> {
    (1..).zip(names).collect()
}

#[test]
fn every_pair_that_is_alike_is_found_among_many() {
    // Each pair stands among more than a block of others with the same numbers, which have words in common with it.
    for (a, b) in SAME {
        let numbers: Vec<String> = read(text(a)).numbers.into_iter().collect();
        let others = (0_u32..400).map(|n| {
            let parts = ["支架", "底座", "护罩", "连杆", "滚筒", "导轨", "刀片", "滤芯"];
            let (first, second) = (parts[(n % 8) as usize], parts[(n / 8 % 8) as usize]);
            let kind = char::from_u32(0x4e00 + 7 * n).unwrap();
            format!("{kind}{first}{second} {}", numbers.join(" "))
        });
        let items = numbered(others.chain([(*a).to_owned(), (*b).to_owned()]));
        let found = find(&items, LEAST);
        assert!(
            found.iter().any(|&(_, x, y)| (x, y) == (401, 402)),
            "{a} / {b} is not found"
        );
    }
}

#[test]
fn families_and_large_groups_are_bounded() {
    let mut finder = Finder::new(LEAST);
    let reading = read(text("Office chair"));
    for item in 0..10 {
        finder.add(item, Some(item / 5), &reading);
    }
    assert_eq!(finder.candidates().pairs, [(0, 5)]);
    let mut finder = Finder::new(LEAST);
    for item in 0..1000 {
        finder.add(item, None, &reading);
    }
    let found = finder.candidates();
    assert_eq!((found.pairs.len(), found.large_groups), (999, 1));
    assert!(found.pairs.iter().all(|&(first, _)| first == 0));
}

#[test]
fn what_cannot_be_compared_is_counted() {
    // The same few features in thousands of names that are no duplicates of each other.
    let names = (0_u32..3000).map(|n| {
        let own: String = (0..3)
            .map(|at| char::from_u32(0x4e00 + (n * 3 + at)).unwrap())
            .collect();
        format!("轴承支架 {own}")
    });
    let mut finder = Finder::new(LEAST);
    for (item, name) in numbered(names) {
        finder.add(item, None, &read(text(&name)));
    }
    let found = finder.candidates();
    assert_eq!(found.items, 3000);
    assert!(!found.ended);
    assert!(found.passed_over > 2000, "{}", found.passed_over);
}

fn any_name() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "螺栓",
        "六角",
        "内六角",
        "M8×20",
        "M8*20",
        "20mm",
        "2cm",
        "304",
        "SUS304",
        "Bolt",
        "bolt",
        "ＢＯＬＴ",
        "½",
        "-",
        " ",
        "　",
        "φ8",
        "1.50",
        "kg",
        "3 公斤",
        "(",
        "x",
        "×",
        "\u{200b}",
        "℃",
        "é",
        "e\u{301}",
        "/",
        "GB/T",
        "5783",
        "#",
        "0.5",
        ".",
    ]);
    prop::collection::vec(parts, 0..8).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn plain_spelling_is_plain(name in ".{0,20}") {
        let once = plain(&name).into_owned();
        prop_assert_eq!(plain(&once), once.clone());
    }

    #[test]
    fn plain_names_of_items_are_plain(name in any_name()) {
        let once = plain(&name).into_owned();
        prop_assert_eq!(plain(&once), once.clone());
    }

    #[test]
    fn comparing_has_no_direction(a in any_name(), b in any_name()) {
        let score = |a: &str, b: &str| compare(text(a), text(b)).map(|found| found.score);
        prop_assert_eq!(score(&a, &b), score(&b, &a));
    }

    #[test]
    fn a_name_is_like_itself(name in any_name(), other in ".{0,20}") {
        for name in [name, other] {
            prop_assert_eq!(compare(text(&name), text(&name)).map(|found| found.score), Some(100));
        }
    }

    #[test]
    fn the_order_of_items_does_not_matter(names in prop::collection::vec(any_name(), 0..30), seed in any::<u64>()) {
        let items = numbered(names);
        let mut other = items.clone();
        other.sort_by_key(|(item, _)| item.wrapping_mul(seed | 1));
        prop_assert_eq!(find(&items, 60), find(&other, 60));
    }
}
