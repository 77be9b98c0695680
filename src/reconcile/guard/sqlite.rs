//! Guards where the engine has no functions: the condition of a trigger, spelled out for every rule.
//!
//! In a condition the item has the name `item` and the columns `code`, `kind`, `company` and, where a category was given
//! to it, `brought`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::adapter::GuardTrigger;
use crate::items::{CheckDigit, Checked, Form, GuardScope, GuardSpec, Place};

/// What Unicode calls blank, for `trim`.
const BLANKS: &str = "char(9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288)";
const ALPHABET: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*";
const DIHEDRAL: &str =
    "0123456789123406789523401789563401289567401239567859876043216598710432765982104387659321049876543210";
const PERMUTED: [&str; 8] = [
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
    "0123456789",
];
const QUASIGROUP: &str =
    "0317598642709215486342068713591750983426612304597836742095815869720134894536201794386172052581436790";

/// What an adapter gives for the triggers of an engine.
#[derive(Debug, Clone, Copy)]
pub(super) struct Templates<'a> {
    pub(super) triggers: &'a [GuardTrigger<'a>],
    /// The query for the categories of `item`.
    pub(super) categories: Option<&'a str>,
    /// Words that the ERP would misunderstand in a message, and what is written instead.
    pub(super) words: &'a BTreeMap<String, String>,
}

/// The names of the triggers of a rule begin so.
pub(super) fn prefix(rule: &str) -> String {
    format!("trueup_guard_{rule}_")
}

/// The triggers that keep these rules: name and SQL. Rules that refuse nothing have none of their own.
pub(super) fn triggers(rules: &[(String, GuardSpec)], templates: &Templates<'_>) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let fits: Vec<String> = rules
        .iter()
        .map(|(_, spec)| {
            let covers = covers(&spec.scope, templates.categories);
            format!("({covers} AND {})", fits(&spec.forms, "item.code"))
        })
        .collect();
    let fits_none = format!("NOT ({})", fits.join("\n        OR "));
    for (rule, spec) in rules.iter().filter(|(_, spec)| spec.refuses) {
        for trigger in templates.triggers {
            let concerned = match trigger.changed {
                "category" if spec.scope.category.is_empty() => continue,
                "kind" if spec.scope.kind.is_empty() => continue,
                "category" => covers_path(&spec.scope.category, "item.brought"),
                _ => "item.code <> ''".to_owned(),
            };
            let covers = covers(&spec.scope, templates.categories);
            let refused =
                format!("item.code <> '' AND {concerned}\n        AND {covers}\n        AND {fits_none}");
            let mut message = format!("trueup: this breaks the rule {}", spec.wants);
            for (word, other) in templates.words {
                message = message.replace(word, other);
            }
            let name = format!("{}{}", prefix(rule), trigger.name);
            let start = trigger.sql.find("CREATE").unwrap_or(0);
            let sql = fill(
                trigger.sql[start..].trim_end(),
                &[
                    ("{trigger}", &format!("\"{}\"", name.replace('"', "\"\""))),
                    ("{message}", &literal(&message)),
                    ("{refused}", &refused),
                ],
            );
            all.insert(name, sql);
        }
    }
    all
}

/// Puts texts in place of names, in one pass: what is put in is not looked at again.
fn fill(template: &str, names: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match names.iter().find(|(name, _)| rest.starts_with(name)) {
            Some((name, text)) => {
                out.push_str(text);
                rest = &rest[name.len()..];
            }
            None => {
                out.push('{');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// A text literal. Signs that end a statement or begin a placeholder are harmless inside of quotes.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn among(what: &str, texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| literal(text)).collect();
    // A bare column would bring its own collation along.
    format!("{what} COLLATE BINARY IN ({})", texts.join(", "))
}

/// Whether a rule is for the item.
fn covers(scope: &GuardScope, categories: Option<&str>) -> String {
    let mut all = Vec::new();
    for (column, texts) in [("item.kind", &scope.kind), ("item.company", &scope.company)] {
        if !texts.is_empty() {
            all.push(format!("COALESCE({}, false)", among(column, texts)));
        }
    }
    if !scope.category.is_empty() {
        all.push(match categories {
            Some(query) => format!(
                "EXISTS (SELECT 1 FROM ({query}) AS own WHERE {})",
                covers_path(&scope.category, "own.category")
            ),
            None => "false".to_owned(),
        });
    }
    if all.is_empty() {
        return "true".to_owned();
    }
    format!("({})", all.join(" AND "))
}

/// Whether a path fits one of the patterns.
fn covers_path(patterns: &[Vec<String>], path: &str) -> String {
    let fits: Vec<String> = patterns.iter().map(|pattern| path_fits(pattern, path)).collect();
    format!("({})", fits.join(" OR "))
}

/// Walks along the path and the pattern at once: `*` takes one name, `**` any number of them.
fn path_fits(pattern: &[String], path: &str) -> String {
    let items: Vec<String> = (0..)
        .zip(pattern)
        .map(|(at, item): (u32, _)| format!("({at}, {})", literal(item)))
        .collect();
    let end = pattern.len();
    format!(
        "EXISTS (WITH RECURSIVE wanted (at, name) AS (VALUES {}), walk (rest, at) AS (
            SELECT {path} || '/', 0 UNION
            SELECT CASE WHEN step.takes THEN substr(w.rest, instr(w.rest, '/') + 1) ELSE w.rest END, w.at + step.goes
            FROM walk w JOIN wanted p ON p.at = w.at
            JOIN (SELECT 0 AS takes, 1 AS goes UNION ALL SELECT 1, 0 UNION ALL SELECT 1, 1) step
            WHERE CASE WHEN p.name = '**' THEN step.takes + step.goes = 1 AND (step.takes = 0 OR w.rest <> '')
                ELSE step.takes = 1 AND step.goes = 1 AND w.rest <> ''
                    AND p.name COLLATE BINARY IN ('*', trim(substr(w.rest, 1, instr(w.rest, '/') - 1), {BLANKS})) END
            ) SELECT 1 FROM walk WHERE rest = '' AND at = {end})",
        items.join(", ")
    )
}

