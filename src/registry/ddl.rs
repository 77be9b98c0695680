//! The registry's tables, per engine.
//!
//! Every statement can be run again without effect. On PostgreSQL everything lives in the schema `trueup`; elsewhere
//! tables begin with `trueup_`. MariaDB commits after every definition, so rows come after all of them, together. The tables of relations are generated from the relations themselves.

use crate::db::dialect;
use crate::model::{Column, ColumnKind, Engine, Home, Rel};

use super::backups;
use super::text::{ident, idents, literal};

/// The format of the tables that this version writes. A registry of a newer format is refused.
pub const FORMAT: u32 = 1;

/// The registry's own tables, apart from those of relations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Own {
    /// Target name and format.
    Meta,
    /// The entries; append-only.
    Journal,
    /// The end of the journal and its epoch.
    Head,
    /// The desired rows of the last apply.
    Applied,
    /// Entries that running servers of the ERP have not been told of.
    Owed,
    /// What their shared cache must forget of these. It names sessions: readers may not see it.
    Invalidation,
    /// Runs of backup policies.
    BackupRun,
    /// Where the files of each run are.
    BackupCopy,
    /// Proofs that backups can be used.
    BackupCheck,
    /// Backups that are kept whatever their policy says.
    BackupPin,
    /// The highest number that was issued, of each running number in item codes.
    ItemSerial,
    /// The item codes that were issued.
    ItemCode,
}

impl Own {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Journal => "journal",
            Self::Head => "journal_head",
            Self::Applied => "applied_state",
            Self::Owed => "owed",
            Self::Invalidation => "invalidation",
            Self::BackupRun => "backup_run",
            Self::BackupCopy => "backup_copy",
            Self::BackupCheck => "backup_check",
            Self::BackupPin => "backup_pin",
            Self::ItemSerial => "item_serial",
            Self::ItemCode => "item_code",
        }
    }

    /// The table's name as SQL spells it.
    pub(super) fn sql(self, engine: Engine) -> String {
        qualified(engine, self.name())
    }

    /// The table's name as [`Session::table_exists`](crate::db::Session::table_exists) takes it.
    pub(super) fn plain(self, engine: Engine) -> String {
        plain(engine, self.name())
    }
}

/// A registry table's name without quotes.
pub(super) fn plain(engine: Engine, name: &str) -> String {
    match engine {
        Engine::Postgres => format!("trueup.{name}"),
        Engine::Sqlite | Engine::Mariadb => format!("trueup_{name}"),
    }
}

/// Those that every user of the registry may read.
pub(super) const READABLE: [Own; 11] = [
    Own::Meta,
    Own::Journal,
    Own::Head,
    Own::Applied,
    Own::Owed,
    Own::BackupRun,
    Own::BackupCopy,
    Own::BackupCheck,
    Own::BackupPin,
    Own::ItemSerial,
    Own::ItemCode,
];

/// The tables that hold what is known of backups.
pub(super) const BACKUPS: [Own; 4] = [Own::BackupRun, Own::BackupCopy, Own::BackupCheck, Own::BackupPin];

/// A registry table's name as SQL spells it.
pub(super) fn qualified(engine: Engine, name: &str) -> String {
    match engine {
        Engine::Postgres => format!("trueup.{}", ident(name)),
        Engine::Sqlite | Engine::Mariadb => ident(&format!("trueup_{name}")),
    }
}

/// The relations that live in the registry.
pub(super) fn relations() -> impl Iterator<Item = Rel> {
    Rel::ALL
        .into_iter()
        .filter(|rel| rel.spec().home == Home::Registry)
}

/// All statements that make the tables, in order. The caller adds [`rows`] and the first entry.
pub(super) fn statements(engine: Engine) -> Vec<String> {
    let mut all = Vec::new();
    if engine == Engine::Postgres {
        all.push("CREATE SCHEMA IF NOT EXISTS trueup".to_owned());
    }
    all.push(meta(engine));
    all.extend(one_target(engine));
    all.push(journal(engine));
    all.push(head(engine));
    all.push(applied(engine));
    all.extend(owed(engine));
    all.extend(item_codes(engine));
    all.extend(append_only(engine));
    all.extend(relations().map(|rel| relation(engine, rel)));
    all.extend(backups::tables(engine));
    all
}

/// The statements that give the registry its target. Without these rows it is not set up.
pub(super) fn rows(engine: Engine, target: &str) -> Vec<String> {
    let meta = Own::Meta.sql(engine);
    // What is there stays, but the triggers of the table see the row and refuse another target's.
    let stays = match engine {
        Engine::Postgres | Engine::Sqlite => "ON CONFLICT (\"key\") DO NOTHING",
        Engine::Mariadb => "ON DUPLICATE KEY UPDATE value = value",
    };
    [("format", FORMAT.to_string().as_str()), ("target", target)]
        .into_iter()
        .map(|(key, value)| {
            let (key, value) = (literal(key), literal(value));
            format!("INSERT INTO {meta} (\"key\", value) VALUES ({key}, {value}) {stays}")
        })
        .collect()
}

