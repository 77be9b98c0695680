//! Findings that follow from the shape of the states, before anything is judged.

use crate::base::code::CodeInfo;
use crate::base::text::grouped;
use crate::model::{Rel, Sym};
use crate::plan::{Finding, codes};

use super::Builder;

impl Builder<'_> {
    /// Findings that follow from the shape of the states.
    pub(super) fn structural(&self, vanished: &[(Rel, Sym)]) -> Vec<Finding> {
        let finding = |code: &CodeInfo, subject, message, values: &[&str], place| Finding {
            code: code.id.to_owned(),
            refuses: true,
            message,
            values: values.iter().map(|&value| value.to_owned()).collect(),
            subject,
            accept: None,
            place,
        };
        let mut findings = Vec::new();
        for &(rel, key) in vanished {
            let (noun, name) = (rel.name(), self.symbols.text(key));
            let way = match rel {
                Rel::User => "state: left",
                _ if self.input.semantics.own_roles.always_active => "permissions: {}",
                _ => "active: false",
            };
            let message = format!(
                "`{name}` was applied before and no file names it now; write `{way}`, or `managed: false` to let go"
            );
            let subject = format!("{noun} {name}");
            findings.push(finding(&codes::VANISHED, subject, message, &[name, way], None));
        }
        for &(rel, key, old, origin) in &self.prepared.clashes {
            let (key, old) = (self.symbols.text(key), self.symbols.text(old));
            let message = format!("`{old}` cannot become `{key}`: the ERP holds both");
            let subject = format!("{} {key}", rel.name());
            findings.push(finding(
                &codes::RENAME_CLASH,
                subject,
                message,
                &[old, key],
                Some(self.reason(origin)),
            ));
        }
        for &(rel, one, other) in &self.prepared.twins {
            let (one, other) = (self.symbols.text(one), self.symbols.text(other));
            let message = format!("the ERP holds `{one}` and `{other}`, which it calls the same");
            findings.push(finding(
                &codes::LIVE_TWINS,
                format!("{} {one}", rel.name()),
                message,
                &[one, other],
                None,
            ));
        }
        findings
    }

    /// The files were checked against a lock that does not say what the ERP says now.
    pub(super) fn outdated(&self) -> Option<Finding> {
        let first = self.input.outdated.first()?;
        let more = self.input.outdated.len() - 1;
        let others = match more {
            0 => String::new(),
            more => format!(" (and {} more)", grouped(more)),
        };
        let (target, first) = (&self.input.target.name, first.describe());
        Some(Finding {
            code: codes::LOCK_OUTDATED.id.to_owned(),
            refuses: true,
            message: format!(
                "the ERP is not what the lock file says: {first}{others}; run `trueup lock -t {target}` and look at \
                 its difference"
            ),
            values: vec![first, grouped(more + 1), target.clone()],
            subject: format!("lock {target}"),
            accept: None,
            place: None,
        })
    }
}
