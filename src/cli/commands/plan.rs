//! `trueup plan`: what would change, why, and for whom. Reads only.

use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;
use jiff::civil::Date;

use crate::base::text::tick;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::output::write_file;
use crate::cli::session::Session;
use crate::plan::{self, Accepted};
use crate::reconcile::{self, PlanOptions, Planned};
use crate::report::plan::{Show, comment, document};

/// Arguments of `trueup plan`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Save the plan, so that it can be reviewed and `trueup apply` carries out this and nothing else
    #[arg(short, long, value_name = "FILE", conflicts_with = "at")]
    out: Option<PathBuf>,
    /// How the plan is shown
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
    /// Name every person, row and remark instead of folding what is alike
    #[arg(long)]
    full: bool,
    /// Show the scripts that would run instead
    #[arg(long, conflicts_with_all = ["format", "full"])]
    sql: bool,
    /// Look ahead: plan as if it were this day, like 2026-12-31
    #[arg(long, value_name = "DATE")]
    at: Option<Date>,
    #[command(flatten)]
    choices: Choices,
    /// End with exit code 2 if there is something to change, or the ERP drifted
    #[arg(long)]
    exit_code: bool,
    /// How long the plan stays valid, like 12h or 7d
    #[arg(long, value_name = "TIME", default_value = "7d", value_parser = lifetime)]
    expires: Duration,
}

/// How a plan is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// The plan itself, as `-o` saves it
    Json,
    /// For a comment on a pull request
    Markdown,
}

/// What the person who plans decides.
#[derive(Debug, Clone, Default, PartialEq, Eq, clap::Args)]
pub(crate) struct Choices {
    /// Undo what was changed in the ERP since the last apply
    #[arg(long, help_heading = "Decisions")]
    revert_drift: bool,
    /// Let the files win where both the files and the ERP changed
    #[arg(long, help_heading = "Decisions")]
    overwrite: bool,
    /// Accept that so many people are touched, or deactivated: people=83 or deactivate=12
    #[arg(long, value_name = "WHAT=N", value_parser = mass_change, help_heading = "Decisions")]
    accept_mass_change: Vec<(Mass, usize)>,
    /// Accept that this resource is opened to everybody
    #[arg(long, value_name = "RESOURCE", help_heading = "Decisions")]
    accept_open: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mass {
    People,
    Deactivate,
}

fn mass_change(text: &str) -> Result<(Mass, usize), String> {
    let expected = || "write people=N or deactivate=N".to_owned();
    let (what, number) = text.split_once('=').ok_or_else(expected)?;
    let what = match what {
        "people" => Mass::People,
        "deactivate" => Mass::Deactivate,
        _ => return Err(expected()),
    };
    Ok((what, number.parse().map_err(|_| expected())?))
}

fn lifetime(text: &str) -> Result<Duration, String> {
    let span: jiff::Span = text
        .parse()
        .map_err(|_| "write a time like 12h or 7d".to_owned())?;
    let duration = span
        .to_duration(jiff::SpanRelativeTo::days_are_24_hours())
        .map_err(|error| error.to_string())?;
    match Duration::try_from(duration) {
        Ok(duration) if !duration.is_zero() => Ok(duration),
        _ => Err("a plan must stay valid for some time".to_owned()),
    }
}

impl Choices {
    /// As a verb takes them.
    pub(crate) fn options(&self) -> PlanOptions {
        let mut accepted = Accepted::default();
        for &(what, number) in &self.accept_mass_change {
            match what {
                Mass::People => accepted.people = Some(number),
                Mass::Deactivate => accepted.deactivate = Some(number),
            }
        }
        accepted.open.extend(self.accept_open.iter().cloned());
        PlanOptions {
            revert_drift: self.revert_drift,
            overwrite: self.overwrite,
            accepted,
            ..PlanOptions::default()
        }
    }
}

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let options = PlanOptions {
            at: self.at,
            valid_for: self.expires,
            ..self.choices.options()
        };
        let context = session.context()?;
        let planned = session.run(reconcile::plan(&context, &options))?;
        session.out.count(&planned.diagnostics);
        self.show(session, &planned)?;
        if let Some(path) = &self.out {
            write_file(path, &plan::write(&planned.plan, &planned.symbols))?;
            let file = path.display().to_string();
            session.out.remark(&format!("saved as {}", tick(&file)));
        }
        Ok(self.exit(&planned))
    }

    fn show(&self, session: &Session, planned: &Planned) -> Result<(), Failure> {
        let (plan, symbols) = (&planned.plan, &planned.symbols);
        if self.sql {
            return session.out.result(&scripts(planned), None);
        }
        match self.format {
            Format::Json => {
                let json = plan::write(plan, symbols);
                session.out.result(&String::from_utf8_lossy(&json), None)
            }
            Format::Markdown => session
                .out
                .result(&comment(plan, symbols, session.out.lang), None),
            Format::Text => {
                let show = Show {
                    lang: session.out.lang,
                    full: self.full,
                    verdict_first: false,
                };
                session.out.document(&document(plan, symbols, show), None)
            }
        }
    }

    fn exit(&self, planned: &Planned) -> Exit {
        if planned.plan.refusals().next().is_some() {
            return Exit::Refused;
        }
        let differs = !planned.plan.is_empty() || !planned.plan.held.is_empty();
        if self.exit_code && differs {
            Exit::Pending
        } else {
            Exit::Done
        }
    }
}

/// The scripts that an apply would run, in order. They read the change tables that trueup fills.
fn scripts(planned: &Planned) -> String {
    let mut out = String::new();
    for (name, sql) in &planned.scripts {
        out.push_str("-- ");
        out.push_str(name);
        out.push('\n');
        out.push_str(sql.trim_end());
        out.push_str("\n\n");
    }
    out
}
