//! From a live ERP to files: what the next plan on them is empty for. The reverse of lowering, and pure.
//!
//! What cannot be said in files, or is not ours by `manage`, is left out and counted; never silently.

mod documents;
mod grants;
mod people;
mod positions;
mod roles;
mod settings;
mod yaml;

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::base::text::nfc;
use crate::model::{Interner, Rel, Semantics, State, Sym};

use super::config::Manage;
use super::vocabulary::Vocabulary;

/// How the people are spread over files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Split {
    /// One file for each company, by the first of a person's companies.
    #[default]
    Company,
    /// One file for each value of an attribute, such as a department.
    Attribute(String),
    /// One file for each department that the caller knows, by login.
    Departments(BTreeMap<String, String>),
    /// One file.
    One,
}

/// What to pull and how.
#[derive(Debug, Clone, Default)]
pub struct PullOptions {
    /// The folder to write to, below the project and with a `/` at its end; empty for the project itself.
    pub folder: String,
    /// What is ours.
    pub manage: Manage,
    /// How the people are spread over files.
    pub split: Split,
    /// Also accounts that are inactive and hold nothing.
    pub inactive: bool,
    /// Keys of departments that the project file declares: people whose file is named after one get it as their own.
    pub departments: Vec<String>,
}

/// Something that is in the ERP and not in the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// Accounts outside `manage`, such as portal users.
    UnmanagedUser,
    /// The ERP's own accounts.
    SystemUser,
    /// Accounts that are inactive and hold nothing.
    InactiveUser,
    /// Logins, roles or settings whose name cannot be a key in a file.
    UnwritableName,
    /// Roles outside `manage`. Shipped ones are not counted.
    UnmanagedRole,
    /// Settings outside `manage`.
    UnmanagedSetting,
    /// Settings and attributes with a value that the adapter does not allow.
    UnknownValue,
    /// Permissions of roles of our own on resources or with actions that the ERP does not list.
    UnknownPermission,
    /// Roles of our own with row-level rules that files cannot declare.
    RecordRule,
    /// Roles of people who lack stored rows for what these include.
    OpenMembership,
    /// Backup policies and rules for item codes that another version applied and this one cannot read.
    UnknownDocument,
}

impl LeftOut {
    /// What it is, for people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::UnmanagedUser => "account outside `manage`",
            Self::SystemUser => "system account",
            Self::InactiveUser => "inactive account without roles",
            Self::UnwritableName => "name that cannot be a key",
            Self::UnmanagedRole => "role outside `manage`",
            Self::UnmanagedSetting => "setting outside `manage`",
            Self::UnknownValue => "value that the adapter does not know",
            Self::UnknownPermission => "role with permissions that the ERP does not list",
            Self::RecordRule => "role with row-level rules that files cannot declare",
            Self::OpenMembership => "list of roles that lacks what they include",
            Self::UnknownDocument => "policy or rule of another version",
        }
    }
}

/// What was pulled.
#[derive(Debug, Clone, Default)]
pub struct Pulled {
    /// The files: paths below the project, and texts; sorted by path.
    pub files: Vec<(String, String)>,
    /// Number of people and service accounts written.
    pub users: usize,
    /// Number of positions made of equal sets of roles.
    pub positions: usize,
    /// Number of roles written.
    pub roles: usize,
    /// Number of settings written.
    pub settings: usize,
    /// What is in the ERP and not in the files: how many of each kind.
    pub left_out: BTreeMap<LeftOut, usize>,
}

/// Writes files from a live state. The same state gives the same files.
#[must_use]
pub fn pull(live: &State, symbols: &Interner, semantics: &Semantics, options: &PullOptions) -> Pulled {
    let mut pull = Pull {
        live,
        symbols,
        semantics,
        options,
        vocabulary: Vocabulary::of(live, symbols),
        out: Pulled::default(),
    };
    let terms = pull.terms();
    let people = pull.people(&terms);
    let positions = positions::fold(&people, &pull.vocabulary);
    pull.write_positions(&positions);
    pull.write_people(&people, &positions);
    pull.write_grants(&terms);
    pull.write_roles();
    pull.write_settings();
    pull.write_documents();
    pull.out.files.sort();
    pull.out
}

/// A pull under way.
struct Pull<'a> {
    live: &'a State,
    symbols: &'a Interner,
    semantics: &'a Semantics,
    options: &'a PullOptions,
    vocabulary: Vocabulary,
    out: Pulled,
}

impl<'a> Pull<'a> {
    fn leave_out(&mut self, what: LeftOut) {
        *self.out.left_out.entry(what).or_default() += 1;
    }

    fn text(&self, sym: Sym) -> &'a str {
        self.symbols.text(sym)
    }

    /// Adds a file. Its first line tells editors where the schema is.
    fn file(&mut self, name: &str, remark: &str, body: &str) {
        let path = format!("{}{name}", self.options.folder);
        let up = "../".repeat(path.matches('/').count());
        let up = if up.is_empty() { "./" } else { &up };
        let text =
            format!("# yaml-language-server: $schema={up}schema/desired.schema.json\n# {remark}\n{body}");
        self.out.files.push((path, text));
    }

    /// The rows of a relation by their first key, each list sorted by the text of the second.
    fn by_first_key(&self, rel: Rel) -> HashMap<Sym, Vec<&'a [Sym]>> {
        let mut found: HashMap<Sym, Vec<&[Sym]>> = HashMap::new();
        for row in self.live.table(rel).rows() {
            found.entry(row[0]).or_default().push(row);
        }
        for rows in found.values_mut() {
            rows.sort_by_key(|row| self.symbols.text(row[1]));
        }
        found
    }

    /// The roles that an owner of each role has as stored rows beside it.
    fn stored_includes(&self) -> HashMap<Sym, HashSet<Sym>> {
        let mut direct: HashMap<Sym, Vec<Sym>> = HashMap::new();
        for row in self.live.table(Rel::RoleInclude).rows() {
            if self.text(row[2]) == "true" {
                direct.entry(row[0]).or_default().push(row[1]);
            }
        }
        let roles: Vec<Sym> = direct.keys().copied().collect();
        let closure = |start: Sym| {
            let (mut seen, mut todo) = (HashSet::new(), vec![start]);
            while let Some(role) = todo.pop() {
                for &included in direct.get(&role).into_iter().flatten() {
                    if included != start && seen.insert(included) {
                        todo.push(included);
                    }
                }
            }
            seen
        };
        roles.into_iter().map(|role| (role, closure(role))).collect()
    }
}

/// Whether a name can be a key in a file and read back as the same bytes.
fn can_be_key(name: &str) -> bool {
    !name.is_empty() && name.trim() == name && name.len() <= 400 && name != "<<" && nfc(name) == name
}
