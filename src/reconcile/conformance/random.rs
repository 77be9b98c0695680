//! Random but legal changes on a live state, reproducible from a seed.

use std::collections::HashSet;

use crate::model::{
    AccessDefault, AttributeSpec, Cause, Change, InactiveRoles, Interner, LoginForm, Ranks, Rel, Row,
    Semantics, SettingType, State, Sym, Table, Verb, split_company,
};

/// A small generator (SplitMix64): the point is that a seed gives the same changes everywhere.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % (bound.max(1) as u64)).expect("below a usize")
    }

    /// True in one of `n` cases.
    pub(super) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        (!from.is_empty()).then(|| from[self.below(from.len())])
    }
}

/// Makes changes that the adapter can carry out.
pub(super) struct Generator<'a> {
    pub(super) live: &'a State,
    pub(super) semantics: &'a Semantics,
    pub(super) symbols: &'a mut Interner,
    pub(super) dice: Dice,
    pub(super) can: &'a dyn Fn(Rel, Verb) -> bool,
    pub(super) changes: Vec<Change>,
    pub(super) touched: HashSet<(Rel, Vec<Sym>)>,
    /// People whose roles are those of a bundle, and no others.
    pub(super) bundled: HashSet<Sym>,
}

/// Names that meet the awkward cases: other scripts, quotes, blanks, letters that differ in case only elsewhere.
pub(super) const NAMES: [&str; 8] = [
    "张伟",
    "O'Brien",
    "Zoë Müller",
    "name \"quoted\"",
    "back\\slash",
    "two  blanks",
    "Ω ohm",
    "plain",
];

impl<'a> Generator<'a> {
    pub(super) fn new(
        live: &'a State,
        semantics: &'a Semantics,
        symbols: &'a mut Interner,
        seed: u64,
        can: &'a dyn Fn(Rel, Verb) -> bool,
    ) -> Self {
        let dice = Dice::new(seed);
        Self {
            live,
            semantics,
            symbols,
            dice,
            can,
            changes: Vec::new(),
            touched: HashSet::new(),
            bundled: HashSet::new(),
        }
    }

    /// A set of changes that fit together.
    pub(super) fn run(mut self) -> Vec<Change> {
        let tag = self.dice.below(1 << 20);
        if self.dice.one_in(4) {
            // By themselves: every other row would have to be spelled with the new keys.
            self.renames(tag);
            return self.changes;
        }
        let (users, roles) = (self.people(tag), self.roles(tag));
        self.changed_attributes(&users);
        let bundles = self.bundles(tag, &roles);
        self.bundled_people(&bundles);
        let free: Vec<Sym> = users
            .iter()
            .copied()
            .filter(|user| !self.bundled.contains(user))
            .collect();
        let grantable = self.grantable(&roles);
        self.links(Rel::Grant, &free, &grantable);
        let companies = self.keys(Rel::Company, |row, no| row[2] != no);
        self.links(Rel::UserCompany, &users, &companies);
        self.permissions(&roles);
        self.includes(&roles);
        self.every_person_has_a_role(&roles);
        self.rules(&roles);
        self.settings(tag);
        self.sequences(tag);
        if self.semantics.access.stored_includes {
            self.close_grants();
        }
        self.changes
    }

    /// People and our own roles get other keys; a role that was made in the ERP gets one of ours.
    fn renames(&mut self, tag: usize) {
        let (person, custom) = (self.symbols.intern("person"), self.symbols.intern("custom"));
        for (rel, column, kind) in [(Rel::User, 4, person), (Rel::Role, 2, custom)] {
            let table = self.live.table(rel);
            let ours: Vec<Sym> = table
                .rows()
                .filter(|row| row[column] == kind)
                .map(|row| row[0])
                .collect();
            for number in 0..3 {
                let Some(old) = self.dice.pick(&ours) else { break };
                let new = self.symbols.intern(&format!("renamed-{tag}-{number}"));
                if self.touched.insert((rel, vec![old])) {
                    self.push(Change::rename(rel, new, old, Cause::Gone));
                }
            }
        }
    }

    pub(super) fn push(&mut self, change: Change) -> bool {
        let fresh =
            (self.can)(change.rel, change.verb) && self.touched.insert((change.rel, change.key().to_vec()));
        if fresh {
            self.changes.push(change);
        }
        fresh
    }

