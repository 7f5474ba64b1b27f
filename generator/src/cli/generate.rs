//! `oasmith generate`: the crate, by `oasmith.toml` or for a description alone.

use std::path::PathBuf;

use clap::Args;
use oasmith::config::{Config, Fetch, Package};
use oasmith::diagnostics::Severity;
use oasmith::diff::{self, Report};
use oasmith::ir::Api;
use oasmith::output::Plan;
use oasmith::source::remote;
use serde_json::json;

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
    let Arguments { target, update_remote, release, since } = arguments;
    let fetch = if *update_remote { Fetch::Anew } else { Fetch::Missing };
    let since = release.then_some(since.as_deref());
    let Some(written) = write(session, target, fetch, since) else { return Outcome::Failed };
    say_what_was_made(session, &written);
    session.outcome()
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
    let mut config = match (&target.spec, &target.out) {
        (Some(spec), Some(out)) => {
            let package = Package { name: target.name.clone(), ..Package::default() };
            let config = Config { spec: spec.clone(), out: out.clone(), package, ..Config::default() };
            session.with_overlays(config)
        }
        _ => session.config()?,
    };
    config.remote.fetch = fetch;
    let mut claim = session.claim(&config)?;
    let written = (|| {
        let release = release.map_or(Ok(None), |since| release::plan(session, &mut config, since))?;
        let Some(generation) = oasmith::generate(&config, &mut session.sources, &mut session.diagnostics) else {
            return Ok(None);
        };
        let mut plan = generation.plan(&config, target.force, &mut session.diagnostics);
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

fn say_what_was_made(session: &Session, written: &Written) {
    let Written { config, plan, api, report, release } = written;
    let operations = api.operations.iter().filter(|operation| operation.alternative.is_none()).count();
    let types = api.types_in_use().count();
    let shown = config.out_path().display().to_string();
    let warnings = session.diagnostics.by_code(Severity::Warning);
    session.tell_changes(plan, None);
    session.tell(&json!({
        "kind": "summary", "crate": shown, "operations": operations, "types": types, "warnings": warnings,
        "changes": report.as_ref().map(|report| json!({
            "source": report.source(), "wire": report.wire(), "step": report.step(),
        })),
    }));
    session.say(&format!("{shown}: {operations} operations, {types} types"));
    for line in summary(plan) {
        session.say(&line);
    }
    if let Some(report) = report.as_ref().filter(|report| !report.changes.is_empty()) {
        session.say(&format!("  for its users: {}", diff::report::conclusion(report)));
    }
    if !warnings.is_empty() {
        let counts: Vec<String> = warnings.iter().map(|(code, count)| format!("{count} {code}")).collect();
        session.say(&format!("  repaired, guessed or left out: {}", counts.join(", ")));
    }
    let notes = session.diagnostics.count(Severity::Note);
    if notes > 0 && !session.global.verbose {
        session.say(&format!("  {notes} notes on the description: --verbose shows them"));
    }
    if let Some(release) = release {
        session.say(&release.said());
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
