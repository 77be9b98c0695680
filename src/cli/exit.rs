//! Exit codes: the numbers that scripts may rely on.

use std::process::ExitCode;

/// How a command ends. The numbers are part of the interface and never change their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Exit {
    /// Done, or nothing to do.
    Done = 0,
    /// An error: the files are wrong, or something could not be reached, read or written.
    Error = 1,
    /// Changes are pending, the ERP drifted, or items are there twice; only with `--exit-code`.
    Pending = 2,
    /// A policy is violated.
    Policy = 3,
    /// Refused, and nothing was touched: a stale or foreign plan, a mass change, a missing approval.
    Refused = 4,
    /// The outcome is unknown; the message says how to find out.
    Unknown = 5,
    /// Committed, but a signal to the ERP is still owed.
    Owed = 6,
    /// The command line is wrong.
    Usage = 64,
}

impl Exit {
    /// Every way to end, with what it means.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::Done, "done, or nothing to do"),
        (
            Self::Error,
            "an error: wrong files, or something could not be reached, read or written",
        ),
        (
            Self::Pending,
            "changes are pending, the ERP drifted, or items are there twice; only with --exit-code",
        ),
        (Self::Policy, "a policy is violated"),
        (
            Self::Refused,
            "refused, nothing was touched: a stale or foreign plan, a mass change, a missing approval",
        ),
        (
            Self::Unknown,
            "the outcome is unknown; the message says how to find out",
        ),
        (Self::Owed, "committed, but a signal to the ERP is still owed"),
        (Self::Usage, "the command line is wrong"),
    ];

    /// The number.
    #[must_use]
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The table of codes, for `--help` and the manual.
    #[must_use]
    pub fn table() -> String {
        use std::fmt::Write as _;
        let mut table = String::from("Exit codes:");
        for (exit, meaning) in Self::ALL {
            let code = exit.code();
            let _ = write!(table, "\n  {code:<3} {meaning}");
        }
        table
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
