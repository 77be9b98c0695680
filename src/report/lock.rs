//! What `lock` wrote, and what the ERP's vocabulary gained and lost.

use std::path::Path;

use serde_json::{Value, json};

use crate::base::text::grouped;
use crate::reconcile::Locked;

use super::Lang;
use super::document::{Document, Item, Line, Sign};
use super::plan::people_item;

/// How many changes are named.
const NAMED: usize = 100;
/// How many people of a group and how many resources are named.
const EACH: usize = 12;

/// The same for programs.
#[must_use]
pub fn json(locked: &Locked, target: &str) -> Value {
    let changes: Vec<Value> = locked
        .changes
        .iter()
        .map(|change| {
            json!({
                "relation": change.rel.name(),
                "key": change.key,
                "before": change.before,
                "after": change.after,
            })
        })
        .collect();
    let moved: Vec<Value> = locked
        .moved
        .iter()
        .map(|moved| json!({"relation": moved.rel.name(), "from": moved.from, "to": moved.to}))
        .collect();
    json!({
        "version": 1,
        "target": target,
        "path": locked.path.display().to_string(),
        "written": locked.written,
        "rows": locked.rows,
        "changes": changes,
        "moved": moved,
        "abilities": locked.abilities,
    })
}

/// The report. Paths are shown below the project's folder.
#[must_use]
pub fn document(locked: &Locked, root: &Path, lang: Lang) -> Document {
    let path = locked.path.strip_prefix(root).unwrap_or(&locked.path);
    let path = Line::named(&path.display().to_string());
    let rows = Line::plain(lang.count(locked.rows, "row", "行"));
    let template = if locked.written {
        lang.pick("wrote {0}: {1}", "已写入 {0}：{1}")
    } else {
        lang.pick("{0} is current: {1}", "{0} 已是最新：{1}")
    };
    let mut document = Document::new();
    document.paragraph(Line::fill(template, &[path, rows]));
    if locked.changes.is_empty() {
        return document;
    }
    document.heading(lang.pick("The ERP's vocabulary changed", "ERP 词汇已变化"));
    let items = locked.changes.iter().take(NAMED).map(|change| {
        let sign = match (&change.before, &change.after) {
            (None, _) => Sign::Added,
            (_, None) => Sign::Removed,
            _ => Sign::Changed,
        };
        let mut line = Line::plain(format!("{} ", change.rel.name()));
        for (at, key) in change.key.iter().enumerate() {
            line = if at > 0 { line.text(" ") } else { line }.name(key);
        }
        let cells = |row: &Option<Vec<Option<String>>>| {
            row.as_ref().map(|row| {
                let cells: Vec<&str> = row
                    .iter()
                    .map(|cell| cell.as_deref().filter(|text| !text.is_empty()).unwrap_or("-"))
                    .collect();
                cells.join(", ")
            })
        };
        match (cells(&change.before), cells(&change.after)) {
            (Some(before), Some(after)) => line = line.text(format!(": {before} -> {after}")),
            (Some(row), None) | (None, Some(row)) if !row.is_empty() => {
                line = line.text(format!(": {row}"));
            }
            _ => {}
        }
        Item::new(sign, line)
    });
    document.items(items.collect());
    let more = locked.changes.len().saturating_sub(NAMED);
    if more > 0 {
        let more = grouped(more);
        document.paragraph(Line::plain(lang.pick(
            format!("and {more} more; the file shows all of them"),
            format!("另有 {more} 项，详见该文件"),
        )));
    }
    moved(locked, lang, &mut document);
    abilities(locked, lang, &mut document);
    document
}

/// Names that files should follow.
fn moved(locked: &Locked, lang: Lang, document: &mut Document) {
    if locked.moved.is_empty() {
        return;
    }
    document.heading(lang.pick(
        "Probably moved: the title is the same; write the new name in the files",
        "可能已改名（标题相同），请在文件中改用新名称",
    ));
    let items = locked.moved.iter().map(|moved| {
        let line = Line::plain(format!("{} ", moved.rel.name()));
        Item::new(Sign::Changed, line.name(&moved.from).text(" -> ").name(&moved.to))
    });
    document.items(items.collect());
}

/// What the ERP itself gave or took, such as by an upgrade.
fn abilities(locked: &Locked, lang: Lang, document: &mut Document) {
    if locked.abilities.is_empty() {
        return;
    }
    document.heading(lang.pick(
        "People whose access changed with the ERP's own roles",
        "因 ERP 自带角色变化而权限变化的人员",
    ));
    let items = locked.abilities.iter().take(NAMED);
    document.items(
        items
            .map(|change| people_item(change, &change.people, (EACH, EACH), lang))
            .collect(),
    );
    let more = locked.abilities.len().saturating_sub(NAMED);
    if more > 0 {
        let more = grouped(more);
        document.paragraph(Line::plain(lang.pick(
            format!("and {more} more groups of people; `--format json` has all of them"),
            format!("另有 {more} 组人员，详见 `--format json`"),
        )));
    }
}
