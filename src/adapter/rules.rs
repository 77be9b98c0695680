//! What a script may hold, by the name of its file. Checked when a folder is loaded, before any database sees it.

use super::sql::{Token, semicolon, statements};
use crate::model::{Home, Rel, Verb, WRITE_ORDER};

/// What a file of an adapter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    /// adapter.yaml.
    Manifest,
    /// Text for people.
    Readme,
    /// detect.sql, now.sql, after_commit.redis.sql, read/…, view/…: one SELECT.
    Query,
    /// `refuse/<code>.sql`.
    Refuse(&'a str),
    /// `checks/<code>.sql`.
    Check(&'a str),
    /// write/…, after.sql, after_commit.sql, advance.sql.
    Write,
    /// lock.sql.
    Lock,
    /// guard/install.sql, guard/triggers.sql.
    GuardInstall,
    /// `guard/<changed>-<verb>.sql`.
    GuardTrigger,
}

/// What the file at a path, relative to the folder or to an overlay's, is; the error says why it is nothing.
pub(super) fn kind(path: &str) -> Result<Kind<'_>, String> {
    match path {
        "adapter.yaml" => return Ok(Kind::Manifest),
        "README.md" => return Ok(Kind::Readme),
        "detect.sql" | "now.sql" | "after_commit.redis.sql" => return Ok(Kind::Query),
        "lock.sql" => return Ok(Kind::Lock),
        "after.sql" | "after_commit.sql" | "advance.sql" => return Ok(Kind::Write),
        _ => {}
    }
    let unknown = || "no file of an adapter has this name".to_owned();
    let (folder, file) = path.split_once('/').ok_or_else(unknown)?;
    let stem = file.strip_suffix(".sql").ok_or_else(unknown)?;
    match folder {
        "read" => read(stem).map(|()| Kind::Query),
        "write" => write(stem).map(|()| Kind::Write),
        "refuse" => code(stem).map(Kind::Refuse),
        "checks" => code(stem).map(Kind::Check),
        "guard" => guard(stem),
        "view" => view(stem).map(|()| Kind::Query),
        _ => Err(unknown()),
    }
}

fn relation(name: &str) -> Result<Rel, String> {
    let names = || {
        Rel::ALL
            .into_iter()
            .filter(|rel| rel.spec().home == Home::Erp)
            .map(Rel::name)
    };
    match Rel::by_name(name).filter(|rel| rel.spec().home == Home::Erp) {
        Some(rel) => Ok(rel),
        None => {
            let hint = crate::base::text::did_you_mean(name, names())
                .map_or(String::new(), |hint| format!("; {hint}"));
            Err(format!("there is no relation `{name}`{hint}"))
        }
    }
}

fn read(stem: &str) -> Result<(), String> {
    relation(stem).map(|_| ())
}

fn write(stem: &str) -> Result<(), String> {
    let (name, verb) = stem
        .split_once('.')
        .ok_or("write scripts are named <relation>.<verb>.sql")?;
    let rel = relation(name)?;
    // Further parts, such as one for the tables of a module.
    let (verb, part) = verb.split_once('.').unwrap_or((verb, "part"));
    code(part)?;
    let verb = Verb::by_name(verb).ok_or("the verbs are insert, update, delete and rename")?;
    if WRITE_ORDER
        .iter()
        .any(|step| step.rel == rel && step.verb == verb)
    {
        Ok(())
    } else {
        Err(format!("a {name} is never {}", past(verb)))
    }
}

/// What a trigger of a guard watches: its scripts are named after it.
pub(super) const GUARDED: [&str; 3] = ["code", "category", "kind"];

fn guard(stem: &str) -> Result<Kind<'static>, String> {
    match stem {
        "install" | "triggers" => Ok(Kind::GuardInstall),
        "missing" | "categories" => Ok(Kind::Query),
        _ if stem.split_once('-').is_some_and(|(changed, verb)| GUARDED.contains(&changed) && !verb.is_empty()) => {
            Ok(Kind::GuardTrigger)
        }
        _ => Err(
            "a guard has install.sql, triggers.sql, missing.sql, categories.sql and <code, category or kind>-<event>.sql"
                .to_owned(),
        ),
    }
}

fn view(stem: &str) -> Result<(), String> {
    let words = stem
        .split('_')
        .all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()));
    if words {
        Ok(())
    } else {
        Err("views are named with lower-case words and underscores between them".to_owned())
    }
}

fn past(verb: Verb) -> &'static str {
    match verb {
        Verb::Rename => "renamed",
        Verb::Insert => "inserted",
        Verb::Update => "updated",
        Verb::Delete => "deleted",
    }
}

