//! People: one entry for each account that is ours.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::base::text::{list, plural};
use crate::model::{Rel, Sym};

use super::grants::Terms;
use super::positions::Positions;
use super::{LeftOut, Pull, Split, can_be_key, yaml};

/// What an entry will say.
pub(super) struct Person<'a> {
    pub(super) login: &'a str,
    name: Option<&'a str>,
    email: Option<&'a str>,
    active: bool,
    /// Whether there is anything that a leaver would lose.
    holds: bool,
    service: bool,
    portal: bool,
    employee: Option<&'a str>,
    /// The first is the one they start in.
    companies: Vec<&'a str>,
    attributes: Vec<(&'a str, &'a str)>,
    /// Roles without an end, sorted; none when the ERP computes them.
    pub(super) roles: Option<Vec<&'a str>>,
    /// Why the ERP computes the roles.
    delegated: Option<&'a str>,
    /// Roles that come along with others as stored rows, and whose rows are missing: the closed list would add them.
    missing: Vec<&'a str>,
    file: String,
    department: Option<String>,
}

impl<'a> Pull<'a> {
    /// The accounts that are ours, sorted by login.
    pub(super) fn people(&mut self, terms: &Terms<'a>) -> Vec<Person<'a>> {
        let attributes = self.by_first_key(Rel::UserAttribute);
        let companies = self.by_first_key(Rel::UserCompany);
        let grants = self.by_first_key(Rel::Grant);
        let includes = self.stored_includes();
        let delegated: HashMap<Sym, Sym> = self
            .live
            .table(Rel::Delegated)
            .rows()
            .map(|row| (row[0], row[1]))
            .collect();
        let none = Vec::new();
        let mut people = Vec::new();
        for row in self.live.table(Rel::User).rows() {
            let login = self.text(row[0]);
            let rows = grants.get(&row[0]).unwrap_or(&none);
            let held = self.own_roles(row[0], rows, terms, &includes);
            let active = self.text(row[3]) == "true";
            let kind = self.text(row[4]);
            let is_delegated = delegated.contains_key(&row[0]);
            let holds = !held.is_empty() || terms.concern(login) || is_delegated;
            if let Some(why) = self.not_ours(login, kind, active, holds) {
                self.leave_out(why);
                continue;
            }
            let mut person = Person {
                login,
                name: self.symbols.get(row[1]).filter(|name| !name.is_empty()),
                email: self.symbols.get(row[2]).filter(|email| !email.is_empty()),
                active,
                holds,
                service: kind == "service",
                portal: kind == "portal" && self.semantics.portal.is_some(),
                employee: None,
                companies: companies
                    .get(&row[0])
                    .unwrap_or(&none)
                    .iter()
                    .map(|row| self.text(row[1]))
                    .collect(),
                attributes: Vec::new(),
                roles: Some(held),
                delegated: delegated.get(&row[0]).map(|reason| self.text(*reason)),
                missing: self.missing(rows, &includes),
                file: String::new(),
                department: None,
            };
            if person.delegated.is_some() {
                person.roles = None;
            } else if !person.missing.is_empty() {
                person.roles = None;
                self.leave_out(LeftOut::OpenMembership);
            }
            self.attributes(&mut person, attributes.get(&row[0]).unwrap_or(&none));
            self.place(&mut person);
            people.push(person);
        }
        people.sort_by_key(|person| person.login);
        people
    }

    fn not_ours(&self, login: &str, kind: &str, active: bool, holds: bool) -> Option<LeftOut> {
        if kind == "system" {
            Some(LeftOut::SystemUser)
        } else if !self.options.manage.covers_user(kind) {
            Some(LeftOut::UnmanagedUser)
        } else if !can_be_key(login) {
            Some(LeftOut::UnwritableName)
        } else if !active && !holds && !self.options.inactive {
            Some(LeftOut::InactiveUser)
        } else {
            None
        }
    }

    /// The roles that are held without an end, without those that come along with another as stored rows.
    fn own_roles(
        &self,
        login: Sym,
        rows: &[&'a [Sym]],
        terms: &Terms<'a>,
        includes: &HashMap<Sym, HashSet<Sym>>,
    ) -> Vec<&'a str> {
        let login = self.text(login);
        let held: Vec<Sym> = rows
            .iter()
            .map(|row| row[1])
            .filter(|&role| !terms.has(login, self.text(role)))
            .filter(|&role| {
                let facts = self.vocabulary.roles.get(self.text(role));
                facts.is_none_or(|facts| facts.origin != "automatic")
            })
            .collect();
        let implied = |role: Sym| {
            held.iter().any(|other| {
                let gives = |a: &Sym, b: &Sym| includes.get(a).is_some_and(|set| set.contains(b));
                // Of two roles that include each other the first by name stays.
                gives(other, &role) && (!gives(&role, other) || self.text(*other) < self.text(role))
            })
        };
        held.iter()
            .filter(|role| !implied(**role))
            .map(|role| self.text(*role))
            .collect()
    }

    /// What the roles of a person include and no stored row gives, sorted.
    fn missing(&self, rows: &[&'a [Sym]], includes: &HashMap<Sym, HashSet<Sym>>) -> Vec<&'a str> {
        let held: HashSet<Sym> = rows.iter().map(|row| row[1]).collect();
        let included: HashSet<Sym> = held
            .iter()
            .filter_map(|role| includes.get(role))
            .flatten()
            .copied()
            .collect();
        let mut missing: Vec<&str> = included.difference(&held).map(|&role| self.text(role)).collect();
        missing.sort_unstable();
        missing
    }

    fn attributes(&mut self, person: &mut Person<'a>, rows: &[&'a [Sym]]) {
        let live: BTreeMap<&str, &str> = rows
            .iter()
            .filter_map(|row| Some((self.text(row[1]), self.symbols.get(row[2])?)))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        for (name, spec) in &self.semantics.attributes {
            let value = live.get(name.as_str()).copied();
            if let Some(value) = value
                && spec
                    .values
                    .as_ref()
                    .is_some_and(|values| !values.iter().any(|v| v == value))
            {
                self.leave_out(LeftOut::UnknownValue);
                continue;
            }
            if spec.from.as_deref() == Some("first_company") && !person.companies.is_empty() {
                match value.and_then(|value| person.companies.iter().position(|company| *company == value)) {
                    Some(at) => {
                        let first = person.companies.remove(at);
                        person.companies.insert(0, first);
                        continue;
                    }
                    // Without this, the first company would be filled in.
                    None => person.attributes.push((name, value.unwrap_or_default())),
                }
            } else if name == "employee" {
                person.employee = value;
            } else if let Some(value) = value {
                person.attributes.push((name, value));
            }
        }
    }

    fn place(&self, person: &mut Person<'a>) {
        let by = match &self.options.split {
            Split::One => None,
            Split::Company => person.companies.first().copied(),
            Split::Attribute(name) => person
                .attributes
                .iter()
                .find(|(attribute, _)| attribute == name)
                .map(|(_, value)| *value),
            Split::Departments(departments) => departments.get(person.login).map(String::as_str),
        };
        person.department = by
            .filter(|by| self.options.departments.iter().any(|key| key == by))
            .map(str::to_owned);
        person.file = by.unwrap_or_default().to_owned();
    }

    /// Writes the people, one file for each company or department.
    pub(super) fn write_people(&mut self, people: &[Person<'a>], positions: &Positions<'a>) {
        let mut files: BTreeMap<&str, Vec<&Person<'a>>> = BTreeMap::new();
        for person in people {
            files.entry(&person.file).or_default().push(person);
        }
        self.out.users = people.len();
        let mut names: HashSet<String> = HashSet::new();
        for (by, members) in files {
            let slug = if by.is_empty() && self.options.split == Split::One {
                "all".to_owned()
            } else {
                yaml::slug(by)
            };
            let mut name = slug.clone();
            let mut number = 2;
            while !names.insert(name.clone()) {
                name = format!("{slug}-{number}");
                number += 1;
            }
            let mut body = String::from("users:\n");
            for person in &members {
                entry(&mut body, person, positions);
            }
            let of = if by.is_empty() {
                String::new()
            } else {
                format!(" of {}", by.escape_debug())
            };
            self.file(
                &format!("people/{name}.yaml"),
                &format!("{}{of}.", plural(members.len(), "account")),
                &body,
            );
        }
    }
}

fn entry<'a>(out: &mut String, person: &Person<'a>, positions: &Positions<'a>) {
    let from = out.len();
    yaml::line(out, 2, &format!("{}:", crate::base::edit::scalar(person.login)));
    let head = out.len();
    for (key, value) in [
        ("name", person.name),
        ("email", person.email),
        ("employee", person.employee),
        ("department", person.department.as_deref()),
    ] {
        if let Some(value) = value {
            yaml::field(out, 4, key, value);
        }
    }
    if person.portal {
        yaml::field(out, 4, "type", "portal");
    }
    if person.service {
        yaml::raw_field(out, 4, "service", "{} # add its owner and what it is for");
    }
    if !person.active {
        yaml::field(out, 4, "state", if person.holds { "suspended" } else { "left" });
    }
    match (&person.roles, person.delegated) {
        (_, Some(reason)) => {
            let reason: String = reason.escape_debug().collect();
            yaml::line(
                out,
                4,
                &format!("# no roles here, because the ERP computes them: {reason}"),
            );
        }
        (None, None) => {
            let missing: String = list(person.missing.iter().copied(), 6).escape_debug().collect();
            yaml::line(
                out,
                4,
                &format!(
                    "# no roles here, because rows of what they include are missing in the ERP: {missing}"
                ),
            );
        }
        (Some(roles), None) => match positions.of(roles) {
            Some(position) => yaml::list(out, 4, "positions", &[position]),
            None => yaml::list(out, 4, "roles", roles),
        },
    }
    if !person.companies.is_empty() {
        yaml::list(out, 4, "companies", &person.companies);
    }
    if !person.attributes.is_empty() {
        yaml::line(out, 4, "attributes:");
        for (name, value) in &person.attributes {
            yaml::field(out, 6, name, value);
        }
    }
    // A key whose entry holds comments only would have no value.
    if out[head..].lines().all(|line| line.trim_start().starts_with('#')) {
        let comments = out.split_off(head);
        out.truncate(from);
        yaml::raw_field(out, 2, person.login, "{}");
        out.push_str(&comments);
    }
}
