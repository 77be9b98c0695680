//! `trueup recover`: goes on from a database that was restored or rewound.

use std::path::PathBuf;

use crate::base::text::tick;
use crate::cli::args::{Format, Shape};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::reconcile;
use crate::report::recover;

/// Arguments of `trueup recover`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Nothing in the ERP is changed. The journal gets an entry that accounts for every entry that was lost, and running \
        numbers of item codes go on behind everything that was issued. After it, `trueup plan` shows what the files want \
        back."
)]
pub(crate) struct Args {
    /// The folder with the receipts [default: receipts/TARGET of the project]
    #[arg(long, value_name = "DIR")]
    receipts: Option<PathBuf>,
    /// Why the database was restored, for the journal
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    #[command(flatten)]
    shape: Shape,
}

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let context = session.writing()?;
        let folder = self.receipts.as_deref().unwrap_or(&context.receipts);
        if !folder.is_dir() {
            return Err(Failure::Stopped {
                what: format!(
                    "there are no receipts: {} is no folder",
                    tick(&folder.display().to_string())
                ),
                help: Some("name the folder where all runs keep them with `--receipts`".to_owned()),
            });
        }
        let lang = session.out.lang;
        let loss = session.run(reconcile::loss(&context, folder))?;
        let json = self.shape.format == Format::Json;
        if loss.is_nothing() {
            if json {
                session
                    .out
                    .json(&recover::json(&loss, None, &context.target), None)?;
            } else {
                session.out.document(&recover::loss(&loss, lang), None)?;
            }
            return Ok(Exit::Done);
        }
        session.out.remark_document(&recover::loss(&loss, lang));
        if !self.agreed(session, &context.target)? {
            session.out.remark("nothing was done");
            return Ok(Exit::Done);
        }
        let recovered = session.run(reconcile::recover(&context, folder, self.reason.as_deref()))?;
        if json {
            session.out.json(
                &recover::json(&recovered.loss, Some(&recovered), &context.target),
                None,
            )?;
        } else {
            session
                .out
                .document(&recover::recovered(&recovered, lang), None)?;
        }
        Ok(Exit::Done)
    }

    fn agreed(&self, session: &Session, target: &str) -> Result<bool, Failure> {
        if self.yes {
            return Ok(true);
        }
        let nobody = || Failure::Refused {
            what: "nobody is there to be asked; nothing was touched".to_owned(),
            help: Some("add `--yes` if the database was restored on purpose".to_owned()),
        };
        if !session.settings.interactive {
            return Err(nobody());
        }
        let question = session.out.lang.pick(
            format!(
                "Was {} restored on purpose, and shall work go on from it?",
                tick(target)
            ),
            format!("{} 是否确已恢复，并由此继续？", tick(target)),
        );
        dialoguer::Confirm::new()
            .with_prompt(question)
            .default(false)
            .interact_opt()
            .map(|answer| answer.unwrap_or(false))
            .map_err(|_| nobody())
    }
}
