//! The command line from outside: help, output, errors and exit codes, with a cleared environment and a fixed width.

use std::fs;
use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;

/// What a run of the program showed.
pub(crate) struct Shown {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "exit {}\n--- stdout ---\n{}--- stderr ---\n{}",
            self.code, self.out, self.err
        )
    }
}

/// Runs the program in a folder with nothing in its environment but what is given.
pub(crate) fn trueup_with(folder: &Path, environment: &[(&str, &str)], arguments: &[&str]) -> Shown {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trueup"));
    command
        .current_dir(folder)
        .args(arguments)
        .env_clear()
        .env("COLUMNS", "100")
        .env("HOME", folder)
        .env("GIT_CEILING_DIRECTORIES", folder.parent().unwrap_or(folder))
        .env("TRUEUP_ACTOR", "tester@acme.example");
    #[expect(clippy::disallowed_methods, reason = "git is found where the tests found it")]
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command.envs(environment.iter().copied());
    let output = command.output().unwrap();
    Shown {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs the program in a folder.
pub(crate) fn trueup(folder: &Path, arguments: &[&str]) -> Shown {
    trueup_with(folder, &[], arguments)
}

/// Writes a file, and the folders above it.
pub(crate) fn put(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn scratch() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// The commands, as the help of the program lists them.
fn commands(help: &str) -> Vec<String> {
    help.lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|word| !word.is_empty() && *word != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn help_of_every_command() {
    let folder = scratch();
    let main = trueup(folder.path(), &["--help"]);
    assert_eq!(main.code, 0);
    assert_snapshot!("help", main.out);
    let names = commands(&main.out);
    assert!(names.len() > 5, "{names:?}");
    for name in names {
        let shown = trueup(folder.path(), &[&name, "--help"]);
        assert_eq!((shown.code, shown.err.as_str()), (0, ""));
        assert_snapshot!(format!("help_{name}"), shown.out);
        for inner in commands(&shown.out) {
            let shown = trueup(folder.path(), &[&name, &inner, "--help"]);
            assert_snapshot!(format!("help_{name}_{inner}"), shown.out);
        }
    }
}

#[test]
fn wrong_usage_is_64() {
    let folder = scratch();
    assert_snapshot!(trueup(folder.path(), &["plann"]));
    assert_eq!(trueup(folder.path(), &["validate", "--nonsense"]).code, 64);
    assert_eq!(trueup(folder.path(), &[]).code, 64);
    assert_eq!(trueup(folder.path(), &["--version"]).code, 0);
}

#[test]
fn no_project_is_an_error_with_a_way_out() {
    let folder = scratch();
    let shown = trueup(folder.path(), &["validate"]);
    assert_snapshot!(shown);
}

#[test]
fn a_new_project_is_valid_and_never_overwritten() {
    let folder = scratch();
    put(folder.path(), ".gitignore", "mine\n");
    let arguments = [
        "init",
        "--adapter",
        "tryton",
        "--name",
        "acme",
        "--timezone",
        "Asia/Shanghai",
    ];
    assert_snapshot!(trueup(folder.path(), &arguments));
    assert_snapshot!(fs::read_to_string(folder.path().join("trueup.yaml")).unwrap());
    assert_eq!(
        fs::read_to_string(folder.path().join(".gitignore")).unwrap(),
        "mine\n"
    );
    let checked = trueup(folder.path(), &["validate"]);
    assert_snapshot!(checked);
    assert_eq!(trueup(folder.path(), &["fmt", "--check"]).code, 0);
    let again = trueup(folder.path(), &arguments);
    assert_snapshot!(again);
}

fn project(folder: &Path, people: &str) {
    put(
        folder,
        "trueup.yaml",
        "project: acme\ntimezone: Asia/Shanghai\ntargets:\n  prod:\n    adapter: ./erp\n    url: ${ERP_URL}\n",
    );
    put(
        folder,
        "erp/adapter.yaml",
        "name: erp\ntitle: Our ERP\nengines: [sqlite]\nversions: \">=1\"\nactions: [read, write, create, delete]\n",
    );
    put(
        folder,
        "erp/detect.sql",
        "SELECT 'our-erp' AS identity, '1.0' AS version\n",
    );
    put(
        folder,
        "erp/read/user.sql",
        "SELECT login, name, email, active, kind FROM users\n",
    );
    put(folder, "people.yaml", people);
}

const WRONG: &str = "\
users:
  zhang.wei:
    name: 张伟
    departmnt: purchasing
    positions: [buyr]
positions:
  buyer:
    title: Buyer
    roles: [purchase]
";

#[test]
fn problems_are_shown_where_they_are() {
    let folder = scratch();
    project(folder.path(), WRONG);
    assert_snapshot!(trueup(folder.path(), &["validate"]));
    let shown = trueup_with(folder.path(), &[("LANG", "C.UTF-8")], &["validate"]);
    assert_snapshot!(shown.out);
    assert_snapshot!(trueup(folder.path(), &["validate", "--format", "github"]));
    let json = trueup(folder.path(), &["validate", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["diagnostics"][0]["primary"]["place"]["file"], "people.yaml");
}

/// The rules of the example are as the documentation says: valid, and no two of them share a code.
#[test]
fn the_example_of_item_codes_is_valid() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/item-codes");
    let folder = scratch();
    for file in ["trueup.yaml", "item-codes.yaml", "backups.yaml"] {
        fs::copy(example.join(file), folder.path().join(file)).unwrap();
    }
    let shown = trueup(folder.path(), &["validate", "--format", "json"]);
    assert_eq!(shown.code, 0, "{shown}");
    let said: serde_json::Value = serde_json::from_str(&shown.out).unwrap();
    let codes: Vec<&str> = said["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|said| said["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["project/no-lock"]);
}

/// What starts backups is made from the files, without a database.
#[test]
fn units_are_written_from_the_files() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/item-codes");
    let folder = scratch();
    for file in ["trueup.yaml", "item-codes.yaml", "backups.yaml"] {
        fs::copy(example.join(file), folder.path().join(file)).unwrap();
    }
    let schedule = |more: &[&str]| {
        let shown = trueup(
            folder.path(),
            &[&["backup", "schedule", "--files"], more].concat(),
        );
        assert_eq!(shown.code, 0, "{shown}");
        shown.out
    };
    let runs = schedule(&["--lang", "zh"]);
    assert!(runs.contains("每日备份") && runs.contains("01:30"), "{runs}");
    let line = schedule(&["--cron", "--program", "/usr/bin/trueup", "--folder", "/srv/erp"]);
    let command = "exec /usr/bin/trueup --project /srv/erp --target prod backup run --due";
    assert!(
        line.lines()
            .any(|line| line.starts_with("* * * * * ") && line.ends_with(command)),
        "{line}"
    );
    schedule(&["--systemd", "-o", "units"]);
    let mut names: Vec<String> = fs::read_dir(folder.path().join("units"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "trueup-backup-prod-nightly.service",
            "trueup-backup-prod-nightly.timer",
            "trueup-backup-prod-working-hours.service",
            "trueup-backup-prod-working-hours.timer",
            "trueup-backups-prod.service",
            "trueup-backups-prod.timer",
        ]
    );
    let wrong = trueup(folder.path(), &["backup", "schedule", "--cron", "--systemd"]);
    assert_eq!(wrong.code, 64, "{wrong}");
}

#[test]
fn what_cannot_be_read_is_said() {
    let folder = scratch();
    project(folder.path(), "users: {}\n");
    std::os::unix::fs::symlink("nowhere", folder.path().join("gone.yaml")).unwrap();
    let large = fs::File::create(folder.path().join("large.yaml")).unwrap();
    large.set_len(65 << 20).unwrap();
    assert_snapshot!(trueup(folder.path(), &["validate"]));
}

#[test]
fn more_values_than_a_file_may_hold_are_said() {
    let folder = scratch();
    project(folder.path(), "users: {}\n");
    let text = format!("users: [{}1]\n", "1,".repeat(12_000_000));
    put(folder.path(), "many.yaml", &text);
    let shown = trueup(folder.path(), &["validate"]);
    assert_snapshot!(shown);
}

#[test]
fn a_thousand_like_problems_are_listed_and_the_rest_counted() {
    use std::fmt::Write as _;
    let folder = scratch();
    let mut people = String::from("users:\n");
    for n in 0..1_003 {
        writeln!(people, "  p{n}: {{nmae: P}}").unwrap();
    }
    project(folder.path(), &people);
    let shown = trueup(folder.path(), &["validate"]);
    assert_eq!(shown.code, 1);
    let shown = format!("{}{}", shown.out, shown.err);
    let listed = shown.lines().filter(|line| *line == "file/unknown-key").count();
    assert_eq!(listed, 1_000);
    let rest = shown.find("file/more").unwrap();
    assert_eq!(shown.rfind("file/more"), Some(rest), "said once");
    assert_snapshot!(&shown[rest..]);
}

#[test]
fn fixes_keep_comments() {
    let folder = scratch();
    let people = "# ours\nusers:\n  zhang.wei:\n    name: 张伟\n    employee: 00731   # from the roster\n";
    project(folder.path(), people);
    let shown = trueup(folder.path(), &["validate", "--fix"]);
    assert_snapshot!(shown);
    assert_snapshot!(fs::read_to_string(folder.path().join("people.yaml")).unwrap());
    let again = trueup(folder.path(), &["validate", "--fix"]);
    assert!(!again.err.contains("fixed"), "{again}");
}

#[test]
fn formatting_shows_or_makes_the_usual_form() {
    let folder = scratch();
    project(
        folder.path(),
        "users:\n    zhang.wei: {name:   张伟}   # a buyer\n\n\n",
    );
    assert_snapshot!(trueup(folder.path(), &["fmt", "--check"]));
    assert_eq!(trueup(folder.path(), &["fmt"]).code, 0);
    assert_eq!(trueup(folder.path(), &["fmt", "--check"]).code, 0);
}

#[test]
fn codes_are_explained() {
    let folder = scratch();
    assert_snapshot!(trueup(folder.path(), &["explain", "plan/protected"]));
    assert_snapshot!(trueup(folder.path(), &["explain", "plan/protectd"]));
    let zh = trueup(folder.path(), &["explain", "plan/protected", "--lang", "zh"]);
    assert!(zh.out.contains("计划收回受保护账号的权限"), "{}", zh.out);
}

/// The list of codes is an interface: a code is added here on purpose, and never changes its meaning.
#[test]
fn every_code_is_listed_once() {
    let folder = scratch();
    let shown = trueup_with(folder.path(), &[("COLUMNS", "140")], &["explain"]);
    let codes: Vec<&str> = shown
        .out
        .lines()
        .skip(1)
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(codes, sorted);
    for code in &codes {
        assert_eq!(trueup(folder.path(), &["explain", code]).code, 0, "{code}");
    }
}

#[test]
fn schemas_in_the_repository_are_current() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shown = trueup(package, &["schema", "--check"]);
    assert_eq!(shown.code, 0, "{}", shown.err);
}

#[test]
fn pages_of_adapters_in_the_repository_are_current() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let names = trueup::adapter::builtin_names();
    for name in &names {
        let file = format!("docs/erps/{name}.md");
        let command = ["adapter", "show", name, "--format", "markdown", "--lang", "en"];
        let shown = trueup(package, &command);
        assert_eq!(shown.code, 0, "{}", shown.err);
        let there = fs::read_to_string(package.join(&file)).unwrap_or_default();
        assert!(
            there == shown.out,
            "{file} is made with: trueup {} -o {file}",
            command.join(" ")
        );
    }
    assert_eq!(
        fs::read_dir(package.join("docs/erps")).unwrap().count(),
        names.len()
    );
    let shown = trueup(package, &["adapter", "show", "odoo", "--format", "json"]);
    let page: serde_json::Value = serde_json::from_str(&shown.out).unwrap();
    let only = serde_json::json!({ "only": ["table res_device_log"] });
    assert_eq!(page["relations"]["session"]["read"], only);
    let unless = serde_json::json!({ "unless": ["<16"] });
    assert_eq!(page["settings"]["password.hash_rounds"]["where"], unless);
    let shown = trueup(package, &["adapter", "show", "erpnxt"]);
    assert!(
        shown.code == 1 && shown.err.contains("did you mean `erpnext`?"),
        "{}{}",
        shown.out,
        shown.err
    );
}

#[test]
fn completions_and_manual_pages_are_made() {
    let folder = scratch();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let shown = trueup(folder.path(), &["completions", shell]);
        assert!(shown.code == 0 && shown.out.contains("validate"), "{shell}");
    }
    let page = trueup(folder.path(), &["man"]);
    assert!(page.out.contains(".TH TRUEUP 1"), "{}", page.out);
    assert_eq!(trueup(folder.path(), &["man", "--out", "man1"]).code, 0);
    assert!(folder.path().join("man1/trueup-validate.1").exists());
}

#[test]
fn stdout_is_the_result_and_nothing_else() {
    let folder = scratch();
    let shown = trueup(folder.path(), &["adapter", "list", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&shown.out).unwrap();
    assert!(!json["adapters"].as_array().unwrap().is_empty());
    assert_eq!(shown.err, "");
}
