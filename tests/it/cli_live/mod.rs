//! The commands that meet a database, on the ERP of the demo: a file that SQLite reads, so this runs everywhere.

mod released;
mod settle;

use std::fs;
use std::path::{Path, PathBuf};

use insta::assert_snapshot;
use trueup::db::{Access, ConnectOptions, DbUrl, Session};

use crate::cli::{Shown, put, trueup, trueup_with};

/// The project of the demo with its database, in a folder of its own.
struct World {
    folder: tempfile::TempDir,
}

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/demo")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(&demo().join("project"), folder.path());
        // People and roles only: what is said of items and backups is tried where the demo is.
        for name in ["items.yaml", "backups.yaml"] {
            fs::remove_file(folder.path().join(name)).unwrap();
        }
        let world = Self { folder };
        world.edit("people/shanghai.yaml", "stock-keper", "stock-keeper");
        fs::write(world.path().join("erp.sqlite"), b"").unwrap();
        for name in ["erp.sql", "company.sql"] {
            world.sql(&fs::read_to_string(demo().join(name)).unwrap());
        }
        world
    }

    /// The ERP that a joiner's shop wrote for itself, with trueup's own tables; `edit` changes its adapter or files first.
    fn workshop(edit: impl Fn(&Self)) -> Self {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/home-grown");
        let folder = tempfile::tempdir().unwrap();
        copy(&from, folder.path());
        let world = Self { folder };
        fs::write(world.path().join("erp.sqlite"), b"").unwrap();
        for name in ["schema.sqlite.sql", "seed.sql"] {
            world.sql(&fs::read_to_string(from.join(name)).unwrap());
        }
        world.edit("trueup.yaml", "${WORKSHOP_URL}", "\"sqlite:erp.sqlite\"");
        edit(&world);
        let shown = world.run(&["setup"]);
        assert_eq!(shown.code, 0, "{shown}");
        world
    }

    /// With trueup's own tables.
    fn set_up() -> Self {
        let world = Self::new();
        assert_eq!(world.run(&["setup"]).code, 0);
        world
    }

    /// With everything applied.
    fn applied() -> Self {
        let world = Self::set_up();
        let shown = world.run(&["apply", "--yes"]);
        assert_eq!(shown.code, 0, "{shown}");
        world
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn run(&self, arguments: &[&str]) -> Shown {
        trueup(self.path(), arguments)
    }

    fn zh(&self, arguments: &[&str]) -> Shown {
        trueup_with(self.path(), &[("LANG", "zh_CN.UTF-8")], arguments)
    }

    fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no `{from}`");
        fs::write(path, text.replace(from, to)).unwrap();
    }

    /// What somebody does in the ERP.
    fn sql(&self, sql: &str) {
        let url = DbUrl::parse("sqlite:erp.sqlite")
            .unwrap()
            .relative_to(self.path());
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let options = ConnectOptions::new("test", Access::Write);
            let mut session = Session::connect(&url, options).await.unwrap();
            session.script(sql).await.unwrap();
            session.close().await;
        });
    }

    /// The same text in every run: times, hashes and the folder are replaced by words of fixed form.
    fn steady(&self, text: &str) -> String {
        let folder = self.path().display().to_string();
        let text = text.replace(&folder, "FOLDER");
        let words = text.split_inclusive(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == ':'));
        let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let mut out = String::new();
        for word in words {
            let stem = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
            let hex = matches!(stem.len(), 32 | 64) && stem.bytes().all(|b| b.is_ascii_hexdigit());
            let recent = stem.parse::<jiff::civil::Date>().is_ok_and(|date| {
                let days = date.since(today).map_or(99, |span| span.get_days());
                (-1..=8).contains(&days)
            });
            let clock = stem.len() == 5 && stem.as_bytes()[2] == b':';
            if hex {
                out.push_str("HASH");
            } else if clock {
                out.push_str("HH:MM");
            } else if recent {
                out.push_str("YYYY-MM-DD");
            } else {
                out.push_str(stem);
            }
            out.push_str(&word[stem.len()..]);
        }
        out
    }

    fn assert(&self, name: &str, shown: &Shown) {
        assert_snapshot!(name, self.steady(&shown.to_string()));
    }
}

