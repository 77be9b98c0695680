//! Item codes that were issued: which, for whom, and the highest number of each running number.

use std::collections::BTreeMap;

use super::ddl::Own;
use super::{Registry, RegistryError};
use crate::db::{Session, dialect};
use crate::model::Engine;

/// How many rows one statement changes.
const BATCH: usize = 100;

/// What became of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CodeState {
    /// It was issued, and no item of the ERP had it when that was last looked at.
    Issued,
    /// An item of the ERP has it.
    Used,
    /// It was given back.
    Released,
    /// It was given back, and a recovery cannot know whether it was issued again since.
    Retired,
}

impl CodeState {
    /// The name in the table and in outputs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Used => "used",
            Self::Released => "released",
            Self::Retired => "retired",
        }
    }

    fn by_name(name: &str) -> Option<Self> {
        [Self::Issued, Self::Used, Self::Released, Self::Retired]
            .into_iter()
            .find(|state| state.name() == name)
    }
}

/// A running number: the rule, and the texts that it is counted per, joined by `/`.
pub type SerialKey = (String, String);

/// A code that was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedCode {
    /// The code.
    pub code: String,
    /// Its rule.
    pub rule: String,
    /// What its running number is counted per.
    pub counter: String,
    /// Its running number; 0 where the rule has none.
    pub number: u64,
    /// What became of it.
    pub state: CodeState,
    /// The request that it was issued for.
    pub request: Option<String>,
    /// The line of the request's file.
    pub line: Option<u64>,
    /// The cells of that line: a JSON object by heading.
    pub fields: Option<String>,
    /// Who asked for it.
    pub actor: String,
    /// When, UTC.
    pub at: String,
    /// The entry of the journal.
    pub entry: u64,
}

/// How receipts name a running number: a JSON list, so that no text can pass for another.
#[must_use]
pub fn sequence_name((rule, counter): &SerialKey) -> String {
    serde_json::json!(["item-serial", rule, counter]).to_string()
}

/// The running number that a receipt names; none when it names something else.
#[must_use]
pub fn sequence_of(name: &str) -> Option<SerialKey> {
    match serde_json::from_str::<Vec<String>>(name).ok()?.as_slice() {
        [kind, rule, counter] if kind == "item-serial" => Some((rule.clone(), counter.clone())),
        _ => None,
    }
}

impl Registry {
    /// Whether the tables are there; a registry that an earlier version set up does not have them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn can_issue(&self, session: &mut Session) -> Result<bool, RegistryError> {
        for table in [Own::ItemSerial, Own::ItemCode] {
            let there = session.table_exists(&table.plain(self.engine)).await;
            if !there.map_err(RegistryError::read("look for the tables of item codes"))? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The highest number that was issued, of each running number.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn serials(&self, session: &mut Session) -> Result<BTreeMap<SerialKey, u64>, RegistryError> {
        let sql = format!(
            "SELECT rule, counter, '' || last FROM {}",
            Own::ItemSerial.sql(self.engine)
        );
        let rows = session
            .query(&sql, &[])
            .await
            .map_err(RegistryError::read("read the running numbers"))?;
        let mut serials = BTreeMap::new();
        for row in rows {
            let mut cells = row.into_iter().map(Option::unwrap_or_default);
            let mut next = || cells.next().unwrap_or_default();
            let (rule, counter, last) = (next(), next(), next());
            serials.insert((rule, counter), number(&last)?);
        }
        Ok(serials)
    }

    /// Raises running numbers to at least these, inside the caller's transaction.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn raise_serials(
        &self,
        session: &mut Session,
        serials: &BTreeMap<SerialKey, u64>,
    ) -> Result<(), RegistryError> {
        let table = Own::ItemSerial.sql(self.engine);
        // An UPDATE of a conflicting row spells the stored one by the table's own name.
        let higher = |stored: &str| {
            format!(
                "ON CONFLICT (rule, counter) DO UPDATE SET last = excluded.last WHERE {stored}.last < excluded.last"
            )
        };
        let higher = match self.engine {
            Engine::Postgres => higher("item_serial"),
            Engine::Sqlite => higher("trueup_item_serial"),
            Engine::Mariadb => "ON DUPLICATE KEY UPDATE last = greatest(last, VALUES(last))".to_owned(),
        };
        let sql = format!(
            "INSERT INTO {table} (rule, counter, last) VALUES ($1, $2, CAST($3 AS decimal(20))) {higher}"
        );
        for ((rule, counter), last) in serials {
            let last = last.to_string();
            session
                .execute(&sql, &[Some(rule), Some(counter), Some(&last)])
                .await
                .map_err(RegistryError::write("raise the running numbers"))?;
        }
        Ok(())
    }

