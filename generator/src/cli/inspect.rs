//! `oasmith inspect`: what something of the description becomes.

use clap::Args;
use oasmith::output::Lock;
use oasmith::{render, understand};
use serde_json::json;

use super::{Format, Outcome, Session, print};

/// Of what.
#[derive(Debug, Args)]
pub struct Arguments {
    /// An operation's id, a schema's or a resource's name, or a Rust type; by default the crate as a whole.
    name: Option<String>,
}

/// Prints the view that templates get, as JSON.
pub fn run(session: &mut Session, arguments: &Arguments) -> Outcome {
    let Some(config) = session.config() else { return Outcome::Failed };
    let Some(_claim) = session.claim(&config) else { return Outcome::Failed };
    let lock = Lock::load(&config.out_path(), &mut session.sources, &mut session.diagnostics);
    let understood = understand(&config, lock.as_ref(), &mut session.sources, &mut session.diagnostics);
    let Some((api, _)) = understood else { return Outcome::Failed };
    let name = arguments.name.as_deref();
    let Some(view) = render::inspect(&api, &config, name) else {
        let known = render::inspectable(&api);
        let near = oasmith::nearest(name.unwrap_or_default(), known.iter().map(String::as_str));
        let hint = near.map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
        let message = format!("there is no operation, schema or resource `{}`{hint}\n", name.unwrap_or_default());
        print(&mut std::io::stderr(), &message);
        return Outcome::Failed;
    };
    match session.global.message_format {
        Format::Human => print(&mut std::io::stdout(), &format!("{view:#}\n")),
        Format::Json => session.tell(&json!({ "kind": "view", "view": view })),
    }
    session.outcome()
}
