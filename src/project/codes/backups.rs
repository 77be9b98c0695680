//! Codes about backup policies.

use crate::base::code::CodeInfo;
use crate::base::diagnostic::Severity;

pub(in crate::project) static BAD_SCHEDULE: CodeInfo = CodeInfo {
    id: "desired/bad-schedule",
    severity: Severity::Error,
    title: "a schedule that cannot be read, or that never happens",
    explanation: "\
A schedule is five fields, as cron writes them: minute, hour, day of the month, month, day of the week. The times are those
of the policy's `timezone`, or else of the project's. Quote it, because YAML gives `*` a meaning.

    schedule: \"0 2 * * *\"          # every night at two
    schedule: \"30 1 * * MON-FRI\"   # on working days at half past one
    schedule: \"0 */6 * * *\"        # every six hours
    schedule: \"0 3 L * *\"          # on the last day of the month
    schedule: \"@daily\"             # at midnight; also @hourly, @weekly, @monthly, @yearly

With both a day of the month and a day of the week, either is enough, as in cron. When the clock is changed in spring, a
time that does not exist that night is made up for right after it; in autumn, a time that comes twice counts once.",
};

pub(in crate::project) static BUSY_SCHEDULE: CodeInfo = CodeInfo {
    id: "desired/busy-schedule",
    severity: Severity::Warning,
    title: "backups in very short order",
    explanation: "\
Two runs of the schedule are less than five minutes apart. Each backup reads the whole database; one that takes longer
than the time between two runs makes the next one late, and the ERP slow for all.

Where hardly any work may be lost, let the database archive its log continuously, and let trueup make the full backups.",
};

pub(in crate::project) static RPO_MISSED: CodeInfo = CodeInfo {
    id: "desired/rpo-missed",
    severity: Severity::Error,
    title: "a schedule that cannot keep what the policy promises",
    explanation: "\
`objectives.rpo` promises how much work may be lost at most. The schedule leaves a longer time between two backups, so the
promise is broken by the policy itself. The longest time within the next 400 days is counted, in the time zone of the
policy: a backup on working days leaves three days over the weekend.

    schedule: \"0 2 * * MON-FRI\"
    objectives: {rpo: 72h}

Where only a change of the clock makes the time longer (a day in autumn has 25 hours), this is a warning.

Back up more often, or promise what the schedule can keep.",
};

