//! `trueup why`: what somebody can do, and by which paths.

use crate::cli::args::{Format, Output};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::reconcile::LiveAccess;
use crate::report::access;

use super::asked;

/// Arguments of `trueup why`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The login
    #[arg(value_name = "USER")]
    user: String,
    /// The action, such as read or write
    #[arg(value_name = "ACTION", requires = "resource")]
    action: Option<String>,
    /// The resource, as the ERP calls it
    #[arg(value_name = "RESOURCE")]
    resource: Option<String>,
    /// Name every resource instead of folding long lists
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    output: Output,
}

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let context = session.context()?;
        let live = session.run(LiveAccess::read(&context))?;
        asked::user(&live, &self.user)?;
        let question = self.action.as_deref().zip(self.resource.as_deref());
        if let Some((action, resource)) = question {
            asked::action(&live, action)?;
            asked::resource(&live, resource)?;
        }
        let view = access::View::new(live.access(), live.state(), live.symbols(), session.out.lang);
        let out = self.output.out.as_deref();
        match self.output.format {
            Format::Json => {
                let json = match question {
                    Some((action, resource)) => view.why_json(&self.user, action, resource),
                    None => view.user_json(&self.user),
                };
                session.out.json(&json, out)?;
            }
            Format::Text => {
                let document = match question {
                    Some((action, resource)) => view.why(&self.user, action, resource),
                    None => view.user(&self.user, self.full),
                };
                session.out.document(&document, out)?;
            }
        }
        Ok(Exit::Done)
    }
}
