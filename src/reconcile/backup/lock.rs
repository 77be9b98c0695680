//! One run of a policy at a time.

use std::fs::{File, TryLockError};
use std::time::Duration;

use crate::base::hash::sha256;
use crate::db::Session;
use crate::model::Engine;
use crate::reconcile::Failure;

/// A lock that is held; it ends with this, with the session, and with the process.
pub(super) struct Held {
    name: String,
    /// On SQLite, where the database has no locks of that kind.
    _file: Option<File>,
}

/// Takes the lock of a policy; none when another run holds it.
pub(super) async fn take(
    session: &mut Session,
    system: &str,
    target: &str,
    policy: &str,
) -> Result<Option<Held>, Failure> {
    let name = format!("trueup backup {target} {policy}");
    let locks = match session.engine() {
        Engine::Postgres | Engine::Mariadb => true,
        Engine::Sqlite => false,
    };
    if locks {
        return match session.lock(&name, Duration::ZERO).await {
            Ok(()) => Ok(Some(Held { name, _file: None })),
            Err(error) if error.is_lock_timeout() => Ok(None),
            Err(error) => Err(error.into()),
        };
    }
    // The file is the same for everybody who means the same database and policy; it stays, empty.
    let word = &sha256(format!("{system}\n{name}").as_bytes())[..16];
    let path = std::env::temp_dir().join(format!("trueup-backup-{word}.lock"));
    let failed = |source| Failure::File {
        operation: format!("lock {}", path.display()),
        source,
    };
    let file = File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Held {
            name,
            _file: Some(file),
        })),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

impl Held {
    /// Gives it back.
    pub(super) async fn release(self, session: &mut Session) {
        // Where it cannot be given back, the end of the session does it.
        session.unlock(&self.name).await.ok();
    }
}