    /// Hands out every code that was issued, with its rule, what it is counted per, its number and its state.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn each_code(
        &self,
        session: &mut Session,
        mut look: impl FnMut(&str, &str, &str, u64, CodeState) + Send,
    ) -> Result<(), RegistryError> {
        let sql = format!(
            "SELECT code, rule, counter, '' || number AS number, state FROM {} ORDER BY code",
            Own::ItemCode.sql(self.engine)
        );
        let mut damaged = false;
        session
            .read(&sql, |cells| match cells {
                [Some(code), Some(rule), Some(counter), Some(number), Some(state)] => {
                    match (number.parse(), CodeState::by_name(state)) {
                        (Ok(number), Some(state)) => look(code, rule, counter, number, state),
                        _ => damaged = true,
                    }
                }
                _ => damaged = true,
            })
            .await
            .map_err(RegistryError::read("read the issued codes"))?;
        if damaged {
            return Err(unreadable());
        }
        Ok(())
    }

    /// Codes by themselves, those that were issued; in the order of the codes.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn codes(
        &self,
        session: &mut Session,
        codes: &[String],
    ) -> Result<Vec<IssuedCode>, RegistryError> {
        let mut found = Vec::new();
        for batch in codes.chunks(BATCH) {
            let texts: Vec<Option<&str>> = batch.iter().map(|code| Some(code.as_str())).collect();
            let tail = format!("code IN ({})", places(1, batch.len()));
            found.extend(self.select_codes(session, &tail, &texts).await?);
        }
        found.sort_by(|a, b| a.code.cmp(&b.code));
        Ok(found)
    }

    /// The codes of a request.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn codes_of(
        &self,
        session: &mut Session,
        request: &str,
    ) -> Result<Vec<IssuedCode>, RegistryError> {
        self.select_codes(session, "request = $1", &[Some(request)]).await
    }

    /// Stores codes, inside the caller's transaction; what was stored of the same codes is replaced.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn store_codes(
        &self,
        session: &mut Session,
        codes: &[IssuedCode],
    ) -> Result<(), RegistryError> {
        let sql = format!(
            "INSERT INTO {} (code, rule, counter, number, state, request, line, fields, actor, at, entry) \
             VALUES ($1, $2, $3, CAST($4 AS decimal(20)), $5, $6, CAST($7 AS decimal(20)), $8, $9, $10, CAST($11 AS decimal(20))) \
             {}",
            Own::ItemCode.sql(self.engine),
            dialect::replacing(
                self.engine,
                "code",
                &[
                    "rule", "counter", "number", "state", "request", "line", "fields", "actor", "at", "entry"
                ]
            )
        );
        for code in codes {
            let (number, entry) = (code.number.to_string(), code.entry.to_string());
            let line = code.line.map(|line| line.to_string());
            let values = [
                Some(code.code.as_str()),
                Some(&code.rule),
                Some(&code.counter),
                Some(&number),
                Some(code.state.name()),
                code.request.as_deref(),
                line.as_deref(),
                code.fields.as_deref(),
                Some(&code.actor),
                Some(&code.at),
                Some(&entry),
            ];
            session
                .execute(&sql, &values)
                .await
                .map_err(RegistryError::write("store the issued codes"))?;
        }
        Ok(())
    }

    /// Says what became of codes, inside the caller's transaction. A code that is given back belongs to no request.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn mark_codes(
        &self,
        session: &mut Session,
        codes: &[String],
        state: CodeState,
    ) -> Result<(), RegistryError> {
        let freed = match state {
            CodeState::Released => ", request = NULL, line = NULL, fields = NULL",
            _ => "",
        };
        for batch in codes.chunks(BATCH) {
            let mut texts = vec![Some(state.name())];
            texts.extend(batch.iter().map(|code| Some(code.as_str())));
            let sql = format!(
                "UPDATE {} SET state = $1{freed} WHERE code IN ({})",
                Own::ItemCode.sql(self.engine),
                places(2, batch.len())
            );
            session
                .execute(&sql, &texts)
                .await
                .map_err(RegistryError::write("mark the issued codes"))?;
        }
        Ok(())
    }

    /// Makes sure that no code that was given back is issued again, and says how many there are.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn retire_released(&self, session: &mut Session) -> Result<u64, RegistryError> {
        let sql = format!(
            "UPDATE {} SET state = 'retired' WHERE state = 'released'",
            Own::ItemCode.sql(self.engine)
        );
        let done = session.execute(&sql, &[]).await;
        done.map_err(RegistryError::write("retire the codes that were given back"))
    }

    async fn select_codes(
        &self,
        session: &mut Session,
        tail: &str,
        parameters: &[Option<&str>],
    ) -> Result<Vec<IssuedCode>, RegistryError> {
        let sql = format!(
            "SELECT code, rule, counter, '' || number, state, request, '' || line AS line_text, fields, actor, at, \
             '' || entry FROM {} WHERE {tail} ORDER BY line, code",
            Own::ItemCode.sql(self.engine)
        );
        let rows = session
            .query(&sql, parameters)
            .await
            .map_err(RegistryError::read("read the issued codes"))?;
        rows.into_iter().map(issued).collect()
    }
}

