//! What a plan leaves alone: what was changed in the ERP since the last apply, and what both sides changed.

use std::collections::HashMap;

use crate::model::{Cause, Change, Row, Sym, Verb};
use crate::plan::Held;

use super::super::document::{Block, Document, Item, Line, Table, Tone};
use super::entry::join;
use super::group::{Subject, groups};
use super::{Report, minute, reason_words};

impl Report<'_> {
    /// The part that only the ERP moved: held, unless asked for.
    pub(super) fn drift(&self, document: &mut Document) {
        let lang = self.lang;
        let drift: Vec<&Held> = self.held(|cause| matches!(cause, Cause::Drift(_)));
        if drift.is_empty() {
            return;
        }
        document.heading(match &self.plan.head.base {
            Some(base) => lang.pick(
                format!(
                    "Changed in the ERP since entry #{} (held: not part of this plan)",
                    base.entry
                ),
                format!(
                    "自第 {} 号记录以来在 ERP 中的更改（保留，不在本计划内）",
                    base.entry
                ),
            ),
            None => lang
                .pick(
                    "Changed in the ERP (held: not part of this plan)",
                    "在 ERP 中的更改（保留，不在本计划内）",
                )
                .to_owned(),
        });
        let done: Vec<Change> = drift.iter().map(|held| inverse(&held.change)).collect();
        let mut of_subject: HashMap<Subject, Vec<usize>> = HashMap::new();
        for (at, change) in done.iter().enumerate() {
            of_subject.entry(Subject::of(change)).or_default().push(at);
        }
        let mut left_out = 0;
        for (shown, group) in groups(done.iter(), self.speech()).iter().enumerate() {
            if shown >= self.limits.groups {
                left_out += 1;
                continue;
            }
            if let Some(subject) = self.plain_subject(group.subject) {
                document.blocks.push(Block::Subject(subject));
            }
            let items = of_subject[&group.subject]
                .iter()
                .flat_map(|&at| {
                    let from = self.who(drift[at]);
                    let entries = self.speech().entries(&done[at], None);
                    let lines = entries
                        .into_iter()
                        .map(|entry| (entry.sign, entry.line(self.limits.objects, lang)));
                    lines
                        .map(|(sign, line)| Item::new(sign, line).from(from.clone()))
                        .collect::<Vec<_>>()
                })
                .collect();
            document.items(items);
        }
        self.say_left_out(&mut (left_out, std::collections::BTreeSet::new()), document);
        document.paragraph(Line::fill(
            lang.pick(
                "To undo it: {0}. To keep it: write it into the files.",
                "如要撤销：{0}。如要保留：请写入文件。",
            ),
            &[Line::named("trueup plan --revert-drift")],
        ));
    }

    /// The part that both sides moved.
    pub(super) fn conflicts(&self, document: &mut Document) {
        let lang = self.lang;
        let conflicts: Vec<&Held> = self.held(|cause| matches!(cause, Cause::Conflict(_)));
        if conflicts.is_empty() {
            return;
        }
        document.heading(lang.pick(
            "Changed in the files and in the ERP (conflicts: not part of this plan)",
            "文件与 ERP 均已更改（冲突，不在本计划内）",
        ));
        let shown = conflicts.len().min(self.limits.groups);
        let rows = conflicts[..shown]
            .iter()
            .flat_map(|held| self.three_values(held))
            .collect();
        document.table(Table {
            head: [
                lang.pick("what", "内容"),
                lang.pick("last applied", "上次执行"),
                lang.pick("in the ERP", "ERP 现值"),
                lang.pick("in the files", "文件"),
                lang.pick("where, who", "位置、更改人"),
            ]
            .map(str::to_owned)
            .to_vec(),
            rows,
        });
        let left_out = conflicts.len() - shown;
        self.say_left_out(&mut (left_out, std::collections::BTreeSet::new()), document);
        document.paragraph(Line::fill(
            lang.pick(
                "To let the files win: {0}. To keep the ERP's value: write it into the files.",
                "以文件为准：{0}。以 ERP 为准：请把其值写入文件。",
            ),
            &[Line::named("trueup plan --overwrite")],
        ));
    }

    fn held(&self, which: impl Fn(Cause) -> bool) -> Vec<&Held> {
        let held = self.plan.held.iter();
        held.filter(|held| which(held.change.cause)).collect()
    }

    fn plain_subject(&self, subject: Subject) -> Option<Line> {
        let (rel, key) = match subject {
            Subject::Person(login) => (crate::model::Rel::User, login),
            Subject::Role(role) => (crate::model::Rel::Role, role),
            Subject::Other(_) => return None,
        };
        let line = Line::new().tone(Tone::Strong, self.symbols.text(key));
        Some(match self.names.title(rel, key) {
            Some(title) => line.text(" ").tone(Tone::Data, title),
            None => line,
        })
    }

    /// Who changed it in the ERP and when, as far as the ERP knows, and where the files speak of it.
    fn who(&self, held: &Held) -> Option<String> {
        let lang = self.lang;
        let mut parts = Vec::new();
        if let Some(who) = &held.changed_by {
            parts.push(lang.pick(format!("by {who}"), format!("更改人 {who}")));
        }
        if let Some(when) = &held.changed_at {
            parts.push(minute(when));
        }
        if parts.is_empty() {
            parts.push(
                lang.pick("the ERP does not record by whom", "ERP 未记录更改人")
                    .to_owned(),
            );
        }
        if let Some(reason) = self.reasons().reason(held.change.cause) {
            parts.push(reason_words(reason, lang));
        }
        Some(parts.join(lang.semicolon()))
    }

    fn three_values(&self, held: &Held) -> Vec<Vec<Line>> {
        let change = &held.change;
        let spec = change.rel.spec();
        let keys = spec.keys.len();
        let live = (change.verb != Verb::Insert).then(|| change.old());
        let desired = (change.verb != Verb::Delete).then(|| change.new_values());
        let base = held.base.as_ref().map(|base| &base[keys..]);
        let names: Vec<Line> = change
            .key()
            .iter()
            .map(|&cell| Line::named(self.symbols.text(cell)))
            .collect();
        let what = Line::plain(spec.name)
            .text(" ")
            .line(join(&names, usize::MAX, self.lang));
        let from = Line::plain(self.who(held).unwrap_or_default());
        if spec.values.is_empty() || live.is_none() || desired.is_none() {
            let cell = |row: Option<Row<'_>>| self.row(row);
            return vec![vec![what, cell(base), cell(live), cell(desired), from]];
        }
        let cell = |row: Option<Row<'_>>, at: usize| match row {
            Some(row) => self.cell(row[at]),
            None => self.absent(),
        };
        (0..spec.values.len())
            .filter(|&at| live.map(|row| row[at]) != desired.map(|row| row[at]))
            .map(|at| {
                let column = match spec.values {
                    [_] => String::new(),
                    values => format!(" {}", values[at].name),
                };
                vec![
                    what.clone().text(column),
                    cell(base, at),
                    cell(live, at),
                    cell(desired, at),
                    from.clone(),
                ]
            })
            .collect()
    }

    fn absent(&self) -> Line {
        Line::plain(self.lang.pick("absent", "不存在"))
    }

    fn cell(&self, cell: Sym) -> Line {
        match self.symbols.get(cell) {
            Some(text) => Line::named(text),
            None => Line::plain(self.lang.pick("none", "无")),
        }
    }

    fn row(&self, row: Option<Row<'_>>) -> Line {
        match row {
            None => self.absent(),
            Some([]) => Line::plain(self.lang.pick("present", "存在")),
            Some(cells) => {
                let cells: Vec<Line> = cells.iter().map(|&cell| self.cell(cell)).collect();
                join(&cells, usize::MAX, self.lang)
            }
        }
    }
}

/// What was done in the ERP, given what would undo it.
fn inverse(change: &Change) -> Change {
    let row = |values: Row<'_>| -> Vec<Sym> { change.key().iter().chain(values).copied().collect() };
    match change.verb {
        Verb::Insert => Change::delete(change.rel, &row(change.new_values()), change.cause),
        Verb::Delete => Change::insert(change.rel, &row(change.old()), change.cause),
        Verb::Update => Change::update(
            change.rel,
            &row(change.new_values()),
            &row(change.old()),
            change.cause,
        ),
        Verb::Rename => change.clone(),
    }
}
