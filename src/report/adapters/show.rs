//! What one adapter can do: the support matrix, made from its declaration and the scripts that it has.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::super::Lang;
use super::super::document::{Document, Item, Line, Sign, Table};
use super::name;
use crate::adapter::{Folder, Manifest, Overlay};
use crate::model::{Enforced, Home, Rel, SettingSpec, SettingType, Verb};

/// Where something holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Where {
    /// Everywhere.
    Always,
    /// Where one of these overlays applies.
    Only(Vec<String>),
    /// Where none of these applies.
    Unless(Vec<String>),
}

/// What the adapter does with a relation: reading, and each verb.
struct Capability {
    rel: Rel,
    reads: Option<Where>,
    verbs: Vec<(Verb, Option<Where>)>,
}

/// The adapter's page.
#[must_use]
pub fn show(folder: &Folder, lang: Lang) -> Document {
    let manifest = &folder.manifest;
    let mut document = Document::new();
    document.title(Line::plain(manifest.title.clone()));
    document.items(facts(folder, lang));
    document.heading(lang.pick("What is read and written", "读取与写入"));
    document.table(matrix(folder, lang));
    named(
        &mut document,
        lang.pick("Attributes of users", "用户属性"),
        attributes(folder),
        lang,
    );
    settings(&mut document, folder, lang);
    named(
        &mut document,
        lang.pick("What is refused", "拒绝的变更"),
        manifest
            .refuse
            .iter()
            .map(|(code, spec)| (code.clone(), spec.title.clone()))
            .collect(),
        lang,
    );
    checks(&mut document, manifest, lang);
    if !manifest.notes.is_empty() {
        document.heading(lang.pick("What to know", "须知"));
        let note = |note: &String| Item::new(Sign::None, Line::plain(note.clone()));
        document.items(manifest.notes.iter().map(note).collect());
    }
    document
}

/// The same for programs.
#[must_use]
pub fn show_json(folder: &Folder) -> Value {
    let manifest = &folder.manifest;
    let place = |place: &Option<Where>| match place {
        None => json!(false),
        Some(Where::Always) => json!(true),
        Some(Where::Only(only)) => json!({ "only": only }),
        Some(Where::Unless(unless)) => json!({ "unless": unless }),
    };
    let relations: Map<String, Value> = capabilities(folder)
        .iter()
        .map(|one| {
            let mut cells = Map::from_iter([("read".to_owned(), place(&one.reads))]);
            cells.extend(
                one.verbs
                    .iter()
                    .map(|(verb, at)| (verb.name().to_owned(), place(at))),
            );
            (one.rel.name().to_owned(), Value::Object(cells))
        })
        .collect();
    let setting = |((name, _), spec): (&(String, bool), &SettingSpec)| {
        let value = json!({
            "description": spec.description,
            "type": kind(spec.kind),
            "values": spec.values,
            "enforced": enforced(spec.enforced),
            "fixed": spec.fixed,
            "where": place(&Some(where_set(folder, name, spec.per_company))),
        });
        (spelled(name, spec, Lang::En), value)
    };
    let check = |(code, spec): (&String, &crate::adapter::CheckSpec)| {
        let value = json!({
            "title": spec.title,
            "severity": spec.severity.word(),
            "invariant": spec.invariant,
            "controls": spec.controls,
            "remedy": spec.remedy,
        });
        (code.clone(), value)
    };
    json!({
        "version": 1,
        "adapter": name(folder),
        "title": manifest.title,
        "versions": manifest.versions.to_string(),
        "engines": manifest.engines.iter().map(|engine| engine.name()).collect::<Vec<_>>(),
        "tested": manifest.tested.iter().map(|(engine, versions)| (engine.name().to_owned(), json!(versions)))
            .collect::<Map<_, _>>(),
        "relations": relations,
        "attributes": manifest.attributes.iter().map(|(name, spec)| (name.clone(), json!(spec.description)))
            .collect::<Map<_, _>>(),
        "settings": all_settings(folder).iter().map(setting).collect::<Map<_, _>>(),
        "refuses": manifest.refuse.iter().map(|(code, spec)| (code.clone(), json!(spec.title))).collect::<Map<_, _>>(),
        "checks": manifest.checks.iter().map(check).collect::<Map<_, _>>(),
        "notes": manifest.notes,
        "digest": folder.digest,
    })
}

