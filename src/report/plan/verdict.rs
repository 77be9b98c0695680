//! What is not planned, what was found, and how much it is.

use std::collections::BTreeMap;

use crate::base::text::grouped;
use crate::model::Cause;
use crate::plan::{Finding, Note};
use crate::report::titles;

use super::super::document::{Document, Item, Line, Sign, Table, Tone};
use super::{Report, reason_words, signs};

impl Report<'_> {
    /// What is not planned, and why: one list per reason.
    pub(super) fn notes(&self, document: &mut Document) {
        let lang = self.lang;
        if self.plan.head.notes.is_empty() {
            return;
        }
        document.heading(lang.pick("Not planned, or not as it may seem", "未列入计划或需要说明的内容"));
        let mut by_code: BTreeMap<&str, Vec<&Note>> = BTreeMap::new();
        for note in &self.plan.head.notes {
            by_code.entry(&note.code).or_default().push(note);
        }
        let mut items = Vec::new();
        for (code, notes) in by_code {
            let title = titles::of(code, lang).unwrap_or(code);
            let mut item = Item::new(Sign::None, Line::plain(title).quiet(format!("  {code}")));
            for note in notes.iter().take(self.limits.remarks) {
                let place = note.place.as_ref().map(|place| reason_words(place, lang));
                let what = titles::message(&note.code, &note.values, lang);
                let what = message(what.as_ref().unwrap_or(&note.what));
                item.items.push(Item::new(Sign::Caution, what).from(place));
            }
            let more = notes.len().saturating_sub(self.limits.remarks);
            if more > 0 {
                let number = grouped(more);
                let line = lang.pick(
                    format!("and {number} more like these: `--full` lists all"),
                    format!("另有 {number} 项同类内容：`--full` 全部列出"),
                );
                item.items.push(Item::new(Sign::None, Line::plain(line)));
            }
            items.push(item);
        }
        document.items(items);
    }

    /// What policy and safety found; what refuses the plan comes first.
    pub(super) fn findings(&self, document: &mut Document) {
        let lang = self.lang;
        let findings = &self.plan.head.findings;
        if findings.is_empty() {
            return;
        }
        document.heading(lang.pick("Findings", "检查结果"));
        let mut sorted: Vec<&Finding> = findings.iter().collect();
        sorted.sort_by_key(|finding| !finding.refuses);
        let shown = sorted.len().min(self.limits.remarks);
        let items = sorted[..shown].iter().map(|finding| self.finding(finding));
        document.items(items.collect());
        let more = grouped(sorted.len() - shown);
        if shown < sorted.len() {
            document.paragraph(Line::plain(lang.pick(
                format!("and {more} more findings: `--full` lists all"),
                format!("另有 {more} 项检查结果：`--full` 全部列出"),
            )));
        }
    }

    fn finding(&self, finding: &Finding) -> Item {
        let lang = self.lang;
        let sign = if finding.refuses {
            Sign::Wrong
        } else {
            Sign::Caution
        };
        let state = match (finding.refuses, finding.accept.is_some()) {
            (true, _) => lang.pick("refused", "拒绝"),
            (false, true) => lang.pick("accepted", "已接受"),
            (false, false) => lang.pick("noted", "提示"),
        };
        let mut line = Line::new()
            .tone(
                if finding.refuses {
                    Tone::Danger
                } else {
                    Tone::Caution
                },
                state,
            )
            .text(lang.colon());
        let what = titles::message(&finding.code, &finding.values, lang);
        // What is not said in the language of the report has a title in it at least.
        if let (None, Some(title)) = (&what, titles::translated(&finding.code, lang)) {
            line = line.text(title).text("。");
        }
        line = line
            .line(message(what.as_ref().unwrap_or(&finding.message)))
            .quiet(format!("  {}", finding.code));
        let place = finding.place.as_ref().map(|place| reason_words(place, lang));
        let mut item = Item::new(sign, line).from(place);
        if let Some(accept) = finding.accept.as_ref().filter(|_| finding.refuses) {
            let command = format!("trueup plan {accept}");
            let template = lang.pick("if it is meant: {0}", "如确属本意：{0}");
            item.items.push(Item::new(
                Sign::None,
                Line::fill(template, &[Line::named(&command)]),
            ));
        }
        item
    }

    /// How much it is, in people and in rows.
    pub(super) fn totals(&self, document: &mut Document) {
        let (plan, lang) = (self.plan, self.lang);
        let totals = &plan.head.totals;
        document.heading(lang.pick("Totals", "合计"));
        if plan.is_empty() {
            let words = if plan.held.is_empty() {
                lang.pick(
                    "Nothing to do: the ERP holds what the files say.",
                    "无需变更：ERP 与文件一致。",
                )
            } else {
                lang.pick(
                    "Nothing to do for the files. What was changed in the ERP is held, see above.",
                    "文件方面无需变更。在 ERP 中的更改见上，予以保留。",
                )
            };
            document.paragraph(Line::new().tone(Tone::Good, words));
        } else {
            let [added, changed, removed] = signs(&plan.changes).map(grouped);
            let mut rows = vec![
                self.row_of("people", "人员", self.people()),
                self.row_of(
                    "rows",
                    "数据行",
                    format!("{} (+ {added}, ~ {changed}, - {removed})", grouped(totals.rows)),
                ),
            ];
            let through = lang.people(totals.people_by_role);
            if totals.people_by_role > 0 {
                rows.insert(
                    1,
                    self.row_of(
                        "through a role",
                        "因角色变更",
                        lang.pick(format!("{through} besides"), format!("另有 {through}")),
                    ),
                );
            }
            rows.push(self.row_of("roles given, taken", "授予、收回角色", {
                format!("{}, {}", grouped(totals.grants), grouped(totals.revokes))
            }));
            document.table(Table {
                head: vec![String::new(), String::new()],
                rows,
            });
        }
        self.closing(document);
    }

    fn row_of(&self, en: &str, zh: &str, value: String) -> Vec<Line> {
        vec![Line::new().quiet(self.lang.pick(en, zh)), Line::plain(value)]
    }

    fn people(&self) -> String {
        let (totals, lang) = (&self.plan.head.totals, self.lang);
        let mut parts = Vec::new();
        for (number, en, zh) in [
            (totals.created, "new", "新增"),
            (totals.deactivated, "deactivated", "停用"),
            (totals.reactivated, "active again", "重新启用"),
        ] {
            if number > 0 {
                let number = grouped(number);
                parts.push(lang.pick(format!("{number} {en}"), format!("{zh} {number}")));
            }
        }
        let people = lang.people(totals.people);
        if parts.is_empty() {
            return people;
        }
        let parts = parts.join(lang.comma());
        lang.pick(format!("{people} ({parts})"), format!("{people}（{parts}）"))
    }

    /// What else a reader must know before saying yes.
    fn closing(&self, document: &mut Document) {
        let (plan, lang) = (self.plan, self.lang);
        let mut items = Vec::new();
        let conflicts = plan
            .held
            .iter()
            .filter(|held| matches!(held.change.cause, Cause::Conflict(_)))
            .count();
        let drift = plan.held.len() - conflicts;
        if drift + conflicts > 0 {
            let (drift, conflicts) = (
                lang.count(drift, "row", "行"),
                lang.count(conflicts, "conflict", "处冲突"),
            );
            let words = lang.pick(
                format!("held: {drift} changed in the ERP, {conflicts}"),
                format!("保留：{drift}在 ERP 中更改，{conflicts}"),
            );
            items.push(Item::new(Sign::Caution, Line::plain(words)));
        }
        let (users, roles) = (
            plan.head.totals.undeclared_users,
            plan.head.totals.undeclared_roles,
        );
        if users + roles > 0 {
            let (users, roles) = (
                lang.count(users, "active account", "个启用账号"),
                lang.count(roles, "custom role", "个自定义角色"),
            );
            let words = lang.pick(
                format!("not in the files, and not touched: {users}, {roles}"),
                format!("文件中未声明且不予更改：{users}、{roles}"),
            );
            items.push(Item::new(Sign::None, Line::new().quiet(words)));
        }
        if !plan.is_empty() {
            items.push(Item::new(Sign::None, Line::new().quiet(self.follows())));
        }
        let refusals = plan.refusals().count();
        if refusals > 0 {
            let number = lang.count(refusals, "finding", "项检查结果");
            let words = lang.pick(
                format!("this plan cannot be applied: refused by {number}"),
                format!("本计划不能执行：{number}予以拒绝"),
            );
            items.push(Item::new(Sign::Wrong, Line::new().tone(Tone::Danger, words)));
        }
        document.items(items);
    }

    fn follows(&self) -> String {
        let lang = self.lang;
        match self.plan.head.follows_seconds {
            Some(0) => lang
                .pick(
                    "a running ERP server follows at once",
                    "运行中的 ERP 服务器立即生效",
                )
                .to_owned(),
            Some(seconds) => {
                let time = lang.seconds(seconds);
                lang.pick(
                    format!("a running ERP server follows within {time}"),
                    format!("运行中的 ERP 服务器最迟 {time}后生效"),
                )
            }
            None => lang
                .pick(
                    "when a running ERP server follows is not known",
                    "运行中的 ERP 服务器何时生效未知",
                )
                .to_owned(),
        }
    }
}

/// A message that marks names with backticks, as names and words.
pub(in crate::report) fn message(text: &str) -> Line {
    let mut line = Line::new();
    for (at, part) in text.split('`').enumerate() {
        line = if at % 2 == 1 {
            line.name(part)
        } else {
            line.text(part)
        };
    }
    line
}
