//! The environment: the only place that reads it. Everything else receives settings.

use std::collections::HashMap;
use std::io::IsTerminal as _;

use crate::base::secret::Secret;
use crate::base::text::tick;
use crate::project::config::url::{self, PlaceholderError};
use crate::report::Lang;

use super::failure::Failure;

/// What the surroundings of the process say.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    variables: HashMap<String, String>,
    /// Whether a person can be asked: input and errors are a terminal.
    pub(crate) interactive: bool,
    /// Whether results go to a terminal.
    pub(crate) out_is_terminal: bool,
    /// Whether remarks go to a terminal.
    pub(crate) err_is_terminal: bool,
    /// Columns of the terminal, where there is one.
    pub(crate) terminal_width: Option<usize>,
}

/// The narrowest and widest lines that are written.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=140;
/// The width where nobody says.
const DEFAULT_WIDTH: usize = 100;

impl Settings {
    /// The surroundings of this process. Variables that are not UTF-8 do not exist.
    #[must_use]
    pub(crate) fn of_process() -> Self {
        let text = |os: std::ffi::OsString| os.into_string().ok();
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((text(name)?, text(value)?)))
            .collect();
        let out_is_terminal = std::io::stdout().is_terminal();
        let err_is_terminal = std::io::stderr().is_terminal();
        let terminal = if out_is_terminal {
            Some(dialoguer::console::Term::stdout())
        } else {
            err_is_terminal.then(dialoguer::console::Term::stderr)
        };
        Self {
            variables,
            interactive: std::io::stdin().is_terminal() && err_is_terminal,
            out_is_terminal,
            err_is_terminal,
            terminal_width: terminal
                .and_then(|terminal| terminal.size_checked())
                .map(|(_, columns)| usize::from(columns)),
        }
    }

    /// A variable that is set and not empty.
    #[must_use]
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.variables
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// Whether a stream is coloured: what the user asked for, else whether it is a terminal that can.
    #[must_use]
    pub(crate) fn colour(&self, refused: bool, terminal: bool) -> bool {
        if refused || self.get("NO_COLOR").is_some() {
            return false;
        }
        if self.get("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
            return true;
        }
        terminal && self.get("CLICOLOR") != Some("0") && self.get("TERM") != Some("dumb")
    }

    /// Columns of a line.
    #[must_use]
    pub(crate) fn width(&self) -> usize {
        self.get("COLUMNS")
            .and_then(|columns| columns.parse().ok())
            .or(self.terminal_width)
            .unwrap_or(DEFAULT_WIDTH)
            .clamp(*WIDTHS.start(), *WIDTHS.end())
    }

    fn locale(&self) -> &str {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| self.get(name))
            .unwrap_or_default()
    }

    /// The language of the locale.
    #[must_use]
    pub(crate) fn lang(&self) -> Lang {
        Lang::of_locale(self.locale())
    }

    /// Whether the locale's characters are those of Unicode.
    #[must_use]
    pub(crate) fn unicode(&self) -> bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
            .into_iter()
            .find_map(|name| self.get(name))
            .unwrap_or_default()
            .to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    }

    /// Whether a machine runs this: no progress is shown.
    #[must_use]
    pub(crate) fn is_ci(&self) -> bool {
        self.get("CI").is_some_and(|value| value != "false")
    }

    /// Who acts, where no repository says: `TRUEUP_ACTOR`, else the user at the host.
    #[must_use]
    pub(crate) fn user_at_host(&self) -> String {
        let user = ["USER", "LOGNAME", "USERNAME"]
            .into_iter()
            .find_map(|name| self.get(name))
            .unwrap_or("unknown");
        let host = ["HOSTNAME", "HOST", "COMPUTERNAME"]
            .into_iter()
            .find_map(|name| self.get(name))
            .map(str::to_owned)
            .or_else(|| std::fs::read_to_string("/etc/hostname").ok())
            .map(|host| host.trim().to_owned())
            .filter(|host| !host.is_empty());
        match host {
            Some(host) => format!("{user}@{host}"),
            None => user.to_owned(),
        }
    }

    /// Puts values in the place of the placeholders of a URL. `${NAME}` is the variable NAME, else what the file holds
    /// that NAME_FILE names.
    ///
    /// # Errors
    /// When a variable is not set, or the file cannot be read. No value is part of the message.
    pub(crate) fn resolve(&self, text: &str) -> Result<Secret, Failure> {
        let mut unreadable = None;
        let mut value = |name: &str| {
            if let Some(value) = self.get(name) {
                return Some(value.to_owned());
            }
            let path = self.get(&format!("{name}_FILE"))?;
            match std::fs::read_to_string(path) {
                Ok(text) => Some(text.trim_end_matches(['\r', '\n']).to_owned()),
                Err(source) => {
                    unreadable.get_or_insert((path.to_owned(), source));
                    None
                }
            }
        };
        let resolved = url::resolve(text, &mut value);
        if let Some((path, source)) = unreadable {
            return Err(Failure::File {
                operation: format!("read {}", tick(&path)),
                source,
            });
        }
        match resolved {
            Ok(url) => Ok(Secret::new(url)),
            Err(PlaceholderError::Missing { name }) => Err(Failure::Stopped {
                what: format!("the environment variable `{name}` is not set"),
                help: Some(format!(
                    "set it, or set `{name}_FILE` to the path of a file that holds it"
                )),
            }),
            Err(error) => Err(Failure::Stopped {
                what: error.to_string(),
                help: None,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(variables: &[(&str, &str)]) -> Settings {
        Settings {
            variables: variables
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            ..Settings::default()
        }
    }

    #[test]
    fn colour_follows_what_was_asked() {
        assert!(settings(&[]).colour(false, true));
        assert!(!settings(&[]).colour(false, false));
        assert!(!settings(&[]).colour(true, true));
        assert!(!settings(&[("NO_COLOR", "1")]).colour(false, true));
        assert!(settings(&[("NO_COLOR", "")]).colour(false, true));
        assert!(settings(&[("CLICOLOR_FORCE", "1")]).colour(false, false));
        assert!(!settings(&[("CLICOLOR", "0")]).colour(false, true));
        assert!(!settings(&[("TERM", "dumb")]).colour(false, true));
    }

    #[test]
    fn the_first_set_locale_variable_decides() {
        assert_eq!(settings(&[("LANG", "zh_CN.UTF-8")]).lang(), Lang::Zh);
        assert_eq!(
            settings(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")]).lang(),
            Lang::En
        );
        assert!(settings(&[("LANG", "C.UTF-8")]).unicode());
        assert!(!settings(&[]).unicode());
    }

    #[test]
    fn widths_stay_readable() {
        assert_eq!(settings(&[("COLUMNS", "20")]).width(), 40);
        assert_eq!(settings(&[("COLUMNS", "80")]).width(), 80);
        assert_eq!(settings(&[("COLUMNS", "many")]).width(), 100);
    }

    #[test]
    fn values_come_from_variables_or_files() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "sqlite:b.db\n").unwrap();
        let path = file.path().to_str().unwrap();
        let settings = settings(&[
            ("A", "sqlite:a.db"),
            ("B_FILE", path),
            ("C_FILE", "/nowhere/at/all"),
        ]);
        assert_eq!(settings.resolve("${A}").unwrap().expose(), "sqlite:a.db");
        assert_eq!(settings.resolve("${B}").unwrap().expose(), "sqlite:b.db");
        assert_eq!(settings.resolve("sqlite:x").unwrap().expose(), "sqlite:x");
        assert!(matches!(settings.resolve("${C}"), Err(Failure::File { .. })));
        let Err(Failure::Stopped { what, .. }) = settings.resolve("${D}") else {
            panic!("D is not set")
        };
        assert_eq!(what, "the environment variable `D` is not set");
    }
}
