//! The check of item codes as SARIF: a finding for each flaw, at the place of its rule in the files where that is known.

use crate::base::hash::PartsHash;
use crate::base::text::grouped;
use crate::items::Enforce;
use crate::reconcile::{Checked, Flaw};

use super::Lang;
use super::items::{is_strict, kind, sentence};
use super::sarif::{
    ArtifactLocation, Configuration, Descriptor, Driver, Finding, Fingerprints, Invocation, Level, Location,
    Log, LogicalLocation, MOST_RESULTS, Message, Notification, PhysicalLocation, Region, Run, SCHEMA, Tool,
    uri,
};

/// The kinds of flaws that no rule is for.
const WITHOUT_RULE: [(&str, &str); 2] = [
    ("item-codes/duplicate", "two items have the same code"),
    (
        "item-codes/disguised",
        "the codes of two items are easily taken for each other",
    ),
];

/// The log of a check. Flaws beyond what code hosts take in are left out, and the run says so.
#[must_use]
pub fn log(checked: &Checked, target: &str, lang: Lang) -> Log {
    let rules = checked.rules.iter().map(|rule| Descriptor {
        id: format!("item-codes/{}", rule.name),
        short_description: text(rule.spec.title.clone().unwrap_or_else(|| rule.name.clone())),
        default_configuration: Configuration {
            level: level(rule.spec.enforce != Enforce::Report),
        },
    });
    let general = WITHOUT_RULE.iter().map(|(id, title)| Descriptor {
        id: (*id).to_owned(),
        short_description: text((*title).to_owned()),
        default_configuration: Configuration {
            level: Level::Warning,
        },
    });
    // The worst first, so that these are not left out.
    let (strict, lenient): (Vec<&Flaw>, Vec<&Flaw>) =
        checked.flaws.iter().partition(|flaw| is_strict(checked, flaw));
    let flaws = strict.into_iter().chain(lenient).take(MOST_RESULTS);
    let left_out = checked.flaws.len().saturating_sub(MOST_RESULTS);
    let notification = (left_out > 0).then(|| Notification {
        level: Level::Warning,
        message: text(lang.pick(
            format!(
                "{} of {} flaws are left out: more than {} are not taken in; `--format csv` lists all",
                grouped(left_out),
                grouped(checked.flaws.len()),
                grouped(MOST_RESULTS)
            ),
            format!(
                "共 {} 处问题，超出 {} 处的上限，略去 {} 处；`--format csv` 列出全部",
                grouped(checked.flaws.len()),
                grouped(MOST_RESULTS),
                grouped(left_out)
            ),
        )),
    });
    Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: vec![Run {
            results: flaws.map(|flaw| finding(checked, flaw, target, lang)).collect(),
            tool: Tool {
                driver: Driver {
                    name: env!("CARGO_PKG_NAME"),
                    version: env!("CARGO_PKG_VERSION"),
                    rules: rules.chain(general).collect(),
                },
            },
            invocations: vec![Invocation {
                execution_successful: true,
                tool_execution_notifications: notification.into_iter().collect(),
            }],
            column_kind: "unicodeCodePoints",
        }],
    }
}

fn text(text: String) -> Message {
    Message { text }
}

fn level(strict: bool) -> Level {
    if strict { Level::Error } else { Level::Warning }
}