#[test]
fn the_whole_way() {
    let world = World::new();
    world.assert("live_status_new", &world.run(&["status"]));
    let refused = world.run(&["apply", "--yes"]);
    assert_eq!(refused.code, 1, "{refused}");
    assert!(refused.err.contains("trueup setup"), "{refused}");
    world.assert("live_setup", &world.run(&["setup"]));
    assert_eq!(world.run(&["setup"]).code, 0);
    let plan = world.run(&["plan", "-o", "plan.json", "--exit-code"]);
    assert_eq!(plan.code, 2, "{plan}");
    assert!(plan.out.contains("sun.li 孙丽 - new account"), "{plan}");
    let unasked = world.run(&["apply"]);
    assert_eq!(unasked.code, 4, "{unasked}");
    let applied = world.run(&["apply", "plan.json", "--initial-passwords", "passwords.txt"]);
    world.assert("live_apply", &applied);
    world.assert("live_apply_again", &world.run(&["apply", "plan.json"]));
    let second = world.run(&["plan", "--exit-code"]);
    assert_eq!(second.code, 0, "{second}");
    let nothing = world.run(&["apply"]);
    assert_eq!(
        (nothing.code, nothing.out.as_str()),
        (0, "Already applied as #2; nothing was done.\n"),
        "{nothing}"
    );
    let passwords = fs::read_to_string(world.path().join("passwords.txt")).unwrap();
    let password = passwords.split_whitespace().last().unwrap();
    for name in ["plan.json", "receipts/demo/000002.json"] {
        let text = fs::read_to_string(world.path().join(name)).unwrap();
        assert!(!text.contains(password), "{name} holds a password");
    }
}

#[test]
fn what_was_pulled_plans_nothing() {
    let world = World::new();
    fs::remove_dir_all(world.path().join("people")).unwrap();
    fs::remove_file(world.path().join("roles.yaml")).unwrap();
    let pulled = world.run(&["pull"]);
    world.assert("live_pull", &pulled);
    let valid = world.run(&["validate"]);
    assert_eq!(valid.code, 0, "{valid}");
    let plan = world.run(&["plan", "--exit-code"]);
    assert_eq!(plan.code, 0, "{plan}");
    let again = world.run(&["pull"]);
    assert_eq!(again.code, 1, "{again}");
    assert_eq!(world.run(&["fmt", "--check"]).code, 0);
}

#[test]
fn the_record() {
    let world = World::applied();
    world.assert("live_journal_list", &world.run(&["journal", "list"]));
    world.assert("live_journal_list_zh", &world.zh(&["journal", "list"]));
    world.assert("live_journal_show", &world.run(&["journal", "show", "2"]));
    world.assert("live_journal_show_zh", &world.zh(&["journal", "show", "2"]));
    world.assert("live_journal_verify", &world.run(&["journal", "verify"]));
    assert_eq!(world.run(&["journal", "show", "9"]).code, 1);
    let json: serde_json::Value =
        serde_json::from_str(&world.run(&["journal", "list", "--format", "json"]).out).unwrap();
    assert_eq!(json["entries"].as_array().unwrap().len(), 2);
    fs::remove_file(world.path().join("receipts/demo/000002.json")).unwrap();
    let missing = world.run(&["journal", "verify"]);
    assert_eq!(missing.code, 1, "{missing}");
    world.assert("live_journal_defect", &missing);
    world.assert("live_status", &world.run(&["status"]));
    world.assert("live_status_zh", &world.zh(&["status"]));
}

