//! What a verb works with: the project, one target of it, the clock and the person who acts.

use std::path::{Path, PathBuf};

use crate::cache::CacheUrl;
use crate::db::DbUrl;
use crate::plan::Commit;
use crate::project::config::Target;
use crate::project::{Project, lock};

/// One target of one project, and who acts on it when.
pub struct Context {
    /// The project.
    pub project: Project,
    /// The target's name.
    pub target: String,
    /// Where to read.
    pub url: DbUrl,
    /// Where to write, when that is another role.
    pub apply_url: Option<DbUrl>,
    /// The cache that the ERP's running servers share.
    pub cache: Option<CacheUrl>,
    /// The time of this run.
    pub now: jiff::Timestamp,
    /// Who acts, as the journal will say.
    pub actor: String,
    /// The commit of the project's repository.
    pub commit: Option<Commit>,
    /// The folder of receipts.
    pub receipts: PathBuf,
}

impl Context {
    /// The project's folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.project.root
    }

    /// The lock file of the target, whether it is there or not.
    #[must_use]
    pub fn lock_file(&self) -> PathBuf {
        self.root().join(lock::path(&self.target))
    }

    /// What trueup.yaml says of the target.
    ///
    /// # Panics
    /// When the target is not in trueup.yaml; whoever makes a context makes sure of that.
    #[must_use]
    pub fn settings(&self) -> &Target {
        self.project
            .file
            .targets
            .get(&self.target)
            .expect("a context is made for a target of its project")
    }

    /// The adapter's name, or the path of its folder.
    #[must_use]
    pub fn adapter_name(&self) -> &str {
        &self.settings().adapter
    }

    /// Where to write.
    #[must_use]
    pub fn write_url(&self) -> &DbUrl {
        self.apply_url.as_ref().unwrap_or(&self.url)
    }
}
