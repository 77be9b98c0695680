//! `plan`: read-only from the first statement to the last.

use std::time::Duration;

use crate::base::diagnostic::Diagnostics;
use crate::base::source::SourceMap;
use crate::diff::{self, Base, Difference, Options, Prepared};
use crate::model::{Home, Interner, Rel, Semantics, State, Verb};
use crate::plan::{self, Accepted, BaseEntry, Plan};
use crate::project::config::Guard;
use crate::project::load::Part;
use crate::project::lock::{self, Lock, LockChange};
use crate::project::{Loaded, LowerContext, Project, Vocabulary, lower};
use crate::registry::Registry;

use super::guard::{self, Standing};
use super::target::Target;
use super::{Context, Failure, sequences};

/// How a plan is made.
#[derive(Debug, Clone)]
pub struct PlanOptions {
    /// Undo what was changed in the ERP since the last apply.
    pub revert_drift: bool,
    /// Let the files win where both sides moved.
    pub overwrite: bool,
    /// Dangers accepted by name.
    pub accepted: Accepted,
    /// Plan as if today were this day.
    pub at: Option<jiff::civil::Date>,
    /// How long the plan stays valid.
    pub valid_for: Duration,
}

impl Default for PlanOptions {
    fn default() -> Self {
        Self {
            revert_drift: false,
            overwrite: false,
            accepted: Accepted::default(),
            at: None,
            valid_for: Duration::from_hours(7 * 24),
        }
    }
}

/// A plan and what was seen while it was made.
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// The strings of its rows.
    pub symbols: Interner,
    /// What there is to say about the files; no errors, or there would be no plan.
    pub diagnostics: Diagnostics,
    /// The live state, renames carried out.
    pub live: State,
    /// The adapter's title and version, as found.
    pub erp: String,
    /// The scripts that an apply would run, in order: name and SQL.
    pub scripts: Vec<(String, String)>,
}

/// Reads the target, compares it with the files and judges the difference.
///
/// # Errors
/// [`Failure::Files`] when the files have errors; otherwise why the target could not be read.
pub async fn plan(context: &Context, options: &PlanOptions) -> Result<Planned, Failure> {
    // The files are read while the database answers.
    let root = context.root().to_path_buf();
    let files = tokio::task::spawn_blocking(move || Project::load(&root));
    let found = Found::read(context).await;
    tracing::debug!("read the database");
    let files = Files::of(files.await.expect("loading files does not panic"))?;
    tracing::debug!("loaded the files");
    let Found {
        mut target,
        registry,
        mut symbols,
        live,
        base,
        entry,
    } = found?;
    let guard = Guard::from_state(&live, &symbols).map_err(Failure::guard)?;
    let lock = context
        .lock_file()
        .exists()
        .then(|| super::lock::of(context, &target, &live, &symbols));
    let compared = files.compare(
        context,
        options,
        &target.adapter.semantics,
        live,
        base,
        &mut symbols,
    );
    let (files, mut prepared, difference, diagnostics) = compared?;
    let (files, outdated) = match lock {
        Some(live) => files.outdated(context, &live, &prepared, &symbols)?,
        None => (files, Vec::new()),
    };
    if !difference.drift.is_empty() || !difference.conflicts.is_empty() {
        // Who changed it: asked only now, for it is as large as all grants together.
        let rows = target
            .adapter
            .read(&mut target.session, [Rel::Provenance], &mut symbols)
            .await?;
        prepared.live.replace(rows.table(Rel::Provenance).clone());
    }
    let (standing, moving) = items(&mut target, registry.as_ref(), &prepared, &difference, &symbols).await?;
    target.session.rollback().await?;
    tracing::debug!("compared");
    let place = |span| {
        let position = files.sources.line_col(span);
        (
            files.sources.get(span.file).name().to_owned(),
            position.line,
            position.column,
        )
    };
    let can = |rel: Rel, verb: Verb| match rel.spec().home {
        Home::Registry if rel == Rel::ItemGuard => standing == Standing::Ready,
        Home::Registry => registry.is_some(),
        Home::Erp => target.adapter.can(rel, verb),
    };
    let lifetime = jiff::SignedDuration::try_from(options.valid_for).unwrap_or(jiff::SignedDuration::MAX);
    let follows = target.adapter.manifest.follows.as_ref();
    let unnamed = target.adapter.invalidates() && context.settings().redis.is_none();
    let input = plan::Input {
        project: files.project.file.project.clone(),
        commit: context.commit.clone(),
        target: stamp(context, &target),
        mode: context.settings().mode,
        base: entry,
        registry: registry.is_some(),
        created: context.now,
        expires: context.now.checked_add(lifetime).unwrap_or(jiff::Timestamp::MAX),
        accepted: options.accepted.clone(),
        follows_seconds: follows
            .filter(|_| !unnamed)
            .map(|follows| follows.longest_seconds),
        semantics: &target.adapter.semantics,
        guard: &guard,
        connected_as: &target.identity.role,
        can: &can,
        place: &place,
        guards_missing: standing.missing(),
        cache_unnamed: unnamed.then(|| {
            let by_hand = follows.and_then(|follows| follows.by_hand.clone());
            by_hand.unwrap_or_else(|| "clear cache".to_owned())
        }),
        moving,
        outdated,
    };
    let plan = plan::build(input, &prepared, difference, &symbols);
    tracing::debug!("planned");
    let scripts = target.adapter.scripts(&plan.changes);
    let erp = format!("{} {}", target.adapter.title, target.adapter.version);
    Ok(Planned {
        plan,
        symbols,
        diagnostics,
        live: prepared.live,
        erp,
        scripts,
    })
}

