//! One change in words: what it means for the person or the role that it is about.

use crate::model::{Cause, Change, Interner, Rel, Sym, Verb};
use crate::report::Lang;
use crate::report::document::{Line, Sign, Tone};

use super::names::Names;

/// What wording needs to know.
#[derive(Clone, Copy)]
pub(in crate::report) struct Speech<'a> {
    pub(in crate::report) symbols: &'a Interner,
    pub(in crate::report) names: &'a Names<'a>,
    pub(in crate::report) lang: Lang,
}

/// One thing that happens, ready to be said. Like entries are said together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct Entry {
    pub(in crate::report) sign: Sign,
    /// `{0}` stands for the objects, `{1}` and so on for the values.
    pub(in crate::report) template: &'static str,
    /// What it is about; entries that differ in this only are joined.
    pub(in crate::report) objects: Vec<Line>,
    /// What else is said.
    pub(in crate::report) values: Vec<Line>,
    /// Whether the values are one person's own, such as an e-mail address.
    pub(in crate::report) personal: bool,
    pub(in crate::report) cause: Cause,
}

impl Entry {
    /// The entry as a line; of more than `limit` objects the rest is counted.
    pub(in crate::report) fn line(&self, limit: usize, lang: Lang) -> Line {
        let mut parts = vec![join(&self.objects, limit, lang)];
        parts.extend(self.values.iter().cloned());
        Line::fill(self.template, &parts)
    }
}

/// Joins lines into one; beyond `limit` the rest is counted.
pub(in crate::report) fn join(lines: &[Line], limit: usize, lang: Lang) -> Line {
    let shown = if lines.len() > limit { limit } else { lines.len() };
    let mut out = Line::new();
    for (at, line) in lines[..shown].iter().enumerate() {
        if at > 0 {
            out = out.text(lang.comma());
        }
        out = out.line(line.clone());
    }
    let more = lines.len() - shown;
    if more == 0 {
        return out;
    }
    let number = crate::base::text::grouped(more);
    out.text(lang.pick(format!(" and {number} more"), format!(" 等另外 {number} 项")))
}

impl<'a> Speech<'a> {
    /// A key with its title, where it has one.
    pub(in crate::report) fn entity(&self, rel: Rel, key: Sym) -> Line {
        let line = Line::named(self.symbols.text(key));
        match self.names.title(rel, key) {
            Some(title) => line.text(" (").tone(Tone::Data, title).text(")"),
            None => line,
        }
    }

    fn value(&self, cell: Sym) -> Line {
        match self.symbols.get(cell) {
            Some(text) => Line::named(text),
            None => Line::plain(self.lang.pick("none", "无")),
        }
    }

    fn is(&self, cell: Option<Sym>, text: &str) -> bool {
        cell.and_then(|cell| self.symbols.get(cell)) == Some(text)
    }

    /// What a change means. `term` is the term that comes with a new grant, if one does.
    pub(in crate::report) fn entries(&self, change: &Change, term: Option<&Change>) -> Vec<Entry> {
        if change.verb == Verb::Rename {
            return vec![self.rename(change)];
        }
        match change.rel {
            Rel::User => self.user(change),
            Rel::UserAttribute | Rel::Setting => vec![self.assignment(change)],
            Rel::UserCompany => vec![self.company(change)],
            Rel::Role => self.role(change),
            Rel::RoleInclude if change.verb != Verb::Update => vec![self.include(change)],
            Rel::Permission => vec![self.permission(change)],
            Rel::RecordRule => vec![self.record_rule(change)],
            Rel::Grant => vec![self.grant(change, term)],
            Rel::GrantTerm => vec![self.term(change)],
            Rel::Guard | Rel::BackupPolicy | Rel::ItemRule => {
                self.fields(change).unwrap_or_else(|| vec![self.other(change)])
            }
            Rel::ItemGuard => vec![self.item_guard(change)],
            _ => vec![self.other(change)],
        }
    }