    fn keys(&mut self, rel: Rel, keep: impl Fn(Row<'_>, Sym) -> bool) -> Vec<Sym> {
        let no = self.symbols.intern("false");
        self.live
            .table(rel)
            .rows()
            .filter(|row| keep(row, no))
            .map(|row| row[0])
            .collect()
    }

    /// New and changed people; gives everybody that links may name.
    fn people(&mut self, tag: usize) -> Vec<Sym> {
        let (yes, no, person) = (
            self.symbols.intern("true"),
            self.symbols.intern("false"),
            self.symbols.intern("person"),
        );
        let delegated: HashSet<Sym> = self.live.table(Rel::Delegated).rows().map(|row| row[0]).collect();
        let mut people: Vec<Sym> = self
            .live
            .table(Rel::User)
            .rows()
            .filter(|row| row[4] == person && !delegated.contains(&row[0]))
            .map(|row| row[0])
            .collect();
        for number in 0..1 + self.dice.below(4) {
            let by_mail = self.semantics.accounts.login == LoginForm::Email;
            let name = self.symbols.intern(NAMES[self.dice.below(NAMES.len())]);
            let email = self.symbols.intern(&format!("new.{tag}.{number}@example.com"));
            let login = if by_mail {
                email
            } else {
                self.symbols.intern(&format!("new.{tag}.{number}"))
            };
            let email = if self.dice.one_in(3) && !by_mail {
                Sym::NULL
            } else {
                email
            };
            let active = if self.dice.one_in(4) { no } else { yes };
            if self.semantics.portal.is_some() && self.dice.one_in(3) {
                self.outsider([login, name, email, active]);
                continue;
            }
            let row = [login, name, email, active, person];
            if self.push(Change::insert(Rel::User, &row, Cause::Gone)) {
                people.push(login);
                self.attributes(login);
            }
        }
        let live = self.live.table(Rel::User);
        for row in live.rows().filter(|row| row[4] == person) {
            if !self.dice.one_in(4) {
                continue;
            }
            let mut new = row.to_vec();
            match self.dice.below(3) {
                0 => new[1] = self.symbols.intern(NAMES[self.dice.below(NAMES.len())]),
                1 if self.semantics.accounts.login == LoginForm::Any => {
                    new[2] = self.symbols.intern(&format!("changed{tag}@example.com"));
                }
                1 => {}
                _ => new[3] = if row[3] == yes { no } else { yes },
            }
            if new != row {
                self.push(Change::update(Rel::User, row, &new, Cause::Gone));
            }
        }
        people
    }

    /// A new account of a portal, which has the role of those and no other.
    fn outsider(&mut self, [login, name, email, active]: [Sym; 4]) {
        let row = [login, name, email, active, self.symbols.intern("portal")];
        if !self.push(Change::insert(Rel::User, &row, Cause::Gone)) {
            return;
        }
        self.attributes(login);
        let semantics = self.semantics;
        let role = semantics.portal.as_ref().and_then(|portal| portal.role.as_ref());
        if let Some(role) = role.map(|role| self.symbols.intern(role)) {
            self.push(Change::insert(Rel::Grant, &[login, role], Cause::Gone));
        }
    }

    /// What a new account starts with, and some attribute that has listed values.
    fn attributes(&mut self, login: Sym) {
        self.first_company(login);
        let specs: Vec<(String, Option<String>)> = self
            .semantics
            .attributes
            .iter()
            .map(|(name, spec)| {
                let listed = spec.values.as_ref().filter(|_| self.dice.one_in(2));
                let value = listed.and_then(|v| v.first()).or(spec.on_create.as_ref());
                (name.clone(), value.cloned())
            })
            .collect();
        for (name, value) in specs {
            if let Some(value) = value {
                let row = [login, self.symbols.intern(&name), self.symbols.intern(&value)];
                self.push(Change::insert(Rel::UserAttribute, &row, Cause::Gone));
            }
        }
    }

    /// Where no account can be without a company to start in, a new one gets one.
    fn first_company(&mut self, login: Sym) {
        let semantics = self.semantics;
        let wanted = |(_, spec): &(&String, &AttributeSpec)| {
            spec.required && spec.from.as_deref() == Some("first_company")
        };
        let Some((name, _)) = semantics.attributes.iter().find(wanted) else {
            return;
        };
        let companies = self.keys(Rel::Company, |row, no| row[2] != no);
        if let Some(company) = self.dice.pick(&companies) {
            let attribute = self.symbols.intern(name);
            self.push(Change::insert(Rel::UserCompany, &[login, company], Cause::Gone));
            self.push(Change::insert(
                Rel::UserAttribute,
                &[login, attribute, company],
                Cause::Gone,
            ));
        }
    }

    /// New and changed roles; gives every role that links may name.
    fn roles(&mut self, tag: usize) -> Vec<Sym> {
        let (yes, no, custom, automatic) = (
            self.symbols.intern("true"),
            self.symbols.intern("false"),
            self.symbols.intern("custom"),
            self.symbols.intern("automatic"),
        );
        let grantable = self
            .live
            .table(Rel::Role)
            .rows()
            .filter(|row| row[2] != automatic && row[3] == yes)
            .map(|row| row[0]);
        let apart = |role: &Sym| {
            let name = self.symbols.text(*role);
            let limits = &self.semantics.own_roles;
            limits.is_bundle(name) || self.semantics.accounts.role.as_deref() == Some(name)
        };
        let mut roles: Vec<Sym> = grantable.filter(|role| !apart(role)).collect();
        for number in 0..1 + self.dice.below(3) {
            let title = format!("{} {tag} {number}", NAMES[self.dice.below(NAMES.len())]);
            let title = self.symbols.intern(&title);
            let role = if self.semantics.own_roles.title_is_key {
                title
            } else {
                self.symbols.intern(&format!("made-{tag}-{number}"))
            };
            if self.push(Change::insert(
                Rel::Role,
                &[role, title, custom, yes],
                Cause::Gone,
            )) {
                roles.push(role);
            }
        }
        let live = self.live.table(Rel::Role);
        // A role that is known by its title has no key that could stay.
        let ours = |row: &Row<'_>| {
            let name = self.symbols.text(row[0]);
            row[2] == custom && !name.starts_with("name:") && !self.semantics.own_roles.is_bundle(name)
        };
        let ours: Vec<Vec<Sym>> = live.rows().filter(ours).map(<[Sym]>::to_vec).collect();
        let counts = self.semantics.access.inactive_roles == InactiveRoles::Count;
        for row in ours {
            if self.dice.one_in(3) {
                let mut new = row.clone();
                if self.semantics.own_roles.title_is_key {
                    // Where an inactive role goes on counting, nobody may be left with one.
                    if self.semantics.own_roles.always_active || (counts && self.is_used(row[0])) {
                        continue;
                    }
                    new[3] = if row[3] == yes { no } else { yes };
                } else if self.semantics.own_roles.always_active || self.dice.one_in(2) {
                    new[1] = self
                        .symbols
                        .intern(&format!("Again {tag} {}", self.symbols.text(row[0])));
                } else {
                    new[3] = if row[3] == yes { no } else { yes };
                }
                if self.push(Change::update(Rel::Role, &row, &new, Cause::Gone)) {
                    roles.retain(|role| *role != row[0]);
                }
            }
        }
        roles
    }

