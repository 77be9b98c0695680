//! What is right and wrong with the codes of items, and what a code means.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::base::text::grouped;
use crate::items::{Case, Decoded, Misfit, Part, Rule, SegmentSpec, Wrong};
use crate::reconcile::{Checked, Flaw, FlawKind};

use super::Lang;
use super::document::{Document, Item, Line, Sign, Table};

/// How many flaws are shown one by one.
const NAMED: usize = 50;

/// The report of `items check`.
#[must_use]
pub fn document(checked: &Checked, lang: Lang) -> Document {
    let mut document = Document::new();
    summary(checked, lang, &mut document);
    flaws(checked, lang, &mut document);
    counters(checked, lang, &mut document);
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
            format!("and {more} more; `--format csv` and `--format json` list all of them"),
            format!("另有 {more} 处，`--format csv` 和 `--format json` 列出全部"),
        )));
    }
}

/// A code with a mark before what is wrong.
fn pointed(code: &str, at: usize) -> String {
    format!("{}▸{}", &code[..at], &code[at..])
}

/// What is wrong, in a sentence.
fn sentence(checked: &Checked, flaw: &Flaw, lang: Lang) -> String {
    let name = |rule: usize| checked.rules[rule].name.as_str();
    let own = flaw.rule.map_or("", name);
    match &flaw.what {
        FlawKind::NoCode => lang.pick(
            format!("has no code; rule `{own}` is for it"),
            format!("没有编码；适用规则 `{own}`"),
        ),
        FlawKind::OtherRule(other) => {
            let other = name(*other);
            lang.pick(
                format!("is a code of rule `{other}`, and rule `{own}` is for items of its category"),
                format!("编码符合规则 `{other}`，但其类别适用规则 `{own}`"),
            )
        }
        FlawKind::Duplicate(of) => lang.pick(
            format!("is the code of item #{of} too"),
            format!("与物料 #{of} 的编码相同"),
        ),
        FlawKind::Disguised(of, code) => lang.pick(
            format!("is easily taken for `{code}` of item #{of}"),
            format!("容易与物料 #{of} 的 `{code}` 混淆"),
        ),
        FlawKind::Misfit(misfit) => {
            let rule = flaw.rule.map(|rule| &checked.rules[rule]);
            rule.map_or_else(String::new, |rule| misfit_sentence(rule, misfit, lang))
        }
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

fn part_name(segment: &SegmentSpec, at: usize, lang: Lang) -> String {
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

/// Running numbers that come to their end.
fn counters(checked: &Checked, lang: Lang, document: &mut Document) {
    let mut ending = Vec::new();
    for ((rule, counter), used) in &checked.counters {
        let rule = &checked.rules[*rule];
        let Some((_, serial)) = rule.serial() else {
            continue;
        };
        let left = (serial.space() - 1).saturating_sub(used.highest);
        // At the pace of the last year there are codes for less than two more.
        if left >= used.last_year.saturating_mul(2) && left > serial.space() / 20 {
            continue;
        }
        let counter = if counter.is_empty() { "-" } else { counter };
        ending.push((rule, counter, used, left));
    }
    if ending.is_empty() {
        return;
    }
    document.heading(lang.pick("Running numbers that come to their end", "即将用尽的流水号"));
    let mut table = table(&[
        lang.pick("rule", "规则"),
        lang.pick("per", "分组"),
        lang.pick("highest", "最大号"),
        lang.pick("left", "剩余"),
        lang.pick("in a year", "近一年新增"),
    ]);
    for (rule, counter, used, left) in ending {
        let number = |number: u64| Line::plain(grouped(usize::try_from(number).unwrap_or(usize::MAX)));
        table.rows.push(vec![
            Line::named(&rule.name),
            Line::plain(counter),
            number(used.highest),
            number(left),
            number(used.last_year),
        ]);
    }
    document.table(table);
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
            json!({
                "rule": checked.rules[*rule].name,
                "per": counter,
                "codes": used.codes,
                "highest": used.highest,
                "last_year": used.last_year,
            })
        })
        .collect();
    json!({
        "version": 1,
        "target": target,
        "items": checked.items,
        "without_rule": checked.without_rule,
        "rules": rules,
        "counters": counters,
        "sequences_behind": behind,
        "flaws": flaws,
    })
}

fn kind(what: &FlawKind) -> &'static str {
    match what {
        FlawKind::NoCode => "no-code",
        FlawKind::OtherRule(_) => "other-rule",
        FlawKind::Misfit(_) => "misfit",
        FlawKind::Duplicate(_) => "duplicate",
        FlawKind::Disguised(..) => "disguised",
    }
}

/// Every flaw as a line of CSV, with a heading, for a spreadsheet.
#[must_use]
pub fn csv(checked: &Checked, lang: Lang) -> String {
    let cell = |text: &str| {
        // A spreadsheet takes these for formulas.
        let text = if text.starts_with(['=', '+', '-', '@']) {
            format!("'{text}")
        } else {
            text.to_owned()
        };
        if text.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text
        }
    };
    let mut out = String::from("item,code,name,categories,rule,kind,message\r\n");
    for flaw in &checked.flaws {
        let rule = flaw.rule.map_or("", |rule| checked.rules[rule].name.as_str());
        let cells = [
            flaw.item.as_str(),
            flaw.code.as_deref().unwrap_or_default(),
            flaw.name.as_deref().unwrap_or_default(),
            &flaw.categories.join("; "),
            rule,
            kind(&flaw.what),
            &sentence(checked, flaw, lang),
        ];
        out.push_str(&cells.map(cell).join(","));
        out.push_str("\r\n");
    }
    out
}

/// What a code means.
#[must_use]
pub fn decoded(code: &str, read: &[(Rule, Result<Decoded, Misfit>)], lang: Lang) -> Document {
    let mut document = Document::new();
    for (rule, decoded) in read {
        let Ok(decoded) = decoded else { continue };
        let title = rule.spec.title.as_deref().unwrap_or_default();
        let template = lang.pick("{0} is a code of rule {1} {2}", "{0} 是规则 {1} 的编码 {2}");
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
