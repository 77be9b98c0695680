//! `trueup who-can`: who can do something, and by which path.

use crate::cli::args::{Format, Output};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::reconcile::LiveAccess;
use crate::report::access;

use super::asked;

/// Arguments of `trueup who-can`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The action, such as read or write
    #[arg(value_name = "ACTION")]
    action: String,
    /// The resource, as the ERP calls it
    #[arg(value_name = "RESOURCE")]
    resource: String,
    /// Name everybody instead of folding a long list
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    output: Output,
}

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let context = session.context()?;
        let (live, _) = session.run(context, async |context| LiveAccess::read(context).await)?;
        asked::action(&live, &self.action)?;
        asked::resource(&live, &self.resource)?;
        let view = access::View::new(live.access(), live.state(), live.symbols(), session.out.lang);
        let out = self.output.out.as_deref();
        match self.output.format {
            Format::Json => {
                let json = view.who_can_json(&self.action, &self.resource);
                session.out.result(&format!("{json:#}\n"), out)?;
            }
            Format::Text => {
                let document = view.who_can(&self.action, &self.resource, self.full);
                session.out.document(&document, out)?;
            }
        }
        Ok(Exit::Done)
    }
}