/// Versions, engines, and how servers follow.
fn facts(folder: &Folder, lang: Lang) -> Vec<Item> {
    let manifest = &folder.manifest;
    let engines: Vec<&str> = manifest.engines.iter().map(|engine| engine.title()).collect();
    let tested: Vec<String> = manifest
        .tested
        .iter()
        .map(|(engine, versions)| format!("{}: {}", engine.title(), versions.join(", ")))
        .collect();
    let mut lines = vec![
        (lang.pick("adapter", "适配器"), Line::named(name(folder))),
        (
            lang.pick("versions", "版本"),
            Line::named(&manifest.versions.to_string()),
        ),
        (
            lang.pick("engines", "数据库"),
            Line::plain(engines.join(lang.comma())),
        ),
    ];
    if !tested.is_empty() {
        lines.push((lang.pick("tested with", "已测试"), Line::plain(tested.join("; "))));
    }
    for (version, why) in &manifest.refused {
        lines.push((
            lang.pick("refused", "拒绝"),
            Line::plain(format!("{version}: {why}")),
        ));
    }
    if manifest.portal.is_some() {
        lines.push((
            lang.pick("accounts of a portal", "门户账号"),
            Line::plain(lang.pick("made from files", "可由文件创建")),
        ));
    }
    if let Some(at) = script(folder, "guard/install.sql") {
        lines.push((
            lang.pick("its database can refuse item codes", "数据库可拒绝物料编码"),
            cell(Some(&at), lang),
        ));
    }
    if let Some(follows) = &manifest.follows {
        let within = lang.pick(
            format!(
                "within {}",
                lang.count(follows.longest_seconds as usize, "second", "秒")
            ),
            format!("{} 秒之内", follows.longest_seconds),
        );
        let note = follows
            .note
            .as_ref()
            .map_or(String::new(), |note| format!(": {note}"));
        lines.push((
            lang.pick("running servers follow", "运行中的服务器"),
            Line::plain(format!("{within}{note}")),
        ));
    }
    lines
        .into_iter()
        .map(|(what, line)| Item::new(Sign::None, Line::plain(format!("{what}: ")).line(line)))
        .collect()
}

fn capabilities(folder: &Folder) -> Vec<Capability> {
    Rel::ALL
        .into_iter()
        .filter(|rel| rel.spec().home == Home::Erp)
        .map(|rel| Capability {
            rel,
            reads: script(folder, &format!("read/{}.sql", rel.name())),
            verbs: Verb::ALL
                .into_iter()
                .map(|verb| {
                    (
                        verb,
                        script(folder, &format!("write/{}.{}.sql", rel.name(), verb.name())),
                    )
                })
                .collect(),
        })
        .filter(|one| one.reads.is_some())
        .collect()
}

/// Where a script is there.
fn script(folder: &Folder, path: &str) -> Option<Where> {
    // A script may lie in parts, as in write/setting.update.<part>.sql.
    let stem = path.strip_suffix("sql").unwrap_or(path);
    let is_it = |known: &str| {
        let part = known.strip_prefix(stem);
        known == path || part.is_some_and(|part| part.ends_with(".sql") && !part.contains('/'))
    };
    if folder.paths().any(is_it) {
        return Some(Where::Always);
    }
    let brings = |overlay: &&Overlay| {
        let inside = format!("overlay/{}/", overlay.name);
        folder
            .paths()
            .any(|known| known.strip_prefix(&inside).is_some_and(is_it))
    };
    let all: Vec<String> = folder
        .manifest
        .overlays
        .iter()
        .filter(brings)
        .map(condition)
        .collect();
    // One that asks for a table alone holds wherever one does that also asks for a version.
    let wider = |one: &String| {
        let mut others = all.iter();
        others.any(|other| one != other && one.ends_with(&format!(" with {other}")))
    };
    let only: Vec<String> = all.iter().filter(|one| !wider(one)).cloned().collect();
    (!only.is_empty()).then_some(Where::Only(only))
}

