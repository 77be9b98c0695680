//! `trueup backup pin`.

use crate::base::text::tick;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::reconcile::backup::backup_pin;

#[derive(Debug, clap::Args)]
pub(super) struct Pin {
    /// The backup
    #[arg(value_name = "BACKUP")]
    backup: String,
    /// Why it is kept
    #[arg(long, value_name = "TEXT", required_unless_present = "remove")]
    reason: Option<String>,
    /// Take the pin away
    #[arg(long, conflicts_with = "reason")]
    remove: bool,
}

impl Pin {
    pub(super) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let context = super::context(session)?;
        let entry = session.run(backup_pin(&context, &self.backup, self.reason.as_deref()))?;
        let (name, number) = (tick(&self.backup), entry.number);
        let lang = session.out.lang;
        let text = if self.remove {
            lang.pick(
                format!("{name} is kept only as long as its policy says: entry #{number}\n"),
                format!("{name} 此后仅按策略保留：第 #{number} 号记录\n"),
            )
        } else {
            lang.pick(
                format!("{name} is kept until its pin is taken away: entry #{number}\n"),
                format!("{name} 将保留至取消固定：第 #{number} 号记录\n"),
            )
        };
        session.out.result(&text, None)?;
        Ok(Exit::Done)
    }
}
