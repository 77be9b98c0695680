//! The commands, one file each: what it takes, and which verb it calls.

pub(crate) mod adapter;
pub(crate) mod apply;
mod asked;
pub(crate) mod completions;
pub(crate) mod demo;
pub(crate) mod explain;
pub(crate) mod fmt;
pub(crate) mod init;
pub(crate) mod journal;
pub(crate) mod lock;
pub(crate) mod man;
pub(crate) mod plan;
pub(crate) mod pull;
pub(crate) mod reset_password;
pub(crate) mod schema;
pub(crate) mod setup;
pub(crate) mod status;
pub(crate) mod validate;
pub(crate) mod who_can;
pub(crate) mod why;

use super::args::Command;
use super::exit::Exit;
use super::failure::Failure;
use super::session::Session;

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
        Command::Journal(args) => args.run(session),
        Command::Why(args) => args.run(session),
        Command::WhoCan(args) => args.run(session),
        Command::Schema(args) => args.run(session),
        Command::Adapter(args) => args.run(session),
        Command::Explain(args) => args.run(session),
        Command::Completions(args) => args.run(session),
        Command::Man(args) => args.run(session),
    }
}
