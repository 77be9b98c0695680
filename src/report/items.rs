//! What is right and wrong with the codes of items, and what a code means.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::base::text::grouped;
use crate::items::{Case, Decoded, Disguise, Enforce, Misfit, Part, Rule, SegmentSpec, Wrong, disguises};
use crate::reconcile::{Checked, Flaw, FlawKind};

use super::document::{Document, Item, Line, Sign, Table};
use super::{Lang, items_numbers};

/// How many flaws are shown one by one.
const NAMED: usize = 50;
/// How many departments or categories are shown.
const GROUPS: usize = 20;

/// The report of `items check`.
#[must_use]
pub fn document(checked: &Checked, lang: Lang) -> Document {
    let mut document = Document::new();
    summary(checked, lang, &mut document);
    groups(checked, lang, &mut document);
    flaws(checked, lang, &mut document);
    items_numbers::table(checked, lang, &mut document);
    behind(checked, lang, &mut document);
    document
}

fn table(head: &[&str]) -> Table {
    Table {
        head: head.iter().map(|&name| name.to_owned()).collect(),
        rows: Vec::new(),
    }
}

fn summary(checked: &Checked, lang: Lang, document: &mut Document) {
    let template = lang.pick("{0}: {1} without a rule, {2}", "{0}：{1} 没有适用的规则，{2}");
    let parts = [
        Line::plain(lang.count(checked.items, "item", "个物料")),
        Line::plain(grouped(checked.without_rule)),
        Line::plain(lang.count(checked.flaws.len(), "flaw", "处问题")),
    ];
    document.paragraph(Line::fill(template, &parts));
    let mut broken: BTreeMap<usize, usize> = BTreeMap::new();
    for rule in checked.flaws.iter().filter_map(|flaw| flaw.rule) {
        *broken.entry(rule).or_default() += 1;
    }
    let mut table = table(&[
        lang.pick("rule", "规则"),
        lang.pick("title", "名称"),
        lang.pick("fit", "符合"),
        lang.pick("flaws", "问题"),
    ]);
    for (at, rule) in checked.rules.iter().enumerate() {
        table.rows.push(vec![
            Line::named(&rule.name),
            Line::plain(rule.spec.title.clone().unwrap_or_default()),
            Line::plain(grouped(checked.fitting[at])),
            Line::plain(grouped(broken.get(&at).copied().unwrap_or(0))),
        ]);
    }
    document.table(table);
}

fn flaws(checked: &Checked, lang: Lang, document: &mut Document) {
    if checked.flaws.is_empty() {
        return;
    }
    document.heading(lang.pick("Flaws", "问题"));
    let items = checked.flaws.iter().take(NAMED).map(|flaw| {
        let name = flaw.name.as_deref().unwrap_or_default();
        let mut line = Line::new();
        if let Some(code) = &flaw.code {
            line = line.name(code).text(" ");
        }
        line = line.text(name).quiet(format!(" #{}", flaw.item));
        let mut item = Item::new(Sign::Caution, line);
        if let (Some(code), FlawKind::Misfit(misfit)) = (&flaw.code, &flaw.what) {
            item.items
                .push(Item::new(Sign::None, Line::plain(pointed(code, misfit.at))));
        }
        item.items
            .push(Item::new(Sign::None, Line::plain(sentence(checked, flaw, lang))));
        item
    });
    document.items(items.collect());
    let more = checked.flaws.len().saturating_sub(NAMED);
    if more > 0 {
        let more = grouped(more);
        document.paragraph(Line::plain(lang.pick(
            format!("and {more} more; `--format csv`, `xlsx` and `json` list all of them"),
            format!("另有 {more} 处，`--format csv`、`xlsx` 和 `json` 列出全部"),
        )));
    }
}

/// A code with a mark before what is wrong.
fn pointed(code: &str, at: usize) -> String {
    format!("{}▸{}", &code[..at], &code[at..])
}

/// Who has flaws: the department that answers for the rule where the files say so, else the top category of the item.
#[must_use]
pub fn by_group(checked: &Checked) -> Vec<(String, usize, usize)> {
    let mut groups: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for flaw in &checked.flaws {
        let department = flaw
            .rule
            .and_then(|rule| checked.facts.get(rule)?.department.clone());
        let category = || flaw.categories.first().and_then(|path| path.split('/').next());
        let group = department.or_else(|| category().map(str::to_owned));
        let counts = groups.entry(group.unwrap_or_else(|| "-".to_owned())).or_default();
        counts.0 += 1;
        counts.1 += usize::from(is_strict(checked, flaw));
    }
    let groups = groups.into_iter();
    let mut groups: Vec<_> = groups
        .map(|(name, (flaws, strict))| (name, flaws, strict))
        .collect();
    groups.sort_by_key(|(_, flaws, _)| std::cmp::Reverse(*flaws));
    groups
}

