//! Effective access for people: what somebody can do, who can do something, and every path that leads there.

mod data;
mod words;

use std::collections::BTreeMap;

use crate::access::{Access, Answer, Denial, HeldRole, Paths};
use crate::base::text::grouped;
use crate::model::{Interner, Rel, State, Sym};

use super::Lang;
use super::document::{Document, Item, Line, Sign, Table, Tone};
use super::plan::{Limits, Names, join};

/// A live state, ready to be put into words.
pub struct View<'a> {
    access: Access<'a>,
    symbols: &'a Interner,
    names: Names<'a>,
    lang: Lang,
}

/// How many people are named before the rest is counted.
const PEOPLE: usize = 100;

impl<'a> View<'a> {
    /// A view on a state and the access that follows from it.
    #[must_use]
    pub fn new(access: Access<'a>, state: &'a State, symbols: &'a Interner, lang: Lang) -> Self {
        Self {
            access,
            symbols,
            names: Names::of(state, &[], symbols),
            lang,
        }
    }

    fn symbol(&self, text: &str) -> Sym {
        self.symbols.find(text).unwrap_or(Sym::NULL)
    }

    fn ask(&self, user: &str, action: &str, resource: &str) -> Answer {
        match self.symbols.find(user) {
            // NULL is nobody's login, but a resource of that name must not be found either.
            None => Answer::No(Denial::NoSuchUser),
            Some(user) => match self.symbols.find(resource) {
                None => Answer::No(Denial::NoSuchResource),
                Some(resource) => self.access.why(user, action, resource),
            },
        }
    }

    /// Whether somebody can do something, with every path, or what stands in the way.
    #[must_use]
    pub fn why(&self, user: &str, action: &str, resource: &str) -> Document {
        let lang = self.lang;
        let answer = self.ask(user, action, resource);
        let parts = [
            self.person(self.symbol(user), user),
            Line::plain(lang.action(action)),
            self.thing(Rel::Resource, resource),
        ];
        let (tone, template) = match &answer {
            Answer::Yes(_) => (
                Tone::Good,
                lang.pick("yes: {0} can {1} {2}", "可以：{0} 可{1} {2}"),
            ),
            Answer::No(_) => (
                Tone::Danger,
                lang.pick("no: {0} cannot {1} {2}", "不可以：{0} 不能{1} {2}"),
            ),
        };
        let (word, rest) = template.split_at(template.find(['：', ':']).unwrap_or(0));
        let mut document = Document::new();
        document.title(Line::new().tone(tone, word).line(Line::fill(rest, &parts)));
        match answer {
            Answer::Yes(paths) => document.items(self.paths(&paths)),
            Answer::No(denial) => document.items(vec![self.denial(&denial)]),
        }
        document
    }

    /// Who can do something, each with the shortest path.
    #[must_use]
    pub fn who_can(&self, action: &str, resource: &str, full: bool) -> Document {
        let lang = self.lang;
        let able = self
            .symbols
            .find(resource)
            .map_or_else(Vec::new, |resource| self.access.who_can(action, resource));
        let mut document = Document::new();
        let parts = [
            Line::new().tone(Tone::Strong, lang.people(able.len())),
            Line::plain(lang.action(action)),
            self.thing(Rel::Resource, resource),
        ];
        document.title(Line::fill(lang.pick("{0} can {1} {2}", "{0}可{1} {2}"), &parts));
        let shown = if full { able.len() } else { able.len().min(PEOPLE) };
        let rows = able[..shown]
            .iter()
            .map(|(user, paths)| {
                vec![
                    Line::new().tone(Tone::Strong, self.symbols.text(*user)),
                    Line::new().tone(Tone::Data, self.names.title(Rel::User, *user).unwrap_or_default()),
                    self.shortest(paths),
                ]
            })
            .collect();
        document.table(Table {
            head: [
                lang.pick("who", "人员"),
                lang.pick("name", "姓名"),
                lang.pick("shortest path", "最短路径"),
            ]
            .map(str::to_owned)
            .to_vec(),
            rows,
        });
        if shown < able.len() {
            let more = grouped(able.len() - shown);
            document.paragraph(Line::plain(lang.pick(
                format!("... and {more} more: `--full` lists all"),
                format!("……另有 {more} 人：`--full` 全部列出"),
            )));
        }
        document
    }

