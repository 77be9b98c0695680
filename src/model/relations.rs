//! The relations: the one list of what trueup knows about an ERP.

/// Names a relation. The order of the variants is the order in which states are stored and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[expect(missing_docs, reason = "each variant is documented by its row in RELATIONS")]
pub enum Rel {
    User,
    UserAttribute,
    UserCompany,
    Role,
    RoleInclude,
    Permission,
    RecordRule,
    Grant,
    Setting,
    Sequence,
    GrantTerm,
    Guard,
    BackupPolicy,
    ItemRule,
    ItemGuard,
    Resource,
    ResourceParent,
    Rule,
    Company,
    Login,
    Session,
    ApiKey,
    Provenance,
    Delegated,
    Erp,
    Item,
    ItemCategory,
    SequenceNext,
}

/// What a cell of a column may hold. Cells are text or null; the kind says how the text is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Any text.
    Text,
    /// `true` or `false`.
    Bool,
    /// A decimal integer.
    Int,
    /// A comma-separated list of the adapter's actions, in the adapter's order; empty means no action.
    Actions,
}

/// One column of a relation.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name, in SQL and in every format.
    pub name: &'static str,
    /// How its text is spelled.
    pub kind: ColumnKind,
    /// The relation whose first key this column repeats.
    pub references: Option<Rel>,
    /// What a new row gets where the files do not say.
    pub default: Default,
}

/// What a new row gets in a column that the files leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Default {
    /// No value.
    Null,
    /// The row's first key.
    Key,
    /// This text.
    Text(&'static str),
}

/// Whose tables hold a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// The ERP's own tables, through the adapter.
    Erp,
    /// trueup's registry tables in the same database.
    Registry,
}

/// What trueup does with a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Compared with the desired state, written, and verified before the commit.
    Reconciled,
    /// Part of the ERP's vocabulary: read, kept in the lock file, never written.
    Vocabulary,
    /// Read for analysis and audit only; it moves by itself while people work.
    Observed,
    /// Looked at row by row and never kept: there may be millions.
    Streamed,
}

/// One relation: its columns and what it is for.
#[derive(Debug, Clone, Copy)]
pub struct Relation {
    /// Its name: the stem of the adapter's files and of the change tables.
    pub name: &'static str,
    /// The columns that identify a row.
    pub keys: &'static [Column],
    /// The columns that are compared.
    pub values: &'static [Column],
    /// Whose tables hold it.
    pub home: Home,
    /// What is done with it.
    pub used: Use,
    /// Write-only columns of inserts and updates: never read, stored or shown.
    pub secrets: &'static [&'static str],
    /// What it means.
    pub doc: &'static str,
}

const fn text(name: &'static str) -> Column {
    Column {
        name,
        kind: ColumnKind::Text,
        references: None,
        default: Default::Null,
    }
}
const fn boolean(name: &'static str) -> Column {
    Column {
        name,
        kind: ColumnKind::Bool,
        references: None,
        default: Default::Null,
    }
}
const fn int(name: &'static str) -> Column {
    Column {
        name,
        kind: ColumnKind::Int,
        references: None,
        default: Default::Null,
    }
}
const fn actions(name: &'static str) -> Column {
    Column {
        name,
        kind: ColumnKind::Actions,
        references: None,
        default: Default::Null,
    }
}
const fn to(name: &'static str, relation: Rel) -> Column {
    Column {
        name,
        kind: ColumnKind::Text,
        references: Some(relation),
        default: Default::Null,
    }
}
const fn or(column: Column, default: Default) -> Column {
    Column { default, ..column }
}
const fn relation(
    name: &'static str,
    keys: &'static [Column],
    values: &'static [Column],
    used: Use,
    doc: &'static str,
) -> Relation {
    Relation {
        name,
        keys,
        values,
        home: Home::Erp,
        used,
        secrets: &[],
        doc,
    }
}
const fn registry(
    name: &'static str,
    keys: &'static [Column],
    values: &'static [Column],
    doc: &'static str,
) -> Relation {
    Relation {
        name,
        keys,
        values,
        home: Home::Registry,
        used: Reconciled,
        secrets: &[],
        doc,
    }
}

use Use::{Observed, Reconciled, Streamed, Vocabulary};

const LOGIN: Column = to("login", Rel::User);
const ROLE: Column = to("role", Rel::Role);
const RESOURCE: Column = to("resource", Rel::Resource);

