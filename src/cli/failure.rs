//! Why a command stopped, and with which exit code.

use crate::base::code::CodeInfo;
use crate::base::diagnostic::Diagnostics;
use crate::base::source::SourceMap;
use crate::db::DbError;
use crate::plan::PlanError;
use crate::reconcile;
use crate::registry::RegistryError;

use super::exit::Exit;

/// Why a command stopped. One per run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The files are wrong.
    #[error("{}", crate::report::diagnostics::summary(diagnostics.counts()))]
    Files {
        /// What is wrong.
        diagnostics: Box<Diagnostics>,
        /// The files.
        sources: Box<SourceMap>,
    },
    /// A verb stopped.
    #[error("{}", message(.0))]
    Verb(Box<reconcile::Failure>),
    /// The command line makes no sense, in a way that its parser cannot see.
    #[error("{0}")]
    Usage(String),
    /// A file.
    #[error("failed to {operation}")]
    File {
        /// What was being done.
        operation: String,
        /// Why it failed.
        #[source]
        source: std::io::Error,
    },
    /// Anything else that one sentence explains.
    #[error("{what}")]
    Stopped {
        /// What stands in the way.
        what: String,
        /// What to do.
        help: Option<String>,
    },
    /// Refused before anything was touched.
    #[error("{what}")]
    Refused {
        /// What is refused, and why.
        what: String,
        /// What to do.
        help: Option<String>,
    },
}

impl Failure {
    /// A verb's failure. Diagnostics that come with their own files point into those.
    pub(crate) fn of_verb(failure: reconcile::Failure) -> Self {
        match failure {
            reconcile::Failure::Files { diagnostics, sources } => Self::Files {
                diagnostics: Box::new(diagnostics),
                sources,
            },
            other => Self::Verb(Box::new(other)),
        }
    }

    /// A list that cannot be written for a spreadsheet.
    pub(crate) fn sheet(error: crate::base::sheet::WriteError) -> Self {
        let help = matches!(error, crate::base::sheet::WriteError::Encoding(_))
            .then(|| "write it as UTF-8, or as a workbook".to_owned());
        Self::Stopped {
            what: match std::error::Error::source(&error) {
                Some(cause) => format!("{error}: {cause}"),
                None => error.to_string(),
            },
            help,
        }
    }

    /// A table that cannot be read.
    pub(crate) fn unreadable(error: crate::base::sheet::SheetError) -> Self {
        let help = error.help().map(str::to_owned);
        match error {
            crate::base::sheet::SheetError::Read { path, source } => Self::File {
                operation: format!("read {}", crate::base::text::tick(&path.display().to_string())),
                source,
            },
            error => Self::Stopped {
                what: error.to_string(),
                help,
            },
        }
    }

    /// The exit code.
    #[must_use]
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Files { .. } | Self::File { .. } | Self::Stopped { .. } => Exit::Error,
            Self::Usage(_) => Exit::Usage,
            Self::Refused { .. } => Exit::Refused,
            Self::Verb(failure) => verb_exit(failure),
        }
    }

    /// What to do.
    #[must_use]
    pub(crate) fn help(&self) -> Option<String> {
        match self {
            Self::Stopped { help, .. } | Self::Refused { help, .. } => help.clone(),
            Self::Files { .. } => Some("`trueup explain CODE` says more about a code".to_owned()),
            Self::Usage(_) => Some("`trueup help` shows how each command is used".to_owned()),
            Self::File { .. } => None,
            Self::Verb(failure) => verb_help(failure),
        }
    }

    /// The diagnostics that say what is wrong, with the files that they point into.
    #[must_use]
    pub(crate) fn diagnostics(&self) -> Option<(&SourceMap, &Diagnostics)> {
        match self {
            Self::Files { diagnostics, sources } => Some((sources, diagnostics)),
            _ => None,
        }
    }

    /// What lies behind it, the nearest first.
    #[must_use]
    pub(crate) fn causes(&self) -> Vec<String> {
        let mut causes = Vec::new();
        // A verb's failure is said in words of our own; what it says of itself would repeat them.
        let mut next = match self {
            Self::Verb(failure) => std::error::Error::source(failure.as_ref()),
            _ => std::error::Error::source(self),
        };
        while let Some(cause) = next {
            causes.push(cause.to_string());
            next = cause.source();
        }
        causes
    }

    /// Further lines, such as the rows that moved.
    #[must_use]
    pub(crate) fn details(&self) -> Vec<String> {
        let Self::Verb(failure) = self else {
            return Vec::new();
        };
        match failure.as_ref() {
            reconcile::Failure::Refused(findings) => findings
                .iter()
                .map(|finding| format!("{} ({})", finding.message, finding.code))
                .collect(),
            reconcile::Failure::Stale(rows) | reconcile::Failure::Unverified(rows) => rows.clone(),
            reconcile::Failure::Unholdable(refusals) => refusals
                .iter()
                .map(|refusal| format!("{}: {} ({})", refusal.key, refusal.reason, refusal.code))
                .collect(),
            _ => Vec::new(),
        }
    }
}