/// When an overlay applies.
fn condition(overlay: &Overlay) -> String {
    let mut parts = Vec::new();
    parts.extend(overlay.versions.as_ref().map(ToString::to_string));
    if let Some(engines) = &overlay.engines {
        parts.push(
            engines
                .iter()
                .map(|engine| engine.title())
                .collect::<Vec<_>>()
                .join(", "),
        );
    }
    parts.extend(
        overlay
            .requires_table
            .as_ref()
            .map(|table| format!("table {table}")),
    );
    // What a SELECT looks for is in the name.
    parts.extend(overlay.requires_row.as_ref().map(|_| overlay.name.clone()));
    parts.join(" with ")
}

fn matrix(folder: &Folder, lang: Lang) -> Table {
    let verb = |verb: Verb| match verb {
        Verb::Rename => lang.pick("renamed", "改名"),
        Verb::Insert => lang.pick("added", "新增"),
        Verb::Update => lang.pick("changed", "更改"),
        Verb::Delete => lang.pick("removed", "删除"),
    };
    let mut head = vec![
        lang.pick("relation", "关系").to_owned(),
        lang.pick("read", "读取").to_owned(),
    ];
    head.extend(Verb::ALL.into_iter().map(|one| verb(one).to_owned()));
    let rows = capabilities(folder)
        .into_iter()
        .map(|one| {
            let mut row = vec![Line::named(one.rel.name()), cell(one.reads.as_ref(), lang)];
            row.extend(one.verbs.iter().map(|(_, at)| cell(at.as_ref(), lang)));
            row
        })
        .collect();
    Table { head, rows }
}

fn cell(place: Option<&Where>, lang: Lang) -> Line {
    match place {
        None => Line::plain("–"),
        Some(Where::Only(only)) => Line::named(&only.join("; ")),
        Some(place) => Line::plain(words(place, lang)),
    }
}

fn words(place: &Where, lang: Lang) -> String {
    match place {
        Where::Always => lang.pick("yes", "是").to_owned(),
        Where::Only(only) => only.join("; "),
        Where::Unless(unless) => lang.pick(
            format!("not {}", unless.join("; ")),
            format!("除 {}", unless.join("; ")),
        ),
    }
}

/// Where a setting is declared, as one of companies or of the whole ERP: overlays add and take away single ones.
fn where_set(folder: &Folder, name: &str, per_company: bool) -> Where {
    let overlays = |fits: &dyn Fn(&Value) -> bool| -> Vec<String> {
        let sets = |overlay: &&Overlay| {
            let settings = overlay.set.get("settings");
            settings.and_then(|settings| settings.get(name)).is_some_and(fits)
        };
        let found = folder.manifest.overlays.iter().filter(sets);
        found.map(condition).collect()
    };
    let alike = |spec: &Value| {
        let theirs = spec.get("per_company").and_then(Value::as_bool);
        spec.is_object() && theirs.unwrap_or(false) == per_company
    };
    let general = folder.manifest.settings.get(name);
    let general = general.is_some_and(|spec| spec.per_company == per_company);
    match (general, overlays(&Value::is_null)) {
        (true, without) if without.is_empty() => Where::Always,
        (true, without) => Where::Unless(without),
        (false, _) => Where::Only(overlays(&alike)),
    }
}

/// Every setting that some version has, as one of companies or of the whole ERP.
fn all_settings(folder: &Folder) -> BTreeMap<(String, bool), SettingSpec> {
    let mut all = BTreeMap::new();
    let overlays = folder.manifest.overlays.iter();
    let with = overlays.map(|overlay| folder.declaration_with(std::slice::from_ref(&overlay.name)));
    for manifest in std::iter::once(folder.manifest.clone()).chain(with) {
        for (name, spec) in manifest.settings {
            all.entry((name, spec.per_company)).or_insert(spec);
        }
    }
    all
}

