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

/// What a finding or a note says, in a language other than English: made from its values.
#[must_use]
pub fn message(code: &str, values: &[String], lang: Lang) -> Option<String> {
    let templates = match lang {
        Lang::En => return None,
        Lang::Zh => MESSAGES,
    };
    let (_, template) = templates.iter().find(|(id, _)| *id == code)?;
    let mut out = (*template).to_owned();
    for (at, value) in values.iter().enumerate() {
        let word = WORDS.iter().find(|(word, _)| word == value);
        out = out.replace(&format!("{{{at}}}"), word.map_or(value, |(_, word)| word));
    }
    // A plan of another version may carry fewer values: then its own text is better.
    (!out.contains('{')).then_some(out)
}

/// What verifying a journal found, in a language other than English: by the English template.
#[must_use]
pub fn detail(template: &str, values: &[String], lang: Lang) -> Option<String> {
    let templates = match lang {
        Lang::En => return None,
        Lang::Zh => DETAILS,
    };
    let (_, translated) = templates.iter().find(|(english, _)| *english == template)?;
    let mut out = (*translated).to_owned();
    for (at, value) in values.iter().enumerate() {
        out = out.replace(&format!("{{{at}}}"), value);
    }
    Some(out)
}

/// By English template.
const DETAILS: &[(&str, &str)] = &[
    ("two entries have this number", "有两条记录使用此编号"),
    ("it is stored after #{0}", "它存放在第 #{0} 号之后"),
    (
        "entries #{0} to #{1} are not in the journal",
        "第 #{0} 至 #{1} 号记录不在日志中",
    ),
    ("it is not in the journal", "日志中没有该记录"),
    ("it was written as entry #{0}", "它原为第 #{0} 号记录"),
    (
        "its fields do not give the hash that is stored with it",
        "其内容与所存哈希不符",
    ),
    (
        "its changes are not those that were hashed",
        "其变更内容与哈希不符",
    ),
    ("its changes are gone", "其变更内容已缺失"),
    ("its changes cannot be read: {0}", "其变更内容无法读取：{0}"),
    (
        "it was written without changes and has some now",
        "写入时没有变更内容，现在却有",
    ),
    (
        "the first entry names one before it",
        "第一条记录却指向更早的记录",
    ),
    (
        "entry #{0} was chained to another hash",
        "第 #{0} 号记录当时链接的是另一个哈希",
    ),
    ("it is not chained to entry #{0}", "它没有链接到第 #{0} 号记录"),
    (
        "nothing in the journal begins epoch {0}",
        "日志中没有开启时期 {0} 的记录",
    ),
    (
        "the registry is in epoch {0}, the last entry in {1}",
        "登记表处于时期 {0}，而最后一条记录处于 {1}",
    ),
    (
        "the registry remembers entry #{0} as its last",
        "登记表所记的最后一条是第 #{0} 号",
    ),
    (
        "it is not the entry that the registry remembers as its last",
        "它不是登记表所记的最后一条",
    ),
    (
        "its receipt of {0} names another hash",
        "{0} 的回执写的是另一个哈希",
    ),
    ("no receipt was found for it", "没有找到它的回执"),
    ("a receipt of {0} names epoch {1}", "{0} 的回执属于时期 {1}"),
    ("a receipt of {0} was written for it", "{0} 曾为它写过回执"),
];

