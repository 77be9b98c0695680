//! `pull`: files from a live ERP, so that the next plan is empty.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::model::Interner;
use crate::project::pull::{self, LeftOut, PullOptions, Split};

use super::target::Target;
use super::{Context, Failure};

/// How files are pulled.
#[derive(Debug, Clone, Default)]
pub struct Pulling {
    /// The folder to write to, relative to the project; the project itself when left out.
    pub folder: Option<String>,
    /// How people are spread over files.
    pub split: Split,
    /// Also accounts that are inactive and hold nothing.
    pub inactive: bool,
}

/// What was pulled.
#[derive(Debug, Clone, Default)]
pub struct PulledFiles {
    /// The files written, relative to the project.
    pub files: Vec<PathBuf>,
    /// People, positions, roles and settings in them.
    pub counts: [usize; 4],
    /// What is in the ERP and not in the files: how many of each kind.
    pub left_out: BTreeMap<LeftOut, usize>,
}

/// Reads the target and writes files of desired state. Nothing is overwritten: if one of the files is there, none is
/// written.
///
/// # Errors
/// When the target cannot be read, a file is there, or one cannot be written.
pub async fn pull(context: &Context, pulling: &Pulling) -> Result<PulledFiles, Failure> {
    let mut target = Target::read_only(context, "pull").await?;
    let registry = target.registry(context).await?;
    let mut symbols = Interner::new();
    let mut live = target.read_all(registry.as_ref(), &mut symbols).await?;
    live.sort(&symbols.ranks());
    let semantics = target.adapter.semantics.clone();
    target.session.close().await;
    let options = PullOptions {
        folder: pulling
            .folder
            .clone()
            .map_or_else(String::new, |folder| format!("{}/", folder.trim_end_matches('/'))),
        manage: context.settings().manage.clone(),
        split: pulling.split.clone(),
        inactive: pulling.inactive,
        departments: context.project.file.departments.keys().cloned().collect(),
    };
    let pulled = pull::pull(&live, &symbols, &semantics, &options);
    let written = write(context.root(), &pulled.files)?;
    Ok(PulledFiles {
        files: written,
        counts: [pulled.users, pulled.positions, pulled.roles, pulled.settings],
        left_out: pulled.left_out,
    })
}

fn write(root: &Path, files: &[(String, String)]) -> Result<Vec<PathBuf>, Failure> {
    let there: Vec<&str> = files
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| root.join(name).exists())
        .collect();
    if !there.is_empty() {
        return Err(Failure::NotReady {
            what: format!("{} would be overwritten", crate::base::text::list(&there, 5)),
            help: "move them away, or name another folder with --into".to_owned(),
        });
    }
    let mut written = Vec::new();
    for (name, text) in files {
        let path = root.join(name);
        let failed = |source| Failure::File {
            operation: format!("write {}", path.display()),
            source,
        };
        std::fs::create_dir_all(path.parent().expect("a file is in a folder")).map_err(failed)?;
        let mut file = std::fs::File::create_new(&path).map_err(failed)?;
        std::io::Write::write_all(&mut file, text.as_bytes()).map_err(failed)?;
        written.push(PathBuf::from(name));
    }
    Ok(written)
}
