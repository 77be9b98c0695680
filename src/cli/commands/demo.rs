//! `trueup demo`: the whole story on an embedded SQLite ERP, by the very commands that a user would type.

use std::path::{Path, PathBuf};

use clap::Parser as _;
use include_dir::{Dir, include_dir};

use crate::cli::commands::Arguments;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::db::{Access, ConnectOptions, DbUrl, Session as Database};
use crate::report::document::{Document, Line, Tone};

static DEMO: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/examples/demo");

/// The mistake that the story begins with, and its mend.
const MISTAKE: (&str, &str, &str) = ("people/shanghai.yaml", "stock-keper", "stock-keeper");

/// What stands in `backups.yaml` for the demo's folder: a place for backups is an absolute path.
const PLACE: &str = "/DEMO/";

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Where to put the project and the ERP; must not exist [default: a new temporary folder]
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

/// What a step of the story shows.
enum Step {
    /// Words.
    Say(&'static str, &'static str),
    /// A command line, without the program's name, and how it ends.
    Run(&'static [&'static str], Exit),
    /// Mends the mistake.
    Mend,
}

use Step::{Mend, Run, Say};

const STORY: &[Step] = &[
    Say(
        "An invented company has an ERP (a SQLite file) and a folder of YAML that says who may do what. One name in it is \
         misspelt, on purpose. `lock` notes what the ERP knows, so that names can be checked without it.",
        "一家虚构的公司：一个 ERP（SQLite 文件），一个 YAML 文件夹说明谁可以做什么，其中有一处故意写错。\
         lock 记下 ERP 的词汇，之后无需数据库即可校验名称。",
    ),
    Run(&["lock"], Exit::Done),
    Run(&["validate"], Exit::Error),
    Mend,
    Run(&["validate"], Exit::Done),
    Say(
        "trueup keeps its journal in tables of its own, beside the ERP's. They are made once.",
        "trueup 的日志保存在它自己的表里，与 ERP 的表并列，只需建立一次。",
    ),
    Run(&["setup"], Exit::Done),
    Say(
        "What would change, for whom, and why? Planning only reads.",
        "什么会变、影响谁、为什么？制定计划只读不写。",
    ),
    Run(&["plan", "--out", "plan.json"], Exit::Done),
    Say(
        "One transaction carries it out, reads everything back, and commits only if the ERP shows exactly the plan.",
        "一个事务完成全部更改，重新读取并核对，只有与计划完全一致才提交。",
    ),
    Run(
        &[
            "apply",
            "plan.json",
            "--initial-passwords",
            "initial-passwords.txt",
        ],
        Exit::Done,
    ),
    Say(
        "The same files again: nothing to do.",
        "同样的文件再来一次：无事可做。",
    ),
    Run(&["plan", "--exit-code"], Exit::Done),
    Say("Why may Zhang Wei write purchases?", "张伟为什么可以写采购单？"),
    Run(&["why", "zhang.wei", "write", "purchase.purchase"], Exit::Done),
    Say(
        "Item codes have a rule now: three levels of categories, a running number, a check character. Which codes break it, \
         where, and why? (Exit code 3: the rule says `enforce: deny`.)",
        "物料编码也有了规则：大类、中类、小类，流水号，校验位。哪些编码不符合，错在哪里？\
         （退出码 3：该规则为 enforce: deny。）",
    ),
    Run(&["items", "check"], Exit::Policy),
    Say(
        "The next code for a round bar is reserved before it is shown: nobody else gets it.",
        "下一个圆钢编码：先登记，再显示，不会发给第二个人。",
    ),
    Run(&["items", "next", "material", "--set", "小类=圆钢"], Exit::Done),
    Run(&["items", "decode", "RM-ST01-00004Z"], Exit::Done),
    Say(
        "The backup policy is in force too. A backup is made, then proved: restored into a scratch database and compared.",
        "备份策略也已生效：先做一次备份，再恢复到临时数据库逐项比对，证明它可用。",
    ),
    Run(&["backup", "run", "nightly"], Exit::Done),
    Run(&["backup", "verify", "nightly", "--restore"], Exit::Done),
    Run(&["backup", "status"], Exit::Done),
    Say("And what has been done so far?", "到目前为止做过什么？"),
    Run(&["journal", "list"], Exit::Done),
    Run(&["journal", "verify"], Exit::Done),
];

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let folder = match &self.folder {
            Some(folder) => folder.clone(),
            None => tempfile::Builder::new()
                .prefix("trueup-demo-")
                .tempdir()
                .map_err(failed("make a temporary folder"))?
                .keep(),
        };
        unpack(&folder)?;
        make_erp(&folder, session)?;
        for step in STORY {
            match step {
                Say(en, zh) => say(session.out.lang.pick(en, zh), session)?,
                Run(words, exit) => run(words, *exit, &folder, session)?,
                Mend => mend(&folder, session)?,
            }
        }
        let words = session.out.lang.pick(
            "The folder is yours to play with: change a file, and plan again.",
            "文件夹留给你继续试验：改动文件，再制定计划。",
        );
        say(words, session)?;
        session
            .out
            .result(&format!("\n  cd {}\n", folder.display()), None)?;
        Ok(Exit::Done)
    }
}

