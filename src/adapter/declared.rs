//! Whether adapter.yaml and the files of its folder fit each other.

use std::collections::BTreeSet;

use serde_json::Value;

use super::folder::{Folder, declaration, split_overlay};
use super::{Manifest, rules};
use crate::base::diagnostic::Diagnostics;
use crate::base::source::Span;
use crate::base::text::{did_you_mean, tick};
use crate::base::tree::Tree;

/// Keys that an overlay cannot replace: they decide whether it applies, or which adapter this is.
const FIXED: &[&str] = &[
    "name", "title", "engines", "versions", "tested", "refused", "overlays",
];

pub(super) fn check(folder: &Folder, tree: &Tree, bag: &mut Diagnostics) {
    overlays(folder, tree, bag);
    scripts(folder, tree, bag);
    actions(&folder.manifest, tree, bag);
    detect(folder, tree, bag);
}

/// The place of a key or value of adapter.yaml.
fn at(tree: &Tree, pointer: &str) -> Span {
    let found = tree.pointer(tree.root(), pointer);
    found.map_or_else(
        || tree.span(tree.root()),
        |(key, value)| tree.span(key.unwrap_or(value)),
    )
}

fn overlays(folder: &Folder, tree: &Tree, bag: &mut Diagnostics) {
    let folders: BTreeSet<&str> = folder.paths().filter_map(|path| split_overlay(path).0).collect();
    let mut names = BTreeSet::new();
    for (number, overlay) in folder.manifest.overlays.iter().enumerate() {
        let here = at(tree, &format!("/overlays/{number}/name"));
        if !names.insert(overlay.name.as_str()) {
            bag.push(declaration(
                format!("the overlay {} is listed twice", tick(&overlay.name)),
                here,
            ));
        }
        if overlay.set.is_empty() && !folders.contains(overlay.name.as_str()) {
            let message = format!(
                "the overlay {} has no folder and sets nothing",
                tick(&overlay.name)
            );
            bag.push(declaration(message, here));
        }
        if overlay.engines.is_none() && !overlay.depends_on_contents() {
            let message = format!("the overlay {} has no condition", tick(&overlay.name));
            bag.push(declaration(message, here).help("put its files in place of the general ones"));
        }
        if let Some(sql) = &overlay.requires_row {
            for (_, what) in rules::breaches(rules::Kind::Query, sql) {
                bag.push(declaration(
                    format!("the condition of the overlay {}: {what}", tick(&overlay.name)),
                    here,
                ));
            }
        }
        for key in overlay.set.keys().filter(|key| FIXED.contains(&key.as_str())) {
            bag.push(declaration(format!("an overlay cannot set {}", tick(key)), here));
        }
        if let Err(error) = with_overlays(folder, [overlay]) {
            let here = at(tree, &format!("/overlays/{number}/set"));
            bag.push(declaration(
                format!("what the overlay sets does not fit: {error}"),
                here,
            ));
        }
    }
    for (number, overlay) in folder.manifest.overlays.iter().enumerate() {
        let Some(Value::Object(set)) = overlay.set.get("settings") else {
            continue;
        };
        for (setting, _) in set.iter().filter(|(_, spec)| spec.is_null()) {
            let settings = &folder.manifest.settings;
            if !settings.contains_key(setting) {
                let message = format!(
                    "the overlay {} takes away {}, which is not among `settings`",
                    tick(&overlay.name),
                    tick(setting)
                );
                let here = at(tree, &format!("/overlays/{number}/set"));
                let hint = did_you_mean(setting, settings.keys().map(String::as_str));
                bag.push(declaration(message, here).maybe_help(hint));
            }
        }
    }
    for name in folders.difference(&names) {
        let message = format!("the folder overlay/{name} is not listed under `overlays`");
        let hint = did_you_mean(name, names.iter().copied());
        bag.push(declaration(message, at(tree, "/overlays")).maybe_help(hint));
    }
}

/// The declaration with the keys of overlays put in, in order. Settings are put in one by one.
pub(super) fn with_overlays<'a>(
    folder: &Folder,
    overlays: impl IntoIterator<Item = &'a super::Overlay>,
) -> Result<Manifest, serde_json::Error> {
    let mut whole = folder.declaration.clone();
    for overlay in overlays {
        let mut set = overlay.set.clone();
        if let (Some(Value::Object(settings)), Some(Value::Object(whole))) =
            (set.get("settings"), whole.get_mut("settings"))
        {
            for (name, spec) in settings {
                if spec.is_null() {
                    whole.remove(name);
                } else {
                    whole.insert(name.clone(), spec.clone());
                }
            }
            set.remove("settings");
        }
        whole.extend(set);
    }
    serde_json::from_value(Value::Object(whole))
}

