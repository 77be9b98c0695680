//! Items that are probably the same thing under two codes.

use std::borrow::Cow;

use serde_json::{Value, json};

use crate::base::sheet::{Cell, Sheet};
use crate::base::text::grouped;
use crate::items::duplicates::Reason;
use crate::reconcile::{Duplicates, Pair, Thing};

use super::Lang;
use super::document::{Document, Item, Line, Sign};

/// How many pairs are shown one by one.
const NAMED: usize = 50;
/// How many marked pairs that are none any more are shown.
const STALE: usize = 20;

/// The report of `items duplicates`.
#[must_use]
pub fn document(found: &Duplicates, lang: Lang) -> Document {
    let mut document = Document::new();
    let template = lang.pick("{0}: {1} that may be the same thing", "{0}：{1}疑似重复");
    let parts = [
        Line::plain(lang.count(found.items, "item", "个物料")),
        Line::plain(lang.count(found.pairs.len(), "pair", "对")),
    ];
    document.paragraph(Line::fill(template, &parts));
    let notes = notes(found, lang);
    let notes = notes
        .into_iter()
        .map(|note| Item::new(Sign::None, Line::plain(note)));
    document.items(notes.collect());
    let pairs = found.pairs.iter().take(NAMED);
    document.items(pairs.map(|pair| entry(found, pair, lang)).collect());
    let more = found.pairs.len().saturating_sub(NAMED);
    if more > 0 {
        let more = grouped(more);
        document.paragraph(Line::plain(lang.pick(
            format!("and {more} more; `--format csv`, `xlsx` and `json` list all of them"),
            format!("另有 {more} 对，`--format csv`、`xlsx` 和 `json` 列出全部"),
        )));
    }
    stale(found, lang, &mut document);
    document
}

fn entry(found: &Duplicates, pair: &Pair, lang: Lang) -> Item {
    let thing = |thing: &Thing| {
        let mut line = Line::new();
        if let Some(code) = &thing.code {
            line = line.name(code).text(" ");
        }
        line = line.text(&thing.name);
        if !thing.specification.is_empty() {
            line = line.text(" ").text(&thing.specification);
        }
        line = line.quiet(format!(" #{}", thing.item));
        if !thing.active {
            line = line.quiet(lang.pick(" inactive", " 已停用"));
        }
        line
    };
    let head = Line::plain(format!("{}% ", pair.score)).text(reasons(&pair.reasons, lang));
    Item::new(Sign::Caution, head)
        .with(Item::new(Sign::None, thing(&found.things[pair.first])))
        .with(Item::new(Sign::None, thing(&found.things[pair.second])))
}

/// What was not looked at, and what was left out.
fn notes(found: &Duplicates, lang: Lang) -> Vec<String> {
    let mut notes = Vec::new();
    if found.marked > 0 {
        let number = grouped(found.marked);
        notes.push(lang.pick(
            format!("left out because they are marked as no duplicates: {number}"),
            format!("已标记为非重复而略去：{number} 对"),
        ));
    }
    if found.nameless > 0 {
        let number = grouped(found.nameless);
        notes.push(lang.pick(
            format!("not compared because they have neither name nor specification: {number}"),
            format!("既无名称也无规格而未比较：{number} 个"),
        ));
    }
    if found.large_groups > 0 {
        let number = grouped(found.large_groups);
        notes.push(lang.pick(
            format!("names that so many items share that each is paired with the first one only: {number}"),
            format!("同名物料过多、仅与其中第一个配对的名称：{number} 个"),
        ));
    }
    if found.passed_over > 0 {
        let number = grouped(found.passed_over);
        notes.push(lang.pick(
            format!(
                "items whose words too many others have too, so that they were not compared with all of them: {number}"
            ),
            format!("用词与过多物料相同、未与全部物料逐一比较的物料：{number} 个"),
        ));
    }
    if found.ended {
        notes.push(
            lang.pick(
                "the search was ended before everything was compared: too many items are alike",
                "相似物料过多，比较未全部完成即已终止",
            )
            .to_owned(),
        );
    }
    notes
}

/// Marked pairs that are none any more.
fn stale(found: &Duplicates, lang: Lang, document: &mut Document) {
    if found.stale.is_empty() {
        return;
    }
    document.heading(lang.pick("Marked pairs that are none any more", "已失效的非重复标记"));
    let items = found.stale.iter().take(STALE).map(|stale| {
        let template = match stale.gone {
            Some(_) => lang.pick(
                "{0} and {1}: no item has the code {2}",
                "{0} 与 {1}：没有物料使用编码 {2}",
            ),
            None => lang.pick(
                "{0} and {1}: they are not alike any more",
                "{0} 与 {1}：二者已不再相似",
            ),
        };
        let gone = stale.gone.as_deref().unwrap_or_default();
        let parts = [&stale.codes.0, &stale.codes.1, gone].map(Line::named);
        Item::new(Sign::Removed, Line::fill(template, &parts))
    });
    document.items(items.collect());
    let more = found.stale.len().saturating_sub(STALE);
    if more > 0 {
        let more = grouped(more);
        document.paragraph(Line::plain(lang.pick(
            format!("and {more} more; `--format json` lists all of them"),
            format!("另有 {more} 对，`--format json` 列出全部"),
        )));
    }
}

