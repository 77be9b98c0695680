//! What a database accepts as a code is exactly what the rule accepts: random rules and codes, on both engines.

use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection as _, Row as _};
use trueup::items::{CheckDigit, Part, Rule, RuleSpec};
use trueup::reconcile::sqlite_condition;

use crate::support::databases;

/// A source of chance that is the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, number: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % number as u64).unwrap()
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    fn text(&mut self, letters: &str) -> String {
        let letters: Vec<char> = letters.chars().collect();
        (0..1 + self.below(2)).map(|_| self.pick(&letters)).collect()
    }

    fn texts(&mut self, letters: &str) -> Value {
        let texts = (0..1 + self.below(3)).map(|_| (self.text(letters), json!("")));
        Value::Object(texts.collect())
    }

    fn rule(&mut self) -> Option<Rule> {
        let digits = self.below(2) == 0;
        let letters = if digits { "0123456789" } else { "ABX19" };
        let upper = self.texts(letters);
        let mut segments = vec![json!({"name": "a", "part": {"values": {"by_parent": {"": upper.clone()}}}})];
        if self.below(2) == 0 {
            segments.push(json!({"part": {"literal": self.pick(&["-", "/", ".", "'", "["])}}));
        }
        if self.below(2) == 0 {
            let groups: serde_json::Map<String, Value> = upper
                .as_object()
                .unwrap()
                .keys()
                .map(|text| (text.clone(), self.texts(letters)))
                .collect();
            segments.push(json!({"name": "b", "part": {"values": {"within": "a", "by_parent": groups}}}));
        }
        if self.below(3) == 0 {
            let pattern = self.pick(&["YYMM", "YYWW", "MM", "YYQ", "YYJJJ"]);
            segments.push(json!({"name": "d", "optional": self.below(2) == 0, "part": {"date": pattern}}));
        }
        if self.below(4) > 0 {
            let digits = if digits {
                "decimal"
            } else {
                self.pick(&["decimal", "unambiguous"])
            };
            segments.push(json!({"name": "s", "part": {"serial":
                {"width": 1 + self.below(3), "digits": digits, "start": 0, "gaps": true}}}));
        }
        if self.below(3) == 0 {
            let texts = self.texts(if digits { "-.09" } else { "AB-.钢" });
            segments
                .push(json!({"name": "o", "optional": true, "part": {"values": {"by_parent": {"": texts}}}}));
        }
        for _ in 0..self.below(3) {
            let kind = self.pick(&CheckDigit::ALL);
            let of: &[&str] = self.pick(&[&[][..], &["s"], &["a"], &["s", "a"], &["b", "a"]]);
            let at = 1 + self.below(segments.len());
            segments.insert(at, json!({"part": {"check": {"kind": kind, "of": of}}}));
        }
        let mut spec = json!({"segments": segments, "case": self.pick(&["upper", "exact"])});
        if self.below(4) == 0 {
            spec["alphabet"] = json!("ABX0123456789-/.*");
        }
        let spec: RuleSpec = serde_json::from_value(spec).unwrap();
        Rule::new("r", spec).ok()
    }

    /// A code that may well be one of the rule.
    fn code(&mut self, rule: &Rule) -> String {
        let mut pieces: Vec<(Option<String>, String)> = Vec::new();
        for segment in &rule.spec.segments {
            if segment.optional && self.below(2) == 0 {
                continue;
            }
            let find = |name: &str| {
                let mut found = pieces.iter().filter(|(other, _)| other.as_deref() == Some(name));
                found.next().map(|(_, text)| text.clone())
            };
            let text = match &segment.part {
                Part::Literal(text) => text.clone(),
                Part::Values(values) => {
                    let parent = values
                        .within
                        .as_ref()
                        .and_then(|name| find(name))
                        .unwrap_or_default();
                    let group = values
                        .by_parent
                        .get(&parent)
                        .or_else(|| values.by_parent.values().next());
                    let texts: Vec<&String> = group.into_iter().flatten().map(|(text, _)| text).collect();
                    self.pick(&texts).clone()
                }
                Part::Serial(serial) => {
                    serial.write(self.below(usize::try_from(serial.space()).unwrap()) as u64)
                }
                Part::Date(pattern) => {
                    let filled = pattern
                        .replace("JJJ", "200")
                        .replace("MM", "09")
                        .replace("YY", "26");
                    filled.replace("WW", "53").replace('Q', "4")
                }
                Part::Check(check) => {
                    let over: String = if check.of.is_empty() {
                        pieces.iter().map(|(_, text)| text.as_str()).collect()
                    } else {
                        check.of.iter().filter_map(|name| find(name)).collect()
                    };
                    check.kind.compute(&over).unwrap_or_default()
                }
            };
            pieces.push((segment.name.clone(), text));
        }
        let mut code: Vec<char> = pieces.iter().flat_map(|(_, text)| text.chars()).collect();
        let others: Vec<char> = "ABXabx0159-/.*é钢 '１".chars().collect();
        match self.below(5) {
            0 => code.insert(self.below(code.len() + 1), self.pick(&others)),
            1 if code.len() > 1 => drop(code.remove(self.below(code.len()))),
            2 => {
                let at = self.below(code.len());
                code[at] = self.pick(&others);
            }
            _ => {}
        }
        code.into_iter().collect()
    }
}

