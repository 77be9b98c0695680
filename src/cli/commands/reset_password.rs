//! `trueup reset-password`: a new password for one account.

use serde_json::json;

use crate::base::secret::Secret;
use crate::base::text::tick;
use crate::cli::args::{Format, Shape};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::reconcile;
use crate::reconcile::passwords::InitialPasswords;
use crate::report::apply::owed;
use crate::report::document::{Document, Item, Sign};

/// Arguments of `trueup reset-password`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The account
    #[arg(value_name = "LOGIN")]
    login: String,
    /// Write the password to a file that only you can read, or encrypted for an age recipient, instead of printing it
    #[arg(long, value_name = "FILE | age1...:FILE")]
    to: Option<String>,
    #[command(flatten)]
    shape: Shape,
}

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let to = self
            .to
            .as_deref()
            .map(InitialPasswords::parse)
            .transpose()
            .map_err(reconcile::Failure::from)?;
        let context = session.telling()?;
        let reset = session.run(reconcile::reset_password(&context, &self.login, to.as_ref()))?;
        session.out.remark(&format!(
            "{} has a new password and no open session: entry #{}",
            tick(&self.login),
            reset.entry.number
        ));
        match self.shape.format {
            Format::Json => {
                let password = reset.password.as_ref().map(Secret::expose);
                let json = json!({
                    "version": 1,
                    "login": self.login,
                    "entry": reset.entry.number,
                    "password": password,
                    "owed": reset.owed,
                });
                session.out.json(&json, None)?;
            }
            Format::Text => {
                if let Some(password) = &reset.password {
                    session.out.result(&format!("{}\n", password.expose()), None)?;
                }
            }
        }
        Ok(match &reset.owed {
            Some(why) => {
                let mut document = Document::new();
                document.items(vec![Item::new(Sign::Caution, owed(why, session.out.lang))]);
                session.out.remark_document(&document);
                Exit::Owed
            }
            None => Exit::Done,
        })
    }
}