    fn shortest(&self, paths: &Paths) -> Line {
        let mut line = paths.paths.first().map_or_else(Line::new, |path| self.path(path));
        let more = paths.paths.len().saturating_sub(1);
        if more > 0 {
            let number = grouped(more);
            line = line.quiet(
                self.lang
                    .pick(format!("; {number} more"), format!("；另有 {number} 条路径")),
            );
        }
        if !paths.rules.is_empty() {
            line = line.tone(
                Tone::Caution,
                self.lang.pick("; some rows only", "；仅限部分数据行"),
            );
        }
        line
    }

    /// Everything that somebody holds and can do.
    #[must_use]
    pub fn user(&self, login: &str, full: bool) -> Document {
        let lang = self.lang;
        let user = self.symbol(login);
        let mut document = Document::new();
        let mut title = Line::new().tone(Tone::Strong, login);
        if let Some(name) = self.names.title(Rel::User, user) {
            title = title.text(" ").tone(Tone::Data, name);
        }
        document.title(title);
        let Some(held) = self.access.user(user) else {
            document.items(vec![self.denial(&Denial::NoSuchUser)]);
            return document;
        };
        if !held.active {
            document.items(vec![self.denial(&Denial::Inactive)]);
        }
        if held.unrestricted {
            let text = lang.pick(
                "an account of the ERP's own, which may do everything",
                "ERP 自带账户，可做任何操作",
            );
            document.items(vec![Item::new(
                Sign::Caution,
                Line::new().tone(Tone::Danger, text),
            )]);
        }
        document.heading(lang.pick("Roles", "角色"));
        let mut roles: Vec<Item> = held.roles.iter().map(|role| self.role(role)).collect();
        for &role in &held.inactive {
            let template = lang.pick(
                "role {0} is inactive and gives nothing",
                "角色 {0} 已停用，不给予任何权限",
            );
            roles.push(Item::new(
                Sign::None,
                Line::fill(template, &[self.entity(Rel::Role, role)]),
            ));
        }
        if roles.is_empty() {
            roles.push(Item::new(Sign::None, Line::plain(lang.pick("none", "无"))));
        }
        document.items(roles);
        let limits = Limits::of(full);
        let mut by_actions: BTreeMap<Vec<&str>, Vec<Line>> = BTreeMap::new();
        if let Some(held) = self.access.held(user) {
            for (resource, actions) in self.access.abilities(&held) {
                let names: Vec<&str> = self.access.names(actions).collect();
                by_actions
                    .entry(names)
                    .or_default()
                    .push(Line::named(self.symbols.text(resource)));
            }
        }
        document.heading(lang.pick("Access", "权限"));
        let items = by_actions.into_iter().map(|(actions, resources)| {
            let number = lang.count(resources.len(), "resource", "个资源");
            let parts = [
                Line::plain(lang.actions(&actions.join(","))),
                Line::plain(number),
                join(&resources, limits.objects, lang),
            ];
            let template = lang.pick("can {0} {1}: {2}", "可{0} {1}：{2}");
            Item::new(Sign::None, Line::fill(template, &parts))
        });
        document.items(items.collect());
        document
    }

    fn role(&self, held: &HeldRole) -> Item {
        let lang = self.lang;
        let mut line = Line::plain(lang.pick("role ", "角色 ")).line(self.entity(Rel::Role, held.role));
        if held.administrator {
            line = line.tone(
                Tone::Danger,
                lang.pick(" - makes an administrator", "——系统管理员"),
            );
        }
        let mut item = Item::new(Sign::None, line);
        for holding in &held.holdings {
            let plain = holding.includes.is_empty() && holding.term.is_none();
            if !plain {
                item.items.push(Item::new(Sign::None, self.holding(holding)));
            }
        }
        item
    }
}
