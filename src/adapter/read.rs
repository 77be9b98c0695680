//! Reading relations: rows from SQL, spelled as the model spells them.

use std::collections::{HashMap, HashSet};

use super::open::{positions, read_path};
use super::{Adapter, AdapterError};
use crate::db::Session;
use crate::model::{ColumnKind, Home, Interner, Rel, State, Sym, Table};

/// No relation has more columns.
const MOST_COLUMNS: usize = 12;

impl Adapter {
    /// Reads relations. A relation without a script is empty, as are the registry's.
    ///
    /// Must run inside of a transaction to see one state. The tables are not sorted.
    ///
    /// # Errors
    /// When the database refuses a script, or a script gives what its relation cannot hold.
    pub async fn read(
        &self,
        session: &mut Session,
        relations: impl IntoIterator<Item = Rel>,
        symbols: &mut Interner,
    ) -> Result<State, AdapterError> {
        let mut state = State::new();
        for rel in relations {
            if rel.spec().home == Home::Erp {
                self.read_one(session, rel, symbols, &mut state).await?;
            }
        }
        Ok(state)
    }

    /// Hands out the rows of a relation as the ERP's script gives them, in its order: cells by the relation's columns, as
    /// the database writes them. Nothing is kept.
    ///
    /// # Errors
    /// [`AdapterError::Missing`] when the adapter cannot read the relation; otherwise as [`Adapter::read`].
    pub async fn stream(
        &self,
        session: &mut Session,
        rel: Rel,
        mut row: impl FnMut(&[Option<&str>]) + Send,
    ) -> Result<(), AdapterError> {
        let path = read_path(rel);
        let Some(script) = self.files.get(&path) else {
            return Err(AdapterError::Missing { file: path });
        };
        let failed = |error| AdapterError::script(&script.file, &script.sql, error);
        let found = session.columns(&script.sql).await.map_err(failed)?;
        let wanted: Vec<_> = rel.spec().columns().map(|column| column.name).collect();
        let order = positions(&script.file, &found, &wanted)?;
        let read = session.read(&script.sql, |cells| {
            let mut ordered = [None; MOST_COLUMNS];
            for (place, &at) in ordered.iter_mut().zip(&order) {
                *place = cells[at];
            }
            row(&ordered[..order.len()]);
        });
        read.await.map_err(failed)
    }

    async fn read_one(
        &self,
        session: &mut Session,
        rel: Rel,
        symbols: &mut Interner,
        state: &mut State,
    ) -> Result<(), AdapterError> {
        let table = state.table_mut(rel);
        let Some(script) = self.files.get(&read_path(rel)) else {
            return Ok(());
        };
        let mut speller = Speller::new(self, rel, symbols);
        let mut row = Vec::with_capacity(rel.spec().width());
        let mut wrong = None;
        let read = self.stream(session, rel, |cells| {
            row.clear();
            for (column, &cell) in cells.iter().enumerate() {
                match speller.spell(column, cell) {
                    Ok(cell) => row.push(cell),
                    Err(what) => {
                        let keys = &cells[..rel.spec().keys.len()];
                        let key: Vec<_> = keys.iter().map(|cell| cell.unwrap_or("NULL")).collect();
                        wrong.get_or_insert_with(|| (key.join(", "), what));
                        return;
                    }
                }
            }
            if speller.keeps(&row) {
                table.push(&row);
            }
        });
        read.await?;
        let file = || script.file.clone();
        if let Some((key, what)) = wrong {
            return Err(AdapterError::Cell {
                file: file(),
                key,
                what,
            });
        }
        let twice = duplicates(table);
        if twice.is_empty() {
            return Ok(());
        }
        if !rel.spec().values.is_empty() {
            let show = |key: &[Sym]| {
                let cells: Vec<_> = key.iter().map(|&cell| symbols.text(cell)).collect();
                cells.join(", ")
            };
            let mut keys: Vec<String> = twice.iter().map(|key| show(key)).collect();
            keys.sort();
            return Err(AdapterError::Duplicate { file: file(), keys });
        }
        // A link says no more when it is there twice, and finding such pairs costs a database more than it costs us.
        let mut seen = HashSet::new();
        table.retain(|row| seen.insert(row.to_vec()));
        twice.iter().for_each(|key| state.repeat(rel, key));
        Ok(())
    }
}

