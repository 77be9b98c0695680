//! What planning has to say, by code.

use crate::base::code::CodeInfo;
use crate::base::diagnostic::Severity;

/// The codes of this area.
pub static CODES: &[&CodeInfo] = &[
    &PROTECTED,
    &LAST_ADMINISTRATORS,
    &OWN_ACCOUNT,
    &TOO_MANY_PEOPLE,
    &TOO_MANY_DEACTIVATIONS,
    &OPENS_RESOURCE,
    &LIFTS_RULE,
    &LOOSENS_RULE,
    &VANISHED,
    &RENAME_CLASH,
    &LIVE_TWINS,
    &UNTOUCHABLE,
    &LOCK_OUTDATED,
    &NOT_SUPPORTED,
    &DELEGATED,
    &LET_GO,
    &NOT_ACTED_ON,
    &NOT_ENFORCED,
    &NO_REGISTRY,
    &GUARDS_MISSING,
    &CACHE_UNNAMED,
    &SEQUENCE_MOVES,
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
    PROTECTED,
    "plan/protected",
    Error,
    "the plan takes something from a protected account",
    "\
The guard in force protects this account (`guard: {protect: {users: […]}}` in trueup.yaml): no plan may deactivate it or
take a role from it. Giving it more is allowed.

Take the account out of the change. If the protection itself is out of date, change the guard first, in a plan of its
own; a plan is always judged by the guard that is in force before it."
);
code!(
    LAST_ADMINISTRATORS,
    "plan/last-administrators",
    Error,
    "too few administrators would remain",
    "\
After the plan fewer active administrators would be left than the guard in force asks for (`min_admins`, 1 where nothing
is declared). Somebody must always be able to get in and put things right.

Make another person an administrator first, or keep one of those who would lose it."
);
code!(
    OWN_ACCOUNT,
    "plan/own-account",
    Error,
    "the plan would take access from the account that trueup connects as",
    "\
trueup is connected as this account. Deactivating it or taking a role from it could end the very access that would be
needed to undo the plan. Connect as another account, or take the change out."
);
code!(
    TOO_MANY_PEOPLE,
    "plan/too-many-people",
    Error,
    "the plan touches more people than the guard allows at once",
    "\
The guard in force limits how many people one plan may touch (`limits: {people: …}`; where nothing is declared half of
all active people, at least 50). A wrong file, a lost directory or a bad merge shows itself as a plan of this kind.

If it is meant, say the number: `trueup plan --accept-mass-change people=83`. The number becomes part of the plan."
);
code!(
    TOO_MANY_DEACTIVATIONS,
    "plan/too-many-deactivations",
    Error,
    "the plan deactivates more accounts than the guard allows at once",
    "\
The guard in force limits how many accounts one plan may deactivate (`limits: {deactivate: …}`; where nothing is declared
a tenth of all active people, at least 10).

