//! `lock`: the ERP's vocabulary as a file, so that the files can be checked without a database.

use crate::model::{Interner, State};

use super::status::LockAge;
use super::target::Target;
use super::Context;

/// How the lock file stands to the live vocabulary.
pub(super) fn age(context: &Context, _: &Target, _: &State, _: &Interner) -> LockAge {
    if context.lock_path().exists() { LockAge::Current } else { LockAge::Missing }
}
