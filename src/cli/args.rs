//! Arguments that several commands share. Parsing has no side effects and looks at nothing else.

use std::path::PathBuf;

use clap::{ArgAction, ValueEnum};

use crate::report::Lang;

/// What holds for every command.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Global {
    /// The project's folder [default: here, or the nearest folder above that holds trueup.yaml]
    #[arg(short, long, global = true, value_name = "DIR", help_heading = "Everywhere")]
    pub(crate) project: Option<PathBuf>,
    /// The target, by its name in trueup.yaml; may be left out if there is only one
    #[arg(short, long, global = true, value_name = "NAME", help_heading = "Everywhere")]
    pub(crate) target: Option<String>,
    /// The language of reports [default: that of the locale]
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "LANG",
        help_heading = "Everywhere"
    )]
    pub(crate) lang: Option<Language>,
    /// Say more about what is being done; -vv even more
    #[arg(short, long, global = true, action = ArgAction::Count, help_heading = "Everywhere")]
    pub(crate) verbose: u8,
    /// No colours
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub(crate) no_color: bool,
}

/// A language of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// English
    En,
    /// Chinese
    Zh,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::En => Self::En,
            Language::Zh => Self::Zh,
        }
    }
}

/// How a result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

/// How the text of CSV is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Encoding {
    /// UTF-8 with a byte order mark
    #[default]
    #[value(name = "utf-8")]
    Utf8,
    /// GB 18030, for Chinese spreadsheets that expect it
    Gb18030,
}

impl From<Encoding> for crate::base::sheet::Encoding {
    fn from(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Utf8 => Self::Utf8,
            Encoding::Gb18030 => Self::Gb18030,
        }
    }
}

/// How a result is written.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Shape {
    /// How the result is written
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub(crate) format: Format,
}

/// How a result is written, and where to.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Output {
    /// How the result is written
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub(crate) format: Format,
    /// Write the result to a file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}
