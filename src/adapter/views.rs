//! Views: queries that several scripts need, kept once in `view/<name>.sql` and named in the scripts as the table
//! `view_<name>`. They are put in when an adapter meets a database; the database itself never hears of them.

use std::collections::{BTreeMap, BTreeSet};

use super::AdapterError;
use super::codes::SCRIPT;
use super::folder::{place, split_overlay};
use super::open::Script;
use super::sql::{Kind, on_one_line, tokens};
use crate::base::diagnostic::Diagnostics;
use crate::base::source::{FileId, Span};
use crate::base::text::{did_you_mean, tick};

/// Begins the name of a view in a script. A table of an ERP whose name begins so is written in quotes.
const PREFIX: &str = "view_";

/// The views that a script names: at which byte, and which.
fn uses(sql: &str) -> Vec<(usize, &str)> {
    let words = tokens(sql).into_iter().filter_map(|token| match token.kind {
        Kind::Word(word) => Some((token.at, word.strip_prefix(PREFIX)?)),
        _ => None,
    });
    words.collect()
}

/// The name of the view that the file at a path, without any overlay, holds.
fn name(path: &str) -> Option<&str> {
    path.strip_prefix("view/")?.strip_suffix(".sql")
}

/// Every view that a script names exists, none needs itself, and none is there for nothing.
pub(super) fn check(
    scripts: &BTreeMap<String, String>,
    ids: &BTreeMap<String, FileId>,
    bag: &mut Diagnostics,
) {
    let inner = |path| split_overlay(path).1;
    let views: BTreeSet<&str> = scripts.keys().filter_map(|path| name(inner(path))).collect();
    let mut needs: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut used = BTreeSet::new();
    for (path, sql) in scripts {
        let Some(&file) = ids.get(path) else { continue };
        for (at, view) in uses(sql) {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            let length = u32::try_from(PREFIX.len() + view.len()).unwrap_or(u32::MAX);
            let here = Span::new(file, at, at.saturating_add(length));
            if !views.contains(view) {
                let help = did_you_mean(view, views.iter().copied())
                    .unwrap_or_else(|| "write the name of a table of the ERP in quotes".to_owned());
                bag.push(place(&SCRIPT, format!("there is no view/{view}.sql"), here).help(help));
            } else if inner(path) == "detect.sql" {
                let message = "detect.sql runs before it is known which views apply";
                bag.push(place(&SCRIPT, message, here));
            }
            used.insert(view);
            if let Some(of) = name(inner(path)) {
                needs.entry(of).or_default().insert(view);
            }
        }
    }
    for (path, &file) in ids {
        let Some(view) = name(inner(path)) else { continue };
        let here = Span::new(file, 0, 0);
        if !used.contains(view) {
            bag.push(place(
                &SCRIPT,
                format!("nothing uses the view {}", tick(view)),
                here,
            ));
        } else if reaches(view, view, &needs, &mut BTreeSet::new()) {
            bag.push(place(
                &SCRIPT,
                format!("the view {} needs itself", tick(view)),
                here,
            ));
        }
    }
}

/// Whether a view needs another, perhaps through others.
fn reaches<'a>(
    from: &'a str,
    to: &str,
    needs: &BTreeMap<&'a str, BTreeSet<&'a str>>,
    seen: &mut BTreeSet<&'a str>,
) -> bool {
    let next = needs.get(from).into_iter().flatten();
    next.into_iter()
        .any(|&view| view == to || (seen.insert(view) && reaches(view, to, needs, seen)))
}

/// Puts the views that apply into the scripts that name them; none is left among the scripts.
///
/// # Errors
/// When a script names a view that no overlay in force brings.
pub(super) fn put_in(mut files: BTreeMap<String, Script>) -> Result<BTreeMap<String, Script>, AdapterError> {
    let views: BTreeMap<String, Script> = files.extract_if(.., |path, _| name(path).is_some()).collect();
    for script in files.values_mut() {
        script.sql = with(script, &views)?;
    }
    Ok(files)
}

fn with(script: &Script, views: &BTreeMap<String, Script>) -> Result<String, AdapterError> {
    let mut whole = String::with_capacity(script.sql.len());
    let mut done = 0;
    for (at, name) in uses(&script.sql) {
        let view = views
            .get(&format!("view/{name}.sql"))
            .ok_or_else(|| AdapterError::View {
                file: script.file.clone(),
                view: name.to_owned(),
            })?;
        whole.push_str(&script.sql[done..at]);
        // On one line, so that the line of an error is the one in the script.
        whole.push('(');
        whole.push_str(on_one_line(&with(view, views)?).trim());
        whole.push(')');
        done = at + PREFIX.len() + name.len();
    }
    whole.push_str(&script.sql[done..]);
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(texts: &[(&str, &str)]) -> BTreeMap<String, Script> {
        let script = |&(path, sql): &(&str, &str)| {
            let script = Script {
                file: format!("overlay/x/{path}"),
                sql: sql.to_owned(),
            };
            (path.to_owned(), script)
        };
        texts.iter().map(script).collect()
    }

    #[test]
    fn views_are_put_in_where_they_are_named_and_nowhere_else() {
        let given = [
            (
                "read/role.sql",
                "SELECT r.role FROM view_role r, \"view_role\" t WHERE 'view_role' <> t.a -- view_role",
            ),
            (
                "view/role.sql",
                "SELECT role FROM g JOIN view_key k ON k.id = g.id\n",
            ),
            ("view/key.sql", "SELECT id FROM k -- the key\n"),
        ];
        let whole = put_in(files(&given)).unwrap();
        assert_eq!(whole.len(), 1);
        assert_eq!(
            whole["read/role.sql"].sql,
            "SELECT r.role FROM (SELECT role FROM g JOIN (SELECT id FROM k) k ON k.id = g.id) r, \
             \"view_role\" t WHERE 'view_role' <> t.a -- view_role"
        );
        let error = put_in(files(&[("read/role.sql", "SELECT role FROM view_key k")])).unwrap_err();
        assert_eq!(
            error.to_string(),
            "overlay/x/read/role.sql names the view `key`, which this version of the ERP does not have"
        );
    }
}
