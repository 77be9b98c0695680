//! How a target stands.

use serde_json::{Value, json};

use crate::base::text::grouped;
use crate::reconcile::{LockAge, Status};
use crate::registry::{Entry, Standing};

use super::Lang;
use super::document::{Document, Line, Table, Tone};
use super::plan::minute;

/// The report. `url` is the database's, without a password.
#[must_use]
pub fn document(status: &Status, target: &str, url: &str, lang: Lang) -> Document {
    let mut document = Document::new();
    document.title(Line::fill(
        lang.pick("Status of {0}", "{0} 的状态"),
        &[Line::named(target)],
    ));
    let row = |en, zh, value: Line| vec![Line::new().quiet(lang.pick(en, zh)), value];
    let engine = format!("{} {}", status.engine.title(), status.server);
    let mut rows = vec![
        row(
            "ERP",
            "ERP",
            Line::plain(format!("{}{}{engine} ", status.erp, lang.comma())).name(&status.database),
        ),
        row("connection", "连接", connection(status, url, lang)),
        row("population", "规模", Line::plain(population(status, lang))),
        row("registry", "登记表", registry(status, lang)),
    ];
    if status.registry {
        let last = status
            .last
            .as_ref()
            .map_or_else(|| Line::plain(lang.pick("none", "无")), |entry| last(entry, lang));
        rows.push(row("last entry", "最近记录", last));
        if let Some(standing) = &status.receipts {
            rows.push(row("receipts", "回执", receipts(standing, lang)));
        }
        if !status.owed.is_empty() {
            rows.push(row("signals", "通知", owed(&status.owed, lang)));
        }
    }
    rows.push(row("files and ERP", "文件与 ERP", pending(status, lang)));
    rows.push(row("lock file", "锁文件", lock(&status.lock, lang)));
    document.table(Table {
        head: vec![String::new(), String::new()],
        rows,
    });
    ending(status, lang, &mut document);
    document
}

fn connection(status: &Status, url: &str, lang: Lang) -> Line {
    let url = Line::new().tone(Tone::Data, url);
    if status.reader.is_empty() {
        return url;
    }
    let template = lang.pick("{0} as {1}", "{0}，用户 {1}");
    Line::fill(template, &[url, Line::named(&status.reader)])
}

fn population(status: &Status, lang: Lang) -> String {
    let (users, roles, grants) = status.population;
    [
        lang.count(users, "active account", "个启用账号"),
        lang.count(roles, "active role", "个启用角色"),
        lang.count(grants, "grant", "项授权"),
    ]
    .join(lang.comma())
}

fn registry(status: &Status, lang: Lang) -> Line {
    if status.registry {
        Line::plain(lang.pick("set up", "已建立"))
    } else {
        Line::new()
            .tone(Tone::Caution, lang.pick("not set up", "未建立"))
            .text(lang.pick(": run ", "：请运行 "))
            .name("trueup setup")
    }
}

fn last(entry: &Entry, lang: Lang) -> Line {
    let mut line = Line::plain(format!(
        "#{} {}{}{}{}",
        entry.number,
        super::journal::kind(entry, lang),
        lang.comma(),
        minute(&entry.at),
        lang.comma(),
    ))
    .tone(Tone::Data, &entry.actor);
    if let Some(commit) = &entry.commit {
        let id: String = commit.chars().take(10).collect();
        line = line.text(lang.pick(format!(", commit {id}"), format!("，提交 {id}")));
    }
    line
}

fn receipts(standing: &Standing, lang: Lang) -> Line {
    let words = match standing {
        Standing::InStep => {
            return Line::plain(lang.pick("in step with the journal", "与记录一致"));
        }
        Standing::Rewound { journal, receipt } => lang.pick(
            format!("the journal ends at #{journal}, the receipts at #{receipt}: the database was restored or rewound"),
            format!("记录止于 #{journal}，回执止于 #{receipt}：数据库曾被恢复或回退"),
        ),
        Standing::Diverged { entry } => lang.pick(
            format!("entry #{entry} is not the one that its receipt was written for"),
            format!("第 #{entry} 号记录与其回执不符"),
        ),
        Standing::Foreign { .. } => lang
            .pick(
                "they belong to a journal that this database never held",
                "回执属于另一数据库的记录",
            )
            .to_owned(),
    };
    Line::new().tone(Tone::Danger, words)
}

