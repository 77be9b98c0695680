//! Passwords are hashed as ERPNext checks them.

use std::process::{Command, Stdio};

use super::bases::slice;

/// Takes a hash apart and makes it again, with nothing of ours.
const VERIFY: &str = "
import base64, hashlib, hmac, sys
_, scheme, rounds, salt, sum = sys.argv[1].split('$')
plain = lambda text: base64.b64decode(text.replace('.', '+') + '=' * (-len(text) % 4))
made = hashlib.pbkdf2_hmac('sha256', sys.argv[2].encode(), plain(salt), int(rounds))
print(scheme, int(rounds) >= 29000, len(plain(salt)) >= 16, len(plain(sum)), hmac.compare_digest(made, plain(sum)))
";

#[expect(clippy::disallowed_methods, reason = "Python is found where the test is run")]
fn verify(hash: &str, password: &str) -> String {
    let output = Command::new("python3")
        .args(["-c", VERIFY, hash, password])
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn another_program_verifies_what_is_written() {
    if let Some(base) = slice("15") {
        let title = &base.title;
        let work = base.work();
        work.run(&["setup"]).expect(0);
        let login = "neu.ling@jadeharbour.example";
        work.file(
            "people.yaml",
            &format!("users:\n  {login}: {{name: 凌 Neu, roles: [Stock User]}}\n"),
        );
        work.run(&["apply", "--yes", "--initial-passwords", "passwords"])
            .expect(0);
        let text = std::fs::read_to_string(work.path().join("passwords")).unwrap();
        let password = text.trim().strip_prefix(&format!("{login}\t")).unwrap();
        let stored = base.row(&format!(
            "SELECT password, encrypted FROM \"__Auth\" WHERE doctype = 'User' AND fieldname = 'password' AND name = '{login}'"
        ));
        assert_eq!(stored[1], "0", "{title}");
        assert_eq!(
            verify(&stored[0], password),
            "pbkdf2-sha256 True True 32 True",
            "{title}"
        );
        assert_eq!(
            verify(&stored[0], "another"),
            "pbkdf2-sha256 True True 32 False",
            "{title}"
        );
        // Nothing that could be mistaken for a password is anywhere else.
        assert!(
            !base.row("SELECT group_concat(data) FROM \"tabVersion\"")[0].contains(password),
            "{title}"
        );
    }
}
