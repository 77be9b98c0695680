//! The changes of an entry as JSON: self-describing, so that it can be read and undone years later.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use serde::{Deserialize, Serialize};

use crate::base::hash::sha256;
use crate::model::{Cause, Change, Column, Interner, Rel, Sym, Verb};

use super::text::{pack, unpack};

/// Changes ready to be stored: compressed text and the digest of what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedChanges {
    packed: String,
    digest: String,
}

impl PackedChanges {
    /// SHA-256 of the JSON text, in hexadecimal.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The text to store.
    pub(super) fn packed(&self) -> &str {
        &self.packed
    }
}

/// Why stored changes cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangesError {
    /// The stored text is damaged.
    #[error("the stored changes are damaged: {0}")]
    Damaged(&'static str),
    /// The stored text is not what the entry's digest says.
    #[error("the stored changes are not those that the entry was written with")]
    Digest,
    /// The JSON is not one that this version reads.
    #[error("the stored changes cannot be read by this version: {0}")]
    Format(String),
}

/// One recorded change, by the names of its columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecordedChange {
    /// The relation.
    pub relation: String,
    /// What happened: rename, insert, update or delete.
    pub verb: String,
    /// Why: files, consequence, drift, conflict, gone or undeclared.
    pub cause: String,
    /// The key of the row; of a rename the new one.
    pub key: BTreeMap<String, Option<String>>,
    /// The values before, of a rename the old key; empty for inserts.
    pub old: BTreeMap<String, Option<String>>,
    /// The values after; empty for deletes and renames.
    pub new: BTreeMap<String, Option<String>>,
}

/// Packs changes for an entry; none when there is none.
///
/// # Panics
/// Never: cells are text or null, which JSON can hold.
#[must_use]
pub fn pack_changes(changes: &[Change], symbols: &Interner) -> Option<PackedChanges> {
    if changes.is_empty() {
        return None;
    }
    let text = serde_json::to_string(&All { changes, symbols }).expect("cells are plain JSON");
    Some(PackedChanges {
        digest: sha256(text.as_bytes()),
        packed: pack(&text),
    })
}

/// The digest of what packed changes say.
pub(super) fn packed_digest(packed: &str) -> Result<String, ChangesError> {
    Ok(sha256(unpack(packed).map_err(ChangesError::Damaged)?.as_bytes()))
}

/// Reads packed changes and compares them with the digest of their entry.
pub(super) fn unpack_changes(packed: &str, digest: &str) -> Result<Vec<RecordedChange>, ChangesError> {
    let text = unpack(packed).map_err(ChangesError::Damaged)?;
    if sha256(text.as_bytes()) != digest {
        return Err(ChangesError::Digest);
    }
    serde_json::from_str(&text).map_err(|error| ChangesError::Format(error.to_string()))
}

impl RecordedChange {
    /// The change as this version knows it. Columns that the record does not have are null.
    ///
    /// # Errors
    /// When the relation or the verb is unknown.
    pub fn to_change(&self, cause: Cause, symbols: &mut Interner) -> Result<Change, ChangesError> {
        let unknown = |what: &str, name: &str| ChangesError::Format(format!("unknown {what} `{name}`"));
        let rel = Rel::by_name(&self.relation).ok_or_else(|| unknown("relation", &self.relation))?;
        let verb = Verb::by_name(&self.verb).ok_or_else(|| unknown("verb", &self.verb))?;
        let spec = rel.spec();
        let mut row = |values: &BTreeMap<String, Option<String>>| -> Vec<Sym> {
            let cell = |column: &Column, from: &BTreeMap<String, Option<String>>, symbols: &mut Interner| {
                symbols.intern_opt(from.get(column.name).and_then(Option::as_deref))
            };
            let mut cells: Vec<Sym> = spec.keys.iter().map(|c| cell(c, &self.key, symbols)).collect();
            cells.extend(spec.values.iter().map(|c| cell(c, values, symbols)));
            cells
        };
        Ok(match verb {
            Verb::Insert => Change::insert(rel, &row(&self.new), cause),
            Verb::Delete => Change::delete(rel, &row(&self.old), cause),
            Verb::Update => Change::update(rel, &row(&self.old), &row(&self.new), cause),
            Verb::Rename => {
                let key = spec.keys[0].name;
                let mut one = |from: &BTreeMap<String, Option<String>>| {
                    symbols.intern_opt(from.get(key).and_then(Option::as_deref))
                };
                let (new, old) = (one(&self.key), one(&self.old));
                Change::rename(rel, new, old, cause)
            }
        })
    }
}

