//! Whether the policies keep what they promise: for people, for programs, and for a monitoring system.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::base::text::size;
use crate::project::Project;
use crate::reconcile::backup::PolicyHealth;
use crate::report::Lang;
use crate::report::document::{Document, Item, Line, Sign};

use super::minute;
use super::words::{self, rounded};

/// How every policy stands.
#[must_use]
pub fn health(all: &[PolicyHealth], project: &Project, lang: Lang) -> Document {
    let mut document = Document::new();
    document.items(all.iter().map(|one| stands(one, project, lang)).collect());
    document
}

fn stands(one: &PolicyHealth, project: &Project, lang: Lang) -> Item {
    let good = one.health.is_good();
    let sign = if good { Sign::Good } else { Sign::Wrong };
    let words = if good {
        lang.pick("{0} keeps what it promises", "{0} 符合承诺")
    } else {
        lang.pick("{0} does not keep what it promises", "{0} 未达到承诺")
    };
    let mut item = Item::new(sign, Line::fill(words, &[Line::named(&one.policy.name)]));
    for finding in &one.health.findings {
        item = item.with(Item::new(
            Sign::Wrong,
            Line::plain(words::finding(finding, &project.zone, lang)),
        ));
    }
    if let Some(failed) = &one.failed {
        let line = lang.pick(
            format!("the newest run failed: {failed}"),
            format!("最近一次运行失败：{failed}"),
        );
        item = item.with(Item::new(Sign::Caution, Line::plain(line)));
    }
    let mut remark = |text: String| {
        let old = std::mem::replace(&mut item, Item::new(sign, Line::new()));
        item = old.with(Item::new(Sign::None, Line::plain(text)));
    };
    if let (Some(last), Some(age)) = (&one.last, one.health.age) {
        let (id, age, size) = (&last.run.id, lang.period(rounded(age)), size(last.run.bytes));
        remark(lang.pick(
            format!("last good backup {id}, {age} old, {size}"),
            format!("最近的完好备份 {id}，距今 {age}，{size}"),
        ));
    }
    if let Some((at, took)) = one.drill {
        let (at, took) = (minute(at, &project.zone), lang.period(took));
        remark(lang.pick(
            format!("last restore drill {at}, took {took}"),
            format!("最近的恢复演练 {at}，用时 {took}"),
        ));
    }
    if let Some(next) = one.health.next {
        let next = minute(next, &project.zone);
        remark(lang.pick(format!("next run {next}"), format!("下次运行 {next}")));
    }
    if let Some(said) = &one.policy.remark {
        remark(said.clone());
    }
    item
}

/// [`health`] for programs.
#[must_use]
pub fn health_json(all: &[PolicyHealth], target: &str, project: &Project) -> Value {
    let one = |one: &PolicyHealth| {
        let findings: Vec<String> = one
            .health
            .findings
            .iter()
            .map(|finding| words::finding(finding, &project.zone, Lang::En))
            .collect();
        json!({
            "policy": one.policy.name,
            "good": one.health.is_good(),
            "findings": findings,
            "age_seconds": one.health.age,
            "rpo_seconds": one.policy.spec.objectives.rpo,
            "rto_seconds": one.policy.spec.objectives.rto,
            "last": one.last.as_ref().map(|last| &last.run.id),
            "last_drill": one.drill.map(|(at, _)| at.to_string()),
            "last_drill_seconds": one.drill.map(|(_, took)| took),
            "last_failure": one.failed,
            "next_run": one.health.next.map(|next| next.to_string()),
            "remark": one.policy.remark,
        })
    };
    let policies: Vec<Value> = all.iter().map(one).collect();
    json!({ "version": 1, "target": target, "policies": policies })
}

/// The same as metrics in the text format of Prometheus. What is not known has no sample.
#[must_use]
pub fn prometheus(all: &[PolicyHealth], target: &str) -> String {
    type Value = fn(&PolicyHealth) -> Option<i64>;
    let metrics: [(&str, &str, Value); 9] = [
        ("good", "Whether the policy keeps what it promises.", |one| {
            Some(i64::from(one.health.is_good()))
        }),
        ("findings", "How many promises are not kept.", |one| {
            i64::try_from(one.health.findings.len()).ok()
        }),
        (
            "last_good_timestamp_seconds",
            "The moment whose state the newest good backup holds.",
            |one| Some(one.last.as_ref()?.run.taken?.as_second()),
        ),
        ("last_good_bytes", "The size of the newest good backup.", |one| {
            i64::try_from(one.last.as_ref()?.run.bytes).ok()
        }),
        (
            "last_drill_timestamp_seconds",
            "When a restore drill last went well.",
            |one| Some(one.drill?.0.as_second()),
        ),
        (
            "last_drill_duration_seconds",
            "How long that restore took.",
            |one| i64::try_from(one.drill?.1).ok(),
        ),
        (
            "next_run_timestamp_seconds",
            "When the policy runs next.",
            |one| Some(one.health.next?.as_second()),
        ),
        ("rpo_seconds", "How much may be lost at most.", |one| {
            i64::try_from(one.policy.spec.objectives.rpo?).ok()
        }),
        ("rto_seconds", "How long a restore may take at most.", |one| {
            i64::try_from(one.policy.spec.objectives.rto?).ok()
        }),
    ];
    let mut text = String::new();
    for (name, help, value) in metrics {
        let _ = writeln!(text, "# HELP trueup_backup_{name} {help}");
        let _ = writeln!(text, "# TYPE trueup_backup_{name} gauge");
        for one in all {
            if let Some(value) = value(one) {
                let (target, policy) = (label(target), label(&one.policy.name));
                let _ = writeln!(
                    text,
                    "trueup_backup_{name}{{target=\"{target}\",policy=\"{policy}\"}} {value}"
                );
            }
        }
    }
    text
}

fn label(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}
