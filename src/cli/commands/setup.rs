//! `trueup setup`: trueup's own tables in the ERP's database, and the least rights.

use std::path::PathBuf;

use serde_json::json;

use crate::base::text::tick;
use crate::cli::args::{Format, Shape};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::reconcile::{self, SetUp, SetupOptions};

/// Arguments of `trueup setup`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "`trueup setup` runs with the account of `apply_url` and needs the right to create tables. With `--sql` nothing \
        is run: give the script to your database administrator."
)]
pub(crate) struct Args {
    /// Print the script instead of running it
    #[arg(long)]
    sql: bool,
    /// Write the script to a file
    #[arg(short, long, value_name = "FILE", requires = "sql")]
    out: Option<PathBuf>,
    /// The database user for everything but apply; gets the right to read
    #[arg(long, value_name = "ROLE")]
    reader: Option<String>,
    /// The database user for apply; gets the rights that the adapter needs
    #[arg(long, value_name = "ROLE")]
    applier: Option<String>,
    /// The database user that makes backups; gets the right to read everything, and to keep their record
    #[arg(long, value_name = "ROLE")]
    backup: Option<String>,
    /// This database is a copy of that target's, and gets a name of its own
    #[arg(long, value_name = "TARGET", conflicts_with_all = ["sql", "reader", "applier", "backup"])]
    clone_of: Option<String>,
    #[command(flatten)]
    shape: Shape,
}

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let options = SetupOptions {
            reader: self.reader.clone(),
            applier: self.applier.clone(),
            backup: self.backup.clone(),
            clone_of: self.clone_of.clone(),
        };
        if self.sql {
            let context = session.context()?;
            let script = session.run(reconcile::setup_script(&context, &options))?;
            session.out.result(&script, self.out.as_deref())?;
            return Ok(Exit::Done);
        }
        let context = session.writing()?;
        let done = session.run(reconcile::setup(&context, &options))?;
        let (state, entry) = match &done.what {
            SetUp::Done(entry) => ("done", Some(entry)),
            SetUp::Again => ("again", None),
            SetUp::Renamed(entry) => ("renamed", Some(entry)),
        };
        let lang = session.out.lang;
        let number = entry.map_or(0, |entry| entry.number);
        let target = tick(&context.target);
        let text = match &done.what {
            SetUp::Done(_) => lang.pick(
                format!("the database of {target} is set up: entry #{number}\n"),
                format!("{target} 的数据库已建立登记表：第 #{number} 号记录\n"),
            ),
            SetUp::Again => lang.pick(
                format!("the database of {target} was set up before; nothing is missing now\n"),
                format!("{target} 的数据库此前已建立登记表；现已齐全\n"),
            ),
            SetUp::Renamed(_) => lang.pick(
                format!("the copy is {target} now: entry #{number}\n"),
                format!("副本现名为 {target}：第 #{number} 号记录\n"),
            ),
        };
        if let Some(why) = &done.guards_refused {
            session.out.remark(&lang.pick(
                format!(
                    "guards could not be made: {why}; run the script of `trueup setup --sql` as the owner of the ERP's tables"
                ),
                format!("未能建立数据库防护：{why}；请由 ERP 表的所有者执行 `trueup setup --sql` 生成的脚本"),
            ));
        }
        match self.shape.format {
            Format::Text => session.out.result(&text, None)?,
            Format::Json => {
                let json = json!({ "version": 1, "target": context.target, "state": state, "entry": entry });
                session.out.json(&json, None)?;
            }
        }
        Ok(Exit::Done)
    }
}
