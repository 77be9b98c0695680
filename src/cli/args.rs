//! The command line as people write it. Parsing has no side effects and looks at nothing else.

use std::path::PathBuf;

use clap::{ArgAction, Parser, Subcommand, ValueEnum};

use super::commands;
use crate::report::Lang;

/// Keeps the users, roles, permissions and settings of an ERP as the files in git say.
#[derive(Debug, Parser)]
#[command(
    name = "trueup",
    version,
    about = "Keeps the users, roles, permissions and settings of an ERP as the files in git say",
    long_about = "Keeps the users, roles, permissions and settings of an ERP as the files in git say.\n\n\
        The usual way: `trueup init`, `trueup pull`, then edit the files; `trueup validate` checks them, `trueup plan` \
        shows what would change and for whom, `trueup apply` carries that out in one verified transaction. \
        `trueup demo` shows all of it on an ERP of its own.",
    after_long_help = super::exit::Exit::table(),
    disable_help_subcommand = false,
    arg_required_else_help = true,
    max_term_width = 100,
)]
pub(crate) struct Arguments {
    /// What holds for every command.
    #[command(flatten)]
    pub(crate) global: Global,
    /// The command.
    #[command(subcommand)]
    pub(crate) command: Command,
}

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

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show the whole story on an ERP of its own, in a temporary folder
    Demo(commands::demo::Args),
    /// Start a project: trueup.yaml, a first file of desired state, schemas for the editor
    Init(commands::init::Args),
    /// Write files from the live ERP, so that the next plan is empty
    Pull(commands::pull::Args),
    /// Check the files: form, references, dates; offline
    Validate(commands::validate::Args),
    /// Put the files into the usual form; comments and order stay
    Fmt(commands::fmt::Args),
    /// Keep what the ERP knows (roles, resources, companies) in a file, for checks without the ERP
    Lock(commands::lock::Args),
    /// Show the connection, the last apply, drift, and what ends soon
    Status(commands::status::Args),
    /// Show what would change, why, and for whom; changes nothing
    Plan(commands::plan::Args),
    /// Carry a plan out in one verified transaction
    Apply(commands::apply::Args),
    /// Prepare the database: trueup's own tables, and the least rights for reading and applying
    Setup(commands::setup::Args),
    /// Give an account a new password and end its sessions
    ResetPassword(commands::reset_password::Args),
    /// Show what was done, and verify that nobody changed that record
    Journal(commands::journal::Args),
    /// Show what somebody can do, and every path that leads there
    Why(commands::why::Args),
    /// Show who can do something, and by which path
    WhoCan(commands::who_can::Args),
    /// Print or write the JSON Schemas of all files
    Schema(commands::schema::Args),
    /// Show which adapters there are, or try one on a scratch database
    Adapter(commands::adapter::Args),
    /// Say what a diagnostic code means
    Explain(commands::explain::Args),
    /// Print shell completions
    Completions(commands::completions::Args),
    /// Print or write the manual pages
    Man(commands::man::Args),
}