/// Whether a flaw breaks a rule that must not be broken.
#[must_use]
pub fn is_strict(checked: &Checked, flaw: &Flaw) -> bool {
    flaw.rule
        .is_some_and(|rule| checked.rules[rule].spec.enforce != Enforce::Report)
}

fn groups(checked: &Checked, lang: Lang, document: &mut Document) {
    let groups = by_group(checked);
    let mut table = table(&[
        lang.pick("department or category", "部门或类别"),
        lang.pick("flaws", "问题"),
        lang.pick("violations", "违规"),
    ]);
    for (name, flaws, strict) in groups.iter().take(GROUPS) {
        let numbers = [flaws, strict].map(|&number| Line::plain(grouped(number)));
        table
            .rows
            .push([Line::plain(name)].into_iter().chain(numbers).collect());
    }
    document.table(table);
    let more = groups.len().saturating_sub(GROUPS);
    if more > 0 {
        let more = grouped(more);
        document.paragraph(Line::plain(lang.pick(
            format!("and {more} more; `--format xlsx` and `json` list all of them"),
            format!("另有 {more} 个，`--format xlsx` 和 `json` 列出全部"),
        )));
    }
}

/// What is wrong, in a sentence.
#[must_use]
pub fn sentence(checked: &Checked, flaw: &Flaw, lang: Lang) -> String {
    let name = |rule: usize| checked.rules[rule].name.as_str();
    let own = flaw.rule.map_or("", name);
    match &flaw.what {
        FlawKind::NoCode => lang.pick(
            format!("has no code; rule `{own}` is for it"),
            format!("没有编码；适用规则 `{own}`"),
        ),
        FlawKind::OtherRule(other) => {
            let other = name(*other);
            let category = flaw.categories.join(lang.comma());
            lang.pick(
                format!("is a code of rule `{other}`, and its category {category} asks for rule `{own}`"),
                format!("编码符合规则 `{other}`，但其类别 {category} 适用规则 `{own}`"),
            )
        }
        FlawKind::Duplicate(of) => lang.pick(
            format!("is the code of item #{of} too"),
            format!("与物料 #{of} 的编码相同"),
        ),
        FlawKind::Disguised(of, code) => {
            let ways = flaw
                .code
                .as_deref()
                .map(|own| disguises(own, code))
                .unwrap_or_default();
            let ways: Vec<&str> = ways.into_iter().map(|way| disguise(way, lang)).collect();
            let ways = ways.join(lang.comma());
            lang.pick(
                format!("is easily taken for `{code}` of item #{of}: they differ in {ways}"),
                format!("容易与物料 #{of} 的 `{code}` 混淆：仅{ways}不同"),
            )
        }
        FlawKind::Misfit(misfit) => {
            let rule = flaw.rule.map(|rule| &checked.rules[rule]);
            rule.map_or_else(String::new, |rule| misfit_sentence(rule, misfit, lang))
        }
    }
}

fn disguise(way: Disguise, lang: Lang) -> &'static str {
    match way {
        Disguise::Case => lang.pick("case", "大小写"),
        Disguise::Width => lang.pick("full width", "全角半角"),
        Disguise::Blanks => lang.pick("blanks", "空格"),
        Disguise::Separators => lang.pick("separators", "分隔符"),
        Disguise::LookAlikes => lang.pick("look-alikes such as O and 0", "形近字符（如 O 与 0）"),
        Disguise::Homoglyphs => lang.pick("letters of another alphabet", "其他文字的同形字母"),
    }
}

/// Where and why a code breaks a rule, in a sentence.
#[must_use]
pub fn misfit_sentence(rule: &Rule, misfit: &Misfit, lang: Lang) -> String {
    let part = misfit
        .segment
        .map(|at| part_name(&rule.spec.segments[at], at, lang));
    let wrong = match &misfit.what {
        Wrong::TooShort => lang.pick("the code ends too early".to_owned(), "编码过短".to_owned()),
        Wrong::TooLong => lang.pick(
            "something stands behind the last part".to_owned(),
            "最后一段之后还有多余字符".to_owned(),
        ),
        Wrong::Literal(text) => lang.pick(format!("expected `{text}`"), format!("此处应为 `{text}`")),
        Wrong::Values(texts) => {
            let list = texts
                .iter()
                .take(8)
                .map(|text| format!("`{text}`"))
                .collect::<Vec<_>>();
            let more = if texts.len() > 8 { " …" } else { "" };
            let list = format!("{}{more}", list.join(lang.comma()));
            lang.pick(format!("expected one of {list}"), format!("此处应为 {list} 之一"))
        }
        Wrong::Serial(width) => lang.pick(
            format!("expected a running number of {width} characters"),
            format!("此处应为 {width} 位流水号"),
        ),
        Wrong::Date(pattern) => lang.pick(
            format!("expected a date as {pattern}"),
            format!("此处应为 {pattern} 形式的日期"),
        ),
        Wrong::Check(check) => lang.pick(
            format!("the check character should be `{check}`"),
            format!("校验位应为 `{check}`"),
        ),
        Wrong::Case(case) => match case {
            Case::Lower => lang.pick("expected small letters".to_owned(), "应使用小写字母".to_owned()),
            Case::Upper | Case::Exact => {
                lang.pick("expected capitals".to_owned(), "应使用大写字母".to_owned())
            }
        },
        Wrong::Alphabet(c) => lang.pick(
            format!("`{c}` is not in the rule's alphabet"),
            format!("`{c}` 不在规则允许的字符之内"),
        ),
    };
    let rule = &rule.name;
    match part {
        Some(part) => lang.pick(
            format!("rule `{rule}`, {part}: {wrong}"),
            format!("规则 `{rule}` 的{part}：{wrong}"),
        ),
        None => lang.pick(
            format!("rule `{rule}`: {wrong}"),
            format!("规则 `{rule}`：{wrong}"),
        ),
    }
}

