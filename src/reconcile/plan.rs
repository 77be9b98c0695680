//! `plan`: read-only from the first statement to the last.

use std::time::Duration;

use crate::base::diagnostic::Diagnostics;
use crate::diff::{self, Base, Difference, Options, Prepared};
use crate::model::{Home, Interner, Rel, Semantics, State, Verb};
use crate::plan::{self, Accepted, BaseEntry, Plan};
use crate::project::config::{self, Guard};
use crate::project::{LowerContext, Vocabulary, lower};

use super::target::Target;
use super::{Context, Failure};

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
    let mut target = Target::read_only(context, "plan").await?;
    let registry = target.registry(context).await?;
    let mut symbols = Interner::new();
    let live = target.read_all(registry.as_ref(), &mut symbols).await?;
    let applied = match &registry {
        Some(registry) => registry.applied(&mut target.session, &mut symbols).await?,
        None => None,
    };
    let guard = Guard::from_state(&live, &symbols).map_err(Failure::guard)?;
    let (base, base_entry) = match (applied, &registry) {
        (Some(applied), Some(registry)) => {
            let entry = registry.entry(&mut target.session, applied.entry).await?;
            let entry = BaseEntry {
                entry: entry.number,
                hash: entry.hash,
            };
            (
                Some(Base {
                    state: applied.state,
                    owned: applied.owned,
                }),
                Some(entry),
            )
        }
        _ => (None, None),
    };
    let (mut prepared, difference, diagnostics) = compare(
        context,
        options,
        &target.adapter.semantics,
        live,
        base,
        &mut symbols,
    )?;
    if !difference.drift.is_empty() || !difference.conflicts.is_empty() {
        // Who changed it: asked only now, for it is as large as all grants together.
        let rows = target
            .adapter
            .read(&mut target.session, [Rel::Provenance], &mut symbols)
            .await?;
        prepared.live.replace(rows.table(Rel::Provenance).clone());
    }
    target.session.rollback().await?;
    let place = |span| {
        let position = context.sources.line_col(span);
        (
            context.sources.get(span.file).name().to_owned(),
            position.line,
            position.column,
        )
    };
    let can = |rel: Rel, verb: Verb| match rel.spec().home {
        Home::Registry => registry.is_some(),
        Home::Erp => target.adapter.can(rel, verb),
    };
    let lifetime = jiff::SignedDuration::try_from(options.valid_for).unwrap_or(jiff::SignedDuration::MAX);
    let input = plan::Input {
        project: context.project.file.project.clone(),
        commit: context.commit.clone(),
        target: stamp(context, &target),
        mode: mode(context.settings().mode),
        base: base_entry,
        registry: registry.is_some(),
        created: context.now,
        expires: context.now.checked_add(lifetime).unwrap_or(jiff::Timestamp::MAX),
        accepted: options.accepted.clone(),
        follows_seconds: target
            .adapter
            .manifest
            .follows
            .as_ref()
            .map(|follows| follows.longest_seconds),
        semantics: &target.adapter.semantics,
        guard: &guard,
        connected_as: &target.identity.role,
        can: &can,
        place: &place,
    };
    let plan = plan::build(input, &prepared, difference, &symbols);
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

/// Lowers the files and compares them with the live state and the last apply.
fn compare(
    context: &Context,
    options: &PlanOptions,
    semantics: &Semantics,
    live: State,
    base: Option<Base>,
    symbols: &mut Interner,
) -> Result<(Prepared, Difference, Diagnostics), Failure> {
    let vocabulary = Vocabulary::of(&live, symbols);
    let today = options.at.unwrap_or_else(|| context.project.day_at(context.now));
    let lowering = LowerContext {
        semantics: Some(semantics),
        vocabulary: Some(&vocabulary),
        today,
    };
    let (desired, mut diagnostics) = lower(&context.project, &context.target, &lowering, symbols);
    if diagnostics.has_errors() {
        return Err(wrong(context, diagnostics));
    }
    let prepared = diff::prepare(live, desired, base, semantics, symbols);
    let settings = context.settings();
    let asked = Options {
        mode: mode(settings.mode),
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
        return Err(wrong(context, diagnostics));
    }
    diagnostics.sort(&context.sources);
    Ok((prepared, difference, diagnostics))
}

fn wrong(context: &Context, mut diagnostics: Diagnostics) -> Failure {
    diagnostics.sort(&context.sources);
    Failure::Files {
        diagnostics,
        sources: None,
    }
}

fn mode(mode: config::Mode) -> diff::Mode {
    match mode {
        config::Mode::Additive => diff::Mode::Additive,
        config::Mode::Adopt => diff::Mode::Adopt,
        config::Mode::Authoritative => diff::Mode::Authoritative,
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
