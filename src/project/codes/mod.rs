//! The codes of this area: what can be wrong with a project and its desired state, and what to do about it.

mod backups;
mod people;
mod places;
mod references;
mod roles;
mod rules;

pub(super) use backups::*;
pub(super) use people::*;
pub(super) use places::*;
pub(super) use references::*;
pub(super) use roles::*;
pub(super) use rules::*;

use crate::base::code::CodeInfo;

/// Every code this area emits.
pub static CODES: &[&CodeInfo] = &[
    &NO_PROJECT,
    &UNKNOWN_TIMEZONE,
    &SECRET_IN_FILE,
    &PLACEHOLDER,
    &SELECTS_NOTHING,
    &WRONG_EXTENSION,
    &FOLDER_UNREADABLE,
    &SEVERAL_DOCUMENTS,
    &DUPLICATE,
    &NO_LOCK,
    &BAD_LOCK,
    &UNKNOWN_ROLE,
    &UNKNOWN_POSITION,
    &UNKNOWN_COMPANY,
    &UNKNOWN_RESOURCE,
    &UNKNOWN_ACTION,
    &UNKNOWN_ATTRIBUTE,
    &UNKNOWN_SETTING,
    &UNKNOWN_SEQUENCE,
    &UNKNOWN_RULE,
    &UNKNOWN_DEPARTMENT,
    &UNKNOWN_PERSON,
    &UNKNOWN_APPROVER,
    &UNDECLARED_USER,
    &BAD_VALUE,
    &OUTSIDE_MANAGE,
    &LOGIN_TWICE,
    &LOGIN_FORM,
    &NO_PORTAL,
    &WAS_TAKEN,
    &TWINS,
    &REPEATED,
    &LAST_DAY_PASSED,
    &DATE_ORDER,
    &GRANT_OF_WHAT,
    &LEAVER_GRANT,
    &EXPIRED_GRANT,
    &OVERLAP,
    &REDUNDANT_GRANT,
    &TAKES_NOTHING,
    &PROTECTS_NOBODY,
    &UNUSED_POSITION,
    &INCLUDE_CYCLE,
    &TOO_MANY_INCLUDES,
    &ALWAYS_ACTIVE,
    &TITLE_IS_KEY,
    &ACTION_NEEDS,
    &TITLE_TAKEN,
    &ROLE_TWICE,
    &SHIPPED_ROLE,
    &NO_RULES,
    &RULE_DIFFERS,
    &RENAMED_ROLE,
    &NOT_GRANTABLE,
    &BAD_SCHEDULE,
    &BAD_DESTINATION,
    &SAVES_NOTHING,
    &BUSY_SCHEDULE,
    &RPO_MISSED,
    &KEEPS_TOO_SHORT,
    &UNDERCUTS_IMMUTABLE,
    &IMMUTABLE_FOLDER,
    &NOT_ENCRYPTED,
    &BAD_RECIPIENT,
    &BAD_PATH,
    &BACKUP_IN_ITSELF,
    &PLACES_OVERLAP,
    &BAD_SEGMENT,
    &UNEVEN_VALUES,
    &RULE_WITHOUT_SEQUENCE,
    &SEQUENCE_TWICE,
    &CODE_DOES_NOT_FIT,
    &RULES_OVERLAP,
    &NO_ROOM,
];