fn meta(engine: Engine) -> String {
    let (key, text, end) = (
        dialect::key(engine, 1),
        dialect::text(engine),
        dialect::table_end(engine),
    );
    format!(
        "CREATE TABLE IF NOT EXISTS {} (\"key\" {key} PRIMARY KEY NOT NULL, value {text} NOT NULL){end}",
        Own::Meta.sql(engine)
    )
}

/// Makes the engine itself refuse to set up another target's registry, or one of a newer format.
fn one_target(engine: Engine) -> Vec<String> {
    let meta = Own::Meta.sql(engine);
    let target =
        "this database belongs to another target; a copy gets its own name with: trueup setup --clone-of";
    let newer = "this registry was made by a newer trueup";
    let stored = |key: &str| format!("(SELECT value FROM {meta} WHERE \"key\" = '{key}')");
    let (other, later) = (
        format!("NEW.\"key\" = 'target' AND NEW.value <> {}", stored("target")),
        format!(
            "CASE WHEN NEW.\"key\" = 'format' THEN CAST(NEW.value AS integer) < CAST({} AS integer) ELSE 1 = 0 END",
            stored("format")
        ),
    );
    match engine {
        Engine::Postgres => vec![
            format!(
                "CREATE OR REPLACE FUNCTION trueup.refuse_other() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF ({other}) THEN RAISE EXCEPTION {}; END IF;
  IF ({later}) THEN RAISE EXCEPTION {}; END IF;
  RETURN NEW;
END
$body$",
                literal(target),
                literal(newer)
            ),
            format!("DROP TRIGGER IF EXISTS meta_one_target ON {meta}"),
            format!(
                "CREATE TRIGGER meta_one_target BEFORE INSERT ON {meta} FOR EACH ROW EXECUTE FUNCTION trueup.refuse_other()"
            ),
        ],
        Engine::Sqlite => [("target", other, target), ("format", later, newer)]
            .into_iter()
            .map(|(what, when, message)| {
                format!(
                    "CREATE TRIGGER IF NOT EXISTS trueup_meta_one_{what} BEFORE INSERT ON {meta} WHEN {when}
BEGIN SELECT RAISE(ABORT, {}); END",
                    literal(message)
                )
            })
            .collect(),
        Engine::Mariadb => {
            let signal =
                |message: &str| format!("SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = {}", literal(message));
            vec![format!(
                "CREATE OR REPLACE TRIGGER trueup_meta_one_target BEFORE INSERT ON {meta} FOR EACH ROW
BEGIN
  IF ({other}) THEN {}; END IF;
  IF ({later}) THEN {}; END IF;
END",
                signal(target),
                signal(newer)
            )]
        }
    }
}

fn journal(engine: Engine) -> String {
    let table = Own::Journal.sql(engine);
    let (key, text, end) = (
        dialect::key(engine, 1),
        dialect::text(engine),
        dialect::table_end(engine),
    );
    format!(
        "CREATE TABLE IF NOT EXISTS {table} (
  number bigint PRIMARY KEY NOT NULL CHECK (number > 0),
  epoch {text} NOT NULL,
  target {text} NOT NULL,
  at {text} NOT NULL,
  kind {text} NOT NULL,
  actor {text} NOT NULL,
  role {text},
  \"commit\" {text},
  plan_digest {text},
  summary {text} NOT NULL,
  changes_digest {text},
  changes {text},
  previous {key} UNIQUE,
  hash {key} NOT NULL UNIQUE,
  CHECK ((changes IS NULL) = (changes_digest IS NULL))
){end}"
    )
}

fn head(engine: Engine) -> String {
    format!(
        "CREATE TABLE IF NOT EXISTS {} (one integer PRIMARY KEY NOT NULL CHECK (one = 1), number bigint NOT NULL, hash {text} NOT NULL, epoch {text} NOT NULL){end}",
        Own::Head.sql(engine),
        text = dialect::text(engine),
        end = dialect::table_end(engine)
    )
}

fn applied(engine: Engine) -> String {
    format!(
        "CREATE TABLE IF NOT EXISTS {} (
  one integer PRIMARY KEY NOT NULL CHECK (one = 1),
  entry bigint NOT NULL,
  state {text} NOT NULL,
  owned {text} NOT NULL
){end}",
        Own::Applied.sql(engine),
        text = dialect::text(engine),
        end = dialect::table_end(engine)
    )
}

fn owed(engine: Engine) -> [String; 2] {
    let (text, end) = (dialect::text(engine), dialect::table_end(engine));
    [
        format!(
            "CREATE TABLE IF NOT EXISTS {} (entry bigint PRIMARY KEY NOT NULL){end}",
            Own::Owed.sql(engine)
        ),
        format!(
            "CREATE TABLE IF NOT EXISTS {} (entry bigint NOT NULL, part bigint NOT NULL, deletions {text} NOT NULL, PRIMARY KEY (entry, part)){end}",
            Own::Invalidation.sql(engine)
        ),
    ]
}

