//! The command line as people write it: the commands, one file each, with what it takes and which verb it calls.

mod adapter;
mod apply;
mod asked;
mod backup;
mod completions;
mod demo;
mod duplicates;
mod explain;
mod fmt;
mod init;
mod issue;
mod items;
mod items_check;
mod journal;
mod lock;
mod man;
mod plan;
mod pull;
mod recover;
mod request;
mod reset_password;
mod schema;
mod settle;
mod setup;
mod status;
mod validate;
mod watch;
mod who_can;
mod why;

use clap::{Parser, Subcommand};

use super::args::Global;
use super::exit::Exit;
use super::failure::Failure;
use super::session::Session;

/// Keeps the users, roles, permissions, settings, item codes and backups of an ERP as the files in git say.
#[derive(Debug, Parser)]
#[command(
    name = "trueup",
    version,
    about = "Keeps the users, roles, permissions, settings, item codes and backups of an ERP as the files in git say",
    long_about = "Keeps the users, roles, permissions, settings, item codes and backups of an ERP as the files in git say.\n\n\
        The usual way: `trueup init`, `trueup pull`, then edit the files; `trueup validate` checks them, `trueup plan` \
        shows what would change and for whom, `trueup apply` carries that out in one verified transaction. Item codes and \
        backups then follow the rules in force: `trueup items`, `trueup backup`. \
        `trueup demo` shows all of it on an ERP of its own.",
    after_long_help = Exit::table(),
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

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show the whole story on an ERP of its own, in a temporary folder
    Demo(demo::Args),
    /// Start a project: trueup.yaml, a first file of desired state, schemas for the editor
    Init(init::Args),
    /// Write files from the live ERP, so that the next plan is empty
    Pull(pull::Args),
    /// Check the files: form, references, dates; offline
    Validate(validate::Args),
    /// Put the files into the usual form; comments and order stay
    Fmt(fmt::Args),
    /// Keep what the ERP knows (roles, resources, companies) in a file, for checks without the ERP
    Lock(lock::Args),
    /// Show the connection, the last apply, drift, and what ends soon
    Status(status::Args),
    /// Show what would change, why, and for whom; changes nothing
    Plan(plan::Args),
    /// Carry a plan out in one verified transaction
    Apply(apply::Args),
    /// Prepare the database: trueup's own tables, and the least rights for reading and applying
    Setup(setup::Args),
    /// Give an account a new password and end its sessions
    ResetPassword(reset_password::Args),
    /// Tell running servers of the ERP what was committed, where that failed
    Settle(settle::Args),
    /// Show what was done, and verify that nobody changed that record
    Journal(journal::Args),
    /// Go on from a database that was restored or rewound
    Recover(recover::Args),
    /// Show what somebody can do, and every path that leads there
    Why(why::Args),
    /// Show who can do something, and by which path
    WhoCan(who_can::Args),
    /// Hold the codes of items against their rules, say what a code means, issue new ones
    Items(items::Args),
    /// Carry the backup policies out, prove the backups, and say when they run
    Backup(backup::Args),
    /// Print or write the JSON Schemas of all files
    Schema(schema::Args),
    /// Show which adapters there are, or try one on a scratch database
    Adapter(adapter::Args),
    /// Say what a diagnostic code means
    Explain(explain::Args),
    /// Print shell completions
    Completions(completions::Args),
    /// Print or write the manual pages
    Man(man::Args),
}

/// Runs a command.
pub(crate) fn run(command: Command, session: &Session) -> Result<Exit, Failure> {
    match command {
        Command::Demo(args) => args.run(session),
        Command::Init(args) => args.run(session),
        Command::Pull(args) => args.run(session),
        Command::Validate(args) => args.run(session),
        Command::Fmt(args) => args.run(session),
        Command::Lock(args) => args.run(session),
        Command::Status(args) => args.run(session),
        Command::Plan(args) => args.run(session),
        Command::Apply(args) => args.run(session),
        Command::Setup(args) => args.run(session),
        Command::ResetPassword(args) => args.run(session),
        Command::Settle(args) => args.run(session),
        Command::Journal(args) => args.run(session),
        Command::Recover(args) => args.run(session),
        Command::Why(args) => args.run(session),
        Command::WhoCan(args) => args.run(session),
        Command::Items(args) => args.run(session),
        Command::Backup(args) => args.run(session),
        Command::Schema(args) => args.run(session),
        Command::Adapter(args) => args.run(session),
        Command::Explain(args) => args.run(session),
        Command::Completions(args) => args.run(session),
        Command::Man(args) => args.run(session),
    }
}