/// What a plan says of guards and of the ERP's own sequences: whether the database can refuse codes, and which sequences
/// move from where to where.
async fn items(
    target: &mut Target,
    registry: Option<&Registry>,
    prepared: &Prepared,
    difference: &Difference,
    symbols: &Interner,
) -> Result<(Standing, Vec<(String, u64, u64)>), Failure> {
    let standing = guard::standing(&mut target.session, &target.adapter, registry).await?;
    let desired = &prepared.desired.state;
    let moving = sequences::to_move(target, registry, desired, &difference.changes, symbols).await?;
    let moving = moving
        .into_iter()
        .map(|behind| (behind.sequence, behind.next, behind.least));
    Ok((standing, moving.collect()))
}

/// What was read of the target.
struct Found {
    target: Target,
    registry: Option<Registry>,
    symbols: Interner,
    live: State,
    base: Option<Base>,
    entry: Option<BaseEntry>,
}

impl Found {
    async fn read(context: &Context) -> Result<Self, Failure> {
        let mut target = Target::read_only(context, "plan").await?;
        let registry = target.registry(context).await?;
        if let Some(registry) = &registry {
            super::journal::in_step(context, &mut target, registry).await?;
        }
        let mut symbols = Interner::new();
        let live = target.read_all(registry.as_ref(), &mut symbols).await?;
        tracing::debug!("read the live state");
        let mut found = Self {
            target,
            registry,
            symbols,
            live,
            base: None,
            entry: None,
        };
        let Some(registry) = &found.registry else {
            return Ok(found);
        };
        let session = &mut found.target.session;
        if let Some(applied) = registry.applied(session, &mut found.symbols).await? {
            let entry = registry.entry(session, applied.entry).await?;
            found.entry = Some(BaseEntry {
                entry: entry.number,
                hash: entry.hash,
            });
            found.base = Some(Base {
                state: applied.state,
                owned: applied.owned,
            });
        }
        Ok(found)
    }
}

/// The files of the project, none with an error of its own.
struct Files {
    project: Project,
    parts: Vec<Part>,
    sources: SourceMap,
}

