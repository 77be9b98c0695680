//! What became of an ERP's vocabulary since a lock was made.

use std::collections::BTreeMap;

use crate::model::{Interner, Rel, State};

use super::{Lock, kept};

/// One row that two locks do not share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockChange {
    /// The relation.
    pub rel: Rel,
    /// The key.
    pub key: Vec<String>,
    /// The values before; none when the row is new.
    pub before: Option<Vec<Option<String>>>,
    /// The values now; none when the row is gone.
    pub after: Option<Vec<Option<String>>>,
}

impl LockChange {
    /// In words: `permission stock.user stock.move was read, is read,write`.
    #[must_use]
    pub fn describe(&self) -> String {
        let what = format!("{} `{}`", self.rel.name(), self.key.join("` `"));
        let cells = |row: &[Option<String>]| {
            let cells: Vec<&str> = row.iter().map(|cell| cell.as_deref().unwrap_or("-")).collect();
            cells.join(", ")
        };
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => {
                format!("{what} was `{}`, is `{}`", cells(before), cells(after))
            }
            (None, _) => format!("{what} is new"),
            (_, None) => format!("{what} is gone"),
        }
    }
}

/// A name that is gone and one that is new, which the ERP shows under the same title: probably one thing that an upgrade
/// renamed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// What it is a name of.
    pub rel: Rel,
    /// The name that is gone, which files may still use.
    pub from: String,
    /// The name that is new.
    pub to: String,
}

/// The names that were probably moved. Where several have the same title nothing can be said.
#[must_use]
pub fn moved(changes: &[LockChange]) -> Vec<Moved> {
    let mut found = Vec::new();
    for rel in [Rel::Role, Rel::Resource, Rel::Company] {
        let mut titles: BTreeMap<&str, (Vec<&str>, Vec<&str>)> = BTreeMap::new();
        for change in changes.iter().filter(|change| change.rel == rel) {
            let name = change.key[0].as_str();
            let (row, gone) = match (&change.before, &change.after) {
                (Some(row), None) => (row, true),
                (None, Some(row)) => (row, false),
                _ => continue,
            };
            let Some(title) = &row[0] else { continue };
            let (old, new) = titles.entry(title).or_default();
            if gone { old } else { new }.push(name);
        }
        for (gone, new) in titles.into_values() {
            if let ([from], [to]) = (gone.as_slice(), new.as_slice()) {
                found.push(Moved {
                    rel,
                    from: (*from).to_owned(),
                    to: (*to).to_owned(),
                });
            }
        }
    }
    found
}

type Rows = BTreeMap<Vec<String>, Vec<Option<String>>>;

/// Which rows differ, in the order of relation and key. Our own roles and the number of holders do not count: they are
/// not what the ERP knows by itself.
#[must_use]
pub fn changes(
    before: &Lock,
    before_symbols: &Interner,
    after: &Lock,
    after_symbols: &Interner,
) -> Vec<LockChange> {
    let mut found = Vec::new();
    for rel in kept() {
        let old = rows(&before.state, before_symbols, rel);
        let mut new = rows(&after.state, after_symbols, rel);
        let mut changed: Vec<LockChange> = Vec::new();
        for (key, values) in old {
            let now = new.remove(&key);
            if now.as_ref() != Some(&values) {
                changed.push(LockChange {
                    rel,
                    key,
                    before: Some(values),
                    after: now,
                });
            }
        }
        changed.extend(new.into_iter().map(|(key, values)| LockChange {
            rel,
            key,
            before: None,
            after: Some(values),
        }));
        changed.sort_by(|a, b| a.key.cmp(&b.key));
        found.extend(changed);
    }
    found.sort_by_key(|change| change.rel);
    found
}

fn rows(state: &State, symbols: &Interner, rel: Rel) -> Rows {
    let keys = rel.spec().keys.len();
    state
        .table(rel)
        .rows()
        .filter(|row| rel != Rel::Role || symbols.text(row[2]) != "custom")
        .map(|row| {
            let key = row[..keys]
                .iter()
                .map(|&cell| symbols.text(cell).to_owned())
                .collect();
            let values = row[keys..]
                .iter()
                .map(|&cell| symbols.get(cell).map(str::to_owned))
                .collect();
            (key, values)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::lock::LockHeader;

    fn live(symbols: &mut Interner, actions: &str) -> State {
        let mut state = State::new();
        let mut push = |rel: Rel, cells: &[&str]| {
            let row: Vec<_> = cells.iter().map(|cell| symbols.intern(cell)).collect();
            state.table_mut(rel).push(&row);
        };
        push(Rel::Role, &["stock.user", "Stock\tuser", "shipped", "true"]);
        push(Rel::Role, &["ours", "库存\\", "custom", "true"]);
        push(Rel::Permission, &["stock.user", "stock.move", actions]);
        push(Rel::Permission, &["ours", "stock.move", "read"]);
        push(Rel::Grant, &["li", "stock.user"]);
        push(Rel::Company, &["acme", "Acme", "true"]);
        state
    }

    #[test]
    fn what_is_written_reads_back_without_people_and_our_own_rows() {
        let mut symbols = Interner::new();
        let state = live(&mut symbols, "read");
        let header = LockHeader {
            adapter: "x".into(),
            version: "8.2".into(),
            overlays: vec!["a".into()],
            ..LockHeader::default()
        };
        let lock = Lock::of(&state, &symbols, header);
        let text = lock.text(&symbols);
        assert!(!text.contains("\tli") && !text.contains("permission\tours"));
        let mut others = Interner::new();
        let back = Lock::parse(&text, &mut others).unwrap();
        assert_eq!(back.text(&others), text);
        assert_eq!(back.holders["stock.user"], 1);
        assert_eq!(back.vocabulary(&others).roles["ours"].title, "库存\\");
        assert_eq!(back.digest(&others), lock.digest(&symbols));
        assert!(changes(&back, &others, &lock, &symbols).is_empty());
    }

    #[test]
    fn a_moved_permission_is_one_change() {
        let (mut a, mut b) = (Interner::new(), Interner::new());
        let (old, new) = (live(&mut a, "read"), live(&mut b, "read,write"));
        let old = Lock::of(&old, &a, LockHeader::default());
        let new = Lock::of(&new, &b, LockHeader::default());
        let found = changes(&old, &a, &new, &b);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].key, ["stock.user", "stock.move"]);
        assert_eq!(found[0].after.as_ref().unwrap()[0].as_deref(), Some("read,write"));
        assert_ne!(old.digest(&a), new.digest(&b));
    }

    #[test]
    fn damage_is_an_error() {
        let mut symbols = Interner::new();
        let wrong = |text: &str, symbols: &mut Interner| Lock::parse(text, symbols).unwrap_err().line;
        assert_eq!(wrong("", &mut symbols), 1);
        assert_eq!(wrong("trueup-lock 1\ncompany\tacme\n", &mut symbols), 2);
        assert_eq!(wrong("trueup-lock 1\n# x\n<<<<<<< HEAD\n", &mut symbols), 3);
        assert_eq!(
            wrong("trueup-lock 1\nuser\tli\tx\ty\ttrue\tperson\n", &mut symbols),
            2
        );
    }
}
