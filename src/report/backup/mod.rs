//! Backups: what was saved, what there is, and what was proved.

mod health;
mod prune;
mod sets;
mod words;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::base::text::{duration, size};
use crate::reconcile::backup::{Difference, Proof, Ran, Restored, Saved};

use super::Lang;
use super::document::{Document, Item, Line, Sign};

pub use health::{health, health_json, prometheus};
pub use prune::{pruning, pruning_json};
pub use sets::{sets, sets_json};

/// What became of each policy that was to run.
#[must_use]
pub fn ran(all: &[Ran], lang: Lang) -> Document {
    let mut document = Document::new();
    let mut items = Vec::new();
    for ran in all {
        items.push(one(ran, lang));
        if let Some(proofs) = &ran.proofs {
            items.extend(due(&ran.policy.name, proofs, lang));
        }
    }
    document.items(items);
    document
}

fn one(ran: &Ran, lang: Lang) -> Item {
    let name = Line::named(&ran.policy.name);
    match &ran.outcome {
        Saved::NotDue => Item::new(
            Sign::None,
            Line::fill(lang.pick("{0} is not due", "{0} 尚未到时间"), &[name]),
        ),
        Saved::Busy => Item::new(
            Sign::None,
            Line::fill(
                lang.pick("another run of {0} is under way", "{0} 的另一次运行正在进行"),
                &[name],
            ),
        ),
        Saved::Failed { message, .. } => Item::new(
            Sign::Wrong,
            Line::fill(
                lang.pick("{0} was not saved: {1}", "{0} 未能备份：{1}"),
                &[name, Line::plain(message.clone())],
            ),
        ),
        Saved::Made { manifest, copies } => {
            let good = copies.iter().all(|(_, failed)| failed.is_none());
            let took = manifest.ended.duration_since(manifest.started);
            let words = lang.pick(
                "{0} is saved as {1}: {2} in {3}, {4}",
                "{0} 已备份为 {1}：{2}，用时 {3}，{4}",
            );
            let encrypted = if manifest.encrypted_to.is_empty() {
                lang.pick("not encrypted", "未加密")
            } else {
                lang.pick("encrypted", "已加密")
            };
            let parts = [
                name,
                Line::named(&manifest.id),
                Line::plain(size(manifest.bytes())),
                Line::plain(duration(took.unsigned_abs())),
                Line::plain(encrypted),
            ];
            let sign = if good { Sign::Good } else { Sign::Wrong };
            let mut item = Item::new(sign, Line::fill(words, &parts));
            for (place, failed) in copies {
                item = item.with(copy(place, failed.as_deref(), lang));
            }
            for remark in &manifest.remarks {
                item = item.with(Item::new(Sign::Caution, Line::plain(remark.clone())));
            }
            item
        }
    }
}

fn copy(place: &str, failed: Option<&str>, lang: Lang) -> Item {
    match failed {
        None => Item::new(
            Sign::None,
            Line::fill(
                lang.pick("complete at {0}", "完整存于 {0}"),
                &[Line::named(place)],
            ),
        ),
        Some(why) => Item::new(
            Sign::Wrong,
            Line::fill(
                lang.pick("not at {0}: {1}", "未能存于 {0}：{1}"),
                &[Line::named(place), Line::plain(why)],
            ),
        ),
    }
}

fn due(policy: &str, proofs: &Result<Vec<Proof>, String>, lang: Lang) -> Vec<Item> {
    match proofs {
        Ok(proofs) => proofs.iter().map(|proof| proved(proof, lang)).collect(),
        Err(why) => vec![Item::new(
            Sign::Wrong,
            Line::fill(
                lang.pick(
                    "the backups of {0} could not be proved: {1}",
                    "{0} 的备份未能验证：{1}",
                ),
                &[Line::named(policy), Line::plain(why.clone())],
            ),
        )],
    }
}

/// What was proved at each destination.
#[must_use]
pub fn proofs(all: &[Proof], lang: Lang) -> Document {
    let mut document = Document::new();
    document.items(all.iter().map(|proof| proved(proof, lang)).collect());
    document
}

fn proved(proof: &Proof, lang: Lang) -> Item {
    let place = Line::named(&proof.place);
    let id = proof
        .manifest
        .as_ref()
        .map_or("?", |manifest| manifest.id.as_str());
    let seconds = proof.seconds.unwrap_or(0);
    let time = Line::plain(duration(std::time::Duration::from_secs(seconds)));
    let mut item = match (proof.good(), proof.restored) {
        (true, false) => Item::new(
            Sign::Good,
            Line::fill(
                lang.pick(
                    "{0} is whole at {1}: every byte was read",
                    "{0} 在 {1} 完好：已逐字节读取",
                ),
                &[Line::named(id), place],
            ),
        ),
        (true, true) => Item::new(
            Sign::Good,
            Line::fill(
                lang.pick(
                    "{0} from {1} was restored in {2}: {3}",
                    "已从 {1} 恢复 {0}，用时 {2}：{3}",
                ),
                &[Line::named(id), place, time, Line::plain(compared(proof, lang))],
            ),
        ),
        (false, _) => Item::new(
            Sign::Wrong,
            Line::fill(
                lang.pick("{0} at {1} cannot be relied on", "{1} 处的 {0} 不可靠"),
                &[Line::named(id), place],
            ),
        ),
    };
    for difference in &proof.differences {
        item = item.with(Item::new(
            Sign::Wrong,
            Line::plain(difference_words(difference, lang)),
        ));
    }
    if proof.late() {
        let may = duration(std::time::Duration::from_secs(proof.objective.unwrap_or(0)));
        item = item.with(Item::new(
            Sign::Wrong,
            Line::plain(lang.pick(
                format!("that is longer than the {may} that were promised"),
                format!("超过承诺的 {may}"),
            )),
        ));
    }
    if let Some(entry) = proof.entry {
        item = item.with(Item::new(
            Sign::None,
            Line::plain(lang.pick(
                format!("on record as entry #{entry}"),
                format!("已记为第 #{entry} 号记录"),
            )),
        ));
    }
    item
}