    /// Whether the database refuses codes by a rule, or only knows it as one that codes may fit.
    fn item_guard(&self, change: &Change) -> Entry {
        let refuses = |cell: Option<Sym>| {
            let text = cell.and_then(|cell| self.symbols.get(cell)).unwrap_or_default();
            text.starts_with("{\"refuses\":true")
        };
        let (sign, en, zh) = match (change.verb, refuses(change.after("spec"))) {
            (Verb::Delete, _) => (
                Sign::Removed,
                "codes that break {1} are no longer refused",
                "不再拒绝不符合 {1} 的编码",
            ),
            (Verb::Insert, true) => (
                Sign::Added,
                "codes that break {1} are refused",
                "拒绝不符合 {1} 的编码",
            ),
            (Verb::Insert, false) => (Sign::Added, "codes of {1} are let through", "放行符合 {1} 的编码"),
            (_, true) => (
                Sign::Changed,
                "codes that break {1} as it is now are refused",
                "按新规则拒绝不符合 {1} 的编码",
            ),
            (_, false) => (
                Sign::Changed,
                "codes of {1} as it is now are let through",
                "按新规则放行符合 {1} 的编码",
            ),
        };
        Entry {
            values: vec![self.value(change.key()[0])],
            ..self.entry(change, sign, en, zh)
        }
    }

    pub(super) fn entry(&self, change: &Change, sign: Sign, en: &'static str, zh: &'static str) -> Entry {
        Entry {
            sign,
            template: self.lang.pick(en, zh),
            objects: Vec::new(),
            values: Vec::new(),
            personal: false,
            cause: change.cause,
        }
    }

    fn rename(&self, change: &Change) -> Entry {
        let old = change.old_key().unwrap_or(Sym::NULL);
        Entry {
            values: vec![self.value(old), self.value(change.key()[0])],
            personal: true,
            ..self.entry(
                change,
                Sign::Changed,
                "renamed from {1} to {2}",
                "由 {1} 改名为 {2}",
            )
        }
    }

    fn user(&self, change: &Change) -> Vec<Entry> {
        match change.verb {
            Verb::Insert => {
                let active = !self.is(change.after("active"), "false");
                let email = change.after("email").filter(|cell| !cell.is_null());
                let portal = self.is(change.after("kind"), "portal");
                let (en, zh) = match (active, email) {
                    (true, Some(_)) if portal => {
                        ("account of a portal, e-mail {1}", "门户账号，电子邮箱 {1}")
                    }
                    (true, None) if portal => ("account of a portal", "门户账号"),
                    (true, Some(_)) => ("account, e-mail {1}", "账号，电子邮箱 {1}"),
                    (true, None) => ("account", "账号"),
                    (false, Some(_)) => ("account, not active, e-mail {1}", "账号（停用），电子邮箱 {1}"),
                    (false, None) => ("account, not active", "账号（停用）"),
                };
                vec![Entry {
                    values: email.map(|cell| self.value(cell)).into_iter().collect(),
                    personal: true,
                    ..self.entry(change, Sign::Added, en, zh)
                }]
            }
            Verb::Update => self.columns(change, |column| match column {
                "active" if self.is(change.after("active"), "false") => Some(self.entry(
                    change,
                    Sign::Removed,
                    "account deactivated: no login any more",
                    "停用账号：不能再登录",
                )),
                "active" => Some(self.entry(
                    change,
                    Sign::Added,
                    "account active again: login possible",
                    "重新启用账号：可以登录",
                )),
                "kind" if self.is(change.after("kind"), "portal") => Some(self.entry(
                    change,
                    Sign::Changed,
                    "becomes an account of a portal",
                    "改为门户账号",
                )),
                "kind" => Some(self.entry(
                    change,
                    Sign::Changed,
                    "becomes an internal account",
                    "改为内部账号",
                )),
                "name" => Some(self.entry(change, Sign::Changed, "name {1} -> {2}", "姓名 {1} -> {2}")),
                "email" => {
                    Some(self.entry(change, Sign::Changed, "e-mail {1} -> {2}", "电子邮箱 {1} -> {2}"))
                }
                _ => None,
            }),
            Verb::Delete | Verb::Rename => vec![self.entry(change, Sign::Removed, "account", "账号")],
        }
    }