/// In the order of [`Rel`].
static RELATIONS: [Relation; 28] = [
    Relation {
        secrets: &["password_hash"],
        ..relation(
            "user",
            &[text("login")],
            &[
                or(text("name"), Default::Key),
                text("email"),
                or(boolean("active"), Default::Text("true")),
                or(text("kind"), Default::Text("person")),
            ],
            Reconciled,
            "a person or account; kind is person, service, portal or system; only person and portal are ever written",
        )
    },
    relation(
        "user_attribute",
        &[LOGIN, text("attribute")],
        &[text("value")],
        Reconciled,
        "what else the adapter declares about a user",
    ),
    relation(
        "user_company",
        &[LOGIN, to("company", Rel::Company)],
        &[],
        Reconciled,
        "which companies a person may enter",
    ),
    relation(
        "role",
        &[text("role")],
        &[
            or(text("title"), Default::Key),
            or(text("origin"), Default::Text("custom")),
            or(boolean("active"), Default::Text("true")),
        ],
        Reconciled,
        "a role; origin is shipped, custom or automatic",
    ),
    relation(
        "role_include",
        &[ROLE, to("included", Rel::Role)],
        &[or(boolean("stored"), Default::Text("false"))],
        Reconciled,
        "a holder of the role also has the included one",
    ),
    relation(
        "permission",
        &[ROLE, RESOURCE],
        &[actions("actions")],
        Reconciled,
        "a role may do actions on a resource; role * is everyone",
    ),
    relation(
        "record_rule",
        &[ROLE, RESOURCE, text("name")],
        &[text("filter"), actions("actions")],
        Reconciled,
        "whom a row-level rule holds for; its condition is in the ERP's own language",
    ),
    relation("grant", &[LOGIN, ROLE], &[], Reconciled, "a person holds a role"),
    relation(
        "setting",
        &[text("setting")],
        &[text("value")],
        Reconciled,
        "a security or system setting that the database stores",
    ),
    relation(
        "sequence",
        &[text("sequence")],
        &[text("prefix"), text("suffix"), int("padding"), int("step")],
        Reconciled,
        "a number sequence that issues codes",
    ),
    registry(
        "grant_term",
        &[LOGIN, ROLE],
        &[
            text("from"),
            text("until"),
            text("reason"),
            text("ticket"),
            text("approved_by"),
        ],
        "why a grant exists and until when",
    ),
    registry(
        "guard",
        &[text("name")],
        &[text("spec")],
        "protection, limits and approval rules in force, as canonical JSON",
    ),
    registry(
        "backup_policy",
        &[text("name")],
        &[text("spec")],
        "a backup policy in force, as canonical JSON",
    ),
    registry(
        "item_rule",
        &[text("name")],
        &[text("spec")],
        "an item-code rule in force, as canonical JSON",
    ),
    registry(
        "item_guard",
        &[text("rule")],
        &[text("spec")],
        "an item-code rule that the database itself knows, as canonical JSON",
    ),
    relation(
        "resource",
        &[text("resource")],
        &[text("title"), actions("actions")],
        Vocabulary,
        "something permissions are about; actions are those that exist on it, null for all",
    ),
    relation(
        "resource_parent",
        &[RESOURCE, to("parent", Rel::Resource)],
        &[],
        Vocabulary,
        "the child takes the parent's permission rows too",
    ),
    relation(
        "rule",
        &[RESOURCE, text("name")],
        &[text("filter"), actions("actions"), text("limits")],
        Vocabulary,
        "a row-level rule that the ERP has, whether it holds for anybody or not; limits is company where it keeps companies apart",
    ),
    relation(
        "company",
        &[text("company")],
        &[text("title"), boolean("active")],
        Vocabulary,
        "a company or account set",
    ),
    relation(
        "login",
        &[LOGIN],
        &[text("last_login")],
        Observed,
        "when a person last logged in, UTC",
    ),
    relation(
        "session",
        &[LOGIN, text("session")],
        &[text("started"), text("seen")],
        Observed,
        "an open session, by an identifier that is not secret",
    ),
    relation(
        "api_key",
        &[LOGIN, text("api_key")],
        &[text("title"), text("state"), text("created"), text("expires")],
        Observed,
        "an API key, by an identifier that is not secret",
    ),
    relation(
        "provenance",
        &[text("relation"), text("key"), text("member")],
        &[text("changed_by"), text("changed_at")],
        Observed,
        "who last changed a row according to the ERP's own audit columns, and when, UTC",
    ),
    relation(
        "delegated",
        &[LOGIN],
        &[text("reason")],
        Observed,
        "a person whose grants the ERP itself computes; trueup plans no grant change for them",
    ),
    relation(
        "erp",
        &[text("name")],
        &[text("value")],
        Vocabulary,
        "facts about the installation: version, modules",
    ),
    relation(
        "item",
        &[text("item")],
        &[
            text("code"),
            text("category"),
            text("name"),
            text("kind"),
            text("company"),
            boolean("active"),
            text("created"),
            text("specification"),
            text("family"),
        ],
        Streamed,
        "an item with its code, by the ERP's own identifier; with one of its categories, or a row for each of them; items of one \
         family are variants of one thing",
    ),
    relation(
        "item_category",
        &[text("item"), text("category")],
        &[],
        Streamed,
        "the path of a category of an item that has more than one",
    ),
    relation(
        "sequence_next",
        &[to("sequence", Rel::Sequence)],
        &[int("next")],
        Observed,
        "the number that a sequence issues next; null where it is not to be seen",
    ),
];

