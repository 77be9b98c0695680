//! The trueup binary: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    trueup::cli::main()
}
