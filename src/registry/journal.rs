//! The journal in the database: appending, reading and verifying entries.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::hash::{hex, sha256};
use crate::db::Session;

use super::chain::{Content, Defect, Evidence, Found, verify};
use super::changes::{RecordedChange, packed_digest, unpack_changes};
use super::ddl::Own;
use super::entry::{Draft, Entry, Head, Kind};
use super::receipts::Receipt;
use super::standing::{Course, Place};
use super::{Registry, RegistryError};

/// Names the format of exported journals.
pub const JOURNAL_FORMAT: &str = "trueup/journal/1";

/// The columns of an entry, all as text, in the order in which [`entry_of`] takes them. A cast needs a name of its own:
/// PostgreSQL names it after its column, and `ORDER BY number` would then put #10 before #2.
const COLUMNS: &str = "'' || number AS number_text, epoch, target, at, kind, actor, role, \"commit\", plan_digest, summary, \
                       changes_digest, previous, hash";

/// An exported journal: verifiable without the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JournalExport {
    /// `trueup/journal/1`.
    pub format: String,
    /// The target's name.
    pub target: String,
    /// The entries, in order.
    pub entries: Vec<ExportedEntry>,
}

/// An entry with its changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExportedEntry {
    /// The entry.
    #[serde(flatten)]
    pub entry: Entry,
    /// Its changes; the SHA-256 of this list as compact JSON is the entry's `changes_digest`.
    pub changes: Vec<RecordedChange>,
}

/// The result of verifying a live journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Number of entries looked at.
    pub entries: usize,
    /// Number of receipts looked at; none when there was nowhere to look.
    pub receipts: Option<usize>,
    /// What is wrong, by entry.
    pub defects: Vec<Defect>,
}

/// A random name for a new epoch.
///
/// # Panics
/// When the operating system has no randomness to give.
#[must_use]
pub fn new_epoch() -> String {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    hex(&bytes)
}

/// The first entry of a journal, for a [`Setup`](super::Setup).
#[must_use]
pub fn first_entry(target: &str, draft: &Draft) -> Entry {
    Entry::seal(draft, &new_epoch(), target, None)
}

impl JournalExport {
    /// Verifies the exported journal, with receipts where there are any to look at. An export does not tell where the
    /// registry remembers its end, so without receipts a journal that was cut off looks sound.
    ///
    /// # Panics
    /// Never: changes are plain JSON.
    #[must_use]
    pub fn verify(&self, receipts: Option<&[Receipt]>) -> Vec<Defect> {
        let found = |exported: &ExportedEntry| Found {
            entry: exported.entry.clone(),
            content: if exported.changes.is_empty() {
                Content::Absent
            } else {
                let text = serde_json::to_string(&exported.changes).expect("changes are plain JSON");
                Content::Digest(sha256(text.as_bytes()))
            },
        };
        let journal: Vec<_> = self.entries.iter().map(found).collect();
        verify(
            &journal,
            &Evidence {
                receipts,
                ..Evidence::default()
            },
        )
    }
}

impl Registry {
    /// Appends an entry, inside the caller's transaction, and gives it back with its number and hash.
    ///
    /// Entries of the kinds clone and recover begin a new epoch.
    ///
    /// # Errors
    /// When the database refuses, or the journal does not end where the registry remembers; only a recovery may go on
    /// from there.
    pub async fn append(&self, session: &mut Session, draft: &Draft) -> Result<Entry, RegistryError> {
        let (remembered, epoch) = self.head(session).await?;
        let last = self.last(session).await?.map(|entry| entry.head());
        if last.as_ref() != Some(&remembered) && draft.kind != Kind::Recover {
            return Err(RegistryError::Damaged(format!(
                "its journal should end with entry #{} and ends {}",
                remembered.number,
                last.map_or_else(
                    || "before it begins".to_owned(),
                    |last| format!("with #{}, or with another entry of that number", last.number)
                )
            )));
        }
        let epoch = if draft.kind.begins_epoch() {
            new_epoch()
        } else {
            epoch
        };
        let entry = Entry::seal(draft, &epoch, &self.target, last.as_ref());
        self.insert(session, &entry, draft).await?;
        self.remember(session, &entry).await?;
        Ok(entry)
    }