    /// One entry per changed column; `say` words those that have words of their own.
    fn columns(&self, change: &Change, say: impl Fn(&str) -> Option<Entry>) -> Vec<Entry> {
        let columns = change.rel.spec().values.iter();
        let cells = change.old().iter().zip(change.new_values());
        columns
            .zip(cells)
            .filter(|(_, (old, new))| old != new)
            .map(|(column, (&old, &new))| {
                let known = say(column.name);
                let mut entry = known.unwrap_or_else(|| {
                    let mut entry = self.entry(change, Sign::Changed, "{0}: {1} -> {2}", "{0}：{1} -> {2}");
                    entry.objects.push(Line::plain(column.name));
                    entry
                });
                entry.values = vec![self.value(old), self.value(new)];
                entry.personal = true;
                entry
            })
            .collect()
    }

    /// A name that has a value: an attribute of a person, a setting.
    fn assignment(&self, change: &Change) -> Entry {
        let key = change.key();
        let name = Line::plain(self.symbols.text(key[key.len() - 1]));
        let (before, after) = (change.before("value"), change.after("value"));
        let (sign, en, zh, values) = match (before, after) {
            (Some(before), Some(after)) => (
                Sign::Changed,
                "{0}: {1} -> {2}",
                "{0}：{1} -> {2}",
                vec![self.value(before), self.value(after)],
            ),
            (None, after) => (
                Sign::Added,
                "{0}: {1}",
                "{0}：{1}",
                vec![self.value(after.unwrap_or(Sym::NULL))],
            ),
            (Some(before), None) => (
                Sign::Removed,
                "{0} (was {1})",
                "{0}（原为 {1}）",
                vec![self.value(before)],
            ),
        };
        Entry {
            objects: vec![name],
            values,
            personal: change.rel == Rel::UserAttribute,
            ..self.entry(change, sign, en, zh)
        }
    }

    fn company(&self, change: &Change) -> Entry {
        let entry = if change.verb == Verb::Delete {
            self.entry(
                change,
                Sign::Removed,
                "may no longer enter company {0}",
                "不能再进入公司 {0}",
            )
        } else {
            self.entry(change, Sign::Added, "may enter company {0}", "可以进入公司 {0}")
        };
        Entry {
            objects: vec![self.entity(Rel::Company, change.key()[1])],
            ..entry
        }
    }

    fn role(&self, change: &Change) -> Vec<Entry> {
        match change.verb {
            Verb::Insert => {
                let (en, zh) = if self.is(change.after("active"), "false") {
                    ("role, not active, titled {1}", "角色（停用），名称 {1}")
                } else {
                    ("role titled {1}", "角色，名称 {1}")
                };
                vec![Entry {
                    values: vec![self.value(change.after("title").unwrap_or(Sym::NULL))],
                    ..self.entry(change, Sign::Added, en, zh)
                }]
            }
            Verb::Update => self.columns(change, |column| match column {
                "active" if self.is(change.after("active"), "false") => Some(self.entry(
                    change,
                    Sign::Removed,
                    "role deactivated: it gives nothing any more",
                    "停用角色：不再给予任何权限",
                )),
                "active" => Some(self.entry(change, Sign::Added, "role active again", "重新启用角色")),
                "title" => Some(self.entry(change, Sign::Changed, "title {1} -> {2}", "名称 {1} -> {2}")),
                _ => None,
            }),
            Verb::Delete | Verb::Rename => vec![self.entry(change, Sign::Removed, "role", "角色")],
        }
    }

