//! Changes sorted under the person, the role or the kind of thing that they are about, and folded where they are alike.

use std::collections::{BTreeMap, HashMap};

use crate::model::{Cause, Change, Rel, Sym, Verb};
use crate::report::Lang;
use crate::report::document::{Item, Line, Sign, Tone};

use super::entry::{Entry, Speech};

/// What a group of changes is about. The order is that of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::report) enum Subject {
    Person(Sym),
    Role(Sym),
    Other(Rel),
}

impl Subject {
    /// What a change is about.
    pub(in crate::report) fn of(change: &Change) -> Self {
        let first = change.key()[0];
        match (change.rel, change.rel.spec().keys[0].references) {
            (Rel::User, _) | (_, Some(Rel::User)) => Self::Person(first),
            (Rel::Role, _) | (_, Some(Rel::Role)) => Self::Role(first),
            (rel, _) => Self::Other(rel),
        }
    }

    /// Which section of the report it stands in.
    pub(in crate::report) fn section(self) -> Section {
        match self {
            Self::Person(_) => Section::People,
            Self::Role(_) => Section::Roles,
            Self::Other(rel) => Section::Other(rel),
        }
    }
}

/// A section of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::report) enum Section {
    People,
    Roles,
    Other(Rel),
}

impl Section {
    /// Its heading.
    pub(in crate::report) fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::People => lang.pick("People", "人员"),
            Self::Roles => lang.pick("Roles", "角色"),
            Self::Other(Rel::Setting) => lang.pick("Settings", "系统设置"),
            Self::Other(Rel::Sequence) => lang.pick("Number sequences", "编号序列"),
            Self::Other(Rel::Guard) => lang.pick("Guard", "防护规则"),
            Self::Other(Rel::BackupPolicy) => lang.pick("Backup policies", "备份策略"),
            Self::Other(Rel::ItemRule) => lang.pick("Item-code rules", "物料编码规则"),
            Self::Other(Rel::ItemGuard) => lang.pick("Codes that the database refuses", "数据库拒绝的编码"),
            Self::Other(rel) => rel.name(),
        }
    }
}

/// What happens to the subject itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::report) enum Fate {
    New,
    Renamed,
    Reactivated,
    Deactivated,
}

impl Fate {
    pub(super) fn words(self, person: bool, lang: Lang) -> &'static str {
        match (self, person) {
            (Self::New, true) => lang.pick("new account", "新账号"),
            (Self::New, false) => lang.pick("new role", "新角色"),
            (Self::Renamed, _) => lang.pick("renamed", "改名"),
            (Self::Reactivated, _) => lang.pick("active again", "重新启用"),
            (Self::Deactivated, _) => lang.pick("deactivated", "停用"),
        }
    }
}

/// Everything that happens to one subject.
#[derive(Debug)]
pub(in crate::report) struct Group {
    pub(in crate::report) subject: Subject,
    pub(in crate::report) fates: Vec<Fate>,
    pub(in crate::report) entries: Vec<Entry>,
    /// Which changes of abilities it comes with, by their number in the plan.
    pub(in crate::report) abilities: Vec<usize>,
}

/// Sorts changes into groups, in the order of the report.
pub(in crate::report) fn groups<'a>(
    changes: impl Iterator<Item = &'a Change> + Clone,
    speech: Speech<'_>,
) -> Vec<Group> {
    // The term of a new grant is said with the grant, if both come from the same cause.
    let granted: HashMap<[Sym; 2], Cause> = changes
        .clone()
        .filter(|c| c.rel == Rel::Grant && c.verb == Verb::Insert)
        .map(|c| ([c.key()[0], c.key()[1]], c.cause))
        .collect();
    let with_grant = |change: &Change| {
        change.rel == Rel::GrantTerm
            && change.verb == Verb::Insert
            && granted.contains_key(&[change.key()[0], change.key()[1]])
    };
    let terms: HashMap<[Sym; 2], &Change> = changes
        .clone()
        .filter(|change| with_grant(change))
        .map(|change| ([change.key()[0], change.key()[1]], change))
        .collect();
    let mut found: HashMap<Subject, Vec<&Change>> = HashMap::new();
    for change in changes {
        found.entry(Subject::of(change)).or_default().push(change);
    }
    let mut groups: Vec<Group> = found
        .into_iter()
        .map(|(subject, mut changes)| {
            changes.sort_by_key(|change| (change.rel, change.verb != Verb::Rename));
            let entries = changes
                .iter()
                .filter(|change| !with_grant(change))
                .flat_map(|change| {
                    let term = (change.rel == Rel::Grant && change.verb == Verb::Insert)
                        .then(|| terms.get(&[change.key()[0], change.key()[1]]).copied())
                        .flatten();
                    speech.entries(change, term)
                })
                .collect();
            Group {
                subject,
                fates: fates(&changes, speech),
                entries,
                abilities: Vec::new(),
            }
        })
        .collect();
    let key = |subject: Subject| match subject {
        Subject::Person(key) | Subject::Role(key) => speech.symbols.text(key),
        Subject::Other(_) => "",
    };
    groups.sort_by(|a, b| (a.subject.section(), key(a.subject)).cmp(&(b.subject.section(), key(b.subject))));
    groups
}

