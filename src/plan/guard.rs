//! The guard: who is protected and how much one plan may do. Judged as it is in force, not as the plan would make it.

use serde::Deserialize;

use crate::model::{Interner, Rel, State};

/// The guard in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Guard {
    /// Patterns of logins that are never deactivated and never lose a role; `*` stands for any text.
    pub protected: Vec<String>,
    /// At least this many active administrators remain.
    pub min_admins: usize,
    /// How many people one plan may touch.
    pub people: Limit,
    /// How many accounts one plan may deactivate.
    pub deactivate: Limit,
}

/// A limit on a number of people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit {
    /// This many.
    Count(usize),
    /// A share of all active people, but at least a number.
    Share {
        /// In percent.
        percent: f64,
        /// Never less than this.
        at_least: usize,
    },
}

impl Limit {
    /// The number of people it allows of so many.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "numbers of people are far below 2^52"
    )]
    pub fn of(self, active: usize) -> usize {
        match self {
            Self::Count(count) => count,
            Self::Share { percent, at_least } => ((active as f64 * percent / 100.0) as usize).max(at_least),
        }
    }

    /// Reads `50`, `10%` or `10%, at least 10`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(count) = text.parse() {
            return Some(Self::Count(count));
        }
        let (percent, rest) = text.split_once('%')?;
        let percent: f64 = percent.trim().parse().ok()?;
        let rest = rest.trim().trim_start_matches(',').trim();
        let at_least = match rest.strip_prefix("at least") {
            Some(number) => number.trim().parse().ok()?,
            None if rest.is_empty() => 0,
            None => return None,
        };
        (0.0..=100.0)
            .contains(&percent)
            .then_some(Self::Share { percent, at_least })
    }
}

impl Default for Guard {
    /// What holds where nobody declared a guard: one administrator remains, and no plan deactivates a tenth of the
    /// company by mistake.
    fn default() -> Self {
        Self {
            protected: Vec::new(),
            min_admins: 1,
            people: Limit::Share {
                percent: 50.0,
                at_least: 50,
            },
            deactivate: Limit::Share {
                percent: 10.0,
                at_least: 10,
            },
        }
    }
}

/// Why a stored guard cannot be understood.
#[derive(Debug, thiserror::Error)]
#[error("the guard `{name}` in force cannot be read; the registry may be from a later version")]
pub struct GuardError {
    /// The row's name.
    pub name: String,
    /// What is wrong.
    #[source]
    pub source: serde_json::Error,
}

#[derive(Deserialize, Default)]
struct Protect {
    #[serde(default)]
    users: Vec<String>,
    min_admins: Option<usize>,
}

#[derive(Deserialize, Default)]
struct Limits {
    people: Option<Amount>,
    deactivate: Option<Amount>,
}

struct Amount(Limit);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        let text = match &value {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        Limit::parse(&text)
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom(format!("`{text}` is no limit on people")))
    }
}

impl Guard {
    /// Reads the guard from the rows of a state.
    ///
    /// # Errors
    /// When a row is not what this version writes: nothing may be judged by half a guard.
    pub fn read(state: &State, symbols: &Interner) -> Result<Self, GuardError> {
        let mut guard = Self::default();
        for row in state.table(Rel::Guard).rows() {
            let (name, spec) = (symbols.text(row[0]), symbols.text(row[1]));
            let failed = |source| GuardError {
                name: name.to_owned(),
                source,
            };
            match name {
                "protect" => {
                    let protect: Protect = serde_json::from_str(spec).map_err(failed)?;
                    guard.protected.extend(protect.users);
                    guard.min_admins = protect.min_admins.unwrap_or(guard.min_admins);
                }
                "limits" => {
                    let limits: Limits = serde_json::from_str(spec).map_err(failed)?;
                    guard.people = limits.people.map_or(guard.people, |amount| amount.0);
                    guard.deactivate = limits.deactivate.map_or(guard.deactivate, |amount| amount.0);
                }
                _ => {}
            }
        }
        Ok(guard)
    }

    /// Whether a login is protected.
    #[must_use]
    pub fn protects(&self, login: &str) -> bool {
        self.protected.iter().any(|pattern| matches(pattern, login))
    }
}

/// Whether a text matches a pattern in which `*` stands for any text.
#[must_use]
pub fn matches(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(text) = text.strip_prefix(head) else {
        return false;
    };
    rest.is_empty() || (0..=text.len()).any(|at| text.is_char_boundary(at) && matches(rest, &text[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_read_as_people_write_them() {
        assert_eq!(Limit::parse("50"), Some(Limit::Count(50)));
        let share = Limit::parse("10%, at least 10").unwrap();
        assert_eq!((share.of(1000), share.of(20)), (100, 10));
        assert_eq!(Limit::parse("10% at least 10"), Limit::parse("10%, at least 10"));
        assert_eq!(Limit::parse("ten"), None);
        assert_eq!(Limit::parse("120%"), None);
    }

    #[test]
    fn patterns_match_whole_logins() {
        assert!(matches("svc-*", "svc-wms"));
        assert!(matches("*", ""));
        assert!(matches("a*c*", "abcd"));
        assert!(!matches("svc-*", "xsvc-wms"));
        assert!(!matches("admin", "admin2"));
    }
}