/// What was brought back.
#[must_use]
pub fn restored(restored: &Restored, lang: Lang) -> Document {
    let time = duration(std::time::Duration::from_secs(restored.seconds));
    let parts = [
        Line::named(&restored.manifest.id),
        Line::named(&restored.place),
        Line::plain(time),
    ];
    let mut item = if restored.differences.is_empty() {
        let words = lang.pick("{0} from {1} is restored in {2}", "已从 {1} 恢复 {0}，用时 {2}");
        Item::new(Sign::Good, Line::fill(words, &parts))
    } else {
        let words = lang.pick(
            "{0} from {1} is restored in {2}, and is not what was saved",
            "已从 {1} 恢复 {0}，用时 {2}，但与备份时不同",
        );
        Item::new(Sign::Wrong, Line::fill(words, &parts))
    };
    for difference in &restored.differences {
        item = item.with(Item::new(
            Sign::Wrong,
            Line::plain(difference_words(difference, lang)),
        ));
    }
    let mut document = Document::new();
    document.items(vec![item]);
    document
}

/// [`restored`] for programs.
#[must_use]
pub fn restored_json(restored: &Restored) -> Value {
    let differences: Vec<String> = restored.differences.iter().map(Difference::to_string).collect();
    json!({
        "version": 1,
        "id": restored.manifest.id,
        "place": restored.place,
        "good": differences.is_empty(),
        "seconds": restored.seconds,
        "differences": differences,
    })
}

/// What a drill compared.
fn compared(proof: &Proof, lang: Lang) -> String {
    let Some(manifest) = &proof.manifest else {
        return String::new();
    };
    let rows: u64 = manifest.tables.values().sum();
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let held = |relation: &str| count(manifest.state.get(relation).map_or(0, |stamp| stamp.rows));
    let all = [
        lang.count(manifest.tables.len(), "table", "个表"),
        lang.count(count(rows), "row", "行"),
        lang.count(held("user"), "user", "个用户"),
        lang.count(held("role"), "role", "个角色"),
        lang.count(held("grant"), "grant", "项授权"),
    ]
    .join(lang.comma());
    lang.pick(
        format!("{all} are as they were"),
        format!("{all}，均与备份时一致"),
    )
}

fn difference_words(difference: &Difference, lang: Lang) -> String {
    if lang == Lang::En {
        return difference.to_string();
    }
    match difference {
        Difference::Damaged(what) => format!("已损坏：{what}"),
        Difference::Unrestorable(what) => format!("无法恢复：{what}"),
        Difference::Rows(table, then, now) => format!("表 {table} 备份时 {then} 行，恢复后 {now} 行"),
        Difference::State(relation, then, now) if then == now => {
            format!("{relation} 的 {then} 行与备份时不同")
        }
        Difference::State(relation, then, now) => {
            format!("{relation} 备份时 {then} 行，恢复后 {now} 行")
        }
        Difference::Journal(what) => format!("其中的记录与备份时不同：{what}"),
    }
}

/// [`ran`] for programs.
#[must_use]
pub fn ran_json(all: &[Ran], target: &str) -> Value {
    let one = |ran: &Ran| {
        let (state, id, message, copies) = match &ran.outcome {
            Saved::NotDue => ("not-due", None, None, Vec::new()),
            Saved::Busy => ("busy", None, None, Vec::new()),
            Saved::Failed { id, message } => ("failed", Some(id), Some(message), Vec::new()),
            Saved::Made { manifest, copies } => {
                let state = if ran.good() { "good" } else { "incomplete" };
                (state, Some(&manifest.id), None, copies.clone())
            }
        };
        let copies: Vec<Value> = copies
            .iter()
            .map(|(place, failed)| json!({ "place": place, "stored": failed.is_none(), "message": failed }))
            .collect();
        let manifest = match &ran.outcome {
            Saved::Made { manifest, .. } => serde_json::to_value(manifest).ok(),
            _ => None,
        };
        let proofs = ran.proofs.as_ref().map(|proofs| match proofs {
            Ok(proofs) => json!({ "proofs": proofs.iter().map(proof_json).collect::<Vec<_>>() }),
            Err(why) => json!({ "message": why }),
        });
        json!({
            "policy": ran.policy.name,
            "state": state,
            "id": id,
            "message": message,
            "copies": copies,
            "manifest": manifest,
            "proved": proofs,
        })
    };
    let policies: Vec<Value> = all.iter().map(one).collect();
    json!({ "version": 1, "target": target, "policies": policies })
}

/// [`proofs`] for programs.
#[must_use]
pub fn proofs_json(all: &[Proof], target: &str) -> Value {
    let proofs: Vec<Value> = all.iter().map(proof_json).collect();
    json!({ "version": 1, "target": target, "proofs": proofs })
}

fn proof_json(proof: &Proof) -> Value {
    let differences: Vec<String> = proof.differences.iter().map(Difference::to_string).collect();
    json!({
        "id": proof.manifest.as_ref().map(|manifest| &manifest.id),
        "place": proof.place,
        "restored": proof.restored,
        "good": proof.good(),
        "late": proof.late(),
        "seconds": proof.seconds,
        "objective": proof.objective,
        "differences": differences,
        "entry": proof.entry,
    })
}

/// A time to the minute, in the time zone of the reader.
fn minute(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}