    /// Gives a copied database its own target name: changes the name and appends the entry that says so, inside the
    /// caller's transaction. Needs the rights of the tables' owner.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn rename_target(
        self,
        session: &mut Session,
        target: &str,
        draft: &Draft,
    ) -> Result<(Self, Entry), RegistryError> {
        debug_assert_eq!(draft.kind, Kind::Clone);
        let sql = format!(
            "UPDATE {} SET value = $1 WHERE \"key\" = 'target'",
            Own::Meta.sql(self.engine)
        );
        session
            .execute(&sql, &[Some(target)])
            .await
            .map_err(RegistryError::write("give the copy its own name"))?;
        let renamed = Self {
            target: target.to_owned(),
            ..self
        };
        let mut draft = draft.clone();
        draft.summary.clone_of = Some(self.target);
        let entry = renamed.append(session, &draft).await?;
        Ok((renamed, entry))
    }

    async fn insert(&self, session: &mut Session, entry: &Entry, draft: &Draft) -> Result<(), RegistryError> {
        let sql = format!(
            "INSERT INTO {} (number, epoch, target, at, kind, actor, role, \"commit\", plan_digest, summary, \
             changes_digest, previous, hash, changes) \
             VALUES (CAST($1 AS decimal(20)), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            Own::Journal.sql(self.engine)
        );
        let number = entry.number.to_string();
        let values = [
            Some(number.as_str()),
            Some(&entry.epoch),
            Some(&entry.target),
            Some(&entry.at),
            Some(&entry.kind),
            Some(&entry.actor),
            entry.role.as_deref(),
            entry.commit.as_deref(),
            entry.plan_digest.as_deref(),
            Some(&entry.summary),
            entry.changes_digest.as_deref(),
            entry.previous.as_deref(),
            Some(&entry.hash),
            draft.changes.as_ref().map(super::PackedChanges::packed),
        ];
        session
            .execute(&sql, &values)
            .await
            .map_err(RegistryError::write("append to the journal"))?;
        Ok(())
    }

    async fn remember(&self, session: &mut Session, entry: &Entry) -> Result<(), RegistryError> {
        let sql = format!(
            "UPDATE {} SET number = CAST($1 AS decimal(20)), hash = $2, epoch = $3",
            Own::Head.sql(self.engine)
        );
        let number = entry.number.to_string();
        session
            .execute(&sql, &[Some(&number), Some(&entry.hash), Some(&entry.epoch)])
            .await
            .map_err(RegistryError::write("remember the end of the journal"))?;
        Ok(())
    }

    /// All entries in order, without their changes.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn entries(&self, session: &mut Session) -> Result<Vec<Entry>, RegistryError> {
        self.select(session, "ORDER BY number", &[]).await
    }

    /// The last entry.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn last(&self, session: &mut Session) -> Result<Option<Entry>, RegistryError> {
        let rows = self.select(session, "ORDER BY number DESC LIMIT 1", &[]).await?;
        Ok(rows.into_iter().next())
    }

    /// The number of the last entry as the registry remembers it, where the journal does not end with that entry: it was
    /// cut off.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn cut_off(&self, session: &mut Session) -> Result<Option<u64>, RegistryError> {
        let (remembered, _) = self.head(session).await?;
        let last = self.last(session).await?.map(|entry| entry.head());
        Ok((last.as_ref() != Some(&remembered)).then_some(remembered.number))
    }

    /// One entry.
    ///
    /// # Errors
    /// When there is none of that number, or the journal cannot be read.
    pub async fn entry(&self, session: &mut Session, number: u64) -> Result<Entry, RegistryError> {
        let text = number.to_string();
        let rows = self
            .select(session, "WHERE number = CAST($1 AS decimal(20))", &[Some(&text)])
            .await?;
        rows.into_iter().next().ok_or(RegistryError::NoEntry(number))
    }

    /// The newest entry that applied the plan of this digest.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn find_plan(
        &self,
        session: &mut Session,
        digest: &str,
    ) -> Result<Option<Entry>, RegistryError> {
        let tail = "WHERE plan_digest = $1 ORDER BY number DESC LIMIT 1";
        let rows = self.select(session, tail, &[Some(digest)]).await?;
        Ok(rows.into_iter().next())
    }

    /// The places of all entries.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn places(&self, session: &mut Session) -> Result<Vec<Place>, RegistryError> {
        let sql = format!(
            "SELECT '' || number AS number_text, epoch, hash FROM {} ORDER BY number",
            Own::Journal.sql(self.engine)
        );
        let rows = session
            .query(&sql, &[])
            .await
            .map_err(RegistryError::read("read the journal"))?;
        rows.into_iter()
            .map(|row| {
                let mut cells = row.into_iter();
                Ok(Place {
                    number: number(cells.next().flatten().as_deref())?,
                    epoch: cells.next().flatten().unwrap_or_default(),
                    hash: cells.next().flatten().unwrap_or_default(),
                })
            })
            .collect()
    }

    /// The places of all entries and what recoveries account for, for comparing with receipts.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn course(&self, session: &mut Session) -> Result<Course, RegistryError> {
        let mut course = Course {
            places: self.places(session).await?,
            ..Course::default()
        };
        let recoveries = "WHERE kind = $1 ORDER BY number";
        for entry in self
            .select(session, recoveries, &[Some(Kind::Recover.name())])
            .await?
        {
            course.account(&entry);
        }
        Ok(course)
    }

    /// The changes of an entry, compared with its digest.
    ///
    /// # Errors
    /// When they cannot be read or are not those that the entry was written with.
    pub async fn changes(
        &self,
        session: &mut Session,
        entry: &Entry,
    ) -> Result<Vec<RecordedChange>, RegistryError> {
        let Some(digest) = &entry.changes_digest else {
            return Ok(Vec::new());
        };
        let sql = format!(
            "SELECT changes FROM {} WHERE number = CAST($1 AS decimal(20))",
            Own::Journal.sql(self.engine)
        );
        let text = entry.number.to_string();
        let rows = session
            .query(&sql, &[Some(&text)])
            .await
            .map_err(RegistryError::read("read the changes of an entry"))?;
        let packed = rows.into_iter().flatten().next().flatten().unwrap_or_default();
        unpack_changes(&packed, digest).map_err(|source| RegistryError::Changes {
            number: entry.number,
            source,
        })
    }

    /// The whole journal with all changes.
    ///
    /// # Errors
    /// When an entry or its changes cannot be read.
    pub async fn export(&self, session: &mut Session) -> Result<JournalExport, RegistryError> {
        let mut entries = Vec::new();
        for entry in self.entries(session).await? {
            let changes = self.changes(session, &entry).await?;
            entries.push(ExportedEntry { entry, changes });
        }
        Ok(JournalExport {
            format: JOURNAL_FORMAT.to_owned(),
            target: self.target.clone(),
            entries,
        })
    }

    /// Verifies the journal: numbering, hashes, changes, the remembered end, and receipts where there are any to look
    /// at.
    ///
    /// # Errors
    /// When the journal cannot be read; what is wrong with it is no error.
    pub async fn verify(
        &self,
        session: &mut Session,
        receipts: Option<&[Receipt]>,
    ) -> Result<Verified, RegistryError> {
        let mut journal = Vec::new();
        for entry in self.entries(session).await? {
            let content = match entry.changes_digest {
                None => Content::Absent,
                Some(_) => Content::Digest(String::new()),
            };
            journal.push(Found { entry, content });
        }
        self.digest_changes(session, &mut journal).await?;
        let (head, epoch) = match self.head(session).await {
            Ok((head, epoch)) => (head, Some(epoch)),
            // A registry that forgot the end of its journal remembers that it has none.
            Err(RegistryError::Damaged(_)) => (
                Head {
                    number: 0,
                    hash: String::new(),
                },
                None,
            ),
            Err(error) => return Err(error),
        };
        let evidence = Evidence {
            head: Some(&head),
            epoch: epoch.as_deref(),
            receipts,
        };
        Ok(Verified {
            entries: journal.len(),
            receipts: receipts.map(<[Receipt]>::len),
            defects: verify(&journal, &evidence),
        })
    }

    /// Computes the digest of every entry's stored changes, one entry at a time.
    async fn digest_changes(
        &self,
        session: &mut Session,
        journal: &mut [Found],
    ) -> Result<(), RegistryError> {
        let sql = format!(
            "SELECT changes FROM {} ORDER BY number",
            Own::Journal.sql(self.engine)
        );
        let mut at = 0;
        session
            .read(&sql, |row| {
                if let Some(found) = journal.get_mut(at) {
                    found.content = match row.first().copied().flatten() {
                        None => Content::Absent,
                        Some(packed) => packed_digest(packed)
                            .map_or_else(|error| Content::Damaged(error.to_string()), Content::Digest),
                    };
                }
                at += 1;
            })
            .await
            .map_err(RegistryError::read("read the changes of all entries"))
    }

    async fn select(
        &self,
        session: &mut Session,
        tail: &str,
        parameters: &[Option<&str>],
    ) -> Result<Vec<Entry>, RegistryError> {
        let sql = format!("SELECT {COLUMNS} FROM {} {tail}", Own::Journal.sql(self.engine));
        let rows = session
            .query(&sql, parameters)
            .await
            .map_err(RegistryError::read("read the journal"))?;
        rows.into_iter().map(entry_of).collect()
    }
}