#[test]
fn questions_about_access() {
    let world = World::new();
    for (name, arguments) in [
        (
            "live_why_yes",
            &["why", "zhang.wei", "write", "purchase.purchase"][..],
        ),
        ("live_why_no", &["why", "zhang.wei", "write", "stock.move"]),
        ("live_why_user", &["why", "chen.yu"]),
        ("live_who_can", &["who-can", "delete", "purchase.purchase"]),
        ("live_who_can_typo", &["who-can", "delete", "purchase.purchas"]),
        ("live_why_typo", &["why", "zhang.wie"]),
    ] {
        world.assert(name, &world.run(arguments));
    }
    world.assert(
        "live_why_yes_zh",
        &world.zh(&["why", "zhang.wei", "write", "purchase.purchase"]),
    );
    world.assert(
        "live_why_no_zh",
        &world.zh(&["why", "zhang.wei", "write", "stock.move"]),
    );
    let json = world.run(&[
        "why",
        "zhang.wei",
        "write",
        "purchase.purchase",
        "--format",
        "json",
    ]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["can"], true);
    let json = world.run(&["who-can", "delete", "purchase.purchase", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["users"].as_array().unwrap().len(), 4);
}

#[test]
fn drift_is_shown_apart_and_held() {
    let world = World::applied();
    world.sql(
        r#"UPDATE res_user SET email = 'wang@elsewhere.example' WHERE login = 'wang.fang';
           INSERT INTO "res_user-res_group" ("user", "group")
             SELECT u.id, g.id FROM res_user u, res_group g WHERE u.login = 'wu.min' AND g.name = 'Accounting';"#,
    );
    let plan = world.run(&["plan", "--exit-code"]);
    assert_eq!(plan.code, 2);
    world.assert("live_drift", &plan);
    world.assert("live_drift_zh", &world.zh(&["plan"]));
    let reverted = world.run(&["plan", "--revert-drift"]);
    world.assert("live_drift_reverted", &reverted);
}

#[test]
fn a_stale_plan_is_refused() {
    let world = World::set_up();
    assert_eq!(world.run(&["plan", "-o", "plan.json"]).code, 0);
    world.sql("UPDATE res_user SET active = 0 WHERE login = 'chen.yu'");
    world.assert("live_stale", &world.run(&["apply", "plan.json"]));
    let edited = fs::read_to_string(world.path().join("plan.json"))
        .unwrap()
        .replace("sun.li", "sun.lo");
    put(world.path(), "edited.json", &edited);
    world.assert("live_edited", &world.run(&["apply", "edited.json"]));
    let other = world.run(&["apply", "plan.json", "-t", "other"]);
    assert_eq!(other.code, 4, "{other}");
    let choices = world.run(&["apply", "plan.json", "--overwrite"]);
    assert_eq!(choices.code, 64, "{choices}");
}

#[test]
fn a_refused_plan_says_what_accepts_it() {
    let world = World::applied();
    world.edit("trueup.yaml", "people: 50", "people: 1");
    assert_eq!(world.run(&["apply", "--yes"]).code, 0);
    world.edit("people/shanghai.yaml", "name: 张伟", "name: 张卫");
    world.edit("people/shanghai.yaml", "name: 陈宇", "name: 陈雨");
    let plan = world.run(&["plan"]);
    assert_eq!(plan.code, 4);
    world.assert("live_refused", &plan);
    world.assert("live_refused_zh", &world.zh(&["plan"]));
    let apply = world.run(&["apply", "--yes"]);
    assert_eq!(apply.code, 4, "{apply}");
    let accepted = world.run(&["apply", "--yes", "--accept-mass-change", "people=2"]);
    assert_eq!(accepted.code, 0, "{accepted}");
}

#[test]
fn the_lock_file_is_kept_current() {
    let world = World::new();
    world.assert("live_lock", &world.run(&["lock"]));
    world.assert("live_lock_again", &world.run(&["lock"]));
    world.sql("INSERT INTO res_group (id, name, active) VALUES (900, 'Night shift', 1)");
    assert_eq!(world.run(&["lock"]).code, 0);
    // What an upgrade may do: a role permits more, and a model has another name.
    world.sql("UPDATE ir_model_access SET perm_delete = 1 WHERE model = 'purchase.purchase'");
    world.edit(
        "locks/demo.lock",
        "resource\tstock.move\t",
        "resource\tstock.movement\t",
    );
    let (en, json) = (world.run(&["lock"]), world.run(&["lock", "--format", "json"]));
    world.assert("live_lock_upgrade", &en);
    assert!(
        json.out.contains("\"abilities\": []"),
        "the second one has nothing to say: {json}"
    );
    put(world.path(), "locks/demo.lock", "<<<<<<< ours\n");
    let broken = world.run(&["validate"]);
    assert_eq!(broken.code, 1, "{broken}");
}

#[test]
fn formats_and_files() {
    let world = World::set_up();
    let json = world.run(&["plan", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(value["head"]["format"], "trueup/plan/1");
    let markdown = world.run(&["plan", "--format", "markdown"]);
    assert!(markdown.out.starts_with("## Plan for `demo`\n"), "{markdown}");
    let sql = world.run(&["plan", "--sql"]);
    assert!(sql.out.starts_with("-- write/"), "{sql}");
    let status = world.run(&["status", "--format", "json", "-o", "status.json"]);
    assert_eq!(status.out, "");
    let text = fs::read_to_string(world.path().join("status.json")).unwrap();
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&text).unwrap()["registry"],
        true
    );
    let script = world.run(&["setup", "--sql"]);
    assert!(script.out.contains("CREATE TABLE"), "{script}");
    let later = world.run(&["plan", "--at", "2027-12-31"]);
    assert_eq!(later.code, 0, "{later}");
    let both = world.run(&["plan", "--at", "2027-12-31", "-o", "x.json"]);
    assert_eq!(both.code, 64, "{both}");
}

#[test]
fn a_new_password_is_the_result() {
    let world = World::set_up();
    let shown = world.run(&["reset-password", "zhang.wei"]);
    assert_eq!(shown.code, 0, "{shown}");
    assert!(shown.out.trim().len() >= 16, "{shown}");
    assert!(!shown.err.contains(shown.out.trim()));
    let nobody = world.run(&["reset-password", "nobody"]);
    assert_eq!((nobody.code, nobody.out.as_str()), (1, ""));
}

#[test]
fn what_cannot_be_reached_is_said() {
    let world = World::new();
    world.edit("trueup.yaml", "sqlite:erp.sqlite", "${ERP_URL}");
    let unset = world.run(&["status"]);
    world.assert("live_unset", &unset);
    let missing = trueup_with(world.path(), &[("ERP_URL", "sqlite:nowhere.sqlite")], &["status"]);
    world.assert("live_missing", &missing);
    let secret = "postgres://reader:hunter2@127.0.0.1:9/erp";
    let unreachable = trueup_with(world.path(), &[("ERP_URL", secret)], &["status", "-vv"]);
    assert_eq!(unreachable.code, 1, "{unreachable}");
    assert!(!unreachable.to_string().contains("hunter2"), "{unreachable}");
    let file = world.path().join("url");
    fs::write(&file, "sqlite:erp.sqlite\n").unwrap();
    let named = [("ERP_URL_FILE", file.to_str().unwrap())];
    assert_eq!(trueup_with(world.path(), &named, &["status"]).code, 0);
}

#[test]
fn the_demo_tells_its_story() {
    let folder = tempfile::tempdir().unwrap();
    let shown = trueup_with(folder.path(), &[("LANG", "C.UTF-8")], &["demo", "story"]);
    assert_eq!(shown.code, 0, "{shown}");
    let lines: Vec<&str> = shown.out.lines().filter(|line| line.starts_with("$ ")).collect();
    assert_snapshot!("live_demo_steps", lines.join("\n"));
    for word in [
        "did you mean `stock-keeper`?",
        "sun.li 孙丽 - new account",
        "li.na 李娜 - deactivated",
        "Applied and verified as #2",
        "Nothing to do: the ERP holds what the files say.",
        "yes: zhang.wei 张伟 can write",
        "RM-ST02-00030▸C",
        "is easily taken for `SF-SH01-00002A`",
        "`RM-ST01-00004Z` is a code of rule `material`",
        "grants are as they were",
        "`nightly` keeps what it promises",
        "nothing is wrong",
    ] {
        assert!(shown.out.contains(word), "{word}\n{shown}");
    }
    // Nothing is left beside the folder, and the folder goes on working.
    let beside: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(beside.len(), 1);
    let story = folder.path().join("story");
    assert_eq!(trueup(&story, &["plan", "--exit-code"]).code, 0);
    assert_eq!(trueup(folder.path(), &["demo", "story"]).code, 1);
    let zh = trueup_with(folder.path(), &[("LANG", "zh_CN.UTF-8")], &["demo", "故事"]);
    assert!(zh.code == 0 && zh.out.contains("无需变更"), "{zh}");
    assert!(zh.out.contains("`nightly` 符合承诺"), "{zh}");
    assert_eq!(
        fs::read_dir(folder.path().join("故事/backups")).unwrap().count(),
        1
    );
}

/// What a plan found and what it left out, without the rest.
fn remarks(shown: &Shown) -> String {
    let sections = [
        "Findings",
        "检查结果",
        "Not planned, or not as it may seem",
        "未列入计划或需要说明的内容",
    ];
    let mut out = format!("exit {}\n", shown.code);
    for part in shown.out.split("\n\n") {
        if sections.iter().any(|section| part.starts_with(section)) {
            out.push_str(part);
            out.push('\n');
        }
    }
    out
}

/// Each finding and remark of a plan, in both languages.
#[test]
fn what_plans_refuse_and_remark() {
    let show = |name: &str, world: &World| {
        let (en, zh) = (world.run(&["plan"]), world.zh(&["plan"]));
        assert_snapshot!(
            format!("remark_{name}"),
            format!("{}\n{}", remarks(&en), remarks(&zh))
        );
    };
    let applied = |edit: &dyn Fn(&World)| {
        let world = World::applied();
        edit(&world);
        world
    };
    show("no_registry", &World::new());
    let berlin = "people/berlin.yaml";
    show(
        "vanished",
        &applied(&|world| {
            world.edit(
                berlin,
                "  tom.fischer:\n    name: Tom Fischer\n    positions: [accountant]\n    companies: [Mingde Trading GmbH]\n",
                "",
            );
        }),
    );
    show(
        "last_administrator",
        &applied(&|world| world.edit("people/shanghai.yaml", "roles: [res.group_admin]", "roles: []")),
    );
    show(
        "untouchable",
        &applied(&|world| {
            put(
                world.path(),
                "people/system.yaml",
                "users:\n  root: {name: Somebody}\n",
            );
        }),
    );
    show(
        "rename_clash",
        &applied(&|world| {
            world.edit(
                "people/shanghai.yaml",
                "    name: 孙丽",
                "    was: [admin]\n    name: 孙丽",
            );
        }),
    );
    show(
        "let_go",
        &applied(&|world| {
            put(
                world.path(),
                "shipped.yaml",
                "roles:\n  stock.group_stock: {permissions: {party.party: [read]}}\n",
            );
            let shown = world.run(&["apply", "--yes"]);
            assert_eq!(shown.code, 0, "{shown}");
            fs::remove_file(world.path().join("shipped.yaml")).unwrap();
        }),
    );
    show(
        "too_many_deactivations",
        &applied(&|world| {
            world.edit("trueup.yaml", "\"10%, at least 10\"", "1");
            let shown = world.run(&["apply", "--yes"]);
            assert_eq!(shown.code, 0, "{shown}");
            for name in ["陈宇", "吴敏"] {
                world.edit(
                    "people/shanghai.yaml",
                    &format!("    name: {name}"),
                    &format!("    name: {name}\n    state: suspended"),
                );
            }
        }),
    );
    show(
        "not_acted_on",
        &applied(&|world| {
            world.edit("trueup.yaml", "guard:", "policies: [builtin:sod]\nguard:");
        }),
    );
}

/// What an adapter cannot do, and what an ERP does otherwise than it seems, is said of the line that asked for it.
#[test]
fn what_an_adapter_cannot_do_is_remarked() {
    let show = |name: &str, edit: &dyn Fn(&World)| {
        let world = World::workshop(edit);
        let (en, zh) = (world.run(&["plan"]), world.zh(&["plan"]));
        assert_snapshot!(
            format!("remark_{name}"),
            format!("{}\n{}", remarks(&en), remarks(&zh))
        );
    };
    show("not_enforced", &|world| {
        world.edit(
            "settings.yaml",
            "  session: {",
            "  print: {ask_first: true}\n  session: {",
        );
    });
    show("not_supported", &|world| {
        fs::remove_file(world.path().join("adapter/write/setting.update.sql")).unwrap();
    });
    show("delegated", &|world| {
        put(
            world.path(),
            "adapter/read/delegated.sql",
            "SELECT 'li.na' AS login, 'dated roles decide' AS reason",
        );
    });
    show("live_twins", &|world| {
        world.edit(
            "adapter/adapter.yaml",
            "keys: {user: exact",
            "keys: {user: casefold",
        );
        world.sql("INSERT INTO app_user (login, full_name) VALUES ('Li.Na', 'Somebody')");
    });
}

/// A grant may be for an account that no file declares; only the ERP can tell that there is none.
#[test]
fn a_plan_names_what_the_erp_does_not_have() {
    let world = World::workshop(|world| {
        put(
            world.path(),
            "grants.yaml",
            "grants:\n  - {user: zhang.we, role: office, reason: helps out}\n",
        );
    });
    world.assert("plan_unknown_reference", &world.run(&["plan"]));
}

/// A registry that trueup cannot trust is not written to.
#[test]
fn a_registry_out_of_order_is_refused() {
    let world = World::applied();
    world.sql("UPDATE trueup_meta SET value = '99' WHERE key = 'format'");
    world.assert("registry_newer", &world.run(&["plan"]));
    let world = World::applied();
    world.sql("DELETE FROM trueup_meta WHERE key = 'target'");
    world.assert("registry_damaged", &world.run(&["plan"]));
    let world = World::applied();
    world.sql("DROP TABLE trueup_applied_state");
    world.assert("registry_database", &world.run(&["plan"]));
    // A file where the receipts belong.
    let world = World::set_up();
    fs::remove_dir_all(world.path().join("receipts")).unwrap();
    put(world.path(), "receipts", "not a folder");
    world.assert("registry_receipts", &world.run(&["journal", "verify"]));
}

/// A plan names the commit that it was made from, and says whether the files are that commit's. Receipts are no files
/// that anything is made from.
#[test]
fn a_plan_names_its_commit() {
    let world = World::set_up();
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=Tester", "-c", "user.email=tester@acme.example"];
        let mut command = std::process::Command::new("git");
        command.current_dir(world.path()).args(identity).args(arguments);
        assert!(command.status().unwrap().success());
    };
    git(&["init", "-q"]);
    put(world.path(), ".gitignore", "erp.sqlite*\n");
    git(&["add", "."]);
    git(&["commit", "-qm", "what we want"]);
    let said = |words: &str| {
        let shown = world.run(&["plan"]);
        assert_eq!(shown.code, 0, "{shown}");
        shown.out.contains(words)
    };
    assert_eq!(world.run(&["apply", "--yes"]).code, 0);
    assert!(said("commit ") && !said("with changes"));
    put(world.path(), "more.yaml", "users: {}\n");
    assert!(said("with changes"));
}