/// How people call a part of a rule.
#[must_use]
pub fn part_name(segment: &SegmentSpec, at: usize, lang: Lang) -> String {
    match (&segment.name, &segment.part) {
        (Some(name), _) => name.clone(),
        (None, Part::Check(_)) => lang.pick("check character", "校验位").to_owned(),
        (None, _) => lang.pick(format!("part {}", at + 1), format!("第 {} 段", at + 1)),
    }
}

/// The ERP's own sequences that would give codes that exist.
fn behind(checked: &Checked, lang: Lang, document: &mut Document) {
    if checked.behind.is_empty() {
        return;
    }
    document.heading(lang.pick(
        "Sequences behind the codes that exist",
        "落后于现有编码的编号序列",
    ));
    let items = checked.behind.iter().map(|behind| {
        let (next, least) = (behind.next, behind.least);
        let line = Line::new().name(&behind.sequence).text(lang.pick(
            format!(" gives {next} next, and rule `{}` needs {least}", behind.rule),
            format!(" 的下一个号码为 {next}，规则 `{}` 需要 {least}", behind.rule),
        ));
        Item::new(Sign::Caution, line)
    });
    document.items(items.collect());
    document.paragraph(Line::plain(lang.pick(
        "raise the next number in the ERP; `trueup items next` and an apply that changes the rule do it too",
        "请在 ERP 中调高下一个号码；`trueup items next` 以及变更规则的 apply 也会推进它",
    )));
}

/// The same for programs, with every flaw.
#[must_use]
pub fn json(checked: &Checked, target: &str) -> Value {
    let flaws: Vec<Value> = checked
        .flaws
        .iter()
        .map(|flaw| {
            let at = match &flaw.what {
                FlawKind::Misfit(misfit) => Some(misfit.at),
                _ => None,
            };
            json!({
                "item": flaw.item,
                "code": flaw.code,
                "name": flaw.name,
                "categories": flaw.categories,
                "rule": flaw.rule.map(|rule| &checked.rules[rule].name),
                "kind": kind(&flaw.what),
                "at": at,
                "differ_in": differences(flaw),
                "message": sentence(checked, flaw, Lang::En),
            })
        })
        .collect();
    let rules: Vec<Value> = checked
        .rules
        .iter()
        .zip(&checked.fitting)
        .map(|(rule, fitting)| json!({"name": rule.name, "title": rule.spec.title, "enforce": rule.spec.enforce, "fit": fitting}))
        .collect();
    let behind: Vec<Value> = checked
        .behind
        .iter()
        .map(|behind| {
            json!({"rule": behind.rule, "sequence": behind.sequence, "next": behind.next, "least": behind.least})
        })
        .collect();
    let counters: Vec<Value> = checked
        .counters
        .iter()
        .map(|((rule, counter), used)| {
            let forecast = checked.rules[*rule].forecast(used.highest, used.last_year);
            json!({
                "rule": checked.rules[*rule].name,
                "per": counter,
                "codes": used.codes,
                "highest": used.highest,
                "last_year": used.last_year,
                "left": forecast.left,
                "percent": forecast.percent,
                "ends": items_numbers::end(checked, &forecast).map(|day| day.to_string()),
                "ending": forecast.ending,
            })
        })
        .collect();
    let groups: Vec<Value> = by_group(checked)
        .into_iter()
        .map(|(name, flaws, strict)| json!({"name": name, "flaws": flaws, "violations": strict}))
        .collect();
    json!({
        "version": 1,
        "target": target,
        "items": checked.items,
        "without_rule": checked.without_rule,
        "rules": rules,
        "groups": groups,
        "counters": counters,
        "sequences_behind": behind,
        "flaws": flaws,
    })
}

