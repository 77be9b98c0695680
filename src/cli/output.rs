//! The only place that writes to the terminal. Results go to stdout and nothing else does; remarks go to stderr.

use std::io::{self, Write};
use std::path::Path;

use serde_json::Value;

use crate::base::diagnostic::Diagnostics;
use crate::base::source::SourceMap;
use crate::base::text::{is_unsafe_to_show, tick};
use crate::report::{Document, Lang, Look, diagnostics, terminal};

use super::failure::Failure;
use super::settings::Settings;

/// Writes results and remarks, each as its stream wants it.
#[derive(Debug, Clone)]
pub(crate) struct Printer {
    /// The language of reports.
    pub(crate) lang: Lang,
    out: Look,
    err: Look,
    unicode: bool,
    /// Whether progress may be shown.
    pub(crate) progress: bool,
}

impl Printer {
    /// A printer for these surroundings.
    #[must_use]
    pub(crate) fn new(settings: &Settings, no_color: bool, lang: Option<Lang>) -> Self {
        let look = |terminal: bool| Look {
            colour: settings.colour(no_color, terminal),
            width: settings.width(),
        };
        Self {
            lang: lang.unwrap_or_else(|| settings.lang()),
            out: look(settings.out_is_terminal),
            err: look(settings.err_is_terminal),
            unicode: settings.unicode(),
            progress: settings.err_is_terminal && !settings.is_ci(),
        }
    }

    /// Writes a result: to a file if one is named, else to stdout.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn result(&self, text: &str, out: Option<&Path>) -> Result<(), Failure> {
        self.bytes(text.as_bytes(), out)
    }

    /// Writes a result that is not text in UTF-8: to a file if one is named, else to stdout.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn bytes(&self, bytes: &[u8], out: Option<&Path>) -> Result<(), Failure> {
        let Some(path) = out else {
            write_all(&mut io::stdout().lock(), bytes);
            return Ok(());
        };
        write_file(path, bytes)?;
        self.remark(&format!("wrote {}", tick(&path.display().to_string())));
        Ok(())
    }

    /// Writes data for programs as a result.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn json(&self, value: &Value, out: Option<&Path>) -> Result<(), Failure> {
        self.result(&format!("{value:#}\n"), out)
    }

    /// Writes a document as a result; into a file without colours.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn document(&self, document: &Document, out: Option<&Path>) -> Result<(), Failure> {
        let look = Look {
            colour: self.out.colour && out.is_none(),
            ..self.out
        };
        self.result(&terminal::render(document, look), out)
    }

    /// Writes a document as a remark.
    pub(crate) fn remark_document(&self, document: &Document) {
        write_all(
            &mut io::stderr().lock(),
            terminal::render(document, self.err).as_bytes(),
        );
    }

    /// Writes one line to stderr. What it holds cannot steer the terminal.
    pub(crate) fn remark(&self, text: &str) {
        let mut line = clean(text);
        line.push('\n');
        write_all(&mut io::stderr().lock(), line.as_bytes());
    }

    /// Writes diagnostics as text: as a result to stdout, or as a remark to stderr.
    pub(crate) fn diagnostics(&self, sources: &SourceMap, found: &Diagnostics, as_result: bool) {
        let look = if as_result { self.out } else { self.err };
        let look = diagnostics::Look {
            unicode: self.unicode,
            color: look.colour,
            width: look.width,
        };
        let overflow = found.overflow();
        let text = diagnostics::text(sources, found.iter().chain(&overflow), look);
        if as_result {
            write_all(&mut io::stdout().lock(), text.as_bytes());
        } else {
            write_all(&mut io::stderr().lock(), text.as_bytes());
        }
    }

    /// Says in one line how many remarks there are on the files; `validate` shows them.
    pub(crate) fn count(&self, found: &Diagnostics) {
        if !found.is_empty() {
            let number = diagnostics::summary(found.counts());
            self.remark(&format!(
                "about the files: {number}; `trueup validate` shows what"
            ));
        }
    }

    /// Says why a command stopped: what, because of what, and what to do.
    pub(crate) fn failure(&self, failure: &Failure) {
        if let Some((sources, found)) = failure.diagnostics() {
            self.diagnostics(sources, found, false);
        }
        let mut text = self.label("error", true);
        text.push_str(&clean(&failure.to_string()));
        text.push('\n');
        let causes = failure.causes();
        for cause in &causes {
            text.push_str("  because: ");
            text.push_str(&clean(cause));
            text.push('\n');
        }
        for line in failure.details() {
            text.push_str("  - ");
            text.push_str(&clean(&line));
            text.push('\n');
        }
        let help = failure.help();
        // Some errors say the way out themselves.
        let said = |help: &String| causes.iter().any(|cause| cause.ends_with(help.as_str()));
        if let Some(help) = help.filter(|help| !said(help)) {
            text.push_str(&self.label("help", false));
            text.push_str(&clean(&help));
            text.push('\n');
        }
        write_all(&mut io::stderr().lock(), text.as_bytes());
    }

    fn label(&self, word: &str, bad: bool) -> String {
        use owo_colors::{OwoColorize as _, Style};
        if !self.err.colour {
            return format!("{word}: ");
        }
        let style = if bad {
            Style::new().red().bold()
        } else {
            Style::new().cyan().bold()
        };
        format!("{}: ", word.style(style))
    }
}

/// Writes a file completely or not at all.
///
/// # Errors
/// When that is not possible.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |source| Failure::File {
        operation: format!("write {}", tick(&path.display().to_string())),
        source,
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut file = tempfile::Builder::new()
        .prefix(".trueup-")
        .tempfile_in(folder)
        .map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    // A file that is made for somebody else to read; temporary ones are private.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(path).map_or(0o644, |old| old.permissions().mode());
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(file.path(), permissions).map_err(failed)?;
    }
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// A reader that closed the pipe has seen enough: that is no error.
fn write_all(stream: &mut dyn Write, bytes: &[u8]) {
    let written = stream.write_all(bytes).and_then(|()| stream.flush());
    drop(written);
}

fn clean(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '\n' && is_unsafe_to_show(c) {
            let _ = write!(out, "\\u{{{:x}}}", c as u32);
        } else {
            out.push(c);
        }
    }
    out
}
