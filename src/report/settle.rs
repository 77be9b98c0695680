//! Which entries running servers of the ERP were told of.

use serde_json::{Value, json};

use super::Lang;
use super::document::{Document, Line, Tone};

/// The report.
#[must_use]
pub fn document(settled: &[u64], lang: Lang) -> Document {
    let mut document = Document::new();
    let entries: Vec<String> = settled.iter().map(|entry| format!("#{entry}")).collect();
    let entries = entries.join(lang.comma());
    document.paragraph(if settled.is_empty() {
        Line::plain(lang.pick("Nothing is owed to running servers.", "没有待发送的通知。"))
    } else {
        Line::new().tone(
            Tone::Good,
            lang.pick(
                format!("Running servers were told of {entries}."),
                format!("已通知运行中的服务器：{entries}。"),
            ),
        )
    });
    document
}

/// The same for programs.
#[must_use]
pub fn json(settled: &[u64], target: &str) -> Value {
    json!({ "version": 1, "target": target, "settled": settled })
}
