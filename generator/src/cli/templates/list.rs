//! `oasmith templates list`: all templates, a line each.

use std::path::Path;

use oasmith::Config;
use oasmith::config::FILE_NAME;
use oasmith::render::templates::{self, Listed, State};
use serde_json::json;

use crate::cli::{Format, Outcome, Session, print};

/// Prints the list. Without a configuration there are only built-in ones.
pub fn run(session: &mut Session) -> Outcome {
    let path = session.global.config.clone();
    let config = match path.as_path() == Path::new(FILE_NAME) && !path.exists() {
        true => Config::default(),
        false => match session.config() {
            Some(config) => config,
            None => return Outcome::Failed,
        },
    };
    let skip = config.patterns(&config.output.skip, ["output", "skip"]);
    let directory = config.templates_path();
    let list = templates::list(directory.as_deref(), skip, &mut session.sources, &mut session.diagnostics);
    match session.global.message_format {
        Format::Human => print(&mut std::io::stdout(), &table(&list)),
        Format::Json => list.iter().for_each(|listed| {
            session.tell(&json!({
                "kind": "template", "path": listed.path, "for": listed.purpose, "state": listed.state.name(),
                "file": listed.file, "about": listed.about, "blocks": listed.blocks,
            }));
        }),
    }
    session.outcome()
}

fn table(list: &[Listed]) -> String {
    let width = list.iter().map(|listed| listed.path.len()).max().unwrap_or_default();
    let line = |listed: &Listed| {
        let file = listed.file.as_ref().map(|file| format!("  {}", file.display())).unwrap_or_default();
        let (path, purpose, state) = (&listed.path, listed.purpose, listed.state.name());
        format!("{}\n", format!("{path:width$}  {purpose:12}  {state:8}{file}").trim_end())
    };
    // What is the user's own is what is looked for.
    let (built_in, own): (Vec<&Listed>, Vec<&Listed>) = list.iter().partition(|listed| listed.state == State::BuiltIn);
    own.into_iter().chain(built_in).map(line).collect()
}
