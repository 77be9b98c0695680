//! Users: accounts, attributes, companies and the grants that do not end.

use std::collections::{HashMap, HashSet};

use crate::base::diagnostic::Diagnostic;
use crate::base::source::Span;
use crate::base::text::{list, tick};
use crate::model::{LoginForm, Rel, Rename, Sym};
use crate::project::check::{Standing, repeated, standing};
use crate::project::codes;
use crate::project::desired::{User, UserType};
use crate::project::view::{Item, login};

use super::Lowering;

/// A position with its roles, resolved once for all who hold it.
type Positions<'p> = HashMap<&'p str, Vec<(Sym, &'p str)>>;

impl<'p> Lowering<'_, 'p> {
    pub(super) fn users(&mut self) {
        // People whom `grants` names, with the positions they hold for a time.
        let mut watched: HashMap<&str, Vec<&str>> = HashMap::new();
        for grant in &self.view.grants {
            if let Some(item) = self.view.user(&grant.user) {
                let temporary = watched.entry(item.key.value.as_str()).or_default();
                temporary.extend(grant.position.as_ref().map(|name| name.value.as_str()));
            }
        }
        let mut positions = Positions::new();
        for item in self.view.positions.values() {
            let roles = item.value.roles.iter();
            let roles = roles
                .map(|role| (self.symbols.intern(role), role.value.as_str()))
                .collect();
            positions.insert(&item.key.value, roles);
        }
        for item in self.view.users.values().copied().collect::<Vec<_>>() {
            self.user(
                item,
                &positions,
                watched.get(item.key.value.as_str()).map(Vec::as_slice),
            );
        }
    }

    fn user(&mut self, item: Item<'p, User>, positions: &Positions<'p>, watched: Option<&[&str]>) {
        let user = item.value;
        let login = self.symbols.intern(login(item));
        if user.managed.as_ref().is_some_and(|managed| !managed.value) {
            self.desired.released.push((Rel::User, login));
            return;
        }
        let standing = standing(user, self.context.today);
        let (active, via) = match standing {
            Standing::Open => (Sym::OPEN, None),
            Standing::Active => (self.symbols.intern("true"), None),
            Standing::Suspended => (self.symbols.intern("false"), Some("state suspended".to_owned())),
            Standing::Left => {
                let via = user
                    .last_day
                    .as_ref()
                    .map_or("state left".to_owned(), |day| format!("last day {day}"));
                (self.symbols.intern("false"), Some(via))
            }
        };
        let origin = self.origin(item.key.span, via);
        if !user.was.is_empty() {
            let was = user.was.iter().map(|was| self.symbols.intern(was)).collect();
            self.desired.renames.push(Rename {
                rel: Rel::User,
                key: login,
                was,
                origin,
            });
        }
        let name = self.given(user.name.as_ref().map(|name| name.value.as_str()));
        let mut email = self.given_or_none(user.email.as_ref().map(|email| email.value.as_str()));
        let form = self.context.semantics.map(|semantics| semantics.accounts.login);
        if form == Some(LoginForm::Email) && user.email.is_none() {
            email = login;
        }
        let kind = self.kind(user);
        self.push(Rel::User, &[login, name, email, active, kind], origin);
        self.companies(user, login, origin);
        self.attributes(user, login);
        if standing == Standing::Left {
            self.own(Rel::Grant, login, origin);
        } else {
            self.permanent_grants(item, login, positions, origin, watched);
        }
    }

    /// Whose account it is; what no adapter writes is left open.
    fn kind(&mut self, user: &User) -> Sym {
        let Some(wanted) = &user.kind else {
            return Sym::OPEN;
        };
        let known = self.context.semantics.map(|semantics| semantics.portal.is_some());
        match (wanted.value, known) {
            (UserType::Portal, Some(false)) => {
                let message = "the adapter of this target does not make accounts of a portal";
                self.diagnostics.push(
                    Diagnostic::new(&codes::NO_PORTAL, message)
                        .at(wanted.span)
                        .help("make the account in the ERP, and leave `type` out"),
                );
                Sym::OPEN
            }
            (UserType::Internal, Some(false)) => Sym::OPEN,
            (UserType::Portal, _) => self.symbols.intern("portal"),
            (UserType::Internal, _) => self.symbols.intern("person"),
        }
    }

    fn companies(&mut self, user: &User, login: Sym, origin: u32) {
        let Some(companies) = &user.companies else { return };
        self.own(Rel::UserCompany, login, origin);
        repeated(companies, self.diagnostics);
        let mut seen = HashSet::new();
        for company in companies {
            if self.names.company(company, self.diagnostics) && seen.insert(company.value.as_str()) {
                let row = [login, self.symbols.intern(company)];
                let origin = self.origin(company.span, None);
                self.push(Rel::UserCompany, &row, origin);
            }
        }
        let (Some(first), Some(semantics)) = (companies.first(), self.context.semantics) else {
            return;
        };
        for (name, spec) in &semantics.attributes {
            if spec.from.as_deref() == Some("first_company") && user.attributes.get(name).is_none() {
                let row = [login, self.symbols.intern(name), self.symbols.intern(first)];
                let origin = self.origin(first.span, Some("first of companies".to_owned()));
                self.push(Rel::UserAttribute, &row, origin);
            }
        }
    }

    fn attributes(&mut self, user: &User, login: Sym) {
        for (name, value) in &user.attributes {
            if !self.names.attribute(name, self.diagnostics) {
                continue;
            }
            let spec = self
                .context
                .semantics
                .and_then(|semantics| semantics.attributes.get(&name.value));
            let attribute = self.symbols.intern(name);
            let origin = self.origin(name.span, None);
            if value.is_empty() && spec.is_some_and(|spec| spec.required) {
                let message = format!("no account can be without {}", tick(name));
                self.diagnostics.push(
                    Diagnostic::new(&codes::BAD_VALUE, message)
                        .at(value.span)
                        .help("give it a value, or remove the line to leave it as it is"),
                );
                continue;
            }
            if value.is_empty() {
                self.desired
                    .absent
                    .push((Rel::UserAttribute, Box::new([login, attribute]), origin));
                continue;
            }
            if let Some(values) = spec
                .and_then(|spec| spec.values.as_ref())
                .filter(|v| !v.contains(&value.value))
            {
                let message = format!("{} is not a value of {}", tick(value), tick(name));
                self.diagnostics.push(
                    Diagnostic::new(&codes::BAD_VALUE, message)
                        .at(value.span)
                        .help(format!("its values are {}", list(values, 12))),
                );
                continue;
            }
            let value = self.symbols.intern(value);
            self.push(Rel::UserAttribute, &[login, attribute, value], origin);
        }
        // The number of the employee is ours; an ERP that knows it too declares an attribute of that name.
        let declared = self
            .context
            .semantics
            .is_some_and(|semantics| semantics.attributes.contains_key("employee"));
        if let Some(employee) = user.employee.as_ref().filter(|_| declared)
            && user.attributes.get("employee").is_none()
        {
            let row = [
                login,
                self.symbols.intern("employee"),
                self.symbols.intern(employee),
            ];
            let origin = self.origin(employee.span, None);
            self.push(Rel::UserAttribute, &row, origin);
        }
    }

    fn permanent_grants(
        &mut self,
        item: Item<'p, User>,
        login: Sym,
        positions: &Positions<'p>,
        origin: u32,
        watched: Option<&[&str]>,
    ) {
        let user = item.value;
        if user.positions.is_some() || user.roles.is_some() {
            self.own(Rel::Grant, login, origin);
        }
        let direct = user.roles.as_deref().unwrap_or_default();
        let held = user.positions.as_deref().unwrap_or_default();
        repeated(direct, self.diagnostics);
        repeated(held, self.diagnostics);
        let mut rows: Vec<Sym> = Vec::new();
        for role in direct {
            let sym = self.symbols.intern(role);
            // Many people hold the same few roles; each is looked up once.
            let known = self.grantable.contains(&sym) || self.names.grantable(role, self.diagnostics);
            if known {
                self.grantable.insert(sym);
            }
            if known && !rows.contains(&sym) {
                rows.push(sym);
                let origin = self.origin(role.span, None);
                self.push(Rel::Grant, &[login, sym], origin);
            }
        }
        if let Some(of_type) = self.role_of_type(user)
            && !rows.contains(&of_type.0)
        {
            rows.push(of_type.0);
            let origin = self.origin(of_type.1, Some("type portal".to_owned()));
            self.push(Rel::Grant, &[login, of_type.0], origin);
        }
        let given_directly = rows.len();
        let mut taken: HashSet<&str> = HashSet::new();
        for name in held {
            if self.names.position(name, self.diagnostics).is_none() {
                continue;
            }
            let origin = self.origin(name.span, Some(format!("position {}", name.value)));
            for &(sym, role) in positions.get(name.value.as_str()).into_iter().flatten() {
                if user.without.iter().any(|without| without.role.value == role) {
                    taken.insert(role);
                } else if !rows.contains(&sym) {
                    rows.push(sym);
                    self.push(Rel::Grant, &[login, sym], origin);
                }
            }
        }
        self.without(user, &taken, &rows[..given_directly], watched.unwrap_or_default());
        if watched.is_some() {
            self.permanent.extend(rows.into_iter().map(|role| (login, role)));
        }
    }

    /// The role that makes an account what its type says, and the place of the type.
    fn role_of_type(&mut self, user: &User) -> Option<(Sym, Span)> {
        let wanted = user
            .kind
            .as_ref()
            .filter(|wanted| wanted.value == UserType::Portal)?;
        let role = self.context.semantics?.portal.as_ref()?.role.as_ref()?;
        Some((self.symbols.intern(role), wanted.span))
    }

    fn without(&mut self, user: &User, taken: &HashSet<&str>, direct: &[Sym], temporary: &[&str]) {
        for without in &user.without {
            let role = &without.role;
            if !self.names.role(role, self.diagnostics) {
                continue;
            }
            let sym = self.symbols.intern(role);
            let (why, help) = if direct.contains(&sym) {
                ("the person has it directly", "remove it from `roles:` instead")
            } else if taken.contains(role.value.as_str()) || self.gives_for_a_time(temporary, role) {
                continue;
            } else {
                ("no position of the person gives it", "remove it")
            };
            self.diagnostics.push(
                Diagnostic::new(
                    &codes::TAKES_NOTHING,
                    format!("`without` does not take {} away: {why}", tick(role)),
                )
                .at(role.span)
                .help(help),
            );
        }
    }

    /// Whether one of the positions that a person holds for a time gives the role.
    fn gives_for_a_time(&self, temporary: &[&str], role: &str) -> bool {
        temporary.iter().any(|name| {
            let position = self.view.positions.get(name);
            position.is_some_and(|item| item.value.roles.iter().any(|given| given.value == role))
        })
    }
}
