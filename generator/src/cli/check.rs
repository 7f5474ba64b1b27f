//! `oasmith check`: whether the crate on disk is what `generate` would write.

use oasmith::output;
use serde_json::json;

use super::{Format, Outcome, Session, print};

/// Compares, and prints a diff where they differ.
pub fn run(session: &mut Session) -> Outcome {
    let Some(config) = session.config() else { return Outcome::Failed };
    let Some(_claim) = session.claim(&config) else { return Outcome::Failed };
    let Some(generation) = oasmith::generate(&config, &mut session.sources, &mut session.diagnostics) else {
        return Outcome::Failed;
    };
    // What was edited by hand is a difference like any other here, not something that stands in the way.
    let plan = generation.plan(&config, true, &mut session.diagnostics);
    let shown = config.out_path().display().to_string();
    if session.diagnostics.has_errors() {
        return Outcome::Failed;
    }
    session.tell_changes(&plan, Some(output::file_diff));
    session.tell(&json!({ "kind": "summary", "crate": shown, "current": plan.is_empty() }));
    if plan.is_empty() {
        session.say(&format!("{shown} is current: {} files", plan.unchanged.len()));
        return Outcome::Fine;
    }
    if session.global.message_format == Format::Human {
        print(&mut std::io::stdout(), &output::diff(&plan));
    }
    session.say(&format!("{shown} is not current: run `oasmith generate`"));
    Outcome::Found
}