/// Scripts in refuse/ and checks/ have titles, and titles have scripts.
fn scripts(folder: &Folder, tree: &Tree, bag: &mut Diagnostics) {
    let manifest = &folder.manifest;
    let mut refuse = BTreeSet::new();
    let mut checks = BTreeSet::new();
    for path in folder.paths() {
        match rules::kind(split_overlay(path).1) {
            Ok(rules::Kind::Refuse(code)) => drop(refuse.insert(code)),
            Ok(rules::Kind::Check(code)) => drop(checks.insert(code)),
            _ => {}
        }
    }
    let titled = manifest.refuse.keys().map(String::as_str).collect();
    compare("refuse", &refuse, &titled, tree, bag);
    let titled = manifest.checks.keys().map(String::as_str).collect();
    compare("checks", &checks, &titled, tree, bag);
}

fn compare(
    section: &str,
    files: &BTreeSet<&str>,
    titled: &BTreeSet<&str>,
    tree: &Tree,
    bag: &mut Diagnostics,
) {
    for code in files.difference(titled) {
        let message = format!("{section}/{code}.sql has no entry under `{section}`");
        let hint = did_you_mean(code, titled.difference(files).copied());
        bag.push(declaration(message, at(tree, &format!("/{section}"))).maybe_help(hint));
    }
    for code in titled.difference(files) {
        let message = format!("there is no {section}/{code}.sql");
        bag.push(declaration(message, at(tree, &format!("/{section}/{code}"))));
    }
}

fn actions(manifest: &Manifest, tree: &Tree, bag: &mut Diagnostics) {
    let mut known = |pointer: String, action: &str| {
        if !manifest.actions.iter().any(|a| a == action) {
            let hint = did_you_mean(action, manifest.actions.iter().map(String::as_str));
            let message = format!("{} is not among `actions`", tick(action));
            bag.push(declaration(message, at(tree, &pointer)).maybe_help(hint));
        }
    };
    for (number, action) in manifest.plain_actions.iter().flatten().enumerate() {
        known(format!("/plain_actions/{number}"), action);
    }
    for (number, kind) in manifest.resources.iter().enumerate() {
        for (place, action) in kind.actions.iter().enumerate() {
            known(format!("/resources/{number}/actions/{place}"), action);
        }
        for (key, action) in [("otherwise", &kind.otherwise), ("needs", &kind.needs)] {
            if let Some(action) = action {
                known(format!("/resources/{number}/{key}"), action);
            }
        }
    }
    for (action, needed) in &manifest.action_needs {
        known(format!("/action_needs/{action}"), action);
        for (place, other) in needed.iter().enumerate() {
            known(format!("/action_needs/{action}/{place}"), other);
        }
    }
    for (number, action) in manifest.actions.iter().enumerate() {
        if action.is_empty() || action.contains([',', ' ']) {
            let message = format!("{} is not a word", tick(action));
            bag.push(declaration(message, at(tree, &format!("/actions/{number}"))));
        }
    }
}

/// Every engine has a detect.sql, from an overlay that does not depend on the version, which only it tells.
fn detect(folder: &Folder, tree: &Tree, bag: &mut Diagnostics) {
    for &engine in &folder.manifest.engines {
        if detect_script(folder, engine).is_none() {
            let message = format!("there is no detect.sql for {}", engine.title());
            bag.push(declaration(message, at(tree, "/engines")));
        }
    }
    for overlay in folder
        .manifest
        .overlays
        .iter()
        .filter(|overlay| overlay.depends_on_contents())
    {
        if folder
            .files
            .contains_key(&format!("overlay/{}/detect.sql", overlay.name))
        {
            let message = "detect.sql cannot depend on what it finds out";
            bag.push(declaration(message, at(tree, "/overlays")));
        }
    }
}

/// The script that detects the ERP on an engine: path and text.
pub(super) fn detect_script(folder: &Folder, engine: crate::model::Engine) -> Option<(String, &str)> {
    let overlays = folder.manifest.overlays.iter().rev();
    let overlays = overlays.filter(|overlay| !overlay.depends_on_contents());
    let fitting = overlays.filter(|o| o.engines.as_ref().is_none_or(|engines| engines.contains(&engine)));
    let paths = fitting.map(|o| format!("overlay/{}/detect.sql", o.name));
    paths.chain(["detect.sql".to_owned()]).find_map(|path| {
        let text = folder.files.get(&path)?;
        Some((path, text.as_str()))
    })
}