impl From<reconcile::Failure> for Failure {
    fn from(failure: reconcile::Failure) -> Self {
        Self::of_verb(failure)
    }
}

/// The sentence for a verb's failure; lists stand in the details.
fn message(failure: &reconcile::Failure) -> String {
    match failure {
        reconcile::Failure::Refused(_) => "the plan is refused; nothing was touched".to_owned(),
        reconcile::Failure::Stale(_) => {
            "the plan is stale: what it was made from has moved; nothing was touched".to_owned()
        }
        reconcile::Failure::Unholdable(_) => "the ERP cannot hold this; rolled back".to_owned(),
        reconcile::Failure::Foreign(what) => format!("{what}; nothing was touched"),
        other => other.to_string(),
    }
}

fn verb_exit(failure: &reconcile::Failure) -> Exit {
    match failure {
        reconcile::Failure::Refused(_)
        | reconcile::Failure::Stale(_)
        | reconcile::Failure::Foreign(_)
        | reconcile::Failure::Unholdable(_)
        | reconcile::Failure::WrongTarget { .. }
        | reconcile::Failure::Declined { .. } => Exit::Refused,
        reconcile::Failure::Unknown(_) => Exit::Unknown,
        reconcile::Failure::Registry(error) => match error {
            RegistryError::OtherTarget { .. } | RegistryError::NewerFormat { .. } => Exit::Refused,
            RegistryError::SetupUnknown(_) => Exit::Unknown,
            RegistryError::Read { .. }
            | RegistryError::Write { .. }
            | RegistryError::Setup(_)
            | RegistryError::SetupBegun(_)
            | RegistryError::Damaged(_)
            | RegistryError::Applied(_)
            | RegistryError::NoEntry(_)
            | RegistryError::Changes { .. } => Exit::Error,
        },
        reconcile::Failure::Plan(error) => match error {
            PlanError::Edited(_) | PlanError::Format(_) | PlanError::Damaged(_) | PlanError::State(_) => {
                Exit::Refused
            }
            PlanError::Shape(_) => Exit::Error,
        },
        reconcile::Failure::Files { .. }
        | reconcile::Failure::Unverified(_)
        | reconcile::Failure::NotReady { .. }
        | reconcile::Failure::Database { .. }
        | reconcile::Failure::Url(_)
        | reconcile::Failure::CacheUrl(_)
        | reconcile::Failure::Adapter(_)
        | reconcile::Failure::Receipt(_)
        | reconcile::Failure::Storage(_)
        | reconcile::Failure::Passwords(_)
        | reconcile::Failure::File { .. } => Exit::Error,
    }
}

fn verb_help(failure: &reconcile::Failure) -> Option<String> {
    let help = match failure {
        reconcile::Failure::NotReady { help, .. }
        | reconcile::Failure::WrongTarget { help, .. }
        | reconcile::Failure::Declined { help, .. } => {
            return Some(help.clone());
        }
        reconcile::Failure::Refused(findings) => {
            let accept = findings.iter().find_map(|finding| finding.accept.as_ref());
            return accept.map(|accept| format!("if it is meant: `trueup plan {accept}`"));
        }
        reconcile::Failure::Stale(_) | reconcile::Failure::Foreign(_) => "make a new plan with `trueup plan`",
        reconcile::Failure::Unknown(_) => {
            "look with `trueup journal list` whether the entry is there; applying the same plan again is safe"
        }
        reconcile::Failure::Unverified(_) => {
            "something else writes to these rows, or the adapter is wrong; `trueup adapter check` finds out on a copy"
        }
        reconcile::Failure::Database { source, .. } => {
            return source.help().map(str::to_owned);
        }
        reconcile::Failure::Registry(RegistryError::OtherTarget { found, wanted }) => {
            return Some(format!(
                "look at the URL of `{wanted}`; if the database is a copy, `trueup setup -t {wanted} --clone-of {found}` \
                 gives it a name of its own"
            ));
        }
        reconcile::Failure::Registry(error) => {
            let said = error.database().and_then(DbError::help).map(str::to_owned);
            return Some(said.unwrap_or_else(|| explain(error.code())));
        }
        reconcile::Failure::Receipt(error) => return Some(explain(error.code())),
        reconcile::Failure::Adapter(error) => {
            let database = error.database()?;
            if !database.is_permission_denied() {
                return database.help().map(str::to_owned);
            }
            "`trueup setup --sql` makes the script that gives the database user the rights it needs; run it again \
             when the ERP or trueup is new"
        }
        reconcile::Failure::Files { .. } => "`trueup explain CODE` says more about a code",
        reconcile::Failure::Storage(error) => return error.help().map(str::to_owned),
        reconcile::Failure::Unholdable(_)
        | reconcile::Failure::Url(_)
        | reconcile::Failure::CacheUrl(_)
        | reconcile::Failure::Plan(_)
        | reconcile::Failure::Passwords(_)
        | reconcile::Failure::File { .. } => return None,
    };
    Some(help.to_owned())
}

fn explain(code: &CodeInfo) -> String {
    format!("`trueup explain {}` says more", code.id)
}