impl Files {
    fn of(loaded: Loaded) -> Result<Self, Failure> {
        match loaded.project {
            Some(project) if !loaded.diagnostics.has_errors() => Ok(Self {
                project,
                parts: loaded.parts,
                sources: loaded.sources,
            }),
            _ => Err(Failure::Files {
                diagnostics: loaded.diagnostics,
                sources: Box::new(loaded.sources),
            }),
        }
    }

    fn wrong(self, mut diagnostics: Diagnostics) -> Failure {
        diagnostics.sort(&self.sources);
        Failure::Files {
            diagnostics,
            sources: Box::new(self.sources),
        }
    }

    /// Lowers the files and compares them with the live state and the last apply.
    fn compare(
        mut self,
        context: &Context,
        options: &PlanOptions,
        semantics: &Semantics,
        live: State,
        base: Option<Base>,
        symbols: &mut Interner,
    ) -> Result<(Self, Prepared, Difference, Diagnostics), Failure> {
        let vocabulary = Vocabulary::of(&live, symbols);
        let today = options.at.unwrap_or_else(|| self.project.day_at(context.now));
        let lowering = LowerContext {
            semantics: Some(semantics),
            vocabulary: Some(&vocabulary),
            today,
        };
        let (desired, mut diagnostics) =
            lower(&self.project, &self.parts, &context.target, &lowering, symbols);
        // What the files say stands in rows now. Giving the memory back takes as long as the comparison.
        let parts = std::mem::take(&mut self.parts);
        std::thread::spawn(move || drop(parts));
        if diagnostics.has_errors() {
            return Err(self.wrong(diagnostics));
        }
        tracing::debug!("lowered");
        let prepared = diff::prepare(live, desired, base, semantics, symbols);
        tracing::debug!("prepared");
        let settings = context.settings();
        let asked = Options {
            mode: settings.mode,
            manages_user: &|kind| settings.manage.covers_user(kind),
            manages_role: &|origin| settings.manage.covers_role(origin),
            revert_drift: options.revert_drift,
            overwrite: options.overwrite,
        };
        let difference = diff::compare(&prepared, &asked, symbols);
        let after = diff::patch(&prepared.live, &difference.changes, &prepared.ranks);
        let everyone = prepared.words.everyone;
        diagnostics.extend(diff::dangling(
            &after,
            &difference.changes,
            &prepared.desired,
            everyone,
            symbols,
            &prepared.ranks,
        ));
        if diagnostics.has_errors() {
            return Err(self.wrong(diagnostics));
        }
        diagnostics.sort(&self.sources);
        Ok((self, prepared, difference, diagnostics))
    }

    /// Where the lock file, which the files were checked against, says something else than the ERP of what they use.
    fn outdated(
        mut self,
        context: &Context,
        live: &Lock,
        prepared: &Prepared,
        symbols: &Interner,
    ) -> Result<(Self, Vec<LockChange>), Failure> {
        let (mut locked, mut said) = (Interner::new(), Diagnostics::new());
        let lock = lock::load(
            &self.project,
            &context.target,
            &mut locked,
            &mut self.sources,
            &mut said,
        );
        match lock {
            Some(lock) if !said.has_errors() => {
                let used = lock::in_use(&prepared.desired, &prepared.live, &prepared.ranks, symbols);
                let changes = lock::changes(&lock, &locked, live, symbols);
                Ok((self, changes.into_iter().filter(used).collect()))
            }
            _ => Err(self.wrong(said)),
        }
    }
}

/// What a plan says about the database that it is for.
pub(super) fn stamp(context: &Context, target: &Target) -> plan::Target {
    plan::Target {
        name: context.target.clone(),
        adapter: target.adapter.name.clone(),
        adapter_digest: target.adapter.digest.clone(),
        engine: target.session.engine(),
        erp_version: target.adapter.version.clone(),
        erp_identity: target.adapter.identity.clone(),
        system: target.identity.system.clone(),
        database: target.identity.database.clone(),
    }
}
