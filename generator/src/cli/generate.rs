//! `oasmith generate`: the crate, by `oasmith.toml` or for a description alone.

use std::path::PathBuf;
use std::time::SystemTime;

use clap::Args;
use oasmith::config::{Config, Fetch, Package};
use oasmith::diff::{self, Report};
use oasmith::ir::Api;
use oasmith::output::{Claim, Plan};
use oasmith::source::remote;
use oasmith::surface::Surface;
use serde_json::json;

use super::receipt::{Made, Receipt};
use super::release::{self, Release};
use super::{Outcome, Session};

/// What to generate, and where.
#[derive(Clone, Debug, Args)]
pub struct Target {
    /// The description, when there is no configuration file.
    #[arg(requires = "out")]
    spec: Option<PathBuf>,
    /// The folder of the crate.
    #[arg(long, requires = "spec", value_name = "DIR")]
    out: Option<PathBuf>,
    /// The name of the package; by default, of the description's title.
    #[arg(long, requires = "spec", value_name = "CRATE")]
    name: Option<String>,
    /// Overwrite files that were edited by hand or that something else wrote.
    #[arg(long)]
    force: bool,
}

/// How to generate it once.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    target: Target,
    /// Fetch all remote documents anew, and take over what has changed.
    #[arg(long)]
    update_remote: bool,
    /// Make a release of it: set the version that follows from what changes for its users, here and in the
    /// configuration, and put an entry into the crate's changelog.
    #[arg(long, conflicts_with = "spec")]
    release: bool,
    /// What the release comes after, as in `oasmith diff`: `v1.2.0:sdk` for the crate in `sdk` at a tag. By default, the
    /// crate as it was last generated.
    #[arg(long, requires = "release", value_name = "OLD")]
    since: Option<String>,
}

/// Generates, and says what was written.
pub fn run(session: &mut Session, arguments: &Arguments) -> Outcome {
    let started = SystemTime::now();
    let Arguments { target, update_remote, release, since } = arguments;
    let fetch = if *update_remote { Fetch::Anew } else { Fetch::Missing };
    let since = release.then_some(since.as_deref());
    // What looks elsewhere, or leaves something else behind, is done each time.
    let is_plain = !update_remote && !release && !target.force && session.global.report.is_none();
    let Some(config) = configuration(session, target) else { return Outcome::Failed };
    let Some(claim) = session.claim(&config) else { return Outcome::Failed };
    if let Some(receipt) = is_plain.then(|| Receipt::of_the_same(&config.out_path())).flatten() {
        let plan = Plan { unchanged: receipt.files(), ..Plan::default() };
        session.found_before = Some(receipt.diagnostics.clone());
        let nothing = config.output.surface.then(|| diff::compare(&Surface::default(), &Surface::default()));
        say_what_was_made(session, &config, &receipt.made, &plan, nothing.as_ref());
        return Outcome::Fine;
    }
    let Some(written) = write_claimed(session, config, claim, target.force, fetch, since) else {
        return Outcome::Failed;
    };
    let Written { config, plan, api, report, release } = &written;
    let operations = api.operations.iter().filter(|operation| operation.alternative.is_none()).count();
    let made = Made::new(operations, api.types_in_use().count(), session);
    say_what_was_made(session, config, &made, plan, report.as_ref());
    if let Some(release) = release {
        session.say(&release.said());
    }
    let outcome = session.outcome();
    if is_plain && outcome == Outcome::Fine {
        Receipt::keep(session, plan, made, started);
    }
    // The process ends: nobody waits for memory to be given back piece by piece.
    std::mem::forget(written);
    outcome
}

/// What a run has made.
pub struct Written {
    pub config: Config,
    pub plan: Plan,
    api: Api,
    /// What has changed for users since the last run, if that is known.
    report: Option<Report>,
    release: Option<Release>,
}

/// Generates, and writes what has changed; `None` if nothing could be written. `release`: whether it is to be a release, and
/// what that comes after.
pub fn write(session: &mut Session, target: &Target, fetch: Fetch, release: Option<Option<&str>>) -> Option<Written> {
    let config = configuration(session, target)?;
    let claim = session.claim(&config)?;
    write_claimed(session, config, claim, target.force, fetch, release)
}

