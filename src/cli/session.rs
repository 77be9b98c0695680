//! One run of the program: the global arguments, the surroundings, the clock, and the project when a command needs it.

use std::path::{Path, PathBuf};

use crate::base::text::{did_you_mean, list, tick};
use crate::cache::CacheUrl;
use crate::db::DbUrl;
use crate::project::{Loaded, Project};
use crate::reconcile::{self, Context};

use super::args::Global;
use super::failure::Failure;
use super::output::Printer;
use super::settings::Settings;

/// The folder of receipts, below the project.
const RECEIPTS: &str = "receipts";

/// One run of the program.
pub(crate) struct Session {
    pub(crate) global: Global,
    pub(crate) settings: Settings,
    pub(crate) out: Printer,
    /// The time of this run. Nobody below asks the clock.
    pub(crate) now: jiff::Timestamp,
}

impl Session {
    pub(crate) fn new(global: Global, settings: Settings, now: jiff::Timestamp) -> Self {
        let lang = global.lang.map(Into::into);
        let out = Printer::new(&settings, global.no_color, lang);
        Self {
            global,
            settings,
            out,
            now,
        }
    }

    /// The project's folder: the one named, or the nearest upwards that holds a project file.
    pub(crate) fn root(&self) -> Result<PathBuf, Failure> {
        if let Some(folder) = &self.global.project {
            return Ok(folder.clone());
        }
        let here = std::env::current_dir().map_err(|source| Failure::File {
            operation: "find out the current folder".to_owned(),
            source,
        })?;
        // Without a project file above, loading says so, of the folder where it was looked for.
        Ok(Project::find(&here).unwrap_or_else(|| PathBuf::from(".")))
    }

    /// The project file, without an error in it. What the files of desired state say is not looked at.
    pub(crate) fn project(&self) -> Result<Project, Failure> {
        let Loaded {
            project,
            sources,
            diagnostics,
            ..
        } = Project::open(&self.root()?);
        match project {
            Some(project) if !diagnostics.has_errors() => Ok(project),
            _ => Err(Failure::Files {
                diagnostics: Box::new(diagnostics),
                sources: Box::new(sources),
            }),
        }
    }

    /// What a verb that reads the target works with.
    pub(crate) fn context(&self) -> Result<Context, Failure> {
        let project = self.project()?;
        let target = self.target(&project)?;
        self.context_of(project, target, false)
    }

    /// What a verb that writes works with.
    pub(crate) fn writing(&self) -> Result<Context, Failure> {
        let project = self.project()?;
        let target = self.target(&project)?;
        self.context_of(project, target, true)
    }

    /// The same for a verb that also tells running servers what it wrote.
    pub(crate) fn telling(&self) -> Result<Context, Failure> {
        self.with_cache(self.writing()?)
    }

    /// What a verb works with, with the cache of the ERP's servers where the target names one.
    pub(crate) fn with_cache(&self, mut context: Context) -> Result<Context, Failure> {
        if let Some(url) = &context.settings().redis {
            let text = self.settings.resolve(url)?;
            let url = CacheUrl::parse(text.expose()).map_err(reconcile::Failure::from)?;
            context.cache = Some(url);
        }
        Ok(context)
    }

    /// What a verb works with; with the URL for writing where the verb writes.
    pub(crate) fn context_of(
        &self,
        project: Project,
        target: String,
        writes: bool,
    ) -> Result<Context, Failure> {
        let settings = &project.file.targets[&target];
        let apply_url = match &settings.apply_url {
            Some(url) if writes => Some(self.url(url, &project.root)?),
            _ => None,
        };
        let Some(read) = &settings.url else {
            return Err(Failure::Stopped {
                what: format!("the target {} has no `url` in trueup.yaml", tick(&target)),
                help: Some("add `url: ${NAME}`, and set the environment variable".to_owned()),
            });
        };
        // Who may write may also read: a step that only applies needs one secret.
        let url = match (self.url(read, &project.root), &apply_url) {
            (Err(_), Some(apply)) => apply.clone(),
            (url, _) => url?,
        };
        Ok(Context {
            actor: self.actor(&project.root),
            commit: super::git::commit(&project.root, RECEIPTS),
            receipts: project.root.join(RECEIPTS).join(&target),
            now: self.now,
            project,
            target,
            url,
            apply_url,
            cache: None,
        })
    }

    /// A database URL with its placeholders filled in; relative paths start at `root`.
    pub(crate) fn url(&self, text: &str, root: &Path) -> Result<DbUrl, Failure> {
        let text = self.settings.resolve(text)?;
        let url = DbUrl::parse(text.expose()).map_err(reconcile::Failure::from)?;
        Ok(url.relative_to(root))
    }

    /// Runs a verb.
    pub(crate) fn run<T>(
        &self,
        verb: impl Future<Output = Result<T, reconcile::Failure>>,
    ) -> Result<T, Failure> {
        self.wait(verb)?.map_err(Failure::of_verb)
    }

    /// Writes a result that no terminal can show.
    pub(crate) fn binary(&self, bytes: &[u8], out: Option<&Path>) -> Result<(), Failure> {
        if out.is_none() && self.settings.out_is_terminal {
            return Err(Failure::Usage(
                "a workbook is not for a terminal: name a file with --out".to_owned(),
            ));
        }
        self.out.bytes(bytes, out)
    }

    /// Waits for something that a database does.
    pub(crate) fn wait<T>(&self, work: impl Future<Output = T>) -> Result<T, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|source| Failure::File {
                operation: "start waiting for the database".to_owned(),
                source,
            })?;
        Ok(runtime.block_on(work))
    }

    /// The name of the target: the one asked for, or the only one.
    pub(crate) fn target(&self, project: &Project) -> Result<String, Failure> {
        let names: Vec<&str> = project.file.targets.keys().map(String::as_str).collect();
        match (&self.global.target, names.as_slice()) {
            (Some(name), _) if names.contains(&name.as_str()) => Ok(name.clone()),
            (Some(name), _) => Err(Failure::Stopped {
                what: format!("there is no target {} in trueup.yaml", tick(name)),
                help: did_you_mean(name, names.iter().copied())
                    .or_else(|| Some(format!("there are {}", list(&names, 10)))),
            }),
            (None, [only]) => Ok((*only).to_owned()),
            (None, _) => Err(Failure::Usage(format!(
                "the project has several targets: choose one of {} with --target",
                list(&names, 10)
            ))),
        }
    }

    /// Who acts, as the journal will say: `TRUEUP_ACTOR`, else the address that git knows, else the user at the host.
    pub(crate) fn actor(&self, folder: &Path) -> String {
        if let Some(actor) = self.settings.get("TRUEUP_ACTOR") {
            return actor.to_owned();
        }
        super::git::email(folder).unwrap_or_else(|| self.settings.user_at_host())
    }
}
