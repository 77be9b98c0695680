//! The check of item codes as lists for spreadsheets, and proposals for new codes.

use crate::base::sheet::{Cell, Sheet};
use crate::items::NoProposal;
use crate::reconcile::{Checked, Flaw, FlawKind, Proposed};

use super::items::{by_group, is_strict, kind, part_name, sentence};
use super::{Lang, items_numbers};

/// The columns of flaws.
const FLAWS: [&str; 7] = ["item", "code", "name", "categories", "rule", "kind", "message"];
const FLAWS_ZH: [&str; 7] = ["物料", "编码", "名称", "类别", "规则", "种类", "说明"];

/// Every flaw as a row. The columns have the same names in every language, for programs that read CSV.
#[must_use]
pub fn flaws(checked: &Checked, lang: Lang) -> Sheet<'_> {
    let rows = checked.flaws.iter().map(move |flaw| row(checked, flaw, lang));
    Sheet::new("flaws", &FLAWS, rows)
}

fn row<'c>(checked: &'c Checked, flaw: &'c Flaw, lang: Lang) -> Vec<Cell<'c>> {
    vec![
        flaw.item.as_str().into(),
        flaw.code.as_deref().into(),
        flaw.name.as_deref().into(),
        flaw.categories.join("; ").into(),
        flaw.rule.map(|rule| checked.rules[rule].name.as_str()).into(),
        kind(&flaw.what).into(),
        sentence(checked, flaw, lang).into(),
    ]
}

/// The whole check as sheets of a workbook: summary, violations, duplicates, running numbers.
#[must_use]
pub fn workbook(checked: &Checked, lang: Lang) -> Vec<Sheet<'_>> {
    let head = lang.pick(FLAWS, FLAWS_ZH);
    let twice = |flaw: &&Flaw| matches!(flaw.what, FlawKind::Duplicate(_) | FlawKind::Disguised(..));
    let flaws = checked.flaws.iter();
    let violations = flaws.clone().filter(move |flaw| !twice(flaw));
    let duplicates = flaws.filter(twice);
    vec![
        summary(checked, lang),
        Sheet::new(
            lang.pick("violations", "违规"),
            &head,
            violations.map(move |flaw| row(checked, flaw, lang)),
        ),
        Sheet::new(
            lang.pick("duplicates", "重复编码"),
            &head,
            duplicates.map(move |flaw| row(checked, flaw, lang)),
        ),
        items_numbers::sheet(checked, lang),
    ]
}

/// Counts of the whole, by rule, and by department or category.
fn summary(checked: &Checked, lang: Lang) -> Sheet<'_> {
    let head = lang.pick(
        ["counted by", "name", "title", "fit", "flaws", "violations"],
        ["统计项", "名称", "标题", "符合", "问题", "违规"],
    );
    let strict = |flaw: &&Flaw| is_strict(checked, flaw);
    let mut rows: Vec<Vec<Cell<'_>>> = vec![vec![
        lang.pick("all items", "全部物料").into(),
        Cell::default(),
        lang.pick(
            format!("{} items, {} without a rule", checked.items, checked.without_rule),
            format!(
                "{} 个物料，{} 个没有适用的规则",
                checked.items, checked.without_rule
            ),
        )
        .into(),
        checked.fitting.iter().sum::<usize>().into(),
        checked.flaws.len().into(),
        checked.flaws.iter().filter(strict).count().into(),
    ]];
    for (at, rule) in checked.rules.iter().enumerate() {
        let flaws = || checked.flaws.iter().filter(|flaw| flaw.rule == Some(at));
        rows.push(vec![
            lang.pick("rule", "规则").into(),
            rule.name.as_str().into(),
            rule.spec.title.as_deref().into(),
            checked.fitting[at].into(),
            flaws().count().into(),
            flaws().filter(strict).count().into(),
        ]);
    }
    let group = lang.pick("department or category", "部门或类别");
    for (name, flaws, strict) in by_group(checked) {
        rows.push(vec![
            group.into(),
            name.into(),
            Cell::default(),
            Cell::default(),
            flaws.into(),
            strict.into(),
        ]);
    }
    Sheet::new(lang.pick("summary", "汇总"), &head, rows.into_iter())
}

/// Codes in place of those that break their rule: what the ERP's own rename function needs, and why. The columns have the
/// same names in every language.
#[must_use]
pub fn proposals(checked: &Checked, lang: Lang) -> Sheet<'_> {
    let head = [
        "item",
        "code",
        "name",
        "categories",
        "rule",
        "proposed code",
        "why",
        "remark",
    ];
    let rows = checked.proposals.iter().map(move |proposed| {
        let flaw = &checked.flaws[proposed.flaw];
        let row: Vec<Cell<'_>> = vec![
            flaw.item.as_str().into(),
            flaw.code.as_deref().into(),
            flaw.name.as_deref().into(),
            flaw.categories.join("; ").into(),
            flaw.rule.map(|rule| checked.rules[rule].name.as_str()).into(),
            proposed
                .code
                .as_ref()
                .ok()
                .map(|proposal| proposal.code.as_str())
                .into(),
            sentence(checked, flaw, lang).into(),
            remark(checked, proposed, lang).into(),
        ];
        row
    });
    Sheet::new(lang.pick("proposals", "编码建议"), &head, rows)
}

/// What of the old code is kept, or why there is no proposal.
fn remark(checked: &Checked, proposed: &Proposed, lang: Lang) -> String {
    let rule = checked.flaws[proposed.flaw].rule.map(|rule| &checked.rules[rule]);
    let part = |at: usize| {
        rule.and_then(|rule| rule.spec.segments.get(at))
            .map_or_else(String::new, |segment| part_name(segment, at, lang))
    };
    match &proposed.code {
        Ok(proposal) if proposal.kept.is_empty() => String::new(),
        Ok(proposal) => {
            let kept = proposal.kept.join(lang.comma());
            lang.pick(format!("keeps {kept}"), format!("保留 {kept}"))
        }
        Err(NoProposal::Choose(at, texts)) => {
            let shown: Vec<&str> = texts.iter().take(12).map(String::as_str).collect();
            let more = if texts.len() > shown.len() { " …" } else { "" };
            let texts = shown.join(lang.comma());
            let part = part(*at);
            lang.pick(
                format!("choose {part}: {texts}{more}"),
                format!("请选择{part}：{texts}{more}"),
            )
        }
        Err(NoProposal::Date(at)) => {
            let part = part(*at);
            lang.pick(
                format!("the date for {part} is not known"),
                format!("{part}的日期未知"),
            )
        }
        Err(NoProposal::Full(per)) => lang.pick(
            format!("no number is left for {per}"),
            format!("{per} 的流水号已用尽"),
        ),
        Err(NoProposal::Taken(code)) => lang.pick(
            format!("the only code that fits, {code}, belongs to another item"),
            format!("唯一符合的编码 {code} 已被其他物料使用"),
        ),
        Err(NoProposal::Misread(code)) => lang.pick(
            format!("the parts do not fit together: {code}"),
            format!("各段无法组合：{code}"),
        ),
    }
}
