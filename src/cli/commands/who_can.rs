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
    #[arg(value_name = "ACTION", required_unless_present = "all")]
    action: Option<String>,
    /// The resource, as the ERP calls it
    #[arg(value_name = "RESOURCE", required_unless_present = "all")]
    resource: Option<String>,
    /// The whole table as JSON: what each active person can do on each resource
    #[arg(long, conflicts_with_all = ["action", "resource", "full"])]
    all: bool,
    /// Name everybody instead of folding a long list
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    output: Output,
}

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let context = session.context()?;
        let live = session.run(LiveAccess::read(&context))?;
        let out = self.output.out.as_deref();
        let (Some(action), Some(resource)) = (&self.action, &self.resource) else {
            let table = serde_json::to_string(&live.table()).expect("text serialises");
            session.out.result(&format!("{table}\n"), out)?;
            return Ok(Exit::Done);
        };
        asked::action(&live, action)?;
        asked::resource(&live, resource)?;
        let view = access::View::new(live.access(), live.state(), live.symbols(), session.out.lang);
        match self.output.format {
            Format::Json => {
                session.out.json(&view.who_can_json(action, resource), out)?;
            }
            Format::Text => {
                let document = view.who_can(action, resource, self.full);
                session.out.document(&document, out)?;
            }
        }
        Ok(Exit::Done)
    }
}
