//! What an ERP's running servers must forget: entries of the cache that they share. Nothing is ever written there.

/// One deletion in the cache.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Invalidation {
    /// A key.
    Key(String),
    /// Every key that begins so.
    Prefix(String),
    /// A field of a hash.
    Field {
        /// The hash's key.
        key: String,
        /// The field.
        field: String,
    },
    /// Every field of a hash whose value contains a text, such as the sessions of an account.
    Containing {
        /// The hash's key.
        key: String,
        /// The text.
        text: String,
    },
}

/// The commands as adapters write them.
pub const INVALIDATIONS: [&str; 4] = ["DEL", "DEL PREFIX", "HDEL", "HDEL CONTAINING"];

impl Invalidation {
    /// Reads what an adapter, or the registry, says.
    ///
    /// # Errors
    /// What is wrong with it, for people.
    pub fn new(command: &str, key: &str, field: Option<&str>) -> Result<Self, String> {
        let field = field.filter(|field| !field.is_empty());
        if key.is_empty() {
            return Err(format!("{command} without a key"));
        }
        let key = key.to_owned();
        match (command, field.map(str::to_owned)) {
            ("DEL", None) => Ok(Self::Key(key)),
            ("DEL PREFIX", None) => Ok(Self::Prefix(key)),
            ("HDEL", Some(field)) => Ok(Self::Field { key, field }),
            ("HDEL CONTAINING", Some(text)) => Ok(Self::Containing { key, text }),
            ("DEL" | "DEL PREFIX", Some(_)) => Err(format!("{command} {key} takes no field")),
            ("HDEL" | "HDEL CONTAINING", None) => Err(format!("{command} {key} without a field")),
            _ => Err(format!(
                "`{command}` is no command; there are {}",
                INVALIDATIONS.join(", ")
            )),
        }
    }

    /// The command, the key and the field.
    #[must_use]
    pub fn cells(&self) -> [Option<&str>; 3] {
        let [del, prefix, hdel, containing] = INVALIDATIONS;
        match self {
            Self::Key(key) => [Some(del), Some(key), None],
            Self::Prefix(key) => [Some(prefix), Some(key), None],
            Self::Field { key, field } => [Some(hdel), Some(key), Some(field)],
            Self::Containing { key, text } => [Some(containing), Some(key), Some(text)],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_and_written_alike() {
        for (command, field) in INVALIDATIONS.into_iter().zip([None, None, Some("f"), Some("f")]) {
            let one = Invalidation::new(command, "k", field).unwrap();
            assert_eq!(one.cells(), [Some(command), Some("k"), field]);
        }
    }

    #[test]
    fn nothing_but_deletions_is_read() {
        for (command, key, field, why) in [
            (
                "SET",
                "k",
                Some("v"),
                "`SET` is no command; there are DEL, DEL PREFIX, HDEL, HDEL CONTAINING",
            ),
            ("DEL PREFIX", "", None, "DEL PREFIX without a key"),
            ("DEL", "k", Some("f"), "DEL k takes no field"),
            ("HDEL", "k", None, "HDEL k without a field"),
            (
                "HDEL CONTAINING",
                "k",
                Some(""),
                "HDEL CONTAINING k without a field",
            ),
        ] {
            assert_eq!(Invalidation::new(command, key, field).unwrap_err(), why);
        }
    }
}
