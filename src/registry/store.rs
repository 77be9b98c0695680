//! The registry of one database: opening it, its relations, and what was last applied.

use std::collections::BTreeMap;

use crate::db::{DbError, Session};
use crate::model::{Engine, Interner, OwnedList, Rel, State, Sym, decode_state};

use super::RegistryError;
use super::ddl::{self, FORMAT, Own};
use super::entry::Head;
use super::relations;
use super::setup::{Setup, body, guards};
use super::text::{from_base64, pack, to_base64, unpack};

/// The registry of one database, under its target's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registry {
    pub(super) engine: Engine,
    pub(super) target: String,
    /// Whether it has a place for guards; one that an earlier version set up has none.
    pub(super) guarded: bool,
    /// Identifies the guards' functions and triggers that setup made.
    pub(super) guards: Option<String>,
}

/// What an apply left behind as desired.
#[derive(Debug, Clone)]
pub struct Applied {
    /// The journal entry of that apply.
    pub entry: u64,
    /// The desired rows, with open cells.
    pub state: State,
    /// The lists that were declared completely: relation and first key.
    pub owned: Vec<(Rel, Sym)>,
}

/// Makes the registry's tables and grants in a transaction of its own. Running it again changes nothing. Guards need the
/// rights of who owns the ERP's tables: without them everything else is made, and why they were refused is given back.
///
/// # Errors
/// When the database carries another target's name or refuses; nothing is then changed, except that on MariaDB tables that
/// were made stay, empty.
pub async fn install(session: &mut Session, setup: &Setup<'_>) -> Result<Option<DbError>, RegistryError> {
    Registry::open(session, &setup.first.target).await?;
    let failed = match setup.engine {
        Engine::Postgres | Engine::Sqlite => RegistryError::Setup,
        Engine::Mariadb => RegistryError::SetupBegun,
    };
    session.begin_write(None).await.map_err(RegistryError::Setup)?;
    let mut done = session.script(&body(setup)).await;
    let mut refused = None;
    if let (Ok(()), Some(script)) = (&done, guards(setup)) {
        done = attempt(session, &script, &mut refused).await;
    }
    if let Err(error) = done {
        // The error is what matters; a transaction that cannot even be rolled back ends with the session.
        session.rollback().await.ok();
        return Err(failed(error));
    }
    match session.commit().await {
        Ok(()) => Ok(refused),
        Err(error) if error.outcome_unknown() => Err(RegistryError::SetupUnknown(error)),
        Err(error) => {
            session.rollback().await.ok();
            Err(failed(error))
        }
    }
}

/// Runs a script that may be refused without anything else being lost.
async fn attempt(session: &mut Session, script: &str, refused: &mut Option<DbError>) -> Result<(), DbError> {
    const NAME: &str = "guards";
    session.savepoint(NAME).await?;
    match session.script(script).await {
        Ok(()) => session.release(NAME).await,
        Err(error) if error.is_connection() => Err(error),
        Err(error) => {
            session.rollback_to(NAME).await?;
            *refused = Some(error);
            Ok(())
        }
    }
}

impl Registry {
    /// Opens the registry; none when it is not set up. Reading rights are enough.
    ///
    /// # Errors
    /// When the database carries another target's name, the registry is of a newer format, or it cannot be read.
    pub async fn open(session: &mut Session, target: &str) -> Result<Option<Self>, RegistryError> {
        let Some((registry, found)) = Self::find(session).await? else {
            return Ok(None);
        };
        if found != target {
            return Err(RegistryError::OtherTarget {
                found,
                wanted: target.to_owned(),
            });
        }
        Ok(Some(registry))
    }

    /// Opens the registry whatever target it names; none when it is not set up.
    ///
    /// # Errors
    /// When the registry is of a newer format or cannot be read.
    pub async fn open_any(session: &mut Session) -> Result<Option<Self>, RegistryError> {
        Ok(Self::find(session).await?.map(|(registry, _)| registry))
    }

