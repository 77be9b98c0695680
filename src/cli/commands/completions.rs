//! `trueup completions`: completions for a shell.

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::cli::commands::Arguments;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;

/// Arguments of `trueup completions`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "For example: trueup completions bash > ~/.local/share/bash-completion/completions/trueup"
)]
pub(crate) struct Args {
    /// The shell
    shell: Shell,
}

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "trueup", &mut text);
        session
            .out
            .result(&String::from_utf8_lossy(&text), None)
            .map(|()| Exit::Done)
    }
}