    fn include(&self, change: &Change) -> Entry {
        let entry = if change.verb == Verb::Delete {
            self.entry(
                change,
                Sign::Removed,
                "no longer includes role {0}",
                "不再包含角色 {0}",
            )
        } else {
            self.entry(
                change,
                Sign::Added,
                "includes role {0}: whoever holds it has that too",
                "包含角色 {0}：持有人同时拥有该角色",
            )
        };
        Entry {
            objects: vec![self.entity(Rel::Role, change.key()[1])],
            ..entry
        }
    }

    fn permission(&self, change: &Change) -> Entry {
        let actions = |cell: Option<Sym>| cell.map_or("", |cell| self.symbols.text(cell));
        let (before, after) = (
            actions(change.before("actions")),
            actions(change.after("actions")),
        );
        let words = |actions: &str| Line::plain(self.lang.actions(actions));
        let (sign, en, zh, values) = match change.verb {
            Verb::Insert if after.is_empty() => (
                Sign::Added,
                "may do nothing on {0}",
                "对 {0} 不得做任何操作",
                Vec::new(),
            ),
            Verb::Insert => (Sign::Added, "may {1} {0}", "可以{1} {0}", vec![words(after)]),
            Verb::Delete | Verb::Rename => (
                Sign::Removed,
                "permission on {0} goes; it was: {1}",
                "取消对 {0} 的权限；原为：{1}",
                vec![words(before)],
            ),
            Verb::Update => {
                let (gained, lost) = (minus(after, before), minus(before, after));
                match (gained.is_empty(), lost.is_empty()) {
                    (false, false) => (
                        Sign::Changed,
                        "may now also {1}, and no longer {2}, {0}",
                        "对 {0} 增加{1}，取消{2}",
                        vec![words(&gained), words(&lost)],
                    ),
                    (false, true) => (
                        Sign::Changed,
                        "may now also {1} {0}",
                        "对 {0} 增加{1}",
                        vec![words(&gained)],
                    ),
                    _ => (
                        Sign::Changed,
                        "may no longer {1} {0}",
                        "对 {0} 取消{1}",
                        vec![words(&lost)],
                    ),
                }
            }
        };
        Entry {
            objects: vec![self.entity(Rel::Resource, change.key()[1])],
            values,
            ..self.entry(change, sign, en, zh)
        }
    }

    fn record_rule(&self, change: &Change) -> Entry {
        let key = change.key();
        let filter = change.after("filter").or(change.before("filter"));
        let (sign, en, zh) = match change.verb {
            Verb::Insert => (
                Sign::Added,
                "row rule {0} holds on {1}: {2}",
                "行级规则 {0} 适用于 {1}：{2}",
            ),
            Verb::Delete => (
                Sign::Removed,
                "row rule {0} no longer holds on {1}: {2}",
                "行级规则 {0} 不再适用于 {1}：{2}",
            ),
            Verb::Update | Verb::Rename => (
                Sign::Changed,
                "row rule {0} on {1} becomes: {2}",
                "对 {1} 的行级规则 {0} 改为：{2}",
            ),
        };
        Entry {
            objects: vec![Line::named(self.symbols.text(key[2]))],
            values: vec![
                self.entity(Rel::Resource, key[1]),
                self.value(filter.unwrap_or(Sym::NULL)),
            ],
            ..self.entry(change, sign, en, zh)
        }
    }

    fn grant(&self, change: &Change, term: Option<&Change>) -> Entry {
        let sign = if change.verb == Verb::Delete {
            Sign::Removed
        } else {
            Sign::Added
        };
        let entry = match term {
            Some(term) => Entry {
                values: vec![self.term_words(term.new_values())],
                personal: true,
                ..self.entry(change, sign, "role {0}, {1}", "角色 {0}，{1}")
            },
            None => self.entry(change, sign, "role {0}", "角色 {0}"),
        };
        Entry {
            objects: vec![self.entity(Rel::Role, change.key()[1])],
            ..entry
        }
    }

