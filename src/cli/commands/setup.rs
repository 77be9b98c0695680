//! `trueup setup`: trueup's own tables in the ERP's database, and the least rights.

use std::path::PathBuf;

use crate::base::text::tick;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::reconcile::{self, SetUp, SetupOptions};

/// Arguments of `trueup setup`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "`trueup setup` runs with the account of `apply_url` and needs the right to create tables. With `--sql` nothing \
        is run: give the script to your database administrator."
)]
pub(crate) struct Args {
    /// Print the script instead of running it
    #[arg(long)]
    sql: bool,
    /// Write the script to a file
    #[arg(short, long, value_name = "FILE", requires = "sql")]
    out: Option<PathBuf>,
    /// The database user for everything but apply; gets the right to read
    #[arg(long, value_name = "ROLE")]
    reader: Option<String>,
    /// The database user for apply; gets the rights that the adapter needs
    #[arg(long, value_name = "ROLE")]
    applier: Option<String>,
    /// This database is a copy of that target's, and gets a name of its own
    #[arg(long, value_name = "TARGET", conflicts_with_all = ["sql", "reader", "applier"])]
    clone_of: Option<String>,
}

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let options = SetupOptions {
            reader: self.reader.clone(),
            applier: self.applier.clone(),
            clone_of: self.clone_of.clone(),
        };
        if self.sql {
            let context = session.context()?;
            let (script, _) = session.run(context, async |context| {
                reconcile::setup_script(context, &options).await
            })?;
            session.out.result(&script, self.out.as_deref())?;
            return Ok(Exit::Done);
        }
        let (project, sources) = session.project()?;
        let target = session.target(&project)?;
        let context = session.context_of(project, sources, target, true)?;
        let (done, context) =
            session.run(context, async |context| reconcile::setup(context, &options).await)?;
        let target = tick(&context.target);
        let text = match done {
            SetUp::Done(entry) => format!("the database of {target} is set up: entry #{}\n", entry.number),
            SetUp::Again => format!("the database of {target} was set up before; nothing is missing now\n"),
            SetUp::Renamed(entry) => {
                format!("the copy is {target} now: entry #{}\n", entry.number)
            }
        };
        session.out.result(&text, None)?;
        Ok(Exit::Done)
    }
}