/// An entry from the row that holds it. Nulls where text belongs read as empty text: verifying shows the damage.
fn entry_of(row: Vec<Option<String>>) -> Result<Entry, RegistryError> {
    let mut cells = row.into_iter();
    let mut optional = || cells.next().flatten();
    let first = optional();
    let mut text = || optional().unwrap_or_default();
    let (epoch, target, at, kind, actor) = (text(), text(), text(), text(), text());
    let (role, commit, plan_digest) = (optional(), optional(), optional());
    let summary = optional().unwrap_or_default();
    let (changes_digest, previous) = (optional(), optional());
    Ok(Entry {
        number: number(first.as_deref())?,
        epoch,
        target,
        at,
        kind,
        actor,
        role,
        commit,
        plan_digest,
        summary,
        changes_digest,
        previous,
        hash: optional().unwrap_or_default(),
    })
}

fn number(text: Option<&str>) -> Result<u64, RegistryError> {
    text.and_then(|text| text.parse().ok())
        .ok_or_else(|| RegistryError::Damaged("an entry of its journal has no number".to_owned()))
}

/// The JSON Schema of receipts.
#[must_use]
pub fn receipt_schema() -> schemars::Schema {
    schemars::schema_for!(Receipt)
}

/// The JSON Schema of exported journals.
#[must_use]
pub fn journal_schema() -> schemars::Schema {
    schemars::schema_for!(JournalExport)
}
