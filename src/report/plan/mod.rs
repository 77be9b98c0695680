//! A plan for people: who gains and loses what, why, and what stands in the way.
//!
//! Every change is shown or counted; what is folded or left out says so, and says how to see it.

mod entry;
mod group;
mod held;
mod names;
mod spec;
mod verdict;

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::base::text::grouped;
use crate::model::{Cause, Change, Interner, Rel, Sym, Verb};
use crate::plan::{Plan, Reason};

use super::Lang;
use super::document::{Document, Item, Line, Sign, Tone};
pub(in crate::report) use entry::{Speech, join};
pub(in crate::report) use group::{Folded, Group, Places, Subject, fold, groups, items};
pub(in crate::report) use names::Names;

/// How a plan is shown.
#[derive(Debug, Clone, Copy)]
pub struct Show {
    /// The language.
    pub lang: Lang,
    /// Whether to name everything, instead of folding what is alike.
    pub full: bool,
    /// Whether the verdict comes first, as in a comment, instead of last, as in a terminal that scrolls.
    pub verdict_first: bool,
}

/// How much is named before the rest is counted.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Limits {
    /// Objects in one line.
    pub(in crate::report) objects: usize,
    /// People who are alike and still shown one by one.
    pub(in crate::report) alike: usize,
    /// Names of people in one line.
    pub(in crate::report) names: usize,
    /// Groups in one section.
    pub(in crate::report) groups: usize,
    /// Items of one list of remarks.
    pub(in crate::report) remarks: usize,
}

impl Limits {
    /// The limits of a report that folds, or no limit.
    pub(in crate::report) fn of(full: bool) -> Self {
        if full {
            return Self {
                objects: usize::MAX,
                alike: usize::MAX,
                names: usize::MAX,
                groups: usize::MAX,
                remarks: usize::MAX,
            };
        }
        Self {
            objects: 6,
            alike: 8,
            names: 6,
            groups: 100,
            remarks: 20,
        }
    }
}

/// The largest comment that is written; the common forges stop at 65,536 characters.
const COMMENT: usize = 60_000;

/// The report on a plan.
#[must_use]
pub fn document(plan: &Plan, symbols: &Interner, show: Show) -> Document {
    Report::new(plan, symbols, show.lang, Limits::of(show.full)).document(show.verdict_first)
}

/// The report as a comment for a pull request: bounded, so that no forge cuts it.
#[must_use]
pub fn comment(plan: &Plan, symbols: &Interner, lang: Lang) -> String {
    let mut limits = Limits::of(false);
    loop {
        let report = Report::new(plan, symbols, lang, limits);
        let text = super::markdown::render(&report.document(true));
        if text.len() <= COMMENT || limits.groups == 0 {
            return text;
        }
        limits.groups /= 3;
        limits.remarks = limits.remarks.min(limits.groups);
    }
}

struct Report<'a> {
    plan: &'a Plan,
    names: Names<'a>,
    symbols: &'a Interner,
    lang: Lang,
    limits: Limits,
}

/// Reasons of a plan in words.
pub(in crate::report) struct Reasons<'a> {
    pub(in crate::report) reasons: &'a [Reason],
    pub(in crate::report) lang: Lang,
}

impl Reasons<'_> {
    fn remark(&self, cause: Cause) -> Option<&'static str> {
        let lang = self.lang;
        match cause {
            Cause::Files(_) => None,
            Cause::Consequence(_) => Some(lang.pick("consequence", "连带变更")),
            Cause::Drift(_) => Some(lang.pick("undoes a change made in the ERP", "撤销在 ERP 中所做的更改")),
            Cause::Conflict(_) => {
                Some(lang.pick("overwrites a change made in the ERP", "覆盖在 ERP 中所做的更改"))
            }
            Cause::Gone => Some(lang.pick("no longer in the files", "文件中已不再声明")),
            Cause::Undeclared => Some(lang.pick("not in the files", "文件中未声明")),
        }
    }

    fn reason(&self, cause: Cause) -> Option<&Reason> {
        let at = match cause {
            Cause::Files(at) | Cause::Consequence(at) | Cause::Conflict(at) => Some(at),
            Cause::Drift(at) => at,
            Cause::Gone | Cause::Undeclared => None,
        };
        self.reasons.get(at? as usize)
    }
}

