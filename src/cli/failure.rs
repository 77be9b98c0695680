//! Why a command stopped, and with which exit code.

use crate::base::diagnostic::Diagnostics;
use crate::base::source::SourceMap;

use super::exit::Exit;

/// Why a command stopped. One per run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The files are wrong.
    #[error("{}", crate::report::diagnostics::summary(diagnostics.counts()))]
    Files {
        /// What is wrong.
        diagnostics: Diagnostics,
        /// The files.
        sources: Box<SourceMap>,
    },
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
    /// The exit code.
    #[must_use]
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Files { .. } | Self::File { .. } | Self::Stopped { .. } => Exit::Error,
            Self::Usage(_) => Exit::Usage,
            Self::Refused { .. } => Exit::Refused,
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
        let mut next = std::error::Error::source(self);
        while let Some(cause) = next {
            causes.push(cause.to_string());
            next = cause.source();
        }
        causes
    }

    /// Further lines, such as the rows that moved.
    #[must_use]
    pub(crate) fn details(&self) -> Vec<String> {
        Vec::new()
    }
}
