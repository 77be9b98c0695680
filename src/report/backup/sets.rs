//! What backups there are.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::base::text::size;
use crate::project::Project;
use crate::reconcile::backup::BackupSet;
use crate::registry::CopyState;
use crate::report::Lang;
use crate::report::document::{Document, Line, Table, Tone};

use super::minute;

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
