//! `oasmith templates merge`: what has changed in built-in templates, taken over into copies of them.

use std::path::Path;

use oasmith::render::templates::copies::{self, Copied, Standing};
use serde_json::json;

use super::selection::Selection;
use crate::cli::{Outcome, Session, print};

/// Merges what was selected.
pub fn run(session: &mut Session, selection: &Selection) -> Outcome {
    let Some(config) = session.config() else { return Outcome::Failed };
    let directory = config.templates_path();
    let copies = directory.as_deref().map(|directory| copies::copies(directory, &mut session.diagnostics));
    let (directory, copies) = (directory.unwrap_or_default(), copies.unwrap_or_default());
    let known: Vec<&str> = copies.iter().map(|copied| copied.path.as_str()).collect();
    let selected = match selection.among(&known, &mut session.diagnostics) {
        Ok(selected) => selected,
        Err(message) => {
            print(&mut std::io::stderr(), &message);
            return Outcome::Failed;
        }
    };
    if session.diagnostics.has_errors() {
        return Outcome::Failed;
    }
    let mut is_clean = true;
    for copied in copies.iter().filter(|copied| selected.iter().any(|selected| selected.path == copied.path)) {
        match merge(session, &directory, copied) {
            Some(clean) => is_clean &= clean,
            None => return Outcome::Failed,
        }
    }
    if is_clean { session.outcome() } else { Outcome::Found }
}

/// Merges one, and says so. Whether there is nothing left to do by hand; `None` if it could not be written.
fn merge(session: &mut Session, directory: &Path, copied: &Copied) -> Option<bool> {
    let (done, is_clean) = match &copied.standing {
        Standing::Current => ("is current", true),
        Standing::Superfluous => ("is the same as the built-in template", true),
        Standing::Behind { is_clean: true, .. } => ("merged", true),
        Standing::Behind { is_clean: false, .. } => ("merged, with conflicts that are marked in it", false),
        Standing::Unresolved => ("has conflicts that are to be resolved first", false),
        Standing::Orphaned => ("is of a template that is no longer built in", true),
        Standing::Baseless => ("cannot be merged: what it was copied from is not known", false),
    };
    if matches!(copied.standing, Standing::Superfluous | Standing::Behind { .. })
        && let Err(diagnostic) = copies::merge(directory, copied)
    {
        session.diagnostics.push(diagnostic);
        return None;
    }
    session.tell(&json!({
        "kind": "template", "path": copied.path, "standing": copied.standing.name(), "clean": is_clean,
    }));
    session.say(&format!("{} {done}", copied.file.display()));
    Some(is_clean)
}
