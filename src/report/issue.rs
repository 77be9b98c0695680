//! Item codes that were issued, asked for, and given back.

use serde_json::{Value, json};

use crate::base::sheet::{Table, TableRow};
use crate::base::text::{did_you_mean, tick};
use crate::items::ChoiceError;
use crate::reconcile::{
    Column, IssuedCodes, Recorded, ReleasedCodes, Requested, RowError, RowOutcome, RowStatus, RowWarning,
    Short,
};

use super::Lang;
use super::document::{Document, Item, Line, Sign};

/// How many rows are shown one by one.
const NAMED: usize = 50;
/// How many texts are listed.
const LISTED: usize = 40;

/// Codes that were issued, for programs.
#[must_use]
pub fn issued_json(issued: &IssuedCodes, target: &str) -> Value {
    json!({
        "version": 1,
        "target": target,
        "rule": issued.rule,
        "codes": issued.codes,
        "entry": issued.recorded.entry,
        "receipt_failed": issued.recorded.receipt_failed,
    })
}

/// Codes that were given back, for programs.
#[must_use]
pub fn released_json(released: &ReleasedCodes, target: &str) -> Value {
    json!({
        "version": 1,
        "target": target,
        "codes": released.codes,
        "entry": released.recorded.as_ref().map(|recorded| recorded.entry),
        "receipt_failed": released.recorded.as_ref().and_then(|recorded| recorded.receipt_failed.as_ref()),
    })
}

/// What the journal says of it, in a sentence, and why there is no receipt.
#[must_use]
pub fn recorded(recorded: &Recorded, lang: Lang) -> String {
    let number = recorded.entry;
    let entry = lang.pick(format!("entry #{number}"), format!("第 #{number} 号记录"));
    match &recorded.receipt_failed {
        None => entry,
        Some(why) => lang.pick(
            format!("{entry}; no receipt could be written, though all is committed: {why}"),
            format!("{entry}；数据已提交，但回执无法写入：{why}"),
        ),
    }
}

/// The answer to a request.
#[must_use]
pub fn requested(requested: &Requested, check: bool, lang: Lang) -> Document {
    let mut document = Document::new();
    let template = lang.pick("Request {0}: {1}", "申请 {0}：{1}");
    let mut parts = vec![lang.count(requested.rows.len(), "row", "行")];
    for (status, en, zh) in [
        (RowStatus::Issued, "with a code", "行已有编码"),
        (RowStatus::Ready, "without a code yet", "行可发码"),
        (RowStatus::Wrong, "wrong", "行有误"),
    ] {
        let number = requested.with(status);
        if number > 0 {
            parts.push(lang.pick(format!("{number} {en}"), format!("{number} {zh}")));
        }
    }
    let parts = Line::plain(parts.join(lang.comma()));
    document.paragraph(Line::fill(template, &[Line::named(&requested.id), parts]));
    if requested.wrong() > 0 && requested.with(RowStatus::Ready) > 0 && !check {
        document.paragraph(Line::plain(lang.pick(
            "Nothing was issued, because rows are wrong: correct them, or add `--partial` to leave them out.",
            "因部分行有误，本次未发放编码：请更正，或加 `--partial` 跳过有误的行。",
        )));
    }
    let told = requested
        .rows
        .iter()
        .filter(|row| !row.errors.is_empty() || !row.warnings.is_empty());
    let items = told.clone().take(NAMED).map(|row| {
        let sign = if row.errors.is_empty() {
            Sign::Caution
        } else {
            Sign::Wrong
        };
        let line = row.line;
        let head = lang.pick(format!("line {line}"), format!("第 {line} 行"));
        let mut item = Item::new(sign, Line::plain(head));
        let texts = errors(row, lang).into_iter().chain(warnings(row, lang));
        item.items
            .extend(texts.map(|text| Item::new(Sign::None, Line::plain(text))));
        item
    });
    document.items(items.collect());
    let more = told.count().saturating_sub(NAMED);
    if more > 0 {
        document.paragraph(Line::plain(lang.pick(
            format!("and {more} more rows; the answer's file names all"),
            format!("另有 {more} 行，详见答复文件"),
        )));
    }
    if let Some(recorded) = &requested.recorded {
        document.paragraph(Line::plain(self::recorded(recorded, lang)));
    }
    document
}

