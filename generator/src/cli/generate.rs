//! `oasmith generate`: the crate, by `oasmith.toml` or for a description alone.

use std::path::PathBuf;

use clap::Args;
use oasmith::config::{Config, Fetch, Package};
use oasmith::diagnostics::Severity;
use oasmith::diff::{self, Report};
use oasmith::ir::Api;
use oasmith::output::{self, Plan};
use oasmith::source::remote;
use serde_json::json;

use super::release::{self, Release};
use super::{Outcome, Session};

/// What to generate, and where.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The description, when there is no configuration file.
    #[arg(requires = "out")]
    spec: Option<PathBuf>,
    /// The folder of the crate.
    #[arg(long, requires = "spec", value_name = "DIR")]
    out: Option<PathBuf>,
    /// The name of the package; by default, of the description's title.
    #[arg(long, requires = "spec", value_name = "CRATE")]
    name: Option<String>,
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
    /// Overwrite files that were edited by hand or that something else wrote.
    #[arg(long)]
    force: bool,
}

/// Generates, and says what was written.
pub fn run(session: &mut Session, arguments: &Arguments) -> Outcome {
    let config = match (&arguments.spec, &arguments.out) {
        (Some(spec), Some(out)) => {
            let package = Package { name: arguments.name.clone(), ..Package::default() };
            session.ready(Config { spec: spec.clone(), out: out.clone(), package, ..Config::default() })
        }
        _ => session.config(),
    };
    let Some(mut config) = config else { return Outcome::Failed };
    config.remote.fetch = if arguments.update_remote { Fetch::Anew } else { Fetch::Missing };
    let release = match arguments.release {
        true => release::plan(session, &mut config, arguments.since.as_deref()),
        false => Ok(None),
    };
    let release = match release {
        Ok(release) => release,
        Err(diagnostic) => {
            session.diagnostics.push(diagnostic);
            return Outcome::Failed;
        }
    };
    let Some(generation) = oasmith::generate(&config, &mut session.sources, &mut session.diagnostics) else {
        return Outcome::Failed;
    };
    let mut plan = generation.plan(&config, arguments.force, &mut session.diagnostics);
    if let Some(release) = &release {
        release.add_to(&mut plan);
    }
    let report = release::since_last(&config, &generation.surface);
    if session.diagnostics.has_errors() {
        return Outcome::Failed;
    }
    let stored = remote::store(session.sources.remote().fetched());
    let configured = stored.and_then(|()| release.as_ref().map_or(Ok(()), Release::configure));
    if let Err(diagnostic) = configured.and_then(|()| output::write(&plan)) {
        session.diagnostics.push(diagnostic);
        return Outcome::Failed;
    }
    say_what_was_made(session, &config, &generation.api, &plan, report.as_ref());
    if let Some(release) = release {
        session.say(&release.said());
    }
    session.outcome()
}

fn say_what_was_made(session: &Session, config: &Config, api: &Api, plan: &Plan, report: Option<&Report>) {
    let operations = api.operations.iter().filter(|operation| operation.alternative.is_none()).count();
    let types = api.types_in_use().count();
    let shown = config.out_path().display().to_string();
    let warnings = session.diagnostics.by_code(Severity::Warning);
    session.tell_changes(plan);
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
    let notes = session.diagnostics.count(Severity::Note);
    if notes > 0 && !session.global.verbose {
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
        let counts = groups.iter().filter(|(_, changes)| !changes.is_empty());
        let counts: Vec<String> = counts.map(|(what, changes)| format!("{} {what}", changes.len())).collect();
        return vec![format!("{}, {} unchanged", counts.join(", "), plan.unchanged.len())];
    }
    let lines = groups.iter().flat_map(|(what, changes)| changes.iter().map(move |c| format!("  {what} {}", c.path)));
    lines.chain([format!("  {} unchanged", plan.unchanged.len())]).collect()
}
