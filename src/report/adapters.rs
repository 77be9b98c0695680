//! The list of adapters.

use serde_json::{Value, json};

use crate::adapter::Folder;
use crate::model::{Rel, Verb};

use super::Lang;
use super::document::{Document, Line, Table};

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
