//! What may not stand in the project file: secrets, and placeholders outside URLs.

use crate::base::diagnostic::{Diagnostic, Diagnostics};
use crate::base::text::tick;
use crate::base::tree::{Id, Tree};
use crate::project::codes;
use crate::project::config::url;

/// Reports literal passwords in URLs, and `${…}` where it is not replaced.
pub(super) fn check(tree: &Tree, diagnostics: &mut Diagnostics) {
    walk(tree, tree.root(), "", diagnostics);
}

fn walk(tree: &Tree, id: Id, key: &str, diagnostics: &mut Diagnostics) {
    for (name, value) in tree.entries(id) {
        walk(tree, value, tree.key(name), diagnostics);
    }
    for item in tree.items(id) {
        walk(tree, *item, "", diagnostics);
    }
    let Some(text) = tree.as_str(id) else { return };
    let is_url = matches!(key, "url" | "apply_url" | "backup_url" | "restore_url" | "redis");
    let span = tree.span(id);
    if is_url && url::has_literal_password(text) {
        // Neither the message nor a help quotes the text: it is the secret.
        diagnostics.push(
            Diagnostic::new(&codes::SECRET_IN_FILE, format!("a password stands in {}", tick(key)))
                .at(span)
                .help("write `${NAME}` and set that variable, or use a password file; and change this password, it was stored"),
        );
    }
    if is_url {
        if let Err(what) = url::placeholders(text) {
            diagnostics.push(
                Diagnostic::new(&codes::PLACEHOLDER, what)
                    .at(span)
                    .help("write `${NAME}`"),
            );
        }
    } else if text.contains("${") {
        diagnostics.push(
            Diagnostic::new(&codes::PLACEHOLDER, "a placeholder that is not replaced")
                .at(span)
                .help("write the value itself: `${…}` works in the URLs of a target only"),
        );
    }
}
