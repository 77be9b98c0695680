//! `trueup init`: the first files of a project. What exists stays as it is.

use std::fmt::Write as _;
use std::path::Path;

use crate::adapter;
use crate::base::edit::scalar;
use crate::base::text::{list_or, tick};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::output::write_file;
use crate::cli::session::Session;
use crate::project::load::PROJECT_FILE;

/// Arguments of `trueup init`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The adapter: a built-in one, or the path of a folder that begins with ./
    #[arg(long, value_name = "NAME")]
    adapter: Option<String>,
    /// The name of the project [default: that of the folder]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The URL of the database, best as a placeholder for an environment variable
    #[arg(long, value_name = "URL", default_value = "${ERP_URL}")]
    url: String,
    /// The time zone of every date, by its IANA name [default: that of this machine]
    #[arg(long, value_name = "ZONE")]
    timezone: Option<String>,
}

const PEOPLE: &str = "\
# yaml-language-server: $schema=../schema/desired.schema.json
#
# People and what they may do. `trueup pull` writes files like this one from a live ERP; by hand they look like this:
#
# users:
#   zhang.wei:
#     name: Zhang Wei
#     email: zhang.wei@acme.example
#     positions: [buyer]
#
# positions:
#   buyer:
#     title: Buyer
#     roles: [purchase.group_purchase]
";

const IGNORED: &str = "\
# Saved plans and generated passwords do not belong into git.
plan*.json
*passwords*
";

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let root = session
            .global
            .project
            .clone()
            .unwrap_or_else(|| Path::new(".").to_path_buf());
        if root.join(PROJECT_FILE).exists() {
            return Err(Failure::Stopped {
                what: format!("{} is there already", tick(PROJECT_FILE)),
                help: Some("name another folder with `--project`".to_owned()),
            });
        }
        let project = self.project_file(session, &root)?;
        let mut files = vec![
            (PROJECT_FILE.to_owned(), project),
            ("people/first.yaml".to_owned(), PEOPLE.to_owned()),
            (".gitignore".to_owned(), IGNORED.to_owned()),
        ];
        files.extend(
            super::schema::files()
                .filter(|(name, _)| name.starts_with("project") || name.starts_with("desired"))
                .map(|(name, text)| (format!("schema/{name}"), text)),
        );
        let mut written = String::new();
        for (name, text) in files {
            let path = root.join(&name);
            if path.exists() {
                session
                    .out
                    .remark(&format!("{} is there already and stays", tick(&name)));
                continue;
            }
            make_parent(&path)?;
            write_file(&path, text.as_bytes())?;
            written.push_str(&name);
            written.push('\n');
        }
        session.out.result(&written, None)?;
        session.out.remark(&self.next_steps());
        Ok(Exit::Done)
    }

    fn project_file(&self, session: &Session, root: &Path) -> Result<String, Failure> {
        let name = match &self.name {
            Some(name) => name.clone(),
            None => folder_name(root),
        };
        let adapter = self.adapter()?;
        let zone = match &self.timezone {
            Some(zone) => zone.clone(),
            None => jiff::tz::TimeZone::system()
                .iana_name()
                .unwrap_or("UTC")
                .to_owned(),
        };
        let target = session.global.target.as_deref().unwrap_or("prod");
        Ok(format!(
            "# yaml-language-server: $schema=./schema/project.schema.json\n\
             project: {}\n\
             timezone: {}\n\
             targets:\n  {}:\n    adapter: {}\n    url: {}\n",
            scalar(&name),
            scalar(&zone),
            scalar(target),
            scalar(&adapter),
            scalar(&self.url),
        ))
    }

    fn adapter(&self) -> Result<String, Failure> {
        let names = adapter::builtin_names();
        match (&self.adapter, names.as_slice()) {
            (Some(name), _) => Ok(name.clone()),
            (None, [only]) => Ok((*only).to_owned()),
            (None, _) => Err(Failure::Usage(format!(
                "choose the ERP with --adapter: {}, or the path of a folder",
                list_or(&names, 20)
            ))),
        }
    }

    fn next_steps(&self) -> String {
        let mut steps = String::from("\nNext:\n");
        if let Some(name) = self.url.strip_prefix("${").and_then(|url| url.strip_suffix('}')) {
            let _ = writeln!(
                steps,
                "  export {name}=postgres://reader@localhost/erp   # or sqlite:path/to/erp.db"
            );
        }
        steps.push_str(
            "  trueup pull        # write files from what the ERP holds\n  \
             trueup plan        # shows that nothing would change\n  \
             trueup setup --sql # what a database administrator runs once, before the first apply",
        );
        steps
    }
}

fn folder_name(root: &Path) -> String {
    let full = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    full.file_name()
        .map_or("erp".to_owned(), |name| name.to_string_lossy().into_owned())
}

pub(crate) fn make_parent(path: &Path) -> Result<(), Failure> {
    let Some(folder) = path.parent() else {
        return Ok(());
    };
    std::fs::create_dir_all(folder).map_err(|source| Failure::File {
        operation: format!("make the folder {}", tick(&folder.display().to_string())),
        source,
    })
}