/// File and line of a reason, and how the row came from there.
pub(in crate::report) fn reason_words(reason: &Reason, lang: Lang) -> String {
    let mut words = format!("{}:{}", reason.file, reason.line);
    if let Some(via) = &reason.via {
        words.push_str(lang.pick(", ", "，"));
        words.push_str(&lang.via(via));
    }
    words
}

impl Places for Reasons<'_> {
    fn place(&self, cause: Cause) -> Option<String> {
        let place = self.reason(cause).map(|reason| reason_words(reason, self.lang));
        let remark = self.remark(cause);
        match (remark, place) {
            (Some(remark), Some(place)) => Some(format!("{remark}{}{place}", self.lang.semicolon())),
            (Some(remark), None) => Some(remark.to_owned()),
            (None, place) => place,
        }
    }

    fn manner(&self, cause: Cause) -> String {
        let via = self
            .reason(cause)
            .and_then(|reason| reason.via.as_deref())
            .unwrap_or_default();
        format!("{}\u{1f}{via}", self.remark(cause).unwrap_or_default())
    }
}

impl<'a> Report<'a> {
    fn new(plan: &'a Plan, symbols: &'a Interner, lang: Lang, limits: Limits) -> Self {
        Self {
            plan,
            names: Names::of(&plan.footprint.rows, &plan.changes, symbols),
            symbols,
            lang,
            limits,
        }
    }

