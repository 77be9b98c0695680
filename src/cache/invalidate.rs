//! Deleting from the cache. A deletion can be repeated without harm, and what is not there is no error.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use redis::{Client, Cmd, Connection, RedisError};

use super::CacheUrl;
use crate::model::Invalidation;

/// How long to wait for the server: to answer at all, and between two answers.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many commands go to the server before its answers are read.
const BATCH: usize = 1_000;
/// How many keys or fields the server looks at before it lets others come in between.
const LOOK: usize = 1_000;

/// The cache could not be reached, or did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[error("failed to {operation} at {place}")]
pub struct CacheError {
    /// What was being done.
    operation: &'static str,
    /// The cache, without user and password.
    place: String,
    /// What the driver or the server said.
    #[source]
    source: RedisError,
}

/// Deletes what is asked, and gives how much of it was there.
///
/// # Errors
/// When the server cannot be reached, lets nobody in, or refuses a command. What was deleted before stays deleted.
pub fn invalidate(url: &CacheUrl, wanted: &[Invalidation]) -> Result<u64, CacheError> {
    let failed = |operation| {
        move |source| CacheError {
            operation,
            place: url.to_string(),
            source,
        }
    };
    let mut connection = connect(url).map_err(failed("reach the cache"))?;
    let plan = Plan::of(wanted);
    let mut gone = plan
        .exact(&mut connection)
        .map_err(failed("delete keys and fields"))?;
    gone += plan
        .prefixes(&mut connection)
        .map_err(failed("delete the keys that begin alike"))?;
    gone += plan
        .contained(&mut connection)
        .map_err(failed("delete fields by what they hold"))?;
    Ok(gone)
}

fn connect(url: &CacheUrl) -> Result<Connection, RedisError> {
    let connection = Client::open(url.info())?.get_connection_with_timeout(PATIENCE)?;
    connection.set_read_timeout(Some(PATIENCE))?;
    connection.set_write_timeout(Some(PATIENCE))?;
    Ok(connection)
}

/// A field of a hash and its value.
type Pair = (Vec<u8>, Vec<u8>);

/// What is to be deleted, by the way in which it is found.
struct Plan<'a> {
    exact: Vec<Cmd>,
    prefixes: Vec<&'a str>,
    contained: BTreeMap<&'a str, Vec<&'a [u8]>>,
}

impl<'a> Plan<'a> {
    fn of(wanted: &'a [Invalidation]) -> Self {
        let mut plan = Self {
            exact: Vec::new(),
            prefixes: Vec::new(),
            contained: BTreeMap::new(),
        };
        for one in wanted {
            match one {
                Invalidation::Key(key) => plan.exact.push(command("DEL", &[key])),
                Invalidation::Field { key, field } => plan.exact.push(command("HDEL", &[key, field])),
                Invalidation::Prefix(prefix) => plan.prefixes.push(prefix),
                Invalidation::Containing { key, text } => {
                    plan.contained.entry(key).or_default().push(text.as_bytes());
                }
            }
        }
        plan.prefixes.sort_unstable();
        plan.prefixes.dedup();
        plan
    }

    fn exact(&self, connection: &mut Connection) -> Result<u64, RedisError> {
        let mut gone = 0;
        for batch in self.exact.chunks(BATCH) {
            gone += delete(connection, batch.iter().cloned())?;
        }
        Ok(gone)
    }

    /// One walk through all keys, whatever the number of prefixes; the server leaves out what begins like none of them.
    fn prefixes(&self, connection: &mut Connection) -> Result<u64, RedisError> {
        let Some(common) = common(&self.prefixes) else {
            return Ok(0);
        };
        let (pattern, prefixes) = (format!("{}*", escaped(common)), Prefixes::of(&self.prefixes));
        let (mut cursor, mut gone) = (0_u64, 0);
        loop {
            let mut scan = redis::cmd("SCAN");
            scan.arg(cursor).arg("MATCH").arg(&pattern).arg("COUNT").arg(LOOK);
            let (next, keys): (u64, Vec<Vec<u8>>) = scan.query(connection)?;
            let keys = keys.iter().filter(|key| prefixes.begin(key));
            gone += delete(connection, keys.map(|key| command("DEL", &[key])))?;
            if next == 0 {
                return Ok(gone);
            }
            cursor = next;
        }
    }