If it is meant, say the number: `trueup plan --accept-mass-change deactivate=12`. The number becomes part of the plan."
);
code!(
    OPENS_RESOURCE,
    "plan/opens-resource",
    Error,
    "the plan removes the last permission of a resource, which opens it to everybody",
    "\
In this ERP a resource that no permission row speaks of is open to every user. The plan removes the last row of this
resource, so that everybody could do everything with it.

To close it instead, give everyone an empty list: `roles: {\"*\": {permissions: {party.party: []}}}`. If opening it is
meant, say so: `trueup plan --accept-open party.party`."
);
code!(
    LIFTS_RULE,
    "plan/lifts-rule",
    Error,
    "a row-level rule no longer limits somebody",
    "\
The plan takes a row-level rule from everyone, or from a role that has no other rule on the resource: its holders then
reach rows that were closed to them, as far as their permissions go.

A rule that keeps companies apart is taken away only when that is said: `trueup plan --accept-open sale.order`. Of other
rules the plan says it, and goes on. To limit a role otherwise, give it another rule of the resource."
);
code!(
    LOOSENS_RULE,
    "plan/loosens-rule",
    Error,
    "a role gets a row-level rule beside others",
    "\
Of the row-level rules of a role and of what it includes, one that lets a row through is enough. So a further rule never
limits: it adds the rows that it lets through.

Where another rule of the role keeps companies apart and the new one does not, the plan is refused unless it is meant:
`trueup plan --accept-open sale.order`. Otherwise the plan says it, and goes on. To put one rule in place of another,
declare the other one `absent`."
);
code!(
    VANISHED,
    "plan/vanished",
    Error,
    "an entry that was applied before is gone from the files",
    "\
trueup manages this entry: it was in the files at the last apply. Now no file names it, and absence never means
\"delete\". There are two ways out:

- the person left: keep the entry and write `state: left` (a role: `active: false`, or `permissions: {}` where the ERP has
  no inactive roles);
- it is no longer trueup's business: keep the entry and write `managed: false`, apply once, then remove it."
);
code!(
    RENAME_CLASH,
    "plan/rename-clash",
    Error,
    "an entry cannot be renamed because both names exist",
    "\
`was:` (or `match:`) says that the entry may still have another name in the ERP, and the ERP holds both names, or two of
the earlier ones. trueup cannot know which of them is meant. Remove the name that is not the same entry from `was:`."
);
code!(
    LIVE_TWINS,
    "plan/live-twins",
    Error,
    "the ERP holds two keys that it calls the same",
    "\
Two logins or roles in the ERP differ only in a way that the ERP itself does not see (case, accents, trailing blanks).
A change to one of them could reach the other. Rename one of the two in the ERP first."
);
code!(
    UNTOUCHABLE,
    "plan/untouchable",
    Error,
    "the plan would change a system account or a role that the ERP gives by itself",
    "\
System accounts belong to the ERP's own machinery, and automatic roles follow from something else in the ERP; no mode
writes either. Take the entry out of the files."
);
code!(
    LOCK_OUTDATED,
    "plan/lock-outdated",
    Error,
    "the lock file is older than the ERP in something that the files use",
    "\
The lock file (`locks/TARGET.lock`) is what the files were checked and reviewed against. The ERP has changed since in
something that they use: a role that they give permits or includes other things, or a company, resource or sequence that
they name is another. What people looked at is then not what the plan would do.

Run `trueup lock`, look at its difference (`git diff locks/`), and commit it. Rows that the files themselves set do not
count, and neither do roles, resources and companies that no file names."
);
code!(
    NOT_SUPPORTED,
    "plan/not-supported",
    Warning,
    "the adapter cannot carry this out",
    "\
The files ask for something that the adapter of this ERP has no script for, in this version or on this engine. It is left
out of the plan; everything else is planned. `trueup adapter list` shows what each adapter can do."
);
code!(
    DELEGATED,
    "plan/delegated",
    Warning,
    "the ERP computes this person's grants by itself",
    "\
The roles of this person follow from something else in the ERP (for example dated role assignments), which would undo any
change made by trueup. The difference is shown and not planned. Change it where the ERP computes it, or leave `roles:` and
`positions:` out of this person's entry."
);
code!(
    LET_GO,
    "plan/let-go",
    Warning,
    "a row that was applied before is no longer in the files",
    "\
The files named this row one by one at the last apply (a permission of a shipped role, an attribute, a setting) and no
longer do. Taking a line out means that trueup no longer manages the row; it does not remove it.

To remove a permission, write `absent` in place of its actions. To give a setting or an attribute another value, write
that value. If the row may stay as it is, there is nothing to do: it is said once, in the plan that lets it go."
);
code!(
    NOT_ACTED_ON,
    "plan/not-acted-on",
    Note,
    "this section is validated but not yet carried out",
    "\
This version of trueup checks the section's form and does nothing else with it: no plan contains it. It is said in every
plan, so that nobody believes otherwise."
);
code!(
    NOT_ENFORCED,
    "plan/not-enforced",
    Warning,
    "the ERP stores this setting but does not enforce it",
    "\
The setting will have the declared value in the database. According to the adapter the ERP's server does not enforce it,
so it protects nothing by itself."
);
code!(
    NO_REGISTRY,
    "plan/no-registry",
    Note,
    "trueup's registry is not set up in this database",
    "\
Without the registry trueup cannot know what was applied before, keep a journal, or store terms and the guard. Planning
works; `apply` needs it. Run `trueup setup` once, or give `trueup setup --sql` to your database administrator."
);
code!(
    GUARDS_MISSING,
    "plan/guards-missing",
    Warning,
    "the database does not refuse codes yet",
    "\
A rule says `enforce: reject`, and what makes the ERP's database refuse codes is not there: triggers and functions, which
only the owner of the ERP's tables can make. They were never made, somebody removed or disabled them, or they are those of
another version of trueup. Until then the rule is only checked (`trueup items check`).

Run `trueup setup` as the owner of the ERP's tables, or give them the script of `trueup setup --sql`; running it again is
harmless. The next plan then puts the rules in force in the database."
);
code!(
    CACHE_UNNAMED,
    "plan/cache-unnamed",
    Warning,
    "running servers will not follow by themselves",
    "\
The servers of this ERP share a cache outside of the database, and go on with what it holds until it forgets. The target does not say
where it is, so trueup cannot delete there. The change is in the database after the apply, which ends with 6 and remembers what is owed.

Name the cache, for `apply` to reach it:

    targets:
      prod:
        redis: ${ERP_REDIS_URL}

Where it is out of reach, clear it where the ERP runs, with the command of the message, and then run `trueup settle --told`."
);
code!(
    SEQUENCE_MOVES,
    "plan/sequence-moves",
    Note,
    "the next number of a sequence is raised",
    "\
A rule for item codes names this number sequence of the ERP (`sequence` in `item_codes`), and items exist with numbers as
high as its next one or higher. The sequence would give codes that exist, which the ERP refuses or, worse, accepts. The
apply raises its next number; it is never set back.

Nothing is to be done."
);