/// `$2, $3, $4`.
fn places(first: usize, number: usize) -> String {
    let places: Vec<String> = (first..first + number).map(|at| format!("${at}")).collect();
    places.join(", ")
}

fn unreadable() -> RegistryError {
    RegistryError::Damaged("an issued code cannot be read".to_owned())
}

fn number(text: &str) -> Result<u64, RegistryError> {
    text.parse().map_err(|_| unreadable())
}

fn issued(row: Vec<Option<String>>) -> Result<IssuedCode, RegistryError> {
    let mut cells = row.into_iter();
    let mut optional = || cells.next().flatten();
    let (code, rule, counter) = (optional(), optional(), optional());
    let (digits, state) = (optional(), optional());
    let (request, line, fields) = (optional(), optional(), optional());
    let (actor, at, entry) = (optional(), optional(), optional());
    let text = |cell: Option<String>| cell.ok_or_else(unreadable);
    Ok(IssuedCode {
        code: text(code)?,
        rule: text(rule)?,
        counter: text(counter)?,
        number: number(&text(digits)?)?,
        state: CodeState::by_name(&text(state)?).ok_or_else(unreadable)?,
        request,
        line: line.as_deref().map(number).transpose()?,
        fields,
        actor: text(actor)?,
        at: text(at)?,
        entry: number(&text(entry)?)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn receipts_name_running_numbers_without_doubt() {
        let keys = [("a", "b/c"), ("a/b", "c"), ("a", ""), ("规则\"", "RM/ST")];
        let mut names = std::collections::BTreeSet::new();
        for (rule, counter) in keys {
            let key = (rule.to_owned(), counter.to_owned());
            let name = sequence_name(&key);
            assert_eq!(sequence_of(&name), Some(key));
            assert!(names.insert(name));
        }
        assert_eq!(sequence_of("next"), None);
        assert_eq!(sequence_of("[\"other\",\"a\",\"b\"]"), None);
    }
}
