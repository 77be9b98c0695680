//! `trueup items request`: a department's table of new items, answered with codes.

use std::path::{Path, PathBuf};

use crate::base::sheet::{Form, Table};
use crate::base::text::tick;
use crate::cli::args::Format;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::output::write_file;
use crate::cli::session::Session;
use crate::reconcile::{self, Column, Context, RequestOptions, Requested};
use crate::report::{Lang, issue};

/// Arguments of `trueup items request`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The table has headings in its first row: `name` or `名称`, `category` or `类别`, and one for each part of the \
        rule that is to be chosen, such as `大类`. The answer is the same table with the codes and what is wrong with each \
        row. Running it again gives the same codes. With --watch a folder is served: each table that is put into it is \
        answered beside it and moved to `done`."
)]
pub(crate) struct Request {
    /// The table: .csv in UTF-8 or GB 18030, or .xlsx
    #[arg(value_name = "FILE", required_unless_present = "watch")]
    file: Option<PathBuf>,
    /// The rule for rows that name none [default: by category, type and company]
    #[arg(long, value_name = "RULE")]
    rule: Option<String>,
    /// The request's id: rows that say the same keep their codes [default: the digest of what the table says]
    #[arg(long, value_name = "ID", conflicts_with = "watch")]
    id: Option<String>,
    /// Only look: issue nothing
    #[arg(long, conflicts_with = "watch")]
    check: bool,
    /// Issue codes for the rows that are right although others are wrong
    #[arg(long)]
    partial: bool,
    /// The day for parts with dates [default: today in the project's time zone]
    #[arg(long, value_name = "DATE")]
    date: Option<jiff::civil::Date>,
    /// Where the answer goes [default: FILE.answer beside the table; with --check nowhere]
    #[arg(short, long, value_name = "FILE", conflicts_with = "watch")]
    out: Option<PathBuf>,
    /// Serve a folder
    #[arg(long, value_name = "DIR", conflicts_with = "file")]
    watch: Option<PathBuf>,
    /// Look at the folder once and end
    #[arg(long, requires = "watch")]
    once: bool,
    /// For how many seconds a table in the folder must not have changed
    #[arg(long, value_name = "SECONDS", default_value_t = 3, requires = "watch", value_parser = clap::value_parser!(u64).range(1..=3600))]
    settle: u64,
    /// How the summary is written
    #[arg(
        long,
        value_enum,
        value_name = "FORMAT",
        default_value_t,
        conflicts_with = "watch"
    )]
    format: Format,
}

impl Request {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        // The parser lets this pass where the folder cannot be named, because a table is.
        if self.once && self.watch.is_none() {
            return Err(Failure::Usage("`--once` goes with `--watch`".to_owned()));
        }
        match (&self.watch, &self.file) {
            (Some(folder), _) => super::watch::watch(session, self, folder, self.settle, self.once),
            (None, Some(file)) => self.answer(session, file),
            (None, None) => Err(Failure::Usage(
                "name a table, or a folder with `--watch`".to_owned(),
            )),
        }
    }

    fn options(&self) -> RequestOptions {
        RequestOptions {
            rule: self.rule.clone(),
            id: self.id.clone(),
            check: self.check,
            partial: self.partial,
            date: self.date,
        }
    }

    fn answer(&self, session: &Session, file: &Path) -> Result<Exit, Failure> {
        let table = Table::read(file).map_err(Failure::unreadable)?;
        let context = if self.check {
            session.context()?
        } else {
            session.writing()?
        };
        let requested = self.ask(session, &context, &table)?;
        let out = match (&self.out, self.check) {
            (Some(out), _) => Some(out.clone()),
            (None, true) => None,
            (None, false) => Some(answer_beside(file, table.form.extension())),
        };
        if let Some(out) = out {
            let form = form_of(&out, table.form);
            let answer = Table {
                form,
                ..issue::answer(&table, &requested, language(session, &table))
            };
            write_file(&out, &answer.to_bytes().map_err(Failure::sheet)?)?;
            session
                .out
                .remark(&format!("wrote {}", tick(&out.display().to_string())));
        }
        match self.format {
            Format::Json => session
                .out
                .json(&issue::requested_json(&requested, &context.target), None)?,
            Format::Text => {
                let document = issue::requested(&requested, self.check, session.out.lang);
                session.out.document(&document, None)?;
            }
        }
        Ok(if requested.wrong() == 0 {
            Exit::Done
        } else {
            Exit::Error
        })
    }

    /// Issues the codes of a table, or looks.
    pub(super) fn ask(
        &self,
        session: &Session,
        context: &Context,
        table: &Table,
    ) -> Result<Requested, Failure> {
        session.run(reconcile::items_request(context, table, &self.options(), &|_| {}))
    }
}

/// The language of an answer: the one that was asked for, else that of the headings.
pub(super) fn language(session: &Session, table: &Table) -> Lang {
    let chinese = |heading: &String| Column::Name.is_meant(heading) && !heading.is_ascii();
    match session.global.lang {
        None if table.head.iter().any(chinese) => Lang::Zh,
        _ => session.out.lang,
    }
}

/// `NAME.answer.EXT` beside `NAME.EXT`.
pub(super) fn answer_beside(file: &Path, extension: &str) -> PathBuf {
    let stem = file
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    file.with_file_name(format!("{stem}.answer.{extension}"))
}

/// The form that the ending of a file asks for.
fn form_of(out: &Path, form: Form) -> Form {
    let ending = out
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    match (ending.as_deref(), form) {
        (Some("xlsx"), _) => Form::Xlsx,
        (Some("csv"), Form::Xlsx) => Form::default(),
        _ => form,
    }
}
