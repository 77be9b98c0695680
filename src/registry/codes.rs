//! What the registry has to say, by code.

use crate::base::code::CodeInfo;
use crate::base::diagnostic::Severity;

/// The codes of this area.
pub static CODES: &[&CodeInfo] = &[
    &OTHER_TARGET,
    &NEWER_FORMAT,
    &DAMAGED,
    &NOT_POSSIBLE,
    &RECEIPTS,
    &ENTRY_CHANGED,
    &ENTRY_REMOVED,
    &ENTRY_REORDERED,
    &JOURNAL_TRUNCATED,
    &RECEIPT_MISSING,
    &RECEIPT_DIFFERS,
    &UNKNOWN_EPOCH,
];

macro_rules! code {
    ($name:ident, $id:literal, $severity:ident, $title:literal, $explanation:literal) => {
        pub(super) static $name: CodeInfo = CodeInfo {
            id: $id,
            severity: Severity::$severity,
            title: $title,
            explanation: $explanation,
        };
    };
}

code!(
    OTHER_TARGET,
    "registry/other-target",
    Error,
    "the database belongs to another target",
    "\
The registry in this database carries the name of another target. Either the URL of the target points at the wrong
database, or this database is a copy (of production for tests, say) that still carries the name of its original.

Look at the URL first. If it is a copy, give it a name of its own, so that no plan for one reaches the other:

    trueup setup -t test --clone-of prod"
);
code!(
    NEWER_FORMAT,
    "registry/newer-format",
    Error,
    "the registry was made by a newer trueup",
    "\
The registry's tables have a format that this version of trueup does not know. Nothing was read or written. Use the
version that made it, or a later one; `trueup journal list` of that version shows which it was."
);
code!(
    DAMAGED,
    "registry/damaged",
    Error,
    "the registry is not in order",
    "\
Something in trueup's own tables is not as trueup leaves it: a row is missing or cannot be read. Nothing was written.
`trueup journal verify` lists every defect. A registry that was restored in part must be restored together with the
database that it is in."
);
code!(
    NOT_POSSIBLE,
    "registry/database",
    Error,
    "the database refused to read or write the registry",
    "\
The message below says what the database answered. A permission that is missing is granted by the script that
`trueup setup --sql` prints: the reader needs SELECT on trueup's tables, the user that applies needs a little more."
);
code!(
    RECEIPTS,
    "registry/receipts",
    Error,
    "receipts cannot be read or written",
    "\
Receipts are small files outside the database, one per journal entry. With them a database that was restored or
rewound is noticed. A receipt that could not be written does not undo the entry: it is committed. Make the folder
writable and run `trueup journal verify`."
);
code!(
    ENTRY_CHANGED,
    "registry/entry-changed",
    Error,
    "a journal entry was changed after it was written",
    "\
Each entry carries a hash over all its fields, its changes and the hash of the entry before. This one does not have the
hash that its fields give, or the entry after it was chained to another one. Somebody with the rights of the tables'
owner edited it, or the database is damaged."
);
code!(
    ENTRY_REMOVED,
    "registry/entry-removed",
    Error,
    "a journal entry is missing",
    "\
Entries are numbered without a gap, and later ones are there. Trueup never removes an entry, and the engine refuses to:
somebody with the rights of the tables' owner did."
);
code!(
    ENTRY_REORDERED,
    "registry/entry-reordered",
    Error,
    "a journal entry stands in another's place",
    "\
The entry is as it was written, but under another number. The order of a journal says what followed from what, so it is
part of what the hashes protect."
);
code!(
    JOURNAL_TRUNCATED,
    "registry/journal-truncated",
    Error,
    "the end of the journal is missing",
    "\
The registry itself or receipts outside the database tell of entries after the last one. Either the database was
restored to an earlier state, or entries were removed at the end. Find out which. To go on from a restored database, run
`trueup recover`: it accounts for the lost entries, whose receipts stay as evidence."
);
code!(
    RECEIPT_MISSING,
    "registry/receipt-missing",
    Warning,
    "a journal entry has no receipt",
    "\
An apply writes a receipt outside the database right after its commit. None was found for this entry: it was written
elsewhere, lost, or trueup was stopped between the two. Keep the receipts of all runs in one folder."
);
code!(
    RECEIPT_DIFFERS,
    "registry/receipt-differs",
    Error,
    "a receipt tells of another entry under this number",
    "\
The receipt was written for an entry with another hash. Either the entry was replaced, or the database was restored and
worked on since, so that there are two histories. Find out which. To go on, run `trueup recover`: it accounts for the
entries of the other history, whose receipts stay as evidence."
);
code!(
    UNKNOWN_EPOCH,
    "registry/unknown-epoch",
    Error,
    "an epoch that this journal never began",
    "\
Setup, `setup --clone-of` and `recover` each begin an epoch with a random name. An entry or a receipt names one that no
such entry began: the receipts belong to another database, or entries were put in from elsewhere."
);
