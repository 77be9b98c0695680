//! What is wrong between files: references, twins, cycles, dates that contradict each other. Everything here says, and
//! changes nothing.

mod backups;
mod dates;
mod items;
mod logins;
mod names;
mod people;
mod roles;
mod twins;

use crate::base::diagnostic::Diagnostics;

use super::lower::LowerContext;
use super::view::View;

pub(super) use dates::{Standing, standing};
pub(super) use names::{Names, fitting_actions, is_known_resource};
pub(super) use roles::repeated;

/// The checks that need no lowering.
pub(super) fn run(view: &View<'_>, context: &LowerContext<'_>, diagnostics: &mut Diagnostics) {
    let mut names = Names::new(view, context);
    logins::check(view, context, diagnostics);
    dates::check(view, context.today, diagnostics);
    people::check(view, diagnostics);
    roles::check(view, context, &mut names, diagnostics);
    twins::check(view, context, diagnostics);
    backups::check(view, context.today, diagnostics);
    items::check(view, context, diagnostics);
}