/// By code; `{0}` is the first value.
const MESSAGES: &[(&str, &str)] = &[
    ("plan/protected", "`{0}` 受现行防护规则保护，却将{1}"),
    ("plan/own-account", "`{0}` 是 trueup 自身的连接账号，却将{1}"),
    (
        "plan/last-administrators",
        "仅剩 {0} 名有效的系统管理员，现行防护规则要求 {1} 名；{2} 将不再是系统管理员",
    ),
    (
        "plan/too-many-people",
        "计划涉及 {0} 人（有效人员共 {1} 人）；现行防护规则一次最多允许 {2} 人",
    ),
    (
        "plan/too-many-deactivations",
        "计划停用 {0} 个账号（有效账号共 {1} 个）；现行防护规则一次最多允许 {2} 个",
    ),
    (
        "plan/opens-resource",
        "`{0}` 上将不再有任何权限行，等于对所有人开放",
    ),
    (
        "plan/lifts-rule",
        "行级规则 `{0}` 将不再限制 {2} 可见的 `{1}` 数据行{3}",
    ),
    (
        "plan/loosens-rule",
        "行级规则 `{0}` 将使 {2} 可见更多 `{1}` 数据行{3}",
    ),
    (
        "plan/vanished",
        "`{0}` 以前执行过，现已没有文件提到它；请写 `{1}`，或写 `managed: false` 不再管理",
    ),
    ("plan/rename-clash", "`{0}` 不能改名为 `{1}`：ERP 中两者都存在"),
    (
        "plan/live-twins",
        "ERP 中同时有 `{0}` 和 `{1}`，而它视两者为同一个",
    ),
    ("plan/untouchable", "`{0}` 属于 ERP 自身，trueup 从不写入"),
    (
        "plan/lock-outdated",
        "ERP 与锁定文件不一致（共 {1} 处），例如：{0}；请运行 `trueup lock -t {2}` 并查看其差异",
    ),
    ("plan/not-supported", "{1} `{2}`：{0}"),
    ("plan/delegated", "{1} `{2}`：{0}"),
    ("plan/let-go", "{0} `{1}` 已不在文件中，仍留在 ERP 中"),
    ("plan/not-acted-on", "`{0}` 已校验，但不会执行"),
    ("plan/not-enforced", "设置 `{0}` {1}"),
    ("plan/no-registry", "授权期限和防护规则须先运行 `trueup setup`"),
    (
        "plan/sequence-moves",
        "编号序列 `{0}` 由 {1} 推进到 {2}：此前的编码已存在",
    ),
    (
        "plan/guards-missing",
        "数据库尚不能拒绝编码（缺少 {0}），须先运行 `trueup setup`",
    ),
    (
        "plan/cache-unnamed",
        "目标未在 `redis` 中指明缓存：运行中的服务器须待执行 `{0}` 后才会生效",
    ),
];

/// Values that are words of ours.
const WORDS: &[(&str, &str)] = &[
    ("lose a role", "失去角色"),
    ("be deactivated", "被停用"),
    ("only by the ERP's own screens", "仅由 ERP 自身的界面强制执行"),
    ("by nobody", "无人强制执行"),
    ("everybody", "所有人"),
    (": also those of other companies", "（包括其他公司的）"),
    ("insert", "新增"),
    ("update", "更改"),
    ("delete", "删除"),
    ("rename", "改名"),
];

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
    ("plan/lifts-rule", "行级规则不再限制某些人"),
    ("plan/loosens-rule", "角色在其他行级规则之外再得到一条规则"),
    ("plan/vanished", "以前执行过的条目已从文件中消失"),
    ("plan/rename-clash", "新旧名称同时存在，无法改名"),
    ("plan/live-twins", "ERP 中有两个它视为相同的键"),
    ("plan/untouchable", "计划更改系统账号或 ERP 自动给予的角色"),
    ("plan/lock-outdated", "锁定文件与 ERP 不一致"),
    ("plan/not-supported", "适配器无法执行此项"),
    ("plan/let-go", "以前执行过的行已不在文件中，trueup 不再管理"),
    ("plan/delegated", "此人的角色由 ERP 自行计算"),
    ("plan/not-acted-on", "此部分仅校验，本版本尚不执行"),
    ("plan/not-enforced", "ERP 保存此设置但不强制执行"),
    ("plan/no-registry", "此数据库尚未建立 trueup 登记表"),
    ("plan/sequence-moves", "编号序列的下一个号码将推进"),
    ("plan/guards-missing", "数据库尚不能拒绝不符合规则的编码"),
    ("plan/cache-unnamed", "运行中的服务器不会自行生效"),
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

    #[test]
    fn what_a_journal_check_says_is_translated_as_it_is_said() {
        let source = include_str!("../registry/chain.rs");
        for (english, _) in DETAILS {
            assert!(source.contains(&format!("\"{english}\"")), "{english}");
        }
    }

    #[test]
    fn every_message_has_a_code_of_a_plan() {
        for (code, _) in MESSAGES {
            assert!(crate::plan::CODES.iter().any(|info| info.id == *code), "{code}");
        }
    }
}