    /// Rows of a relation with two keys and no values: some new, some gone.
    fn links(&mut self, rel: Rel, left: &[Sym], right: &[Sym]) {
        let ranks = self.symbols.ranks();
        let live = self.live.table(rel);
        let known: HashSet<Sym> = left.iter().copied().collect();
        for _ in 0..3 + self.dice.below(8) {
            let (Some(a), Some(b)) = (self.dice.pick(left), self.dice.pick(right)) else {
                return;
            };
            if live.find(&[a, b], &ranks).is_none() {
                self.push(Change::insert(rel, &[a, b], Cause::Gone));
            }
        }
        let gone: Vec<Vec<Sym>> = live
            .rows()
            .filter(|row| known.contains(&row[0]) && right.contains(&row[1]) && self.dice.one_in(6))
            .map(<[Sym]>::to_vec)
            .collect();
        for row in gone {
            // A person's main company cannot be taken away while it is the main one.
            if rel != Rel::UserCompany || !self.names(&row[..1], row[1], &ranks) {
                self.push(Change::delete(rel, &row, Cause::Gone));
            }
        }
    }

    /// Whether an attribute of a person has this value.
    fn names(&self, login: &[Sym], value: Sym, ranks: &Ranks) -> bool {
        let attributes = self.live.table(Rel::UserAttribute);
        attributes
            .range(login, ranks)
            .any(|at| attributes.row(at)[2] == value)
    }

