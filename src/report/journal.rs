//! The journal for people: what was done, by whom, from which commit, and whether the record is whole.

use serde_json::{Value, json};

use crate::base::text::grouped;
use crate::model::{Cause, Change, Interner, State};
use crate::registry::{Entry, ExportedEntry, Kind, LostEntry, RecordedChange, Summary, Verified};

use super::document::{Block, Document, Item, Line, Sign, Table, Tone};
use super::plan::{Limits, Names, Reasons, Speech, Subject, fold, groups, items, minute};
use super::{Lang, titles};

/// What an entry records, in words.
pub(super) fn kind(entry: &Entry, lang: Lang) -> String {
    match entry.kind() {
        Some(kind) => kind_name(kind, lang).to_owned(),
        None => entry.kind.clone(),
    }
}

/// The words for a kind of entry.
pub(super) fn kind_name(kind: Kind, lang: Lang) -> &'static str {
    match kind {
        Kind::Setup => lang.pick("setup", "建立"),
        Kind::Clone => lang.pick("clone", "副本改名"),
        Kind::Recover => lang.pick("recover", "恢复后继续"),
        Kind::Apply => lang.pick("apply", "执行"),
        Kind::Adopt => lang.pick("adopt", "接管"),
        Kind::Undo => lang.pick("undo", "撤销"),
        Kind::Settle => lang.pick("settle", "补发信号"),
        Kind::ResetPassword => lang.pick("reset-password", "重置密码"),
        Kind::Backup => lang.pick("backup", "备份"),
        Kind::Issue => lang.pick("issue", "发放编码"),
        Kind::Release => lang.pick("release", "收回编码"),
    }
}

fn rows(summary: &Summary) -> usize {
    let sum: u64 = summary
        .rows
        .values()
        .map(|counts| counts.rename + counts.insert + counts.update + counts.delete)
        .sum();
    usize::try_from(sum).unwrap_or(usize::MAX)
}

fn people(summary: &Summary) -> usize {
    usize::try_from(summary.people).unwrap_or(usize::MAX)
}

/// All entries as a table, the newest last.
#[must_use]
pub fn list(entries: &[Entry], lang: Lang) -> Document {
    let rows = entries
        .iter()
        .map(|entry| {
            let summary = entry.summary().unwrap_or_default();
            let commit: String = entry
                .commit
                .as_deref()
                .unwrap_or_default()
                .chars()
                .take(10)
                .collect();
            let about = match &summary.login {
                Some(login) => Line::named(login),
                None if !summary.codes.is_empty() => {
                    Line::plain(lang.count(summary.codes.len(), "code", "个编码"))
                }
                None => Line::plain(grouped(people(&summary))),
            };
            vec![
                Line::plain(format!("#{}", entry.number)),
                Line::plain(minute(&entry.at)),
                Line::plain(kind(entry, lang)),
                Line::new().tone(Tone::Data, &entry.actor),
                Line::plain(commit),
                about,
                Line::plain(grouped(rows(&summary))),
            ]
        })
        .collect();
    let mut document = Document::new();
    document.table(Table {
        head: [
            lang.pick("entry", "记录"),
            lang.pick("when", "时间"),
            lang.pick("what", "内容"),
            lang.pick("by", "执行人"),
            lang.pick("commit", "提交"),
            lang.pick("people", "人数"),
            lang.pick("rows", "行数"),
        ]
        .map(str::to_owned)
        .to_vec(),
        rows,
    });
    document
}

/// All entries for programs.
#[must_use]
pub fn list_json(entries: &[Entry], target: &str) -> Value {
    json!({ "version": 1, "target": target, "entries": entries })
}

/// One entry with its changes.
#[must_use]
pub fn entry(entry: &Entry, changes: &[RecordedChange], lang: Lang, full: bool) -> Document {
    let mut document = Document::new();
    document.title(Line::plain(lang.pick(
        format!("Entry #{}: {}", entry.number, kind(entry, lang)),
        format!("第 #{} 号记录：{}", entry.number, kind(entry, lang)),
    )));
    head(entry, lang, &mut document);
    body(changes, lang, Limits::of(full), &mut document);
    document
}

fn head(entry: &Entry, lang: Lang, document: &mut Document) {
    let summary = entry.summary().unwrap_or_default();
    let mut rows = Vec::new();
    let mut row = |en, zh, value: Option<&str>| {
        if let Some(value) = value {
            let value = Line::new().tone(Tone::Data, value);
            rows.push(vec![Line::new().quiet(lang.pick(en, zh)), value]);
        }
    };
    row("when", "时间", Some(&minute(&entry.at)));
    row("by", "执行人", Some(&entry.actor));
    row("database user", "数据库用户", entry.role.as_deref());
    row("target", "目标", Some(&entry.target));
    row("commit", "提交", entry.commit.as_deref());
    row("plan", "计划", entry.plan_digest.as_deref());
    row("mode", "模式", summary.mode.as_deref());
    row("account", "账号", summary.login.as_deref());
    row("copy of", "副本来源", summary.clone_of.as_deref());
    let codes = (!summary.codes.is_empty()).then(|| summary.codes.join(lang.comma()));
    row("codes", "编码", codes.as_deref());
    let lost = (!summary.lost.is_empty()).then(|| lost(&summary));
    row("lost entries", "丢失的记录", lost.as_deref());
    row("note", "备注", summary.note.as_deref());
    let adapter = summary
        .adapter
        .as_ref()
        .map(|adapter| format!("{} {}", adapter.name, adapter.version));
    row("adapter", "适配器", adapter.as_deref());
    let size = format!(
        "{}{}{}",
        lang.people(people(&summary)),
        lang.comma(),
        lang.count(self::rows(&summary), "row", "行")
    );
    row("size", "规模", Some(&size));
    row("hash", "散列值", Some(&entry.hash));
    row("before it", "前一记录", entry.previous.as_deref());
    document.table(Table {
        head: vec![String::new(), String::new()],
        rows,
    });
}

