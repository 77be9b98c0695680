//! The list of adapters, what one of them can do, and what a conformance check found.

mod show;

pub use show::{show, show_json};

use serde_json::{Value, json};

use crate::adapter::Folder;
use crate::model::{Rel, Verb};

use super::Lang;
use super::document::{Document, Item, Line, Sign, Table, Tone};
use crate::reconcile::conformance::Report;

/// The adapters as a table.
#[must_use]
pub fn list(folders: &[Folder], lang: Lang) -> Document {
    let rows = folders
        .iter()
        .map(|folder| {
            let manifest = &folder.manifest;
            let engines: Vec<&str> = manifest.engines.iter().map(|engine| engine.title()).collect();
            vec![
                Line::named(name(folder)),
                Line::plain(manifest.title.clone()),
                Line::plain(manifest.versions.to_string()),
                Line::plain(engines.join(lang.comma())),
                Line::plain(writes(folder).join(lang.comma())),
            ]
        })
        .collect();
    let mut document = Document::new();
    document.table(Table {
        head: [
            lang.pick("adapter", "适配器"),
            lang.pick("ERP", "ERP"),
            lang.pick("versions", "版本"),
            lang.pick("engines", "数据库"),
            lang.pick("can change", "可更改"),
        ]
        .map(str::to_owned)
        .to_vec(),
        rows,
    });
    document
}

/// The adapters for programs.
#[must_use]
pub fn json(folders: &[Folder]) -> Value {
    let list: Vec<Value> = folders
        .iter()
        .map(|folder| {
            let manifest = &folder.manifest;
            json!({
                "adapter": name(folder),
                "title": manifest.title,
                "versions": manifest.versions.to_string(),
                "engines": manifest.engines.iter().map(|engine| engine.name()).collect::<Vec<_>>(),
                "tested": manifest.tested.iter().map(|(engine, versions)| (engine.name().to_owned(), json!(versions)))
                    .collect::<serde_json::Map<_, _>>(),
                "writes": writes(folder),
                "digest": folder.digest,
            })
        })
        .collect();
    json!({ "version": 1, "adapters": list })
}

fn name(folder: &Folder) -> &str {
    folder.origin.strip_prefix("builtin:").unwrap_or(&folder.origin)
}

/// The relations that it has a write script for, on any engine and version.
fn writes(folder: &Folder) -> Vec<&'static str> {
    let has = |rel: Rel| {
        Verb::ALL.iter().any(|verb| {
            let script = format!("write/{}.{}.sql", rel.name(), verb.name());
            folder.paths().any(|path| path.ends_with(&script))
        })
    };
    Rel::reconciled().filter(|rel| has(*rel)).map(Rel::name).collect()
}

/// What a conformance check found.
#[must_use]
pub fn check(report: &Report, lang: Lang) -> Document {
    let mut document = Document::new();
    document.title(Line::plain(report.subject.clone()));
    let mut items: Vec<Item> = report
        .violations
        .iter()
        .map(|violation| Item::new(Sign::Wrong, Line::new().tone(Tone::Danger, violation)))
        .collect();
    if items.is_empty() {
        let words = lang.pick("every law held", "全部规律均成立");
        items.push(Item::new(Sign::Good, Line::new().tone(Tone::Good, words)));
    }
    let tried = lang.pick(
        format!(
            "{} sets of changes committed, {} rolled back, {} refused by the adapter",
            report.committed,
            report.rolled_back,
            report.refused.len()
        ),
        format!(
            "提交 {} 组变更，回滚 {} 组，适配器拒绝 {} 组",
            report.committed,
            report.rolled_back,
            report.refused.len()
        ),
    );
    items.push(Item::new(Sign::None, Line::plain(tried)));
    for script in &report.untried {
        let template = lang.pick("not tried: {0}", "未试：{0}");
        items.push(Item::new(
            Sign::Caution,
            Line::fill(template, &[Line::named(script)]),
        ));
    }
    document.items(items);
    document.table(Table {
        head: [lang.pick("changes", "变更"), lang.pick("carried out", "执行次数")]
            .map(str::to_owned)
            .to_vec(),
        rows: report
            .changes
            .iter()
            .map(|(name, number)| vec![Line::plain(name.clone()), Line::plain(number.to_string())])
            .collect(),
    });
    document
}

/// What a conformance check found, for programs.
#[must_use]
pub fn check_json(report: &Report) -> Value {
    json!({
        "version": 1,
        "subject": report.subject,
        "committed": report.committed,
        "rolled_back": report.rolled_back,
        "refused": report.refused,
        "changes": report.changes,
        "untried": report.untried,
        "violations": report.violations,
    })
}
