//! `oasmith init`: a first configuration, with the schema by which editors complete it.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use oasmith::config::schema;
use oasmith::diagnostics::{Code, Diagnostic, Place};
use oasmith::{Config, understand};
use serde_json::{Value, json};

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

/// Reads the description, so that the first configuration is known to work, and writes the files if there are none.
pub fn run(session: &mut Session, arguments: &Arguments) -> Outcome {
    let overlays = session.global.overlays.clone();
    let config = Config { spec: arguments.spec.clone(), overlays, out: arguments.out.clone(), ..Config::default() };
    let Some((api, _)) = understand(&config, None, &mut session.sources, &mut session.diagnostics) else {
        return Outcome::Failed;
    };
    let path = session.global.config.clone();
    let text = text(&config, &oasmith::render::package_name(&api.title));
    match write(&path, &text) {
        Ok(()) => {
            session.tell(&json!({ "kind": "summary", "config": path, "operations": api.operations.len() }));
            session.say(&format!("wrote {}: {} operations found", path.display(), api.operations.len()));
            session.say("next: `oasmith generate`");
            session.outcome()
        }
        Err(fault) => {
            session.diagnostics.push(fault);
            Outcome::Failed
        }
    }
}

/// Writes the configuration, and its schema beside it.
fn write(path: &Path, text: &str) -> Result<(), Diagnostic> {
    let fault = |path: &Path, error: std::io::Error, help: &str| {
        let place = Place::File(path.display().to_string());
        Diagnostic::new(Code::UnwritableOutput, place, format!("the file cannot be written: {error}")).help(help)
    };
    let schema = path.with_file_name(schema::FILE_NAME);
    if !is_free(&schema) {
        let help = "only a schema of oasmith is replaced: move the file away";
        return Err(fault(&schema, ErrorKind::AlreadyExists.into(), help));
    }
    let created = OpenOptions::new().write(true).create_new(true).open(path);
    let help = "an existing configuration is never overwritten; `--config FILE` writes another";
    created.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| fault(path, error, help))?;
    let help = "`oasmith schema` prints it, to be kept elsewhere";
    std::fs::write(&schema, schema::text()).map_err(|error| fault(&schema, error, help))
}

/// Whether there is no schema yet, or one of ours, maybe of another version.
fn is_free(schema: &Path) -> bool {
    let is_ours = |text: Vec<u8>| {
        let schema = serde_json::from_slice::<Value>(&text);
        schema.is_ok_and(|schema| schema["title"] == schema::TITLE)
    };
    match std::fs::read(schema) {
        Ok(text) => is_ours(text),
        Err(error) => error.kind() == ErrorKind::NotFound,
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
        "#:schema ./{}\n\
         # What oasmith reads and writes. Paths are relative to this file.\n\
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
        schema::FILE_NAME,
        quoted(&config.spec),
        quoted(&config.out),
    )
}