fn code(stem: &str) -> Result<&str, String> {
    let kebab = stem
        .split('-')
        .all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()));
    if kebab {
        Ok(stem)
    } else {
        Err("codes are lower-case words with hyphens between them".to_owned())
    }
}

/// What a script must not do: the byte at which it does it, and what it is.
pub(super) fn breaches(kind: Kind<'_>, sql: &str) -> Vec<(usize, String)> {
    match kind {
        Kind::Manifest | Kind::Readme => Vec::new(),
        Kind::Query | Kind::Refuse(_) | Kind::Check(_) => query(sql),
        Kind::Write => script(sql, &["insert", "update", "delete", "replace", "with", "select"]),
        Kind::Lock => lock(sql),
        Kind::GuardInstall => statements(sql)
            .iter()
            .filter(|statement| {
                !["create", "drop", "alter", "comment"]
                    .iter()
                    .any(|word| statement[0].is(word))
            })
            .map(|statement| {
                (
                    statement[0].at,
                    "only CREATE, DROP, ALTER and COMMENT may stand here".to_owned(),
                )
            })
            .collect(),
        Kind::GuardTrigger => trigger(sql),
    }
}

fn query(sql: &str) -> Vec<(usize, String)> {
    if let Some(at) = semicolon(sql) {
        return vec![(at, "a query is one SELECT and has no semicolon".to_owned())];
    }
    let found = statements(sql);
    let Some(statement) = found.first() else {
        return vec![(0, "there is no query here".to_owned())];
    };
    if !["select", "with", "values"]
        .iter()
        .any(|word| statement[0].is(word))
    {
        return vec![(statement[0].at, "a query begins with SELECT or WITH".to_owned())];
    }
    let mut breaches = Vec::from_iter(modifying(statement));
    breaches.extend(parameters(statement));
    breaches
}

fn script(sql: &str, allowed: &[&str]) -> Vec<(usize, String)> {
    let mut breaches = Vec::new();
    for statement in statements(sql) {
        let first = statement[0];
        if !allowed.iter().any(|word| first.is(word)) {
            let may = allowed.join(", ").to_uppercase();
            breaches.push((first.at, format!("only {may} may stand here")));
            continue;
        }
        breaches.extend(parameters(&statement));
        if first.is("with") {
            breaches.extend(modifying(&statement));
        }
        if first.is("update") {
            let tuple = statement
                .windows(2)
                .find(|pair| pair[0].is("set") && pair[1].sign('('));
            breaches.extend(tuple.map(|pair| (pair[1].at, "SET (a, b) = … is not portable".to_owned())));
        }
    }
    breaches
}

/// A trigger is one statement, which the engine names and fills for every rule.
fn trigger(sql: &str) -> Vec<(usize, String)> {
    let first = statements(sql).first().map(|statement| {
        (
            statement[0].at,
            statement[0].is("create") && statement.get(1).is_some_and(|token| token.is("trigger")),
        )
    });
    let mut breaches = match first {
        Some((_, true)) => Vec::new(),
        Some((at, false)) => vec![(at, "this is one CREATE TRIGGER".to_owned())],
        None => vec![(0, "there is no trigger here".to_owned())],
    };
    let lacks = ["{trigger}", "{message}", "{refused}"]
        .into_iter()
        .filter(|name| !sql.contains(name));
    breaches.extend(lacks.map(|name| (0, format!("{name} does not stand here"))));
    breaches
}