/// Spells the cells of one relation.
struct Speller<'a> {
    adapter: &'a Adapter,
    rel: Rel,
    columns: Vec<(&'static str, ColumnKind, bool)>,
    symbols: &'a mut Interner,
    truth: [Sym; 2],
    /// Lists of actions as they come, and as they are spelled.
    actions: HashMap<String, Sym>,
    /// The attributes or settings that adapter.yaml lists, where only those may occur.
    declared: Option<Vec<Sym>>,
}

impl<'a> Speller<'a> {
    fn new(adapter: &'a Adapter, rel: Rel, symbols: &'a mut Interner) -> Self {
        let keys = rel.spec().keys.len();
        let columns = rel
            .spec()
            .columns()
            .enumerate()
            .map(|(at, c)| (c.name, c.kind, at < keys))
            .collect();
        let declared = match rel {
            Rel::UserAttribute => Some(adapter.semantics.attributes.keys()),
            _ => None,
        };
        let declared = declared.map(|names| names.map(|name| symbols.intern(name)).collect());
        Self {
            adapter,
            rel,
            columns,
            truth: [symbols.intern("false"), symbols.intern("true")],
            symbols,
            actions: HashMap::new(),
            declared,
        }
    }

    fn spell(&mut self, column: usize, cell: Option<&str>) -> Result<Sym, String> {
        let (name, kind, key) = self.columns[column];
        let Some(text) = cell else {
            return if key {
                Err(format!("{name} is NULL"))
            } else {
                Ok(Sym::NULL)
            };
        };
        match kind {
            ColumnKind::Text => {
                let sym = self.symbols.intern(text);
                match &self.declared {
                    Some(declared) if key && column == 1 && !declared.contains(&sym) => {
                        Err(format!("adapter.yaml does not list `{text}` under `attributes`"))
                    }
                    _ => Ok(sym),
                }
            }
            ColumnKind::Bool => match text {
                "t" | "true" | "1" => Ok(self.truth[1]),
                "f" | "false" | "0" => Ok(self.truth[0]),
                _ => Err(format!("{name} is neither true nor false")),
            },
            ColumnKind::Int => match text.trim().parse::<i64>() {
                Ok(number) => Ok(self.symbols.intern(&number.to_string())),
                Err(_) => Err(format!("{name} is not a whole number")),
            },
            ColumnKind::Actions => self.spell_actions(text),
        }
    }

    fn spell_actions(&mut self, text: &str) -> Result<Sym, String> {
        if let Some(&known) = self.actions.get(text) {
            return Ok(known);
        }
        let spelled = self
            .adapter
            .semantics
            .spell_actions(text.split(',').map(str::trim));
        let spelled = spelled.map_err(|action| format!("`{action}` is not one of the adapter's actions"))?;
        let sym = self.symbols.intern(&spelled);
        self.actions.insert(text.to_owned(), sym);
        Ok(sym)
    }

    /// An attribute without a value is no row.
    fn keeps(&self, row: &[Sym]) -> bool {
        self.rel != Rel::UserAttribute || !row[2].is_null()
    }
}

/// The keys that occur more than once, each once.
fn duplicates(table: &Table) -> Vec<Box<[Sym]>> {
    let mut twice: Vec<Box<[Sym]>> = if table.rel().spec().keys.len() == 2 {
        // A pair sorts several times faster than a slice, and the large relations have two keys.
        let mut keys: Vec<[Sym; 2]> = table.rows().map(|row| [row[0], row[1]]).collect();
        keys.sort_unstable();
        let same = keys.windows(2).filter(|two| two[0] == two[1]);
        same.map(|two| Box::from(two[0].as_slice())).collect()
    } else {
        let mut keys: Vec<&[Sym]> = table.rows().map(|row| table.key(row)).collect();
        keys.sort_unstable();
        let same = keys.windows(2).filter(|two| two[0] == two[1]);
        same.map(|two| Box::from(two[0])).collect()
    };
    twice.dedup();
    twice
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_room() {
        assert!(Rel::ALL.into_iter().all(|rel| rel.spec().width() <= MOST_COLUMNS));
    }
}
