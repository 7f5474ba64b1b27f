//! `oasmith templates eject`: copies of built-in templates, to be changed.

use std::path::{Path, PathBuf};
use std::{fs, io};

use oasmith::Config;
use oasmith::diagnostics::{Code, Diagnostic, Place};
use oasmith::output;
use oasmith::render::templates::{self, BASE, copies};
use serde_json::json;

use super::selection::{Selected, Selection};
use crate::cli::{Outcome, Session, print};

/// The folder of copies where the configuration names none.
const FOLDER: &str = "templates";

/// Copies what was selected. If one of the files that were named is there already, nothing is copied.
pub fn run(session: &mut Session, selection: &Selection) -> Outcome {
    let Some(config) = session.config() else { return Outcome::Failed };
    let built_in = templates::built_in();
    let known: Vec<&str> = built_in.keys().map(String::as_str).collect();
    let selected = match selection.among(&known, &mut session.diagnostics) {
        Ok(selected) => selected,
        Err(message) => {
            print(&mut std::io::stderr(), &message);
            return Outcome::Failed;
        }
    };
    let directory = config.templates_path().unwrap_or_else(|| config.directory.join(FOLDER));
    let (present, absent): (Vec<&Selected>, Vec<&Selected>) =
        selected.iter().partition(|selected| directory.join(&selected.path).symlink_metadata().is_ok());
    for there in present.iter().filter(|selected| selected.is_named) {
        let place = Place::File(directory.join(&there.path).display().to_string());
        session.diagnostics.push(
            Diagnostic::new(Code::UnwritableOutput, place, "the template is there already, and is not overwritten")
                .help("`oasmith templates merge` takes over what has changed in the built-in one"),
        );
    }
    if session.diagnostics.has_errors() {
        return Outcome::Failed;
    }
    if let Err(diagnostic) = write(session, &config, &directory, &absent) {
        session.diagnostics.push(diagnostic);
    }
    for there in present {
        session.tell(&json!({ "kind": "template", "path": there.path, "change": "kept" }));
        session.say(&format!("  kept {}", directory.join(&there.path).display()));
    }
    session.outcome()
}

fn write(session: &Session, config: &Config, directory: &Path, selected: &[&Selected]) -> Result<(), Diagnostic> {
    let configured = match config.templates {
        Some(_) => None,
        None => Some(configured(&session.global.config)?),
    };
    for Selected { path, .. } in selected {
        copies::copy(directory, path)?;
        session.tell(&json!({ "kind": "template", "path": path, "change": "created" }));
        session.say(&format!("  created {}", directory.join(path).display()));
    }
    if let Some((path, text)) = configured {
        output::replace(&path, text.as_bytes()).map_err(|error| cannot_set(&path, &error.to_string()))?;
        session.say(&format!("set `templates = \"{FOLDER}\"` in {}", path.display()));
    }
    let base = directory.join(BASE);
    session.say(&format!("{} has them as they are built in: commit it with the copies", base.display()));
    Ok(())
}

/// The configuration's file, and what it holds with the folder named.
fn configured(path: &Path) -> Result<(PathBuf, String), Diagnostic> {
    let text = fs::read_to_string(path).map_err(|error: io::Error| error.to_string());
    let text = text.and_then(|text| {
        // The line of `oasmith init` that only waits for it.
        let is_prepared = |line: &&str| line.starts_with("# templates = ");
        if let Some(line) = text.lines().find(is_prepared) {
            return Ok(text.replacen(line, &format!("templates = \"{FOLDER}\""), 1));
        }
        let document = text.parse::<toml_edit::DocumentMut>();
        let mut document = document.map_err(|error| error.to_string())?;
        document.insert("templates", toml_edit::value(FOLDER));
        Ok(document.to_string())
    });
    text.map(|text| (path.to_owned(), text)).map_err(|why| cannot_set(path, &why))
}

fn cannot_set(path: &Path, why: &str) -> Diagnostic {
    let message = format!("the folder of the templates cannot be set: {why}");
    let help = format!("write `templates = \"{FOLDER}\"` at its top");
    Diagnostic::new(Code::InvalidConfig, Place::File(path.display().to_string()), message).help(help)
}
