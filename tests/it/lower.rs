//! What files say does not depend on how they are split, nor on the order of what is in them.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::date;
use proptest::prelude::*;
use trueup::base::source::SourceMap;
use trueup::model::{Desired, Interner, Rel, Semantics, Sym};
use trueup::project::{LowerContext, Project, lower};

/// Entries by section. Some overlap in what they give: positions, terms and direct roles of one person.
const ENTRIES: [(&str, &str); 16] = [
    (
        "users",
        "  zhang.wei: {name: 张伟, positions: [buyer, clerk], roles: [r3], companies: [b, a]}\n",
    ),
    (
        "users",
        "  li.na: {state: left, last_day: 2026-10-31, positions: [buyer]}\n",
    ),
    (
        "users",
        "  chen.yu: {state: suspended, positions: [clerk], without: [{role: r2}]}\n",
    ),
    (
        "users",
        "  sun.li: {login: sun@acme.example, was: [sunli], attributes: {language: en}}\n",
    ),
    ("users", "  gone: {managed: false}\n"),
    ("positions", "  buyer: {roles: [r1, r2]}\n"),
    ("positions", "  clerk: {roles: [r2, r3]}\n"),
    (
        "roles",
        "  r1: {title: One, permissions: {x: [write, read], y: absent}}\n",
    ),
    ("roles", "  r2: {title: Two, was: [old], includes: [r1]}\n"),
    ("roles", "  r3: {match: Three}\n"),
    (
        "grants",
        "  - {user: sun.li, role: r1, until: 2026-12-31, reason: a}\n",
    ),
    (
        "grants",
        "  - {user: sun.li, position: buyer, until: 2026-12-15, reason: b}\n",
    ),
    ("grants", "  - {user: chen.yu, role: r1, from: 2026-12-01}\n"),
    ("grants", "  - {user: zhang.wei, role: r1, until: 2026-12-31}\n"),
    ("settings", "  password: {min_length: 12}\n"),
    ("settings", "  session: {idle_minutes: 30}\n"),
];

const PROJECT: &str = "project: acme\ntimezone: UTC\ntargets: {erp: {adapter: ./our-erp}}\n";

/// Lowers the entries when each stands in the file that `files` gives it, in the order of `order`.
fn lowered(order: &[usize], files: &[usize]) -> Vec<String> {
    let mut texts: BTreeMap<usize, BTreeMap<&str, String>> = BTreeMap::new();
    for &at in order {
        let (section, entry) = ENTRIES[at];
        texts
            .entry(files[at])
            .or_default()
            .entry(section)
            .or_default()
            .push_str(entry);
    }
    let mut files: Vec<(String, Arc<str>)> = texts
        .into_iter()
        .map(|(number, sections)| {
            let text: String = sections
                .iter()
                .map(|(name, text)| format!("{name}:\n{text}"))
                .collect();
            (format!("{number}.yaml"), text.into())
        })
        .collect();
    files.push(("trueup.yaml".to_owned(), PROJECT.into()));
    let loaded = Project::from_texts(files);
    let semantics: Semantics = serde_json::from_str(include_str!("../projects/semantics.json")).unwrap();
    let context = LowerContext {
        semantics: Some(&semantics),
        vocabulary: None,
        today: date(2026, 11, 21),
    };
    let mut symbols = Interner::new();
    let (desired, diagnostics) = lower(
        loaded.project.as_ref().unwrap(),
        &loaded.parts,
        "erp",
        &context,
        &mut symbols,
    );
    assert!(
        !loaded.diagnostics.has_errors() && !diagnostics.has_errors(),
        "{diagnostics:?}"
    );
    let mut lines: Vec<String> = diagnostics.iter().map(|d| d.message.clone()).collect();
    lines.extend(rows(&desired, &loaded.sources, &symbols));
    lines.sort();
    lines
}

/// Everything that was lowered, with what is written at the place of each row instead of the place.
fn rows(desired: &Desired, sources: &SourceMap, symbols: &Interner) -> Vec<String> {
    let cell = |sym: &Sym| match *sym {
        Sym::OPEN => "·",
        sym => symbols.get(sym).unwrap_or("∅"),
    };
    let cells = |row: &[Sym]| row.iter().map(cell).collect::<Vec<_>>().join(" | ");
    let at = |origin: u32| {
        let origin = &desired.origins[origin as usize];
        format!("{} {:?}", sources.text(origin.span), origin.via)
    };
    let mut lines = Vec::new();
    for table in Rel::ALL.map(|rel| desired.state.table(rel)) {
        for position in 0..table.len() {
            lines.push(format!(
                "{} {} {}",
                table.rel().name(),
                cells(table.row(position)),
                at(table.tag(position))
            ));
        }
    }
    let owned = desired.owned.iter();
    lines.extend(owned.map(|list| {
        format!(
            "owned {} {} {}",
            list.rel.name(),
            cell(&list.key),
            at(list.origin)
        )
    }));
    let absent = desired.absent.iter();
    lines.extend(
        absent.map(|(rel, key, origin)| format!("absent {} {} {}", rel.name(), cells(key), at(*origin))),
    );
    let renames = desired.renames.iter();
    lines.extend(renames.map(|r| format!("rename {} {}", cell(&r.key), cells(&r.was))));
    lines.extend(
        desired
            .released
            .iter()
            .map(|(rel, key)| format!("released {} {}", rel.name(), cell(key))),
    );
    lines
}

proptest! {
    #[test]
    fn the_split_over_files_and_the_order_do_not_matter(
        order in Just((0..ENTRIES.len()).collect::<Vec<_>>()).prop_shuffle(),
        files in prop::collection::vec(0..4_usize, ENTRIES.len()),
    ) {
        let straight: Vec<usize> = (0..ENTRIES.len()).collect();
        let together = lowered(&straight, &vec![0; ENTRIES.len()]);
        prop_assert_eq!(lowered(&order, &files), together);
    }
}

#[test]
fn codes_fit_the_column_of_the_erp() {
    let mut semantics: Semantics = serde_json::from_str(include_str!("../projects/semantics.json")).unwrap();
    semantics.items.code.max_length = Some(7);
    semantics.items.code.alphabet = Some("0123456789ABCR-".to_owned());
    let files = [
        ("trueup.yaml", PROJECT),
        (
            "codes.yaml",
            "item_codes:\n  fits:\n    segments: [{literal: A-}, {serial: 5}]\n  long:\n    segments: [{literal: B-}, {serial: 6}]\n  \
             odd:\n    segments: [{literal: R#}, {serial: 4}]\n",
        ),
    ];
    let loaded = Project::from_texts(files.map(|(name, text)| (name.to_owned(), text.into())).to_vec());
    let context = LowerContext {
        semantics: Some(&semantics),
        vocabulary: None,
        today: date(2026, 11, 21),
    };
    let (_, said) = lower(
        loaded.project.as_ref().unwrap(),
        &loaded.parts,
        "erp",
        &context,
        &mut Interner::new(),
    );
    let said: Vec<(&str, &str)> = said
        .iter()
        .map(|said| (said.code.id, said.message.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            (
                "desired/code-does-not-fit",
                "codes of `long` have up to 8 characters, and the ERP holds 7"
            ),
            (
                "desired/code-does-not-fit",
                "codes of `odd` may have `#`, which the ERP does not hold"
            ),
        ]
    );
}