/// The entries that a recovery accounts for, with the beginning of their hashes.
fn lost(summary: &Summary) -> String {
    let short = |lost: &LostEntry| format!("#{} ({})", lost.number, lost.hash.get(..8).unwrap_or(&lost.hash));
    summary.lost.iter().map(short).collect::<Vec<_>>().join(", ")
}

fn body(recorded: &[RecordedChange], lang: Lang, limits: Limits, document: &mut Document) {
    let mut symbols = Interner::new();
    let mut changes: Vec<Change> = Vec::new();
    let mut unknown = Vec::new();
    for change in recorded {
        match change.to_change(cause(&change.cause), &mut symbols) {
            Ok(change) => changes.push(change),
            Err(error) => unknown.push(error.to_string()),
        }
    }
    let names = Names::of(&State::new(), &changes, &symbols);
    let speech = Speech {
        symbols: &symbols,
        names: &names,
        lang,
    };
    let reasons = Reasons { reasons: &[], lang };
    let groups = groups(changes.iter(), speech);
    let mut section = None;
    let mut shown = 0;
    let mut left_out = 0;
    for folded in fold(&groups, &reasons, limits.alike) {
        let group = &groups[folded.members[0]];
        if section != Some(group.subject.section()) {
            section = Some(group.subject.section());
            document.heading(group.subject.section().title(lang));
        }
        shown += 1;
        if shown > limits.groups {
            left_out += folded.members.len();
            continue;
        }
        let keys: Vec<Line> = folded
            .members
            .iter()
            .filter_map(|&member| match groups[member].subject {
                Subject::Person(key) | Subject::Role(key) => Some(Line::named(symbols.text(key))),
                Subject::Other(_) => None,
            })
            .collect();
        if !keys.is_empty() {
            let line = super::plan::join(&keys, limits.names, lang);
            document.blocks.push(Block::Subject(line));
        }
        document.items(items(&groups, &folded, &reasons, limits.objects, lang));
    }
    if left_out > 0 {
        let number = grouped(left_out);
        document.paragraph(Line::plain(lang.pick(
            format!("... and {number} more, not listed here: `--full` lists all"),
            format!("……另有 {number} 项未列出：`--full` 全部列出"),
        )));
    }
    let unknown = unknown
        .into_iter()
        .map(|text| Item::new(Sign::Wrong, Line::plain(text)));
    document.items(unknown.collect());
}

/// The cause that a journal tells; the places in files are not in it.
fn cause(name: &str) -> Cause {
    match name {
        "consequence" => Cause::Consequence(0),
        "drift" => Cause::Drift(None),
        "conflict" => Cause::Conflict(0),
        "gone" => Cause::Gone,
        "undeclared" => Cause::Undeclared,
        _ => Cause::Files(0),
    }
}

/// One entry with its changes for programs.
#[must_use]
pub fn entry_json(entry: &Entry, changes: &[RecordedChange]) -> Value {
    let exported = ExportedEntry {
        entry: entry.clone(),
        changes: changes.to_vec(),
    };
    json!({ "version": 1, "entry": exported })
}

/// What verifying found.
#[must_use]
pub fn verified(verified: &Verified, lang: Lang) -> Document {
    let mut document = Document::new();
    let entries = lang.count(verified.entries, "entry", "条记录");
    let receipts = verified
        .receipts
        .map(|number| lang.count(number, "receipt", "份回执"));
    let mut items = Vec::new();
    for defect in &verified.defects {
        let code = defect.kind.code();
        let line = Line::plain(lang.pick(
            format!("entry #{}: ", defect.number),
            format!("第 #{} 号记录：", defect.number),
        ))
        .tone(
            Tone::Danger,
            titles::translated(code.id, lang).unwrap_or(code.title),
        )
        .text(lang.semicolon())
        .tone(
            Tone::Data,
            titles::detail(defect.template, &defect.values, lang)
                .as_ref()
                .unwrap_or(&defect.detail),
        )
        .quiet(format!("  {}", code.id));
        items.push(Item::new(Sign::Wrong, line));
    }
    if verified.defects.is_empty() {
        let words = match &receipts {
            Some(receipts) => lang.pick(
                format!("{entries} and {receipts}: nothing is wrong"),
                format!("{entries}、{receipts}：均无异常"),
            ),
            None => lang.pick(
                format!("{entries}: nothing is wrong"),
                format!("{entries}：均无异常"),
            ),
        };
        items.push(Item::new(Sign::Good, Line::new().tone(Tone::Good, words)));
    }
    if receipts.is_none() {
        let words = lang.pick(
            "no receipts to compare with: a journal that was cut off and continued would not be noticed",
            "没有可比较的回执：记录若被截断后续写，将无法发现",
        );
        items.push(Item::new(Sign::Caution, Line::plain(words)));
    }
    document.items(items);
    document
}

/// What verifying found, for programs.
#[must_use]
pub fn verified_json(verified: &Verified, target: &str) -> Value {
    json!({
        "version": 1,
        "target": target,
        "entries": verified.entries,
        "receipts": verified.receipts,
        "defects": verified.defects,
    })
}
