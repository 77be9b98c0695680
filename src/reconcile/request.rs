//! `items request`: codes for a department's batch of new items.
//!
//! A row that was answered before keeps its code: rows are known by the id of the request and by what they say. So a
//! run that was interrupted is simply run again.

use std::collections::{BTreeMap, HashMap};

use crate::base::hash::sha256;
use crate::base::sheet::{Cell, Table, TableRow, is_heading};
use crate::items::{ChoiceError, Rule, Stem, alike, rules_for};
use crate::registry::{CodeState, IssuedCode};

use super::issue::{ForLine, Issuer, Recorded, Short, locked, named};
use super::items::{self, RulesFrom};
use super::target::Target;
use super::{Context, Failure, Stage, journal};

/// Headings of columns, in the order of [`Column`].
const HEADINGS: &[(Column, &[&str])] = &[
    (Column::Name, &["name", "名称", "品名", "物料名称"]),
    (Column::Category, &["category", "类别", "分类", "物料类别"]),
    (Column::Kind, &["type", "类型", "物料类型"]),
    (Column::Company, &["company", "公司"]),
    (
        Column::Specification,
        &["specification", "spec", "规格", "规格型号"],
    ),
    (Column::Rule, &["rule", "规则", "编码规则"]),
    (Column::Code, &["code", "item code", "编码", "物料编码"]),
    (Column::Status, &["code status", "编码状态"]),
    (Column::Error, &["code error", "编码错误"]),
    (Column::Warning, &["code warning", "编码提醒"]),
    (Column::Request, &["request id", "申请号"]),
];

/// What a column of a request is for. Others, such as the unit, are kept as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// The name of the item.
    Name,
    /// The path of its category.
    Category,
    /// Its type.
    Kind,
    /// Its company.
    Company,
    /// Its specification.
    Specification,
    /// The rule that it gets a code of.
    Rule,
    /// The code: part of the answer.
    Code,
    /// What became of the row: part of the answer.
    Status,
    /// What is wrong with it: part of the answer.
    Error,
    /// What to look at: part of the answer.
    Warning,
    /// The request's id: part of the answer.
    Request,
}

impl Column {
    /// The columns that an answer adds, where they are not there.
    pub const ANSWER: [Self; 5] = [
        Self::Code,
        Self::Status,
        Self::Error,
        Self::Warning,
        Self::Request,
    ];

    /// The headings that mean this column, English ones first.
    #[must_use]
    pub fn headings(self) -> &'static [&'static str] {
        let found = HEADINGS.iter().find(|(column, _)| *column == self);
        found.map_or(&[], |(_, headings)| headings)
    }

    /// Whether a heading means this column.
    #[must_use]
    pub fn is_meant(self, heading: &str) -> bool {
        is_heading(heading, self.headings())
    }
}