    fn contained(&self, connection: &mut Connection) -> Result<u64, RedisError> {
        let mut gone = 0;
        for (hash, texts) in &self.contained {
            let mut cursor = 0_u64;
            loop {
                let mut scan = redis::cmd("HSCAN");
                scan.arg(*hash).arg(cursor).arg("COUNT").arg(LOOK);
                let (next, found): (u64, Vec<Pair>) = scan.query(connection)?;
                let fields = found
                    .iter()
                    .filter(|(_, value)| texts.iter().any(|text| contains(value, text)));
                gone += delete(
                    connection,
                    fields.map(|(field, _)| command("HDEL", &[hash.as_bytes(), field])),
                )?;
                if next == 0 {
                    break;
                }
                cursor = next;
            }
        }
        Ok(gone)
    }
}

fn command<T: AsRef<[u8]>>(name: &str, arguments: &[T]) -> Cmd {
    let mut command = redis::cmd(name);
    for argument in arguments {
        command.arg(argument.as_ref());
    }
    command
}

/// Sends the deletions together and adds up what was there.
fn delete(connection: &mut Connection, commands: impl Iterator<Item = Cmd>) -> Result<u64, RedisError> {
    let mut pipeline = redis::pipe();
    let mut any = false;
    for command in commands {
        pipeline.add_command(command);
        any = true;
    }
    if !any {
        return Ok(0);
    }
    let counts: Vec<u64> = pipeline.query(connection)?;
    Ok(counts.into_iter().sum())
}

/// What sorted texts have in common at their beginning.
fn common<'a>(sorted: &[&'a str]) -> Option<&'a str> {
    let (first, last) = (sorted.first()?, sorted.last()?);
    let same = first.chars().zip(last.chars()).take_while(|(a, b)| a == b);
    let length: usize = same.map(|(a, _)| a.len_utf8()).sum();
    Some(&first[..length])
}

/// Texts by their length, so that a key is looked up once for each length and not once for each text.
struct Prefixes<'a>(BTreeMap<usize, HashSet<&'a [u8]>>);

impl<'a> Prefixes<'a> {
    fn of(texts: &[&'a str]) -> Self {
        let mut lengths: BTreeMap<usize, HashSet<&[u8]>> = BTreeMap::new();
        for text in texts {
            lengths.entry(text.len()).or_default().insert(text.as_bytes());
        }
        Self(lengths)
    }

    /// Whether a key begins with one of them.
    fn begin(&self, key: &[u8]) -> bool {
        self.0
            .iter()
            .any(|(&length, texts)| key.get(..length).is_some_and(|part| texts.contains(part)))
    }
}

fn contains(value: &[u8], text: &[u8]) -> bool {
    memchr::memmem::find(value, text).is_some()
}

/// The text as a pattern that fits nothing else.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '*' | '?' | '[' | ']' | '\\' | '^' | '-') {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_searched_together() {
        let prefixes = ["e|user:anna:", "e|user:bo:", "e|user:bo:x"];
        assert_eq!(common(&prefixes), Some("e|user:"));
        assert_eq!(common(&["e|übung", "e|über"]), Some("e|üb"));
        assert_eq!(common(&[]), None);
        for (key, yes) in [
            ("e|user:bo:lang", true),
            ("e|user:bo:xy", true),
            ("e|user:anna:", true),
            ("e|user:anna", false),
            ("e|user:bob:lang", false),
            ("e|user:", false),
            ("a", false),
            ("z", false),
        ] {
            assert_eq!(Prefixes::of(&prefixes).begin(key.as_bytes()), yes, "{key}");
        }
    }

    #[test]
    fn patterns_fit_nothing_but_the_text() {
        assert_eq!(escaped("a*b?[c]\\"), "a\\*b\\?\\[c\\]\\\\");
    }
}