/// Why two items are taken for the same, in a sentence.
fn reasons(reasons: &[Reason], lang: Lang) -> String {
    let words: Vec<Cow<'_, str>> = reasons.iter().map(|reason| words(reason, lang)).collect();
    words.join(lang.semicolon())
}

fn words(reason: &Reason, lang: Lang) -> Cow<'_, str> {
    match reason {
        Reason::Same => lang.pick("the same name", "名称相同").into(),
        Reason::Spelling => lang
            .pick(
                "the same but for case, full width, blanks or separators",
                "仅大小写、全角半角、空格或分隔符不同",
            )
            .into(),
        Reason::Together => lang
            .pick(
                "the same when name and specification are read together",
                "名称与规格合在一起相同",
            )
            .into(),
        Reason::Units(a, b) => lang
            .pick(
                format!("the same after normalising units: {a} and {b}"),
                format!("统一单位后相同：{a} 与 {b}"),
            )
            .into(),
        Reason::Order => lang
            .pick("the same words in another order", "用词相同、顺序不同")
            .into(),
        Reason::Repeated => lang
            .pick("the same words, some of them twice", "用词相同，有的重复出现")
            .into(),
        Reason::Characters => lang
            .pick(
                "the same characters, divided or ordered in another way",
                "字符相同，断词或顺序不同",
            )
            .into(),
        Reason::Letter(a, b) => lang
            .pick(
                format!("one letter differs: {a} and {b}"),
                format!("一个字母不同：{a} 与 {b}"),
            )
            .into(),
        Reason::Letters(a, b) => lang
            .pick(
                format!("two letters differ: {a} and {b}"),
                format!("两个字母不同：{a} 与 {b}"),
            )
            .into(),
        Reason::More(said) => {
            let said = said.join(lang.comma());
            lang.pick(format!("one says more: {said}"), format!("其一多出：{said}"))
                .into()
        }
        Reason::Character(a, b) => lang
            .pick(
                format!("one character differs: {a} and {b}"),
                format!("一个字不同：{a} 与 {b}"),
            )
            .into(),
        Reason::Common(percent) => lang
            .pick(
                format!("{percent}% of their words and characters in common"),
                format!("用词与字符有 {percent}% 相同"),
            )
            .into(),
    }
}

/// The same for programs, with every pair.
#[must_use]
pub fn json(found: &Duplicates, target: &str) -> Value {
    let thing = |thing: &Thing| {
        json!({
            "item": thing.item,
            "code": thing.code,
            "name": thing.name,
            "specification": thing.specification,
            "categories": thing.categories,
            "active": thing.active,
        })
    };
    let pairs = found.pairs.iter().map(|pair| {
        json!({
            "score": pair.score,
            "reasons": pair.reasons.iter().map(|reason| json!({"kind": kind(reason), "message": words(reason, Lang::En)})).collect::<Vec<_>>(),
            "first": thing(&found.things[pair.first]),
            "second": thing(&found.things[pair.second]),
        })
    });
    let stale = found
        .stale
        .iter()
        .map(|stale| json!({"code": stale.codes.0, "other": stale.codes.1, "gone": stale.gone}));
    json!({
        "version": 1,
        "target": target,
        "items": found.items,
        "nameless": found.nameless,
        "marked": found.marked,
        "large_groups": found.large_groups,
        "passed_over": found.passed_over,
        "ended": found.ended,
        "pairs": pairs.collect::<Vec<_>>(),
        "stale": stale.collect::<Vec<_>>(),
    })
}

fn kind(reason: &Reason) -> &'static str {
    match reason {
        Reason::Same => "same",
        Reason::Spelling => "spelling",
        Reason::Together => "together",
        Reason::Units(..) => "units",
        Reason::Order => "order",
        Reason::Repeated => "repeated",
        Reason::Characters => "characters",
        Reason::Letter(..) => "letter",
        Reason::Letters(..) => "letters",
        Reason::More(_) => "more",
        Reason::Character(..) => "character",
        Reason::Common(_) => "common",
    }
}