/// In which ways a code differs from the one that it is taken for, in words for programs.
fn differences(flaw: &Flaw) -> Option<Vec<&'static str>> {
    let (FlawKind::Disguised(_, other), Some(code)) = (&flaw.what, &flaw.code) else {
        return None;
    };
    let word = |way| match way {
        Disguise::Case => "case",
        Disguise::Width => "width",
        Disguise::Blanks => "blanks",
        Disguise::Separators => "separators",
        Disguise::LookAlikes => "look-alikes",
        Disguise::Homoglyphs => "homoglyphs",
    };
    Some(disguises(code, other).into_iter().map(word).collect())
}

/// What is wrong, in a word for programs.
#[must_use]
pub fn kind(what: &FlawKind) -> &'static str {
    match what {
        FlawKind::NoCode => "no-code",
        FlawKind::OtherRule(_) => "other-rule",
        FlawKind::Misfit(_) => "misfit",
        FlawKind::Duplicate(_) => "duplicate",
        FlawKind::Disguised(..) => "disguised",
    }
}

/// What a code means.
#[must_use]
pub fn decoded(code: &str, read: &[(Rule, Result<Decoded, Misfit>)], lang: Lang) -> Document {
    let mut document = Document::new();
    for (rule, decoded) in read {
        let Ok(decoded) = decoded else { continue };
        let title = rule.spec.title.as_deref().unwrap_or_default();
        let template = match title {
            "" => lang.pick("{0} is a code of rule {1}", "{0} 是规则 {1} 的编码"),
            _ => lang.pick("{0} is a code of rule {1} {2}", "{0} 是规则 {1}（{2}）的编码"),
        };
        let parts = [Line::named(code), Line::named(&rule.name), Line::plain(title)];
        document.paragraph(Line::fill(template, &parts));
        let mut table = table(&[
            lang.pick("part", "段"),
            lang.pick("text", "字符"),
            lang.pick("meaning", "含义"),
        ]);
        for piece in &decoded.pieces {
            let segment = &rule.spec.segments[piece.segment];
            table.rows.push(vec![
                Line::plain(part_name(segment, piece.segment, lang)),
                Line::named(&code[piece.range.clone()]),
                Line::plain(meaning(
                    segment,
                    rule.meaning(code, decoded, piece),
                    decoded,
                    lang,
                )),
            ]);
        }
        document.table(table);
    }
    if read.iter().all(|(_, decoded)| decoded.is_err()) {
        document.paragraph(Line::fill(
            lang.pick("{0} is a code of no rule", "{0} 不符合任何规则"),
            &[Line::named(code)],
        ));
        let items = read.iter().filter_map(|(rule, decoded)| {
            let misfit = decoded.as_ref().err()?;
            let line = Line::plain(pointed(code, misfit.at))
                .quiet(format!("  {}", misfit_sentence(rule, misfit, lang)));
            Some(Item::new(Sign::Removed, line))
        });
        document.items(items.collect());
    }
    document
}

fn meaning(segment: &SegmentSpec, meaning: Option<&str>, decoded: &Decoded, lang: Lang) -> String {
    match (&segment.part, meaning) {
        (_, Some(meaning)) => meaning.to_owned(),
        (Part::Serial(serial), None) => {
            let number = decoded.number.unwrap_or_default();
            let per = if serial.per.is_empty() {
                String::new()
            } else {
                format!(" ({})", serial.per.join(lang.comma()))
            };
            lang.pick(format!("number {number}{per}"), format!("第 {number} 号{per}"))
        }
        (Part::Date(pattern), None) => lang.pick(format!("date {pattern}"), format!("日期 {pattern}")),
        (Part::Check(_), None) => lang.pick("is right", "正确").to_owned(),
        (Part::Literal(_) | Part::Values(_), None) => String::new(),
    }
}

/// The same for programs.
#[must_use]
pub fn decoded_json(code: &str, read: &[(Rule, Result<Decoded, Misfit>)]) -> Value {
    let rules: Vec<Value> = read
        .iter()
        .map(|(rule, decoded)| match decoded {
            Ok(decoded) => {
                let parts: Vec<Value> = decoded
                    .pieces
                    .iter()
                    .map(|piece| {
                        json!({
                            "name": rule.spec.segments[piece.segment].name,
                            "text": &code[piece.range.clone()],
                            "meaning": rule.meaning(code, decoded, piece),
                        })
                    })
                    .collect();
                json!({"rule": rule.name, "fits": true, "parts": parts, "number": decoded.number, "per": decoded.counter})
            }
            Err(misfit) => json!({
                "rule": rule.name,
                "fits": false,
                "at": misfit.at,
                "message": misfit_sentence(rule, misfit, Lang::En),
            }),
        })
        .collect();
    json!({"version": 1, "code": code, "rules": rules})
}