/// Whether a code fits one of the forms; `code` is its SQL.
pub(super) fn fits(forms: &[Form], code: &str) -> String {
    if forms.is_empty() {
        return "false".to_owned();
    }
    let forms: Vec<String> = forms.iter().map(|form| form_fits(form, code)).collect();
    format!("({})", forms.join(" OR "))
}

fn form_fits(form: &Form, code: &str) -> String {
    let mut all = format!("(length({code}) = {}", form.length);
    for place in &form.parts {
        let spot = |&(start, length): &(u32, u32)| format!("substr({code}, {start}, {length})");
        let fits = match place {
            Place::Texts { at, texts } => {
                let here: Vec<String> = at.iter().map(spot).collect();
                let joint = format!(" || char({}) || ", u32::from(Place::JOINT));
                among(&format!("({})", here.join(&joint)), texts)
            }
            Place::Chars { at, chars } => format!("ltrim({}, {}) = ''", spot(at), literal(chars)),
            Place::Range { at, first, last } => {
                format!("CAST({} AS integer) BETWEEN {first} AND {last}", spot(at))
            }
        };
        push(&mut all, &fits);
    }
    for check in &form.checks {
        let length = check.kind.length();
        push(
            &mut all,
            &format!("substr({code}, {}, {length}) = {}", check.at, due(check, code)),
        );
    }
    all.push(')');
    all
}

fn push(all: &mut String, condition: &str) {
    // Writing to a string cannot fail.
    let _: std::fmt::Result = write!(all, " AND {condition}");
}

/// The check characters that the code should have.
fn due(check: &Checked, code: &str) -> String {
    let value = |place: &u32| format!("(instr('{ALPHABET}', upper(substr({code}, {place}, 1))) - 1)");
    let values: Vec<String> = check.over.iter().map(value).collect();
    let fold =
        |start: &str, step: &dyn Fn(String, &String) -> String| values.iter().fold(start.to_owned(), step);
    let digit = |text: &str, at: &str| format!("substr('{text}', {at} + 1, 1)");
    // From the right, with the number of the place.
    let weighed = |odd: &dyn Fn(&String) -> String| {
        let terms = values.iter().rev().enumerate();
        let terms: Vec<String> = terms
            .map(|(at, value)| if at % 2 == 0 { odd(value) } else { value.clone() })
            .collect();
        format!("CAST((10 - ({}) % 10) % 10 AS text)", terms.join(" + "))
    };
    match check.kind {
        CheckDigit::Luhn => weighed(&|value| digit("0246813579", value)),
        CheckDigit::Gs1 => weighed(&|value| format!("3 * {value}")),
        CheckDigit::Iso7064Mod11_10 => hybrid(10, &fold("10", &|sum, value| hybrid_step(10, &sum, value))),
        CheckDigit::Iso7064Mod37_36 => hybrid(36, &fold("36", &|sum, value| hybrid_step(36, &sum, value))),
        CheckDigit::Iso7064Mod11_2 => {
            let sum = fold("0", &|sum, value| format!("(({sum} + {value}) * 2 % 11)"));
            digit("0123456789X", &format!("(12 - {sum}) % 11"))
        }
        CheckDigit::Iso7064Mod37_2 => {
            let sum = fold("0", &|sum, value| format!("(({sum} + {value}) * 2 % 37)"));
            digit(ALPHABET, &format!("(38 - {sum}) % 37"))
        }
        CheckDigit::Iso7064Mod97_10 => {
            let sum = fold("0", &|sum, value| {
                format!("(({sum} * CASE WHEN {value} < 10 THEN 10 ELSE 100 END + {value}) % 97)")
            });
            format!("printf('%02d', 98 - {sum} * 100 % 97)")
        }
        CheckDigit::Verhoeff => {
            let terms = values.iter().rev().enumerate();
            let sum = terms.fold("0".to_owned(), |sum, (at, value)| {
                let permuted = digit(PERMUTED[at % PERMUTED.len()], value);
                digit(DIHEDRAL, &format!("{sum} * 10 + {permuted}"))
            });
            digit("0432156789", &sum)
        }
        CheckDigit::Damm => {
            let sum = fold("0", &|sum, value| {
                digit(QUASIGROUP, &format!("{sum} * 10 + {value}"))
            });
            format!("CAST({sum} AS text)")
        }
    }
}

fn hybrid_step(modulus: u32, sum: &str, value: &str) -> String {
    format!("((({sum} + {value} - 1) % {modulus} + 1) * 2 % {})", modulus + 1)
}

fn hybrid(modulus: u32, sum: &str) -> String {
    format!(
        "substr('{ALPHABET}', ({} - {sum}) % {modulus} + 1, 1)",
        modulus + 1
    )
}