/// `WITH x AS (INSERT …`.
fn modifying(statement: &[Token<'_>]) -> Option<(usize, String)> {
    let opened = statement.windows(3).find(|three| {
        (three[0].is("as") || three[0].is("materialized"))
            && three[1].sign('(')
            && ["insert", "update", "delete", "merge"]
                .iter()
                .any(|word| three[2].is(word))
    })?;
    Some((
        opened[2].at,
        "a statement inside WITH must not change data".to_owned(),
    ))
}

/// `$1`; a question mark is an operator on PostgreSQL, so it is left to the database.
fn parameters(statement: &[Token<'_>]) -> Option<(usize, String)> {
    use super::sql::Kind;
    let pair = statement.windows(2).find(|pair| {
        let number = matches!(pair[1].kind, Kind::Word(word) if word.bytes().all(|b| b.is_ascii_digit()));
        pair[0].sign('$') && number && pair[1].at == pair[0].at + 1
    })?;
    Some((pair[0].at, "scripts have no parameters".to_owned()))
}

fn lock(sql: &str) -> Vec<(usize, String)> {
    let mut breaches = script(sql, &["lock", "select"]);
    for statement in statements(sql).iter().filter(|statement| statement[0].is("lock")) {
        let mode = statement.iter().position(|token| token.is("in"));
        let Some(mode) = mode else {
            breaches.push((
                statement[0].at,
                "LOCK TABLE without a mode locks out readers".to_owned(),
            ));
            continue;
        };
        // ROW EXCLUSIVE and SHARE ROW EXCLUSIVE are weaker than EXCLUSIVE and ACCESS EXCLUSIVE.
        let strong = statement[mode..]
            .windows(2)
            .find(|pair| pair[1].is("exclusive") && !pair[0].is("row"));
        breaches
            .extend(strong.map(|pair| (pair[1].at, "a lock stronger than SHARE ROW EXCLUSIVE".to_owned())));
    }
    breaches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_known_or_explained() {
        for good in [
            "adapter.yaml",
            "read/user.sql",
            "write/role.rename.sql",
            "refuse/login-taken.sql",
            "after.sql",
            "after_commit.sql",
            "after_commit.redis.sql",
            "guard/install.sql",
            "guard/code-insert.sql",
            "view/role_key.sql",
        ] {
            assert!(kind(good).is_ok(), "{good}");
        }
        for (bad, why) in [
            ("read/usr.sql", "there is no relation `usr`; did you mean `user`?"),
            ("read/guard.sql", "there is no relation `guard`"),
            ("write/user.delete.sql", "a user is never deleted"),
            ("write/user.sql", "write scripts are named <relation>.<verb>.sql"),
            ("write/session.insert.sql", "a session is never inserted"),
            (
                "checks/No_Admin.sql",
                "codes are lower-case words with hyphens between them",
            ),
            (
                "guard/name-insert.sql",
                "a guard has install.sql, triggers.sql, missing.sql, categories.sql and <code, category or kind>-<event>.sql",
            ),
            (
                "view/role-key.sql",
                "views are named with lower-case words and underscores between them",
            ),
            ("reads/user.sql", "no file of an adapter has this name"),
            ("notes.txt", "no file of an adapter has this name"),
        ] {
            assert_eq!(kind(bad).unwrap_err(), why, "{bad}");
        }
    }

    fn first(kind: Kind<'_>, sql: &str) -> Option<String> {
        breaches(kind, sql).into_iter().next().map(|(_, what)| what)
    }

    #[test]
    fn queries_are_one_select() {
        assert_eq!(
            first(Kind::Query, "-- c;\nWITH a AS (SELECT 1) SELECT ';' FROM a"),
            None
        );
        for sql in [
            "SELECT 1;",
            "",
            "DELETE FROM a",
            "WITH a AS (DELETE FROM b RETURNING *) SELECT * FROM a",
            "SELECT * FROM a WHERE b = $1",
        ] {
            assert!(first(Kind::Query, sql).is_some(), "{sql}");
        }
    }

    #[test]
    fn writes_hold_data_statements_only() {
        let good = "INSERT INTO a SELECT * FROM b; UPDATE a SET b = (SELECT 1); SELECT pg_notify('a', 'b');";
        assert_eq!(first(Kind::Write, good), None);
        for sql in [
            "TRUNCATE a",
            "ANALYZE",
            "CREATE TABLE a (b int)",
            "COMMIT",
            "LOCK TABLE a",
            "UPDATE a SET (b, c) = (1, 2)",
        ] {
            assert!(first(Kind::Write, sql).is_some(), "{sql}");
        }
    }

    #[test]
    fn guards_are_made_of_definitions() {
        let install =
            "CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN DELETE FROM a; END $$; DROP TRIGGER t ON a";
        assert_eq!(first(Kind::GuardInstall, install), None);
        assert!(first(Kind::GuardInstall, "DELETE FROM a").is_some());
        let trigger = "CREATE TRIGGER {trigger} AFTER INSERT ON a BEGIN SELECT RAISE(ABORT, {message}) WHERE {refused}; END";
        assert_eq!(first(Kind::GuardTrigger, trigger), None);
        assert!(first(Kind::GuardTrigger, "CREATE TABLE {trigger} {message} {refused}").is_some());
        assert!(first(Kind::GuardTrigger, &trigger.replace("{refused}", "true")).is_some());
    }

    #[test]
    fn locks_let_readers_through() {
        assert_eq!(
            first(
                Kind::Lock,
                "LOCK TABLE a, b IN SHARE ROW EXCLUSIVE MODE; SELECT 1"
            ),
            None
        );
        assert_eq!(first(Kind::Lock, "LOCK TABLE a IN ROW EXCLUSIVE MODE"), None);
        for sql in [
            "LOCK TABLE a",
            "LOCK a IN EXCLUSIVE MODE",
            "LOCK TABLE a IN ACCESS EXCLUSIVE MODE NOWAIT",
        ] {
            assert!(first(Kind::Lock, sql).is_some(), "{sql}");
        }
    }
}