/// The name as files write it.
fn spelled(name: &str, spec: &SettingSpec, lang: Lang) -> String {
    if spec.per_company {
        format!("{name} [{}]", lang.pick("COMPANY", "公司"))
    } else {
        name.to_owned()
    }
}

fn attributes(folder: &Folder) -> Vec<(String, String)> {
    let all = folder.manifest.attributes.iter();
    all.map(|(name, spec)| (name.clone(), spec.description.clone()))
        .collect()
}

fn with_place(what: &str, place: &Where, lang: Lang) -> String {
    match place {
        Where::Always => what.to_owned(),
        place => format!("{what} ({})", words(place, lang)),
    }
}

fn named(document: &mut Document, heading: &str, rows: Vec<(String, String)>, lang: Lang) {
    if rows.is_empty() {
        return;
    }
    document.heading(heading);
    document.table(Table {
        head: vec![
            lang.pick("name", "名称").to_owned(),
            lang.pick("what it is", "说明").to_owned(),
        ],
        rows: rows
            .into_iter()
            .map(|(name, what)| vec![Line::named(&name), Line::plain(what)])
            .collect(),
    });
}

fn kind(kind: SettingType) -> &'static str {
    match kind {
        SettingType::Text => "text",
        SettingType::Bool => "bool",
        SettingType::Int => "int",
        SettingType::Duration => "duration",
        SettingType::Date => "date",
    }
}

fn enforced(by: Enforced) -> &'static str {
    match by {
        Enforced::Server => "server",
        Enforced::Client => "client",
        Enforced::None => "none",
    }
}

fn settings(document: &mut Document, folder: &Folder, lang: Lang) {
    let all = all_settings(folder);
    if all.is_empty() {
        return;
    }
    let rows = all
        .iter()
        .map(|((name, _), spec)| {
            let values = spec
                .values
                .as_ref()
                .map_or_else(|| kind(spec.kind).to_owned(), |values| values.join(", "));
            let by = match spec.enforced {
                Enforced::Server => lang.pick("the server", "服务器"),
                Enforced::Client => lang.pick("the user interface", "界面"),
                Enforced::None => lang.pick("nobody", "无"),
            };
            let at = where_set(folder, name, spec.per_company);
            let mut what = with_place(&spec.description, &at, lang);
            if spec.fixed {
                what.push_str(lang.pick("; only compared", "；只比较，不更改"));
            }
            vec![
                Line::named(&spelled(name, spec, lang)),
                Line::plain(what),
                Line::plain(values),
                Line::plain(by),
            ]
        })
        .collect();
    document.heading(lang.pick("Settings", "设置"));
    document.table(Table {
        head: [
            lang.pick("name", "名称"),
            lang.pick("what it does", "作用"),
            lang.pick("value", "取值"),
            lang.pick("enforced by", "由谁执行"),
        ]
        .map(str::to_owned)
        .to_vec(),
        rows,
    });
}

fn checks(document: &mut Document, manifest: &Manifest, lang: Lang) {
    if manifest.checks.is_empty() {
        return;
    }
    let rows = manifest
        .checks
        .iter()
        .map(|(code, spec)| {
            let severity = lang.pick(
                spec.severity.word(),
                match spec.severity {
                    crate::adapter::CheckSeverity::High => "高",
                    crate::adapter::CheckSeverity::Medium => "中",
                    crate::adapter::CheckSeverity::Low => "低",
                },
            );
            let invariant = if spec.invariant {
                lang.pick("; no apply may make it worse", "；任何执行不得使其变差")
            } else {
                ""
            };
            vec![
                Line::named(code),
                Line::plain(format!("{}{invariant}", spec.title)),
                Line::plain(severity),
                Line::plain(spec.remedy.clone().unwrap_or_default()),
            ]
        })
        .collect();
    document.heading(lang.pick("Checks", "检查"));
    document.table(Table {
        head: [
            lang.pick("code", "代码"),
            lang.pick("what is wrong", "问题"),
            lang.pick("severity", "严重程度"),
            lang.pick("what to do", "处理办法"),
        ]
        .map(str::to_owned)
        .to_vec(),
        rows,
    });
}