impl Rel {
    /// Every relation.
    pub const ALL: [Self; 28] = [
        Self::User,
        Self::UserAttribute,
        Self::UserCompany,
        Self::Role,
        Self::RoleInclude,
        Self::Permission,
        Self::RecordRule,
        Self::Grant,
        Self::Setting,
        Self::Sequence,
        Self::GrantTerm,
        Self::Guard,
        Self::BackupPolicy,
        Self::ItemRule,
        Self::ItemGuard,
        Self::Resource,
        Self::ResourceParent,
        Self::Rule,
        Self::Company,
        Self::Login,
        Self::Session,
        Self::ApiKey,
        Self::Provenance,
        Self::Delegated,
        Self::Erp,
        Self::Item,
        Self::ItemCategory,
        Self::SequenceNext,
    ];

    /// The relation's columns and meaning.
    #[must_use]
    pub fn spec(self) -> &'static Relation {
        &RELATIONS[self as usize]
    }

    /// The relation's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.spec().name
    }

    /// The relation of that name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rel| rel.name() == name)
    }

    /// The relations that are compared, written and verified.
    pub fn reconciled() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|rel| rel.spec().used == Reconciled)
    }

    /// The relations that make up the ERP's vocabulary.
    pub fn vocabulary() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|rel| rel.spec().used == Vocabulary)
    }

    /// Whether the rows of this relation are entities that can be renamed in place.
    #[must_use]
    pub fn is_entity(self) -> bool {
        matches!(self, Self::User | Self::Role)
    }
}

impl Relation {
    /// Number of cells in a row: keys, then values.
    #[must_use]
    pub fn width(&self) -> usize {
        self.keys.len() + self.values.len()
    }

    /// Keys, then values.
    pub fn columns(&self) -> impl Iterator<Item = &'static Column> {
        self.keys.iter().chain(self.values)
    }

    /// The position in a row of the column of that name.
    #[must_use]
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns().position(|c| c.name == column)
    }
}

/// One write script: a relation and what is done to its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriteStep {
    /// The relation written.
    pub rel: Rel,
    /// What is done.
    pub verb: super::Verb,
}

const fn step(rel: Rel, verb: super::Verb) -> WriteStep {
    WriteStep { rel, verb }
}

use super::Verb::{Delete, Insert, Rename, Update};

/// The order of the write scripts in an apply: roles before permissions before users before grants; revokes before
/// grants; deactivations last; the registry after the ERP.
pub static WRITE_ORDER: &[WriteStep] = &[
    step(Rel::Role, Rename),
    step(Rel::Role, Insert),
    step(Rel::Role, Update),
    step(Rel::RoleInclude, Delete),
    step(Rel::RoleInclude, Insert),
    step(Rel::RoleInclude, Update),
    step(Rel::Permission, Delete),
    step(Rel::Permission, Update),
    step(Rel::Permission, Insert),
    step(Rel::RecordRule, Delete),
    step(Rel::RecordRule, Update),
    step(Rel::RecordRule, Insert),
    step(Rel::User, Rename),
    step(Rel::User, Insert),
    step(Rel::UserCompany, Insert),
    step(Rel::UserAttribute, Delete),
    step(Rel::UserAttribute, Update),
    step(Rel::UserAttribute, Insert),
    step(Rel::UserCompany, Delete),
    step(Rel::Grant, Delete),
    step(Rel::Grant, Insert),
    step(Rel::Setting, Delete),
    step(Rel::Setting, Update),
    step(Rel::Setting, Insert),
    step(Rel::Sequence, Update),
    step(Rel::User, Update),
    step(Rel::GrantTerm, Delete),
    step(Rel::GrantTerm, Update),
    step(Rel::GrantTerm, Insert),
    step(Rel::Guard, Delete),
    step(Rel::Guard, Update),
    step(Rel::Guard, Insert),
    step(Rel::BackupPolicy, Delete),
    step(Rel::BackupPolicy, Update),
    step(Rel::BackupPolicy, Insert),
    step(Rel::ItemRule, Delete),
    step(Rel::ItemRule, Update),
    step(Rel::ItemRule, Insert),
    step(Rel::ItemGuard, Delete),
    step(Rel::ItemGuard, Update),
    step(Rel::ItemGuard, Insert),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_names() {
        for (position, rel) in Rel::ALL.into_iter().enumerate() {
            assert_eq!(rel as usize, position);
            assert_eq!(Rel::by_name(rel.name()), Some(rel));
        }
    }

    #[test]
    fn every_reference_names_a_relation_with_one_key() {
        for rel in Rel::ALL {
            for column in rel.spec().columns() {
                if let Some(target) = column.references {
                    assert_eq!(target.spec().keys.len(), 1, "{}.{}", rel.name(), column.name);
                }
            }
        }
    }

    #[test]
    fn only_reconciled_relations_are_written() {
        for step in WRITE_ORDER {
            assert_eq!(step.rel.spec().used, Reconciled);
        }
    }
}
