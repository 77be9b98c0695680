//! The languages that reports are written in.
//!
//! Both texts of a phrase stand side by side where it is used, so that neither can be forgotten and a reader of one
//! sees the other. Diagnostics about the user's files stay in English; what a manager or an auditor reads does not.

use crate::base::text::{grouped, period, plural};

/// A language of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese, simplified.
    Zh,
}

impl Lang {
    /// The text of this language.
    #[must_use]
    pub fn pick<T>(self, en: T, zh: T) -> T {
        match self {
            Self::En => en,
            Self::Zh => zh,
        }
    }

    /// The language of a locale such as `zh_CN.UTF-8`; English for all that is not Chinese.
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        let language = locale.split(['_', '-', '.', '@']).next().unwrap_or_default();
        match language.to_ascii_lowercase().as_str() {
            "zh" => Self::Zh,
            _ => Self::En,
        }
    }

    /// "1 person", "12 people".
    #[must_use]
    pub fn people(self, number: usize) -> String {
        match self {
            Self::En if number == 1 => "1 person".to_owned(),
            Self::En => format!("{} people", grouped(number)),
            Self::Zh => format!("{} 人", grouped(number)),
        }
    }

    /// A number with an English noun, or with Chinese words such as `个账号`.
    #[must_use]
    pub fn count(self, number: usize, en: &str, zh: &str) -> String {
        match self {
            Self::En => plural(number, en),
            Self::Zh => format!("{} {zh}", grouped(number)),
        }
    }

    /// The sign between items of a list.
    #[must_use]
    pub fn comma(self) -> &'static str {
        self.pick(", ", "、")
    }

    /// The sign between parts of a sentence.
    #[must_use]
    pub fn semicolon(self) -> &'static str {
        self.pick("; ", "；")
    }

    /// The sign before an explanation.
    #[must_use]
    pub fn colon(self) -> &'static str {
        self.pick(": ", "：")
    }

    /// A comma-separated list of actions, in words: "read and write".
    #[must_use]
    pub fn actions(self, actions: &str) -> String {
        let words: Vec<&str> = actions
            .split(',')
            .filter(|action| !action.is_empty())
            .map(|action| self.action(action))
            .collect();
        match (self, words.split_last()) {
            (_, None) => self.pick("nothing", "不做任何操作").to_owned(),
            (Self::En, Some((last, rest))) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            _ => words.join("、"),
        }
    }

    /// The word for an action; actions that only one ERP knows keep their names.
    #[must_use]
    pub fn action(self, action: &str) -> &str {
        match (self, action) {
            (Self::Zh, "read") => "读取",
            (Self::Zh, "write") => "修改",
            (Self::Zh, "create") => "新建",
            (Self::Zh, "delete") => "删除",
            _ => action,
        }
    }

    /// How a row came from the files, as lowering words it.
    #[must_use]
    pub fn via(self, via: &str) -> String {
        if self == Self::En {
            return via.to_owned();
        }
        let fixed = match via {
            "first of companies" => "companies 的第一项",
            "included by another role" => "被另一角色包含",
            "holders of the role get what it includes" => "角色持有人同时获得其所含角色",
            "default of a new account" => "新账号的默认值",
            _ => "",
        };
        if !fixed.is_empty() {
            return fixed.to_owned();
        }
        match via.split_once(' ') {
            Some(("position", name)) => format!("岗位 {name}"),
            Some(("role", name)) => format!("角色 {name}"),
            Some(("state", name)) => format!("状态 {name}"),
            Some(("last", rest)) if rest.starts_with("day ") => format!("最后工作日 {}", &rest[4..]),
            _ => via.to_owned(),
        }
    }

    /// A length of time, short: "24h", "24 小时".
    #[must_use]
    pub fn period(self, seconds: u64) -> String {
        let short = period(seconds);
        match (self, short.split_at(short.len() - 1)) {
            (Self::En, _) => short,
            (Self::Zh, (number, "d")) => format!("{number} 天"),
            (Self::Zh, (number, "h")) => format!("{number} 小时"),
            (Self::Zh, (number, "m")) => format!("{number} 分钟"),
            (Self::Zh, (number, _)) => format!("{number} 秒"),
        }
    }

    /// A span of seconds in words: "40 seconds", "5 minutes".
    #[must_use]
    pub fn seconds(self, seconds: u32) -> String {
        let number = seconds as usize;
        match seconds {
            0..=119 => self.count(number, "second", "秒"),
            _ if seconds.is_multiple_of(60) => self.count(number / 60, "minute", "分钟"),
            _ => self.count(number, "second", "秒"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales() {
        assert_eq!(Lang::of_locale("zh_CN.UTF-8"), Lang::Zh);
        assert_eq!(Lang::of_locale("zh"), Lang::Zh);
        assert_eq!(Lang::of_locale("C.UTF-8"), Lang::En);
        assert_eq!(Lang::of_locale(""), Lang::En);
    }

    #[test]
    fn words() {
        assert_eq!(Lang::En.people(1), "1 person");
        assert_eq!(Lang::En.people(1200), "1,200 people");
        assert_eq!(Lang::Zh.people(3), "3 人");
        assert_eq!(Lang::En.actions("read,write,create"), "read, write and create");
        assert_eq!(Lang::En.actions("read"), "read");
        assert_eq!(Lang::En.actions(""), "nothing");
        assert_eq!(Lang::Zh.actions("read,post"), "读取、post");
        assert_eq!(Lang::Zh.via("position buyer"), "岗位 buyer");
        assert_eq!(Lang::Zh.via("last day 2026-10-31"), "最后工作日 2026-10-31");
        assert_eq!(Lang::En.seconds(300), "5 minutes");
    }
}