fn fates(changes: &[&Change], speech: Speech<'_>) -> Vec<Fate> {
    let mut fates = Vec::new();
    for change in changes.iter().filter(|change| change.rel.is_entity()) {
        let active = change
            .after("active")
            .filter(|cell| change.before("active").is_some_and(|before| before != *cell))
            .map(|cell| speech.symbols.text(cell));
        match (change.verb, active) {
            (Verb::Insert, _) => fates.push(Fate::New),
            (Verb::Rename, _) => fates.push(Fate::Renamed),
            (Verb::Update, Some("true")) => fates.push(Fate::Reactivated),
            (Verb::Update, Some("false")) => fates.push(Fate::Deactivated),
            _ => {}
        }
    }
    fates
}

/// Where entries come from, in words.
pub(in crate::report) trait Places {
    /// File and line, how it came from there, and remarks on the cause. The first part tells two places apart.
    fn place(&self, cause: Cause) -> Option<String>;
    /// The parts of the place that alike entries share: how it came from the files.
    fn manner(&self, cause: Cause) -> String;
}

/// Groups that are alike, said once.
#[derive(Debug)]
pub(in crate::report) struct Folded {
    /// The groups, by their number.
    pub(in crate::report) members: Vec<usize>,
}

/// Puts groups together that would say the same, if there are more than `limit` of them. Order is that of the first
/// member.
pub(in crate::report) fn fold(groups: &[Group], places: &dyn Places, limit: usize) -> Vec<Folded> {
    let shapes: Vec<String> = groups.iter().map(|group| shape(group, places)).collect();
    let mut count: HashMap<&str, usize> = HashMap::new();
    for shape in &shapes {
        *count.entry(shape).or_default() += 1;
    }
    let mut at: BTreeMap<&str, usize> = BTreeMap::new();
    let mut folded: Vec<Folded> = Vec::new();
    for (number, shape) in shapes.iter().enumerate() {
        let alike = count[shape.as_str()] > limit && matches!(groups[number].subject, Subject::Person(_));
        match at.get(shape.as_str()) {
            Some(&index) if alike => folded[index].members.push(number),
            _ => {
                at.insert(shape, folded.len());
                folded.push(Folded {
                    members: vec![number],
                });
            }
        }
    }
    folded
}

/// What a group says, less what is one person's own.
fn shape(group: &Group, places: &dyn Places) -> String {
    use std::fmt::Write as _;
    let mut shape = format!("{:?}{:?}", group.fates, group.abilities);
    for entry in &group.entries {
        let _ = write!(shape, "|{}", entry.template);
        let shown = if entry.personal { &[][..] } else { &entry.values };
        for line in entry.objects.iter().chain(shown) {
            for piece in &line.pieces {
                shape.push('/');
                shape.push_str(&piece.text);
            }
        }
        shape.push_str(&places.manner(entry.cause));
    }
    shape
}