/// The configuration of a target.
fn configuration(session: &mut Session, target: &Target) -> Option<Config> {
    let (Some(spec), Some(out)) = (&target.spec, &target.out) else { return session.config() };
    let package = Package { name: target.name.clone(), ..Package::default() };
    let config = Config { spec: spec.clone(), out: out.clone(), package, ..Config::default() };
    Some(session.with_overlays(config))
}

fn write_claimed(
    session: &mut Session,
    mut config: Config,
    mut claim: Claim,
    force: bool,
    fetch: Fetch,
    release: Option<Option<&str>>,
) -> Option<Written> {
    config.remote.fetch = fetch;
    let written = (|| {
        let release = release.map_or(Ok(None), |since| release::plan(session, &mut config, since))?;
        let Some(generation) = oasmith::generate(&config, &mut session.sources, &mut session.diagnostics) else {
            return Ok(None);
        };
        let mut plan = generation.plan(&config, force, &mut session.diagnostics);
        if let Some(release) = &release {
            release.add_to(&mut plan);
        }
        if session.diagnostics.has_errors() {
            return Ok(None);
        }
        let report = release::since_last(&config, &generation.surface);
        remote::store(session.sources.remote().fetched())?;
        release.as_ref().map_or(Ok(()), Release::configure)?;
        claim.write(&plan)?;
        Ok(Some(Written { config, plan, api: generation.api, report, release }))
    })();
    written.unwrap_or_else(|diagnostic| {
        session.diagnostics.push(diagnostic);
        None
    })
}

fn say_what_was_made(session: &Session, config: &Config, made: &Made, plan: &Plan, report: Option<&Report>) {
    let Made { operations, types, warnings, notes } = made;
    let shown = config.out_path().display().to_string();
    session.tell_changes(plan, None);
    session.tell(&json!({
        "kind": "summary", "crate": shown, "operations": operations, "types": types, "warnings": warnings,
        "changes": report.map(|report| json!({
            "source": report.source(), "wire": report.wire(), "step": report.step(),
        })),
    }));
    session.say(&format!("{shown}: {operations} operations, {types} types"));
    for line in summary(plan) {
        session.say(&line);
    }
    if let Some(report) = report.filter(|report| !report.changes.is_empty()) {
        session.say(&format!("  for its users: {}", diff::report::conclusion(report)));
    }
    if !warnings.is_empty() {
        let counts: Vec<String> = warnings.iter().map(|(code, count)| format!("{count} {code}")).collect();
        session.say(&format!("  repaired, guessed or left out: {}", counts.join(", ")));
    }
    if *notes > 0 && !session.global.verbose {
        session.say(&format!("  {notes} notes on the description: --verbose shows them"));
    }
}

/// What was written, a line for each file; many are counted.
fn summary(plan: &Plan) -> Vec<String> {
    const SHOWN: usize = 20;
    let groups = plan.by_kind();
    let total: usize = groups.iter().map(|(_, changes)| changes.len()).sum();
    if total == 0 {
        return vec![format!("nothing to write: all {} files are current", plan.unchanged.len())];
    }
    if total > SHOWN {
        return vec![format!("{}, {} unchanged", brief(plan), plan.unchanged.len())];
    }
    let lines = groups.iter().flat_map(|(what, changes)| changes.iter().map(move |c| format!("  {what} {}", c.path)));
    lines.chain([format!("  {} unchanged", plan.unchanged.len())]).collect()
}

/// `3 created, 1 changed`.
pub fn brief(plan: &Plan) -> String {
    let groups = plan.by_kind();
    let groups = groups.iter().filter(|(_, changes)| !changes.is_empty());
    let counts: Vec<String> = groups.map(|(what, changes)| format!("{} {what}", changes.len())).collect();
    if counts.is_empty() { "nothing to write".to_owned() } else { counts.join(", ") }
}