/// Writes all changes without building a tree of them: there may be a million. The text is the same as that of a list
/// of [`RecordedChange`], so that the digest can be recomputed from an exported journal.
struct All<'a> {
    changes: &'a [Change],
    symbols: &'a Interner,
}

impl Serialize for All<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.changes.len()))?;
        for change in self.changes {
            list.serialize_element(&One {
                change,
                symbols: self.symbols,
            })?;
        }
        list.end()
    }
}

struct One<'a> {
    change: &'a Change,
    symbols: &'a Interner,
}

impl Serialize for One<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let change = self.change;
        let spec = change.rel.spec();
        let cells = |columns, row| Cells {
            columns,
            row,
            symbols: self.symbols,
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("relation", spec.name)?;
        map.serialize_entry("verb", change.verb.name())?;
        map.serialize_entry("cause", cause_name(change.cause))?;
        map.serialize_entry("key", &cells(spec.keys, change.key()))?;
        let old_key = change.old_key();
        map.serialize_entry(
            "old",
            &match &old_key {
                Some(old) => cells(spec.keys, std::slice::from_ref(old)),
                None => cells(spec.values, change.old()),
            },
        )?;
        map.serialize_entry("new", &cells(spec.values, change.new_values()))?;
        map.end()
    }
}

struct Cells<'a> {
    columns: &'static [Column],
    row: &'a [Sym],
    symbols: &'a Interner,
}

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut cells: Vec<_> = self
            .columns
            .iter()
            .map(|column| column.name)
            .zip(self.row)
            .collect();
        cells.sort_unstable_by_key(|cell| cell.0);
        let mut map = serializer.serialize_map(Some(cells.len()))?;
        for (column, &cell) in cells {
            map.serialize_entry(column, &self.symbols.get(cell))?;
        }
        map.end()
    }
}

fn cause_name(cause: Cause) -> &'static str {
    match cause {
        Cause::Files(_) => "files",
        Cause::Consequence(_) => "consequence",
        Cause::Drift(_) => "drift",
        Cause::Conflict(_) => "conflict",
        Cause::Gone => "gone",
        Cause::Undeclared => "undeclared",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(symbols: &mut Interner) -> Vec<Change> {
        let mut row = |cells: &[Option<&str>]| -> Vec<Sym> {
            cells.iter().map(|cell| symbols.intern_opt(*cell)).collect()
        };
        let old = row(&[Some("li.na"), Some("李娜"), None, Some("true"), Some("person")]);
        let new = row(&[Some("li.na"), Some("李娜"), None, Some("false"), Some("person")]);
        let grant = row(&[Some("li.na"), Some("buyer")]);
        let names = row(&[Some("sun.li@acme.example"), Some("sunli")]);
        vec![
            Change::rename(Rel::User, names[0], names[1], Cause::Files(1)),
            Change::insert(Rel::Grant, &grant, Cause::Files(2)),
            Change::delete(Rel::Grant, &grant, Cause::Consequence(3)),
            Change::update(Rel::User, &old, &new, Cause::Drift(None)),
        ]
    }

    #[test]
    fn changes_come_back_as_they_were() {
        let mut symbols = Interner::new();
        let changes = sample(&mut symbols);
        let packed = pack_changes(&changes, &symbols).unwrap();
        let recorded = unpack_changes(packed.packed(), packed.digest()).unwrap();
        assert_eq!(
            serde_json::to_string(&recorded[3].key).unwrap(),
            r#"{"login":"li.na"}"#
        );
        assert_eq!(recorded[0].old["login"].as_deref(), Some("sunli"));
        assert_eq!(
            sha256(serde_json::to_string(&recorded).unwrap().as_bytes()),
            packed.digest()
        );
        for (record, change) in recorded.iter().zip(&changes) {
            assert_eq!(&record.to_change(change.cause, &mut symbols).unwrap(), change);
        }
        assert_eq!(
            unpack_changes(packed.packed(), "00").unwrap_err(),
            ChangesError::Digest
        );
    }

    #[test]
    fn nothing_is_packed_for_nothing_and_the_unknown_is_refused() {
        let mut symbols = Interner::new();
        assert_eq!(pack_changes(&[], &symbols), None);
        let record = RecordedChange {
            relation: "door".to_owned(),
            verb: "insert".to_owned(),
            cause: String::new(),
            key: BTreeMap::new(),
            old: BTreeMap::new(),
            new: BTreeMap::new(),
        };
        let error = record.to_change(Cause::Files(0), &mut symbols).unwrap_err();
        assert!(error.to_string().contains("unknown relation `door`"), "{error}");
    }
}
