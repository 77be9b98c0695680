//! The command line: arguments, settings, output, exit codes. Nothing is decided here; commands call [`reconcile`] and
//! the pure parts, and put the results into words with [`report`].
//!
//! [`reconcile`]: crate::reconcile
//! [`report`]: crate::report

mod args;
mod commands;
pub mod exit;
mod failure;
mod git;
mod output;
mod progress;
mod session;
mod settings;

use std::process::ExitCode;

use clap::Parser as _;
use clap::error::ErrorKind;

use commands::Arguments;
pub use exit::Exit;
use session::Session;
use settings::Settings;

/// Runs the command that the process was started with.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return wrong_usage(&error).into(),
    };
    let settings = Settings::of_process();
    start_log(arguments.global.verbose, settings.err_is_terminal);
    let session = Session::new(arguments.global, settings, jiff::Timestamp::now());
    match commands::run(arguments.command, &session) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            session.out.failure(&failure);
            failure.exit().into()
        }
    }
}

/// Help and version are results; everything else that the parser says is wrong usage.
fn wrong_usage(error: &clap::Error) -> Exit {
    // The parser knows which stream each message belongs to, and a closed one is no error.
    drop(error.print());
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Done,
        _ => Exit::Usage,
    }
}

/// What `-v` shows. Bind values are never logged; the driver's own log needs `-vvv`.
fn start_log(verbose: u8, terminal: bool) {
    let filter = match verbose {
        0 => return,
        1 => "trueup=info",
        2 => "trueup=debug",
        _ => "debug",
    };
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::new(filter))
        .with_writer(std::io::stderr)
        .with_ansi(terminal)
        .without_time()
        .with_target(false)
        .init();
}