    fn permissions(&mut self, roles: &[Sym]) {
        let ranks = self.symbols.ranks();
        let live = self.live.table(Rel::Permission);
        let resources: Vec<(Sym, Option<String>)> = self
            .live
            .table(Rel::Resource)
            .rows()
            .map(|row| (row[0], self.symbols.get(row[1 + 1]).map(str::to_owned)))
            .collect();
        for _ in 0..4 + self.dice.below(8) {
            let Some(role) = self.dice.pick(roles) else { return };
            if resources.is_empty() {
                return;
            }
            let (resource, limit) = resources[self.dice.below(resources.len())].clone();
            if !self.has_the_whole(role, resource, &ranks) {
                continue;
            }
            let actions = self.actions(resource, limit.as_deref());
            let Some(actions) = actions else { continue };
            let row = [role, resource, actions];
            match live.find(&row[..2], &ranks) {
                None => drop(self.push(Change::insert(Rel::Permission, &row, Cause::Gone))),
                Some(at) if live.row(at)[2] != actions => {
                    self.push(Change::update(Rel::Permission, live.row(at), &row, Cause::Gone));
                }
                Some(_) => {}
            }
        }
        let gone: Vec<Vec<Sym>> = sample(live, &mut self.dice, 3);
        for row in gone {
            self.push(Change::delete(Rel::Permission, &row, Cause::Gone));
        }
    }

    /// A random set of the actions that exist on a resource; never empty where that is the same as no row.
    fn actions(&mut self, resource: Sym, limit: Option<&str>) -> Option<Sym> {
        let name = self.symbols.text(resource).to_owned();
        let possible: Vec<String> = match (self.semantics.sub_resource(&name), limit) {
            (_, Some(limit)) => limit.split(',').map(str::to_owned).collect(),
            (Some((kind, _)), None) => kind.actions.clone(),
            (None, None) => self.semantics.plain_actions().to_vec(),
        };
        let mut chosen: Vec<&str> = possible
            .iter()
            .map(String::as_str)
            .filter(|_| self.dice.one_in(2))
            .collect();
        loop {
            let lacking = self.semantics.lacking(&chosen).next();
            let Some(action) = lacking.map(|(action, _)| action.to_owned()) else {
                break;
            };
            chosen.retain(|other| *other != action);
        }
        if chosen.is_empty() && self.semantics.access.default == AccessDefault::Closed {
            return None;
        }
        let spelled = self.semantics.spell_actions(chosen.into_iter()).ok()?;
        Some(self.symbols.intern(&spelled))
    }

    /// A new role includes a role that was there, which cannot make a cycle.
    fn includes(&mut self, roles: &[Sym]) {
        let no = self.symbols.intern("false");
        let yes = self.symbols.intern("true");
        let stored = self.semantics.access.stored_includes
            || self.live.table(Rel::RoleInclude).rows().any(|row| row[2] == yes);
        let old: Vec<Sym> = roles
            .iter()
            .copied()
            .filter(|role| !self.touched.contains(&(Rel::Role, vec![*role])))
            .collect();
        let new: Vec<Sym> = roles
            .iter()
            .copied()
            .filter(|role| self.touched.contains(&(Rel::Role, vec![*role])))
            .collect();
        let old = match &self.semantics.own_roles.includes {
            None => old,
            Some(only) => only.iter().filter_map(|name| self.symbols.find(name)).collect(),
        };
        for role in new {
            if let Some(included) = self.dice.pick(&old).filter(|_| self.dice.one_in(2)) {
                let row = [role, included, if stored { yes } else { no }];
                self.push(Change::insert(Rel::RoleInclude, &row, Cause::Gone));
            }
        }
        let custom = self.symbols.intern("custom");
        let ranks = self.symbols.ranks();
        let live = self.live.table(Rel::Role);
        let limits = &self.semantics.own_roles;
        let ours = |role: Sym| {
            let custom = |at: usize| live.row(at)[2] == custom;
            limits.includes.is_none() && live.find(&[role], &ranks).is_some_and(custom)
        };
        for row in sample(self.live.table(Rel::RoleInclude), &mut self.dice, 1) {
            if ours(row[0]) {
                self.push(Change::delete(Rel::RoleInclude, &row, Cause::Gone));
            }
        }
    }

    /// Row-level rules lose a role, and get another one.
    fn rules(&mut self, roles: &[Sym]) {
        let ranks = self.symbols.ranks();
        let everyone = self.symbols.intern("*");
        let live = self.live.table(Rel::RecordRule);
        for row in sample(live, &mut self.dice, 2) {
            self.push(Change::delete(Rel::RecordRule, &row, Cause::Gone));
        }
        for row in sample(live, &mut self.dice, 2) {
            let Some(role) = self.dice.pick(roles) else { return };
            let new = [role, row[1], row[2], row[3], row[4]];
            if row[0] != everyone && live.find(&new[..3], &ranks).is_none() {
                self.push(Change::insert(Rel::RecordRule, &new, Cause::Gone));
            }
        }
    }

