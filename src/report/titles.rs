//! The titles of codes in the languages of reports.
//!
//! English titles stand with the codes; here are the Chinese ones of what managers and auditors meet in plans. A code
//! without one is shown in English.

use super::Lang;

/// The title of a code that plans carry.
#[must_use]
pub fn of(code: &str, lang: Lang) -> Option<&'static str> {
    translated(code, lang).or_else(|| {
        crate::plan::CODES
            .iter()
            .find(|info| info.id == code)
            .map(|info| info.title)
    })
}

/// The title in a language other than English, if there is one.
#[must_use]
pub fn translated(code: &str, lang: Lang) -> Option<&'static str> {
    match lang {
        Lang::En => None,
        Lang::Zh => CHINESE
            .iter()
            .find(|(id, _)| *id == code)
            .map(|(_, title)| *title),
    }
}

/// By code.
const CHINESE: &[(&str, &str)] = &[
    ("plan/protected", "计划收回受保护账号的权限"),
    ("plan/last-administrators", "剩余系统管理员过少"),
    ("plan/own-account", "计划收回 trueup 自身连接账号的权限"),
    ("plan/too-many-people", "计划涉及的人数超过一次允许的上限"),
    (
        "plan/too-many-deactivations",
        "计划停用的账号数超过一次允许的上限",
    ),
    (
        "plan/opens-resource",
        "计划删除资源的最后一条权限，资源将对所有人开放",
    ),
    ("plan/vanished", "以前执行过的条目已从文件中消失"),
    ("plan/rename-clash", "新旧名称同时存在，无法改名"),
    ("plan/live-twins", "ERP 中有两个它视为相同的键"),
    ("plan/untouchable", "计划更改系统账号或 ERP 自动给予的角色"),
    ("plan/not-supported", "适配器无法执行此项"),
    ("plan/let-go", "以前执行过的行已不在文件中，trueup 不再管理"),
    ("plan/delegated", "此人的角色由 ERP 自行计算"),
    ("plan/not-acted-on", "此部分仅校验，本版本尚不执行"),
    ("plan/not-enforced", "ERP 保存此设置但不强制执行"),
    ("plan/no-registry", "此数据库尚未建立 trueup 登记表"),
    ("registry/entry-changed", "记录内容被更改"),
    ("registry/entry-removed", "记录被删除"),
    ("registry/entry-reordered", "记录顺序被打乱"),
    ("registry/journal-truncated", "记录末尾被截断"),
    ("registry/receipt-missing", "记录没有回执"),
    ("registry/receipt-differs", "回执与记录不符"),
    ("registry/unknown-epoch", "记录属于未知的时期"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_a_plan_has_a_chinese_title() {
        let missing: Vec<_> = crate::plan::CODES
            .iter()
            .filter(|code| translated(code.id, Lang::Zh).is_none())
            .map(|code| code.id)
            .collect();
        assert_eq!(missing, Vec::<&str>::new());
    }
}