struct Case {
    rule: Rule,
    codes: Vec<String>,
}

fn cases() -> Vec<Case> {
    let mut dice = Dice(20_260_102);
    let mut cases = Vec::new();
    while cases.len() < 150 {
        let Some(rule) = dice.rule() else { continue };
        let codes = (0..40)
            .map(|_| dice.code(&rule))
            .filter(|code| !code.is_empty())
            .collect();
        cases.push(Case { rule, codes });
    }
    cases
}

/// Fails where the database and the rule do not agree.
fn compare(case: &Case, accepted: &[bool], totals: &mut (usize, usize)) {
    assert_eq!(accepted.len(), case.codes.len());
    for (code, &accepted) in case.codes.iter().zip(accepted) {
        let fits = case.rule.decode(code).is_ok();
        assert_eq!(accepted, fits, "{code} by {}", case.rule.spec.to_json());
        *(if fits { &mut totals.0 } else { &mut totals.1 }) += 1;
    }
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

#[test]
fn sqlite_accepts_what_the_rule_accepts() {
    runtime().block_on(async {
        let mut connection = sqlx::SqliteConnection::connect("sqlite::memory:").await.unwrap();
        let mut totals = (0, 0);
        for case in cases() {
            let condition = sqlite_condition(&case.rule.guard().unwrap(), "item.code");
            let rows: Vec<String> = case.codes.iter().map(|code| format!("({})", literal(code))).collect();
            // A column that compares without case, as an ERP's may.
            let sql = format!(
                "DROP TABLE IF EXISTS item; CREATE TABLE item (code text COLLATE NOCASE); INSERT INTO item VALUES {}; \
                 SELECT {condition} FROM item ORDER BY rowid",
                rows.join(", ")
            );
            let found = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(&mut connection).await.unwrap();
            let accepted: Vec<bool> = found.iter().map(|row| row.get::<i64, _>(0) == 1).collect();
            compare(&case, &accepted, &mut totals);
        }
        assert!(totals.0 > 1000 && totals.1 > 1000, "{totals:?}");
    });
}

#[test]
fn postgres_accepts_what_the_rule_accepts() {
    let Some(listing) = databases() else { return };
    let url = &listing.postgres;
    runtime().block_on(async {
        let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
        // Everything is undone with the transaction.
        let mut transaction = connection.begin().await.unwrap();
        let functions = format!(
            "CREATE SCHEMA trueup; CREATE TABLE trueup.item_guard (rule text PRIMARY KEY, spec text); {}",
            include_str!("../../src/registry/guard.sql")
        );
        sqlx::raw_sql(AssertSqlSafe(functions)).execute(&mut *transaction).await.unwrap();
        let mut totals = (0, 0);
        for case in cases() {
            let spec = serde_json::to_string(&case.rule.guard().unwrap().forms).unwrap();
            let sql = format!(
                "SELECT trueup.item_misfit(c.code, {}) IS NULL FROM unnest($1::text[]) WITH ORDINALITY AS c(code, at) ORDER BY at",
                literal(&spec)
            );
            let found = sqlx::query(AssertSqlSafe(sql))
                .bind(&case.codes)
                .fetch_all(&mut *transaction)
                .await
                .unwrap();
            let accepted: Vec<bool> = found.iter().map(|row| row.get(0)).collect();
            compare(&case, &accepted, &mut totals);
        }
        assert!(totals.0 > 1000 && totals.1 > 1000, "{totals:?}");
    });
}
