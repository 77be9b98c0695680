//! Settings, number sequences, the guard, and what is declared but not carried out yet.

use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::base::text::{list, tick};
use crate::base::tree::Located;
use crate::items::{Enforce, Rule};
use crate::model::{Mode, Rel, SettingSpec, SettingType, Sym};
use crate::project::codes;
use crate::project::desired::{ItemCode, Value};

use super::Lowering;

impl Lowering<'_, '_> {
    pub(super) fn rest(&mut self) {
        self.settings();
        self.sequences();
        self.guard();
        self.backup_policies();
        self.item_rules();
        self.not_acted_on();
    }

    fn settings(&mut self) {
        let settings: Vec<_> = self
            .view
            .settings
            .iter()
            .map(|(name, item)| (name.clone(), *item))
            .collect();
        for (name, item) in settings {
            if !self.names.setting(&name, item.key.span, self.diagnostics) {
                continue;
            }
            if !self.view.target.manage.covers_setting(&name) {
                let message = format!(
                    "{} is outside `manage` of target {}",
                    tick(&name),
                    tick(self.view.name)
                );
                self.diagnostics.push(
                    Diagnostic::new(&codes::OUTSIDE_MANAGE, message)
                        .at(item.key.span)
                        .also(
                            self.view
                                .project
                                .place(&format!("/targets/{}/manage", self.view.name)),
                            "what it manages",
                        )
                        .help("add its group to `manage.settings`, or move it to files of other targets"),
                );
                continue;
            }
            let known = self
                .context
                .semantics
                .and_then(|semantics| semantics.setting(&name));
            if let Some((_, Some(company))) = known {
                let company = Located::new(company.to_owned(), item.key.span);
                if !self.names.company(&company, self.diagnostics) {
                    continue;
                }
            }
            if let Some((spec, _)) = known
                && let Some(diagnostic) = wrong_value(&name, item.value, spec)
            {
                self.diagnostics.push(diagnostic);
                continue;
            }
            let empty = known.is_some_and(|(spec, _)| spec.kind == SettingType::Date)
                && item.value.to_string().is_empty();
            let value = if empty {
                Sym::NULL
            } else {
                self.symbols.intern(&item.value.to_string())
            };
            let row = [self.symbols.intern(&name), value];
            let origin = self.origin(item.key.span, None);
            self.push(Rel::Setting, &row, origin);
        }
    }

    fn sequences(&mut self) {
        for item in self.view.sequences.values().copied().collect::<Vec<_>>() {
            if !self.names.sequence(item.key, self.diagnostics) {
                continue;
            }
            let sequence = item.value;
            let key = self.symbols.intern(item.key);
            let prefix = self.given_or_none(sequence.prefix.as_deref());
            let suffix = self.given_or_none(sequence.suffix.as_deref());
            let padding = self.given(sequence.padding.map(|n| n.to_string()).as_deref());
            let step = self.given(sequence.step.map(|n| n.to_string()).as_deref());
            let origin = self.origin(item.key.span, None);
            self.push(Rel::Sequence, &[key, prefix, suffix, padding, step], origin);
        }
    }

    fn guard(&mut self) {
        let project = self.view.project;
        let Some(guard) = &project.file.guard else { return };
        for (name, spec) in guard.rows() {
            let origin = self.origin(project.place(&format!("/guard/{name}")), None);
            let row: [Sym; 2] = [self.symbols.intern(name), self.symbols.intern(&spec)];
            self.push(Rel::Guard, &row, origin);
        }
    }

    fn backup_policies(&mut self) {
        for item in self.view.backups.values().copied().collect::<Vec<_>>() {
            let key = self.symbols.intern(item.key);
            let origin = self.origin(item.key.span, None);
            match item.value.as_ref() {
                None => {
                    let absent = (Rel::BackupPolicy, Box::from([key]), origin);
                    self.desired.absent.push(absent);
                }
                // What is wrong with a policy that gives none was said by the checks.
                Some(backup) => {
                    if let Some(spec) = backup.spec(&self.view.project.file.timezone) {
                        let row = [key, self.symbols.intern(&spec.to_json())];
                        self.push(Rel::BackupPolicy, &row, origin);
                    }
                }
            }
        }
    }

    fn item_rules(&mut self) {
        let mut rules = Vec::new();
        for item in self.view.item_codes.values().copied().collect::<Vec<_>>() {
            let key = self.symbols.intern(item.key);
            let origin = self.origin(item.key.span, None);
            match item.value.as_ref() {
                None => {
                    self.desired.absent.push((Rel::ItemRule, Box::new([key]), origin));
                    // A rule that stays in force keeps its guard.
                    if self.view.target.mode != Mode::Additive {
                        self.desired
                            .absent
                            .push((Rel::ItemGuard, Box::new([key]), origin));
                    }
                }
                // What is wrong with a rule that gives none was said by the checks.
                Some(code) => {
                    if let Ok(spec) = code.spec() {
                        let row = [key, self.symbols.intern(&spec.to_json())];
                        self.push(Rel::ItemRule, &row, origin);
                        self.rule_sequence(item.key, code);
                        rules.extend(
                            Rule::new(item.key, spec)
                                .ok()
                                .map(|rule| (rule, key, origin, item.key.span)),
                        );
                    }
                }
            }
        }
        self.item_guards(rules);
    }

