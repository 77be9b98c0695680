//! Which backups are kept, which are not, and why.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::base::text::size;
use crate::project::Project;
use crate::reconcile::backup::{Fate, Pruning};
use crate::registry::Entry;
use crate::report::Lang;
use crate::report::document::{Document, Item, Line, Sign, Tone};

use super::minute;
use super::words::reason;

/// What becomes of every backup; `carried_out` says whether it was done.
#[must_use]
pub fn pruning(
    all: &[Pruning],
    carried_out: bool,
    entry: Option<&Entry>,
    project: &Project,
    lang: Lang,
) -> Document {
    let mut document = Document::new();
    let (mut count, mut bytes) = (0, 0);
    for pruning in all {
        let words = lang.pick("{0} at {1}", "{0}（{1}）");
        let head = Line::fill(
            words,
            &[Line::named(&pruning.policy), Line::named(&pruning.place)],
        );
        let mut items = Vec::new();
        if let Some(failed) = &pruning.failed {
            items.push(Item::new(Sign::Wrong, Line::plain(failed.clone())));
        }
        for set in pruning.sets.iter().rev() {
            if !set.decision.keep && !matches!(set.deleted, Some(Err(_))) {
                (count, bytes) = (count + 1, bytes + set.bytes);
            }
            items.push(fate(set, &project.zone, lang));
        }
        for foreign in &pruning.foreign {
            let words = lang.pick(
                "{0} is no backup of trueup's and is left alone",
                "{0} 不是 trueup 的备份，不予处理",
            );
            items.push(Item::new(
                Sign::Caution,
                Line::fill(words, &[Line::named(foreign)]),
            ));
        }
        if items.is_empty() {
            items.push(Item::new(
                Sign::None,
                Line::plain(lang.pick("no backups", "没有备份")),
            ));
        }
        document.paragraph(head);
        document.items(items);
    }
    let backups = lang.count(count, "backup", "个备份");
    let size = size(bytes);
    document.paragraph(Line::plain(match (count, carried_out) {
        (0, _) => lang
            .pick("nothing is to be deleted", "没有需要删除的备份")
            .to_owned(),
        (_, false) => lang.pick(
            format!("{backups} would be deleted, {size}; `--yes` does it"),
            format!("将删除 {backups}，{size}；加 --yes 执行"),
        ),
        (_, true) => {
            let number = entry.map_or(0, |entry| entry.number);
            lang.pick(
                format!("{backups} deleted, {size}: entry #{number}"),
                format!("已删除 {backups}，{size}：第 #{number} 号记录"),
            )
        }
    }));
    document
}

fn fate(set: &Fate, zone: &TimeZone, lang: Lang) -> Item {
    let reasons: Vec<String> = set
        .decision
        .reasons
        .iter()
        .map(|why| reason(why, zone, lang))
        .collect();
    let mut line = Line::named(&set.decision.id).text(format!(
        " {} {}{}",
        minute(set.decision.at, zone),
        size(set.bytes),
        lang.colon()
    ));
    line = line.text(reasons.join(lang.comma()));
    if let Some(broken) = &set.broken {
        line = line.tone(Tone::Caution, format!(" ({broken})"));
    }
    match (&set.deleted, set.decision.keep) {
        (Some(Err(why)), _) => Item::new(Sign::Wrong, line).with(Item::new(
            Sign::Wrong,
            Line::plain(lang.pick(format!("not deleted: {why}"), format!("未能删除：{why}"))),
        )),
        (_, true) => Item::new(Sign::None, line),
        (_, false) => Item::new(Sign::Removed, line),
    }
}

/// [`pruning`] for programs.
#[must_use]
pub fn pruning_json(all: &[Pruning], target: &str, carried_out: bool, entry: Option<&Entry>) -> Value {
    let one = |pruning: &Pruning| {
        let sets: Vec<Value> = pruning
            .sets
            .iter()
            .map(|set| {
                let reasons: Vec<String> = set
                    .decision
                    .reasons
                    .iter()
                    .map(|why| reason(why, &TimeZone::UTC, Lang::En))
                    .collect();
                json!({
                    "id": set.decision.id,
                    "at": set.decision.at.to_string(),
                    "bytes": set.bytes,
                    "keep": set.decision.keep,
                    "reasons": reasons,
                    "broken": set.broken,
                    "deleted": matches!(set.deleted, Some(Ok(()))),
                    "message": set.deleted.as_ref().and_then(|done| done.as_ref().err()),
                })
            })
            .collect();
        json!({
            "policy": pruning.policy,
            "place": pruning.place,
            "message": pruning.failed,
            "foreign": pruning.foreign,
            "backups": sets,
        })
    };
    let places: Vec<Value> = all.iter().map(one).collect();
    let entry = entry.map(|entry| entry.number);
    json!({ "version": 1, "target": target, "carried_out": carried_out, "entry": entry, "places": places })
}
