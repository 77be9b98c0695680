//! The adapters that come with the binary: the folders in src/adapters, which hold data only.

use include_dir::{Dir, include_dir};

static ADAPTERS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/adapters");

/// The names of the built-in adapters.
#[must_use]
pub fn builtin_names() -> Vec<&'static str> {
    let mut names: Vec<_> = ADAPTERS.dirs().filter_map(|dir| dir.path().to_str()).collect();
    names.sort_unstable();
    names
}

/// The files of a built-in adapter: path in its folder, and bytes.
pub(super) fn files(name: &str) -> Option<Vec<(String, &'static [u8])>> {
    let dir = ADAPTERS.dirs().find(|dir| dir.path().to_str() == Some(name))?;
    let mut files = Vec::new();
    collect(dir, name, &mut files);
    Some(files)
}

fn collect(dir: &Dir<'static>, name: &str, files: &mut Vec<(String, &'static [u8])>) {
    for file in dir.files() {
        let path = file.path().to_string_lossy();
        let path = path.strip_prefix(name).unwrap_or(&path).trim_start_matches('/');
        files.push((path.to_owned(), file.contents()));
    }
    for dir in dir.dirs() {
        collect(dir, name, files);
    }
}
