//! `trueup explain`: what a code means.

use serde_json::{Value, json};

use crate::base::code::CodeInfo;
use crate::base::text::{did_you_mean, tick};
use crate::cli::args::{Format, Shape};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::report::document::{Line, Table, Tone};
use crate::report::{Document, titles};

/// Arguments of `trueup explain`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The code, such as plan/protected; all codes when left out
    #[arg(value_name = "CODE")]
    code: Option<String>,
    #[command(flatten)]
    shape: Shape,
}

/// Every code of every area, by its name.
pub(crate) fn codes() -> Vec<&'static CodeInfo> {
    let mut codes: Vec<&CodeInfo> = crate::base::CODES
        .iter()
        .copied()
        .flatten()
        .chain(crate::project::CODES)
        .chain(crate::diff::CODES)
        .chain(crate::plan::CODES)
        .chain(crate::adapter::CODES)
        .chain(crate::registry::CODES)
        .copied()
        .collect();
    codes.sort_by_key(|code| code.id);
    codes
}

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let codes = codes();
        let Some(wanted) = &self.code else {
            if self.shape.format == Format::Json {
                let list: Vec<Value> = codes.iter().map(|code| data(code)).collect();
                session.out.json(&json!({ "version": 1, "codes": list }), None)?;
                return Ok(Exit::Done);
            }
            session.out.document(&list(&codes), None)?;
            return Ok(Exit::Done);
        };
        let Some(code) = codes.iter().find(|code| code.id == wanted) else {
            return Err(Failure::Stopped {
                what: format!("there is no code {}", tick(wanted)),
                help: did_you_mean(wanted, codes.iter().map(|code| code.id))
                    .or_else(|| Some("`trueup explain` lists all codes".to_owned())),
            });
        };
        if self.shape.format == Format::Json {
            session.out.json(&data(code), None)?;
            return Ok(Exit::Done);
        }
        let mut document = Document::new();
        let title = titles::translated(code.id, session.out.lang).unwrap_or(code.title);
        document.title(
            Line::new()
                .tone(Tone::Strong, code.id)
                .text(format!(" ({}): {title}", code.severity.word())),
        );
        session.out.document(&document, None)?;
        let text = format!("\n{}\n", code.explanation.trim_end());
        session.out.result(&text, None)?;
        Ok(Exit::Done)
    }
}

fn data(code: &CodeInfo) -> Value {
    json!({
        "code": code.id,
        "severity": code.severity.word(),
        "title": code.title,
        "explanation": code.explanation,
    })
}

fn list(codes: &[&CodeInfo]) -> Document {
    let rows = codes
        .iter()
        .map(|code| {
            vec![
                Line::plain(code.id),
                Line::plain(code.severity.word()),
                Line::plain(code.title),
            ]
        })
        .collect();
    let mut document = Document::new();
    document.table(Table {
        head: ["code", "is", "says"].map(str::to_owned).to_vec(),
        rows,
    });
    document
}
