//! What `lock` wrote, and what the ERP's vocabulary gained and lost.

use std::path::Path;

use serde_json::{Value, json};

use crate::base::text::grouped;
use crate::reconcile::Locked;

use super::Lang;
use super::document::{Document, Item, Line, Sign};

/// How many changes are named.
const NAMED: usize = 100;

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
    json!({
        "version": 1,
        "target": target,
        "path": locked.path.display().to_string(),
        "written": locked.written,
        "rows": locked.rows,
        "changes": changes,
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
                let cells: Vec<&str> = row.iter().map(|cell| cell.as_deref().unwrap_or("-")).collect();
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
    document
}
