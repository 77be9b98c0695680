//! Answers with reasons, as data: paths, what else is needed, and what stands in the way.

use crate::model::{Interner, Sym};

use super::actions::ActionSet;

/// Why a grant exists and until when, as the registry keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// First day.
    pub from: Sym,
    /// Last day.
    pub until: Sym,
    /// Why.
    pub reason: Sym,
    /// The ticket.
    pub ticket: Sym,
    /// Who approved, as claimed.
    pub approved_by: Sym,
}

/// How somebody holds a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// The role that the ERP's grant names.
    pub granted: Sym,
    /// The grant's term, where it has one.
    pub term: Option<Term>,
    /// The roles that follow by inclusion, one from the other; the last is the one that counts.
    pub includes: Vec<Sym>,
}

/// What a path ends at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// A permission row.
    Row(PermissionRow),
    /// The role makes an administrator, for whom permissions do not count.
    Administrator {
        /// The role.
        role: Sym,
    },
    /// The account is one of the ERP's own, for which permissions do not count.
    Account,
    /// No permission row speaks to this person, and the ERP allows what nobody forbids.
    Open,
    /// No permission row speaks of the resource, so an action on the resource that it belongs to decides; the paths of
    /// that action are among the needs.
    Follows {
        /// The resource that it belongs to.
        resource: Sym,
        /// The action that decides.
        action: ActionSet,
    },
}

/// A permission row that counts for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PermissionRow {
    /// The role that it names; `*` is everyone.
    pub role: Sym,
    /// The resource that it names: the one asked about or a parent of it.
    pub resource: Sym,
    /// What it gives.
    pub actions: ActionSet,
}

/// One way by which somebody can do something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// How the role at its end is held; none where no role is needed.
    pub holding: Option<Holding>,
    /// What it ends at.
    pub basis: Basis,
}

/// Something else that is needed at the same time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The resource, one that the other belongs to.
    pub resource: Sym,
    /// The action on it.
    pub action: ActionSet,
    /// By which paths it is there.
    pub paths: Paths,
}

/// A row-level rule that limits an answer to some rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The role that it names; `*` is everyone.
    pub role: Sym,
    /// The resource that it names: the one asked about or a parent of it.
    pub resource: Sym,
    /// Its name.
    pub name: Sym,
    /// The condition, in the ERP's own language.
    pub filter: Sym,
}

/// Why somebody can do something.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paths {
    /// The paths, shortest first; any one of them is enough. For each grant and each permission row there is the
    /// shortest way between them.
    pub paths: Vec<Path>,
    /// What is needed besides.
    pub needs: Vec<Need>,
    /// The row-level rules that apply: only the rows that they let through.
    pub rules: Vec<Rule>,
}

/// Why somebody cannot do something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Denial {
    /// There is no such user.
    NoSuchUser,
    /// The account is inactive.
    Inactive,
    /// Neither the ERP nor a permission names the resource.
    NoSuchResource,
    /// The adapter does not know the action.
    NoSuchAction,
    /// The action does not exist on this resource; these do.
    DoesNotExist(ActionSet),
    /// No permission row speaks to this person.
    NoRow,
    /// These permission rows speak to this person, and none gives the action.
    Rows(Vec<PermissionRow>),
    /// Permission rows name others, which closes it to this person.
    OnlyOthers(Vec<PermissionRow>),
    /// It needs an action on the resource that it belongs to, which is denied.
    Needs {
        /// The resource that it belongs to.
        resource: Sym,
        /// The action on it.
        action: ActionSet,
        /// Why that is denied.
        because: Box<Self>,
    },
}

/// Whether somebody can do something, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// He can.
    Yes(Paths),
    /// He cannot.
    No(Denial),
}

/// A role that counts for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRole {
    /// The role.
    pub role: Sym,
    /// Whether it makes an administrator.
    pub administrator: bool,
    /// How it is held, shortest first.
    pub holdings: Vec<Holding>,
}

/// What a person holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserAccess {
    /// Whether the account is active. The roles of an inactive account count for nothing.
    pub active: bool,
    /// Whether the account may do everything whatever its roles and the permissions say.
    pub unrestricted: bool,
    /// The roles that its grants make count.
    pub roles: Vec<HeldRole>,
    /// Granted roles that count for nothing themselves, because they are inactive.
    pub inactive: Vec<Sym>,
}

impl Path {
    /// The roles on the way, from the granted one to the one that counts.
    pub fn roles(&self) -> impl Iterator<Item = Sym> + '_ {
        let holding = self.holding.iter();
        holding.flat_map(|holding| std::iter::once(holding.granted).chain(holding.includes.iter().copied()))
    }
}

impl Term {
    /// The texts that the term has, by the names of their columns.
    pub fn texts<'a>(
        &self,
        symbols: &'a Interner,
    ) -> impl Iterator<Item = (&'static str, &'a str)> + use<'a> {
        let columns = [
            ("from", self.from),
            ("until", self.until),
            ("reason", self.reason),
            ("ticket", self.ticket),
            ("approved_by", self.approved_by),
        ];
        columns
            .into_iter()
            .filter_map(move |(name, cell)| Some((name, symbols.get(cell)?)))
    }
}
