//! MariaDB by its socket and over TLS, on a server of the test's own.

#![expect(
    clippy::disallowed_methods,
    reason = "programs are found where the test is run"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use trueup::db::{Access, ConnectOptions, DbError, DbUrl, Session};

use crate::registry::run;
use crate::support::Work;

/// A server that encrypts, and the certificates. Dropping it ends it.
struct Server {
    folder: tempfile::TempDir,
    /// As the administrator, by its port.
    url: String,
}

impl Server {
    fn file(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn password(&self) -> &str {
        let login = self.url.split('@').next().unwrap();
        login.rsplit(':').next().unwrap()
    }

    /// By its socket.
    fn by_socket(&self, database: &str) -> String {
        let socket = self.file("data/socket");
        format!(
            "mariadb://root:{}@localhost/{database}?socket={socket}",
            self.password()
        )
    }

    /// By its port, with parameters.
    fn by_port(&self, database: &str, parameters: &str) -> String {
        let (server, _) = self.url.rsplit_once('/').unwrap();
        format!("{server}/{database}?{parameters}")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        script(&["stop", &self.file("data")]);
    }
}

fn script(arguments: &[&str]) -> String {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/erp/mariadb.sh");
    said(Command::new(program).args(arguments))
}

fn said(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Where the server's program is, by that of its client; none where no server was prepared.
fn programs() -> Option<PathBuf> {
    std::env::var_os("TRUEUP_TEST_MARIADB_URL")?;
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).find_map(|folder| {
        let root = folder.parent()?.parent()?;
        (folder.join("mariadb").exists() && root.join("usr/sbin/mariadbd").exists()).then(|| root.to_owned())
    })
}

fn openssl(folder: &Path, arguments: &str) {
    said(
        Command::new("openssl")
            .args(arguments.split(' '))
            .current_dir(folder),
    );
}

fn server() -> Option<Server> {
    let programs = programs()?;
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    for authority in ["ca", "other"] {
        openssl(
            here,
            &format!(
                "req -x509 -newkey rsa:2048 -nodes -keyout {authority}.key -out {authority}.pem -subj /CN={authority} -days 2"
            ),
        );
    }
    openssl(
        here,
        "req -newkey rsa:2048 -nodes -keyout key.pem -out request.pem -subj /CN=harbour",
    );
    std::fs::write(here.join("names"), "subjectAltName=IP:127.0.0.1\n").unwrap();
    openssl(
        here,
        "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out cert.pem",
    );
    let file = |name: &str| here.join(name).display().to_string();
    let options = [("ca", "ca.pem"), ("cert", "cert.pem"), ("key", "key.pem")]
        .map(|(option, name)| format!("--ssl-{option}={}", file(name)));
    let [ca, cert, key] = &options;
    let programs = programs.display().to_string();
    let programs = programs.trim_end_matches('/');
    let url = script(&["start", &file("data"), programs, ca, cert, key]);
    Some(Server { folder, url })
}

async fn connect(url: &str) -> Result<Session, DbError> {
    Session::connect(
        &DbUrl::parse(url).unwrap(),
        ConnectOptions::new("trueup test", Access::Write),
    )
    .await
}

/// The cipher of a connection; empty where it is not encrypted.
async fn cipher(url: &str) -> String {
    let mut session = connect(url)
        .await
        .unwrap_or_else(|error| panic!("{url}: {error}"));
    let sql =
        "SELECT variable_value FROM information_schema.session_status WHERE variable_name = 'SSL_CIPHER'";
    let rows = session.query(sql, &[]).await.unwrap();
    rows[0][0].clone().unwrap_or_default()
}

#[test]
fn a_server_is_reached_by_its_socket_and_over_tls() {
    let Some(server) = server() else { return };
    let (ca, other) = (server.file("ca.pem"), server.file("other.pem"));
    let with = |parameters: &str| server.by_port("mysql", parameters);
    run(async {
        let mut by_socket = connect(&server.by_socket("mysql")).await.unwrap();
        let rows = by_socket.query("SELECT user()", &[]).await.unwrap();
        assert_eq!(rows[0][0].as_deref(), Some("root@localhost"));
        assert_eq!(cipher(&with("ssl-mode=DISABLED")).await, "");
        for parameters in [
            "ssl-mode=REQUIRED".to_owned(),
            format!("ssl-mode=VERIFY_CA&ssl-ca={ca}"),
            format!("ssl-mode=VERIFY_IDENTITY&ssl-ca={ca}"),
        ] {
            assert!(
                cipher(&with(&parameters)).await.starts_with("TLS_"),
                "{parameters}"
            );
        }
        // A certificate of somebody else, and a name that is not in it.
        for url in [
            with(&format!("ssl-mode=VERIFY_CA&ssl-ca={other}")),
            with(&format!("ssl-mode=VERIFY_IDENTITY&ssl-ca={ca}")).replace("127.0.0.1", "localhost"),
        ] {
            let error = connect(&url).await.err().unwrap_or_else(|| panic!("{url}"));
            assert!(error.is_connection(), "{error}");
            assert!(error.to_string().contains("certificate"), "{error}");
        }
        // Whoever has to encrypt is not let in otherwise.
        let mut session = connect(&server.url).await.unwrap();
        let sql = "CREATE USER strict@127.0.0.1 IDENTIFIED BY 'secret' REQUIRE SSL";
        session.execute(sql, &[]).await.unwrap();
        let strict = |parameters: &str| {
            with(parameters).replace(&format!("root:{}", server.password()), "strict:secret")
        };
        let strict = |parameters: &str| strict(parameters).replace("/mysql?", "/information_schema?");
        assert!(connect(&strict("ssl-mode=REQUIRED")).await.is_ok());
        let error = connect(&strict("ssl-mode=DISABLED")).await.err().unwrap();
        assert!(error.is_connection(), "{error}");
    });
    the_program_works_over(&server, &server.by_socket("erp"));
    the_program_works_over(
        &server,
        &server.by_port("erp", &format!("ssl-mode=VERIFY_IDENTITY&ssl-ca={ca}")),
    );
}

/// Setup, plan, apply and an empty second plan.
fn the_program_works_over(server: &Server, url: &str) {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/home-grown");
    run(async {
        let mut session = connect(&server.url).await.unwrap();
        session
            .script("DROP DATABASE IF EXISTS erp; CREATE DATABASE erp")
            .await
            .unwrap();
        let mut session = connect(url).await.unwrap();
        for file in ["schema.mariadb.sql", "seed.sql"] {
            let sql = std::fs::read_to_string(example.join(file)).unwrap();
            session.script(&sql).await.unwrap();
        }
    });
    let work = Work::of(example.join("adapter").to_str().unwrap(), url);
    work.run(&["setup"]).expect(0);
    work.file(
        "people.yaml",
        "users:\n  chen.yu: {name: 陈宇}\n  tom.baker: {state: left}\n",
    );
    work.run(&["apply", "--yes"]).expect(0);
    work.run(&["plan", "--exit-code"]).expect(0);
}

#[test]
fn a_socket_or_an_encryption_that_is_not_there_is_said() {
    run(async {
        let Some(plain) = crate::registry::mariadb().await else {
            return;
        };
        let error = connect(&format!("{}?ssl-mode=REQUIRED", plain.url))
            .await
            .err()
            .unwrap();
        assert!(
            error
                .to_string()
                .ends_with("check ssl-mode and ssl-ca in the URL"),
            "{error}"
        );
        let error = connect("mariadb://root:x@localhost/erp?socket=/nowhere/socket")
            .await
            .err()
            .unwrap();
        assert!(
            error.to_string().contains("[/nowhere/socket]")
                && error.to_string().ends_with("is this its socket?"),
            "{error}"
        );
    });
}