/// The same for programs.
#[must_use]
pub fn requested_json(requested: &Requested, target: &str) -> Value {
    let rows: Vec<Value> = requested
        .rows
        .iter()
        .map(|row| {
            json!({
                "line": row.line,
                "status": status(row.status, Lang::En),
                "code": row.code,
                "errors": errors(row, Lang::En),
                "warnings": warnings(row, Lang::En),
            })
        })
        .collect();
    json!({
        "version": 1,
        "target": target,
        "request": requested.id,
        "rows": rows,
        "entry": requested.recorded.as_ref().map(|recorded| recorded.entry),
        "receipt_failed": requested.recorded.as_ref().and_then(|recorded| recorded.receipt_failed.as_ref()),
    })
}

/// The table of a request with the answer in it: the code, what became of each row, and what is wrong with it. What
/// the department wrote stays as it is.
#[must_use]
pub fn answer(table: &Table, requested: &Requested, lang: Lang) -> Table {
    let mut answer = table.clone();
    for column in Column::ANSWER {
        if answer.column(column.headings()).is_none() {
            let headings = column.headings();
            let english = headings.first().copied().unwrap_or_default();
            // English headings stand first; the first of the others is Chinese.
            let chinese = headings.iter().find(|heading| !heading.is_ascii());
            answer
                .head
                .push(lang.pick(english, chinese.copied().unwrap_or(english)).to_owned());
        }
    }
    let places = Column::ANSWER.map(|column| (column, answer.column(column.headings())));
    for (TableRow { cells, .. }, row) in answer.rows.iter_mut().zip(&requested.rows) {
        cells.resize_with(answer.head.len(), Default::default);
        for (column, at) in places {
            let Some(at) = at else { continue };
            let text = match column {
                Column::Code => match &row.code {
                    Some(code) => code.clone(),
                    None => continue,
                },
                Column::Status => status(row.status, lang).to_owned(),
                Column::Error => errors(row, lang).join(lang.semicolon()),
                Column::Warning => warnings(row, lang).join(lang.semicolon()),
                _ => requested.id.clone(),
            };
            cells[at] = text.into();
        }
    }
    answer
}

fn status(status: RowStatus, lang: Lang) -> &'static str {
    match status {
        RowStatus::Issued => lang.pick("issued", "已发码"),
        RowStatus::Ready => lang.pick("ready", "可发码"),
        RowStatus::Wrong => lang.pick("wrong", "有误"),
    }
}

fn errors(row: &RowOutcome, lang: Lang) -> Vec<String> {
    row.errors.iter().map(|error| sentence(error, lang)).collect()
}

fn sentence(error: &RowError, lang: Lang) -> String {
    match error {
        RowError::NoName => lang.pick("has no name", "缺少名称").to_owned(),
        RowError::NoRule => lang
            .pick(
                "no rule is for items of this category, type and company",
                "该类别、类型和公司没有适用的规则",
            )
            .to_owned(),
        RowError::SeveralRules(names) => {
            let names = names.join(lang.comma());
            lang.pick(
                format!("several rules are for such items; name one of {names} in a column `rule`"),
                format!("有多个适用规则，请在“规则”列中指定其一：{names}"),
            )
        }
        RowError::UnknownRule(name) => lang.pick(
            format!("no rule {} is in force", tick(name)),
            format!("没有名为 {} 的有效规则", tick(name)),
        ),
        RowError::NotFor(rule) => lang.pick(
            format!(
                "rule {} is not for items of this category, type and company",
                tick(rule)
            ),
            format!("规则 {} 不适用于该类别、类型或公司", tick(rule)),
        ),
        RowError::Choice(error) => choice(error, lang),
        RowError::NumberCell(heading) => lang.pick(
            format!(
                "{} is a number cell, which loses leading zeros: make it text",
                tick(heading)
            ),
            format!("{} 是数字单元格，会丢失前导零，请改为文本格式", tick(heading)),
        ),
        RowError::Twice(line) => lang.pick(
            format!("says the same as line {line}"),
            format!("与第 {line} 行完全相同"),
        ),
        RowError::Changed(code) => lang.pick(
            format!(
                "this line got {} in this request and says something else now: give back the code, or send it as a new request",
                tick(code)
            ),
            format!("本行在该申请中已获编码 {}，内容却已改变：请先收回该编码，或另行申请", tick(code)),
        ),
        RowError::HasCode(code) => lang.pick(
            format!("has the code {} already, not from this request", tick(code)),
            format!("已填编码 {}，并非本申请所发", tick(code)),
        ),
        RowError::Short(rule, short) => shortage(rule, short, lang),
    }
}

