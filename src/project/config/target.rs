//! One target: an ERP database and how it is reconciled.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::Mode;

use super::Manage;

/// One ERP database.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The adapter: the name of a built-in one, or the path of a folder that begins with `./`.
    #[schemars(length(min = 1), example = &"./adapters/our-erp")]
    pub adapter: String,
    /// Where the database is, for reading; enough for everything but `apply`. `${NAME}` takes a value from the
    /// environment; a literal password is refused.
    #[serde(default)]
    #[schemars(example = &"${ERP_PROD_READ_URL}", example = &"postgres://reader@db.acme.example/erp")]
    pub url: Option<String>,
    /// Where the database is, for `apply`: with the account that may write. Without it, `url` is used.
    #[serde(default)]
    #[schemars(example = &"${ERP_PROD_APPLY_URL}")]
    pub apply_url: Option<String>,
    /// Where the database is, for backups: with an account that may read everything. Without it, `apply_url` is used.
    #[serde(default)]
    #[schemars(example = &"${ERP_PROD_BACKUP_URL}")]
    pub backup_url: Option<String>,
    /// The server on which restore drills make their scratch databases, with an account that may. Without it, that of
    /// `backup_url`.
    #[serde(default)]
    #[schemars(example = &"${ERP_DRILL_URL}")]
    pub restore_url: Option<String>,
    /// Where the cache is that the ERP's running servers share, for `apply`: where the adapter says so, they follow only when
    /// it forgets.
    #[serde(default)]
    #[schemars(example = &"${ERP_PROD_REDIS_URL}", example = &"redis://127.0.0.1:13000")]
    pub redis: Option<String>,
    /// Which files hold the desired state of this target: folders, files, or patterns with `*`. Without it, all.
    #[serde(default)]
    #[schemars(example = ["common/", "env/prod/"])]
    pub files: Option<Vec<String>>,
    /// What absence means.
    #[serde(default)]
    pub mode: Mode,
    /// How much of the ERP is ours to look after. What else exists is counted, never pulled and never touched.
    #[serde(default)]
    pub manage: Manage,
}