    fn term(&self, change: &Change) -> Entry {
        let words = |cells: &[Sym]| self.term_words(cells);
        let (sign, en, zh, values) = match change.verb {
            Verb::Insert => (
                Sign::Added,
                "term of role {0}: {1}",
                "角色 {0} 的期限：{1}",
                vec![words(change.new_values())],
            ),
            Verb::Delete | Verb::Rename => (
                Sign::Removed,
                "term of role {0}: {1}",
                "角色 {0} 的期限：{1}",
                vec![words(change.old())],
            ),
            Verb::Update => (
                Sign::Changed,
                "term of role {0}: {1} -> {2}",
                "角色 {0} 的期限：{1} -> {2}",
                vec![words(change.old()), words(change.new_values())],
            ),
        };
        Entry {
            objects: vec![self.entity(Rel::Role, change.key()[1])],
            values,
            personal: true,
            ..self.entry(change, sign, en, zh)
        }
    }

    /// The values of a grant's term in words.
    fn term_words(&self, cells: &[Sym]) -> Line {
        let lang = self.lang;
        let mut parts = Vec::new();
        for (column, &cell) in Rel::GrantTerm.spec().values.iter().zip(cells) {
            let Some(text) = self.symbols.get(cell) else {
                continue;
            };
            let text = Line::new().tone(Tone::Data, text);
            let template = match column.name {
                "from" => lang.pick("from {0}", "自 {0} 起"),
                "until" => lang.pick("until {0}", "至 {0} 止"),
                "approved_by" => lang.pick("approval by {0} claimed, not signed", "声称由 {0} 批准，未签名"),
                _ => "{0}",
            };
            parts.push(Line::fill(template, &[text]));
        }
        if parts.is_empty() {
            return Line::plain(lang.pick("without end", "无期限"));
        }
        join(&parts, usize::MAX, lang)
    }

    /// Any other row: its keys, and its values as they were and will be.
    fn other(&self, change: &Change) -> Entry {
        let keys: Vec<Line> = change
            .key()
            .iter()
            .skip(usize::from(is_subject(change.rel)))
            .map(|&cell| self.value(cell))
            .collect();
        let changed: Vec<usize> = match change.verb {
            Verb::Update => (0..change.old().len())
                .filter(|&at| change.old()[at] != change.new_values()[at])
                .collect(),
            _ => (0..change.rel.spec().values.len()).collect(),
        };
        let words = |cells: &[Sym]| {
            let named: Vec<Line> = changed
                .iter()
                .filter_map(|&at| {
                    let cell = *cells.get(at)?;
                    if cells.len() == 1 {
                        return Some(self.value(cell));
                    }
                    let column = change.rel.spec().values[at].name;
                    Some(Line::fill("{0} {1}", &[Line::plain(column), self.value(cell)]))
                })
                .collect();
            join(&named, usize::MAX, self.lang)
        };
        let (sign, en, zh, values) = match change.verb {
            Verb::Insert => (
                Sign::Added,
                "{0} {1}",
                "{0} {1}",
                vec![words(change.new_values())],
            ),
            Verb::Delete | Verb::Rename => (
                Sign::Removed,
                "{0} (was {1})",
                "{0}（原为 {1}）",
                vec![words(change.old())],
            ),
            Verb::Update => (
                Sign::Changed,
                "{0} {1} -> {2}",
                "{0} {1} -> {2}",
                vec![words(change.old()), words(change.new_values())],
            ),
        };
        Entry {
            objects: vec![join(&keys, usize::MAX, self.lang)],
            values,
            ..self.entry(change, sign, en, zh)
        }
    }
}

/// Whether the first key of a relation's rows is the person or role that they are shown under.
fn is_subject(rel: Rel) -> bool {
    rel.is_entity() || matches!(rel.spec().keys[0].references, Some(Rel::User | Rel::Role))
}

/// The actions of one list that another lacks.
fn minus(left: &str, right: &str) -> String {
    let right: Vec<&str> = right.split(',').collect();
    let left: Vec<&str> = left
        .split(',')
        .filter(|action| !action.is_empty() && !right.contains(action))
        .collect();
    left.join(",")
}
