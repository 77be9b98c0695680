//! Backups: what was saved, what there is, and what was proved.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::base::text::{duration, size};
use crate::project::Project;
use crate::reconcile::backup::{BackupSet, Difference, Proof, Ran, Restored, Saved};
use crate::registry::CopyState;

use super::Lang;
use super::document::{Document, Item, Line, Sign, Table, Tone};

/// What became of each policy that was to run.
#[must_use]
pub fn ran(all: &[Ran], lang: Lang) -> Document {
    let mut document = Document::new();
    let mut items = Vec::new();
    for ran in all {
        items.push(one(ran, lang));
        if let Some(drill) = &ran.drill {
            items.extend(drilled(&ran.policy.name, drill, lang));
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

fn drilled(policy: &str, drill: &Result<Vec<Proof>, String>, lang: Lang) -> Vec<Item> {
    match drill {
        Ok(proofs) => proofs.iter().map(|proof| proved(proof, lang)).collect(),
        Err(why) => vec![Item::new(
            Sign::Wrong,
            Line::fill(
                lang.pick(
                    "the restore drill of {0} could not be held: {1}",
                    "{0} 的恢复演练未能进行：{1}",
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

/// All backups, the newest first.
#[must_use]
pub fn sets(all: &[BackupSet], project: &Project, lang: Lang) -> Document {
    let mut document = Document::new();
    if all.is_empty() {
        document.paragraph(Line::plain(lang.pick("there are no backups", "没有备份")));
        return document;
    }
    let head = [
        lang.pick("backup", "备份"),
        lang.pick("policy", "策略"),
        lang.pick("saved", "时间"),
        lang.pick("size", "大小"),
        lang.pick("where", "存放"),
        lang.pick("proved", "验证"),
    ];
    let zone = &project.zone;
    let row = |set: &BackupSet| {
        vec![
            Line::named(&set.run.id),
            Line::plain(set.run.policy.clone()),
            Line::plain(minute(set.run.taken.unwrap_or(set.run.started), zone)),
            Line::plain(if set.run.manifest.is_some() {
                size(set.run.bytes)
            } else {
                String::new()
            }),
            places(set, lang),
            proved_words(set, zone, lang),
        ]
    };
    document.table(Table {
        head: head.map(str::to_owned).to_vec(),
        rows: all.iter().rev().map(row).collect(),
    });
    document
}

fn places(set: &BackupSet, lang: Lang) -> Line {
    let mut line = Line::new();
    if set.copies.is_empty() {
        let why = set.run.message.clone().unwrap_or_default();
        return line.tone(
            Tone::Caution,
            lang.pick(format!("not made: {why}"), format!("未完成：{why}")),
        );
    }
    for copy in &set.copies {
        if !line.is_empty() {
            line = line.text(lang.comma());
        }
        line = match copy.state {
            CopyState::Stored => line.text(copy.place.clone()),
            CopyState::Failed => line.tone(
                Tone::Caution,
                lang.pick(format!("not at {}", copy.place), format!("未存于 {}", copy.place)),
            ),
            CopyState::Pruned => line.quiet(lang.pick(
                format!("deleted at {}", copy.place),
                format!("已从 {} 删除", copy.place),
            )),
        };
    }
    if let Some(pin) = &set.pin {
        line = line.quiet(lang.pick(
            format!(" (pinned: {})", pin.reason),
            format!("（固定：{}）", pin.reason),
        ));
    }
    line
}

fn proved_words(set: &BackupSet, zone: &TimeZone, lang: Lang) -> Line {
    let Some(check) = set.checks.last() else {
        return Line::new();
    };
    let when = minute(check.at, zone);
    match (check.good, check.restored) {
        (true, true) => Line::plain(lang.pick(format!("restored {when}"), format!("{when} 已恢复演练"))),
        (true, false) => Line::plain(lang.pick(format!("read {when}"), format!("{when} 已读取"))),
        (false, _) => Line::new().tone(
            Tone::Caution,
            lang.pick(format!("bad since {when}"), format!("{when} 起不可用")),
        ),
    }
}

fn minute(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
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
        let drill = ran.drill.as_ref().map(|drill| match drill {
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
            "drill": drill,
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

/// [`sets`] for programs.
#[must_use]
pub fn sets_json(all: &[BackupSet], target: &str) -> Value {
    let one = |set: &BackupSet| {
        let copies: Vec<Value> = set
            .copies
            .iter()
            .map(|copy| json!({ "place": copy.place, "state": copy.state.name(), "message": copy.message }))
            .collect();
        let checks: Vec<Value> = set
            .checks
            .iter()
            .map(|check| {
                json!({
                    "place": check.place,
                    "at": check.at.to_string(),
                    "restored": check.restored,
                    "good": check.good,
                    "seconds": check.seconds,
                    "message": check.message,
                })
            })
            .collect();
        let pin = set
            .pin
            .as_ref()
            .map(|pin| json!({ "at": pin.at.to_string(), "by": pin.actor, "reason": pin.reason }));
        json!({
            "id": set.run.id,
            "policy": set.run.policy,
            "started": set.run.started.to_string(),
            "taken": set.run.taken.map(|taken| taken.to_string()),
            "ended": set.run.ended.to_string(),
            "good": set.run.good,
            "usable": set.usable(),
            "bytes": set.run.bytes,
            "message": set.run.message,
            "copies": copies,
            "checks": checks,
            "pin": pin,
        })
    };
    let sets: Vec<Value> = all.iter().map(one).collect();
    json!({ "version": 1, "target": target, "backups": sets })
}