    fn speech(&self) -> Speech<'_> {
        Speech {
            symbols: self.symbols,
            names: &self.names,
            lang: self.lang,
        }
    }

    fn reasons(&self) -> Reasons<'_> {
        Reasons {
            reasons: &self.plan.reasons,
            lang: self.lang,
        }
    }

    fn document(&self, verdict_first: bool) -> Document {
        let mut document = Document::new();
        self.head(&mut document);
        let mut groups = groups(self.plan.changes.iter(), self.speech());
        let through_roles = self.assign_abilities(&mut groups);
        let mut body = Document::new();
        self.sections(&groups, &mut body);
        self.through_roles(&through_roles, &mut body);
        self.drift(&mut body);
        self.conflicts(&mut body);
        let mut verdict = Document::new();
        self.notes(&mut verdict);
        self.findings(&mut verdict);
        self.totals(&mut verdict);
        if verdict_first {
            document.append(verdict);
            document.append(body);
        } else {
            document.append(body);
            document.append(verdict);
        }
        document
    }

    fn head(&self, document: &mut Document) {
        let (head, lang) = (&self.plan.head, self.lang);
        let target = &head.target;
        document.title(Line::fill(
            lang.pick("Plan for {0}", "{0} 的变更计划"),
            &[Line::named(&target.name)],
        ));
        let mut line = Line::new()
            .tone(Tone::Data, &head.project)
            .text(format!(
                "{}{} {}{}{} ",
                lang.comma(),
                target.adapter,
                target.erp_version,
                lang.comma(),
                target.engine.title(),
            ))
            .name(&target.database)
            .text(lang.comma())
            .text(self.mode());
        if let Some(commit) = &head.commit {
            let id: String = commit.id.chars().take(10).collect();
            let commit_words = lang.pick(", commit {0}", "，提交 {0}");
            line = line.line(Line::fill(commit_words, &[Line::plain(id)]));
            if commit.dirty {
                line = line.tone(
                    Tone::Caution,
                    lang.pick(" with changes that are not committed", "，另有未提交的修改"),
                );
            }
        }
        document.paragraph(line);
        let compared = match &head.base {
            Some(base) => lang.pick(
                format!("compared with the last apply, entry #{}", base.entry),
                format!("与上次执行（第 {} 号记录）比较", base.entry),
            ),
            None => lang.pick("nothing was applied before", "此前未执行过").to_owned(),
        };
        document.paragraph(Line::new().quiet(lang.pick(
            format!(
                "made {}, expires {}; {compared}",
                minute(&head.created),
                minute(&head.expires)
            ),
            format!(
                "生成于 {}，有效至 {}；{compared}",
                minute(&head.created),
                minute(&head.expires)
            ),
        )));
    }

    fn mode(&self) -> &'static str {
        use crate::model::Mode;
        let lang = self.lang;
        match self.plan.head.mode {
            Mode::Additive => lang.pick("mode additive (never removes)", "模式 additive（只增不减）"),
            Mode::Adopt => lang.pick("mode adopt", "模式 adopt（只管理已声明的内容）"),
            Mode::Authoritative => lang.pick(
                "mode authoritative (what is not declared goes)",
                "模式 authoritative（未声明的将被收回）",
            ),
        }
    }

    /// Gives people's groups the abilities that they gain and lose; the rest come through roles.
    fn assign_abilities(&self, groups: &mut [Group]) -> Vec<(usize, Vec<&'a str>)> {
        let plan = self.plan;
        let mut of_person: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, change) in plan.head.abilities.iter().enumerate() {
            for login in &change.people {
                of_person.entry(login).or_default().push(at);
            }
        }
        let mut shown: HashSet<(usize, &str)> = HashSet::new();
        for group in groups.iter_mut() {
            if let Subject::Person(login) = group.subject {
                let login = self.symbols.text(login);
                if let Some(abilities) = of_person.get(login) {
                    group.abilities.clone_from(abilities);
                    shown.extend(abilities.iter().map(|&at| (at, login)));
                }
            }
        }
        let mut rest = Vec::new();
        for (at, change) in plan.head.abilities.iter().enumerate() {
            let others: Vec<&str> = change
                .people
                .iter()
                .map(String::as_str)
                .filter(|login| !shown.contains(&(at, *login)))
                .collect();
            if !others.is_empty() {
                rest.push((at, others));
            }
        }
        rest
    }

    fn sections(&self, groups: &[Group], document: &mut Document) {
        let places = self.reasons();
        let folded = fold(groups, &places, self.limits.alike);
        let mut section = None;
        let mut in_section = 0;
        let mut left_out: (usize, BTreeSet<Sym>) = (0, BTreeSet::new());
        for fold in &folded {
            let group = &groups[fold.members[0]];
            if section != Some(group.subject.section()) {
                self.say_left_out(&mut left_out, document);
                section = Some(group.subject.section());
                in_section = 0;
                document.heading(group.subject.section().title(self.lang));
            }
            in_section += 1;
            if in_section > self.limits.groups {
                left_out.0 += 1;
                for &member in &fold.members {
                    if let Subject::Person(key) | Subject::Role(key) = groups[member].subject {
                        left_out.1.insert(key);
                    }
                }
                continue;
            }
            if let Some(subject) = self.subject(groups, fold) {
                document.blocks.push(super::document::Block::Subject(subject));
            }
            let mut list = items(groups, fold, &places, self.limits.objects, self.lang);
            for &at in &group.abilities {
                let abilities =
                    group::ability_items(&self.plan.head.abilities[at], self.limits.objects, self.lang);
                list.push(effect(abilities, self.lang));
            }
            document.items(list);
        }
        self.say_left_out(&mut left_out, document);
    }

    fn say_left_out(&self, left_out: &mut (usize, BTreeSet<Sym>), document: &mut Document) {
        let (groups, keys) = std::mem::take(left_out);
        if groups == 0 {
            return;
        }
        let number = grouped(keys.len().max(groups));
        document.paragraph(Line::new().tone(
            Tone::Caution,
            self.lang.pick(
                format!("... and {number} more, not listed here: `--full` lists all, `-o FILE` saves all"),
                format!("……另有 {number} 项未列出：`--full` 全部列出，`-o FILE` 全部保存"),
            ),
        ));
    }

    /// The line above a group's entries.
    fn subject(&self, groups: &[Group], fold: &Folded) -> Option<Line> {
        let (lang, group) = (self.lang, &groups[fold.members[0]]);
        let (rel, key, person) = match group.subject {
            Subject::Person(login) => (Rel::User, login, true),
            Subject::Role(role) => (Rel::Role, role, false),
            Subject::Other(_) => return None,
        };
        let mut line = if fold.members.len() > 1 {
            let logins: Vec<Line> = fold
                .members
                .iter()
                .filter_map(|&member| match groups[member].subject {
                    Subject::Person(login) => Some(Line::named(self.symbols.text(login))),
                    _ => None,
                })
                .collect();
            Line::new()
                .tone(Tone::Strong, lang.people(logins.len()))
                .text(lang.colon())
                .line(join(&logins, self.limits.names, lang))
        } else if !person && self.symbols.text(key) == "*" {
            Line::new()
                .tone(Tone::Strong, lang.pick("everyone ", "所有人 "))
                .name("*")
        } else {
            let mut line = Line::new().tone(Tone::Strong, self.symbols.text(key));
            if let Some(title) = self.names.title(rel, key) {
                line = line.text(" ").tone(Tone::Data, title);
            }
            line
        };
        for &fate in &group.fates {
            line = line
                .text(lang.pick(" - ", "，"))
                .tone(Tone::Caution, fate.words(person, lang));
        }
        Some(line)
    }

    fn through_roles(&self, rest: &[(usize, Vec<&str>)], document: &mut Document) {
        let lang = self.lang;
        if rest.is_empty() {
            return;
        }
        document.heading(lang.pick(
            "People whose access changes through a role that they hold",
            "因所持角色变更而权限变化的人员",
        ));
        let list = rest
            .iter()
            .take(self.limits.groups)
            .map(|(at, people)| {
                let change = &self.plan.head.abilities[*at];
                people_item(change, people, (self.limits.names, self.limits.objects), lang)
            })
            .collect();
        document.items(list);
        let mut left_out = (rest.len().saturating_sub(self.limits.groups), BTreeSet::new());
        self.say_left_out(&mut left_out, document);
    }
}

