//! `trueup backup schedule`.

use std::path::PathBuf;

use crate::backup::units::{self, Install, Planned, Unit};
use crate::cli::args::Format;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::output;
use crate::cli::session::Session;
use crate::project::Project;
use crate::project::config::url;
use crate::reconcile::{self, Policy};
use crate::report::schedule;

#[derive(Debug, clap::Args)]
pub(super) struct Schedule {
    #[command(flatten)]
    form: Form,
    /// Use the policies of the files instead of those in force
    #[arg(long)]
    files: bool,
    /// The program as it is started there [default: this one]
    #[arg(long, value_name = "PATH")]
    program: Option<PathBuf>,
    /// The project's folder there [default: this one]
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// The file with the environment there [default: /etc/trueup/TARGET.env]
    #[arg(long, value_name = "FILE")]
    environment: Option<PathBuf>,
    /// The container image, for Kubernetes
    #[arg(long, value_name = "IMAGE", default_value = "trueup")]
    image: String,
    /// Write each unit into a file of this folder instead of stdout
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// How the list of runs is written
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
}

/// For whom the units are.
#[derive(Debug, Clone, Copy, clap::Args)]
#[group(multiple = false)]
struct Form {
    /// Services and timers for systemd
    #[arg(long)]
    systemd: bool,
    /// A line for cron
    #[arg(long)]
    cron: bool,
    /// Jobs for Kubernetes
    #[arg(long)]
    kubernetes: bool,
}

impl Schedule {
    pub(super) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let project = session.project()?;
        let target = session.target(&project)?;
        let install = self.install(&project, &target)?;
        let policies = if self.files {
            reconcile::backup_policies_of_files(&project, &target, session.now).map_err(Failure::of_verb)?
        } else {
            session.run(reconcile::backup_policies(&session.context()?))?
        };
        let planned: Vec<Planned<'_>> = policies.iter().map(planned).collect();
        let found = match self.form {
            Form { systemd: true, .. } => units::systemd(&planned, &install),
            Form { cron: true, .. } => units::cron(&planned, &install),
            Form { kubernetes: true, .. } => units::kubernetes(&planned, &install),
            _ => return self.runs(&planned, &target, session),
        };
        match &self.out {
            Some(folder) => write(&found, folder, session)?,
            None => session.out.result(&joined(&found), None)?,
        }
        Ok(Exit::Done)
    }

    /// When the policies run next, in words.
    fn runs(&self, planned: &[Planned<'_>], target: &str, session: &Session) -> Result<Exit, Failure> {
        match self.format {
            Format::Json => session
                .out
                .json(&schedule::json(planned, target, session.now), None)?,
            Format::Text => {
                let document = schedule::document(planned, session.now, session.out.lang);
                session.out.document(&document, None)?;
            }
        }
        Ok(Exit::Done)
    }

    fn install(&self, project: &Project, target: &str) -> Result<Install, Failure> {
        let failed = |operation: &str| {
            let operation = operation.to_owned();
            move |source| Failure::File { operation, source }
        };
        let text = |path: PathBuf| path.to_string_lossy().into_owned();
        let program = match &self.program {
            Some(program) => program.clone(),
            None => std::env::current_exe().map_err(failed("find out where this program is"))?,
        };
        let folder = match &self.folder {
            Some(folder) => folder.clone(),
            None => std::path::absolute(&project.root).map_err(failed("find out where the project is"))?,
        };
        let environment = match &self.environment {
            Some(file) => text(file.clone()),
            None => format!("/etc/trueup/{target}.env"),
        };
        let settings = &project.file.targets[target];
        let mut variables: Vec<String> = Vec::new();
        let urls = [
            &settings.url,
            &settings.apply_url,
            &settings.backup_url,
            &settings.restore_url,
        ];
        for named in urls.into_iter().flatten() {
            let names = url::placeholders(named).unwrap_or_default();
            variables.extend(names.into_iter().map(str::to_owned));
        }
        variables.sort();
        variables.dedup();
        Ok(Install {
            program: text(program),
            project: text(folder),
            target: target.to_owned(),
            environment,
            image: self.image.clone(),
            variables,
        })
    }
}

fn planned(policy: &Policy) -> Planned<'_> {
    Planned {
        name: &policy.name,
        spec: &policy.spec,
        schedule: &policy.schedule,
    }
}

/// All units as one text; those of Kubernetes stay documents of their own.
fn joined(units: &[Unit]) -> String {
    let texts: Vec<String> = units
        .iter()
        .map(|unit| {
            let rule = if unit.name.ends_with(".yaml") { "---\n" } else { "" };
            format!("{rule}# {}\n{}", unit.name, unit.text)
        })
        .collect();
    texts.join("\n")
}

fn write(units: &[Unit], folder: &std::path::Path, session: &Session) -> Result<(), Failure> {
    std::fs::create_dir_all(folder).map_err(|source| Failure::File {
        operation: format!("make the folder {}", folder.display()),
        source,
    })?;
    for unit in units {
        let path = folder.join(&unit.name);
        output::write_file(&path, unit.text.as_bytes())?;
        session.out.remark(&format!("wrote `{}`", path.display()));
    }
    Ok(())
}
