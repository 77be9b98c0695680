//! The commands, one file each: what it takes, and which verb it calls.

pub(crate) mod adapter;
pub(crate) mod completions;
pub(crate) mod explain;
pub(crate) mod fmt;
pub(crate) mod init;
pub(crate) mod man;
pub(crate) mod schema;
pub(crate) mod validate;

use super::args::Command;
use super::exit::Exit;
use super::failure::Failure;
use super::session::Session;

/// Runs a command.
pub(crate) fn run(command: Command, session: &Session) -> Result<Exit, Failure> {
    match command {
        Command::Init(args) => args.run(session),
        Command::Validate(args) => args.run(session),
        Command::Fmt(args) => args.run(session),
        Command::Schema(args) => args.run(session),
        Command::Adapter(args) => args.run(session),
        Command::Explain(args) => args.run(session),
        Command::Completions(args) => args.run(session),
        Command::Man(args) => args.run(session),
    }
}
