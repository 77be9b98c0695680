//! What one engine spells differently from another in SQL that is made here: types, ends of table definitions, and
//! inserts that replace. Everything else is written so that all engines understand it.

use crate::model::Engine;

/// How the session on MariaDB reads SQL: names in double quotes, `||` joins texts, a backslash is a character like any
/// other, what does not fit a column is an error, and a right for an account that does not exist makes none. Whoever runs our scripts with another program sets the same.
pub const MARIADB_MODE: &str = "ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,NO_AUTO_CREATE_USER";

/// How our own texts compare on MariaDB: character by character, whatever the ERP's own tables do. Not
/// `nopad`: MariaDB does not compare that with an ERP's `utf8mb4_bin`.
pub const MARIADB_COLLATION: &str = "utf8mb4_bin";

/// The characters that the keys of one index of MariaDB may have together: 3,072 bytes of four each.
const KEY_CHARACTERS: usize = 768;

/// The type of texts of any length.
#[must_use]
pub fn text(engine: Engine) -> &'static str {
    match engine {
        Engine::Postgres | Engine::Sqlite => "text",
        Engine::Mariadb => "longtext",
    }
}

/// The type of texts in a key of so many columns.
#[must_use]
pub fn key(engine: Engine, columns: usize) -> String {
    match engine {
        Engine::Postgres | Engine::Sqlite => "text".to_owned(),
        Engine::Mariadb => format!("varchar({})", KEY_CHARACTERS / columns.max(1)),
    }
}

/// The type of yes and no.
#[must_use]
pub fn boolean(engine: Engine) -> &'static str {
    match engine {
        Engine::Postgres | Engine::Mariadb => "boolean",
        Engine::Sqlite => "integer",
    }
}

/// Yes and no as [`Session::fill`](super::Session::fill) puts them into a column of that type.
#[must_use]
pub fn yes_no(engine: Engine, yes: bool) -> &'static str {
    match (engine, yes) {
        (Engine::Postgres, true) => "true",
        (Engine::Postgres, false) => "false",
        (Engine::Sqlite | Engine::Mariadb, true) => "1",
        (Engine::Sqlite | Engine::Mariadb, false) => "0",
    }
}

/// The type of times without a zone, to the microsecond.
#[must_use]
pub fn time(engine: Engine) -> &'static str {
    match engine {
        Engine::Postgres => "timestamp without time zone",
        Engine::Sqlite => "text",
        Engine::Mariadb => "datetime(6)",
    }
}

/// What stands behind the columns of a table that stays.
#[must_use]
pub fn table_end(engine: Engine) -> String {
    match engine {
        Engine::Postgres | Engine::Sqlite => String::new(),
        Engine::Mariadb => {
            format!(" ENGINE=InnoDB ROW_FORMAT=DYNAMIC CHARACTER SET utf8mb4 COLLATE {MARIADB_COLLATION}")
        }
    }
}

/// The statements that make a temporary table for this transaction, in place of one of that name that an earlier one left.
/// On MariaDB they do not end the transaction.
#[must_use]
pub fn temporary_table(engine: Engine, name: &str, columns: &str) -> String {
    let end = table_end(engine);
    match engine {
        Engine::Postgres => format!(
            "DROP TABLE IF EXISTS pg_temp.{name}; CREATE TEMPORARY TABLE {name} ({columns}) ON COMMIT DROP;"
        ),
        Engine::Sqlite => {
            format!("DROP TABLE IF EXISTS temp.{name}; CREATE TEMPORARY TABLE {name} ({columns});")
        }
        Engine::Mariadb => format!("CREATE OR REPLACE TEMPORARY TABLE {name} ({columns}){end};"),
    }
}

/// The character with the number 1.
#[must_use]
pub fn mark(engine: Engine) -> &'static str {
    match engine {
        Engine::Postgres => "chr(1)",
        Engine::Sqlite => "char(1)",
        Engine::Mariadb => "char(1 USING utf8mb4)",
    }
}

/// What stands behind `INSERT INTO … VALUES …` so that these columns of a row with the same key are replaced.
#[must_use]
pub fn replacing(engine: Engine, key: &str, columns: &[&str]) -> String {
    let with = |value: &dyn Fn(&str) -> String| {
        let all: Vec<_> = columns
            .iter()
            .map(|name| format!("\"{name}\" = {}", value(name)))
            .collect();
        all.join(", ")
    };
    match engine {
        Engine::Postgres | Engine::Sqlite => {
            format!(
                "ON CONFLICT (\"{key}\") DO UPDATE SET {}",
                with(&|name| format!("excluded.\"{name}\""))
            )
        }
        Engine::Mariadb => format!(
            "ON DUPLICATE KEY UPDATE {}",
            with(&|name| format!("VALUES(\"{name}\")"))
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_many_columns_fit_into_an_index() {
        for columns in 1..=4 {
            let kind = key(Engine::Mariadb, columns);
            let characters: usize = kind
                .trim_start_matches("varchar(")
                .trim_end_matches(')')
                .parse()
                .unwrap();
            assert!(characters * columns * 4 <= 3072, "{kind}");
        }
        assert_eq!(key(Engine::Sqlite, 2), "text");
    }

    #[test]
    fn a_row_is_replaced_in_every_dialect() {
        assert_eq!(
            replacing(Engine::Sqlite, "code", &["at", "rule"]),
            "ON CONFLICT (\"code\") DO UPDATE SET \"at\" = excluded.\"at\", \"rule\" = excluded.\"rule\""
        );
        assert_eq!(
            replacing(Engine::Mariadb, "code", &["at"]),
            "ON DUPLICATE KEY UPDATE \"at\" = VALUES(\"at\")"
        );
    }
}