/// A link that is stored twice reads as one; a script that does it is found out all the same.
#[test]
fn a_script_that_stores_a_link_twice_is_undone() {
    let world = World::set_up();
    let adapter = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/adapters/tryton");
    copy(&adapter, &world.path().join("adapter"));
    world.edit("trueup.yaml", "adapter: tryton", "adapter: ./adapter");
    let insert = fs::read_to_string(adapter.join("write/grant.insert.sql")).unwrap();
    put(
        world.path(),
        "adapter/write/grant.insert.sql",
        &format!("{insert};\n{insert}"),
    );
    let shown = world.run(&["apply", "--yes"]);
    assert_eq!(shown.code, 1, "{shown}");
    assert!(shown.err.contains("stored more than once"), "{shown}");
    world.edit("trueup.yaml", "adapter: ./adapter", "adapter: tryton");
    assert_eq!(world.run(&["apply", "--yes"]).code, 0);
}

/// What somebody who owns the database can do to the record, and how each shows.
#[test]
fn a_tampered_record_is_shown() {
    let open = "DROP TRIGGER trueup_journal_no_update; DROP TRIGGER trueup_journal_no_delete;";
    let cases: [(&str, &str); 5] = [
        ("changed", "UPDATE trueup_journal SET actor = 'somebody' WHERE number = 2"),
        ("removed", "DELETE FROM trueup_journal WHERE number = 2"),
        ("truncated", "DELETE FROM trueup_journal WHERE number = 3"),
        (
            "reordered",
            "UPDATE trueup_journal SET number = 9 WHERE number = 2; UPDATE trueup_journal SET number = 2 WHERE number = 3;
             UPDATE trueup_journal SET number = 3 WHERE number = 9",
        ),
        ("unknown_epoch", "UPDATE trueup_journal SET epoch = 'another' WHERE number = 3"),
    ];
    for (name, sql) in cases {
        let world = World::applied();
        world.edit("people/shanghai.yaml", "    name: 孙丽", "    name: 孙莉");
        let shown = world.run(&["apply", "--yes"]);
        assert_eq!(shown.code, 0, "{shown}");
        world.sql(&format!("{open} {sql};"));
        let (en, zh) = (
            world.run(&["journal", "verify"]),
            world.zh(&["journal", "verify"]),
        );
        let shown = world.steady(&format!("{en}\n{zh}"));
        assert_snapshot!(format!("tampered_{name}"), shown);
    }
    let world = World::applied();
    let receipt = world.path().join("receipts/demo/000002.json");
    let text = fs::read_to_string(&receipt).unwrap();
    fs::remove_file(&receipt).unwrap();
    world.assert("tampered_receipt_missing", &world.run(&["journal", "verify"]));
    let hash = text.find("\"hash\": \"").unwrap() + 9;
    let other = if text[hash..].starts_with('0') { "1" } else { "0" };
    put(
        world.path(),
        "receipts/demo/000002.json",
        &format!("{}{other}{}", &text[..hash], &text[hash + 1..]),
    );
    world.assert("tampered_receipt", &world.run(&["journal", "verify"]));
    let refused = world.run(&["apply", "--yes"]);
    assert_eq!(refused.code, 4, "{refused}");
}
