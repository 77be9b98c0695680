//! Codes about people: logins, states, dates and grants.

use crate::base::code::CodeInfo;
use crate::base::diagnostic::Severity;

pub(in crate::project) static LOGIN_TWICE: CodeInfo = CodeInfo {
    id: "desired/login-twice",
    severity: Severity::Error,
    title: "two entries for one account",
    explanation: "\
The login of a user is `login`, or else the key of the entry. Two entries with one login would fight over one account.
Some ERPs also take logins that differ in case for the same; the adapter says so.

    users:
      li.na: {}
      na.li: {login: li.na}            # error: the same account

Merge the entries. If the two are different people, one of them has the wrong login.",
};

pub(in crate::project) static LOGIN_FORM: CodeInfo = CodeInfo {
    id: "desired/login-form",
    severity: Severity::Error,
    title: "a login that is no e-mail address, or an address that is not the login",
    explanation: "\
In this ERP the login of an account is its e-mail address, in lower case. Both are the same, so write the address as the key
or as `login`, and the same as `email`, or leave `email` out.

    users:
      li.na: {login: li.na@maple.example, name: Li Na}    # right
      wang.fang: {name: Wang Fang}                        # error",
};

pub(in crate::project) static WAS_TAKEN: CodeInfo = CodeInfo {
    id: "desired/was-taken",
    severity: Severity::Error,
    title: "an earlier login that is somebody else's",
    explanation: "\
`was` lists logins that an account had before: if the ERP still has the account under one of them, it is renamed in place,
with its history. Here the earlier login belongs to another entry, now or before; renaming would hand one person's account
to another.

    users:
      li.na:  {was: [lina]}
      lina:   {name: Lina Berg}        # error: `lina` is somebody now

If a login was given to a new person after the rename, remove it from `was`: the rename was applied long ago.",
};

pub(in crate::project) static TWINS: CodeInfo = CodeInfo {
    id: "desired/confusable-names",
    severity: Severity::Error,
    title: "two names that look the same but are not",
    explanation: "\
Two logins, positions or roles in different files cannot be told apart on screen: one has a letter of another alphabet
(Cyrillic `а` for Latin `a`), a full-width form, or an invisible character. Whoever reviews a change would take one for
the other. The labels name the characters that are not ASCII.

Usually one of the two came from another program by copy and paste. Type it again.",
};

pub(in crate::project) static REPEATED: CodeInfo = CodeInfo {
    id: "desired/repeated",
    severity: Severity::Warning,
    title: "the same name twice in one list",
    explanation: "\
A list of roles, positions, companies, actions or paths holds a name twice. It counts once, so nothing is wrong, but one of the
two may have been meant as something else.",
};

pub(in crate::project) static LAST_DAY_PASSED: CodeInfo = CodeInfo {
    id: "desired/last-day-passed",
    severity: Severity::Warning,
    title: "somebody who works here although the last day has passed",
    explanation: "\
`last_day` is the last day of work, the whole of it; from the next day on the person counts as having left, whatever
`state` says: the account is inactive and the grants are revoked. The entry still says `active` or `suspended`.

    li.na: {state: active, last_day: 2026-10-31}       # from 2026-11-01: left

Write `state: left`, or remove `last_day` if the person works here again. This is a warning and not an error because the
files were right yesterday.",
};

pub(in crate::project) static DATE_ORDER: CodeInfo = CodeInfo {
    id: "desired/date-order",
    severity: Severity::Error,
    title: "an end before the beginning",
    explanation: "\
`from` is the first day of a grant and `until` the last, both inclusive, in the time zone of the project. A grant for one
day has the same day twice:

    - {user: zhang.wei, role: account.manager, from: 2026-12-01, until: 2026-12-01}",
};

pub(in crate::project) static GRANT_OF_WHAT: CodeInfo = CodeInfo {
    id: "desired/grant-of-what",
    severity: Severity::Error,
    title: "a grant of both a role and a position, or of neither",
    explanation: "\
An entry of `grants` gives one person one role, or one position with all its roles.

    grants:
      - {user: zhang.wei, role: account.group_account_invoice, until: 2026-12-15, reason: covers for 王芳}
      - {user: wu.min, position: buyer, until: 2026-12-31, reason: handover}",
};

pub(in crate::project) static LEAVER_GRANT: CodeInfo = CodeInfo {
    id: "desired/leaver-grant",
    severity: Severity::Warning,
    title: "a grant for somebody who has left",
    explanation: "\
The person has left, leaves before the grant begins, or is not managed any more. The grant does nothing: whoever has left
holds nothing. It is a warning because the files were right before that day.

Remove the entry from `grants`; git keeps the history.",
};

pub(in crate::project) static EXPIRED_GRANT: CodeInfo = CodeInfo {
    id: "desired/expired-grant",
    severity: Severity::Warning,
    title: "a grant that has ended",
    explanation: "\
`until` has passed, so the entry gives nothing any more, and the next apply revokes the role unless something else gives
it. It is a warning, not an error: a branch that was right yesterday must not fail today.

Remove the entry, or put a later day if the access is still needed; git keeps the history.",
};

pub(in crate::project) static OVERLAP: CodeInfo = CodeInfo {
    id: "desired/overlapping-grants",
    severity: Severity::Warning,
    title: "two grants of one role to one person at one time",
    explanation: "\
Two entries of `grants` give the same person the same role on the same days, directly or through positions. The ERP holds
one grant; of reason, ticket and end, those of the longer one are kept, and the other entry has no effect.

Merge the two, or let one end before the other begins.",
};

pub(in crate::project) static REDUNDANT_GRANT: CodeInfo = CodeInfo {
    id: "desired/redundant-grant",
    severity: Severity::Warning,
    title: "a temporary grant of a role that the person has anyway",
    explanation: "\
The person's positions or roles already give this role without an end, so the grant changes nothing, and above all its end
takes nothing away. If the access is meant to end, take the role out of the permanent ones.",
};

pub(in crate::project) static TAKES_NOTHING: CodeInfo = CodeInfo {
    id: "desired/without-nothing",
    severity: Severity::Warning,
    title: "`without` takes nothing away",
    explanation: "\
`without` takes away from one person a role that a position gives. Here no position of the person gives the role, or the
person has it directly, so it does nothing; a reader would think that it does.

    zhang.wei:
      positions: [buyer]
      without: [{role: stock-reader, reason: review 2026Q3}]

Remove the entry. To take away a role that is given directly, remove it from `roles:`.",
};

pub(in crate::project) static PROTECTS_NOBODY: CodeInfo = CodeInfo {
    id: "desired/protects-nobody",
    severity: Severity::Warning,
    title: "protection that protects no declared user",
    explanation: "\
`guard.protect.users` and `guard.break_glass` list logins and patterns of accounts that no plan may deactivate or weaken.
This one fits no user of the files. That is right for accounts that exist in the ERP only, and a slip otherwise: then the
account that was meant has no protection.

    guard:
      protect: {users: [admin, \"svc-*\"]}",
};

pub(in crate::project) static NO_PORTAL: CodeInfo = CodeInfo {
    id: "desired/no-portal",
    severity: Severity::Error,
    title: "an account of a portal where the adapter makes none",
    explanation: "\
`type: portal` makes an account for an outsider, such as a customer. The adapter of this target only reads such accounts:
the ERP has none, or making one takes more than its database shows. Make the account in the ERP and leave `type` out; its
roles and whether it is active can still be declared.",
};