/// The entries of groups that are alike as items. Like entries become one, naming at most `limit` objects.
pub(in crate::report) fn items(
    groups: &[Group],
    folded: &Folded,
    places: &dyn Places,
    limit: usize,
    lang: Lang,
) -> Vec<Item> {
    let first = &groups[folded.members[0]];
    let mut joined: Vec<(Entry, Vec<Cause>, String)> = Vec::new();
    for (at, entry) in first.entries.iter().enumerate() {
        let mut entry = entry.clone();
        let mut causes = vec![entry.cause];
        for &other in &folded.members[1..] {
            let twin = &groups[other].entries[at];
            causes.push(twin.cause);
            for (own, theirs) in entry.values.iter_mut().zip(&twin.values) {
                if own != theirs {
                    *own = Line::new().tone(Tone::Quiet, lang.pick("(each their own)", "（各人不同）"));
                }
            }
        }
        let manner = places.manner(entry.cause);
        let like = joined.iter_mut().find(|(other, _, other_manner)| {
            other.sign == entry.sign
                && other.template == entry.template
                && other.values == entry.values
                && !entry.objects.is_empty()
                && *other_manner == manner
        });
        match like {
            Some((other, all, _)) => {
                other.objects.append(&mut entry.objects);
                all.append(&mut causes);
            }
            None => joined.push((entry, causes, manner)),
        }
    }
    let mut items = Vec::new();
    for (entry, causes, _) in joined {
        if entry.objects.len() > limit || folded.members.len() > 1 || entry.objects.len() < 2 {
            let from = several(&causes, places, lang);
            items.push(Item::new(entry.sign, entry.line(limit, lang)).from(from));
            continue;
        }
        // Few enough to give each its own line and place.
        for (object, cause) in entry.objects.iter().zip(causes) {
            let one = Entry {
                objects: vec![object.clone()],
                ..entry.clone()
            };
            items.push(Item::new(one.sign, one.line(limit, lang)).from(places.place(cause)));
        }
    }
    items
}

fn several(causes: &[Cause], places: &dyn Places, lang: Lang) -> Option<String> {
    let mut distinct: Vec<String> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for &cause in causes {
        if let Some(place) = places.place(cause)
            && seen.insert(place.clone())
        {
            distinct.push(place);
        }
    }
    let first = distinct.first()?.clone();
    let more = distinct.len() - 1;
    if more == 0 {
        return Some(first);
    }
    let number = crate::base::text::grouped(more);
    Some(lang.pick(
        format!("{first} and {number} more"),
        format!("{first} 等另外 {number} 处"),
    ))
}

/// An item for something that people gain (`+`) or lose (`-`).
pub(in crate::report) fn ability_items(
    change: &crate::plan::AbilityChange,
    limit: usize,
    lang: Lang,
) -> Vec<Item> {
    let mut items = Vec::new();
    if change.account == Some(false) && limit != usize::MAX {
        // Nothing is left, so a list of it all would only hide what else the plan does.
        let number = change.lost.len() + change.lost_open;
        let number = lang.count(number, "resource", "个资源");
        let template = lang.pick(
            "can no longer use anything ({0} until now)",
            "不能再使用任何资源（此前可用 {0}）",
        );
        let line = Line::fill(template, &[Line::plain(number)]);
        return vec![Item::new(Sign::Removed, line)];
    }
    match change.administrator {
        Some(true) => items.push(Item::new(
            Sign::Caution,
            Line::new().tone(
                Tone::Danger,
                lang.pick("becomes an administrator", "成为系统管理员"),
            ),
        )),
        Some(false) => items.push(Item::new(
            Sign::Removed,
            Line::plain(lang.pick("is no longer an administrator", "不再是系统管理员")),
        )),
        None => {}
    }
    for (sign, abilities, en, zh) in [
        (Sign::Added, &change.gained, "can now {0} {1}", "现在可以{0} {1}"),
        (
            Sign::Removed,
            &change.lost,
            "can no longer {0} {1}",
            "不能再{0} {1}",
        ),
    ] {
        let mut by_actions: BTreeMap<String, Vec<Line>> = BTreeMap::new();
        for (resource, actions) in abilities {
            by_actions
                .entry(actions.join(","))
                .or_default()
                .push(Line::named(resource));
        }
        for (actions, resources) in by_actions {
            let parts = [
                Line::plain(lang.actions(&actions)),
                super::entry::join(&resources, limit, lang),
            ];
            items.push(Item::new(sign, Line::fill(lang.pick(en, zh), &parts)));
        }
    }
    for (sign, number, en, zh) in [
        (
            Sign::Added,
            change.gained_open,
            "can now use {0} that nothing forbids",
            "现在可以使用 {0}（未设任何限制）",
        ),
        (
            Sign::Removed,
            change.lost_open,
            "can no longer use {0} that nothing forbids",
            "不能再使用 {0}（未设任何限制）",
        ),
    ] {
        if number > 0 {
            let number = lang.count(number, "resource", "个资源");
            items.push(Item::new(
                sign,
                Line::fill(lang.pick(en, zh), &[Line::plain(number)]),
            ));
        }
    }
    items
}
