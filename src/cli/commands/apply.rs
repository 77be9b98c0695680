//! `trueup apply`: carries a plan out, in one verified transaction.

use std::path::{Path, PathBuf};

use crate::base::text::tick;
use crate::cli::args::Format;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::progress::Progress;
use crate::cli::session::Session;
use crate::model::Interner;
use crate::plan::{self, Plan};
use crate::reconcile::passwords::InitialPasswords;
use crate::reconcile::{self, Applied, ApplyOptions, Context};
use crate::report::apply;
use crate::report::plan::{Show, document};

use super::plan::Choices;

/// Arguments of `trueup apply`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "With a saved plan, exactly that plan is carried out, or nothing is. Without one, a plan is made, shown, and \
        carried out after a question."
)]
pub(crate) struct Args {
    /// The plan that `trueup plan -o` saved
    #[arg(value_name = "PLAN")]
    plan: Option<PathBuf>,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    /// Give new accounts passwords, and write those to a file that only you can read, or encrypted for an age recipient
    #[arg(long, value_name = "FILE | age1...:FILE")]
    initial_passwords: Option<String>,
    /// Name every person and row before the question, instead of folding what is alike
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    choices: Choices,
    /// How the result is written
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
}

impl Args {
    pub(crate) fn run(&self, session: &Session) -> Result<Exit, Failure> {
        let options = ApplyOptions {
            initial_passwords: self
                .initial_passwords
                .as_deref()
                .map(InitialPasswords::parse)
                .transpose()
                .map_err(reconcile::Failure::from)?,
        };
        let (context, plan, symbols) = match &self.plan {
            Some(path) => self.saved(session, path)?,
            None => match self.fresh(session)? {
                Some(made) => made,
                None => return Ok(Exit::Done),
            },
        };
        let progress = Progress::new(session.out.progress);
        let applied = session.run(reconcile::apply(&context, &plan, symbols, &options, &|stage| {
            progress.stage(stage);
        }))?;
        drop(progress);
        self.say(session, &applied, &context, &plan)?;
        Ok(if applied.owed.is_some() {
            Exit::Owed
        } else {
            Exit::Done
        })
    }

    /// A saved plan and the target that it names.
    fn saved(&self, session: &Session, path: &Path) -> Result<(Context, Plan, Interner), Failure> {
        if self.choices != Choices::default() {
            return Err(Failure::Usage(
                "decisions belong to the plan: give them to `trueup plan`, not to the apply of a saved plan"
                    .to_owned(),
            ));
        }
        let bytes = std::fs::read(path).map_err(|source| Failure::File {
            operation: format!("read {}", tick(&path.display().to_string())),
            source,
        })?;
        let mut symbols = Interner::new();
        let plan = plan::read(&bytes, &mut symbols).map_err(reconcile::Failure::from)?;
        let name = &plan.head.target.name;
        if session.global.target.as_ref().is_some_and(|asked| asked != name) {
            return Err(Failure::Refused {
                what: format!("the plan is for the target {}; nothing was touched", tick(name)),
                help: Some("leave out `--target`: the plan knows its own".to_owned()),
            });
        }
        // What is wrong with files of desired state now does not matter: the plan was made from what they were.
        let project = session.project()?;
        if !project.file.targets.contains_key(name) {
            return Err(Failure::Refused {
                what: format!(
                    "the plan is for the target {}, which this project does not have; nothing was touched",
                    tick(name)
                ),
                help: Some("name the plan's own project with `--project`".to_owned()),
            });
        }
        let context = session.with_cache(session.context_of(project, name.clone(), true)?)?;
        Ok((context, plan, symbols))
    }

    /// A plan made now, shown, and agreed to. None when the answer is no.
    fn fresh(&self, session: &Session) -> Result<Option<(Context, Plan, Interner)>, Failure> {
        let context = session.telling()?;
        let options = self.choices.options();
        let planned = session.run(reconcile::plan(&context, &options))?;
        session.out.count(&planned.diagnostics);
        let show = Show {
            lang: session.out.lang,
            full: self.full,
            verdict_first: false,
        };
        session
            .out
            .remark_document(&document(&planned.plan, &planned.symbols, show));
        let refusals: Vec<_> = planned.plan.refusals().cloned().collect();
        if !refusals.is_empty() {
            return Err(reconcile::Failure::Refused(refusals).into());
        }
        if !planned.plan.is_empty() && !self.agreed(session, &context.target)? {
            session.out.remark("nothing was done");
            return Ok(None);
        }
        Ok(Some((context, planned.plan, planned.symbols)))
    }

    fn agreed(&self, session: &Session, target: &str) -> Result<bool, Failure> {
        if self.yes {
            return Ok(true);
        }
        let nobody = || Failure::Refused {
            what: "nobody is there to be asked; nothing was touched".to_owned(),
            help: Some("apply a saved plan, or add `--yes`".to_owned()),
        };
        if !session.settings.interactive {
            return Err(nobody());
        }
        let question = session.out.lang.pick(
            format!("Carry this out on {}?", tick(target)),
            format!("在 {} 上执行以上变更？", tick(target)),
        );
        dialoguer::Confirm::new()
            .with_prompt(question)
            .default(false)
            .interact_opt()
            .map(|answer| answer.unwrap_or(false))
            .map_err(|_| nobody())
    }

    fn say(
        &self,
        session: &Session,
        applied: &Applied,
        context: &Context,
        plan: &Plan,
    ) -> Result<(), Failure> {
        match self.format {
            Format::Json => session.out.json(&apply::json(applied, &context.target), None),
            Format::Text => session.out.document(
                &apply::document(applied, plan, &context.project.root, session.out.lang),
                None,
            ),
        }
    }
}
