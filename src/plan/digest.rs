//! Digests of a plan: one over what it does and to what, one over the whole file.

use crate::base::hash::{self, PartsHash};
use crate::model::{Interner, Sym};

use super::{Head, Plan};

/// Digest over the effects, the target and the scope: equal for an identical plan made at another time. Contains
/// no SQL, no salt, no line numbers.
#[must_use]
pub fn digest(plan: &Plan, symbols: &Interner) -> String {
    let mut hash = PartsHash::new("trueup/effects/1");
    let Head {
        target,
        mode,
        base,
        accepted,
        ..
    } = &plan.head;
    let scope = (target, mode, base.as_ref().map(|base| &base.hash), accepted);
    hash.part(&serde_json::to_vec(&scope).expect("plain data serialises"));
    let mut lines: Vec<Vec<u8>> = plan
        .changes
        .iter()
        .map(|change| {
            let mut line = format!("{}.{}", change.rel.name(), change.verb.name()).into_bytes();
            let cells = change.key().iter().copied().chain(change.old_key());
            for cell in cells
                .chain(change.old().iter().copied())
                .chain(change.new_values().iter().copied())
            {
                line.push(0);
                match cell {
                    Sym::NULL => line.push(1),
                    cell => line.extend_from_slice(symbols.text(cell).as_bytes()),
                }
            }
            line
        })
        .collect();
    lines.sort_unstable();
    for line in lines {
        hash.part(&line);
    }
    hash.finish()
}

/// Checksum over a whole plan file, so that an edited one is noticed.
#[must_use]
pub fn checksum(bytes: &[u8]) -> String {
    hash::sha256(bytes)
}
