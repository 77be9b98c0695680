//! `trueup man`: the manual pages, made from the same descriptions as `--help`.

use std::path::PathBuf;

use clap::CommandFactory as _;

use crate::base::text::tick;
use crate::cli::commands::Arguments;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::output::write_file;
use crate::cli::session::Session;

/// Arguments of `trueup man`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Write one page per command into this folder, instead of printing the main page
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let mut command = Arguments::command();
        command.build();
        let Some(folder) = &self.out else {
            let page = String::from_utf8_lossy(&page(&command, "trueup")?).into_owned();
            session.out.result(&page, None)?;
            return Ok(Exit::Done);
        };
        std::fs::create_dir_all(folder).map_err(|source| Failure::File {
            operation: format!("make the folder {}", tick(&folder.display().to_string())),
            source,
        })?;
        let mut pages = vec![("trueup".to_owned(), command.clone())];
        collect(&command, "trueup", &mut pages);
        for (name, command) in &pages {
            let path = folder.join(format!("{name}.1"));
            write_file(&path, &page(command, name)?)?;
        }
        session.out.remark(&format!("wrote {} pages", pages.len()));
        Ok(Exit::Done)
    }
}

fn collect(command: &clap::Command, prefix: &str, pages: &mut Vec<(String, clap::Command)>) {
    for inner in command.get_subcommands().filter(|c| c.get_name() != "help") {
        let name = format!("{prefix}-{}", inner.get_name());
        pages.push((name.clone(), inner.clone()));
        collect(inner, &name, pages);
    }
}

fn page(command: &clap::Command, name: &str) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::new();
    let page = clap_mangen::Man::new(command.clone()).title(name.to_uppercase());
    page.render(&mut text).map_err(|source| Failure::File {
        operation: "write a manual page".to_owned(),
        source,
    })?;
    Ok(text)
}
