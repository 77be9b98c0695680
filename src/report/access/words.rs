//! Paths and denials in words.

use crate::access::{Basis, Denial, Holding, Path, Paths, PermissionRow, Term};
use crate::model::{Rel, Sym};
use crate::report::document::{Item, Line, Sign, Tone};
use crate::report::plan::join;

use super::View;

impl View<'_> {
    pub(super) fn entity(&self, rel: Rel, key: Sym) -> Line {
        let line = Line::named(self.symbols.text(key));
        match self.names.title(rel, key) {
            Some(title) => line.text(" (").tone(Tone::Data, title).text(")"),
            None => line,
        }
    }

    /// Something by the name that the user wrote, whether it exists or not.
    pub(super) fn thing(&self, rel: Rel, name: &str) -> Line {
        match self.symbols.find(name) {
            Some(key) => self.entity(rel, key),
            None => Line::named(name),
        }
    }

    pub(super) fn person(&self, user: Sym, name: &str) -> Line {
        let line = Line::new().tone(Tone::Strong, name);
        match self.names.title(Rel::User, user) {
            Some(title) => line.text(" ").tone(Tone::Data, title),
            None => line,
        }
    }

    /// Every path, what is needed besides, and the rules that limit it.
    pub(super) fn paths(&self, paths: &Paths) -> Vec<Item> {
        let lang = self.lang;
        let mut items: Vec<Item> = paths
            .paths
            .iter()
            .map(|path| Item::new(Sign::None, self.path(path)))
            .collect();
        for need in &paths.needs {
            let actions: Vec<&str> = self.access.names(need.action).collect();
            let parts = [
                Line::plain(lang.actions(&actions.join(","))),
                self.entity(Rel::Resource, need.resource),
            ];
            let template = lang.pick("needs {0} on {1} as well:", "同时需要对 {1} 的{0}权限：");
            let mut item = Item::new(Sign::None, Line::fill(template, &parts));
            item.items = self.paths(&need.paths);
            items.push(item);
        }
        for rule in &paths.rules {
            let parts = [
                Line::named(self.symbols.text(rule.name)),
                self.entity(Rel::Role, rule.role),
                Line::named(self.symbols.text(rule.filter)),
            ];
            let template = lang.pick(
                "only rows that rule {0} of {1} lets through: {2}",
                "仅限 {1} 的规则 {0} 允许的数据行：{2}",
            );
            items.push(Item::new(Sign::Caution, Line::fill(template, &parts)));
        }
        items
    }

    /// One path: how the role at its end is held, and what that gives.
    pub(super) fn path(&self, path: &Path) -> Line {
        let Some(holding) = &path.holding else {
            return self.basis(&path.basis, None);
        };
        let end = holding.includes.last().copied().unwrap_or(holding.granted);
        let basis = self.basis(&path.basis, Some(end));
        self.holding(holding).text(self.lang.colon()).line(basis)
    }

    /// The granted role, and the roles that follow from it.
    pub(super) fn holding(&self, holding: &Holding) -> Line {
        let lang = self.lang;
        let mut line =
            Line::plain(lang.pick("granted ", "被授予 ")).line(self.entity(Rel::Role, holding.granted));
        if let Some(term) = &holding.term {
            line = line.text(" [").line(self.term(term)).text("]");
        }
        for &role in &holding.includes {
            line = line
                .text(lang.pick(", which includes ", "，其包含 "))
                .line(self.entity(Rel::Role, role));
        }
        line
    }

    fn term(&self, term: &Term) -> Line {
        let lang = self.lang;
        let parts: Vec<Line> = [
            (term.from, lang.pick("from {0}", "自 {0} 起")),
            (term.until, lang.pick("until {0}", "至 {0} 止")),
            (term.reason, "{0}"),
            (term.ticket, "{0}"),
            (
                term.approved_by,
                lang.pick("approval by {0} claimed, not signed", "声称由 {0} 批准，未签名"),
            ),
        ]
        .into_iter()
        .filter_map(|(cell, template)| {
            let text = self.symbols.get(cell)?;
            Some(Line::fill(template, &[Line::new().tone(Tone::Data, text)]))
        })
        .collect();
        join(&parts, usize::MAX, lang)
    }

    /// What a path ends at. The role that was named just before is not named again.
    fn basis(&self, basis: &Basis, named: Option<Sym>) -> Line {
        let lang = self.lang;
        match basis {
            Basis::Row(row) => self.row(row, named == Some(row.role)),
            Basis::Administrator { role } if named == Some(*role) => Line::plain(lang.pick(
                "makes an administrator, who may do everything",
                "系统管理员角色，可做任何操作",
            )),
            Basis::Administrator { role } => Line::fill(
                lang.pick(
                    "{0} makes an administrator, who may do everything",
                    "{0} 是系统管理员角色，可做任何操作",
                ),
                &[self.entity(Rel::Role, *role)],
            ),
            Basis::Account => Line::plain(lang.pick(
                "an account of the ERP's own, which may do everything",
                "ERP 自带账户，可做任何操作",
            )),
            Basis::Open => Line::plain(lang.pick(
                "no permission speaks of it, and this ERP allows what nobody forbids",
                "没有相关权限设置，而此 ERP 允许一切未被禁止的操作",
            )),
            Basis::Follows { resource, action } => {
                let actions: Vec<&str> = self.access.names(*action).collect();
                Line::fill(
                    lang.pick(
                        "no permission speaks of it; {0} on {1} decides",
                        "没有相关权限设置；取决于对 {1} 的{0}权限",
                    ),
                    &[
                        Line::plain(lang.actions(&actions.join(","))),
                        self.entity(Rel::Resource, *resource),
                    ],
                )
            }
        }
    }

    fn row(&self, row: &PermissionRow, named: bool) -> Line {
        let lang = self.lang;
        let actions: Vec<&str> = self.access.names(row.actions).collect();
        let who = if named {
            Line::new()
        } else if self.symbols.text(row.role) == "*" {
            Line::plain(lang.pick("everyone ", "所有人"))
        } else {
            self.entity(Rel::Role, row.role).text(" ")
        };
        let template = if actions.is_empty() {
            lang.pick("{0}may do nothing on {2}", "{0}对 {2} 不得做任何操作")
        } else {
            lang.pick("{0}may {1} {2}", "{0}可{1} {2}")
        };
        let parts = [
            who,
            Line::plain(lang.actions(&actions.join(","))),
            self.entity(Rel::Resource, row.resource),
        ];
        Line::fill(template, &parts)
    }

    /// What stands in the way.
    pub(super) fn denial(&self, denial: &Denial) -> Item {
        let lang = self.lang;
        let plain = |en, zh| Item::new(Sign::None, Line::plain(lang.pick(en, zh)));
        let rows = |en, zh, rows: &[PermissionRow]| {
            let mut item = plain(en, zh);
            item.items = rows
                .iter()
                .map(|row| Item::new(Sign::None, self.row(row, false)))
                .collect();
            item
        };
        match denial {
            Denial::NoSuchUser => plain("there is no such account", "没有此账号"),
            Denial::Inactive => plain(
                "the account is inactive: nothing that it holds counts",
                "账号已停用：所持权限均无效",
            ),
            Denial::NoSuchResource => plain(
                "neither the ERP nor a permission knows this resource",
                "ERP 和权限设置中均无此资源",
            ),
            Denial::NoSuchAction => plain("this ERP knows no such action", "此 ERP 没有这种操作"),
            Denial::DoesNotExist(actions) => {
                let actions: Vec<&str> = self.access.names(*actions).collect();
                let parts = [Line::plain(lang.actions(&actions.join(",")))];
                let template = lang.pick(
                    "this action does not exist on the resource; these do: {0}",
                    "该资源没有这种操作；可用操作：{0}",
                );
                Item::new(Sign::None, Line::fill(template, &parts))
            }
            Denial::NoRow => plain("no permission gives it", "没有任何权限给予此操作"),
            Denial::Rows(found) => rows(
                "these permissions count, and none of them gives it:",
                "以下权限有效，但均未给予此操作：",
                found,
            ),
            Denial::OnlyOthers(found) => rows(
                "permissions name others only, which closes it to this account:",
                "权限仅给予他人，因此对此账号关闭：",
                found,
            ),
            Denial::Needs {
                resource,
                action,
                because,
            } => {
                let actions: Vec<&str> = self.access.names(*action).collect();
                let parts = [
                    Line::plain(lang.actions(&actions.join(","))),
                    self.entity(Rel::Resource, *resource),
                ];
                let template = lang.pick(
                    "it needs {0} on {1}, which is denied:",
                    "需要对 {1} 的{0}权限，而该权限被拒绝：",
                );
                Item::new(Sign::None, Line::fill(template, &parts)).with(self.denial(because))
            }
        }
    }
}
