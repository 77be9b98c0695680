//! Codes about the project file, and about which files there are.

use crate::base::code::CodeInfo;
use crate::base::diagnostic::Severity;

pub(in crate::project) static NO_PROJECT: CodeInfo = CodeInfo {
    id: "project/not-found",
    severity: Severity::Error,
    title: "no project file",
    explanation: "\
A project is a folder with a file `trueup.yaml` in it. trueup looks for it in the present folder and in those above it,
or in the folder named with `--project`.

Start a new project with `trueup init`, or name the folder:

    trueup --project ~/erp-access validate",
};

pub(in crate::project) static UNKNOWN_TIMEZONE: CodeInfo = CodeInfo {
    id: "project/unknown-timezone",
    severity: Severity::Error,
    title: "a time zone that does not exist",
    explanation: "\
`timezone` decides when a day begins: `until: 2026-12-15` means the whole of that day there, wherever the ERP and the
computer that runs trueup may be. It is the name of a zone in the IANA database: a continent and a city, or `UTC`.

    timezone: Asia/Shanghai

Abbreviations such as `CST` are refused, because several countries use them for different times.",
};

pub(in crate::project) static SECRET_IN_FILE: CodeInfo = CodeInfo {
    id: "project/secret-in-file",
    severity: Severity::Error,
    title: "a password in a file",
    explanation: "\
Files of a project are kept in git and read by many; a password in them is known to all who ever had a copy. So no
secret is ever a value in these files. In a URL, take it from the environment:

    url: postgres://reader:${ERP_READ_PASSWORD}@db.acme.example/erp
    url: ${ERP_PROD_READ_URL}

`${NAME}` also looks for a file named by the variable `NAME_FILE`; PostgreSQL's own password file works as well.

Removing the password from the file does not remove it from the history of the repository: change it in the database.",
};

pub(in crate::project) static PLACEHOLDER: CodeInfo = CodeInfo {
    id: "project/placeholder",
    severity: Severity::Error,
    title: "a placeholder that cannot be replaced",
    explanation: "\
`${NAME}` is replaced in the URLs of a target (`url`, `apply_url`, `backup_url`, `restore_url`, `redis`) and nowhere else, so that what a file means can be read from
the file. The name is made of letters, digits and underscores.

    targets:
      prod: {adapter: ./our-erp, url: \"${ERP_PROD_URL}\"}     # fine
      ${TARGET}: {adapter: ./our-erp}                          # stays as it is written

For something that differs between targets, give them different `files`.",
};

pub(in crate::project) static SELECTS_NOTHING: CodeInfo = CodeInfo {
    id: "project/selects-nothing",
    severity: Severity::Warning,
    title: "an entry of `files` that selects no file",
    explanation: "\
`files` of a target lists folders, files or patterns, as seen from the project file. This entry fits none of the YAML
files that hold desired state, so it does nothing. Usually a folder was renamed.

    files: [common/, env/prod/]          # folders, with everything below
    files: [people/*.yaml]               # a pattern; `*` stands for any characters

Hidden files, `locks/`, `receipts/`, the folders of adapters and the files named by `policies` never hold desired state.",
};

pub(in crate::project) static WRONG_EXTENSION: CodeInfo = CodeInfo {
    id: "project/wrong-extension",
    severity: Severity::Warning,
    title: "a file that ends in .yml",
    explanation: "\
Only files that end in `.yaml` are read. This one ends in `.yml`, so nothing in it counts, which is easily overlooked.

Rename it; or, if it belongs to another program, move it to a hidden folder or out of the project.",
};

pub(in crate::project) static FOLDER_UNREADABLE: CodeInfo = CodeInfo {
    id: "project/folder-unreadable",
    severity: Severity::Error,
    title: "a part of the project cannot be looked into",
    explanation: "\
A folder or file name below the project could not be read: for lack of permission, because its name is not UTF-8, or
because there are more folders or files than any project has. What is in it is unknown, and guessing would mean that
people silently disappear from the desired state. So it is an error.

Check the permissions. If the project file ended up in a home folder by mistake, move it into a folder of its own.",
};

pub(in crate::project) static SEVERAL_DOCUMENTS: CodeInfo = CodeInfo {
    id: "project/several-documents",
    severity: Severity::Error,
    title: "several YAML documents in one file",
    explanation: "\
A line `---` begins a new document in YAML. A file of a project holds one; what follows the second `---` is not read.

All sections can stand in one document, and any section can be spread over several files, so remove the line, or move
what follows into a file of its own.",
};

pub(in crate::project) static DUPLICATE: CodeInfo = CodeInfo {
    id: "desired/duplicate-key",
    severity: Severity::Error,
    title: "the same key in two files",
    explanation: "\
All files of a target are read as one. A user, position, role or setting is declared once; there is no rule by which one
file would win over another, because then nobody could tell from a file what holds. Both places are shown.

    people/a.yaml:   users: {li.na: {positions: [buyer]}}
    people/b.yaml:   users: {li.na: {state: left}}          # error

Merge the two entries. To say different things for different targets, put them into different folders:

    targets:
      prod: {adapter: ./our-erp, files: [common/, env/prod/]}
      test: {adapter: ./our-erp, files: [common/, env/test/]}",
};

pub(in crate::project) static NO_LOCK: CodeInfo = CodeInfo {
    id: "project/no-lock",
    severity: Severity::Note,
    title: "a target without a lock file",
    explanation: "\
Which roles, companies and resources an ERP has is kept in `locks/TARGET.lock`, so that files can be checked without the
ERP. This target has no such file; everything else was checked, but a misspelt role would only be noticed by `plan`.

    trueup lock -t prod

reads the ERP once and writes the file. Commit it; run the command again after an upgrade of the ERP.",
};

pub(in crate::project) static BAD_LOCK: CodeInfo = CodeInfo {
    id: "project/bad-lock",
    severity: Severity::Error,
    title: "a lock file that cannot be used",
    explanation: "\
The lock file was edited, merged by hand, or written by a later version of trueup. Nobody needs to mend it: it is made
from the ERP.

    trueup lock -t prod

writes it anew. After a merge conflict do the same: take either side, then run the command.",
};
