//! `oasmith init`: a first configuration.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use oasmith::diagnostics::{Code, Diagnostic, Place};
use oasmith::{Config, understand};
use serde_json::json;

use super::{Outcome, Session};

/// For which description.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The description.
    spec: PathBuf,
    /// The folder of the crate.
    #[arg(long, value_name = "DIR", default_value = "sdk")]
    out: PathBuf,
}

/// Reads the description, so that the first configuration is known to work, and writes the file if there is none.
pub fn run(session: &mut Session, arguments: &Arguments) -> Outcome {
    let overlays = session.global.overlays.clone();
    let config = Config { spec: arguments.spec.clone(), overlays, out: arguments.out.clone(), ..Config::default() };
    let Some((api, _)) = understand(&config, None, &mut session.sources, &mut session.diagnostics) else {
        return Outcome::Failed;
    };
    let path = session.global.config.clone();
    let text = text(&config, &oasmith::render::package_name(&api.title));
    let written = OpenOptions::new().write(true).create_new(true).open(&path);
    match written.and_then(|mut file| file.write_all(text.as_bytes())) {
        Ok(()) => {
            session.tell(&json!({ "kind": "summary", "config": path, "operations": api.operations.len() }));
            session.say(&format!("wrote {}: {} operations found", path.display(), api.operations.len()));
            session.say("next: `oasmith generate`");
            session.outcome()
        }
        Err(error) => {
            let place = Place::File(path.display().to_string());
            session.diagnostics.push(
                Diagnostic::new(Code::UnwritableOutput, place, format!("the configuration cannot be written: {error}"))
                    .help("an existing file is never overwritten; `--config FILE` writes another"),
            );
            Outcome::Failed
        }
    }
}

fn text(config: &Config, name: &str) -> String {
    let quoted = |path: &Path| toml::Value::from(path.display().to_string()).to_string();
    let overlays: Vec<String> = config.overlays.iter().map(|path| quoted(path)).collect();
    let overlays = match overlays.is_empty() {
        true => "# overlays = [\"overlay.yaml\"]".to_owned(),
        false => format!("overlays = [{}]", overlays.join(", ")),
    };
    format!(
        "# What oasmith reads and writes. Paths are relative to this file.\n\
         spec = {}\n\
         # Changes to the description, as OpenAPI overlays, in this order:\n\
         {overlays}\n\
         out = {}\n\
         # Templates that replace or add to the built-in ones, by path:\n\
         # templates = \"templates\"\n\
         \n\
         [crate]\n\
         name = \"{name}\"\n\
         # version = \"0.1.0\"\n\
         # license = \"MIT OR Apache-2.0\"\n\
         \n\
         # Which part of the description becomes the crate; types that it does not reach are left out:\n\
         # [filter]\n\
         # tags = [\"pets\"]\n\
         # exclude-paths = [\"/internal/**\"]\n\
         \n\
         # URLs that a `$ref` may begin with; what is fetched is kept under `remote/`, and pinned in oasmith.lock:\n\
         # [remote]\n\
         # allow = [\"https://example.com/schemas/\"]\n\
         \n\
         # Rust types by `type/format`:\n\
         # [formats]\n\
         # \"string/date-time\" = \"chrono::DateTime<chrono::Utc>\"\n",
        quoted(&config.spec),
        quoted(&config.out),
    )
}