/// Every pair as a row for a spreadsheet.
#[must_use]
pub fn sheet(found: &Duplicates, lang: Lang) -> Sheet<'_> {
    let head = lang.pick(
        [
            "score",
            "why",
            "code",
            "name",
            "specification",
            "item",
            "categories",
            "other code",
            "other name",
            "other specification",
            "other item",
            "other categories",
        ],
        [
            "相似度",
            "原因",
            "编码",
            "名称",
            "规格",
            "物料",
            "类别",
            "另一编码",
            "另一名称",
            "另一规格",
            "另一物料",
            "另一类别",
        ],
    );
    let rows = found.pairs.iter().map(move |pair| {
        let mut row: Vec<Cell<'_>> = vec![
            Cell::from(u64::from(pair.score)),
            reasons(&pair.reasons, lang).into(),
        ];
        for thing in [&found.things[pair.first], &found.things[pair.second]] {
            row.extend([
                Cell::from(thing.code.as_deref()),
                thing.name.as_str().into(),
                thing.specification.as_str().into(),
                thing.item.as_str().into(),
                thing.categories.join("; ").into(),
            ]);
        }
        row
    });
    Sheet::new(lang.pick("duplicates", "疑似重复"), &head, rows)
}

/// What was looked at and what was not, as a list of its own.
#[must_use]
pub fn summary_sheet(found: &Duplicates, lang: Lang) -> Sheet<'_> {
    let mut rows: Vec<Vec<Cell<'_>>> = vec![
        vec![lang.pick("items", "物料").into(), found.items.into()],
        vec![lang.pick("pairs", "疑似重复对").into(), found.pairs.len().into()],
    ];
    rows.extend(notes(found, lang).into_iter().map(|note| vec![note.into()]));
    rows.extend(found.stale.iter().map(|stale| {
        let (code, other) = &stale.codes;
        let text = lang.pick(
            format!("marked pair that is none any more: {code} and {other}"),
            format!("已失效的非重复标记：{code} 与 {other}"),
        );
        vec![text.into()]
    }));
    let head = [lang.pick("what", "项目"), lang.pick("number", "数量")];
    Sheet::new(lang.pick("summary", "汇总"), &head, rows.into_iter())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::Stale;
    use crate::report::{Look, terminal};

    /// Sixty pairs, and everything that can be left out.
    fn found() -> Duplicates {
        let thing = |n: usize| Thing {
            item: n.to_string(),
            code: (n > 0).then(|| format!("A-{n:03}")),
            name: "六角螺栓".to_owned(),
            specification: "M8×20".to_owned(),
            categories: vec!["原材料".to_owned()],
            active: n != 1,
        };
        let reasons = [
            Reason::Same,
            Reason::Spelling,
            Reason::Together,
            Reason::Units("2cm".into(), "20毫米".into()),
            Reason::Order,
            Reason::Repeated,
            Reason::Characters,
            Reason::Letter("flange".into(), "flamge".into()),
            Reason::Letters("aluminium".into(), "alumnum".into()),
            Reason::More(vec!["zinc".into(), "头".into()]),
            Reason::Character("承".into(), "成".into()),
            Reason::Common(64),
        ];
        let pair = |n: usize| Pair {
            score: 100,
            reasons: vec![reasons[n % reasons.len()].clone()],
            first: 2 * n,
            second: 2 * n + 1,
        };
        let stale = |n: usize| Stale {
            codes: (format!("X-{n}"), "Y".to_owned()),
            gone: (n > 0).then(|| format!("X-{n}")),
        };
        Duplicates {
            items: 1_000_000,
            nameless: 1_200,
            things: (0..120).map(thing).collect(),
            pairs: (0..60).map(pair).collect(),
            marked: 3,
            stale: (0..25).map(stale).collect(),
            large_groups: 2,
            passed_over: 4_000,
            ended: true,
        }
    }

    #[test]
    fn what_is_left_out_is_said_in_both_languages() {
        let look = Look {
            colour: false,
            width: 100,
        };
        for (lang, name) in [(Lang::En, "left_out"), (Lang::Zh, "left_out_zh")] {
            insta::assert_snapshot!(name, terminal::render(&document(&found(), lang), look));
        }
    }

    #[test]
    fn every_pair_is_in_the_lists() {
        let found = found();
        assert_eq!(sheet(&found, Lang::Zh).rows.count(), 60);
        let json = json(&found, "prod");
        assert_eq!(json["pairs"].as_array().map(Vec::len), Some(60));
        assert_eq!(json["stale"].as_array().map(Vec::len), Some(25));
        // Seven lines of counts and notes, and the marked pairs that are none.
        assert_eq!(summary_sheet(&found, Lang::En).rows.count(), 7 + 25);
    }
}