    /// The ERP's own sequence writes codes as the rule has them.
    fn rule_sequence(&mut self, name: &str, code: &ItemCode) {
        let Some(sequence) = &code.sequence else { return };
        if self.view.sequences.contains_key(sequence.value.as_str())
            || !self.names.sequence(sequence, self.diagnostics)
        {
            return;
        }
        let rule = code.spec().ok().and_then(|spec| Rule::new(name, spec).ok());
        // What is wrong with a rule that no sequence can follow was said by the checks.
        let Some(affixes) = rule.and_then(|rule| rule.affixes().ok()) else {
            return;
        };
        let row = [
            self.symbols.intern(sequence),
            self.given_or_none(Some(&affixes.prefix)),
            self.given_or_none(Some(&affixes.suffix)),
            self.symbols.intern(&affixes.padding.to_string()),
            self.symbols.intern("1"),
        ];
        let origin = self.origin(sequence.span, Some(format!("rule {name}")));
        self.push(Rel::Sequence, &row, origin);
    }

    /// Where the database refuses codes, it knows every rule: what breaks one may fit another.
    fn item_guards(&mut self, rules: Vec<(Rule, Sym, u32, Span)>) {
        let supported = self.context.semantics.is_none_or(|semantics| semantics.guards);
        let rejects = |rule: &Rule| rule.spec.enforce == Enforce::Reject;
        let any = supported && rules.iter().any(|(rule, ..)| rejects(rule));
        for (rule, key, origin, span) in rules {
            if rejects(&rule) && !supported {
                self.desired
                    .not_acted_on
                    .push(("enforce: reject".to_owned(), span));
            }
            match rule.guard().ok().filter(|_| any) {
                Some(guard) => {
                    let spec = serde_json::to_string(&guard).expect("plain data serialises");
                    let row = [key, self.symbols.intern(&spec)];
                    self.push(Rel::ItemGuard, &row, origin);
                }
                None => {
                    if any && rejects(&rule) {
                        let what = format!("enforce: reject of {}", rule.name);
                        self.desired.not_acted_on.push((what, span));
                    }
                    self.desired
                        .absent
                        .push((Rel::ItemGuard, Box::new([key]), origin));
                }
            }
        }
    }

    fn not_acted_on(&mut self) {
        let project = self.view.project;
        let has = |pointer: &str, given: bool| given.then(|| project.place(pointer));
        let approvals = project
            .file
            .guard
            .as_ref()
            .is_some_and(|guard| guard.approvals.is_some());
        let sections = [
            ("roster", has("/roster", project.file.roster.is_some())),
            ("approvals", has("/guard/approvals", approvals)),
            ("policies", has("/policies", !project.file.policies.is_empty())),
        ];
        for (name, span) in sections {
            self.desired
                .not_acted_on
                .extend(span.map(|span| (name.to_owned(), span)));
        }
    }
}

/// What is wrong with the value of a setting.
fn wrong_value(name: &str, value: &Located<Value>, spec: &SettingSpec) -> Option<Diagnostic> {
    let wanted = match (spec.kind, &value.value) {
        (SettingType::Bool, Value::Bool(_))
        | (SettingType::Int, Value::Int(_))
        | (SettingType::Text, Value::Text(_)) => None,
        (SettingType::Duration, Value::Text(text)) if SettingType::Duration.holds(text) => None,
        (SettingType::Duration, _) => Some("write hours and minutes in quotes, such as \"08:00\"".to_owned()),
        (SettingType::Date, Value::Text(day)) if SettingType::Date.holds(day) => None,
        (SettingType::Date, _) => Some("it is a day, such as 2026-12-31, or \"\" for none".to_owned()),
        (SettingType::Bool, _) => Some("write true or false, without quotes".to_owned()),
        (SettingType::Int, _) => Some("write a whole number, without quotes".to_owned()),
        (SettingType::Text, other) => Some(format!("it is a text: write \"{other}\"")),
    };
    let spelled = value.value.to_string();
    let help = wanted.or_else(|| {
        let values = spec.values.as_ref().filter(|values| !values.contains(&spelled))?;
        Some(format!("its values are {}", list(values, 12)))
    })?;
    let message = format!("{} is not a value of {}", tick(&spelled), tick(name));
    Some(
        Diagnostic::new(&codes::BAD_VALUE, message)
            .at(value.span)
            .help(help),
    )
}
