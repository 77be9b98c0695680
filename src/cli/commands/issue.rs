//! `trueup items next` and `items release`: codes issued, and given back.

use std::collections::BTreeMap;

use crate::base::text::plural;
use crate::cli::args::{Format, Shape};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::reconcile::{self, NextOptions};
use crate::report::issue;

/// Arguments of `trueup items next`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The codes are reserved before they are printed: nobody else gets them. What is not chosen with `--set` is chosen \
        where only one value is possible; parts that may be left out are, unless they are set."
)]
pub(crate) struct Next {
    /// The rule, by its name
    #[arg(value_name = "RULE")]
    rule: String,
    /// What stands in a part of the code: a value or its meaning; a part without a name is called by its number
    #[arg(short, long, value_name = "PART=VALUE", value_parser = choice)]
    set: Vec<(String, String)>,
    /// How many codes
    #[arg(short = 'n', long, value_name = "N", default_value_t = 1)]
    count: u64,
    /// The day for parts with dates [default: today in the project's time zone]
    #[arg(long, value_name = "DATE")]
    date: Option<jiff::civil::Date>,
    #[command(flatten)]
    shape: Shape,
}

/// Arguments of `trueup items release`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "A number that was given back is issued again only where the rule says that no number may be left out \
        (`gaps: false`)."
)]
pub(crate) struct Release {
    /// Codes that nobody used
    #[arg(value_name = "CODE", required_unless_present = "request")]
    codes: Vec<String>,
    /// All codes of a request that no item has
    #[arg(long, value_name = "ID")]
    request: Option<String>,
    #[command(flatten)]
    shape: Shape,
}

fn choice(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((part, value)) if !part.trim().is_empty() => Ok((part.trim().to_owned(), value.to_owned())),
        _ => Err("write PART=VALUE".to_owned()),
    }
}

impl Next {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let mut set = BTreeMap::new();
        for (part, value) in &self.set {
            if set.insert(part.clone(), value.clone()).is_some() {
                return Err(Failure::Usage(format!("the part `{part}` is set twice")));
            }
        }
        let options = NextOptions {
            rule: self.rule.clone(),
            set,
            count: self.count,
            date: self.date,
        };
        let context = session.writing()?;
        let issued = session.run(reconcile::items_next(&context, &options, &|_| {}))?;
        match self.shape.format {
            Format::Json => session
                .out
                .json(&issue::issued_json(&issued, &context.target), None)?,
            Format::Text => {
                let lines: String = issued
                    .codes
                    .iter()
                    .flat_map(|code| [code.as_str(), "\n"])
                    .collect();
                session.out.result(&lines, None)?;
            }
        }
        let recorded = issue::recorded(&issued.recorded, session.out.lang);
        session.out.remark(&session.out.lang.pick(
            format!("{} issued: {recorded}", plural(issued.codes.len(), "code")),
            format!("已发放 {} 个编码：{recorded}", issued.codes.len()),
        ));
        Ok(Exit::Done)
    }
}

impl Release {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let context = session.writing()?;
        let released = session.run(reconcile::items_release(
            &context,
            &self.codes,
            self.request.as_deref(),
        ))?;
        match self.shape.format {
            Format::Json => session
                .out
                .json(&issue::released_json(&released, &context.target), None)?,
            Format::Text => {
                let lines: String = released
                    .codes
                    .iter()
                    .flat_map(|code| [code.as_str(), "\n"])
                    .collect();
                session.out.result(&lines, None)?;
            }
        }
        let lang = session.out.lang;
        session.out.remark(&match &released.recorded {
            Some(recorded) => {
                let recorded = issue::recorded(recorded, lang);
                lang.pick(
                    format!("{} given back: {recorded}", plural(released.codes.len(), "code")),
                    format!("已收回 {} 个编码：{recorded}", released.codes.len()),
                )
            }
            None => lang
                .pick(
                    "nothing was given back: all codes are in use",
                    "没有可收回的编码：均已被使用",
                )
                .to_owned(),
        });
        Ok(Exit::Done)
    }
}
