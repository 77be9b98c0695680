//! Codes of what can be wrong with an adapter's folder.

use crate::base::code::CodeInfo;
use crate::base::diagnostic::Severity;

/// There is no such adapter.
pub(super) static UNKNOWN: CodeInfo = CodeInfo {
    id: "adapter/unknown",
    severity: Severity::Error,
    title: "there is no such adapter",
    explanation: "`adapter:` names one that is built in (`trueup adapter list`), or a folder with an adapter.yaml in it,\n\
        relative to the project:\n\n    targets:\n      prod: {adapter: ./adapters/our-erp, url: \"${ERP_URL}\"}",
};

/// The folder cannot be read, or holds what no adapter has.
pub(super) static FOLDER: CodeInfo = CodeInfo {
    id: "adapter/folder",
    severity: Severity::Error,
    title: "a folder that is not an adapter's",
    explanation: "An adapter is a folder with adapter.yaml, detect.sql and the SQL that the reference of adapters lists:\n\n\
        \x20   adapter.yaml  detect.sql  now.sql  lock.sql  after.sql  README.md\n\
        \x20   read/<relation>.sql  write/<relation>.<insert|update|delete|rename>.sql\n\
        \x20   refuse/<code>.sql  checks/<code>.sql  overlay/<name>/<the same paths>\n\n\
        A file with any other name is refused, because a misspelled name would otherwise be a missing capability.\n\
        Files whose names begin with a dot are left alone.",
};

/// A declaration and the files do not fit each other.
pub(super) static DECLARATION: CodeInfo = CodeInfo {
    id: "adapter/declaration",
    severity: Severity::Error,
    title: "adapter.yaml and the files do not fit each other",
    explanation: "Every script in refuse/ and checks/ has a title in adapter.yaml and every title a script; every folder in\n\
        overlay/ is listed under `overlays` with its conditions, and every overlay there has a folder or replaces keys\n\
        with `set`; actions that sub-resources name are among `actions`.",
};

/// A script does what its kind must not do.
pub(super) static SCRIPT: CodeInfo = CodeInfo {
    id: "adapter/script",
    severity: Severity::Error,
    title: "a script does what it must not do",
    explanation: "Scripts that read (detect, now, read/, refuse/, checks/) are one SELECT, which may begin with WITH, and do\n\
        not end in a semicolon: they are wrapped into other statements. Scripts that write (write/, after) hold INSERT,\n\
        UPDATE, DELETE and SELECT only, separated by semicolons: the transaction belongs to trueup, and DDL, ANALYZE,\n\
        TRUNCATE or LOCK TABLE would commit it on some engines or stop the people who work. Data-modifying WITH and\n\
        UPDATE … SET (a, b) = … are not portable. lock.sql holds LOCK TABLE and SELECT, with no lock stronger than\n\
        SHARE ROW EXCLUSIVE, so that the ERP can still read.",
};

/// Every code of this area.
pub static CODES: &[&CodeInfo] = &[&UNKNOWN, &FOLDER, &DECLARATION, &SCRIPT];
