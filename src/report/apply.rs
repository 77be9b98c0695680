//! What an apply did.

use std::path::Path;

use serde_json::{Value, json};

use crate::plan::Plan;
use crate::reconcile::Applied;

use super::Lang;
use super::document::{Document, Item, Line, Sign, Tone};

/// Receipts that an earlier apply could not write any more.
fn healed(applied: &Applied, lang: Lang) -> Option<Item> {
    let numbers: Vec<String> = applied.healed.iter().map(|entry| format!("#{entry}")).collect();
    let numbers = numbers.join(", ");
    (!numbers.is_empty()).then(|| {
        Item::new(
            Sign::None,
            Line::plain(lang.pick(
                format!("missing receipts written: {numbers}"),
                format!("已补写缺失的回执：{numbers}"),
            )),
        )
    })
}

/// A signal that could not be sent.
#[must_use]
pub fn owed(why: &str, lang: Lang) -> Line {
    let words = lang.pick(
        "all is committed, but running servers could not be told, and do not follow before {0}: {1}",
        "数据已提交，但未能通知运行中的服务器；在运行 {0} 之前不会生效：{1}",
    );
    Line::fill(
        words,
        &[Line::named("trueup settle"), Line::new().tone(Tone::Data, why)],
    )
}

/// The report. Paths are shown below the project's folder.
#[must_use]
pub fn document(applied: &Applied, plan: &Plan, root: &Path, lang: Lang) -> Document {
    let mut document = Document::new();
    let entry = applied.entry;
    if applied.already {
        document.paragraph(Line::new().tone(
            Tone::Good,
            lang.pick(
                format!("Already applied as #{entry}; nothing was done."),
                format!("此前已执行，记录号 #{entry}；本次未作更改。"),
            ),
        ));
        let told = applied
            .owed
            .as_deref()
            .map(|why| Item::new(Sign::Caution, owed(why, lang)));
        document.items(healed(applied, lang).into_iter().chain(told).collect());
        return document;
    }
    let rows = lang.count(applied.rows, "row", "行数据");
    let people = lang.people(plan.head.totals.people);
    document.paragraph(Line::new().tone(
        Tone::Good,
        lang.pick(
            format!("Applied and verified as #{entry}: {rows}, {people}."),
            format!("已执行并核对，记录号 #{entry}：{rows}，{people}。"),
        ),
    ));
    let mut items = Vec::new();
    if let Some(receipt) = &applied.receipt {
        let path = receipt.strip_prefix(root).unwrap_or(receipt);
        items.push(Item::new(
            Sign::None,
            Line::fill(
                lang.pick("receipt: {0}", "回执：{0}"),
                &[Line::named(&path.display().to_string())],
            ),
        ));
    }
    items.extend(healed(applied, lang));
    if let Some(why) = &applied.receipt_failed {
        items.push(Item::new(
            Sign::Caution,
            Line::fill(
                lang.pick(
                    "no receipt could be written, though all is committed: {0}",
                    "数据已提交，但回执无法写入：{0}",
                ),
                &[Line::new().tone(Tone::Data, why)],
            ),
        ));
    }
    if applied.passwords > 0 {
        let number = lang.count(applied.passwords, "password", "个密码");
        items.push(Item::new(
            Sign::None,
            Line::plain(lang.pick(
                format!("{number} handed over; each works until the person changes it"),
                format!("已交付 {number}；本人修改前有效"),
            )),
        ));
    }
    if let Some(why) = &applied.owed {
        items.push(Item::new(Sign::Caution, owed(why, lang)));
    } else if applied.rows > 0 {
        let words = match plan.head.follows_seconds {
            Some(0) => lang
                .pick(
                    "a running ERP server follows at once",
                    "运行中的 ERP 服务器立即生效",
                )
                .to_owned(),
            Some(seconds) => {
                let time = lang.seconds(seconds);
                lang.pick(
                    format!("a running ERP server follows within {time}"),
                    format!("运行中的 ERP 服务器最迟 {time}后生效"),
                )
            }
            None => String::new(),
        };
        if !words.is_empty() {
            items.push(Item::new(Sign::None, Line::new().quiet(words)));
        }
    }
    document.items(items);
    document
}

/// The same for programs.
#[must_use]
pub fn json(applied: &Applied, target: &str) -> Value {
    json!({
        "version": 1,
        "target": target,
        "entry": applied.entry,
        "hash": applied.hash,
        "already": applied.already,
        "rows": applied.rows,
        "passwords": applied.passwords,
        "receipt": applied.receipt.as_ref().map(|path| path.display().to_string()),
        "receipt_failed": applied.receipt_failed,
        "healed": applied.healed,
        "owed": applied.owed,
    })
}
