//! Placeholders in the URLs of the project file. The values come from the caller: nothing here reads the environment.

/// What is wrong with a URL's placeholders, or which of them has no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlaceholderError {
    /// `${` without a name or without its end.
    #[error("a placeholder that is not of the form ${{NAME}}")]
    Malformed,
    /// The caller has no value for it.
    #[error("{name} is not set")]
    Missing {
        /// The name.
        name: String,
    },
}

/// The names of the placeholders in a URL, in order.
///
/// # Errors
/// What is wrong with one of them, for people.
pub fn placeholders(url: &str) -> Result<Vec<&str>, &'static str> {
    let mut names = Vec::new();
    let mut rest = url;
    while let Some(at) = rest.find("${") {
        let inner = &rest[at + 2..];
        let end = inner.find('}').ok_or("a placeholder without its closing brace")?;
        let name = &inner[..end];
        let good = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            && name.bytes().next().is_some_and(|b| !b.is_ascii_digit());
        if !good {
            return Err("a placeholder whose name is not made of letters, digits and underscores");
        }
        names.push(name);
        rest = &inner[end + 1..];
    }
    Ok(names)
}

/// Puts values in the place of placeholders. Text that a value brings is not looked at again.
///
/// # Errors
/// When a placeholder is malformed or has no value.
pub fn resolve(url: &str, value: &mut dyn FnMut(&str) -> Option<String>) -> Result<String, PlaceholderError> {
    let names = placeholders(url).map_err(|_| PlaceholderError::Malformed)?;
    let (mut out, mut rest) = (String::with_capacity(url.len()), url);
    for name in names {
        let (before, after) = rest.split_once("${").ok_or(PlaceholderError::Malformed)?;
        let value = value(name).ok_or_else(|| PlaceholderError::Missing {
            name: name.to_owned(),
        })?;
        out.push_str(before);
        out.push_str(&value);
        rest = &after[name.len() + 1..];
    }
    out.push_str(rest);
    Ok(out)
}

/// Whether a URL holds a password in plain sight: after the user name, or as a parameter.
#[must_use]
pub fn has_literal_password(url: &str) -> bool {
    let literal = |text: &str| {
        let replaced = text.starts_with("${") && text.ends_with('}');
        !text.is_empty() && !replaced
    };
    let Some((_, rest)) = url.split_once("://") else {
        return false;
    };
    let (authority, query) = match rest.split_once('?') {
        Some((authority, query)) => (authority, query),
        None => (rest, ""),
    };
    // A password may contain `@` and `/` when people forget to escape them; the last `@` ends it.
    let user_info = authority.rsplit_once('@').map_or("", |(user, _)| user);
    let after_user = user_info.split_once(':').map_or("", |(_, password)| password);
    let in_query = query.split('&').any(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        matches!(
            name.to_ascii_lowercase().as_str(),
            "password" | "pwd" | "passwd" | "sslpassword"
        ) && literal(value)
    });
    literal(after_user) || in_query
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_seen() {
        for url in [
            "postgres://u:hunter2@db/erp",
            "postgres://u:a${B}@db/erp",
            "postgres://db/erp?user=u&password=hunter2",
            "postgres://u:p@ss/word@db/erp",
        ] {
            assert!(has_literal_password(url), "{url}");
        }
        for url in [
            "${ERP_URL}",
            "postgres://u@db:5432/erp",
            "postgres://u:${PW}@db/erp",
            "postgres:///erp?host=/run/postgresql",
            "postgres://db/erp?password=${PW}",
            "sqlite:erp.db",
        ] {
            assert!(!has_literal_password(url), "{url}");
        }
    }

    #[test]
    fn values_are_put_in_once() {
        let mut values = |name: &str| (name == "A").then(|| "${A}".to_owned());
        assert_eq!(resolve("x${A}y${A}", &mut values).unwrap(), "x${A}y${A}");
        let missing = resolve("${B}", &mut values).unwrap_err();
        assert_eq!(missing, PlaceholderError::Missing { name: "B".to_owned() });
        assert!(
            placeholders("${").is_err() && placeholders("${a b}").is_err() && placeholders("${1}").is_err()
        );
    }
}