/// How a request is answered.
#[derive(Debug, Clone, Default)]
pub struct RequestOptions {
    /// The rule for all rows that name none; by category, type and company when left out.
    pub rule: Option<String>,
    /// The request's id; the digest of what the table says when left out.
    pub id: Option<String>,
    /// Only look.
    pub check: bool,
    /// Issue codes for the rows that are right although others are wrong.
    pub partial: bool,
    /// The day for parts with dates; today when left out.
    pub date: Option<jiff::civil::Date>,
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requested {
    /// The request's id.
    pub id: String,
    /// The rows, in the order of the table.
    pub rows: Vec<RowOutcome>,
    /// The journal entry; none when nothing was issued now.
    pub recorded: Option<Recorded>,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowOutcome {
    /// Its line in the file.
    pub line: u64,
    /// What became of it.
    pub status: RowStatus,
    /// Its code.
    pub code: Option<String>,
    /// What is wrong with it.
    pub errors: Vec<RowError>,
    /// What somebody should look at.
    pub warnings: Vec<RowWarning>,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowStatus {
    /// It has a code, from now or from an earlier run.
    Issued,
    /// It is right, and has no code yet.
    Ready,
    /// It is wrong.
    Wrong,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowError {
    /// It has no name.
    NoName,
    /// No rule is for items like this.
    NoRule,
    /// Several rules are for items like this.
    SeveralRules(Vec<String>),
    /// The rule is not in force.
    UnknownRule(String),
    /// The rule is for items of other categories, types or companies.
    NotFor(String),
    /// A part of the code.
    Choice(ChoiceError),
    /// The cell below this heading is a number, which has lost its leading zeros.
    NumberCell(String),
    /// The row of this line says the same.
    Twice(u64),
    /// The request's line was answered before, with this code, and said something else then.
    Changed(String),
    /// It has a code that this request did not give it.
    HasCode(String),
    /// There is no further code; the rule.
    Short(String, Short),
}

/// What somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowWarning {
    /// An item of that name is there already: its code and the ERP's identifier.
    Exists(Option<String>, String),
    /// The row of this line has the same name.
    Like(u64),
}

impl Requested {
    /// How many rows are wrong.
    #[must_use]
    pub fn wrong(&self) -> usize {
        self.with(RowStatus::Wrong)
    }

    /// How many rows have this status.
    #[must_use]
    pub fn with(&self, status: RowStatus) -> usize {
        self.rows.iter().filter(|row| row.status == status).count()
    }
}

/// Answers a request. Unless `partial` is set, one wrong row keeps all others from getting codes.
///
/// # Errors
/// When the table has no names, the receipts know more than the journal, or the database refuses; nothing is issued
/// then, unless the failure is [`Failure::Unknown`].
pub async fn items_request(
    context: &Context,
    table: &Table,
    options: &RequestOptions,
    observer: &(dyn Fn(Stage) + Sync),
) -> Result<Requested, Failure> {
    let batch = Batch::of(table, options)?;
    if options.check {
        let mut target = Target::read_only(context, "items request").await?;
        let registry = target.registry(context).await?.ok_or_else(Failure::no_registry)?;
        let stored = match registry.can_issue(&mut target.session).await? {
            true => registry.codes_of(&mut target.session, &batch.id).await?,
            false => Vec::new(),
        };
        journal::in_step(context, &mut target, &registry).await?;
        let rules = items::rules(context, &mut target, RulesFrom::Applied).await?;
        let mut rows = batch.judge(context, &rules, &stored, options)?;
        batch.look_in_erp(&mut target, &mut rows).await?;
        target.session.close().await;
        return Ok(batch.answer(rows, None));
    }
    let (rows, recorded) = locked(context, "items request", observer, async |target, registry| {
        let rules = items::rules(context, target, RulesFrom::Applied).await?;
        let stored = registry.codes_of(&mut target.session, &batch.id).await?;
        let mut rows = batch.judge(context, &rules, &stored, options)?;
        let mut names = batch.names(&rows);
        let mut issuer = Issuer::read(target, registry, &rules, &mut |item| names.look(item)).await?;
        names.tell(&mut rows);
        observer(Stage::Read);
        let codes = batch.reserve(&mut issuer, &rules, &mut rows, options);
        if codes.is_empty() {
            return Ok((rows, None));
        }
        let entry = issuer
            .store(context, target, registry, codes, Some(&batch.id))
            .await?;
        observer(Stage::Journaled);
        Ok((rows, Some(entry)))
    })
    .await?;
    Ok(batch.answer(rows, recorded))
}

/// A row while it is judged.
struct Row {
    outcome: RowOutcome,
    /// The rule and what comes before the running number, where a code is to be issued.
    wanted: Option<(usize, Stem)>,
}

impl Row {
    fn wrong(&mut self, error: RowError) {
        self.outcome.errors.push(error);
        self.outcome.status = RowStatus::Wrong;
        self.wanted = None;
    }
}

/// A table, with what its columns are for.
struct Batch<'t> {
    table: &'t Table,
    columns: BTreeMap<Column, usize>,
    id: String,
    /// What each row says, apart from the answer: a JSON object by heading.
    fields: Vec<String>,
}

impl<'t> Batch<'t> {
    fn of(table: &'t Table, options: &RequestOptions) -> Result<Self, Failure> {
        let columns: BTreeMap<Column, usize> = HEADINGS
            .iter()
            .filter_map(|&(column, _)| Some((column, table.column(column.headings())?)))
            .collect();
        if !columns.contains_key(&Column::Name) {
            return Err(Failure::NotReady {
                what: "the table has no column for names".to_owned(),
                help: format!(
                    "give one of its columns the heading {}",
                    crate::base::text::list_or(Column::Name.headings(), 8)
                ),
            });
        }
        let answers: Vec<usize> = Column::ANSWER
            .iter()
            .filter_map(|column| columns.get(column).copied())
            .collect();
        let said = |cells: &[Cell<'_>]| {
            let own = table.head.iter().zip(cells).enumerate();
            let said: BTreeMap<&str, &str> = own
                .filter(|(at, (_, cell))| !answers.contains(at) && !cell.text.is_empty())
                .map(|(_, (heading, cell))| (heading.as_str(), cell.text.as_ref()))
                .collect();
            serde_json::to_string(&said).expect("texts are plain JSON")
        };
        let fields: Vec<String> = table.rows.iter().map(|row| said(&row.cells)).collect();
        let id = options.id.clone().unwrap_or_else(|| {
            let whole = format!("{:?}\n{}", options.rule, fields.join("\n"));
            sha256(whole.as_bytes())[..16].to_owned()
        });
        Ok(Self {
            table,
            columns,
            id,
            fields,
        })
    }

    fn cell(&self, row: usize, column: Column) -> &str {
        let at = self.columns.get(&column);
        at.map_or("", |&at| self.table.rows[row].cells[at].text.as_ref())
    }

    /// What a row is called, for finding the same thing again.
    fn alike(&self, row: usize) -> String {
        let (name, specification) = (
            self.cell(row, Column::Name),
            self.cell(row, Column::Specification),
        );
        alike(&format!("{name} {specification}"))
    }

    /// Finds what every row had before, and what is wrong with those that had nothing.
    fn judge(
        &self,
        context: &Context,
        rules: &[Rule],
        stored: &[IssuedCode],
        options: &RequestOptions,
    ) -> Result<Vec<Row>, Failure> {
        let rule = options.rule.as_ref().map(|name| named(rules, name)).transpose()?;
        let date = options
            .date
            .unwrap_or_else(|| context.project.day_at(context.now));
        let mut left: Vec<&IssuedCode> = stored
            .iter()
            .filter(|code| matches!(code.state, CodeState::Issued | CodeState::Used))
            .collect();
        let mut rows: Vec<Row> = Vec::with_capacity(self.table.rows.len());
        for (at, TableRow { number: line, .. }) in self.table.rows.iter().enumerate() {
            let fields = Some(self.fields[at].as_str());
            let before = left.iter().position(|code| code.fields.as_deref() == fields);
            let code = before.map(|at| left.remove(at).code.clone());
            rows.push(Row {
                outcome: RowOutcome {
                    line: *line,
                    status: match code {
                        Some(_) => RowStatus::Issued,
                        None => RowStatus::Ready,
                    },
                    code,
                    errors: Vec::new(),
                    warnings: Vec::new(),
                },
                wanted: None,
            });
        }
        let mut seen: HashMap<String, usize> = HashMap::new();
        for (at, row) in rows.iter_mut().enumerate() {
            let given = self.cell(at, Column::Code);
            if !given.is_empty() && row.outcome.code.as_deref() != Some(given) {
                row.wrong(RowError::HasCode(given.to_owned()));
            }
            let first = *seen.entry(self.alike(at)).or_insert(at);
            if row.outcome.code.is_none() {
                if let Some(before) = left.iter().find(|code| code.line == Some(row.outcome.line)) {
                    row.wrong(RowError::Changed(before.code.clone()));
                }
                self.judge_new(at, row, rules, rule, date);
                let line = self.table.rows[first].number;
                if first != at && self.fields[first] == self.fields[at] {
                    row.wrong(RowError::Twice(line));
                } else if first != at && !self.cell(at, Column::Name).is_empty() {
                    row.outcome.warnings.push(RowWarning::Like(line));
                }
            }
        }
        Ok(rows)
    }

    /// What is wrong with a row that has no code yet.
    fn judge_new(
        &self,
        at: usize,
        row: &mut Row,
        rules: &[Rule],
        rule: Option<usize>,
        date: jiff::civil::Date,
    ) {
        if self.cell(at, Column::Name).is_empty() {
            row.wrong(RowError::NoName);
        }
        let rule = match self.rule_of(at, rules, rule) {
            Ok(rule) => rule,
            Err(error) => return row.wrong(error),
        };
        let choosable = rules[rule].choosable();
        let mut set = BTreeMap::new();
        for (heading, cell) in self.table.head.iter().zip(&self.table.rows[at].cells) {
            let part = rules[rule]
                .part_meant(heading)
                .filter(|part| choosable.contains(part));
            let Some(part) = part.filter(|_| !cell.text.is_empty()) else {
                continue;
            };
            if cell.number {
                row.wrong(RowError::NumberCell(heading.clone()));
            }
            set.insert(rules[rule].part_called(part), cell.text.clone().into_owned());
        }
        match rules[rule].stem(&set, date) {
            Ok(stem) if row.outcome.errors.is_empty() => row.wanted = Some((rule, stem)),
            Ok(_) => {}
            Err(errors) => errors
                .into_iter()
                .for_each(|error| row.wrong(RowError::Choice(error))),
        }
    }

    fn rule_of(&self, at: usize, rules: &[Rule], rule: Option<usize>) -> Result<usize, RowError> {
        let text = |column| Some(self.cell(at, column)).filter(|text| !text.is_empty());
        let category: Vec<String> = text(Column::Category).map(str::to_owned).into_iter().collect();
        let (kind, company) = (text(Column::Kind), text(Column::Company));
        let own = rules_for(rules, &category, kind, company);
        let asked = match text(Column::Rule) {
            Some(name) => Some(
                rules
                    .iter()
                    .position(|rule| rule.name == name)
                    .ok_or_else(|| RowError::UnknownRule(name.to_owned()))?,
            ),
            None => rule,
        };
        match asked {
            // What the table does not say cannot be against the rule.
            Some(rule) if category.is_empty() || own.contains(&rule) => Ok(rule),
            Some(rule) => Err(RowError::NotFor(rules[rule].name.clone())),
            None => match own.as_slice() {
                [] => Err(RowError::NoRule),
                [only] => Ok(*only),
                several => {
                    let names = several.iter().map(|&rule| rules[rule].name.clone());
                    Err(RowError::SeveralRules(names.collect()))
                }
            },
        }
    }

    /// The codes for all rows that have none yet; none at all when a row is wrong and that is not to be overlooked.
    fn reserve(
        &self,
        issuer: &mut Issuer<'_>,
        rules: &[Rule],
        rows: &mut [Row],
        options: &RequestOptions,
    ) -> Vec<(super::issue::Reserved, Option<ForLine>)> {
        let any_wrong = |rows: &[Row]| rows.iter().any(|row| row.outcome.status == RowStatus::Wrong);
        if any_wrong(rows) && !options.partial {
            return Vec::new();
        }
        let mut codes = Vec::new();
        for (at, row) in rows.iter_mut().enumerate() {
            let Some((rule, stem)) = row.wanted.take() else {
                continue;
            };
            match issuer.next(rule, &stem) {
                Ok(reserved) => {
                    let of = ForLine {
                        line: row.outcome.line,
                        fields: self.fields[at].clone(),
                    };
                    codes.push((at, reserved, of));
                }
                Err(short) => row.wrong(RowError::Short(rules[rule].name.clone(), short)),
            }
        }
        if any_wrong(rows) && !options.partial {
            return Vec::new();
        }
        let keep = |(at, reserved, of): (usize, super::issue::Reserved, ForLine)| {
            rows[at].outcome.status = RowStatus::Issued;
            rows[at].outcome.code = Some(reserved.code.clone());
            (reserved, Some(of))
        };
        codes.into_iter().map(keep).collect()
    }

    /// The names to look for in the ERP.
    fn names(&self, rows: &[Row]) -> Names {
        let mut names = Names::default();
        for (at, row) in rows.iter().enumerate() {
            let name = self.cell(at, Column::Name);
            if name.is_empty() {
                continue;
            }
            for text in [alike(name), self.alike(at)] {
                let wanted = names.wanted.entry(text).or_default();
                if !wanted.contains(&at) {
                    wanted.push(at);
                }
            }
            names.own.push((at, row.outcome.code.clone()));
        }
        names
    }

    async fn look_in_erp(&self, target: &mut Target, rows: &mut [Row]) -> Result<(), Failure> {
        let mut names = self.names(rows);
        let several = items::several(target).await?;
        items::stream(target, &several, &mut |item| names.look(item)).await?;
        names.tell(rows);
        Ok(())
    }

    fn answer(self, rows: Vec<Row>, recorded: Option<Recorded>) -> Requested {
        Requested {
            id: self.id,
            rows: rows.into_iter().map(|row| row.outcome).collect(),
            recorded,
        }
    }
}

/// Names of the table that are looked for among the items of the ERP.
#[derive(Default)]
struct Names {
    /// The rows, by what their names are alike to.
    wanted: HashMap<String, Vec<usize>>,
    /// The rows' own codes.
    own: Vec<(usize, Option<String>)>,
    found: Vec<(usize, Option<String>, String)>,
}

impl Names {
    fn look(&mut self, item: &items::Row) {
        let Some(rows) = item
            .name
            .as_deref()
            .and_then(|name| self.wanted.get(&alike(name)))
        else {
            return;
        };
        for &row in rows {
            self.found.push((row, item.code.clone(), item.item.clone()));
        }
    }

    /// A row's own item is nothing to warn of.
    fn tell(self, rows: &mut [Row]) {
        let own: HashMap<usize, Option<String>> = self.own.into_iter().collect();
        let mut found = self.found;
        found.sort();
        for (row, code, item) in found {
            if code.is_none() || own.get(&row) != Some(&code) {
                rows[row].outcome.warnings.push(RowWarning::Exists(code, item));
            }
        }
    }
}