pub(in crate::project) static BAD_DESTINATION: CodeInfo = CodeInfo {
    id: "desired/bad-destination",
    severity: Severity::Error,
    title: "a place where backups cannot be put",
    explanation: "\
Backups go to folders, here or on another computer through SFTP, and to object stores. A folder is an absolute path; of a
bucket the prefix may be left out. Account and password of a store come from the environment, the key for a server from
`ssh`. A store that is not that of its region has an `endpoint`.

    to:
      - file:///backup/erp
      - sftp://backup@nas.acme.example:2222/volume1/erp
      - s3://erp-backup/prod
      - {url: s3://erp-backup/prod, endpoint: https://minio.acme.example, region: cn-north-1, immutable: 30d}

Nothing in the URL is decoded: write the name of the folder as it is, without `%20`.",
};

pub(in crate::project) static PLACES_OVERLAP: CodeInfo = CodeInfo {
    id: "desired/places-overlap",
    severity: Severity::Error,
    title: "two places of a policy that are one, or inside each other",
    explanation: "\
Every backup of a policy goes to all places in `to`, so that one of them may be lost. The same place twice is one place;
and of a place inside another, the backups would be taken for backups of the outer one and be deleted by its count.

Two policies may well share a place: each has its own folder there.",
};

pub(in crate::project) static SAVES_NOTHING: CodeInfo = CodeInfo {
    id: "desired/backup-of-nothing",
    severity: Severity::Error,
    title: "a backup that saves nothing",
    explanation: "\
`what` names neither the database nor a folder, so the policy would run and save nothing, and look as if it did.

    what: {database: true, paths: [/var/lib/erp/attachments]}",
};

pub(in crate::project) static BAD_PATH: CodeInfo = CodeInfo {
    id: "desired/bad-path",
    severity: Severity::Error,
    title: "a path that does not say where it is",
    explanation: "\
`paths` of a backup are absolute and without steps back (`..`): a backup that runs from a timer has no folder of its own
from which a relative path could start, and what is saved must be plain from the file.

    what: {database: true, paths: [/var/lib/erp/attachments]}",
};

pub(in crate::project) static BACKUP_IN_ITSELF: CodeInfo = CodeInfo {
    id: "desired/backup-in-itself",
    severity: Severity::Error,
    title: "a backup that would contain itself",
    explanation: "\
A folder in `to` lies in a folder that is saved, or the other way round. Every backup would hold all earlier ones, and the
present one while it is being written.

Put the backups elsewhere, best on another disk, or name the folders to save more narrowly.",
};

pub(in crate::project) static NOT_ENCRYPTED: CodeInfo = CodeInfo {
    id: "desired/not-encrypted",
    severity: Severity::Warning,
    title: "a backup that leaves the house in plain text",
    explanation: "\
The policy puts backups into an object store or on another computer and encrypts them for nobody. Whoever can read the
bucket or the folder has the whole database: people, prices, salaries.

    encrypt_to: [age1…]        # `age-keygen -o key.txt` makes a key; the line `public key` is what stands here

Keep the key where the backups are not, and more than one copy of it: without it no backup can be read. Name two
recipients to have a spare.",
};

pub(in crate::project) static BAD_RECIPIENT: CodeInfo = CodeInfo {
    id: "desired/bad-recipient",
    severity: Severity::Error,
    title: "a recipient that is none",
    explanation: "\
`encrypt_to` lists age recipients: `age1` and 58 more characters, of which the last ones are a checksum, so that a slip of
the pen is seen here and not on the day when a backup is needed.

    age-keygen -o key.txt      # makes a key, and shows its recipient
    age-keygen -y key.txt      # shows the recipient of a key that exists

Keys of SSH and plugins of age cannot be used. The secret half (`AGE-SECRET-KEY-1…`) never belongs into a file here.",
};

pub(in crate::project) static KEEPS_TOO_SHORT: CodeInfo = CodeInfo {
    id: "desired/keeps-too-short",
    severity: Severity::Error,
    title: "backups that are gone before a restore drill can find a fault",
    explanation: "\
A restore drill shows whether backups can be restored. When one fails, the fault began some time after the drill before it,
and a backup from that time is what is needed. So the rules of `keep` have to reach back from one drill to the next:

    keep: {daily: 7}
    verify: {restore: monthly}       # wrong: what fails in a drill may have failed for 31 days, and 7 are kept

    keep: {daily: 7, weekly: 6}
    verify: {restore: monthly}       # right: six weeks

`daily: 7` reaches back 7 days, `weekly: 6` 42 days, `last: 10` nine times the mean time between two runs, `min_age` as long
as it says. A rule with 1 keeps only the newest backup and reaches back nowhere.

The newest backup that a drill has proven is kept in any case; but it is one, and it may be lost.",
};

pub(in crate::project) static UNDERCUTS_IMMUTABLE: CodeInfo = CodeInfo {
    id: "desired/undercuts-immutable",
    severity: Severity::Error,
    title: "a retention that would delete what cannot be deleted",
    explanation: "\
`immutable` says for how long a place keeps anybody from deleting what was stored there, such as by the object lock of a
bucket. `keep` may delete backups that are younger, which the place refuses: they would be tried again every time, and the
rules would say something else than what is there.

    to: [{url: s3://erp-backup/prod, immutable: 30d}]
    keep: {daily: 14, min_age: 30d}

Set `min_age` to at least the longest `immutable`.",
};

pub(in crate::project) static IMMUTABLE_FOLDER: CodeInfo = CodeInfo {
    id: "desired/immutable-folder",
    severity: Severity::Warning,
    title: "a folder that is said to be immutable",
    explanation: "\
`immutable` is what the place itself promises, whoever asks. A folder promises nothing: who may write into it may delete.
So an attacker, or a slip, on this computer takes the backups too.

Have one place that holds its objects fast (a bucket with object lock), and say it there. If the folder lies on a system
that does hold its files fast, this remark can stay.",
};
