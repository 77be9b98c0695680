//! What a restored database lost, and what a recovery did about it.

use serde_json::{Value, json};

use crate::base::text::{grouped, tick};
use crate::reconcile::{Loss, Recovered};
use crate::registry::Kind;

use super::Lang;
use super::document::{Document, Item, Line, Sign, Table, Tone};
use super::plan::minute;

/// How many rows a table shows.
const NAMED: usize = 50;

/// What was lost.
#[must_use]
pub fn loss(loss: &Loss, lang: Lang) -> Document {
    let mut document = Document::new();
    let (last, at) = (&loss.last.0, minute(&loss.last.1));
    if loss.is_nothing() {
        document.paragraph(Line::new().tone(
            Tone::Good,
            lang.pick(
                "The receipts tell of nothing that the database does not hold.",
                "回执中没有数据库缺失的内容。",
            ),
        ));
        return document;
    }
    if let Some(number) = loss.cut_off {
        document.paragraph(Line::plain(lang.pick(
            format!("The registry remembers entry #{number} as its last: the journal was cut off."),
            format!("登记表所记的最后一条为第 #{number} 号：记录曾被截断。"),
        )));
    }
    document.paragraph(Line::plain(lang.pick(
        format!("The journal ends with #{last} of {at}. The receipts tell of entries that it lost:"),
        format!("记录止于 #{last}（{at}）。以下记录有回执，但数据库中没有："),
    )));
    let mut table = Table {
        head: [
            lang.pick("entry", "记录"),
            lang.pick("when", "时间"),
            lang.pick("what", "内容"),
            lang.pick("by", "执行人"),
            lang.pick("people", "人数"),
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: Vec::new(),
    };
    for receipt in loss.lost.iter().take(NAMED) {
        let kind = Kind::by_name(&receipt.kind).map(|kind| super::journal::kind_name(kind, lang));
        table.rows.push(vec![
            Line::plain(format!("#{}", receipt.entry)),
            Line::plain(minute(&receipt.at)),
            Line::plain(kind.unwrap_or(&receipt.kind)),
            Line::new().tone(Tone::Data, &receipt.actor),
            Line::plain(grouped(usize::try_from(receipt.people).unwrap_or(usize::MAX))),
        ]);
    }
    document.table(table);
    more(loss.lost.len(), lang, &mut document);
    if !loss.serials.is_empty() {
        document.heading(lang.pick("Item codes that were issued since", "其间发放的编码"));
        let items =
            loss.serials
                .iter()
                .take(NAMED)
                .map(|((rule, counter), known, number)| {
                    let counter = if counter.is_empty() { "-" } else { counter };
                    let known =
                        known.map_or_else(|| lang.pick("none", "无").to_owned(), |known| known.to_string());
                    Item::new(
                Sign::Changed,
                Line::plain(lang.pick(
                    format!(
                        "rule {} for {counter}: up to number {number}, and the database knows {known}",
                        tick(rule)
                    ),
                    format!("规则 {}（{counter}）：已发至第 {number} 号，数据库中为 {known}", tick(rule)),
                )),
            )
                });
        document.items(items.collect());
        more(loss.serials.len(), lang, &mut document);
    }
    document
}

fn more(number: usize, lang: Lang, document: &mut Document) {
    let more = number.saturating_sub(NAMED);
    if more > 0 {
        document.paragraph(Line::plain(
            lang.pick(format!("and {more} more"), format!("另有 {more} 项")),
        ));
    }
}

/// What a recovery did.
#[must_use]
pub fn recovered(recovered: &Recovered, lang: Lang) -> Document {
    let Some(recorded) = &recovered.recorded else {
        return loss(&recovered.loss, lang);
    };
    let mut document = Document::new();
    let said = super::issue::recorded(recorded, lang);
    document.paragraph(Line::new().tone(
        Tone::Good,
        lang.pick(format!("Recovered: {said}."), format!("已恢复：{said}。")),
    ));
    let mut items = vec![Item::new(
        Sign::None,
        Line::plain(lang.pick(
            format!(
                "{} accounted for; their receipts stay as evidence",
                lang.count(recovered.loss.lost.len(), "lost entry", "条丢失的记录")
            ),
            format!(
                "已登记 {} 条丢失的记录；其回执留作证据",
                recovered.loss.lost.len()
            ),
        )),
    )];
    if !recovered.loss.serials.is_empty() {
        items.push(Item::new(
            Sign::None,
            Line::plain(lang.pick(
                "running numbers of item codes go on behind everything that was issued",
                "编码流水号将接续所有已发放的号码",
            )),
        ));
    }
    if recovered.retired > 0 {
        let number = recovered.retired;
        items.push(Item::new(
            Sign::Caution,
            Line::plain(lang.pick(
                format!("{number} codes that had been given back are not issued again: a lost entry may have issued them"),
                format!("{number} 个已收回的编码不再发放：丢失的记录可能已再次发放"),
            )),
        ));
    }
    items.push(Item::new(
        Sign::None,
        Line::plain(lang.pick(
            "`trueup plan` shows what the files want back: leavers, revokes, everything that was applied since",
            "`trueup plan` 将列出需按文件重新执行的变更：离职、撤权及其间执行的所有内容",
        )),
    ));
    document.items(items);
    document
}

/// What a recovery did, or would do, for programs.
#[must_use]
pub fn json(loss: &Loss, recovered: Option<&Recovered>, target: &str) -> Value {
    let serials: Vec<Value> = loss
        .serials
        .iter()
        .map(|((rule, counter), known, number)| json!({"rule": rule, "per": counter, "known": known, "issued": number}))
        .collect();
    let recorded = recovered.and_then(|recovered| recovered.recorded.as_ref());
    json!({
        "version": 1,
        "target": target,
        "last": loss.last.0,
        "cut_off": loss.cut_off,
        "lost": loss.lost,
        "serials": serials,
        "retired": recovered.map(|recovered| recovered.retired),
        "entry": recorded.map(|recorded| recorded.entry),
        "receipt_failed": recorded.and_then(|recorded| recorded.receipt_failed.as_ref()),
    })
}
