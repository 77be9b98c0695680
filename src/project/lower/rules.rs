//! Row-level rules: whom those of the ERP hold for.

use crate::base::diagnostic::Diagnostic;
use crate::base::text::tick;
use crate::base::tree::Located;
use crate::model::{Rel, Sym};
use crate::project::codes;
use crate::project::desired::{Role, RuleUse};
use crate::project::vocabulary::RuleFacts;

use super::Lowering;

impl<'p> Lowering<'_, 'p> {
    pub(super) fn rules(&mut self, role: &'p Role, key: Sym, origin: u32, ours: bool) {
        let Some(rules) = &role.rules else { return };
        let has_rules = |semantics: &crate::model::Semantics| semantics.record_rules;
        if !self.context.semantics.is_none_or(has_rules) {
            if let Some((resource, _)) = rules.iter().next() {
                self.diagnostics.push(
                    Diagnostic::new(
                        &codes::NO_RULES,
                        "the adapter of this target cannot give or take row-level rules",
                    )
                    .at(resource.span)
                    .help("remove `rules`, or move the entry to files of targets whose adapters can"),
                );
            }
            return;
        }
        if ours {
            self.own(Rel::RecordRule, key, origin);
        }
        for (resource, uses) in rules {
            if self.names.resource(resource, self.diagnostics) {
                for (name, wanted) in uses {
                    self.rule(key, resource, name, &wanted.value);
                }
            }
        }
    }

    fn rule(&mut self, role: Sym, resource: &'p str, name: &'p Located<String>, wanted: &'p RuleUse) {
        let known = match wanted {
            RuleUse::Present | RuleUse::Absent => self.names.rule(name, resource, self.diagnostics),
            RuleUse::Like(like) => {
                let said = self.names.rule(like, resource, self.diagnostics);
                said.map(|facts| self.repeat(resource, name, like, facts))
            }
        };
        // What the ERP does not know was said. Without a lock nothing is known, and nothing can be said.
        if known.is_none() && self.context.vocabulary.is_some() {
            return;
        }
        let row = [role, self.symbols.intern(resource), self.symbols.intern(name)];
        let origin = self.origin(name.span, None);
        if *wanted == RuleUse::Absent {
            let absent = (Rel::RecordRule, row.into(), origin);
            self.desired.absent.push(absent);
            return;
        }
        let mut cell = |text: Option<&String>| text.map_or(Sym::NULL, |text| self.symbols.intern(text));
        let [filter, actions] = match known {
            Some(facts) => [cell(facts.filter.as_ref()), cell(facts.actions.as_ref())],
            None => [Sym::OPEN; 2],
        };
        let row = [row[0], row[1], row[2], filter, actions];
        self.push(Rel::RecordRule, &row, origin);
    }

    /// What a repeat says: once it is made, what it was made with.
    fn repeat<'f>(
        &mut self,
        resource: &str,
        name: &Located<String>,
        like: &Located<String>,
        facts: &'f RuleFacts,
    ) -> &'f RuleFacts
    where
        Self: 'f,
    {
        let there = self.context.vocabulary.and_then(|vocabulary| {
            let rules = vocabulary.rules.get(resource)?;
            rules.get(&name.value)
        });
        let Some(made) = there else { return facts };
        if made != facts {
            let message = format!("{} no longer says what {} says", tick(name), tick(like));
            self.diagnostics.push(
                Diagnostic::new(&codes::RULE_DIFFERS, message)
                    .at(like.span)
                    .help("give the repeat another name, or write `present` if the difference is meant"),
            );
        }
        made
    }
}
