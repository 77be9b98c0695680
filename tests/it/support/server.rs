//! The ERP's own server, running on a clone.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::erp::{LiveDb, answer, scripts};

/// A running server. Dropping it ends it.
pub(crate) struct Server<'db> {
    db: &'db LiveDb,
    process: Child,
    url: String,
}

/// What a login gave.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    login: String,
    user: String,
    key: String,
}

/// Starts the server. `clean_timeout` is how many seconds it may go without looking whether its caches are stale; 0 makes it
/// listen for a signal where the engine has one.
pub(crate) fn server(db: &LiveDb, clean_timeout: u32) -> Server<'_> {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let config = db.config(&format!(
        "[cache]\nclean_timeout = {clean_timeout}\n[web]\nlisten = 127.0.0.1:{port}\n[session]\nmax_attempt = 1000\n"
    ));
    let log = db.folder().join("server.log");
    let file = std::fs::File::create(&log).unwrap();
    let mut command = db.python(&db.program("trytond"));
    command.arg("-c").arg(config).arg("-d").arg(db.name());
    command.stdout(Stdio::null()).stderr(file);
    let process = command.spawn().unwrap();
    let mut server = Server {
        db,
        process,
        url: format!("http://127.0.0.1:{port}"),
    };
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        let ended = server.process.try_wait().unwrap();
        let late = begun.elapsed() > Duration::from_secs(120);
        assert!(
            ended.is_none() && !late,
            "no server\n{}",
            std::fs::read_to_string(&log).unwrap()
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    server
}

impl Server<'_> {
    /// Logs in: the session, or the HTTP status that refused it.
    pub(crate) fn login(&self, login: &str, password: &str) -> Result<Session, u64> {
        let said = self.rpc(&["login", login, password]);
        match (said["user"].as_u64(), said["session"].as_str()) {
            (Some(user), Some(key)) => Ok(Session {
                login: login.to_owned(),
                user: user.to_string(),
                key: key.to_owned(),
            }),
            _ => Err(said["status"].as_u64().expect("every answer has a status")),
        }
    }

    /// Calls a method, with parameters as JSON: `status`, and `result` or `error`.
    pub(crate) fn call(&self, session: &Session, method: &str, parameters: &[Value]) -> Value {
        let parameters: Vec<String> = parameters.iter().map(Value::to_string).collect();
        let mut arguments = vec!["call", &session.login, &session.user, &session.key, method];
        arguments.extend(parameters.iter().map(String::as_str));
        self.rpc(&arguments)
    }

    /// What the server lets the session do with a model: the first letters of the allowed actions.
    /// `Err` is the HTTP status of a session that is no longer one.
    pub(crate) fn access(&self, session: &Session, model: &str) -> Result<String, u64> {
        let said = self.call(
            session,
            "model.ir.model.access.get_access",
            &[serde_json::json!([model])],
        );
        let access = said["result"]
            .get(model)
            .ok_or_else(|| said["status"].as_u64().unwrap_or_default())?;
        // SQLite has no booleans: there the server answers 0 and 1.
        let allowed = |action: &&str| access[*action] != Value::Bool(false) && access[*action] != 0;
        Ok(["read", "write", "create", "delete"]
            .iter()
            .copied()
            .filter(allowed)
            .map(|action| &action[..1])
            .collect())
    }

    fn rpc(&self, arguments: &[&str]) -> Value {
        let mut command = self.db.python(&scripts().join("judge/rpc.py"));
        command.arg(&self.url).arg(self.db.name()).args(arguments);
        answer(command)
    }
}

impl Drop for Server<'_> {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        if self.process.kill().is_ok() {
            self.process.wait().ok();
        }
    }
}
