//! What an apply is doing, on a terminal only.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::reconcile::Stage;

/// Shows the step that is under way; gone when dropped.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Progress that is shown, or not.
    pub(crate) fn new(shown: bool) -> Self {
        let target = if shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(std::time::Duration::from_millis(100));
        Self(bar)
    }

    /// A step was completed.
    pub(crate) fn stage(&self, stage: Stage) {
        tracing::debug!(?stage, "done");
        self.0.set_message(match stage {
            Stage::Connected => "waiting for the lock",
            Stage::Locked => "reading the ERP",
            Stage::Read => "filling the change tables",
            Stage::Prepared | Stage::Wrote => "writing",
            Stage::Written => "reading again and comparing",
            Stage::Verified => "writing the journal",
            Stage::Journaled | Stage::HandedOver => "committing",
            Stage::Committed => "writing the receipt",
            Stage::Receipted => "telling running servers",
            Stage::Settled => "done",
        });
    }

    /// Any other step.
    pub(crate) fn say(&self, message: String) {
        self.0.set_message(message);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