fn owed(entries: &[u64], lang: Lang) -> Line {
    let entries: Vec<String> = entries.iter().map(|entry| format!("#{entry}")).collect();
    let entries = entries.join(lang.comma());
    let words = lang.pick(
        format!("running servers have not been told of {entries}: run "),
        format!("运行中的服务器尚未收到 {entries} 的通知：请运行 "),
    );
    Line::new().tone(Tone::Caution, words).name("trueup settle")
}

fn pending(status: &Status, lang: Lang) -> Line {
    let Some((files, drift, conflicts)) = status.pending else {
        if status
            .receipts
            .as_ref()
            .is_some_and(|standing| *standing != Standing::InStep)
        {
            let words = lang.pick(
                "not compared: the receipts know more than the journal",
                "未比较：回执与记录不一致",
            );
            return Line::new().tone(Tone::Caution, words);
        }
        return Line::new().tone(
            Tone::Caution,
            lang.pick(
                "not compared: the files have errors, see `trueup validate`",
                "未比较：文件有错误，请运行 trueup validate",
            ),
        );
    };
    if files + drift + conflicts == 0 {
        return Line::new().tone(Tone::Good, lang.pick("they agree", "一致"));
    }
    let [files, drift, conflicts] = [files, drift, conflicts].map(grouped);
    Line::new().tone(
        Tone::Caution,
        lang.pick(
            format!("{files} rows to change, {drift} changed in the ERP, {conflicts} in conflict"),
            format!("待变更 {files} 行，ERP 中已更改 {drift} 行，冲突 {conflicts} 行"),
        ),
    )
}

fn lock(lock: &LockAge, lang: Lang) -> Line {
    match lock {
        LockAge::Current => Line::plain(lang.pick("current", "最新")),
        LockAge::Missing => Line::plain(lang.pick("none: ", "无，请运行 ")).name("trueup lock"),
        LockAge::Outdated => Line::new()
            .tone(
                Tone::Caution,
                lang.pick("the ERP knows other things now: ", "ERP 已变化，请运行 "),
            )
            .name("trueup lock"),
        LockAge::Unreadable(why) => Line::new()
            .tone(Tone::Caution, lang.pick("cannot be read: ", "无法读取："))
            .tone(Tone::Data, why),
    }
}

fn ending(status: &Status, lang: Lang, document: &mut Document) {
    if status.ending.is_empty() {
        return;
    }
    document.heading(lang.pick("Grants that end within 14 days", "14 天内到期的授权"));
    document.table(Table {
        head: [
            lang.pick("who", "人员"),
            lang.pick("role", "角色"),
            lang.pick("last day", "最后一天"),
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: status
            .ending
            .iter()
            .map(|(login, role, until)| {
                vec![Line::named(login), Line::named(role), Line::plain(until.clone())]
            })
            .collect(),
    });
}

/// The same for programs.
#[must_use]
pub fn json(status: &Status, target: &str) -> Value {
    let (users, roles, grants) = status.population;
    let receipts = status.receipts.as_ref().map(|standing| match standing {
        Standing::InStep => json!({ "state": "in-step" }),
        Standing::Rewound { journal, receipt } => {
            json!({ "state": "rewound", "journal": journal, "receipt": receipt })
        }
        Standing::Diverged { entry } => json!({ "state": "diverged", "entry": entry }),
        Standing::Foreign { epoch } => json!({ "state": "foreign", "epoch": epoch }),
    });
    let lock = match &status.lock {
        LockAge::Missing => "missing",
        LockAge::Current => "current",
        LockAge::Outdated => "outdated",
        LockAge::Unreadable(_) => "unreadable",
    };
    let pending = status
        .pending
        .map(|(files, drift, conflicts)| json!({ "files": files, "drift": drift, "conflicts": conflicts }));
    let ending: Vec<Value> = status
        .ending
        .iter()
        .map(|(login, role, until)| json!({ "login": login, "role": role, "until": until }))
        .collect();
    json!({
        "version": 1,
        "target": target,
        "erp": status.erp,
        "engine": status.engine.name(),
        "server": status.server,
        "database": status.database,
        "reader": status.reader,
        "registry": status.registry,
        "last": status.last,
        "receipts": receipts,
        "owed": status.owed,
        "accounts": users,
        "roles": roles,
        "grants": grants,
        "pending": pending,
        "ending": ending,
        "lock": lock,
    })
}