fn shortage(rule: &str, short: &Short, lang: Lang) -> String {
    let rule = tick(rule);
    match short {
        Short::RunOut { counter, .. } if counter.is_empty() => lang.pick(
            format!("rule {rule} has run out of numbers"),
            format!("规则 {rule} 的流水号已用尽"),
        ),
        Short::RunOut { counter, .. } => lang.pick(
            format!("rule {rule} has run out of numbers for {}", tick(counter)),
            format!("规则 {rule} 在 {} 下的流水号已用尽", tick(counter)),
        ),
        Short::Taken(code) => lang.pick(
            format!("rule {rule} has no running number, and {} is taken", tick(code)),
            format!("规则 {rule} 没有流水号，编码 {} 已被占用", tick(code)),
        ),
        Short::Misread(code) => lang.pick(
            format!(
                "rule {rule}: {} would be read in another way than it is meant",
                tick(code)
            ),
            format!("规则 {rule}：编码 {} 会产生歧义", tick(code)),
        ),
    }
}

/// What is wrong with what was chosen, with what is possible.
fn choice(error: &ChoiceError, lang: Lang) -> String {
    if lang == Lang::En {
        return format!("{error}; {}", error.help());
    }
    let possible = |choices: &[(String, String)]| {
        let words: Vec<String> = choices
            .iter()
            .take(LISTED)
            .map(|(text, title)| format!("{} {title}", tick(text)).trim().to_owned())
            .collect();
        match choices.len() {
            0 => "此处不可填写".to_owned(),
            number if number > LISTED => format!("可选：{} 等共 {number} 个", words.join("、")),
            _ => format!("可选：{}", words.join("、")),
        }
    };
    match error {
        ChoiceError::NoPart { name, parts } => {
            let near = did_you_mean(name, parts.iter().map(String::as_str)).is_some();
            let parts = parts.join("、");
            let hint = if near { "请检查拼写，" } else { "" };
            format!("规则没有名为 {} 的段；{hint}可选：{parts}", tick(name))
        }
        ChoiceError::Computed { part } => format!("{} 由程序计算，不可填写", tick(part)),
        ChoiceError::Missing { part, choices } => format!("缺少 {}；{}", tick(part), possible(choices)),
        ChoiceError::Wrong { part, given, choices } => {
            format!(
                "{} 不是 {} 的有效值；{}",
                tick(given),
                tick(part),
                possible(choices)
            )
        }
        ChoiceError::Date { part, given, pattern } => {
            format!("{} 的 {} 不是 {pattern} 形式的日期", tick(part), tick(given))
        }
    }
}

fn warnings(row: &RowOutcome, lang: Lang) -> Vec<String> {
    let sentence = |warning: &RowWarning| match warning {
        RowWarning::Exists(Some(code), item) => lang.pick(
            format!("an item of this name is there already: {} #{item}", tick(code)),
            format!("已有同名物料：{} #{item}", tick(code)),
        ),
        RowWarning::Exists(None, item) => lang.pick(
            format!("an item of this name is there already, without a code: #{item}"),
            format!("已有同名物料，尚无编码：#{item}"),
        ),
        RowWarning::Like(line) => lang.pick(
            format!("line {line} has the same name"),
            format!("与第 {line} 行名称相同"),
        ),
    };
    row.warnings.iter().map(sentence).collect()
}