    /// Attributes with listed values get another one of them.
    fn changed_attributes(&mut self, people: &[Sym]) {
        let people: HashSet<Sym> = people.iter().copied().collect();
        let semantics = self.semantics;
        for row in self.live.table(Rel::UserAttribute).rows() {
            let spec = semantics.attributes.get(self.symbols.text(row[1]));
            let Some(values) = spec.and_then(|spec| spec.values.as_ref()) else {
                continue;
            };
            if people.contains(&row[0]) && self.dice.one_in(4) {
                let value = &values[self.dice.below(values.len())];
                let new = [row[0], row[1], self.symbols.intern(value)];
                if new != *row {
                    self.push(Change::update(Rel::UserAttribute, row, &new, Cause::Gone));
                }
            }
        }
    }

    fn settings(&mut self, tag: usize) {
        let ranks = self.symbols.ranks();
        let live = self.live.table(Rel::Setting);
        let semantics = self.semantics;
        for (name, spec) in semantics.settings.iter().filter(|(_, spec)| !spec.fixed) {
            let value = match (&spec.values, spec.kind) {
                (Some(values), _) => values[self.dice.below(values.len())].clone(),
                (None, SettingType::Bool) => (if self.dice.one_in(2) { "true" } else { "false" }).to_owned(),
                (None, SettingType::Int) => (1 + self.dice.below(90)).to_string(),
                (None, SettingType::Duration) => {
                    format!("{:02}:{:02}", self.dice.below(24), self.dice.below(60))
                }
                (None, SettingType::Text) => format!("text{tag}.example"),
                (None, SettingType::Date) => format!("20{}-06-30", 20 + self.dice.below(9)),
            };
            if spec.per_company {
                self.setting_of_companies(name, &value, spec.kind);
                continue;
            }
            let found = self.symbols.find(name).and_then(|key| live.find(&[key], &ranks));
            let new = [self.symbols.intern(name), self.symbols.intern(&value)];
            match found.map(|at| live.row(at)) {
                None => drop(self.push(Change::insert(Rel::Setting, &new, Cause::Gone))),
                Some(row) if self.dice.one_in(6) => {
                    self.push(Change::delete(Rel::Setting, row, Cause::Gone));
                }
                Some(row) if *row != new => {
                    self.push(Change::update(Rel::Setting, row, &new, Cause::Gone));
                }
                Some(_) => {}
            }
        }
    }

    /// Settings that companies have get another value; nobody adds or removes them.
    fn setting_of_companies(&mut self, name: &str, value: &str, kind: SettingType) {
        let fresh = self.symbols.intern(value);
        for row in self.live.table(Rel::Setting).rows() {
            let value = match self.symbols.get(row[1]) {
                // A day that closes something may be one that only moves forward.
                Some(day) if kind == SettingType::Date => {
                    let year = day.get(..4).and_then(|year| year.parse::<u16>().ok());
                    let later = format!("{}-06-30", year.unwrap_or(2020) + 1);
                    self.symbols.intern(&later)
                }
                _ => fresh,
            };
            let theirs = split_company(self.symbols.text(row[0])).0 == name;
            if theirs && row[1] != value && self.dice.one_in(2) {
                self.push(Change::update(Rel::Setting, row, &[row[0], value], Cause::Gone));
            }
        }
    }

    fn sequences(&mut self, tag: usize) {
        for row in sample(self.live.table(Rel::Sequence), &mut self.dice, 2) {
            if row[3] == Sym::NULL {
                // Only its next number is kept.
                continue;
            }
            let mut new = row.clone();
            new[1] = self.symbols.intern(&format!("T{tag}-"));
            new[3] = self.symbols.intern(&self.dice.below(9).to_string());
            if self.dice.one_in(6) {
                // An ERP may count with a sequence of the engine, whose step is not anybody's to change.
                new[4] = self.symbols.intern(&(1 + self.dice.below(5)).to_string());
            }
            if new != row {
                self.push(Change::update(Rel::Sequence, &row, &new, Cause::Gone));
            }
        }
    }
}

fn sample(table: &Table, dice: &mut Dice, number: usize) -> Vec<Vec<Sym>> {
    (0..number.min(table.len()))
        .map(|_| table.row(dice.below(table.len())).to_vec())
        .collect()
}
