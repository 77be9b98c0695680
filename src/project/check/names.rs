//! References: whether a name that is used is declared in the files or known to the ERP, and what was probably meant.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::base::code::CodeInfo;
use crate::base::diagnostic::{Diagnostic, Diagnostics};
use crate::base::source::Span;
use crate::base::text::{list, nearest, tick};
use crate::base::tree::Located;
use crate::model::{Fold, Semantics, split_company};
use crate::project::codes;
use crate::project::desired::Position;
use crate::project::lower::LowerContext;
use crate::project::view::{Item, View};
use crate::project::vocabulary::{RuleFacts, Vocabulary};

/// How many different unknown names get a proposal; each costs a walk over all known names.
const PROPOSALS: usize = 200;

/// The names that references can mean.
pub(in crate::project) struct Names<'a, 'p> {
    view: &'a View<'p>,
    vocabulary: Option<&'a Vocabulary>,
    semantics: Option<&'a Semantics>,
    /// Present keys of roles by earlier ones.
    renamed: HashMap<String, &'p str>,
    /// When the ERP calls two spellings of a role the same.
    fold: Fold,
    /// Folded keys of all roles; empty where only equal bytes are equal.
    folded: HashSet<String>,
    /// Keys of roles by the title that the ERP shows.
    titles: HashMap<&'a str, &'a str>,
    /// Proposals made, by code and name.
    proposed: HashMap<(&'static str, String), Option<String>>,
}

impl<'a, 'p> Names<'a, 'p> {
    pub(in crate::project) fn new(view: &'a View<'p>, context: &LowerContext<'a>) -> Self {
        let mut renamed = HashMap::new();
        for item in view.roles.values() {
            for was in &item.value.was {
                renamed.insert(was.value.clone(), item.key.value.as_str());
            }
            if let Some(title) = &item.value.bind {
                renamed.insert(format!("name:{}", title.value), item.key.value.as_str());
            }
        }
        let fold = context
            .semantics
            .map_or(Fold::Exact, |semantics| semantics.keys.role);
        let mut folded = HashSet::new();
        if fold != Fold::Exact {
            let known = context
                .vocabulary
                .iter()
                .flat_map(|vocabulary| vocabulary.roles.keys());
            folded.extend(known.map(|key| fold.fold(key)));
            folded.extend(view.roles.keys().map(|key| fold.fold(key)));
        }
        let titles = context
            .vocabulary
            .iter()
            .flat_map(|vocabulary| &vocabulary.roles)
            .map(|(key, facts)| (facts.title.as_str(), key.as_str()))
            .collect();
        Self {
            view,
            vocabulary: context.vocabulary,
            semantics: context.semantics,
            renamed,
            fold,
            folded,
            titles,
            proposed: HashMap::new(),
        }
    }

    /// Reports a name that nothing declares, with what was probably meant.
    fn unknown<'c>(
        &mut self,
        code: &'static CodeInfo,
        what: &str,
        name: &Located<String>,
        candidates: impl Iterator<Item = &'c str>,
        otherwise: &str,
    ) -> Diagnostic {
        let full = self.proposed.len() >= PROPOSALS;
        let proposal = self
            .proposed
            .entry((code.id, name.value.clone()))
            .or_insert_with(|| {
                if full {
                    None
                } else {
                    nearest(&name.value, candidates).map(str::to_owned)
                }
            });
        let diagnostic = Diagnostic::new(code, format!("unknown {what} {}", tick(name))).at(name.span);
        match proposal {
            Some(near) => diagnostic.help(format!("did you mean {}?", tick(near))),
            None if otherwise.is_empty() => diagnostic,
            None => diagnostic.help(otherwise),
        }
    }

    /// Whether a role can be referred to.
    pub(in crate::project) fn role(&mut self, name: &Located<String>, diagnostics: &mut Diagnostics) -> bool {
        if self.view.roles.contains_key(name.value.as_str()) || self.view.may_exist("roles", name) {
            return true;
        }
        if let Some(now) = self.renamed.get(name.value.as_str()) {
            let message = format!("role {} is now called {}", tick(name), tick(now));
            diagnostics.push(
                Diagnostic::new(&codes::RENAMED_ROLE, message)
                    .at(name.span)
                    .help(format!("write {}", tick(now))),
            );
            return false;
        }
        let Some(vocabulary) = self.vocabulary else {
            return true;
        };
        let other_spelling = || !self.folded.is_empty() && self.folded.contains(&self.fold.fold(name));
        if vocabulary.roles.contains_key(&name.value) || other_spelling() {
            return true;
        }
        // A title is what people see in the ERP, so it is what they write.
        if let Some(key) = self.titles.get(name.value.as_str()) {
            let message = format!("unknown role {}", tick(name));
            let help = format!(
                "write the role's key: {} is the title of {}",
                tick(name),
                tick(key)
            );
            diagnostics.push(
                Diagnostic::new(&codes::UNKNOWN_ROLE, message)
                    .at(name.span)
                    .help(help),
            );
            return false;
        }
        let declared = self.view.roles.keys().copied();
        let known = vocabulary.roles.keys().map(String::as_str).chain(declared);
        let help = "declare it under `roles:`, or look the ERP's roles up in the lock file";
        let diagnostic = self.unknown(&codes::UNKNOWN_ROLE, "role", name, known, help);
        diagnostics.push(diagnostic);
        false
    }

