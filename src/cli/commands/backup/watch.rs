//! How far a backup is, on a terminal only.

use std::sync::Arc;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::session::Session;
use crate::reconcile::backup::Watch;

struct Bar(ProgressBar);

/// A bar that is shown where somebody may look at it.
pub(super) fn watch(session: &Session) -> Arc<dyn Watch> {
    let shown = session.settings.err_is_terminal && !session.settings.is_ci();
    let target = if shown {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(None, target);
    bar.enable_steady_tick(std::time::Duration::from_millis(100));
    Arc::new(Bar(bar))
}

impl Watch for Bar {
    fn step(&self, what: &str, bytes: Option<u64>) {
        tracing::debug!(what, bytes, "begins");
        let template = match bytes {
            // Only an estimate: a dump has not the size of the database.
            Some(_) => "{spinner} {msg} {bytes} of about {total_bytes}, {binary_bytes_per_sec}",
            None => "{spinner} {msg} {bytes}, {binary_bytes_per_sec}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.0.set_style(style);
        }
        self.0.reset();
        if let Some(bytes) = bytes {
            self.0.set_length(bytes);
        }
        self.0.set_message(what.to_owned());
    }

    fn bytes(&self, more: u64) {
        self.0.inc(more);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