fn failed(operation: &'static str) -> impl Fn(std::io::Error) -> Failure {
    move |source| Failure::File {
        operation: operation.to_owned(),
        source,
    }
}

/// Writes the project's files, and makes the folder for backups. The folder must be new: nothing is overwritten.
fn unpack(folder: &Path) -> Result<(), Failure> {
    if folder
        .read_dir()
        .is_ok_and(|mut entries| entries.next().is_some())
    {
        return Err(Failure::Stopped {
            what: format!("{} is not empty", folder.display()),
            help: Some("name a folder that does not exist".to_owned()),
        });
    }
    std::fs::create_dir_all(folder.join("backups")).map_err(failed("make the folder"))?;
    let place = folder.canonicalize().map_err(failed("name the folder"))?;
    let place = format!("{}/", place.display())
        .replace('\\', "\\\\")
        .replace('"', "\\\"");
    let project = DEMO.get_dir("project").expect("the demo has a project");
    let mut folders = vec![project];
    while let Some(dir) = folders.pop() {
        folders.extend(dir.dirs());
        for file in dir.files() {
            let name = file
                .path()
                .strip_prefix("project")
                .expect("it is below the project");
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().expect("a file is in a folder"))
                .map_err(failed("make a folder"))?;
            let text = file.contents_utf8().expect("the project is text");
            std::fs::write(path, text.replace(PLACE, &place)).map_err(failed("write the project"))?;
        }
    }
    // The first lines of the files name them.
    for (name, text) in super::schema::files() {
        if name.starts_with("project") || name.starts_with("desired") {
            let path = folder.join("schema").join(name);
            super::init::make_parent(&path)?;
            std::fs::write(path, text).map_err(failed("write a schema"))?;
        }
    }
    Ok(())
}

/// Says something between two commands.
fn say(words: &str, session: &Session) -> Result<(), Failure> {
    let mut document = Document::new();
    document.paragraph(Line::new().tone(Tone::Strong, words));
    session.out.result("\n", None)?;
    session.out.document(&document, None)
}

/// Makes the ERP's database from its SQL.
fn make_erp(folder: &Path, session: &Session) -> Result<(), Failure> {
    let path = folder.join("erp.sqlite");
    std::fs::write(&path, b"").map_err(failed("make the database"))?;
    let text = |name: &str| {
        DEMO.get_file(name)
            .and_then(|file| file.contents_utf8())
            .expect("the demo has its SQL")
    };
    let script = format!("{}\n{}", text("erp.sql"), text("company.sql"));
    let url = DbUrl::parse(&format!("sqlite:{}", path.display())).map_err(crate::reconcile::Failure::from)?;
    session.wait(async {
        let mut database = Database::connect(&url, ConnectOptions::new("trueup demo", Access::Write)).await?;
        database.begin_write(None).await?;
        database.script(&script).await?;
        database.commit().await?;
        database.close().await;
        Ok::<_, crate::reconcile::Failure>(())
    })??;
    Ok(())
}

/// Runs a command as a user would, showing the line first.
fn run(words: &[&str], expected: Exit, folder: &Path, session: &Session) -> Result<(), Failure> {
    session
        .out
        .result(&format!("\n$ trueup {}\n", words.join(" ")), None)?;
    let located = words.iter().map(|word| locate(word, folder));
    let line = std::iter::once("trueup".to_owned()).chain(located);
    let mut arguments = Arguments::try_parse_from(line).expect("the story's lines are commands");
    arguments.global.project = Some(folder.to_path_buf());
    arguments.global.no_color = session.global.no_color;
    arguments.global.lang = session.global.lang;
    let inner = Session::new(arguments.global, session.settings.clone(), session.now);
    if super::run(arguments.command, &inner)? == expected {
        return Ok(());
    }
    Err(Failure::Stopped {
        what: format!("`trueup {}` did not end as the story goes", words.join(" ")),
        help: None,
    })
}

/// A word that names a file, as a path into the folder: what is shown is what one would type there.
fn locate(word: &str, folder: &Path) -> String {
    if word.ends_with(".json") || word.ends_with(".txt") {
        return folder.join(word).display().to_string();
    }
    word.to_owned()
}

fn mend(folder: &Path, session: &Session) -> Result<(), Failure> {
    let (file, wrong, right) = MISTAKE;
    session
        .out
        .result(&format!("\n$ sed -i s/{wrong}/{right}/ {file}\n"), None)?;
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path).map_err(failed("read the file"))?;
    std::fs::write(&path, text.replace(wrong, right)).map_err(failed("mend the file"))
}