/// People, and under them what they gain and lose; so many of each are named.
pub(in crate::report) fn people_item(
    change: &crate::plan::AbilityChange,
    people: &[impl AsRef<str>],
    (names, objects): (usize, usize),
    lang: Lang,
) -> Item {
    let named: Vec<Line> = people.iter().map(|login| Line::named(login.as_ref())).collect();
    let line = Line::new()
        .tone(Tone::Strong, lang.people(people.len()))
        .text(lang.colon())
        .line(join(&named, names, lang));
    let mut item = Item::new(Sign::None, line);
    item.items = group::ability_items(change, objects, lang);
    item
}

/// Abilities under a line that says what they are.
fn effect(items: Vec<Item>, lang: Lang) -> Item {
    let mut item = Item::new(
        Sign::None,
        Line::new().quiet(lang.pick("in effect:", "实际效果：")),
    );
    item.items = items;
    item
}

/// A time to the minute: `2026-11-22 09:30 UTC`.
pub(in crate::report) fn minute(time: &str) -> String {
    match time.parse::<jiff::Timestamp>() {
        Ok(time) => time.strftime("%Y-%m-%d %H:%M UTC").to_string(),
        Err(_) => time.to_owned(),
    }
}

/// Counts of verbs over changes: inserts, updates and renames, deletes.
fn signs(changes: &[Change]) -> [usize; 3] {
    changes.iter().fold([0; 3], |mut sum, change| {
        match change.verb {
            Verb::Insert => sum[0] += 1,
            Verb::Update | Verb::Rename => sum[1] += 1,
            Verb::Delete => sum[2] += 1,
        }
        sum
    })
}
