//! `oasmith generate`: the crate, by `oasmith.toml` or for a description alone.

use std::path::PathBuf;

use clap::Args;
use oasmith::config::{Config, Fetch, Package};
use oasmith::diagnostics::Severity;
use oasmith::ir::Api;
use oasmith::output::Plan;
use oasmith::source::remote;
use serde_json::json;

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
}

/// Generates, and says what was written.
pub fn run(session: &mut Session, arguments: &Arguments) -> Outcome {
    let fetch = if arguments.update_remote { Fetch::Anew } else { Fetch::Missing };
    let Some(Written { config, api, plan }) = write(session, &arguments.target, fetch) else { return Outcome::Failed };
    say_what_was_made(session, &config, &api, &plan);
    session.outcome()
}

/// What a run has made.
pub struct Written {
    pub config: Config,
    pub api: Api,
    pub plan: Plan,
}

/// Generates, and writes what has changed; `None` if nothing could be written.
pub fn write(session: &mut Session, target: &Target, fetch: Fetch) -> Option<Written> {
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
    let generation = oasmith::generate(&config, &mut session.sources, &mut session.diagnostics)?;
    let plan = generation.plan(&config, target.force, &mut session.diagnostics);
    if session.diagnostics.has_errors() {
        return None;
    }
    let stored = remote::store(session.sources.remote().fetched());
    match stored.and_then(|()| claim.write(&plan)) {
        Ok(()) => Some(Written { config, api: generation.api, plan }),
        Err(diagnostic) => {
            session.diagnostics.push(diagnostic);
            None
        }
    }
}

fn say_what_was_made(session: &Session, config: &Config, api: &Api, plan: &Plan) {
    let operations = api.operations.iter().filter(|operation| operation.alternative.is_none()).count();
    let types = api.types_in_use().count();
    let shown = config.out_path().display().to_string();
    let warnings = session.diagnostics.by_code(Severity::Warning);
    session.tell_changes(plan, None);
    session.tell(&json!({
        "kind": "summary", "crate": shown, "operations": operations, "types": types, "warnings": warnings,
    }));
    session.say(&format!("{shown}: {operations} operations, {types} types"));
    for line in summary(plan) {
        session.say(&line);
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