    /// Whether a role can be given to a person.
    pub(in crate::project) fn grantable(
        &mut self,
        name: &Located<String>,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let automatic = self
            .vocabulary
            .and_then(|vocabulary| vocabulary.roles.get(&name.value))
            .is_some_and(|facts| facts.origin == "automatic");
        if name.value == "*" || automatic {
            let why = if automatic {
                "the ERP gives it by itself"
            } else {
                "it stands for everyone"
            };
            diagnostics.push(
                Diagnostic::new(
                    &codes::NOT_GRANTABLE,
                    format!("role {} cannot be granted: {why}", tick(name)),
                )
                .at(name.span)
                .help("remove it here"),
            );
            return false;
        }
        self.role(name, diagnostics)
    }

    /// The position that a reference means.
    pub(in crate::project) fn position(
        &mut self,
        name: &Located<String>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Item<'p, Position>> {
        if let Some(item) = self.view.positions.get(name.value.as_str()) {
            return Some(*item);
        }
        if !self.view.may_exist("positions", name) {
            let view = self.view;
            let is_role = view.roles.contains_key(name.value.as_str())
                || self
                    .vocabulary
                    .is_some_and(|vocabulary| vocabulary.roles.contains_key(&name.value));
            let help = if is_role {
                "this is a role: move it to `roles:`"
            } else {
                "declare it under `positions:`"
            };
            let known = view.positions.keys().copied();
            let diagnostic = self.unknown(&codes::UNKNOWN_POSITION, "position", name, known, help);
            diagnostics.push(diagnostic);
        }
        None
    }

    /// Whether a company exists.
    pub(in crate::project) fn company(
        &mut self,
        name: &Located<String>,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let Some(vocabulary) = self.vocabulary else {
            return true;
        };
        if vocabulary.companies.is_empty() || vocabulary.companies.contains_key(&name.value) {
            return true;
        }
        let known = vocabulary.companies.keys().map(String::as_str);
        let names = list(vocabulary.companies.keys(), 6);
        let help = format!("the ERP has {names}; a new one is made in the ERP, then run `trueup lock`");
        let diagnostic = self.unknown(&codes::UNKNOWN_COMPANY, "company", name, known, &help);
        diagnostics.push(diagnostic);
        false
    }

    /// Whether a resource exists: itself, or what it is a part of.
    pub(in crate::project) fn resource(
        &mut self,
        name: &Located<String>,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let Some(vocabulary) = self.vocabulary else {
            return true;
        };
        if is_known_resource(vocabulary, self.semantics, name) {
            return true;
        }
        let known = vocabulary.resources.keys().map(String::as_str);
        let help = "look the ERP's resources up in the lock file; a module may have to be installed first";
        let diagnostic = self.unknown(&codes::UNKNOWN_RESOURCE, "resource", name, known, help);
        diagnostics.push(diagnostic);
        false
    }

    /// What the ERP knows of a row-level rule of a resource; reported when it has none of that name.
    pub(in crate::project) fn rule(
        &mut self,
        name: &Located<String>,
        resource: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<&'a RuleFacts> {
        let there = self.vocabulary?.rules.get(resource);
        if let Some(facts) = there.and_then(|rules| rules.get(&name.value)) {
            return Some(facts);
        }
        let known = there.into_iter().flat_map(BTreeMap::keys).map(String::as_str);
        let help = there.map_or_else(
            || format!("{} has no rules in the ERP", tick(resource)),
            |rules| {
                format!(
                    "{} has {}; a rule with a new condition is made in the ERP, then run `trueup lock`",
                    tick(resource),
                    list(rules.keys(), 6)
                )
            },
        );
        let diagnostic = self.unknown(&codes::UNKNOWN_RULE, "row-level rule", name, known, &help);
        diagnostics.push(diagnostic);
        None
    }

