//! Codes about roles and positions.

use crate::base::code::CodeInfo;
use crate::base::diagnostic::Severity;

pub(in crate::project) static UNUSED_POSITION: CodeInfo = CodeInfo {
    id: "desired/unused-position",
    severity: Severity::Note,
    title: "a position that nobody holds",
    explanation: "\
No user and no grant of this target names the position. That is fine for a job that is vacant. Remove the position if the
job no longer exists: what nobody uses, nobody reviews.",
};

pub(in crate::project) static INCLUDE_CYCLE: CodeInfo = CodeInfo {
    id: "desired/include-cycle",
    severity: Severity::Error,
    title: "roles that include each other",
    explanation: "\
Whoever holds a role also has what it includes. If roles include each other in a circle, all of them are one and the same
role under several names, and most ERPs refuse it or never stop computing it. The message shows the circle; includes that
the ERP ships may be a part of it.

    roles:
      a: {includes: [b]}
      b: {includes: [a]}         # error

Remove one of the includes. Usually the roles have a common part that should be a role of its own.",
};

pub(in crate::project) static TOO_MANY_INCLUDES: CodeInfo = CodeInfo {
    id: "desired/too-many-includes",
    severity: Severity::Error,
    title: "more includes than the ERP can hold",
    explanation: "\
This ERP can store only so many includes of one role; many know a single parent. The adapter says how many.

Use a position instead: it gives its holders any number of roles, and needs nothing from the ERP.

    positions:
      clerk: {roles: [sales-reader, stock-reader]}",
};

pub(in crate::project) static ALWAYS_ACTIVE: CodeInfo = CodeInfo {
    id: "desired/role-always-active",
    severity: Severity::Error,
    title: "a role that cannot be inactive",
    explanation: "\
The roles of this ERP have no mark that makes them inactive. A role that is no longer needed gives nothing to nobody when no
one holds it and it allows nothing:

    roles:
      old-role: {includes: [], permissions: {}}

The entry stays: it says that nobody holds the role.",
};

pub(in crate::project) static TITLE_IS_KEY: CodeInfo = CodeInfo {
    id: "desired/role-title-is-key",
    severity: Severity::Error,
    title: "a role with a title of its own, where the ERP knows it by one name",
    explanation: "\
This ERP knows a role by one name alone: it is the key and the title. Give the entry that name as its key, or leave `title`
out. Where the ERP bundles roles, the key of a bundle says so at its beginning, and the title is what follows.

    roles:
      stock-reader: {title: Stock Reader}     # error
      Stock Reader: {title: Stock Reader}     # right",
};

pub(in crate::project) static ACTION_NEEDS: CodeInfo = CodeInfo {
    id: "desired/action-needs",
    severity: Severity::Error,
    title: "an action without one that it needs",
    explanation: "\
This ERP refuses a permission that gives an action without another one that it needs. Give both, or neither.

    roles:
      Buyer:
        permissions:
          Purchase Order: [read, submit]           # error where submit needs write
          Purchase Order: [read, write, submit]    # right",
};

pub(in crate::project) static TITLE_TAKEN: CodeInfo = CodeInfo {
    id: "desired/title-taken",
    severity: Severity::Error,
    title: "a title that another role has",
    explanation: "\
This ERP keeps the titles of roles apart: no two may have the same. The title is used by another role of the files or of
the ERP, as the lock file has it.

If the other role is the one you mean and was made in the ERP's user interface, bind it instead of making a second one:

    roles:
      stock-reader: {match: \"Stock, read only\"}",
};

pub(in crate::project) static SHIPPED_ROLE: CodeInfo = CodeInfo {
    id: "desired/shipped-role",
    severity: Severity::Error,
    title: "something that cannot be declared of a shipped role",
    explanation: "\
Roles that come with the ERP belong to the ERP: an upgrade may change or restore them. Title, includes and the like are
left alone; only single permission rows can be added or changed, only single row-level rules given and taken, and of those
only the ones named in the files are ours. The same holds for `\"*\"`, which stands for everyone.

    roles:
      stock.group_stock_user:
        permissions: {product.product: [read]}

For anything else declare a role of our own, under a key that the ERP does not have.",
};

pub(in crate::project) static RENAMED_ROLE: CodeInfo = CodeInfo {
    id: "desired/renamed-role",
    severity: Severity::Error,
    title: "a role under its earlier key",
    explanation: "\
A role names this key in its `was` or `match`: it is, or is about to be, renamed. After the rename the earlier key means
nothing. Write the present key everywhere; `was` takes care of the ERP.

    roles:
      stock-reader: {was: [stock_ro], match: \"Stock (read)\"}
    positions:
      buyer: {roles: [stock_ro]}             # error: write stock-reader",
};

pub(in crate::project) static NOT_GRANTABLE: CodeInfo = CodeInfo {
    id: "desired/not-grantable",
    severity: Severity::Error,
    title: "a role that cannot be given to people",
    explanation: "\
Some roles are given by the ERP itself, to everyone or by a rule of its own; and `\"*\"` stands for everyone. They cannot be
granted or revoked, so they cannot stand in the roles of users, positions or grants.

Remove the name here. What everyone may do is declared once:

    roles:
      \"*\": {permissions: {res.currency: [read]}}",
};

pub(in crate::project) static ROLE_TWICE: CodeInfo = CodeInfo {
    id: "desired/role-twice",
    severity: Severity::Error,
    title: "two keys that the ERP takes for one role",
    explanation: "\
This ERP does not tell apart keys that differ only in upper and lower case, or only in accents; its adapter says so. Two
entries under `roles:` would fight over one role.

    roles:
      Stock Reader: {title: Reader}
      stock reader: {active: false}       # error: the same role

Merge the entries, or give one of them another key.",
};

pub(in crate::project) static NO_RULES: CodeInfo = CodeInfo {
    id: "desired/no-record-rules",
    severity: Severity::Error,
    title: "row-level rules where the adapter cannot give them",
    explanation: "\
`rules` of a role says which row-level rules hold for it. The adapter of this target cannot give or take such rules: the ERP
has none, or trueup only reads them there (`trueup why` shows them). Remove `rules`, or move the entry to files of targets
whose adapters can.",
};

pub(in crate::project) static RULE_DIFFERS: CodeInfo = CodeInfo {
    id: "desired/rule-differs",
    severity: Severity::Warning,
    title: "a repeated row-level rule that no longer says what the other one says",
    explanation: "\
`{like: NAME}` makes a rule with the condition and the actions of another one. It was made, and since then an upgrade or
somebody in the ERP changed one of the two. The condition of a rule that exists is never written, so it stays as it is.

Give the repeat another name: that makes a new one of what the other rule says now, and the old one is taken away. If the
difference is meant, write `present`.",
};
