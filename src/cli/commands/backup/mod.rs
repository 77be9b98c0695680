//! `trueup backup`: the backup policies, carried out and proved.

mod list;
mod pin;
mod prune;
mod restore;
mod run;
mod schedule;
mod status;
mod verify;
mod watch;

use clap::Subcommand;

use crate::base::secret::Secret;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::reconcile::backup::BackupContext;
use crate::storage::{Access, ObjectAccess, SshAccess};

/// Arguments of `trueup backup`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Environment:
  AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN   the account of s3:// destinations; each also with _FILE
  AWS_REGION, AWS_ENDPOINT_URL_S3                               where the policy does not say
  TRUEUP_SSH_IDENTITY_FILE                                      the key for sftp:// destinations
  TRUEUP_SSH_KNOWN_HOSTS_FILE, TRUEUP_SSH_CONFIG_FILE           instead of those in ~/.ssh
  TRUEUP_AGE_IDENTITY_FILE                                      the file with the age identity, for restore drills")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a backup now, or those that are due
    Run(run::Run),
    /// Show what backups there are, and where
    List(list::List),
    /// Keep a backup whatever its policy says
    Pin(pin::Pin),
    /// Read a backup again, byte for byte; with --restore, put it into a scratch database and compare
    Verify(verify::Verify),
    /// Show which backups the policies no longer keep, and why the others stay; with --yes, delete them
    Prune(prune::Prune),
    /// Show whether the policies keep what they promise; exit code 3 if not
    Status(status::Status),
    /// Bring a backup back into an empty database; needs nothing of the ERP but the backup
    Restore(restore::Restore),
    /// Say when the policies run, or print what starts them: units for systemd, cron or Kubernetes
    Schedule(schedule::Schedule),
}

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        match &self.command {
            Command::Run(run) => run.run(session),
            Command::List(list) => list.run(session),
            Command::Pin(pin) => pin.run(session),
            Command::Verify(verify) => verify.run(session),
            Command::Prune(prune) => prune.run(session),
            Command::Status(status) => status.run(session),
            Command::Restore(restore) => restore.run(session),
            Command::Schedule(schedule) => schedule.run(session),
        }
    }
}

/// What the verbs work with, from the project file and the environment.
fn context(session: &Session) -> Result<BackupContext, Failure> {
    let project = session.project()?;
    let target = session.target(&project)?;
    let settings = &project.file.targets[&target];
    let own = settings.backup_url.clone();
    let drills = settings.restore_url.clone();
    let root = project.root.clone();
    let mut context = session.context_of(project, target, own.is_none())?;
    if let Some(url) = own {
        context.apply_url = Some(session.url(&url, &root)?);
    }
    let restore_url = drills.map(|url| session.url(&url, &root)).transpose()?;
    Ok(BackupContext {
        context,
        restore_url,
        access: Access {
            objects: objects(session)?,
            ssh: ssh(session),
        },
        identities: session.settings.get("TRUEUP_AGE_IDENTITY_FILE").map(Into::into),
    })
}

/// The files of `ssh`, where those that it finds by itself are not the right ones.
fn ssh(session: &Session) -> SshAccess {
    let file = |name: &str| session.settings.get(name).map(Into::into);
    SshAccess {
        identity: file("TRUEUP_SSH_IDENTITY_FILE"),
        known_hosts: file("TRUEUP_SSH_KNOWN_HOSTS_FILE"),
        config: file("TRUEUP_SSH_CONFIG_FILE"),
    }
}

/// The account of object stores, under the names that every tool for them knows.
fn objects(session: &Session) -> Result<ObjectAccess, Failure> {
    let settings = &session.settings;
    let text = |name: &str| settings.get(name).map(str::to_owned);
    let secret = |name: &str| -> Result<Option<Secret>, Failure> {
        let set = settings.get(name).is_some() || settings.get(&format!("{name}_FILE")).is_some();
        set.then(|| settings.resolve(&format!("${{{name}}}"))).transpose()
    };
    let key = secret("AWS_ACCESS_KEY_ID")?.map(|key| key.expose().to_owned());
    Ok(ObjectAccess {
        key,
        secret: secret("AWS_SECRET_ACCESS_KEY")?,
        token: secret("AWS_SESSION_TOKEN")?,
        region: text("AWS_REGION").or_else(|| text("AWS_DEFAULT_REGION")),
        endpoint: text("AWS_ENDPOINT_URL_S3").or_else(|| text("AWS_ENDPOINT_URL")),
    })
}