/// A code is there once, so that the engine itself refuses to issue it twice.
fn item_codes(engine: Engine) -> [String; 3] {
    let (serial, code) = (Own::ItemSerial.sql(engine), Own::ItemCode.sql(engine));
    // An index lives in the schema of its table, where the engine has schemas.
    let index = match engine {
        Engine::Postgres => "item_code_request",
        Engine::Sqlite | Engine::Mariadb => "trueup_item_code_request",
    };
    let (key, half, text, end) = (
        dialect::key(engine, 1),
        dialect::key(engine, 2),
        dialect::text(engine),
        dialect::table_end(engine),
    );
    [
        format!(
            "CREATE TABLE IF NOT EXISTS {serial} (rule {half} NOT NULL, counter {half} NOT NULL, last bigint NOT NULL, PRIMARY KEY (rule, counter)){end}"
        ),
        format!(
            "CREATE TABLE IF NOT EXISTS {code} (
  code {key} PRIMARY KEY NOT NULL,
  rule {text} NOT NULL,
  counter {text} NOT NULL,
  number bigint NOT NULL,
  state {text} NOT NULL CHECK (state IN ('issued', 'used', 'released', 'retired')),
  request {key},
  line bigint,
  fields {text},
  actor {text} NOT NULL,
  at {text} NOT NULL,
  entry bigint NOT NULL
){end}"
        ),
        format!("CREATE INDEX IF NOT EXISTS {index} ON {code} (request)"),
    ]
}

/// Triggers that refuse to change or remove entries, whoever asks.
fn append_only(engine: Engine) -> Vec<String> {
    let journal = Own::Journal.sql(engine);
    let message = "the journal is append-only";
    match engine {
        Engine::Postgres => vec![
            format!(
                "CREATE OR REPLACE FUNCTION trueup.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  RAISE EXCEPTION {} USING ERRCODE = 'insufficient_privilege';
END
$body$",
                literal(message)
            ),
            format!("DROP TRIGGER IF EXISTS journal_append_only ON {journal}"),
            // Per statement, so that even a statement that hits no row is refused.
            format!(
                "CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {journal} FOR EACH STATEMENT EXECUTE FUNCTION trueup.refuse_change()"
            ),
            // ALWAYS: also where a session pretends to be a replica.
            format!("ALTER TABLE {journal} ENABLE ALWAYS TRIGGER journal_append_only"),
        ],
        Engine::Sqlite => {
            let trigger = |name: &str, event: &str, when: &str| {
                format!(
                    "CREATE TRIGGER IF NOT EXISTS trueup_journal_{name} BEFORE {event} ON {journal}{when}
BEGIN SELECT RAISE(ABORT, {}); END",
                    literal(message)
                )
            };
            vec![
                trigger("no_update", "UPDATE", ""),
                trigger("no_delete", "DELETE", ""),
                // INSERT OR REPLACE removes the old row without any delete trigger.
                trigger(
                    "no_replace",
                    "INSERT",
                    &format!(
                        " WHEN EXISTS (SELECT 1 FROM {journal} WHERE number = NEW.number OR hash = NEW.hash OR previous = NEW.previous)"
                    ),
                ),
            ]
        }
        Engine::Mariadb => ["update", "delete"]
            .into_iter()
            .map(|verb| {
                format!(
                    "CREATE OR REPLACE TRIGGER trueup_journal_no_{verb} BEFORE {verb} ON {journal} FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = {}",
                    literal(message)
                )
            })
            .collect(),
    }
}

/// The table of a relation.
fn relation(engine: Engine, rel: Rel) -> String {
    let spec = rel.spec();
    let column = |column: &Column, null: &str| {
        let kind = match column.kind {
            ColumnKind::Text | ColumnKind::Actions if !null.is_empty() => {
                dialect::key(engine, spec.keys.len())
            }
            ColumnKind::Text | ColumnKind::Actions => dialect::text(engine).to_owned(),
            ColumnKind::Int => "bigint".to_owned(),
            ColumnKind::Bool => dialect::boolean(engine).to_owned(),
        };
        format!("  {} {kind}{null},\n", ident(column.name))
    };
    let columns: String = spec
        .keys
        .iter()
        .map(|key| column(key, " NOT NULL"))
        .chain(spec.values.iter().map(|value| column(value, "")))
        .collect();
    format!(
        "CREATE TABLE IF NOT EXISTS {} (\n{columns}  PRIMARY KEY ({})\n){}",
        qualified(engine, spec.name),
        idents(spec.keys.iter().map(|key| key.name)),
        dialect::table_end(engine)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_registry_relation_has_a_table() {
        let all = statements(Engine::Sqlite).join(";\n");
        for rel in relations() {
            assert!(
                all.contains(&format!("\"trueup_{}\"", rel.name())),
                "{}",
                rel.name()
            );
        }
        assert!(all.contains("\"from\" text,"), "{all}");
    }

    #[test]
    fn names_of_targets_are_quoted() {
        let all = rows(Engine::Postgres, "o'hare").join(";\n");
        assert!(all.contains("'o''hare'"));
    }
}
