//! Codes about names that nothing declares.

use crate::base::code::CodeInfo;
use crate::base::diagnostic::Severity;

pub(in crate::project) static UNKNOWN_ROLE: CodeInfo = CodeInfo {
    id: "desired/unknown-role",
    severity: Severity::Error,
    title: "a role that neither the files nor the ERP have",
    explanation: "\
A role is referred to by its key: the ERP's own identifier for shipped roles (not the title that the ERP shows), the key
under `roles:` for our own, and `name:TITLE` for roles that were made in the ERP's user interface.

What the ERP has is taken from the lock file, `locks/TARGET.lock`. If the role is new in the ERP, refresh it with
`trueup lock`. A role of our own is declared, if only with its title:

    roles:
      stock-reader: {title: \"Stock, read only\"}

To give a role made in the ERP a proper key, bind it:

    roles:
      stock-reader: {match: \"Stock (read)\"}",
};

pub(in crate::project) static UNKNOWN_POSITION: CodeInfo = CodeInfo {
    id: "desired/unknown-position",
    severity: Severity::Error,
    title: "a position that the files do not declare",
    explanation: "\
Positions exist in the files only; the ERP knows nothing of them. They are declared in any file of the target:

    positions:
      buyer: {title: 采购员, roles: [purchase.group_purchase_user]}

If the position stands in a file, check that the target's `files` select that file. A role is not a position: roles that
a person holds directly go under `roles:` of the user.",
};

pub(in crate::project) static UNKNOWN_COMPANY: CodeInfo = CodeInfo {
    id: "desired/unknown-company",
    severity: Severity::Error,
    title: "a company that the ERP does not have",
    explanation: "\
trueup gives people access to companies (account sets) but does not make companies. Those that exist are in the lock
file, `locks/TARGET.lock`.

Check the spelling. If the company is new, make it in the ERP and run `trueup lock`.",
};

pub(in crate::project) static UNKNOWN_RESOURCE: CodeInfo = CodeInfo {
    id: "desired/unknown-resource",
    severity: Severity::Error,
    title: "a resource that the ERP does not have",
    explanation: "\
Permissions are about resources: models, document types, or whatever the ERP guards. Their names, and how parts of them
such as fields or levels are written, are the adapter's; the lock file `locks/TARGET.lock` lists them.

Check the spelling. If the resource belongs to a module that is not installed, install it and run `trueup lock`.
If an upgrade of the ERP renamed it, `trueup lock` says what it is called now.",
};

pub(in crate::project) static UNKNOWN_ACTION: CodeInfo = CodeInfo {
    id: "desired/unknown-action",
    severity: Severity::Error,
    title: "an action that does not exist there",
    explanation: "\
Each adapter has its own actions, such as read, write, create and delete; and not every action exists on every resource.
The message lists those that do.

    permissions:
      stock.move: [read]
      purchase.order: [read, write]

An empty list gives a row that allows nothing; `absent` says that the ERP shall hold no row.",
};

pub(in crate::project) static UNKNOWN_ATTRIBUTE: CodeInfo = CodeInfo {
    id: "desired/unknown-attribute",
    severity: Severity::Error,
    title: "an attribute that the adapter does not have",
    explanation: "\
`attributes` of a user hold what an adapter knows about users beyond name and e-mail, such as a language. Each adapter
declares its own; `trueup adapter list` shows them.

    attributes: {language: zh_CN}

Name, e-mail, department and the like are fields of the user itself, not attributes.",
};

pub(in crate::project) static UNKNOWN_SETTING: CodeInfo = CodeInfo {
    id: "desired/unknown-setting",
    severity: Severity::Error,
    title: "a setting that the adapter does not have",
    explanation: "\
Settings have common names in groups. An adapter offers those that its ERP keeps in the database; others may exist in
configuration files of the server, which trueup does not touch. `trueup adapter list` shows what there is.

    settings:
      password: {min_length: 12}        # the setting password.min_length",
};

pub(in crate::project) static UNKNOWN_SEQUENCE: CodeInfo = CodeInfo {
    id: "desired/unknown-sequence",
    severity: Severity::Error,
    title: "a number sequence that the ERP does not have",
    explanation: "\
trueup changes prefix, suffix, padding and step of number sequences that exist; it does not make them, because the ERP
must know what a sequence is for. The lock file `locks/TARGET.lock` lists those that exist.

Check the spelling, or make the sequence in the ERP and run `trueup lock`.",
};

pub(in crate::project) static UNKNOWN_RULE: CodeInfo = CodeInfo {
    id: "desired/unknown-rule",
    severity: Severity::Error,
    title: "a row-level rule that the ERP does not have",
    explanation: "\
The condition of a row-level rule is an expression that only the ERP can try, so trueup makes none: files say for whom a
rule of the ERP holds. A rule is named by its resource and by its name in the ERP; where several rules of a resource have
one name, the second is `NAME #2`. The lock file `locks/TARGET.lock` lists them, also those that hold for nobody.

    roles:
      \"*\":
        rules: {sale.order: {Sales Order multi-company: present}}
      sales-clerk:
        rules:
          sale.order:
            Orders of clerks: {like: Personal Orders}     # a new one, with the condition of another

Check the spelling. A rule with a new condition is made in the ERP; then run `trueup lock`.",
};

pub(in crate::project) static UNKNOWN_DEPARTMENT: CodeInfo = CodeInfo {
    id: "desired/unknown-department",
    severity: Severity::Error,
    title: "a department that the project file does not declare",
    explanation: "\
Departments decide who reviews whose access. They are declared in `trueup.yaml`:

    departments:
      purchasing: {title: 采购部, head: wang.fang, deputy: li.na}

and users name them by their key: `department: purchasing`.",
};

pub(in crate::project) static UNKNOWN_PERSON: CodeInfo = CodeInfo {
    id: "desired/unknown-person",
    severity: Severity::Warning,
    title: "somebody answers for something, and no file declares them",
    explanation: "\
Heads and deputies of departments, approvers, and owners of service accounts and backups are users, named by their key
in `users:`. Nobody of this name is declared in the files of this target, so a review or a question would reach nobody.

Often the person has another key, or has left and was taken out of the files. Name somebody who is there.",
};

pub(in crate::project) static UNKNOWN_APPROVER: CodeInfo = CodeInfo {
    id: "desired/unknown-approver",
    severity: Severity::Warning,
    title: "an approver that the guard does not know",
    explanation: "\
`approved_by` names who approved an exception, by a name of `guard.approvers` in `trueup.yaml`:

    guard:
      approvers: {cfo: {user: wang.fang, principal: wang@acme.example}}

Plans and reports show the approval as claimed until that person's signature is there. With a name that the guard does
not know, no signature can ever confirm it.",
};

pub(in crate::project) static UNDECLARED_USER: CodeInfo = CodeInfo {
    id: "desired/undeclared-user",
    severity: Severity::Warning,
    title: "a grant for a user that no file declares",
    explanation: "\
`user` of a grant is a key of `users:`, or the login of an account in the ERP that no file declares. The latter is
allowed, so this is not an error; but a slip of the pen looks the same. Whether the ERP has such an account is seen when
a plan is made.

Declare the user, correct the name, or leave it if the account is meant to stay outside the files.",
};

pub(in crate::project) static BAD_VALUE: CodeInfo = CodeInfo {
    id: "desired/bad-value",
    severity: Severity::Error,
    title: "a value that the ERP cannot take here",
    explanation: "\
The adapter says which kind of value each setting has, and of some settings and attributes which values there are. The
message names them.

Values are never converted: a number is written without quotes, a text that looks like a number with them.

    settings:
      password: {min_length: 12}            # a number
      session: {mode: \"1\"}                  # a text",
};

pub(in crate::project) static OUTSIDE_MANAGE: CodeInfo = CodeInfo {
    id: "desired/outside-manage",
    severity: Severity::Warning,
    title: "a setting outside what the target manages",
    explanation: "\
`manage` of a target says how much of the ERP trueup looks after; what is outside it is never touched. The files declare
a setting that is outside, so the declaration does nothing for this target.

    targets:
      prod: {adapter: ./our-erp, manage: {settings: [password, session]}}

Add the setting or its group to `manage.settings`, or move the declaration to files that only other targets select.",
};