    async fn find(session: &mut Session) -> Result<Option<(Self, String)>, RegistryError> {
        let engine = session.engine();
        let meta = Own::Meta.sql(engine);
        let failed = || RegistryError::read("open the registry");
        if !session
            .table_exists(&Own::Meta.plain(engine))
            .await
            .map_err(failed())?
        {
            return Ok(None);
        }
        let rows = session
            .query(&format!("SELECT \"key\", value FROM {meta}"), &[])
            .await
            .map_err(failed())?;
        let mut values: BTreeMap<String, String> = rows
            .into_iter()
            .filter_map(|row| {
                let mut cells = row.into_iter().flatten();
                Some((cells.next()?, cells.next()?))
            })
            .collect();
        if values.is_empty() {
            // A setup that was ended in between; where definitions cannot be undone, its tables stay.
            return Ok(None);
        }
        let mut value = |key: &str| {
            values
                .remove(key)
                .ok_or_else(|| RegistryError::Damaged(format!("its {key} is missing")))
        };
        let format = value("format")?;
        // What is no number is not older than this version either.
        if format.parse::<u32>().is_ok_and(|format| format <= FORMAT) {
            let target = value("target")?;
            let guards = value("guards").ok();
            let guarded = session
                .table_exists(&ddl::plain(engine, Rel::ItemGuard.name()))
                .await
                .map_err(failed())?;
            let registry = Self {
                engine,
                target: target.clone(),
                guarded,
                guards,
            };
            Ok(Some((registry, target)))
        } else {
            Err(RegistryError::NewerFormat { found: format })
        }
    }

    /// The target's name.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Whether the registry has a place for guards.
    #[must_use]
    pub fn guarded(&self) -> bool {
        self.guarded
    }

    /// What identifies the functions and triggers that setup made for guards; none when it made none.
    #[must_use]
    pub fn guards(&self) -> Option<&str> {
        self.guards.as_deref()
    }