    /// Whether an action exists on a resource.
    pub(in crate::project) fn action(
        &mut self,
        action: &Located<String>,
        resource: &str,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let Some(semantics) = self.semantics else {
            return true;
        };
        let fitting = fitting_actions(self.vocabulary, semantics, resource);
        if fitting.contains(&action.value) {
            return true;
        }
        let exists = semantics.actions.contains(&action.value);
        let there = list(fitting, 12);
        let diagnostic = if exists {
            let message = format!("{} is not an action of {}", tick(action), tick(resource));
            Diagnostic::new(&codes::UNKNOWN_ACTION, message)
                .at(action.span)
                .help(format!("its actions are {there}"))
        } else {
            let candidates = fitting.iter().map(String::as_str);
            let help = format!("its actions are {there}");
            self.unknown(&codes::UNKNOWN_ACTION, "action", action, candidates, &help)
        };
        diagnostics.push(diagnostic);
        false
    }

    /// Whether the adapter declares an attribute.
    pub(in crate::project) fn attribute(
        &mut self,
        name: &Located<String>,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let Some(semantics) = self.semantics else {
            return true;
        };
        if semantics.attributes.contains_key(&name.value) {
            return true;
        }
        let known = semantics.attributes.keys().map(String::as_str);
        let help = format!("this adapter has {}", list(semantics.attributes.keys(), 12));
        let help = if semantics.attributes.is_empty() {
            "this adapter has no attributes"
        } else {
            &help
        };
        let diagnostic = self.unknown(&codes::UNKNOWN_ATTRIBUTE, "attribute", name, known, help);
        diagnostics.push(diagnostic);
        false
    }

    /// Whether the adapter declares a setting.
    pub(in crate::project) fn setting(
        &mut self,
        name: &str,
        span: Span,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let Some(semantics) = self.semantics else {
            return true;
        };
        if semantics.setting(name).is_some() {
            return true;
        }
        let (base, company) = split_company(name);
        if semantics.possible_settings.contains(base) {
            return true;
        }
        if let Some(spec) = semantics.settings.get(base) {
            let key = base.split_once('.').map_or(base, |(_, key)| key);
            let example = self
                .vocabulary
                .and_then(|vocabulary| vocabulary.companies.keys().next());
            let (message, help) = if spec.per_company {
                let example = example.map_or("COMPANY", String::as_str);
                let of = format!("write {}", tick(&format!("{key} [{example}]")));
                (format!("every company has its own {}", tick(base)), of)
            } else {
                let what = format!("{} is not of a company", tick(base));
                (what, format!("write {}", tick(key)))
            };
            let diagnostic = Diagnostic::new(&codes::UNKNOWN_SETTING, message);
            diagnostics.push(diagnostic.at(span).help(help));
            return false;
        }
        let name = if company.is_some() { base } else { name };
        let known = semantics.settings.keys().map(String::as_str);
        let help = format!("this adapter has {}", list(semantics.settings.keys(), 12));
        let help = if semantics.settings.is_empty() {
            "this adapter has no settings"
        } else {
            &help
        };
        let name = Located::new(name.to_owned(), span);
        let diagnostic = self.unknown(&codes::UNKNOWN_SETTING, "setting", &name, known, help);
        diagnostics.push(diagnostic);
        false
    }

    /// Whether a number sequence exists.
    pub(in crate::project) fn sequence(
        &mut self,
        name: &Located<String>,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let Some(vocabulary) = self.vocabulary else {
            return true;
        };
        if vocabulary.sequences.is_empty() || vocabulary.sequences.contains(&name.value) {
            return true;
        }
        let known = vocabulary.sequences.iter().map(String::as_str);
        let help = "look the ERP's sequences up in the lock file; a new one is made in the ERP";
        let diagnostic = self.unknown(&codes::UNKNOWN_SEQUENCE, "sequence", name, known, help);
        diagnostics.push(diagnostic);
        false
    }
}

/// Whether a resource exists: itself, or what it is a part of. Where the ERP lists none, any may exist.
pub(in crate::project) fn is_known_resource(
    vocabulary: &Vocabulary,
    semantics: Option<&Semantics>,
    name: &str,
) -> bool {
    let part_of = || semantics.and_then(|semantics| semantics.sub_resource(name));
    vocabulary.resources.is_empty()
        || vocabulary.resources.contains_key(name)
        || part_of().is_some_and(|(_, base)| vocabulary.resources.contains_key(base))
}

/// The actions that exist on a resource.
pub(in crate::project) fn fitting_actions<'s>(
    vocabulary: Option<&'s Vocabulary>,
    semantics: &'s Semantics,
    resource: &str,
) -> &'s [String] {
    let listed = vocabulary.and_then(|vocabulary| vocabulary.resources.get(resource)?.as_deref());
    let of_kind = semantics
        .sub_resource(resource)
        .map(|(kind, _)| kind.actions.as_slice());
    listed.or(of_kind).unwrap_or_else(|| semantics.plain_actions())
}
