//! `trueup pull`: files from a live ERP, so that the next plan is empty.

use clap::ValueEnum;
use serde_json::{Value, json};

use crate::base::text::{grouped, plural};
use crate::cli::args::{Format, Shape};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::project::pull::Split;
use crate::reconcile::{self, PulledFiles, Pulling};

/// Arguments of `trueup pull`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder to write to, below the project [default: the project itself]
    #[arg(long, value_name = "FOLDER")]
    into: Option<String>,
    /// How people are spread over files
    #[arg(long, value_enum, value_name = "BY", default_value_t)]
    by: By,
    /// The attribute, with `--by attribute`
    #[arg(long, value_name = "NAME", required_if_eq("by", "attribute"))]
    attribute: Option<String>,
    /// Also accounts that are inactive and hold nothing
    #[arg(long)]
    inactive: bool,
    #[command(flatten)]
    shape: Shape,
}

/// How people are spread over files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum By {
    /// One file for each company
    #[default]
    Company,
    /// One file for each value of an attribute, such as a department
    Attribute,
    /// One file
    One,
}

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let split = match self.by {
            By::Company => Split::Company,
            By::Attribute => Split::Attribute(self.attribute.clone().unwrap_or_default()),
            By::One => Split::One,
        };
        let pulling = Pulling {
            folder: self.into.clone(),
            split,
            inactive: self.inactive,
        };
        let context = session.context()?;
        let pulled = session.run(reconcile::pull(&context, &pulling))?;
        if self.shape.format == Format::Json {
            return session.out.json(&data(&pulled), None).map(|()| Exit::Done);
        }
        let mut text = String::new();
        for file in &pulled.files {
            text.push_str(&file.display().to_string());
            text.push('\n');
        }
        session.out.result(&text, None)?;
        let [users, positions, roles, settings] = pulled.counts;
        session.out.remark(&format!(
            "{}, {}, {}, {}",
            plural(users, "account"),
            plural(positions, "position"),
            plural(roles, "role"),
            plural(settings, "setting"),
        ));
        for (kind, number) in &pulled.left_out {
            session
                .out
                .remark(&format!("left out: {} x {}", grouped(*number), kind.words()));
        }
        Ok(Exit::Done)
    }
}

fn data(pulled: &PulledFiles) -> Value {
    let [users, positions, roles, settings] = pulled.counts;
    let files: Vec<String> = pulled
        .files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    let left_out: Vec<Value> = pulled
        .left_out
        .iter()
        .map(|(kind, number)| json!({ "what": kind.words(), "number": number }))
        .collect();
    json!({
        "version": 1,
        "files": files,
        "accounts": users,
        "positions": positions,
        "roles": roles,
        "settings": settings,
        "left_out": left_out,
    })
}
