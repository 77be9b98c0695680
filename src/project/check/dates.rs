//! Dates and states: where a person stands on a day, and what contradicts itself.

use jiff::civil::Date;

use crate::base::diagnostic::{Diagnostic, Diagnostics};
use crate::base::text::tick;
use crate::project::codes;
use crate::project::desired::{User, UserState};
use crate::project::view::View;

/// Where a person stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::project) enum Standing {
    /// The files do not say whether the account is active.
    Open,
    /// The account is active.
    Active,
    /// The account is inactive and keeps what it holds.
    Suspended,
    /// The person has left.
    Left,
}

/// Where a person stands on a day. The last day itself is still a day of work.
pub(in crate::project) fn standing(user: &User, today: Date) -> Standing {
    let over = user.last_day.as_ref().map(|day| day.value.0 < today);
    match (user.state, over) {
        (_, Some(true)) | (Some(UserState::Left), None) => Standing::Left,
        (Some(UserState::Suspended), _) => Standing::Suspended,
        (Some(UserState::Active), _) => Standing::Active,
        (Some(UserState::Left) | None, _) => Standing::Open,
    }
}

/// Reports states and days that contradict each other.
pub(super) fn check(view: &View<'_>, today: Date, diagnostics: &mut Diagnostics) {
    for item in view.users.values() {
        let Some(day) = &item.value.last_day else { continue };
        let state = match item.value.state {
            Some(UserState::Active) => "active",
            Some(UserState::Suspended) => "suspended",
            Some(UserState::Left) | None => continue,
        };
        // Only a warning: the files must not turn wrong overnight.
        if day.value.0 < today {
            let message = format!("{} is {state}, but the last day has passed", tick(item.key));
            diagnostics.push(
                Diagnostic::new(&codes::LAST_DAY_PASSED, message)
                    .label(day.span, "counts as left from the next day on")
                    .help("write `state: left`, or remove `last_day` if the person works here again"),
            );
        }
    }
    for grant in &view.grants {
        if let (Some(from), Some(until)) = (&grant.from, &grant.until)
            && until.value < from.value
        {
            let message = format!(
                "the grant ends on {}, before it begins on {}",
                until.value, from.value
            );
            diagnostics.push(
                Diagnostic::new(&codes::DATE_ORDER, message)
                    .label(until.span, "the end")
                    .also(from.span, "the beginning")
                    .help("put `until` on or after `from`"),
            );
        }
    }
}