fn finding(checked: &Checked, flaw: &Flaw, target: &str, lang: Lang) -> Finding {
    let kind = kind(&flaw.what);
    // What no rule is for can only be there twice.
    let (rule_id, rule_index) = match flaw.rule {
        Some(rule) => (format!("item-codes/{}", checked.rules[rule].name), rule),
        None => {
            let at = usize::from(kind != "duplicate");
            (WITHOUT_RULE[at].0.to_owned(), checked.rules.len() + at)
        }
    };
    let place = flaw.rule.and_then(|rule| checked.facts.get(rule)?.place.as_ref());
    let label = flaw.code.clone().unwrap_or_else(|| format!("#{}", flaw.item));
    let mut fingerprint = PartsHash::new("item code");
    for part in [
        target,
        &rule_id,
        kind,
        &flaw.item,
        flaw.code.as_deref().unwrap_or_default(),
    ] {
        fingerprint.part(part.as_bytes());
    }
    let name = flaw.name.as_deref().unwrap_or_default();
    Finding {
        level: level(is_strict(checked, flaw)),
        message: text(format!(
            "{label} {name}{}{}",
            lang.colon(),
            sentence(checked, flaw, lang)
        )),
        locations: vec![Location {
            physical_location: place.map(|place| PhysicalLocation {
                artifact_location: ArtifactLocation {
                    uri: uri(&place.file),
                },
                region: Region {
                    start_line: place.line,
                    start_column: place.column,
                },
            }),
            logical_locations: vec![LogicalLocation {
                fully_qualified_name: format!("{target}/item/{}", flaw.item),
                name: label,
            }],
        }],
        partial_fingerprints: Fingerprints {
            finding: fingerprint.finish(),
        },
        rule_id,
        rule_index,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::{FlawKind, Place, RuleFacts};

    fn checked(flaws: usize) -> Checked {
        let spec =
            serde_json::json!({"enforce": "deny", "title": "钢材", "segments": [{"part": {"literal": "A"}}]});
        let rule = crate::items::Rule::new("steel", serde_json::from_value(spec).unwrap()).unwrap();
        let flaw = |at: usize| Flaw {
            item: at.to_string(),
            code: Some(format!("=B{at}")),
            name: Some("板材".into()),
            categories: Vec::new(),
            created: None,
            // The strict ones come last.
            rule: (at + 1 == flaws).then_some(0),
            what: if at + 1 == flaws {
                FlawKind::NoCode
            } else {
                FlawKind::Duplicate("1".into())
            },
        };
        let place = Place {
            file: "编码/steel codes.yaml".into(),
            line: 7,
            column: 3,
        };
        Checked {
            fitting: vec![0],
            rules: vec![rule],
            flaws: (0..flaws).map(flaw).collect(),
            facts: vec![RuleFacts {
                place: Some(place),
                department: None,
            }],
            ..Checked::default()
        }
    }

    #[test]
    fn flaws_stand_where_their_rule_stands() {
        let log = serde_json::to_value(log(&checked(2), "prod", Lang::En)).unwrap();
        let run = &log["runs"][0];
        assert_eq!(run["results"][0]["level"], "error");
        assert_eq!(run["results"][0]["ruleId"], "item-codes/steel");
        assert_eq!(
            run["tool"]["driver"]["rules"][0]["shortDescription"]["text"],
            "钢材"
        );
        let location = &run["results"][0]["locations"][0];
        assert_eq!(
            location["physicalLocation"],
            serde_json::json!({
                "artifactLocation": {"uri": "%E7%BC%96%E7%A0%81/steel%20codes.yaml"},
                "region": {"startLine": 7, "startColumn": 3},
            })
        );
        let other = &run["results"][1];
        assert_eq!(
            (&other["level"], &other["ruleIndex"]),
            (&"warning".into(), &1.into())
        );
        assert!(other["locations"][0].get("physicalLocation").is_none());
        assert_eq!(
            other["locations"][0]["logicalLocations"][0]["fullyQualifiedName"],
            "prod/item/0"
        );
        assert!(run["invocations"][0].get("toolExecutionNotifications").is_none());
    }

    #[test]
    fn what_is_left_out_is_said_and_is_not_the_worst() {
        let log = log(&checked(MOST_RESULTS + 10), "prod", Lang::En);
        let run = &log.runs[0];
        assert_eq!(run.results.len(), MOST_RESULTS);
        assert_eq!(run.results[0].level, Level::Error);
        let said = &run.invocations[0].tool_execution_notifications[0].message.text;
        assert!(said.starts_with("10 of 25,010 flaws are left out"), "{said}");
    }
}