    /// Fills the tables of the registry's relations. They are to be sorted with all others.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn read(
        &self,
        session: &mut Session,
        symbols: &mut Interner,
        state: &mut State,
    ) -> Result<(), RegistryError> {
        for rel in ddl::relations().filter(|rel| self.guarded || *rel != Rel::ItemGuard) {
            let table = state.table_mut(rel);
            let mut cells = Vec::with_capacity(rel.spec().width());
            session
                .read(&relations::select(self.engine, rel), |row| {
                    cells.clear();
                    cells.extend(row.iter().map(|cell| symbols.intern_opt(*cell)));
                    table.push(&cells);
                })
                .await
                .map_err(RegistryError::read("read the registry's relations"))?;
        }
        Ok(())
    }

    /// Carries the change tables of the registry's relations into them, inside the caller's transaction.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn write(&self, session: &mut Session) -> Result<(), RegistryError> {
        session
            .script(&relations::writes(self.engine, self.guarded).join(";\n"))
            .await
            .map_err(RegistryError::write("write the registry's relations"))
    }

    /// What was last applied; none before the first apply.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn applied(
        &self,
        session: &mut Session,
        symbols: &mut Interner,
    ) -> Result<Option<Applied>, RegistryError> {
        let sql = format!(
            "SELECT '' || entry, state, owned FROM {}",
            Own::Applied.sql(self.engine)
        );
        let rows = session
            .query(&sql, &[])
            .await
            .map_err(RegistryError::read("read what was last applied"))?;
        let Some([Some(entry), Some(state), Some(owned)]) = rows.first().map(Vec::as_slice) else {
            return Ok(None);
        };
        let damaged =
            |what: &str| RegistryError::Damaged(format!("what was last applied cannot be read: {what}"));
        let entry = entry.parse().map_err(|_| damaged("its entry is no number"))?;
        let state = from_base64(state).map_err(damaged)?;
        let state = decode_state(&state, symbols).map_err(RegistryError::Applied)?;
        let owned: BTreeMap<String, Vec<String>> =
            serde_json::from_str(&unpack(owned).map_err(damaged)?).map_err(|e| damaged(&e.to_string()))?;
        let mut lists = Vec::new();
        for (name, keys) in owned {
            let rel = Rel::by_name(&name).ok_or_else(|| damaged(&format!("unknown relation `{name}`")))?;
            lists.extend(keys.iter().map(|key| (rel, symbols.intern(key))));
        }
        Ok(Some(Applied {
            entry,
            state,
            owned: lists,
        }))
    }

    /// The entry that was last applied; none before the first apply.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn applied_number(&self, session: &mut Session) -> Result<Option<u64>, RegistryError> {
        let sql = format!("SELECT '' || entry FROM {}", Own::Applied.sql(self.engine));
        let rows = session
            .query(&sql, &[])
            .await
            .map_err(RegistryError::read("read what was last applied"))?;
        let Some(number) = rows.into_iter().flatten().next().flatten() else {
            return Ok(None);
        };
        let damaged = || RegistryError::Damaged("what was last applied names no entry".to_owned());
        number.parse().map(Some).map_err(|_| damaged())
    }

    /// Stores what an entry applied, in place of what was stored before, inside the caller's transaction.
    ///
    /// `state` is what [`encode_state`](crate::model::encode_state) made; `owned` are the lists that the files declare
    /// completely.
    ///
    /// # Errors
    /// When the database refuses.
    ///
    /// # Panics
    /// Never: names are plain JSON.
    pub async fn store_applied(
        &self,
        session: &mut Session,
        entry: u64,
        state: &[u8],
        owned: &[(Rel, Sym)],
        symbols: &Interner,
    ) -> Result<(), RegistryError> {
        let mut lists: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for &(rel, key) in owned {
            lists.entry(rel.name()).or_default().push(symbols.text(key));
        }
        let owned = pack(&serde_json::to_string(&lists).expect("names are plain JSON"));
        let (entry, state) = (entry.to_string(), to_base64(state));
        let table = Own::Applied.sql(self.engine);
        let failed = || RegistryError::write("store what was applied");
        session
            .execute(&format!("DELETE FROM {table}"), &[])
            .await
            .map_err(failed())?;
        session
            .execute(
                &format!(
                    "INSERT INTO {table} (one, entry, state, owned) VALUES (1, CAST($1 AS decimal(20)), $2, $3)"
                ),
                &[Some(&entry), Some(&state), Some(&owned)],
            )
            .await
            .map_err(failed())?;
        Ok(())
    }

    /// The end of the journal as the registry remembers it, and its epoch.
    pub(super) async fn head(&self, session: &mut Session) -> Result<(Head, String), RegistryError> {
        let sql = format!(
            "SELECT '' || number, hash, epoch FROM {}",
            Own::Head.sql(self.engine)
        );
        let rows = session
            .query(&sql, &[])
            .await
            .map_err(RegistryError::read("read the end of the journal"))?;
        match rows.into_iter().next().as_deref() {
            Some([Some(number), Some(hash), Some(epoch)]) => {
                let number = number
                    .parse()
                    .map_err(|_| RegistryError::Damaged("the end of its journal is no number".to_owned()))?;
                let hash = hash.clone();
                Ok((Head { number, hash }, epoch.clone()))
            }
            _ => Err(RegistryError::Damaged(
                "it does not remember the end of its journal".to_owned(),
            )),
        }
    }
}

impl Applied {
    /// The owned lists in the form in which desired states carry them; their origin has no meaning.
    pub fn owned_lists(&self) -> impl Iterator<Item = OwnedList> + '_ {
        self.owned
            .iter()
            .map(|&(rel, key)| OwnedList { rel, key, origin: 0 })
    }
}
