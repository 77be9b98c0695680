//! The plan as a file: versioned JSON with a schema of its own, no secret in it, and a checksum over all of it.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Cause, Change, CodecError, Interner, Rel, Sym, Verb, decode_state, encode_state};

use super::{FORMAT, Footprint, Head, Held, Plan, Reason, checksum, digest};

/// Why a file is not a plan that can be used.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// It is no JSON, or not a plan's.
    #[error("the file is not a plan that this version of trueup understands")]
    Shape(#[source] serde_json::Error),
    /// Another version wrote it.
    #[error("the plan has the format `{0}`; this version of trueup reads `{FORMAT}`")]
    Format(String),
    /// It was changed after it was made.
    #[error("the plan was edited after it was made: its {0} does not fit its content")]
    Edited(&'static str),
    /// A part of it cannot be read.
    #[error("the plan is damaged: {0}")]
    Damaged(String),
    /// A compressed part of it cannot be read.
    #[error("the plan is damaged")]
    State(#[from] CodecError),
}

/// A row's cells by column; null where there is no value.
type Cells = BTreeMap<String, Option<String>>;

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct File {
    /// What the plan is for and what it was made from.
    head: Head,
    /// What will be done, in order.
    changes: Vec<FileChange>,
    /// Differences that are left alone: changed in the ERP since the last apply, or on both sides.
    held: Vec<FileHeld>,
    /// What the plan depends on; if it moves, the plan is stale.
    footprint: FileFootprint,
    /// The desired rows that will be stored as last applied: base64 of a zstd-compressed table.
    applied: String,
    /// The lists that the files declare completely, as `relation/key`.
    owned: Vec<String>,
    /// SHA-256 of this file with an empty checksum.
    checksum: String,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FileChange {
    /// The relation.
    relation: String,
    /// insert, update, delete or rename.
    verb: String,
    /// The row's key.
    key: Cells,
    /// The values before; for a rename the key before.
    #[serde(default, skip_serializing_if = "Cells::is_empty")]
    before: Cells,
    /// The values after.
    #[serde(default, skip_serializing_if = "Cells::is_empty")]
    after: Cells,
    /// files, consequence, drift, conflict, gone (no longer in the files) or undeclared (never in them).
    cause: String,
    /// Where the files ask for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FileHeld {
    /// What would make the ERP agree with the files.
    change: FileChange,
    /// The values of the last apply.
    base: Option<Cells>,
    /// Who changed it in the ERP, where the ERP records it.
    changed_by: Option<String>,
    /// When, in UTC.
    changed_at: Option<String>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FileFootprint {
    /// People.
    users: Vec<String>,
    /// Roles.
    roles: Vec<String>,
    /// Resources.
    resources: Vec<String>,
    /// Other rows, as `relation/key`.
    others: Vec<String>,
    /// Roles whose holders count.
    holders_of: Vec<String>,
    /// Those rows as they were: base64 of a zstd-compressed table.
    rows: String,
}

/// The JSON Schema of a plan file.
#[must_use]
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(File)
}

/// Writes a plan.
///
/// # Panics
/// Never in practice: plain data serialises.
#[must_use]
pub fn write(plan: &Plan, symbols: &Interner) -> Vec<u8> {
    let [users, roles, resources, others, holders_of] = plan.footprint.names(symbols);
    let mut owned: Vec<String> = plan
        .owned
        .iter()
        .map(|(rel, key)| format!("{}/{}", rel.name(), symbols.text(*key)))
        .collect();
    owned.sort_unstable();
    let file = File {
        head: plan.head.clone(),
        changes: plan
            .changes
            .iter()
            .map(|change| to_file(change, &plan.reasons, symbols))
            .collect(),
        held: plan
            .held
            .iter()
            .map(|held| held_to_file(held, &plan.reasons, symbols))
            .collect(),
        footprint: FileFootprint {
            users,
            roles,
            resources,
            others,
            holders_of,
            rows: BASE64.encode(encode_state(&plan.footprint.rows, symbols)),
        },
        applied: BASE64.encode(&plan.applied),
        owned,
        checksum: String::new(),
    };
    let mut bytes = to_bytes(&file);
    // The last field: put in where it is empty, which is cheaper than writing everything again.
    let end = bytes.len() - EMPTY_END.len();
    debug_assert_eq!(&bytes[end..], EMPTY_END);
    let sum = checksum(&bytes);
    bytes.truncate(end);
    bytes.extend_from_slice(format!("\"{sum}\"\n}}\n").as_bytes());
    bytes
}

/// How a file with an empty checksum ends.
const EMPTY_END: &[u8] = b"\"\"\n}\n";

fn to_bytes(file: &File) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(file).expect("plain data serialises");
    bytes.push(b'\n');
    bytes
}

/// Reads a plan and makes sure that nobody edited it.
///
/// # Errors
/// When the bytes are no plan, from another version, edited, or damaged.
pub fn read(bytes: &[u8], symbols: &mut Interner) -> Result<Plan, PlanError> {
    let mut file: File = serde_json::from_slice(bytes).map_err(PlanError::Shape)?;
    if file.head.format != FORMAT {
        return Err(PlanError::Format(file.head.format));
    }
    let claimed = std::mem::take(&mut file.checksum);
    // Another program may have laid the same content out anew, which is no edit; as we wrote it, it need not be rebuilt.
    if !ends_with_its_checksum(bytes, &claimed) && checksum(&to_bytes(&file)) != claimed {
        return Err(PlanError::Edited("checksum"));
    }
    let decode = |text: &str| {
        BASE64
            .decode(text)
            .map_err(|error| PlanError::Damaged(error.to_string()))
    };
    let mut reasons = Vec::new();
    let mut changes = Vec::with_capacity(file.changes.len());
    for change in file.changes {
        changes.push(from_file(change, &mut reasons, symbols)?);
    }
    let mut held = Vec::with_capacity(file.held.len());
    for FileHeld {
        change,
        base,
        changed_by,
        changed_at,
    } in file.held
    {
        let change = from_file(change, &mut reasons, symbols)?;
        let base = base.map(|cells| row(change.rel, &cells, symbols)).transpose()?;
        held.push(Held {
            change,
            base,
            changed_by,
            changed_at,
        });
    }
    let set = |names: Vec<String>, symbols: &mut Interner| names.iter().map(|n| symbols.intern(n)).collect();
    let footprint = Footprint {
        users: set(file.footprint.users, symbols),
        roles: set(file.footprint.roles, symbols),
        resources: set(file.footprint.resources, symbols),
        holders_of: set(file.footprint.holders_of, symbols),
        others: pairs(&file.footprint.others, symbols)?.into_iter().collect(),
        rows: decode_state(&decode(&file.footprint.rows)?, symbols)?,
    };
    let owned = pairs(&file.owned, symbols)?;
    let applied = decode(&file.applied)?;
    let plan = Plan {
        head: file.head,
        changes,
        held,
        reasons,
        footprint,
        applied,
        owned,
    };
    if digest(&plan, symbols) != plan.head.digest {
        return Err(PlanError::Edited("digest"));
    }
    Ok(plan)
}

/// Whether the bytes are as [`write()`] left them.
fn ends_with_its_checksum(bytes: &[u8], claimed: &str) -> bool {
    let end = format!("\"{claimed}\"\n}}\n");
    bytes
        .strip_suffix(end.as_bytes())
        .is_some_and(|start| checksum(&[start, EMPTY_END].concat()) == claimed)
}

fn pairs(names: &[String], symbols: &mut Interner) -> Result<Vec<(Rel, Sym)>, PlanError> {
    names
        .iter()
        .map(|name| {
            let (rel, key) = name
                .split_once('/')
                .and_then(|(rel, key)| Some((Rel::by_name(rel)?, key)))
                .ok_or_else(|| PlanError::Damaged(format!("`{name}` names no row")))?;
            Ok((rel, symbols.intern(key)))
        })
        .collect()
}

fn cells<'a>(
    columns: impl Iterator<Item = &'a crate::model::Column>,
    row: &[Sym],
    symbols: &Interner,
) -> Cells {
    columns
        .zip(row)
        .map(|(c, &cell)| (c.name.to_owned(), symbols.get(cell).map(str::to_owned)))
        .collect()
}

fn to_file(change: &Change, reasons: &[Reason], symbols: &Interner) -> FileChange {
    let spec = change.rel.spec();
    let before = match change.old_key() {
        Some(old) => cells(spec.keys.iter(), &[old], symbols),
        None => cells(spec.values.iter(), change.old(), symbols),
    };
    let (cause, reason) = match change.cause {
        Cause::Files(at) => ("files", Some(at)),
        Cause::Consequence(at) => ("consequence", Some(at)),
        Cause::Drift(at) => ("drift", at),
        Cause::Conflict(at) => ("conflict", Some(at)),
        Cause::Gone => ("gone", None),
        Cause::Undeclared => ("undeclared", None),
    };
    FileChange {
        relation: spec.name.to_owned(),
        verb: change.verb.name().to_owned(),
        key: cells(spec.keys.iter(), change.key(), symbols),
        before,
        after: cells(spec.values.iter(), change.new_values(), symbols),
        cause: cause.to_owned(),
        reason: reason.map(|at| reasons[at as usize].clone()),
    }
}

fn held_to_file(held: &Held, reasons: &[Reason], symbols: &Interner) -> FileHeld {
    let base = held.base.as_ref().map(|base| {
        let marked: Vec<Sym> = base
            .iter()
            .map(|&c| if c == Sym::OPEN { Sym::NULL } else { c })
            .collect();
        cells(held.change.rel.spec().columns(), &marked, symbols)
    });
    FileHeld {
        change: to_file(&held.change, reasons, symbols),
        base,
        changed_by: held.changed_by.clone(),
        changed_at: held.changed_at.clone(),
    }
}

fn from_file(
    file: FileChange,
    reasons: &mut Vec<Reason>,
    symbols: &mut Interner,
) -> Result<Change, PlanError> {
    let damaged = |what: &str| PlanError::Damaged(format!("{what} `{}.{}`", file.relation, file.verb));
    let rel = Rel::by_name(&file.relation).ok_or_else(|| damaged("unknown relation of change"))?;
    let verb = Verb::by_name(&file.verb).ok_or_else(|| damaged("unknown verb of change"))?;
    let reason = file.reason.map(|reason| {
        if reasons.last() != Some(&reason) {
            reasons.push(reason);
        }
        u32::try_from(reasons.len() - 1).expect("a file holds fewer than 2^32 changes")
    });
    let cause = match (file.cause.as_str(), reason) {
        ("files", Some(at)) => Cause::Files(at),
        ("consequence", Some(at)) => Cause::Consequence(at),
        ("conflict", Some(at)) => Cause::Conflict(at),
        ("drift", at) => Cause::Drift(at),
        ("gone", _) => Cause::Gone,
        ("undeclared", _) => Cause::Undeclared,
        _ => return Err(damaged("unknown cause of change")),
    };
    let join = |values: &Cells| {
        file.key
            .iter()
            .chain(values)
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect::<Cells>()
    };
    Ok(match verb {
        Verb::Insert => Change::insert(rel, &row(rel, &join(&file.after), symbols)?, cause),
        Verb::Delete => Change::delete(rel, &row(rel, &join(&file.before), symbols)?, cause),
        Verb::Update => {
            let (old, new) = (
                row(rel, &join(&file.before), symbols)?,
                row(rel, &join(&file.after), symbols)?,
            );
            Change::update(rel, &old, &new, cause)
        }
        Verb::Rename => {
            let key = |cells: &Cells, symbols: &mut Interner| {
                cells
                    .get(rel.spec().keys[0].name)
                    .and_then(Option::as_deref)
                    .map(|text| symbols.intern(text))
            };
            let (new, old) = (key(&file.key, symbols), key(&file.before, symbols));
            let (Some(new), Some(old)) = (new, old) else {
                return Err(damaged("incomplete rename"));
            };
            Change::rename(rel, new, old, cause)
        }
    })
}

/// A complete row from its cells.
fn row(rel: Rel, cells: &Cells, symbols: &mut Interner) -> Result<Vec<Sym>, PlanError> {
    rel.spec()
        .columns()
        .map(|column| match cells.get(column.name) {
            Some(text) => Ok(symbols.intern_opt(text.as_deref())),
            None => Err(PlanError::Damaged(format!(
                "a row of `{}` lacks `{}`",
                rel.name(),
                column.name
            ))),
        })
        .collect()
}
