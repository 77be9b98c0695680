//! Backup policies: what a schema cannot say about them.

use crate::base::diagnostic::Diagnostics;
use crate::project::view::View;

/// Reports policies that cannot be carried out, or that do not keep what they promise.
pub(super) fn check(_view: &View<'_>, _diagnostics: &mut Diagnostics) {}
